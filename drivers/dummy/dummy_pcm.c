// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dummy_pcm.c - the PCM devices.
 *
 * With fake_buffer there is none: transfers are taken at their word, and who maps the samples sees one page again and
 * again. Without, it is a CONTINUOUS one that nobody looks at. Device 1 and 3 are non-interleaved, 2 and 3 without
 * mmap.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <sound/pcm_params.h>

#include "dummy.h"

static bool hrtimer = true;
static bool fake_buffer = true;

module_param(hrtimer, bool, 0644);
MODULE_PARM_DESC(hrtimer, "Run by hrtimers, not by jiffies.");
module_param(fake_buffer, bool, 0444);
MODULE_PARM_DESC(fake_buffer, "Do without buffers.");

/* ---- no buffer --------------------------------------------------------------------------------------------------- */

static unsigned long pages[2];

/** dummy_fake_buffer_init() - the pages that stand for all buffers, one for each direction; -ENOMEM */
int dummy_fake_buffer_init(void)
{
	int i;

	for (i = 0; fake_buffer && i < 2; i++) {
		pages[i] = get_zeroed_page(GFP_KERNEL);
		if (!pages[i]) {
			dummy_fake_buffer_exit();
			return -ENOMEM;
		}
	}
	return 0;
}

/** dummy_fake_buffer_exit() - also after a failed init */
void dummy_fake_buffer_exit(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		free_page(pages[i]);
		pages[i] = 0;
	}
}

static int fake_copy(struct snd_pcm_substream *substream, int channel, unsigned long pos, struct iov_iter *iter,
		     unsigned long bytes)
{
	return 0;
}

static int fake_silence(struct snd_pcm_substream *substream, int channel, unsigned long pos, unsigned long bytes)
{
	return 0;
}

static struct page *fake_page(struct snd_pcm_substream *substream, unsigned long offset)
{
	return virt_to_page((void *)pages[substream->stream]);
}

/* what mmap() goes by */
static int fake_hw_params(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	substream->runtime->dma_bytes = params_buffer_bytes(params);
	return 0;
}

/* ---- streams ----------------------------------------------------------------------------------------------------- */

static void free_clock(struct snd_pcm_runtime *runtime)
{
	kfree(runtime->private_data);
}

static int open(struct snd_pcm_substream *substream)
{
	const struct dummy_clock_ops *clock = hrtimer ? &dummy_hrtimer_clock : &dummy_jiffies_clock;
	struct dummy *dummy = snd_pcm_substream_chip(substream);
	struct snd_pcm_runtime *runtime = substream->runtime;
	int err;

	runtime->hw = dummy->hw;
	if (substream->pcm->device & 1) {
		runtime->hw.info &= ~SNDRV_PCM_INFO_INTERLEAVED;
		runtime->hw.info |= SNDRV_PCM_INFO_NONINTERLEAVED;
	}
	if (substream->pcm->device & 2)
		runtime->hw.info &= ~(SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID);
	if (substream->stream == SNDRV_PCM_STREAM_PLAYBACK && dummy->model && dummy->model->playback) {
		err = dummy->model->playback(runtime);
		if (err < 0)
			return err;
	}
	err = clock->create(substream);
	if (err < 0)
		return err;
	runtime->private_free = free_clock;
	return 0;
}

static int sync(struct snd_pcm_substream *substream)
{
	dummy_clock(substream)->sync(substream);
	return 0;
}

static int close(struct snd_pcm_substream *substream)
{
	return sync(substream);
}

static int prepare(struct snd_pcm_substream *substream)
{
	return 0;
}

static int trigger(struct snd_pcm_substream *substream, int cmd)
{
	switch (cmd) {
	case SNDRV_PCM_TRIGGER_START:
	case SNDRV_PCM_TRIGGER_RESUME:
		dummy_clock(substream)->start(substream);
		return 0;
	case SNDRV_PCM_TRIGGER_STOP:
	case SNDRV_PCM_TRIGGER_SUSPEND:
		dummy_clock(substream)->stop(substream);
		return 0;
	}
	return -EINVAL;
}

static snd_pcm_uframes_t pointer(struct snd_pcm_substream *substream)
{
	return dummy_clock(substream)->pointer(substream);
}

static const struct snd_pcm_ops buffer_ops = {
	.open = open,
	.close = close,
	.prepare = prepare,
	.trigger = trigger,
	.sync_stop = sync,
	.pointer = pointer,
};

static const struct snd_pcm_ops fake_ops = {
	.open = open,
	.close = close,
	.hw_params = fake_hw_params,
	.prepare = prepare,
	.trigger = trigger,
	.sync_stop = sync,
	.pointer = pointer,
	.copy = fake_copy,
	.fill_silence = fake_silence,
	.page = fake_page,
};

/** dummy_new_pcm() - PCM device @device, with @substreams each way */
int dummy_new_pcm(struct dummy *dummy, int device, int substreams)
{
	const struct snd_pcm_ops *ops = fake_buffer ? &fake_ops : &buffer_ops;
	struct snd_pcm *pcm;
	int err;

	err = snd_pcm_new(dummy->card, "Dummy PCM", device, substreams, substreams, &pcm);
	if (err < 0)
		return err;
	pcm->private_data = dummy;
	strscpy(pcm->name, "Dummy PCM", sizeof(pcm->name));
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, ops);
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_CAPTURE, ops);
	if (fake_buffer)
		return 0;
	return snd_pcm_set_managed_buffer_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, 0, 64 << 10);
}
