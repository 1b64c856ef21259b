/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rme32.h - registers of RME's Digi32 family, and what the files of its model share.
 *
 * What is known of the cards: RME's user's guide ("DIGI32 series"), the data sheets of the receivers (Crystal CS8412,
 * CS8414), and the register names of Linux's driver, which RME has helped to write.
 */
#ifndef USND_MODEL_RME32_H
#define USND_MODEL_RME32_H

#include "models/model.h"

#define RME_MEMORY 0x20000u /* bytes of the ring, from offset 0 of BAR 0 on */
#define RME_CONTROL 0x20000 /* write */
#define RME_STATUS 0x20000 /* read */
#define RME_CONFIRM 0x20004 /* write: takes the interrupt back */
#define RME_RESET 0x20100 /* write: position 0 */
#define RME_BAR 0x40000u
#define RME_BLOCK 8192u /* bytes between interrupts */

#define CTRL_START (1u << 0)
#define CTRL_MONO (1u << 1)
#define CTRL_MODE24 (1u << 2) /* 4 bytes a sample, else 2 */
#define CTRL_SEL (1u << 3) /* the output carries the ring; 0: the input */
#define CTRL_FREQ(control) ((control) >> 4 & 3) /* 0: the input's clock; 32, 44.1, 48 kHz */
#define CTRL_FREQ_SHIFT 4
#define CTRL_INP(control) ((control) >> 6 & 3)
#define CTRL_INP_SHIFT 6
#define CTRL_RESET (1u << 8) /* holds the position at 0 */
#define CTRL_MUTE (1u << 9)
#define CTRL_PRO (1u << 10) /* channel status: professional */
#define CTRL_DS (1u << 11) /* PRO: twice the rate */
#define CTRL_ADAT (1u << 12) /* 32/8: eight channels */
#define CTRL_AUTOSYNC (1u << 13)
#define CTRL_PD (1u << 14)
#define CTRL_EMP (1u << 15)

#define STAT_POSITION 0x1ffffu
#define STAT_LOCK (1u << 23) /* the ADAT receiver has a signal */
#define STAT_ERF (1u << 26) /* no valid signal */
#define STAT_F_SHIFT 27 /* the receiver's frequency code, 3 bits */
#define STAT_KMODE (1u << 30) /* clocked by the input */
#define STAT_IRQ (1u << 31)

enum { RME_OPTICAL, RME_COAXIAL, RME_INTERNAL, RME_XLR, RME_INPUTS };

/**
 * struct rme32_variant - what tells the cards apart
 * @adat: ADAT on the optical connectors; @pro: XLR, double speed, CS8414 instead of CS8412
 */
struct rme32_variant {
	bool adat, pro;
};

/**
 * struct rme32_clock - frames per second
 * @rate: 0: it stands still; frame number n, from 1, is due at @base + n / @rate seconds; @frames: done since @base
 * @external: from the input
 */
struct rme32_clock {
	unsigned int rate;
	bool external;
	uint64_t base, frames;
};

/**
 * struct rme32 - the card
 * @control: as written
 * @irq: not confirmed yet
 * @position: byte of the ring that is next
 * @format: what the lines were told, in a form that can be compared; 0: nothing yet
 * @out: the digital output; @in: the inputs' connectors; @adat_in: what @in[RME_OPTICAL] carries is ADAT
 */
struct rme32 {
	struct model_slot *slot;
	const struct rme32_variant *variant;
	uint32_t control;
	bool irq;
	uint32_t position;
	struct rme32_clock clock;
	uint64_t format;
	struct usnd_line out, in[RME_INPUTS];
	bool adat_in;
	uint8_t memory[RME_MEMORY];
};

/* rme32_ring.c */
void rme32_update(struct rme32 *chip);
uint64_t rme32_advance(struct rme32 *chip, uint64_t now);

/* rme32.c */
const struct usnd_line *rme32_input(const struct rme32 *chip);
unsigned int rme32_input_rate(const struct rme32 *chip);

#endif
