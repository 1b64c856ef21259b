/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ct1745.h - the mixer of the Sound Blaster 16: registers, and what they do to samples.
 *
 * From Creative's "Sound Blaster Series Hardware Programming Guide", chapter 4. Volumes are 5 bits, 0 dB (31) to -62 dB
 * (0) in steps of 2 dB; the gains in front of the ADC and behind the master volume 2 bits, 0 to +18 dB. On the way
 *
 *	DAC - voice volume - master volume - output gain - line-out
 *	line-in - line volume - input switches - input gain - ADC
 *
 * a side gives the sum of what it is switched to, times 10^(dB / 20), rounded to the nearest integer, halves up, and
 * clipped to 16 bits. Gains are kept to 1 / 65536, so that 0 dB is exactly 1.
 *
 * Left out: MIDI, CD, microphone and PC speaker (nothing is connected; their registers are kept), line-in heard on
 * line-out, tone controls (kept, flat), microphone AGC (kept), the registers for compatibility with the CT1345 (04h …
 * 2eh), noise.
 */
#ifndef USND_MODEL_CT1745_H
#define USND_MODEL_CT1745_H

#include <stdbool.h>
#include <stdint.h>

#define CT_RESET 0x00
#define CT_MASTER 0x30 /* left; right is the next one, as of all pairs */
#define CT_VOICE 0x32
#define CT_MIDI 0x34
#define CT_CD 0x36
#define CT_LINE 0x38
#define CT_MIC 0x3a
#define CT_SPEAKER 0x3b
#define CT_OUTPUT 0x3c /* switches: line L R, CD L R, mic: bits 4 … 0 */
#define CT_INPUT 0x3d /* to the ADC's left: MIDI L R, line L R, CD L R, mic: bits 6 … 0 */
#define CT_IN_GAIN 0x3f
#define CT_OUT_GAIN 0x41
#define CT_AGC 0x43
#define CT_TREBLE 0x44
#define CT_BASS 0x46
#define CT_LAST 0x47

#define CT_UNITY (1ll << 32)

/**
 * struct ct1745 - the mixer
 * @reg: CT_MASTER … CT_LAST
 * @out: from DAC to line-out, each side; @in: [side of the ADC][side of line-in]; CT_UNITY is 0 dB
 */
struct ct1745 {
	uint8_t reg[CT_LAST + 1];
	int64_t out[2], in[2][2];
};

/** ct1745_reset() - what power on and a write to CT_RESET give */
void ct1745_reset(struct ct1745 *mixer);
void ct1745_write(struct ct1745 *mixer, uint8_t reg, uint8_t value);
/** ct1745_read() - a register; ones where there is none */
uint8_t ct1745_read(const struct ct1745 *mixer, uint8_t reg);

/** ct1745_play() - a frame from the DAC to line-out, in place; ct1745_record() from line-in to the ADC */
void ct1745_play(const struct ct1745 *mixer, int16_t frame[2]);
void ct1745_record(const struct ct1745 *mixer, int16_t frame[2]);

/**
 * ct1745_plays_straight() - is line-out, bit by bit, what the DAC gives? ct1745_records_straight(): the ADC, line-in?
 */
bool ct1745_plays_straight(const struct ct1745 *mixer);
bool ct1745_records_straight(const struct ct1745 *mixer);

#endif
