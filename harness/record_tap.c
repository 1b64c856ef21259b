// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record_tap.c - called with locks of the streams held, from whichever task runs: samples are copied, the rest is the
 * writer's. Only a stream's parameters and its close, which come from processes, wait until the file is finished.
 */
#include "harness/record_tap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <usnd/host.h>

#include "harness/record_local.h"
#include "host/log.h"

/* ---- errors -------------------------------------------------------------------------------------------------------
 */

static const char *help_for(int error)
{
	switch (error) {
	case -ENOSPC:
	case -EDQUOT:
		return "make room on that disk, or record into a folder on another one";
	case -EACCES:
	case -EPERM:
	case -EROFS:
		return "record into a folder that you may write to";
	case -EMFILE:
	case -ENFILE:
		return "every open stream is an open file: raise their number, ulimit -n";
	case -EFBIG:
		return "the size of files is limited: see ulimit -f";
	case -EBUSY:
		return "another record is being written to it: take a folder for each";
	case -ETIMEDOUT:
		return "the disk is too slow, or does not answer: record into another folder";
	default:
		return "record into another folder";
	}
}

void record_fail(struct record_tap *record, const struct record_stream *s, const char *suffix, int error)
{
	char name[RECORD_NAME_MAX];

	record->failed++;
	if (record->error)
		return;
	record->error = error;
	record_name(s, suffix, name);
	snprintf(record->message, sizeof(record->message), "cannot record to %s/%s: %s; %s", record->folder, name,
		 strerror(-error), help_for(error));
}

/* lock held; returns with it free. The log is told without it: a sink may be anything. */
static void leave(struct record_tap *record)
{
	bool tell = record->error && !record->told;

	record->told |= tell;
	pthread_mutex_unlock(&record->lock);
	if (tell)
		log_line(3, "%s", record->message);
}

/* ---- streams ------------------------------------------------------------------------------------------------------
 */

static bool same_stream(const struct usnd_tap_stream *a, const struct usnd_tap_stream *b)
{
	return a->card == b->card && a->device == b->device && a->subdevice == b->subdevice && a->capture == b->capture;
}

static struct record_stream **chain_of(struct record_tap *record, const struct usnd_tap_stream *id)
{
	return &record->streams[((id->card * 31u + id->device) * 2 + id->capture + id->subdevice * 7u) % RECORD_HASH];
}

static struct record_stream *find(struct record_tap *record, const struct usnd_tap_stream *id)
{
	struct record_stream *s = *chain_of(record, id);

	while (s && !same_stream(&s->id, id))
		s = s->same_hash;
	return s;
}

static void fail_without_memory(struct record_tap *record)
{
	record->failed++;
	if (record->error)
		return;
	record->error = -ENOMEM;
	snprintf(record->message, sizeof(record->message), "no memory to record another stream to %s", record->folder);
}

static struct record_stream *find_or_make(struct record_tap *record, const struct usnd_tap_stream *id)
{
	struct record_stream *s = find(record, id), **chain = chain_of(record, id);

	if (s)
		return s;
	s = calloc(1, sizeof(*s));
	if (!s) {
		fail_without_memory(record);
		return NULL;
	}
	s->id = *id;
	s->file.fd = -1;
	s->same_hash = *chain;
	*chain = s;
	record->count++;
	return s;
}

static struct record_time now(void)
{
	struct record_time time = {.run = host_now()};

	clock_gettime(CLOCK_REALTIME, &time.wall);
	return time;
}

/* lock held; given up meanwhile */
static void finish(struct record_tap *record, struct record_stream *s)
{
	if (!s->active)
		return;
	s->closed = now();
	s->active = false;
	s->closing = s->describe = true;
	record_wake(record, s, true);
	record_wait(record, s);
	if (s->discard)
		s->files--;
}

static void begin(struct record_tap *record, struct record_stream *s, const struct usnd_tap_format *format)
{
	s->format = *format;
	s->files++;
	s->active = s->describe = true;
	s->closing = s->discard = s->broken = s->undescribed = false;
	s->frames = s->unseen = s->lost = 0;
	s->xruns = s->listed = 0;
	s->first = s->last = s->closed = (struct record_time){0};
	s->error = 0;
	s->file = (struct record_file){.fd = -1};
	record_wake(record, s, true);
}

/* ---- samples ------------------------------------------------------------------------------------------------------
 */

/* the disk is behind: wait, as long as it gets on. Lock held; given up meanwhile. */
static bool have_room(struct record_tap *record)
{
	struct timespec until;
	size_t before;

	while (record->backlog > RECORD_BACKLOG) {
		before = record->backlog;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += record->patience;
		if (pthread_cond_timedwait(&record->done, &record->lock, &until) == ETIMEDOUT &&
		    record->backlog >= before)
			return false;
	}
	return true;
}

/* room for @bytes at the end of what @s has; NULL: no memory */
static char *room_for(struct record_tap *record, struct record_stream *s, size_t bytes)
{
	struct record_block *block = s->tail;
	char *room;

	if (!block || block->size - block->used < bytes) {
		block = record_block_get(record, bytes);
		if (!block)
			return NULL;
		if (s->tail)
			s->tail->next = block;
		else
			s->head = block;
		s->tail = block;
	}
	room = block->data + block->used;
	block->used += bytes;
	record->backlog += bytes;
	record_wake(record, s, s->head != s->tail || block->used >= RECORD_BLOCK);
	return room;
}

static void interleave(char *to, const void *const *channels, size_t frames, unsigned int count, size_t bytes)
{
	for (size_t f = 0; f < frames; f++)
		for (unsigned int c = 0; c < count; c++, to += bytes)
			memcpy(to, (const char *)channels[c] + f * bytes, bytes);
}

static int take(struct record_tap *record, struct record_stream *s, const void *const *data, size_t frames)
{
	size_t bytes = frames * s->format.channels * s->format.sample_bits / 8;
	char *to;

	if (!have_room(record))
		return -ETIMEDOUT;
	to = room_for(record, s, bytes);
	if (!to)
		return -ENOMEM;
	if (s->format.interleaved)
		memcpy(to, data[0], bytes);
	else
		interleave(to, data, frames, s->format.channels, s->format.sample_bits / 8);
	s->frames += frames;
	return 0;
}

static void note_time(struct record_tap *record, struct record_stream *s)
{
	s->last = now();
	if (s->first.wall.tv_sec)
		return;
	s->first = s->last;
	s->describe = true;
	record_wake(record, s, false);
}

/* ---- callbacks ----------------------------------------------------------------------------------------------------
 */

static void note_comm(struct record_stream *s)
{
	char path[40];
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/comm", s->id.pid);
	fd = s->id.pid > 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	got = fd >= 0 ? read(fd, s->comm, sizeof(s->comm) - 1) : 0;
	if (fd >= 0)
		close(fd);
	s->comm[got > 0 ? got : 0] = '\0';
	s->comm[strcspn(s->comm, "\n")] = '\0';
}

static void on_opened(void *ctx, const struct usnd_tap_stream *stream)
{
	struct record_tap *record = ctx;
	struct record_stream *s;

	pthread_mutex_lock(&record->lock);
	s = find_or_make(record, stream);
	if (s) {
		s->id = *stream;
		s->opened = now();
		note_comm(s);
	}
	leave(record);
}

static bool same_format(const struct usnd_tap_format *a, const struct usnd_tap_format *b)
{
	return a->format == b->format && a->rate == b->rate && a->channels == b->channels && a->access == b->access &&
	       a->period_frames == b->period_frames && a->buffer_frames == b->buffer_frames;
}

static void on_format(void *ctx, const struct usnd_tap_stream *stream, const struct usnd_tap_format *format)
{
	struct record_tap *record = ctx;
	struct record_stream *s;

	pthread_mutex_lock(&record->lock);
	s = find_or_make(record, stream);
	if (s && (!s->active || !same_format(&s->format, format))) {
		s->discard = s->active && !s->frames && !s->unseen && !s->lost;
		finish(record, s);
		begin(record, s, format);
	}
	leave(record);
}

static void on_frames(void *ctx, const struct usnd_tap_stream *stream, const void *const *data, size_t frames)
{
	struct record_tap *record = ctx;
	struct record_stream *s;
	int err = 0;

	pthread_mutex_lock(&record->lock);
	s = find(record, stream);
	if (s && s->active) {
		note_time(record, s);
		if (!data || !record_is_exact(&s->format))
			s->unseen += frames;
		else if (s->error || (err = take(record, s, data, frames)))
			s->lost += frames;
		if (err) {
			s->error = err;
			s->describe = true;
			record_fail(record, s, record_suffix(record_container(&s->format)), err);
			record_wake(record, s, false);
		}
	}
	leave(record);
}

/* the list grows with what is in it */
static void list_xrun(struct record_stream *s)
{
	struct record_xrun *more;

	if (s->listed == RECORD_XRUNS)
		return;
	if (!(s->listed & (s->listed - 1))) {
		more = realloc(s->xrun, (s->listed ? 2 * s->listed : 1) * sizeof(*more));
		if (!more)
			return;
		s->xrun = more;
	}
	s->xrun[s->listed++] = (struct record_xrun){now(), s->frames + s->unseen + s->lost};
}

static void on_xrun(void *ctx, const struct usnd_tap_stream *stream)
{
	struct record_tap *record = ctx;
	struct record_stream *s;

	pthread_mutex_lock(&record->lock);
	s = find(record, stream);
	if (s && s->active) {
		s->xruns++;
		list_xrun(s);
		s->describe = true;
		record_wake(record, s, false);
	}
	leave(record);
}

static void on_closed(void *ctx, const struct usnd_tap_stream *stream)
{
	struct record_tap *record = ctx;
	struct record_stream *s;

	pthread_mutex_lock(&record->lock);
	s = find(record, stream);
	if (s)
		finish(record, s);
	leave(record);
}

/* ---- its life -----------------------------------------------------------------------------------------------------
 */

/* as many open streams as the system allows */
static void raise_descriptors(void)
{
	struct rlimit limit;

	if (!getrlimit(RLIMIT_NOFILE, &limit) && limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static int open_folder(struct record_tap *record, const char *folder)
{
	int err;

	record->folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (record->folder_fd < 0)
		return -errno;
	if (!faccessat(record->folder_fd, ".", W_OK | X_OK, AT_EACCESS))
		return 0;
	err = -errno;
	close(record->folder_fd);
	return err;
}

static int refuse(struct record_tap *record, const char *folder, int error)
{
	free(record->folder);
	record->folder = NULL;
	record->error = error;
	snprintf(record->message, sizeof(record->message), "cannot record to %s: %s; %s", folder, strerror(-error),
		 error == -ENOENT || error == -ENOTDIR ? "make that folder first" : help_for(error));
	log_line(3, "%s", record->message);
	return error;
}

int record_tap_start(struct record_tap *record, const char *folder)
{
	int err;

	*record = (struct record_tap){.folder = strdup(folder), .patience = RECORD_PATIENCE};
	if (!record->folder)
		return refuse(record, folder, -ENOMEM);
	err = open_folder(record, folder);
	if (err)
		return refuse(record, folder, err);
	err = record_writer_init(record);
	if (err) {
		close(record->folder_fd);
		return refuse(record, folder, err);
	}
	raise_descriptors();
	record->tap = (struct usnd_tap){
		.ctx = record,
		.opened = on_opened,
		.format = on_format,
		.frames = on_frames,
		.xrun = on_xrun,
		.closed = on_closed,
	};
	usnd_tap(&record->tap);
	return 0;
}

static void free_stream(struct record_stream *s)
{
	free(s->xrun);
	free(s);
}

static void finish_all(struct record_tap *record)
{
	pthread_mutex_lock(&record->lock);
	for (unsigned int i = 0; i < RECORD_HASH; i++)
		for (struct record_stream *s = record->streams[i]; s; s = s->same_hash)
			finish(record, s);
	leave(record);
}

int record_tap_stop(struct record_tap *record)
{
	struct record_stream *s;

	if (!record->folder)
		return record->error;
	usnd_tap(NULL);
	finish_all(record);
	record_writer_finish(record);
	for (unsigned int i = 0; i < RECORD_HASH; i++)
		while ((s = record->streams[i])) {
			record->streams[i] = s->same_hash;
			free_stream(s);
		}
	close(record->folder_fd);
	free(record->folder);
	return record->error;
}

const struct record_stream *record_tap_find(struct record_tap *record, int card, int device, int subdevice,
					    bool capture)
{
	const struct usnd_tap_stream id = {.card = card, .device = device, .subdevice = subdevice, .capture = capture};
	struct record_stream *s;

	pthread_mutex_lock(&record->lock);
	s = find(record, &id);
	pthread_mutex_unlock(&record->lock);
	return s;
}
