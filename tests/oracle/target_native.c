// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * target_native.c - the Linux that runs here.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/oracle/target.h"

#define EDGE_PAGE 4096

static pthread_t beside;

static long result(long ret)
{
	return ret < 0 ? -errno : ret;
}

/* the files of modules are in the root folder of the guest, in which this runs */
static int native_load(const char *module)
{
	char path[64];
	int file, err;

	snprintf(path, sizeof(path), "/%s.ko", module);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return -errno;
	err = result(syscall(SYS_finit_module, file, "", 0));
	close(file);
	return err;
}

/* the module's own name has underscores */
static int native_unload(const char *module)
{
	char name[64], *dash;

	snprintf(name, sizeof(name), "%s", module);
	while ((dash = strchr(name, '-')))
		*dash = '_';
	return result(syscall(SYS_delete_module, name, O_NONBLOCK));
}

static int native_open(const char *path, int flags)
{
	return result(open(path, flags | O_CLOEXEC));
}

static int native_close(int file)
{
	return result(close(file));
}

static long native_ioctl(int file, unsigned long cmd, void *arg)
{
	return result(ioctl(file, cmd, arg));
}

static long native_read(int file, void *buf, size_t bytes)
{
	return result(read(file, buf, bytes));
}

static long native_write(int file, const void *buf, size_t bytes)
{
	return result(write(file, buf, bytes));
}

static long native_readv(int file, const struct iovec *pieces, int count)
{
	return result(readv(file, pieces, count));
}

static long native_writev(int file, const struct iovec *pieces, int count)
{
	return result(writev(file, pieces, count));
}

static int native_poll(int file, int events, int timeout_ms)
{
	struct pollfd fd = { .fd = file, .events = events };
	int ready = poll(&fd, 1, timeout_ms);

	return ready < 0 ? -errno : ready ? fd.revents : 0;
}

static int native_set_flags(int file, int flags)
{
	return result(fcntl(file, F_SETFL, flags));
}

static int native_mmap(int file, size_t bytes, int protection, int flags, long offset, void **at)
{
	*at = mmap(NULL, bytes, protection, flags, file, offset);
	return *at == MAP_FAILED ? -errno : 0;
}

static int native_munmap(int file, void *at, size_t bytes)
{
	return result(munmap(at, bytes));
}

struct job {
	void (*fn)(void *arg);
	void *arg;
};

static struct job job;

static void *run_job(void *unused)
{
	job.fn(job.arg);
	return NULL;
}

static int native_spawn(void (*fn)(void *arg), void *arg)
{
	job = (struct job){ fn, arg };
	return -pthread_create(&beside, NULL, run_job, NULL);
}

static void native_join(void)
{
	pthread_join(beside, NULL);
}

static void native_wait(void)
{
	usleep(1000);
}

static char *native_edge(void)
{
	static char *pages;

	if (!pages) {
		pages = mmap(NULL, 2 * EDGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (pages == MAP_FAILED || mprotect(pages + EDGE_PAGE, EDGE_PAGE, PROT_NONE))
			abort();
	}
	return pages + EDGE_PAGE;
}

const struct target_ops native_target = {
	.load = native_load,
	.unload = native_unload,
	.open = native_open,
	.close = native_close,
	.ioctl = native_ioctl,
	.read = native_read,
	.write = native_write,
	.readv = native_readv,
	.writev = native_writev,
	.poll = native_poll,
	.set_flags = native_set_flags,
	.mmap = native_mmap,
	.munmap = native_munmap,
	.spawn = native_spawn,
	.join = native_join,
	.wait = native_wait,
	.edge = native_edge,
};
