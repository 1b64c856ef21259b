/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * exec_control.h - the control socket of usnd exec: usnd's own commands, started by the command, speak to its server.
 */
#ifndef CLI_EXEC_CONTROL_H
#define CLI_EXEC_CONTROL_H

#include "server/control.h"

/** struct exec_control - @folder: made for the socket alone; empty: there is none; @lock: of it, while we live */
struct exec_control {
	char folder[64], path[80];
	int lock;
	struct loglines log;
	struct control *control;
};

/**
 * exec_control_sweep() - remove the folders that killed servers of this user have left
 * Return: how many.
 */
unsigned int exec_control_sweep(void);

/**
 * exec_control_place() - sweep; then make a folder for the socket, and name it in the environment (USND_SOCKET); before
 * the command is forked. Without one (a file system that is read-only, full …) the command runs all the same: no usnd
 * command below it finds the server.
 */
void exec_control_place(struct exec_control *control);

/** exec_control_open() - listen there. The transport, or NULL. */
struct transport *exec_control_open(struct exec_control *control);

/** exec_control_attach() - everything is up; in a task */
void exec_control_attach(struct exec_control *control, struct server *server);

/** exec_control_close() - after server_run(), or in place of it */
void exec_control_close(struct exec_control *control);

#endif
