// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_run.c - streams that run: thresholds, xruns, poll, draining, and callbacks that fail.
 */
#include "tests/oracle/themes.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#define ALL_EVENTS (POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM | POLLERR | POLLHUP | POLLPRI)

static void say_poll(struct stream *s, const char *name)
{
	int ready = s->o->ops->poll(s->file, ALL_EVENTS, 0);

	say(s->o, "%s: poll%s%s%s%s%s%s", name, ready & POLLIN ? " IN" : "", ready & POLLRDNORM ? " RDNORM" : "",
	    ready & POLLOUT ? " OUT" : "", ready & POLLWRNORM ? " WRNORM" : "", ready & POLLERR ? " ERR" : "",
	    ready & POLLHUP ? " HUP" : "");
}

static long set_sw(struct stream *s, unsigned long start, unsigned long stop, unsigned long avail_min)
{
	struct snd_pcm_sw_params sw;

	sw_usual(&sw);
	sw.start_threshold = start;
	sw.stop_threshold = stop;
	sw.avail_min = avail_min;
	return do_ioctl(s, SNDRV_PCM_IOCTL_SW_PARAMS, &sw);
}

/* ---- poll in every state ---- */

static void ask_poll(struct oracle *o, int device, int way)
{
	char name[64];
	struct stream s;
	int state;

	for (state = SNDRV_PCM_STATE_OPEN; state <= SNDRV_PCM_STATE_PAUSED; state++) {
		snprintf(name, sizeof(name), "poll %d %c %s", device, way ? 'c' : 'p', state_name(state));
		if (stream_in(&s, o, device, way, state))
			say(o, "%s: not reached", name);
		say_poll(&s, name);
		if (state == SNDRV_PCM_STATE_RUNNING) {
			set_sw(&s, RING, RING, 700);
			say_poll(&s, "  avail_min 700");
			tell(&s, "move", 300);
			say_poll(&s, "  moved 300");
			tell(&s, "move", 200);
			say_poll(&s, "  moved 500");
			tell(&s, "move", 1000);
			say_poll(&s, "  moved 1500");
			say_stream(&s, 0, "  moved");
		}
		stream_close(&s);
	}
}

/* ---- thresholds ---- */

static void ask_start(struct oracle *o, int way, unsigned long threshold)
{
	static const unsigned int writes[] = { 0, 1, 200, 55, 1, 700, 300 };
	struct stream s;
	size_t i;
	long ret;

	if (stream_in(&s, o, ATOMIC, way, SNDRV_PCM_STATE_PREPARED))
		say(o, "not reached");
	ret = set_sw(&s, threshold, RING, PERIOD);
	say_stream(&s, ret, "start_threshold %lu %c", threshold, way ? 'c' : 'p');
	for (i = 0; i < COUNT(writes); i++) {
		ret = way == CAPTURE ? read_frames(&s, writes[i]) : write_frames(&s, writes[i], 0x11);
		say_stream(&s, ret, "  %u frames", writes[i]);
	}
	stream_close(&s);
}

static void ask_stop(struct oracle *o, int way, unsigned long threshold, bool interrupts)
{
	static const unsigned int moves[] = { 100, 156, 256, 255, 1, 256, 300, 600, 1000 };
	struct stream s;
	size_t i;

	if (stream_in(&s, o, ATOMIC, way, SNDRV_PCM_STATE_RUNNING))
		say(o, "not reached");
	say_stream(&s, set_sw(&s, 1, threshold, PERIOD), "stop_threshold %lu %c %s", threshold, way ? 'c' : 'p',
		   interrupts ? "interrupts" : "none");
	for (i = 0; i < COUNT(moves); i++) {
		tell(&s, interrupts ? "move" : "slide", moves[i]);
		say_stream(&s, 0, "  %u frames", moves[i]);
		if (!interrupts)
			say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_HWSYNC, NULL), "  HWSYNC");
		say_poll(&s, "  then");
	}
	say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_PREPARE, NULL), "  PREPARE");
	say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_START, NULL), "  START");
	stream_close(&s);
}

/* ---- callbacks that fail ---- */

struct failure {
	const char *name, *settings[2];
	int state;
	unsigned long cmd, value;
};

static const struct failure failures[] = {
	{ "hw_params", { "hw_params_error -5" }, SNDRV_PCM_STATE_SETUP, SNDRV_PCM_IOCTL_HW_PARAMS, 0 },
	{ "hw_free", { "hw_free_error -5" }, SNDRV_PCM_STATE_SETUP, SNDRV_PCM_IOCTL_HW_FREE, 0 },
	{ "prepare", { "prepare_error -5" }, SNDRV_PCM_STATE_SETUP, SNDRV_PCM_IOCTL_PREPARE, 0 },
	{ "prepare again", { "prepare_error -5" }, SNDRV_PCM_STATE_PREPARED, SNDRV_PCM_IOCTL_PREPARE, 0 },
	{ "prepare after xrun", { "prepare_error -5" }, SNDRV_PCM_STATE_XRUN, SNDRV_PCM_IOCTL_PREPARE, 0 },
	{ "start", { "trigger_error -5" }, SNDRV_PCM_STATE_PREPARED, SNDRV_PCM_IOCTL_START, 0 },
	{ "start pipe", { "trigger_error -32" }, SNDRV_PCM_STATE_PREPARED, SNDRV_PCM_IOCTL_START, 0 },
	{ "start, stop fine", { "trigger_error -5", "trigger_only 1" }, SNDRV_PCM_STATE_PREPARED, SNDRV_PCM_IOCTL_START, 0 },
	{ "drop", { "trigger_error -5" }, SNDRV_PCM_STATE_RUNNING, SNDRV_PCM_IOCTL_DROP, 0 },
	{ "drain", { "trigger_error -5" }, SNDRV_PCM_STATE_RUNNING, SNDRV_PCM_IOCTL_DRAIN, 0 },
	{ "drain prepared", { "trigger_error -5" }, SNDRV_PCM_STATE_PREPARED, SNDRV_PCM_IOCTL_DRAIN, 0 },
	{ "pause", { "trigger_error -5" }, SNDRV_PCM_STATE_RUNNING, SNDRV_PCM_IOCTL_PAUSE, 1 },
	{ "release", { "trigger_error -5" }, SNDRV_PCM_STATE_PAUSED, SNDRV_PCM_IOCTL_PAUSE, 0 },
	{ "xrun", { "trigger_error -5" }, SNDRV_PCM_STATE_RUNNING, SNDRV_PCM_IOCTL_XRUN, 0 },
	{ "no pause", { "info 0x303" }, SNDRV_PCM_STATE_RUNNING, SNDRV_PCM_IOCTL_PAUSE, 1 },
	{ "no release", { "info 0x303" }, SNDRV_PCM_STATE_RUNNING, SNDRV_PCM_IOCTL_PAUSE, 0 },
};

static void ask_failure(struct oracle *o, int device, int way, const struct failure *f)
{
	struct snd_pcm_hw_params hw;
	struct stream s;
	bool early = f->settings[0][0] == 'i';
	size_t i;
	long ret;

	settings_reset(o);
	if (early)
		command(o, "set %s", f->settings[0]);
	ret = stream_in(&s, o, device, way, f->state);
	for (i = 0; !early && i < COUNT(f->settings) && f->settings[i]; i++)
		command(o, "set %s", f->settings[i]);
	hw_usual(&hw);
	if (!ret)
		ret = do_ioctl(&s, f->cmd, f->cmd == SNDRV_PCM_IOCTL_HW_PARAMS ? (void *)&hw : (void *)f->value);
	say_stream(&s, ret, "%s fails %d %c", f->name, device, way ? 'c' : 'p');
	settings_reset(o);
	ret = do_ioctl(&s, SNDRV_PCM_IOCTL_PREPARE, NULL);
	say_stream(&s, ret, "  prepare");
	say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_START, NULL), "  start");
	stream_close(&s);
}

/* start by writing, with a trigger that fails */
static void ask_write_starts(struct oracle *o, int device)
{
	struct stream s;

	settings_reset(o);
	if (stream_in(&s, o, device, PLAYBACK, SNDRV_PCM_STATE_PREPARED))
		say(o, "not reached");
	set_sw(&s, 1, RING, PERIOD);
	command(o, "set trigger_error -5");
	say_stream(&s, write_frames(&s, 100, 0x11), "write that cannot start %d", device);
	say_stream(&s, write_frames(&s, 100, 0x11), "  again");
	settings_reset(o);
	say_stream(&s, write_frames(&s, 100, 0x11), "  at last");
	stream_close(&s);
}

static void ask_drain_states(struct oracle *o, int way)
{
	struct stream s;

	if (stream_in(&s, o, ATOMIC, way, SNDRV_PCM_STATE_RUNNING))
		say(o, "not reached");
	say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_DRAIN, NULL), "draining %c", way ? 'c' : 'p');
	say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_DRAIN, NULL), "  again");
	tell(&s, "move", 256);
	say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_DRAIN, NULL), "  moved 256");
	if (way == CAPTURE)
		say_stream(&s, read_frames(&s, 500), "  read");
	tell(&s, "move", 256);
	say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_DRAIN, NULL), "  moved 512");
	if (way == CAPTURE)
		say_stream(&s, read_frames(&s, 500), "  read");
	say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_DRAIN, NULL), "  once more");
	stream_close(&s);
}

void theme_run(struct oracle *o)
{
	static const unsigned long thresholds[] = { 0, 1, 200, 256, 257, RING, RING + 1 };
	static const unsigned long stops[] = { 1, 512, RING, RING + 1, 4000, 1UL << 62 };
	size_t i;
	int way, device;

	for (way = PLAYBACK; way <= CAPTURE; way++) {
		for (i = 0; i < COUNT(thresholds); i++)
			ask_start(o, way, thresholds[i]);
		for (i = 0; i < COUNT(stops); i++) {
			ask_stop(o, way, stops[i], true);
			ask_stop(o, way, stops[i], false);
		}
		ask_drain_states(o, way);
		for (device = ATOMIC; device <= NONATOMIC; device++) {
			ask_poll(o, device, way);
			for (i = 0; i < COUNT(failures); i++)
				ask_failure(o, device, way, &failures[i]);
		}
		ask_failure(o, LEAST, PLAYBACK, &failures[5]);
	}
	settings_reset(o);
	ask_write_starts(o, ATOMIC);
	ask_write_starts(o, NONATOMIC);
}
