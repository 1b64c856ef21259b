/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conversion between clocks of two speeds. usnd has one source of time, which is the host's (linux/task/time.c). */
#ifndef _LINUX_CLOCKSOURCE_H
#define _LINUX_CLOCKSOURCE_H

#include <linux/types.h>

#define CLOCKSOURCE_MASK(bits) ((u64)((bits) < 64 ? (1ULL << (bits)) - 1 : -1))

/* Factors of a conversion t * mult >> shift from @from to @to, in Hz, as exact as @maxsec seconds leave room for. */
void clocks_calc_mult_shift(u32 *mult, u32 *shift, u32 from, u32 to, u32 maxsec);

#endif
