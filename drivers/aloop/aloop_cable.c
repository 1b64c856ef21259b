// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * aloop_cable.c - a cable: who is at its ends, how frames go through it, and how it looks in /proc.
 */
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "aloop.h"

/* ---- ends ------------------------------------------------------------------------------------------------------ */

static struct aloop_cable **place_of(struct aloop *aloop, const struct snd_pcm_substream *substream)
{
	unsigned int plays = substream->pcm->device ^ (substream->stream == SNDRV_PCM_STREAM_CAPTURE);

	return &aloop->cables[substream->number][plays];
}

static struct aloop_cable *create_cable(struct aloop *aloop, const struct snd_pcm_substream *substream)
{
	unsigned int records = substream->pcm->device ^ (substream->stream == SNDRV_PCM_STREAM_PLAYBACK);
	struct aloop_cable *cable = kzalloc(sizeof(*cable), GFP_KERNEL);

	if (!cable)
		return NULL;
	spin_lock_init(&cable->lock);
	cable->aloop = aloop;
	cable->setup = &aloop->setups[substream->number][records];
	cable->clock = aloop->timer_source[0] ? &aloop_timer_clock : &aloop_jiffies_clock;
	return cable;
}

/* a cable without ends goes */
static void drop_cable(struct aloop *aloop, struct snd_pcm_substream *substream)
{
	struct aloop_cable **place = place_of(aloop, substream);
	struct aloop_cable *cable = *place;

	if (cable->ends[0] || cable->ends[1])
		return;
	*place = NULL;
	if (cable->clock->close)
		cable->clock->close(cable);
	kfree(cable);
}

/**
 * aloop_plug() - put an end that is being opened to its cable, which is made if need be
 * Context: aloop->mutex held
 * Return: the cable; ERR_PTR(): -ENOMEM, or the clock's error
 */
struct aloop_cable *aloop_plug(struct aloop_end *end)
{
	struct snd_pcm_substream *substream = end->substream;
	struct aloop_cable **place = place_of(end->aloop, substream);
	int err = 0;

	if (!*place)
		*place = create_cable(end->aloop, substream);
	if (!*place)
		return ERR_PTR(-ENOMEM);
	end->cable = *place;
	if (end->cable->clock->open)
		err = end->cable->clock->open(end);
	if (err < 0) {
		drop_cable(end->aloop, substream);
		return ERR_PTR(err);
	}
	scoped_guard(spinlock_irq, &end->cable->lock)
		end->cable->ends[substream->stream] = end;
	return end->cable;
}

/** aloop_unplug() - and take it off again; aloop->mutex held */
void aloop_unplug(struct aloop_end *end)
{
	struct snd_pcm_substream *substream = end->substream;

	scoped_guard(spinlock_irq, &end->cable->lock) {
		end->cable->ends[substream->stream] = NULL;
		end->cable->prepared &= ~(1 << substream->stream);
	}
	drop_cable(end->aloop, substream);
}

/* ---- frames ------------------------------------------------------------------------------------------------------ */

/* a run of samples in an end's ring: the channels of @frames from @pos, in one piece or one a channel */
static void *piece(struct aloop_end *end, unsigned int channel, snd_pcm_uframes_t pos)
{
	struct snd_pcm_runtime *runtime = end->substream->runtime;

	if (end->params.interleaved)
		return runtime->dma_area + frames_to_bytes(runtime, pos);
	return runtime->dma_area + samples_to_bytes(runtime, channel * runtime->buffer_size + pos);
}

static unsigned int pieces(struct aloop_end *end)
{
	return end->params.interleaved ? 1 : end->params.channels;
}

static ssize_t piece_samples(struct aloop_end *end, snd_pcm_uframes_t frames)
{
	return end->params.interleaved ? frames * end->params.channels : frames;
}

static void copy(struct aloop_end *play, struct aloop_end *record, snd_pcm_uframes_t frames)
{
	struct snd_pcm_runtime *runtime = play->substream->runtime;
	size_t bytes = samples_to_bytes(runtime, piece_samples(play, frames));
	unsigned int i;

	for (i = 0; i < pieces(play); i++)
		memcpy(piece(record, i, record->pos), piece(play, i, play->pos), bytes);
}

static void silence(struct aloop_end *record, snd_pcm_uframes_t after, snd_pcm_uframes_t frames)
{
	unsigned int i;

	for (i = 0; i < pieces(record); i++)
		snd_pcm_format_set_silence(record->params.format, piece(record, i, record->pos + after),
					   piece_samples(record, frames));
}

/* what is behind the last frame written is not for the other side when it is known to be the last */
static snd_pcm_uframes_t queued(struct aloop_end *play)
{
	struct snd_pcm_runtime *runtime = play->substream->runtime;
	snd_pcm_uframes_t hw_ptr, passed;
	snd_pcm_sframes_t left;

	if (READ_ONCE(runtime->state) != SNDRV_PCM_STATE_DRAINING)
		return runtime->buffer_size;
	/* hw_ptr follows the position, when the core looks next */
	hw_ptr = READ_ONCE(runtime->status->hw_ptr);
	passed = (play->pos + runtime->buffer_size - hw_ptr % runtime->buffer_size) % runtime->buffer_size;
	left = snd_pcm_playback_hw_avail(runtime);
	return left > (snd_pcm_sframes_t)passed ? left - passed : 0;
}

static snd_pcm_uframes_t to_the_rings_end(const struct aloop_end *end)
{
	return end->substream->runtime->buffer_size - end->pos;
}

static void step(struct aloop_end *end, snd_pcm_uframes_t frames)
{
	struct snd_pcm_runtime *runtime = end->substream->runtime;

	end->pos = (end->pos + frames) % runtime->buffer_size;
	end->in_period += frames;
	if (end->in_period < runtime->period_size)
		return;
	end->in_period %= runtime->period_size;
	end->period_passed = true;
}

/** aloop_move() - @frames go through a cable, from and to the ends that run; cable->lock held */
void aloop_move(struct aloop_cable *cable, snd_pcm_uframes_t frames)
{
	struct aloop_end *play = moving_end(cable, SNDRV_PCM_STREAM_PLAYBACK);
	struct aloop_end *record = moving_end(cable, SNDRV_PCM_STREAM_CAPTURE);
	snd_pcm_uframes_t now, sound;

	if (!play && !record)
		return;
	for (; frames; frames -= now) {
		now = frames;
		if (play)
			now = min(now, to_the_rings_end(play));
		if (record)
			now = min(now, to_the_rings_end(record));
		sound = play ? min(now, queued(play)) : 0;
		if (record && sound)
			copy(play, record, sound);
		if (record && sound < now)
			silence(record, sound, now - sound);
		if (play)
			step(play, now);
		if (record)
			step(record, now);
	}
}

/* ---- /proc/asound/cardN/cable#0, cable#1 ------------------------------------------------------------------------- */

static void show_end(struct snd_info_buffer *buffer, struct aloop_end *end, const char *name)
{
	struct snd_pcm_runtime *runtime;
	unsigned int align;

	snd_iprintf(buffer, "  %s\n", name);
	if (!end || !(end->cable->prepared & 1 << end->substream->stream)) {
		snd_iprintf(buffer, "    inactive\n");
		return;
	}
	runtime = end->substream->runtime;
	align = snd_pcm_format_physical_width(end->params.format) * end->params.channels / 8;
	snd_iprintf(buffer, "    buffer_size:\t%lu\n", runtime->buffer_size * align);
	snd_iprintf(buffer, "    buffer_pos:\t\t%lu\n", end->pos * align);
	snd_iprintf(buffer, "    period_size:\t%u\n", end->params.period_bytes);
	snd_iprintf(buffer, "    bytes_per_sec:\t%u\n", end->params.rate * align);
	snd_iprintf(buffer, "    sample_align:\t%u\n", align);
	snd_iprintf(buffer, "    rate_shift:\t\t%u\n", end->cable->setup->shift);
	end->cable->clock->show(end, buffer);
}

static void show_cable(struct snd_info_buffer *buffer, struct aloop_cable *cable)
{
	if (!cable) {
		snd_iprintf(buffer, "  inactive\n");
		return;
	}
	guard(spinlock_irq)(&cable->lock);
	snd_iprintf(buffer, "  valid: %u\n", cable->prepared);
	snd_iprintf(buffer, "  running: %u\n", cable->running);
	snd_iprintf(buffer, "  pause: %u\n", cable->paused);
	show_end(buffer, cable->ends[SNDRV_PCM_STREAM_PLAYBACK], "Playback");
	show_end(buffer, cable->ends[SNDRV_PCM_STREAM_CAPTURE], "Capture");
}

static void show_cables(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	int plays = entry->name[strlen(entry->name) - 1] != '0';
	struct aloop *aloop = entry->private_data;
	int i;

	guard(mutex)(&aloop->mutex);
	for (i = 0; i < ALOOP_SUBSTREAMS; i++) {
		snd_iprintf(buffer, "Cable %i substream %i:\n", plays, i);
		show_cable(buffer, aloop->cables[i][plays]);
	}
}

static void show_timer_source(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct aloop *aloop = entry->private_data;

	guard(mutex)(&aloop->mutex);
	snd_iprintf(buffer, "%s\n", aloop->timer_source);
}

/* counts for cables that are made from now on */
static void set_timer_source(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct aloop *aloop = entry->private_data;
	char line[sizeof(aloop->timer_source)];

	guard(mutex)(&aloop->mutex);
	if (!snd_info_get_line(buffer, line, sizeof(line)))
		strscpy(aloop->timer_source, strim(line), sizeof(aloop->timer_source));
}

/** aloop_new_proc() - the card's files */
int aloop_new_proc(struct aloop *aloop)
{
	int err;

	err = snd_card_ro_proc_new(aloop->card, "cable#0", aloop, show_cables);
	if (err < 0)
		return err;
	err = snd_card_ro_proc_new(aloop->card, "cable#1", aloop, show_cables);
	if (err < 0)
		return err;
	return snd_card_rw_proc_new(aloop->card, "timer_source", aloop, show_timer_source, set_timer_source);
}
