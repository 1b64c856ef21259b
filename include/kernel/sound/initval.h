/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the per-card module parameters of drivers (index, id, enable, port …) start with. */
#ifndef __SOUND_INITVAL_H
#define __SOUND_INITVAL_H

#include <linux/stddef.h>

#define SNDRV_AUTO_PORT		1
#define SNDRV_AUTO_IRQ		0xffff
#define SNDRV_AUTO_DMA		0xffff
#define SNDRV_AUTO_DMA_SIZE	0x7fffffff

/* one card */
#define SNDRV_DEFAULT_IDX1	(-1)
#define SNDRV_DEFAULT_STR1	NULL
#define SNDRV_DEFAULT_ENABLE1	1
#define SNDRV_DEFAULT_PORT1	SNDRV_AUTO_PORT
#define SNDRV_DEFAULT_IRQ1	SNDRV_AUTO_IRQ
#define SNDRV_DEFAULT_DMA1	SNDRV_AUTO_DMA
#define SNDRV_DEFAULT_DMA_SIZE1	SNDRV_AUTO_DMA_SIZE
#define SNDRV_DEFAULT_PTR1	SNDRV_DEFAULT_STR1

/* arrays of SNDRV_CARDS */
#define __SNDRV_EACH_CARD(value)	{ [0 ... SNDRV_CARDS - 1] = (value) }
#define SNDRV_DEFAULT_IDX	__SNDRV_EACH_CARD(SNDRV_DEFAULT_IDX1)
#define SNDRV_DEFAULT_STR	__SNDRV_EACH_CARD(SNDRV_DEFAULT_STR1)
#define SNDRV_DEFAULT_ENABLE	{ 1, [1 ... SNDRV_CARDS - 1] = 0 }
#define SNDRV_DEFAULT_ENABLE_PNP __SNDRV_EACH_CARD(1)
#define SNDRV_DEFAULT_ENABLE_ISAPNP SNDRV_DEFAULT_ENABLE
#define SNDRV_DEFAULT_PORT	__SNDRV_EACH_CARD(SNDRV_AUTO_PORT)
#define SNDRV_DEFAULT_IRQ	__SNDRV_EACH_CARD(SNDRV_AUTO_IRQ)
#define SNDRV_DEFAULT_DMA	__SNDRV_EACH_CARD(SNDRV_AUTO_DMA)
#define SNDRV_DEFAULT_DMA_SIZE	__SNDRV_EACH_CARD(SNDRV_AUTO_DMA_SIZE)
#define SNDRV_DEFAULT_PTR	SNDRV_DEFAULT_STR

/* The first of a table that ends with -1 which nobody has; -1: all are taken. Taken and given back to find out. */

#ifdef SNDRV_LEGACY_FIND_FREE_IOPORT
static long snd_legacy_find_free_ioport(const long *port_table, long size)
{
	for (; *port_table != -1; port_table++)
		if (request_region(*port_table, size, "ALSA test")) {
			release_region(*port_table, size);
			break;
		}
	return *port_table;
}
#endif

#ifdef SNDRV_LEGACY_FIND_FREE_IRQ
#include <linux/interrupt.h>

static irqreturn_t snd_legacy_empty_irq_handler(int irq, void *dev_id)
{
	return IRQ_HANDLED;
}

static int snd_legacy_find_free_irq(const int *irq_table)
{
	for (; *irq_table != -1; irq_table++)
		if (!request_irq(*irq_table, snd_legacy_empty_irq_handler, IRQF_PROBE_SHARED, "ALSA Test IRQ",
				 (void *)irq_table)) {
			free_irq(*irq_table, (void *)irq_table);
			break;
		}
	return *irq_table;
}
#endif

#ifdef SNDRV_LEGACY_FIND_FREE_DMA
static int snd_legacy_find_free_dma(const int *dma_table)
{
	for (; *dma_table != -1; dma_table++)
		if (!request_dma(*dma_table, "ALSA Test DMA")) {
			free_dma(*dma_table);
			break;
		}
	return *dma_table;
}
#endif

#endif
