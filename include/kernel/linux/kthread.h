/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel threads. kthread_stop() asks a thread to end, waits for it and gives what its function returned; a thread
 * that ends by itself is freed unless somebody holds get_task_struct(). Implemented in linux/task/kthread.c.
 */
#ifndef _LINUX_KTHREAD_H
#define _LINUX_KTHREAD_H

#include <linux/err.h>
#include <linux/sched.h>

#define NUMA_NO_NODE (-1)

struct task_struct *kthread_create_on_node(int (*threadfn)(void *data), void *data, int node, const char namefmt[],
					   ...) __attribute__((format(printf, 4, 5)));

#define kthread_create(threadfn, data, namefmt, arg...) \
	kthread_create_on_node(threadfn, data, NUMA_NO_NODE, namefmt, ##arg)
#define kthread_run(threadfn, data, namefmt, ...) \
({ \
	struct task_struct *__k = kthread_create(threadfn, data, namefmt, ##__VA_ARGS__); \
\
	if (!IS_ERR(__k)) \
		wake_up_process(__k); \
	__k; \
})

int kthread_stop(struct task_struct *k);
int kthread_stop_put(struct task_struct *k);
bool kthread_should_stop(void);
void *kthread_data(struct task_struct *k);

#endif
