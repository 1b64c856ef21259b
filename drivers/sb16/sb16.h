/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sb16.h - ports and commands of the Sound Blaster 16, and what the driver's files share.
 */
#ifndef SB16_H
#define SB16_H

#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <sound/core.h>
#include <sound/pcm.h>

/* ports, from the card's first */
#define PORT_MIXER_INDEX	0x4
#define PORT_MIXER_DATA		0x5
#define PORT_RESET		0x6
#define PORT_READ		0xa
#define PORT_WRITE		0xc	/* read: bit 7: not ready for a byte */
#define PORT_READ_STATUS	0xe	/* bit 7: a byte waits; reading it ends the 8-bit interrupt */
#define PORT_ACK16		0xf	/* reading it ends the 16-bit interrupt */
#define PORTS			0x10

/* commands */
#define DSP_RATE_OUT		0x41	/* high byte, low byte, in Hz */
#define DSP_RATE_IN		0x42
#define DSP_START16		0xb0	/* | START_…; format, low and high byte of the block's samples - 1 */
#define DSP_START8		0xc0
#define  START_CAPTURE		0x08
#define  START_AUTO_INIT	0x04
#define  START_FIFO		0x02
#define  FORMAT_STEREO		0x20
#define  FORMAT_SIGNED		0x10
#define DSP_PAUSE8		0xd0
#define DSP_CONTINUE8		0xd4
#define DSP_PAUSE16		0xd5
#define DSP_CONTINUE16		0xd6
#define DSP_VERSION		0xe1

/* registers behind the mixer's ports that are not the mixer's */
#define REG_IRQ_SELECT		0x80
#define REG_DMA_SELECT		0x81
#define REG_IRQ_STATUS		0x82
#define  IRQ_STATUS_8		0x01
#define  IRQ_STATUS_16		0x02

#define CT1745_FIRST		0x30
#define CT1745_LAST		0x47

#define NOBODY			(-1)

/**
 * struct sb16_stream - one direction
 * @substream: open, or NULL
 * @dma: channel it was given at open
 * @wide: moves 16-bit samples
 * @running: between START and STOP
 * @start: the bytes that make the DSP start, from prepare
 * @size: of the ring the channel was programmed with
 */
struct sb16_stream {
	struct snd_pcm_substream *substream;
	int dma;
	bool wide, running;
	u8 start[4];
	unsigned int size;
};

/**
 * struct sb16 - one card
 * @port: first of its ports
 * @dma8, @dma16: channels, NOBODY: none
 * @version: of the DSP, major << 8 | minor
 * @lock: protects the DSP's ports, @streams, @reserved; taken in the interrupt handler
 * @streams: by direction
 * @reserved: the direction the 16-bit channel is kept for, or NOBODY
 * @rate_lock: protects @rates; order: rate_lock, lock
 * @rates: of each direction, from its hw_params to its hw_free, else 0
 * @mixer_lock: protects the mixer's ports and @mixer; taken in the interrupt handler
 * @mixer: what the registers from CT1745_FIRST on hold, or will hold after ct1745_start()
 */
struct sb16 {
	struct snd_card *card;
	unsigned long port;
	int irq, dma8, dma16;
	unsigned int version;
	spinlock_t lock;
	struct sb16_stream streams[2];
	int reserved;
	struct mutex rate_lock;
	unsigned int rates[2];
	spinlock_t mixer_lock;
	u8 mixer[CT1745_LAST + 1 - CT1745_FIRST];
};

/**
 * sb16_dsp_reset() - reset the DSP at @port
 * Everything it did is over. Sleeps. -ENODEV: nothing there says that it is one.
 */
int sb16_dsp_reset(unsigned long port);

/** sb16_dsp_send() - write @count bytes to the DSP at @port. Any context; the caller keeps others away. 0 or -EIO */
int sb16_dsp_send(unsigned long port, const u8 *bytes, unsigned int count);

/** sb16_dsp_version() - ask the DSP at @port, after a reset: major << 8 | minor, or -EIO */
int sb16_dsp_version(unsigned long port);

/**
 * sb16_new_pcm() - the card's PCM device and the control of its channels; 0 or -errno; what was made goes with the card
 */
int sb16_new_pcm(struct sb16 *chip);

/** sb16_interrupt() - the handler; @dev_id: the struct sb16. Takes chip->lock and chip->mixer_lock. */
irqreturn_t sb16_interrupt(int irq, void *dev_id);

/* one register behind the mixer's ports; any context */
u8 sb16_mixer_read(struct sb16 *chip, u8 reg);
void sb16_mixer_write(struct sb16 *chip, u8 reg, u8 value);

/** ct1745_init() - the values a card begins with: what is played is heard, and line in is recorded, at 0 dB */
void ct1745_init(struct sb16 *chip);

/** ct1745_start() - reset the mixer, and write all its registers; after power on */
void ct1745_start(struct sb16 *chip);

/** ct1745_new_mixer() - the card's control elements, mixer name and component; 0 or -errno */
int ct1745_new_mixer(struct sb16 *chip);

#endif
