// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ES1370: the way between its channels and the jacks, through the AK4531 (ak4531.h has its arithmetic).
 *
 * A jack is analogue, a file at its end is not: somebody's clock must say when a sample is taken. Line-out is sampled
 * when the DAC that clocks it gives a frame, in that DAC's rate, channels and width: the one that ticks, of two the
 * one that ticked first, DAC2 if they began together. When it stops and the other still ticks, that one takes over
 * and announces its format. Line-in is sampled by the ADC; while the ADC stands still, what comes in there is silent
 * for line-out, too. Every other source counts with its latest sample, held. A DAC that is off or paused is silent.
 *
 * With one source at 0 dB and nothing else audible, samples pass bit by bit. Otherwise they are made 16 bits wide,
 * mixed, and narrowed again: 8 bit takes the upper byte, mono the left side.
 */
#include <errno.h>
#include <string.h>

#include "models/es1370.h"

#define NOBODY ES_CHANNELS

static const enum ak_source sources[ES_CHANNELS] = { [ES_DAC1] = AK_FM, [ES_DAC2] = AK_VOICE, [ES_ADC] = AK_LINE };

static void unpack(unsigned int mode, const uint8_t *frame, int16_t sample[2])
{
	bool stereo = mode & 1;

	if (mode & 2) {
		memcpy(sample, frame, stereo ? 4 : 2);
	} else {
		sample[0] = (frame[0] - 128) * 256;
		sample[1] = (frame[stereo] - 128) * 256;
	}
	if (!stereo)
		sample[1] = sample[0];
}

static void pack(unsigned int mode, const int16_t sample[2], uint8_t *frame)
{
	bool stereo = mode & 1;

	if (mode & 2) {
		memcpy(frame, sample, stereo ? 4 : 2);
	} else {
		frame[0] = (sample[0] >> 8) + 128;
		frame[stereo] = (sample[stereo] >> 8) + 128;
	}
}

static bool ticks(const struct es1370 *chip, unsigned int index)
{
	const struct es1370_channel *channel = &chip->channels[index];

	return channel->running && !channel->paused && !channel->stopped && channel->clock_divider;
}

/* which inputs of the codec may carry sound, a bit each */
static unsigned int sounding(const struct es1370 *chip)
{
	unsigned int set = 0;

	for (unsigned int i = 0; i < ES_CHANNELS; i++)
		if (ticks(chip, i) && (i != ES_ADC || chip->line_in.frames))
			set |= 1u << sources[i];
	return set;
}

/* the codec's inputs at this moment */
static void inputs(const struct es1370 *chip, int16_t in[AK_SOURCES][2])
{
	unsigned int set = sounding(chip);

	memset(in, 0, AK_SOURCES * sizeof(in[0]));
	for (unsigned int i = 0; i < ES_CHANNELS; i++)
		if (set & 1u << sources[i])
			memcpy(in[sources[i]], chip->held[i], sizeof(in[0]));
}

/* @frames of channel @index through a mixer, in place */
static void mix(struct es1370 *chip, unsigned int index, const struct ak_path *path, uint8_t *batch, uint64_t frames)
{
	unsigned int mode = es1370_mode(chip, index), bytes = 1u << ((mode & 1) + (mode >> 1));
	int16_t in[AK_SOURCES][2], out[2];

	inputs(chip, in);
	for (uint64_t i = 0; i < frames; i++, batch += bytes) {
		unpack(mode, batch, in[sources[index]]);
		ak4531_mix(path, in, out);
		pack(mode, out, batch);
	}
}

static void hold(struct es1370 *chip, unsigned int index, const uint8_t *batch, uint64_t frames)
{
	unsigned int mode = es1370_mode(chip, index);

	if (frames)
		unpack(mode, batch + ((frames - 1) << ((mode & 1) + (mode >> 1))), chip->held[index]);
}

static void announce(const struct es1370 *chip, unsigned int index, const struct usnd_line *line)
{
	unsigned int mode = es1370_mode(chip, index);

	if (line->format)
		line->format(line->ctx, 1411200 / chip->channels[index].clock_divider, 1 + (mode & 1),
			     mode & 2 ? 16 : 8);
}

/** es1370_clock_out() - which DAC clocks line-out now; ES_CHANNELS: none does */
unsigned int es1370_clock_out(struct es1370 *chip)
{
	if (chip->out_clock != NOBODY && ticks(chip, chip->out_clock))
		return chip->out_clock;
	chip->out_clock = ticks(chip, ES_DAC2) ? ES_DAC2 : ticks(chip, ES_DAC1) ? ES_DAC1 : NOBODY;
	chip->out_announced = false;
	return chip->out_clock;
}

/**
 * es1370_lockstep() - must the channels be run frame by frame, in order of time?
 * Only if one of them hears another one: a held sample is then the one of its moment.
 */
bool es1370_lockstep(struct es1370 *chip)
{
	unsigned int clock = es1370_clock_out(chip), set = sounding(chip);
	unsigned int out = chip->line_out.frames && clock != NOBODY ? set & ~(1u << sources[clock]) : 0;
	unsigned int in = ticks(chip, ES_ADC) && !chip->channels[ES_ADC].line.frames ? set & ~(1u << AK_LINE) : 0;

	for (unsigned int source = 0; source < AK_SOURCES; source++)
		if ((out & 1u << source && ak4531_hears(&chip->codec.output, source)) ||
		    (in & 1u << source && ak4531_hears(&chip->codec.input, source)))
			return true;
	return false;
}

/** es1370_played() - @frames left DAC @index: to its own end, and to line-out; @batch may be changed */
void es1370_played(struct es1370 *chip, unsigned int index, uint8_t *batch, uint64_t frames)
{
	struct es1370_channel *channel = &chip->channels[index];

	if (!channel->announced) {
		announce(chip, index, &channel->line);
		chip->out_announced &= index != chip->out_clock;
	}
	channel->announced = true;
	if (channel->line.frames)
		channel->line.frames(channel->line.ctx, batch, frames);
	hold(chip, index, batch, frames);
	if (!chip->line_out.frames || es1370_clock_out(chip) != index)
		return;
	if (!chip->out_announced)
		announce(chip, index, &chip->line_out);
	chip->out_announced = true;
	if (!ak4531_straight(&chip->codec.output, sources[index], sounding(chip)))
		mix(chip, index, &chip->codec.output, batch, frames);
	chip->line_out.frames(chip->line_out.ctx, batch, frames);
}

/**
 * es1370_sampled() - the ADC takes @frames: from its own end if something is attached there, else what the codec gives
 * Where nothing is attached is silence.
 */
void es1370_sampled(struct es1370 *chip, uint8_t *batch, uint64_t frames)
{
	struct es1370_channel *channel = &chip->channels[ES_ADC];
	bool direct = channel->line.frames;
	const struct usnd_line *line = direct ? &channel->line : &chip->line_in;
	unsigned int mode = es1370_mode(chip, ES_ADC);

	memset(batch, mode & 2 ? 0 : 0x80, frames << ((mode & 1) + (mode >> 1)));
	if (!channel->announced)
		announce(chip, ES_ADC, line);
	channel->announced = true;
	if (line->frames)
		line->frames(line->ctx, batch, frames);
	if (direct)
		return;
	hold(chip, ES_ADC, batch, frames);
	if (!ak4531_straight(&chip->codec.input, AK_LINE, sounding(chip)))
		mix(chip, ES_ADC, &chip->codec.input, batch, frames);
}

/** es1370_line() - model_ops.line: "" is the jack of that direction; "dac1", "dac2", "adc": between chip and codec */
int es1370_line(void *state, const char *end, bool capture, const struct usnd_line *line)
{
	static const char *const names[ES_CHANNELS] = { [ES_DAC1] = "dac1", [ES_DAC2] = "dac2", [ES_ADC] = "adc" };
	const struct usnd_line attached = line ? *line : (struct usnd_line){ 0 };
	struct es1370 *chip = state;

	if (!*end && !capture) {
		chip->line_out = attached;
		chip->out_announced = false;
		return 0;
	}
	if (!*end) {
		chip->line_in = attached;
		chip->channels[ES_ADC].announced = false;
		return 0;
	}
	for (unsigned int i = 0; i < ES_CHANNELS; i++) {
		if (strcmp(end, names[i]) || capture != (i == ES_ADC))
			continue;
		chip->channels[i].line = attached;
		chip->channels[i].announced = false;
		return 0;
	}
	return -EOPNOTSUPP;
}
