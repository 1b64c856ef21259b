// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_notify.c - programs under the seccomp transport, each on both clocks: notify_client.c and notify_wait.c have
 * them.
 *
 * A case is a world of its own, and a process of its own under it: this program, told which. Each has a time-out.
 *
 *   test_notify [NAME]               cases with that in their names
 *   test_notify --linux-5.14         those that wait, where all is refused that seccomp and pidfds have learnt since
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <usnd/syscall.h>

#include "server/notify/notify.h"
#include "server/server.h"
#include "tests/host/notify_client.h"
#include "tests/host/tap.h"

#define CLIENT_SECONDS 30
#define CASE_SECONDS 50

static const struct notify_program *const lists[] = {
	notify_programs, notify_wait_programs, notify_fault_programs, notify_sweep_programs, notify_blind_programs,
};

/* the request of the kernel world, from the program's beginning on, that fails; 0: none */
static unsigned long fault;

static const struct notify_program *find_program(const char *name)
{
	const struct notify_program *p;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (p = lists[i]; p->name; p++)
			if (!strcmp(p->name, name))
				return p;
	return NULL;
}

static int on_ready(struct server *server, void *ctx)
{
	usnd_fault_arm(fault);
	return notify_go(ctx);
}

/* 77: not possible here; 78: not on this kernel */
static int run_program(const struct notify_program *p, enum server_clock clock)
{
	char self[] = "/proc/self/exe", what[] = "program", *argv[] = {self, what, (char *)p->name, NULL};
	struct notify_child child;
	struct server_config config = {.clock = clock, .ready = on_ready, .ctx = &child, .count = 1};
	struct run_config *world = &config.world;
	struct run_result result;
	struct notify *notify;
	int err = notify_spawn(&child, argv), status;

	if (err == -EBUSY || err == -EACCES || err == -ENOSYS || err == -EPERM)
		return 77;
	EXPECT(!err, "%d", err);
	if (err)
		return 1;
	if (p->killable && !child.killable) {
		notify_reap(&child);
		notify_caretake(&child);
		return 78;
	}
	signal(SIGPIPE, SIG_IGN);
	EXPECT(!notify_open(&notify, child.listener, child.killable));
	world->cards[0] = card_find("dummy");
	world->card_params[0] = "pcm_substreams=1";
	world->cards[1] = card_find("aloop");
	world->card_params[1] = "pcm_substreams=2";
	world->card_count = 2;
	config.transports[0] = notify_transport(notify);
	config.stop_fd = child.pidfd;
	err = server_run(&config, &result);
	EXPECT(!err && !result.findings, "%d, %s, %lu findings", err, result.step ? result.step : "", result.findings);
	status = notify_reap(&child);
	notify_close(notify);
	notify_caretake(&child);
	return status;
}

static int run_in_time(const struct notify_program *p, enum server_clock clock)
{
	int status;

	alarm(CASE_SECONDS);
	status = run_program(p, clock);
	alarm(0);
	EXPECT(!status || status == 77 || status == 78, "the program ended with %d", status);
	return status;
}

/* every request that the program causes fails once */
static int sweep(const struct notify_program *p, enum server_clock clock)
{
	int status = 0;

	for (fault = 1; !tap_failed && status != 77; fault++) {
		status = run_in_time(p, clock);
		if (!usnd_fault_hit(NULL))
			break;
	}
	EXPECT(!tap_failed && (fault > 10 || status == 77), "at request %lu", fault);
	fault = 0;
	return status;
}

/* did it fail? @where: under which filter; empty: none */
static bool run_case(const struct notify_program *p, enum server_clock clock, const char *where, unsigned int number)
{
	static bool possible;
	int status;

	tap_failed = false;
	status = p == notify_sweep_programs ? sweep(p, clock) : run_in_time(p, clock);
	possible |= status != 77;
	EXPECT(status != 77 || !possible, "exec is possible no longer");
	printf("%s %u - %s%s, %s clock%s\n", tap_failed ? "not ok" : "ok", number, p->name, where,
	       clock == SERVER_REAL ? "real" : "paced",
	       status == 77 && !tap_failed ? " # SKIP no seccomp user notification here"
	       : status == 78		   ? " # SKIP needs Linux 5.19"
					   : "");
	return tap_failed;
}

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1ul << 5)
#endif
/* SECCOMP_IOCTL_NOTIF_SET_FLAGS */
#define SET_FLAGS SECCOMP_IOW(4, uint64_t)
#define PIDFD_THREAD_FLAG O_EXCL

/* calls that Linux 5.14 does not know are EINVAL for us and our children: flags of 5.19, 6.6 and 6.9 */
static void be_linux_5_14(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_seccomp, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pidfd_open, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 5, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, 5, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PIDFD_THREAD_FLAG, 3, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SET_FLAGS, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
	};
	struct sock_fprog program = {sizeof(code) / sizeof(code[0]), code};

	EXPECT(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) && !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
	EXPECT(syscall(SYS_pidfd_open, getpid(), PIDFD_THREAD_FLAG) < 0 && errno == EINVAL);
	EXPECT(ioctl(0, SET_FLAGS, 0) && errno == EINVAL);
}

/* -errno, or: are its calls cancelled by fatal signals only? */
static int spawn_and_end(void)
{
	char none[] = "none", *argv[] = {none, NULL};
	struct notify_child child;
	int err = notify_spawn(&child, argv);

	if (err)
		return err;
	notify_reap(&child);
	notify_caretake(&child);
	return child.killable;
}

static int run_old_cases(void)
{
	const struct notify_program *p;
	unsigned int number = 0;
	bool any;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (spawn_and_end() < 0) {
		printf("1..0 # SKIP no seccomp user notification here\n");
		return 0;
	}
	be_linux_5_14();
	EXPECT(spawn_and_end() == 0);
	any = tap_failed;
	printf("%s 1 - what_linux_5_14_does_not_know_is_done_without\n", any ? "not ok" : "ok");
	for (number = 1, p = notify_wait_programs; p->name; p++) {
		if (p->killable)
			continue;
		if (!p->real)
			any |= run_case(p, SERVER_PACED, "", ++number);
		if (!p->paced)
			any |= run_case(p, SERVER_REAL, "", ++number);
	}
	printf("1..%u\n", number);
	return any;
}

/* as a container's profile may do, from now on and for us, too: it is not permitted to make this system call */
static void forbid(unsigned int call)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(code) / sizeof(code[0]), code};

	EXPECT(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) && !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
}

static bool run_list(const struct notify_program *p, const char *where, const char *only, unsigned int *number)
{
	bool any = false;

	for (; p->name; p++)
		if (!only || strstr(p->name, only)) {
			if (!p->real)
				any |= run_case(p, SERVER_PACED, where, ++*number);
			if (!p->paced)
				any |= run_case(p, SERVER_REAL, where, ++*number);
		}
	return any;
}

static int run_cases(const char *only)
{
	unsigned int number = 0;
	bool any = false;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (lists[i] != notify_blind_programs)
			any |= run_list(lists[i], "", only, &number);
	/* as Docker before 23.0: memory by /proc, and no duplicates of other processes' descriptors, either */
	forbid(SYS_process_vm_readv);
	forbid(SYS_process_vm_writev);
	any |= run_list(notify_programs, ", without process_vm_readv", only, &number);
	/* as Podman */
	forbid(SYS_kcmp);
	any |= run_list(notify_wait_programs, ", without kcmp", only ? only : "epoll", &number);
	forbid(SYS_pidfd_getfd);
	any |= run_list(notify_blind_programs, "", only, &number);
	printf("1..%u\n", number);
	return any;
}

int main(int argc, char **argv)
{
	const struct notify_program *p = argc == 3 && !strcmp(argv[1], "program") ? find_program(argv[2]) : NULL;

	if (argc == 4 && !strcmp(argv[1], "descriptor"))
		return notify_inherit(argv[2]) == !strcmp(argv[3], "pcm");
	if (argc == 2 && !strcmp(argv[1], "--linux-5.14"))
		return run_old_cases();
	if (!p)
		return run_cases(argc == 2 ? argv[1] : NULL);
	alarm(CLIENT_SECONDS);
	p->run();
	return 0;
}
