/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * feed.h - the ring is in RAM that the chip cannot read, and the chip's memory holds two periods of it: the interrupt
 * at the end of one copies the next but one into its place. That is the chapter's "intermediate" buffer.
 */
#ifndef EXAMPLES_VMALLOC_FEED_H
#define EXAMPLES_VMALLOC_FEED_H

/* period number chip->copied of the stream, into the half of the chip's memory whose turn it is */
static void feed_period(struct mychip *chip)
{
	struct snd_pcm_runtime *runtime = chip->substream->runtime;
	size_t bytes = frames_to_bytes(runtime, runtime->period_size);

	memcpy_toio(chip->memory + chip->copied % 2 * bytes,
		    runtime->dma_area + chip->copied % runtime->periods * bytes, bytes);
	chip->copied++;
}

static int feed_prepare(struct snd_pcm_substream *substream)
{
	struct mychip *chip = snd_pcm_substream_chip(substream);
	struct snd_pcm_runtime *runtime = substream->runtime;
	size_t bytes = frames_to_bytes(runtime, runtime->period_size);

	mychip_set_memory(chip, 2 * bytes, bytes, runtime->rate);
	chip->period = feed_period;
	return 0;
}

static int feed_trigger(struct snd_pcm_substream *substream, int cmd)
{
	struct mychip *chip = snd_pcm_substream_chip(substream);

	if (cmd == SNDRV_PCM_TRIGGER_START) {
		chip->copied = 0;
		feed_period(chip);
		feed_period(chip);
	}
	return mychip_trigger(substream, cmd);
}

/* whole periods: all but the two in the chip's memory have been played */
static snd_pcm_uframes_t feed_pointer(struct snd_pcm_substream *substream)
{
	struct mychip *chip = snd_pcm_substream_chip(substream);
	struct snd_pcm_runtime *runtime = substream->runtime;

	return (chip->copied - 2) % runtime->periods * runtime->period_size;
}

#endif
