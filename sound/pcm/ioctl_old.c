// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ioctl_old.c - the layouts that a 64-bit kernel accepts beside its own: status and pointers with 32-bit times and
 * counts, hardware parameters as they were before ALSA 1.0.
 *
 * Each is translated to and from the layout of today. Pointers wrap at a boundary that fits 31 bits. What else 32-bit
 * programs have of their own is compat.c.
 */
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"

/* ---- status ---------------------------------------------------------------------------------- */

static void to_status32(const struct snd_pcm_status64 *from, struct snd_pcm_status32 *to)
{
	*to = (struct snd_pcm_status32){
		.state = from->state,
		.suspended_state = from->suspended_state,
		.trigger_tstamp_sec = from->trigger_tstamp_sec,
		.trigger_tstamp_nsec = from->trigger_tstamp_nsec,
		.tstamp_sec = from->tstamp_sec,
		.tstamp_nsec = from->tstamp_nsec,
		.audio_tstamp_sec = from->audio_tstamp_sec,
		.audio_tstamp_nsec = from->audio_tstamp_nsec,
		.driver_tstamp_sec = from->driver_tstamp_sec,
		.driver_tstamp_nsec = from->driver_tstamp_nsec,
		.audio_tstamp_data = from->audio_tstamp_data,
		.audio_tstamp_accuracy = from->audio_tstamp_accuracy,
		.appl_ptr = from->appl_ptr,
		.hw_ptr = from->hw_ptr,
		.delay = from->delay,
		.avail = from->avail,
		.avail_max = from->avail_max,
		.overrange = from->overrange,
	};
}

/**
 * pcm_status32() - SNDRV_PCM_IOCTL_STATUS32 and, with @ext, _STATUS_EXT32
 * Times and counts are cut to 32 bits; otherwise as snd_pcm_status64().
 */
int pcm_status32(struct snd_pcm_substream *substream, struct snd_pcm_status32 __user *user, bool ext)
{
	struct snd_pcm_status64 status = {};
	struct snd_pcm_status32 told;
	int err;

	if (ext && get_user(status.audio_tstamp_data, &user->audio_tstamp_data))
		return -EFAULT;
	err = snd_pcm_status64(substream, &status);
	if (err < 0)
		return err;
	to_status32(&status, &told);
	return copy_to_user(user, &told, sizeof(told)) ? -EFAULT : 0;
}

/* ---- pointers -------------------------------------------------------------------------------- */

/**
 * pcm_boundary32() - where pointers of 32 bits wrap: the largest multiple of the ring by a power of two to which a ring
 * can be added within 31 bits
 * Return: frames; 0: there is no ring
 */
snd_pcm_uframes_t pcm_boundary32(const struct snd_pcm_runtime *runtime)
{
	snd_pcm_uframes_t boundary = runtime->buffer_size;

	if (!boundary)
		return 0;
	while (boundary * 2 <= INT_MAX - runtime->buffer_size)
		boundary *= 2;
	return boundary;
}

static int put_pointers32(struct pcm_sync_ptr32 __user *user, const struct snd_pcm_sync_ptr *sync)
{
	const struct snd_pcm_mmap_status *status = &sync->s.status;
	const struct snd_pcm_mmap_control *control = &sync->c.control;

	if (put_user(status->state, &user->s.status.state) ||
	    put_user(status->suspended_state, &user->s.status.suspended_state) ||
	    put_user(status->hw_ptr, &user->s.status.hw_ptr) ||
	    put_user(status->tstamp.tv_sec, &user->s.status.tstamp_sec) ||
	    put_user(status->tstamp.tv_nsec, &user->s.status.tstamp_nsec) ||
	    put_user(status->audio_tstamp.tv_sec, &user->s.status.audio_tstamp_sec) ||
	    put_user(status->audio_tstamp.tv_nsec, &user->s.status.audio_tstamp_nsec) ||
	    put_user(control->appl_ptr, &user->c.control.appl_ptr) ||
	    put_user(control->avail_min, &user->c.control.avail_min))
		return -EFAULT;
	return 0;
}

/** pcm_sync_ptr32() - SYNC_PTR with 32-bit pointers; an appl_ptr of the application's is taken as it is */
int pcm_sync_ptr32(struct snd_pcm_substream *substream, struct pcm_sync_ptr32 __user *user)
{
	snd_pcm_uframes_t boundary = pcm_boundary32(substream->runtime) ?: INT_MAX;
	struct snd_pcm_sync_ptr sync = {};
	int err;

	if (get_user(sync.flags, &user->flags) || get_user(sync.c.control.appl_ptr, &user->c.control.appl_ptr) ||
	    get_user(sync.c.control.avail_min, &user->c.control.avail_min))
		return -EFAULT;
	err = pcm_sync_pointers(substream, &sync);
	if (err < 0)
		return err;
	sync.s.status.hw_ptr %= boundary;
	if (sync.flags & SNDRV_PCM_SYNC_PTR_APPL)
		sync.c.control.appl_ptr %= boundary;
	return put_pointers32(user, &sync);
}

/* ---- hardware parameters of before ALSA 1.0 -------------------------------------------------- */

/* bits of rmask and cmask: there were no spare ones between the three masks and the intervals */
#define OLD_MASKS (SNDRV_PCM_HW_PARAM_LAST_MASK - SNDRV_PCM_HW_PARAM_FIRST_MASK + 1)
#define MOVED (SNDRV_PCM_HW_PARAM_FIRST_INTERVAL - OLD_MASKS)
#define MASK_BITS ((1u << OLD_MASKS) - 1)

static unsigned int from_old_bits(unsigned int bits)
{
	return (bits & MASK_BITS) | (bits & ~MASK_BITS) << MOVED;
}

static unsigned int to_old_bits(unsigned int bits)
{
	return (bits & MASK_BITS) | ((bits >> MOVED) & ~MASK_BITS);
}

static void from_old(const struct pcm_hw_params_old *old, struct snd_pcm_hw_params *params)
{
	unsigned int i;

	*params = (struct snd_pcm_hw_params){
		.flags = old->flags,
		.rmask = from_old_bits(old->rmask),
		.cmask = from_old_bits(old->cmask),
		.info = old->info,
		.msbits = old->msbits,
		.rate_num = old->rate_num,
		.rate_den = old->rate_den,
		.fifo_size = old->fifo_size,
	};
	for (i = 0; i < ARRAY_SIZE(old->masks); i++)
		params->masks[i].bits[0] = old->masks[i];
	memcpy(params->intervals, old->intervals, sizeof(old->intervals));
}

static void to_old(const struct snd_pcm_hw_params *params, struct pcm_hw_params_old *old)
{
	unsigned int i;

	*old = (struct pcm_hw_params_old){
		.flags = params->flags,
		.rmask = to_old_bits(params->rmask),
		.cmask = to_old_bits(params->cmask),
		.info = params->info,
		.msbits = params->msbits,
		.rate_num = params->rate_num,
		.rate_den = params->rate_den,
		.fifo_size = params->fifo_size,
	};
	for (i = 0; i < ARRAY_SIZE(old->masks); i++)
		old->masks[i] = params->masks[i].bits[0];
	memcpy(old->intervals, params->intervals, sizeof(old->intervals));
}

/** pcm_hw_params_old() - HW_REFINE or HW_PARAMS, as @fn does them, with parameters in the old layout */
int pcm_hw_params_old(struct snd_pcm_substream *substream, struct pcm_hw_params_old __user *user,
		      int (*fn)(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params))
{
	struct snd_pcm_hw_params params;
	struct pcm_hw_params_old old;
	int err;

	if (copy_from_user(&old, user, sizeof(old)))
		return -EFAULT;
	from_old(&old, &params);
	err = fn(substream, &params);
	if (err < 0)
		return err;
	to_old(&params, &old);
	return copy_to_user(user, &old, sizeof(old)) ? -EFAULT : 0;
}
