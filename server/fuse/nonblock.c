// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nonblock.c - is a descriptor O_NONBLOCK now?
 *
 * An IOCTL does not say, and fcntl(F_SETFL) is not reported; but alsa-lib opens every stream with O_NONBLOCK and takes it off
 * afterwards. /proc/THREAD/fdinfo/N has the flags, and the inode number, by which the descriptor is found: a PCM node has another one
 * at each open (nodes.c). The file is kept open: reading it again is one system call, and it follows the client's table of
 * descriptors, not a number that the system may use again for another process.
 *
 * stat(2) on /proc/THREAD/fd/N would ask us, and wait for ever.
 */
#include "server/fuse/local.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* false: it is not, or no longer, the descriptor of node @id */
static bool read_flags(int fdinfo, uint64_t id, int *flags)
{
	char text[512];
	const char *inode, *octal;
	ssize_t bytes = pread(fdinfo, text, sizeof(text) - 1, 0);

	if (bytes <= 0)
		return false;
	text[bytes] = '\0';
	inode = strstr(text, "ino:");
	octal = strstr(text, "flags:");
	if (!inode || !octal || strtoull(inode + 4, NULL, 10) != id)
		return false;
	*flags = strtol(octal + 6, NULL, 8);
	return true;
}

static bool find_descriptor(struct fuse_file *f, pid_t thread, int *flags)
{
	char path[40];
	struct dirent *entry;
	bool found = false;
	DIR *all;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo", thread);
	all = opendir(path);
	while (all && !found && (entry = readdir(all))) {
		if (*entry->d_name == '.')
			continue;
		fd = openat(dirfd(all), entry->d_name, O_RDONLY | O_CLOEXEC);
		found = fd >= 0 && read_flags(fd, f->node, flags);
		if (found)
			f->fdinfo = fd;
		else if (fd >= 0)
			close(fd);
	}
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
	if (f->thread != thread || f->fdinfo < 0 || !read_flags(f->fdinfo, f->node, &flags)) {
		fuse_forget_flags(f);
		if (find_descriptor(f, thread, &flags))
			f->thread = thread;
		else /* a client we cannot look into: most have taken it off */
			flags &= ~O_NONBLOCK;
	}
	pthread_mutex_unlock(&f->lock);
	fuse_set_flags(f, flags);
}
