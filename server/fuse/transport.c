// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * transport.c - requests from /dev/fuse: taken, sorted, answered.
 *
 * FORGET and INTERRUPT have no answer and are done where they are taken, under receive(): the engine knows a request
 * before the next one is taken, so an INTERRUPT always finds its request, or that has been answered.
 */
#include "server/fuse/local.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* what an answer may carry: the kernel takes nothing beyond */
#define ERRNO_MOST 511

static int send_answer(struct fuse_mount *m, struct iovec *pieces, int count, const struct fuse_call *c, int err)
{
	struct fuse_out_header head = { .error = err, .unique = c->in.unique };
	int i;

	pieces[0] = (struct iovec){ &head, sizeof(head) };
	for (i = 0; i < count; i++)
		head.len += pieces[i].iov_len;
	return writev(m->transport.fd, pieces, count) < 0 ? -errno : 0;
}

int fuse_answer(struct fuse_mount *m, const struct fuse_call *c, long err, const void *data, size_t bytes)
{
	struct iovec pieces[2] = { [1] = { (void *)data, bytes } };

	if (err < -ERRNO_MOST)
		err = -EINVAL;
	return send_answer(m, pieces, !err && bytes ? 2 : 1, c, err);
}

int fuse_answer_two(struct fuse_mount *m, const struct fuse_call *c, const void *head, size_t head_bytes,
		    const void *data, size_t bytes)
{
	struct iovec pieces[3] = { [1] = { (void *)head, head_bytes }, [2] = { (void *)data, bytes } };

	return send_answer(m, pieces, bytes ? 3 : 2, c, 0);
}

/* ---- what is answered in a line ---------------------------------------------------------------------------------- */

static void do_nothing(struct fuse_mount *m, struct fuse_call *c)
{
	fuse_answer(m, c, 0, NULL, 0);
}

static void do_statfs(struct fuse_mount *m, struct fuse_call *c)
{
	struct fuse_statfs_out out = { .st = { .bsize = 4096, .frsize = 4096, .namelen = FUSE_NAME_MOST } };

	fuse_answer(m, c, 0, &out, sizeof(out));
}

static void do_opendir(struct fuse_mount *m, struct fuse_call *c)
{
	struct proto_open_out out = { 0 };

	fuse_answer(m, c, 0, &out, sizeof(out));
}

/* as /proc says it */
static void do_create(struct fuse_mount *m, struct fuse_call *c)
{
	fuse_answer(m, c, -EACCES, NULL, 0);
}

static void do_refuse(struct fuse_mount *m, struct fuse_call *c)
{
	fuse_answer(m, c, -EPERM, NULL, 0);
}

/* what is not here is not known: -ENOSYS, and the kernel does not ask again */
static const struct {
	size_t bytes;
	void (*fn)(struct fuse_mount *m, struct fuse_call *c);
} requests[] = {
	[FUSE_LOOKUP] = { 1, fuse_do_lookup },
	[FUSE_GETATTR] = { 0, fuse_do_getattr },
	[FUSE_SETATTR] = { sizeof(struct fuse_setattr_in), fuse_do_setattr },
	[FUSE_READLINK] = { 0, fuse_do_readlink },
	[FUSE_STATFS] = { 0, do_statfs },
	[FUSE_OPENDIR] = { 0, do_opendir },
	[FUSE_READDIR] = { sizeof(struct fuse_read_in), fuse_do_readdir },
	[FUSE_RELEASEDIR] = { 0, do_nothing },
	[FUSE_OPEN] = { sizeof(struct fuse_open_in), fuse_do_open },
	[FUSE_READ] = { sizeof(struct fuse_read_in), fuse_do_read },
	[FUSE_WRITE] = { sizeof(struct fuse_write_in), fuse_do_write },
	[FUSE_IOCTL] = { sizeof(struct fuse_ioctl_in), fuse_do_ioctl },
	[FUSE_POLL] = { sizeof(struct fuse_poll_in), fuse_do_poll },
	[FUSE_FLUSH] = { sizeof(struct fuse_flush_in), fuse_do_flush },
	[FUSE_RELEASE] = { sizeof(struct fuse_release_in), fuse_do_release },
	[FUSE_DESTROY] = { 0, do_nothing },
	[FUSE_CREATE] = { 0, do_create },
	[FUSE_MKNOD] = { 0, do_refuse },
	[FUSE_MKDIR] = { 0, do_refuse },
	[FUSE_UNLINK] = { 0, do_refuse },
	[FUSE_RMDIR] = { 0, do_refuse },
	[FUSE_SYMLINK] = { 0, do_refuse },
	[FUSE_LINK] = { 0, do_refuse },
	[FUSE_RENAME] = { 0, do_refuse },
	[FUSE_RENAME2] = { 0, do_refuse },
};

/* ---- taking ------------------------------------------------------------------------------------------------------ */

struct interrupt {
	struct transport *transport;
	uint64_t unique;
};

static bool interrupt_one(struct call *call, void *arg)
{
	const struct interrupt *which = arg;
	struct fuse_call *c = (struct fuse_call *)call;

	if (call->transport != which->transport || c->in.unique != which->unique)
		return false;
	c->signalled = true;
	call_interrupt(call);
	return true;
}

static void interrupt(struct fuse_mount *m, const struct fuse_interrupt_in *in)
{
	struct interrupt which = { &m->transport, in->unique };

	engine_for_each_call(m->transport.engine, interrupt_one, &which);
}

static void forget_many(struct fuse_mount *m, const struct fuse_batch_forget_in *in, size_t bytes)
{
	const struct fuse_forget_one *one = (const struct fuse_forget_one *)(in + 1);
	size_t i;

	for (i = 0; i < in->count && (i + 1) * sizeof(*one) + sizeof(*in) <= bytes; i++)
		fuse_forget(m, one[i].nodeid, one[i].nlookup);
}

/* requests without an answer; false: it is none of those */
static bool is_done_at_once(struct fuse_mount *m, const struct fuse_in_header *in, const void *args, size_t bytes)
{
	switch (in->opcode) {
	case FUSE_INTERRUPT:
		if (bytes >= sizeof(struct fuse_interrupt_in))
			interrupt(m, args);
		return true;
	case FUSE_FORGET:
		if (bytes >= sizeof(struct fuse_forget_in))
			fuse_forget(m, in->nodeid, ((const struct fuse_forget_in *)args)->nlookup);
		return true;
	case FUSE_BATCH_FORGET:
		if (bytes >= sizeof(struct fuse_batch_forget_in))
			forget_many(m, args, bytes);
		return true;
	default:
		return false;
	}
}

/* opens and releases are numbered as they come: an open must not find busy what was closed before */
static void put_in_order(struct fuse_mount *m, struct fuse_call *c)
{
	if (c->in.opcode != FUSE_OPEN && c->in.opcode != FUSE_RELEASE)
		return;
	fuse_lock(m);
	c->order = ++m->order;
	if (c->in.opcode == FUSE_RELEASE && c->arg_bytes >= sizeof(struct fuse_release_in)) {
		c->file = to_file(((const struct fuse_release_in *)c->args)->fh);
		c->path = c->file->path;
		c->next_ordered = m->releasing;
		m->releasing = c;
	}
	fuse_unlock(m);
}

/* 0; -EAGAIN: it is done with; < 0 */
static int take(struct fuse_mount *m, struct fuse_call *c)
{
	ssize_t bytes = read(m->transport.fd, m->request, sizeof(m->request));
	const uint8_t *args = m->request + sizeof(c->in);

	if (bytes < 0)
		return -errno;
	if (bytes < (ssize_t)sizeof(c->in))
		return -EIO;
	memcpy(&c->in, m->request, sizeof(c->in));
	c->arg_bytes = bytes - sizeof(c->in);
	if (is_done_at_once(m, &c->in, args, c->arg_bytes))
		return -EINTR;
	c->args = malloc(c->arg_bytes + 1);
	if (!c->args) {
		fuse_answer(m, c, -ENOMEM, NULL, 0);
		return -EINTR;
	}
	memcpy(c->args, args, c->arg_bytes);
	((uint8_t *)c->args)[c->arg_bytes] = 0;
	return 0;
}

static int fuse_receive(struct transport *transport, struct call *call)
{
	struct fuse_mount *m = to_mount(transport);
	struct fuse_call *c = (struct fuse_call *)call;
	int err;

	/* ENOENT: a request was taken back while it was read */
	do
		err = take(m, c);
	while (err == -EINTR || err == -ENOENT);
	if (err == -EAGAIN)
		return err;
	if (err) /* ENODEV: unmounted; ECONNABORTED: somebody has cut the connection */
		return -ENODEV;
	call->thread = c->in.pid;
	call->caller.pid = c->in.pid;
	call->caller.fetch = fuse_fetch;
	call->caller.store = fuse_store;
	put_in_order(m, c);
	return 0;
}

static void fuse_handle(struct transport *transport, struct call *call)
{
	struct fuse_mount *m = to_mount(transport);
	struct fuse_call *c = (struct fuse_call *)call;
	unsigned int op = c->in.opcode;

	if (transport->engine->pace)
		fuse_end_waits(m, call->thread);
	if (op >= sizeof(requests) / sizeof(requests[0]) || !requests[op].fn)
		fuse_answer(m, c, -ENOSYS, NULL, 0);
	else if (c->arg_bytes < requests[op].bytes)
		fuse_answer(m, c, -EIO, NULL, 0);
	else
		requests[op].fn(m, c);
	free(c->window.data);
	free(c->args);
}

/* a client that is killed stays until its request is answered: with all it has open, and whoever brings its memory */
static void fuse_overdue(struct transport *transport, const struct call *call)
{
	fuse_answer(to_mount(transport), (const struct fuse_call *)call, -EINTR, NULL, 0);
}

static void fuse_end(struct transport *transport)
{
	fuse_files_finish(to_mount(transport));
}

const struct usnd_transport_ops fuse_transport_ops = {
	.name = "fuse",
	.call_bytes = sizeof(struct fuse_call),
	.receive = fuse_receive,
	.handle = fuse_handle,
	.overdue = fuse_overdue,
	.end = fuse_end,
};
