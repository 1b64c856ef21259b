// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * child.c - the command: forked while we are small, filtered, held back until there is sound, let go, waited for.
 *
 * The child tells us over a socket how its filter went, and hands over the listener; a byte from us lets it execute.
 * The socket closes on exec; what comes instead is the error of it.
 */
#include <errno.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/memory.h"
#include "server/notify/filter.h"
#include "server/notify/local.h"
#include "server/notify/notify.h"

struct hello {
	int error;
	bool killable;
};

/* room and alignment of one descriptor's control message */
union one_descriptor {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

static int send_hello(int socket, struct hello *hello, int fd)
{
	struct iovec data = {hello, sizeof(*hello)};
	union one_descriptor control = {0};
	struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
	struct cmsghdr *header;

	if (fd >= 0) {
		message.msg_control = &control;
		message.msg_controllen = sizeof(control);
		header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(header), &fd, sizeof(int));
	}
	return sendmsg(socket, &message, MSG_NOSIGNAL) == sizeof(*hello) ? 0 : -errno;
}

static int receive_hello(int socket, struct hello *hello, int *fd)
{
	struct iovec data = {hello, sizeof(*hello)};
	union one_descriptor control = {0};
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *header;
	ssize_t got;

	*fd = -1;
	do
		got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got != sizeof(*hello))
		return got < 0 ? -errno : -EPROTO;
	header = CMSG_FIRSTHDR(&message);
	if (header && header->cmsg_type == SCM_RIGHTS)
		memcpy(fd, CMSG_DATA(header), sizeof(int));
	if (hello->error)
		return hello->error;
	return *fd < 0 ? -EMFILE : 0;
}

static void __attribute__((noreturn)) live(int socket, char *const *argv)
{
	struct hello hello = {0};
	int listener = notify_filter_install(&hello.killable);
	ssize_t got;
	char go;

	if (listener < 0)
		hello.error = listener;
	if (send_hello(socket, &hello, listener) || hello.error)
		_exit(126);
	close(listener);
	do
		got = read(socket, &go, 1);
	while (got < 0 && errno == EINTR);
	if (got != 1)
		_exit(126);
	execvp(argv[0], argv);
	hello.error = -errno;
	send_hello(socket, &hello, -1);
	_exit(hello.error == -ENOENT ? 127 : 126);
}

static int check_kernel(void)
{
	struct seccomp_notif_sizes sizes;
	struct utsname name;
	int major = 0;
	char *minor;

	if (syscall(__NR_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes))
		return -ENOSYS;
	/* a descriptor that is the answer, SECCOMP_ADDFD_FLAG_SEND: Linux 5.14. Nothing tells of it but trying. */
	if (uname(&name) || sizes.seccomp_notif > NOTIFY_ROOM ||
	    sizes.seccomp_notif_resp != sizeof(struct seccomp_notif_resp))
		return -ENOSYS;
	major = strtol(name.release, &minor, 10);
	return major > 5 || (major == 5 && *minor == '.' && atoi(minor + 1) >= 14) ? 0 : -ENOSYS;
}

static int check_memory(pid_t pid)
{
	static const uint32_t word = 0x75736e64;
	uint32_t seen = 0;

	return client_fetch(pid, &seen, (uintptr_t)&word, sizeof(seen)) || seen != word ? -EACCES : 0;
}

static void abandon(struct notify_child *child)
{
	kill(child->pid, SIGKILL);
	notify_reap(child);
	if (child->listener >= 0)
		notify_caretake(child);
}

int notify_spawn(struct notify_child *child, char *const *argv)
{
	struct hello hello;
	int pair[2], err = check_kernel();

	*child = (struct notify_child){.pidfd = -1, .listener = -1, .caretaker_socket = -1};
	if (err)
		return err;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return -errno;
	child->socket = pair[0];
	child->pid = fork();
	if (!child->pid) {
		close(pair[0]);
		live(pair[1], argv);
	}
	err = child->pid < 0 ? -errno : 0;
	close(pair[1]);
	if (err) {
		close(pair[0]);
		return err;
	}
	child->pidfd = syscall(__NR_pidfd_open, child->pid, 0);
	if (child->pidfd < 0)
		err = -errno;
	else
		err = receive_hello(child->socket, &hello, &child->listener);
	if (!err)
		err = check_memory(child->pid);
	if (!err)
		err = notify_caretaker_start(child);
	if (err) {
		abandon(child);
		return err == -EINVAL ? -ENOSYS : err;
	}
	child->killable = hello.killable;
	return 0;
}

int notify_go(struct notify_child *child)
{
	struct hello hello;
	ssize_t got;

	if (send(child->socket, "", 1, MSG_NOSIGNAL) != 1)
		return -errno;
	do
		got = recv(child->socket, &hello, sizeof(hello), 0);
	while (got < 0 && errno == EINTR);
	return got == sizeof(hello) ? hello.error : 0;
}

int notify_reap(struct notify_child *child)
{
	int status = 0xff00;

	/* one that has never been let go sees this */
	close(child->socket);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (child->pidfd >= 0)
		close(child->pidfd);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
