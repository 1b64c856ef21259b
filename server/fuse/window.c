// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * window.c - the memory of a request's client: what came along with it, and beyond that the client's own.
 *
 * The kernel has copied [arg, arg + size) of an ioctl in, or will copy it out, by the direction in its number. ALSA's
 * ioctls keep to that only mostly: CHANNEL_INFO is read from although it is _IOR, REWIND is written to although it is
 * _IOW, and others point elsewhere. All of those go to the client's process.
 */
#include "server/fuse/local.h"

#include <string.h>

#include "server/memory.h"

static bool is_within(const struct fuse_window *w, uint64_t at, size_t bytes, size_t size)
{
	return at >= w->at && at - w->at <= size && bytes <= size - (at - w->at);
}

size_t fuse_fetch(void *ctx, void *dst, uint64_t src, size_t bytes)
{
	struct fuse_call *c = ctx;
	struct fuse_window *w = &c->window;

	if (is_within(w, src, bytes, w->in > w->filled ? w->in : w->filled)) {
		memcpy(dst, w->data + (src - w->at), bytes);
		return 0;
	}
	return w->beyond ? client_fetch(c->call.thread, dst, src, bytes) : bytes;
}

size_t fuse_store(void *ctx, uint64_t dst, const void *src, size_t bytes)
{
	struct fuse_call *c = ctx;
	struct fuse_window *w = &c->window;
	size_t at = dst - w->at, known = w->in > w->filled ? w->in : w->filled;

	if (!is_within(w, dst, bytes, w->out))
		return w->beyond ? client_store(c->call.thread, dst, src, bytes) : bytes;
	/* all up to the last byte goes back: what is not stored stays as it is there */
	if (at > known && (!w->beyond || client_fetch(c->call.thread, w->data + known, w->at + known, at - known)))
		return bytes;
	memcpy(w->data + at, src, bytes);
	if (at + bytes > w->filled)
		w->filled = at + bytes;
	return 0;
}
