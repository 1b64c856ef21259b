// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_address.c - the es1370 driver with one slip: DAC2's ring is given to the chip 16 MiB beyond where it is.
 *
 * The driver's sources are compiled as they are; only the register writes of its PCM part are bent.
 */
#include <linux/io.h>

static void bent_outl(u32 value, unsigned long port)
{
	/* 38h on the page of the DACs: a bus address, not the counters next to it */
	if ((port & 0x3f) == 0x38 && value >= 0x100000)
		value += 0x1000000;
	outl(value, port);
}

#define outl bent_outl
#include "../../drivers/es1370/es1370_pcm.c"
