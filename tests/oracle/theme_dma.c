// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_dma.c - what the kernel tells a driver about memory: module snd-probe-dma asks, its files have the answers.
 */
#include "tests/oracle/themes.h"

void theme_dma(struct oracle *o)
{
	say_text(o, "masks", "/proc/asound/probe-masks");
	say_text(o, "allocation", "/proc/asound/probe-allocations");
	say_text(o, "map", "/proc/asound/probe-maps");
	say_text(o, "list", "/proc/asound/probe-lists");
}

void theme_memory(struct oracle *o)
{
	say_text(o, "table", "/proc/asound/probe-tables");
	say_text(o, "memory", "/proc/asound/probe-memory");
	say_text(o, "pool", "/proc/asound/probe-pools");
}
