// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * exec_init.c - the first process of a container: it waits for whoever has nobody else.
 */
#include "cli/exec_init.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* all that have ended; does not return if @child is one of them */
static void reap(pid_t child)
{
	int status;
	pid_t ended;

	while ((ended = waitpid(-1, &status, WNOHANG)) > 0)
		if (ended == child)
			_exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

static _Noreturn void attend(pid_t child, const sigset_t *wanted)
{
	siginfo_t info;

	for (;;) {
		reap(child);
		/* the terminal's (SI_KERNEL) reach everybody */
		if (sigwaitinfo(wanted, &info) > 0 && info.si_signo != SIGCHLD && info.si_code <= 0)
			kill(child, info.si_signo);
	}
}

void exec_below_init(void)
{
	sigset_t wanted, before;
	pid_t child;

	if (getpid() != 1)
		return;
	sigemptyset(&wanted);
	sigaddset(&wanted, SIGCHLD);
	sigaddset(&wanted, SIGINT);
	sigaddset(&wanted, SIGQUIT);
	sigaddset(&wanted, SIGTERM);
	sigaddset(&wanted, SIGHUP);
	/* blocked from before the fork: none of them is lost */
	sigprocmask(SIG_BLOCK, &wanted, &before);
	child = fork();
	if (child > 0)
		attend(child, &wanted);
	sigprocmask(SIG_SETMASK, &before, NULL);
}
