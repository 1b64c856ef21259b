// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * target_usnd.c - usnd in this process (include/usnd/syscall.h). Every call runs in a task of host_sched_run().
 *
 * The caller's memory is this process's own. What a kernel would find unmapped is known here by rule: the first pages
 * of the address space, its upper half, and the page behind edge().
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <usnd/host.h>
#include <usnd/syscall.h>

#include "harness/cards.h"
#include "tests/oracle/target.h"

#define FIRST_FILE 3 /* as a process has its standard ones */
#define FILES 64
#define MAPPINGS 16
#define PAGE 4096
#define LOWEST 65536
#define HIGHEST (1ULL << 47)

static struct usnd_file *files[FILES];
static struct host_task *beside;

static struct {
	void *at;
	struct usnd_mapping *mapping;
} mappings[MAPPINGS];

static char *usnd_edge(void)
{
	static char pages[2 * PAGE] __attribute__((aligned(PAGE)));

	return pages + PAGE;
}

/* bytes of [@at, @at + @bytes) that may be touched before the first that may not */
static size_t reachable(uint64_t at, size_t bytes)
{
	uint64_t edge = (uintptr_t)usnd_edge();

	if (at < LOWEST || at >= HIGHEST || (at >= edge && at < edge + PAGE))
		return 0;
	if (bytes > HIGHEST - at)
		bytes = HIGHEST - at;
	return at < edge && bytes > edge - at ? edge - at : bytes;
}

static size_t fetch(void *ctx, void *dst, uint64_t src, size_t bytes)
{
	size_t good = reachable(src, bytes);

	if (good)
		memcpy(dst, (const void *)(uintptr_t)src, good);
	return bytes - good;
}

static size_t store(void *ctx, uint64_t dst, const void *src, size_t bytes)
{
	size_t good = reachable(dst, bytes);

	if (good)
		memcpy((void *)(uintptr_t)dst, src, good);
	return bytes - good;
}

static struct usnd_file *file_of(int file)
{
	return file >= 0 && file < FILES ? files[file] : NULL;
}

static struct usnd_file *descriptor(void *ctx, int fd)
{
	return file_of(fd);
}

static const struct usnd_caller caller = { .pid = 1, .fetch = fetch, .store = store, .file = descriptor };

static int usnd_target_load(const char *module)
{
	char path[512];
	int err = module_path(module, path, sizeof(path));

	return err ? err : usnd_module_load(path, NULL);
}

static int usnd_target_open(const char *path, int flags)
{
	int file, err;

	for (file = FIRST_FILE; file < FILES && files[file]; file++)
		;
	if (file == FILES)
		return -EMFILE;
	err = usnd_open(path, flags, &caller, &files[file]);
	if (err)
		files[file] = NULL;
	return err ? err : file;
}

static int usnd_target_close(int file)
{
	struct usnd_file *f = file_of(file);

	if (!f)
		return -EBADF;
	files[file] = NULL;
	return usnd_release(f, &caller);
}

static long usnd_target_ioctl(int file, unsigned long cmd, void *arg)
{
	return file_of(file) ? usnd_ioctl(file_of(file), cmd, (uintptr_t)arg, &caller) : -EBADF;
}

static long usnd_target_read(int file, void *buf, size_t bytes)
{
	return file_of(file) ? usnd_read(file_of(file), (uintptr_t)buf, bytes, &caller) : -EBADF;
}

static long usnd_target_write(int file, const void *buf, size_t bytes)
{
	return file_of(file) ? usnd_write(file_of(file), (uintptr_t)buf, bytes, &caller) : -EBADF;
}

static long usnd_target_readv(int file, const struct iovec *pieces, int count)
{
	return file_of(file) ? usnd_readv(file_of(file), (uintptr_t)pieces, count, &caller) : -EBADF;
}

static long usnd_target_writev(int file, const struct iovec *pieces, int count)
{
	return file_of(file) ? usnd_writev(file_of(file), (uintptr_t)pieces, count, &caller) : -EBADF;
}

static int usnd_target_poll(int file, int events, int timeout_ms)
{
	return file_of(file) ? usnd_poll(file_of(file), events, timeout_ms * 1000000ULL, &caller) : -EBADF;
}

static int usnd_target_set_flags(int file, int flags)
{
	return file_of(file) ? usnd_set_flags(file_of(file), flags) : -EBADF;
}

static int usnd_target_mmap(int file, size_t bytes, int protection, int flags, long offset, void **at)
{
	struct usnd_mapping *mapping;
	uint64_t host_offset;
	int i, fd, err;

	if (!file_of(file))
		return -EBADF;
	for (i = 0; i < MAPPINGS && mappings[i].mapping; i++)
		;
	if (i == MAPPINGS)
		return -EMFILE;
	err = usnd_mmap(file_of(file), offset, bytes, protection, &caller, &mapping, &fd, &host_offset);
	if (err)
		return err;
	*at = mmap(NULL, bytes, protection, MAP_SHARED, fd, host_offset);
	if (*at == MAP_FAILED) {
		err = -errno;
		usnd_munmap(mapping, &caller);
		return err;
	}
	mappings[i].at = *at;
	mappings[i].mapping = mapping;
	return 0;
}

static int usnd_target_munmap(int file, void *at, size_t bytes)
{
	int i, err;

	for (i = 0; i < MAPPINGS; i++) {
		if (mappings[i].mapping && mappings[i].at == at) {
			munmap(at, bytes);
			err = usnd_munmap(mappings[i].mapping, &caller);
			mappings[i].mapping = NULL;
			return err;
		}
	}
	return -EINVAL;
}

static int usnd_target_spawn(void (*fn)(void *arg), void *arg)
{
	return host_task_create(&beside, "oracle", fn, arg, NULL);
}

static void usnd_target_join(void)
{
	host_task_join(beside);
}

static void usnd_target_wait(void)
{
	host_task_park(host_now() + 1000000);
}

const struct target_ops usnd_target = {
	.load = usnd_target_load,
	.unload = usnd_module_unload,
	.open = usnd_target_open,
	.close = usnd_target_close,
	.ioctl = usnd_target_ioctl,
	.read = usnd_target_read,
	.write = usnd_target_write,
	.readv = usnd_target_readv,
	.writev = usnd_target_writev,
	.poll = usnd_target_poll,
	.set_flags = usnd_target_set_flags,
	.mmap = usnd_target_mmap,
	.munmap = usnd_target_munmap,
	.spawn = usnd_target_spawn,
	.join = usnd_target_join,
	.wait = usnd_target_wait,
	.edge = usnd_edge,
};
