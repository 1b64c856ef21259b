// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memory.c - other processes' memory and signals, by process_vm_readv(2) and /proc.
 */
#include "server/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define PAGE 4096u

static atomic_uint inside;
static atomic_bool given_up;
/* the system calls are refused here, and the file is not */
static atomic_bool by_file;

/* ---- in and out -------------------------------------------------------------------------------------------------- */

static void enter(void)
{
	atomic_fetch_add(&inside, 1);
}

static void leave(void)
{
	while (atomic_load(&given_up))
		pause();
	atomic_fetch_sub(&inside, 1);
}

unsigned int client_memory_inside(void)
{
	return atomic_load(&inside);
}

void client_memory_give_up(void)
{
	atomic_store(&given_up, true);
}

/* ---- memory ------------------------------------------------------------------------------------------------------ */

/* the same by /proc/THREAD/mem, for which the kernel asks the same permission */
static ssize_t move_by_file(pid_t thread, void *here, uint64_t there, size_t bytes, bool store)
{
	ssize_t done;
	char path[40];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", thread);
	fd = open(path, (store ? O_WRONLY : O_RDONLY) | O_CLOEXEC);
	if (fd < 0)
		return -1;
	done = store ? pwrite(fd, here, bytes, there) : pread(fd, here, bytes, there);
	close(fd);
	return done;
}

static ssize_t move(pid_t thread, void *here, uint64_t there, size_t bytes, bool store)
{
	struct iovec ours = { here, bytes }, theirs = { (void *)(uintptr_t)there, bytes };
	ssize_t done;

	if (atomic_load_explicit(&by_file, memory_order_relaxed))
		return move_by_file(thread, here, there, bytes, store);
	done = store ? process_vm_writev(thread, &ours, 1, &theirs, 1, 0) :
		       process_vm_readv(thread, &ours, 1, &theirs, 1, 0);
	if (done >= 0 || (errno != EPERM && errno != ENOSYS))
		return done;
	done = move_by_file(thread, here, there, bytes, store);
	/* that one process may not be read is EPERM, too; then the file is refused as well */
	if (done >= 0)
		atomic_store_explicit(&by_file, true, memory_order_relaxed);
	return done;
}

size_t client_fetch(pid_t thread, void *dst, uint64_t src, size_t bytes)
{
	ssize_t done;

	if (!bytes)
		return 0;
	enter();
	done = move(thread, dst, src, bytes, false);
	leave();
	return bytes - (done > 0 ? done : 0);
}

size_t client_store(pid_t thread, uint64_t dst, const void *src, size_t bytes)
{
	ssize_t done;

	if (!bytes)
		return 0;
	enter();
	done = move(thread, (void *)src, dst, bytes, true);
	leave();
	return bytes - (done > 0 ? done : 0);
}

long client_fetch_string(pid_t thread, char *text, uint64_t src, size_t size)
{
	size_t done = 0, piece, missing;
	const char *end;

	while (done < size) {
		/* to the end of the page: the next one need not be there */
		piece = PAGE - (src + done) % PAGE;
		if (piece > size - done)
			piece = size - done;
		missing = client_fetch(thread, text + done, src + done, piece);
		end = memchr(text + done, 0, piece - missing);
		if (end)
			return end - text;
		if (missing)
			return -EFAULT;
		done += piece;
	}
	return -ENAMETOOLONG;
}

/* ---- signals ----------------------------------------------------------------------------------------------------- */

/* /proc/THREAD/status, which fits; -ESRCH: the thread is gone */
static int read_status(pid_t thread, char *text, size_t size)
{
	char path[40];
	ssize_t bytes;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/status", thread);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? -ESRCH : -errno;
	bytes = read(fd, text, size - 1);
	close(fd);
	if (bytes <= 0)
		return -ESRCH;
	text[bytes] = '\0';
	return 0;
}

static uint64_t field(const char *status, const char *name, int base)
{
	const char *at = strstr(status, name);

	return at ? strtoull(at + strlen(name), NULL, base) : 0;
}

enum client_signal client_signal_pending(pid_t thread, uint64_t blocked)
{
	char status[8192];
	const char *state;
	int err = read_status(thread, status, sizeof(status));

	/* without a descriptor to look with, nothing is known */
	if (err)
		return err == -ESRCH ? CLIENT_GONE : CLIENT_NO_SIGNAL;
	state = strstr(status, "\nState:\t");
	if (state && strchr("ZX", state[8]))
		return CLIENT_GONE;
	blocked |= field(status, "\nSigBlk:\t", 16);
	if (field(status, "\nSigPnd:\t", 16) & ~blocked)
		return CLIENT_SIGNAL;
	if (!(field(status, "\nShdPnd:\t", 16) & ~blocked))
		return CLIENT_NO_SIGNAL;
	/* the kernel's first choice is the leader */
	return field(status, "\nTgid:\t", 10) == (uint64_t)thread ? CLIENT_SIGNAL : CLIENT_ANY_THREAD;
}

pid_t client_process(pid_t thread)
{
	char status[8192];
	int err = read_status(thread, status, sizeof(status));

	return err ? err : (pid_t)field(status, "\nTgid:\t", 10);
}
