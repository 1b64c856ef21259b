// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pace.c - the client-paced clock (server/pace.h): its rules one by one, with files and real time made up.
 * test_pace_streams.c has them together, with streams that play.
 */
#include <inttypes.h>
#include <string.h>

#include <usnd/host.h>

#include "server/pace.h"
#include "tests/host/tap.h"

#define MS 1000000ull
#define SECOND (1000 * MS)
#define FOREVER HOST_FOREVER

/* ---- a made-up world -------------------------------------------------------------------------------------------- */

struct fake_file {
	bool runs;
	uint64_t until;
};

static uint64_t real_time;

static uint64_t fake_real(void)
{
	return real_time;
}

static bool fake_runs(struct usnd_file *file, uint64_t *until)
{
	const struct fake_file *fake = (const void *)file;

	*until = fake->until;
	return fake->runs;
}

struct world {
	struct pace *pace;
	struct fake_file fakes[20];
	struct pace_file files[20];
	unsigned int count;
	uint64_t now, wait;
};

static void open_world(struct world *w)
{
	static const struct pace_ops ops = { fake_real, fake_runs };

	memset(w, 0, sizeof(*w));
	real_time = 77 * SECOND;
	EXPECT(!pace_open_with(&w->pace, &ops));
	pace_free(w->pace, false);
}

static unsigned int open_file(struct world *w, pid_t thread, bool runs, uint64_t until)
{
	unsigned int i = w->count++;

	w->fakes[i] = (struct fake_file){ runs, until };
	pace_file_opened(w->pace, &w->files[i], (struct usnd_file *)&w->fakes[i], thread);
	return i;
}

static void close_world(struct world *w)
{
	while (w->count--)
		pace_file_closed(w->pace, &w->files[w->count]);
	pace_close(w->pace);
}

static void enter(struct world *w, struct pace_call *call, pid_t thread, unsigned int i)
{
	struct pace_file *file = &w->files[i];

	pace_enter(w->pace, call, thread, &file, 1);
}

/* a call that comes and goes */
static void call(struct world *w, pid_t thread, unsigned int i)
{
	struct pace_call call;

	enter(w, &call, thread, i);
	pace_leave(w->pace, &call);
}

/* after @passed of real time: where does the clock go, with the earliest deadline at @next? */
static uint64_t ask(struct world *w, uint64_t passed, uint64_t next)
{
	uint64_t until;

	real_time += passed;
	w->wait = HOST_FOREVER;
	until = pace_idle(w->pace, w->now, next, &w->wait);
	EXPECT(until >= w->now, "back from %" PRIu64 " to %" PRIu64, w->now, until);
	EXPECT(until <= next);
	if (until != FOREVER)
		w->now = until;
	return until;
}

/* ---- rule 1: time jumps ------------------------------------------------------------------------------------------ */

static void time_jumps_while_the_thread_of_what_runs_waits(void)
{
	struct pace_call wait;
	struct world w;

	open_world(&w);
	open_file(&w, 1, true, 50 * MS);
	enter(&w, &wait, 1, 0);
	EXPECT(ask(&w, 0, 20 * MS) == 20 * MS);
	/* also past the moment at which it runs dry: that is its own affair */
	EXPECT(ask(&w, 0, SECOND) == SECOND);
	EXPECT(ask(&w, 0, FOREVER) == FOREVER && w.wait == FOREVER);
	pace_leave(w.pace, &wait);
	EXPECT(ask(&w, 0, 2 * SECOND) == SECOND);
	close_world(&w);
}

static void a_thread_that_waits_for_one_stream_waits_for_all_of_its_own(void)
{
	struct pace_call wait;
	struct world w;

	open_world(&w);
	open_file(&w, 1, true, FOREVER);
	open_file(&w, 1, true, FOREVER);
	enter(&w, &wait, 1, 0);
	EXPECT(ask(&w, 0, MS) == MS);
	/* not if what it waits for does not run: that may take for ever */
	w.fakes[0].runs = false;
	EXPECT(ask(&w, 0, 2 * MS) == MS);
	pace_leave(w.pace, &wait);
	close_world(&w);
}

static void all_that_runs_must_be_waited_for(void)
{
	struct pace_call first, second;
	struct world w;

	open_world(&w);
	open_file(&w, 1, true, FOREVER);
	open_file(&w, 2, true, FOREVER);
	open_file(&w, 3, false, FOREVER);
	enter(&w, &first, 1, 0);
	EXPECT(ask(&w, 0, MS) == 0);
	enter(&w, &second, 2, 1);
	EXPECT(ask(&w, 0, MS) == MS);
	pace_leave(w.pace, &first);
	EXPECT(ask(&w, 0, 2 * MS) == MS);
	pace_leave(w.pace, &second);
	close_world(&w);
}

/* one thread writes, another looks now and then how far it is */
static void a_call_of_any_thread_waits_for_a_file(void)
{
	struct pace_call writer;
	struct world w;

	open_world(&w);
	open_file(&w, 1, true, 50 * MS);
	enter(&w, &writer, 1, 0);
	call(&w, 2, 0);
	EXPECT(ask(&w, 0, MS) == MS);
	pace_leave(w.pace, &writer);
	EXPECT(ask(&w, 0, 2 * MS) == MS);
	close_world(&w);
}

static void a_poll_waits_for_all_of_its_files(void)
{
	struct pace_file *files[20];
	struct pace_call wait;
	struct world w;
	unsigned int i;

	open_world(&w);
	for (i = 0; i < 20; i++)
		files[open_file(&w, 100 + i, true, FOREVER)] = &w.files[i];
	pace_enter(w.pace, &wait, 1, files, 20);
	EXPECT(ask(&w, 0, MS) == MS);
	/* one is closed meanwhile, then all of them */
	pace_file_closed(w.pace, &w.files[3]);
	EXPECT(ask(&w, 0, 2 * MS) == 2 * MS);
	for (i = 0; i < 20; i++)
		if (i != 3)
			pace_file_closed(w.pace, &w.files[i]);
	EXPECT(ask(&w, 0, 3 * MS) == 2 * MS);
	pace_leave(w.pace, &wait);
	w.count = 0;
	close_world(&w);
}

static void a_world_that_comes_up_or_goes_down_jumps(void)
{
	struct world w;

	open_world(&w);
	open_file(&w, 1, true, 0);
	pace_free(w.pace, true);
	EXPECT(ask(&w, 0, SECOND) == SECOND);
	pace_free(w.pace, false);
	EXPECT(ask(&w, 0, 2 * SECOND) == SECOND);
	close_world(&w);
}

/* ---- rule 2: time follows the real clock ------------------------------------------------------------------------- */

static void while_a_thread_computes_time_follows_the_real_clock(void)
{
	struct world w;

	open_world(&w);
	w.now = 5 * SECOND;
	open_file(&w, 1, true, FOREVER);
	/* from where it stands, and whoever waits is told when to look again */
	EXPECT(ask(&w, 0, 5 * SECOND + 10 * MS) == 5 * SECOND);
	EXPECT(w.wait == 10 * MS, "%" PRIu64, w.wait);
	EXPECT(ask(&w, 4 * MS, 5 * SECOND + 10 * MS) == 5 * SECOND + 4 * MS);
	EXPECT(w.wait == 6 * MS, "%" PRIu64, w.wait);
	/* late by a little: the deadline is there, and the next one comes so much sooner */
	EXPECT(ask(&w, 7 * MS, 5 * SECOND + 10 * MS) == 5 * SECOND + 10 * MS);
	EXPECT(ask(&w, 0, 5 * SECOND + 20 * MS) == 5 * SECOND + 11 * MS);
	EXPECT(w.wait == 9 * MS, "%" PRIu64, w.wait);
	close_world(&w);
}

static void without_a_deadline_time_goes_on_when_somebody_comes(void)
{
	struct world w;

	open_world(&w);
	EXPECT(ask(&w, 0, FOREVER) == 0);
	EXPECT(w.wait == FOREVER);
	EXPECT(ask(&w, 3 * SECOND, FOREVER) == 3 * SECOND);
	close_world(&w);
}

static void a_delay_is_not_added_to_the_time_that_passed(void)
{
	struct world w;

	open_world(&w);
	EXPECT(ask(&w, 0, SECOND) == 0);
	w.now += 2 * MS;
	EXPECT(ask(&w, MS, SECOND) == 2 * MS);
	EXPECT(w.wait == SECOND - MS, "%" PRIu64, w.wait);
	EXPECT(ask(&w, 2 * MS, SECOND) == 3 * MS);
	close_world(&w);
}

static void a_busy_world_does_not_race_to_make_good_for_it(void)
{
	struct world w;
	uint64_t jumped;

	open_world(&w);
	EXPECT(ask(&w, 0, 10 * MS) == 0);
	EXPECT(ask(&w, SECOND, 10 * MS) == 10 * MS);
	jumped = ask(&w, 0, SECOND);
	EXPECT(jumped <= 40 * MS, "%" PRIu64, jumped);
	close_world(&w);
}

static void when_nothing_runs_nobody_makes_time_jump(void)
{
	struct pace_call wait;
	struct world w;

	open_world(&w);
	open_file(&w, 1, false, FOREVER);
	enter(&w, &wait, 1, 0);
	EXPECT(ask(&w, 0, 500 * MS) == 0);
	EXPECT(w.wait == 500 * MS);
	EXPECT(ask(&w, 100 * MS, 500 * MS) == 100 * MS);
	/* somebody else has started it */
	w.fakes[0].runs = true;
	EXPECT(ask(&w, 0, 500 * MS) == 500 * MS);
	pace_leave(w.pace, &wait);
	close_world(&w);
}

static void time_that_jumped_is_not_caught_up_with(void)
{
	struct pace_call wait;
	struct world w;

	open_world(&w);
	open_file(&w, 1, true, FOREVER);
	EXPECT(ask(&w, 0, 10 * SECOND) == 0);
	enter(&w, &wait, 1, 0);
	EXPECT(ask(&w, MS, 10 * SECOND) == 10 * SECOND);
	pace_leave(w.pace, &wait);
	EXPECT(ask(&w, MS, 20 * SECOND) == 10 * SECOND);
	EXPECT(ask(&w, MS, 20 * SECOND) == 10 * SECOND + MS);
	close_world(&w);
}

/* ---- rule 3: and stands still ------------------------------------------------------------------------------------ */

static void no_stream_runs_dry_while_its_thread_computes(void)
{
	struct pace_call wait;
	struct world w;

	open_world(&w);
	open_file(&w, 1, true, 30 * MS);
	EXPECT(ask(&w, 0, 40 * MS) == 0);
	EXPECT(w.wait == 30 * MS, "%" PRIu64, w.wait);
	EXPECT(ask(&w, 100 * MS, 40 * MS) == 30 * MS);
	EXPECT(w.wait == PACE_PATIENCE_NS, "%" PRIu64, w.wait);
	EXPECT(ask(&w, 100 * MS, 40 * MS) == 30 * MS);
	/* it has written: time goes on from there, the time it took is lost */
	w.fakes[0].until = 60 * MS;
	EXPECT(ask(&w, 0, 40 * MS) == 30 * MS);
	EXPECT(w.wait == 10 * MS);
	EXPECT(ask(&w, 10 * MS, 50 * MS) == 40 * MS);
	enter(&w, &wait, 1, 0);
	EXPECT(ask(&w, 0, 50 * MS) == 50 * MS);
	pace_leave(w.pace, &wait);
	close_world(&w);
}

static void the_first_that_would_run_dry_stops_the_clock(void)
{
	struct pace_call wait;
	struct world w;

	open_world(&w);
	open_file(&w, 1, true, 30 * MS);
	open_file(&w, 2, true, 20 * MS);
	open_file(&w, 3, true, 10 * MS);
	enter(&w, &wait, 3, 2);
	EXPECT(ask(&w, 0, 100 * MS) == 0);
	EXPECT(ask(&w, 100 * MS, 100 * MS) == 20 * MS);
	w.fakes[1].runs = false;
	EXPECT(ask(&w, 0, 100 * MS) == 20 * MS);
	EXPECT(ask(&w, 100 * MS, 100 * MS) == 30 * MS);
	pace_leave(w.pace, &wait);
	close_world(&w);
}

static void a_stream_that_is_late_already_stops_the_clock_where_it_is(void)
{
	struct world w;

	open_world(&w);
	w.now = 50 * MS;
	open_file(&w, 1, true, 30 * MS);
	EXPECT(ask(&w, 0, 60 * MS) == 50 * MS);
	EXPECT(ask(&w, 500 * MS, 60 * MS) == 50 * MS);
	close_world(&w);
}

static void deadlines_up_to_the_stop_are_met(void)
{
	struct world w;

	open_world(&w);
	open_file(&w, 1, true, 30 * MS);
	EXPECT(ask(&w, 0, 30 * MS) == 0);
	EXPECT(ask(&w, 40 * MS, 30 * MS) == 30 * MS);
	close_world(&w);
}

/* ---- rule 4: patience has an end --------------------------------------------------------------------------------- */

static void a_thread_that_does_not_come_is_given_up(void)
{
	struct world w;

	open_world(&w);
	open_file(&w, 1, true, 30 * MS);
	ask(&w, 0, 40 * MS);
	EXPECT(ask(&w, 30 * MS, 40 * MS) == 30 * MS);
	EXPECT(ask(&w, PACE_PATIENCE_NS - 1, 40 * MS) == 30 * MS);
	EXPECT(w.wait == 1, "%" PRIu64, w.wait);
	/* no jump: others may depend on the real clock */
	ask(&w, 1, 40 * MS);
	EXPECT(ask(&w, 10 * MS, 40 * MS) == 40 * MS);
	/* and it counts again when it has been given more */
	w.fakes[0].until = 70 * MS;
	ask(&w, 0, 80 * MS);
	EXPECT(ask(&w, 100 * MS, 80 * MS) == 70 * MS);
	close_world(&w);
}

/* it asks again and again whether the stream has run dry at last */
static void a_thread_that_wants_it_to_run_dry_gets_its_way(void)
{
	struct world w;
	int i;

	open_world(&w);
	open_file(&w, 1, true, 30 * MS);
	ask(&w, 0, 40 * MS);
	for (i = 0; i < 1200 && w.now < 40 * MS; i++) {
		ask(&w, MS, 40 * MS);
		call(&w, 1, 0);
	}
	EXPECT(w.now == 40 * MS);
	EXPECT(i > 1000 && i < 1100, "%d", i);
	close_world(&w);
}

static void patience_begins_when_the_clock_stops(void)
{
	struct world w;

	open_world(&w);
	open_file(&w, 1, true, 5 * SECOND);
	ask(&w, 0, 6 * SECOND);
	EXPECT(ask(&w, 5 * SECOND, 6 * SECOND) == 5 * SECOND);
	EXPECT(ask(&w, PACE_PATIENCE_NS / 2, 6 * SECOND) == 5 * SECOND);
	close_world(&w);
}

static void a_stream_nobody_has_come_for_does_not_slow_others_down(void)
{
	struct pace_call wait;
	struct world w;

	open_world(&w);
	open_file(&w, 1, true, FOREVER);
	open_file(&w, 2, true, FOREVER);
	enter(&w, &wait, 2, 1);
	EXPECT(ask(&w, 0, FOREVER) == 0);
	EXPECT(w.wait == PACE_ABSENCE_NS, "%" PRIu64, w.wait);
	EXPECT(ask(&w, PACE_ABSENCE_NS - 1, 100 * SECOND) == PACE_ABSENCE_NS - 1);
	EXPECT(w.wait == 1, "%" PRIu64, w.wait);
	EXPECT(ask(&w, 1, 100 * SECOND) == 100 * SECOND);
	/* it is back */
	call(&w, 1, 0);
	EXPECT(ask(&w, 0, 200 * SECOND) == 100 * SECOND);
	pace_leave(w.pace, &wait);
	close_world(&w);
}

/* it sleeps with a timer of its own, and will be in time */
static void a_stream_with_enough_to_play_is_not_absent(void)
{
	struct pace_call wait;
	struct world w;

	open_world(&w);
	open_file(&w, 1, true, 60 * SECOND);
	open_file(&w, 2, true, FOREVER);
	enter(&w, &wait, 2, 1);
	ask(&w, 0, 100 * SECOND);
	EXPECT(ask(&w, 30 * SECOND, 100 * SECOND) == 30 * SECOND);
	pace_leave(w.pace, &wait);
	close_world(&w);
}

/* ---- rule 5: what is withheld is owed ---------------------------------------------------------------------------- */

static void a_stream_is_owed_while_the_clock_stands_still_for_it(void)
{
	struct world w;

	open_world(&w);
	open_file(&w, 1, true, 50 * MS);
	open_file(&w, 2, true, 80 * MS);
	ask(&w, 0, SECOND);
	EXPECT(!pace_owes(w.pace, &w.files[0], w.now));
	EXPECT(ask(&w, 60 * MS, SECOND) == 50 * MS);
	EXPECT(pace_owes(w.pace, &w.files[0], w.now));
	/*
	 * one that could go on is not, nor one that was given more, and the scheduler has not seen it yet; nor one that
	 * has stopped
	 */
	EXPECT(!pace_owes(w.pace, &w.files[1], w.now));
	w.fakes[0].until = 60 * MS;
	EXPECT(!pace_owes(w.pace, &w.files[0], w.now));
	w.fakes[0] = (struct fake_file){ false, 0 };
	EXPECT(!pace_owes(w.pace, &w.files[0], w.now));
	close_world(&w);
}

static void a_stream_that_has_been_given_up_is_still_owed(void)
{
	struct world w;

	open_world(&w);
	open_file(&w, 1, true, 50 * MS);
	ask(&w, 0, SECOND);
	ask(&w, 60 * MS, SECOND);
	ask(&w, PACE_PATIENCE_NS, SECOND);
	EXPECT(pace_owes(w.pace, &w.files[0], w.now));
	close_world(&w);
}

static void without_a_pace_nothing_happens(void)
{
	struct pace_file file;
	struct pace_call call;

	pace_file_opened(NULL, &file, NULL, 1);
	pace_enter(NULL, &call, 1, NULL, 0);
	pace_leave(NULL, &call);
	EXPECT(!pace_owes(NULL, &file, 0));
	pace_file_closed(NULL, &file);
	pace_free(NULL, true);
	pace_close(NULL);
}

static const struct tap_case cases[] = {
	TAP_CASE(time_jumps_while_the_thread_of_what_runs_waits),
	TAP_CASE(a_thread_that_waits_for_one_stream_waits_for_all_of_its_own),
	TAP_CASE(all_that_runs_must_be_waited_for),
	TAP_CASE(a_call_of_any_thread_waits_for_a_file),
	TAP_CASE(a_poll_waits_for_all_of_its_files),
	TAP_CASE(a_world_that_comes_up_or_goes_down_jumps),
	TAP_CASE(while_a_thread_computes_time_follows_the_real_clock),
	TAP_CASE(without_a_deadline_time_goes_on_when_somebody_comes),
	TAP_CASE(a_delay_is_not_added_to_the_time_that_passed),
	TAP_CASE(a_busy_world_does_not_race_to_make_good_for_it),
	TAP_CASE(when_nothing_runs_nobody_makes_time_jump),
	TAP_CASE(time_that_jumped_is_not_caught_up_with),
	TAP_CASE(no_stream_runs_dry_while_its_thread_computes),
	TAP_CASE(the_first_that_would_run_dry_stops_the_clock),
	TAP_CASE(a_stream_that_is_late_already_stops_the_clock_where_it_is),
	TAP_CASE(deadlines_up_to_the_stop_are_met),
	TAP_CASE(a_thread_that_does_not_come_is_given_up),
	TAP_CASE(a_thread_that_wants_it_to_run_dry_gets_its_way),
	TAP_CASE(patience_begins_when_the_clock_stops),
	TAP_CASE(a_stream_nobody_has_come_for_does_not_slow_others_down),
	TAP_CASE(a_stream_with_enough_to_play_is_not_absent),
	TAP_CASE(a_stream_is_owed_while_the_clock_stands_still_for_it),
	TAP_CASE(a_stream_that_has_been_given_up_is_still_owed),
	TAP_CASE(without_a_pace_nothing_happens),
};

TAP_MAIN(cases)
