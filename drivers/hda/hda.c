// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ALSA driver for High Definition Audio controllers with a codec of which nothing is known beforehand, written from the
 * specification: the card, its reset, its power. The command rings are hda_link.c, the codec hda_codec.c and
 * hda_mixer.c, the streams hda_pcm.c.
 *
 * chip->lock protects what the interrupt handler touches. Order: mixer_lock, verb_lock; nothing is taken under lock.
 *
 * Left out: jack detection, message-signalled interrupts, power saving while nothing plays, several codecs, digital
 * outputs, what particular controllers need beyond the specification.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/init.h>
#include <linux/module.h>
#include <sound/initval.h>

#include "hda.h"

MODULE_DESCRIPTION("High Definition Audio");
MODULE_LICENSE("GPL");

static int index[SNDRV_CARDS] = SNDRV_DEFAULT_IDX;
static char *id[SNDRV_CARDS] = SNDRV_DEFAULT_STR;
static bool enable[SNDRV_CARDS] = SNDRV_DEFAULT_ENABLE_PNP;
static bool lpib[SNDRV_CARDS];

module_param_array(index, int, NULL, 0444);
MODULE_PARM_DESC(index, "Number of the card, for each controller.");
module_param_array(id, charp, NULL, 0444);
MODULE_PARM_DESC(id, "Name of the card, for each controller.");
module_param_array(enable, bool, NULL, 0444);
MODULE_PARM_DESC(enable, "Use the card, for each controller.");
module_param_array(lpib, bool, NULL, 0444);
MODULE_PARM_DESC(lpib, "Read playback positions from the register instead of memory, for each controller.");

/* ---- the controller ---------------------------------------------------------------------------------------------- */

int hda_wait(struct hda *chip, unsigned int reg, u32 mask, u32 value)
{
	unsigned int tries;

	for (tries = 0; tries < 1000; tries++) {
		if ((readl(chip->regs + reg) & mask) == value)
			return 0;
		usleep_range(100, 150);
	}
	dev_err(chip->card->dev, "register 0x%02x does not become 0x%x\n", reg, value);
	return -EIO;
}

static int reset_link(struct hda *chip)
{
	int err;

	writel(0, chip->regs + REG_GCTL);
	err = hda_wait(chip, REG_GCTL, GCTL_CRST, 0);
	if (err < 0)
		return err;
	usleep_range(500, 1000);
	writel(GCTL_CRST, chip->regs + REG_GCTL);
	err = hda_wait(chip, REG_GCTL, GCTL_CRST, GCTL_CRST);
	if (err < 0)
		return err;
	/* codecs have 25 frames of the link, 521 µs, to show up */
	usleep_range(1000, 1200);
	return 0;
}

static void set_interrupts(struct hda *chip, u32 enabled)
{
	spin_lock_irq(&chip->lock);
	chip->intctl = enabled;
	writel(enabled, chip->regs + REG_INTCTL);
	spin_unlock_irq(&chip->lock);
}

/* everything that the controller forgets without power; @present: which codecs have shown up */
static int chip_start(struct hda *chip, unsigned int *present)
{
	int err;

	err = reset_link(chip);
	if (err < 0)
		return err;
	*present = readw(chip->regs + REG_STATESTS);
	writew(*present, chip->regs + REG_STATESTS);
	err = hda_link_start(chip);
	if (err < 0)
		return err;
	set_interrupts(chip, INT_GLOBAL | INT_CONTROLLER);
	return 0;
}

/* all of it at rest, in reset */
static void chip_stop(struct hda *chip)
{
	set_interrupts(chip, 0);
	hda_link_stop(chip);
	writel(0, chip->regs + REG_GCTL);
}

static int hda_suspend(struct device *dev)
{
	struct snd_card *card = dev_get_drvdata(dev);
	struct hda *chip = card->private_data;

	/* the PCM core has suspended the streams */
	snd_power_change_state(card, SNDRV_CTL_POWER_D3hot);
	hda_codec_stop(chip);
	chip_stop(chip);
	return 0;
}

static int hda_resume(struct device *dev)
{
	struct snd_card *card = dev_get_drvdata(dev);
	unsigned int present;
	int err;

	err = chip_start(card->private_data, &present);
	if (err < 0)
		return err;
	err = hda_codec_start(card->private_data);
	if (err < 0)
		return err;
	snd_power_change_state(card, SNDRV_CTL_POWER_D0);
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(hda_pm, hda_suspend, hda_resume);

/* ---- the card ---------------------------------------------------------------------------------------------------- */

static void hda_free(struct snd_card *card)
{
	chip_stop(card->private_data);
}

static int set_mask(struct hda *chip)
{
	unsigned int bits = readw(chip->regs + REG_GCAP) & GCAP_64OK ? 64 : 32;

	return dma_set_mask_and_coherent(&chip->pci->dev, DMA_BIT_MASK(bits));
}

static int acquire(struct hda *chip)
{
	struct pci_dev *pci = chip->pci;
	int err;

	err = pcim_enable_device(pci);
	if (err < 0)
		return err;
	chip->regs = pcim_iomap_region(pci, 0, KBUILD_MODNAME);
	if (IS_ERR(chip->regs))
		return PTR_ERR(chip->regs);
	err = set_mask(chip);
	if (err < 0)
		return err;
	err = hda_link_alloc(chip);
	if (err < 0)
		return err;
	err = hda_streams_alloc(chip);
	if (err < 0)
		return err;
	pci_set_master(pci);
	err = devm_request_irq(&pci->dev, pci->irq, hda_interrupt, IRQF_SHARED, KBUILD_MODNAME, chip);
	if (err < 0)
		return err;
	chip->irq = pci->irq;
	chip->card->sync_irq = chip->irq;
	return 0;
}

/* the controller runs: find the codec and make of it what applications see */
static int create_devices(struct hda *chip, unsigned int present)
{
	int err;

	err = hda_codec_find(chip, present);
	if (err < 0)
		return err;
	err = hda_codec_start(chip);
	if (err < 0)
		return err;
	err = hda_new_mixer(chip);
	return err < 0 ? err : hda_new_pcm(chip);
}

static int create(struct snd_card *card, struct pci_dev *pci, int number)
{
	struct hda *chip = card->private_data;
	unsigned int present;
	int err;

	chip->card = card;
	chip->pci = pci;
	chip->lpib = lpib[number];
	spin_lock_init(&chip->lock);
	mutex_init(&chip->verb_lock);
	mutex_init(&chip->mixer_lock);
	init_completion(&chip->answered);
	err = acquire(chip);
	if (err < 0)
		return err;
	card->private_free = hda_free;
	err = chip_start(chip, &present);
	if (err < 0)
		return err;
	err = create_devices(chip, present);
	if (err < 0)
		return err;
	/* alsa-lib looks for cards/HDA-Intel.conf by this name */
	strscpy(card->driver, "HDA-Intel", sizeof(card->driver));
	strscpy(card->shortname, "HD Audio", sizeof(card->shortname));
	snprintf(card->longname, sizeof(card->longname), "%s at 0x%llx irq %d", card->shortname,
		 (unsigned long long)pci_resource_start(pci, 0), chip->irq);
	return snd_card_register(card);
}

static int hda_probe(struct pci_dev *pci, const struct pci_device_id *pci_id)
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
	err = snd_devm_card_new(&pci->dev, index[number], id[number], THIS_MODULE, sizeof(struct hda), &card);
	if (err < 0)
		return err;
	err = create(card, pci, number);
	if (err < 0)
		return snd_card_free_on_error(&pci->dev, err);
	pci_set_drvdata(pci, card);
	number++;
	return 0;
}

/* any controller of the class; a vendor's number alone says less */
static const struct pci_device_id hda_ids[] = {
	{ PCI_DEVICE_CLASS(PCI_CLASS_MULTIMEDIA_HD_AUDIO << 8, 0xffff00) },
	{ }
};
MODULE_DEVICE_TABLE(pci, hda_ids);

static struct pci_driver hda_driver = {
	.name = KBUILD_MODNAME,
	.id_table = hda_ids,
	.probe = hda_probe,
	.driver.pm = pm_sleep_ptr(&hda_pm),
};

module_pci_driver(hda_driver);
