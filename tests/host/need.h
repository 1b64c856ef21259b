/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * need.h - for processes that are clients of a server: no cases of their own, an exit status and a line that says why.
 */
#ifndef TESTS_HOST_NEED_H
#define TESTS_HOST_NEED_H

#include <stdio.h>
#include <unistd.h>

/** NEED() - or the process ends with 1 */
#define NEED(condition)                                                                                                \
	do {                                                                                                           \
		if (!(condition)) {                                                                                    \
			printf("# client, %s:%d: not true: %s (%m)\n", __FILE__, __LINE__, #condition);                \
			fflush(stdout);                                                                                \
			_exit(1);                                                                                      \
		}                                                                                                      \
	} while (0)

#endif
