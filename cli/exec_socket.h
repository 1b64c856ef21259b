/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * exec_socket.h - the control socket of usnd exec, for the command and its children: `usnd cards`, `usnd log`, `usnd proc`
 * and `usnd map` in it speak to the machine around them.
 *
 * It lies in a folder of its own that only this user can enter, and is found by USND_SOCKET.
 */
#ifndef CLI_EXEC_SOCKET_H
#define CLI_EXEC_SOCKET_H

#include "server/control.h"

/** struct exec_socket - @control NULL: there is none */
struct exec_socket {
	struct control *control;
	struct loglines log;
	char folder[80], path[96];
};

/**
 * exec_socket_open() - before the command's process is forked: it inherits USND_SOCKET
 * Without a place to put it (said in the log) the command has to do without; nothing else depends on it.
 */
void exec_socket_open(struct exec_socket *socket);

/** exec_socket_add() - among the transports of @config, if there is one */
void exec_socket_add(struct exec_socket *socket, struct server_config *config);

/** exec_socket_ready() - in ready() */
void exec_socket_ready(struct exec_socket *socket, struct server *server);

/** exec_socket_close() - after server_run() */
void exec_socket_close(struct exec_socket *socket);

#endif
