// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * caretaker.c - what outlives the server: a small process for those that still run under the filter. Without a listener
 * their opening of any file would fail.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "server/memory.h"
#include "server/notify/local.h"

/* nobody is there to be asked: what the path looks like must do */
static bool opens_sound(const struct seccomp_notif *seen)
{
	uint64_t at = seen->data.args[1];
	char path[32];

#ifdef __NR_open
	if (seen->data.nr == __NR_open)
		at = seen->data.args[0];
	else
#endif
		if (seen->data.nr != __NR_openat && seen->data.nr != __NR_openat2)
		return false;
	memset(path, 0, sizeof(path));
	client_fetch_string(seen->pid, path, at, sizeof(path));
	return !strncmp(path, "/dev/snd/", 9) || !strncmp(path, "/proc/asound/", 13);
}

/* a PCM that is still open; the others are pipes without a writer by now */
static bool is_sound_ioctl(const struct seccomp_notif *seen)
{
	static const char pcm[] = "/memfd:usnd-client";
	char path[48], link[sizeof(pcm)];

	if (seen->data.nr != __NR_ioctl || _IOC_TYPE(seen->data.args[1]) != 'A')
		return false;
	snprintf(path, sizeof(path), "/proc/%u/fd/%d", seen->pid, (int)seen->data.args[0]);
	return readlink(path, link, sizeof(link)) == sizeof(link) && !memcmp(link, pcm, sizeof(pcm) - 1);
}

static void answer_one(int listener)
{
	union {
		struct seccomp_notif seen;
		char room[NOTIFY_ROOM];
	} u;
	struct seccomp_notif_resp response;

	memset(&u, 0, sizeof(u));
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &u.seen))
		return;
	response = (struct seccomp_notif_resp){.id = u.seen.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
	if (opens_sound(&u.seen) || is_sound_ioctl(&u.seen)) {
		response.flags = 0;
		response.error = -ENODEV;
	}
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

static void __attribute__((noreturn)) take_care(int listener)
{
	struct pollfd fd = {.fd = 0, .events = POLLIN};

	/* nothing of whoever waits for our parent's end must stay open */
	dup2(listener, 0);
	syscall(__NR_close_range, 1u, ~0u, 0);
	if (open("/dev/null", O_RDWR) == 1)
		dup2(1, 2);
	setsid();
	if (chdir("/"))
		_exit(1);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_IGN);
	for (;;) {
		if (poll(&fd, 1, -1) < 0 && errno != EINTR)
			_exit(1);
		if (fd.revents & POLLIN)
			answer_one(0);
		else if (fd.revents)
			_exit(0);
	}
}

void notify_caretake(struct notify_child *child)
{
	struct pollfd fd = {.fd = child->listener};

	if (poll(&fd, 1, 0) == 0 && !fork())
		take_care(child->listener);
	close(child->listener);
	child->listener = -1;
}
