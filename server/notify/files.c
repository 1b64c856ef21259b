// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * files.c - open files of clients: which descriptor is which, and when the client has none left.
 *
 * A PCM's client holds an open file description of the file behind its mappings, opened for it alone. The description
 * ends when the last descriptor of it and the last mapping by it have gone, wherever they were and however they went;
 * inotify tells that one of the inode's descriptions has ended, and a lock that belongs to the description tells which.
 * (Opens with O_APPEND share a stream, and so its inode.)
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "server/notify/local.h"
#include "server/owed.h"

/* locks of descriptions are on bytes from here on, one each: nobody else looks there */
#define LOCKS (1ll << 62)

/* of the keeper, at one that may be gone */
#define LOOKS 50

/* how long a call waits for what others are about to do, on the real clock */
#define PATIENCE_NS 200000000

static void lock(struct notify *n)
{
	pthread_mutex_lock(&n->lock);
}

static void unlock(struct notify *n)
{
	pthread_mutex_unlock(&n->lock);
}

/* with the lock held: files whose inode has the same remainder */
static struct notify_file **bucket_of(struct notify *n, ino_t ino)
{
	return &n->by_inode[ino % NOTIFY_BUCKETS];
}

/* ---- the end of a file ------------------------------------------------------------------------------------------- */

/* with the lock held */
static void wake_waiters(struct notify *n)
{
	struct notify_waiter *w;

	for (w = n->waiters; w; w = w->next)
		host_task_unpark(w->task);
}

void notify_files_wake(struct notify *n)
{
	lock(n);
	wake_waiters(n);
	unlock(n);
}

void notify_files_begin_change(struct notify *n)
{
	lock(n);
	n->changing++;
	unlock(n);
}

void notify_files_end_change(struct notify *n)
{
	lock(n);
	n->changing--;
	wake_waiters(n);
	unlock(n);
}

/* off the list, in a change; ends it */
static void finish_release(struct notify *n, struct notify_file *f)
{
	struct usnd_caller caller = client_own_caller(0);

	if (f->kind != NOTIFY_CONTROL) {
		pace_file_closed(pace_of(n), &f->pace);
		atomic_fetch_sub(&n->timed, 1);
	}
	notify_pipe_close(f);
	notify_epoll_close(f);
	usnd_release(f->file, &caller);
	free(f);
	notify_files_end_change(n);
}

static void play_owed(void *arg)
{
	struct notify_file *f = arg;
	struct usnd_caller caller = client_own_caller(0);

	owed_play(pace_of(f->notify), &f->pace, f->file, &caller);
	atomic_store(&f->paid, true);
	host_task_unpark(f->notify->keeper);
}

/* a task of its own: it may take a while, and whoever has noticed that the client is gone has others to serve */
static bool is_paid_first(struct notify *n, struct notify_file *f)
{
	if (f->kind != NOTIFY_PCM || f->capture || !pace_owes(pace_of(n), &f->pace, host_now()))
		return false;
	f->notify = n;
	if (host_task_create(&f->payer, "owed", play_owed, f, NULL))
		return false;
	lock(n);
	f->next = n->owed;
	n->owed = f;
	unlock(n);
	return true;
}

static struct notify_file *take_paid(struct notify *n, bool all)
{
	struct notify_file **at, *f;

	lock(n);
	for (at = &n->owed; (f = *at); at = &f->next)
		if (all || atomic_load(&f->paid))
			break;
	if (f)
		*at = f->next;
	unlock(n);
	return f;
}

void notify_files_paid(struct notify *n, bool all)
{
	struct notify_file *f;

	while ((f = take_paid(n, all))) {
		host_task_join(f->payer);
		finish_release(n, f);
	}
}

/* off the list; the caller has begun a change */
static void release(struct notify *n, struct notify_file *f)
{
	if (!is_paid_first(n, f))
		finish_release(n, f);
}

/* with the lock held; true: the caller releases it */
static bool take_off(struct notify *n, struct notify_file *f)
{
	struct notify_file **at, *other;
	bool shared = false;

	for (at = &n->files; *at != f; at = &(*at)->next)
		;
	*at = f->next;
	for (at = bucket_of(n, f->ino); *at != f; at = &(*at)->next_inode)
		;
	*at = f->next_inode;
	f->gone = true;
	for (other = n->files; other; other = other->next)
		shared |= other->kind == NOTIFY_PCM && f->kind == NOTIFY_PCM && other->watch_number == f->watch_number;
	if (f->kind == NOTIFY_PCM && !shared)
		inotify_rm_watch(n->inotify, f->watch_number);
	n->lingering += f->users != 0;
	n->changing += !f->users;
	return !f->users;
}

void notify_file_drop(struct notify *n, struct notify_file *f)
{
	bool last;

	lock(n);
	last = take_off(n, f);
	unlock(n);
	if (last)
		release(n, f);
}

void notify_file_put(struct notify *n, struct notify_file *f)
{
	bool last;

	lock(n);
	last = !--f->users && f->gone;
	n->changing += last;
	n->lingering -= last;
	unlock(n);
	if (last)
		release(n, f);
}

static bool has_description(const struct notify_file *f)
{
	struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCKS + f->cookie, .l_len = 1};

	return fcntl(f->fd, F_OFD_GETLK, &range) || range.l_type != F_UNLCK;
}

/* with the lock held; @watch_number: -1: any */
static void suspect(struct notify *n, int watch_number)
{
	struct notify_file *f;

	for (f = n->files; f; f = f->next)
		if (f->kind == NOTIFY_PCM && (watch_number < 0 || f->watch_number == watch_number))
			f->suspect = LOOKS;
}

/*
 * inotify's events: files of these inodes may be gone. With the lock held, so there is an end to it: a client that
 * opens and closes its own file all the time has everything looked at, and what is left of it is read the next time.
 */
static void read_suspects(struct notify *n)
{
	char room[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	const struct inotify_event *event;
	unsigned int piece;
	ssize_t bytes, at;

	for (piece = 0; piece < NOTIFY_PIECES; piece++) {
		bytes = read(n->inotify, room, sizeof(room));
		if (bytes <= 0)
			return;
		for (at = 0; at < bytes; at += sizeof(*event) + event->len) {
			event = (const struct inotify_event *)(room + at);
			suspect(n, event->mask & IN_Q_OVERFLOW ? -1 : event->wd);
		}
	}
	suspect(n, -1);
}

/*
 * The kernel tells of the end before it takes the lock away, so whose lock is there is asked again: by whoever opens
 * next, and by the keeper after a while. One that stays is another description's end.
 */
static bool is_gone(struct notify_file *f)
{
	if (f->kind == NOTIFY_PCM)
		return f->suspect && !has_description(f);
	return !notify_pipe_has_reader(f);
}

bool notify_files_suspect(struct notify *n)
{
	struct notify_file *f;
	bool any = false;

	lock(n);
	for (f = n->files; f; f = f->next)
		if (f->suspect) {
			f->suspect--;
			any = true;
		}
	unlock(n);
	return any;
}

static struct notify_file *take_gone(struct notify *n)
{
	struct notify_file *f, *found = NULL;

	lock(n);
	read_suspects(n);
	for (f = n->files; f && !found; f = f->next)
		if (is_gone(f) && take_off(n, f))
			found = f;
	unlock(n);
	return found;
}

void notify_files_reap(struct notify *n)
{
	struct notify_file *f;

	while ((f = take_gone(n)))
		release(n, f);
}

/* a call whose client is gone, and which does not know yet */
static bool interrupt_dead(struct call *call, void *arg)
{
	struct notify_call *c = (struct notify_call *)call;

	if (call->transport != arg || atomic_load(&c->answered) || notify_is_asking(c))
		return false;
	call_interrupt(call);
	return true;
}

static bool is_settled(struct notify_call *c)
{
	struct notify *n = notify_of(c);
	bool changing, lingering;

	notify_files_reap(n);
	lock(n);
	changing = n->changing;
	lingering = n->lingering;
	unlock(n);
	return !changing && !(lingering && engine_for_each_call(n->transport.engine, interrupt_dead, n));
}

/*
 * A call of somebody who is dead may still be in his memory, which a third process has to bring and never does:
 * everybody else goes on without what it holds. (On the paced clock such a call stops everything, and nobody waits
 * here.)
 */
void notify_wait(struct notify_call *c, bool (*done)(struct notify_call *c))
{
	uint64_t deadline = host_is_real_time() ? host_now() + PATIENCE_NS : HOST_FOREVER;
	struct notify *n = notify_of(c);
	struct notify_waiter self = {.task = host_task_self()}, **at;

	lock(n);
	self.next = n->waiters;
	n->waiters = &self;
	unlock(n);
	/* one of the calls that others wait for may be this one */
	while (!done(c) && !call_interrupted(&c->call) && host_now() < deadline)
		host_task_park(deadline);
	lock(n);
	for (at = &n->waiters; *at != &self; at = &(*at)->next)
		;
	*at = self.next;
	unlock(n);
}

void notify_files_settle(struct notify_call *c)
{
	notify_wait(c, is_settled);
}

void notify_files_end(struct notify *n)
{
	while (n->files)
		notify_file_drop(n, n->files);
	notify_files_paid(n, true);
}

/* ---- the beginning ----------------------------------------------------------------------------------------------- */

/* the description @fd is there: its lock says so. The kind of lock is what it was opened for. */
static int mark_description(struct notify *n, struct notify_file *f, int fd)
{
	bool writes = (fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY;
	struct flock range = {.l_type = writes ? F_WRLCK : F_RDLCK, .l_whence = SEEK_SET, .l_len = 1};
	char path[40];

	lock(n);
	f->cookie = n->cookies++;
	unlock(n);
	range.l_start = LOCKS + f->cookie;
	if (fcntl(fd, F_OFD_SETLK, &range))
		return -errno;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", f->fd);
	f->watch_number = inotify_add_watch(n->inotify, path, IN_CLOSE);
	return f->watch_number < 0 ? -errno : 0;
}

int notify_file_add(struct notify *n, struct notify_file *f, int fd)
{
	struct stat is;
	int err;

	if (fstat(fd, &is))
		return -errno;
	f->dev = is.st_dev;
	f->ino = is.st_ino;
	if (f->kind == NOTIFY_PCM) {
		err = mark_description(n, f, fd);
		if (err)
			return err;
	}
	lock(n);
	f->next = n->files;
	n->files = f;
	f->next_inode = *bucket_of(n, f->ino);
	*bucket_of(n, f->ino) = f;
	unlock(n);
	if (f->kind != NOTIFY_CONTROL)
		atomic_fetch_add(&n->timed, 1);
	if (f->kind != NOTIFY_PCM)
		host_task_unpark(n->keeper);
	return 0;
}

/* ---- looking ----------------------------------------------------------------------------------------------------- */

/* which byte the thread's description has locked; < 0: none of ours */
static long long cookie_of(pid_t thread, int fd)
{
	char path[48], text[2048];
	long long start = -1;
	const char *at;
	ssize_t bytes;
	int info;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", thread, fd);
	info = open(path, O_RDONLY | O_CLOEXEC);
	if (info < 0)
		return -1;
	bytes = read(info, text, sizeof(text) - 1);
	close(info);
	text[bytes > 0 ? bytes : 0] = '\0';
	/* lock:	1: OFDLCK ADVISORY WRITE -1 00:01:1042 START END */
	at = strstr(text, "OFDLCK");
	if (at && sscanf(at, "%*s %*s %*s %*s %*s %lld", &start) == 1 && start >= LOCKS)
		return start - LOCKS;
	return -1;
}

/* struct inode - what a descriptor leads to */
struct inode {
	dev_t dev;
	ino_t ino;
};

static bool is_inode(const struct notify_file *f, const struct inode *is)
{
	return f->ino == is->ino && f->dev == is->dev;
}

/* with the lock held: @f, in a bucket, or the first behind it that is of this inode */
static struct notify_file *of_inode(struct notify_file *f, const struct inode *is)
{
	while (f && !is_inode(f, is))
		f = f->next_inode;
	return f;
}

static struct notify_file *find_twin(struct notify_file *f, const struct inode *is, long long cookie)
{
	struct notify_file *other;

	for (other = f; other; other = of_inode(other->next_inode, is))
		if ((long long)other->cookie == cookie)
			return other;
	return f;
}

int notify_open_descriptors(pid_t thread)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/%d/fd", thread);
	return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* As the kernel has it at hand: whoever serves the file (FUSE, a network) is not asked, for he may never answer. */
static enum notify_target look_up(pid_t thread, int folder, int fd, struct inode *is)
{
	struct statx found;
	char path[40];

	if (fd < 0)
		return NOTIFY_NOTHING;
	if (folder >= 0)
		snprintf(path, sizeof(path), "%d", fd);
	else
		snprintf(path, sizeof(path), "/proc/%d/fd/%d", thread, fd);
	if (statx(folder >= 0 ? folder : AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_TYPE | STATX_INO, &found))
		return errno == ENOENT ? NOTIFY_NOTHING : NOTIFY_HIDDEN;
	*is = (struct inode){makedev(found.stx_dev_major, found.stx_dev_minor), found.stx_ino};
	return S_ISREG(found.stx_mode) || S_ISDIR(found.stx_mode) ? NOTIFY_PLAIN : NOTIFY_OTHER;
}

struct notify_file *notify_file_find_among(struct notify *n, pid_t thread, int folder, int fd,
					   enum notify_target *target)
{
	struct notify_file *f;
	struct inode is;
	enum notify_target what = look_up(thread, folder, fd, &is);

	if (target)
		*target = what;
	if (what == NOTIFY_NOTHING || what == NOTIFY_HIDDEN)
		return NULL;
	lock(n);
	f = of_inode(*bucket_of(n, is.ino), &is);
	if (f && f->kind == NOTIFY_PCM && of_inode(f->next_inode, &is))
		f = find_twin(f, &is, cookie_of(thread, fd));
	if (f)
		f->users++;
	unlock(n);
	return f;
}

struct notify_file *notify_file_find(struct notify *n, pid_t thread, int fd, enum notify_target *target)
{
	return notify_file_find_among(n, thread, -1, fd, target);
}
