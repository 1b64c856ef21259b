/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ak4531.h - the mixer of a card whose analogue side is an Asahi Kasei AK4531.
 *
 * The codec's registers can be written only; struct ak4531 remembers them, across suspend, too.
 */
#ifndef AK4531_H
#define AK4531_H

#include <linux/mutex.h>
#include <linux/types.h>

struct snd_card;

#define AK4531_REGISTERS	0x1a

/**
 * struct ak4531 - one codec, part of its card's own struct
 * @write: put @value into @reg; called with @lock held, may sleep; 0 or -EIO. Set by the card.
 * @lock: protects @regs and the order of writes
 * @regs: what the registers hold, or will hold after ak4531_start()
 */
struct ak4531 {
	int (*write)(struct ak4531 *codec, u8 reg, u8 value);
	struct mutex lock;
	u8 regs[AK4531_REGISTERS];
};

/**
 * ak4531_init() - the values a card begins with: DAC2 (voice), DAC1 (FM) to the output and line in to the ADC at 0
 * dB, the rest muted at 0 dB and switched off. Nothing is written.
 */
void ak4531_init(struct ak4531 *codec);

/** ak4531_start() - reset the codec, power it up, write all its registers. Sleeps. 0 or -EIO. */
int ak4531_start(struct ak4531 *codec);

/** ak4531_stop() - mute it and power it down; @codec->regs are kept. Sleeps. One that does not answer is left alone. */
void ak4531_stop(struct ak4531 *codec);

/**
 * ak4531_mixer() - the card's control elements, mixer name, component and /proc/asound/cardN/ak4531
 * Return: 0 or -errno; what was added goes with the card.
 */
int ak4531_mixer(struct ak4531 *codec, struct snd_card *card);

#endif
