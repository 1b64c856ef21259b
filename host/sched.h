/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sched.h - private to host/: the two schedulers behind host.h's tasks and time.
 *
 * sched.c dispatches to one table a run: fiber.c (virtual clock) or thread.c (real clock). Both embed struct
 * host_task first in their own struct.
 */
#ifndef HOST_SCHED_H
#define HOST_SCHED_H

#include <usnd/host.h>

#define HOST_TASK_NAME 16

struct host_task {
	char name[HOST_TASK_NAME];
	void (*fn)(void *arg);
	void *arg;
	void *data;	/* host_task_data(); the task's own */
	uint64_t number; /* of creation, 1 = main */
};

/**
 * struct sched_ops - a scheduler; slots as the host_* functions of their names
 * @run: says sched_become() in every task it starts, and of none before it returns
 * @preempt: may be NULL: never
 */
struct sched_ops {
	int (*run)(const struct host_sched_config *config, const struct host_sched_events *events,
		   void (*main)(void *arg), void *arg);
	int (*create)(struct host_task **task, const char *name, void (*fn)(void *arg), void *arg, void *data);
	void (*join)(struct host_task *task);
	void (*park)(uint64_t deadline);
	void (*unpark)(struct host_task *task);
	int (*wait_fd)(int fd, unsigned int events, uint64_t deadline);
	void (*relax)(void);
	void (*preempt)(void);
	uint64_t (*now)(void);
	uint64_t (*now_coarse)(void);
	void (*delay)(uint64_t ns);
	uint64_t (*random)(void);
	void (*trace)(uint64_t event);
	uint64_t (*trace_hash)(void);
	void (*wall_time)(uint64_t *seconds, uint32_t *ns);
};

extern const struct sched_ops fiber_sched_ops;
extern const struct sched_ops thread_sched_ops;

/** the running task; NULL outside of a run */
extern HOST_TASK_LOCAL struct host_task *host_sched_self;

/** sched_become() - from now on @task is the running one; NULL: none */
static inline void sched_become(struct host_task *task)
{
	host_sched_self = task;
	host_sched_data = task ? task->data : NULL;
}

/** sched_fill_task() - the part of a task that both schedulers share */
void sched_fill_task(struct host_task *task, const char *name, void (*fn)(void *arg), void *arg, void *data);

/** sched_mix() - one step of splitmix64's output function: a good hash of 64 bits */
static inline uint64_t sched_mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

#define SCHED_GOLDEN 0x9e3779b97f4a7c15u

#endif
