// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sound Blaster 16: the PCM device, one stream in each direction.
 *
 * The samples are moved by the PC's DMA controllers, the DSP only asks for them. So the ring is programmed into a
 * channel (prepare), the position is what is left in the channel's count, and the DSP is told to interrupt every so
 * many samples. The 16-bit channel carries 16-bit formats, the 8-bit channel 8-bit ones; who opens first gets the
 * 16-bit one unless it is reserved for the other direction, and the other stream has what is left. Without a 16-bit
 * channel 16-bit formats go through the 8-bit one, in one direction at a time. Both share one clock.
 *
 * The controllers see the lowest 16 MiB, and a ring must lie inside 64 KiB (8-bit channel) or 128 KiB (16-bit): what
 * SNDRV_DMA_TYPE_DEV gives for an ISA device is below its 24-bit mask, and aligned to its own size. The buffers are
 * managed: the core takes and gives them back.
 *
 * A stream that was suspended is prepared anew: the chips have forgotten everything (no SNDRV_PCM_INFO_RESUME).
 */
#include <linux/errno.h>
#include <linux/isa-dma.h>
#include <sound/control.h>
#include <sound/pcm_params.h>

#include "sb16.h"

#define WIDE_FORMATS	(SNDRV_PCM_FMTBIT_S16_LE | SNDRV_PCM_FMTBIT_U16_LE)
#define NARROW_FORMATS	(SNDRV_PCM_FMTBIT_U8 | SNDRV_PCM_FMTBIT_S8)
#define PREALLOCATE	(64 * 1024)
#define BUFFER_MAX	(128 * 1024)
#define LOOKS		8		/* for another cause, in one interrupt */

static struct sb16_stream *stream_of(struct snd_pcm_substream *substream)
{
	struct sb16 *chip = snd_pcm_substream_chip(substream);

	return &chip->streams[substream->stream];
}

static bool is_capture(struct snd_pcm_substream *substream)
{
	return substream->stream == SNDRV_PCM_STREAM_CAPTURE;
}

/* ---- opening ------------------------------------------------------------------------------------------------- */

static const struct snd_pcm_hardware sb16_hardware = {
	.info = SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID | SNDRV_PCM_INFO_INTERLEAVED,
	.rates = SNDRV_PCM_RATE_CONTINUOUS | SNDRV_PCM_RATE_8000_44100,
	.rate_min = 4000,
	.rate_max = 44100,
	.channels_min = 1,
	.channels_max = 2,
	.buffer_bytes_max = BUFFER_MAX,
	.period_bytes_min = 64,
	.period_bytes_max = BUFFER_MAX,
	.periods_min = 1,
	.periods_max = 1024,
};

/* one clock: the stream that comes second gets the rate of the first */
static int rule_shared_rate(struct snd_pcm_hw_params *params, struct snd_pcm_hw_rule *rule)
{
	struct snd_pcm_substream *substream = rule->private;
	struct sb16 *chip = snd_pcm_substream_chip(substream);
	unsigned int rate = READ_ONCE(chip->rates[!substream->stream]);
	struct snd_interval only = { .min = rate, .max = rate, .integer = 1 };

	return rate ? snd_interval_refine(hw_param_interval(params, rule->var), &only) : 0;
}

/*
 * Give @stream a channel, under chip->lock. -EAGAIN: the other direction has it; the core waits until that is closed.
 */
static int take_channel(struct sb16 *chip, struct snd_pcm_substream *substream)
{
	int direction = substream->stream, taken = NOBODY;
	struct sb16_stream *stream = &chip->streams[direction];

	if (chip->streams[!direction].substream)
		taken = chip->streams[!direction].dma;
	if (chip->dma16 != NOBODY && chip->dma16 != taken && chip->reserved != !direction) {
		stream->dma = chip->dma16;
		stream->wide = true;
	} else if (chip->dma8 != NOBODY && chip->dma8 != taken) {
		stream->dma = chip->dma8;
		stream->wide = chip->dma16 == NOBODY;
	} else {
		return -EAGAIN;
	}
	stream->substream = substream;
	return 0;
}

static int sb16_close(struct snd_pcm_substream *substream)
{
	struct sb16 *chip = snd_pcm_substream_chip(substream);

	spin_lock_irq(&chip->lock);
	stream_of(substream)->substream = NULL;
	spin_unlock_irq(&chip->lock);
	return 0;
}

static int sb16_open(struct snd_pcm_substream *substream)
{
	struct sb16 *chip = snd_pcm_substream_chip(substream);
	struct sb16_stream *stream = stream_of(substream);
	struct snd_pcm_hardware *hw = &substream->runtime->hw;
	int err;

	spin_lock_irq(&chip->lock);
	err = take_channel(chip, substream);
	spin_unlock_irq(&chip->lock);
	if (err < 0)
		return err;
	*hw = sb16_hardware;
	hw->formats = stream->wide ? WIDE_FORMATS : NARROW_FORMATS;
	snd_pcm_limit_isa_dma_size(stream->dma, &hw->buffer_bytes_max);
	snd_pcm_limit_isa_dma_size(stream->dma, &hw->period_bytes_max);
	err = snd_pcm_hw_rule_add(substream->runtime, 0, SNDRV_PCM_HW_PARAM_RATE, rule_shared_rate, substream,
				  SNDRV_PCM_HW_PARAM_RATE, -1);
	if (err < 0)
		sb16_close(substream);
	return err;
}

/* ---- parameters ------------------------------------------------------------------------------------------------ */

static int sb16_hw_params(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	struct sb16 *chip = snd_pcm_substream_chip(substream);
	unsigned int other, rate = params_rate(params);
	int err = 0;

	/* the rule has seen to it; but two may have asked at the same time */
	mutex_lock(&chip->rate_lock);
	other = chip->rates[!substream->stream];
	if (other && other != rate)
		err = -EBUSY;
	else
		WRITE_ONCE(chip->rates[substream->stream], rate);
	mutex_unlock(&chip->rate_lock);
	return err;
}

static int sb16_hw_free(struct snd_pcm_substream *substream)
{
	struct sb16 *chip = snd_pcm_substream_chip(substream);

	/* the channel forgets the buffer before it goes */
	snd_dma_disable(stream_of(substream)->dma);
	mutex_lock(&chip->rate_lock);
	WRITE_ONCE(chip->rates[substream->stream], 0);
	mutex_unlock(&chip->rate_lock);
	return 0;
}

/* ---- running --------------------------------------------------------------------------------------------------- */

static void acknowledge(struct sb16 *chip, bool wide)
{
	inb(chip->port + (wide ? PORT_ACK16 : PORT_READ_STATUS));
}

static int send_one(struct sb16 *chip, u8 command)
{
	return sb16_dsp_send(chip->port, &command, 1);
}

/* both converters, while neither works */
static int set_rate(struct sb16 *chip, unsigned int rate)
{
	const u8 commands[] = { DSP_RATE_OUT, rate >> 8, rate, DSP_RATE_IN, rate >> 8, rate };

	if (chip->streams[0].running || chip->streams[1].running)
		return 0;
	return sb16_dsp_send(chip->port, commands, sizeof(commands));
}

static int sb16_prepare(struct snd_pcm_substream *substream)
{
	struct sb16 *chip = snd_pcm_substream_chip(substream);
	struct sb16_stream *stream = stream_of(substream);
	struct snd_pcm_runtime *runtime = substream->runtime;
	unsigned int samples = snd_pcm_lib_period_bytes(substream) >> stream->wide;
	int err;

	stream->start[0] = (stream->wide ? DSP_START16 : DSP_START8) | START_AUTO_INIT | START_FIFO |
			   (is_capture(substream) ? START_CAPTURE : 0);
	stream->start[1] = (runtime->channels > 1 ? FORMAT_STEREO : 0) |
			   (snd_pcm_format_signed(runtime->format) > 0 ? FORMAT_SIGNED : 0);
	stream->start[2] = samples - 1;
	stream->start[3] = (samples - 1) >> 8;
	stream->size = snd_pcm_lib_buffer_bytes(substream);
	snd_dma_program(stream->dma, runtime->dma_addr, stream->size,
			(is_capture(substream) ? DMA_MODE_READ : DMA_MODE_WRITE) | DMA_AUTOINIT);

	spin_lock_irq(&chip->lock);
	acknowledge(chip, stream->wide);
	err = set_rate(chip, runtime->rate);
	spin_unlock_irq(&chip->lock);
	return err;
}

static void stop(struct sb16 *chip, struct sb16_stream *stream)
{
	const struct sb16_stream *other = &chip->streams[stream == &chip->streams[0]];

	stream->running = false;
	send_one(chip, stream->wide ? DSP_PAUSE16 : DSP_PAUSE8);
	/* some DSPs (4.13) pause both when told to pause one */
	if (other->running)
		send_one(chip, other->wide ? DSP_CONTINUE16 : DSP_CONTINUE8);
}

static int sb16_trigger(struct snd_pcm_substream *substream, int cmd)
{
	struct sb16 *chip = snd_pcm_substream_chip(substream);
	struct sb16_stream *stream = stream_of(substream);
	int err = 0;

	spin_lock(&chip->lock);
	switch (cmd) {
	case SNDRV_PCM_TRIGGER_START:
		err = sb16_dsp_send(chip->port, stream->start, sizeof(stream->start));
		stream->running = !err;
		break;
	case SNDRV_PCM_TRIGGER_STOP:
	case SNDRV_PCM_TRIGGER_SUSPEND:
		stop(chip, stream);
		break;
	default:
		err = -EINVAL;
	}
	spin_unlock(&chip->lock);
	return err;
}

static snd_pcm_uframes_t sb16_pointer(struct snd_pcm_substream *substream)
{
	const struct sb16_stream *stream = stream_of(substream);

	return bytes_to_frames(substream->runtime, snd_dma_pointer(stream->dma, stream->size));
}

static const struct snd_pcm_ops sb16_ops = {
	.open = sb16_open,
	.close = sb16_close,
	.hw_params = sb16_hw_params,
	.hw_free = sb16_hw_free,
	.prepare = sb16_prepare,
	.trigger = sb16_trigger,
	.pointer = sb16_pointer,
};

/* ---- interrupts ------------------------------------------------------------------------------------------------ */

/* The end of a block of 8-bit or of 16-bit samples. */
static void block_done(struct sb16 *chip, bool wide)
{
	struct snd_pcm_substream *elapsed = NULL;
	unsigned int i;

	spin_lock(&chip->lock);
	acknowledge(chip, wide);
	for (i = 0; i < ARRAY_SIZE(chip->streams); i++)
		if (chip->streams[i].running && chip->streams[i].wide == wide)
			elapsed = chip->streams[i].substream;
	/* nobody wanted it: whatever makes it stops */
	if (!elapsed)
		send_one(chip, wide ? DSP_PAUSE16 : DSP_PAUSE8);
	spin_unlock(&chip->lock);
	if (elapsed)
		snd_pcm_period_elapsed(elapsed);
}

/*
 * ISA's interrupts are edges: while a cause is pending the line stays up and no other one is heard of. So it looks
 * again until there is none; a card that is not there any more says that there always is.
 */
irqreturn_t sb16_interrupt(int irq, void *dev_id)
{
	struct sb16 *chip = dev_id;
	unsigned int rounds;
	u8 status;

	for (rounds = 0; rounds < LOOKS; rounds++) {
		status = sb16_mixer_read(chip, REG_IRQ_STATUS) & (IRQ_STATUS_8 | IRQ_STATUS_16);
		if (!status)
			break;
		if (status & IRQ_STATUS_8)
			block_done(chip, false);
		if (status & IRQ_STATUS_16)
			block_done(chip, true);
	}
	return IRQ_RETVAL(rounds);
}

/* ---- who gets the 16-bit channel --------------------------------------------------------------------------------- */

static int reserved_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	static const char *const names[] = { "Auto", "Playback", "Capture" };

	return snd_ctl_enum_info(info, 1, ARRAY_SIZE(names), names);
}

static int reserved_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct sb16 *chip = snd_kcontrol_chip(kcontrol);

	spin_lock_irq(&chip->lock);
	value->value.enumerated.item[0] = chip->reserved + 1;
	spin_unlock_irq(&chip->lock);
	return 0;
}

static int reserved_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct sb16 *chip = snd_kcontrol_chip(kcontrol);
	unsigned int wanted = value->value.enumerated.item[0];
	int changed;

	if (wanted > SNDRV_PCM_STREAM_LAST + 1)
		return -EINVAL;
	spin_lock_irq(&chip->lock);
	if (chip->streams[0].substream || chip->streams[1].substream) {
		changed = -EBUSY;
	} else {
		changed = chip->reserved + 1 != wanted;
		chip->reserved = (int)wanted - 1;
	}
	spin_unlock_irq(&chip->lock);
	return changed;
}

static const struct snd_kcontrol_new reserved_control = {
	.iface = SNDRV_CTL_ELEM_IFACE_CARD,
	.name = "16-bit DMA Allocation",
	.info = reserved_info,
	.get = reserved_get,
	.put = reserved_put,
};

/* ---- making it --------------------------------------------------------------------------------------------------- */

int sb16_new_pcm(struct sb16 *chip)
{
	struct snd_pcm *pcm;
	int err;

	err = snd_pcm_new(chip->card, "SB16 DSP", 0, 1, 1, &pcm);
	if (err < 0)
		return err;
	pcm->private_data = chip;
	snprintf(pcm->name, sizeof(pcm->name), "DSP v%u.%u", chip->version >> 8, chip->version & 0xff);
	pcm->info_flags = SNDRV_PCM_INFO_HALF_DUPLEX;
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &sb16_ops);
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_CAPTURE, &sb16_ops);
	if (chip->dma8 != NOBODY && chip->dma16 != NOBODY) {
		pcm->info_flags = SNDRV_PCM_INFO_JOINT_DUPLEX;
		err = snd_ctl_add(chip->card, snd_ctl_new1(&reserved_control, chip));
		if (err < 0)
			return err;
	}
	return snd_pcm_set_managed_buffer_all(pcm, SNDRV_DMA_TYPE_DEV, chip->card->dev, PREALLOCATE, BUFFER_MAX);
}
