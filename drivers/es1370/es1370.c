// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ALSA driver for the Ensoniq AudioPCI (ES1370), written from the chip's registers.
 *
 * PCM device 0 plays on DAC2 and records from the ADC, which share a clock of 1411200 / n Hz; device 1 plays on DAC1 at
 * four fixed rates. Each channel is a ring in memory that the chip walks by itself, 32 bytes at a time, and a
 * sample counter that interrupts once a period.
 *
 * Buffers are handled as the chapter "Buffer and Memory Management" of "Writing an ALSA Driver" explains it:
 * preallocated when the PCM is made, taken in hw_params, given back in hw_free. (Managed buffers would do both
 * calls by themselves; here they are written out, because this driver is read to see where a buffer comes from.)
 *
 * chip->lock protects the registers, their shadows and the memory page; it is taken in the interrupt handler.
 * chip->clock_lock protects who has set the clock of DAC2 and ADC; order: clock_lock, lock.
 *
 * Left out: mixer controls (the codec is set to fixed levels), the MIDI port, the joystick port.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <sound/core.h>
#include <sound/initval.h>
#include <sound/pcm.h>
#include <sound/pcm_params.h>

MODULE_DESCRIPTION("Ensoniq AudioPCI (ES1370)");
MODULE_LICENSE("GPL");

static int index[SNDRV_CARDS] = SNDRV_DEFAULT_IDX;
static char *id[SNDRV_CARDS] = SNDRV_DEFAULT_STR;
static bool enable[SNDRV_CARDS] = SNDRV_DEFAULT_ENABLE_PNP;

module_param_array(index, int, NULL, 0444);
MODULE_PARM_DESC(index, "Number of the card, for each AudioPCI.");
module_param_array(id, charp, NULL, 0444);
MODULE_PARM_DESC(id, "Name of the card, for each AudioPCI.");
module_param_array(enable, bool, NULL, 0444);
MODULE_PARM_DESC(enable, "Use the card, for each AudioPCI.");

/* ---- registers: offsets into the port range ---------------------------------------------------------------- */

#define REG_CONTROL	0x00
#define  CTRL_PCLKDIV(n)	(((n) - 2) << 16)	/* clock of DAC2 and ADC: 1411200 Hz / n */
#define  CTRL_PCLKDIV_MASK	(0x1fffu << 16)
#define  CTRL_WTSRSEL(n)	((n) << 12)		/* clock of DAC1 */
#define  CTRL_WTSRSEL_MASK	(3u << 12)
#define  CTRL_DAC1_EN		(1u << 6)
#define  CTRL_DAC2_EN		(1u << 5)
#define  CTRL_ADC_EN		(1u << 4)
#define  CTRL_CDC_EN		(1u << 1)		/* codec interface on */
#define  CTRL_SERR_DIS		(1u << 0)
#define REG_STATUS	0x04
#define  STAT_INTR		(1u << 31)		/* any of the others */
#define  STAT_CSTAT		(1u << 10)		/* codec write under way */
#define  STAT_DAC1		(1u << 2)
#define  STAT_DAC2		(1u << 1)
#define  STAT_ADC		(1u << 0)
#define REG_UART_CONTROL 0x09
#define REG_MEM_PAGE	0x0c				/* which 16 bytes appear at 0x30 */
#define  PAGE_DAC		0x0c
#define  PAGE_ADC		0x0d
#define REG_CODEC	0x10				/* register << 8 | value */
#define REG_SERIAL	0x20
#define  SER_P2_END_INC(n)	((n) << 19)		/* bytes of a DAC2 sample */
#define  SER_P2_END_INC_MASK	(7u << 19)
#define  SER_P2_PAUSE		(1u << 12)
#define  SER_P1_PAUSE		(1u << 11)
#define  SER_R1_INT_EN		(1u << 10)
#define  SER_P2_INT_EN		(1u << 9)
#define  SER_P1_INT_EN		(1u << 8)
#define REG_DAC1_COUNT	0x24				/* frames of a period - 1 */
#define REG_DAC2_COUNT	0x28
#define REG_ADC_COUNT	0x2c
#define REG_FRAME_A	0x30				/* bus address of the ring */
#define REG_FRAME_B	0x38				/* + 4: longwords done << 16 | longwords of the ring - 1 */

#define CLOCK		1411200u
#define CACHE_HALF	32u				/* bytes the chip moves at a time */
#define PREALLOCATE	(64 * 1024)
#define BUFFER_MAX	(128 * 1024)

enum { DAC1, DAC2, ADC, CHANNELS };

/* where each channel has its bits */
static const struct channel {
	u32 enable, status, pause, interrupt;
	unsigned int mode_shift, count, page, frame;
} channels[CHANNELS] = {
	[DAC1] = { CTRL_DAC1_EN, STAT_DAC1, SER_P1_PAUSE, SER_P1_INT_EN, 0, REG_DAC1_COUNT, PAGE_DAC, REG_FRAME_A },
	[DAC2] = { CTRL_DAC2_EN, STAT_DAC2, SER_P2_PAUSE, SER_P2_INT_EN, 2, REG_DAC2_COUNT, PAGE_DAC, REG_FRAME_B },
	[ADC] = { CTRL_ADC_EN, STAT_ADC, 0, SER_R1_INT_EN, 4, REG_ADC_COUNT, PAGE_ADC, REG_FRAME_A },
};

/**
 * struct es1370 - one card
 * @port: first of its 64 ports
 * @lock: see above
 * @control, @serial: what the registers hold
 * @streams: open substream of each channel, or NULL
 * @clock_lock: see above
 * @divider: DAC2's and ADC's divider of CLOCK from their hw_params to their hw_free, else 0
 * @stray: bus address for the chip's fourth, unused channel
 */
struct es1370 {
	struct snd_card *card;
	struct pci_dev *pci;
	unsigned long port;
	int irq;
	spinlock_t lock;
	u32 control, serial;
	struct snd_pcm_substream *streams[CHANNELS];
	struct mutex clock_lock;
	unsigned int divider[CHANNELS];
	dma_addr_t stray;
};

static unsigned int channel_of(struct snd_pcm_substream *substream)
{
	if (substream->stream == SNDRV_PCM_STREAM_CAPTURE)
		return ADC;
	return substream->pcm->device ? DAC1 : DAC2;
}

static void write_control(struct es1370 *chip, u32 value)
{
	chip->control = value;
	outl(value, chip->port + REG_CONTROL);
}

static void write_serial(struct es1370 *chip, u32 value)
{
	chip->serial = value;
	outl(value, chip->port + REG_SERIAL);
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

/*
 * Ring and period in whole halves of the chip's cache: then the ring's end never splits a transfer, and a recorded
 * period is all in memory when its interrupt comes. The sample counter has 16 bits.
 */
static int constrain_sizes(struct snd_pcm_runtime *runtime)
{
	int err;

	err = snd_pcm_hw_constraint_step(runtime, 0, SNDRV_PCM_HW_PARAM_BUFFER_BYTES, CACHE_HALF);
	if (err < 0)
		return err;
	err = snd_pcm_hw_constraint_step(runtime, 0, SNDRV_PCM_HW_PARAM_PERIOD_BYTES, CACHE_HALF);
	if (err < 0)
		return err;
	return snd_pcm_hw_constraint_minmax(runtime, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, 1, 65536);
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
	err = constrain_sizes(runtime);
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

static int es1370_prepare(struct snd_pcm_substream *substream)
{
	struct es1370 *chip = snd_pcm_substream_chip(substream);
	struct snd_pcm_runtime *runtime = substream->runtime;
	unsigned int index = channel_of(substream);
	const struct channel *channel = &channels[index];
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
	outl(snd_pcm_lib_buffer_bytes(substream) / 4 - 1, chip->port + channel->frame + 4);

	serial = chip->serial & ~(channel->pause | 3u << channel->mode_shift);
	serial |= channel->interrupt | mode << channel->mode_shift;
	if (index == DAC2)
		serial = (serial & ~SER_P2_END_INC_MASK) | SER_P2_END_INC(wide ? 2 : 1);
	write_serial(chip, serial);
	outl(runtime->period_size - 1, chip->port + channel->count);
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
	bytes = (count >> 16) * 4;
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

static irqreturn_t es1370_interrupt(int irq, void *dev_id)
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
	spin_unlock(&chip->lock);
	for (i = 0; i < CHANNELS; i++)
		if (elapsed[i])
			snd_pcm_period_elapsed(elapsed[i]);
	return IRQ_HANDLED;
}

/* ---- the card -------------------------------------------------------------------------------------------------- */

/* the AK4531: out of reset, both DACs to the output and line in to the ADC at 0 dB, the rest as it wakes up: silent */
static const struct {
	u8 reg, value;
} codec_setup[] = {
	{ 0x16, 0x03 }, { 0x17, 0x00 }, { 0x18, 0x00 }, { 0x19, 0x00 },
	{ 0x00, 0x00 }, { 0x01, 0x00 }, /* master */
	{ 0x02, 0x06 }, { 0x03, 0x06 }, { 0x11, 0x0c }, /* DAC2 */
	{ 0x04, 0x06 }, { 0x05, 0x06 }, { 0x10, 0x60 }, /* DAC1 */
	{ 0x08, 0x06 }, { 0x09, 0x06 }, { 0x12, 0x10 }, { 0x13, 0x08 }, /* line in */
};

static int codec_write(struct es1370 *chip, u8 reg, u8 value)
{
	int tries;

	for (tries = 0; tries < 100; tries++) {
		if (!(inl(chip->port + REG_STATUS) & STAT_CSTAT)) {
			outw(reg << 8 | value, chip->port + REG_CODEC);
			return 0;
		}
		usleep_range(10, 50);
	}
	dev_err(chip->card->dev, "the codec does not answer\n");
	return -EIO;
}

static int chip_start(struct es1370 *chip)
{
	unsigned int i;
	int err;

	spin_lock_irq(&chip->lock);
	write_control(chip, CTRL_CDC_EN | CTRL_SERR_DIS);
	write_serial(chip, 0);
	/* a fourth channel that nobody uses: it may run at power on, and must not do so over memory of others */
	outl(PAGE_ADC, chip->port + REG_MEM_PAGE);
	outl(chip->stray, chip->port + REG_FRAME_B);
	outl(0, chip->port + REG_FRAME_B + 4);
	outb(0, chip->port + REG_UART_CONTROL);
	spin_unlock_irq(&chip->lock);
	for (i = 0; i < ARRAY_SIZE(codec_setup); i++) {
		err = codec_write(chip, codec_setup[i].reg, codec_setup[i].value);
		if (err < 0)
			return err;
	}
	return 0;
}

static void chip_stop(struct es1370 *chip)
{
	spin_lock_irq(&chip->lock);
	write_control(chip, CTRL_SERR_DIS);
	write_serial(chip, 0);
	spin_unlock_irq(&chip->lock);
}

static int es1370_suspend(struct device *dev)
{
	struct snd_card *card = dev_get_drvdata(dev);

	/* the PCM core has suspended the streams */
	snd_power_change_state(card, SNDRV_CTL_POWER_D3hot);
	chip_stop(card->private_data);
	return 0;
}

static int es1370_resume(struct device *dev)
{
	struct snd_card *card = dev_get_drvdata(dev);
	int err;

	err = chip_start(card->private_data);
	if (err < 0)
		return err;
	snd_power_change_state(card, SNDRV_CTL_POWER_D0);
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(es1370_pm, es1370_suspend, es1370_resume);

static int new_pcm(struct es1370 *chip, int device, int captures, const char *name)
{
	struct snd_pcm *pcm;
	int err;

	err = snd_pcm_new(chip->card, "ES1370", device, 1, captures, &pcm);
	if (err < 0)
		return err;
	pcm->private_data = chip;
	strscpy(pcm->name, name, sizeof(pcm->name));
	snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_PLAYBACK, &es1370_ops);
	if (captures)
		snd_pcm_set_ops(pcm, SNDRV_PCM_STREAM_CAPTURE, &es1370_ops);
	/* one block that the card can reach for each substream, kept while the driver is loaded */
	snd_pcm_lib_preallocate_pages_for_all(pcm, SNDRV_DMA_TYPE_DEV, &chip->pci->dev, PREALLOCATE, BUFFER_MAX);
	return 0;
}

static void es1370_free(struct snd_card *card)
{
	chip_stop(card->private_data);
}

static int acquire(struct es1370 *chip)
{
	struct pci_dev *pci = chip->pci;
	void *stray;
	int err;

	err = pcim_enable_device(pci);
	if (err < 0)
		return err;
	/* the frame registers hold 32 bits of address */
	err = dma_set_mask_and_coherent(&pci->dev, DMA_BIT_MASK(32));
	if (err < 0)
		return err;
	err = pci_request_regions(pci, KBUILD_MODNAME);
	if (err < 0)
		return err;
	chip->port = pci_resource_start(pci, 0);
	stray = dmam_alloc_coherent(&pci->dev, 16, &chip->stray, GFP_KERNEL);
	if (!stray)
		return -ENOMEM;
	pci_set_master(pci);
	err = devm_request_irq(&pci->dev, pci->irq, es1370_interrupt, IRQF_SHARED, KBUILD_MODNAME, chip);
	if (err < 0)
		return err;
	chip->irq = pci->irq;
	chip->card->sync_irq = chip->irq;
	return 0;
}

static int create(struct snd_card *card, struct pci_dev *pci)
{
	struct es1370 *chip = card->private_data;
	int err;

	chip->card = card;
	chip->pci = pci;
	spin_lock_init(&chip->lock);
	mutex_init(&chip->clock_lock);
	err = acquire(chip);
	if (err < 0)
		return err;
	card->private_free = es1370_free;
	err = chip_start(chip);
	if (err < 0)
		return err;
	err = new_pcm(chip, 0, 1, "ES1370 DAC2/ADC");
	if (err < 0)
		return err;
	err = new_pcm(chip, 1, 0, "ES1370 DAC1");
	if (err < 0)
		return err;
	strscpy(card->driver, "ES1370", sizeof(card->driver));
	strscpy(card->shortname, "Ensoniq AudioPCI", sizeof(card->shortname));
	snprintf(card->longname, sizeof(card->longname), "%s %s at 0x%lx, irq %d", card->shortname, card->driver,
		 chip->port, chip->irq);
	return snd_card_register(card);
}

static int es1370_probe(struct pci_dev *pci, const struct pci_device_id *pci_id)
{
	static int number;
	struct snd_card *card;
	int err;

	if (number >= SNDRV_CARDS)
		return -ENODEV;
	if (!enable[number]) {
		number++;
		return -ENOENT;
	}
	err = snd_devm_card_new(&pci->dev, index[number], id[number], THIS_MODULE, sizeof(struct es1370), &card);
	if (err < 0)
		return err;
	err = create(card, pci);
	if (err < 0)
		return snd_card_free_on_error(&pci->dev, err);
	pci_set_drvdata(pci, card);
	number++;
	return 0;
}

static const struct pci_device_id es1370_ids[] = {
	{ PCI_DEVICE(PCI_VENDOR_ID_ENSONIQ, PCI_DEVICE_ID_ENSONIQ_ES1370) },
	{ }
};
MODULE_DEVICE_TABLE(pci, es1370_ids);

static struct pci_driver es1370_driver = {
	.name = KBUILD_MODNAME,
	.id_table = es1370_ids,
	.probe = es1370_probe,
	.driver.pm = pm_sleep_ptr(&es1370_pm),
};

module_pci_driver(es1370_driver);
