/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control.h - usnd's own commands, spoken over a unix socket (control_wire.h), as a transport of the engine.
 *
 * Anybody who may connect may ask; only the server's own user and root may change anything. A connection has one
 * request in progress at a time; what a peer does not read is kept for it, and it is not listened to meanwhile. There
 * are at most CONTROL_PEERS: whoever has been silent longest gives way, others before the server's own user. So nobody
 * waits for anybody.
 */
#ifndef SERVER_CONTROL_H
#define SERVER_CONTROL_H

#include <stdio.h>

#include "server/engine.h"
#include "server/loglines.h"
#include "server/server.h"

#define CONTROL_PEERS 32

struct control;
struct inventory;
struct mounts;

/**
 * struct control_config
 * @path: of the socket; nothing is there. 0666: its folder decides who sees it
 * @log: for "log" and "follow"; NULL: there is none
 * @inventory: what "load", "plug" and their opposites work on (inventory.h); NULL: they are refused with -EOPNOTSUPP
 * @mounts: what "mount" and "umount" work on (mounts.h); NULL: they are refused with -EOPNOTSUPP
 * @changed: cards have come or gone, by one of those; in a task, one at a time. May be NULL.
 * @stop: the end was asked for and clients know; in a task. NULL: "down" is refused, as in `usnd exec`
 */
struct control_config {
	const char *path;
	struct loglines *log;
	struct inventory *inventory;
	struct mounts *mounts;
	void (*changed)(void *ctx);
	void (*stop)(void *ctx);
	void *ctx;
};

/**
 * control_open() - listen on the socket
 * @config: copied; @config->path, too
 * Return: 0; -ENAMETOOLONG; -EADDRINUSE; or what bind(2) says.
 */
int control_open(struct control **control, const struct control_config *config);

/** control_transport() - for struct server_config */
struct transport *control_transport(struct control *control);

/**
 * control_attach() - everything is up: requests are carried out from now on; before, all but "ping" get -EAGAIN. In
 * ready().
 */
void control_attach(struct control *control, struct server *server);

/** control_down() - as "down"; safe in a signal handler */
void control_down(const struct control *control);

/** control_print_cards() - the body of "cards": see control_cards.c. In a task. */
int control_print_cards(const struct client *client, const struct inventory *inventory, FILE *out);

/** control_close() - after server_run(): the connections are ended, the socket is gone; NULL is fine */
void control_close(struct control *control);

#endif
