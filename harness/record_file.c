// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record_file.c - writing with positions; two recordings of one name keep each other out by a lock on the file.
 */
#include "harness/record_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static unsigned int frame_bytes(const struct usnd_tap_format *format)
{
	return format->channels * format->sample_bits / 8;
}

static int write_header(struct record_file *file)
{
	uint8_t header[RECORD_HEADER_MAX];
	size_t bytes = record_header(&file->format, file->bytes, header);
	ssize_t put = bytes ? pwrite(file->fd, header, bytes, 0) : 0;

	if (put < 0)
		return -errno;
	return put == (ssize_t)bytes ? 0 : -ENOSPC;
}

/*
 * Under its name there is never less than a header: a new file gets its name with one, an old one is cut off behind it.
 * Others' files stay whole: the lock is asked for before that.
 */
static int take_over(struct record_file *file)
{
	uint8_t header[RECORD_HEADER_MAX];
	int err;

	if (flock(file->fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK)
		return -EBUSY;
	err = write_header(file);
	if (err)
		return err;
	return ftruncate(file->fd, record_header(&file->format, 0, header)) ? -errno : 0;
}

/* Return: 0; -EEXIST; other -errno: not in this file system, perhaps */
static int make_new(struct record_file *file)
{
	char path[40];
	int err;

	file->fd = openat(file->folder, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666);
	if (file->fd < 0)
		return -errno;
	err = take_over(file);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file->fd);
	if (!err && linkat(AT_FDCWD, path, file->folder, file->name, AT_SYMLINK_FOLLOW))
		err = -errno;
	if (!err)
		return 0;
	close(file->fd);
	file->fd = -1;
	return err;
}

int record_file_open(struct record_file *file, int folder, const char *name, const struct usnd_tap_format *format)
{
	int err;

	*file = (struct record_file){.folder = folder, .format = *format};
	snprintf(file->name, sizeof(file->name), "%s", name);
	if (!make_new(file))
		return 0;
	file->fd = openat(folder, name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
	if (file->fd < 0)
		return -errno;
	err = take_over(file);
	if (!err)
		return 0;
	close(file->fd);
	file->fd = -1;
	return err;
}

/* the pieces are @put bytes further on */
static void advance(struct iovec **pieces, unsigned int *count, size_t put)
{
	while (*count && put >= (*pieces)->iov_len) {
		put -= (*pieces)->iov_len;
		(*pieces)++;
		(*count)--;
	}
	if (*count) {
		(*pieces)->iov_base = (char *)(*pieces)->iov_base + put;
		(*pieces)->iov_len -= put;
	}
}

/* Return: 0 or -errno; *@done counts in either case */
static int write_all(int fd, uint64_t at, struct iovec *pieces, unsigned int count, uint64_t *done)
{
	ssize_t put;

	for (*done = 0; count; *done += put) {
		put = pwritev(fd, pieces, count, at + *done);
		if (put < 0 && errno == EINTR)
			put = 0;
		if (put < 0)
			return -errno;
		advance(&pieces, &count, put);
	}
	return 0;
}

int record_file_append(struct record_file *file, struct iovec *pieces, unsigned int count)
{
	uint8_t header[RECORD_HEADER_MAX];
	size_t first = record_header(&file->format, file->bytes, header);
	uint64_t done;
	int err = write_all(file->fd, first + file->bytes, pieces, count, &done), failed;

	file->bytes += done - done % frame_bytes(&file->format);
	/* half a frame, and the byte that the old end was filled up with */
	if (err && ftruncate(file->fd, first + file->bytes))
		return err;
	if (record_pad(&file->format, file->bytes) && pwrite(file->fd, "", 1, first + file->bytes) < 0 && !err)
		err = -errno;
	failed = write_header(file);
	return err ? err : failed;
}

int record_file_close(struct record_file *file)
{
	int fd = file->fd;

	file->fd = -1;
	return fd >= 0 && close(fd) && errno != EINTR ? -errno : 0;
}

int record_text(int folder, const char *name, const char *text, size_t bytes)
{
	char fresh[RECORD_NAME_MAX + 8];
	struct iovec piece = {(void *)text, bytes};
	uint64_t done;
	int fd, err;

	snprintf(fresh, sizeof(fresh), ".%s.new", name);
	fd = openat(folder, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (fd < 0)
		return -errno;
	err = write_all(fd, 0, &piece, 1, &done);
	if (close(fd) && !err)
		err = -errno;
	if (!err && renameat(folder, fresh, folder, name))
		err = -errno;
	if (err)
		unlinkat(folder, fresh, 0);
	return err;
}
