/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * probe_dma.h - questions about memory that a driver asks the kernel, and no client can; module snd-probe-dma.
 *
 * Each file of /proc/asound asks anew when it is read. Answers name no addresses: where memory lies is the machine's
 * affair, what is said of it the kernel's.
 */
#ifndef PROBE_DMA_H
#define PROBE_DMA_H

#include <linux/device.h>
#include <linux/types.h>
#include <sound/info.h>

/** struct asking - @dev: whose memory; @out: where answers go; @seed: of what is drawn */
struct asking {
	struct device *dev;
	struct snd_info_buffer *out;
	u64 seed;
};

/** draw() - the next of a sequence that is the same everywhere: 0 … @below - 1 */
unsigned int draw(struct asking *ask, unsigned int below);
/** set_masks() - of @bits address bits, both */
void set_masks(struct asking *ask, unsigned int bits);
/** show_runs() - " name 00*12 d1*100": the bytes, as runs of equal ones */
void show_runs(struct asking *ask, const char *name, const void *bytes, size_t size);

/** high_pages() - 2^@order pages that end above 4 GiB, or NULL */
struct page *high_pages(unsigned int order);

void ask_masks(struct asking *ask);
void ask_allocations(struct asking *ask);
void ask_maps(struct asking *ask);
void ask_lists(struct asking *ask);
void ask_tables(struct asking *ask);
void ask_memory(struct asking *ask);
void ask_pools(struct asking *ask);

#endif
