// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * RME Digi32: playing and recording at the same time, with the parameter fullduplex.
 *
 * The card has one ring and one position for both directions: behind the position lies what was recorded, before it
 * what is to be played. Each direction gets a ring in memory instead, and samples go between it and the card's at
 * every look at the position (sound/pcm-indirect.h). Playback may fill the card's ring up to the first byte that
 * recording has not fetched.
 *
 * Before a playback stream runs nothing of it is on the card: where it will lie is decided by the position at its
 * start.
 */
#include "rme32.h"

static void to_card(struct snd_pcm_substream *substream, struct snd_pcm_indirect *rec, size_t bytes)
{
	struct rme32 *chip = snd_pcm_substream_chip(substream);

	memcpy_toio(chip->io + rec->hw_data, substream->runtime->dma_area + rec->sw_data, bytes);
}

static void from_card(struct snd_pcm_substream *substream, struct snd_pcm_indirect *rec, size_t bytes)
{
	struct rme32 *chip = snd_pcm_substream_chip(substream);

	memcpy_fromio(substream->runtime->dma_area + rec->sw_data, chip->io + rec->hw_data, bytes);
}

/* how much of the card's ring playback may use, from its position on */
static unsigned int room(const struct rme32 *chip)
{
	const struct snd_pcm_indirect *play = &chip->indirect[SNDRV_PCM_STREAM_PLAYBACK];
	const struct snd_pcm_indirect *record = &chip->indirect[SNDRV_PCM_STREAM_CAPTURE];

	if (!(chip->running & 1u << SNDRV_PCM_STREAM_CAPTURE))
		return MEMORY_BYTES;
	return MEMORY_BYTES - (play->hw_io - record->hw_data) % MEMORY_BYTES;
}

/* with the lock held */
static int transfer(struct snd_pcm_substream *substream)
{
	struct rme32 *chip = snd_pcm_substream_chip(substream);
	struct snd_pcm_indirect *rec = &chip->indirect[substream->stream];

	if (!(chip->running & 1u << substream->stream))
		return 0;
	if (substream->stream == SNDRV_PCM_STREAM_CAPTURE)
		return snd_pcm_indirect_capture_transfer(substream, rec, from_card);
	rec->hw_queue_size = room(chip);
	return snd_pcm_indirect_playback_transfer(substream, rec, to_card);
}

/** rme32_duplex_prepare() - the lock is held */
void rme32_duplex_prepare(struct snd_pcm_substream *substream)
{
	struct rme32 *chip = snd_pcm_substream_chip(substream);

	chip->indirect[substream->stream] = (struct snd_pcm_indirect){
		.hw_buffer_size = MEMORY_BYTES,
		.sw_buffer_size = snd_pcm_lib_buffer_bytes(substream),
		/* the other half is for what is played, and for being late */
		.hw_queue_size = substream->stream == SNDRV_PCM_STREAM_CAPTURE ? MEMORY_BYTES / 2 : 0,
	};
}

/**
 * rme32_duplex_start() - the stream is marked as running and begins at the card's position; the lock is held What the
 * application has written so far goes to the card. That is faster than any position: if the card runs already, the
 * position is reached by the first bytes before they have been played.
 */
void rme32_duplex_start(struct snd_pcm_substream *substream)
{
	struct rme32 *chip = snd_pcm_substream_chip(substream);
	struct snd_pcm_indirect *rec = &chip->indirect[substream->stream];

	rec->hw_io = rec->hw_data = rme32_status(chip) & STAT_POSITION;
	transfer(substream);
}

/** rme32_duplex_ack() - the application, or the position, has moved; -EPIPE: it has rewound */
int rme32_duplex_ack(struct snd_pcm_substream *substream)
{
	struct rme32 *chip = snd_pcm_substream_chip(substream);
	int err;

	spin_lock(&chip->lock);
	err = transfer(substream);
	spin_unlock(&chip->lock);
	return err;
}

/** rme32_duplex_pointer() - calls the ack above */
snd_pcm_uframes_t rme32_duplex_pointer(struct snd_pcm_substream *substream)
{
	struct rme32 *chip = snd_pcm_substream_chip(substream);
	struct snd_pcm_indirect *rec = &chip->indirect[substream->stream];
	u32 status = rme32_status(chip);

	if (status == ~0u)
		return SNDRV_PCM_POS_XRUN; /* the card is no longer there */
	if (substream->stream == SNDRV_PCM_STREAM_PLAYBACK)
		return snd_pcm_indirect_playback_pointer(substream, rec, status & STAT_POSITION);
	return snd_pcm_indirect_capture_pointer(substream, rec, status & STAT_POSITION);
}
