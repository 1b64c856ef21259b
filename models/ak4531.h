/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ak4531.h - the Asahi Kasei AK4531 behind the ES1370: control registers, and what its two mixers do to samples.
 *
 * Two mixers share eight inputs. The output mixer, behind it the master volume, feeds the line-out; the input mixer
 * feeds the ADC. Sources: AKM's register map as its successor's data sheet (AK4532, page 10) prints it, with the
 * AK4531's own rows (FM, CD, MONO1, MONO2, MONO-OUT, clock, ADC input) as Linux's ak4531_codec.h names them.
 *
 * Volumes go in steps of 2 dB: inputs from +12 dB (00h) over 0 dB (06h) to -50 dB (1fh), master from 0 dB (00h) to
 * -62 dB (1fh); bit 7 mutes. A side of a mixer gives
 *
 *	sum over its switched-on inputs of sample * 10^(input dB / 20) * 10^(master dB / 20)
 *
 * rounded to the nearest integer, halves up, then clipped to 16 bits; gains are kept to 1 / 65536, so that 0 dB is
 * exactly 1. Analogue headroom has no end here: clipping happens once, behind the master volume or in the ADC. The
 * microphone's amplifier adds 30 dB in front of its volume.
 *
 * The power-on values (muted, 0 dB, in reset) are assumed: no data sheet of the AK4531 itself was at hand. They err on
 * the strict side, a driver that forgets a register is not heard.
 *
 * Left out: clock selection (17h; AudioPCI's wiring is taken for granted), MONO-OUT (0fh is kept, AudioPCI has no
 * such jack), the ADC's external input (18h: nothing is connected, it records silence), noise, and that a volume
 * changes at a zero crossing.
 */
#ifndef USND_MODEL_AK4531_H
#define USND_MODEL_AK4531_H

#include <stdbool.h>
#include <stdint.h>

#define AK_LMASTER 0x00
#define AK_RMASTER 0x01
#define AK_LVOICE 0x02
#define AK_RVOICE 0x03
#define AK_LFM 0x04
#define AK_RFM 0x05
#define AK_LCD 0x06
#define AK_RCD 0x07
#define AK_LLINE 0x08
#define AK_RLINE 0x09
#define AK_LAUX 0x0a
#define AK_RAUX 0x0b
#define AK_MONO1_VOLUME 0x0c
#define AK_MONO2_VOLUME 0x0d
#define AK_MIC_VOLUME 0x0e
#define AK_MONO_OUT 0x0f
#define AK_OUT_SW1 0x10 /* FM L R, line L R, CD L R, mic: bits 6 … 0 */
#define AK_OUT_SW2 0x11 /* aux L R, voice L R, MONO2, MONO1: bits 5 … 0 */
#define AK_LIN_SW1 0x12 /* to the ADC's left: bits as AK_OUT_SW1 */
#define AK_RIN_SW1 0x13
/* mic, MONO1, MONO2 around their volumes, aux L R, voice of this side, MONO2, MONO1: bits 7 … 0 */
#define AK_LIN_SW2 0x14
#define AK_RIN_SW2 0x15
#define AK_POWER 0x16
#define AK_CLOCK 0x17
#define AK_ADC_INPUT 0x18 /* 0: the input mixer, 1: the external pins */
#define AK_MIC_GAIN 0x19 /* 1: +30 dB */
#define AK_REGISTERS 0x1a

#define AK_MUTE 0x80
#define AK_0DB 0x06 /* of an input */
#define AK_POWER_UP 0x02 /* PD: 0 is power down: both mixers silent, registers kept */
#define AK_NO_RESET 0x01 /* RST: 0 holds the registers at their power-on values */

/** enum ak_source - inputs of the mixers; the ES1370 feeds VOICE by DAC2, FM by DAC1. Mono ones use the left side. */
enum ak_source { AK_VOICE, AK_FM, AK_LINE, AK_CD, AK_AUX, AK_MONO1, AK_MONO2, AK_MIC, AK_SOURCES };

/** struct ak_path - one mixer: gain[side of the result][source][side of the source], 1 << 32 is 0 dB */
struct ak_path {
	int64_t gain[2][AK_SOURCES][2];
};

/** struct ak4531 - the codec. @output and @input follow from @reg. */
struct ak4531 {
	uint8_t reg[AK_REGISTERS];
	struct ak_path output, input;
};

/** ak4531_power_on() - power-on values: everything muted at 0 dB, every switch off, in reset */
void ak4531_power_on(struct ak4531 *codec);

/**
 * ak4531_write() - a word from the control port
 * The address has five bits; there is no register above AK_MIC_GAIN. In reset only AK_POWER takes a value.
 */
void ak4531_write(struct ak4531 *codec, uint8_t reg, uint8_t value);

/** ak4531_mix() - 16 bit samples of all inputs, left and right, through one mixer */
void ak4531_mix(const struct ak_path *path, const int16_t in[AK_SOURCES][2], int16_t out[2]);

/** ak4531_hears() - is anything of @source in the mixer's result? */
bool ak4531_hears(const struct ak_path *path, enum ak_source source);

/** ak4531_straight() - is the result @source itself, if only the sources in @sounding (a bit each) are not silent? */
bool ak4531_straight(const struct ak_path *path, enum ak_source source, unsigned int sounding);

#endif
