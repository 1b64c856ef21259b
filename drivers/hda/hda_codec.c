// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * High Definition Audio: the codec's widget graph, and one way through it in each direction.
 *
 * Nothing is known about a codec beforehand. Its nodes say what they are, what they can do and where they get their
 * samples from; a pin also says what the board's maker has connected to it. Playback takes the pin that ranks first
 * (line-out, speaker, headphones) and looks against the flow for a DAC; recording looks from each ADC for the input
 * pin that ranks first (line-in, microphone, the rest). All amplifiers on the way are set to 0 dB.
 *
 * Left out: jack detection and unsolicited responses, more than one path a direction, digital converters, the reference
 * voltage of microphones, quirks of particular codecs.
 */
#include <linux/delay.h>
#include <linux/slab.h>

#include "hda.h"

#define VERB_PARAMETER(id)	(0xf0000 | (id))
#define  PAR_VENDOR		0x00
#define  PAR_NODES		0x04			/* first << 16 | count */
#define  PAR_FUNCTION		0x05
#define   FUNCTION_AUDIO	1
#define  PAR_WIDGET		0x09
#define  PAR_PCM		0x0a
#define  PAR_STREAM		0x0b
#define   STREAM_PCM		BIT(0)
#define  PAR_PIN		0x0c
#define   PIN_CAN_PLAY		BIT(4)
#define   PIN_CAN_RECORD	BIT(5)
#define   PIN_CAN_EAPD		BIT(16)
#define  PAR_IN_AMP		0x0d
#define  PAR_SOURCES		0x0e
#define   SOURCES_LONG		BIT(7)			/* two entries a response instead of four */
#define  PAR_OUT_AMP		0x12
#define VERB_GET_SOURCES(from)	(0xf0200 | (from))
#define VERB_SELECT(source)	(0x70100 | (source))
#define VERB_GET_POWER		0xf0500
#define VERB_POWER(state)	(0x70500 | (state))
#define  POWER_D0		0
#define  POWER_D3		3
#define VERB_PIN(control)	(0x70700 | (control))
#define  PIN_PLAY		0x40
#define  PIN_RECORD		0x20
#define VERB_EAPD(on)		(0x70c00 | ((on) ? 2 : 0))
#define VERB_GET_CONFIG		0xf1c00
#define VERB_AMP(payload)	(0x30000 | (payload))
#define  AMP_OUT		0x8000
#define  AMP_IN			0x4000
#define  AMP_LEFT		0x2000
#define  AMP_RIGHT		0x1000
#define  AMP_MUTE		0x80

#define CAP_IN_AMP		BIT(1)
#define CAP_OUT_AMP		BIT(2)
#define CAP_OWN_AMP		BIT(3)			/* amplifier parameters of its own, not the group's */
#define CAP_OWN_FORMAT		BIT(4)
#define CAP_SOURCES		BIT(8)
#define CAP_DIGITAL		BIT(9)
#define CAP_POWER		BIT(10)
#define CAP_TYPE(caps)		((caps) >> 20 & 0xf)

enum { TYPE_DAC, TYPE_ADC, TYPE_MIXER, TYPE_SELECTOR, TYPE_PIN };

#define CONFIG_DEVICE(config)	((config) >> 20 & 0xf)
#define CONFIG_UNCONNECTED(config) ((config) >> 30 == 1)

struct hda_widget *hda_widget(struct hda *chip, u16 nid)
{
	unsigned int index = nid - chip->first_widget;

	return nid >= chip->first_widget && index < chip->widget_count ? &chip->widgets[index] : NULL;
}

static int get_parameter(struct hda *chip, u16 nid, unsigned int id, u32 *value)
{
	return hda_verb(chip, nid, VERB_PARAMETER(id), value);
}

/* ---- reading a widget -------------------------------------------------------------------------------------------- */

/*
 * One entry of the connection list: a node, or, with the mark, all nodes from the one before up to this one. What
 * does not fit is left away.
 */
static void add_source(struct hda_widget *widget, u16 nid, bool range)
{
	u16 next = range && widget->source_count ? widget->sources[widget->source_count - 1] + 1 : nid;

	for (; next <= nid && widget->source_count < HDA_SOURCES; next++)
		widget->sources[widget->source_count++] = next;
}

static int read_sources(struct hda *chip, u16 nid, struct hda_widget *widget)
{
	unsigned int i, bits, count;
	u32 length, entries = 0;
	int err;

	err = get_parameter(chip, nid, PAR_SOURCES, &length);
	if (err < 0)
		return err;
	bits = length & SOURCES_LONG ? 16 : 8;
	count = length & (SOURCES_LONG - 1);
	for (i = 0; i < count; i++, entries >>= bits) {
		u16 mark = BIT(bits - 1), entry;

		if (!(i % (32 / bits))) {
			err = hda_verb(chip, nid, VERB_GET_SOURCES(i), &entries);
			if (err < 0)
				return err;
		}
		entry = entries & (2 * mark - 1);
		add_source(widget, entry & ~mark, entry & mark);
	}
	return 0;
}

static int read_amps(struct hda *chip, u16 nid, struct hda_widget *widget)
{
	u16 owner = widget->caps & CAP_OWN_AMP ? nid : chip->afg;
	int err = 0;

	if (widget->caps & CAP_IN_AMP)
		err = get_parameter(chip, owner, PAR_IN_AMP, &widget->in_amp);
	if (!err && widget->caps & CAP_OUT_AMP)
		err = get_parameter(chip, owner, PAR_OUT_AMP, &widget->out_amp);
	return err;
}

static int read_converter(struct hda *chip, u16 nid, struct hda_widget *widget)
{
	u16 owner = widget->caps & CAP_OWN_FORMAT ? nid : chip->afg;
	u32 kinds;
	int err;

	err = get_parameter(chip, owner, PAR_STREAM, &kinds);
	if (err < 0 || !(kinds & STREAM_PCM))
		return err;
	return get_parameter(chip, owner, PAR_PCM, &widget->pcm);
}

static int read_pin(struct hda *chip, u16 nid, struct hda_widget *widget)
{
	int err = get_parameter(chip, nid, PAR_PIN, &widget->pin_caps);

	return err < 0 ? err : hda_verb(chip, nid, VERB_GET_CONFIG, &widget->config);
}

static int read_widget(struct hda *chip, u16 nid, struct hda_widget *widget)
{
	int err;

	err = get_parameter(chip, nid, PAR_WIDGET, &widget->caps);
	if (err < 0)
		return err;
	err = read_amps(chip, nid, widget);
	if (!err && widget->caps & CAP_SOURCES)
		err = read_sources(chip, nid, widget);
	if (err < 0)
		return err;
	switch (CAP_TYPE(widget->caps)) {
	case TYPE_DAC:
	case TYPE_ADC:
		return read_converter(chip, nid, widget);
	case TYPE_PIN:
		return read_pin(chip, nid, widget);
	default:
		return 0;
	}
}

static int read_graph(struct hda *chip)
{
	unsigned int i;
	u32 nodes;
	int err;

	err = get_parameter(chip, chip->afg, PAR_NODES, &nodes);
	if (err < 0)
		return err;
	chip->first_widget = nodes >> 16 & 0xff;
	chip->widgets = devm_kcalloc(&chip->pci->dev, (nodes & 0xff) + 1, sizeof(*chip->widgets), GFP_KERNEL);
	if (!chip->widgets)
		return -ENOMEM;
	chip->widget_count = nodes & 0xff;
	for (i = 0; i < chip->widget_count; i++) {
		err = read_widget(chip, chip->first_widget + i, &chip->widgets[i]);
		if (err < 0)
			return err;
	}
	return 0;
}

/* ---- paths ------------------------------------------------------------------------------------------------------- */

/* the lower the better; -1: not for this direction */
static int rank_of(const struct hda_widget *widget, int direction)
{
	/* by device of the pin's configuration: line-out, speaker, headphones; line-in, microphone, aux, CD */
	static const s8 play[16] = { [0] = 1, [1] = 2, [2] = 3 };
	static const s8 record[16] = { [8] = 1, [0xa] = 2, [9] = 3, [3] = 4 };
	bool playback = direction == SNDRV_PCM_STREAM_PLAYBACK;
	int rank;

	if (CAP_TYPE(widget->caps) != TYPE_PIN || widget->caps & CAP_DIGITAL || CONFIG_UNCONNECTED(widget->config) ||
	    !(widget->pin_caps & (playback ? PIN_CAN_PLAY : PIN_CAN_RECORD)))
		return -1;
	rank = (playback ? play : record)[CONFIG_DEVICE(widget->config)];
	return rank ?: 16;
}

static bool is_goal(const struct hda_widget *widget, int direction, int rank)
{
	if (direction == SNDRV_PCM_STREAM_CAPTURE)
		return rank_of(widget, direction) == rank;
	return CAP_TYPE(widget->caps) == TYPE_DAC && !(widget->caps & CAP_DIGITAL) && widget->pcm;
}

static bool passes(const struct hda_widget *widget)
{
	return CAP_TYPE(widget->caps) == TYPE_MIXER || CAP_TYPE(widget->caps) == TYPE_SELECTOR;
}

/* from @nid, place @depth of the path, to a goal; the graph may have circles, HDA_DEPTH ends them */
static bool follow(struct hda *chip, int direction, int rank, u16 nid, unsigned int depth)
{
	struct hda_widget *widget = hda_widget(chip, nid);
	struct hda_path *path = &chip->paths[direction];
	unsigned int i;

	if (!widget || depth >= HDA_DEPTH)
		return false;
	path->nodes[depth] = nid;
	if (depth && is_goal(widget, direction, rank)) {
		path->depth = depth + 1;
		return true;
	}
	if (depth && !passes(widget))
		return false;
	for (i = 0; i < widget->source_count; i++) {
		path->select[depth] = i;
		if (follow(chip, direction, rank, widget->sources[i], depth + 1))
			return true;
	}
	return false;
}

static bool begins(const struct hda_widget *widget, int direction, int rank)
{
	if (direction == SNDRV_PCM_STREAM_PLAYBACK)
		return rank_of(widget, direction) == rank;
	return CAP_TYPE(widget->caps) == TYPE_ADC && !(widget->caps & CAP_DIGITAL) && widget->pcm;
}

static void find_path(struct hda *chip, int direction)
{
	unsigned int i;
	int rank;

	for (rank = 1; rank <= 16; rank++)
		for (i = 0; i < chip->widget_count; i++)
			if (begins(&chip->widgets[i], direction, rank) &&
			    follow(chip, direction, rank, chip->first_widget + i, 0))
				return;
}

u16 hda_converter(const struct hda *chip, int direction)
{
	const struct hda_path *path = &chip->paths[direction];

	return path->nodes[direction == SNDRV_PCM_STREAM_PLAYBACK ? path->depth - 1 : 0];
}

/* ---- amplifiers -------------------------------------------------------------------------------------------------- */

static void add_amp(struct hda_path *path, u16 nid, bool input, u8 index, u32 caps)
{
	struct hda_amp *amp = &path->amps[path->amp_count++];

	*amp = (struct hda_amp){
		.nid = nid, .input = input, .index = index, .caps = caps,
		.gain = { AMP_0DB(caps), AMP_0DB(caps) }, .on = { true, true },
	};
}

/* all on the way; a pin's amplifier for the other direction is not */
static void find_amps(struct hda *chip, int direction)
{
	struct hda_path *path = &chip->paths[direction];
	bool playback = direction == SNDRV_PCM_STREAM_PLAYBACK;
	unsigned int i;

	for (i = 0; i < path->depth; i++) {
		const struct hda_widget *widget = hda_widget(chip, path->nodes[i]);
		bool pin = CAP_TYPE(widget->caps) == TYPE_PIN;

		if (widget->caps & CAP_IN_AMP && !(pin && playback))
			add_amp(path, path->nodes[i], true, pin ? 0 : path->select[i], widget->in_amp);
		if (widget->caps & CAP_OUT_AMP && !(pin && !playback))
			add_amp(path, path->nodes[i], false, 0, widget->out_amp);
	}
	/* the mixer shows the one that is nearest to the converter */
	for (i = 0; i < path->amp_count; i++) {
		struct hda_amp *amp = &path->amps[playback ? path->amp_count - 1 - i : i];

		if (!path->volume && AMP_STEPS(amp->caps))
			path->volume = amp;
		if (!path->mute && AMP_MUTES(amp->caps))
			path->mute = amp;
	}
}

static int write_amp(struct hda *chip, const struct hda_amp *amp, u32 sides, u8 gain, bool on)
{
	return hda_verb(chip, amp->nid, VERB_AMP((amp->input ? AMP_IN : AMP_OUT) | sides | amp->index << 8 |
						 (on ? 0 : AMP_MUTE) | gain), NULL);
}

int hda_amp_write(struct hda *chip, const struct hda_amp *amp)
{
	int err;

	if (amp->gain[0] == amp->gain[1] && amp->on[0] == amp->on[1])
		return write_amp(chip, amp, AMP_LEFT | AMP_RIGHT, amp->gain[0], amp->on[0]);
	err = write_amp(chip, amp, AMP_LEFT, amp->gain[0], amp->on[0]);
	return err < 0 ? err : write_amp(chip, amp, AMP_RIGHT, amp->gain[1], amp->on[1]);
}

/* ---- power ------------------------------------------------------------------------------------------------------- */

static int power_up(struct hda *chip, u16 nid)
{
	unsigned int tries;
	u32 state;
	int err;

	err = hda_verb(chip, nid, VERB_POWER(POWER_D0), NULL);
	for (tries = 0; tries < 100 && !err; tries++) {
		err = hda_verb(chip, nid, VERB_GET_POWER, &state);
		if (!err && (state >> 4 & 0xf) == POWER_D0)
			return 0;
		usleep_range(1000, 2000);
	}
	if (!err)
		dev_err(chip->card->dev, "node 0x%02x has no power\n", nid);
	return -EIO;
}

/* nothing but the path goes into the sum */
static int mute_others(struct hda *chip, u16 nid, const struct hda_widget *widget, u8 select)
{
	struct hda_amp amp = { .nid = nid, .input = true, .caps = widget->in_amp };
	unsigned int i;
	int err;

	if (CAP_TYPE(widget->caps) != TYPE_MIXER || !AMP_MUTES(widget->in_amp))
		return 0;
	for (i = 0; i < widget->source_count && i < 16; i++) {
		amp.index = i;
		err = i == select ? 0 : hda_amp_write(chip, &amp);
		if (err < 0)
			return err;
	}
	return 0;
}

static int start_node(struct hda *chip, int direction, unsigned int place)
{
	const struct hda_path *path = &chip->paths[direction];
	u32 pin = direction == SNDRV_PCM_STREAM_PLAYBACK ? PIN_PLAY : PIN_RECORD;
	u16 nid = path->nodes[place];
	const struct hda_widget *widget = hda_widget(chip, nid);
	int err = 0;

	if (widget->caps & CAP_POWER)
		err = power_up(chip, nid);
	if (!err && CAP_TYPE(widget->caps) == TYPE_PIN) {
		err = hda_verb(chip, nid, VERB_PIN(pin), NULL);
		if (!err && widget->pin_caps & PIN_CAN_EAPD)
			err = hda_verb(chip, nid, VERB_EAPD(true), NULL);
	}
	if (err < 0 || place == path->depth - 1)
		return err;
	if (widget->source_count > 1 && CAP_TYPE(widget->caps) != TYPE_MIXER)
		err = hda_verb(chip, nid, VERB_SELECT(path->select[place]), NULL);
	return err < 0 ? err : mute_others(chip, nid, widget, path->select[place]);
}

static int start_path(struct hda *chip, int direction)
{
	struct hda_path *path = &chip->paths[direction];
	unsigned int i;
	int err = 0;

	for (i = 0; i < path->depth && !err; i++)
		err = start_node(chip, direction, i);
	mutex_lock(&chip->mixer_lock);
	for (i = 0; i < path->amp_count && !err; i++)
		err = hda_amp_write(chip, &path->amps[i]);
	mutex_unlock(&chip->mixer_lock);
	return err;
}

int hda_codec_start(struct hda *chip)
{
	int err;

	err = power_up(chip, chip->afg);
	if (err < 0)
		return err;
	err = start_path(chip, SNDRV_PCM_STREAM_PLAYBACK);
	return err < 0 ? err : start_path(chip, SNDRV_PCM_STREAM_CAPTURE);
}

void hda_codec_stop(struct hda *chip)
{
	hda_verb(chip, chip->afg, VERB_POWER(POWER_D3), NULL);
}

/* ---- finding it -------------------------------------------------------------------------------------------------- */

/* 1: chip->codec has an audio function group, 0: it has not, -EIO */
static int find_group(struct hda *chip)
{
	u32 nodes, type;
	unsigned int i;
	int err;

	err = get_parameter(chip, 0, PAR_NODES, &nodes);
	if (err < 0)
		return err;
	for (i = 0; i < (nodes & 0xff); i++) {
		chip->afg = (nodes >> 16 & 0xff) + i;
		err = get_parameter(chip, chip->afg, PAR_FUNCTION, &type);
		if (err < 0)
			return err;
		if ((type & 0xff) == FUNCTION_AUDIO)
			return 1;
	}
	return 0;
}

int hda_codec_find(struct hda *chip, unsigned int present)
{
	int found = 0, err;

	for (chip->codec = 0; chip->codec < 15; chip->codec++) {
		found = present & BIT(chip->codec) ? find_group(chip) : 0;
		if (found)
			break;
	}
	if (found < 0)
		return found;
	if (!found) {
		dev_err(chip->card->dev, "no audio codec\n");
		return -ENODEV;
	}
	err = get_parameter(chip, 0, PAR_VENDOR, &chip->codec_id);
	if (!err)
		err = read_graph(chip);
	if (err < 0)
		return err;
	find_path(chip, SNDRV_PCM_STREAM_PLAYBACK);
	find_path(chip, SNDRV_PCM_STREAM_CAPTURE);
	find_amps(chip, SNDRV_PCM_STREAM_PLAYBACK);
	find_amps(chip, SNDRV_PCM_STREAM_CAPTURE);
	if (chip->paths[0].depth || chip->paths[1].depth)
		return 0;
	dev_err(chip->card->dev, "codec 0x%08x has neither a way out nor a way in\n", chip->codec_id);
	return -ENODEV;
}
