// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_silence.c - automatic silence: what is written into the ring, where, and when.
 */
#include "tests/oracle/themes.h"

#define BOUNDARY (1UL << 62)

struct mode {
	const char *name;
	unsigned long threshold, size;
};

static const struct mode modes[] = {
	{ "none", 0, 0 }, { "threshold 100, 50", 100, 50 }, { "threshold 300, 300", 300, 300 },
	{ "threshold ring, ring", RING, RING }, { "threshold 256, 10", 256, 10 }, { "top up", 0, BOUNDARY },
};

static void ask(struct oracle *o, int device, int format, const struct mode *mode, unsigned int written)
{
	static const unsigned int moves[] = { 44, 212, 100, 256, 300, 500 };
	struct snd_pcm_hw_params hw;
	struct snd_pcm_sw_params sw;
	char name[96];
	struct stream s;
	size_t i;
	long err;

	err = stream_open(&s, o, device, PLAYBACK, O_NONBLOCK);
	hw_usual(&hw);
	hw_set_mask(&hw, SNDRV_PCM_HW_PARAM_FORMAT, format);
	sw_usual(&sw);
	sw.stop_threshold = BOUNDARY;
	sw.silence_threshold = mode->threshold;
	sw.silence_size = mode->size;
	if (!err)
		err = do_ioctl(&s, SNDRV_PCM_IOCTL_HW_PARAMS, &hw);
	tell(&s, "fill", 0x77);
	if (!err)
		err = do_ioctl(&s, SNDRV_PCM_IOCTL_SW_PARAMS, &sw);
	snprintf(name, sizeof(name), "device %d format %d %s %u", device, format, mode->name, written);
	say(o, "%s: %s", name, answer(err));
	say_ring(&s, "  set up");
	err = do_ioctl(&s, SNDRV_PCM_IOCTL_PREPARE, NULL);
	say_stream(&s, err, "  prepare");
	say_ring(&s, "  prepare");
	say_stream(&s, write_frames(&s, written, 0x11), "  write");
	say_ring(&s, "  write");
	say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_START, NULL), "  start");
	say_ring(&s, "  start");
	for (i = 0; i < COUNT(moves); i++) {
		err = tell(&s, "move", moves[i]);
		say_stream(&s, err, "  move %u", moves[i]);
		say_ring(&s, "  move");
		if (i == 3) {
			say_stream(&s, write_frames(&s, 200, 0x22), "  write again");
			say_ring(&s, "  write again");
		}
	}
	/* both begin anew where the hardware is, which may be ahead of the application */
	tell(&s, "fill", 0x77);
	say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_SW_PARAMS, &sw), "  SW_PARAMS");
	say_ring(&s, "  SW_PARAMS");
	tell(&s, "fill", 0x77);
	say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_RESET, NULL), "  RESET");
	say_ring(&s, "  RESET");
	tell(&s, "move", 300);
	say_ring(&s, "  move");
	stream_close(&s);
}

/* a ring that does not end with a period is padded while it drains */
static void ask_drain(struct oracle *o, int device, unsigned int written, unsigned int flags, const char *setting)
{
	struct snd_pcm_hw_params hw;
	struct snd_pcm_sw_params sw;
	struct stream s;
	long err;

	settings_reset(o);
	if (setting)
		command(o, "set %s", setting);
	err = stream_open(&s, o, device, PLAYBACK, O_NONBLOCK);
	hw_usual(&hw);
	hw.flags |= flags;
	sw_usual(&sw);
	if (!err)
		err = do_ioctl(&s, SNDRV_PCM_IOCTL_HW_PARAMS, &hw);
	if (!err)
		err = do_ioctl(&s, SNDRV_PCM_IOCTL_SW_PARAMS, &sw);
	if (!err)
		err = do_ioctl(&s, SNDRV_PCM_IOCTL_PREPARE, NULL);
	say_stream(&s, err, "drain of %u, device %d, flags %x, %s", written, device, flags, setting ?: "plain");
	tell(&s, "fill", 0x77);
	say_stream(&s, write_frames(&s, written, 0x11), "  write");
	say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_DRAIN, NULL), "  DRAIN");
	say_ring(&s, "  drain");
	while (written) {
		unsigned int frames = written > PERIOD ? PERIOD : written;

		tell(&s, "move", frames);
		say_stream(&s, 0, "  move %u", frames);
		written -= frames;
	}
	tell(&s, "elapsed", 0);
	say_stream(&s, 0, "  elapsed");
	say_ring(&s, "  end");
	stream_close(&s);
}

void theme_silence(struct oracle *o)
{
	static const unsigned int written[] = { 0, 100, 300, RING };
	static const int formats[] = { SNDRV_PCM_FORMAT_S16_LE, SNDRV_PCM_FORMAT_U8 };
	static const int devices[] = { ATOMIC, CHIP };
	size_t d, f, m, w;

	for (d = 0; d < COUNT(devices); d++)
		for (f = 0; f < COUNT(formats); f++)
			for (m = 0; m < COUNT(modes); m++)
				for (w = 0; w < COUNT(written); w++)
					ask(o, devices[d], formats[f], &modes[m], written[w]);
	for (d = 0; d < COUNT(devices); d++) {
		for (w = 1; w < COUNT(written); w++) {
			ask_drain(o, devices[d], written[w], 0, NULL);
			ask_drain(o, devices[d], written[w], SNDRV_PCM_HW_PARAMS_NO_DRAIN_SILENCE, NULL);
			ask_drain(o, devices[d], written[w], 0, "info 0x000c0343"); /* PERFECT_DRAIN */
			ask_drain(o, devices[d], written[w], 0, "info 0x400c0303"); /* DRAIN_TRIGGER */
		}
		ask_drain(o, devices[d], 700, 0, NULL);
	}
	settings_reset(o);
}
