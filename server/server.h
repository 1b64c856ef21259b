/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * server.h - one machine with its cards, up for other processes: what `usnd exec` and `usnd up` are made of.
 *
 * server_run() brings a world up (harness/run.h), starts the record, serves transports, and takes all of it down again.
 * A transport's own set-up (the child with its filter, the mount) is its owner's: it is done before, and handed in
 * ready.
 */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include "harness/run.h"
#include "server/engine.h"

struct server;

/** enum server_clock - docs/clocks.md */
enum server_clock { SERVER_PACED, SERVER_REAL };

/**
 * struct server_config
 * @world: cards, platform, parameters; its clock is set by @clock
 * @clock: of outside clients
 * @record: folder for a WAV and a .json of every stream, exists; NULL: no record
 * @transports: @count of them; the first is waited for: when no call will come from it any more, the server ends
 * @ready: everything is up, cards can be opened. In a task; may sleep. Non-zero ends the server with it. May be NULL.
 * @stop: set by a signal handler, together with a write to @stop_fd: the server ends. May be NULL.
 * @stop_fd: an eventfd
 * @ctx: handed to the callbacks
 */
struct server_config {
	struct run_config world;
	enum server_clock clock;
	const char *record;
	struct transport *transports[4];
	unsigned int count;
	int (*ready)(struct server *server, void *ctx);
	int stop_fd;
	void *ctx;
};

/**
 * struct server - what callbacks and transports see
 * @pace: NULL on the real clock
 */
struct server {
	const struct server_config *config;
	struct run *run;
	struct engine engine;
	struct pace *pace;
};

/**
 * server_run() - a server's whole life
 * @result: as of run_world(): findings and leaks of the drivers included. If it is stuck the transports must stay as
 *	they are, and the process should end: tasks may still use them.
 * Return: 0; -errno of what failed first (@result->step names it)
 */
int server_run(const struct server_config *config, struct run_result *result);

#endif
