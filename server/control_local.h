/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control_local.h - what the files of the control socket share: control.c (the transport), control_peers.c
 * (connections), control_do.c (verbs), control_cards.c.
 */
#ifndef SERVER_CONTROL_LOCAL_H
#define SERVER_CONTROL_LOCAL_H

#include <stdio.h>
#include <sys/un.h>

#include "server/control.h"
#include "server/control_wire.h"

enum peer_state { PEER_READS, PEER_BUSY, PEER_SENDS };

/**
 * struct peer - a connection
 * @in: what came and is not answered yet; a request that is in progress stands at its beginning, @request bytes of it
 * @out: what is to be sent, @sent of @out_bytes are
 * @follows: gets the log from @line on
 * @ends: when @out is sent
 * @heard: when it was last heard of
 * @uid, @pid: who it was when it came; @pid 0: of a pid namespace that we do not see
 */
struct peer {
	struct peer *next;
	int fd;
	uid_t uid;
	pid_t pid;
	enum peer_state state;
	bool follows, ends;
	uint64_t line, heard;
	char *out;
	size_t out_bytes, sent;
	size_t in_bytes, request;
	char in[CONTROL_LINE];
};

/**
 * struct control - the socket
 * @lock: protects @peers and all of them, but the request of one that is busy; only the log's lock is taken under it
 * @bye: an eventfd, the end was asked for by a signal; @news: another, the log has grown
 * @going: the end has begun; @changing: a verb that changes something is in progress
 */
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

/* control_peers.c: all with control.lock held, of a peer that is not busy unless it says so */

/**
 * control_watch() - @fd is one of those that the transport's descriptor stands for; @what comes back with its events
 */
int control_watch(struct control *c, int fd, uint32_t events, void *what);

/** control_accept() - somebody has come */
void control_accept(struct control *c);

/** control_drop() - @peer goes */
void control_drop(struct control *c, struct peer *peer);

/** control_serve_peer() - @peer can be read or written; true: it is busy from now on, a request is to be carried out */
bool control_serve_peer(struct control *c, struct peer *peer);

/** control_tell_followers() - the log has grown */
void control_tell_followers(struct control *c);

/**
 * control_finish() - the answer to the request of @peer, which is busy until now; takes @body, NULL if there is none or
 * no memory
 */
void control_finish(struct control *c, struct peer *peer, int err, char *body, size_t bytes, bool follow);

/**
 * struct control_request - one line
 * @server: NULL: not up yet
 * @changing: of the control: a verb that changes something is in progress
 * @trusted: the server's own user, or root
 * @pid: who asks, 0: not known
 * @body: of the answer
 * @follow: the connection gets the log from now on
 * @down: the server ends as soon as the answer is sent
 */
struct control_request {
	const struct control_config *config;
	struct server *server;
	atomic_flag *changing;
	bool trusted;
	pid_t pid;
	FILE *body;
	bool follow, down;
};

/** control_do() - carry out @line, which is cut up; 0 or -errno. In a task; sleeps. */
int control_do(struct control_request *request, char *line);

/** control_say_goodbye() - clients get -ENODEV, and some time to close their files */
int control_say_goodbye(const struct control_config *config);

#endif
