/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hda_codec.h - a High Definition Audio codec: what answers verbs at the far end of the link, and what its converters
 * do to samples. Source: High Definition Audio Specification 1.0a, chapter 7.
 *
 * It is made up, with a graph that asks for each kind of connection once:
 *
 *	2 DAC ── 6 mixer ── 3 pin: line-out		5 pin: line-in ──1┐
 *	  out amp  in amp				7 pin: mic ─────0┴─ 4 ADC (selects one; in amp)
 *
 * The converters take 16, 20, 24 and 32 bits at the eleven rates up to 192 kHz, two channels. Their amplifiers go from
 * -74 dB to 0 dB (4ah) in steps of 1 dB and mute; the mixer's can only mute. Gains are kept to 1 / 2^30, so that 0 dB
 * is exactly 1; results are rounded to the nearest, halves up. A converter of 20 or 24 bits loses what lies below.
 *
 * Power-on values are assumed where the specification leaves them to the codec: function group in D3, all amplifiers
 * muted at their lowest gain, pins off, the ADC at the mic. A driver that forgets a verb is not heard.
 *
 * Left out: unsolicited responses and presence detection, processing, GPIO, digital converters, EAPD, D1 and D2, the
 * time a change of power takes, a second codec. Nothing is plugged into the mic. Verbs that no node has are answered
 * with 0.
 */
#ifndef USND_MODEL_HDA_CODEC_H
#define USND_MODEL_HDA_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <usnd/machine.h>

/* stream formats, as in SDnFMT and the converters */
#define HDA_FMT_CHANNELS(fmt) (((fmt) & 0xf) + 1u)
#define HDA_FMT_BITS(fmt) ((fmt) >> 4 & 7u) /* 0 … 4: 8, 16, 20, 24, 32 */
#define HDA_FMT_DIV(fmt) (((fmt) >> 8 & 7u) + 1)
#define HDA_FMT_MULT(fmt) (((fmt) >> 11 & 7u) + 1)
#define HDA_FMT_BASE(fmt) ((fmt) & 0x4000 ? 44100u : 48000u)

enum { HDA_ROOT, HDA_AFG, HDA_DAC, HDA_PIN_OUT, HDA_ADC, HDA_PIN_LINE, HDA_MIXER, HDA_PIN_MIC, HDA_NODES };

#define HDA_AMP_MUTE 0x80
#define HDA_AMP_STEPS 0x4a

/**
 * struct hda_node - what can be set in a node; a node uses what it has
 * @amp: gain and mute, left and right; the codec has no node with amplifiers on both sides
 * @power: 0 … 3, of the function group
 * @announced: the line knows the converter's format
 */
struct hda_node {
	uint8_t amp[2];
	uint8_t power, select, pin_control, stream;
	uint16_t format;
	uint32_t config;
	bool announced;
};

/**
 * struct hda_codec - the codec
 * @line_out, @line_in: what is plugged into the jacks; not touched by a reset
 */
struct hda_codec {
	struct hda_node nodes[HDA_NODES];
	struct usnd_line line_out, line_in;
};

/** hda_codec_power_on() - power-on values; the jacks stay as they are */
void hda_codec_power_on(struct hda_codec *codec);

/**
 * hda_codec_verb() - a command, as it comes over the link
 * @command: its lower 28 bits: node and verb
 * Return: the response
 */
uint32_t hda_codec_verb(struct hda_codec *codec, uint32_t command);

/** hda_codec_restart() - a stream with this @tag begins (again): its format is told to the line anew */
void hda_codec_restart(struct hda_codec *codec, bool capture, unsigned int tag);

/**
 * hda_codec_play() - @count frames of stream @tag and @format came over the link
 * A converter that listens to another stream, or for another format, does not hear them.
 */
void hda_codec_play(struct hda_codec *codec, unsigned int tag, uint16_t format, const uint8_t *frames, size_t count);

/** hda_codec_record() - fill @frames for stream @tag; silence if no converter is on it with that format */
void hda_codec_record(struct hda_codec *codec, unsigned int tag, uint16_t format, uint8_t *frames, size_t count);

/** hda_sample_bytes() - of a format's sample in memory, 0: no such width */
unsigned int hda_sample_bytes(uint16_t format);

#endif
