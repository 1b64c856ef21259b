/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * aloop.h - cables between the playback of one device and the recording of the other.
 *
 * Substream n of device 0 plays into recording n of device 1 through cable [n][0], that of device 1 into device 0
 * through cable [n][1]. A cable exists while one of its ends is open. It has one clock: both ends move by the same
 * frames at the same moment, so they cannot drift. A cable's settings are those of the control elements of its
 * recording device.
 *
 * aloop->mutex protects the table of cables, who is at their ends, what they were prepared for, and the settings;
 * cable->lock positions and who runs. Order: aloop->mutex, and stream lock, before cable->lock.
 */
#ifndef ALOOP_H
#define ALOOP_H

#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <sound/control.h>
#include <sound/core.h>
#include <sound/info.h>
#include <sound/pcm.h>
#include <sound/timer.h>

#define ALOOP_SUBSTREAMS	8

/* rate shift: a nominal second lasts shift / SHIFT_UNIT seconds */
#define SHIFT_UNIT	100000
#define SHIFT_MIN	80000
#define SHIFT_MAX	120000

struct aloop;
struct aloop_cable;

/**
 * struct aloop_params - what an end was prepared for
 * @period_bytes: counts with a sound timer only
 */
struct aloop_params {
	snd_pcm_format_t format;
	unsigned int rate, channels, period_bytes;
	bool interleaved;
};

/* the elements of a recording substream; those from ACTIVE on are told of by events */
enum aloop_element {
	ALOOP_SHIFT, ALOOP_NOTIFY, ALOOP_ACTIVE, ALOOP_FORMAT, ALOOP_RATE, ALOOP_CHANNELS, ALOOP_ACCESS, ALOOP_ELEMENTS,
};

/**
 * struct aloop_setup - settings of a cable, and what was played through it last
 * @notify: playback may change format, rate and channels; a recording that does not match is stopped
 */
struct aloop_setup {
	bool notify;
	unsigned int shift;
	struct aloop_params played;
	struct snd_ctl_elem_id ids[ALOOP_ELEMENTS];
};

/**
 * struct aloop_end - an open substream; runtime->private_data
 * @params: valid while its bit of cable->prepared is set
 * @pos: frames into the ring
 * @in_period: frames since the last period's end
 * @period_passed: nobody has been told of it yet
 * @timer: to the next period's end, with the jiffies clock
 * @broken: a recording that what is played does not match any more; @break_work stops it
 */
struct aloop_end {
	struct aloop *aloop;
	struct aloop_cable *cable;
	struct snd_pcm_substream *substream;
	struct aloop_params params;
	snd_pcm_uframes_t pos, in_period;
	bool period_passed, broken;
	struct timer_list timer;
	struct work_struct break_work;
};

/**
 * struct aloop_clock - what moves a cable. Everything but open(), close() and sync() is called with cable->lock held.
 * @open: an end has joined; aloop->mutex held
 * @close: the last end leaves; aloop->mutex held
 * @start: @end has begun to run
 * @stop: and does not any more
 * @update: move the cable to where it is now; may be NULL
 * @sync: wait until nothing of @end is under way; may be NULL
 * @show: lines for the proc file
 */
struct aloop_clock {
	int (*open)(struct aloop_end *end);
	void (*close)(struct aloop_cable *cable);
	int (*start)(struct aloop_end *end);
	int (*stop)(struct aloop_end *end);
	void (*update)(struct aloop_cable *cable);
	void (*sync)(struct aloop_end *end);
	void (*show)(struct aloop_end *end, struct snd_info_buffer *buffer);
};

/**
 * struct aloop_cable
 * @ends, bits of @prepared, @running, @paused: by SNDRV_PCM_STREAM_*
 * @last: jiffies up to which the cable has moved
 * @phase: of a frame, in 1 / (HZ * shift)
 * @timer, @timer_id, @drain_work: with a sound timer
 */
struct aloop_cable {
	spinlock_t lock;
	struct aloop *aloop;
	struct aloop_setup *setup;
	const struct aloop_clock *clock;
	struct aloop_end *ends[2];
	unsigned int prepared, running, paused;
	unsigned long last;
	u64 phase;
	struct snd_timer_instance *timer;
	struct snd_timer_id timer_id;
	struct work_struct drain_work;
};

/**
 * struct aloop - the card
 * @cables: by substream and the device that plays
 * @setups: by substream and the device that records
 * @timer_source: "" for jiffies
 */
struct aloop {
	struct snd_card *card;
	struct mutex mutex;
	struct snd_pcm *pcms[2];
	struct aloop_cable *cables[ALOOP_SUBSTREAMS][2];
	struct aloop_setup setups[ALOOP_SUBSTREAMS][2];
	char timer_source[64];
};

static inline unsigned int moving(const struct aloop_cable *cable)
{
	return cable->running & ~cable->paused;
}

/** moving_end() - the end of direction @stream, if it runs */
static inline struct aloop_end *moving_end(const struct aloop_cable *cable, int stream)
{
	return moving(cable) & 1 << stream ? cable->ends[stream] : NULL;
}

/* aloop_cable.c */
struct aloop_cable *aloop_plug(struct aloop_end *end);
void aloop_unplug(struct aloop_end *end);
void aloop_move(struct aloop_cable *cable, snd_pcm_uframes_t frames);
int aloop_new_proc(struct aloop *aloop);

/* aloop_timer.c */
extern const struct aloop_clock aloop_jiffies_clock, aloop_timer_clock;

/* aloop_pcm.c */
int aloop_new_pcms(struct aloop *aloop, int substreams);

/* aloop_controls.c */
int aloop_new_controls(struct aloop *aloop, bool notify);
void aloop_tell(struct aloop_cable *cable, enum aloop_element element);

#endif
