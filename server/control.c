// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control.c - the control socket as a transport. Everything that can be waited for lies in one epoll, whose descriptor
 * the engine watches.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/control_local.h"

#define EVENTS_A_TURN 64

/**
 * struct control_call - @peer NULL: the end, asked for by a signal
 * @call: its id is the descriptor of @peer, which may be gone already when the engine asks about a call that has just
 *	been answered; -1: none
 */
struct control_call {
	struct call call;
	struct peer *peer;
};

static struct control *to_control(struct transport *t)
{
	return (struct control *)t; /* the first member */
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
		control_accept(c);
	} else if (event.data.ptr == &c->news) {
		control_tell_followers(c);
	} else if (event.data.ptr == &c->bye) {
		if (read(c->bye, &count, sizeof(count)) > 0 && !c->going && c->config.stop) {
			c->going = true;
			call->call.id = -1;
			return 0;
		}
	} else if (control_serve_peer(c, event.data.ptr)) {
		call->peer = event.data.ptr;
		call->call.id = call->peer->fd;
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

static void control_handle(struct transport *t, struct call *call)
{
	struct peer *p = ((struct control_call *)call)->peer;
	struct control *c = to_control(t);
	struct control_request request = { .config = &c->config, .server = c->server, .changing = &c->changing };
	char *body = NULL;
	size_t bytes = 0;
	int err;

	engine_will_sleep(call);
	if (!p) {
		control_say_goodbye(&c->config);
		c->config.stop(c->config.ctx);
		return;
	}
	request.pid = p->pid;
	request.trusted = p->uid == geteuid() || p->uid == 0;
	request.body = open_memstream(&body, &bytes);
	err = request.body ? control_do(&request, p->in) : -ENOMEM;
	if (request.body && fclose(request.body) && !err)
		err = -ENOMEM;
	pthread_mutex_lock(&c->lock);
	control_finish(c, p, err, body, bytes, request.follow);
	pthread_mutex_unlock(&c->lock);
	if (request.down)
		c->config.stop(c->config.ctx);
}

static bool control_is_interrupted(struct transport *t, const struct call_about *call)
{
	struct pollfd look = { .fd = call->id };

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
		err = control_watch(c, c->listener, EPOLLIN, &c->listener);
	if (!err)
		err = control_watch(c, c->bye, EPOLLIN, &c->bye);
	if (!err)
		err = control_watch(c, c->news, EPOLLIN, &c->news);
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
		control_drop(c, c->peers);
	close_if_open(c->listener);
	if (c->listener >= 0 && c->address.sun_path[0])
		unlink(c->address.sun_path);
	close_if_open(c->bye);
	close_if_open(c->news);
	close_if_open(c->transport.fd);
	pthread_mutex_destroy(&c->lock);
	free(c);
}
