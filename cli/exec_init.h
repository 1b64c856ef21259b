/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * exec_init.h - `usnd exec` as the first process of a container.
 */
#ifndef CLI_EXEC_INIT_H
#define CLI_EXEC_INIT_H

/**
 * exec_below_init() - if this is the first process of a PID namespace, go on in a child of it
 *
 * Whatever loses its parent in a container becomes the first process's, which has to wait for it: else a daemon that
 * was killed stays as a zombie, and who waits until its number is gone waits for ever. So that process stays behind,
 * waits for everybody, passes on SIGINT, SIGQUIT, SIGTERM and SIGHUP that processes send (not the terminal's: those
 * reach all), and ends with the child's exit status, 128 + N if signal N killed it. Before there are threads. Returns
 * in the child, and in a process that is not the first one; also if there can be no child.
 */
void exec_below_init(void);

#endif
