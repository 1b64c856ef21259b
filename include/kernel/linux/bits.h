/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_BITS_H
#define _LINUX_BITS_H

#include <linux/build_bug.h>
#include <linux/const.h>
#include <asm/bitsperlong.h>

#define BITS_PER_BYTE		8
#define BIT(nr)			(_UL(1) << (nr))
#define BIT_ULL(nr)		(_ULL(1) << (nr))
#define BIT_MASK(nr)		(_UL(1) << ((nr) % BITS_PER_LONG))
#define BIT_WORD(nr)		((nr) / BITS_PER_LONG)
#define BIT_ULL_MASK(nr)	(_ULL(1) << ((nr) % BITS_PER_LONG_LONG))
#define BIT_ULL_WORD(nr)	((nr) / BITS_PER_LONG_LONG)

/* Bits high … low, both included. Exchanged arguments do not compile. */
#define __GENMASK(high, low)	 ((~_UL(0) << (low)) & (~_UL(0) >> (BITS_PER_LONG - 1 - (high))))
#define __GENMASK_ULL(high, low) ((~_ULL(0) << (low)) & (~_ULL(0) >> (BITS_PER_LONG_LONG - 1 - (high))))
#define GENMASK_INPUT_CHECK(high, low) \
	BUILD_BUG_ON_ZERO(__builtin_choose_expr(__is_constexpr((low) > (high)), (low) > (high), 0))
#define GENMASK(high, low)	(GENMASK_INPUT_CHECK(high, low) + __GENMASK(high, low))
#define GENMASK_ULL(high, low)	(GENMASK_INPUT_CHECK(high, low) + __GENMASK_ULL(high, low))

#endif
