// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_isa.c - ISA DMA channels used wrongly. The card has no part in it: what is wrong is seen when a channel is
 * enabled.
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/isa-dma.h>
#include <linux/platform_device.h>
#include <sound/core.h>

#include "bug.h"

#define CHANNEL8	1
#define CHANNEL16	5
#define RING		(128 * 1024)

/* the card's place on the bus */
static struct platform_device *isa_card(void)
{
	struct platform_device *card = platform_device_register_simple(KBUILD_MODNAME, PLATFORM_DEVID_NONE, NULL, 0);

	if (IS_ERR(card) || !dma_set_mask_and_coherent(&card->dev, DMA_BIT_MASK(24)))
		return card;
	platform_device_unregister(card);
	return ERR_PTR(-EIO);
}

static void play(unsigned int channel, dma_addr_t at, unsigned int bytes)
{
	snd_dma_program(channel, at, bytes, DMA_MODE_WRITE | DMA_AUTOINIT);
	snd_dma_disable(channel);
}

static void on_rings(unsigned int channel, unsigned int from, unsigned int bytes)
{
	struct platform_device *card = isa_card();
	dma_addr_t at;
	void *p;

	if (IS_ERR(card))
		return;
	/* two rings: the bus address is aligned to their size */
	p = dma_alloc_coherent(&card->dev, 2 * RING, &at, GFP_KERNEL);
	if (p) {
		play(channel, at + from, bytes);
		dma_free_coherent(&card->dev, 2 * RING, p, at);
	}
	platform_device_unregister(card);
}

static void crosses_64k(struct pci_dev *pdev, bool right)
{
	on_rings(CHANNEL8, right ? 0 : 32768, 65536);
}

static void crosses_128k(struct pci_dev *pdev, bool right)
{
	on_rings(CHANNEL16, right ? 65536 : 98304, 65536);
}

static void too_long(struct pci_dev *pdev, bool right)
{
	on_rings(CHANNEL8, 0, right ? 65536 : RING);
}

static void odd_words(struct pci_dev *pdev, bool right)
{
	on_rings(CHANNEL16, 0, right ? 1000 : 1001);
}

static void above_16m(struct pci_dev *pdev, bool right)
{
	struct platform_device *card = isa_card();
	struct device *dev;
	dma_addr_t at;
	void *p;

	if (IS_ERR(card))
		return;
	dev = right ? &card->dev : &pdev->dev;
	p = dma_alloc_coherent(dev, 4096, &at, GFP_KERNEL);
	if (p) {
		play(CHANNEL8, at, 4096);
		dma_free_coherent(dev, 4096, p, at);
	}
	platform_device_unregister(card);
}

/* memory of the low zone, but nobody has mapped it for the bus */
static void not_mapped(struct pci_dev *pdev, bool right)
{
	void *p = (void *)__get_free_page(GFP_KERNEL | GFP_DMA);
	dma_addr_t at;

	if (!p)
		return;
	at = dma_map_single(&pdev->dev, p, 4096, DMA_TO_DEVICE);
	if (!dma_mapping_error(&pdev->dev, at)) {
		if (!right)
			play(CHANNEL8, at, 4096);
		dma_unmap_single(&pdev->dev, at, 4096, DMA_TO_DEVICE);
	}
	free_page((unsigned long)p);
}

static void no_lock(struct pci_dev *pdev, bool right)
{
	unsigned long flags = 0;

	if (right)
		flags = claim_dma_lock();
	clear_dma_ff(CHANNEL8);
	if (right)
		release_dma_lock(flags);
}

static void channel_kept(struct pci_dev *pdev, bool right)
{
	if (!request_dma(CHANNEL8, KBUILD_MODNAME) && right)
		free_dma(CHANNEL8);
}

static void channel_freed_twice(struct pci_dev *pdev, bool right)
{
	if (request_dma(CHANNEL8, KBUILD_MODNAME))
		return;
	free_dma(CHANNEL8);
	if (!right)
		free_dma(CHANNEL8);
}

#define SEEDED(name) { #name, name }
static const struct bug bugs[] = {
	SEEDED(crosses_64k),
	SEEDED(crosses_128k),
	SEEDED(too_long),
	SEEDED(odd_words),
	SEEDED(above_16m),
	SEEDED(not_mapped),
	SEEDED(no_lock),
	SEEDED(channel_kept),
	SEEDED(channel_freed_twice),
};

BUG_DRIVER;
