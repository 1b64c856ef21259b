/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ISA bus's DMA channels: 0 … 3 move bytes inside 64 KiB, 5 … 7 words inside 128 KiB, all below 16 MiB.
 *
 * Addresses are bus addresses (dma_addr_t). The controllers' 16-bit registers are written in halves by a common
 * flip-flop: everything between claim_dma_lock() and release_dma_lock(), beginning with clear_dma_ff(). Calls without
 * the lock are reported, and what a channel is programmed with when it is enabled (linux/dma/isa.c). Any context.
 */
#ifndef _ASM_DMA_H
#define _ASM_DMA_H

#include <linux/spinlock.h>
#include <asm/io.h>

#define MAX_DMA_CHANNELS 8
#define MAX_DMA_PFN	((16UL * 1024 * 1024) >> PAGE_SHIFT)
#define MAX_DMA32_PFN	(1UL << (32 - PAGE_SHIFT))

/* modes: seen from the device, READ is to memory */
#define DMA_MODE_READ	 0x44
#define DMA_MODE_WRITE	 0x48
#define DMA_MODE_CASCADE 0xC0
#define DMA_AUTOINIT	 0x10

/* ports of the first controller, then of the second */
#define IO_DMA1_BASE	  0x00
#define DMA1_CMD_REG	  0x08
#define DMA1_STAT_REG	  0x08
#define DMA1_REQ_REG	  0x09
#define DMA1_MASK_REG	  0x0A
#define DMA1_MODE_REG	  0x0B
#define DMA1_CLEAR_FF_REG 0x0C
#define DMA1_TEMP_REG	  0x0D
#define DMA1_RESET_REG	  0x0D
#define DMA1_CLR_MASK_REG 0x0E
#define DMA1_MASK_ALL_REG 0x0F
#define IO_DMA2_BASE	  0xC0
#define DMA2_CMD_REG	  0xD0
#define DMA2_STAT_REG	  0xD0
#define DMA2_REQ_REG	  0xD2
#define DMA2_MASK_REG	  0xD4
#define DMA2_MODE_REG	  0xD6
#define DMA2_CLEAR_FF_REG 0xD8
#define DMA2_TEMP_REG	  0xDA
#define DMA2_RESET_REG	  0xDA
#define DMA2_CLR_MASK_REG 0xDC
#define DMA2_MASK_ALL_REG 0xDE

#define DMA_PAGE_0 0x87
#define DMA_PAGE_1 0x83
#define DMA_PAGE_2 0x81
#define DMA_PAGE_3 0x82
#define DMA_PAGE_5 0x8B
#define DMA_PAGE_6 0x89
#define DMA_PAGE_7 0x8A

extern spinlock_t dma_spin_lock;

/* interrupts are off until release_dma_lock() */
static inline unsigned long claim_dma_lock(void)
{
	unsigned long flags;

	spin_lock_irqsave(&dma_spin_lock, flags);
	return flags;
}

static inline void release_dma_lock(unsigned long flags)
{
	spin_unlock_irqrestore(&dma_spin_lock, flags);
}

/**
 * request_dma() - take a channel
 * @device_id: for people; lives until free_dma()
 * Return: 0; -EINVAL: no such channel; -EBUSY: somebody has it. 4 is the controllers' own.
 */
int request_dma(unsigned int dmanr, const char *device_id);

/** free_dma() - give it back. One that is free already is a finding. */
void free_dma(unsigned int dmanr);

/* from here on: under the lock */
void enable_dma(unsigned int dmanr);
void disable_dma(unsigned int dmanr);
void clear_dma_ff(unsigned int dmanr);
void set_dma_mode(unsigned int dmanr, char mode);
/* bits 16 … 23 of the address alone; of 16-bit channels bit 16 belongs to the address register */
void set_dma_page(unsigned int dmanr, char pagenr);
/* page and address */
void set_dma_addr(unsigned int dmanr, unsigned int a);
/* in bytes, on 16-bit channels even */
void set_dma_count(unsigned int dmanr, unsigned int count);

/**
 * get_dma_residue() - bytes that are left until the terminal count
 * Return: 0 after it without auto-init, and when a whole 64 or 128 KiB are left.
 */
int get_dma_residue(unsigned int dmanr);

#endif
