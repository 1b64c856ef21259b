// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control.c - the control socket's connections. Everything that can be waited for lies in one epoll, whose descriptor the engine
 * watches.
 *
 * A connection is armed for one event at a time (EPOLLONESHOT): while its request is carried out it belongs to that task, else
 * to receive(), which one task at a time is in. control.lock protects all connections, but the request of one that is busy; only the
 * log's lock is taken under it. From here on everything up to the transport is called with it held.
 */
#include "server/control.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "server/control_local.h"

#define EVENTS_A_TURN 64
#define FOLLOW_BYTES 16384

enum peer_state { PEER_READS, PEER_BUSY, PEER_SENDS };

/**
 * struct peer - a connection
 * @in: what came and is not answered yet; a request that is in progress stands at its beginning, @request bytes of it
 * @out: what is to be sent, @sent of @out_bytes are
 * @follows: gets the log from @line on
 * @ends: when @out is sent
 * @heard: when it was last heard of
 */
struct peer {
	struct peer *next;
	int fd;
	uid_t uid;
	enum peer_state state;
	bool follows, ends;
	uint64_t line, heard;
	char *out;
	size_t out_bytes, sent;
	size_t in_bytes, request;
	char in[CONTROL_LINE];
};

struct control {
	struct transport transport;
	struct control_config config;
	struct sockaddr_un address;
	struct server *_Atomic server;
	pthread_mutex_t lock;
	struct peer *peers;
	unsigned int count;
	int listener, bye, news;
	bool going;
	atomic_flag changing;
};

/**
 * struct control_call - @peer NULL: the end, asked for by a signal
 * @fd: of @peer, which may be gone already when the engine asks about a call that has just been answered; -1: none
 */
struct control_call {
	struct call call;
	struct peer *peer;
	int fd;
};

static struct control *to_control(struct transport *t)
{
	return (struct control *)t; /* the first member */
}

static int watch(struct control *c, int fd, uint32_t events, void *what)
{
	struct epoll_event event = { .events = events, .data.ptr = what };

	return epoll_ctl(c->transport.fd, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

static void arm(struct control *c, struct peer *p)
{
	struct epoll_event event = { .events = EPOLLONESHOT, .data.ptr = p };

	event.events |= p->state == PEER_SENDS ? EPOLLOUT : EPOLLIN | EPOLLRDHUP;
	epoll_ctl(c->transport.fd, EPOLL_CTL_MOD, p->fd, &event);
}

/* ---- connections come and go ------------------------------------------------------------------------------------- */

static void drop(struct control *c, struct peer *p)
{
	struct peer **at;

	for (at = &c->peers; *at != p; at = &(*at)->next)
		;
	*at = p->next;
	c->count--;
	close(p->fd);
	free(p->out);
	free(p);
}

/* room for one more of @uid: somebody who has been silent for long gives way; false: all who may have to are busy */
static bool make_room(struct control *c, uid_t uid)
{
	struct peer *p, *victim = NULL;
	bool own = uid == geteuid();

	if (c->count < CONTROL_PEERS)
		return true;
	for (p = c->peers; p; p = p->next) {
		bool is_own = p->uid == geteuid();

		if (p->state == PEER_BUSY || (is_own && !own))
			continue;
		if (!victim || (victim->uid == geteuid() && !is_own) ||
		    ((victim->uid == geteuid()) == is_own && p->heard < victim->heard))
			victim = p;
	}
	if (victim)
		drop(c, victim);
	return victim;
}

static void accept_peer(struct control *c)
{
	int fd = accept4(c->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct ucred who;
	socklen_t length = sizeof(who);
	struct peer *p;

	if (fd < 0)
		return;
	p = calloc(1, sizeof(*p));
	if (!p || getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &length) || !make_room(c, who.uid) ||
	    watch(c, fd, EPOLLIN | EPOLLRDHUP | EPOLLONESHOT, p)) {
		free(p);
		close(fd);
		return;
	}
	p->fd = fd;
	p->uid = who.uid;
	p->heard = host_real_now();
	p->next = c->peers;
	c->peers = p;
	c->count++;
}

/* ---- requests ---------------------------------------------------------------------------------------------------- */

/* "OK 5\nhello"; takes @body, NULL if there is none or no memory */
static void answer(struct peer *p, int err, char *body, size_t bytes)
{
	char name[16], head[64];
	int length = snprintf(head, sizeof(head), "%s %zu\n", control_status(err, name, sizeof(name)), bytes);
	char *out = malloc(length + bytes);

	if (!out) {
		p->ends = true;
		free(body);
		return;
	}
	memcpy(out, head, length);
	if (bytes)
		memcpy(out + length, body, bytes);
	free(body);
	free(p->out);
	p->out = out;
	p->out_bytes = length + bytes;
	p->sent = 0;
}

static void refuse(struct peer *p, int err, const char *why, bool ends)
{
	char *body = strdup(why);

	/* without memory for the reason there is the error's name */
	answer(p, err, body, body ? strlen(why) : 0);
	p->ends |= ends;
	p->state = PEER_SENDS;
}

/* is there a whole line? If it is no request, it is answered here. */
static bool take_request(struct peer *p)
{
	char *end = memchr(p->in, '\n', p->in_bytes);

	if (!end) {
		if (p->in_bytes == sizeof(p->in))
			refuse(p, -EMSGSIZE, "a request has at most 4096 bytes", true);
		return false;
	}
	*end = '\0';
	p->request = end + 1 - p->in;
	if (strlen(p->in) == p->request - 1) {
		p->state = PEER_BUSY;
		return true;
	}
	refuse(p, -EINVAL, "a request is text", true);
	return false;
}

static void forget_request(struct peer *p)
{
	p->in_bytes -= p->request;
	memmove(p->in, p->in + p->request, p->in_bytes);
	p->request = 0;
}

/* what has come since, for one who follows */
static void follow(struct control *c, struct peer *p)
{
	char *text = malloc(FOLLOW_BYTES);
	size_t bytes = text ? loglines_copy(c->config.log, &p->line, text, FOLLOW_BYTES) : 0;

	if (!bytes) {
		free(text);
		return;
	}
	answer(p, 0, text, bytes);
	p->state = PEER_SENDS;
}

/* true: go on with it; false: it is gone, or cannot take more now */
static bool send_some(struct control *c, struct peer *p)
{
	while (p->sent < p->out_bytes) {
		ssize_t sent = send(p->fd, p->out + p->sent, p->out_bytes - p->sent, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent < 0 && errno == EAGAIN) {
			arm(c, p);
			return false;
		}
		if (sent < 0) {
			drop(c, p);
			return false;
		}
		p->sent += sent;
	}
	free(p->out);
	p->out = NULL;
	p->out_bytes = p->sent = 0;
	if (p->ends) {
		drop(c, p);
		return false;
	}
	p->state = PEER_READS;
	if (p->follows)
		follow(c, p);
	return true;
}

/* true: something came; false: it is gone */
static bool read_some(struct control *c, struct peer *p)
{
	ssize_t got = recv(p->fd, p->in + p->in_bytes, sizeof(p->in) - p->in_bytes, MSG_DONTWAIT);

	if (got == 0 || (got < 0 && errno != EAGAIN)) {
		drop(c, p);
		return false;
	}
	p->in_bytes += got > 0 ? got : 0;
	return true;
}

/* true: a request is to be carried out */
static bool serve_peer(struct control *c, struct peer *p)
{
	p->heard = host_real_now();
	if (p->state == PEER_READS && !read_some(c, p))
		return false;
	for (;;) {
		if (p->state == PEER_SENDS && !send_some(c, p))
			return false;
		if (p->state == PEER_SENDS)
			continue; /* one who follows, and more has come */
		/* whoever follows has nothing more to ask */
		if (p->follows)
			p->in_bytes = 0;
		else if (take_request(p))
			return true;
		if (p->state == PEER_READS) {
			arm(c, p);
			return false;
		}
	}
}

static void tell_followers(struct control *c)
{
	struct peer *p;
	uint64_t count;

	if (read(c->news, &count, sizeof(count)) < 0)
		return;
	for (p = c->peers; p; p = p->next)
		if (p->follows && p->state == PEER_READS) {
			follow(c, p);
			arm(c, p);
		}
}

/* ---- the transport ----------------------------------------------------------------------------------------------- */

/* 0: @call is one; -EAGAIN: nothing came; -EALREADY: something did, and there is no call in it */
static int receive_once(struct control *c, struct control_call *call)
{
	struct epoll_event event;
	uint64_t count;

	if (epoll_wait(c->transport.fd, &event, 1, 0) <= 0)
		return -EAGAIN;
	if (event.data.ptr == &c->listener) {
		accept_peer(c);
	} else if (event.data.ptr == &c->news) {
		tell_followers(c);
	} else if (event.data.ptr == &c->bye) {
		if (read(c->bye, &count, sizeof(count)) > 0 && !c->going && c->config.stop) {
			c->going = true;
			call->fd = -1;
			return 0;
		}
	} else if (serve_peer(c, event.data.ptr)) {
		call->peer = event.data.ptr;
		call->fd = call->peer->fd;
		call->call.caller.pid = getpid();
		return 0;
	}
	return -EALREADY;
}

static int control_receive(struct transport *t, struct call *call)
{
	struct control *c = to_control(t);
	int err = -EALREADY;

	pthread_mutex_lock(&c->lock);
	/* everything else stays ready, and comes next time */
	for (unsigned int i = 0; err == -EALREADY && i < EVENTS_A_TURN; i++)
		err = receive_once(c, (struct control_call *)call);
	pthread_mutex_unlock(&c->lock);
	return err == -EALREADY ? -EAGAIN : err;
}

static void start_following(struct control *c, struct peer *p)
{
	p->follows = true;
	p->line = 0;
	loglines_listen(c->config.log, c->news);
}

static void control_handle(struct transport *t, struct call *call)
{
	struct peer *p = ((struct control_call *)call)->peer;
	struct control *c = to_control(t);
	struct control_request request = { .config = &c->config, .server = c->server, .changing = &c->changing };
	char *body = NULL;
	size_t bytes = 0;
	ssize_t sent;
	int err;

	engine_will_sleep(call);
	if (!p) {
		control_say_goodbye(&c->config);
		c->config.stop(c->config.ctx);
		return;
	}
	request.trusted = p->uid == geteuid() || p->uid == 0;
	request.body = open_memstream(&body, &bytes);
	err = request.body ? control_do(&request, p->in) : -ENOMEM;
	if (request.body && fclose(request.body) && !err)
		err = -ENOMEM;
	pthread_mutex_lock(&c->lock);
	forget_request(p);
	answer(p, err, body, bytes);
	if (request.follow)
		start_following(c, p);
	p->state = PEER_SENDS;
	/* most fits, and of the last answer nobody would send the rest */
	sent = send(p->fd, p->out, p->out_bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
	p->sent = sent > 0 ? sent : 0;
	arm(c, p);
	pthread_mutex_unlock(&c->lock);
	if (request.down)
		c->config.stop(c->config.ctx);
}

static bool control_is_interrupted(struct transport *t, const struct call *call)
{
	const struct control_call *cc = (const struct control_call *)call;
	struct pollfd look = { .fd = cc->fd };

	return poll(&look, 1, 0) > 0 && look.revents & (POLLHUP | POLLERR);
}

static const struct usnd_transport_ops control_ops = {
	.name = "control",
	.call_bytes = sizeof(struct control_call),
	.receive = control_receive,
	.handle = control_handle,
	.is_interrupted = control_is_interrupted,
};

struct transport *control_transport(struct control *control)
{
	return &control->transport;
}

void control_attach(struct control *c, struct server *server)
{
	c->server = server;
}

void control_down(const struct control *c)
{
	uint64_t one = 1;
	int before = errno;

	if (write(c->bye, &one, sizeof(one)) < 0)
		errno = before;
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

static int listen_at(struct control *c)
{
	c->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (c->listener < 0)
		return -errno;
	if (bind(c->listener, (struct sockaddr *)&c->address, sizeof(c->address)))
		return -errno;
	if (chmod(c->address.sun_path, 0666) || listen(c->listener, 16))
		return -errno;
	return 0;
}

static int open_descriptors(struct control *c)
{
	int err;

	c->transport.fd = epoll_create1(EPOLL_CLOEXEC);
	c->bye = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	c->news = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (c->transport.fd < 0 || c->bye < 0 || c->news < 0)
		return -errno;
	err = listen_at(c);
	if (!err)
		err = watch(c, c->listener, EPOLLIN, &c->listener);
	if (!err)
		err = watch(c, c->bye, EPOLLIN, &c->bye);
	if (!err)
		err = watch(c, c->news, EPOLLIN, &c->news);
	return err;
}

int control_open(struct control **control, const struct control_config *config)
{
	struct control *c;
	int err;

	if (strlen(config->path) >= sizeof(c->address.sun_path))
		return -ENAMETOOLONG;
	c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;
	c->config = *config;
	c->address.sun_family = AF_UNIX;
	strcpy(c->address.sun_path, config->path);
	c->config.path = c->address.sun_path;
	c->transport.ops = &control_ops;
	c->listener = c->transport.fd = c->bye = c->news = -1;
	atomic_flag_clear(&c->changing);
	pthread_mutex_init(&c->lock, NULL);
	err = open_descriptors(c);
	if (err == -EADDRINUSE)
		c->address.sun_path[0] = '\0'; /* somebody else's */
	if (err) {
		control_close(c);
		return err;
	}
	*control = c;
	return 0;
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

void control_close(struct control *c)
{
	if (!c)
		return;
	if (c->config.log && c->news >= 0)
		loglines_listen(c->config.log, -1);
	while (c->peers)
		drop(c, c->peers);
	close_if_open(c->listener);
	if (c->listener >= 0 && c->address.sun_path[0])
		unlink(c->address.sun_path);
	close_if_open(c->bye);
	close_if_open(c->news);
	close_if_open(c->transport.fd);
	pthread_mutex_destroy(&c->lock);
	free(c);
}
