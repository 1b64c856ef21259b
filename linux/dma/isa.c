// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * isa.c - the channels of the 8237 DMA controllers: who has one, and what it is programmed with.
 *
 * The controller can be given any address, and then silently reaches the wrong memory: it has 24 address lines, and
 * counts inside 64 or 128 KiB. So the books are asked when a channel is enabled, if it was programmed since: the block
 * must be memory that is mapped for the ISA bus (a device without a PCI address), in one piece for the chip.
 * What a driver makes of reports is its own: the registers are written in any case.
 *
 * Locks: dma_spin_lock, the driver's to take (claim_dma_lock()), protects the controllers' registers and
 * programs[]. channels_lock protects channels[]; a leaf.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/isa-dma.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "local.h"

DEFINE_SPINLOCK(dma_spin_lock);
EXPORT_SYMBOL(dma_spin_lock);

/**
 * struct channel - who has it; @owner NULL: nobody
 * @where: who asked
 */
struct channel {
	const char *owner;
	const void *where;
};

static DEFINE_SPINLOCK(channels_lock);
static struct channel channels[MAX_DMA_CHANNELS];

/**
 * struct program - what a channel was told
 * @address, @count: in bytes
 * @fresh: not looked at since it changed
 */
struct program {
	u32 address, count;
	bool fresh;
};

static struct program programs[MAX_DMA_CHANNELS];

/* ---- who has a channel ---- */

int request_dma(unsigned int dmanr, const char *device_id)
{
	const void *where = __builtin_return_address(0);
	unsigned long flags;
	int err = -EBUSY;

	if (dmanr >= MAX_DMA_CHANNELS)
		return -EINVAL;
	if (should_fail("request_dma", where))
		return -EBUSY;
	spin_lock_irqsave(&channels_lock, flags);
	if (!channels[dmanr].owner) {
		channels[dmanr] = (struct channel){ device_id ?: "?", where };
		err = 0;
	}
	spin_unlock_irqrestore(&channels_lock, flags);
	return err;
}
EXPORT_SYMBOL(request_dma);

void free_dma(unsigned int dmanr)
{
	const void *where = __builtin_return_address(0);
	bool was_taken = false;
	unsigned long flags;

	if (dmanr < MAX_DMA_CHANNELS && dmanr != 4) {
		spin_lock_irqsave(&channels_lock, flags);
		was_taken = channels[dmanr].owner;
		channels[dmanr].owner = NULL;
		spin_unlock_irqrestore(&channels_lock, flags);
	}
	if (!was_taken)
		report("free of a free DMA channel", where, "free_dma(%u): nobody has it", dmanr);
}
EXPORT_SYMBOL(free_dma);

static int show_channels(struct seq_file *seq, void *v)
{
	unsigned long flags;
	unsigned int i;

	spin_lock_irqsave(&channels_lock, flags);
	for (i = 0; i < MAX_DMA_CHANNELS; i++)
		if (channels[i].owner)
			seq_printf(seq, "%2u: %s\n", i, channels[i].owner);
	spin_unlock_irqrestore(&channels_lock, flags);
	return 0;
}

static int __init proc_dma_init(void)
{
	return proc_create_single("dma", 0, NULL, show_channels) ? 0 : -ENOMEM;
}
module_init(proc_dma_init);

static void __exit proc_dma_exit(void)
{
	remove_proc_entry("dma", NULL);
}
module_exit(proc_dma_exit);

/* ---- what is wrong with a program ---- */

static bool is_wide(unsigned int dmanr)
{
	return dmanr > 3;
}

/* of an 8-bit channel 64 KiB, of a 16-bit one 128 */
static u32 window_of(unsigned int dmanr)
{
	return is_wide(dmanr) ? 0x20000 : 0x10000;
}

static void check_program(unsigned int dmanr, const void *where)
{
	struct program *program = &programs[dmanr];
	u32 address = program->address, count = program->count, window = window_of(dmanr);
	const char *owner = READ_ONCE(channels[dmanr].owner) ?: "which nobody has requested";

	if (!program->fresh)
		return;
	program->fresh = false;
	if (!count || count > window || (is_wide(dmanr) && (address | count) & 1))
		report("bad ISA DMA size", where, "channel %u (%s): %u bytes at bus %#x; it moves %s", dmanr, owner,
		       count, address,
		       is_wide(dmanr) ? "words, at most 128 KiB" : "at most 64 KiB");
	else if (address + count > 1u << 24 || address + count < address)
		report("ISA DMA above 16 MiB", where,
		       "channel %u (%s): bus %#x +%u: the controller has 24 address lines", dmanr, owner, address,
		       count);
	else if (address / window != (address + count - 1) / window)
		report("ISA DMA crosses a boundary", where,
		       "channel %u (%s): bus %#x +%u: the controller counts inside %u KiB and would go on at bus %#x",
		       dmanr, owner, address, count, window / 1024, address & ~(window - 1));
	else
		record_around(NULL, address, count, "enable_dma", where);
}

/* ---- the registers ---- */

struct ports {
	u16 address, count, mask, mode, flip_flop, page;
};

#define FIRST(n, page)	{ 2 * (n), 2 * (n) + 1, DMA1_MASK_REG, DMA1_MODE_REG, DMA1_CLEAR_FF_REG, page }
#define SECOND(n, page)	\
	{ IO_DMA2_BASE + 4 * (n), IO_DMA2_BASE + 4 * (n) + 2, DMA2_MASK_REG, DMA2_MODE_REG, DMA2_CLEAR_FF_REG, page }

static const struct ports ports[MAX_DMA_CHANNELS] = {
	FIRST(0, DMA_PAGE_0), FIRST(1, DMA_PAGE_1), FIRST(2, DMA_PAGE_2), FIRST(3, DMA_PAGE_3),
	SECOND(0, 0), SECOND(1, DMA_PAGE_5), SECOND(2, DMA_PAGE_6), SECOND(3, DMA_PAGE_7),
};

/* The channel's ports; NULL and a report for what no driver may do. */
static const struct ports *ports_of(unsigned int dmanr, const char *call, const void *where)
{
	if (dmanr >= MAX_DMA_CHANNELS) {
		report("bad DMA channel", where, "%s(%u)", call, dmanr);
		return NULL;
	}
	if (!lockdep_is_held(&dma_spin_lock))
		report("DMA controller without its lock", where, "%s(%u) outside of claim_dma_lock()", call, dmanr);
	return &ports[dmanr];
}

/* the low half goes first */
static void write_pair(u16 port, u32 value)
{
	outb(value, port);
	outb(value >> 8, port);
}

void enable_dma(unsigned int dmanr)
{
	const void *where = __builtin_return_address(0);
	const struct ports *at = ports_of(dmanr, "enable_dma", where);

	if (!at)
		return;
	check_program(dmanr, where);
	outb(dmanr & 3, at->mask);
}
EXPORT_SYMBOL(enable_dma);

void disable_dma(unsigned int dmanr)
{
	const struct ports *at = ports_of(dmanr, "disable_dma", __builtin_return_address(0));

	if (at)
		outb((dmanr & 3) | 4, at->mask);
}
EXPORT_SYMBOL(disable_dma);

void clear_dma_ff(unsigned int dmanr)
{
	const struct ports *at = ports_of(dmanr, "clear_dma_ff", __builtin_return_address(0));

	if (at)
		outb(0, at->flip_flop);
}
EXPORT_SYMBOL(clear_dma_ff);

void set_dma_mode(unsigned int dmanr, char mode)
{
	const struct ports *at = ports_of(dmanr, "set_dma_mode", __builtin_return_address(0));

	if (at)
		outb(mode | (dmanr & 3), at->mode);
}
EXPORT_SYMBOL(set_dma_mode);

static void write_page(unsigned int dmanr, const struct ports *at, u8 page)
{
	if (at->page)
		outb(is_wide(dmanr) ? page & 0xfe : page, at->page);
}

void set_dma_page(unsigned int dmanr, char pagenr)
{
	const struct ports *at = ports_of(dmanr, "set_dma_page", __builtin_return_address(0));

	if (!at)
		return;
	programs[dmanr].address = (programs[dmanr].address & 0xffff) | (u8)pagenr << 16;
	programs[dmanr].fresh = true;
	write_page(dmanr, at, pagenr);
}
EXPORT_SYMBOL(set_dma_page);

void set_dma_addr(unsigned int dmanr, unsigned int a)
{
	const struct ports *at = ports_of(dmanr, "set_dma_addr", __builtin_return_address(0));

	if (!at)
		return;
	programs[dmanr].address = a;
	programs[dmanr].fresh = true;
	write_page(dmanr, at, a >> 16);
	write_pair(at->address, is_wide(dmanr) ? a >> 1 : a);
}
EXPORT_SYMBOL(set_dma_addr);

void set_dma_count(unsigned int dmanr, unsigned int count)
{
	const struct ports *at = ports_of(dmanr, "set_dma_count", __builtin_return_address(0));

	if (!at)
		return;
	programs[dmanr].count = count;
	programs[dmanr].fresh = true;
	write_pair(at->count, is_wide(dmanr) ? (count - 1) >> 1 : count - 1);
}
EXPORT_SYMBOL(set_dma_count);

int get_dma_residue(unsigned int dmanr)
{
	const struct ports *at = ports_of(dmanr, "get_dma_residue", __builtin_return_address(0));
	u16 left;

	if (!at)
		return 0;
	left = inb(at->count);
	left |= inb(at->count) << 8;
	/* the register is one behind; 65536 wraps to 0 as it does on the chip */
	left++;
	return is_wide(dmanr) ? left << 1 : left;
}
EXPORT_SYMBOL(get_dma_residue);

/* ---- up and down ---- */

void isa_dma_init(void)
{
	memset(channels, 0, sizeof(channels));
	memset(programs, 0, sizeof(programs));
	channels[4].owner = "cascade";
}

unsigned int isa_dma_finish(void)
{
	unsigned int i, left = 0;

	for (i = 0; i < MAX_DMA_CHANNELS; i++) {
		if (i == 4 || !channels[i].owner)
			continue;
		report("DMA channel leak", channels[i].where, "channel %u was never freed", i);
		left++;
	}
	return left;
}
