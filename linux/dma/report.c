// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report.c - a device access that the machine refused, in the words of the driver's author.
 *
 * The machine knows numbers: who, where, how far. The books (debug.c) know which buffer that is, who made it and
 * who freed it. Called from any task; takes no lock but the books'.
 */
#include <linux/printk.h>
#include <linux/sprintf.h>

#include "local.h"

static const char *const reasons[] = {
	[USND_DMA_UNMAPPED] = "nothing is mapped there",
	[USND_DMA_AFTER_FREE] = "the buffer was freed",
	[USND_DMA_OUT_OF_RANGE] = "it runs past the end of the buffer",
	[USND_DMA_DIRECTION] = "the map forbids this direction",
	[USND_DMA_NOT_BUS_ADDRESS] =
		"that is no bus address but a physical or CPU address: the device was given the wrong one",
	[USND_DMA_WRAPPED] = "its counter ends there: it goes on at the beginning of the same 64 KiB (128 KiB: words)",
	[USND_DMA_NO_MASTER] = "bus mastering is off: pci_set_master() is missing",
	[USND_DMA_NO_PAGE] = "the IOMMU has no page for this device there",
	[USND_DMA_NOT_SYNCED] =
		"what the CPU wrote has not reached the device: dma_sync_*_for_device() is missing",
};

/* DMA_MAPPING_ERROR itself, or as much of it as an address register of 32 bits holds, at the device */
static bool is_mapping_error(u64 bus)
{
	return bus == DMA_MAPPING_ERROR || bus == DMA_BIT_MASK(32);
}

static const char *name_reason(const struct usnd_dma_fault *fault)
{
	if (is_mapping_error(fault->bus) && !fault->near.owner && fault->error != USND_DMA_NO_MASTER)
		return "that is a map that failed: dma_mapping_error() was not asked, or not heeded";
	return fault->error < ARRAY_SIZE(reasons) ? reasons[fault->error] : "refused";
}

static void name_device(u32 bdf, char *text, size_t size)
{
	struct dma_record record;

	if (record_of(bdf, &record))
		snprintf(text, size, "%s", record.name);
	else if (bdf == USND_NO_BDF)
		snprintf(text, size, "the ISA DMA controller");
	else
		snprintf(text, size, "%02x:%02x.%x", bdf >> 8 & 0xff, bdf >> 3 & 0x1f, bdf & 7);
}

/* The buffer concerned: the machine's word first, then what the books know about it. */
static const void *name_buffer(const struct usnd_dma_fault *fault, char *text, size_t size)
{
	u64 bus = fault->near.owner ? fault->near.bus : fault->bus;
	struct dma_record record;
	char maker[96], freer[96];
	bool gone;

	text[0] = '\0';
	if (record_near(fault->bdf, bus, &record, &gone)) {
		host_symbol(record.maker, maker, sizeof(maker));
		host_symbol(record.freer, freer, sizeof(freer));
		snprintf(text, size, "; the buffer at bus %#llx +%zu of %s, made at %s%s%s", record.bus, record.size,
			 record.owner, maker, gone ? ", freed at " : "", gone ? freer : "");
		return gone ? record.freer : record.maker;
	}
	if (fault->near.owner)
		snprintf(text, size, "; the buffer at bus %#llx +%llu of %s", (u64)fault->near.bus,
			 (u64)fault->near.bytes, fault->near.owner);
	return NULL;
}

void dma_fault(void *ctx, const struct usnd_dma_fault *fault)
{
	char device[64], buffer[400];
	const void *where;

	name_device(fault->bdf, device, sizeof(device));
	where = name_buffer(fault, buffer, sizeof(buffer));
	report("DMA fault", where, "%s %s %llu bytes at bus %#llx: %s%s", device, fault->write ? "writes" : "reads",
	       (u64)fault->bytes, (u64)fault->bus, name_reason(fault), buffer);
}
