/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hda.h - registers of a High Definition Audio controller, and what the driver's files share.
 *
 * Register and verb numbers: High Definition Audio Specification 1.0a, chapters 3 and 7.
 */
#ifndef HDA_H
#define HDA_H

#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <sound/core.h>
#include <sound/pcm.h>

/* ---- registers: offsets into BAR 0 ------------------------------------------------------------------------------- */

#define REG_GCAP	0x00
#define  GCAP_64OK		BIT(0)
#define  GCAP_INPUTS(caps)	((caps) >> 8 & 0xf)
#define  GCAP_OUTPUTS(caps)	((caps) >> 12 & 0xf)
#define REG_GCTL	0x08
#define  GCTL_CRST		BIT(0)			/* 0: controller and link are held in reset */
#define REG_STATESTS	0x0e				/* a bit for each codec that has shown up */
#define REG_INTCTL	0x20				/* and a bit for each stream */
#define REG_INTSTS	0x24
#define  INT_GLOBAL		BIT(31)
#define  INT_CONTROLLER		BIT(30)
#define REG_SSYNC	0x38				/* 1: the stream of that bit waits */
#define REG_CORBLBASE	0x40				/* commands to the codecs: a ring of 32-bit words */
#define REG_CORBUBASE	0x44
#define REG_CORBWP	0x48
#define REG_CORBRP	0x4a
#define  CORBRP_RESET		BIT(15)
#define REG_CORBCTL	0x4c
#define REG_CORBSIZE	0x4e
#define REG_RIRBLBASE	0x50				/* their responses: 64 bits each */
#define REG_RIRBUBASE	0x54
#define REG_RIRBWP	0x58
#define  RIRBWP_RESET		BIT(15)
#define REG_RINTCNT	0x5a				/* responses before an interrupt */
#define REG_RIRBCTL	0x5c
#define  RIRBCTL_INT		BIT(0)
#define  RING_RUN		BIT(1)			/* of CORBCTL and RIRBCTL */
#define REG_RIRBSTS	0x5d
#define  RIRBSTS_INT		BIT(0)
#define  RIRBSTS_OVERRUN	BIT(2)
#define REG_RIRBSIZE	0x5e
#define  RING_256		2
#define REG_DPLBASE	0x70				/* positions in memory: 64 bits for each stream */
#define REG_DPUBASE	0x74
#define  DPLBASE_ENABLE		BIT(0)

/* of a stream, from REG_STREAM(its number) on; input streams come first */
#define REG_STREAM(n)	(0x80 + 0x20 * (n))
#define SD_CTL		0x00
#define  SD_CTL_RESET		BIT(0)
#define  SD_CTL_RUN		BIT(1)
#define  SD_CTL_INTS		(SD_STS_COMPLETE | SD_STS_FIFO | SD_STS_LIST)	/* enable bits, as their causes */
#define SD_TAG		0x02				/* upper half: the stream's tag on the link */
#define SD_STS		0x03
#define  SD_STS_COMPLETE	BIT(2)
#define  SD_STS_FIFO		BIT(3)
#define  SD_STS_LIST		BIT(4)			/* the buffer descriptor list could not be read */
#define  SD_STS_READY		BIT(5)
#define SD_LPIB		0x04				/* position on the link */
#define SD_CBL		0x08				/* bytes of the whole ring */
#define SD_LVI		0x0c				/* last entry of the list */
#define SD_FIFOS	0x10				/* bytes of the FIFO - 1 */
#define SD_FMT		0x12
#define SD_BDPL		0x18
#define SD_BDPU		0x1c

/* ---- what verbs need to be known here; the rest is hda_codec.c's ------------------------------------------------- */

#define VERB_SET_FORMAT(fmt)	(0x20000 | (fmt))
#define VERB_SET_STREAM(tag)	(0x70600 | (tag) << 4)	/* and its first channel, 0 */

/* ---- the codec --------------------------------------------------------------------------------------------------- */

#define HDA_SOURCES	32				/* of a widget, at most */
#define HDA_DEPTH	6				/* widgets from a pin to a converter, at most */

/**
 * struct hda_widget - one node of the audio function group
 * @caps: widget capabilities
 * @pin_caps, @config: of a pin: what it can do, what the board has connected to it
 * @in_amp, @out_amp: amplifier capabilities, 0: none
 * @pcm: of a converter: rates and sample widths, 0: not for PCM
 * @sources: the nodes it can get its samples from
 */
struct hda_widget {
	u32 caps, pin_caps, config, in_amp, out_amp, pcm;
	unsigned int source_count;
	u16 sources[HDA_SOURCES];
};

/**
 * struct hda_amp - an amplifier on a path
 * @index: which of the node's inputs
 * @caps: its capabilities
 * @gain: step, left and right
 * @on: not muted
 */
struct hda_amp {
	u16 nid;
	bool input;
	u8 index;
	u32 caps;
	u8 gain[2];
	bool on[2];
};

#define AMP_STEPS(caps)		((caps) >> 8 & 0x7f)
#define AMP_0DB(caps)		((caps) & 0x7f)
#define AMP_STEP_CENTIBEL(caps)	(25 * (((caps) >> 16 & 0x7f) + 1))	/* in 1/100 dB */
#define AMP_MUTES(caps)		((caps) >> 31)

/**
 * struct hda_path - from a DAC to a pin, or from a pin to an ADC
 * @depth: nodes on it, 0: there is no such path
 * @nodes: against the flow: pin … DAC, or ADC … pin
 * @select: which source of nodes[i] nodes[i + 1] is
 * @amps: @amp_count of them; values under hda.mixer_lock
 * @volume, @mute: those the mixer shows, or NULL
 * @scale: TLV of @volume
 */
struct hda_path {
	unsigned int depth, amp_count;
	u16 nodes[HDA_DEPTH];
	u8 select[HDA_DEPTH];
	struct hda_amp amps[2 * HDA_DEPTH];
	struct hda_amp *volume, *mute;
	unsigned int scale[4];
};

/* ---- the card ---------------------------------------------------------------------------------------------------- */

/**
 * struct hda_stream - one DMA engine
 * @number: of its registers, and its bit in INTCTL and SSYNC
 * @tag: its name on the link
 * @list: buffer descriptor list, @list_addr on the bus; @entries are in use
 * @substream: while it is open; under hda.lock
 * @format: as SDnFMT and the converter take it
 */
struct hda_stream {
	unsigned int number;
	unsigned int tag;
	__le32 *list;
	dma_addr_t list_addr;
	unsigned int entries;
	struct snd_pcm_substream *substream;
	u16 format;
};

/**
 * struct hda - one card
 * @lock: protects INTCTL, SSYNC, the streams' control registers, @intctl and &hda_stream.substream; taken in the
 *	  interrupt handler
 * @intctl: what the register holds
 * @lpib: playback positions are read from the link and not from memory
 * @rings: CORB, positions and RIRB, one page
 * @verb_lock: one command at a time, and @corb_wp, @link_lost
 * @link_lost: a response did not come: nobody knows any more which one the next would be. Until hda_link_start().
 * @answered: @response is there
 * @rirb_rp: last response read; the interrupt handler's own
 * @codec: its address on the link; @afg: its audio function group
 * @widgets: @widget_count from node @first_widget on
 * @mixer_lock: the values of all amplifiers; order: mixer_lock, verb_lock
 * @paths, @streams: by direction, SNDRV_PCM_STREAM_*
 */
struct hda {
	struct snd_card *card;
	struct pci_dev *pci;
	void __iomem *regs;
	int irq;
	spinlock_t lock;
	u32 intctl;
	bool lpib;

	__le32 *corb, *positions, *rirb;
	dma_addr_t rings_addr;
	struct mutex verb_lock;
	bool link_lost;
	unsigned int corb_wp, rirb_rp;
	struct completion answered;
	u32 response;

	unsigned int codec;
	u32 codec_id;
	u16 afg, first_widget;
	unsigned int widget_count;
	struct hda_widget *widgets;
	struct mutex mixer_lock;
	struct hda_path paths[2];
	struct hda_stream streams[2];
};

/* hda.c */

/** hda_wait() - until bits @mask of the longword at @reg are @value: 0, or -EIO after a tenth of a second. Sleeps. */
int hda_wait(struct hda *chip, unsigned int reg, u32 mask, u32 value);

/* hda_link.c */

/** hda_link_alloc() - memory of the rings; goes with the PCI device. 0 or -ENOMEM */
int hda_link_alloc(struct hda *chip);

/** hda_link_start() - set up both rings; the controller is out of its reset. Sleeps. 0 or -EIO */
int hda_link_start(struct hda *chip);

/** hda_link_stop() - no command is under way */
void hda_link_stop(struct hda *chip);

/** hda_link_interrupt() - responses may have come; called with chip->lock held */
void hda_link_interrupt(struct hda *chip);

/**
 * hda_verb() - send a command to node @nid of the codec and wait for the response
 * @verb: 20 bits, verb and payload
 * @response: may be NULL
 * Sleeps. Return: 0; -EIO, said in the log: no answer; -ENODEV: the card was pulled out
 */
int hda_verb(struct hda *chip, u16 nid, u32 verb, u32 *response);

/* hda_codec.c */

/**
 * hda_codec_find() - the first codec with an audio function group, its widgets, and a path for each direction
 * @present: STATESTS
 * Return: 0; -ENODEV: none, or nothing that plays or records; -EIO: does not answer; -ENOMEM
 */
int hda_codec_find(struct hda *chip, unsigned int present);

/** hda_codec_start() - power up, and everything that the codec forgets without power. Sleeps. 0 or -EIO */
int hda_codec_start(struct hda *chip);

/** hda_codec_stop() - power down; what the amplifiers were set to is kept. Sleeps. */
void hda_codec_stop(struct hda *chip);

/** hda_amp_write() - let an amplifier of the codec have the values of @amp; with chip->mixer_lock held. 0 or -EIO */
int hda_amp_write(struct hda *chip, const struct hda_amp *amp);

/** hda_converter() - the DAC or ADC of a direction; chip->paths[direction].depth is not 0 */
u16 hda_converter(const struct hda *chip, int direction);

struct hda_widget *hda_widget(struct hda *chip, u16 nid);

/* hda_mixer.c */

/** hda_new_mixer() - the card's control elements. 0 or -errno; what was added goes with the card. */
int hda_new_mixer(struct hda *chip);

/* hda_pcm.c */

/** hda_streams_alloc() - choose the DMA engines and allocate their lists. 0, -ENODEV or -ENOMEM */
int hda_streams_alloc(struct hda *chip);

/** hda_new_pcm() - the PCM device, with the directions that have a path. 0 or -errno; goes with the card */
int hda_new_pcm(struct hda *chip);

/** hda_interrupt() - the handler; @dev_id: the struct hda. Takes chip->lock. */
irqreturn_t hda_interrupt(int irq, void *dev_id);

#endif
