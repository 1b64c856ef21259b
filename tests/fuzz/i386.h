/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * i386.h - the same program, compiled for 32 bits: numbers and arguments of its ioctls, from the i386 ABI.
 */
#ifndef TESTS_FUZZ_I386_H
#define TESTS_FUZZ_I386_H

#include <sound/asound.h>

#include "tests/fuzz/program.h"

struct sw_params32 {
	int32_t tstamp_mode;
	uint32_t period_step, sleep_min;
	uint32_t avail_min, xfer_align, start_threshold, stop_threshold, silence_threshold, silence_size, boundary;
	uint32_t proto, tstamp_type;
	uint8_t reserved[56];
};

struct xfer32 {
	int32_t result;
	uint32_t buf, frames;
};

struct elem_list32 {
	uint32_t offset, space, used, count, pids;
	uint8_t reserved[52];
};

struct piece32 {
	uint32_t at, bytes;
};

/**
 * i386_command() - the number that a 32-bit program has for @cmd; @late: one with 64-bit time, if there are two
 * What has no other number there is @cmd itself; that of a 64-bit program's is as good a question as any.
 */
unsigned int i386_command(unsigned int cmd, bool late);

/** native_sw_params(), i386_sw_params() - from and to the structure of the other kind of program */
void native_sw_params(const struct sw_params32 *from, struct snd_pcm_sw_params *to);
void i386_sw_params(const struct snd_pcm_sw_params *from, struct sw_params32 *to);

#endif
