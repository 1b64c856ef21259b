/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loglines.h - the newest lines of the kernel's log, for those who ask a server later, and for those who listen.
 */
#ifndef SERVER_LOGLINES_H
#define SERVER_LOGLINES_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOGLINES_BYTES (128u << 10)

/**
 * struct loglines
 * @echo: every line also goes to this descriptor; -1: to none
 * @news: an eventfd that is written for every line while somebody @listens; -1: none
 * @ring: the last LOGLINES_BYTES of all @end bytes that there have been, newlines included
 */
struct loglines {
	pthread_mutex_t lock;
	int echo, news;
	bool listens;
	uint64_t end;
	char ring[LOGLINES_BYTES];
};

/** loglines_start() - the log (host/log.h) goes here from now on; one at a time */
void loglines_start(struct loglines *lines, int echo);
void loglines_stop(struct loglines *lines);

/** loglines_listen() - write to @news for every line from now on; -1: no more */
void loglines_listen(struct loglines *lines, int news);

/**
 * loglines_copy() - whole lines, at most @size bytes, from the one at position *@from on; the first ones that there are
 * if that is gone
 * @from: 0: the oldest; advanced behind what was copied
 * Return: bytes.
 */
size_t loglines_copy(struct loglines *lines, uint64_t *from, char *text, size_t size);

#endif
