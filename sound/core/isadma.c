// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ISA DMA for sound drivers: program a channel, stop it, ask where it is. Each takes the DMA lock for itself; any
 * context.
 */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/isa-dma.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <sound/core.h>

/**
 * snd_dma_program() - give a channel a block of memory, and enable it
 * @addr: bus address
 * @size: bytes
 * @mode: DMA_MODE_READ or DMA_MODE_WRITE, DMA_AUTOINIT, DMA_MODE_NO_ENABLE: leave it disabled
 */
void snd_dma_program(unsigned long dma, unsigned long addr, unsigned int size, unsigned short mode)
{
	unsigned long flags = claim_dma_lock();

	disable_dma(dma);
	clear_dma_ff(dma);
	set_dma_mode(dma, mode);
	set_dma_addr(dma, addr);
	set_dma_count(dma, size);
	if (!(mode & DMA_MODE_NO_ENABLE))
		enable_dma(dma);
	release_dma_lock(flags);
}
EXPORT_SYMBOL(snd_dma_program);

/** snd_dma_disable() - the channel moves nothing any more */
void snd_dma_disable(unsigned long dma)
{
	unsigned long flags = claim_dma_lock();

	clear_dma_ff(dma);
	disable_dma(dma);
	release_dma_lock(flags);
}
EXPORT_SYMBOL(snd_dma_disable);

/**
 * snd_dma_pointer() - how far a channel is in its block
 * @size: of the block, as it was programmed
 * Return: bytes done, 0 … @size - 1.
 *
 * The count is read in two halves: the channel is held meanwhile, and where it cannot be, the larger of two readings is
 * the one that did not fall between a borrow. Nothing left means a block begins anew (or 64, 128 KiB are left).
 */
unsigned int snd_dma_pointer(unsigned long dma, unsigned int size)
{
	unsigned long flags = claim_dma_lock();
	unsigned int left;

	clear_dma_ff(dma);
	if (!isa_dma_bridge_buggy)
		disable_dma(dma);
	left = get_dma_residue(dma);
	left = max_t(unsigned int, left, get_dma_residue(dma));
	if (!isa_dma_bridge_buggy)
		enable_dma(dma);
	release_dma_lock(flags);
	return left && left < size ? size - left : 0;
}
EXPORT_SYMBOL(snd_dma_pointer);

static void release_channel(struct device *dev, void *res)
{
	unsigned int *dma = res;

	snd_dma_disable(*dma);
	free_dma(*dma);
}

/**
 * snd_devm_request_dma() - request_dma() for as long as @dev is bound
 * It is disabled and given back when the driver goes. Return: 0, -EBUSY, -ENOMEM.
 */
int snd_devm_request_dma(struct device *dev, int dma, const char *name)
{
	unsigned int *res;

	if (request_dma(dma, name))
		return -EBUSY;
	res = devres_alloc(release_channel, sizeof(*res), GFP_KERNEL);
	if (!res) {
		free_dma(dma);
		return -ENOMEM;
	}
	*res = dma;
	devres_add(dev, res);
	return 0;
}
EXPORT_SYMBOL_GPL(snd_devm_request_dma);
