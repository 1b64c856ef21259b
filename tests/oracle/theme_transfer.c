// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_transfer.c - read and write in all their forms: lengths, alignments, addresses that end, channels that are not
 * there. The ring shows what arrived.
 */
#include "tests/oracle/themes.h"

#include <string.h>

static char samples[8 * RING * FRAME];
static const int devices[] = { ATOMIC, NONATOMIC, CHIP, OWN, FIXED, LEAST };
static const char *const device_names[] = { "atomic", "nonatomic", "chip", "own", "fixed", "least" };

static void fill(void)
{
	size_t i;

	/* 64 frames a value, so that the ring's runs show a slip */
	for (i = 0; i < sizeof(samples); i++)
		samples[i] = 1 + i / (64 * FRAME);
}

/* ready to be written to, or with 600 frames recorded */
static long ready(struct stream *s, struct oracle *o, int device, int way, int state)
{
	long err = stream_in(s, o, device, way, state);

	if (err)
		return err;
	tell(s, "fill", way == CAPTURE ? 256 : 0x77);
	if (way == CAPTURE && state == SNDRV_PCM_STATE_RUNNING)
		tell(s, "move", 300);
	return 0;
}

static void ask_bytes(struct oracle *o, int d, int way, int state, size_t bytes, size_t before_edge)
{
	char *at = before_edge ? o->ops->edge() - before_edge : samples;
	struct stream s;
	long ret;

	ret = ready(&s, o, devices[d], way, state);
	fill();
	if (before_edge)
		memcpy(at, samples, before_edge);
	if (!ret)
		ret = way == CAPTURE ? o->ops->read(s.file, at, bytes) : o->ops->write(s.file, at, bytes);
	say_stream(&s, ret, "%s %c %s bytes %zu, %zu there", device_names[d], way ? 'c' : 'p', state_name(state), bytes,
		   before_edge);
	say_ring(&s, "  ring");
	if (way == CAPTURE && ret > 0)
		say(o, "  got %02x %02x %02x", (unsigned char)at[0], (unsigned char)at[ret / 2],
		    (unsigned char)at[ret - 1]);
	stream_close(&s);
}

static void ask_frames(struct oracle *o, int d, int way, int state, unsigned long frames, char *at, const char *where)
{
	struct snd_xferi xfer = { .buf = at, .frames = frames, .result = 0x5555 };
	struct stream s;
	long ret;

	ret = ready(&s, o, devices[d], way, state);
	fill();
	if (!ret)
		ret = do_ioctl(&s, way == CAPTURE ? SNDRV_PCM_IOCTL_READI_FRAMES : SNDRV_PCM_IOCTL_WRITEI_FRAMES,
			       &xfer);
	say_stream(&s, ret, "%s %c %s frames %lu %s -> %s", device_names[d], way ? 'c' : 'p', state_name(state), frames,
		   where, answer(xfer.result));
	say_ring(&s, "  ring");
	stream_close(&s);
}

struct channels {
	const char *name;
	bool first, second;
	int edge; /* frames of the second channel that are there; 0: all */
};

static const struct channels channel_sets[] = {
	{ "both", true, true, 0 }, { "first", true, false, 0 }, { "second", false, true, 0 }, { "none", false, false, 0 },
	{ "cut", true, true, 50 },
};

static long set_up_noninterleaved(struct stream *s, struct oracle *o, int device, int way)
{
	struct snd_pcm_hw_params hw;
	struct snd_pcm_sw_params sw;
	long err = stream_open(s, o, device, way, O_NONBLOCK);

	hw_usual(&hw);
	hw_set_mask(&hw, SNDRV_PCM_HW_PARAM_ACCESS, SNDRV_PCM_ACCESS_RW_NONINTERLEAVED);
	sw_usual(&sw);
	if (!err)
		err = do_ioctl(s, SNDRV_PCM_IOCTL_HW_PARAMS, &hw);
	if (!err)
		err = do_ioctl(s, SNDRV_PCM_IOCTL_SW_PARAMS, &sw);
	if (!err)
		err = do_ioctl(s, SNDRV_PCM_IOCTL_PREPARE, NULL);
	if (!err)
		tell(s, "fill", way == CAPTURE ? 256 : 0x77);
	if (!err && way == CAPTURE) {
		err = do_ioctl(s, SNDRV_PCM_IOCTL_START, NULL);
		tell(s, "move", 600);
	}
	return err;
}

static void ask_channels(struct oracle *o, int d, int way, unsigned long frames, const struct channels *set)
{
	static char second[4 * RING * FRAME];
	void *bufs[2] = { set->first ? samples : NULL, set->second ? second : NULL };
	struct snd_xfern xfer = { .bufs = bufs, .frames = frames };
	struct stream s;
	long ret;

	if (set->edge)
		bufs[1] = o->ops->edge() - set->edge * 2;
	ret = set_up_noninterleaved(&s, o, devices[d], way);
	fill();
	memset(second, 0x44, sizeof(second));
	memset(o->ops->edge() - 200, 0x44, 200);
	if (!ret)
		ret = do_ioctl(&s, way == CAPTURE ? SNDRV_PCM_IOCTL_READN_FRAMES : SNDRV_PCM_IOCTL_WRITEN_FRAMES,
			       &xfer);
	say_stream(&s, ret, "%s %c channels %s %lu -> %s", device_names[d], way ? 'c' : 'p', set->name, frames,
		   answer(xfer.result));
	say_ring(&s, "  ring");
	stream_close(&s);
}

static void ask_device(struct oracle *o, int d, int way)
{
	static const size_t bytes[] = { 0, 1, 3, 4, 5, 6, 8, 400, 1024, 4096, 4100, 8192 };
	static const unsigned long frames[] = { 0, 1, 100, 256, 300, 1024, 1025, 1UL << 40, 1UL << 62, -1UL };
	static const int states[] = { SNDRV_PCM_STATE_OPEN, SNDRV_PCM_STATE_SETUP, SNDRV_PCM_STATE_PREPARED,
				      SNDRV_PCM_STATE_RUNNING };
	size_t i, n;

	for (i = 0; i < COUNT(states); i++) {
		for (n = 0; n < COUNT(bytes); n++)
			ask_bytes(o, d, way, states[i], bytes[n], 0);
		for (n = 0; n < 7; n++)
			ask_frames(o, d, way, states[i], frames[n], samples, "good");
		ask_frames(o, d, way, states[i], 100, NULL, "NULL");
		ask_frames(o, d, way, states[i], 100, (char *)16, "bad");
	}
	/* what is there of a transfer that ends at the edge of the memory */
	for (n = 4; n <= 2048; n += 511)
		ask_bytes(o, d, way, SNDRV_PCM_STATE_RUNNING, 2048, n);
	for (n = 0; n < COUNT(channel_sets); n++) {
		ask_channels(o, d, way, 100, &channel_sets[n]);
		ask_channels(o, d, way, 600, &channel_sets[n]);
	}
}

void theme_transfer(struct oracle *o)
{
	size_t d;

	for (d = 0; d < COUNT(devices); d++) {
		ask_device(o, d, PLAYBACK);
		if (devices[d] != LEAST)
			ask_device(o, d, CAPTURE);
	}
	command(o, "set copy_error -5");
	ask_frames(o, 2, PLAYBACK, SNDRV_PCM_STATE_PREPARED, 100, samples, "copy fails");
	ask_frames(o, 2, CAPTURE, SNDRV_PCM_STATE_RUNNING, 100, samples, "copy fails");
	settings_reset(o);
}

static void ask_vector(struct oracle *o, int way, bool interleaved, int count, size_t bytes, size_t last)
{
	struct iovec pieces[4];
	struct stream s;
	long ret;
	int i;

	for (i = 0; i < 4; i++)
		pieces[i] = (struct iovec){ samples + i * RING * FRAME, i == count - 1 ? last : bytes };
	ret = interleaved ? ready(&s, o, ATOMIC, way, SNDRV_PCM_STATE_RUNNING)
			  : set_up_noninterleaved(&s, o, ATOMIC, way);
	fill();
	if (!ret)
		ret = way == CAPTURE ? o->ops->readv(s.file, pieces, count) : o->ops->writev(s.file, pieces, count);
	say_stream(&s, ret, "%c %s %d pieces of %zu, the last %zu", way ? 'c' : 'p',
		   interleaved ? "interleaved" : "channels", count, bytes, last);
	say_ring(&s, "  ring");
	stream_close(&s);
}

/* readv and writev: a piece a channel */
void theme_vectors(struct oracle *o)
{
	static const size_t bytes[] = { 0, 1, 2, 3, 64, 1024 };
	int way, count;
	size_t n;

	if (!o->ops->readv || !o->ops->writev)
		return;
	for (way = PLAYBACK; way <= CAPTURE; way++) {
		for (count = 0; count <= 4; count++) {
			for (n = 0; n < COUNT(bytes); n++) {
				ask_vector(o, way, false, count, bytes[n], bytes[n]);
				ask_vector(o, way, true, count, bytes[n], bytes[n]);
			}
			ask_vector(o, way, false, count, 64, 32);
			ask_vector(o, way, false, count, 32, 64);
		}
	}
}
