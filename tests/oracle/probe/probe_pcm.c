// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe_pcm.c - the probe card's PCM devices and their callbacks.
 *
 * Each callback leaves its letter in the stream's trace: O open, C close, H hw_params (HB: with another buffer than
 * before), F hw_free, P prepare, T and a digit trigger with that SNDRV_PCM_TRIGGER_*, Y sync_stop, A ack, W copy,
 * S fill_silence. pointer() leaves none: how often it is asked is nobody's business.
 */
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uio.h>
#include <sound/control.h>
#include <sound/pcm_params.h>

#include "probe_card.h"

/**
 * struct probe_kind - a kind of PCM device
 * @type: of the buffer, SNDRV_DMA_TYPE_*; 0: none, the chip has memory of its own
 * @managed: the core allocates, else hw_params() does
 * @fixed: @size bytes, whatever is asked for
 * @chmaps: with channel maps
 * @size, @max: preallocated, bytes
 */
struct probe_kind {
	const char *name;
	const struct snd_pcm_ops *ops;
	unsigned int playback, capture;
	int type;
	bool nonatomic, managed, fixed, chmaps;
	size_t size, max;
};

void probe_pcm_trace(struct probe_stream *stream, char letter)
{
	if (stream->traced < PROBE_TRACE)
		stream->trace[stream->traced++] = letter;
}

static struct probe_stream *stream_of(struct snd_pcm_substream *substream)
{
	return &probe.streams[substream->pcm->device][substream->stream][substream->number];
}

unsigned char *probe_ring(struct snd_pcm_substream *substream, size_t *bytes)
{
	unsigned char *chip = stream_of(substream)->chip;

	*bytes = frames_to_bytes(substream->runtime, substream->runtime->buffer_size);
	if (chip)
		return chip;
	if (!substream->runtime->dma_area)
		*bytes = 0;
	return substream->runtime->dma_area;
}

/* ---- constraints ------------------------------------------------------------------------------------------ */

static int list_rule(struct snd_pcm_runtime *runtime)
{
	static const unsigned int rates[] = { 8000, 11025, 32000 };
	static const struct snd_pcm_hw_constraint_list list = { .count = ARRAY_SIZE(rates), .list = rates };

	return snd_pcm_hw_constraint_list(runtime, 0, SNDRV_PCM_HW_PARAM_RATE, &list);
}

static int ratnum_rule(struct snd_pcm_runtime *runtime)
{
	static const struct snd_ratnum clock = { .num = 1000000, .den_min = 10, .den_max = 200, .den_step = 1 };
	static const struct snd_pcm_hw_constraint_ratnums clocks = { .nrats = 1, .rats = &clock };

	return snd_pcm_hw_constraint_ratnums(runtime, 0, SNDRV_PCM_HW_PARAM_RATE, &clocks);
}

static int ranges_rule(struct snd_pcm_runtime *runtime)
{
	static const struct snd_interval sizes[] = { { .min = 64, .max = 100 }, { .min = 200, .max = 300 } };
	static const struct snd_pcm_hw_constraint_ranges ranges = { .count = ARRAY_SIZE(sizes), .ranges = sizes };

	return snd_pcm_hw_constraint_ranges(runtime, 0, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, &ranges);
}

static int constrain(struct snd_pcm_runtime *runtime)
{
	long rule = probe.settings.rule;
	int err = 0;

	if (rule & PROBE_RULE_INTEGER)
		err = snd_pcm_hw_constraint_integer(runtime, SNDRV_PCM_HW_PARAM_PERIODS);
	if (err >= 0 && rule & PROBE_RULE_STEP)
		err = snd_pcm_hw_constraint_step(runtime, 0, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, 32);
	if (err >= 0 && rule & PROBE_RULE_POW2)
		err = snd_pcm_hw_constraint_pow2(runtime, 0, SNDRV_PCM_HW_PARAM_BUFFER_SIZE);
	if (err >= 0 && rule & PROBE_RULE_LIST)
		err = list_rule(runtime);
	if (err >= 0 && rule & PROBE_RULE_RATNUM)
		err = ratnum_rule(runtime);
	if (err >= 0 && rule & PROBE_RULE_MSBITS)
		err = snd_pcm_hw_constraint_msbits(runtime, 0, 32, 20);
	if (err >= 0 && rule & PROBE_RULE_NORESAMPLE)
		err = snd_pcm_hw_rule_noresample(runtime, 48000);
	if (err >= 0 && rule & PROBE_RULE_RANGES)
		err = ranges_rule(runtime);
	return err < 0 ? err : 0;
}

/* ---- callbacks -------------------------------------------------------------------------------------------- */

static int probe_open(struct snd_pcm_substream *substream)
{
	const struct probe_settings *set = &probe.settings;
	struct probe_stream *stream = stream_of(substream);

	probe_pcm_trace(stream, 'O');
	if (set->open_error)
		return set->open_error;
	stream->pos = 0;
	if (stream->chip)
		memset(stream->chip, 0, PROBE_CHIP); /* nothing of the last user's */
	substream->runtime->hw = (struct snd_pcm_hardware){
		.info = set->info,
		.formats = set->formats,
		.rates = set->rates,
		.rate_min = set->rate_min,
		.rate_max = set->rate_max,
		.channels_min = set->channels_min,
		.channels_max = set->channels_max,
		.buffer_bytes_max = set->buffer_bytes_max,
		.period_bytes_min = set->period_bytes_min,
		.period_bytes_max = set->period_bytes_max,
		.periods_min = set->periods_min,
		.periods_max = set->periods_max,
		.fifo_size = set->fifo,
	};
	substream->pcm->info_flags = set->pcm_info;
	return constrain(substream->runtime);
}

static int probe_close(struct snd_pcm_substream *substream)
{
	probe_pcm_trace(stream_of(substream), 'C');
	return 0;
}

static int probe_hw_params(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	probe_pcm_trace(stream_of(substream), 'H');
	if (substream->runtime->buffer_changed)
		probe_pcm_trace(stream_of(substream), 'B');
	return probe.settings.hw_params_error;
}

static int probe_hw_free(struct snd_pcm_substream *substream)
{
	probe_pcm_trace(stream_of(substream), 'F');
	return probe.settings.hw_free_error;
}

/* the driver of a device that is not managed */
static int probe_own_hw_params(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	int err = probe_hw_params(substream, params);

	return err ? err : snd_pcm_lib_malloc_pages(substream, params_buffer_bytes(params));
}

static int probe_own_hw_free(struct snd_pcm_substream *substream)
{
	int err = probe_hw_free(substream);

	return err ? err : snd_pcm_lib_free_pages(substream);
}

static int probe_prepare(struct snd_pcm_substream *substream)
{
	struct probe_stream *stream = stream_of(substream);

	probe_pcm_trace(stream, 'P');
	if (!probe.settings.prepare_error)
		stream->pos = 0;
	return probe.settings.prepare_error;
}

static int probe_trigger(struct snd_pcm_substream *substream, int cmd)
{
	const struct probe_settings *set = &probe.settings;
	struct probe_stream *stream = stream_of(substream);

	probe_pcm_trace(stream, 'T');
	probe_pcm_trace(stream, '0' + cmd);
	stream->triggers++;
	if (set->trigger_only >= 0 && set->trigger_only != cmd)
		return 0;
	if (set->trigger_nth && set->trigger_nth != stream->triggers)
		return 0;
	return set->trigger_error;
}

static int probe_sync_stop(struct snd_pcm_substream *substream)
{
	probe_pcm_trace(stream_of(substream), 'Y');
	return 0;
}

static snd_pcm_uframes_t probe_pointer(struct snd_pcm_substream *substream)
{
	substream->runtime->delay = probe.settings.delay;
	return stream_of(substream)->pos;
}

static int probe_ack(struct snd_pcm_substream *substream)
{
	probe_pcm_trace(stream_of(substream), 'A');
	return probe.settings.ack_error;
}

/* a channel's place in the chip's memory: all of it for interleaved samples, else the channels one after another */
static unsigned char *chip_at(struct snd_pcm_substream *substream, int channel, unsigned long pos)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	return stream_of(substream)->chip + channel * samples_to_bytes(runtime, runtime->buffer_size) + pos;
}

static int probe_copy(struct snd_pcm_substream *substream, int channel, unsigned long pos, struct iov_iter *iter,
		      unsigned long bytes)
{
	unsigned char *at = chip_at(substream, channel, pos);
	size_t copied;

	probe_pcm_trace(stream_of(substream), 'W');
	if (probe.settings.copy_error)
		return probe.settings.copy_error;
	copied = substream->stream == SNDRV_PCM_STREAM_PLAYBACK ? copy_from_iter(at, bytes, iter) :
								   copy_to_iter(at, bytes, iter);
	return copied == bytes ? 0 : -EFAULT;
}

static int probe_fill_silence(struct snd_pcm_substream *substream, int channel, unsigned long pos, unsigned long bytes)
{
	probe_pcm_trace(stream_of(substream), 'S');
	if (probe.settings.silence_error)
		return probe.settings.silence_error;
	memset(chip_at(substream, channel, pos), 0x5e, bytes);
	return 0;
}

#define PROBE_COMMON_OPS                                                                                          \
	.open = probe_open, .close = probe_close, .prepare = probe_prepare, .trigger = probe_trigger,               \
	.sync_stop = probe_sync_stop, .pointer = probe_pointer, .ack = probe_ack

static const struct snd_pcm_ops managed_ops = {
	PROBE_COMMON_OPS, .hw_params = probe_hw_params, .hw_free = probe_hw_free,
};

static const struct snd_pcm_ops own_ops = {
	PROBE_COMMON_OPS, .hw_params = probe_own_hw_params, .hw_free = probe_own_hw_free,
};

static const struct snd_pcm_ops chip_ops = {
	PROBE_COMMON_OPS, .hw_params = probe_hw_params, .hw_free = probe_hw_free, .copy = probe_copy,
	.fill_silence = probe_fill_silence,
};

/* nothing that need not be there */
static const struct snd_pcm_ops least_ops = {
	.open = probe_open, .close = probe_close, .prepare = probe_prepare, .trigger = probe_trigger,
	.pointer = probe_pointer,
};

/* ---- devices ---------------------------------------------------------------------------------------------- */

static const struct probe_kind kinds[PROBE_DEVICES] = {
	{ "Atomic", &managed_ops, 2, 2, SNDRV_DMA_TYPE_VMALLOC, .managed = true },
	{ "Nonatomic", &managed_ops, 2, 2, SNDRV_DMA_TYPE_VMALLOC, .nonatomic = true, .managed = true },
	{ "Preallocated", &managed_ops, 1, 1, SNDRV_DMA_TYPE_CONTINUOUS, .managed = true, .chmaps = true, .size = 65536,
	  .max = 131072 },
	{ "Device", &managed_ops, 1, 1, SNDRV_DMA_TYPE_DEV, .managed = true, .size = 16384, .max = 65536 },
	{ "Chip", &chip_ops, 1, 1 },
	{ "Own", &own_ops, 1, 1, SNDRV_DMA_TYPE_CONTINUOUS, .size = 32768, .max = 65536 },
	{ "Fixed", &managed_ops, 1, 1, SNDRV_DMA_TYPE_CONTINUOUS, .managed = true, .fixed = true, .size = 16384 },
	{ "Least", &least_ops, 1, 0, SNDRV_DMA_TYPE_VMALLOC, .managed = true },
};

static int set_buffer(struct snd_pcm *pcm, const struct probe_kind *kind)
{
	struct device *dev = kind->type == SNDRV_DMA_TYPE_DEV ? &probe.parent->dev : NULL;

	if (!kind->type)
		return 0;
	if (kind->fixed)
		return snd_pcm_set_fixed_buffer_all(pcm, kind->type, dev, kind->size);
	if (kind->managed)
		return snd_pcm_set_managed_buffer_all(pcm, kind->type, dev, kind->size, kind->max);
	snd_pcm_lib_preallocate_pages_for_all(pcm, kind->type, dev, kind->size, kind->max);
	return 0;
}

static int set_streams(struct snd_pcm *pcm, const struct probe_kind *kind)
{
	struct snd_pcm_substream *substream;
	struct probe_stream *stream;
	int way;

	for (way = 0; way < 2; way++) {
		for (substream = pcm->streams[way].substream; substream; substream = substream->next) {
			stream = stream_of(substream);
			stream->substream = substream;
			if (kind->type)
				continue;
			stream->chip = kzalloc(PROBE_CHIP, GFP_KERNEL);
			if (!stream->chip)
				return -ENOMEM;
		}
	}
	return 0;
}

static int add_channel_maps(struct snd_pcm *pcm)
{
	int err;

	err = snd_pcm_add_chmap_ctls(pcm, SNDRV_PCM_STREAM_PLAYBACK, snd_pcm_std_chmaps, 4, 0, NULL);
	if (err < 0)
		return err;
	return snd_pcm_add_chmap_ctls(pcm, SNDRV_PCM_STREAM_CAPTURE, snd_pcm_alt_chmaps, 8, 0, NULL);
}

static int create_device(struct snd_card *card, int device, const struct probe_kind *kind)
{
	struct snd_pcm *pcm;
	int err;

	err = snd_pcm_new(card, kind->name, device, kind->playback, kind->capture, &pcm);
	if (err < 0)
		return err;
	probe.pcms[device] = pcm;
	strscpy(pcm->name, kind->name, sizeof(pcm->name));
	pcm->nonatomic = kind->nonatomic;
	if (kind->playback)
		snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, kind->ops);
	if (kind->capture)
		snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_CAPTURE, kind->ops);
	if (kind->chmaps) {
		err = add_channel_maps(pcm);
		if (err < 0)
			return err;
	}
	err = set_streams(pcm, kind);
	return err ? err : set_buffer(pcm, kind);
}

int probe_pcm_create(struct snd_card *card)
{
	int device, err = 0;

	for (device = 0; !err && device < PROBE_DEVICES; device++)
		err = create_device(card, device, &kinds[device]);
	return err;
}
