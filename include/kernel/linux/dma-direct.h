/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bus addresses of the direct map: what a device without address translation would use for a physical address
 * (linux/dma). For the few who compare an address with a mask before anything is mapped; a map of one's own is
 * dma_map_single()'s, and the only address a device may be given.
 */
#ifndef _LINUX_DMA_DIRECT_H
#define _LINUX_DMA_DIRECT_H

#include <linux/types.h>

struct device;

dma_addr_t phys_to_dma(struct device *dev, phys_addr_t paddr);
phys_addr_t dma_to_phys(struct device *dev, dma_addr_t dma_addr);

#endif
