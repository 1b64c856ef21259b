// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * caretaker.c - what outlives the server: a small process for those that still run under the filter. Without a listener
 * every system call of theirs that the filter tells would fail with ENOSYS: the opening of any file.
 *
 * It is there from the start, with a listener of its own, and asleep until the server has ended, however it has: then
 * its socket hangs up. Calls that a killed server has taken and not answered are nobody's: their numbers are those
 * between the ledger's, and the kernel carries them out (a sound file is then no device any more).
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/memory.h"
#include "server/notify/local.h"

/* calls that are taken by others while one is noted */
#define TAKEN_UNNOTED 64

/**
 * struct ledger - numbers of calls, in memory shared with the caretaker
 * @first, @last: that were taken; valid if @any
 */
struct ledger {
	atomic_uint_fast64_t first, last;
	atomic_bool any;
};

/* of the process's last notify_caretaker_start() */
static struct ledger *ledger;

void notify_caretaker_note(uint64_t id)
{
	if (!ledger)
		return;
	if (!atomic_load_explicit(&ledger->any, memory_order_relaxed))
		atomic_store(&ledger->first, id);
	atomic_store(&ledger->last, id);
	atomic_store(&ledger->any, true);
}

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
	i386_translate(&u.seen.data);
	response = (struct seccomp_notif_resp){.id = u.seen.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
	if (opens_sound(&u.seen) || is_sound_ioctl(&u.seen)) {
		response.flags = 0;
		response.error = -ENODEV;
	}
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

/* what the server was killed with; it may not have noted the last ones */
static void answer_taken(int listener)
{
	struct seccomp_notif_resp response = {.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
	uint64_t count;

	if (!atomic_load(&ledger->any))
		return;
	/* the last ones first: those are most likely to be waited for */
	count = atomic_load(&ledger->last) - atomic_load(&ledger->first) + TAKEN_UNNOTED;
	for (response.id = atomic_load(&ledger->last) + TAKEN_UNNOTED; count + 1; count--, response.id--)
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

/* nothing of whoever waits for our parent's end must stay open */
static void keep_only(int listener, int server)
{
	int high = fcntl(server, F_DUPFD, 3);

	dup2(listener, 0);
	dup2(high, 1);
	syscall(__NR_close_range, 2u, ~0u, 0);
	open("/dev/null", O_RDWR);
	setsid();
	if (chdir("/"))
		_exit(1);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}

static void __attribute__((noreturn)) take_care(int listener, int server)
{
	struct pollfd fd = {.events = POLLIN};
	ssize_t got;
	char byte;

	listener = fcntl(listener, F_DUPFD, 3);
	keep_only(listener, server);
	do
		got = read(1, &byte, 1);
	while (got < 0 && errno == EINTR);
	/* a byte: it has answered what it took */
	if (got != 1)
		answer_taken(0);
	for (;;) {
		if (poll(&fd, 1, -1) < 0 && errno != EINTR)
			_exit(1);
		if (fd.revents & POLLIN)
			answer_one(0);
		else if (fd.revents)
			_exit(0);
	}
}

int notify_caretaker_start(struct notify_child *child)
{
	int pair[2], err;

	if (ledger)
		munmap(ledger, sizeof(*ledger));
	ledger = mmap(NULL, sizeof(*ledger), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (ledger == MAP_FAILED) {
		ledger = NULL;
		return -ENOMEM;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return -errno;
	child->caretaker = fork();
	if (!child->caretaker) {
		close(pair[0]);
		take_care(child->listener, pair[1]);
	}
	err = child->caretaker < 0 ? -errno : 0;
	close(pair[1]);
	if (err)
		close(pair[0]);
	else
		child->caretaker_socket = pair[0];
	return err;
}

void notify_caretake(struct notify_child *child)
{
	struct pollfd fd = {.fd = child->listener};
	bool needed = poll(&fd, 1, 0) == 0;

	close(child->listener);
	child->listener = -1;
	if (child->caretaker_socket >= 0) {
		send(child->caretaker_socket, "", 1, MSG_NOSIGNAL);
		close(child->caretaker_socket);
	}
	child->caretaker_socket = -1;
	while (!needed && child->caretaker > 0 && waitpid(child->caretaker, NULL, 0) < 0 && errno == EINTR)
		;
}
