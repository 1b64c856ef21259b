// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ES1370: the PCM devices. Device 0 plays on DAC2 and records from the ADC, which share a clock of 1411200 / n Hz;
 * device 1 plays on DAC1 at four fixed rates. Each channel is a ring in memory that the chip walks by itself, 32
 * bytes at a time, and a sample counter that interrupts once a period.
 *
 * Buffers are handled as the chapter "Buffer and Memory Management" of "Writing an ALSA Driver" explains it:
 * preallocated when the PCM is made, taken in hw_params, given back in hw_free. (Managed buffers would do both
 * calls by themselves; here they are written out, because this driver is read to see where a buffer comes from.)
 *
 * A stream that was suspended is prepared anew: the chip has forgotten where it was (no SNDRV_PCM_INFO_RESUME).
 */
#include <linux/dma-mapping.h>
#include <sound/pcm_params.h>

#include "es1370.h"

#define CLOCK		1411200u
#define LONGWORD	4u				/* bytes it counts a ring in */
#define CACHE_HALF	32u				/* bytes the chip moves at a time */
#define COUNTED		65536u				/* frames, at most, from interrupt to interrupt */
#define PREALLOCATE	(64 * 1024)
#define BUFFER_MAX	(128 * 1024)

/* where each channel has its bits */
static const struct channel {
	u32 enable, status, pause, interrupt;
	unsigned int mode_shift, count, page, frame;
} channels[CHANNELS] = {
	[DAC1] = { CTRL_DAC1_EN, STAT_DAC1, SER_P1_PAUSE, SER_P1_INT_EN, 0, REG_DAC1_COUNT, PAGE_DAC, REG_FRAME_A },
	[DAC2] = { CTRL_DAC2_EN, STAT_DAC2, SER_P2_PAUSE, SER_P2_INT_EN, 2, REG_DAC2_COUNT, PAGE_DAC, REG_FRAME_B },
	[ADC] = { CTRL_ADC_EN, STAT_ADC, 0, SER_R1_INT_EN, 4, REG_ADC_COUNT, PAGE_ADC, REG_FRAME_A },
};

static unsigned int channel_of(struct snd_pcm_substream *substream)
{
	if (substream->stream == SNDRV_PCM_STREAM_CAPTURE)
		return ADC;
	return substream->pcm->device ? DAC1 : DAC2;
}

/* ---- opening ------------------------------------------------------------------------------------------------- */

static const struct snd_pcm_hardware es1370_hardware = {
	.info = SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID | SNDRV_PCM_INFO_INTERLEAVED |
		SNDRV_PCM_INFO_BLOCK_TRANSFER | SNDRV_PCM_INFO_SYNC_START,
	.formats = SNDRV_PCM_FMTBIT_U8 | SNDRV_PCM_FMTBIT_S16_LE,
	.rates = SNDRV_PCM_RATE_CONTINUOUS,
	.rate_min = CLOCK / 353,
	.rate_max = CLOCK / 29 + 1, /* 48662.07 Hz */
	.channels_min = 1,
	.channels_max = 2,
	.buffer_bytes_max = BUFFER_MAX,
	.period_bytes_min = 2 * CACHE_HALF,
	.period_bytes_max = BUFFER_MAX,
	.periods_min = 1,
	.periods_max = BUFFER_MAX / (2 * CACHE_HALF),
	.fifo_size = 2 * CACHE_HALF,
};

static const struct snd_ratnum clock_ratnum = { .num = CLOCK, .den_min = 29, .den_max = 353, .den_step = 1 };

static const struct snd_pcm_hw_constraint_ratnums clock_ratnums = { .nrats = 1, .rats = &clock_ratnum };

static const unsigned int dac1_rate_list[] = { 5512, 11025, 22050, 44100 };

static const struct snd_pcm_hw_constraint_list dac1_rates = {
	.count = ARRAY_SIZE(dac1_rate_list),
	.list = dac1_rate_list,
};

/* the divider that the other user of the clock has set, or 0 */
static unsigned int foreign_divider(struct es1370 *chip, unsigned int index)
{
	return READ_ONCE(chip->divider[index == DAC2 ? ADC : DAC2]);
}

/* one clock for DAC2 and ADC: who comes second gets the rate of the first */
static int rule_shared_clock(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	struct snd_pcm_substream *substream = rule->private;
	unsigned int divider = foreign_divider(snd_pcm_substream_chip(substream), channel_of(substream));
	struct snd_ratnum only = { .num = CLOCK, .den_min = divider, .den_max = divider, .den_step = 1 };
	unsigned int num = 0, den = 0;

	if (!divider)
		return 0;
	return snd_interval_ratnum(hw_param_interval(params, rule->var), 1, &only, &num, &den);
}

static int constrain_clock(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	int err;

	err = snd_pcm_hw_constraint_ratnums(runtime, 0, SNDRV_PCM_HW_PARAM_RATE, &clock_ratnums);
	if (err < 0)
		return err;
	return snd_pcm_hw_rule_add(runtime, 0, SNDRV_PCM_HW_PARAM_RATE, rule_shared_clock, substream,
				   SNDRV_PCM_HW_PARAM_RATE, -1);
}

/* The chip counts a ring in longwords, and a period in frames, with 16 bits; of the ADC's first one more (held_back()). */
static int constrain_sizes(struct snd_pcm_runtime *runtime, unsigned int index)
{
	unsigned int most = index == ADC ? COUNTED - CACHE_HALF : COUNTED;
	int err;

	err = snd_pcm_hw_constraint_step(runtime, 0, SNDRV_PCM_HW_PARAM_BUFFER_BYTES, LONGWORD);
	if (err < 0)
		return err;
	return snd_pcm_hw_constraint_minmax(runtime, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, 1, most);
}

static int es1370_open(struct snd_pcm_substream *substream)
{
	struct es1370 *chip = snd_pcm_substream_chip(substream);
	struct snd_pcm_runtime *runtime = substream->runtime;
	unsigned int index = channel_of(substream);
	int err;

	runtime->hw = es1370_hardware;
	if (index != ADC)
		runtime->hw.info |= SNDRV_PCM_INFO_PAUSE;
	if (index == DAC1) {
		runtime->hw.rate_min = dac1_rate_list[0];
		runtime->hw.rate_max = dac1_rate_list[ARRAY_SIZE(dac1_rate_list) - 1];
		err = snd_pcm_hw_constraint_list(runtime, 0, SNDRV_PCM_HW_PARAM_RATE, &dac1_rates);
	} else {
		err = constrain_clock(substream);
	}
	if (err < 0)
		return err;
	err = constrain_sizes(runtime, index);
	if (err < 0)
		return err;
	snd_pcm_set_sync(substream);
	spin_lock_irq(&chip->lock);
	chip->streams[index] = substream;
	spin_unlock_irq(&chip->lock);
	return 0;
}

static int es1370_close(struct snd_pcm_substream *substream)
{
	struct es1370 *chip = snd_pcm_substream_chip(substream);

	spin_lock_irq(&chip->lock);
	chip->streams[channel_of(substream)] = NULL;
	spin_unlock_irq(&chip->lock);
	return 0;
}

/* ---- the buffer ------------------------------------------------------------------------------------------------ */

static int claim_clock(struct es1370 *chip, unsigned int index, unsigned int divider)
{
	unsigned int foreign;

	if (index == DAC1)
		return 0;
	mutex_lock(&chip->clock_lock);
	foreign = foreign_divider(chip, index);
	if (!foreign || foreign == divider)
		WRITE_ONCE(chip->divider[index], divider);
	mutex_unlock(&chip->clock_lock);
	return !foreign || foreign == divider ? 0 : -EBUSY;
}

static void release_clock(struct es1370 *chip, unsigned int index)
{
	mutex_lock(&chip->clock_lock);
	WRITE_ONCE(chip->divider[index], 0);
	mutex_unlock(&chip->clock_lock);
}

static int es1370_hw_params(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	struct es1370 *chip = snd_pcm_substream_chip(substream);
	unsigned int index = channel_of(substream);
	int err;

	/* the rule has seen to it; but two may have asked at the same time */
	err = claim_clock(chip, index, params->rate_den);
	if (err < 0)
		return err;
	/* the preallocated buffer if it is large enough, else a new one */
	err = snd_pcm_lib_malloc_pages(substream, params_buffer_bytes(params));
	if (err < 0)
		release_clock(chip, index);
	return err;
}

static int es1370_hw_free(struct snd_pcm_substream *substream)
{
	release_clock(snd_pcm_substream_chip(substream), channel_of(substream));
	return snd_pcm_lib_free_pages(substream);
}

/* ---- running --------------------------------------------------------------------------------------------------- */

static u32 dac1_clock(unsigned int rate)
{
	u32 sel = 0;

	while (sel < ARRAY_SIZE(dac1_rate_list) - 1 && dac1_rate_list[sel] != rate)
		sel++;
	return CTRL_WTSRSEL(sel);
}

/*
 * What is recorded reaches memory in whole halves of the cache. A period that is none would not be there when its last
 * frame is counted, and who waits for it would be woken by the next one: in a ring of two, when it is too late. So the
 * first period is counted longer by the frames of one half, and all interrupts come as much later. The pointer is what
 * has reached memory.
 */
static unsigned int held_back(struct snd_pcm_runtime *runtime, unsigned int index)
{
	if (index != ADC || frames_to_bytes(runtime, runtime->period_size) % CACHE_HALF == 0)
		return 0;
	return bytes_to_frames(runtime, CACHE_HALF);
}

static int es1370_prepare(struct snd_pcm_substream *substream)
{
	struct es1370 *chip = snd_pcm_substream_chip(substream);
	struct snd_pcm_runtime *runtime = substream->runtime;
	unsigned int index = channel_of(substream);
	const struct channel *channel = &channels[index];
	unsigned int late = held_back(runtime, index);
	bool wide = snd_pcm_format_width(runtime->format) == 16;
	u32 control, serial, mode = (wide ? 2 : 0) | (runtime->channels > 1 ? 1 : 0);

	spin_lock_irq(&chip->lock);
	control = chip->control & ~channel->enable;
	if (index == DAC1)
		control = (control & ~CTRL_WTSRSEL_MASK) | dac1_clock(runtime->rate);
	else
		control = (control & ~CTRL_PCLKDIV_MASK) | CTRL_PCLKDIV(runtime->rate_den);
	write_control(chip, control);

	outl(channel->page, chip->port + REG_MEM_PAGE);
	outl(runtime->dma_addr, chip->port + channel->frame);
	outl(snd_pcm_lib_buffer_bytes(substream) / LONGWORD - 1, chip->port + channel->frame + 4);

	serial = chip->serial & ~(channel->pause | 3u << channel->mode_shift);
	serial |= channel->interrupt | mode << channel->mode_shift;
	if (index == DAC2)
		serial = (serial & ~SER_P2_END_INC_MASK) | SER_P2_END_INC(wide ? 2 : 1);
	write_serial(chip, serial);
	outl(runtime->period_size + late - 1, chip->port + channel->count);
	if (index == ADC)
		chip->adc_period = late ? runtime->period_size : 0;
	spin_unlock_irq(&chip->lock);
	return 0;
}

static int es1370_trigger(struct snd_pcm_substream *substream, int cmd)
{
	struct es1370 *chip = snd_pcm_substream_chip(substream);
	struct snd_pcm_substream *s;
	u32 enable = 0, pause = 0;

	/* linked streams of this card start and stop with one register write */
	snd_pcm_group_for_each_entry(s, substream) {
		if (s->pcm->card != chip->card)
			continue;
		enable |= channels[channel_of(s)].enable;
		pause |= channels[channel_of(s)].pause;
		snd_pcm_trigger_done(s, substream);
	}
	spin_lock(&chip->lock);
	switch (cmd) {
	case SNDRV_PCM_TRIGGER_START:
		write_control(chip, chip->control | enable);
		break;
	case SNDRV_PCM_TRIGGER_STOP:
	case SNDRV_PCM_TRIGGER_SUSPEND:
		write_control(chip, chip->control & ~enable);
		break;
	case SNDRV_PCM_TRIGGER_PAUSE_PUSH:
		write_serial(chip, chip->serial | pause);
		break;
	case SNDRV_PCM_TRIGGER_PAUSE_RELEASE:
		write_serial(chip, chip->serial & ~pause);
		break;
	default:
		spin_unlock(&chip->lock);
		return -EINVAL;
	}
	spin_unlock(&chip->lock);
	return 0;
}

static snd_pcm_uframes_t es1370_pointer(struct snd_pcm_substream *substream)
{
	struct es1370 *chip = snd_pcm_substream_chip(substream);
	const struct channel *channel = &channels[channel_of(substream)];
	size_t bytes;
	u32 count;

	spin_lock(&chip->lock);
	outl(channel->page, chip->port + REG_MEM_PAGE);
	count = inl(chip->port + channel->frame + 4);
	spin_unlock(&chip->lock);
	bytes = (count >> 16) * LONGWORD;
	if (bytes < snd_pcm_lib_buffer_bytes(substream))
		return bytes_to_frames(substream->runtime, bytes);
	/* all ones: the card is no longer there */
	return count == ~0u ? SNDRV_PCM_POS_XRUN : 0;
}

static const struct snd_pcm_ops es1370_ops = {
	.open = es1370_open,
	.close = es1370_close,
	.hw_params = es1370_hw_params,
	.hw_free = es1370_hw_free,
	.prepare = es1370_prepare,
	.trigger = es1370_trigger,
	.pointer = es1370_pointer,
};

/* ---- interrupts ------------------------------------------------------------------------------------------------ */

irqreturn_t es1370_interrupt(int irq, void *dev_id)
{
	struct es1370 *chip = dev_id;
	struct snd_pcm_substream *elapsed[CHANNELS];
	u32 status, pending = 0;
	unsigned int i;

	status = inl(chip->port + REG_STATUS);
	if (status == ~0u || !(status & STAT_INTR))
		return IRQ_NONE;
	spin_lock(&chip->lock);
	for (i = 0; i < CHANNELS; i++) {
		elapsed[i] = status & channels[i].status ? chip->streams[i] : NULL;
		if (status & channels[i].status)
			pending |= channels[i].interrupt;
	}
	/* an interrupt is acknowledged by taking its enable bit away for a moment */
	outl(chip->serial & ~pending, chip->port + REG_SERIAL);
	outl(chip->serial, chip->port + REG_SERIAL);
	/* the first period was counted longer; from now on the counter is loaded with the others' length */
	if (status & STAT_ADC && chip->adc_period) {
		outl(chip->adc_period - 1, chip->port + REG_ADC_COUNT);
		chip->adc_period = 0;
	}
	spin_unlock(&chip->lock);
	for (i = 0; i < CHANNELS; i++)
		if (elapsed[i])
			snd_pcm_period_elapsed(elapsed[i]);
	return IRQ_HANDLED;
}

/* ---- making them ----------------------------------------------------------------------------------------------- */

/* the board's second pair of speakers, as alsa-lib's ENS1370.conf has it; DAC1 is the front */
static const struct snd_pcm_chmap_elem dac2_chmaps[] = {
	{ .channels = 1, .map = { SNDRV_CHMAP_MONO } },
	{ .channels = 2, .map = { SNDRV_CHMAP_RL, SNDRV_CHMAP_RR } },
	{ }
};

static int new_pcm(struct es1370 *chip, int device, int captures, const char *name,
		   const struct snd_pcm_chmap_elem *chmaps)
{
	struct snd_pcm *pcm;
	int err;

	err = snd_pcm_new(chip->card, device ? "ES1370/2" : "ES1370/1", device, 1, captures, &pcm);
	if (err < 0)
		return err;
	pcm->private_data = chip;
	strscpy(pcm->name, name, sizeof(pcm->name));
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &es1370_ops);
	if (captures)
		snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_CAPTURE, &es1370_ops);
	/* one block that the card can reach for each substream, kept while the driver is loaded */
	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_DEV, &chip->pci->dev, PREALLOCATE, BUFFER_MAX);
	return snd_pcm_add_chmap_ctls(pcm, SNDRV_PCM_STREAM_PLAYBACK, chmaps, 2, 0, NULL);
}

int es1370_new_pcms(struct es1370 *chip)
{
	int err;

	err = new_pcm(chip, 0, 1, "ES1370 DAC2/ADC", dac2_chmaps);
	if (err < 0)
		return err;
	return new_pcm(chip, 1, 0, "ES1370 DAC1", snd_pcm_std_chmaps);
}
