/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * log.h - where the kernel's log goes, for the host world. Lines come from host_log().
 */
#ifndef HOST_LOG_H
#define HOST_LOG_H

#include <stddef.h>

/** host_log_level() - keep lines up to @level, 0 (emergency) … 7 (debug), -1: none. At the start 4: warnings. */
void host_log_level(int level);

/**
 * host_log_sink() - hand every kept line to @sink instead of standard error; NULL goes back to it
 * @sink: @text has no newline and is not terminated. Called with the log locked: it must not log.
 */
void host_log_sink(void (*sink)(void *ctx, int level, const char *text, size_t length), void *ctx);

/** log_line() - a line of the host world's own */
void log_line(int level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
