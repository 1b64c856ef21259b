// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * text.c - files of /proc.
 *
 * Reading gives the text as it was when the reader began at its start; so any way of reading it fits together, and who
 * seeks back to the start reads it anew. sendfile(2) and private mappings are the kernel's page cache, filled by such
 * reads, up to the size that the text had when it was looked up or asked for its attributes.
 *
 * What is written is parsed at each newline, and the rest of it by the close, whose error the writer sees. That is
 * FLUSH: at RELEASE nobody listens any more. A descriptor that still lives afterwards (dup) goes on with the file
 * opened anew.
 */
#include "harness/client.h"
#include "server/fuse/local.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MOST (64u << 20)

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* all of @file into *@text, which is the caller's */
static long read_all(struct usnd_file *file, const struct usnd_caller *self, char **text)
{
	size_t size = 0, used = 0;
	char *longer;
	long ret = 0;

	*text = NULL;
	do {
		used += ret;
		if (used == size) {
			size = size ? 2 * size : 8192;
			longer = size > TEXT_MOST ? NULL : realloc(*text, size);
			if (!longer)
				return -ENOMEM;
			*text = longer;
		}
		ret = usnd_read(file, (uintptr_t)(*text + used), size - used, self);
	} while (ret > 0);
	return ret < 0 ? ret : (long)used;
}

uint64_t fuse_text_size(const char *path)
{
	const struct usnd_caller self = client_own_caller(0);
	struct usnd_file *file;
	uint64_t size = 0;
	char piece[4096];
	long got;

	if (usnd_open(path, O_RDONLY, &self, &file))
		return 0;
	while ((got = usnd_read(file, (uintptr_t)piece, sizeof(piece), &self)) > 0)
		size += got;
	usnd_release(file, &self);
	return size;
}

static int take_text(struct fuse_file *f)
{
	const struct usnd_caller self = client_own_caller(0);
	struct usnd_file *file;
	char *text = NULL;
	long bytes = usnd_open(f->path, O_RDONLY, &self, &file);

	if (!bytes) {
		bytes = read_all(file, &self, &text);
		usnd_release(file, &self);
	}
	if (bytes < 0) {
		free(text);
		return bytes;
	}
	pthread_mutex_lock(&f->lock);
	free(f->text);
	f->text = text;
	f->text_bytes = bytes;
	pthread_mutex_unlock(&f->lock);
	return 0;
}

long fuse_text_read(struct fuse_file *f, uint64_t offset, void *data, size_t bytes)
{
	size_t left = 0;
	bool have;
	int err = 0;

	pthread_mutex_lock(&f->lock);
	have = f->text;
	pthread_mutex_unlock(&f->lock);
	if (!offset || !have)
		err = take_text(f);
	if (err)
		return err;
	pthread_mutex_lock(&f->lock);
	if (offset < f->text_bytes) {
		left = f->text_bytes - offset;
		if (left > bytes)
			left = bytes;
		memcpy(data, f->text + offset, left);
	}
	pthread_mutex_unlock(&f->lock);
	return left;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

static int begin_use(struct fuse_file *f, const struct usnd_caller *caller)
{
	struct usnd_file *file = NULL;
	int err = 0;

	pthread_mutex_lock(&f->lock);
	f->users++;
	file = f->file;
	pthread_mutex_unlock(&f->lock);
	if (file)
		return 0;
	err = usnd_open(f->path, f->flags, caller, &file);
	pthread_mutex_lock(&f->lock);
	if (err) {
		f->users--;
	} else if (!f->file) {
		f->file = file;
		file = NULL;
	}
	pthread_mutex_unlock(&f->lock);
	if (!err && file) /* somebody else was faster */
		usnd_release(file, caller);
	return err;
}

static void end_use(struct fuse_file *f, bool unfinished)
{
	pthread_mutex_lock(&f->lock);
	f->users--;
	f->unfinished = unfinished;
	pthread_mutex_unlock(&f->lock);
}

long fuse_text_write(struct fuse_file *f, struct fuse_call *c)
{
	long ret = begin_use(f, &c->call.caller);

	if (ret)
		return ret;
	ret = usnd_write(f->file, FUSE_DATA_ADDRESS, c->window.in, &c->call.caller);
	end_use(f, ret > 0 && c->window.data[ret - 1] != '\n');
	return ret;
}

int fuse_text_flush(struct fuse_file *f, const struct usnd_caller *caller)
{
	struct usnd_file *file = NULL;

	pthread_mutex_lock(&f->lock);
	if (f->unfinished && !f->users) {
		file = f->file;
		f->file = NULL;
		f->unfinished = false;
	}
	pthread_mutex_unlock(&f->lock);
	return file ? usnd_release(file, caller) : 0;
}
