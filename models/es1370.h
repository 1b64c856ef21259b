/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * es1370.h - registers of the Ensoniq AudioPCI ES1370, and what the files of its model share.
 *
 * Names and meaning follow Ensoniq's "AudioPCI" data sheet (and that of its successor ES1371 where the former is
 * silent).
 */
#ifndef USND_MODEL_ES1370_H
#define USND_MODEL_ES1370_H

#include "models/ak4531.h"
#include "models/model.h"

#define ES_CONTROL 0x00 /* interrupt and chip select */
#define ES_STATUS 0x04
#define ES_UART_DATA 0x08
#define ES_UART_STATUS 0x09 /* read; control when written */
#define ES_UART_TEST 0x0a
#define ES_MEM_PAGE 0x0c
#define ES_CODEC 0x10
#define ES_SERIAL 0x20
#define ES_DAC1_COUNT 0x24
#define ES_DAC2_COUNT 0x28
#define ES_ADC_COUNT 0x2c
#define ES_MEMORY 0x30 /* 16 bytes of the page */
#define ES_PORTS 0x40

#define CTRL_ADC_STOP (1u << 31) /* no transfers to memory while recording */
#define CTRL_PCLKDIV(control) ((control) >> 16 & 0x1fff)
#define CTRL_M_SBB (1u << 14) /* DAC2 clock from the MPEG input */
#define CTRL_WTSRSEL(control) ((control) >> 12 & 3)
#define CTRL_DAC_SYNC (1u << 11) /* DAC2 on DAC1's clock */
#define CTRL_M_CB (1u << 9) /* record from the MPEG input */
#define CTRL_DAC1_EN (1u << 6)
#define CTRL_DAC2_EN (1u << 5)
#define CTRL_ADC_EN (1u << 4)
#define CTRL_UART_EN (1u << 3)
#define CTRL_CDC_EN (1u << 1)
#define CTRL_SERR_DIS (1u << 0)

#define STAT_INTR (1u << 31)
#define STAT_CSTAT (1u << 10)
#define STAT_CWRIP (1u << 8)
#define STAT_VC (3u << 5) /* voice code: no CCB interrupt */
#define STAT_UART (1u << 3)
#define STAT_DAC1 (1u << 2)
#define STAT_DAC2 (1u << 1)
#define STAT_ADC (1u << 0)

#define SCTRL_R1_LOOP_SEL (1u << 15) /* 1: stop when the sample counter has run down */
#define SCTRL_P2_LOOP_SEL (1u << 14)
#define SCTRL_P1_LOOP_SEL (1u << 13)
#define SCTRL_P2_PAUSE (1u << 12)
#define SCTRL_P1_PAUSE (1u << 11)
#define SCTRL_R1_INT_EN (1u << 10)
#define SCTRL_P2_INT_EN (1u << 9)
#define SCTRL_P1_INT_EN (1u << 8)
#define SCTRL_P1_SCT_RLD (1u << 7) /* hold DAC1's sample counter at its start */

#define UART_TXRDY 0x02
#define UART_TXINT 0x04

#define ES_FIFO 64 /* bytes of sample cache per channel: two halves of 32 */
#define ES_BURST 32 /* bytes moved over the bus in one go: one half */

enum { ES_DAC1, ES_DAC2, ES_ADC, ES_CHANNELS };

/**
 * struct es1370_channel - one of the three DMA channels (es1370_channel.c)
 * @frame_address: bus address of the buffer
 * @frame_size: longwords in the buffer minus one; @frame_count: longwords transferred
 * @sample_count: frames between interrupts minus one; @samples_left: counts down to 0
 * @fifo: the sample cache; @filled and @drained count bytes since the start, so byte n is fifo[n % ES_FIFO]
 * @running, @paused, @shift: enable bit, pause bit and log2 of a frame's bytes as they were at the last update
 * @stopped: stop mode has ended it; it must be disabled and enabled again
 * @announced: the line knows the format
 * @clock_base: ns; frame number n, from 1, is due at @clock_base + n ticks of @clock_divider / 1 411 200 s
 * @clock_divider: 0: no clock
 * @clock_frames: frames done since @clock_base
 * @line: what is attached between chip and codec; line.frames NULL: nothing
 */
struct es1370_channel {
	uint32_t frame_address;
	uint16_t frame_size, frame_count;
	uint16_t sample_count, samples_left;
	uint8_t fifo[ES_FIFO];
	uint64_t filled, drained;
	bool running, paused, stopped, announced;
	unsigned int shift;
	uint64_t clock_base;
	uint32_t clock_divider;
	uint64_t clock_frames;
	struct usnd_line line;
};

/**
 * struct es1370 - the card
 * @control, @serial, @page: registers as written
 * @status: the interrupt bits only; the rest is made up when read
 * @codec: the AK4531; @codec_word is on its way to it until @codec_done
 * @line_out, @line_in: what is plugged into the jacks (es1370_analogue.c)
 * @out_clock: the DAC whose frames line-out is sampled at, ES_CHANNELS: none; @out_announced: the line knows its
 *	 format
 * @held: last sample of each channel, left and right, as the codec sees it
 */
struct es1370 {
	struct model_slot *slot;
	uint32_t control, serial, status;
	uint8_t page, uart_control, uart_test;
	struct ak4531 codec;
	uint16_t codec_word;
	bool codec_busy;
	uint64_t codec_done;
	uint32_t phantom[2], uart_memory[8];
	struct es1370_channel channels[ES_CHANNELS];
	struct usnd_line line_out, line_in;
	unsigned int out_clock;
	bool out_announced;
	int16_t held[ES_CHANNELS][2];
};

/* es1370_channel.c */
unsigned int es1370_mode(const struct es1370 *chip, unsigned int index);
void es1370_channel_update(struct es1370 *chip, unsigned int index);
uint64_t es1370_channel_run(struct es1370 *chip, unsigned int index, uint64_t now);
uint64_t es1370_channel_next(const struct es1370 *chip, unsigned int index);

/* es1370_analogue.c */
unsigned int es1370_clock_out(struct es1370 *chip);
bool es1370_lockstep(struct es1370 *chip);
void es1370_played(struct es1370 *chip, unsigned int index, uint8_t *batch, uint64_t frames);
void es1370_sampled(struct es1370 *chip, uint8_t *batch, uint64_t frames);
int es1370_line(void *state, const char *end, bool capture, const struct usnd_line *line);

/* es1370.c */
void es1370_interrupts(struct es1370 *chip);

#endif
