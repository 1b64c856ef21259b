// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * log.c - the kernel's log: level, one sink, and the last words of a world that is broken.
 *
 * One mutex makes lines whole; it also protects the sink. Standard error is not buffered: a line is one write.
 */
#include "host/log.h"

#include <execinfo.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <usnd/host.h>

#define LINE_BYTES 1024
#define PANIC_FRAMES 32

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void (*the_sink)(void *ctx, int level, const char *text, size_t length);
static void *the_ctx;
static atomic_int max_level = 4;

void host_log_level(int level)
{
	atomic_store(&max_level, level);
}

void host_log_sink(void (*sink)(void *ctx, int level, const char *text, size_t length), void *ctx)
{
	pthread_mutex_lock(&lock);
	the_sink = sink;
	the_ctx = ctx;
	pthread_mutex_unlock(&lock);
}

void host_log(int level, const char *text, size_t length)
{
	uint64_t now;

	if (level > atomic_load(&max_level))
		return;
	now = host_now();
	pthread_mutex_lock(&lock);
	if (the_sink)
		the_sink(the_ctx, level, text, length);
	else
		fprintf(stderr, "[%5llu.%06llu] %.*s\n", (unsigned long long)(now / 1000000000),
			(unsigned long long)(now / 1000 % 1000000), (int)length, text);
	pthread_mutex_unlock(&lock);
}

void log_line(int level, const char *format, ...)
{
	char line[LINE_BYTES];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	host_log(level, line, length < (int)sizeof(line) ? (size_t)length : sizeof(line) - 1);
}

void host_panic(const char *text)
{
	void *frames[PANIC_FRAMES];
	char place[160];
	int count, i;

	/* not through the log: its lock may be held by whoever is broken */
	fprintf(stderr, "usnd: panic: %s\n", text);
	count = backtrace(frames, PANIC_FRAMES);
	for (i = 1; i < count; i++) {
		host_symbol(frames[i], place, sizeof(place));
		fprintf(stderr, "  %s\n", place);
	}
	abort();
}
