// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_notify_files.c - which of a client's files are gone, whatever it does with them: server/notify/files.c by
 * itself, with a file that no device is behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/notify/local.h"
#include "tests/host/tap.h"

#define EVENT_BYTES sizeof(struct inotify_event)
#define PIECES_BYTES (NOTIFY_PIECES * 4096)

static int open_again(int fd, int flags)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, flags | O_CLOEXEC);
}

static int unread(const struct notify *n)
{
	int bytes = -1;

	EXPECT(!ioctl(n->inotify, FIONREAD, &bytes));
	return bytes;
}

/* equal events that follow each other are one */
static void make_events(int fd, size_t bytes)
{
	size_t done;

	for (done = 0; done < bytes; done += EVENT_BYTES)
		close(open_again(fd, done / EVENT_BYTES % 2 ? O_RDWR : O_RDONLY));
}

/* two open files, and what their clients have of them */
struct two {
	struct notify *n;
	struct notify_file files[2];
	int fds[2];
};

static void begin(struct two *t)
{
	unsigned int i;

	memset(t, 0, sizeof(*t));
	EXPECT(!notify_open(&t->n, -1, true));
	for (i = 0; i < 2; i++) {
		t->files[i].kind = NOTIFY_PCM;
		t->files[i].fd = memfd_create("test", MFD_CLOEXEC);
		t->fds[i] = open_again(t->files[i].fd, O_RDWR);
		EXPECT(t->fds[i] >= 0 && !notify_file_add(t->n, &t->files[i], t->fds[i]));
	}
}

static void end(struct two *t)
{
	unsigned int i;

	/* what is still open stays */
	EXPECT(t->n->files == &t->files[1] && t->files[1].next == &t->files[0] && !t->files[0].gone &&
	       !t->files[1].gone);
	for (i = 0; i < 2; i++) {
		close(t->fds[i]);
		close(t->files[i].fd);
	}
	notify_close(t->n);
}

/* one makes more than is read at once; the other's event comes behind them, and might be its last */
static void reading_what_clients_make_happen_has_an_end(void)
{
	struct two t;

	begin(&t);
	make_events(t.files[0].fd, 2 * PIECES_BYTES);
	make_events(t.files[1].fd, EVENT_BYTES);
	EXPECT(unread(t.n) == 2 * PIECES_BYTES + (int)EVENT_BYTES, "%d", unread(t.n));
	notify_files_reap(t.n);
	EXPECT(unread(t.n) == PIECES_BYTES + (int)EVENT_BYTES, "%d", unread(t.n));
	EXPECT(t.files[0].suspect && t.files[1].suspect);
	notify_files_reap(t.n);
	notify_files_reap(t.n);
	EXPECT(!unread(t.n));
	end(&t);
}

static void few_events_make_their_own_files_suspect(void)
{
	struct two t;

	begin(&t);
	make_events(t.files[0].fd, 100 * EVENT_BYTES);
	notify_files_reap(t.n);
	EXPECT(!unread(t.n) && t.files[0].suspect && !t.files[1].suspect);
	end(&t);
}

static const struct tap_case cases[] = {
	TAP_CASE(reading_what_clients_make_happen_has_an_end),
	TAP_CASE(few_events_make_their_own_files_suspect),
};

TAP_MAIN(cases)
