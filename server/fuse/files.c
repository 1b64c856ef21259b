// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * files.c - files are opened and closed: OPEN, FLUSH, RELEASE.
 *
 * close(2) returns before its RELEASE has been served. So an OPEN waits for the releases of the same node that came
 * before it: who closes a stream and opens it again never finds it busy.
 */
#include "server/fuse/local.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "host/log.h"
#include "server/narrow.h"
#include "server/owed.h"

/* ---- pacing ------------------------------------------------------------------------------------------------------ */

static bool time_matters(const struct fuse_file *f)
{
	return f->kind == FUSE_IS_PCM || f->kind == FUSE_IS_TIMER;
}

void fuse_pace_enter(struct fuse_pacing *p, struct fuse_file *f, const struct fuse_call *c)
{
	struct pace_file *file = &f->pace;

	p->pace = time_matters(f) ? f->mount->transport.engine->pace : NULL;
	pace_enter(p->pace, &p->call, c->call.thread, &file, 1);
}

void fuse_pace_leave(struct fuse_pacing *p)
{
	pace_leave(p->pace, &p->call);
}

void fuse_play_owed(struct fuse_file *f, const struct usnd_caller *caller)
{
	if (f->kind == FUSE_IS_PCM && !f->capture)
		owed_play(f->mount->transport.engine->pace, &f->pace, f->file, caller);
}

/* ---- opens after releases ---------------------------------------------------------------------------------------- */

/* under the lock */
static bool is_being_released(const struct fuse_mount *m, const struct fuse_call *open)
{
	const struct fuse_call *c;

	for (c = m->releasing; c; c = c->next_ordered)
		if (c->order < open->order && !strcmp(c->path, open->path))
			return true;
	return false;
}

static void leave_list(struct fuse_call **list, struct fuse_call *c)
{
	while (*list != c)
		list = &(*list)->next_ordered;
	*list = c->next_ordered;
}

static int wait_for_releases(struct fuse_mount *m, struct fuse_call *c)
{
	int err = 0;

	fuse_lock(m);
	if (is_being_released(m, c)) {
		c->next_ordered = m->opening;
		m->opening = c;
		do {
			fuse_unlock(m);
			engine_will_sleep(&c->call);
			host_task_park(HOST_FOREVER);
			err = call_interrupted(&c->call) ? -EINTR : 0;
			fuse_lock(m);
		} while (!err && is_being_released(m, c));
		leave_list(&m->opening, c);
	}
	fuse_unlock(m);
	return err;
}

static void end_release(struct fuse_mount *m, struct fuse_call *c)
{
	struct fuse_call *open;

	fuse_lock(m);
	leave_list(&m->releasing, c);
	for (open = m->opening; open; open = open->next_ordered)
		host_task_unpark(open->call.task);
	fuse_unlock(m);
}

/* ---- opening ----------------------------------------------------------------------------------------------------- */

/* the node's inode shall have this file's memory behind it */
static int claim_node(struct fuse_mount *m, uint64_t id)
{
	struct fuse_node *node;
	int err = 0;

	fuse_lock(m);
	node = fuse_node(m, id);
	if (node && node->backed)
		err = -EBUSY;
	else if (node)
		node->backed = true;
	fuse_unlock(m);
	return err;
}

static void disclaim_node(struct fuse_mount *m, uint64_t id)
{
	struct fuse_node *node;

	fuse_lock(m);
	node = fuse_node(m, id);
	if (node)
		node->backed = false;
	fuse_unlock(m);
}

/* mmap(2) shall find the device's memory. A file without any is served like in direct mode, as is a 32-bit program. */
static int back(struct fuse_mount *m, struct fuse_file *f, const struct usnd_caller *caller)
{
	struct proto_backing_map map = { 0 };
	int err;

	if (m->mode != FUSE_MODE_PASSTHROUGH || f->kind != FUSE_IS_PCM || f->narrow)
		return 0;
	map.fd = usnd_client_file(f->file, caller);
	if (map.fd < 0)
		return map.fd == -ENODEV ? 0 : map.fd;
	err = claim_node(m, f->node);
	if (err) {
		log_line(4, "fuse: %s is bound by itself, not its folder: it can be opened once at a time", f->path);
		return err;
	}
	f->backing = ioctl(m->transport.fd, PROTO_BACKING_OPEN, &map);
	if (f->backing < 0) {
		err = -errno;
		disclaim_node(m, f->node);
		return err;
	}
	f->mapped = true;
	return 0;
}

static void unback(struct fuse_mount *m, struct fuse_file *f)
{
	uint32_t backing = f->backing;

	if (!f->mapped)
		return;
	if (m->transport.fd >= 0) /* else they went with the connection */
		ioctl(m->transport.fd, PROTO_BACKING_CLOSE, &backing);
	disclaim_node(m, f->node);
	f->mapped = false;
}

static void free_file(struct fuse_file *f)
{
	fuse_forget_flags(f);
	pthread_mutex_destroy(&f->lock);
	free(f->text);
	free(f->path);
	free(f);
}

static struct fuse_file *new_file(struct fuse_mount *m, uint64_t id, int flags)
{
	struct fuse_file *f = calloc(1, sizeof(*f));
	const struct fuse_node *node;

	if (!f)
		return NULL;
	*f = (struct fuse_file){ .mount = m, .node = id, .flags = flags, .fdinfo = -1, .thread = -1 };
	pthread_mutex_init(&f->lock, NULL);
	fuse_lock(m);
	node = fuse_node(m, id);
	if (node && node->path) {
		f->kind = node->kind;
		f->path = strdup(node->path);
		f->capture = f->path && f->path[strlen(f->path) - 1] == 'c';
	}
	fuse_unlock(m);
	if (!f->path) {
		free_file(f);
		return NULL;
	}
	return f;
}

static void list_file(struct fuse_mount *m, struct fuse_file *f)
{
	fuse_lock(m);
	f->next = m->files;
	f->back = &m->files;
	if (f->next)
		f->next->back = &f->next;
	m->files = f;
	fuse_unlock(m);
}

static void unlist_file(struct fuse_mount *m, struct fuse_file *f)
{
	fuse_lock(m);
	*f->back = f->next;
	if (f->next)
		f->next->back = f->back;
	fuse_unlock(m);
}

/* all but the memory, which a release under way is still known by */
static void close_file(struct fuse_mount *m, struct fuse_file *f, const struct usnd_caller *caller)
{
	usnd_unwatch(f->watch);
	if (time_matters(f)) {
		fuse_end_wait(f);
		pace_file_closed(m->transport.engine->pace, &f->pace);
	}
	unback(m, f);
	if (f->file) /* a text's may be closed already */
		usnd_release(f->file, caller);
}

static void end_file(struct fuse_mount *m, struct fuse_file *f, const struct usnd_caller *caller)
{
	close_file(m, f, caller);
	free_file(f);
}

static int start_file(struct fuse_mount *m, struct fuse_file *f, struct fuse_call *c)
{
	int err = usnd_open(f->path, f->flags, &c->call.caller, &f->file);

	if (err)
		return err;
	f->narrow = m->mode == FUSE_MODE_PASSTHROUGH && narrow_program(c->call.thread);
	if (time_matters(f))
		pace_file_opened(m->transport.engine->pace, &f->pace, f->file, c->call.thread);
	return back(m, f, &c->call.caller);
}

static uint32_t open_flags(const struct fuse_file *f)
{
	if (f->mapped) /* goes with no other than these */
		return FOPEN_DIRECT_IO | PROTO_OPEN_PASSTHROUGH | PROTO_OPEN_PARALLEL_WRITES;
	if (f->kind == FUSE_IS_TEXT)
		return FOPEN_DIRECT_IO;
	return FOPEN_DIRECT_IO | FOPEN_NONSEEKABLE | FOPEN_STREAM | PROTO_OPEN_PARALLEL_WRITES;
}

/*
 * lsattr(1): for FS_IOC_GETFLAGS the kernel opens the file once more, by itself - a PCM would be busy, and not become
 * free, for who holds it waits for us. Those opens have no flags at all, a 64-bit program's have O_LARGEFILE.
 */
static bool is_for_attributes(const struct fuse_file *f, const struct fuse_open_in *in)
{
	return f->kind == FUSE_IS_PCM && !in->flags;
}

void fuse_do_open(struct fuse_mount *m, struct fuse_call *c)
{
	const struct fuse_open_in *in = c->args;
	struct proto_open_out out = { 0 };
	struct fuse_file *f = new_file(m, c->in.nodeid, in->flags & ~O_TRUNC);
	int err;

	if (!f) {
		fuse_answer(m, c, -ENOMEM, NULL, 0);
		return;
	}
	c->path = f->path;
	err = is_for_attributes(f, in) ? -ENOTTY : wait_for_releases(m, c);
	if (!err) {
		if (f->kind == FUSE_IS_PCM && !(f->flags & O_NONBLOCK))
			engine_will_sleep(&c->call);
		err = start_file(m, f, c);
	}
	if (err) {
		if (f->file)
			end_file(m, f, &c->call.caller);
		else
			free_file(f);
		fuse_answer(m, c, err, NULL, 0);
		return;
	}
	out = (struct proto_open_out){
		.fh = (uintptr_t)f, .open_flags = open_flags(f), .backing_id = f->mapped ? f->backing : 0};
	list_file(m, f);
	if (fuse_answer(m, c, 0, &out, sizeof(out))) {
		unlist_file(m, f);
		end_file(m, f, &c->call.caller);
	}
}

/* ---- closing ----------------------------------------------------------------------------------------------------- */

void fuse_do_flush(struct fuse_mount *m, struct fuse_call *c)
{
	struct fuse_file *f = to_file(((const struct fuse_flush_in *)c->args)->fh);

	fuse_answer(m, c, f->kind == FUSE_IS_TEXT ? fuse_text_flush(f, &c->call.caller) : 0, NULL, 0);
}

void fuse_do_release(struct fuse_mount *m, struct fuse_call *c)
{
	struct fuse_file *f = c->file;

	unlist_file(m, f);
	fuse_play_owed(f, &c->call.caller);
	close_file(m, f, &c->call.caller);
	end_release(m, c);
	free_file(f);
	fuse_answer(m, c, 0, NULL, 0);
}

static size_t no_memory(void *ctx, void *dst, uint64_t src, size_t bytes)
{
	return bytes;
}

static size_t no_store(void *ctx, uint64_t dst, const void *src, size_t bytes)
{
	return bytes;
}

void fuse_files_finish(struct fuse_mount *m)
{
	const struct usnd_caller nobody = { .fetch = no_memory, .store = no_store };
	struct fuse_file *f;

	for (f = m->files; f; f = f->next) { /* they write to the connection */
		usnd_unwatch(f->watch);
		f->watch = NULL;
	}
	close(m->transport.fd);
	m->transport.fd = -1;
	while ((f = m->files)) {
		unlist_file(m, f);
		end_file(m, f, &nobody);
	}
}
