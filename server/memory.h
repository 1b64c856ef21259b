/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory.h - the memory of other processes, as &usnd_caller.fetch and .store want it.
 *
 * By process_vm_readv(2) and _writev(2): the same user and a dumpable process, or CAP_SYS_PTRACE; Yama's ptrace_scope
 * allows a parent its children. Up to the first page that is not there, as copy_from_user().
 *
 * Where a sandbox refuses these calls (Docker's profile before 23.0), by /proc/THREAD/mem, which takes the same
 * permission. Two things are different: some 4 us more a call, and pages that the process itself may not read, or write
 * and has for itself (PROT_NONE, constants), are no fault there.
 *
 * A page may be another process's to bring (userfaultfd, a file of FUSE). Who waits for one that never comes sleeps in
 * the kernel until that process, or ours, ends: no signal of less than that wakes a thread there.
 */
#ifndef SERVER_MEMORY_H
#define SERVER_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/** client_fetch() - @bytes at @src of thread @thread's process; returns the bytes NOT copied */
size_t client_fetch(pid_t thread, void *dst, uint64_t src, size_t bytes);

/** client_store() - the other way */
size_t client_store(pid_t thread, uint64_t dst, const void *src, size_t bytes);

/** client_memory_inside() - threads that are in some client's memory at this moment */
unsigned int client_memory_inside(void);

/**
 * client_memory_give_up() - who is in some client's memory now, or comes there, never returns
 * For the end of a server that has such threads: they own what they hold, so nothing of it can be freed, and must not
 * use it any more. For this process there is no way back.
 */
void client_memory_give_up(void);

/**
 * client_fetch_string() - a path or name that ends with a zero byte
 * Return: its length, -EFAULT, -ENAMETOOLONG: no zero byte within @size.
 */
long client_fetch_string(pid_t thread, char *text, uint64_t src, size_t size);

/**
 * enum client_signal - would a thread leave an interruptible sleep now
 * @CLIENT_SIGNAL: a signal that it does not block waits for it
 * @CLIENT_ANY_THREAD: one waits for its process, and the kernel may have chosen another thread
 */
enum client_signal { CLIENT_NO_SIGNAL, CLIENT_SIGNAL, CLIENT_ANY_THREAD, CLIENT_GONE };

/**
 * client_signal_pending() - what waits for thread @thread
 * @blocked: signals that do not count, beside those that the thread blocks (bit 0: signal 1)
 * Reads /proc, some 20 us.
 */
enum client_signal client_signal_pending(pid_t thread, uint64_t blocked);

/** client_process() - the process (thread group) of a thread, or -ESRCH */
pid_t client_process(pid_t thread);

#endif
