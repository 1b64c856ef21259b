/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mounts.h - where else the nodes of a server are shown: its FUSE mount's snd/, bound over folders of this mount
 * namespace and of others. So a container gets the cards that runs already, and a chroot does.
 *
 * It is one file system in all places: permissions, passthrough and the way a client's memory is reached are what they
 * are at the server's own mount. Places know nothing of each other: if one is unmounted, or its namespace ends, that is
 * all that happens. The server's end unmounts all of them; what one that died has left, mounts_clean() does, by a file
 * that says what was done (a line each: namespace, device, whether the folder was made, process, folder).
 *
 * A process names the mount namespace, and the root folder in it. The namespace is not held: it ends with its last
 * process, and then nobody can get there any more, nor needs to. One that has no process and is kept by a file or a
 * descriptor keeps a mount that answers ENOTCONN.
 *
 * Privileges: CAP_SYS_ADMIN where the server mounts; for another namespace that, CAP_SYS_CHROOT and CAP_SYS_PTRACE in
 * the user namespaces of both. Linux 5.6 (openat2).
 */
#ifndef SERVER_MOUNTS_H
#define SERVER_MOUNTS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#define MOUNTS_MOST 32
#define MOUNTS_PATH 1024
#define MOUNTS_MESSAGE 512

/**
 * struct mounts_one - a place
 * @ns: inode number of the mount namespace; @device: of the file system
 * @made: the folder was made for it
 * @pid: the process that named the namespace
 * @path: of the folder, from the root of the namespace
 */
struct mounts_one {
	ino_t ns;
	dev_t device;
	bool made;
	pid_t pid;
	char path[MOUNTS_PATH];
};

/**
 * struct mounts - the places of a server; @source and @file are its owner's, the others zero
 * @source: the folder that is shown: PLACE/fs/snd
 * @file: says what was done
 * @lock: protects @ones; a leaf
 */
struct mounts {
	const char *source, *file;
	pthread_mutex_t lock;
	struct mounts_one ones[MOUNTS_MOST];
	unsigned int count;
};

/**
 * mounts_add() - show the nodes at one more place
 * In a task: the server answers meanwhile. One at a time, with mounts_remove().
 * @pid: whose mount namespace and root folder @path is of, as the server sees it; 0: our own
 * @path: from the root on; a folder, or else one is made if what is before its last part exists
 * @message: why not, for people; MOUNTS_MESSAGE bytes
 * Return: 0; -EEXIST: they are there already; -ESRCH: no such process; -ENOSPC: MOUNTS_MOST are there; -errno.
 */
int mounts_add(struct mounts *mounts, pid_t pid, const char *path, char *message);

/** mounts_remove() - no longer there; 0, -ENOENT: they are not, -ESRCH, -errno. As mounts_add(). */
int mounts_remove(struct mounts *mounts, pid_t pid, const char *path, char *message);

/**
 * mounts_print() - a line for each, "mount PID STATE PATH", with a tab between two
 * PID: a process of the namespace, 0 of our own or if there is none; STATE: "there", "unmounted" (by somebody else),
 * "ended" (the namespace)
 */
void mounts_print(struct mounts *mounts, FILE *out);

/** mounts_close() - unmount all; nobody has to answer for the mount any more, and no task is needed */
void mounts_close(struct mounts *mounts);

/** mounts_clean() - what a server that died has left, by its @file, which goes */
void mounts_clean(const char *file);

/* ---- mounts_child.c: inside of the namespaces -------------------------------------------------------------------- */

/** enum mounts_step - what failed */
enum mounts_step {
	MOUNTS_PROCESS,
	MOUNTS_SOURCE,
	MOUNTS_ENTER,
	MOUNTS_FOLDER,
	MOUNTS_OURS,
	MOUNTS_MOUNT,
	MOUNTS_CHILD
};

/**
 * struct mounts_job - something to be done by a child
 * @one: of mounts_bind() @pid and @path are given, as for mounts_add(), and all is filled; of mounts_unbind() all is
 *	given, @pid being a process of the namespace, 0: our own
 * @err: 0 or -errno, @step what it is of
 */
struct mounts_job {
	const char *source;
	struct mounts_one one;
	int err;
	enum mounts_step step;
};

/**
 * mounts_bind(), mounts_unbind() - in a child, since a thread cannot enter a mount namespace; @job says what came of it
 * @is_task: we are one, and sleep as such
 */
void mounts_bind(struct mounts_job *job, bool is_task);
void mounts_unbind(struct mounts_job *job, bool is_task);

/** mounts_namespace() - inode number of that of @pid (0: ours); 0: there is no such process, or it may not be asked */
ino_t mounts_namespace(pid_t pid);

/** mounts_is_there() - does @pid (0: we) see @one where it was mounted? */
bool mounts_is_there(pid_t pid, const struct mounts_one *one);

#endif
