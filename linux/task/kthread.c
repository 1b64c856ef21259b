// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kthread.c - kernel threads.
 *
 * A thread begins asleep; wake_up_process() lets it run. kthread_stop() waits for it and takes what it returned. One
 * that ends by itself waits among the ended ones until its last reference is gone, then its memory is given back by
 * whoever creates the next thread, or by the shutdown. threads_lock protects the lists and ->stopper.
 */
#define pr_fmt(fmt) "usnd: " fmt

#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/refcount.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/stdarg.h>

#include "local.h"

struct kthread {
	struct task_struct task;
	int (*fn)(void *data);
	void *data;
	int result;
	refcount_t references;
	bool should_stop;		/* atomic */
	bool stopper;			/* somebody waits for it to end */
	bool ended;
	struct list_head node;		/* in running or ended */
};

static struct plain_lock threads_lock;
static LIST_HEAD(running);
static LIST_HEAD(ended);

static struct kthread *to_kthread(struct task_struct *t)
{
	return container_of(t, struct kthread, task);
}

static void thread_main(void *arg)
{
	const struct context none = { 0 };
	struct kthread *k = arg;

	/* until it is woken the first time, or stopped before that */
	sleep_until(HOST_FOREVER);
	k->result = READ_ONCE(k->should_stop) ? -EINTR : k->fn(k->data);
	context_check(&none, "kernel thread", k->fn);

	plain_lock(&threads_lock);
	k->ended = true;
	if (!k->stopper)
		list_move_tail(&k->node, &ended);
	plain_unlock(&threads_lock);
}

static void free_thread(struct kthread *k)
{
	host_task_join(k->task.host);
	kfree(k);
}

struct task_struct *get_task_struct(struct task_struct *task)
{
	refcount_inc(&to_kthread(task)->references);
	return task;
}
EXPORT_SYMBOL_GPL(get_task_struct);

/* One that runs still is freed later, with the ended ones. */
void put_task_struct(struct task_struct *task)
{
	struct kthread *k = to_kthread(task);
	bool last;

	plain_lock(&threads_lock);
	last = refcount_dec_and_test(&k->references) && k->stopper;
	plain_unlock(&threads_lock);
	if (last)
		kfree(k);
}
EXPORT_SYMBOL_GPL(put_task_struct);

/* those that have ended by themselves and that nobody refers to */
static void free_ended(void)
{
	struct kthread *k, *found;

	do {
		found = NULL;
		plain_lock(&threads_lock);
		list_for_each_entry(k, &ended, node)
			if (refcount_read(&k->references) <= 1) {
				found = k;
				list_del(&k->node);
				break;
			}
		plain_unlock(&threads_lock);
		if (found)
			free_thread(found);
	} while (found);
}

/**
 * kthread_create_on_node() - a thread that will call @threadfn(@data) once it is woken
 * Return: the task, or ERR_PTR(-ENOMEM). Context: process.
 */
struct task_struct *kthread_create_on_node(int (*threadfn)(void *data), void *data, int node, const char namefmt[],
					   ...)
{
	char name[TASK_COMM_LEN];
	struct kthread *k;
	va_list args;
	int err;

	might_sleep_here(CALLER());
	if (should_fail("kthread_create", __builtin_return_address(0)))
		return ERR_PTR(-ENOMEM);
	free_ended();
	va_start(args, namefmt);
	vsnprintf(name, sizeof(name), namefmt, args);
	va_end(args);

	k = kzalloc(sizeof(*k), gfp_told());
	task_fill(&k->task, name, PF_KTHREAD);
	k->task.__state = TASK_UNINTERRUPTIBLE;
	k->fn = threadfn;
	k->data = data;
	refcount_set(&k->references, 1);
	plain_lock(&threads_lock);
	list_add_tail(&k->node, &running);
	plain_unlock(&threads_lock);
	err = task_start(&k->task, thread_main, k);
	if (!err)
		return &k->task;

	plain_lock(&threads_lock);
	list_del(&k->node);
	plain_unlock(&threads_lock);
	kfree(k);
	return ERR_PTR(err);
}
EXPORT_SYMBOL(kthread_create_on_node);

bool kthread_should_stop(void)
{
	return READ_ONCE(to_kthread(current)->should_stop);
}
EXPORT_SYMBOL(kthread_should_stop);

void *kthread_data(struct task_struct *task)
{
	return to_kthread(task)->data;
}
EXPORT_SYMBOL_GPL(kthread_data);

static int stop_and_join(struct kthread *k)
{
	int result;

	plain_lock(&threads_lock);
	k->stopper = true;
	list_del_init(&k->node);
	plain_unlock(&threads_lock);
	WRITE_ONCE(k->should_stop, true);
	wake_task(&k->task, TASK_NORMAL);
	host_task_join(k->task.host);
	result = k->result;
	return result;
}

/**
 * kthread_stop() - ask a thread to end and wait for it
 * The caller is the only one who stops it; a thread that may end by itself must be held with get_task_struct().
 * Return: what its function returned; -EINTR if it never ran. Context: process.
 */
int kthread_stop(struct task_struct *task)
{
	int result;

	might_sleep_here(CALLER());
	result = stop_and_join(to_kthread(task));
	put_task_struct(task);
	return result;
}
EXPORT_SYMBOL(kthread_stop);

int kthread_stop_put(struct task_struct *task)
{
	int result = kthread_stop(task);

	put_task_struct(task);
	return result;
}
EXPORT_SYMBOL(kthread_stop_put);

static struct kthread *find_left(const void *inside)
{
	struct kthread *k;

	plain_lock(&threads_lock);
	list_for_each_entry(k, &running, node)
		if (left_by(inside, k->fn)) {
			/* it may end by itself at any moment: nobody else frees it then */
			k->stopper = true;
			list_del_init(&k->node);
			goto out_unlock;
		}
	k = NULL;
out_unlock:
	plain_unlock(&threads_lock);
	return k;
}

unsigned int kthreads_left(const void *inside)
{
	unsigned int left = 0;
	struct kthread *k;

	for (; (k = find_left(inside)); left++) {
		report("thread left", k->fn, "kernel thread %s still runs", k->task.comm);
		/* it must not outlive its code, nor the world */
		stop_and_join(k);
		kfree(k);
	}
	free_ended();
	while (!inside && (k = list_first_entry_or_null(&ended, struct kthread, node))) {
		report("thread left", k->fn, "kernel thread %s has ended, a reference is held", k->task.comm);
		left++;
		list_del(&k->node);
		free_thread(k);
	}
	return left;
}
