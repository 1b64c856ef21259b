// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ALSA driver for the Sound Blaster 16 (CT17xx, CT27xx with a DSP 4.xx), written from Creative's programming guide: the
 * card, its resources, its power. The signal processor is sb16_dsp.c, the PCM device sb16_pcm.c, the mixer ct1745.c.
 *
 * An ISA card cannot be found, only tried: a DSP that answers a reset at one of four places is one. It can be told its
 * interrupt and DMA channels. chip->lock protects the DSP, chip->mixer_lock the mixer's ports; both are taken in the
 * interrupt handler, never one inside the other.
 *
 * Names, numbers and order of the mixer's elements are those of Linux's snd-sb16; its values are not: what is played is
 * heard, and line-in is recorded, at 0 dB. Left out: Plug and Play, the ASP (CSP), MIDI (MPU-401), FM (OPL3), the AWE's
 * wave table, the microphone's mic_agc parameter (there is a control), other makers' chips.
 */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/isa-dma.h>
#include <linux/isa.h>
#include <linux/module.h>
#define SNDRV_LEGACY_FIND_FREE_IRQ
#define SNDRV_LEGACY_FIND_FREE_DMA
#include <sound/initval.h>

#include "sb16.h"

MODULE_DESCRIPTION("Sound Blaster 16");
MODULE_LICENSE("GPL");

static int index[SNDRV_CARDS] = SNDRV_DEFAULT_IDX;
static char *id[SNDRV_CARDS] = SNDRV_DEFAULT_STR;
static bool enable[SNDRV_CARDS] = SNDRV_DEFAULT_ENABLE;
static long port[SNDRV_CARDS] = SNDRV_DEFAULT_PORT;
static int irq[SNDRV_CARDS] = SNDRV_DEFAULT_IRQ;
static int dma8[SNDRV_CARDS] = SNDRV_DEFAULT_DMA;
static int dma16[SNDRV_CARDS] = SNDRV_DEFAULT_DMA;

module_param_array(index, int, NULL, 0444);
MODULE_PARM_DESC(index, "Number of the card, for each Sound Blaster 16.");
module_param_array(id, charp, NULL, 0444);
MODULE_PARM_DESC(id, "Name of the card, for each Sound Blaster 16.");
module_param_array(enable, bool, NULL, 0444);
MODULE_PARM_DESC(enable, "Use the card, for each Sound Blaster 16.");
module_param_hw_array(port, long, ioport, NULL, 0444);
MODULE_PARM_DESC(port, "First port: 0x220, 0x240, 0x260, 0x280; 1: try them all.");
module_param_hw_array(irq, int, irq, NULL, 0444);
MODULE_PARM_DESC(irq, "Interrupt: 5, 7, 9, 10; 65535: one that is free.");
module_param_hw_array(dma8, int, dma, NULL, 0444);
MODULE_PARM_DESC(dma8, "8-bit DMA channel: 0, 1, 3; 65535: one that is free; -1: none.");
module_param_hw_array(dma16, int, dma, NULL, 0444);
MODULE_PARM_DESC(dma16, "16-bit DMA channel: 5, 6, 7; 65535: one that is free; -1: none.");

/* ---- what the card can be told ----------------------------------------------------------------------------------- */

static u8 irq_bit(int line)
{
	switch (line) {
	case 2:
	case 9:
		return 0x01;
	case 5:
		return 0x02;
	case 7:
		return 0x04;
	case 10:
		return 0x08;
	default:
		return 0;
	}
}

/* each channel has the bit of its number; NOBODY needs none */
static u8 dma_bit(int channel)
{
	return channel == NOBODY ? 0 : 1 << channel;
}

/* -ENODEV: the card does not keep what it is told: it is a Plug and Play one that was set up otherwise */
static int select_resources(struct sb16 *chip)
{
	u8 irqs = irq_bit(chip->irq), dmas = dma_bit(chip->dma8) | dma_bit(chip->dma16);

	sb16_mixer_write(chip, REG_IRQ_SELECT, irqs);
	sb16_mixer_write(chip, REG_DMA_SELECT, dmas);
	if ((sb16_mixer_read(chip, REG_IRQ_SELECT) & 0x0f) == irqs && sb16_mixer_read(chip, REG_DMA_SELECT) == dmas)
		return 0;
	dev_err(chip->card->dev, "the card at %#lx does not take interrupt %d and DMA %d, %d\n", chip->port, chip->irq,
		chip->dma8, chip->dma16);
	return -ENODEV;
}

/* ---- power ------------------------------------------------------------------------------------------------------- */

static int sb16_suspend(struct device *dev, unsigned int n, pm_message_t state)
{
	struct snd_card *card = dev_get_drvdata(dev);

	/* the PCM core has suspended the streams; the mixer's registers are kept in chip->mixer */
	snd_power_change_state(card, SNDRV_CTL_POWER_D3hot);
	return 0;
}

static int sb16_resume(struct device *dev, unsigned int n)
{
	struct snd_card *card = dev_get_drvdata(dev);
	struct sb16 *chip = card->private_data;
	int err;

	err = sb16_dsp_reset(chip->port);
	if (err < 0)
		return err;
	err = select_resources(chip);
	if (err < 0)
		return err;
	ct1745_start(chip);
	snd_power_change_state(card, SNDRV_CTL_POWER_D0);
	return 0;
}

/* ---- resources --------------------------------------------------------------------------------------------------- */

/* Is there a DSP 4.xx? Its ports are ours if so. */
static int try_port(struct sb16 *chip, unsigned long start)
{
	struct device *dev = chip->card->dev;
	int version;

	if (!devm_request_region(dev, start, PORTS, KBUILD_MODNAME))
		return -EBUSY;
	version = sb16_dsp_reset(start);
	if (!version)
		version = sb16_dsp_version(start);
	if (version >= 0x400) {
		chip->port = start;
		chip->version = version;
		return 0;
	}
	devm_release_region(dev, start, PORTS);
	return -ENODEV;
}

static int find_port(struct sb16 *chip, long wanted)
{
	static const unsigned long places[] = { 0x220, 0x240, 0x260, 0x280 };
	unsigned int i;
	int err;

	if (wanted != SNDRV_AUTO_PORT)
		return try_port(chip, wanted);
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		err = try_port(chip, places[i]);
		if (!err)
			return 0;
	}
	return err;
}

static int take_irq(struct sb16 *chip, int wanted)
{
	static const int lines[] = { 5, 9, 10, 7, -1 };
	struct device *dev = chip->card->dev;
	int err;

	chip->irq = wanted == SNDRV_AUTO_IRQ ? snd_legacy_find_free_irq(lines) : wanted;
	if (chip->irq < 0) {
		dev_err(dev, "no interrupt is free\n");
		return -EBUSY;
	}
	if (!irq_bit(chip->irq)) {
		dev_err(dev, "the card has no interrupt %d\n", chip->irq);
		return -EINVAL;
	}
	err = devm_request_irq(dev, chip->irq, sb16_interrupt, 0, KBUILD_MODNAME, chip);
	if (err < 0)
		return err;
	chip->card->sync_irq = chip->irq;
	return 0;
}

/* one of the channels in @channels, which ends with -1 */
static int take_dma(struct sb16 *chip, int wanted, const int *channels, const char *name, int *taken)
{
	struct device *dev = chip->card->dev;
	const int *known = channels;

	*taken = wanted == SNDRV_AUTO_DMA ? snd_legacy_find_free_dma(channels) : wanted;
	if (*taken < 0 && wanted == SNDRV_AUTO_DMA) {
		dev_err(dev, "no channel is free for %s\n", name);
		return -EBUSY;
	}
	if (*taken < 0) {
		*taken = NOBODY;
		return 0;
	}
	while (*known >= 0 && *known != *taken)
		known++;
	if (*known < 0) {
		dev_err(dev, "DMA channel %d is not for %s\n", *taken, name);
		return -EINVAL;
	}
	return snd_devm_request_dma(dev, *taken, name);
}

static int acquire(struct sb16 *chip, unsigned int n)
{
	static const int channels8[] = { 1, 3, 0, -1 }, channels16[] = { 5, 6, 7, -1 };
	int err;

	err = find_port(chip, port[n]);
	if (err < 0)
		return err;
	err = take_irq(chip, irq[n]);
	if (err < 0)
		return err;
	err = take_dma(chip, dma8[n], channels8, "SB16 - 8bit", &chip->dma8);
	if (err < 0)
		return err;
	err = take_dma(chip, dma16[n], channels16, "SB16 - 16bit", &chip->dma16);
	if (err < 0)
		return err;
	return select_resources(chip);
}

/* ---- the card ---------------------------------------------------------------------------------------------------- */

static void name_card(struct sb16 *chip)
{
	struct snd_card *card = chip->card;
	int length;

	strscpy(card->driver, "SB16", sizeof(card->driver));
	strscpy(card->shortname, "Sound Blaster 16", sizeof(card->shortname));
	length = scnprintf(card->longname, sizeof(card->longname), "%s at 0x%lx, irq %d, dma ", card->shortname,
			   chip->port, chip->irq);
	if (chip->dma8 != NOBODY)
		length += scnprintf(card->longname + length, sizeof(card->longname) - length, "%d", chip->dma8);
	if (chip->dma16 != NOBODY)
		scnprintf(card->longname + length, sizeof(card->longname) - length, "%s%d",
			  chip->dma8 != NOBODY ? "&" : "", chip->dma16);
}

static int create(struct snd_card *card, unsigned int n)
{
	struct sb16 *chip = card->private_data;
	int err;

	chip->card = card;
	chip->reserved = NOBODY;
	spin_lock_init(&chip->lock);
	spin_lock_init(&chip->mixer_lock);
	mutex_init(&chip->rate_lock);
	ct1745_init(chip);
	err = acquire(chip, n);
	if (err < 0)
		return err;
	ct1745_start(chip);
	err = sb16_new_pcm(chip);
	if (err < 0)
		return err;
	err = ct1745_new_mixer(chip);
	if (err < 0)
		return err;
	name_card(chip);
	return snd_card_register(card);
}

static int sb16_match(struct device *dev, unsigned int n)
{
	return enable[n];
}

static int sb16_probe(struct device *dev, unsigned int n)
{
	struct snd_card *card;
	int err;

	err = snd_devm_card_new(dev, index[n], id[n], THIS_MODULE, sizeof(struct sb16), &card);
	if (err < 0)
		return err;
	err = create(card, n);
	if (err < 0)
		return snd_card_free_on_error(dev, err);
	dev_set_drvdata(dev, card);
	return 0;
}

static struct isa_driver sb16_driver = {
	.match = sb16_match,
	.probe = sb16_probe,
	.suspend = sb16_suspend,
	.resume = sb16_resume,
	.driver.name = "sb16",
};

module_isa_driver(sb16_driver, SNDRV_CARDS);
