/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * card.h - a card with the chapter's chip, in today's form: everything goes with the device. The example that includes
 * this has mychip_new_pcm(), and says if it can record (MYCHIP_CAPTURES 1).
 */
#include "mychip.h"

#ifndef MYCHIP_CAPTURES
#define MYCHIP_CAPTURES 0
#endif

static int mychip_new_pcm(struct mychip *chip);

static int mychip_init(struct mychip *chip)
{
	struct pci_dev *pci = chip->pci;
	int err = pcim_enable_device(pci);

	if (err < 0)
		return err;
	err = dma_set_mask_and_coherent(&pci->dev, DMA_BIT_MASK(32));
	if (err < 0)
		return err;
	err = pcim_iomap_regions(pci, BIT(0) | BIT(1), "mychip");
	if (err < 0)
		return err;
	chip->regs = pcim_iomap_table(pci)[0];
	chip->memory = pcim_iomap_table(pci)[1];
	chip->list = dmam_alloc_coherent(&pci->dev, PAGE_SIZE, &chip->list_addr, GFP_KERNEL);
	if (!chip->list)
		return -ENOMEM;
	pci_set_master(pci);
	return devm_request_irq(&pci->dev, pci->irq, mychip_interrupt, IRQF_SHARED, "mychip", chip);
}

static int mychip_probe(struct pci_dev *pci, const struct pci_device_id *id)
{
	struct snd_card *card;
	struct mychip *chip;
	int err;

	err = snd_devm_card_new(&pci->dev, SNDRV_DEFAULT_IDX1, SNDRV_DEFAULT_STR1, THIS_MODULE, sizeof(*chip), &card);
	if (err < 0)
		return err;
	chip = card->private_data;
	chip->card = card;
	chip->pci = pci;
	strscpy(card->driver, "MyChip", sizeof(card->driver));
	strscpy(card->shortname, "My Chip", sizeof(card->shortname));
	snprintf(card->longname, sizeof(card->longname), "My Chip at %s", pci_name(pci));
	err = mychip_init(chip);
	if (err < 0)
		goto error;
	err = snd_pcm_new(card, "My Chip", 0, 1, MYCHIP_CAPTURES, &chip->pcm);
	if (err < 0)
		goto error;
	chip->pcm->private_data = chip;
	strscpy(chip->pcm->name, "My Chip", sizeof(chip->pcm->name));
	err = mychip_new_pcm(chip);
	if (err < 0)
		goto error;
	err = snd_card_register(card);
	if (err < 0)
		goto error;
	return 0;

error:
	return snd_card_free_on_error(&pci->dev, err);
}

static const struct pci_device_id mychip_ids[] = {
	{ PCI_DEVICE(0xcafe, 0x0001) },
	{ }
};
MODULE_DEVICE_TABLE(pci, mychip_ids);

static struct pci_driver mychip_driver = {
	.name = KBUILD_MODNAME,
	.id_table = mychip_ids,
	.probe = mychip_probe,
};
module_pci_driver(mychip_driver);

MODULE_LICENSE("GPL");
