// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_status.c - what STATUS and STATUS_EXT report in each state: which time stamps there are, audio time, delay.
 *
 * Of a time stamp the line says whether there is one; audio time by the default clock is the frames that have passed.
 */
#include "tests/oracle/themes.h"

#include <string.h>

static const char *seen(const struct timespec *time)
{
	return time->tv_sec || time->tv_nsec ? "yes" : "no";
}

static void say_status(struct stream *s, unsigned long cmd, unsigned int data, const char *name)
{
	struct snd_pcm_status status;
	const struct timespec *audio = (const struct timespec *)&status.audio_tstamp;
	long err;

	memset(&status, 0xee, sizeof(status));
	status.audio_tstamp_data = data;
	err = do_ioctl(s, cmd, &status);
	say(s->o, "%s %x: %s %s trigger %s stamp %s driver %s data %x accuracy %u reserved %x", name, data, answer(err),
	    state_name(status.state), seen((const struct timespec *)&status.trigger_tstamp),
	    seen((const struct timespec *)&status.tstamp), seen((const struct timespec *)&status.driver_tstamp),
	    status.audio_tstamp_data, status.audio_tstamp_accuracy, status.reserved[0]);
	say(s->o, "  audio %lld.%09ld appl %lu hw %lu delay %ld avail %lu max %lu over %lu suspended %d",
	    (long long)audio->tv_sec, audio->tv_nsec, status.appl_ptr, status.hw_ptr, status.delay, status.avail,
	    status.avail_max, status.overrange, status.suspended_state);
}

static void ask(struct oracle *o, int device, int way, int state, int mode, const char *kind)
{
	static const unsigned int requests[] = { 0, 1, 2, 3, 4, 5, 15, 16, 17, 31, 0x10001, 0xffffffff };
	struct snd_pcm_sw_params sw;
	char name[96];
	struct stream s;
	size_t i;

	if (stream_in(&s, o, device, way, state))
		say(o, "not reached");
	sw_usual(&sw);
	sw.tstamp_mode = mode;
	do_ioctl(&s, SNDRV_PCM_IOCTL_SW_PARAMS, &sw);
	snprintf(name, sizeof(name), "%s %c %s mode %d", kind, way ? 'c' : 'p', state_name(state), mode);
	say_status(&s, SNDRV_PCM_IOCTL_STATUS, 0x55, name);
	for (i = 0; i < COUNT(requests); i++)
		say_status(&s, SNDRV_PCM_IOCTL_STATUS_EXT, requests[i], name);
	/* a second turn of the ring */
	if (state == SNDRV_PCM_STATE_RUNNING) {
		tell(&s, "move", 256);
		say_status(&s, SNDRV_PCM_IOCTL_STATUS, 0, name);
		tell(&s, "move", 100);
		say_status(&s, SNDRV_PCM_IOCTL_STATUS, 0, name);
		say_status(&s, SNDRV_PCM_IOCTL_STATUS, 0, name);
	}
	stream_close(&s);
}

void theme_status(struct oracle *o)
{
	static const struct {
		const char *name, *setting;
	} kinds[] = {
		{ "plain", NULL }, { "link time", "info 0x0f0c0303" }, { "wall clock", "info 0x010c0303" },
		{ "delay", "delay 77" }, { "delay below 0", "delay -50" },
	};
	int way, state, mode;
	size_t k;

	for (k = 0; k < COUNT(kinds); k++) {
		settings_reset(o);
		if (kinds[k].setting)
			command(o, "set %s", kinds[k].setting);
		for (way = PLAYBACK; way <= CAPTURE; way++)
			for (state = SNDRV_PCM_STATE_OPEN; state <= SNDRV_PCM_STATE_PAUSED; state++)
				for (mode = 0; mode < 2; mode++)
					ask(o, ATOMIC, way, state, mode, kinds[k].name);
	}
	settings_reset(o);
}
