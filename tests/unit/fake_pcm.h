/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fake_pcm.h - a PCM device without hardware: the test moves its pointer and reads off what the middle layer
 * asked of it.
 *
 * fake_create() makes a card with one PCM and both directions; fake_setup() opens, configures and prepares a
 * stream. All goes away when the case ends. Everything runs in the test's task unless a case starts another.
 * Frames, unless "bytes".
 */
#ifndef TESTS_UNIT_FAKE_PCM_H
#define TESTS_UNIT_FAKE_PCM_H

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/dma-mapping.h>
#include <linux/platform_device.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uio.h>
#include <sound/core.h>
#include <sound/initval.h>
#include <sound/pcm.h>
#include <sound/pcm_params.h>

#define FAKE_RATE 48000
#define FAKE_PERIOD 256
#define FAKE_BUFFER 1024

/**
 * struct fake - the device and its book
 * @ops: in use; a case may take callbacks away or put others in before fake_open()
 * @pos: what pointer() answers
 * @triggers: how often each SNDRV_PCM_TRIGGER_* came
 * @closes … @frees: how often each callback came
 * @trigger_result … @ack_result: what the callbacks answer
 * @hook: called in hw_params() and copy(), to do something in the middle of it
 * @memory: stands for the chip's memory in cases with copy()
 */
struct fake {
	struct kunit *test;
	struct platform_device *parent;
	struct snd_card *card;
	struct snd_pcm *pcm;
	struct snd_pcm_substream *substream;
	struct file file;
	struct snd_pcm_ops ops;
	struct snd_pcm_hardware hw;
	snd_pcm_uframes_t pos;
	unsigned int triggers[8];
	unsigned int closes, hw_params, frees, prepares, syncs, acks, copies, silences;
	int open_result, hw_params_result, prepare_result, trigger_result, ack_result, copy_result;
	void (*hook)(struct fake *fake);
	struct {
		int channel;
		unsigned long pos, bytes;
	} last_copy, last_silence;
	unsigned char memory[FAKE_BUFFER * 4];
};

static inline struct fake *fake_of(struct snd_pcm_substream *substream)
{
	return snd_pcm_substream_chip(substream);
}

static inline int fake_op_open(struct snd_pcm_substream *substream)
{
	struct fake *fake = fake_of(substream);

	substream->runtime->hw = fake->hw;
	return fake->open_result;
}

static inline int fake_op_close(struct snd_pcm_substream *substream)
{
	fake_of(substream)->closes++;
	return 0;
}

static inline int fake_op_hw_params(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	struct fake *fake = fake_of(substream);

	fake->hw_params++;
	if (fake->hook)
		fake->hook(fake);
	return fake->hw_params_result;
}

static inline int fake_op_hw_free(struct snd_pcm_substream *substream)
{
	fake_of(substream)->frees++;
	return 0;
}

static inline int fake_op_prepare(struct snd_pcm_substream *substream)
{
	struct fake *fake = fake_of(substream);

	fake->prepares++;
	fake->pos = 0;
	return fake->prepare_result;
}

static inline int fake_op_trigger(struct snd_pcm_substream *substream, int cmd)
{
	struct fake *fake = fake_of(substream);

	fake->triggers[cmd]++;
	return fake->trigger_result;
}

static inline int fake_op_sync_stop(struct snd_pcm_substream *substream)
{
	fake_of(substream)->syncs++;
	return 0;
}

static inline snd_pcm_uframes_t fake_op_pointer(struct snd_pcm_substream *substream)
{
	return fake_of(substream)->pos;
}

static inline int fake_op_ack(struct snd_pcm_substream *substream)
{
	struct fake *fake = fake_of(substream);

	fake->acks++;
	return fake->ack_result;
}

/* the chip's memory: not the runtime's buffer */
static inline int fake_op_copy(struct snd_pcm_substream *substream, int channel, unsigned long pos,
			       struct iov_iter *iter, unsigned long bytes)
{
	struct fake *fake = fake_of(substream);
	unsigned char *at = fake->memory + channel * (sizeof(fake->memory) / 2) + pos;

	fake->copies++;
	fake->last_copy.channel = channel;
	fake->last_copy.pos = pos;
	fake->last_copy.bytes = bytes;
	if (fake->hook)
		fake->hook(fake);
	if (fake->copy_result)
		return fake->copy_result;
	if (substream->stream == SNDRV_PCM_STREAM_PLAYBACK)
		return copy_from_iter(at, bytes, iter) == bytes ? 0 : -EFAULT;
	return copy_to_iter(at, bytes, iter) == bytes ? 0 : -EFAULT;
}

static inline int fake_op_fill_silence(struct snd_pcm_substream *substream, int channel, unsigned long pos,
				       unsigned long bytes)
{
	struct fake *fake = fake_of(substream);

	fake->silences++;
	fake->last_silence.channel = channel;
	fake->last_silence.pos = pos;
	fake->last_silence.bytes = bytes;
	return 0;
}

static const struct snd_pcm_ops fake_default_ops = {
	.open = fake_op_open,
	.close = fake_op_close,
	.hw_params = fake_op_hw_params,
	.hw_free = fake_op_hw_free,
	.prepare = fake_op_prepare,
	.trigger = fake_op_trigger,
	.sync_stop = fake_op_sync_stop,
	.pointer = fake_op_pointer,
	.ack = fake_op_ack,
};

static const struct snd_pcm_hardware fake_default_hw = {
	.info = SNDRV_PCM_INFO_INTERLEAVED | SNDRV_PCM_INFO_NONINTERLEAVED | SNDRV_PCM_INFO_PAUSE,
	.formats = SNDRV_PCM_FMTBIT_S16_LE | SNDRV_PCM_FMTBIT_U8 | SNDRV_PCM_FMTBIT_IMA_ADPCM,
	.rates = SNDRV_PCM_RATE_CONTINUOUS,
	.rate_min = 4000,
	.rate_max = 96000,
	.channels_min = 1,
	.channels_max = 2,
	.buffer_bytes_max = 65536,
	.period_bytes_min = 16,
	.period_bytes_max = 32768,
	.periods_min = 1,
	.periods_max = 1024,
};

static inline void fake_release(void *data)
{
	struct fake *fake = data;

	if (fake->substream) {
		mutex_lock(&fake->pcm->open_mutex);
		snd_pcm_release_substream(fake->substream);
		mutex_unlock(&fake->pcm->open_mutex);
		fake->substream = NULL;
	}
}

static inline void fake_free_card(void *data)
{
	struct fake *fake = data;

	fake_release(fake);
	if (fake->card)
		snd_card_free(fake->card);
	fake->card = NULL;
	platform_device_unregister(fake->parent);
	fake->parent = NULL;
}

/**
 * fake_create_buffers() - a card with one PCM: @playback and @capture substreams, a managed buffer of @type each, @size
 * bytes of it in advance
 * The card is not registered: cases that need files call snd_card_register().
 */
static inline struct fake *fake_create_buffers(struct kunit *test, int playback, int capture, int type, size_t size)
{
	struct fake *fake = kunit_kzalloc(test, sizeof(*fake), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, fake);
	fake->test = test;
	fake->ops = fake_default_ops;
	fake->hw = fake_default_hw;
	fake->parent = platform_device_register_simple("fake_pcm", PLATFORM_DEVID_AUTO, NULL, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fake->parent);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, fake_free_card, fake), 0);
	KUNIT_ASSERT_EQ(test, snd_card_new(&fake->parent->dev, SNDRV_DEFAULT_IDX1, "fake", THIS_MODULE, 0, &fake->card),
			0);
	KUNIT_ASSERT_EQ(test, snd_pcm_new(fake->card, "Fake", 0, playback, capture, &fake->pcm), 0);
	strscpy(fake->pcm->name, "Fake PCM", sizeof(fake->pcm->name));
	fake->pcm->private_data = fake;
	snd_pcm_set_ops(fake->pcm, SNDRV_PCM_STREAM_PLAYBACK, &fake->ops);
	snd_pcm_set_ops(fake->pcm, SNDRV_PCM_STREAM_CAPTURE, &fake->ops);
	KUNIT_ASSERT_EQ(test, dma_coerce_mask_and_coherent(&fake->parent->dev, DMA_BIT_MASK(32)), 0);
	KUNIT_ASSERT_EQ(test, snd_pcm_set_managed_buffer_all(fake->pcm, type, &fake->parent->dev, size, size), 0);
	return fake;
}

/** fake_create_counts() - the usual buffers: VMALLOC, made by hw_params */
static inline struct fake *fake_create_counts(struct kunit *test, int playback, int capture)
{
	return fake_create_buffers(test, playback, capture, SNDRV_DMA_TYPE_VMALLOC, 0);
}

static inline struct fake *fake_create(struct kunit *test)
{
	return fake_create_counts(test, 1, 1);
}

/** fake_try_open() - open a stream as a user in the kernel does; flags as of a file */
static inline int fake_try_open(struct fake *fake, int stream, unsigned int flags,
				struct snd_pcm_substream **substream)
{
	int err;

	fake->file.f_flags = flags;
	mutex_lock(&fake->pcm->open_mutex);
	err = snd_pcm_open_substream(fake->pcm, stream, &fake->file, substream);
	mutex_unlock(&fake->pcm->open_mutex);
	return err;
}

static inline void fake_open(struct fake *fake, int stream, unsigned int flags)
{
	KUNIT_ASSERT_EQ(fake->test, fake_try_open(fake, stream, flags, &fake->substream), 0);
}

static inline int fake_ioctl(struct fake *fake, unsigned int cmd, void *arg)
{
	return snd_pcm_kernel_ioctl(fake->substream, cmd, arg);
}

static inline void fake_only(struct snd_pcm_hw_params *params, int var, unsigned int value)
{
	if (hw_is_mask(var)) {
		snd_mask_none(hw_param_mask(params, var));
		snd_mask_set(hw_param_mask(params, var), value);
	} else {
		hw_param_interval(params, var)->min = value;
		hw_param_interval(params, var)->max = value;
		hw_param_interval(params, var)->openmin = 0;
		hw_param_interval(params, var)->openmax = 0;
		hw_param_interval(params, var)->integer = 1;
	}
}

/**
 * struct fake_config - what to ask hw_params for; 0 is the usual: RW_INTERLEAVED S16_LE stereo at FAKE_RATE,
 * FAKE_PERIOD, FAKE_BUFFER. @mmap: the access whose number is 0, MMAP_INTERLEAVED
 */
struct fake_config {
	bool mmap;
	int access, format;
	unsigned int channels, rate, period, buffer;
	unsigned int flags;
};

#define FAKE_CONFIG(...) (&(struct fake_config){ __VA_ARGS__ })

static inline int fake_hw_params(struct fake *fake, const struct fake_config *config)
{
	struct snd_pcm_hw_params *params = kzalloc(sizeof(*params), GFP_KERNEL);
	int err;

	if (!params)
		return -ENOMEM;
	_snd_pcm_hw_params_any(params);
	params->flags = config->flags;
	fake_only(params, SNDRV_PCM_HW_PARAM_ACCESS, config->mmap ? SNDRV_PCM_ACCESS_MMAP_INTERLEAVED :
						       config->access ?: SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	fake_only(params, SNDRV_PCM_HW_PARAM_FORMAT, config->format ?: SNDRV_PCM_FORMAT_S16_LE);
	fake_only(params, SNDRV_PCM_HW_PARAM_CHANNELS, config->channels ?: 2);
	fake_only(params, SNDRV_PCM_HW_PARAM_RATE, config->rate ?: FAKE_RATE);
	fake_only(params, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, config->period ?: FAKE_PERIOD);
	fake_only(params, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, config->buffer ?: FAKE_BUFFER);
	err = fake_ioctl(fake, SNDRV_PCM_IOCTL_HW_PARAMS, params);
	kfree(params);
	return err;
}

/** fake_sw() - the parameters that hold now, to be changed and given to fake_sw_params() */
static inline struct snd_pcm_sw_params fake_sw(struct fake *fake)
{
	struct snd_pcm_runtime *runtime = fake->substream->runtime;

	return (struct snd_pcm_sw_params){
		.proto = SNDRV_PCM_VERSION,
		.tstamp_mode = runtime->tstamp_mode,
		.tstamp_type = runtime->tstamp_type,
		.period_step = 1,
		.avail_min = runtime->control->avail_min,
		.start_threshold = runtime->start_threshold,
		.stop_threshold = runtime->stop_threshold,
		.silence_threshold = runtime->silence_threshold,
		.silence_size = runtime->silence_size,
	};
}

static inline int fake_sw_params(struct fake *fake, struct snd_pcm_sw_params *sw)
{
	return fake_ioctl(fake, SNDRV_PCM_IOCTL_SW_PARAMS, sw);
}

static inline void fake_start_at(struct fake *fake, snd_pcm_uframes_t threshold)
{
	struct snd_pcm_sw_params sw = fake_sw(fake);

	sw.start_threshold = threshold;
	KUNIT_ASSERT_EQ(fake->test, fake_sw_params(fake, &sw), 0);
}

/** fake_setup() - open, configure, prepare; writes do not start the stream, they do not block */
static inline void fake_setup(struct fake *fake, int stream, const struct fake_config *config)
{
	fake_open(fake, stream, O_NONBLOCK);
	KUNIT_ASSERT_EQ(fake->test, fake_hw_params(fake, config), 0);
	fake_start_at(fake, LONG_MAX);
	KUNIT_ASSERT_EQ(fake->test, fake_ioctl(fake, SNDRV_PCM_IOCTL_PREPARE, NULL), 0);
}

static inline struct fake *fake_playback(struct kunit *test)
{
	struct fake *fake = fake_create(test);

	fake_setup(fake, SNDRV_PCM_STREAM_PLAYBACK, FAKE_CONFIG());
	return fake;
}

static inline struct fake *fake_capture(struct kunit *test)
{
	struct fake *fake = fake_create(test);

	fake_setup(fake, SNDRV_PCM_STREAM_CAPTURE, FAKE_CONFIG());
	return fake;
}

static inline int fake_start(struct fake *fake)
{
	return fake_ioctl(fake, SNDRV_PCM_IOCTL_START, NULL);
}

static inline snd_pcm_state_t fake_state(struct fake *fake)
{
	guard(pcm_stream_lock_irq)(fake->substream);
	return fake->substream->runtime->state;
}

static inline unsigned long fake_appl_ptr(struct fake *fake)
{
	guard(pcm_stream_lock_irq)(fake->substream);
	return fake->substream->runtime->control->appl_ptr;
}

static inline unsigned int fake_triggers(struct fake *fake, int cmd)
{
	guard(pcm_stream_lock_irq)(fake->substream);
	return fake->triggers[cmd];
}

/** fake_move() - the hardware goes on by @frames and raises an interrupt */
static inline void fake_move(struct fake *fake, snd_pcm_uframes_t frames)
{
	scoped_guard(pcm_stream_lock_irq, fake->substream)
		fake->pos = (fake->pos + frames) % fake->substream->runtime->buffer_size;
	snd_pcm_period_elapsed(fake->substream);
}

/** fake_write_silence() - queue @frames without caring what they are */
static inline snd_pcm_sframes_t fake_write_silence(struct fake *fake, snd_pcm_uframes_t frames)
{
	return snd_pcm_kernel_write(fake->substream, NULL, frames);
}

/** struct fake_task - something in a task of its own, and what it returned */
struct fake_task {
	struct fake *fake;
	long (*fn)(struct fake *fake);
	long result;
	struct completion done;
};

static inline int fake_task_main(void *data)
{
	struct fake_task *task = data;

	task->result = task->fn(task->fake);
	complete(&task->done);
	return 0;
}

/** fake_task_start() - run @fn beside the test; fake_task_join() gives its result */
static inline void fake_task_start(struct fake_task *task, struct fake *fake, long (*fn)(struct fake *fake))
{
	task->fake = fake;
	task->fn = fn;
	init_completion(&task->done);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(fake->test, kthread_run(fake_task_main, task, "fake"));
}

static inline long fake_task_join(struct fake_task *task)
{
	wait_for_completion(&task->done);
	return task->result;
}

#endif
