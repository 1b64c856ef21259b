/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * es1370.h - registers of the Ensoniq AudioPCI ES1370, and what the driver's files share.
 */
#ifndef ES1370_H
#define ES1370_H

#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "ak4531.h"

/* registers: offsets into the port range */

#define REG_CONTROL	0x00
#define  CTRL_XCTL1		(1u << 30)		/* output pin: the microphone's 5 V */
#define  CTRL_PCLKDIV(n)	(((n) - 2) << 16)	/* clock of DAC2 and ADC: 1411200 Hz / n */
#define  CTRL_PCLKDIV_MASK	(0x1fffu << 16)
#define  CTRL_WTSRSEL(n)	((n) << 12)		/* clock of DAC1 */
#define  CTRL_WTSRSEL_MASK	(3u << 12)
#define  CTRL_XCTL0		(1u << 8)		/* output pin: DAC2 also on the line-in jack */
#define  CTRL_XCTL		(CTRL_XCTL0 | CTRL_XCTL1)
#define  CTRL_DAC1_EN		(1u << 6)
#define  CTRL_DAC2_EN		(1u << 5)
#define  CTRL_ADC_EN		(1u << 4)
#define  CTRL_CDC_EN		(1u << 1)		/* codec interface on */
#define  CTRL_SERR_DIS		(1u << 0)
#define REG_STATUS	0x04
#define  STAT_INTR		(1u << 31)		/* any of the others */
#define  STAT_CSTAT		(1u << 10)		/* codec write under way */
#define  STAT_DAC1		(1u << 2)
#define  STAT_DAC2		(1u << 1)
#define  STAT_ADC		(1u << 0)
#define REG_UART_CONTROL 0x09
#define REG_MEM_PAGE	0x0c				/* which 16 bytes appear at 0x30 */
#define  PAGE_DAC		0x0c
#define  PAGE_ADC		0x0d
#define REG_CODEC	0x10				/* register << 8 | value */
#define REG_SERIAL	0x20
#define  SER_P2_END_INC(n)	((n) << 19)		/* bytes of a DAC2 sample */
#define  SER_P2_END_INC_MASK	(7u << 19)
#define  SER_P2_PAUSE		(1u << 12)
#define  SER_P1_PAUSE		(1u << 11)
#define  SER_R1_INT_EN		(1u << 10)
#define  SER_P2_INT_EN		(1u << 9)
#define  SER_P1_INT_EN		(1u << 8)
#define REG_DAC1_COUNT	0x24				/* frames of a period - 1 */
#define REG_DAC2_COUNT	0x28
#define REG_ADC_COUNT	0x2c
#define REG_FRAME_A	0x30				/* bus address of the ring */
#define REG_FRAME_B	0x38				/* + 4: longwords done << 16 | longwords of the ring - 1 */

enum { DAC1, DAC2, ADC, CHANNELS };

/**
 * struct es1370 - one card
 * @port: first of its 64 ports
 * @lock: protects the registers, @control, @serial, @adc_period and the memory page; taken in the interrupt handler
 * @control, @serial: what the registers hold
 * @adc_period: frames of it, if the ADC's first one is counted longer and has not ended yet; else 0
 * @streams: open substream of each channel, or NULL
 * @clock_lock: protects @divider; order: clock_lock, lock
 * @divider: DAC2's and ADC's divider of CLOCK from their hw_params to their hw_free, else 0
 * @codec: its mixer, and what the codec's registers hold
 * @stray: bus address for the chip's fourth, unused channel
 */
struct es1370 {
	struct snd_card *card;
	struct pci_dev *pci;
	unsigned long port;
	int irq;
	spinlock_t lock;
	u32 control, serial, adc_period;
	struct snd_pcm_substream *streams[CHANNELS];
	struct mutex clock_lock;
	unsigned int divider[CHANNELS];
	struct ak4531 codec;
	dma_addr_t stray;
};

static inline void write_control(struct es1370 *chip, u32 value)
{
	chip->control = value;
	outl(value, chip->port + REG_CONTROL);
}

static inline void write_serial(struct es1370 *chip, u32 value)
{
	chip->serial = value;
	outl(value, chip->port + REG_SERIAL);
}

/**
 * es1370_new_pcms() - make both PCM devices of a card that has its ports and its PCI device
 * Return: 0 or -errno; what was made goes with the card.
 */
int es1370_new_pcms(struct es1370 *chip);

/** es1370_interrupt() - the handler; @dev_id: the struct es1370. Takes chip->lock. */
irqreturn_t es1370_interrupt(int irq, void *dev_id);

#endif
