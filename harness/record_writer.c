// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record_writer.c - the thread behind the record. Streams that want something wait in one of two lists: the lazy one is
 * looked at RECORD_DELAY_NS after its first member came, all of it at once; the urgent one now. While a stream is being
 * served (record_stream.writing), the writer has its blocks and its file, and the lock is free.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/record_local.h"

#define PIECES 64 /* blocks in one system call */

static struct record_list *list_of(struct record_tap *record, enum record_queue queue)
{
	return queue == RECORD_LAZY ? &record->lazy : &record->urgent;
}

static void queue_remove(struct record_tap *record, struct record_stream *s)
{
	if (s->queue == RECORD_IDLE)
		return;
	*s->back = s->next;
	if (s->next)
		s->next->back = s->back;
	else
		list_of(record, s->queue)->end = s->back;
	s->queue = RECORD_IDLE;
}

static void queue_add(struct record_tap *record, struct record_stream *s, enum record_queue queue)
{
	struct record_list *list = list_of(record, queue);

	s->queue = queue;
	s->next = NULL;
	s->back = list->end;
	*list->end = s;
	list->end = &s->next;
}

static void set_lazy_time(struct timespec *time)
{
	clock_gettime(CLOCK_MONOTONIC, time);
	time->tv_nsec += RECORD_DELAY_NS;
	if (time->tv_nsec >= 1000000000) {
		time->tv_nsec -= 1000000000;
		time->tv_sec++;
	}
}

void record_wake(struct record_tap *record, struct record_stream *s, bool urgent)
{
	bool asleep = !record->lazy.first;

	if (s->queue == RECORD_URGENT || (s->queue == RECORD_LAZY && !urgent))
		return;
	queue_remove(record, s);
	if (!urgent && asleep)
		set_lazy_time(&record->lazy_time);
	queue_add(record, s, urgent ? RECORD_URGENT : RECORD_LAZY);
	if (urgent || asleep)
		pthread_cond_signal(&record->work);
}

void record_wait(struct record_tap *record, struct record_stream *s)
{
	while (s->writing || s->queue != RECORD_IDLE)
		pthread_cond_wait(&record->done, &record->lock);
}

/* ---- one stream; the lock is taken for what streams change ----------------------------------------------------- */

struct record_block *record_block_get(struct record_tap *record, size_t bytes)
{
	size_t size = bytes > RECORD_BLOCK ? bytes : RECORD_BLOCK;
	struct record_block *block = size == RECORD_BLOCK ? record->spare : NULL;

	if (block) {
		record->spare = block->next;
		record->spares--;
	} else {
		block = malloc(sizeof(*block) + size);
	}
	if (block)
		*block = (struct record_block){.size = size};
	return block;
}

/* lock held. Return: bytes that were in them */
static size_t put_blocks(struct record_tap *record, struct record_block *block)
{
	struct record_block *next;
	size_t bytes = 0;

	for (; block; block = next) {
		next = block->next;
		bytes += block->used;
		if (record->spares == RECORD_SPARE || block->size != RECORD_BLOCK) {
			free(block);
			continue;
		}
		block->next = record->spare;
		record->spare = block;
		record->spares++;
	}
	return bytes;
}

static int append(struct record_file *file, const struct record_block *block)
{
	struct iovec pieces[PIECES];
	unsigned int count;
	int err = 0;

	while (block && !err) {
		for (count = 0; block && count < PIECES; block = block->next)
			pieces[count++] = (struct iovec){(void *)block->data, block->used};
		err = record_file_append(file, pieces, count);
	}
	return err;
}

static int open_file(struct record_stream *s, const struct usnd_tap_format *format, int folder)
{
	char name[RECORD_NAME_MAX];

	record_name(s, record_suffix(record_container(format)), name);
	return record_file_open(&s->file, folder, name, format);
}

static int describe(const struct record_stream *s, int folder, const char *text, size_t bytes)
{
	char name[RECORD_NAME_MAX];

	record_name(s, ".json", name);
	return text ? record_text(folder, name, text, bytes) : -ENOMEM;
}

/* nobody has to see the empty files of parameters that were only tried */
static void discard(struct record_stream *s)
{
	if (s->file.fd >= 0)
		unlinkat(s->file.folder, s->file.name, 0);
}

/* what a call of serve() found and did; the lock is free while it is filled */
struct service {
	struct record_block *blocks;
	bool closing, describe, broken;
};

static int write_sound(struct record_tap *record, struct record_stream *s, struct service *v)
{
	bool fresh = !s->file.name[0];
	int err = fresh ? open_file(s, &s->format, record->folder_fd) : 0, failed;

	if (!err && !v->broken)
		err = append(&s->file, v->blocks);
	if (v->closing && s->discard)
		discard(s);
	failed = v->closing ? record_file_close(&s->file) : 0;
	return err ? err : failed;
}

static void write_text(struct record_tap *record, struct record_stream *s)
{
	size_t bytes = 0;
	char *text = record_json(s, &bytes);
	int err;

	pthread_mutex_unlock(&record->lock);
	err = describe(s, record->folder_fd, text, bytes);
	free(text);
	pthread_mutex_lock(&record->lock);
	if (err && !s->error && !s->undescribed)
		record_fail(record, s, ".json", err);
	s->undescribed |= err != 0;
}

/* lock held; given up for system calls. What the stream is called, and its format, change only after record_wait(). */
static void serve(struct record_tap *record, struct record_stream *s)
{
	struct service v = {
		.blocks = s->head,
		.closing = s->closing,
		.describe = s->describe && !s->discard,
		.broken = s->broken,
	};
	uint64_t before = s->file.bytes, missing;
	size_t bytes;
	int err;

	s->head = s->tail = NULL;
	s->describe = false;
	s->writing = true;
	pthread_mutex_unlock(&record->lock);
	err = write_sound(record, s, &v);
	pthread_mutex_lock(&record->lock);

	bytes = put_blocks(record, v.blocks);
	record->backlog -= bytes;
	missing = bytes - (s->file.bytes - before);
	if (missing) {
		missing /= s->format.channels * s->format.sample_bits / 8;
		s->lost += missing;
		s->frames -= missing;
	}
	if (err && !v.broken) {
		s->broken = true;
		s->error = err;
		record_fail(record, s, record_suffix(record_container(&s->format)), err);
		v.describe = true;
	}
	if (v.describe)
		write_text(record, s);
	s->writing = false;
	pthread_cond_broadcast(&record->done);
}

/* ---- the thread ---------------------------------------------------------------------------------------------------
 */

static bool is_time(const struct timespec *when)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec > when->tv_sec || (now.tv_sec == when->tv_sec && now.tv_nsec >= when->tv_nsec);
}

static void hurry(struct record_tap *record)
{
	struct record_stream *s;

	while ((s = record->lazy.first)) {
		queue_remove(record, s);
		queue_add(record, s, RECORD_URGENT);
	}
}

void *record_writer(void *arg)
{
	struct record_tap *record = arg;
	struct record_stream *s;

	pthread_mutex_lock(&record->lock);
	for (;;) {
		if (record->lazy.first && (record->stopping || is_time(&record->lazy_time)))
			hurry(record);
		s = record->urgent.first;
		if (s) {
			queue_remove(record, s);
			serve(record, s);
		} else if (record->lazy.first) {
			pthread_cond_timedwait(&record->work, &record->lock, &record->lazy_time);
		} else if (record->stopping) {
			break;
		} else {
			pthread_cond_wait(&record->work, &record->lock);
		}
	}
	pthread_mutex_unlock(&record->lock);
	return NULL;
}

void record_tap_flush(struct record_tap *record)
{
	pthread_mutex_lock(&record->lock);
	hurry(record);
	pthread_cond_signal(&record->work);
	for (unsigned int i = 0; i < RECORD_HASH; i++)
		for (struct record_stream *s = record->streams[i]; s; s = s->same_hash)
			record_wait(record, s);
	pthread_mutex_unlock(&record->lock);
}

int record_writer_init(struct record_tap *record)
{
	pthread_condattr_t monotonic;
	sigset_t all, old;
	int err;

	record->lazy.end = &record->lazy.first;
	record->urgent.end = &record->urgent.first;
	pthread_mutex_init(&record->lock, NULL);
	pthread_cond_init(&record->done, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&record->work, &monotonic);
	pthread_condattr_destroy(&monotonic);
	/* signals are for others; and a file above the limit of its size is an error then, and no death */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = -pthread_create(&record->writer, NULL, record_writer, record);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (!err)
		return 0;
	pthread_cond_destroy(&record->work);
	pthread_cond_destroy(&record->done);
	pthread_mutex_destroy(&record->lock);
	return err;
}

void record_writer_finish(struct record_tap *record)
{
	struct record_block *block;

	pthread_mutex_lock(&record->lock);
	record->stopping = true;
	pthread_cond_signal(&record->work);
	pthread_mutex_unlock(&record->lock);
	pthread_join(record->writer, NULL);
	for (; (block = record->spare); free(block))
		record->spare = block->next;
	pthread_cond_destroy(&record->work);
	pthread_cond_destroy(&record->done);
	pthread_mutex_destroy(&record->lock);
}
