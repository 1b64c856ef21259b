// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fiber.c - the virtual clock: all tasks of a run are fibers of one thread, and time is a number.
 *
 * A task runs until it parks, delays, relaxes, joins or ends; with a seed also until a scheduling point draws
 * another one. When nobody is ready, the clock jumps to the earliest deadline. A delay is a sleep that no unpark
 * ends: the others get on meanwhile, as on other processors. A busy wait moves the clock by a little each turn,
 * and after some turns to the next deadline, so that whoever it waits for comes to run.
 *
 * Descriptors of the host that are watched (outside.h) are looked at before time jumps, and now and then while somebody
 * is always ready. A run that has any, or is asked how far time may go, decides on the scheduler's own stack what comes
 * next when nobody is ready; every other run without that detour.
 *
 * Everything that is decided is mixed into the run's fingerprint. One thread: no locks.
 */
#include "host/fiber.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "host/outside.h"
#include "host/ready.h"

#define RELAX_NS 50
#define RELAX_TURNS 1000		/* then the clock jumps */
#define SPIN_LIMIT 1000000
#define LOOK_EVERY 64			/* so many moves of time or switches, with somebody always ready, for a look outside */
#define WALL_START 1731855600ull	/* 17 November 2024: the day of Linux 6.12 */

static struct {
	struct fiber home;		/* the scheduler's own stack: host_sched_run() */
	struct fiber *running;
	struct fiber *left;		/* which fiber was left for the running one */
	struct fiber *all;
	struct fiber *ended;		/* its stack goes when another fiber runs */

	struct ready ready;
	struct deadlines deadlines;
	size_t room, count;		/* of ready and deadlines; fibers */

	uint64_t now, created;
	uint64_t seed, spin_limit;
	uint64_t draws, drawn_by_user;	/* state of the two generators */
	uint64_t chance;		/* one scheduling point in so many draws another task */
	uint64_t hash;
	const struct host_sched_events *events;
	unsigned int moves;		/* since the last look outside */
	int outcome;
	bool over, spin;
} run;

/* ---- random numbers and the fingerprint ---- */

static uint64_t draw(void)
{
	run.draws += SCHED_GOLDEN;
	return sched_mix(run.draws);
}

static uint64_t fiber_random(void)
{
	run.drawn_by_user += SCHED_GOLDEN;
	return sched_mix(run.drawn_by_user);
}

static void fiber_trace(uint64_t event)
{
	run.hash = sched_mix(run.hash + SCHED_GOLDEN + event);
}

static uint64_t fiber_trace_hash(void)
{
	return run.hash;
}

/* ---- who is ready ---- */

static void make_ready(struct fiber *f)
{
	f->state = FIBER_READY;
	ready_add(&run.ready, f);
}

static struct fiber *take_ready(void)
{
	return ready_take(&run.ready, run.seed && run.ready.count > 1 ? draw() % run.ready.count : 0);
}

/* ---- deadlines ---- */

/* the clock reads @now: whose deadline has come is ready */
static void advance(uint64_t now)
{
	struct deadline *first;

	if (now > run.now)
		run.now = now;
	while ((first = deadlines_first(&run.deadlines)) && first->when <= run.now) {
		deadlines_remove(&run.deadlines, first);
		make_ready((struct fiber *)((char *)first - offsetof(struct fiber, deadline)));
	}
}

/* HOST_FOREVER: nobody has a deadline */
static uint64_t next_deadline(void)
{
	const struct deadline *first = deadlines_first(&run.deadlines);

	return first ? first->when : HOST_FOREVER;
}

/* ---- switching ---- */

static void arrived(void)
{
	struct fiber *ended = run.ended;

	stack_arrived(&run.running->notes, &run.left->notes);
	if (!ended || ended == run.running)
		return;
	run.ended = NULL;
	stack_notes_close(&ended->notes, &ended->stack);
	stack_give(&ended->stack);
}

static void switch_to(struct fiber *to)
{
	struct fiber *from = run.running;

	if (to == from) {
		from->state = FIBER_RUNNING;
		return;
	}
	fiber_trace(to->task.number << 48 ^ run.now);
	to->state = FIBER_RUNNING;
	run.left = from;
	run.running = to;
	sched_become(to == &run.home ? NULL : &to->task);
	stack_leaving(&from->notes, &to->notes, from->state == FIBER_DONE);
	context_switch(&from->context, &to->context);
	arrived();
}

/* does not return to this fiber */
static void end_run(int outcome)
{
	run.outcome = outcome;
	run.over = true;
	switch_to(&run.home);
}

static void give_up(bool spin)
{
	run.spin = spin;
	end_run(-EDEADLK);
}

/* ---- the world outside ---- */

static void look_now_and_then(void)
{
	if (!outside_is_watched() || ++run.moves < LOOK_EVERY)
		return;
	run.moves = 0;
	outside_look();
}

static bool is_asked_for_time(void)
{
	return run.events && run.events->idle;
}

/* how far the clock may go before the earliest deadline; if not there, how long to wait */
static uint64_t may_go_to(uint64_t *wait)
{
	uint64_t next = next_deadline(), until = next;

	*wait = HOST_FOREVER;
	if (is_asked_for_time())
		until = run.events->idle(run.events->ctx, run.now, next, wait);
	if (until > next)
		until = next;
	return until == HOST_FOREVER || until < run.now ? run.now : until;
}

/*
 * On the scheduler's own stack: nobody is ready. Somebody comes from outside, or time goes on, until one is; false:
 * neither will ever happen. After a wait time is asked for again even if somebody has come, who must find the clock
 * right.
 */
static bool find_work(void)
{
	uint64_t wait;

	outside_look();
	while (!run.ready.count) {
		if (next_deadline() == HOST_FOREVER && !outside_is_watched())
			return false;
		advance(may_go_to(&wait));
		if (run.ready.count)
			break;
		outside_wait(wait);
		if (is_asked_for_time())
			advance(may_go_to(&wait));
	}
	return true;
}

/* the running task cannot go on: whoever can does */
static void run_another(void)
{
	look_now_and_then();
	if (!run.ready.count && (is_asked_for_time() || outside_is_watched())) {
		switch_to(&run.home);
		return;
	}
	if (!run.ready.count && next_deadline() != HOST_FOREVER)
		advance(next_deadline());
	if (run.ready.count)
		switch_to(take_ready());
	else
		give_up(false);
}

static void run_others_first(void)
{
	look_now_and_then();
	if (!run.ready.count)
		return;
	make_ready(run.running);
	switch_to(take_ready());
}

static void fiber_preempt(void)
{
	if (!run.seed || !run.ready.count || draw() % run.chance)
		return;
	run_others_first();
}

static void fiber_relax(void)
{
	struct fiber *self = run.running;

	if (++self->turns > run.spin_limit)
		give_up(true);
	if (self->turns % RELAX_TURNS == 0 && !run.ready.count && next_deadline() != HOST_FOREVER)
		advance(next_deadline());
	else
		advance(run.now + RELAX_NS);
	run_others_first();
}

static void fiber_park(uint64_t deadline)
{
	struct fiber *self = run.running;

	if (self->token) {
		self->token = false;
		self->turns = 0;
		fiber_preempt();
		return;
	}
	if (deadline <= run.now) {
		/* a task that parks for the past again and again is busy waiting */
		fiber_relax();
		return;
	}
	self->turns = 0;
	self->state = FIBER_PARKED;
	if (deadline != HOST_FOREVER)
		deadlines_add(&run.deadlines, &self->deadline, deadline);
	run_another();
	self->token = false;
}

static void fiber_unpark(struct host_task *task)
{
	struct fiber *f = (struct fiber *)task;

	f->token = true;
	if (f->state != FIBER_PARKED)
		return;
	deadlines_remove(&run.deadlines, &f->deadline);
	make_ready(f);
}

static int fiber_wait_fd(int fd, unsigned int events, uint64_t deadline)
{
	struct host_watch watch = { .fd = fd, .events = events, .task = &run.running->task };
	int err = host_watch_add(&watch);

	if (err)
		return err;
	/* a deadline that has passed asks what there is now */
	if (deadline <= run.now)
		outside_look();
	fiber_park(deadline);
	host_watch_remove(&watch);
	return watch.ready;
}

static uint64_t fiber_now(void)
{
	return run.now;
}

static void fiber_delay(uint64_t ns)
{
	struct fiber *self = run.running;
	uint64_t until = run.now + ns < run.now ? HOST_FOREVER - 1 : run.now + ns;

	self->turns = 0;
	if (!run.ready.count && next_deadline() > until) {
		run.now = until;
		look_now_and_then();
		return;
	}
	self->state = FIBER_DELAYED;
	deadlines_add(&run.deadlines, &self->deadline, until);
	run_another();
}

static void fiber_wall_time(uint64_t *seconds, uint32_t *ns)
{
	*seconds = WALL_START + run.now / 1000000000;
	*ns = run.now % 1000000000;
}

/* ---- life of a fiber ---- */

static void fiber_entry(void)
{
	struct fiber *self = run.running;

	arrived();
	self->task.fn(self->task.arg);
	self->state = FIBER_DONE;
	if (self->joiner)
		make_ready(self->joiner);
	run.ended = self;
	/* the first task's end is the run's */
	if (self->task.number == 1)
		end_run(0);
	else
		run_another();
	abort();
}

/* every fiber can be ready, or have a deadline, without an allocation then */
static int make_room(void)
{
	size_t room = run.room ? 2 * run.room : 16;

	if (run.count < run.room)
		return 0;
	if (deadlines_reserve(&run.deadlines, room) || ready_reserve(&run.ready, room))
		return -ENOMEM;
	run.room = room;
	return 0;
}

static int fiber_create(struct host_task **task, const char *name, void (*fn)(void *arg), void *arg, void *data)
{
	struct fiber *f;
	int err;

	err = make_room();
	if (err)
		return err;
	f = calloc(1, sizeof(*f));
	if (!f)
		return -ENOMEM;
	err = stack_take(&f->stack, !run.created);
	if (err) {
		free(f);
		return err;
	}
	stack_notes_open(&f->notes, &f->stack);
	sched_fill_task(&f->task, name, fn, arg, data);
	f->task.number = ++run.created;
	context_make(&f->context, f->stack.base, f->stack.bytes, fiber_entry);
	f->next = run.all;
	if (f->next)
		f->next->back = &f->next;
	f->back = &run.all;
	run.all = f;
	run.count++;
	make_ready(f);
	*task = &f->task;
	return 0;
}

static void forget(struct fiber *f)
{
	*f->back = f->next;
	if (f->next)
		f->next->back = f->back;
	run.count--;
	if (run.ended == f)
		run.ended = NULL;
	stack_notes_close(&f->notes, &f->stack);
	stack_give(&f->stack);
	free(f);
}

static void fiber_join(struct host_task *task)
{
	struct fiber *f = (struct fiber *)task, *self = run.running;

	self->turns = 0;
	if (f->state != FIBER_DONE) {
		f->joiner = self;
		self->state = FIBER_JOINING;
		run_another();
	}
	forget(f);
}

/* ---- a run ---- */

static int fiber_run(const struct host_sched_config *config, const struct host_sched_events *events,
		     void (*main)(void *arg), void *arg)
{
	struct host_task *first;
	struct fiber *f;
	int err;

	memset(&run, 0, sizeof(run));
	run.seed = config->seed;
	run.spin_limit = config->spin_limit ? config->spin_limit : SPIN_LIMIT;
	run.events = events;
	run.draws = config->seed;
	run.drawn_by_user = ~config->seed;
	/* schedules differ in temper too: from a switch at every second point to one in 64 */
	run.chance = 2ull << draw() % 6;
	stack_notes_open(&run.home.notes, &run.home.stack);
	run.running = &run.home;

	err = fiber_create(&first, "main", main, arg, NULL);
	if (!err) {
		do {
			switch_to(take_ready());
		} while (!run.over && find_work());
		err = run.over ? run.outcome : -EDEADLK;
	}
	if (err == -EDEADLK) {
		fiber_log_stuck(run.all, run.left, run.now, run.spin);
		if (events && events->stuck) {
			/* so that what it looks at is the spinning task's */
			sched_become(run.spin ? &run.left->task : NULL);
			events->stuck(events->ctx, run.spin);
			sched_become(NULL);
		}
	}
	while ((f = run.all)) {
		if (!err && f->task.number != 1 && f->state != FIBER_DONE)
			err = -EBUSY;
		forget(f);
	}
	ready_free(&run.ready);
	deadlines_free(&run.deadlines);
	return err;
}

const struct sched_ops fiber_sched_ops = {
	.run = fiber_run,
	.create = fiber_create,
	.join = fiber_join,
	.park = fiber_park,
	.unpark = fiber_unpark,
	.wait_fd = fiber_wait_fd,
	.relax = fiber_relax,
	.preempt = fiber_preempt,
	.now = fiber_now,
	.now_coarse = fiber_now,
	.delay = fiber_delay,
	.random = fiber_random,
	.trace = fiber_trace,
	.trace_hash = fiber_trace_hash,
	.wall_time = fiber_wall_time,
};
