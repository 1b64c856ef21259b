/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuse.h - a transport whose calls come from a FUSE mount: everyone who sees the folder has the cards.
 *
 * The mount's root holds two trees: snd/, the nodes of /dev/snd as regular files (alsa-lib asks no file what it is),
 * and proc/, what usnd has in /proc: asound/, usnd/. Applications get there by symbolic links in /dev/snd, or by a bind
 * mount of FOLDER/snd over it: in a mount namespace, or a container (-v FOLDER/snd:/dev/snd).
 *
 * The raw protocol of <linux/fuse.h> is spoken on /dev/fuse, without libfuse (docs/dependencies.md says why).
 *
 * What a node cannot do, in any mode:
 *  - PAUSE and LINK: their argument is a number, which FUSE takes for an address. So neither is offered.
 *  - readv(2) and writev(2) arrive as one piece: not for non-interleaved access, which has ioctls.
 *  - open(2), read(2) and write(2) that a signal has ended say EINTR, also to those who asked for SA_RESTART. Ioctls go
 *  on.
 *  - 32-bit applications (i386 on x86-64) are served as in direct mode, in any: in passthrough mode nobody could refuse
 *    them the status page, whose layout is not theirs. Those of x32 get -ENOTTY.
 *  - Clients whose pid namespace is none of ours or below: their memory cannot be reached, all but flat ioctls fail
 *  with EFAULT.
 *  - In direct mode there is no mmap(2): MMAP access is not offered, and alsa-lib asks by SYNC_PTR for what it would
 *    see in the status page.
 *
 * The server reads its clients' memory. On the paced clock, where it is one thread, a client that hands it memory of a
 * file system that does not answer, or a private mapping of a text of this very mount, stops it for all.
 */
#ifndef SERVER_FUSE_FUSE_H
#define SERVER_FUSE_FUSE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "server/engine.h"

/* of the file system, as mountinfo names it */
#define FUSE_TYPE "fuse.usnd"

/*
 * Reads and writes come in pieces of up to so many bytes: whole frames of 1 … 10, 12, 14, 15, 16, 18, 20, 32 … channels
 * of any width
 */
#define FUSE_PIECE (128u * 27 * 35)
/* a request's header and fixed part, and room for the longest ioctl (16 KiB) and name */
#define FUSE_REQUEST_MOST (FUSE_PIECE + 4096u)

/**
 * enum fuse_mode - what mmap(2) of a PCM node does
 * @FUSE_MODE_AUTO: passthrough where it can be had, else direct
 * @FUSE_MODE_PASSTHROUGH: the stream's own memory is mapped. Linux 6.9, CAP_SYS_ADMIN in the initial user namespace.
 * @FUSE_MODE_DIRECT: -ENODEV
 */
enum fuse_mode { FUSE_MODE_AUTO, FUSE_MODE_PASSTHROUGH, FUSE_MODE_DIRECT };

/**
 * struct fuse_config
 * @folder: where to mount; exists. Borrowed until fuse_transport_close().
 * @mode: what is wanted
 * @node_mode, @uid, @gid: of the nodes in snd/; @node_mode 0: 0660. proc/ is the server's user's.
 * @allow_other: users other than the one who mounts may use it, as far as permissions let them
 * @proc: there is a proc/
 * @no_timer: applications have another /dev/snd/timer than ours, so that dmix cannot work
 */
struct fuse_config {
	const char *folder;
	enum fuse_mode mode;
	unsigned int node_mode;
	uid_t uid;
	gid_t gid;
	bool allow_other, proc, no_timer;
};

/**
 * enum fuse_kind - what stands behind a node
 */
enum fuse_kind { FUSE_IS_FOLDER, FUSE_IS_LINK, FUSE_IS_PCM, FUSE_IS_CONTROL, FUSE_IS_TIMER, FUSE_IS_TEXT };

/**
 * struct fuse_node - what the kernel knows by a number
 * @id: never used twice
 * @path: in the world ("/dev/snd/pcmC0D0p"); of the root: NULL
 * @mode: type as clients see it, and permissions
 * @lookups: how often the kernel has been told; at 0 it has forgotten
 * @backed: an open file has given the inode its memory: the kernel takes one at a time
 */
struct fuse_node {
	uint64_t id;
	const char *path;
	enum fuse_kind kind;
	uint32_t mode;
	uint64_t lookups;
	bool backed;
	struct fuse_node *next;
};

struct fuse_call;
struct fuse_file;

/**
 * struct fuse_mount - the transport
 * @mode: what it has become: never FUSE_MODE_AUTO
 * @problem: why fuse_transport_open() failed, for people
 * @device: as stat(2) has it of every file in it
 * @lock: protects everything below; a leaf, never held across a park
 * @nodes: known to the kernel, @root, @snd, @proc apart; @last_node: numbers given
 * @files: open ones
 * @order: of opens and releases, as they came; @releasing: releases under way; @opening: opens that wait for those
 * @request: where requests are read to; of receive()
 */
struct fuse_mount {
	struct transport transport;
	struct fuse_config config;
	enum fuse_mode mode;
	char problem[240];
	struct timespec since;
	bool mounted;
	dev_t device;
	pthread_mutex_t lock;
	struct fuse_node root, snd, proc;
	struct fuse_node *nodes;
	uint64_t last_node;
	struct fuse_file *files;
	uint64_t order;
	struct fuse_call *releasing, *opening;
	uint8_t request[FUSE_REQUEST_MOST] __attribute__((aligned(8)));
};

/**
 * fuse_transport_open() - mount, and agree with the kernel on the mode
 * Afterwards requests wait until the engine serves it; fork without exec keeps the mount alive beyond us, so do that
 * before.
 * Return: 0; -errno, with @problem; nothing is left then. -EOPNOTSUPP: FUSE_MODE_PASSTHROUGH was wanted and cannot be
 * had; -EBUSY: there is one, dead or alive (fuse_clean()).
 */
int fuse_transport_open(struct fuse_mount *mount, const struct fuse_config *config);

/**
 * fuse_transport_close() - take the mount away, whoever is still inside: their calls fail from now on
 * After server_run() has returned; also if it was never served. Return: 0 or -errno of umount2(2): it is still there.
 */
int fuse_transport_close(struct fuse_mount *mount);

/** fuse_mode_name() - "passthrough", "direct", "auto" */
const char *fuse_mode_name(enum fuse_mode mode);

/**
 * fuse_clean() - take away what a server that died has left mounted on @folder
 * The caller has no file of it open. Return: 0: there is none of it any more; -EBUSY: a server has it that lives, or is
 * stopped; -errno.
 */
int fuse_clean(const char *folder);

#endif
