// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mounts_child.c - what is done in other mount namespaces, by a child of the server.
 *
 * The child has no descriptor of the server's: as long as it had that of /dev/fuse, clients of a server that is killed
 * would wait for it. A folder's name is resolved below the root of the process that was named, links included
 * (RESOLVE_IN_ROOT), so that nobody in a container or chroot can have something mounted outside of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "server/fuse/fuse.h"
#include "server/mountinfo.h"
#include "server/mounts.h"
#include "server/nodes.h"
#include "server/sleep.h"

#define CHILD_S 10
#define STEP_MS 5

#ifndef OPEN_TREE_CLONE
#define OPEN_TREE_CLONE 1
#endif
#define FROM_DESCRIPTOR 0x04 /* MOVE_MOUNT_F_EMPTY_PATH */
#define TO_DESCRIPTOR 0x40   /* MOVE_MOUNT_T_EMPTY_PATH */

/**
 * struct inside - what is opened before the namespace is entered, for /proc may be missing in there
 * @ns, @root: of the process; @ns -1: it is our own
 * @proc: our /proc
 */
struct inside {
	int ns, root, proc;
};

static int of_process(pid_t pid, const char *what, int flags)
{
	char path[64], who[16] = "self";

	if (pid)
		snprintf(who, sizeof(who), "%d", pid);
	snprintf(path, sizeof(path), "/proc/%s/%s", who, what);
	return open(path, flags | O_CLOEXEC);
}

ino_t mounts_namespace(pid_t pid)
{
	int fd = of_process(pid, "ns/mnt", O_RDONLY);
	struct stat ns;
	ino_t number = fd >= 0 && !fstat(fd, &ns) ? ns.st_ino : 0;

	if (fd >= 0)
		close(fd);
	return number;
}

/* the file ends with it */
static bool has_mount(int fd, const struct mounts_one *one)
{
	FILE *all = fd < 0 ? NULL : fdopen(fd, "r");
	struct mountinfo last;
	bool there = all && mountinfo_find(all, one->path, &last) && last.device == one->device &&
		     !strcmp(last.type, FUSE_TYPE);

	if (all)
		fclose(all);
	return there;
}

bool mounts_is_there(pid_t pid, const struct mounts_one *one)
{
	return has_mount(of_process(pid, "mountinfo", O_RDONLY), one);
}

static int stop(struct mounts_job *job, enum mounts_step step, int err)
{
	job->step = step;
	job->err = err;
	return err;
}

/* ---- in the child ------------------------------------------------------------------------------------------------ */

static int look_up(struct mounts_job *job, struct inside *in)
{
	pid_t pid = job->one.pid;

	in->proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	in->root = of_process(pid, "root", O_PATH | O_DIRECTORY);
	in->ns = of_process(pid, "ns/mnt", O_RDONLY);
	if (in->proc < 0 || in->root < 0 || in->ns < 0)
		return stop(job, MOUNTS_PROCESS, errno == ENOENT ? -ESRCH : -errno);
	if (mounts_namespace(pid) == mounts_namespace(0))
		in->ns = -1;
	return 0;
}

static int enter(struct mounts_job *job, const struct inside *in)
{
	return in->ns >= 0 && setns(in->ns, CLONE_NEWNS) ? stop(job, MOUNTS_ENTER, -errno) : 0;
}

static int open_below(int root, const char *path)
{
	struct open_how how = { .flags = O_PATH | O_DIRECTORY | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT };

	return syscall(SYS_openat2, root, path, &how, sizeof(how));
}

/* its parent, and the last part of its name; -1 with errno */
static int open_parent(int root, const char *path, const char **name)
{
	char before[MOUNTS_PATH];

	*name = strrchr(path, '/') + 1;
	snprintf(before, sizeof(before), "%.*s", (int)(*name - path), path);
	return open_below(root, before);
}

/*
 * In a file system of a user namespace nobody can make anything who has no number there, as root outside has none: then
 * as the one whose folder it is.
 */
static int make_as_owner(int parent, const char *name)
{
	struct stat owner;
	int ret;

	if (!mkdirat(parent, name, 0755))
		return 0;
	if (errno != EOVERFLOW || fstat(parent, &owner))
		return -1;
	setfsgid(owner.st_gid);
	setfsuid(owner.st_uid);
	ret = mkdirat(parent, name, 0755);
	setfsuid(geteuid());
	setfsgid(getegid());
	return ret;
}

static int make_folder(int root, const char *path)
{
	const char *name;
	int parent = open_parent(root, path, &name);

	if (parent < 0)
		return -1;
	if (make_as_owner(parent, name)) {
		/* a link that leads nowhere; -EEXIST is for cards that are shown already */
		if (errno == EEXIST)
			errno = ENOENT;
		return -1;
	}
	return open_below(root, path);
}

static void remove_folder(int root, const char *path)
{
	const char *name;
	int parent = open_parent(root, path, &name);

	/* not empty: somebody else uses it by now */
	if (parent >= 0)
		unlinkat(parent, name, AT_REMOVEDIR);
}

static bool is_same_folder(int folder, const char *path)
{
	struct stat one, other;

	return !fstat(folder, &one) && !stat(path, &other) && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/* the folder as it is called from the root of the namespace, if nothing speaks against it */
static int check_folder(struct mounts_job *job, const struct inside *in, int folder)
{
	char link[32];
	struct stat there;
	ssize_t length;

	if (fstat(folder, &there))
		return stop(job, MOUNTS_FOLDER, -errno);
	if (there.st_dev == job->one.device)
		return stop(job, MOUNTS_OURS, -EEXIST);
	/* the server puts links there, and may not meet its own mount */
	if (in->ns < 0 && is_same_folder(folder, NODES_FOLDER))
		return stop(job, MOUNTS_OURS, -EBUSY);
	snprintf(link, sizeof(link), "self/fd/%d", folder);
	length = readlinkat(in->proc, link, job->one.path, sizeof(job->one.path));
	if (length == sizeof(job->one.path))
		return stop(job, MOUNTS_FOLDER, -ENAMETOOLONG);
	if (length < 0)
		return stop(job, MOUNTS_FOLDER, -errno);
	job->one.path[length] = '\0';
	return 0;
}

/*
 * Is a dead mount of ours what is seen at @path, and was it taken away? A container that has the cards by -v keeps the
 * mount of the server that it was started with, and its root may not unmount.
 */
static bool clear_dead(const struct inside *in, const char *path)
{
	char link[32], whole[2 * MOUNTS_PATH];
	const char *name;
	int parent = open_parent(in->root, path, &name);
	int fd = openat(in->proc, "self/mountinfo", O_RDONLY | O_CLOEXEC);
	FILE *all = fd < 0 ? NULL : fdopen(fd, "r");
	struct mountinfo last;
	bool cleared = false;
	ssize_t length;

	snprintf(link, sizeof(link), "self/fd/%d", parent);
	length = parent < 0 ? -1 : readlinkat(in->proc, link, whole, MOUNTS_PATH);
	if (all && length >= 0 && length < MOUNTS_PATH) {
		/* of the root itself the name ends with a slash already */
		snprintf(whole + length, sizeof(whole) - length, "%s%s", whole[length - 1] == '/' ? "" : "/", name);
		/* by its name in its folder: nothing above it is looked up again */
		cleared = mountinfo_find(all, whole, &last) && !strcmp(last.type, FUSE_TYPE) && !fchdir(parent) &&
			  !umount2(name, MNT_DETACH | UMOUNT_NOFOLLOW);
	}
	if (all)
		fclose(all);
	else if (fd >= 0)
		close(fd);
	if (parent >= 0)
		close(parent);
	errno = ENOTCONN;
	return cleared;
}

/* what is wrong with a folder may be told when it is looked at first */
static int open_living(int root, const char *path)
{
	struct stat there;
	int folder = open_below(root, path), err;

	if (folder < 0 || !fstat(folder, &there))
		return folder;
	err = errno;
	close(folder);
	errno = err;
	return -1;
}

static int bind_in(struct mounts_job *job, const struct inside *in, int tree)
{
	char asked[MOUNTS_PATH];
	int folder, err;

	strcpy(asked, job->one.path);
	err = enter(job, in);
	if (err)
		return err;
	folder = open_living(in->root, asked);
	while (folder < 0 && errno == ENOTCONN && clear_dead(in, asked))
		folder = open_living(in->root, asked);
	if (folder < 0 && errno == ENOENT) {
		folder = make_folder(in->root, asked);
		job->one.made = folder >= 0;
	}
	if (folder < 0)
		return stop(job, MOUNTS_FOLDER, -errno);
	err = check_folder(job, in, folder);
	if (!err && syscall(SYS_move_mount, tree, "", folder, "", FROM_DESCRIPTOR | TO_DESCRIPTOR))
		err = stop(job, MOUNTS_MOUNT, -errno);
	if (err && job->one.made)
		remove_folder(in->root, asked);
	return err;
}

static void do_bind(struct mounts_job *job)
{
	struct inside in;
	struct stat source;
	int tree;

	if (look_up(job, &in))
		return;
	tree = syscall(SYS_open_tree, AT_FDCWD, job->source, OPEN_TREE_CLONE | O_CLOEXEC);
	if (tree < 0 || fstat(tree, &source)) {
		stop(job, MOUNTS_SOURCE, -errno);
		return;
	}
	job->one.device = source.st_dev;
	job->one.ns = mounts_namespace(job->one.pid);
	job->err = bind_in(job, &in, tree);
}

static void do_unbind(struct mounts_job *job)
{
	struct inside in;

	if (look_up(job, &in) || enter(job, &in))
		return;
	if (!has_mount(openat(in.proc, "self/mountinfo", O_RDONLY | O_CLOEXEC), &job->one))
		stop(job, MOUNTS_OURS, -ENOENT);
	else if (umount2(job->one.path, MNT_DETACH | UMOUNT_NOFOLLOW))
		stop(job, MOUNTS_MOUNT, -errno);
	else
		job->err = 0;
	if (!job->err && job->one.made)
		rmdir(job->one.path);
}

/* ---- and beside it ----------------------------------------------------------------------------------------------- */

static void nap(bool is_task)
{
	struct timespec pause = { 0, STEP_MS * 1000000 };

	if (is_task)
		real_sleep(STEP_MS);
	else
		nanosleep(&pause, NULL);
}

static void in_child(struct mounts_job *job, void (*fn)(struct mounts_job *job), bool is_task)
{
	struct mounts_job *shared =
		mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t child;

	if (shared == MAP_FAILED) {
		stop(job, MOUNTS_CHILD, -errno);
		return;
	}
	*shared = *job;
	/* what it is if the child is ended by its alarm: something in there does not answer */
	stop(shared, MOUNTS_CHILD, -ETIMEDOUT);
	child = fork();
	if (!child) {
		signal(SIGALRM, SIG_DFL);
		alarm(CHILD_S);
		syscall(SYS_close_range, 3, ~0u, 0);
		fn(shared);
		_exit(0);
	}
	if (child < 0)
		stop(shared, MOUNTS_CHILD, -errno);
	while (child > 0 && !waitpid(child, NULL, WNOHANG))
		nap(is_task);
	*job = *shared;
	munmap(shared, sizeof(*shared));
}

void mounts_bind(struct mounts_job *job, bool is_task)
{
	in_child(job, do_bind, is_task);
}

void mounts_unbind(struct mounts_job *job, bool is_task)
{
	in_child(job, do_unbind, is_task);
}
