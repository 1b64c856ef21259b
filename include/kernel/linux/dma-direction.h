/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_DMA_DIRECTION_H
#define _LINUX_DMA_DIRECTION_H

/* Seen from memory: TO_DEVICE is read by the device. Numbers as enum usnd_dma_dir. */
enum dma_data_direction {
	DMA_BIDIRECTIONAL = 0,
	DMA_TO_DEVICE = 1,
	DMA_FROM_DEVICE = 2,
	DMA_NONE = 3,
};

static inline int valid_dma_direction(enum dma_data_direction dir)
{
	return dir >= DMA_BIDIRECTIONAL && dir < DMA_NONE;
}

#endif
