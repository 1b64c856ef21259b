// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pace.c - how far time may go. The rules are in pace.h.
 *
 * Every question is answered anew from what runs and who is inside a call: there is no state to keep in step but the
 * anchor (where virtual and real time met when the clock began to follow) and how long it has stood still for a file.
 */
#include "server/pace.h"

#include <errno.h>
#include <stdlib.h>

#include <usnd/host.h>

/* a world that was too busy catches up with no more than that at once */
#define LAG_NS 20000000ull

/**
 * struct pace
 * @free: nobody's clients count
 * @follows: the clock follows the real one; at @real it read @virtual
 */
struct pace {
	const struct pace_ops *ops;
	struct pace_file *files;
	struct pace_call *calls;
	bool free, follows;
	uint64_t real, virtual;
};

/* ---- life -------------------------------------------------------------------------------------------------------- */

int pace_open_with(struct pace **pace, const struct pace_ops *ops)
{
	struct pace *p = calloc(1, sizeof(*p));

	if (!p)
		return -ENOMEM;
	p->ops = ops;
	p->free = true;
	*pace = p;
	return 0;
}

int pace_open(struct pace **pace)
{
	static const struct pace_ops ops = { host_real_now, usnd_runs };

	return pace_open_with(pace, &ops);
}

void pace_close(struct pace *p)
{
	free(p);
}

void pace_free(struct pace *p, bool free)
{
	if (p)
		p->free = free;
}

/* ---- files and calls --------------------------------------------------------------------------------------------- */

void pace_file_opened(struct pace *p, struct pace_file *pf, struct usnd_file *file, pid_t thread)
{
	if (!p)
		return;
	*pf = (struct pace_file){ .file = file, .thread = thread, .last = p->ops->real(), .next = p->files, .back = &p->files };
	if (pf->next)
		pf->next->back = &pf->next;
	p->files = pf;
}

void pace_file_closed(struct pace *p, struct pace_file *pf)
{
	struct pace_call *call;
	unsigned int i;

	if (!p)
		return;
	for (call = p->calls; call; call = call->next)
		for (i = 0; i < call->count; i++)
			if (call->files[i] == pf)
				call->files[i] = NULL;
	*pf->back = pf->next;
	if (pf->next)
		pf->next->back = pf->back;
}

void pace_enter(struct pace *p, struct pace_call *call, pid_t thread, struct pace_file *const *files,
		unsigned int count)
{
	unsigned int i;

	if (!p)
		return;
	*call = (struct pace_call){ .thread = thread, .next = p->calls, .back = &p->calls };
	if (call->next)
		call->next->back = &call->next;
	p->calls = call;
	for (i = 0; i < count; i++) {
		files[i]->thread = thread;
		files[i]->last = p->ops->real();
		if (i < PACE_CALL_FILES)
			call->files[call->count++] = files[i];
	}
}

void pace_leave(struct pace *p, struct pace_call *call)
{
	unsigned int i;

	if (!p)
		return;
	for (i = 0; i < call->count; i++)
		if (call->files[i])
			call->files[i]->last = p->ops->real();
	*call->back = call->next;
	if (call->next)
		call->next->back = call->back;
}

bool pace_owes(const struct pace *p, const struct pace_file *pf, uint64_t now)
{
	uint64_t until;

	return p && pf->held_since && p->ops->runs(pf->file, &until) && until <= now;
}

/* ---- what runs, and who waits ------------------------------------------------------------------------------------ */

static bool is_on_running(const struct pace_call *call)
{
	unsigned int i;

	for (i = 0; i < call->count; i++)
		if (call->files[i] && call->files[i]->runs)
			return true;
	return false;
}

static bool is_waited_for(const struct pace *p, const struct pace_file *pf)
{
	const struct pace_call *call;
	unsigned int i;

	for (call = p->calls; call; call = call->next) {
		if (call->thread == pf->thread && call->on_running)
			return true;
		for (i = 0; i < call->count; i++)
			if (call->files[i] == pf)
				return true;
	}
	return false;
}

/* rule 4: it would not run dry, or has been given up, and nobody has come for long */
static bool is_absent(const struct pace_file *pf, uint64_t real)
{
	return (pf->until == HOST_FOREVER || pf->given_up) && real - pf->last >= PACE_ABSENCE_NS;
}

static void look_at_files(struct pace *p, uint64_t real)
{
	struct pace_call *call;
	struct pace_file *pf;

	for (pf = p->files; pf; pf = pf->next)
		pf->runs = p->ops->runs(pf->file, &pf->until);
	for (call = p->calls; call; call = call->next)
		call->on_running = is_on_running(call);
	for (pf = p->files; pf; pf = pf->next) {
		pf->waited = pf->runs && is_waited_for(p, pf);
		if (!pf->runs || pf->waited) {
			pf->held_since = 0;
			pf->given_up = false;
		} else if (pf->held_since && real - pf->held_since >= PACE_PATIENCE_NS) {
			pf->given_up = true;
		}
	}
}

/* rule 1 */
static bool all_is_waited_for(const struct pace *p, uint64_t real)
{
	const struct pace_file *pf;
	bool any = false;

	for (pf = p->files; pf; pf = pf->next) {
		if (!pf->runs || (!pf->waited && is_absent(pf, real)))
			continue;
		if (!pf->waited)
			return false;
		any = true;
	}
	return any;
}

/* ---- following the real clock ------------------------------------------------------------------------------------ */

static void anchor(struct pace *p, uint64_t real, uint64_t virtual)
{
	p->follows = true;
	p->real = real;
	p->virtual = virtual;
}

/* is the clock not to go past @pf->until? */
static bool limits(const struct pace_file *pf)
{
	return pf->runs && !pf->waited && !pf->given_up;
}

/* rule 3: where the clock stands still */
static uint64_t stop_at(const struct pace *p, uint64_t now)
{
	const struct pace_file *pf;
	uint64_t stop = HOST_FOREVER;

	for (pf = p->files; pf; pf = pf->next)
		if (limits(pf) && pf->until < stop)
			stop = pf->until;
	return stop > now ? stop : now;
}

/* The clock reads @now: for whom does it stand still? */
static void note_holds(struct pace *p, uint64_t real, uint64_t now)
{
	struct pace_file *pf;

	for (pf = p->files; pf; pf = pf->next) {
		if (!pf->runs || pf->waited)
			continue;
		if (pf->until > now) {
			pf->held_since = 0;
			pf->given_up = false;
		} else if (!pf->held_since) {
			pf->held_since = real;
		}
	}
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* real time until rule 4 changes the answer */
static uint64_t patience_left(const struct pace *p, uint64_t real)
{
	const struct pace_file *pf;
	uint64_t left = HOST_FOREVER;

	for (pf = p->files; pf; pf = pf->next) {
		if (!pf->runs || pf->waited)
			continue;
		if (pf->held_since && !pf->given_up)
			left = earlier(left, pf->held_since + PACE_PATIENCE_NS - real);
		else if ((pf->given_up || pf->until == HOST_FOREVER) && !is_absent(pf, real))
			left = earlier(left, pf->last + PACE_ABSENCE_NS - real);
	}
	return left;
}

static uint64_t follow(struct pace *p, uint64_t real, uint64_t now, uint64_t next, uint64_t *wait)
{
	uint64_t stop = stop_at(p, now), limit = earlier(next, stop), target, go;

	if (!p->follows)
		anchor(p, real, now);
	target = p->virtual + (real - p->real);
	go = target > now ? earlier(target, limit) : now;
	note_holds(p, real, go);
	*wait = patience_left(p, real);
	/* what it has missed standing still is lost; of what it is late by some is made good */
	if (go == stop && go != next)
		anchor(p, real, go);
	else if (target > go + LAG_NS)
		anchor(p, real, go + LAG_NS);
	else if (go < limit && limit != HOST_FOREVER)
		*wait = earlier(*wait, limit - target);
	return go;
}

uint64_t pace_idle(void *pace, uint64_t now, uint64_t next, uint64_t *wait)
{
	struct pace *p = pace;
	uint64_t real = p->ops->real();

	if (!p->free)
		look_at_files(p, real);
	if (!p->free && !all_is_waited_for(p, real))
		return follow(p, real, now, next, wait);
	p->follows = false;
	return next;
}
