/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hda.h - registers of a High Definition Audio controller, and what the files of its model share.
 *
 * Names and meaning follow Intel's High Definition Audio Specification 1.0a, chapter 3 (registers) and 4 (use).
 */
#ifndef USND_MODEL_HDA_H
#define USND_MODEL_HDA_H

#include "models/hda_codec.h"
#include "models/model.h"

#define HDA_GCAP 0x00
#define HDA_VMIN 0x02
#define HDA_VMAJ 0x03
#define HDA_OUTPAY 0x04
#define HDA_GCTL 0x08
#define HDA_WAKEEN 0x0c
#define HDA_STATESTS 0x0e
#define HDA_GSTS 0x10
#define HDA_INTCTL 0x20
#define HDA_INTSTS 0x24
#define HDA_WALCLK 0x30
#define HDA_SSYNC 0x38
#define HDA_CORBLBASE 0x40
#define HDA_CORBUBASE 0x44
#define HDA_CORBWP 0x48
#define HDA_CORBRP 0x4a
#define HDA_CORBCTL 0x4c
#define HDA_CORBSTS 0x4d
#define HDA_CORBSIZE 0x4e
#define HDA_RIRBLBASE 0x50
#define HDA_RIRBUBASE 0x54
#define HDA_RIRBWP 0x58
#define HDA_RINTCNT 0x5a
#define HDA_RIRBCTL 0x5c
#define HDA_RIRBSTS 0x5d
#define HDA_RIRBSIZE 0x5e
#define HDA_DPLBASE 0x70
#define HDA_DPUBASE 0x74
#define HDA_SD(n) (0x80u + 0x20u * (n))
#define HDA_SD_CTL 0x00 /* three bytes, the fourth is STS */
#define HDA_SD_STS 0x03
#define HDA_SD_LPIB 0x04
#define HDA_SD_CBL 0x08
#define HDA_SD_LVI 0x0c
#define HDA_SD_FIFOS 0x10
#define HDA_SD_FMT 0x12
#define HDA_SD_BDPL 0x18
#define HDA_SD_BDPU 0x1c

#define GCTL_CRST 0x001u
#define GCTL_FCNTRL 0x002u
#define GCTL_UNSOL 0x100u
#define GSTS_FSTS 0x2u
#define INT_GLOBAL (1u << 31)
#define INT_CONTROLLER (1u << 30)
#define RP_RESET 0x8000u
#define CORB_RUN 0x02u
#define CORB_CMEIE 0x01u
#define CORB_CMEI 0x01u
#define RIRB_INT 0x01u
#define RIRB_RUN 0x02u
#define RIRB_OVERRUN 0x04u /* in the control register: its interrupt */
#define DPL_ENABLE 0x1u
#define SD_SRST 0x01u
#define SD_RUN 0x02u
#define SD_IOCE 0x04u
#define SD_FEIE 0x08u
#define SD_DEIE 0x10u
#define SD_TAG(ctl) ((ctl) >> 20 & 0xf)
#define STS_BCIS 0x04u
#define STS_FIFOE 0x08u
#define STS_DESE 0x10u
#define STS_FIFORDY 0x20u

#define HDA_INPUTS 4u
#define HDA_OUTPUTS 4u
#define HDA_STREAMS (HDA_INPUTS + HDA_OUTPUTS)
#define HDA_FIFO 192u /* bytes a stream holds between memory and link */
#define HDA_BURST 64u /* bytes moved over the bus in one go, or fewer up to a buffer's end */

#define HDA_FRAME_NS 20833u /* of the link, 48 kHz */
#define HDA_ENUMERATION_NS (25 * HDA_FRAME_NS)
#define HDA_REPORT_NS 1000000u /* between two writes of a position to memory */

/**
 * struct hda_stream - one stream descriptor and its DMA engine (hda_stream.c)
 * @ctl, @sts, @lpib, @cbl, @lvi, @fmt, @bdpl, @bdpu: registers
 * @entry: the buffer at hand, number @index of the list: its address, what is left of it, whether its end interrupts;
 *	   @loaded: there is one
 * @fifo: @filled and @drained count bytes since the reset, so byte n is fifo[n % HDA_FIFO]; @ends: byte n is the last
 *	  of a buffer that interrupts
 * @ticking: was so at the last update
 * @clock_base: ns; frame number n, from 1, is due at @clock_base + n frames
 * @clock_frames: done since then
 * @fetched: position in the cyclic buffer of what has been moved from or to memory
 * @reported: the value of it that memory has
 */
struct hda_stream {
	struct hda *chip;
	unsigned int number;
	uint32_t ctl, lpib, cbl, bdpl, bdpu;
	uint16_t lvi, fmt;
	uint8_t sts;
	struct {
		uint64_t address;
		uint32_t left;
		bool ioc;
	} entry;
	unsigned int index;
	bool loaded;
	uint8_t fifo[HDA_FIFO];
	bool ends[HDA_FIFO];
	uint64_t filled, drained;
	bool ticking;
	uint64_t clock_base, clock_frames;
	uint32_t fetched, reported;
};

/**
 * struct hda - the controller
 * @gctl … @dpubase: registers as written, or as they read
 * @codec_seen: ns; when the codec asks for a status change, UINT64_MAX: it has
 * @verb_due: ns; when the next command has been answered, UINT64_MAX: none is under way
 * @responses: since the last response interrupt
 * @wall: ns; when the wall clock was 0
 */
struct hda {
	struct model_slot *slot;
	uint32_t gctl, intctl, ssync, corblbase, corbubase, rirblbase, rirbubase, dplbase, dpubase;
	uint16_t wakeen, statests, gsts, rintcnt;
	uint8_t corbwp, corbctl, corbsts, corbsize, rirbwp, rirbctl, rirbsts, rirbsize;
	uint16_t corbrp; /* with its reset bit */
	uint64_t codec_seen, verb_due, wall;
	unsigned int responses;
	struct hda_stream streams[HDA_STREAMS];
	struct hda_codec codec;
};

/* hda_stream.c */
void hda_stream_reset(struct hda_stream *stream);
uint32_t hda_stream_read(const struct hda_stream *stream, unsigned int reg);
void hda_stream_write(struct hda_stream *stream, unsigned int reg, uint32_t mask, uint32_t value);
void hda_stream_update(struct hda_stream *stream);
uint64_t hda_stream_run(struct hda_stream *stream, uint64_t now);

/* hda_link.c */
uint32_t hda_link_read(const struct hda *chip, unsigned int reg);
void hda_link_write(struct hda *chip, unsigned int reg, uint32_t mask, uint32_t value);
void hda_link_answer(struct hda *chip);

/* a register: bits of @mask become those of @value; bits of @fixed stay */
static inline uint32_t hda_merge(uint32_t old, uint32_t mask, uint32_t value, uint32_t fixed)
{
	mask &= ~fixed;
	return (old & ~mask) | (value & mask);
}

#endif
