// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * loglines.c - a ring of text. Positions count all bytes that have ever been added, so that a listener who is late
 * knows it.
 *
 * The sink runs with the log locked, in any task, and under any lock of the kernel world: it copies, and writes to
 * descriptors.
 */
#include "server/loglines.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <usnd/host.h>

#include "host/log.h"

#define LINE_BYTES 1200

/* of what is left of the ring only lines that begin in it */
static uint64_t oldest(const struct loglines *lines)
{
	uint64_t at = lines->end > LOGLINES_BYTES ? lines->end - LOGLINES_BYTES : 0;

	if (!at)
		return 0;
	while (at < lines->end && lines->ring[at % LOGLINES_BYTES] != '\n')
		at++;
	return at < lines->end ? at + 1 : at;
}

static void add(void *ctx, int level, const char *text, size_t length)
{
	struct loglines *lines = ctx;
	uint64_t now = host_now(), one = 1;
	char line[LINE_BYTES];
	int bytes;

	bytes = snprintf(line, sizeof(line) - 1, "[%5llu.%06llu] %.*s", (unsigned long long)(now / 1000000000),
			 (unsigned long long)(now / 1000 % 1000000), (int)length, text);
	if (bytes < 0)
		return;
	if (bytes > (int)sizeof(line) - 2)
		bytes = sizeof(line) - 2;
	line[bytes++] = '\n';
	pthread_mutex_lock(&lines->lock);
	for (int i = 0; i < bytes; i++)
		lines->ring[lines->end++ % LOGLINES_BYTES] = line[i];
	/* a full disk, or a reader that is gone, is nobody's fault here */
	if (lines->echo >= 0 && write(lines->echo, line, bytes) < 0)
		lines->echo = -1;
	if (lines->listens && write(lines->news, &one, sizeof(one)) < 0)
		lines->listens = false;
	pthread_mutex_unlock(&lines->lock);
}

void loglines_start(struct loglines *lines, int echo)
{
	lines->echo = echo;
	lines->news = -1;
	lines->listens = false;
	lines->end = 0;
	pthread_mutex_init(&lines->lock, NULL);
	host_log_sink(add, lines);
}

void loglines_stop(struct loglines *lines)
{
	host_log_sink(NULL, NULL);
	pthread_mutex_destroy(&lines->lock);
}

void loglines_listen(struct loglines *lines, int news)
{
	pthread_mutex_lock(&lines->lock);
	lines->news = news;
	lines->listens = news >= 0;
	pthread_mutex_unlock(&lines->lock);
}

size_t loglines_copy(struct loglines *lines, uint64_t *from, char *text, size_t size)
{
	size_t bytes = 0, whole = 0;
	uint64_t at;

	pthread_mutex_lock(&lines->lock);
	at = oldest(lines);
	if (*from > at)
		at = *from;
	while (at < lines->end && bytes < size) {
		text[bytes] = lines->ring[at++ % LOGLINES_BYTES];
		if (text[bytes++] == '\n')
			whole = bytes;
	}
	*from = at - (bytes - whole);
	pthread_mutex_unlock(&lines->lock);
	return whole;
}
