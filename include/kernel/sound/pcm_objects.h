/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sound/pcm_objects.h - the structures of a PCM: what a driver declares, the constraints of an open stream, the stream.
 *
 * Part of <sound/pcm.h>, which is what drivers include and where the locking is explained.
 */
#ifndef _SOUND_PCM_OBJECTS_H
#define _SOUND_PCM_OBJECTS_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/time64.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <sound/asound.h>
#include <sound/memalloc.h>
#include <sound/minors.h>

struct device;
struct file;
struct iov_iter;
struct page;
struct pcm_shared;
struct pcm_tap_ring;
struct pid;
struct snd_card;
struct snd_fasync;
struct snd_info_entry;
struct snd_kcontrol;
struct snd_pcm;
struct snd_pcm_audio_tstamp_config;
struct snd_pcm_audio_tstamp_report;
struct snd_pcm_hw_rule;
struct snd_pcm_runtime;
struct snd_pcm_str;
struct snd_pcm_substream;
struct snd_timer;
struct vm_area_struct;

/* ---- what a driver declares ---------------------------------------------------------------------------------- */

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

/* ---- constraints --------------------------------------------------------------------------------------------- */

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
 * @dep_bits: the same, bit n for parameter n
 * @bits: @dep_bits and that of @var
 * @func: see &snd_pcm_hw_rule_func_t
 * @private: for @func
 */
struct snd_pcm_hw_rule {
	unsigned int cond;
	int var;
	int deps[5];
	u32 dep_bits, bits;
	snd_pcm_hw_rule_func_t func;
	void *private;
};

/**
 * struct snd_pcm_hw_constraints - what is possible at all, set up while a substream is opened
 * @masks: per mask parameter
 * @intervals: per interval parameter
 * @dep_bits: bit n: some rule depends on parameter n
 * @rules_num: rules in use
 * @rules_all: rules there is room for
 * @rules: grown by snd_pcm_hw_rule_add()
 */
struct snd_pcm_hw_constraints {
	struct snd_mask masks[SNDRV_PCM_HW_PARAM_LAST_MASK - SNDRV_PCM_HW_PARAM_FIRST_MASK + 1];
	struct snd_interval intervals[SNDRV_PCM_HW_PARAM_LAST_INTERVAL - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL + 1];
	u32 dep_bits;
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

/* ---- audio time stamps --------------------------------------------------------------------------------------- */

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

/* ---- the objects --------------------------------------------------------------------------------------------- */

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
	u64 hw_ptr_moved; /* usnd's own: ktime_get() when hw_ptr was seen to move, or the stream began to run */
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

	struct pcm_tap_ring *tap_ring; /* how the record sees a ring that is no plain memory; NULL: nobody listens, or cannot be */
	struct pcm_shared *shared; /* what the client sees of it all, sound/pcm's own; NULL: nobody has asked */

	/* waiting and excluding */
	snd_pcm_uframes_t twake; /* wake the transfer at so many frames; 0: nobody waits */
	wait_queue_head_t sleep; /* poll */
	wait_queue_head_t tsleep; /* transfers, exclusively: pcm_wake_transfer() */
	unsigned int transfer_wakes; /* so many times had they a reason to be woken, by the stream */
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
	int dma_type; /* usnd's own: the type of the set-up, for new buffers; dma_buffer.dev.type is what the last one became */
	size_t dma_wanted; /* usnd's own: bytes the driver wanted to have in advance */
	unsigned int dma_buf_id; /* for include/classic: by which the preallocated buffer stays while the driver is away; 0: it goes */
	size_t dma_max; /* bytes a write to prealloc may ask for; 0 with an area: of fixed size */
	const struct snd_pcm_ops *ops;
	struct snd_pcm_runtime *runtime; /* NULL: not open */
	struct snd_timer *timer; /* ticks with the periods; NULL: not registered, or there was no memory for it */
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

#endif
