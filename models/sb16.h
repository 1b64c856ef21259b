/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sb16.h - ports and commands of the Sound Blaster 16, and what the files of its model share.
 *
 * From Creative's "Sound Blaster Series Hardware Programming Guide": DSP version 4.05, mixer CT1745.
 */
#ifndef USND_MODEL_SB16_H
#define USND_MODEL_SB16_H

#include "models/ct1745.h"
#include "models/model.h"

#define SB_MIXER_INDEX 0x4
#define SB_MIXER_DATA 0x5
#define SB_RESET 0x6
#define SB_READ 0xa
#define SB_WRITE 0xc /* read: bit 7, busy */
#define SB_READ_STATUS 0xe /* bit 7: a byte waits; reading takes the 8-bit interrupt back */
#define SB_ACK16 0xf
#define SB_PORTS 0x10

/* registers behind the mixer's ports that are not the mixer's */
#define SB_IRQ_SELECT 0x80 /* IRQ 10, 7, 5, 9: bits 3 … 0 */
#define SB_DMA_SELECT 0x81 /* DMA 7, 6, 5, -, 3, -, 1, 0: bits 7 … 0 */
#define SB_IRQ_STATUS 0x82
#define SB_IRQ8 0x01
#define SB_IRQ16 0x02

#define SB_FIFO 256 /* bytes */

enum { SB_8, SB_16, SB_ENGINES };

/**
 * struct sb16_engine - one of the two transfers the DSP can make (sb16_engine.c)
 * @active: started and not at its end; @paused: by command
 * @capture, @auto_init, @stereo, @is_signed: as the command says
 * @ending: stops at the end of this block
 * @block: samples of a block; @left: of this one
 * @clock_base: ns; frame number n, from 1, is due at @clock_base + n / rate
 * @clock_frames: frames done since @clock_base
 * @fifo: recording: @held bytes wait for the DMA controller
 * @announced: the line knows the format
 */
struct sb16_engine {
	bool active, paused, capture, auto_init, stereo, is_signed, ending, announced;
	uint32_t block, left;
	uint64_t clock_base, clock_frames;
	uint8_t fifo[SB_FIFO];
	size_t held;
};

/**
 * struct sb16 - the card
 * @command, @params, @param_count, @params_wanted: what is being written to the DSP
 * @busy_until: it takes no byte before
 * @in_reset: the reset port holds it; @awake: when it has come out of reset and says so
 * @answers: @answer_count bytes from @answer_next on wait for the reader
 * @irqs: pending interrupts as SB_IRQ_STATUS shows them
 * @rate: of both engines: the chip has one clock
 */
struct sb16 {
	struct model_slot *slot;
	struct ct1745 mixer;
	uint8_t mixer_index, irq_select, dma_select;
	uint8_t command, params[3];
	unsigned int param_count, params_wanted;
	uint64_t busy_until;
	bool in_reset, waking, speaker;
	uint64_t awake;
	uint8_t answers[64], test;
	unsigned int answer_next, answer_count;
	uint8_t irqs;
	unsigned int rate;
	struct sb16_engine engines[SB_ENGINES];
	struct usnd_line line_out, line_in;
};

/* sb16_engine.c */
void sb16_engine_start(struct sb16 *chip, unsigned int index, uint8_t command, uint8_t mode, uint16_t count);
void sb16_engine_pause(struct sb16 *chip, unsigned int index, bool pause);
void sb16_engine_rate(struct sb16 *chip, unsigned int rate);
uint64_t sb16_engine_run(struct sb16 *chip, unsigned int index, uint64_t now);

/* sb16.c */
void sb16_raise(struct sb16 *chip, uint8_t irqs);

#endif
