/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * local.h - what the files of server/fuse share.
 *
 * mount.c begins and ends it; transport.c takes requests and sorts them; nodes.c answers what is asked of names;
 * files.c opens and closes; io.c, text.c, ioctl.c and poll.c do what is done to open files; window.c has the client's
 * memory; offer.c edits what applications are told; nonblock.c finds out about O_NONBLOCK.
 */
#ifndef SERVER_FUSE_LOCAL_H
#define SERVER_FUSE_LOCAL_H

#include <stdatomic.h>
#include <sys/uio.h>

#include "server/fuse/fuse.h"
#include "server/fuse/proto.h"
#include "server/pace.h"

/**
 * struct fuse_window - the client's memory that came along with a request, or goes back with its answer
 * @at: the client's address
 * @in: bytes that came; @out: bytes that may go back; @filled: so many do
 * @data: of the larger of both
 * @beyond: other addresses are those of the client's process; else they fault
 */
struct fuse_window {
	uint64_t at;
	size_t in, out, filled;
	uint8_t *data;
	bool beyond;
};

/**
 * struct fuse_call - a request
 * @args: what follows @in; freed with the call
 * @signalled: INTERRUPT came: a signal waits for the client's thread
 * @file: that a RELEASE ends
 * @order: of opens and releases; @path: what they are about; @next_ordered: in one of the mount's lists
 */
struct fuse_call {
	struct call call;
	struct fuse_in_header in;
	void *args;
	size_t arg_bytes;
	struct fuse_window window;
	bool signalled;
	struct fuse_file *file;
	uint64_t order;
	const char *path;
	struct fuse_call *next_ordered;
};

/**
 * struct fuse_file - an open file; its address is the protocol's file handle
 * @path: of the world
 * @lock: protects what follows, as far as no other is named; a leaf, never held across a park or a call into the world
 * @flags: as the world has them
 * @capture, @buffer_frames: of a PCM, as of HW_PARAMS
 * @narrow: opened by a 32-bit program in passthrough mode
 * @mapped: mmap(2) goes to the device's own memory; @backing: the kernel's number for it
 * @unfinished: text was written after the last newline; @users: calls that use a text's @file; @text: as it was read,
 * @text_bytes of it
 * @thread: whose @fdinfo it is, /proc/THREAD/fdinfo/N of the client's descriptor; -1: none yet. @mount_id: as it says
 * @watch: tells fuse_file_ready(), @watching: it is being made; both under @lock. @armed: the kernel wants to know of
 *	the next time, under @handle
 * @pace, @wait: PCM and timer, paced; @poller: the thread whose poll waits, 0: none. Under the mount's lock.
 */
struct fuse_file {
	struct fuse_mount *mount;
	struct usnd_file *file;
	enum fuse_kind kind;
	uint64_t node;
	char *path;
	pthread_mutex_t lock;
	int flags;
	bool capture;
	atomic_uint buffer_frames;
	bool narrow, mapped;
	int32_t backing;
	bool unfinished;
	unsigned int users;
	char *text;
	size_t text_bytes;
	pid_t thread;
	int fdinfo, mount_id;
	struct usnd_watch *watch;
	bool watching;
	atomic_bool armed;
	atomic_uint_fast64_t handle;
	struct pace_file pace;
	struct pace_call wait;
	pid_t poller;
	struct fuse_file *next, **back;
};

/* transport.c */
extern const struct usnd_transport_ops fuse_transport_ops;

static inline struct fuse_mount *to_mount(struct transport *transport)
{
	return (struct fuse_mount *)transport;
}

static inline void fuse_lock(struct fuse_mount *m)
{
	pthread_mutex_lock(&m->lock);
}

static inline void fuse_unlock(struct fuse_mount *m)
{
	pthread_mutex_unlock(&m->lock);
}

static inline struct fuse_file *to_file(uint64_t handle)
{
	return (struct fuse_file *)(uintptr_t)handle;
}

/**
 * fuse_answer() - the answer to a request
 * @err: -errno, without @data; or 0
 * Return: 0; -ENOENT: nobody waits for it any more; -errno.
 */
int fuse_answer(struct fuse_mount *m, const struct fuse_call *c, long err, const void *data, size_t bytes);

/** fuse_answer_two() - a good one, in two pieces */
int fuse_answer_two(struct fuse_mount *m, const struct fuse_call *c, const void *head, size_t head_bytes,
		    const void *data, size_t bytes);

/* nodes.c */
#define FUSE_NAME_MOST 255
void fuse_nodes_init(struct fuse_mount *m);
void fuse_nodes_finish(struct fuse_mount *m);
void fuse_forget(struct fuse_mount *m, uint64_t id, uint64_t lookups);
/** fuse_node() - under the mount's lock; NULL: there is none */
struct fuse_node *fuse_node(struct fuse_mount *m, uint64_t id);
void fuse_do_lookup(struct fuse_mount *m, struct fuse_call *c);
void fuse_do_getattr(struct fuse_mount *m, struct fuse_call *c);
void fuse_do_setattr(struct fuse_mount *m, struct fuse_call *c);
void fuse_do_readlink(struct fuse_mount *m, struct fuse_call *c);
void fuse_do_readdir(struct fuse_mount *m, struct fuse_call *c);

/* files.c */
void fuse_do_open(struct fuse_mount *m, struct fuse_call *c);
void fuse_do_flush(struct fuse_mount *m, struct fuse_call *c);
void fuse_do_release(struct fuse_mount *m, struct fuse_call *c);
/**
 * fuse_files_finish() - cut the connection, so that nobody waits for an answer any more, and release what is open. In a
 * task.
 */
void fuse_files_finish(struct fuse_mount *m);

/** fuse_play_owed() - @f is about to be stopped (owed.h) */
void fuse_play_owed(struct fuse_file *f, const struct usnd_caller *caller);

/* io.c */
/* where READ and WRITE have their data for the world: no address of the client's is known, nor needed */
#define FUSE_DATA_ADDRESS 0x100000ull
void fuse_do_read(struct fuse_mount *m, struct fuse_call *c);
void fuse_do_write(struct fuse_mount *m, struct fuse_call *c);
/** fuse_set_flags() - the descriptor has these (O_NONBLOCK, O_APPEND) now */
void fuse_set_flags(struct fuse_file *f, int flags);

/* text.c */
/** fuse_text_size() - bytes of a text as it is now; 0 if it cannot be read. Sleeps. */
uint64_t fuse_text_size(const char *path);
/** fuse_text_read() - Return: bytes, copied to @data; -errno */
long fuse_text_read(struct fuse_file *f, uint64_t offset, void *data, size_t bytes);
/** fuse_text_write() - what is in the call's window; bytes or -errno */
long fuse_text_write(struct fuse_file *f, struct fuse_call *c);
/** fuse_text_flush() - a descriptor is closed; what its last line has led to */
int fuse_text_flush(struct fuse_file *f, const struct usnd_caller *caller);

/* window.c */
size_t fuse_fetch(void *call, void *dst, uint64_t src, size_t bytes);
size_t fuse_store(void *call, uint64_t dst, const void *src, size_t bytes);

/* ioctl.c */
void fuse_do_ioctl(struct fuse_mount *m, struct fuse_call *c);

/* poll.c */
void fuse_do_poll(struct fuse_mount *m, struct fuse_call *c);
/** fuse_file_ready() - of usnd_watch() */
void fuse_file_ready(void *file);
/** fuse_end_waits() - @thread does something else now: its polls are over. Paced clock. */
void fuse_end_waits(struct fuse_mount *m, pid_t thread);
void fuse_end_wait(struct fuse_file *f);

/* pacing of calls on an open file; nothing on the real clock, and for files that time does not matter to */
struct fuse_pacing {
	struct pace *pace;
	struct pace_call call;
};

void fuse_pace_enter(struct fuse_pacing *p, struct fuse_file *f, const struct fuse_call *c);
void fuse_pace_leave(struct fuse_pacing *p);

/* offer.c */
void fuse_offer_in(const struct fuse_file *f, unsigned int cmd, struct fuse_window *w);
void fuse_offer_out(const struct fuse_file *f, unsigned int cmd, struct fuse_window *w);

/* nonblock.c */
/** fuse_look_at_flags() - bring @f's flags up to date, for a call of @thread that goes by them */
void fuse_look_at_flags(struct fuse_file *f, pid_t thread);
/** fuse_forget_flags() - close what was kept for it */
void fuse_forget_flags(struct fuse_file *f);

#endif
