/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control_local.h - what the files of the control socket share: control.c (connections), control_do.c (verbs), control_cards.c.
 */
#ifndef SERVER_CONTROL_LOCAL_H
#define SERVER_CONTROL_LOCAL_H

#include <stdio.h>

#include "server/control.h"
#include "server/control_wire.h"

/**
 * struct control_request - one line
 * @server: NULL: not up yet
 * @changing: of the control: a verb that changes something is in progress
 * @trusted: the server's own user, or root
 * @body: of the answer
 * @follow: the connection gets the log from now on
 * @down: the server ends as soon as the answer is sent
 */
struct control_request {
	const struct control_config *config;
	struct server *server;
	atomic_flag *changing;
	bool trusted;
	FILE *body;
	bool follow, down;
};

/** control_do() - carry out @line, which is cut up; 0 or -errno. In a task; sleeps. */
int control_do(struct control_request *request, char *line);

/** control_say_goodbye() - clients get -ENODEV, and some time to close their files */
int control_say_goodbye(const struct control_config *config);

#endif
