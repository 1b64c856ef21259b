// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control_peers.c - the connections of the control socket: what came, what is to be sent, and who has to go.
 *
 * A connection is armed for one event at a time (EPOLLONESHOT): while its request is carried out it belongs to that
 * task, else to receive(), which one task at a time is in.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/control_local.h"

#define FOLLOW_BYTES 16384

int control_watch(struct control *c, int fd, uint32_t events, void *what)
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

void control_drop(struct control *c, struct peer *p)
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
		control_drop(c, victim);
	return victim;
}

void control_accept(struct control *c)
{
	int fd = accept4(c->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct ucred who;
	socklen_t length = sizeof(who);
	struct peer *p;

	if (fd < 0)
		return;
	p = calloc(1, sizeof(*p));
	if (!p || getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &length) || !make_room(c, who.uid) ||
	    control_watch(c, fd, EPOLLIN | EPOLLRDHUP | EPOLLONESHOT, p)) {
		free(p);
		close(fd);
		return;
	}
	p->fd = fd;
	p->uid = who.uid;
	p->pid = who.pid;
	p->heard = host_real_now();
	p->next = c->peers;
	c->peers = p;
	c->count++;
}

/* ---- requests ---------------------------------------------------------------------------------------------------- */

/* "OK 5\nhello" */
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
			control_drop(c, p);
			return false;
		}
		p->sent += sent;
	}
	free(p->out);
	p->out = NULL;
	p->out_bytes = p->sent = 0;
	if (p->ends) {
		control_drop(c, p);
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
		control_drop(c, p);
		return false;
	}
	p->in_bytes += got > 0 ? got : 0;
	return true;
}

/* true: a request is to be carried out */
bool control_serve_peer(struct control *c, struct peer *p)
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

void control_tell_followers(struct control *c)
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

static void start_following(struct control *c, struct peer *p)
{
	p->follows = true;
	p->line = 0;
	loglines_listen(c->config.log, c->news);
}

void control_finish(struct control *c, struct peer *p, int err, char *body, size_t bytes, bool follow)
{
	ssize_t sent;

	forget_request(p);
	answer(p, err, body, bytes);
	if (follow)
		start_following(c, p);
	p->state = PEER_SENDS;
	/* most fits, and of the last answer nobody would send the rest */
	sent = send(p->fd, p->out, p->out_bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
	p->sent = sent > 0 ? sent : 0;
	arm(c, p);
}
