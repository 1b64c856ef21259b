/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mychip.h - the chapter's chip as its drivers see it: registers, and what they all do with it. The examples differ in
 * where the samples lie, so that is what each of them has in its own file; probe() and remove() are in card.h and
 * card_classic.h.
 *
 * The chip plays 16-bit stereo from a ring, or records into it: a list of pieces of RAM (bus mastering), or its own 64
 * KiB of memory. It does one thing at a time.
 */
#ifndef EXAMPLES_MYCHIP_H
#define EXAMPLES_MYCHIP_H

#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <sound/core.h>
#include <sound/initval.h>
#include <sound/pcm.h>
#include <sound/pcm_params.h>

#define MYCHIP_CONTROL	0x00
#define  MYCHIP_RUN		BIT(0)
#define  MYCHIP_MEMORY		BIT(1)	/* the ring is the chip's memory, not the list */
#define  MYCHIP_RECORD		BIT(2)	/* into it */
#define MYCHIP_STATUS	0x04		/* bit 0: a period has ended; cleared by writing it */
#define MYCHIP_RATE	0x08		/* Hz */
#define MYCHIP_LIST	0x0c		/* bus address of the list */
#define MYCHIP_ENTRIES	0x10
#define MYCHIP_SIZE	0x14		/* of the ring in the chip's memory, bytes */
#define MYCHIP_PERIOD	0x18
#define MYCHIP_POSITION	0x1c		/* in the ring, bytes */

#define MYCHIP_MEMORY_BYTES	65536
#define MYCHIP_LIST_MAX		(PAGE_SIZE / sizeof(struct mychip_entry))
#define MYCHIP_PERIOD_END	BIT(31)

/** struct mychip_entry - a piece of the ring: where it is, and its bytes | MYCHIP_PERIOD_END */
struct mychip_entry {
	__le32 addr;
	__le32 bytes;
};

/**
 * struct mychip - one card
 * @regs, @memory: BAR 0 and 1
 * @list, @list_addr: MYCHIP_LIST_MAX entries for the chip; @entries of them are in use
 * @substream: the one that is open
 * @mode: MYCHIP_MEMORY, MYCHIP_RECORD
 * @period: an example's own work at the end of a period, in the interrupt, before the middle layer hears of it, or NULL
 */
struct mychip {
	struct snd_card *card;
	struct pci_dev *pci;
	struct snd_pcm *pcm;
	void __iomem *regs;
	void __iomem *memory;
	struct mychip_entry *list;
	dma_addr_t list_addr;
	unsigned int entries;
	int irq;
	struct snd_pcm_substream *substream;
	u32 mode;
	void (*period)(struct mychip *chip);
	unsigned int copied;	/* vmalloc/: periods that are in the chip's memory, or were */
};

static inline irqreturn_t mychip_interrupt(int irq, void *dev_id)
{
	struct mychip *chip = dev_id;
	u32 status = readl(chip->regs + MYCHIP_STATUS);

	if (!status)
		return IRQ_NONE;
	writel(status, chip->regs + MYCHIP_STATUS);
	if (chip->substream) {
		if (chip->period)
			chip->period(chip);
		snd_pcm_period_elapsed(chip->substream);
	}
	return IRQ_HANDLED;
}

/* ---- a ring in RAM: one entry after the other, then the registers ---- */

static inline int mychip_add_entry(struct mychip *chip, dma_addr_t addr, unsigned int bytes, bool period_ends)
{
	if (chip->entries >= MYCHIP_LIST_MAX)
		return -EINVAL;
	chip->list[chip->entries].addr = cpu_to_le32(addr);
	chip->list[chip->entries].bytes = cpu_to_le32(bytes | (period_ends ? MYCHIP_PERIOD_END : 0));
	chip->entries++;
	return 0;
}

static inline void mychip_set_list(struct mychip *chip, unsigned int rate)
{
	writel(chip->list_addr, chip->regs + MYCHIP_LIST);
	writel(chip->entries, chip->regs + MYCHIP_ENTRIES);
	writel(rate, chip->regs + MYCHIP_RATE);
	chip->mode = chip->substream->stream == SNDRV_PCM_STREAM_CAPTURE ? MYCHIP_RECORD : 0;
}

/* ---- or in the chip's memory ---- */

static inline void mychip_set_memory(struct mychip *chip, unsigned int bytes, unsigned int period, unsigned int rate)
{
	writel(bytes, chip->regs + MYCHIP_SIZE);
	writel(period, chip->regs + MYCHIP_PERIOD);
	writel(rate, chip->regs + MYCHIP_RATE);
	chip->mode = MYCHIP_MEMORY;
}

/* ---- operations that are the same everywhere ---- */

static inline int mychip_open(struct snd_pcm_substream *substream, const struct snd_pcm_hardware *hw)
{
	struct mychip *chip = snd_pcm_substream_chip(substream);

	if (chip->substream)
		return -EBUSY;
	substream->runtime->hw = *hw;
	chip->substream = substream;
	return snd_pcm_hw_constraint_integer(substream->runtime, SNDRV_PCM_HW_PARAM_PERIODS);
}

static inline int mychip_close(struct snd_pcm_substream *substream)
{
	struct mychip *chip = snd_pcm_substream_chip(substream);

	chip->substream = NULL;
	return 0;
}

static inline int mychip_trigger(struct snd_pcm_substream *substream, int cmd)
{
	struct mychip *chip = snd_pcm_substream_chip(substream);

	switch (cmd) {
	case SNDRV_PCM_TRIGGER_START:
		writel(MYCHIP_RUN | chip->mode, chip->regs + MYCHIP_CONTROL);
		return 0;
	case SNDRV_PCM_TRIGGER_STOP:
		writel(0, chip->regs + MYCHIP_CONTROL);
		return 0;
	default:
		return -EINVAL;
	}
}

static inline snd_pcm_uframes_t mychip_pointer(struct snd_pcm_substream *substream)
{
	struct mychip *chip = snd_pcm_substream_chip(substream);

	return bytes_to_frames(substream->runtime, readl(chip->regs + MYCHIP_POSITION));
}

#endif
