/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a file's poll method says what to wait for (linux/fs/poll.c). */
#ifndef _LINUX_POLL_H
#define _LINUX_POLL_H

#include <linux/fs.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <uapi/linux/eventpoll.h>
#include <uapi/linux/poll.h>

/* what a file without a poll method answers */
#define DEFAULT_POLLMASK (EPOLLIN | EPOLLOUT | EPOLLRDNORM | EPOLLWRNORM)

struct poll_table_struct;

typedef void (*poll_queue_proc)(struct file *file, wait_queue_head_t *head, struct poll_table_struct *table);

/* Passed through poll methods; they hand it to poll_wait() and look no further. */
typedef struct poll_table_struct {
	poll_queue_proc _qproc;
	__poll_t _key;
} poll_table;

static inline void init_poll_funcptr(poll_table *table, poll_queue_proc qproc)
{
	table->_qproc = qproc;
	table->_key = ~(__poll_t)0;
}

static inline void poll_wait(struct file *file, wait_queue_head_t *head, poll_table *table)
{
	if (head && table && table->_qproc)
		table->_qproc(file, head, table);
}

static inline bool poll_does_not_wait(const poll_table *table)
{
	return !table || !table->_qproc;
}

static inline __poll_t poll_requested_events(const poll_table *table)
{
	return table ? table->_key : ~(__poll_t)0;
}

static inline bool file_can_poll(struct file *file)
{
	return file->f_op->poll;
}

static inline __poll_t vfs_poll(struct file *file, poll_table *table)
{
	const struct file_operations *ops = READ_ONCE(file->f_op);

	return ops->poll ? ops->poll(file, table) : DEFAULT_POLLMASK;
}

#endif
