// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_pointer.c - the application's pointer and the hardware's: rewind, forward, SYNC_PTR, delay, status.
 */
#include "tests/oracle/themes.h"

#include <string.h>

static const int states[] = { SNDRV_PCM_STATE_SETUP, SNDRV_PCM_STATE_PREPARED, SNDRV_PCM_STATE_RUNNING,
			      SNDRV_PCM_STATE_XRUN, SNDRV_PCM_STATE_DRAINING, SNDRV_PCM_STATE_PAUSED };

static const unsigned long amounts[] = {
	0, 1, 10, 255, 256, 257, 300, 467, 468, 469, 556, 557, 723, 724, 725, 768, 1024, 1025,
	2000, 1UL << 62, -1UL >> 1, -1UL,
};

static void say_status(struct stream *s, const char *name)
{
	struct snd_pcm_status status;
	snd_pcm_sframes_t delay = -1;
	long err;

	memset(&status, 0, sizeof(status));
	err = do_ioctl(s, SNDRV_PCM_IOCTL_STATUS, &status);
	say(s->o,
	    "%s: status %s %s appl %lu hw %lu delay %ld avail %lu max %lu over %lu suspended %d data %x accuracy %u",
	    name, answer(err), state_name(status.state), status.appl_ptr, status.hw_ptr, status.delay, status.avail,
	    status.avail_max, status.overrange, status.suspended_state, status.audio_tstamp_data,
	    status.audio_tstamp_accuracy);
	err = do_ioctl(s, SNDRV_PCM_IOCTL_DELAY, &delay);
	say(s->o, "%s: delay %s %ld", name, answer(err), delay);
}

/**
 * struct kind - a kind of card
 * @early: a setting before the stream is opened
 * @late: a setting that comes when it is in its state
 * @states: how many of the states are tried
 */
struct kind {
	const char *name, *early, *late;
	int device;
	size_t states;
};

static long enter(struct stream *s, struct oracle *o, const struct kind *kind, int way, int state)
{
	long err;

	settings_reset(o);
	if (kind->early)
		command(o, "set %s", kind->early);
	err = stream_in(s, o, kind->device, way, state);
	if (kind->late)
		command(o, "set %s", kind->late);
	return err;
}

static void ask_amount(struct oracle *o, const struct kind *kind, int way, int state, const char *name,
		       unsigned long cmd, unsigned long amount)
{
	unsigned long frames = amount;
	struct stream s;
	long err;

	err = enter(&s, o, kind, way, state);
	if (!err)
		err = do_ioctl(&s, cmd, &frames);
	say_stream(&s, err, "%s %c %s %s %lu -> %s", kind->name, way ? 'c' : 'p', state_name(state), name, amount,
		   answer(frames));
	stream_close(&s);
}

static void ask_amounts(struct oracle *o, const struct kind *kind, int way)
{
	size_t i, a;

	for (i = 0; i < kind->states; i++) {
		for (a = 0; a < COUNT(amounts); a++) {
			ask_amount(o, kind, way, states[i], "REWIND", SNDRV_PCM_IOCTL_REWIND, amounts[a]);
			ask_amount(o, kind, way, states[i], "FORWARD", SNDRV_PCM_IOCTL_FORWARD, amounts[a]);
		}
	}
}

static void ask_sync(struct oracle *o, const struct kind *kind, int way, int state, unsigned int flags,
		     unsigned long appl)
{
	struct snd_pcm_sync_ptr sync;
	struct stream s;
	long err;

	memset(&sync, 0, sizeof(sync));
	err = enter(&s, o, kind, way, state);
	sync.flags = flags;
	sync.c.control.appl_ptr = appl;
	sync.c.control.avail_min = 77;
	if (!err)
		err = do_ioctl(&s, SNDRV_PCM_IOCTL_SYNC_PTR, &sync);
	say_stream(&s, err, "%s %c %s SYNC_PTR %x %lu -> %x %d %lu %lu %lu %d", kind->name, way ? 'c' : 'p',
		   state_name(state), flags, appl, sync.flags, sync.s.status.state, sync.s.status.hw_ptr,
		   sync.c.control.appl_ptr, sync.c.control.avail_min, sync.s.status.suspended_state);
	stream_close(&s);
}

static void ask_syncs(struct oracle *o, const struct kind *kind, int way)
{
	static const unsigned int flags[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 0xffffffff };
	static const unsigned long pointers[] = {
		0, 1, 299, 300, 301, 768, 769, 1024, 1323, 1324, 1325, (1UL << 62) - 1, 1UL << 62, (1UL << 62) + 1,
		-1UL >> 1, -1UL,
	};
	size_t i, f, p;

	for (i = 0; i < kind->states; i++) {
		for (f = 0; f < COUNT(flags); f++)
			ask_sync(o, kind, way, states[i], flags[f], 768);
		for (p = 0; p < COUNT(pointers); p++)
			ask_sync(o, kind, way, states[i], 0, pointers[p]);
	}
}

struct step {
	const char *what;
	long value;
};

/* the hardware's moves; after each what HWSYNC and STATUS say */
static const struct {
	const char *name;
	struct step steps[6];
} moves[] = {
	{ "turns", { { "move", 100 }, { "slide", 100 }, { "move", 56 }, { "slide", 100 }, { "move", 200 } } },
	{ "wraps", { { "move", 256 }, { "slide", 200 }, { "place", 0 }, { "place", 10 }, { "move", 300 } } },
	{ "outside", { { "place", 1023 }, { "place", 1024 } } },
	{ "back", { { "place", 310 }, { "place", 300 } } },
	{ "lost", { { "place", -1 }, { "move", 10 } } },
	{ "stopped", { { "stop", SNDRV_PCM_STATE_SETUP }, { "stop", SNDRV_PCM_STATE_XRUN } } },
	{ "ended", { { "stop", SNDRV_PCM_STATE_XRUN }, { "elapsed", 0 } } },
};

static void follow(struct oracle *o, const struct kind *kind, int way, const char *name, const struct step *step)
{
	char text[80];
	struct stream s;
	long err;

	if (enter(&s, o, kind, way, SNDRV_PCM_STATE_RUNNING))
		say(o, "not reached");
	for (; step->what; step++) {
		err = tell(&s, step->what, step->value);
		snprintf(text, sizeof(text), "%s %c %s %s %ld", kind->name, way ? 'c' : 'p', name, step->what,
			 step->value);
		say_stream(&s, err, "%s", text);
		err = do_ioctl(&s, SNDRV_PCM_IOCTL_HWSYNC, NULL);
		say_stream(&s, err, "%s HWSYNC", text);
		say_status(&s, text);
	}
	stream_close(&s);
}

void theme_pointer(struct oracle *o)
{
	static const struct kind kinds[] = {
		{ "plain", NULL, NULL, ATOMIC, COUNT(states) },
		{ "nonatomic", NULL, NULL, NONATOMIC, 3 },
		{ "no_rewinds", "info 0x200c0303", NULL, ATOMIC, 3 },
		{ "sync_applptr", "info 0x000c0323", NULL, ATOMIC, 3 },
		{ "ack fails", NULL, "ack_error -5", ATOMIC, 3 },
		{ "ack pipe", NULL, "ack_error -32", ATOMIC, 3 },
		{ "delay 100", "delay 100", NULL, ATOMIC, 3 },
		{ "batch", "info 0x000c0313", NULL, ATOMIC, 3 },
	};
	size_t k, m;
	int way;

	for (k = 0; k < COUNT(kinds); k++) {
		for (way = PLAYBACK; way <= CAPTURE; way++) {
			ask_amounts(o, &kinds[k], way);
			ask_syncs(o, &kinds[k], way);
			for (m = 0; m < COUNT(moves); m++)
				follow(o, &kinds[k], way, moves[m].name, moves[m].steps);
		}
	}
	settings_reset(o);
}
