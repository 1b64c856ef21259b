// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_walk.c - random walks: two streams, perhaps linked, and commands, data, moves of the hardware and errors in an
 * order that nobody has thought of. The same on every run: the numbers come from a generator of our own.
 */
#include "tests/oracle/themes.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#define WALKS 120
#define STEPS 60

/* a walk's place in its sequence of numbers (xorshift64*) */
struct walk {
	struct stream s[2];
	uint64_t seed;
};

static unsigned int draw(struct walk *w, unsigned int below)
{
	w->seed ^= w->seed >> 12;
	w->seed ^= w->seed << 25;
	w->seed ^= w->seed >> 27;
	return ((w->seed * 0x2545f4914f6cdd1dULL) >> 33) % below;
}

static unsigned int size(struct walk *w)
{
	static const unsigned int sizes[] = { 0, 1, 10, 44, 100, 212, 255, 256, 257, 300, 512, 700, 1024, 1500 };

	return sizes[draw(w, COUNT(sizes))];
}

/* ---- steps: each returns what the command answers and tells its argument ---- */

struct step {
	const char *name;
	long (*take)(struct walk *w, struct stream *s, unsigned long *arg);
	unsigned int weight;
	unsigned long cmd;
};

static long set_hw(struct walk *w, struct stream *s, unsigned long *arg)
{
	static const unsigned int periods[] = { 64, 100, 256, 512 };
	static const unsigned int counts[] = { 1, 2, 3, 4 };
	struct snd_pcm_hw_params hw;
	unsigned int period = periods[draw(w, COUNT(periods))], count = counts[draw(w, COUNT(counts))];

	hw_usual(&hw);
	hw_set(&hw, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, period, period);
	hw_set(&hw, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, period * count, period * count);
	*arg = period * 10 + count;
	return do_ioctl(s, SNDRV_PCM_IOCTL_HW_PARAMS, &hw);
}

static long set_sw(struct walk *w, struct stream *s, unsigned long *arg)
{
	static const unsigned long large[] = { 1, 256, 1024, 1UL << 62, -1UL >> 1 };
	struct snd_pcm_sw_params sw;

	sw_usual(&sw);
	sw.avail_min = 1 + size(w);
	sw.start_threshold = large[draw(w, COUNT(large))];
	sw.stop_threshold = large[draw(w, COUNT(large))];
	if (draw(w, 3) == 0) {
		sw.silence_size = 1UL << 62;
	} else if (draw(w, 2)) {
		sw.silence_threshold = size(w);
		sw.silence_size = size(w);
	}
	*arg = sw.avail_min;
	return do_ioctl(s, SNDRV_PCM_IOCTL_SW_PARAMS, &sw);
}

static long move(struct walk *w, struct stream *s, unsigned long *arg)
{
	*arg = size(w);
	return tell(s, draw(w, 4) ? "move" : "slide", *arg);
}

static long transfer(struct walk *w, struct stream *s, unsigned long *arg)
{
	*arg = size(w);
	return s->way == CAPTURE ? read_frames(s, *arg) : write_frames(s, *arg, 1 + draw(w, 200));
}

static long skip(struct walk *w, struct stream *s, unsigned long *arg)
{
	unsigned long frames = size(w);
	long err = do_ioctl(s, draw(w, 2) ? SNDRV_PCM_IOCTL_REWIND : SNDRV_PCM_IOCTL_FORWARD, &frames);

	*arg = frames;
	return err;
}

static long sync_pointer(struct walk *w, struct stream *s, unsigned long *arg)
{
	struct snd_pcm_sync_ptr sync;
	long err;

	memset(&sync, 0, sizeof(sync));
	sync.flags = draw(w, 8);
	sync.c.control.appl_ptr = size(w) + size(w);
	sync.c.control.avail_min = 1 + size(w);
	err = do_ioctl(s, SNDRV_PCM_IOCTL_SYNC_PTR, &sync);
	*arg = sync.s.status.hw_ptr + 10000 * sync.c.control.appl_ptr;
	return err;
}

static long pause_it(struct walk *w, struct stream *s, unsigned long *arg)
{
	*arg = draw(w, 2);
	return do_ioctl(s, SNDRV_PCM_IOCTL_PAUSE, (void *)*arg);
}

static long link_it(struct walk *w, struct stream *s, unsigned long *arg)
{
	return do_ioctl(s, SNDRV_PCM_IOCTL_LINK, (void *)(long)w->s[s == &w->s[0]].file);
}

static long status(struct walk *w, struct stream *s, unsigned long *arg)
{
	struct snd_pcm_status st;
	long err;

	memset(&st, 0, sizeof(st));
	err = do_ioctl(s, SNDRV_PCM_IOCTL_STATUS, &st);
	*arg = st.avail + 10000 * st.avail_max + 100000000UL * st.state;
	return err;
}

static long delay(struct walk *w, struct stream *s, unsigned long *arg)
{
	return do_ioctl(s, SNDRV_PCM_IOCTL_DELAY, arg);
}

static long ready(struct walk *w, struct stream *s, unsigned long *arg)
{
	return s->o->ops->poll(s->file, 0xff, 0);
}

static long suspend(struct walk *w, struct stream *s, unsigned long *arg)
{
	return command(s->o, "suspend %d", s->device);
}

static long stop(struct walk *w, struct stream *s, unsigned long *arg)
{
	*arg = draw(w, 3) ? SNDRV_PCM_STATE_SETUP : SNDRV_PCM_STATE_XRUN;
	return tell(s, "stop", *arg);
}

static long break_it(struct walk *w, struct stream *s, unsigned long *arg)
{
	static const char *const names[] = { "trigger_error", "prepare_error", "ack_error", "hw_params_error" };

	*arg = draw(w, COUNT(names));
	return command(s->o, "set %s %d", names[*arg], draw(w, 3) ? 0 : -EIO);
}

static long mend_all(struct walk *w, struct stream *s, unsigned long *arg)
{
	settings_reset(s->o);
	return 0;
}

static long reopen(struct walk *w, struct stream *s, unsigned long *arg)
{
	long closed = stream_close(s);

	return stream_open(s, s->o, s->device, s->way, O_NONBLOCK) ?: closed;
}

static long plain(struct walk *w, struct stream *s, unsigned long *arg);

static const struct step steps[] = {
	{ "HW_PARAMS", set_hw, 6, 0 },
	{ "SW_PARAMS", set_sw, 6, 0 },
	{ "PREPARE", plain, 14, SNDRV_PCM_IOCTL_PREPARE },
	{ "START", plain, 10, SNDRV_PCM_IOCTL_START },
	{ "DROP", plain, 2, SNDRV_PCM_IOCTL_DROP },
	{ "DRAIN", plain, 4, SNDRV_PCM_IOCTL_DRAIN },
	{ "RESET", plain, 2, SNDRV_PCM_IOCTL_RESET },
	{ "HWSYNC", plain, 3, SNDRV_PCM_IOCTL_HWSYNC },
	{ "XRUN", plain, 1, SNDRV_PCM_IOCTL_XRUN },
	{ "RESUME", plain, 3, SNDRV_PCM_IOCTL_RESUME },
	{ "HW_FREE", plain, 1, SNDRV_PCM_IOCTL_HW_FREE },
	{ "UNLINK", plain, 1, SNDRV_PCM_IOCTL_UNLINK },
	{ "LINK", link_it, 2, 0 },
	{ "PAUSE", pause_it, 6, 0 },
	{ "move", move, 22, 0 },
	{ "transfer", transfer, 18, 0 },
	{ "skip", skip, 6, 0 },
	{ "SYNC_PTR", sync_pointer, 4, 0 },
	{ "STATUS", status, 4, 0 },
	{ "DELAY", delay, 3, 0 },
	{ "poll", ready, 3, 0 },
	{ "suspend", suspend, 2, 0 },
	{ "stop", stop, 1, 0 },
	{ "error", break_it, 1, 0 },
	{ "no errors", mend_all, 3, 0 },
	{ "reopen", reopen, 1, 0 },
};

static const struct step *chosen;

static long plain(struct walk *w, struct stream *s, unsigned long *arg)
{
	return do_ioctl(s, chosen->cmd, NULL);
}

static const struct step *choose(struct walk *w)
{
	unsigned int total = 0, at;
	size_t i;

	for (i = 0; i < COUNT(steps); i++)
		total += steps[i].weight;
	at = draw(w, total);
	for (i = 0; at >= steps[i].weight; i++)
		at -= steps[i].weight;
	return &steps[i];
}

static void walk(struct oracle *o, unsigned int number)
{
	static const int devices[] = { ATOMIC, NONATOMIC, CHIP, OWN };
	struct walk w = { .seed = 0x9e3779b97f4a7c15ULL * (number + 1) };
	unsigned int i, which;
	unsigned long arg;
	struct stream *s;
	int device;
	long ret;

	settings_reset(o);
	device = devices[draw(&w, COUNT(devices))];
	ret = stream_in(&w.s[0], o, device, draw(&w, 2), SNDRV_PCM_STATE_PREPARED);
	say(o, "walk %u on %d%c: %s", number, device, w.s[0].way ? 'c' : 'p', answer(ret));
	ret = stream_in(&w.s[1], o, draw(&w, 3) ? device : ATOMIC, !w.s[0].way, SNDRV_PCM_STATE_PREPARED);
	say(o, "  with %d%c: %s", w.s[1].device, w.s[1].way ? 'c' : 'p', answer(ret));
	for (i = 0; i < STEPS; i++) {
		which = draw(&w, 4) == 0;
		s = &w.s[which];
		chosen = choose(&w);
		arg = 0;
		ret = chosen->take(&w, s, &arg);
		say_stream(s, ret, "%u.%u %s %s %lu", number, i, which ? "second" : "first", chosen->name, arg);
		if (i % 10 == 9) {
			say_stream(&w.s[!which], 0, "%u.%u the other", number, i);
			say_ring(&w.s[0], "  ring");
		}
	}
	stream_close(&w.s[0]);
	stream_close(&w.s[1]);
}

void theme_walk(struct oracle *o)
{
	unsigned int i;

	for (i = 0; i < WALKS; i++)
		walk(o, i);
	settings_reset(o);
}
