/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signal numbers, and codes of SIGIO, that drivers name.
 */
#ifndef _LINUX_SIGNAL_H
#define _LINUX_SIGNAL_H

#define SIGHUP	1
#define SIGINT	2
#define SIGKILL	9
#define SIGPIPE	13
#define SIGALRM	14
#define SIGTERM	15
#define SIGIO	29

/* si_code of SIGIO: what has happened to the file */
#define POLL_IN		1
#define POLL_OUT	2
#define POLL_ERR	4

#endif
