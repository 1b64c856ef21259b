/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sound/pcm.h - digital audio: what a PCM driver fills in, what it may read, and what it may call (Linux 6.12).
 *
 * A snd_pcm has two snd_pcm_str (directions), each with a chain of snd_pcm_substream; an open substream has a
 * snd_pcm_runtime. Implemented in sound/pcm/. The sample buffer of a stream is described by runtime->dma_*.
 *
 * Locking: the stream lock (of substream->group, snd_pcm_stream_lock()) guards states and pointers; runtime->
 * buffer_mutex and buffer_accessing guard the buffer against being changed while in use; pcm->open_mutex guards
 * opening and closing. trigger, pointer and ack are called with the stream lock held, the other operations may sleep.
 */
#ifndef _SOUND_PCM_H
#define _SOUND_PCM_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>
#include <linux/types.h>
#include <linux/uio.h>
#include <linux/wait.h>
#include <sound/asound.h>
#include <sound/memalloc.h>
#include <sound/minors.h>

struct file;
struct snd_card;
struct snd_fasync;
struct snd_info_entry;
struct snd_kcontrol;
struct snd_pcm;
struct snd_pcm_audio_tstamp_config;
struct snd_pcm_audio_tstamp_report;
struct snd_pcm_hw_rule;
struct snd_pcm_runtime;
struct snd_pcm_status64;
struct snd_pcm_substream;
struct snd_timer;

#define snd_pcm_substream_chip(substream) ((substream)->private_data)
#define snd_pcm_chip(pcm) ((pcm)->private_data)

/* ---- what a driver declares ------------------------------------------------------------------------------ */

/**
 * struct snd_pcm_hardware - the limits of a stream, written to runtime->hw in the driver's open()
 * @info: SNDRV_PCM_INFO_* bits
 * @formats: SNDRV_PCM_FMTBIT_* bits
 * @subformats: SNDRV_PCM_SUBFMTBIT_* bits, judged for S32_LE only
 * @rates: SNDRV_PCM_RATE_* bits
 * @rate_min: Hz
 * @rate_max: Hz
 * @channels_min: fewest channels
 * @channels_max: most channels
 * @buffer_bytes_max: bytes, whole ring
 * @period_bytes_min: bytes
 * @period_bytes_max: bytes
 * @periods_min: fewest periods in a ring
 * @periods_max: most periods in a ring
 * @fifo_size: bytes between memory and converter
 */
struct snd_pcm_hardware {
	unsigned int info;
	u64 formats;
	u32 subformats;
	unsigned int rates;
	unsigned int rate_min;
	unsigned int rate_max;
	unsigned int channels_min;
	unsigned int channels_max;
	size_t buffer_bytes_max;
	size_t period_bytes_min;
	size_t period_bytes_max;
	unsigned int periods_min;
	unsigned int periods_max;
	size_t fifo_size;
};

/**
 * struct snd_pcm_ops - a driver's operations on one substream (contract 1.11)
 * @open: fill runtime->hw, add constraints; may sleep
 * @close: counterpart of a successful @open
 * @ioctl: NULL means snd_pcm_lib_ioctl(); @cmd is a SNDRV_PCM_IOCTL1_* number
 * @hw_params: get ready for the chosen parameters; a positive result is success; may sleep
 * @hw_free: release what @hw_params took; called repeatedly
 * @prepare: state SETUP, PREPARED or XRUN: program the hardware, not yet running; may sleep
 * @trigger: SNDRV_PCM_TRIGGER_*; stream lock held
 * @sync_stop: wait until the interrupt handler has left the stream; may sleep
 * @pointer: hardware position in frames, below buffer_size, or SNDRV_PCM_POS_XRUN; stream lock held
 * @get_time_info: optional: system and audio time of one moment; stream lock held
 * @fill_silence: bytes of silence at byte @pos (of channel @channel if not interleaved); may be atomic
 * @copy: move exactly @bytes between @iter and the ring; units as @fill_silence; may sleep
 * @page: the page behind byte @offset, for mmap
 * @mmap: map the ring; NULL means snd_pcm_lib_default_mmap()
 * @ack: appl_ptr has moved; negative refuses the move; stream lock held
 */
struct snd_pcm_ops {
	int (*open)(struct snd_pcm_substream *substream);
	int (*close)(struct snd_pcm_substream *substream);
	int (*ioctl)(struct snd_pcm_substream *substream, unsigned int cmd, void *arg);
	int (*hw_params)(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params);
	int (*hw_free)(struct snd_pcm_substream *substream);
	int (*prepare)(struct snd_pcm_substream *substream);
	int (*trigger)(struct snd_pcm_substream *substream, int cmd);
	int (*sync_stop)(struct snd_pcm_substream *substream);
	snd_pcm_uframes_t (*pointer)(struct snd_pcm_substream *substream);
	int (*get_time_info)(struct snd_pcm_substream *substream, struct timespec64 *system_ts,
			     struct timespec64 *audio_ts, struct snd_pcm_audio_tstamp_config *config,
			     struct snd_pcm_audio_tstamp_report *report);
	int (*fill_silence)(struct snd_pcm_substream *substream, int channel, unsigned long pos,
			    unsigned long bytes);
	int (*copy)(struct snd_pcm_substream *substream, int channel, unsigned long pos, struct iov_iter *iter,
		    unsigned long bytes);
	struct page *(*page)(struct snd_pcm_substream *substream, unsigned long offset);
	int (*mmap)(struct snd_pcm_substream *substream, struct vm_area_struct *vma);
	int (*ack)(struct snd_pcm_substream *substream);
};

#ifdef CONFIG_SND_DYNAMIC_MINORS
#define SNDRV_PCM_DEVICES (SNDRV_OS_MINORS - 2)
#else
#define SNDRV_PCM_DEVICES 8
#endif

#define SNDRV_PCM_IOCTL1_RESET 0
#define SNDRV_PCM_IOCTL1_CHANNEL_INFO 2
#define SNDRV_PCM_IOCTL1_FIFO_SIZE 4
#define SNDRV_PCM_IOCTL1_SYNC_ID 5

#define SNDRV_PCM_TRIGGER_STOP 0
#define SNDRV_PCM_TRIGGER_START 1
#define SNDRV_PCM_TRIGGER_PAUSE_PUSH 3
#define SNDRV_PCM_TRIGGER_PAUSE_RELEASE 4
#define SNDRV_PCM_TRIGGER_SUSPEND 5
#define SNDRV_PCM_TRIGGER_RESUME 6
#define SNDRV_PCM_TRIGGER_DRAIN 7

#define SNDRV_PCM_POS_XRUN ((snd_pcm_uframes_t)-1)

/* ---- rates: bit n stands for snd_pcm_known_rates.list[n] (sound/pcm/rates.c) -------------------------------- */

#define SNDRV_PCM_RATE_5512 (1U << 0)
#define SNDRV_PCM_RATE_8000 (1U << 1)
#define SNDRV_PCM_RATE_11025 (1U << 2)
#define SNDRV_PCM_RATE_16000 (1U << 3)
#define SNDRV_PCM_RATE_22050 (1U << 4)
#define SNDRV_PCM_RATE_32000 (1U << 5)
#define SNDRV_PCM_RATE_44100 (1U << 6)
#define SNDRV_PCM_RATE_48000 (1U << 7)
#define SNDRV_PCM_RATE_64000 (1U << 8)
#define SNDRV_PCM_RATE_88200 (1U << 9)
#define SNDRV_PCM_RATE_96000 (1U << 10)
#define SNDRV_PCM_RATE_176400 (1U << 11)
#define SNDRV_PCM_RATE_192000 (1U << 12)
#define SNDRV_PCM_RATE_352800 (1U << 13)
#define SNDRV_PCM_RATE_384000 (1U << 14)
#define SNDRV_PCM_RATE_705600 (1U << 15)
#define SNDRV_PCM_RATE_768000 (1U << 16)
#define SNDRV_PCM_RATE_12000 (1U << 17)
#define SNDRV_PCM_RATE_24000 (1U << 18)
#define SNDRV_PCM_RATE_128000 (1U << 19)
#define SNDRV_PCM_RATE_CONTINUOUS (1U << 30) /* every rate from rate_min to rate_max */
#define SNDRV_PCM_RATE_KNOT (1U << 31) /* rates of its own, given by a constraint of the driver */

/* Groups keep to the rates that had bits first: 12000, 24000 and 128000 are in none of them. */
#define SNDRV_PCM_RATE_8000_44100 GENMASK(6, 1)
#define SNDRV_PCM_RATE_8000_48000 GENMASK(7, 1)
#define SNDRV_PCM_RATE_8000_96000 GENMASK(10, 1)
#define SNDRV_PCM_RATE_8000_192000 GENMASK(12, 1)
#define SNDRV_PCM_RATE_8000_384000 GENMASK(14, 1)
#define SNDRV_PCM_RATE_8000_768000 GENMASK(16, 1)

/* ---- formats ------------------------------------------------------------------------------------------------ */

#define _SNDRV_PCM_FMTBIT(fmt) (1ULL << (__force int)SNDRV_PCM_FORMAT_##fmt)
#define SNDRV_PCM_FMTBIT_S8 _SNDRV_PCM_FMTBIT(S8)
#define SNDRV_PCM_FMTBIT_U8 _SNDRV_PCM_FMTBIT(U8)
#define SNDRV_PCM_FMTBIT_S16_LE _SNDRV_PCM_FMTBIT(S16_LE)
#define SNDRV_PCM_FMTBIT_S16_BE _SNDRV_PCM_FMTBIT(S16_BE)
#define SNDRV_PCM_FMTBIT_U16_LE _SNDRV_PCM_FMTBIT(U16_LE)
#define SNDRV_PCM_FMTBIT_U16_BE _SNDRV_PCM_FMTBIT(U16_BE)
#define SNDRV_PCM_FMTBIT_S24_LE _SNDRV_PCM_FMTBIT(S24_LE)
#define SNDRV_PCM_FMTBIT_S24_BE _SNDRV_PCM_FMTBIT(S24_BE)
#define SNDRV_PCM_FMTBIT_U24_LE _SNDRV_PCM_FMTBIT(U24_LE)
#define SNDRV_PCM_FMTBIT_U24_BE _SNDRV_PCM_FMTBIT(U24_BE)
#define SNDRV_PCM_FMTBIT_S32_LE _SNDRV_PCM_FMTBIT(S32_LE)
#define SNDRV_PCM_FMTBIT_S32_BE _SNDRV_PCM_FMTBIT(S32_BE)
#define SNDRV_PCM_FMTBIT_U32_LE _SNDRV_PCM_FMTBIT(U32_LE)
#define SNDRV_PCM_FMTBIT_U32_BE _SNDRV_PCM_FMTBIT(U32_BE)
#define SNDRV_PCM_FMTBIT_FLOAT_LE _SNDRV_PCM_FMTBIT(FLOAT_LE)
#define SNDRV_PCM_FMTBIT_FLOAT_BE _SNDRV_PCM_FMTBIT(FLOAT_BE)
#define SNDRV_PCM_FMTBIT_FLOAT64_LE _SNDRV_PCM_FMTBIT(FLOAT64_LE)
#define SNDRV_PCM_FMTBIT_FLOAT64_BE _SNDRV_PCM_FMTBIT(FLOAT64_BE)
#define SNDRV_PCM_FMTBIT_IEC958_SUBFRAME_LE _SNDRV_PCM_FMTBIT(IEC958_SUBFRAME_LE)
#define SNDRV_PCM_FMTBIT_IEC958_SUBFRAME_BE _SNDRV_PCM_FMTBIT(IEC958_SUBFRAME_BE)
#define SNDRV_PCM_FMTBIT_MU_LAW _SNDRV_PCM_FMTBIT(MU_LAW)
#define SNDRV_PCM_FMTBIT_A_LAW _SNDRV_PCM_FMTBIT(A_LAW)
#define SNDRV_PCM_FMTBIT_IMA_ADPCM _SNDRV_PCM_FMTBIT(IMA_ADPCM)
#define SNDRV_PCM_FMTBIT_MPEG _SNDRV_PCM_FMTBIT(MPEG)
#define SNDRV_PCM_FMTBIT_GSM _SNDRV_PCM_FMTBIT(GSM)
#define SNDRV_PCM_FMTBIT_S20_LE _SNDRV_PCM_FMTBIT(S20_LE)
#define SNDRV_PCM_FMTBIT_S20_BE _SNDRV_PCM_FMTBIT(S20_BE)
#define SNDRV_PCM_FMTBIT_U20_LE _SNDRV_PCM_FMTBIT(U20_LE)
#define SNDRV_PCM_FMTBIT_U20_BE _SNDRV_PCM_FMTBIT(U20_BE)
#define SNDRV_PCM_FMTBIT_SPECIAL _SNDRV_PCM_FMTBIT(SPECIAL)
#define SNDRV_PCM_FMTBIT_S24_3LE _SNDRV_PCM_FMTBIT(S24_3LE)
#define SNDRV_PCM_FMTBIT_S24_3BE _SNDRV_PCM_FMTBIT(S24_3BE)
#define SNDRV_PCM_FMTBIT_U24_3LE _SNDRV_PCM_FMTBIT(U24_3LE)
#define SNDRV_PCM_FMTBIT_U24_3BE _SNDRV_PCM_FMTBIT(U24_3BE)
#define SNDRV_PCM_FMTBIT_S20_3LE _SNDRV_PCM_FMTBIT(S20_3LE)
#define SNDRV_PCM_FMTBIT_S20_3BE _SNDRV_PCM_FMTBIT(S20_3BE)
#define SNDRV_PCM_FMTBIT_U20_3LE _SNDRV_PCM_FMTBIT(U20_3LE)
#define SNDRV_PCM_FMTBIT_U20_3BE _SNDRV_PCM_FMTBIT(U20_3BE)
#define SNDRV_PCM_FMTBIT_S18_3LE _SNDRV_PCM_FMTBIT(S18_3LE)
#define SNDRV_PCM_FMTBIT_S18_3BE _SNDRV_PCM_FMTBIT(S18_3BE)
#define SNDRV_PCM_FMTBIT_U18_3LE _SNDRV_PCM_FMTBIT(U18_3LE)
#define SNDRV_PCM_FMTBIT_U18_3BE _SNDRV_PCM_FMTBIT(U18_3BE)
#define SNDRV_PCM_FMTBIT_G723_24 _SNDRV_PCM_FMTBIT(G723_24)
#define SNDRV_PCM_FMTBIT_G723_24_1B _SNDRV_PCM_FMTBIT(G723_24_1B)
#define SNDRV_PCM_FMTBIT_G723_40 _SNDRV_PCM_FMTBIT(G723_40)
#define SNDRV_PCM_FMTBIT_G723_40_1B _SNDRV_PCM_FMTBIT(G723_40_1B)
#define SNDRV_PCM_FMTBIT_DSD_U8 _SNDRV_PCM_FMTBIT(DSD_U8)
#define SNDRV_PCM_FMTBIT_DSD_U16_LE _SNDRV_PCM_FMTBIT(DSD_U16_LE)
#define SNDRV_PCM_FMTBIT_DSD_U32_LE _SNDRV_PCM_FMTBIT(DSD_U32_LE)
#define SNDRV_PCM_FMTBIT_DSD_U16_BE _SNDRV_PCM_FMTBIT(DSD_U16_BE)
#define SNDRV_PCM_FMTBIT_DSD_U32_BE _SNDRV_PCM_FMTBIT(DSD_U32_BE)

/* in the order of bytes of this machine */
#ifdef SNDRV_LITTLE_ENDIAN
#define _SNDRV_PCM_FMTBIT_CPU(fmt) _SNDRV_PCM_FMTBIT(fmt##_LE)
#else
#define _SNDRV_PCM_FMTBIT_CPU(fmt) _SNDRV_PCM_FMTBIT(fmt##_BE)
#endif
#define SNDRV_PCM_FMTBIT_S16 _SNDRV_PCM_FMTBIT_CPU(S16)
#define SNDRV_PCM_FMTBIT_U16 _SNDRV_PCM_FMTBIT_CPU(U16)
#define SNDRV_PCM_FMTBIT_S24 _SNDRV_PCM_FMTBIT_CPU(S24)
#define SNDRV_PCM_FMTBIT_U24 _SNDRV_PCM_FMTBIT_CPU(U24)
#define SNDRV_PCM_FMTBIT_S32 _SNDRV_PCM_FMTBIT_CPU(S32)
#define SNDRV_PCM_FMTBIT_U32 _SNDRV_PCM_FMTBIT_CPU(U32)
#define SNDRV_PCM_FMTBIT_FLOAT _SNDRV_PCM_FMTBIT_CPU(FLOAT)
#define SNDRV_PCM_FMTBIT_FLOAT64 _SNDRV_PCM_FMTBIT_CPU(FLOAT64)
#define SNDRV_PCM_FMTBIT_IEC958_SUBFRAME _SNDRV_PCM_FMTBIT_CPU(IEC958_SUBFRAME)
#define SNDRV_PCM_FMTBIT_S20 _SNDRV_PCM_FMTBIT_CPU(S20)
#define SNDRV_PCM_FMTBIT_U20 _SNDRV_PCM_FMTBIT_CPU(U20)

#define _SNDRV_PCM_SUBFMTBIT(fmt) BIT((__force int)SNDRV_PCM_SUBFORMAT_##fmt)
#define SNDRV_PCM_SUBFMTBIT_STD _SNDRV_PCM_SUBFMTBIT(STD)
#define SNDRV_PCM_SUBFMTBIT_MSBITS_MAX _SNDRV_PCM_SUBFMTBIT(MSBITS_MAX)
#define SNDRV_PCM_SUBFMTBIT_MSBITS_20 _SNDRV_PCM_SUBFMTBIT(MSBITS_20)
#define SNDRV_PCM_SUBFMTBIT_MSBITS_24 _SNDRV_PCM_SUBFMTBIT(MSBITS_24)

/** pcm_format_to_bits() - the SNDRV_PCM_FMTBIT_* of a format number */
static inline u64 pcm_format_to_bits(snd_pcm_format_t pcm_format)
{
	return BIT_ULL((__force int)pcm_format);
}

/** pcm_for_each_format() - @f takes every format number from first to last, gaps in the numbering included */
#define pcm_for_each_format(f)                                                                                   \
	for ((f) = SNDRV_PCM_FORMAT_FIRST; (__force int)(f) <= (__force int)SNDRV_PCM_FORMAT_LAST;                  \
	     (f) = (__force snd_pcm_format_t)((__force int)(f) + 1))

/* ---- constraints ---------------------------------------------------------------------------------------------- */

/**
 * struct snd_pcm_file - private data of an open PCM file
 * @substream: what it opened
 * @no_compat_mmap: the status and control pages do not fit this caller
 * @user_pversion: protocol version the application has announced, 0 if none
 */
struct snd_pcm_file {
	struct snd_pcm_substream *substream;
	int no_compat_mmap;
	unsigned int user_pversion;
};

/**
 * typedef snd_pcm_hw_rule_func_t - narrow one parameter
 * Return: 1 if @params has changed, 0 if not, -errno (-EINVAL when nothing is left).
 */
typedef int (*snd_pcm_hw_rule_func_t)(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule);

/**
 * struct snd_pcm_hw_rule - how one parameter depends on others
 * @cond: judged only if params->flags has one of these bits; 0: always
 * @var: the parameter that @func narrows; -1: @func only fills in other members of the parameters
 * @deps: @func runs again when one of these has changed; ended by -1
 * @func: see &snd_pcm_hw_rule_func_t
 * @private: for @func
 */
struct snd_pcm_hw_rule {
	unsigned int cond;
	int var;
	int deps[5];
	snd_pcm_hw_rule_func_t func;
	void *private;
};

/**
 * struct snd_pcm_hw_constraints - what is possible at all, set up while a substream is opened
 * @masks: per mask parameter
 * @intervals: per interval parameter
 * @rules_num: rules in use
 * @rules_all: rules there is room for
 * @rules: grown by snd_pcm_hw_rule_add()
 */
struct snd_pcm_hw_constraints {
	struct snd_mask masks[SNDRV_PCM_HW_PARAM_LAST_MASK - SNDRV_PCM_HW_PARAM_FIRST_MASK + 1];
	struct snd_interval intervals[SNDRV_PCM_HW_PARAM_LAST_INTERVAL - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL + 1];
	unsigned int rules_num;
	unsigned int rules_all;
	struct snd_pcm_hw_rule *rules;
};

static inline struct snd_mask *constrs_mask(struct snd_pcm_hw_constraints *constrs, snd_pcm_hw_param_t var)
{
	return constrs->masks + (var - SNDRV_PCM_HW_PARAM_FIRST_MASK);
}

static inline struct snd_interval *constrs_interval(struct snd_pcm_hw_constraints *constrs, snd_pcm_hw_param_t var)
{
	return constrs->intervals + (var - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL);
}

/** struct snd_ratnum - the values @num / den, den from @den_min to @den_max in steps of @den_step */
struct snd_ratnum {
	unsigned int num;
	unsigned int den_min, den_max, den_step;
};

/** struct snd_ratden - the values num / @den, num from @num_min to @num_max in steps of @num_step */
struct snd_ratden {
	unsigned int num_min, num_max, num_step;
	unsigned int den;
};

struct snd_pcm_hw_constraint_ratnums {
	int nrats;
	const struct snd_ratnum *rats;
};

struct snd_pcm_hw_constraint_ratdens {
	int nrats;
	const struct snd_ratden *rats;
};

/** struct snd_pcm_hw_constraint_list - @count values; bit i of @mask allows value i, a mask of 0 all of them */
struct snd_pcm_hw_constraint_list {
	const unsigned int *list;
	unsigned int count;
	unsigned int mask;
};

/** struct snd_pcm_hw_constraint_ranges - @count intervals; @mask as of a list */
struct snd_pcm_hw_constraint_ranges {
	unsigned int count;
	const struct snd_interval *ranges;
	unsigned int mask;
};

/* ---- audio time stamps ------------------------------------------------------------------------------------------ */

/**
 * struct snd_pcm_audio_tstamp_config - what an application asks for in status->audio_tstamp_data
 * @type_requested: SNDRV_PCM_AUDIO_TSTAMP_TYPE_*
 * @report_delay: add the delay to the converter
 */
struct snd_pcm_audio_tstamp_config {
	u32 type_requested : 4;
	u32 report_delay : 1;
};

static inline void snd_pcm_unpack_audio_tstamp_config(__u32 data, struct snd_pcm_audio_tstamp_config *config)
{
	config->report_delay = !!(data & 0x10);
	config->type_requested = data % 0x10;
}

/**
 * struct snd_pcm_audio_tstamp_report - what it gets back
 * @valid: the report means something
 * @actual_type: SNDRV_PCM_AUDIO_TSTAMP_TYPE_* that was used
 * @accuracy_report: @accuracy is known
 * @accuracy: ns
 */
struct snd_pcm_audio_tstamp_report {
	u32 valid : 1;
	u32 actual_type : 4;
	u32 accuracy_report : 1;
	u32 accuracy;
};

/* The upper half of @data: bit 16 valid, 17-20 actual type, 21 accuracy known; the request stays in the lower half. */
static inline void snd_pcm_pack_audio_tstamp_report(__u32 *data, __u32 *accuracy,
						    const struct snd_pcm_audio_tstamp_report *report)
{
	*accuracy = report->accuracy;
	*data = (*data & 0xffff) | (__u32)report->valid << 16 | (__u32)report->actual_type << 17 |
		(__u32)report->accuracy_report << 21;
}

/* ---- the objects -------------------------------------------------------------------------------------------------- */

/** struct snd_pcm_runtime - an open stream. Stream lock unless a comment says otherwise. Frames unless "bytes". */
struct snd_pcm_runtime {
	/* status */
	snd_pcm_state_t state; /* what the kernel decides by; status->state is the copy for applications */
	snd_pcm_state_t suspended_state; /* to be resumed to */
	struct snd_pcm_substream *trigger_master; /* linked streams: who triggers for this one */
	struct timespec64 trigger_tstamp;
	bool trigger_tstamp_latched; /* the driver has written trigger_tstamp itself */
	int overrange;
	snd_pcm_uframes_t avail_max; /* largest avail since the last status */
	snd_pcm_uframes_t hw_ptr_base; /* pointer of the ring's first frame in this turn */
	snd_pcm_uframes_t hw_ptr_interrupt; /* pointer of the last period interrupt */
	unsigned long hw_ptr_jiffies; /* when hw_ptr was updated last */
	unsigned long hw_ptr_buffer_jiffies; /* jiffies that a whole ring lasts */
	snd_pcm_sframes_t delay; /* beyond the ring, added by the driver */
	u64 hw_ptr_wrap; /* frames of all earlier turns of the boundary */

	/* hardware parameters: written by hw_params in states without a transfer (buffer_mutex) */
	snd_pcm_access_t access;
	snd_pcm_format_t format;
	snd_pcm_subformat_t subformat;
	unsigned int rate; /* Hz, rounded down; exactly rate_num / rate_den */
	unsigned int channels;
	snd_pcm_uframes_t period_size;
	unsigned int periods;
	snd_pcm_uframes_t buffer_size;
	snd_pcm_uframes_t min_align; /* smallest number of frames that fills whole bytes */
	size_t byte_align; /* the same in bytes */
	unsigned int frame_bits;
	unsigned int sample_bits;
	unsigned int info; /* SNDRV_PCM_INFO_* */
	unsigned int rate_num;
	unsigned int rate_den;
	unsigned int no_period_wakeup : 1; /* the application wants no period interrupts */

	/* software parameters */
	int tstamp_mode;
	unsigned int period_step;
	snd_pcm_uframes_t start_threshold;
	snd_pcm_uframes_t stop_threshold;
	snd_pcm_uframes_t silence_threshold;
	snd_pcm_uframes_t silence_size;
	snd_pcm_uframes_t boundary; /* pointers wrap here: a multiple of buffer_size */

	snd_pcm_uframes_t silence_start; /* where automatic silence begins … */
	snd_pcm_uframes_t silence_filled; /* … and how much of it is written */

	bool std_sync_id; /* report the card's own synchronisation id */

	struct snd_pcm_mmap_status *status; /* private to the kernel world, never mapped writable */
	struct snd_pcm_mmap_control *control; /* appl_ptr, avail_min */

	/* waiting and excluding */
	snd_pcm_uframes_t twake; /* wake the transfer at so many frames; 0: nobody waits */
	wait_queue_head_t sleep; /* poll */
	wait_queue_head_t tsleep; /* transfers, drain */
	struct snd_fasync *fasync;
	bool stop_operating; /* a stop was triggered, sync_stop is still to come */
	struct mutex buffer_mutex; /* order: pcm->open_mutex > buffer_mutex > stream lock */
	atomic_t buffer_accessing; /* > 0: so many transfers use the buffer; < 0: it is being changed */

	/* the driver's */
	void *private_data;
	void (*private_free)(struct snd_pcm_runtime *runtime); /* at the end of the runtime */

	struct snd_pcm_hardware hw; /* written in open() */
	struct snd_pcm_hw_constraints hw_constraints; /* complete after open() */

	unsigned int timer_resolution; /* ns of a tick of the PCM's timer */
	int tstamp_type; /* SNDRV_PCM_TSTAMP_TYPE_* */

	/* the buffer in use (contract 1.2); buffer_mutex */
	unsigned char *dma_area; /* CPU address */
	dma_addr_t dma_addr; /* bus address; of its first page if it has several pieces */
	size_t dma_bytes; /* requested size, not rounded to pages */
	struct snd_dma_buffer *dma_buffer_p; /* == &substream->dma_buffer: the preallocated one */
	unsigned int buffer_changed : 1; /* managed mode: this hw_params has brought another buffer */

	struct snd_pcm_audio_tstamp_config audio_tstamp_config;
	struct snd_pcm_audio_tstamp_report audio_tstamp_report;
	struct timespec64 driver_tstamp;
};

/** struct snd_pcm_group - streams that start and stop together; an unlinked stream is a group of its own */
struct snd_pcm_group {
	spinlock_t lock; /* the stream lock of an atomic PCM */
	struct mutex mutex; /* the stream lock of a nonatomic PCM */
	struct list_head substreams; /* by link_list */
	refcount_t refs;
};

/** struct snd_pcm_substream - one stream of a PCM, for the life of the PCM */
struct snd_pcm_substream {
	struct snd_pcm *pcm;
	struct snd_pcm_str *pstr;
	void *private_data; /* pcm->private_data when it was created */
	int number;
	char name[32];
	int stream; /* SNDRV_PCM_STREAM_PLAYBACK or _CAPTURE */
	size_t buffer_bytes_max; /* bytes an application can negotiate at most */
	struct snd_dma_buffer dma_buffer; /* preallocated; dev.type UNKNOWN: never set up */
	size_t dma_max; /* bytes a write to prealloc may ask for; 0 with an area: of fixed size */
	const struct snd_pcm_ops *ops;
	struct snd_pcm_runtime *runtime; /* NULL: not open */
	struct snd_timer *timer; /* NULL without CONFIG_SND_PCM_TIMER */
	unsigned timer_running : 1;
	long wait_time; /* ms a transfer waits for the hardware; 0: ten periods or the default */
	struct snd_pcm_substream *next; /* of the same direction */
	struct list_head link_list; /* in group->substreams */
	struct snd_pcm_group self_group; /* its group while not linked */
	struct snd_pcm_group *group;
	int ref_count; /* open files; pcm->open_mutex */
	atomic_t mmap_count; /* mappings of the data */
	unsigned int f_flags; /* of the file that opened it */
	void (*pcm_release)(struct snd_pcm_substream *substream);
	pid_t pid; /* who opened it */
	struct snd_info_entry *proc_root; /* /proc/asound/cardN/pcmDp/subS */
	unsigned int hw_opened : 1; /* ops->open has succeeded */
	unsigned int managed_buffer_alloc : 1; /* the core allocates in hw_params */
	unsigned int xrun_counter;
};

#define SUBSTREAM_BUSY(substream) ((substream)->ref_count > 0)

/** struct snd_pcm_str - one direction of a PCM */
struct snd_pcm_str {
	int stream;
	struct snd_pcm *pcm;
	unsigned int substream_count;
	unsigned int substream_opened; /* pcm->open_mutex */
	struct snd_pcm_substream *substream; /* the first */
	struct snd_info_entry *proc_root; /* /proc/asound/cardN/pcmDp */
	unsigned int xrun_debug; /* 1: tell, 2: with a backtrace */
	struct snd_kcontrol *chmap_kctl;
	struct device *dev; /* /dev/snd/pcmCNDnp */
};

/** struct snd_pcm - a PCM device of a card */
struct snd_pcm {
	struct snd_card *card;
	struct list_head list;
	int device; /* number */
	unsigned int info_flags; /* SNDRV_PCM_INFO_HALF_DUPLEX, _JOINT_DUPLEX */
	unsigned short dev_class;
	unsigned short dev_subclass;
	char id[64];
	char name[80];
	struct snd_pcm_str streams[2];
	struct mutex open_mutex; /* opening, closing, changing the preallocated buffer */
	wait_queue_head_t open_wait; /* for a free substream */
	void *private_data;
	void (*private_free)(struct snd_pcm *pcm);
	bool internal; /* no device files, no proc files */
	bool nonatomic; /* trigger, pointer and ack may sleep: the stream lock is a mutex */
	bool no_device_suspend;
};

extern const struct file_operations snd_pcm_f_ops[2];

int snd_pcm_new(struct snd_card *card, const char *id, int device, int playback_count, int capture_count,
		struct snd_pcm **rpcm);
int snd_pcm_new_internal(struct snd_card *card, const char *id, int device, int playback_count, int capture_count,
			 struct snd_pcm **rpcm);
int snd_pcm_new_stream(struct snd_pcm *pcm, int stream, int substream_count);
void snd_pcm_set_ops(struct snd_pcm *pcm, int direction, const struct snd_pcm_ops *ops);

#define for_each_pcm_streams(stream)                                                                             \
	for (stream = SNDRV_PCM_STREAM_PLAYBACK; stream <= SNDRV_PCM_STREAM_LAST; stream++)

/* ---- states and ioctls (sound/pcm) ------------------------------------------------------------------------------- */

int snd_pcm_info(struct snd_pcm_substream *substream, struct snd_pcm_info *info);
int snd_pcm_info_user(struct snd_pcm_substream *substream, struct snd_pcm_info __user *info);
int snd_pcm_status64(struct snd_pcm_substream *substream, struct snd_pcm_status64 *status);
int snd_pcm_start(struct snd_pcm_substream *substream);
int snd_pcm_stop(struct snd_pcm_substream *substream, snd_pcm_state_t status);
int snd_pcm_drain_done(struct snd_pcm_substream *substream);
int snd_pcm_stop_xrun(struct snd_pcm_substream *substream);
#ifdef CONFIG_PM
int snd_pcm_suspend_all(struct snd_pcm *pcm);
#else
static inline int snd_pcm_suspend_all(struct snd_pcm *pcm)
{
	return 0;
}
#endif
int snd_pcm_kernel_ioctl(struct snd_pcm_substream *substream, unsigned int cmd, void *arg);
int snd_pcm_open_substream(struct snd_pcm *pcm, int stream, struct file *file, struct snd_pcm_substream **rsubstream);
void snd_pcm_release_substream(struct snd_pcm_substream *substream);
int snd_pcm_attach_substream(struct snd_pcm *pcm, int stream, struct file *file,
			     struct snd_pcm_substream **rsubstream);
void snd_pcm_detach_substream(struct snd_pcm_substream *substream);
int snd_pcm_mmap_data(struct snd_pcm_substream *substream, struct file *file, struct vm_area_struct *area);

/** snd_pcm_debug_name() - "pcmC0D0p:0" for messages */
#ifdef CONFIG_SND_DEBUG
void snd_pcm_debug_name(struct snd_pcm_substream *substream, char *name, size_t len);
#else
static inline void snd_pcm_debug_name(struct snd_pcm_substream *substream, char *name, size_t len)
{
	name[0] = '\0';
}
#endif

/** snd_pcm_stream_linked() - does the stream start and stop together with others? */
static inline int snd_pcm_stream_linked(struct snd_pcm_substream *substream)
{
	return &substream->self_group != substream->group;
}

void snd_pcm_stream_lock(struct snd_pcm_substream *substream);
void snd_pcm_stream_unlock(struct snd_pcm_substream *substream);
void snd_pcm_stream_lock_irq(struct snd_pcm_substream *substream);
void snd_pcm_stream_unlock_irq(struct snd_pcm_substream *substream);
unsigned long _snd_pcm_stream_lock_irqsave(struct snd_pcm_substream *substream);
unsigned long _snd_pcm_stream_lock_irqsave_nested(struct snd_pcm_substream *substream);
void snd_pcm_stream_unlock_irqrestore(struct snd_pcm_substream *substream, unsigned long flags);

#define snd_pcm_stream_lock_irqsave(substream, flags) ((flags) = _snd_pcm_stream_lock_irqsave(substream))
/* the second stream lock a task takes, in an order it answers for */
#define snd_pcm_stream_lock_irqsave_nested(substream, flags)                                                     \
	((flags) = _snd_pcm_stream_lock_irqsave_nested(substream))

/* guard(pcm_stream_lock)(substream) and its forms with interrupts off */
DEFINE_LOCK_GUARD_1(pcm_stream_lock, struct snd_pcm_substream, snd_pcm_stream_lock(_T->lock),
		    snd_pcm_stream_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(pcm_stream_lock_irq, struct snd_pcm_substream, snd_pcm_stream_lock_irq(_T->lock),
		    snd_pcm_stream_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(pcm_stream_lock_irqsave, struct snd_pcm_substream,
		    snd_pcm_stream_lock_irqsave(_T->lock, _T->flags),
		    snd_pcm_stream_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)

/** snd_pcm_group_for_each_entry() - @s takes every stream of @substream's group, itself included */
#define snd_pcm_group_for_each_entry(s, substream) list_for_each_entry(s, &(substream)->group->substreams, link_list)

/** snd_pcm_running() - is the hardware supposed to move? Stream lock held. */
static inline int snd_pcm_running(struct snd_pcm_substream *substream)
{
	switch (substream->runtime->state) {
	case SNDRV_PCM_STATE_RUNNING:
		return 1;
	case SNDRV_PCM_STATE_DRAINING: /* a draining capture stream has already been stopped */
		return substream->stream == SNDRV_PCM_STREAM_PLAYBACK;
	default:
		return 0;
	}
}

/** __snd_pcm_set_state() - set the state and its public copy. Stream lock held. */
static inline void __snd_pcm_set_state(struct snd_pcm_runtime *runtime, snd_pcm_state_t state)
{
	runtime->status->state = state;
	runtime->state = state;
}

/** snd_pcm_trigger_done() - a driver's trigger has handled @substream together with @master */
static inline void snd_pcm_trigger_done(struct snd_pcm_substream *substream, struct snd_pcm_substream *master)
{
	substream->runtime->trigger_master = master;
}

/* ---- units ------------------------------------------------------------------------------------------------------------ */

static inline ssize_t bytes_to_samples(struct snd_pcm_runtime *runtime, ssize_t size)
{
	return (size * 8) / runtime->sample_bits;
}

static inline snd_pcm_sframes_t bytes_to_frames(struct snd_pcm_runtime *runtime, ssize_t size)
{
	return (size * 8) / runtime->frame_bits;
}

static inline ssize_t samples_to_bytes(struct snd_pcm_runtime *runtime, ssize_t size)
{
	return (size * runtime->sample_bits) / 8;
}

static inline ssize_t frames_to_bytes(struct snd_pcm_runtime *runtime, snd_pcm_sframes_t size)
{
	return (size * runtime->frame_bits) / 8;
}

/** frame_aligned() - does @bytes end at a frame that ends at a byte? */
static inline int frame_aligned(struct snd_pcm_runtime *runtime, ssize_t bytes)
{
	return !(bytes % runtime->byte_align);
}

/** snd_pcm_lib_buffer_bytes() - the ring in bytes */
static inline size_t snd_pcm_lib_buffer_bytes(struct snd_pcm_substream *substream)
{
	return frames_to_bytes(substream->runtime, substream->runtime->buffer_size);
}

/** snd_pcm_lib_period_bytes() - a period in bytes */
static inline size_t snd_pcm_lib_period_bytes(struct snd_pcm_substream *substream)
{
	return frames_to_bytes(substream->runtime, substream->runtime->period_size);
}

/* ---- fill levels; all of them frames, stream lock held ------------------------------------------------------------------- */

/**
 * snd_pcm_playback_avail() - room for the application: 0 … boundary - 1
 * More than buffer_size: the hardware has overtaken.
 */
static inline snd_pcm_uframes_t snd_pcm_playback_avail(struct snd_pcm_runtime *runtime)
{
	snd_pcm_uframes_t end = runtime->status->hw_ptr + runtime->buffer_size;
	snd_pcm_sframes_t avail = end - runtime->control->appl_ptr;

	if (avail < 0)
		return avail + runtime->boundary;
	return (snd_pcm_uframes_t)avail < runtime->boundary ? avail : avail - runtime->boundary;
}

/** snd_pcm_capture_avail() - frames to be read: 0 … boundary - 1 */
static inline snd_pcm_uframes_t snd_pcm_capture_avail(struct snd_pcm_runtime *runtime)
{
	snd_pcm_sframes_t avail = runtime->status->hw_ptr - runtime->control->appl_ptr;

	return avail < 0 ? avail + runtime->boundary : avail;
}

/** snd_pcm_playback_hw_avail() - frames the hardware has still to play; negative: it has overtaken */
static inline snd_pcm_sframes_t snd_pcm_playback_hw_avail(struct snd_pcm_runtime *runtime)
{
	return runtime->buffer_size - snd_pcm_playback_avail(runtime);
}

/** snd_pcm_capture_hw_avail() - frames the hardware can still record; negative: it has overtaken */
static inline snd_pcm_sframes_t snd_pcm_capture_hw_avail(struct snd_pcm_runtime *runtime)
{
	return runtime->buffer_size - snd_pcm_capture_avail(runtime);
}

/** snd_pcm_playback_ready() - is it worth waking a writer? */
static inline int snd_pcm_playback_ready(struct snd_pcm_substream *substream)
{
	return substream->runtime->control->avail_min <= snd_pcm_playback_avail(substream->runtime);
}

/** snd_pcm_capture_ready() - is it worth waking a reader? */
static inline int snd_pcm_capture_ready(struct snd_pcm_substream *substream)
{
	return substream->runtime->control->avail_min <= snd_pcm_capture_avail(substream->runtime);
}

/** snd_pcm_playback_empty() - has everything been played? */
static inline int snd_pcm_playback_empty(struct snd_pcm_substream *substream)
{
	return snd_pcm_playback_hw_avail(substream->runtime) <= 0;
}

/** snd_pcm_playback_data() - is there anything to play? A stream that never stops by itself always has. */
static inline int snd_pcm_playback_data(struct snd_pcm_substream *substream)
{
	return substream->runtime->stop_threshold >= substream->runtime->boundary || !snd_pcm_playback_empty(substream);
}

/** snd_pcm_capture_empty() - has everything been read? */
static inline int snd_pcm_capture_empty(struct snd_pcm_substream *substream)
{
	return !snd_pcm_capture_avail(substream->runtime);
}

/* ---- parameters ------------------------------------------------------------------------------------------------------------ */

static inline int hw_is_mask(int var)
{
	return SNDRV_PCM_HW_PARAM_FIRST_MASK <= var && var <= SNDRV_PCM_HW_PARAM_LAST_MASK;
}

static inline int hw_is_interval(int var)
{
	return SNDRV_PCM_HW_PARAM_FIRST_INTERVAL <= var && var <= SNDRV_PCM_HW_PARAM_LAST_INTERVAL;
}

static inline struct snd_mask *hw_param_mask(struct snd_pcm_hw_params *params, snd_pcm_hw_param_t var)
{
	return params->masks + (var - SNDRV_PCM_HW_PARAM_FIRST_MASK);
}

static inline const struct snd_mask *hw_param_mask_c(const struct snd_pcm_hw_params *params, snd_pcm_hw_param_t var)
{
	return params->masks + (var - SNDRV_PCM_HW_PARAM_FIRST_MASK);
}

static inline struct snd_interval *hw_param_interval(struct snd_pcm_hw_params *params, snd_pcm_hw_param_t var)
{
	return params->intervals + (var - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL);
}

static inline const struct snd_interval *hw_param_interval_c(const struct snd_pcm_hw_params *params,
							     snd_pcm_hw_param_t var)
{
	return params->intervals + (var - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL);
}

/* The chosen value of a parameter: meaningful once every parameter is single, as in ops->hw_params. */
#define __PARAMS_GETTER(name, var)                                                                               \
	static inline unsigned int params_##name(const struct snd_pcm_hw_params *p)                               \
	{                                                                                                         \
		return hw_param_interval_c(p, SNDRV_PCM_HW_PARAM_##var)->min;                                      \
	}
__PARAMS_GETTER(channels, CHANNELS)
__PARAMS_GETTER(rate, RATE)
__PARAMS_GETTER(period_size, PERIOD_SIZE)
__PARAMS_GETTER(periods, PERIODS)
__PARAMS_GETTER(buffer_size, BUFFER_SIZE)
__PARAMS_GETTER(buffer_bytes, BUFFER_BYTES)

int snd_interval_refine(struct snd_interval *i, const struct snd_interval *v);
int snd_interval_list(struct snd_interval *i, unsigned int count, const unsigned int *list, unsigned int mask);
int snd_interval_ranges(struct snd_interval *i, unsigned int count, const struct snd_interval *list,
			unsigned int mask);
int snd_interval_ratnum(struct snd_interval *i, unsigned int rats_count, const struct snd_ratnum *rats,
			unsigned int *nump, unsigned int *denp);

void _snd_pcm_hw_params_any(struct snd_pcm_hw_params *params);
void _snd_pcm_hw_param_setempty(struct snd_pcm_hw_params *params, snd_pcm_hw_param_t var);
int snd_pcm_hw_refine(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params);

int snd_pcm_hw_constraint_mask64(struct snd_pcm_runtime *runtime, snd_pcm_hw_param_t var, u_int64_t mask);
int snd_pcm_hw_constraint_minmax(struct snd_pcm_runtime *runtime, snd_pcm_hw_param_t var, unsigned int min,
				 unsigned int max);
int snd_pcm_hw_constraint_integer(struct snd_pcm_runtime *runtime, snd_pcm_hw_param_t var);
int snd_pcm_hw_constraint_list(struct snd_pcm_runtime *runtime, unsigned int cond, snd_pcm_hw_param_t var,
			       const struct snd_pcm_hw_constraint_list *l);
int snd_pcm_hw_constraint_ranges(struct snd_pcm_runtime *runtime, unsigned int cond, snd_pcm_hw_param_t var,
				 const struct snd_pcm_hw_constraint_ranges *r);
int snd_pcm_hw_constraint_ratnums(struct snd_pcm_runtime *runtime, unsigned int cond, snd_pcm_hw_param_t var,
				  const struct snd_pcm_hw_constraint_ratnums *r);
int snd_pcm_hw_constraint_ratdens(struct snd_pcm_runtime *runtime, unsigned int cond, snd_pcm_hw_param_t var,
				  const struct snd_pcm_hw_constraint_ratdens *r);
int snd_pcm_hw_constraint_msbits(struct snd_pcm_runtime *runtime, unsigned int cond, unsigned int width,
				 unsigned int msbits);
int snd_pcm_hw_constraint_step(struct snd_pcm_runtime *runtime, unsigned int cond, snd_pcm_hw_param_t var,
			       unsigned long step);
int snd_pcm_hw_constraint_pow2(struct snd_pcm_runtime *runtime, unsigned int cond, snd_pcm_hw_param_t var);
int snd_pcm_hw_rule_noresample(struct snd_pcm_runtime *runtime, unsigned int base_rate);
int snd_pcm_hw_rule_add(struct snd_pcm_runtime *runtime, unsigned int cond, int var, snd_pcm_hw_rule_func_t func,
			void *private, int dep, ...);

/** snd_pcm_hw_constraint_single() - allow one value only; returns as snd_pcm_hw_constraint_minmax() */
static inline int snd_pcm_hw_constraint_single(struct snd_pcm_runtime *runtime, snd_pcm_hw_param_t var,
					       unsigned int val)
{
	return snd_pcm_hw_constraint_minmax(runtime, var, val, val);
}

int snd_pcm_hw_limit_rates(struct snd_pcm_hardware *hw);

static inline int snd_pcm_limit_hw_rates(struct snd_pcm_runtime *runtime)
{
	return snd_pcm_hw_limit_rates(&runtime->hw);
}

unsigned int snd_pcm_rate_to_rate_bit(unsigned int rate);
unsigned int snd_pcm_rate_bit_to_rate(unsigned int rate_bit);
unsigned int snd_pcm_rate_mask_intersect(unsigned int rates_a, unsigned int rates_b);
unsigned int snd_pcm_rate_range_to_bits(unsigned int rate_min, unsigned int rate_max);

int snd_pcm_format_signed(snd_pcm_format_t format);
int snd_pcm_format_unsigned(snd_pcm_format_t format);
int snd_pcm_format_linear(snd_pcm_format_t format);
int snd_pcm_format_little_endian(snd_pcm_format_t format);
int snd_pcm_format_big_endian(snd_pcm_format_t format);
#ifdef SNDRV_LITTLE_ENDIAN
#define snd_pcm_format_cpu_endian(format) snd_pcm_format_little_endian(format)
#else
#define snd_pcm_format_cpu_endian(format) snd_pcm_format_big_endian(format)
#endif
int snd_pcm_format_width(snd_pcm_format_t format);
int snd_pcm_format_physical_width(snd_pcm_format_t format);
ssize_t snd_pcm_format_size(snd_pcm_format_t format, size_t samples);
const unsigned char *snd_pcm_format_silence_64(snd_pcm_format_t format);
int snd_pcm_format_set_silence(snd_pcm_format_t format, void *buf, unsigned int frames);
const char *snd_pcm_format_name(snd_pcm_format_t format);

/* ---- running a stream -------------------------------------------------------------------------------------------------------- */

void snd_pcm_set_sync_per_card(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params,
			       const unsigned char *id, unsigned int len);

/** snd_pcm_set_sync() - all such streams of the card share a clock: report its standard synchronisation id */
static inline void snd_pcm_set_sync(struct snd_pcm_substream *substream)
{
	substream->runtime->std_sync_id = true;
}

int snd_pcm_lib_ioctl(struct snd_pcm_substream *substream, unsigned int cmd, void *arg);
void snd_pcm_period_elapsed_under_stream_lock(struct snd_pcm_substream *substream);
void snd_pcm_period_elapsed(struct snd_pcm_substream *substream);
snd_pcm_sframes_t __snd_pcm_lib_xfer(struct snd_pcm_substream *substream, void *buf, bool interleaved,
				     snd_pcm_uframes_t frames, bool in_kernel);

/*
 * The names of a transfer: lib = the caller's addresses, kernel = ours; read or write says what the stream is;
 * v = one buffer per channel. Returns frames or -errno, may sleep.
 */
static inline snd_pcm_sframes_t snd_pcm_lib_write(struct snd_pcm_substream *substream, const void __user *buf,
						  snd_pcm_uframes_t frames)
{
	return __snd_pcm_lib_xfer(substream, (void __force *)buf, true, frames, false);
}

static inline snd_pcm_sframes_t snd_pcm_lib_read(struct snd_pcm_substream *substream, void __user *buf,
						 snd_pcm_uframes_t frames)
{
	return __snd_pcm_lib_xfer(substream, (void __force *)buf, true, frames, false);
}

static inline snd_pcm_sframes_t snd_pcm_lib_writev(struct snd_pcm_substream *substream, void __user **bufs,
						   snd_pcm_uframes_t frames)
{
	return __snd_pcm_lib_xfer(substream, (void __force *)bufs, false, frames, false);
}

static inline snd_pcm_sframes_t snd_pcm_lib_readv(struct snd_pcm_substream *substream, void __user **bufs,
						  snd_pcm_uframes_t frames)
{
	return __snd_pcm_lib_xfer(substream, (void __force *)bufs, false, frames, false);
}

static inline snd_pcm_sframes_t snd_pcm_kernel_write(struct snd_pcm_substream *substream, const void *buf,
						     snd_pcm_uframes_t frames)
{
	return __snd_pcm_lib_xfer(substream, (void *)buf, true, frames, true);
}

static inline snd_pcm_sframes_t snd_pcm_kernel_read(struct snd_pcm_substream *substream, void *buf,
						    snd_pcm_uframes_t frames)
{
	return __snd_pcm_lib_xfer(substream, buf, true, frames, true);
}

static inline snd_pcm_sframes_t snd_pcm_kernel_writev(struct snd_pcm_substream *substream, void **bufs,
						      snd_pcm_uframes_t frames)
{
	return __snd_pcm_lib_xfer(substream, bufs, false, frames, true);
}

static inline snd_pcm_sframes_t snd_pcm_kernel_readv(struct snd_pcm_substream *substream, void **bufs,
						     snd_pcm_uframes_t frames)
{
	return __snd_pcm_lib_xfer(substream, bufs, false, frames, true);
}

/** snd_pcm_gettime() - now, by the clock the application has chosen */
static inline void snd_pcm_gettime(struct snd_pcm_runtime *runtime, struct timespec64 *tv)
{
	if (runtime->tstamp_type == SNDRV_PCM_TSTAMP_TYPE_MONOTONIC)
		ktime_get_ts64(tv);
	else if (runtime->tstamp_type == SNDRV_PCM_TSTAMP_TYPE_MONOTONIC_RAW)
		ktime_get_raw_ts64(tv);
	else
		ktime_get_real_ts64(tv);
}

/* ---- buffers (sound/pcm/memory.c; contract 1.2, 1.6 - 1.8) -------------------------------------------------------------------- */

void snd_pcm_lib_preallocate_free(struct snd_pcm_substream *substream);
void snd_pcm_lib_preallocate_free_for_all(struct snd_pcm *pcm);
void snd_pcm_lib_preallocate_pages(struct snd_pcm_substream *substream, int type, struct device *data, size_t size,
				   size_t max);
void snd_pcm_lib_preallocate_pages_for_all(struct snd_pcm *pcm, int type, void *data, size_t size, size_t max);
int snd_pcm_lib_malloc_pages(struct snd_pcm_substream *substream, size_t size);
int snd_pcm_lib_free_pages(struct snd_pcm_substream *substream);
int snd_pcm_set_managed_buffer(struct snd_pcm_substream *substream, int type, struct device *data, size_t size,
			       size_t max);
int snd_pcm_set_managed_buffer_all(struct snd_pcm *pcm, int type, struct device *data, size_t size, size_t max);

/** snd_pcm_set_runtime_buffer() - from now on the stream uses @bufp (not owned by the core); NULL: none */
static inline void snd_pcm_set_runtime_buffer(struct snd_pcm_substream *substream, struct snd_dma_buffer *bufp)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	runtime->dma_area = bufp ? bufp->area : NULL;
	runtime->dma_addr = bufp ? bufp->addr : 0;
	runtime->dma_bytes = bufp ? bufp->bytes : 0;
	runtime->dma_buffer_p = bufp;
}

/** snd_pcm_set_fixed_buffer() - one buffer of @size bytes for ever: neither hw_params nor prealloc changes it; -ENOMEM */
static inline int __must_check snd_pcm_set_fixed_buffer(struct snd_pcm_substream *substream, int type,
							struct device *data, size_t size)
{
	return snd_pcm_set_managed_buffer(substream, type, data, size, 0);
}

/** snd_pcm_set_fixed_buffer_all() - the same for every substream of both directions */
static inline int __must_check snd_pcm_set_fixed_buffer_all(struct snd_pcm *pcm, int type, struct device *data,
							    size_t size)
{
	return snd_pcm_set_managed_buffer_all(pcm, type, data, size, 0);
}

#define snd_pcm_get_dma_buf(substream) ((substream)->runtime->dma_buffer_p)

/** snd_pcm_sgbuf_get_addr() - bus address of byte @ofs of the buffer in use */
static inline dma_addr_t snd_pcm_sgbuf_get_addr(struct snd_pcm_substream *substream, unsigned int ofs)
{
	return snd_sgbuf_get_addr(snd_pcm_get_dma_buf(substream), ofs);
}

/** snd_pcm_sgbuf_get_chunk_size() - how many of @size bytes from @ofs on are contiguous on the bus */
static inline unsigned int snd_pcm_sgbuf_get_chunk_size(struct snd_pcm_substream *substream, unsigned int ofs,
							unsigned int size)
{
	return snd_sgbuf_get_chunk_size(snd_pcm_get_dma_buf(substream), ofs, size);
}

/* every mapping of the data counts: while there is one, the buffer stays */
static inline void snd_pcm_mmap_data_open(struct vm_area_struct *area)
{
	struct snd_pcm_substream *substream = area->vm_private_data;

	atomic_inc(&substream->mmap_count);
}

static inline void snd_pcm_mmap_data_close(struct vm_area_struct *area)
{
	struct snd_pcm_substream *substream = area->vm_private_data;

	atomic_dec(&substream->mmap_count);
}

int snd_pcm_lib_default_mmap(struct snd_pcm_substream *substream, struct vm_area_struct *area);
#define SNDRV_PCM_INFO_MMAP_IOMEM SNDRV_PCM_INFO_MMAP
int snd_pcm_lib_mmap_iomem(struct snd_pcm_substream *substream, struct vm_area_struct *area);

int snd_pcm_runtime_buffer_set_silence(struct snd_pcm_runtime *runtime);

/** snd_pcm_limit_isa_dma_size() - bytes one transfer of ISA channel @dma can cover: 8-bit channels 64 KiB, others 128 */
static inline void snd_pcm_limit_isa_dma_size(int dma, size_t *max)
{
	*max = 65536UL << (dma >= 4);
}

/* bounded copies between an iov_iter and I/O memory: 0 or -EFAULT */
int copy_to_iter_fromio(struct iov_iter *iter, const void __iomem *src, size_t count);
int copy_from_iter_toio(void __iomem *dst, struct iov_iter *iter, size_t count);

/* ---- names, messages --------------------------------------------------------------------------------------------------------------- */

/* consumer S/PDIF channel status: no emphasis, original PCM, 48 kHz; needs <sound/asoundef.h> */
#define SNDRV_PCM_DEFAULT_CON_SPDIF                                                                              \
	(IEC958_AES0_CON_EMPHASIS_NONE | (IEC958_AES1_CON_ORIGINAL << 8) | (IEC958_AES1_CON_PCM_CODER << 8) |       \
	 (IEC958_AES3_CON_FS_48000 << 24))

static inline const char *snd_pcm_direction_name(int direction)
{
	return direction == SNDRV_PCM_STREAM_PLAYBACK ? "Playback" : "Capture";
}

static inline const char *snd_pcm_stream_str(struct snd_pcm_substream *substream)
{
	return snd_pcm_direction_name(substream->stream);
}

#define pcm_err(pcm, fmt, args...) dev_err((pcm)->card->dev, fmt, ##args)
#define pcm_warn(pcm, fmt, args...) dev_warn((pcm)->card->dev, fmt, ##args)
#define pcm_dbg(pcm, fmt, args...) dev_dbg((pcm)->card->dev, fmt, ##args)

/* ---- status, the kernel's form of SNDRV_PCM_IOCTL_STATUS(_EXT) on a 64-bit machine ---------------------------------------------------- */

struct snd_pcm_status64 {
	snd_pcm_state_t state;
	u8 rsvd[4];
	s64 trigger_tstamp_sec; /* last start, stop or pause */
	s64 trigger_tstamp_nsec;
	s64 tstamp_sec; /* of this report */
	s64 tstamp_nsec;
	snd_pcm_uframes_t appl_ptr;
	snd_pcm_uframes_t hw_ptr;
	snd_pcm_sframes_t delay;
	snd_pcm_uframes_t avail;
	snd_pcm_uframes_t avail_max;
	snd_pcm_uframes_t overrange;
	snd_pcm_state_t suspended_state;
	__u32 audio_tstamp_data; /* in: request, out: report */
	s64 audio_tstamp_sec;
	s64 audio_tstamp_nsec;
	s64 driver_tstamp_sec;
	s64 driver_tstamp_nsec;
	__u32 audio_tstamp_accuracy; /* ns */
	unsigned char reserved[52 - 4 * sizeof(s64)]; /* zero */
};

#define SNDRV_PCM_IOCTL_STATUS64 _IOR('A', 0x20, struct snd_pcm_status64)
#define SNDRV_PCM_IOCTL_STATUS_EXT64 _IOWR('A', 0x24, struct snd_pcm_status64)

#endif
