/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notify.h - sound for a command and its children, without privileges: their system calls come by seccomp user
 * notification.
 *
 * notify_spawn() forks a child that filters its own system calls and waits. Calls that may concern sound are then told
 * to whoever has the filter's listener: a transport of the engine (notify_open()). What does not concern sound goes on
 * in the kernel as if nothing had been.
 *
 * What the client gets for an open PCM is the file behind its mappings (usnd_client_file()), so mmap(2) is the kernel's
 * own, as are dup(2), fork(2), descriptor passing and close-on-exec. For a control or timer file it gets the reading
 * end of a pipe into which events are written (pipe.c), so read(2) and polling are the kernel's. For a file of
 * /proc/asound: a copy of its text.
 *
 * What differs from device files, for it cannot be seen or done here (docs/exec.md says it for people):
 *  - read(2), write(2), readv(2), writev(2) of a PCM descriptor, and splice: they reach the file and not the device
 *  - epoll of a PCM: no EPOLLERR, and what a client writes through its mapping is not seen at once (epoll.c); io_uring
 *    is not seen at all
 *  - read(2) of a control or timer file whose size is no multiple of its events' cuts one in two; without a
 *    subscription it sleeps
 *  - stat(2), access(2) and readdir(3) of /dev/snd and /proc/asound
 *  - writing to files of /proc/asound succeeds whatever is written; errors are in the log (written.c)
 *  - a signal that only the mask of ppoll(2) or pselect(2) lets through does not end a call in which a PCM takes part
 *  - paths are compared as text, relative ones behind their folder's; neither "..", links nor mount namespaces count
 *  - a signal whose handler does not restart system calls may end even the opening of a regular file, or fcntl(2), with
 *    EINTR, if it comes in the microseconds before the call is taken
 *  - before Linux 5.19 a signal cancels a call that was taken, whatever we answer: a transfer that it interrupts says
 *    EINTR also if part of it is done, poll(2) and select(2) are begun anew after a handler that restarts, and a device
 *    whose opening was interrupted may be busy for a moment
 *  - 32-bit programs (i386 on x86-64) cannot map a PCM's status and control pages (i386.h); calls of x32 have no sound
 */
#ifndef SERVER_NOTIFY_NOTIFY_H
#define SERVER_NOTIFY_NOTIFY_H

#include <stdbool.h>
#include <sys/types.h>

#include "server/engine.h"

struct notify;

/**
 * notify_open() - a transport for engine_serve()
 * @listener: stays the caller's, beyond notify_close(). Client calls then wait until it is closed, or somebody else
 *	answers them.
 * @killable: received calls are not cancelled by signals (SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)
 * The process ignores SIGPIPE: clients close their ends of pipes when they like.
 * Return: 0, -ENOMEM, -EMFILE
 */
int notify_open(struct notify **notify, int listener, bool killable);

struct transport *notify_transport(struct notify *notify);

/** notify_close() - after engine_stop(); NULL is fine */
void notify_close(struct notify *notify);

/**
 * struct notify_child - a command that has not begun, or runs
 * @pidfd: readable when it has ended
 * @socket: to it, until it executes
 * @listener, @killable: as of notify_open()
 * @caretaker: a process that answers when we are gone, by @caretaker_socket's end
 */
struct notify_child {
	pid_t pid, caretaker;
	int pidfd, socket, listener, caretaker_socket;
	bool killable;
};

/**
 * notify_spawn() - fork a child that has its filter, and waits for notify_go()
 * @argv: what it will execute, found along PATH
 * The caller has one thread only, and signals as the command shall have them.
 * Return: 0; -EBUSY: its calls are listened to already, by an outer program; -ENOSYS: the kernel has no user
 * notifications, or not the forms that we need (Linux 5.14); -EACCES: the child's memory cannot be reached; others of
 * fork(2), seccomp(2) … Nothing is left on error.
 */
int notify_spawn(struct notify_child *child, char *const *argv);

/**
 * notify_go() - let it execute
 * Return: 0; why not: -errno of execve(2), and the child ends
 */
int notify_go(struct notify_child *child);

/** notify_reap() - wait for its end, and close what is open. Return: its exit status as a shell tells it: 128 + signal
 * if killed */
int notify_reap(struct notify_child *child);

/**
 * notify_caretake() - the end of the server: whoever lives on under the filter is left to the caretaker until the last
 * one is gone
 * @child: reaped; its listener is closed. Calls go on in the kernel; opening sound files is -ENODEV, and so is what is
 * done with those that are still open. A server that is killed leaves them the same.
 */
void notify_caretake(struct notify_child *child);

#endif
