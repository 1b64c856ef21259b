// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * themes.c - the table of themes. Each has a file of its own in tests/golden.
 */
#include "tests/oracle/themes.h"

const struct theme themes[] = {
	{ "state", theme_state },
	{ "suspended", theme_suspended },
	{ "disconnected", theme_disconnected },
	{ "badarg", theme_badarg },
	{ "sw", theme_sw },
	{ "hw", theme_hw },
	{ "refine", theme_refine },
	{ "chmap", theme_chmap },
	{ "pointer", theme_pointer },
	{ "status", theme_status },
	{ "transfer", theme_transfer },
	{ "vectors", theme_vectors },
	{ "silence", theme_silence },
	{ "run", theme_run },
	{ "wait", theme_wait },
	{ "open", theme_open },
	{ "shared", theme_shared },
	{ "proc", theme_proc },
	{ "prealloc", theme_prealloc },
	{ "link", theme_link },
	{ "mmap", theme_mmap },
	{ "walk", theme_walk },
	{ "card", theme_card },
	{ "ctl", theme_ctl, "snd-probe-ctl" },
	{ "vmaster", theme_vmaster, "snd-probe-ctl" },
	{ "userctl", theme_userctl, "snd-probe-ctl" },
	{ "timer", theme_timer },
	{ "numbers", theme_numbers },
	{ "dummy", theme_dummy, "snd-dummy" },
	{ "aloop", theme_aloop, "snd-aloop" },
	{ "dma", theme_dma, "snd-probe-dma", "pc-6g-swiotlb" },
	{ "memory", theme_memory, "snd-probe-dma", "pc-6g-swiotlb" },
	{ 0 },
};
