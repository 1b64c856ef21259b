// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sched.c - tasks and time for the kernel world: picks the scheduler of a run and passes every call on to it.
 *
 * One run at a time in a process. The table is set before the first task of a run starts and stays until the next
 * run, so that tasks which a run left behind still find it; no lock.
 */
#include "host/sched.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "host/outside.h"

HOST_TASK_LOCAL struct host_task *host_sched_self;
HOST_TASK_LOCAL void *host_sched_data;
bool host_sched_preempts;

static atomic_bool running;
static const struct sched_ops *ops = &thread_sched_ops;

void sched_fill_task(struct host_task *task, const char *name, void (*fn)(void *arg), void *arg, void *data)
{
	snprintf(task->name, sizeof(task->name), "%s", name ? name : "");
	task->fn = fn;
	task->arg = arg;
	task->data = data;
}

int host_sched_run(const struct host_sched_config *config, const struct host_sched_events *events,
		   void (*main)(void *arg), void *arg)
{
	int err;

	if (atomic_exchange(&running, true))
		return -EALREADY;
	ops = config->clock == HOST_CLOCK_VIRTUAL ? &fiber_sched_ops : &thread_sched_ops;
	/* without a seed it is first come first served */
	host_sched_preempts = ops->preempt && config->seed;
	outside_open(config->clock == HOST_CLOCK_REAL);
	err = ops->run(config, events, main, arg);
	outside_close();
	atomic_store(&running, false);
	return err;
}

int host_task_create(struct host_task **task, const char *name, void (*fn)(void *arg), void *arg, void *data)
{
	return ops->create(task, name, fn, arg, data);
}

void host_task_join(struct host_task *task)
{
	if (task)
		ops->join(task);
}

struct host_task *host_task_self(void)
{
	return host_sched_self;
}

void host_task_set_data(void *data)
{
	if (host_sched_self)
		host_sched_self->data = host_sched_data = data;
}

void host_task_park(uint64_t deadline)
{
	if (host_sched_self)
		ops->park(deadline);
}

void host_task_unpark(struct host_task *task)
{
	ops->unpark(task);
}

int host_task_wait_fd(int fd, unsigned int events, uint64_t deadline)
{
	int ret = host_sched_self ? ops->wait_fd(fd, events, deadline) : -ESRCH;

	/* a file that cannot be waited for never makes anybody wait */
	return ret == -EPERM ? (int)events & (POLLIN | POLLOUT) : ret;
}

void host_task_relax(void)
{
	if (host_sched_self)
		ops->relax();
}

void host_task_preempt_now(void)
{
	if (host_sched_self)
		ops->preempt();
}

bool host_is_real_time(void)
{
	return ops == &thread_sched_ops;
}

uint64_t host_now(void)
{
	return atomic_load_explicit(&running, memory_order_relaxed) ? ops->now() : 0;
}

uint64_t host_now_coarse(void)
{
	return atomic_load_explicit(&running, memory_order_relaxed) ? ops->now_coarse() : 0;
}

void host_delay(uint64_t ns)
{
	if (host_sched_self)
		ops->delay(ns);
}

uint64_t host_random(void)
{
	return ops->random();
}

void host_trace(uint64_t event)
{
	ops->trace(event);
}

uint64_t host_trace_hash(void)
{
	return ops->trace_hash();
}

void host_wall_time(uint64_t *seconds, uint32_t *ns)
{
	ops->wall_time(seconds, ns);
}
