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
#include <sound/pcm_formats.h>
#include <sound/pcm_chmap.h>
#include <sound/pcm_objects.h>

struct file;
struct file_operations;
struct snd_pcm_status64;

#define snd_pcm_substream_chip(substream) ((substream)->private_data)
#define snd_pcm_chip(pcm) ((pcm)->private_data)

/* ---- making a PCM (sound/pcm/pcm.c) -------------------------------------------------------------------------- */

extern const struct file_operations snd_pcm_f_ops[2];

int snd_pcm_new(struct snd_card *card, const char *id, int device, int playback_count, int capture_count,
		struct snd_pcm **rpcm);
int snd_pcm_new_internal(struct snd_card *card, const char *id, int device, int playback_count, int capture_count,
			 struct snd_pcm **rpcm);
int snd_pcm_new_stream(struct snd_pcm *pcm, int stream, int substream_count);
void snd_pcm_set_ops(struct snd_pcm *pcm, int direction, const struct snd_pcm_ops *ops);

#define for_each_pcm_streams(stream)                                                                             \
	for (stream = SNDRV_PCM_STREAM_PLAYBACK; stream <= SNDRV_PCM_STREAM_LAST; stream++)

/* ---- states and ioctls (sound/pcm) --------------------------------------------------------------------------- */

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
	WRITE_ONCE(runtime->state, state);
}

/** snd_pcm_trigger_done() - a driver's trigger has handled @substream together with @master */
static inline void snd_pcm_trigger_done(struct snd_pcm_substream *substream, struct snd_pcm_substream *master)
{
	substream->runtime->trigger_master = master;
}

/* ---- units --------------------------------------------------------------------------------------------------- */

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

/* ---- fill levels; all of them frames, stream lock held ------------------------------------------------------- */

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

/* ---- parameters ---------------------------------------------------------------------------------------------- */

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

/* ---- running a stream ---------------------------------------------------------------------------------------- */

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
 * v = one buffer per channel. Each returns frames or -errno and may sleep.
 */
#define __PCM_TRANSFER(name, buffers, interleaved, in_kernel)                                                    \
	static inline snd_pcm_sframes_t snd_pcm_##name(struct snd_pcm_substream *substream, buffers buf,           \
						       snd_pcm_uframes_t frames)                                   \
	{                                                                                                         \
		return __snd_pcm_lib_xfer(substream, (void __force *)buf, interleaved, frames, in_kernel);         \
	}
__PCM_TRANSFER(lib_write, const void __user *, true, false)
__PCM_TRANSFER(lib_read, void __user *, true, false)
__PCM_TRANSFER(lib_writev, void __user **, false, false)
__PCM_TRANSFER(lib_readv, void __user **, false, false)
__PCM_TRANSFER(kernel_write, const void *, true, true)
__PCM_TRANSFER(kernel_read, void *, true, true)
__PCM_TRANSFER(kernel_writev, void **, false, true)
__PCM_TRANSFER(kernel_readv, void **, false, true)

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

/* ---- buffers (sound/pcm/memory.c; contract 1.2, 1.6 - 1.8) --------------------------------------------------- */

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

/** snd_pcm_set_fixed_buffer() - one buffer of @size bytes, that neither hw_params nor prealloc changes; -ENOMEM */
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

int snd_pcm_mmap_data(struct snd_pcm_substream *substream, struct file *file, struct vm_area_struct *area);
int snd_pcm_lib_default_mmap(struct snd_pcm_substream *substream, struct vm_area_struct *area);
#define SNDRV_PCM_INFO_MMAP_IOMEM SNDRV_PCM_INFO_MMAP /* this machine can show a card's memory to a process */
int snd_pcm_lib_mmap_iomem(struct snd_pcm_substream *substream, struct vm_area_struct *area);

int snd_pcm_runtime_buffer_set_silence(struct snd_pcm_runtime *runtime);

/** snd_pcm_limit_isa_dma_size() - bytes of one transfer by ISA channel @dma: 64 KiB of the 8-bit ones, else 128 KiB */
static inline void snd_pcm_limit_isa_dma_size(int dma, size_t *max)
{
	*max = 65536UL << (dma >= 4);
}

/* ---- names, messages ----------------------------------------------------------------------------------------- */

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

/* ---- status, the kernel's form of SNDRV_PCM_IOCTL_STATUS(_EXT) on a 64-bit machine --------------------------- */

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

/* the same for applications whose times have 32 bits, as the native ioctls accept it */
struct snd_pcm_status32 {
	snd_pcm_state_t state;
	s32 trigger_tstamp_sec;
	s32 trigger_tstamp_nsec;
	s32 tstamp_sec;
	s32 tstamp_nsec;
	u32 appl_ptr;
	u32 hw_ptr;
	s32 delay;
	u32 avail;
	u32 avail_max;
	u32 overrange;
	snd_pcm_state_t suspended_state;
	u32 audio_tstamp_data;
	s32 audio_tstamp_sec;
	s32 audio_tstamp_nsec;
	s32 driver_tstamp_sec;
	s32 driver_tstamp_nsec;
	u32 audio_tstamp_accuracy;
	unsigned char reserved[52 - 4 * sizeof(s32)];
};

#define SNDRV_PCM_IOCTL_STATUS32 _IOR('A', 0x20, struct snd_pcm_status32)
#define SNDRV_PCM_IOCTL_STATUS_EXT32 _IOWR('A', 0x24, struct snd_pcm_status32)
#define SNDRV_PCM_IOCTL_STATUS64 _IOR('A', 0x20, struct snd_pcm_status64)
#define SNDRV_PCM_IOCTL_STATUS_EXT64 _IOWR('A', 0x24, struct snd_pcm_status64)

/* ---- between device memory and an application's, for copy() (sound/pcm/iomem.c) ---- */

int copy_to_iter_fromio(struct iov_iter *dst, const void __iomem *src, size_t count);
int copy_from_iter_toio(void __iomem *dst, struct iov_iter *src, size_t count);

#endif
