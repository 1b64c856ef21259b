/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dummy.h - a card that takes and gives nothing, at the right speed.
 */
#ifndef DUMMY_H
#define DUMMY_H

#include <linux/spinlock.h>
#include <sound/control.h>
#include <sound/core.h>
#include <sound/info.h>
#include <sound/pcm.h>

enum dummy_line { DUMMY_MASTER, DUMMY_LINE, DUMMY_MIC, DUMMY_SYNTH, DUMMY_CD, DUMMY_LINES };

/**
 * struct dummy_model - a real card's limits; what is 0 is as without a model
 * @playback: constraints of its playback, or NULL
 */
struct dummy_model {
	const char *name;
	struct snd_pcm_hardware limits;
	int (*playback)(struct snd_pcm_runtime *runtime);
};

/**
 * struct dummy - the card
 * @hw: what streams may do; /proc/asound/cardN/dummy_pcm changes it for those that are opened later
 * @lock: of @volumes, @captures, @iobox
 * @iobox: something is connected to the CD input: its elements are active
 */
struct dummy {
	struct snd_card *card;
	const struct dummy_model *model;
	struct snd_pcm_hardware hw;
	spinlock_t lock;
	int volumes[DUMMY_LINES][2];
	bool captures[DUMMY_LINES][2];
	unsigned int iobox;
	struct snd_kcontrol *cd[2];
};

/**
 * struct dummy_clock_ops - what a stream runs by. A stream's clock is its runtime->private_data.
 * @create: for a stream that is being opened; -ENOMEM
 * @start, @stop: stream lock held
 * @pointer: frames into the ring; stream lock held
 * @sync: wait until no period end is under way
 */
struct dummy_clock_ops {
	int (*create)(struct snd_pcm_substream *substream);
	void (*start)(struct snd_pcm_substream *substream);
	void (*stop)(struct snd_pcm_substream *substream);
	snd_pcm_uframes_t (*pointer)(struct snd_pcm_substream *substream);
	void (*sync)(struct snd_pcm_substream *substream);
};

/** struct dummy_clock - the first member of each clock */
struct dummy_clock {
	const struct dummy_clock_ops *ops;
};

static inline const struct dummy_clock_ops *dummy_clock(struct snd_pcm_substream *substream)
{
	return ((struct dummy_clock *)substream->runtime->private_data)->ops;
}

/* dummy_clock.c */
extern const struct dummy_clock_ops dummy_hrtimer_clock, dummy_jiffies_clock;

/* dummy_models.c */
const struct dummy_model *dummy_find_model(const char *name);
void dummy_set_limits(struct dummy *dummy);

/* dummy_pcm.c */
int dummy_fake_buffer_init(void);
void dummy_fake_buffer_exit(void);
int dummy_new_pcm(struct dummy *dummy, int device, int substreams);

/* dummy_mixer.c */
int dummy_new_mixer(struct dummy *dummy);

/* dummy_proc.c */
int dummy_new_proc(struct dummy *dummy);

#endif
