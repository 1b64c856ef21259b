// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * signals.c - O_ASYNC of a PCM: a signal at the end of each period. (Controls and timers are pipes here, whose signals are
 * the kernel's own.)
 *
 * The client's file is a regular one to the kernel, which keeps its owner (F_SETOWN, F_SETSIG) and forgets O_ASYNC. So we
 * remember the flag, look the owner up when there is something to be told, and send what the kernel would: SIGIO without
 * further words, or the signal of F_SETSIG with si_fd and si_band; si_code is SI_SIGIO, for POLL_IN is the kernel's to say.
 *
 * Signals are for the process that has set the flag, or a thread of it: whom else the client may send signals to is not
 * for us to judge, who may have more rights than it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "server/memory.h"
#include "server/notify/local.h"

/* an interrupt's task, with locks of the device held */
static void period_has_ended(void *ctx, int band)
{
	struct notify_file *f = ctx;

	atomic_store(&f->signal_due, true);
	host_task_unpark(f->keeper);
}

void notify_signals_set(struct notify_call *c, struct notify_file *f, int flags)
{
	bool on = flags & O_ASYNC;

	/* who changes another flag has asked for the old ones first, and was not told of O_ASYNC: it stays */
	if (!on && (flags ^ f->flags) & (O_NONBLOCK | O_APPEND))
		return;
	if (!on && !f->signal_process)
		return;
	f->keeper = notify_of(c)->keeper;
	f->signal_fd = notify_argument(c, 0);
	f->signal_process = on ? client_process(c->call.thread) : 0;
	if (f->signal_process < 0)
		f->signal_process = 0;
	usnd_set_signal(f->file, f->signal_process ? period_has_ended : NULL, f);
}

/* what the client has said of its descriptor: who is told, by which signal; false: it leads elsewhere by now */
static bool ask_owner(const struct notify_file *f, int process, struct f_owner_ex *owner, int *signal)
{
	int twin = syscall(SYS_pidfd_getfd, process, f->signal_fd, 0);
	struct stat is;
	bool known;

	if (twin < 0)
		return false;
	known = !fstat(twin, &is) && is.st_dev == f->dev && is.st_ino == f->ino && !fcntl(twin, F_GETOWN_EX, owner);
	*signal = fcntl(twin, F_GETSIG);
	close(twin);
	return known && *signal >= 0;
}

void notify_signals_send(struct notify_file *f)
{
	pid_t whose = f->signal_process;
	int process = whose ? (int)syscall(SYS_pidfd_open, whose, 0) : -1, signal;
	siginfo_t info = { .si_code = SI_SIGIO };
	struct f_owner_ex owner;

	if (process < 0)
		return;
	if (ask_owner(f, process, &owner, &signal)) {
		info.si_signo = signal;
		info.si_band = f->capture ? POLLIN | POLLRDNORM : POLLOUT | POLLWRNORM;
		info.si_fd = f->signal_fd;
		if (owner.type == F_OWNER_PID && owner.pid == whose)
			syscall(SYS_pidfd_send_signal, process, signal ? signal : SIGIO, signal ? &info : NULL, 0);
		else if (owner.type == F_OWNER_TID && signal)
			syscall(SYS_rt_tgsigqueueinfo, whose, owner.pid, signal, &info);
		else if (owner.type == F_OWNER_TID)
			syscall(SYS_tgkill, whose, owner.pid, SIGIO);
	}
	close(process);
}
