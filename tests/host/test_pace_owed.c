// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pace_owed.c - clients of the paced clock that wait for the end of their sound by a clock of their own, and then
 * stop the stream or close it: what reaches the card's line-out.
 */
#include "server/owed.h"
#include "tests/host/pace_rig.h"

#define HEARD_MOST (8 * BUFFER)

static uint32_t heard[HEARD_MOST];
static size_t heard_frames;

static void on_play(void *ctx, void *data, size_t frames)
{
	if (heard_frames + frames <= HEARD_MOST)
		memcpy(heard + heard_frames, data, frames * sizeof(*heard));
	heard_frames += frames;
}

static void listen_to_it(void)
{
	const struct usnd_line line = { NULL, NULL, on_play };
	uint32_t frame;

	for (frame = 0; frame < BUFFER; frame++)
		memcpy(sound + frame * sizeof(frame), &(uint32_t){ frame + 1 }, sizeof(frame));
	heard_frames = 0;
	EXPECT(!outside.run->machine->ops->line(outside.run->machine, "es1370", false, &line));
}

/* the last frame of @written that was heard, each after the one before; 0: none */
static uint32_t last_heard(uint32_t written)
{
	uint32_t next = 1;
	size_t i;

	EXPECT(heard_frames <= HEARD_MOST);
	for (i = 0; i < heard_frames && i < HEARD_MOST && next <= written; i++)
		next += heard[i] == next;
	return next - 1;
}

/* all that the ring holds, every frame another one */
static void fill(struct stream *s)
{
	struct pace_call call;
	size_t done;

	enter(&call, s);
	EXPECT(!client_pcm_write(&s->pcm, sound, BUFFER, &done) && done == BUFFER);
	pace_leave(outside.pace, &call);
}

/* as the transports do it */
static void stop(struct stream *s)
{
	struct pace_call call;

	enter(&call, s);
	owed_play(outside.pace, &s->pf, s->pcm.file, &outside.run->client.caller);
	EXPECT(!client_pcm_do(&s->pcm, SNDRV_PCM_IOCTL_DROP));
	pace_leave(outside.pace, &call);
}

static int flags;

static void wait_and_stop(void)
{
	struct clocks since, took;
	struct stream s;

	listen_to_it();
	open_stream(&s, 1, 0, false, 0);
	fill(&s);
	EXPECT(!usnd_set_flags(s.pcm.file, flags));
	compute(200 * MS);
	EXPECT(last_heard(BUFFER) < BUFFER, "time did not stand still");
	EXPECT(state_of(&s) == SNDRV_PCM_STATE_RUNNING);
	since = start_clocks();
	stop(&s);
	took = passed(&since);
	EXPECT(last_heard(BUFFER) == BUFFER, "%u", last_heard(BUFFER));
	EXPECT(state_of(&s) == SNDRV_PCM_STATE_SETUP);
	EXPECT(took.real == 0 && took.virtual < 2 * PERIOD * SECOND / RATE, "%" PRIu64 " ns", took.virtual);
	close_stream(&s);
}

static void a_client_that_stops_when_its_sound_must_be_over_has_all_of_it(void)
{
	flags = 0;
	tell(wait_and_stop);
}

static void so_has_one_that_never_blocks(void)
{
	flags = O_NONBLOCK;
	tell(wait_and_stop);
}

static void stop_early(void)
{
	struct stream s;

	listen_to_it();
	open_stream(&s, 1, 0, false, 0);
	fill(&s);
	compute(40 * MS);
	stop(&s);
	EXPECT(last_heard(BUFFER) < BUFFER * 2 / 3, "%u", last_heard(BUFFER));
	close_stream(&s);
}

static void what_is_stopped_before_its_end_is_cut(void)
{
	tell(stop_early);
}

static void come_late_and_stop(void)
{
	struct stream s;

	listen_to_it();
	open_stream(&s, 1, 0, false, 0);
	fill(&s);
	compute(200 * MS);
	EXPECT(!transfer(&s));
	stop(&s);
	EXPECT(last_heard(BUFFER) < BUFFER, "%u", last_heard(BUFFER));
	close_stream(&s);
}

static void a_late_client_that_gave_more_and_then_stops_is_owed_nothing(void)
{
	tell(come_late_and_stop);
}

/* the other one comes after half a second: it has no xrun, and the first is stopped when time goes on */
static void stop_beside_a_slow_one(void)
{
	struct stream s, other;
	struct clocks since, took;

	listen_to_it();
	open_stream(&s, 1, 0, false, 0);
	open_stream(&other, 2, 1, false, 0);
	fill(&s);
	fill(&other);
	since = start_clocks();
	compute(500 * MS);
	EXPECT(!transfer(&other));
	stop(&s);
	took = passed(&since);
	EXPECT(state_of(&s) == SNDRV_PCM_STATE_SETUP && state_of(&other) == SNDRV_PCM_STATE_RUNNING);
	EXPECT(took.real < 600 * MS, "%" PRIu64 " ns", took.real);
	close_stream(&s);
	finish(&other);
}

static void a_slow_client_has_no_xrun_of_another_ones_end(void)
{
	tell(stop_beside_a_slow_one);
}

static const struct tap_case cases[] = {
	TAP_CASE(a_client_that_stops_when_its_sound_must_be_over_has_all_of_it),
	TAP_CASE(so_has_one_that_never_blocks),
	TAP_CASE(what_is_stopped_before_its_end_is_cut),
	TAP_CASE(a_late_client_that_gave_more_and_then_stops_is_owed_nothing),
	TAP_CASE(a_slow_client_has_no_xrun_of_another_ones_end),
};

TAP_MAIN(cases)
