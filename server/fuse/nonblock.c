// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nonblock.c - is a descriptor O_NONBLOCK now?
 *
 * An IOCTL does not say, and fcntl(F_SETFL) is not reported; but alsa-lib opens every stream with O_NONBLOCK and takes
 * it off afterwards. /proc/THREAD/fdinfo/N has the flags. The descriptor is known by its device and inode number: a PCM
 * node has another one at each open (nodes.c). The fdinfo is kept open: reading it again is one system call, and it
 * follows the client's table of descriptors, not a number that the system may use again for another process. It has the
 * inode number, and that of the mount, which stays the same as long as the descriptor leads to the same open file.
 *
 * Which N it is stands in /proc/THREAD/syscall, for the thread is inside ioctl(N, ...) and sleeps. Where that does not
 * tell - we may not read it (it takes what reading its memory takes), or the thread has not yet gone to sleep - all N
 * are tried, which takes time by their number.
 *
 * stat(2) on /proc/THREAD/fd/N would ask us, and wait for ever; so it is told not to.
 */
#include "server/fuse/local.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "server/narrow.h"

/* false: it is not, or no longer, the descriptor of node @id. @mount: of that descriptor; -1: receives it */
static bool read_flags(int fdinfo, uint64_t id, int *mount, int *flags)
{
	char text[512];
	const char *inode, *octal, *number;
	ssize_t bytes = pread(fdinfo, text, sizeof(text) - 1, 0);

	if (bytes <= 0)
		return false;
	text[bytes] = '\0';
	inode = strstr(text, "ino:");
	octal = strstr(text, "flags:");
	number = strstr(text, "mnt_id:");
	if (!inode || !octal || !number || strtoull(inode + 4, NULL, 10) != id)
		return false;
	if (*mount >= 0 && *mount != atoi(number + 7))
		return false;
	*mount = atoi(number + 7);
	*flags = strtol(octal + 6, NULL, 8);
	return true;
}

/* what the kernel has at hand of it: nobody is asked */
static bool is_our_inode(const struct fuse_file *f, const char *path)
{
	struct statx found;

	return !statx(AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_INO, &found) && found.stx_ino == f->node &&
	       makedev(found.stx_dev_major, found.stx_dev_minor) == f->mount->device;
}

/* is it the thread's descriptor @number? */
static bool try_descriptor(struct fuse_file *f, pid_t thread, unsigned long number, int *flags)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/fd/%lu", thread, number);
	if (!is_our_inode(f, path))
		return false;
	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%lu", thread, number);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	f->mount_id = -1;
	if (!read_flags(fd, f->node, &f->mount_id, flags)) {
		close(fd);
		return false;
	}
	f->fdinfo = fd;
	return true;
}

/* "16 0x3 0x4140 ...": number and arguments of the call that it is in; "running": it does not sleep yet */
static bool ask_the_call(struct fuse_file *f, pid_t thread, int *flags)
{
	char path[40], text[256];
	unsigned long call, number;
	ssize_t bytes;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/syscall", thread);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bytes = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[bytes > 0 ? bytes : 0] = '\0';
	return sscanf(text, "%lu %lx", &call, &number) == 2 && (call == SYS_ioctl || call == NARROW_SYS_IOCTL) &&
	       try_descriptor(f, thread, number, flags);
}

static bool try_all(struct fuse_file *f, pid_t thread, int *flags)
{
	char path[40];
	struct dirent *entry;
	bool found = false;
	DIR *all;

	snprintf(path, sizeof(path), "/proc/%d/fd", thread);
	all = opendir(path);
	while (all && !found && (entry = readdir(all)))
		found = *entry->d_name != '.' && try_descriptor(f, thread, strtoul(entry->d_name, NULL, 10), flags);
	if (all)
		closedir(all);
	return found;
}

void fuse_forget_flags(struct fuse_file *f)
{
	if (f->fdinfo >= 0)
		close(f->fdinfo);
	f->fdinfo = -1;
	f->thread = -1;
}

void fuse_look_at_flags(struct fuse_file *f, pid_t thread)
{
	int flags;

	pthread_mutex_lock(&f->lock);
	flags = f->flags;
	if (f->thread != thread || f->fdinfo < 0 || !read_flags(f->fdinfo, f->node, &f->mount_id, &flags)) {
		fuse_forget_flags(f);
		if (ask_the_call(f, thread, &flags) || try_all(f, thread, &flags))
			f->thread = thread;
		else /* a client we cannot look into: most have taken it off */
			flags &= ~O_NONBLOCK;
	}
	pthread_mutex_unlock(&f->lock);
	fuse_set_flags(f, flags);
}
