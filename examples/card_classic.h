/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * card_classic.h - a card with the chapter's chip, as the chapter makes it: what was taken is given back in reverse
 * order. The example that includes this has mychip_new_pcm() and, after <sound/driver.h>, the older spelling.
 */
#include "mychip.h"

static int mychip_new_pcm(struct mychip *chip);

static void mychip_free(struct mychip *chip)
{
	if (chip->irq >= 0)
		free_irq(chip->irq, chip);
	if (chip->list)
		dma_free_coherent(&chip->pci->dev, PAGE_SIZE, chip->list, chip->list_addr);
	if (chip->memory)
		iounmap(chip->memory);
	if (chip->regs)
		iounmap(chip->regs);
	pci_release_regions(chip->pci);
	pci_disable_device(chip->pci);
}

static void mychip_free_card(snd_card_t *card)
{
	mychip_free(card->private_data);
}

/* mychip_free() undoes whatever was done when this fails after pci_request_regions() */
static int mychip_create(snd_card_t *card, struct pci_dev *pci)
{
	struct mychip *chip = card->private_data;
	int err;

	chip->card = card;
	chip->pci = pci;
	chip->irq = -1;
	err = pci_enable_device(pci);
	if (err < 0)
		return err;
	err = pci_request_regions(pci, "mychip");
	if (err < 0) {
		pci_disable_device(pci);
		return err;
	}
	card->private_free = mychip_free_card;
	err = dma_set_mask_and_coherent(&pci->dev, DMA_BIT_MASK(32));
	if (err < 0)
		return err;
	chip->regs = ioremap(pci_resource_start(pci, 0), pci_resource_len(pci, 0));
	chip->memory = ioremap(pci_resource_start(pci, 1), pci_resource_len(pci, 1));
	chip->list = dma_alloc_coherent(&pci->dev, PAGE_SIZE, &chip->list_addr, GFP_KERNEL);
	if (!chip->regs || !chip->memory || !chip->list)
		return -ENOMEM;
	pci_set_master(pci);
	err = request_irq(pci->irq, mychip_interrupt, IRQF_SHARED, "mychip", chip);
	if (err < 0)
		return err;
	chip->irq = pci->irq;
	return 0;
}

static int mychip_probe(struct pci_dev *pci, const struct pci_device_id *id)
{
	snd_card_t *card;
	struct mychip *chip;
	int err;

	card = snd_card_new(SNDRV_DEFAULT_IDX1, SNDRV_DEFAULT_STR1, THIS_MODULE, sizeof(*chip));
	if (card == NULL)
		return -ENOMEM;
	snd_card_set_dev(card, &pci->dev);
	chip = card->private_data;
	if ((err = mychip_create(card, pci)) < 0)
		goto error;
	strcpy(card->driver, "MyChip");
	strcpy(card->shortname, "My Chip");
	sprintf(card->longname, "My Chip at %s", pci_name(pci));
	if ((err = snd_pcm_new(card, "My Chip", 0, 1, 0, &chip->pcm)) < 0)
		goto error;
	chip->pcm->private_data = chip;
	strcpy(chip->pcm->name, "My Chip");
	if ((err = mychip_new_pcm(chip)) < 0)
		goto error;
	if ((err = snd_card_register(card)) < 0)
		goto error;
	pci_set_drvdata(pci, card);
	return 0;

error:
	snd_card_free(card);
	return err;
}

static void mychip_remove(struct pci_dev *pci)
{
	snd_card_free(pci_get_drvdata(pci));
	pci_set_drvdata(pci, NULL);
}

static struct pci_device_id mychip_ids[] = {
	{ 0xcafe, 0x0001, PCI_ANY_ID, PCI_ANY_ID, 0, 0, 0, },
	{ 0, }
};
MODULE_DEVICE_TABLE(pci, mychip_ids);

static struct pci_driver mychip_driver = {
	.name = KBUILD_MODNAME,
	.id_table = mychip_ids,
	.probe = mychip_probe,
	.remove = mychip_remove,
};

static int __init alsa_card_mychip_init(void)
{
	return pci_register_driver(&mychip_driver);
}

static void __exit alsa_card_mychip_exit(void)
{
	pci_unregister_driver(&mychip_driver);
}

module_init(alsa_card_mychip_init);
module_exit(alsa_card_mychip_exit);

MODULE_LICENSE("GPL");
