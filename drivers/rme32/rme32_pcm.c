// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * RME Digi32: the PCM devices: S/PDIF, and ADAT on the Digi32/8. Both are the same 128 KiB of memory on the card, one
 * position and one interrupt every 8 KiB.
 *
 * Usually one direction at a time, and then the ring is the card's memory itself: copy() and fill_silence() write it,
 * mmap() shows it, and nothing is allocated. With fullduplex it is a CONTINUOUS buffer of any size, see
 * rme32_duplex.c. The output is mute unless a stream plays, for the card plays its ring whatever it holds.
 *
 * A rate is set by the card's quartz, except when the clock source is AutoSync and something comes in: then the
 * stream must have the input's rate. A recording always must.
 */
#include <sound/pcm_params.h>
#include <sound/control.h>

#include "rme32.h"

#define DUPLEX_BUFFER_MAX (1024 * 1024)

static bool is_adat(struct snd_pcm_substream *substream)
{
	return substream->pcm->device == 1;
}

/* ---- opening ------------------------------------------------------------------------------------------------- */

static const struct snd_pcm_hardware simplex_hardware = {
	.info = SNDRV_PCM_INFO_MMAP_IOMEM | SNDRV_PCM_INFO_MMAP_VALID | SNDRV_PCM_INFO_INTERLEAVED |
		SNDRV_PCM_INFO_PAUSE | SNDRV_PCM_INFO_SYNC_START,
	.buffer_bytes_max = MEMORY_BYTES,
	.period_bytes_min = BLOCK_BYTES,
	.period_bytes_max = BLOCK_BYTES,
	.periods_min = MEMORY_BYTES / BLOCK_BYTES,
	.periods_max = MEMORY_BYTES / BLOCK_BYTES,
};

/* no pause: the card cannot stop one direction alone */
static const struct snd_pcm_hardware duplex_hardware = {
	.info = SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID | SNDRV_PCM_INFO_INTERLEAVED |
		SNDRV_PCM_INFO_SYNC_START | SNDRV_PCM_INFO_SYNC_APPLPTR,
	.buffer_bytes_max = DUPLEX_BUFFER_MAX,
	.period_bytes_min = BLOCK_BYTES,
	.period_bytes_max = BLOCK_BYTES,
	.periods_min = 2,
	.periods_max = DUPLEX_BUFFER_MAX / BLOCK_BYTES,
};

static void one_rate(struct snd_pcm_hardware *hw, unsigned int rate)
{
	hw->rates = snd_pcm_rate_to_rate_bit(rate);
	hw->rate_min = hw->rate_max = rate;
}

static void describe(struct rme32 *chip, struct snd_pcm_hardware *hw, bool adat, bool capture)
{
	*hw = chip->duplex ? duplex_hardware : simplex_hardware;
	hw->channels_min = hw->channels_max = adat ? 8 : 2;
	hw->formats = SNDRV_PCM_FMTBIT_S16_LE;
	hw->rates = SNDRV_PCM_RATE_44100 | SNDRV_PCM_RATE_48000;
	hw->rate_min = 44100;
	hw->rate_max = 48000;
	if (adat)
		return;
	hw->formats |= SNDRV_PCM_FMTBIT_S32_LE;
	hw->rates |= SNDRV_PCM_RATE_32000;
	hw->rate_min = 32000;
	if (!rme32_is_pro(chip) || (capture && !rme32_has_cs8414(chip)))
		return;
	hw->rates |= SNDRV_PCM_RATE_88200 | SNDRV_PCM_RATE_96000;
	if (!capture)
		hw->rates |= SNDRV_PCM_RATE_64000;
	hw->rate_max = 96000;
}

/* what comes in, and what the other direction has set, leave no choice; with the lock held */
static int narrow(struct rme32 *chip, struct snd_pcm_hardware *hw, bool adat, int direction)
{
	const struct rme32_setup *other = &chip->setup[!direction];
	u32 status = rme32_status(chip);
	unsigned int input = rme32_input_rate(chip, status);

	if (direction == SNDRV_PCM_STREAM_CAPTURE && input && adat != !!(status & STAT_ADAT))
		return -EIO;
	if (input && (direction == SNDRV_PCM_STREAM_CAPTURE || !rme32_clock_rate(chip)))
		one_rate(hw, input);
	if (other->rate) {
		one_rate(hw, other->rate);
		hw->formats &= other->wide ? SNDRV_PCM_FMTBIT_S32_LE : SNDRV_PCM_FMTBIT_S16_LE;
	}
	return 0;
}

static int take(struct snd_pcm_substream *substream)
{
	struct rme32 *chip = snd_pcm_substream_chip(substream);
	int err = -EBUSY;

	spin_lock_irq(&chip->lock);
	if (!chip->streams[substream->stream])
		err = narrow(chip, &substream->runtime->hw, is_adat(substream), substream->stream);
	if (!err)
		chip->streams[substream->stream] = substream;
	if (!err && substream->stream == SNDRV_PCM_STREAM_PLAYBACK)
		chip->spdif_stream = chip->spdif;
	spin_unlock_irq(&chip->lock);
	return err;
}

static int rme32_open(struct snd_pcm_substream *substream)
{
	struct rme32 *chip = snd_pcm_substream_chip(substream);
	struct snd_pcm_runtime *runtime = substream->runtime;
	bool playback = substream->stream == SNDRV_PCM_STREAM_PLAYBACK;
	int err;

	describe(chip, &runtime->hw, is_adat(substream), !playback);
	err = snd_pcm_hw_constraint_msbits(runtime, 0, 32, 24);
	if (err < 0)
		return err;
	if (!chip->duplex) {
		err = snd_pcm_hw_constraint_single(runtime, SNDRV_PCM_HW_PARAM_BUFFER_BYTES, MEMORY_BYTES);
		if (err < 0)
			return err;
	}
	snd_pcm_set_sync(substream);
	err = take(substream);
	if (err < 0)
		return err;
	if (playback && !is_adat(substream))
		snd_ctl_activate_id(chip->card, &chip->stream_control->id, 1);
	return 0;
}

static int rme32_close(struct snd_pcm_substream *substream)
{
	struct rme32 *chip = snd_pcm_substream_chip(substream);

	spin_lock_irq(&chip->lock);
	chip->streams[substream->stream] = NULL;
	spin_unlock_irq(&chip->lock);
	if (substream->stream == SNDRV_PCM_STREAM_PLAYBACK && !is_adat(substream))
		snd_ctl_activate_id(chip->card, &chip->stream_control->id, 0);
	return 0;
}

/* ---- parameters ------------------------------------------------------------------------------------------------ */

/* a rate that the quartz does not have came in, and is taken from there */
static u32 rate_bits(unsigned int rate)
{
	switch (rate) {
	case 32000:
		return CTRL_FREQ(1);
	case 44100:
		return CTRL_FREQ(2);
	case 48000:
		return CTRL_FREQ(3);
	default:
		return rate > 48000 ? CTRL_DOUBLE | rate_bits(rate / 2) : CTRL_FREQ(0);
	}
}

static bool agrees(const struct rme32 *chip, const struct rme32_setup *other, const struct rme32_setup *want)
{
	if (!other->rate)
		return true;
	return chip->duplex && other->rate == want->rate && other->wide == want->wide && other->adat == want->adat;
}

static void program(struct rme32 *chip, const struct rme32_setup *want, bool external)
{
	u32 control = chip->control & ~(CTRL_WIDE | CTRL_ADAT), old = chip->control;

	control |= (want->wide ? CTRL_WIDE : 0) | (want->adat ? CTRL_ADAT : 0);
	if (!external)
		control = (control & ~(CTRL_FREQ_MASK | CTRL_DOUBLE)) | rate_bits(want->rate);
	/* the PRO's converter loses its way when the speed doubles */
	if (rme32_is_pro(chip) && (control ^ old) & CTRL_DOUBLE)
		writel(control | CTRL_DAC_RESET, chip->io + REG_CONTROL);
	rme32_write_control(chip, control);
}

/* with the lock held */
static int set_up(struct rme32 *chip, int direction, const struct rme32_setup *want)
{
	u32 status = rme32_status(chip);
	unsigned int input = rme32_input_rate(chip, status);
	bool external = !rme32_clock_rate(chip) && input;

	if (!agrees(chip, &chip->setup[!direction], want))
		return -EBUSY;
	if (input && input != want->rate && (external || direction == SNDRV_PCM_STREAM_CAPTURE))
		return -EIO;
	if (input && direction == SNDRV_PCM_STREAM_CAPTURE && want->adat != !!(status & STAT_ADAT))
		return -EIO;
	chip->setup[direction] = *want;
	if (!chip->setup[!direction].rate)
		program(chip, want, external);
	if (direction == SNDRV_PCM_STREAM_CAPTURE)
		rme32_write_control(chip, chip->control | CTRL_AUTOSYNC);
	else if (!want->adat)
		rme32_write_control(chip, (chip->control & ~(CTRL_PRO | CTRL_EMPHASIS)) | chip->spdif_stream);
	return 0;
}

static int rme32_hw_params(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	struct rme32 *chip = snd_pcm_substream_chip(substream);
	struct snd_pcm_runtime *runtime = substream->runtime;
	const struct rme32_setup want = {
		.rate = params_rate(params),
		.wide = params_format(params) == SNDRV_PCM_FORMAT_S32_LE,
		.adat = is_adat(substream),
	};
	int err;

	spin_lock_irq(&chip->lock);
	err = set_up(chip, substream->stream, &want);
	spin_unlock_irq(&chip->lock);
	if (err < 0 || chip->duplex)
		return err;
	/* no pointer to it: there is none that may be dereferenced */
	runtime->dma_addr = chip->port;
	runtime->dma_bytes = MEMORY_BYTES;
	return 0;
}

static int rme32_hw_free(struct snd_pcm_substream *substream)
{
	struct rme32 *chip = snd_pcm_substream_chip(substream);

	spin_lock_irq(&chip->lock);
	chip->setup[substream->stream].rate = 0;
	if (substream->stream == SNDRV_PCM_STREAM_CAPTURE)
		rme32_write_control(chip, chip->control & ~CTRL_AUTOSYNC);
	spin_unlock_irq(&chip->lock);
	if (!chip->duplex)
		substream->runtime->dma_bytes = 0;
	return 0;
}

/* ---- running --------------------------------------------------------------------------------------------------- */

static int rme32_prepare(struct snd_pcm_substream *substream)
{
	struct rme32 *chip = snd_pcm_substream_chip(substream);

	spin_lock_irq(&chip->lock);
	if (chip->duplex)
		rme32_duplex_prepare(substream);
	else
		writel(0, chip->io + REG_RESET);
	spin_unlock_irq(&chip->lock);
	return 0;
}

/* the streams of @group that are this card's, a bit for each direction; all of them are done with */
static unsigned int group_of(struct rme32 *chip, struct snd_pcm_substream *group)
{
	struct snd_pcm_substream *s;
	unsigned int directions = 0;

	snd_pcm_group_for_each_entry(s, group) {
		if (s != chip->streams[s->stream])
			continue;
		directions |= 1u << s->stream;
		snd_pcm_trigger_done(s, group);
	}
	return directions;
}

static void start(struct rme32 *chip, unsigned int directions)
{
	int direction;

	if (!chip->running)
		writel(0, chip->io + REG_RESET);
	chip->running |= directions;
	/* recording first: playback looks at where it stands */
	for (direction = DIRECTIONS - 1; chip->duplex && direction >= 0; direction--)
		if (directions & 1u << direction)
			rme32_duplex_start(chip->streams[direction]);
	rme32_mute(chip);
	rme32_write_control(chip, chip->control | CTRL_START);
}

static void stop(struct rme32 *chip, unsigned int directions)
{
	chip->running &= ~directions;
	rme32_mute(chip);
	if (chip->running)
		return;
	rme32_write_control(chip, chip->control & ~CTRL_START);
	/* an interrupt that nobody confirms would stay */
	writel(0, chip->io + REG_CONFIRM);
	writel(0, chip->io + REG_RESET);
}

static int rme32_trigger(struct snd_pcm_substream *substream, int cmd)
{
	struct rme32 *chip = snd_pcm_substream_chip(substream);
	unsigned int directions;
	int err = 0;

	spin_lock(&chip->lock);
	directions = group_of(chip, substream);
	switch (cmd) {
	case SNDRV_PCM_TRIGGER_START:
		start(chip, directions);
		break;
	case SNDRV_PCM_TRIGGER_STOP:
	case SNDRV_PCM_TRIGGER_SUSPEND:
		stop(chip, directions);
		break;
	case SNDRV_PCM_TRIGGER_PAUSE_PUSH:
		rme32_write_control(chip, chip->control & ~CTRL_START);
		break;
	case SNDRV_PCM_TRIGGER_PAUSE_RELEASE:
		rme32_write_control(chip, chip->control | CTRL_START);
		break;
	default:
		err = -EINVAL;
		break;
	}
	spin_unlock(&chip->lock);
	return err;
}

static snd_pcm_uframes_t simplex_pointer(struct snd_pcm_substream *substream)
{
	u32 status = rme32_status(snd_pcm_substream_chip(substream));

	if (status == ~0u)
		return SNDRV_PCM_POS_XRUN; /* the card is no longer there */
	return bytes_to_frames(substream->runtime, status & STAT_POSITION);
}

static int simplex_copy(struct snd_pcm_substream *substream, int channel, unsigned long pos, struct iov_iter *iter,
			unsigned long bytes)
{
	struct rme32 *chip = snd_pcm_substream_chip(substream);

	if (substream->stream == SNDRV_PCM_STREAM_PLAYBACK)
		return copy_from_iter_toio(chip->io + pos, iter, bytes);
	return copy_to_iter_fromio(iter, chip->io + pos, bytes);
}

static int simplex_silence(struct snd_pcm_substream *substream, int channel, unsigned long pos, unsigned long bytes)
{
	struct rme32 *chip = snd_pcm_substream_chip(substream);

	memset_io(chip->io + pos, 0, bytes);
	return 0;
}

static const struct snd_pcm_ops simplex_ops = {
	.open = rme32_open,
	.close = rme32_close,
	.hw_params = rme32_hw_params,
	.hw_free = rme32_hw_free,
	.prepare = rme32_prepare,
	.trigger = rme32_trigger,
	.pointer = simplex_pointer,
	.copy = simplex_copy,
	.fill_silence = simplex_silence,
	.mmap = snd_pcm_lib_mmap_iomem,
};

static const struct snd_pcm_ops duplex_ops = {
	.open = rme32_open,
	.close = rme32_close,
	.hw_params = rme32_hw_params,
	.hw_free = rme32_hw_free,
	.prepare = rme32_prepare,
	.trigger = rme32_trigger,
	.pointer = rme32_duplex_pointer,
	.ack = rme32_duplex_ack,
};

/* ---- interrupts ------------------------------------------------------------------------------------------------ */

irqreturn_t rme32_interrupt(int irq, void *dev_id)
{
	struct rme32 *chip = dev_id;
	struct snd_pcm_substream *elapsed[DIRECTIONS];
	u32 status = rme32_status(chip);
	int direction;

	if (status == ~0u || !(status & STAT_IRQ))
		return IRQ_NONE;
	spin_lock(&chip->lock);
	for (direction = 0; direction < DIRECTIONS; direction++)
		elapsed[direction] = chip->running & 1u << direction ? chip->streams[direction] : NULL;
	writel(0, chip->io + REG_CONFIRM);
	spin_unlock(&chip->lock);
	/* recording first: what it fetches is room to play */
	for (direction = DIRECTIONS - 1; direction >= 0; direction--)
		if (elapsed[direction])
			snd_pcm_period_elapsed(elapsed[direction]);
	return IRQ_HANDLED;
}

/* ---- making them ----------------------------------------------------------------------------------------------- */

static int new_pcm(struct rme32 *chip, int device, const char *name)
{
	const struct snd_pcm_ops *ops = chip->duplex ? &duplex_ops : &simplex_ops;
	struct snd_pcm *pcm;
	int err;

	err = snd_pcm_new(chip->card, name, device, 1, 1, &pcm);
	if (err < 0)
		return err;
	pcm->private_data = chip;
	pcm->info_flags = chip->duplex ? SNDRV_PCM_INFO_JOINT_DUPLEX : SNDRV_PCM_INFO_HALF_DUPLEX;
	strscpy(pcm->name, name, sizeof(pcm->name));
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, ops);
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_CAPTURE, ops);
	if (!chip->duplex)
		return 0;
	return snd_pcm_set_managed_buffer_all(pcm, SNDRV_DMA_TYPE_CONTINUOUS, NULL, 0, DUPLEX_BUFFER_MAX);
}

int rme32_new_pcms(struct rme32 *chip)
{
	int err;

	err = new_pcm(chip, 0, "Digi32 IEC958");
	if (err < 0 || chip->pci->device != PCI_DEVICE_ID_RME_DIGI32_8)
		return err;
	return new_pcm(chip, 1, "Digi32 ADAT");
}
