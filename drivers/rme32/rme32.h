/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rme32.h - registers of RME's Digi32 cards, and what the driver's files share.
 */
#ifndef RME32_H
#define RME32_H

#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <sound/core.h>
#include <sound/pcm.h>
#include <sound/pcm-indirect.h>

/* offsets into BAR 0 */

#define MEMORY_BYTES	0x20000				/* the ring, from offset 0 on */
#define REG_CONTROL	0x20000				/* write */
#define  CTRL_START		(1u << 0)
#define  CTRL_WIDE		(1u << 2)		/* 4 bytes a sample, 24 bits of them on the wire */
#define  CTRL_SEL		(1u << 3)		/* the output carries the ring, not the input */
#define  CTRL_FREQ(n)		((n) << 4)		/* 0: the input's clock; 32, 44.1, 48 kHz */
#define  CTRL_FREQ_MASK		(3u << 4)
#define  CTRL_INPUT(n)		((n) << 6)
#define  CTRL_INPUT_MASK	(3u << 6)
#define  CTRL_MUTE		(1u << 9)
#define  CTRL_PRO		(1u << 10)		/* channel status: professional */
#define  CTRL_DOUBLE		(1u << 11)		/* PRO: twice the rate */
#define  CTRL_ADAT		(1u << 12)		/* 32/8: eight channels */
#define  CTRL_AUTOSYNC		(1u << 13)		/* the input's clock if it has the rate that is set */
#define  CTRL_DAC_RESET		(1u << 14)		/* PRO */
#define  CTRL_EMPHASIS		(1u << 15)
#define REG_STATUS	0x20000				/* read */
#define  STAT_POSITION		0x1ffff			/* byte of the ring */
#define  STAT_ADAT		(1u << 23)		/* what comes in is ADAT */
#define  STAT_ERROR		(1u << 26)		/* nothing comes in */
#define  STAT_RATE(status)	((status) >> 27 & 7)	/* the receiver's code */
#define  STAT_EXTERNAL		(1u << 30)		/* on the input's clock */
#define  STAT_IRQ		(1u << 31)
#define REG_CONFIRM	0x20004				/* write: the interrupt was seen */
#define REG_RESET	0x20100				/* write: position 0 */
#define REG_BYTES	0x30000

#define BLOCK_BYTES	8192				/* between interrupts */

#define DIRECTIONS	2				/* SNDRV_PCM_STREAM_PLAYBACK, _CAPTURE */

/**
 * struct rme32_setup - what a stream with parameters needs of the card: there is one clock and one width for both
 * directions
 * @rate: Hz; 0: no parameters
 */
struct rme32_setup {
	unsigned int rate;
	bool wide, adat;
};

/**
 * struct rme32 - the card
 * @port: physical address of the BAR
 * @duplex: parameter fullduplex: both directions at once, through rings in memory (rme32_duplex.c)
 * @lock: protects all below; taken in the interrupt handler, and with a stream lock held
 * @control: shadow of the control register
 * @streams: open substreams by direction, whichever PCM they belong to
 * @running: a bit for each direction that runs
 * @indirect: by direction; only with @duplex. Written under the stream lock of its direction, and its hw_data also
 *	      under @lock, for playback must know what recording has fetched
 * @spdif, @spdif_stream: channel status as control bits: the usual one, that of the open stream
 */
struct rme32 {
	struct snd_card *card;
	struct pci_dev *pci;
	void __iomem *io;
	resource_size_t port;
	int irq;
	bool duplex;
	struct snd_kcontrol *stream_control;

	spinlock_t lock;
	u32 control;
	struct snd_pcm_substream *streams[DIRECTIONS];
	struct rme32_setup setup[DIRECTIONS];
	unsigned int running;
	struct snd_pcm_indirect indirect[DIRECTIONS];
	u32 spdif, spdif_stream;
};

static inline bool rme32_is_pro(const struct rme32 *chip)
{
	return chip->pci->device == PCI_DEVICE_ID_RME_DIGI32_PRO;
}

/* PRO cards of this revision have a CS8414 as receiver; all others a CS8412 */
static inline bool rme32_has_cs8414(const struct rme32 *chip)
{
	return rme32_is_pro(chip) && chip->pci->revision == 150;
}

static inline u32 rme32_status(struct rme32 *chip)
{
	return readl(chip->io + REG_STATUS);
}

/* with the lock held */
static inline void rme32_write_control(struct rme32 *chip, u32 control)
{
	chip->control = control;
	writel(control, chip->io + REG_CONTROL);
}

/* rme32.c */
unsigned int rme32_input_rate(struct rme32 *chip, u32 status);
unsigned int rme32_clock_rate(const struct rme32 *chip);
void rme32_mute(struct rme32 *chip);

/* rme32_pcm.c */
int rme32_new_pcms(struct rme32 *chip);
irqreturn_t rme32_interrupt(int irq, void *dev_id);

/* rme32_duplex.c */
void rme32_duplex_prepare(struct snd_pcm_substream *substream);
void rme32_duplex_start(struct snd_pcm_substream *substream);
int rme32_duplex_ack(struct snd_pcm_substream *substream);
snd_pcm_uframes_t rme32_duplex_pointer(struct snd_pcm_substream *substream);

/* rme32_control.c */
int rme32_new_controls(struct rme32 *chip);

#endif
