/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Helpers of the memory tests: how much is free, a repeatable random sequence, writes ASan must not see. */
#ifndef TESTS_UNIT_FREE_RAM_H
#define TESTS_UNIT_FREE_RAM_H

#include <linux/mm.h>

/* Frames nobody has. Exact in usnd; a kernel's own tasks take and give meanwhile. */
static inline unsigned long free_ram(void)
{
	struct sysinfo info;

	si_meminfo(&info);
	return info.freeram;
}

#ifdef CONFIG_USND
#define EXPECT_FREE_RAM(test, pages) KUNIT_EXPECT_EQ(test, free_ram(), pages)
#else
#define EXPECT_FREE_RAM(test, pages) do { (void)(pages); } while (0)
#endif

static inline u32 draw(u64 *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return *state >> 33;
}

/* A driver's stray write. */
static noinline __no_sanitize_address __maybe_unused void poke(char *at, char value)
{
	*(volatile char *)at = value;
}

#endif
