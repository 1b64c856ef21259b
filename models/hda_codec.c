// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The High Definition Audio codec: parameters, verbs, and from verbs to samples. What it models and what not:
 * hda_codec.h. Numbers of verbs and parameters: specification 1.0a, 7.3.3 and 7.3.4.
 */
#include <string.h>

#include "models/hda_codec.h"

#define CODEC_ID 0x75736e64 /* nobody's */
#define CODEC_REVISION 0x00100100

#define PAR_VENDOR 0x00
#define PAR_REVISION 0x02
#define PAR_NODE_COUNT 0x04
#define PAR_FUNCTION_TYPE 0x05
#define PAR_WIDGET_CAPS 0x09
#define PAR_PCM 0x0a
#define PAR_STREAM 0x0b
#define PAR_PIN_CAPS 0x0c
#define PAR_AMP_IN 0x0d
#define PAR_CONNECTIONS 0x0e
#define PAR_POWER 0x0f
#define PAR_AMP_OUT 0x12

#define GET_FORMAT 0xa
#define GET_AMP 0xb
#define SET_FORMAT 0x2
#define SET_AMP 0x3

#define GET_PARAMETER 0xf00
#define GET_SELECT 0xf01
#define GET_CONNECTIONS 0xf02
#define GET_POWER 0xf05
#define GET_STREAM 0xf06
#define GET_PIN_CONTROL 0xf07
#define GET_CONFIG 0xf1c
#define SET_SELECT 0x701
#define SET_POWER 0x705
#define SET_STREAM 0x706
#define SET_PIN_CONTROL 0x707
#define SET_CONFIG_0 0x71c
#define SET_CONFIG_3 0x71f
#define RESET 0x7ff

#define WCAP_IN_AMP 0x02
#define WCAP_OUT_AMP 0x04
#define WCAP_FORMAT 0x10

#define AMP_SET_OUT 0x8000
#define AMP_SET_IN 0x4000
#define AMP_SET_SIDE(side) ((side) ? 0x1000u : 0x2000u)
#define AMP_GET_OUT 0x8000
#define AMP_GET_LEFT 0x2000

#define PIN_OUT 0x40
#define PIN_IN 0x20
#define D3 3
#define SELECT_LINE 1 /* of the ADC */

/* 16, 20, 24, 32 bits; 8 … 192 kHz */
#define PCM_CAPS 0x001e07ffu
#define AMP_CAPS (0x80000000u | 3u << 16 | HDA_AMP_STEPS << 8 | HDA_AMP_STEPS)

/**
 * struct kind - what cannot be changed of a widget
 * @caps: widget capabilities
 * @amp: capabilities of its amplifier
 * @config: default of the pin configuration; 0: is no pin
 * @sources: connection list, in the shape in which it is asked for: four entries of a byte
 */
static const struct kind {
	uint32_t caps, amp, pin, config, sources;
	unsigned int source_count;
} kinds[HDA_NODES] = {
	[HDA_DAC] = { .caps = 0x0000001d, .amp = AMP_CAPS },
	[HDA_PIN_OUT] = { .caps = 0x00400101, .pin = 0x10, .config = 0x01014010,
			  .sources = HDA_MIXER, .source_count = 1 },
	[HDA_ADC] = { .caps = 0x0010011b, .amp = AMP_CAPS,
		      .sources = HDA_PIN_MIC | HDA_PIN_LINE << 8, .source_count = 2 },
	[HDA_PIN_LINE] = { .caps = 0x00400001, .pin = 0x20, .config = 0x01813020 },
	[HDA_MIXER] = { .caps = 0x0020010b, .amp = 0x80000000, .sources = HDA_DAC, .source_count = 1 },
	[HDA_PIN_MIC] = { .caps = 0x00400001, .pin = 0x1720, .config = 0x01a19030 },
};

static bool is_widget(unsigned int nid)
{
	return nid > HDA_AFG;
}

static bool is_converter(unsigned int nid)
{
	return nid == HDA_DAC || nid == HDA_ADC;
}

/* ---- verbs ------------------------------------------------------------------------------------------------------- */

static uint32_t parameter(unsigned int nid, unsigned int id)
{
	const struct kind *kind = &kinds[nid];

	switch (id) {
	case PAR_VENDOR:
		return nid == HDA_ROOT ? CODEC_ID : 0;
	case PAR_REVISION:
		return nid == HDA_ROOT ? CODEC_REVISION : 0;
	case PAR_NODE_COUNT: /* first, and how many */
		if (nid == HDA_ROOT)
			return HDA_AFG << 16 | 1;
		return nid == HDA_AFG ? HDA_DAC << 16 | (HDA_NODES - HDA_DAC) : 0;
	case PAR_FUNCTION_TYPE:
		return nid == HDA_AFG; /* audio */
	case PAR_WIDGET_CAPS:
		return kind->caps;
	case PAR_PCM:
		return kind->caps & WCAP_FORMAT || nid == HDA_AFG ? PCM_CAPS : 0;
	case PAR_STREAM:
		return kind->caps & WCAP_FORMAT || nid == HDA_AFG; /* PCM */
	case PAR_PIN_CAPS:
		return kind->pin;
	case PAR_AMP_IN:
		return kind->caps & WCAP_IN_AMP ? kind->amp : 0;
	case PAR_AMP_OUT:
		return kind->caps & WCAP_OUT_AMP ? kind->amp : 0;
	case PAR_CONNECTIONS:
		return kind->source_count;
	case PAR_POWER:
		return nid == HDA_AFG ? 0x9 : 0; /* D0, D3 */
	default:
		return 0;
	}
}

static uint32_t get_amp(const struct hda_codec *codec, unsigned int nid, uint16_t payload)
{
	uint32_t side = payload & AMP_GET_OUT ? WCAP_OUT_AMP : WCAP_IN_AMP;

	return kinds[nid].caps & side ? codec->nodes[nid].amp[!(payload & AMP_GET_LEFT)] : 0;
}

static void set_amp(struct hda_codec *codec, unsigned int nid, uint16_t payload)
{
	const struct kind *kind = &kinds[nid];
	uint8_t gain = payload & 0x7f, most = kind->amp >> 8 & 0x7f;
	uint32_t meant = (payload & AMP_SET_OUT ? WCAP_OUT_AMP : 0) | (payload & AMP_SET_IN ? WCAP_IN_AMP : 0);

	if (!(kind->caps & meant))
		return;
	/* the mixer has one input; the index of a converter's is ignored */
	if (nid == HDA_MIXER && payload >> 8 & 0xf)
		return;
	for (unsigned int side = 0; side < 2; side++)
		if (payload & AMP_SET_SIDE(side))
			codec->nodes[nid].amp[side] = (payload & HDA_AMP_MUTE) | (gain < most ? gain : most);
}

static uint32_t get(const struct hda_codec *codec, unsigned int nid, unsigned int verb, uint8_t payload)
{
	const struct hda_node *node = &codec->nodes[nid];

	switch (verb) {
	case GET_PARAMETER:
		return parameter(nid, payload);
	case GET_SELECT:
		return node->select;
	case GET_CONNECTIONS:
		return payload < 4 ? kinds[nid].sources : 0;
	case GET_POWER:
		return node->power << 4 | node->power;
	case GET_STREAM:
		return node->stream;
	case GET_PIN_CONTROL:
		return node->pin_control;
	case GET_CONFIG:
		return node->config;
	default:
		return 0;
	}
}

static void set(struct hda_codec *codec, unsigned int nid, unsigned int verb, uint8_t payload)
{
	struct hda_node *node = &codec->nodes[nid];
	unsigned int shift;

	switch (verb) {
	case SET_SELECT:
		if (nid == HDA_ADC && payload < kinds[nid].source_count)
			node->select = payload;
		break;
	case SET_POWER:
		if (nid == HDA_AFG && (payload == 0 || payload == D3))
			node->power = payload;
		break;
	case SET_STREAM:
		if (is_converter(nid))
			node->stream = payload;
		node->announced = false;
		break;
	case SET_PIN_CONTROL:
		if (kinds[nid].pin)
			node->pin_control = payload;
		break;
	case SET_CONFIG_0 ... SET_CONFIG_3:
		shift = 8 * (verb - SET_CONFIG_0);
		if (kinds[nid].config)
			node->config = (node->config & ~(0xffu << shift)) | (uint32_t)payload << shift;
		break;
	case RESET:
		if (nid == HDA_AFG)
			hda_codec_power_on(codec);
		break;
	}
}

uint32_t hda_codec_verb(struct hda_codec *codec, uint32_t command)
{
	unsigned int nid = command >> 20 & 0x7f, verb = command >> 8 & 0xfff;
	uint16_t payload = command;

	if (nid >= HDA_NODES)
		return 0;
	/* verbs of four bits carry sixteen, those of twelve carry eight */
	switch (command >> 16 & 0xf) {
	case GET_FORMAT:
		return is_converter(nid) ? codec->nodes[nid].format : 0;
	case GET_AMP:
		return get_amp(codec, nid, payload);
	case SET_FORMAT:
		if (is_converter(nid))
			codec->nodes[nid].format = payload;
		codec->nodes[nid].announced = false;
		return 0;
	case SET_AMP:
		set_amp(codec, nid, payload);
		return 0;
	case 0xf:
		return get(codec, nid, verb, payload);
	case 0x7:
		set(codec, nid, verb, payload);
		return 0;
	default:
		return 0;
	}
}

void hda_codec_power_on(struct hda_codec *codec)
{
	memset(codec->nodes, 0, sizeof(codec->nodes));
	codec->nodes[HDA_AFG].power = D3;
	for (unsigned int nid = 0; nid < HDA_NODES; nid++) {
		if (kinds[nid].amp)
			memset(codec->nodes[nid].amp, HDA_AMP_MUTE, 2);
		if (is_widget(nid))
			codec->nodes[nid].config = kinds[nid].config;
	}
}

/* ---- gains ------------------------------------------------------------------------------------------------------- */

#define UNITY (1ll << 30)

/* of a converter's amplifier: 10^(dB / 20), dB = its gain - 74 */
static int64_t amp_gain(uint8_t amp)
{
	double gain = UNITY;

	if (amp & HDA_AMP_MUTE)
		return 0;
	for (unsigned int step = amp; step < HDA_AMP_STEPS; step++)
		gain *= 0.89125093813374552995;
	return gain + 0.5;
}

static int64_t gain_out(const struct hda_codec *codec, unsigned int side)
{
	const struct hda_node *nodes = codec->nodes;

	if (nodes[HDA_AFG].power || !(nodes[HDA_PIN_OUT].pin_control & PIN_OUT) ||
	    nodes[HDA_MIXER].amp[side] & HDA_AMP_MUTE)
		return 0;
	return amp_gain(nodes[HDA_DAC].amp[side]);
}

static int64_t gain_in(const struct hda_codec *codec, unsigned int side)
{
	const struct hda_node *nodes = codec->nodes;

	if (nodes[HDA_AFG].power || nodes[HDA_ADC].select != SELECT_LINE || !(nodes[HDA_PIN_LINE].pin_control & PIN_IN))
		return 0;
	return amp_gain(nodes[HDA_ADC].amp[side]);
}

/* ---- samples ----------------------------------------------------------------------------------------------------- */

unsigned int hda_sample_bytes(uint16_t format)
{
	static const unsigned int bytes[8] = { 1, 2, 4, 4, 4 };

	return bytes[HDA_FMT_BITS(format)];
}

static int32_t load(const uint8_t *at, unsigned int bytes)
{
	int16_t narrow;
	int32_t wide;

	if (bytes == 2) {
		memcpy(&narrow, at, 2);
		return narrow;
	}
	memcpy(&wide, at, 4);
	return wide;
}

/* one converter's work, in place: gain, and what its width cuts off. A gain is at most 1: nothing is clipped. */
static void convert(uint8_t *frames, size_t count, uint16_t format, const int64_t gain[2])
{
	static const uint32_t kept[8] = { 0, ~0u, 0xfffff000, 0xffffff00, ~0u };
	unsigned int bytes = hda_sample_bytes(format);
	uint32_t mask = kept[HDA_FMT_BITS(format)];

	if (gain[0] == UNITY && gain[1] == UNITY && mask == ~0u)
		return;
	for (size_t i = 0; i < 2 * count; i++) {
		int32_t value = (load(frames + i * bytes, bytes) * gain[i & 1] + UNITY / 2) >> 30;

		value &= mask;
		memcpy(frames + i * bytes, &value, bytes);
	}
}

static bool listens(const struct hda_node *node, unsigned int tag, uint16_t format)
{
	return tag && node->stream >> 4 == tag && node->format == format && HDA_FMT_BITS(format) >= 1 &&
	       HDA_FMT_BITS(format) <= 4;
}

static void announce(struct hda_node *node, const struct usnd_line *line)
{
	uint16_t format = node->format;
	unsigned int rate = HDA_FMT_BASE(format) * HDA_FMT_MULT(format) / HDA_FMT_DIV(format);

	if (!node->announced && line->format)
		line->format(line->ctx, rate, 2, 8 * hda_sample_bytes(format));
	node->announced = true;
}

void hda_codec_restart(struct hda_codec *codec, bool capture, unsigned int tag)
{
	struct hda_node *node = &codec->nodes[capture ? HDA_ADC : HDA_DAC];

	if (node->stream >> 4 == tag)
		node->announced = false;
}

#define BATCH 64 /* frames */

/* a stereo converter takes its channel of the stream and the next one; what the stream does not have is silent */
static void pick(uint8_t *pair, const uint8_t *frame, unsigned int first, unsigned int channels, unsigned int bytes)
{
	for (unsigned int side = 0; side < 2; side++)
		if (first + side < channels)
			memcpy(pair + side * bytes, frame + (first + side) * bytes, bytes);
		else
			memset(pair + side * bytes, 0, bytes);
}

/* the inverse */
static void place(uint8_t *frame, const uint8_t *pair, unsigned int first, unsigned int channels, unsigned int bytes)
{
	for (unsigned int side = 0; side < 2; side++)
		if (first + side < channels)
			memcpy(frame + (first + side) * bytes, pair + side * bytes, bytes);
}

void hda_codec_play(struct hda_codec *codec, unsigned int tag, uint16_t format, const uint8_t *frames, size_t count)
{
	const int64_t gain[2] = { gain_out(codec, 0), gain_out(codec, 1) };
	unsigned int bytes = hda_sample_bytes(format), channels = HDA_FMT_CHANNELS(format);
	struct hda_node *dac = &codec->nodes[HDA_DAC];
	uint8_t batch[BATCH * 2 * 4];

	if (!listens(dac, tag, format) || !codec->line_out.frames)
		return;
	announce(dac, &codec->line_out);
	for (size_t done = 0, step; done < count; done += step) {
		step = count - done < BATCH ? count - done : BATCH;
		for (size_t i = 0; i < step; i++, frames += channels * bytes)
			pick(batch + i * 2 * bytes, frames, dac->stream & 0xf, channels, bytes);
		convert(batch, step, format, gain);
		codec->line_out.frames(codec->line_out.ctx, batch, step);
	}
}

void hda_codec_record(struct hda_codec *codec, unsigned int tag, uint16_t format, uint8_t *frames, size_t count)
{
	const int64_t gain[2] = { gain_in(codec, 0), gain_in(codec, 1) };
	unsigned int bytes = hda_sample_bytes(format), channels = HDA_FMT_CHANNELS(format);
	struct hda_node *adc = &codec->nodes[HDA_ADC];
	uint8_t batch[BATCH * 2 * 4];

	memset(frames, 0, count * channels * bytes);
	if (!listens(adc, tag, format))
		return;
	announce(adc, &codec->line_in);
	for (size_t done = 0, step; done < count; done += step) {
		step = count - done < BATCH ? count - done : BATCH;
		memset(batch, 0, sizeof(batch));
		if (codec->line_in.frames)
			codec->line_in.frames(codec->line_in.ctx, batch, step);
		convert(batch, step, format, gain);
		for (size_t i = 0; i < step; i++, frames += channels * bytes)
			place(frames, batch + i * 2 * bytes, adc->stream & 0xf, channels, bytes);
	}
}
