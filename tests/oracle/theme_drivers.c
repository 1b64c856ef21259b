// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_drivers.c - drivers that both kernels have, snd-dummy and snd-aloop: what a card says of itself, each of its
 * elements described, read, written to the edges and beyond, what its streams can be set up for; and the two ends of a
 * cable. They are card 1, beside the probe card. Nothing here waits, and no answer is a function of time: the rings are
 * many seconds long, and what runs is stopped at once.
 */
#include "tests/oracle/ctl.h"
#include "tests/oracle/refine.h"
#include "tests/oracle/themes.h"

#include <errno.h>
#include <string.h>

#define ELEMENTS 64
#define REQUESTS 60
#define CABLE_BYTES 1048576

/* ---- the card and its files ---- */

static void ask_card(struct oracle *o, int file)
{
	struct snd_ctl_card_info info;
	long err;

	memset(&info, 0, sizeof(info));
	err = o->ops->ioctl(file, SNDRV_CTL_IOCTL_CARD_INFO, &info);
	say(o, "card: %s %d '%.16s' '%.16s' '%.32s' '%.80s' '%.80s' '%.128s'", answer(err), info.card, info.id,
	    info.driver, info.name, info.longname, info.mixername, info.components);
	say_text(o, "cards", "/proc/asound/cards");
	say_text(o, "id", "/proc/asound/card1/id");
	say_text(o, "pcm", "/proc/asound/pcm");
}

static void ask_files(struct oracle *o, int device, int way, int number)
{
	static const char *const names[] = { "info", "hw_params", "sw_params", "prealloc", "prealloc_max" };
	char path[80], name[48];
	size_t i;

	for (i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof(path), "/proc/asound/card1/pcm%d%c/sub%d/%s", device, way ? 'c' : 'p', number,
			 names[i]);
		snprintf(name, sizeof(name), "%d %c %d %s", device, way ? 'c' : 'p', number, names[i]);
		say_text(o, name, path);
	}
}

/* ---- elements ---- */

static unsigned int list_elements(struct oracle *o, int file, struct snd_ctl_elem_id *ids)
{
	struct snd_ctl_elem_list list = { .space = ELEMENTS, .pids = ids };
	long err = o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_LIST, &list);

	say(o, "elements: %s %u of %u", answer(err), list.used, list.count);
	return err ? 0 : list.used;
}

static void ask_tlv(struct oracle *o, int file, const struct snd_ctl_elem_id *id)
{
	unsigned int words[18] = { id->numid, 16 * sizeof(int) };
	long err = o->ops->ioctl(file, SNDRV_CTL_IOCTL_TLV_READ, words);

	say(o, "  tlv: %s %x %x %x %x %x %x", answer(err), words[2], words[3], words[4], words[5], words[6], words[7]);
}

static void write_both(struct oracle *o, int file, const struct snd_ctl_elem_id *id, const char *name, long left,
		       long right)
{
	struct snd_ctl_elem_value value = { .id = *id };
	long ret = write_value(o, file, id, left, right);

	o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_READ, &value);
	say(o, "  write %s %s: %s, then %ld %ld", id->name, name, answer(ret), value.value.integer.value[0],
	    value.value.integer.value[1]);
}

static void ask_element(struct oracle *o, int file, const struct snd_ctl_elem_id *id)
{
	struct snd_ctl_elem_info info = { .id = *id };
	long low = 0, high = 1;
	unsigned int item;

	say_elem_info(o, file, "element", id, 0);
	say_value(o, file, "  value", id);
	ask_tlv(o, file, id);
	if (o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_INFO, &info))
		return;
	if (info.type == SNDRV_CTL_ELEM_TYPE_ENUMERATED) {
		high = info.value.enumerated.items - 1;
		for (item = 1; item <= info.value.enumerated.items; item++)
			say_elem_info(o, file, "  item", id, item);
	} else if (info.type == SNDRV_CTL_ELEM_TYPE_INTEGER || info.type == SNDRV_CTL_ELEM_TYPE_BOOLEAN) {
		low = info.value.integer.min;
		high = info.value.integer.max;
	} else {
		return;
	}
	write_both(o, file, id, "lowest", low, low);
	write_both(o, file, id, "highest", high, high);
	write_both(o, file, id, "highest again", high, high);
	write_both(o, file, id, "one channel", low, high);
	write_both(o, file, id, "the other", high, low);
	write_both(o, file, id, "beyond", high + 1, high + 1);
	write_both(o, file, id, "below", low - 1, low - 1);
	write_both(o, file, id, "lowest at last", low, low);
}

static void ask_elements(struct oracle *o, int file)
{
	struct snd_ctl_elem_id ids[ELEMENTS];
	unsigned int count, i;
	int listener = ctl_open(o, 0), on = 1;

	memset(ids, 0, sizeof(ids));
	count = list_elements(o, file, ids);
	o->ops->ioctl(listener, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &on);
	for (i = 0; i < count; i++) {
		ask_element(o, file, &ids[i]);
		say_events(o, listener, 16 * sizeof(struct snd_ctl_event));
	}
	o->ops->close(listener);
}

static void say_values(struct oracle *o, int file, const char *when)
{
	struct snd_ctl_elem_id ids[ELEMENTS];
	unsigned int count, i;

	memset(ids, 0, sizeof(ids));
	count = list_elements(o, file, ids);
	for (i = 0; i < count && ids[i].device < 2 && !ids[i].subdevice; i++)
		say_value(o, file, when, &ids[i]);
}

/* ---- streams ---- */

static int open_end(struct stream *s, struct oracle *o, int device, int way)
{
	char path[32];

	snprintf(path, sizeof(path), "/dev/snd/pcmC1D%d%c", device, way ? 'c' : 'p');
	*s = (struct stream){ o, o->ops->open(path, O_RDWR | O_NONBLOCK), device, way, 0 };
	return s->file < 0 ? s->file : 0;
}

static void ask_info(struct stream *s)
{
	struct snd_pcm_info info;
	long err;

	memset(&info, 0, sizeof(info));
	err = do_ioctl(s, SNDRV_PCM_IOCTL_INFO, &info);
	say(s->o, "info %d %c: %s card %d '%.64s' '%.80s' '%.32s' class %d sub %d streams %u free %u", s->device,
	    s->way ? 'c' : 'p', answer(err), info.card, info.id, info.name, info.subname, info.dev_class,
	    info.dev_subclass, info.subdevices_count, info.subdevices_avail);
}

/** struct use - what a stream is set up for; the ring is the longest that there is */
struct use {
	unsigned int rate, channels;
	int format;
};

static void set_up_end(struct stream *s, const struct use *use, unsigned int rate)
{
	struct snd_pcm_hw_params hw;
	long err;

	hw_any(&hw);
	hw_set_mask(&hw, SNDRV_PCM_HW_PARAM_ACCESS, SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	hw_set_mask(&hw, SNDRV_PCM_HW_PARAM_FORMAT, use->format);
	hw_set(&hw, SNDRV_PCM_HW_PARAM_RATE, rate, rate);
	hw_set(&hw, SNDRV_PCM_HW_PARAM_CHANNELS, use->channels, use->channels);
	hw_set(&hw, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, 8192, 8192);
	err = do_ioctl(s, SNDRV_PCM_IOCTL_HW_PARAMS, &hw);
	say_refined(s->o, "  set up", err, &hw);
}

static void say_state(struct stream *s, const char *name, long ret)
{
	struct snd_pcm_status status;

	memset(&status, 0, sizeof(status));
	do_ioctl(s, SNDRV_PCM_IOCTL_STATUS, &status);
	say(s->o, "  %d %c %s: %s, %s", s->device, s->way ? 'c' : 'p', name, answer(ret), state_name(status.state));
}

/* a recording starts; what is played is written, enough for several seconds */
static void run_end(struct stream *s, const struct use *use, size_t bytes)
{
	static char silence[65536];
	/* no frame of theirs is wider */
	size_t frame = use->channels * (use->format == SNDRV_PCM_FORMAT_U8 ? 1 : 4), done;
	struct snd_xferi xferi = { .buf = silence, .frames = sizeof(silence) / frame };
	long ret = 0;

	if (s->way == CAPTURE)
		ret = do_ioctl(s, SNDRV_PCM_IOCTL_START, NULL);
	for (done = 0; s->way == PLAYBACK && done < bytes && !ret; done += sizeof(silence))
		ret = do_ioctl(s, SNDRV_PCM_IOCTL_WRITEI_FRAMES, &xferi);
	say_state(s, s->way == CAPTURE ? "START" : "write", ret);
	if (s->way == PLAYBACK)
		say_state(s, "START", do_ioctl(s, SNDRV_PCM_IOCTL_START, NULL));
}

static void ask_stream(struct oracle *o, int device, int way, const struct use *use, size_t bytes)
{
	struct snd_pcm_hw_params hw;
	struct stream s;

	ask_files(o, device, way, 0);
	say(o, "open %d %c: %s", device, way ? 'c' : 'p', answer(open_end(&s, o, device, way)));
	ask_info(&s);
	hw_any(&hw);
	say_refined(o, "any", do_ioctl(&s, SNDRV_PCM_IOCTL_HW_REFINE, &hw), &hw);
	ask_refinements(&s, way ? "c" : "p", 0x51ed2701 + way, REQUESTS);
	say_state(&s, "HW_FREE", do_ioctl(&s, SNDRV_PCM_IOCTL_HW_FREE, NULL));
	set_up_end(&s, use, use->rate);
	ask_files(o, device, way, 0);
	say_state(&s, "PREPARE", do_ioctl(&s, SNDRV_PCM_IOCTL_PREPARE, NULL));
	run_end(&s, use, bytes);
	say_state(&s, "PAUSE", do_ioctl(&s, SNDRV_PCM_IOCTL_PAUSE, (void *)1));
	say_state(&s, "release", do_ioctl(&s, SNDRV_PCM_IOCTL_PAUSE, NULL));
	say_state(&s, "RESUME", do_ioctl(&s, SNDRV_PCM_IOCTL_RESUME, NULL));
	say_state(&s, "DROP", do_ioctl(&s, SNDRV_PCM_IOCTL_DROP, NULL));
	say_state(&s, "HW_FREE", do_ioctl(&s, SNDRV_PCM_IOCTL_HW_FREE, NULL));
	stream_close(&s);
}

void theme_dummy(struct oracle *o)
{
	static const struct use use = { 5500, 1, SNDRV_PCM_FORMAT_U8 };
	int file = ctl_open(o, 0);

	ask_card(o, file);
	ask_elements(o, file);
	ask_stream(o, 0, PLAYBACK, &use, 65536);
	ask_stream(o, 0, CAPTURE, &use, 0);
	o->ops->close(file);
}

/* ---- a cable: playback of device 0, capture of device 1 ---- */

static void ask_cable(struct oracle *o, int file)
{
	static const struct use uses[] = {
		{ 8000, 2, SNDRV_PCM_FORMAT_S16_LE }, { 8000, 2, SNDRV_PCM_FORMAT_S16_BE }, { 11025, 1, SNDRV_PCM_FORMAT_S32_LE },
		{ 8000, 5, SNDRV_PCM_FORMAT_FLOAT_LE }, { 8000, 2, SNDRV_PCM_FORMAT_U8 },
	};
	struct snd_pcm_hw_params hw;
	struct stream p, c;
	size_t i;

	for (i = 0; i < COUNT(uses); i++) {
		say(o, "cable %zu: %s", i, answer(open_end(&p, o, 0, PLAYBACK)));
		set_up_end(&p, &uses[i], uses[i].rate);
		say_values(o, file, "  set up");
		say_state(&p, "PREPARE", do_ioctl(&p, SNDRV_PCM_IOCTL_PREPARE, NULL));
		say_values(o, file, "  prepared");
		say(o, "  other end: %s", answer(open_end(&c, o, 1, CAPTURE)));
		hw_any(&hw);
		say_refined(o, "  any", do_ioctl(&c, SNDRV_PCM_IOCTL_HW_REFINE, &hw), &hw);
		set_up_end(&c, &uses[i], 16000);
		set_up_end(&c, &uses[i], uses[i].rate);
		say_state(&c, "PREPARE", do_ioctl(&c, SNDRV_PCM_IOCTL_PREPARE, NULL));
		run_end(&c, &uses[i], 0);
		run_end(&p, &uses[i], CABLE_BYTES);
		say_values(o, file, "  running");
		say_state(&p, "DROP", do_ioctl(&p, SNDRV_PCM_IOCTL_DROP, NULL));
		say_state(&c, "DROP", do_ioctl(&c, SNDRV_PCM_IOCTL_DROP, NULL));
		say_values(o, file, "  dropped");
		stream_close(&p);
		stream_close(&c);
		say_values(o, file, "  closed");
	}
}

void theme_aloop(struct oracle *o)
{
	int file = ctl_open(o, 0);
	static const struct use use = { 8000, 2, SNDRV_PCM_FORMAT_S16_LE };
	struct snd_ctl_elem_id ids[ELEMENTS];
	unsigned int count, i;

	memset(ids, 0, sizeof(ids));
	ask_card(o, file);
	count = list_elements(o, file, ids);
	/* of the first cable: the others' are the same */
	for (i = 0; i < count && !ids[i].subdevice; i++)
		ask_element(o, file, &ids[i]);
	ask_stream(o, 0, PLAYBACK, &use, CABLE_BYTES);
	ask_stream(o, 1, CAPTURE, &use, 0);
	ask_cable(o, file);
	o->ops->close(file);
}
