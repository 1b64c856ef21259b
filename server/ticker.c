// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ticker.c - the task that looks at what does not get on. See ticker.h.
 */
#include "server/ticker.h"

#include <errno.h>
#include <poll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "server/calls.h"
#include "server/workers.h"

#define TICK_NS 20000000
#define OVERDUE_TICKS 100
#define QUESTIONS_A_TICK 50

void ticker_set(struct engine *e, bool on)
{
	struct itimerspec every = { { 0, on ? TICK_NS : 0 }, { 0, on ? TICK_NS : 0 } };

	if (e->ticking == on)
		return;
	e->ticking = on;
	timerfd_settime(e->tick_fd, 0, &every, NULL);
}

/* what is due to be asked about a call; @call is not looked into without the lock */
struct question {
	struct call_about about;
	struct transport *transport;
	uint64_t number;
	bool interrupted;
};

static bool is_interrupted_already(const struct engine *e, struct call *call)
{
	return e->stopping || call_interrupted(call);
}

/* with the lock held: again and again, for the first time it may only have been about to sleep */
static void interrupt(struct call *call)
{
	const struct usnd_transport_ops *ops = call->transport->ops;

	call_interrupt(call);
	if (++call->late == OVERDUE_TICKS && ops->overdue)
		ops->overdue(call->transport, call);
}

void ticker_look_at_calls(struct engine *e)
{
	struct call *call;

	for (call = e->calls; call; call = call->next)
		if (is_interrupted_already(e, call))
			interrupt(call);
}

/* with the lock held: calls whose clients have not been asked for in this round; begins the next one at its end */
static unsigned int take_questions(struct engine *e, struct question *questions)
{
	unsigned int count = 0;
	struct call *call;

	for (call = e->calls; call && count < QUESTIONS_A_TICK; call = call->next) {
		if (!call->transport->ops->is_interrupted || call->round == e->round || is_interrupted_already(e, call))
			continue;
		call->round = e->round;
		questions[count++] = (struct question){
			.about = { .thread = call->thread, .id = call->id, .blocked = call->blocked },
			.transport = call->transport,
			.number = call->number,
		};
	}
	if (count < QUESTIONS_A_TICK)
		e->round++;
	return count;
}

/* with the lock held: a call that has ended is not on the list any more, and no other one has its number */
static void take_answers(struct engine *e, const struct question *questions, unsigned int count)
{
	struct call *call;
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (!questions[i].interrupted)
			continue;
		for (call = e->calls; call && call->number != questions[i].number; call = call->next)
			;
		if (call)
			interrupt(call);
	}
}

/*
 * Are their clients' signals there? Asking takes some 20 us of /proc, and much longer on a busy machine, where this
 * task is not alone: so many calls a tick, each once a round, and without the lock, which every call needs.
 */
static void ask_about_calls(struct engine *e)
{
	struct question questions[QUESTIONS_A_TICK], *q;
	unsigned int count;

	engine_lock(e);
	count = take_questions(e, questions);
	engine_unlock(e);
	for (q = questions; q < questions + count; q++)
		q->interrupted = q->transport->ops->is_interrupted(q->transport, &q->about);
	engine_lock(e);
	take_answers(e, questions, count);
	engine_unlock(e);
}

/* whose leader is inside a call for a whole tick, or who has none for want of memory, gets another one */
static void look_at_leaders(struct engine *e)
{
	struct transport *t;
	bool stuck;

	for (t = e->transports; t; t = t->next) {
		stuck = t->unattended;
		t->unattended = !t->waiting;
		if (t->leader && (t->waiting || !stuck))
			continue;
		t->leader = NULL;
		workers_find_leader(e, t);
	}
}

static void ticker_main(void *arg)
{
	struct engine *e = arg;
	uint64_t ticks;
	bool ends;

	do {
		if (host_task_wait_fd(e->tick_fd, POLLIN, HOST_FOREVER) && read(e->tick_fd, &ticks, sizeof(ticks)) < 0)
			ticks = 0;
		engine_lock(e);
		ticker_look_at_calls(e);
		engine_unlock(e);
		ask_about_calls(e);
		engine_lock(e);
		look_at_leaders(e);
		if (!e->calls)
			ticker_set(e, false);
		ends = e->ticker_ends;
		engine_unlock(e);
		workers_join_ended(e);
	} while (!ends);
}

int ticker_start(struct engine *e)
{
	int err;

	e->tick_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (e->tick_fd < 0)
		return -errno;
	err = host_task_create(&e->ticker, "ticker", ticker_main, e, NULL);
	if (err)
		close(e->tick_fd);
	return err;
}

void ticker_stop(struct engine *e)
{
	engine_lock(e);
	e->ticker_ends = true;
	host_task_unpark(e->ticker);
	engine_unlock(e);
	host_task_join(e->ticker);
	close(e->tick_fd);
}
