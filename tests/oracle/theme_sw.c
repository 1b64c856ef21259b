// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_sw.c - software parameters: each field with values inside, at and beyond its bounds.
 */
#include "tests/oracle/themes.h"

#include <string.h>

#define PROTO(major, minor, sub) SNDRV_PROTOCOL_VERSION(major, minor, sub)
#define HUGE ((snd_pcm_uframes_t)-1)
#define LARGE (HUGE >> 1)

/* the boundary of a ring of 1024 frames: the largest 1024 x 2^n up to LONG_MAX - 1024 */
#define BOUNDARY (1UL << 62)

struct question {
	const char *name;
	struct snd_pcm_sw_params sw;
};

#define SW(...)                                                                                              \
	.sw = { .period_step = 1, .avail_min = PERIOD, .start_threshold = RING, .stop_threshold = RING, __VA_ARGS__ }

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
static const struct question questions[] = {
	{ "usual", SW() },
	{ "tstamp_mode 1", SW(.tstamp_mode = 1) },
	{ "tstamp_mode 2", SW(.tstamp_mode = 2) },
	{ "tstamp_mode -1", SW(.tstamp_mode = -1) },
	{ "tstamp_type 1, old", SW(.tstamp_type = 1, .proto = PROTO(2, 0, 11)) },
	{ "tstamp_type 1", SW(.tstamp_type = 1, .proto = PROTO(2, 0, 12)) },
	{ "tstamp_type 2", SW(.tstamp_type = 2, .proto = PROTO(2, 0, 12)) },
	{ "tstamp_type 3", SW(.tstamp_type = 3, .proto = PROTO(2, 0, 12)) },
	{ "tstamp_type 3, old", SW(.tstamp_type = 3, .proto = PROTO(2, 0, 11)) },
	{ "period_step 0", SW(.period_step = 0) },
	{ "period_step 100", SW(.period_step = 100) },
	{ "sleep_min 1", SW(.sleep_min = 1) },
	{ "avail_min 0", SW(.avail_min = 0) },
	{ "avail_min 1", SW(.avail_min = 1) },
	{ "avail_min ring", SW(.avail_min = RING) },
	{ "avail_min ring + 1", SW(.avail_min = RING + 1) },
	{ "avail_min huge", SW(.avail_min = HUGE) },
	{ "xfer_align 3", SW(.xfer_align = 3) },
	{ "start_threshold 0", SW(.start_threshold = 0) },
	{ "start_threshold 1", SW(.start_threshold = 1) },
	{ "start_threshold huge", SW(.start_threshold = HUGE) },
	{ "stop_threshold 0", SW(.stop_threshold = 0) },
	{ "stop_threshold 1", SW(.stop_threshold = 1) },
	{ "stop_threshold large", SW(.stop_threshold = LARGE) },
	{ "stop_threshold huge", SW(.stop_threshold = HUGE) },
	{ "stop_threshold boundary", SW(.stop_threshold = BOUNDARY) },
	{ "silence 0, 1", SW(.silence_size = 1) },
	{ "silence 1, 1", SW(.silence_threshold = 1, .silence_size = 1) },
	{ "silence 100, 101", SW(.silence_threshold = 100, .silence_size = 101) },
	{ "silence 101, 100", SW(.silence_threshold = 101, .silence_size = 100) },
	{ "silence ring, ring", SW(.silence_threshold = RING, .silence_size = RING) },
	{ "silence ring + 1, ring", SW(.silence_threshold = RING + 1, .silence_size = RING) },
	{ "silence ring + 1, 0", SW(.silence_threshold = RING + 1) },
	{ "silence huge, 0", SW(.silence_threshold = HUGE) },
	{ "silence 0, boundary - 1", SW(.silence_size = BOUNDARY - 1) },
	{ "silence 0, boundary", SW(.silence_size = BOUNDARY) },
	{ "silence 1, boundary", SW(.silence_threshold = 1, .silence_size = BOUNDARY) },
	{ "silence ring, boundary", SW(.silence_threshold = RING, .silence_size = BOUNDARY) },
	{ "silence 0, boundary + 1", SW(.silence_size = BOUNDARY + 1) },
	{ "silence 0, huge", SW(.silence_size = HUGE) },
	{ "boundary 5", SW(.boundary = 5) },
	{ "reserved", SW(.reserved = { 1 }) },
};
#pragma GCC diagnostic pop

static void ask(struct oracle *o, int way, int state, const struct question *q)
{
	struct snd_pcm_sw_params sw = q->sw;
	struct stream s;
	long err;

	if (stream_in(&s, o, ATOMIC, way, state)) {
		say(o, "not reached");
	} else {
		err = do_ioctl(&s, SNDRV_PCM_IOCTL_SW_PARAMS, &sw);
		say_stream(&s, err, "%c %s %s", way ? 'c' : 'p', state_name(state), q->name);
		say(o, "%c %s %s: boundary %lu proto %x avail_min %lu start %lu stop %lu silence %lu %lu type %u",
		    way ? 'c' : 'p', state_name(state), q->name, sw.boundary, sw.proto, sw.avail_min,
		    sw.start_threshold, sw.stop_threshold, sw.silence_threshold, sw.silence_size, sw.tstamp_type);
		if (way == PLAYBACK && state == SNDRV_PCM_STATE_SETUP)
			say_text(o, "  then", "/proc/asound/card0/pcm0p/sub0/sw_params");
	}
	stream_close(&s);
}

void theme_sw(struct oracle *o)
{
	static const int states[] = { SNDRV_PCM_STATE_SETUP, SNDRV_PCM_STATE_RUNNING };
	size_t i, q;
	int way;

	for (way = PLAYBACK; way <= CAPTURE; way++)
		for (i = 0; i < COUNT(states); i++)
			for (q = 0; q < COUNT(questions); q++)
				ask(o, way, states[i], &questions[q]);
}
