/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * local.h - private to server/notify: open files of clients, and calls.
 *
 * Which of a client's descriptors is ours is asked anew at each call, of the kernel: the inode behind
 * /proc/THREAD/fd/N. So dup(2), close(2) and descriptor passing need no attention.
 *
 * Locks: notify.lock protects the list of files and what files say of their users; a leaf, never held across a park.
 */
#ifndef SERVER_NOTIFY_LOCAL_H
#define SERVER_NOTIFY_LOCAL_H

#include <linux/seccomp.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <usnd/host.h>
#include <usnd/syscall.h>

#include "harness/client.h"
#include "server/engine.h"
#include "server/notify/i386.h"
#include "server/notify/notify.h"
#include "server/pace.h"

/* of the kernel's struct seccomp_notif; ours has 80 bytes */
#define NOTIFY_ROOM 256

enum notify_kind { NOTIFY_PCM, NOTIFY_CONTROL, NOTIFY_TIMER };

/**
 * struct notify_file - an open file of a client
 * @file: of the kernel world
 * @flags: O_NONBLOCK and O_APPEND, as the client has set them
 * @capture: a PCM that is recorded from
 * @dev, @ino: of what the client's descriptors lead to
 * @fd: PCM: the file behind its mappings, borrowed of @file; else: the pipe's end that we write to
 * @cookie: PCM: the byte that the client's open file description has locked: it is there as long as the description is
 * @watch_number: PCM: inotify's
 * @suspect: a description of this inode has ended, perhaps this one's: so many times the keeper will look again
 * @users: calls that are on it; @gone: the client has none left, and the list neither. The last user releases it.
 * @pace: not for controls
 * @notify: whose it is; @payer: the task that plays what it is owed before it is released, @paid: it has
 * @keeper: pipes: the task that fills it
 * @events: tells it of events, if @watched; @due: it has, @filling: they are being taken. @watch: of @fd, armed by the
 * keeper (@watching)
 * @stale: what was read and is not in the pipe yet is not wanted any more
 * @held: read, and not in the pipe yet, for it is full
 * @signal_process: PCM: that has set O_ASYNC, by its descriptor @signal_fd; 0: nobody has. @signal_due: it is to be told
 * @epolls: PCM: sets of clients that it is in; under notify.lock
 * @next: of all; @next_inode: of those with the same remainder of @ino
 * @round: of the keeper's, when it was last looked at
 */
struct notify_file {
	struct usnd_file *file;
	enum notify_kind kind;
	bool capture;
	int flags;
	dev_t dev;
	ino_t ino;
	int fd;
	uint64_t cookie;
	int watch_number;
	bool gone;
	unsigned int suspect, users;
	struct pace_file pace;
	struct notify *notify;
	struct host_task *payer;
	atomic_bool paid;
	struct host_task *keeper;
	struct usnd_watch *events;
	atomic_bool watched, due, filling, stale, signal_due;
	pid_t signal_process;
	int signal_fd;
	struct host_watch watch;
	bool watching;
	char *held;
	size_t held_bytes;
	unsigned long round;
	struct notify_epoll *epolls;
	struct notify_file *next, *next_inode;
};

#define NOTIFY_SAID 40
/* so many refused lines of an open file are told one by one */
#define NOTIFY_COMPLAINTS 10ul

/**
 * struct notify_written - a file of /proc/asound that a client writes
 * @file: of the kernel world; @pid: who opened it
 * @fd: the pipe's end that we read; @watch: of it, armed by the keeper (@watching)
 * @busy: what was read from it is being written
 * @last: the beginning of what came without a newline, @last_bytes of it
 * @refused: lines that the kernel world did not take
 */
struct notify_written {
	struct usnd_file *file;
	int pid, fd;
	char *path;
	struct host_watch watch;
	bool watching;
	atomic_bool busy;
	char last[NOTIFY_SAID];
	size_t last_bytes;
	unsigned long refused;
	struct notify_written *next;
};

/** struct notify_waiter - a task in notify_files_settle() */
struct notify_waiter {
	struct host_task *task;
	struct notify_waiter *next;
};

#define NOTIFY_BUCKETS 256

/**
 * struct notify - the transport
 * @together: clients and we are woken on the same processor; of receive()
 * @files: open ones; @by_inode: the same, for looking them up
 * @timed: how many of them are no controls
 * @inotify: tells when the last descriptor and mapping of an open file description have gone
 * @changing: files that are being released, or given to a client and still ours as well, or in the keeper's hands
 * @lingering: gone ones that calls are still on
 * @written: texts that are open for writing; taken off by the keeper
 * @written_changing: such that are being released; @written_opening: given to a client and still ours as well
 * @rounds_begun, @rounds_done: the keeper's, in which it takes what was written
 * @owed: gone ones that a payer is on; released by the keeper
 * @keeper: the task that releases files and fills pipes; @again: a timer of the host's, for it
 */
struct notify {
	struct transport transport;
	bool killable, together;
	pthread_mutex_t lock;
	struct notify_file *files, *by_inode[NOTIFY_BUCKETS];
	atomic_uint timed;
	int inotify, again;
	uint64_t cookies;
	unsigned int changing, lingering;
	struct notify_file *owed;
	struct notify_written *written;
	unsigned int written_changing, written_opening;
	unsigned long rounds_begun, rounds_done;
	struct notify_waiter *waiters;
	struct host_task *keeper;
	atomic_bool keeper_ends;
	unsigned long round;
};

#define NOTIFY_HELD 4

/**
 * struct notify_call
 * @seen: as the kernel told it; of a 32-bit program: as i386_translate() has made it
 * @layout: of what its arguments lead to
 * @pace: while @paced
 * @answered: or about to be
 * @held: files in use until it is answered, @held_count of them
 * @written_round: when it is done all that had been written by the time of this call is taken; 0: not known yet
 */
struct notify_call {
	struct call call;
	union {
		struct seccomp_notif seen;
		char room[NOTIFY_ROOM];
	};
	enum i386_layout layout;
	struct pace_call pace;
	bool paced;
	atomic_bool answered;
	struct notify_file *held[NOTIFY_HELD];
	unsigned int held_count;
	unsigned long written_round;
};

static inline struct notify *notify_of(const struct notify_call *c)
{
	return (struct notify *)c->call.transport;
}

static inline struct pace *pace_of(const struct notify *n)
{
	return n->transport.engine->pace;
}

static inline uint64_t notify_argument(const struct notify_call *c, unsigned int i)
{
	return c->seen.data.args[i];
}

/* has @watch, which its task has added, fired? */
static inline bool is_spent(const struct host_watch *watch)
{
	return __atomic_load_n(&watch->ready, __ATOMIC_ACQUIRE) != 0;
}

/* ---- call.c: answers. Exactly one a call; nobody left to answer is no error. ------------------------------------- */

/** notify_answer() - the system call returns @ret; -EINTR becomes what restarts it if the signal's handler says so */
void notify_answer(struct notify_call *c, long ret);
/** notify_answer_waiting() - the same for calls that no handler restarts (poll, select) */
void notify_answer_waiting(struct notify_call *c, long ret);
/** notify_pass() - the kernel carries it out */
void notify_pass(struct notify_call *c);
/** notify_answer_fd() - it returns a descriptor of its own of what our @fd is; 0 or -errno, and then it is not answered
 * yet */
int notify_answer_fd(struct notify_call *c, int fd, bool cloexec);
/** notify_is_asking() - the call still waits for its answer: whom we have asked in the meantime (/proc, its memory) was
 * it */
bool notify_is_asking(const struct notify_call *c);

/** notify_call_begin() - the pace is told that the call is on these files; 0: they are controls, and it is not told */
void notify_call_begin(struct notify_call *c, struct pace_file *const *files, unsigned int count);
/** notify_call_end() - that it is not any more, and the files in use are given back */
void notify_call_end(struct notify_call *c);

/* ---- caretaker.c ------------------------------------------------------------------------------------------------ */

/** notify_caretaker_start() - of a process with one thread; @child has its listener. 0 or -errno */
int notify_caretaker_start(struct notify_child *child);

/**
 * notify_caretaker_note() - call number @id was taken: somebody must answer it, whatever becomes of us. One task at a
 * time.
 */
void notify_caretaker_note(uint64_t id);

/* ---- files.c ----------------------------------------------------------------------------------------------------- */

/** notify_file_add() - @f, complete but for the identity of what @fd is, is the client's from now on; 0 or -errno */
int notify_file_add(struct notify *n, struct notify_file *f, int fd);

/** notify_file_drop() - the client never got it: as if it had closed it */
void notify_file_drop(struct notify *n, struct notify_file *f);

/**
 * enum notify_target - what a client's descriptor leads to
 * @NOTIFY_HIDDEN: we may not look at it; none of ours
 * @NOTIFY_PLAIN: a file or folder: always ready; and who serves it may never answer those who poll or close it
 */
enum notify_target { NOTIFY_NOTHING, NOTIFY_HIDDEN, NOTIFY_PLAIN, NOTIFY_OTHER };

/**
 * notify_file_find() - the file behind descriptor @fd of thread @thread, in use until notify_file_put(); NULL: none of
 * ours
 * @target: receives what it is; may be NULL
 */
struct notify_file *notify_file_find(struct notify *n, pid_t thread, int fd, enum notify_target *target);
/** notify_file_find_among() - the same of many: @folder is notify_open_descriptors(), which saves a fifth of each; -1 */
struct notify_file *notify_file_find_among(struct notify *n, pid_t thread, int folder, int fd,
					   enum notify_target *target);
/** notify_open_descriptors() - /proc/THREAD/fd, to be closed; or -1 */
int notify_open_descriptors(pid_t thread);
void notify_file_put(struct notify *n, struct notify_file *f);

/**
 * notify_wait() - sleep until @done, asked again after each notify_files_wake(), or until the call is interrupted; on
 * the real clock for 200 ms at most
 */
void notify_wait(struct notify_call *c, bool (*done)(struct notify_call *c));

/** notify_files_settle() - what clients have closed so far is released on return, but for notify_wait()'s exceptions */
void notify_files_settle(struct notify_call *c);

/** notify_files_begin_change() … notify_files_end_change() - notify_files_settle() waits meanwhile;
 * notify_files_wake(): has it look again */
void notify_files_begin_change(struct notify *n);
void notify_files_end_change(struct notify *n);
void notify_files_wake(struct notify *n);

/* of 4096 bytes: so many of inotify's events are read at once */
#define NOTIFY_PIECES 4
/** notify_files_reap() - see which files clients have closed, and release them */
void notify_files_reap(struct notify *n);

/** notify_files_suspect() - the keeper's: is there one that must be looked at again after a while */
bool notify_files_suspect(struct notify *n);

/** notify_files_paid() - the keeper's: release those that have played what they were owed; @all: wait for the others */
void notify_files_paid(struct notify *n, bool all);

/** notify_files_end() - release all of them */
void notify_files_end(struct notify *n);

/* ---- open.c ------------------------------------------------------------------------------------------------------ */

/** notify_handle_open() - of the path at @path, from @folder on, with @flags */
void notify_handle_open(struct notify_call *c, int folder, uint64_t path, int flags);
/** notify_handle_openat2() - struct open_how says the flags */
void notify_handle_openat2(struct notify_call *c);

/* ---- events.c: a control's events -------------------------------------------------------------------------------- */

/* of &notify_file.held: what a pipe holds, and as much that finds no room */
#define NOTIFY_EVENTS_BYTES (2 * 65536)

/** notify_events_fill() - notify_pipe_fill() of a control */
void notify_events_fill(struct notify_file *f);

/* ---- pipe.c: control and timer files ----------------------------------------------------------------------------- */

/** notify_pipe_open() - make @f's pipe; @reader: the client's end. 0 or -errno */
int notify_pipe_open(struct notify *n, struct notify_file *f, int *reader);
/** notify_pipe_watch() - be told of its events from now on, if the device has any already; again after it was
 * subscribed to */
int notify_pipe_watch(struct notify_file *f);
/** notify_pipe_close() - @f has no user; no-op for PCMs */
void notify_pipe_close(struct notify_file *f);
/** notify_pipe_flush() - the client does not want what it has not read: what the device has dropped, too */
void notify_pipe_flush(struct notify_file *f);
/** notify_pipe_arm() - the keeper's: have it woken when @f's pipe has room or no reader; notify.lock held */
void notify_pipe_arm(struct notify *n, struct notify_file *f);
/** notify_pipe_fill() - the keeper's: events that wait go into the pipe; @f is in use */
void notify_pipe_fill(struct notify_file *f);
/**
 * notify_pipe_settle() - sleep until the events of what @c did are in the pipes of those who are told: a client looks
 * for them without waiting, as soon as its call has returned
 */
void notify_pipe_settle(struct notify_call *c);
/** notify_pipe_reader() - a descriptor of ours of the client's end, that does not sleep; or -1 */
int notify_pipe_reader(const struct notify_file *f);
/** notify_pipe_has_reader() */
bool notify_pipe_has_reader(const struct notify_file *f);

/** notify_keeper_start() - before the first call; 0 or -errno. notify_keeper_stop(): after the last. */
int notify_keeper_start(struct notify *n);
void notify_keeper_stop(struct notify *n);

/* ---- signals.c: O_ASYNC of a PCM --------------------------------------------------------------------------------- */

/** notify_signals_set() - @f, in use, got @flags by F_SETFL, and has its old ones still */
void notify_signals_set(struct notify_call *c, struct notify_file *f, int flags);
/** notify_signals_send() - the keeper's: tell whoever wants to be told */
void notify_signals_send(struct notify_file *f);

/* ---- epoll.c: sets that a PCM is in ----------------------------------------------------------------------------- */

/** notify_epoll_update() - they are told whether @f, in use, is ready now; nothing happens if there is none */
void notify_epoll_update(struct notify *n, struct notify_file *f);
/** notify_epoll_close() - @f has no user; no-op for pipes */
void notify_epoll_close(struct notify_file *f);
void notify_handle_epoll_ctl(struct notify_call *c);

/* ---- written.c: files of /proc/asound that are written --------------------------------------------------------- */

/** notify_written_open() - @path, O_WRONLY; 0, and the call is answered; or -errno */
int notify_written_open(struct notify_call *c, const char *path, int flags);
/** notify_written_settle() - sleep until all that clients have written so far has had its effect */
void notify_written_settle(struct notify_call *c);
/**
 * notify_written_arm() - the keeper's: have it woken when something was written, or closed; false: of one it will not
 * be
 */
bool notify_written_arm(struct notify *n);
/** notify_written_take() - the keeper's: what was written so far; @last: and no more */
void notify_written_take(struct notify *n, bool last);

/* ---- poll.c, select.c -------------------------------------------------------------------------------------------- */

/**
 * struct poll_one - a descriptor that is waited for
 * @fd, @events, @revents: as of struct pollfd
 * @file: ours, in use; NULL: another's
 * @twin: a descriptor of our own of the same thing; -1: @file is a PCM, or there is no such descriptor
 * @always: a device that is always ready; @plain: so is a file, which has no twin
 * @watch: of a PCM; @host: of @twin, if @watching
 */
struct poll_one {
	int fd;
	unsigned int events, revents;
	struct notify_file *file;
	int twin;
	bool always, plain, watching;
	struct usnd_watch *watch;
	struct host_watch host;
};

/**
 * notify_poll_find() - look at @count descriptors
 * Return: is there one among them that the kernel cannot wait for as it should? If not, nothing is in use.
 */
bool notify_poll_find(struct notify_call *c, struct poll_one *ones, size_t count);

/**
 * notify_poll_wait() - sleep until one is ready, @deadline (of host_now()) comes or the call is interrupted; after
 * notify_poll_find() Return: how many are ready, -EINTR, -ENOMEM. Nothing is in use any more.
 */
long notify_poll_wait(struct notify_call *c, struct poll_one *ones, size_t count, uint64_t deadline);

/** notify_take_twin() - a descriptor of our own of the client's @fd; -errno */
int notify_take_twin(struct notify_call *c, int fd);

/**
 * struct poll_time - a call's time-out
 * @at: where the client's timespec or timeval lies; 0: there is none, or it is not written to
 * @micro: it is a timeval
 */
struct poll_time {
	uint64_t at, deadline;
	bool micro;
};

/** notify_poll_time_fetch() - 0, -EFAULT, -EINVAL */
int notify_poll_time_fetch(struct notify_call *c, uint64_t at, bool micro, struct poll_time *time);
/** notify_poll_time_store() - how much is left of it */
void notify_poll_time_store(struct notify_call *c, const struct poll_time *time);

void notify_handle_poll(struct notify_call *c);
void notify_handle_ppoll(struct notify_call *c);
void notify_handle_select(struct notify_call *c);
void notify_handle_pselect6(struct notify_call *c);

#endif
