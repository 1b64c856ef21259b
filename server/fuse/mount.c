// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mount.c - a mount's beginning and end.
 *
 * mount(2) returns with the kernel's INIT waiting in the connection. It is answered here, and a first memory file is
 * offered as an inode's memory: whether that is allowed (it is not in a user namespace) says which mode it will be.
 *
 * Closing the connection first means that nobody can be inside when the mount is taken away: whoever waits for an
 * answer gets ECONNABORTED, whoever asks from then on ENOTCONN.
 */
#include "server/fuse/local.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/mountinfo.h"

#define HANDSHAKE_MS 5000
#define STALE_MS 2000

const char *fuse_mode_name(enum fuse_mode mode)
{
	static const char *const names[] = { "auto", "passthrough", "direct" };

	return names[mode];
}

static int fail(struct fuse_mount *m, int err, const char *what, const char *remedy)
{
	snprintf(m->problem, sizeof(m->problem), "%s: %s%s%s", what, strerror(-err), remedy ? "; " : "",
		 remedy ? remedy : "");
	return err;
}

/* ---- what is mounted --------------------------------------------------------------------------------------------- */

/* is what is mounted last on @folder ours? */
static bool is_ours(const char *folder)
{
	FILE *all = fopen("/proc/self/mountinfo", "re");
	struct mountinfo last;
	bool ours = all && mountinfo_find(all, folder, &last) && !strcmp(last.type, FUSE_TYPE);

	if (all)
		fclose(all);
	return ours;
}

/* ---- beginning --------------------------------------------------------------------------------------------------- */

static int open_device(struct fuse_mount *m)
{
	const char *remedy = NULL;

	m->transport.fd = open("/dev/fuse", O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (m->transport.fd >= 0)
		return 0;
	if (errno == ENOENT || errno == ENXIO || errno == ENODEV)
		remedy =
			"load the module (modprobe fuse), or give the container --device /dev/fuse; usnd exec needs neither";
	else if (errno == EACCES || errno == EPERM)
		remedy = "run as root, or let this user open it; usnd exec needs no /dev/fuse";
	return fail(m, -errno, "/dev/fuse", remedy);
}

static int mount_it(struct fuse_mount *m)
{
	char options[160], path[4096];
	const char *remedy = NULL;

	/* it could be mounted on top, and whoever is inside would stay with the other */
	if (!mountinfo_path(m->config.folder, path, sizeof(path)) && is_ours(path))
		return fail(m, -EBUSY, m->config.folder,
			    "a usnd is mounted there already, or has died there: umount it");
	snprintf(options, sizeof(options),
		 "fd=%d,rootmode=40000,user_id=%u,group_id=%u,max_read=%u,default_permissions%s", m->transport.fd,
		 geteuid(), getegid(), FUSE_PIECE, m->config.allow_other ? ",allow_other" : "");
	if (!mount("usnd", m->config.folder, FUSE_TYPE, MS_NOSUID | MS_NODEV | MS_NOEXEC, options)) {
		m->mounted = true;
		return 0;
	}
	if (errno == EPERM || errno == EACCES)
		remedy = "run as root, or in a user and mount namespace of your own (unshare -Urm)";
	else if (errno == ENOENT || errno == ENOTDIR)
		remedy = "make the folder first";
	return fail(m, -errno, m->config.folder, remedy);
}

static int read_init(struct fuse_mount *m, struct fuse_in_header *head, struct proto_init_in *in)
{
	struct pollfd wait = { m->transport.fd, POLLIN, 0 };
	ssize_t bytes;

	if (poll(&wait, 1, HANDSHAKE_MS) != 1)
		return -ETIMEDOUT;
	bytes = read(m->transport.fd, m->request, sizeof(m->request));
	if (bytes < 0)
		return -errno;
	memcpy(head, m->request, sizeof(*head));
	memset(in, 0, sizeof(*in));
	bytes -= sizeof(*head);
	if (bytes < 16 || head->opcode != FUSE_INIT)
		return -EPROTO;
	memcpy(in, m->request + sizeof(*head), (size_t)bytes < sizeof(*in) ? (size_t)bytes : sizeof(*in));
	return 0;
}

static int answer_init(struct fuse_mount *m, const struct fuse_in_header *head, const struct proto_init_in *in,
		       bool *passthrough)
{
	uint64_t flags = in->flags, want = FUSE_BIG_WRITES | PROTO_INIT_EXT | PROTO_PASSTHROUGH;
	struct fuse_call c = { .in = *head };
	struct proto_init_out out = {
		.major = FUSE_KERNEL_VERSION, .minor = in->minor < PROTO_MINOR ? in->minor : PROTO_MINOR,
		.max_readahead = in->max_readahead, .max_background = 512, .congestion_threshold = 384,
		.max_write = FUSE_PIECE, .time_gran = 1,
	};

	if (flags & PROTO_INIT_EXT)
		flags |= (uint64_t)in->flags2 << 32;
	if (m->config.mode == FUSE_MODE_DIRECT)
		want &= ~PROTO_PASSTHROUGH;
	flags &= want;
	*passthrough = flags & PROTO_PASSTHROUGH;
	out.max_stack_depth = *passthrough;
	out.flags = flags;
	out.flags2 = flags >> 32;
	return fuse_answer(m, &c, 0, &out, sizeof(out));
}

/* may this process give an inode memory of its own? */
static bool can_back(struct fuse_mount *m)
{
	struct proto_backing_map map = { .fd = memfd_create("usnd", MFD_CLOEXEC) };
	int backing = map.fd < 0 ? -1 : ioctl(m->transport.fd, PROTO_BACKING_OPEN, &map);

	if (backing >= 0)
		ioctl(m->transport.fd, PROTO_BACKING_CLOSE, &backing);
	if (map.fd >= 0)
		close(map.fd);
	return backing >= 0;
}

static int shake_hands(struct fuse_mount *m)
{
	struct fuse_in_header head;
	struct proto_init_in in;
	bool passthrough = false;
	int err = read_init(m, &head, &in);

	if (!err && (in.major != FUSE_KERNEL_VERSION || in.minor < PROTO_MINOR_LEAST))
		err = -EPROTONOSUPPORT;
	if (!err)
		err = answer_init(m, &head, &in, &passthrough);
	if (err)
		return fail(m, err, m->config.folder,
			    "the kernel's side of FUSE is not as expected: Linux 5.2 or later is needed");
	m->mode = passthrough && can_back(m) ? FUSE_MODE_PASSTHROUGH : FUSE_MODE_DIRECT;
	if (m->config.mode == FUSE_MODE_PASSTHROUGH && m->mode != FUSE_MODE_PASSTHROUGH)
		return fail(m, -EOPNOTSUPP, "passthrough",
			    passthrough ? "root of the initial user namespace is needed (CAP_SYS_ADMIN)"
					: "Linux 6.9 with CONFIG_FUSE_PASSTHROUGH is needed");
	return 0;
}

/* of what the kernel has at hand: it would have to ask us */
static int learn_device(struct fuse_mount *m)
{
	struct statx found;

	if (statx(AT_FDCWD, m->config.folder, AT_STATX_DONT_SYNC, STATX_INO, &found))
		return fail(m, -errno, m->config.folder, "the mount that was made cannot be looked at");
	m->device = makedev(found.stx_dev_major, found.stx_dev_minor);
	return 0;
}

int fuse_transport_open(struct fuse_mount *m, const struct fuse_config *config)
{
	int err;

	memset(m, 0, offsetof(struct fuse_mount, request));
	m->config = *config;
	if (!m->config.node_mode)
		m->config.node_mode = 0660;
	m->transport.ops = &fuse_transport_ops;
	clock_gettime(CLOCK_REALTIME, &m->since);
	pthread_mutex_init(&m->lock, NULL);
	fuse_nodes_init(m);
	err = open_device(m);
	if (!err)
		err = mount_it(m);
	if (!err)
		err = shake_hands(m);
	if (!err)
		err = learn_device(m);
	if (err)
		fuse_transport_close(m);
	return err;
}

/* ---- the end ----------------------------------------------------------------------------------------------------- */

/* EINVAL: somebody else has taken it away */
static int unmount(const char *folder)
{
	if (!umount2(folder, UMOUNT_NOFOLLOW) || errno == EINVAL)
		return 0;
	return umount2(folder, UMOUNT_NOFOLLOW | MNT_DETACH) ? -errno : 0;
}

int fuse_transport_close(struct fuse_mount *m)
{
	int err = 0;

	if (m->transport.fd >= 0)
		close(m->transport.fd);
	m->transport.fd = -1;
	if (m->mounted)
		err = unmount(m->config.folder);
	m->mounted = m->mounted && err;
	fuse_nodes_finish(m);
	pthread_mutex_destroy(&m->lock);
	return err;
}

/* ---- what others have left --------------------------------------------------------------------------------------- */

/*
 * Asks the mount's server for something, in another process: it may never answer.
 * Return: 0: it has answered; -ENOTCONN: it is dead; -ETIMEDOUT
 */
static int ask_server(const char *folder)
{
	struct timespec pause = { 0, 1000000 };
	struct stat stat_of;
	int status, left;
	pid_t child = fork(), ended = 0;

	if (child < 0)
		return -errno;
	if (!child)
		_exit(stat(folder, &stat_of) && errno == ENOTCONN ? 1 : 0);
	for (left = STALE_MS; left && !(ended = waitpid(child, &status, WNOHANG)); left--)
		nanosleep(&pause, NULL);
	if (!ended) {
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		return -ETIMEDOUT;
	}
	return ended == child && WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -ENOTCONN;
}

int fuse_clean(const char *folder)
{
	char path[4096];
	int err = mountinfo_path(folder, path, sizeof(path));

	while (!err && is_ours(path)) {
		err = ask_server(path) == -ENOTCONN ? 0 : -EBUSY;
		if (!err && umount2(path, UMOUNT_NOFOLLOW | MNT_DETACH))
			err = -errno;
	}
	return err == -ENOENT ? 0 : err;
}
