// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * events.c - a control file's events in its pipe, queued as in the device: an element that has changed again before its
 * client has read of the first change has one event, not two (Linux's mixer-test counts them).
 *
 * So what the client has not read is taken out of the pipe again when something new comes. A client that looks at this
 * very moment finds nothing, and is told at once when it has been put back.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <sound/asound.h>

#include "server/notify/local.h"

#define EVENT sizeof(struct snd_ctl_event)
/* what a write(2) puts into a pipe wholly or not at all */
#define PIECE (PIPE_BUF / EVENT * EVENT)
#define FRESH 32

/* what the client has not read, before what waits in @f->held */
static void take_back(struct notify_file *f)
{
	int reader, unread = 0;
	ssize_t got;

	if (ioctl(f->fd, FIONREAD, &unread) || unread <= 0)
		return;
	unread -= unread % EVENT;
	if (f->held_bytes + unread > NOTIFY_EVENTS_BYTES - FRESH * EVENT)
		return;
	reader = notify_pipe_reader(f);
	if (reader < 0)
		return;
	memmove(f->held + unread, f->held, f->held_bytes);
	got = read(reader, f->held, unread);
	close(reader);
	if (got < 0)
		got = 0;
	/* the client may have been faster */
	memmove(f->held + got, f->held + unread, f->held_bytes);
	f->held_bytes += got;
}

static void queue(struct notify_file *f, const struct snd_ctl_event *fresh)
{
	struct snd_ctl_event *waiting = (struct snd_ctl_event *)f->held;
	size_t i, count = f->held_bytes / EVENT;

	for (i = 0; i < count; i++)
		if (waiting[i].type == SNDRV_CTL_EVENT_ELEM && fresh->type == SNDRV_CTL_EVENT_ELEM &&
		    waiting[i].data.elem.id.numid == fresh->data.elem.id.numid)
			break;
	if (i < count) {
		waiting[i].data.elem.mask |= fresh->data.elem.mask;
		return;
	}
	waiting[i] = *fresh;
	f->held_bytes += EVENT;
}

/* as many as there is room for */
static void put(struct notify_file *f)
{
	size_t piece, done = 0;

	while (done < f->held_bytes) {
		piece = f->held_bytes - done < PIECE ? f->held_bytes - done : PIECE;
		if (write(f->fd, f->held + done, piece) < 0 && errno == EAGAIN)
			break;
		done += piece;
	}
	f->held_bytes -= done;
	memmove(f->held, f->held + done, f->held_bytes);
}

void notify_events_fill(struct notify_file *f)
{
	struct usnd_caller caller = client_own_caller(0);
	struct snd_ctl_event fresh[FRESH];
	long got, i;

	do {
		got = 0;
		atomic_store(&f->stale, false);
		if (f->held_bytes <= NOTIFY_EVENTS_BYTES - sizeof(fresh))
			got = usnd_read(f->file, (uintptr_t)fresh, sizeof(fresh), &caller);
		if (got > 0)
			take_back(f);
		for (i = 0; i < got / (long)EVENT; i++)
			queue(f, &fresh[i]);
		if (atomic_load(&f->stale))
			f->held_bytes = 0;
		put(f);
	} while (got > 0);
}
