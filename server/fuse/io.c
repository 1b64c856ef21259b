// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * io.c - READ and WRITE: events of a control or timer file, samples, text.
 *
 * Both say which flags the descriptor has. The kernel cuts what is longer than FUSE_PIECE into pieces, and ends at a
 * short one.
 */
#include "server/fuse/local.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#define SETTABLE (O_NONBLOCK | O_APPEND)

void fuse_set_flags(struct fuse_file *f, int flags)
{
	bool differ;

	pthread_mutex_lock(&f->lock);
	differ = (f->flags ^ flags) & SETTABLE;
	f->flags = flags = (f->flags & ~SETTABLE) | (flags & SETTABLE);
	pthread_mutex_unlock(&f->lock);
	if (differ)
		usnd_set_flags(f->file, flags);
}

static long transfer(struct fuse_file *f, struct fuse_call *c, int flags, bool write)
{
	struct fuse_pacing pacing;
	long ret;

	fuse_set_flags(f, flags);
	if (!(flags & O_NONBLOCK))
		engine_will_sleep(&c->call);
	fuse_pace_enter(&pacing, f, c);
	if (write)
		ret = usnd_write(f->file, FUSE_DATA_ADDRESS, c->window.in, &c->call.caller);
	else
		ret = usnd_read(f->file, FUSE_DATA_ADDRESS, c->window.out, &c->call.caller);
	fuse_pace_leave(&pacing);
	return ret;
}

void fuse_do_read(struct fuse_mount *m, struct fuse_call *c)
{
	const struct fuse_read_in *in = c->args;
	struct fuse_file *f = to_file(in->fh);
	uint8_t *data = malloc(in->size + 1ul);
	long ret = -ENOMEM;

	if (data) {
		c->window = (struct fuse_window){ .at = FUSE_DATA_ADDRESS, .out = in->size, .data = data };
		ret = f->kind == FUSE_IS_TEXT ? fuse_text_read(f, in->offset, data, in->size)
					      : transfer(f, c, in->flags, false);
	}
	fuse_answer(m, c, ret < 0 ? ret : 0, data, ret < 0 ? 0 : ret);
}

void fuse_do_write(struct fuse_mount *m, struct fuse_call *c)
{
	const struct fuse_write_in *in = c->args;
	struct fuse_file *f = to_file(in->fh);
	struct fuse_write_out out = { 0 };
	long ret = -EIO;

	if (in->size <= c->arg_bytes - sizeof(*in)) {
		c->window = (struct fuse_window){
			.at = FUSE_DATA_ADDRESS, .in = in->size, .data = (uint8_t *)c->args + sizeof(*in)};
		ret = f->kind == FUSE_IS_TEXT ? fuse_text_write(f, c) : transfer(f, c, in->flags, true);
		c->window.data = NULL; /* it is part of the arguments */
	}
	out.size = ret < 0 ? 0 : ret;
	fuse_answer(m, c, ret < 0 ? ret : 0, &out, sizeof(out));
}
