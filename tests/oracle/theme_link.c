// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_link.c - streams that start and stop together: who may be linked, and what each command does to the others.
 */
#include "tests/oracle/themes.h"

#include <errno.h>
#include <string.h>

static const char *const letters = "pc";

static void say_both(struct stream *a, struct stream *b, long ret, const char *name)
{
	say_stream(a, ret, "%s", name);
	say_stream(b, 0, "  the other");
}

static long link_them(struct stream *a, struct stream *b)
{
	return do_ioctl(a, SNDRV_PCM_IOCTL_LINK, (void *)(long)b->file);
}

/* ---- who may be linked, in which states ---- */

static void ask_pair(struct oracle *o, int device_a, int way_a, int state_a, int device_b, int way_b, int state_b)
{
	struct stream a, b;
	char name[96];
	long err;

	snprintf(name, sizeof(name), "%d%c %s with %d%c %s", device_a, letters[way_a], state_name(state_a), device_b,
		 letters[way_b], state_name(state_b));
	err = stream_in(&a, o, device_a, way_a, state_a);
	if (!err)
		err = stream_in(&b, o, device_b, way_b, state_b);
	if (!err)
		err = link_them(&a, &b);
	say(o, "%s: %s", name, answer(err));
	say(o, "  again: %s", answer(link_them(&a, &b)));
	say(o, "  the other way: %s", answer(link_them(&b, &a)));
	say(o, "  with itself: %s", answer(link_them(&a, &a)));
	say(o, "  unlink: %s", answer(do_ioctl(&a, SNDRV_PCM_IOCTL_UNLINK, NULL)));
	say(o, "  unlink the other: %s", answer(do_ioctl(&b, SNDRV_PCM_IOCTL_UNLINK, NULL)));
	say(o, "  unlink again: %s", answer(do_ioctl(&a, SNDRV_PCM_IOCTL_UNLINK, NULL)));
	stream_close(&a);
	stream_close(&b);
}

static void ask_wrong_files(struct oracle *o)
{
	static const char *const paths[] = { "/dev/snd/controlC0", "/dev/snd/timer", "/proc/asound/cards" };
	struct stream a;
	size_t i;
	int file;

	stream_in(&a, o, ATOMIC, PLAYBACK, SNDRV_PCM_STATE_PREPARED);
	for (i = 0; i < COUNT(paths); i++) {
		file = o->ops->open(paths[i], O_RDONLY);
		say(o, "link with %s: %s", paths[i], answer(do_ioctl(&a, SNDRV_PCM_IOCTL_LINK, (void *)(long)file)));
		o->ops->close(file);
	}
	say(o, "link with nothing: %s", answer(do_ioctl(&a, SNDRV_PCM_IOCTL_LINK, (void *)60L)));
	stream_close(&a);
}

/* ---- what a command does ---- */

struct deed {
	const char *name;
	unsigned long cmd, value;
	const char *tell;
	long arg;
};

static const struct deed deeds[] = {
	{ "START", SNDRV_PCM_IOCTL_START, 0, NULL, 0 }, { "DROP", SNDRV_PCM_IOCTL_DROP, 0, NULL, 0 },
	{ "DRAIN", SNDRV_PCM_IOCTL_DRAIN, 0, NULL, 0 }, { "PREPARE", SNDRV_PCM_IOCTL_PREPARE, 0, NULL, 0 },
	{ "RESET", SNDRV_PCM_IOCTL_RESET, 0, NULL, 0 }, { "PAUSE", SNDRV_PCM_IOCTL_PAUSE, 1, NULL, 0 },
	{ "RELEASE", SNDRV_PCM_IOCTL_PAUSE, 0, NULL, 0 }, { "XRUN", SNDRV_PCM_IOCTL_XRUN, 0, NULL, 0 },
	{ "HW_FREE", SNDRV_PCM_IOCTL_HW_FREE, 0, NULL, 0 }, { "UNLINK", SNDRV_PCM_IOCTL_UNLINK, 0, NULL, 0 },
	{ "RESUME", SNDRV_PCM_IOCTL_RESUME, 0, NULL, 0 }, { "xrun", 0, 0, "xrun", 0 },
	{ "stop", 0, 0, "stop", SNDRV_PCM_STATE_SETUP }, { "move 1200", 0, 0, "move", 1200 },
};

/* two streams as PREPARED (0), started (1), paused (2) */
static void ask_deed(struct oracle *o, int device, bool both_ways, int stage, const struct deed *deed, bool first)
{
	struct stream a, b, *by;
	char name[96];
	long err;

	err = stream_in(&a, o, device, PLAYBACK, SNDRV_PCM_STATE_PREPARED);
	if (!err)
		err = stream_in(&b, o, device, both_ways ? CAPTURE : PLAYBACK, SNDRV_PCM_STATE_PREPARED);
	b.number = both_ways ? 0 : 1;
	if (!err)
		err = link_them(&a, &b);
	write_frames(&a, 3 * PERIOD, 0x11);
	if (!both_ways)
		write_frames(&b, 3 * PERIOD, 0x11);
	if (!err && stage > 0)
		err = do_ioctl(&a, SNDRV_PCM_IOCTL_START, NULL);
	if (!err && stage > 1)
		err = do_ioctl(&a, SNDRV_PCM_IOCTL_PAUSE, (void *)1);
	snprintf(name, sizeof(name), "device %d %s stage %d %s by the %s", device, both_ways ? "pc" : "pp", stage,
		 deed->name, first ? "first" : "second");
	if (err)
		say(o, "%s: not reached: %s", name, answer(err));
	forget(&a);
	forget(&b);
	by = first ? &a : &b;
	err = deed->tell ? tell(by, deed->tell, deed->arg) : do_ioctl(by, deed->cmd, (void *)deed->value);
	say_both(&a, &b, err, name);
	say(o, "  closed: %s", answer(stream_close(&a)));
	say_stream(&b, do_ioctl(&b, SNDRV_PCM_IOCTL_DROP, NULL), "  the other drops");
	stream_close(&b);
}

static void ask_trigger_fails(struct oracle *o, int device, int nth, unsigned long cmd, const char *name)
{
	struct stream a, b;
	long err;

	settings_reset(o);
	stream_in(&a, o, device, PLAYBACK, SNDRV_PCM_STATE_PREPARED);
	stream_in(&b, o, device, CAPTURE, SNDRV_PCM_STATE_PREPARED);
	err = link_them(&a, &b);
	write_frames(&a, 3 * PERIOD, 0x11);
	if (cmd != SNDRV_PCM_IOCTL_START)
		do_ioctl(&a, SNDRV_PCM_IOCTL_START, NULL);
	command(o, "set trigger_error -5");
	command(o, "set trigger_nth %d", nth);
	if (!err)
		err = do_ioctl(&a, cmd, (void *)1);
	say_both(&a, &b, err, name);
	settings_reset(o);
	stream_close(&a);
	stream_close(&b);
}

static void ask_three(struct oracle *o)
{
	struct stream a, b, c;

	stream_in(&a, o, ATOMIC, PLAYBACK, SNDRV_PCM_STATE_PREPARED);
	stream_in(&b, o, ATOMIC, CAPTURE, SNDRV_PCM_STATE_PREPARED);
	stream_in(&c, o, CHIP, PLAYBACK, SNDRV_PCM_STATE_PREPARED);
	say(o, "first with second: %s", answer(link_them(&a, &b)));
	say(o, "first with third: %s", answer(link_them(&a, &c)));
	say(o, "third with second: %s", answer(link_them(&c, &b)));
	write_frames(&a, 300, 0x11);
	write_frames(&c, 300, 0x11);
	say_both(&a, &b, do_ioctl(&c, SNDRV_PCM_IOCTL_START, NULL), "three start");
	say_stream(&c, 0, "  third");
	say_stream(&a, do_ioctl(&a, SNDRV_PCM_IOCTL_UNLINK, NULL), "first leaves");
	say_both(&a, &b, do_ioctl(&b, SNDRV_PCM_IOCTL_DROP, NULL), "second drops");
	say_stream(&c, 0, "  third");
	say(o, "second leaves: %s", answer(do_ioctl(&b, SNDRV_PCM_IOCTL_UNLINK, NULL)));
	say(o, "third leaves: %s", answer(do_ioctl(&c, SNDRV_PCM_IOCTL_UNLINK, NULL)));
	stream_close(&a);
	stream_close(&b);
	stream_close(&c);
}

/* without data, the playback stream of the pair cannot start */
static void ask_empty(struct oracle *o)
{
	struct stream a, b;

	stream_in(&a, o, ATOMIC, CAPTURE, SNDRV_PCM_STATE_PREPARED);
	stream_in(&b, o, ATOMIC, PLAYBACK, SNDRV_PCM_STATE_PREPARED);
	say(o, "empty: %s", answer(link_them(&a, &b)));
	say_both(&a, &b, do_ioctl(&a, SNDRV_PCM_IOCTL_START, NULL), "start of capture, nothing to play");
	say_both(&a, &b, do_ioctl(&b, SNDRV_PCM_IOCTL_START, NULL), "start of playback, nothing to play");
	say_both(&a, &b, read_frames(&a, 10), "read");
	stream_close(&a);
	stream_close(&b);
}

void theme_link(struct oracle *o)
{
	static const int states[] = { SNDRV_PCM_STATE_OPEN, SNDRV_PCM_STATE_SETUP, SNDRV_PCM_STATE_PREPARED,
				      SNDRV_PCM_STATE_RUNNING, SNDRV_PCM_STATE_XRUN, SNDRV_PCM_STATE_DRAINING };
	size_t i, j, d;
	int stage, device;

	for (i = 0; i < COUNT(states); i++)
		for (j = 0; j < COUNT(states); j++)
			ask_pair(o, ATOMIC, PLAYBACK, states[i], ATOMIC, CAPTURE, states[j]);
	ask_pair(o, ATOMIC, PLAYBACK, SNDRV_PCM_STATE_PREPARED, NONATOMIC, CAPTURE, SNDRV_PCM_STATE_PREPARED);
	ask_pair(o, NONATOMIC, PLAYBACK, SNDRV_PCM_STATE_PREPARED, NONATOMIC, CAPTURE, SNDRV_PCM_STATE_PREPARED);
	ask_pair(o, ATOMIC, PLAYBACK, SNDRV_PCM_STATE_PREPARED, CHIP, PLAYBACK, SNDRV_PCM_STATE_PREPARED);
	ask_wrong_files(o);
	for (device = ATOMIC; device <= NONATOMIC; device++) {
		for (stage = 0; stage < 3; stage++) {
			for (d = 0; d < COUNT(deeds); d++) {
				ask_deed(o, device, true, stage, &deeds[d], true);
				ask_deed(o, device, true, stage, &deeds[d], false);
				ask_deed(o, device, false, stage, &deeds[d], true);
			}
		}
		for (stage = 1; stage < 4; stage++) {
			ask_trigger_fails(o, device, stage, SNDRV_PCM_IOCTL_START, "start fails");
			ask_trigger_fails(o, device, stage + 2, SNDRV_PCM_IOCTL_PAUSE, "pause fails");
			ask_trigger_fails(o, device, stage + 2, SNDRV_PCM_IOCTL_DROP, "drop fails");
		}
	}
	ask_three(o);
	ask_empty(o);
}
