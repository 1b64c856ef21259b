/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcm-indirect.h - a PCM whose ring in memory is not what the hardware plays: samples go from it to a ring of the
 * hardware, or the other way, whenever one of the two has moved.
 *
 * A driver's ack() calls a transfer function with its copy routine, its pointer() a pointer function with the
 * hardware's position. The application sees the ring in memory only, of any size. What was handed to the hardware
 * cannot be taken back: the application must not rewind (the driver sets SNDRV_PCM_INFO_SYNC_APPLPTR, to hear of
 * every move at once).
 *
 * Called with the stream lock held, as ack() and pointer() are. Bytes, unless "frames".
 */
#ifndef __SOUND_PCM_INDIRECT_H
#define __SOUND_PCM_INDIRECT_H

#include <linux/errno.h>
#include <linux/minmax.h>
#include <sound/pcm.h>

/**
 * struct snd_pcm_indirect - one direction; zeroed by the driver's prepare(), which fills the three sizes
 * @hw_buffer_size: the hardware's ring
 * @hw_queue_size: how much of it may be in use; 0: all
 * @hw_data: where the next transfer goes to (playback) or comes from in the hardware's ring
 * @hw_io: the hardware's position when it was last asked
 * @hw_ready: in the hardware's ring: waiting to be played, or recorded and not fetched. Below 0: it has run past what
 *	      there was.
 * @sw_buffer_size: the ring in memory
 * @sw_data: as @hw_data, in the ring in memory
 * @sw_io: the position that the application is told
 * @sw_ready: in the ring in memory: written and not handed over, or fetched and not read
 * @appl_ptr: of the application, frames, when it was last looked at
 */
struct snd_pcm_indirect {
	unsigned int hw_buffer_size;
	unsigned int hw_queue_size;
	unsigned int hw_data;
	unsigned int hw_io;
	int hw_ready;
	unsigned int sw_buffer_size;
	unsigned int sw_data;
	unsigned int sw_io;
	int sw_ready;
	snd_pcm_uframes_t appl_ptr;
};

/**
 * snd_pcm_indirect_copy_t - move @bytes between rec->sw_data of one ring and rec->hw_data of the other; neither wraps
 */
typedef void (*snd_pcm_indirect_copy_t)(struct snd_pcm_substream *substream, struct snd_pcm_indirect *rec,
					size_t bytes);

static inline int snd_pcm_indirect_queue(const struct snd_pcm_indirect *rec)
{
	return rec->hw_queue_size ? rec->hw_queue_size : rec->hw_buffer_size;
}

/* bytes the application has moved on since the last look; -EPIPE: it has gone back */
static inline int snd_pcm_indirect_moved(struct snd_pcm_substream *substream, struct snd_pcm_indirect *rec)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	snd_pcm_uframes_t appl_ptr = runtime->control->appl_ptr;
	snd_pcm_sframes_t half = runtime->boundary / 2, moved = appl_ptr - rec->appl_ptr;

	/* the shorter way round */
	if (moved < -half)
		moved += runtime->boundary;
	else if (moved > half)
		moved -= runtime->boundary;
	if (moved < 0)
		return -EPIPE;
	rec->appl_ptr = appl_ptr;
	return frames_to_bytes(runtime, moved);
}

/* one transfer of at most @bytes, up to where one of the rings ends; returns how many were moved */
static inline int snd_pcm_indirect_step(struct snd_pcm_substream *substream, struct snd_pcm_indirect *rec,
					snd_pcm_indirect_copy_t copy, unsigned int bytes)
{
	bytes = min3(bytes, rec->hw_buffer_size - rec->hw_data, rec->sw_buffer_size - rec->sw_data);
	copy(substream, rec, bytes);
	rec->hw_data = (rec->hw_data + bytes) % rec->hw_buffer_size;
	rec->sw_data = (rec->sw_data + bytes) % rec->sw_buffer_size;
	return bytes;
}

/* how far the hardware has come since it was last asked, less than once round */
static inline unsigned int snd_pcm_indirect_passed(struct snd_pcm_indirect *rec, unsigned int ptr)
{
	unsigned int bytes = ptr < rec->hw_io ? ptr + rec->hw_buffer_size - rec->hw_io : ptr - rec->hw_io;

	rec->hw_io = ptr;
	return bytes;
}

/* the position for the application, after @bytes more; what ack() does may have been too late */
static inline snd_pcm_uframes_t snd_pcm_indirect_position(struct snd_pcm_substream *substream,
							  struct snd_pcm_indirect *rec, unsigned int bytes)
{
	rec->sw_io += bytes;
	if (rec->sw_io >= rec->sw_buffer_size)
		rec->sw_io -= rec->sw_buffer_size;
	if (substream->ops->ack && substream->ops->ack(substream) == -EPIPE)
		return SNDRV_PCM_POS_XRUN;
	return bytes_to_frames(substream->runtime, rec->sw_io);
}

/**
 * snd_pcm_indirect_playback_transfer() - for ack(): hand over what is written and fits into the hardware's queue
 * Return: 0, or -EPIPE: the application has rewound.
 */
static inline int snd_pcm_indirect_playback_transfer(struct snd_pcm_substream *substream, struct snd_pcm_indirect *rec,
						     snd_pcm_indirect_copy_t copy)
{
	int moved = snd_pcm_indirect_moved(substream, rec), bytes;

	if (moved < 0)
		return moved;
	rec->sw_ready += moved;
	while (rec->hw_ready < snd_pcm_indirect_queue(rec) && rec->sw_ready > 0) {
		bytes = min(snd_pcm_indirect_queue(rec) - rec->hw_ready, rec->sw_ready);
		bytes = snd_pcm_indirect_step(substream, rec, copy, bytes);
		rec->hw_ready += bytes;
		rec->sw_ready -= bytes;
	}
	return 0;
}

/**
 * snd_pcm_indirect_playback_pointer() - for pointer(): the hardware plays at byte @ptr of its ring
 * Calls ack(), for there is room now. Return: frames, or SNDRV_PCM_POS_XRUN.
 */
static inline snd_pcm_uframes_t snd_pcm_indirect_playback_pointer(struct snd_pcm_substream *substream,
								  struct snd_pcm_indirect *rec, unsigned int ptr)
{
	unsigned int bytes = snd_pcm_indirect_passed(rec, ptr);

	rec->hw_ready -= bytes;
	return snd_pcm_indirect_position(substream, rec, bytes);
}

/**
 * snd_pcm_indirect_capture_transfer() - for ack(): fetch what is recorded and fits into the ring in memory
 * Return: 0, or -EPIPE: the application has rewound.
 */
static inline int snd_pcm_indirect_capture_transfer(struct snd_pcm_substream *substream, struct snd_pcm_indirect *rec,
						    snd_pcm_indirect_copy_t copy)
{
	int moved = snd_pcm_indirect_moved(substream, rec), bytes;

	if (moved < 0)
		return moved;
	rec->sw_ready -= moved;
	while (rec->hw_ready > 0 && rec->sw_ready < (int)rec->sw_buffer_size) {
		bytes = min(rec->hw_ready, (int)rec->sw_buffer_size - rec->sw_ready);
		bytes = snd_pcm_indirect_step(substream, rec, copy, bytes);
		rec->hw_ready -= bytes;
		rec->sw_ready += bytes;
	}
	return 0;
}

/**
 * snd_pcm_indirect_capture_pointer() - for pointer(): the hardware records at byte @ptr of its ring
 * Return: frames, or SNDRV_PCM_POS_XRUN, also when more was recorded than the hardware's queue may hold.
 */
static inline snd_pcm_uframes_t snd_pcm_indirect_capture_pointer(struct snd_pcm_substream *substream,
								 struct snd_pcm_indirect *rec, unsigned int ptr)
{
	unsigned int bytes = snd_pcm_indirect_passed(rec, ptr);

	rec->hw_ready += bytes;
	if (rec->hw_ready > snd_pcm_indirect_queue(rec))
		return SNDRV_PCM_POS_XRUN;
	return snd_pcm_indirect_position(substream, rec, bytes);
}

#endif
