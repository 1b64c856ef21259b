// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * aloop_pcm.c - the substreams, each an end of a cable.
 *
 * Both ends of a cable have the same format, rate and channels: who is prepared first decides. With "PCM Notify" the
 * playback side decides, and a recording that does not match any more is stopped: its reader gets what is there, then
 * -EPIPE. Stopping takes the recording's stream lock, which a trigger of the playback cannot; so it is a work.
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <sound/pcm_params.h>

#include "aloop.h"

static const struct snd_pcm_hardware hardware = {
	.info = SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID | SNDRV_PCM_INFO_INTERLEAVED |
		SNDRV_PCM_INFO_NONINTERLEAVED | SNDRV_PCM_INFO_PAUSE | SNDRV_PCM_INFO_RESUME,
	.formats = SNDRV_PCM_FMTBIT_S16_LE | SNDRV_PCM_FMTBIT_S16_BE | SNDRV_PCM_FMTBIT_S24_LE | SNDRV_PCM_FMTBIT_S24_BE |
		   SNDRV_PCM_FMTBIT_S24_3LE | SNDRV_PCM_FMTBIT_S24_3BE | SNDRV_PCM_FMTBIT_S32_LE |
		   SNDRV_PCM_FMTBIT_S32_BE | SNDRV_PCM_FMTBIT_FLOAT_LE | SNDRV_PCM_FMTBIT_FLOAT_BE |
		   SNDRV_PCM_FMTBIT_DSD_U8 | SNDRV_PCM_FMTBIT_DSD_U16_LE | SNDRV_PCM_FMTBIT_DSD_U16_BE |
		   SNDRV_PCM_FMTBIT_DSD_U32_LE | SNDRV_PCM_FMTBIT_DSD_U32_BE,
	.rates = SNDRV_PCM_RATE_CONTINUOUS | SNDRV_PCM_RATE_8000_768000,
	.rate_min = 8000,
	.rate_max = 768000,
	.channels_min = 1,
	.channels_max = 32,
	.buffer_bytes_max = 2 << 20,
	.period_bytes_min = 64,
	.period_bytes_max = 1 << 20,
	.periods_min = 1,
	.periods_max = 1024,
};

/* ---- parameters -------------------------------------------------------------------------------------------------- */

/* Return: false if nobody says what @end must be prepared for */
static bool prescribed(struct aloop_end *end, struct aloop_params *params)
{
	int stream = end->substream->stream;
	struct aloop_cable *cable = end->cable;

	guard(mutex)(&end->aloop->mutex);
	if (!(cable->prepared & 1 << !stream))
		return false;
	if (stream == SNDRV_PCM_STREAM_PLAYBACK && cable->setup->notify)
		return false;
	*params = cable->ends[!stream]->params;
	return true;
}

static int format_rule(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	struct aloop_params wanted;
	struct snd_mask mask;

	if (!prescribed(rule->private, &wanted))
		return 0;
	snd_mask_none(&mask);
	snd_mask_set_format(&mask, wanted.format);
	return snd_mask_refine(hw_param_mask(params, rule->var), &mask);
}

static int number_rule(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	struct snd_interval only = {};
	struct aloop_params wanted;

	if (!prescribed(rule->private, &wanted))
		return 0;
	switch (rule->var) {
	case SNDRV_PCM_HW_PARAM_RATE:
		only.min = only.max = wanted.rate;
		break;
	case SNDRV_PCM_HW_PARAM_CHANNELS:
		only.min = only.max = wanted.channels;
		break;
	default:
		only.min = only.max = wanted.period_bytes;
	}
	return snd_interval_refine(hw_param_interval(params, rule->var), &only);
}

static int add_rules(struct snd_pcm_runtime *runtime, struct aloop_end *end)
{
	/* the last one with a sound timer only, which beats for both */
	static const snd_pcm_hw_param_t numbers[] = {
		SNDRV_PCM_HW_PARAM_RATE, SNDRV_PCM_HW_PARAM_CHANNELS, SNDRV_PCM_HW_PARAM_PERIOD_BYTES,
	};
	unsigned int i, count = end->cable->timer ? 3 : 2;
	int err;

	err = snd_pcm_hw_constraint_integer(runtime, SNDRV_PCM_HW_PARAM_PERIODS);
	if (err < 0)
		return err;
	err = snd_pcm_hw_rule_add(runtime, 0, SNDRV_PCM_HW_PARAM_FORMAT, format_rule, end, SNDRV_PCM_HW_PARAM_FORMAT,
				  -1);
	for (i = 0; i < count && err >= 0; i++)
		err = snd_pcm_hw_rule_add(runtime, 0, numbers[i], number_rule, end, numbers[i], -1);
	return err;
}

/* ---- a recording that does not match any more ------------------------------------------------------------------- */

static void stop_recording(struct work_struct *work)
{
	struct aloop_end *end = container_of(work, struct aloop_end, break_work);
	unsigned long flags;

	snd_pcm_stream_lock_irqsave(end->substream, flags);
	if (end->broken)
		snd_pcm_stop(end->substream, SNDRV_PCM_STATE_DRAINING);
	snd_pcm_stream_unlock_irqrestore(end->substream, flags);
}

static bool same(const struct aloop_params *a, const struct aloop_params *b)
{
	return a->format == b->format && a->rate == b->rate && a->channels == b->channels &&
	       a->interleaved == b->interleaved;
}

/* nothing goes to it from now on, until the work has stopped it */
static void break_recording(struct aloop_end *record)
{
	struct aloop_cable *cable = record->cable;

	if (!(cable->running & 1 << SNDRV_PCM_STREAM_CAPTURE))
		return;
	cable->running &= ~(1 << SNDRV_PCM_STREAM_CAPTURE);
	cable->clock->stop(record);
	record->broken = true;
	schedule_work(&record->break_work);
}

/* ---- running ----------------------------------------------------------------------------------------------------- */

/* Return: bits of the elements that changed */
static unsigned int note_played(struct aloop_setup *setup, const struct aloop_params *params)
{
	unsigned int changed = 0;

	if (setup->played.format != params->format)
		changed |= 1 << ALOOP_FORMAT;
	if (setup->played.rate != params->rate)
		changed |= 1 << ALOOP_RATE;
	if (setup->played.channels != params->channels)
		changed |= 1 << ALOOP_CHANNELS;
	if (setup->played.interleaved != params->interleaved)
		changed |= 1 << ALOOP_ACCESS;
	setup->played = *params;
	return changed;
}

static int start(struct aloop_end *end, unsigned int *changed)
{
	int stream = end->substream->stream;
	struct aloop_cable *cable = end->cable;
	struct aloop_end *other = cable->ends[!stream];
	bool matches = !(cable->prepared & 1 << !stream) || !other || same(&end->params, &other->params);

	if (!matches && stream == SNDRV_PCM_STREAM_CAPTURE)
		return -EIO;
	if (cable->clock->update)
		cable->clock->update(cable);
	if (!matches)
		break_recording(other);
	if (stream == SNDRV_PCM_STREAM_PLAYBACK)
		*changed |= note_played(cable->setup, &end->params);
	end->broken = false;
	cable->running |= 1 << stream;
	cable->paused &= ~(1 << stream);
	return cable->clock->start(end);
}

static int change(struct aloop_end *end, int cmd, unsigned int *changed)
{
	struct aloop_cable *cable = end->cable;
	unsigned int bit = 1 << end->substream->stream;

	guard(spinlock)(&cable->lock);
	if (cmd == SNDRV_PCM_TRIGGER_START)
		return start(end, changed);
	if (cable->clock->update)
		cable->clock->update(cable);
	switch (cmd) {
	case SNDRV_PCM_TRIGGER_STOP:
		cable->running &= ~bit;
		cable->paused &= ~bit;
		end->broken = false;
		return cable->clock->stop(end);
	case SNDRV_PCM_TRIGGER_PAUSE_PUSH:
	case SNDRV_PCM_TRIGGER_SUSPEND:
		cable->paused |= bit;
		return cable->clock->stop(end);
	case SNDRV_PCM_TRIGGER_PAUSE_RELEASE:
	case SNDRV_PCM_TRIGGER_RESUME:
		cable->paused &= ~bit;
		return cable->clock->start(end);
	}
	return -EINVAL;
}

static int trigger(struct snd_pcm_substream *substream, int cmd)
{
	struct aloop_end *end = substream->runtime->private_data;
	unsigned int changed = 0;
	int err, element;

	if (substream->stream == SNDRV_PCM_STREAM_PLAYBACK)
		changed |= 1 << ALOOP_ACTIVE;
	err = change(end, cmd, &changed);
	if (err < 0)
		return err;
	for (element = ALOOP_ACTIVE; element < ALOOP_ELEMENTS; element++)
		if (changed & 1 << element)
			aloop_tell(end->cable, element);
	return 0;
}

static snd_pcm_uframes_t pointer(struct snd_pcm_substream *substream)
{
	struct aloop_end *end = substream->runtime->private_data;

	guard(spinlock)(&end->cable->lock);
	if (end->cable->clock->update)
		end->cable->clock->update(end->cable);
	return end->pos;
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

static int open(struct snd_pcm_substream *substream)
{
	struct aloop *aloop = snd_pcm_substream_chip(substream);
	struct aloop_end *end = kzalloc(sizeof(*end), GFP_KERNEL);
	struct aloop_cable *cable;
	int err;

	if (!end)
		return -ENOMEM;
	end->aloop = aloop;
	end->substream = substream;
	INIT_WORK(&end->break_work, stop_recording);
	mutex_lock(&aloop->mutex);
	cable = aloop_plug(end);
	mutex_unlock(&aloop->mutex);
	if (IS_ERR(cable)) {
		err = PTR_ERR(cable);
		goto err_free;
	}
	substream->runtime->hw = hardware;
	err = add_rules(substream->runtime, end);
	if (err < 0)
		goto err_unplug;
	substream->runtime->private_data = end;
	return 0;

err_unplug:
	mutex_lock(&aloop->mutex);
	aloop_unplug(end);
	mutex_unlock(&aloop->mutex);
err_free:
	kfree(end);
	return err;
}

static int sync(struct snd_pcm_substream *substream)
{
	struct aloop_end *end = substream->runtime->private_data;

	if (end->cable->clock->sync)
		end->cable->clock->sync(end);
	return 0;
}

static int close(struct snd_pcm_substream *substream)
{
	struct aloop_end *end = substream->runtime->private_data;
	struct aloop *aloop = end->aloop;

	cancel_work_sync(&end->break_work);
	sync(substream);
	mutex_lock(&aloop->mutex);
	aloop_unplug(end);
	mutex_unlock(&aloop->mutex);
	kfree(end);
	return 0;
}

static int prepare(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	struct aloop_end *end = runtime->private_data;

	if (substream->stream == SNDRV_PCM_STREAM_CAPTURE)
		snd_pcm_format_set_silence(runtime->format, runtime->dma_area,
					   runtime->buffer_size * runtime->channels);
	guard(mutex)(&end->aloop->mutex);
	guard(spinlock_irq)(&end->cable->lock);
	end->params = (struct aloop_params){
		.format = runtime->format,
		.rate = runtime->rate,
		.channels = runtime->channels,
		.period_bytes = frames_to_bytes(runtime, runtime->period_size),
		.interleaved = runtime->access == SNDRV_PCM_ACCESS_RW_INTERLEAVED ||
			       runtime->access == SNDRV_PCM_ACCESS_MMAP_INTERLEAVED,
	};
	end->pos = end->in_period = 0;
	end->period_passed = false;
	end->cable->prepared |= 1 << substream->stream;
	return 0;
}

static int hw_free(struct snd_pcm_substream *substream)
{
	struct aloop_end *end = substream->runtime->private_data;

	guard(mutex)(&end->aloop->mutex);
	guard(spinlock_irq)(&end->cable->lock);
	end->cable->prepared &= ~(1 << substream->stream);
	return 0;
}

static const struct snd_pcm_ops ops = {
	.open = open,
	.close = close,
	.hw_free = hw_free,
	.prepare = prepare,
	.trigger = trigger,
	.sync_stop = sync,
	.pointer = pointer,
};

/** aloop_new_pcms() - both devices, with @substreams each way */
int aloop_new_pcms(struct aloop *aloop, int substreams)
{
	struct snd_pcm *pcm;
	int device, err;

	for (device = 0; device < 2; device++) {
		err = snd_pcm_new(aloop->card, "Loopback PCM", device, substreams, substreams, &pcm);
		if (err < 0)
			return err;
		pcm->private_data = aloop;
		strscpy(pcm->name, "Loopback PCM", sizeof(pcm->name));
		snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &ops);
		snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_CAPTURE, &ops);
		err = snd_pcm_set_managed_buffer_all(pcm, SNDRV_DMA_TYPE_VMALLOC, NULL, 0, 0);
		if (err < 0)
			return err;
		aloop->pcms[device] = pcm;
	}
	return 0;
}
