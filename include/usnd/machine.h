/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * machine.h - the seam between linux/ and the hardware below it: one table of operations per machine.
 *
 * A machine is RAM, a PCI bus, port and memory I/O, interrupt lines, DMA translation, and time: sim (our models),
 * qemu (QEMU's), vfio (a real card). linux/bus and linux/dma call down; the machine calls up through
 * struct usnd_machine_events only, with none of its own locks held.
 *
 * Addresses: "phys" is a CPU physical address, "bus" what a device puts on its bus. They never are the same
 * number, and neither is ever a CPU pointer.
 */
#ifndef USND_MACHINE_H
#define USND_MACHINE_H

#include <usnd/types.h>

struct usnd_machine;

/** USND_BDF() - PCI address: bus << 8 | device << 3 | function; USND_NO_BDF stands for the ISA DMA controller. */
#define USND_BDF(bus, slot, fn) ((uint32_t)(bus) << 8 | (uint32_t)(slot) << 3 | (uint32_t)(fn))
#define USND_NO_BDF 0xffffffffu

#define USND_RAM_RANGES 8
#define USND_IOMMU_PAGE 4096

/* the processor's pages, chosen when usnd is built: 12 (4 KiB) or 14 (16 KiB) */
#ifdef CONFIG_PAGE_SHIFT
#define USND_PAGE_SHIFT CONFIG_PAGE_SHIFT
#endif
#define USND_IRQ_LINES 64

/**
 * struct usnd_ram_range - one piece of RAM
 * @phys: CPU physical address of its first byte, page aligned
 * @bytes: length, page aligned
 * @offset: where it lies in the machine's RAM file
 */
struct usnd_ram_range {
	uint64_t phys;
	uint64_t bytes;
	uint64_t offset;
};

/**
 * struct usnd_platform - what linux/mm and linux/dma must know about a machine; filled by @describe
 * @ram_fd: file that holds all RAM, shared with the machine; owned by the machine
 * @ranges: @range_count pieces, ascending by @phys, not overlapping
 * @dma_offset: direct map: bus = phys + @dma_offset, modulo 2^64; multiple of the largest page block. Never 0.
 * @zone_dma_end: first *bus* address past ZONE_DMA (PC: 16 MiB)
 * @zone_dma32_end: first *bus* address past ZONE_DMA32 (PC: 4 GiB)
 * @max_order: largest block of the page allocator, as MAX_PAGE_ORDER (PC: 10)
 * @iommu: dma_map() translates in pages of USND_IOMMU_PAGE; no direct map, @dma_offset is only for the zones
 * @coherent: devices see CPU writes without a sync
 * @swiotlb_bytes: set aside at boot to bounce streaming maps that a device cannot reach; 0: none. Not with @iommu
 * @cma_bytes: set aside at boot for contiguous requests of any order; 0: none
 * @fragmented: frames are held from boot on, at places @fragment_seed says, so that no free block is above
 *              @fragment_order
 * @pci_io_base, @pci_io_end: port window for BARs (machines without firmware); equal: already assigned
 * @pci_mem_base, @pci_mem_end: the same for memory BARs
 * @edge_lines: interrupt lines, a bit each, whose rise calls the handlers, once; the others do as long as they are up
 */
struct usnd_platform {
	int ram_fd;
	unsigned int range_count;
	struct usnd_ram_range ranges[USND_RAM_RANGES];
	uint64_t dma_offset;
	uint64_t zone_dma_end;
	uint64_t zone_dma32_end;
	unsigned int max_order;
	bool iommu;
	bool coherent;
	uint64_t swiotlb_bytes;
	uint64_t cma_bytes;
	bool fragmented;
	unsigned int fragment_order;
	uint64_t fragment_seed;
	uint32_t pci_io_base, pci_io_end;
	uint64_t pci_mem_base, pci_mem_end;
	uint64_t edge_lines;
};

/** enum usnd_dma_dir - who writes; numbers as enum dma_data_direction */
enum usnd_dma_dir { USND_DMA_BOTH = 0, USND_DMA_TO_DEVICE = 1, USND_DMA_FROM_DEVICE = 2 };

/** struct usnd_dma_piece - physically contiguous memory */
struct usnd_dma_piece {
	uint64_t phys;
	uint64_t bytes;
};

/**
 * struct usnd_dma_map - one live DMA mapping, as linux/dma makes it
 * @bdf: the device
 * @phys: first byte; contiguous for @bytes, unless there are @pieces
 * @pieces: with an IOMMU: @piece_count pieces that lie one after the other on the bus, whole pages of the IOMMU; read
 *          during dma_map() only. NULL: @phys
 * @dir: what the device may do
 * @coherent: both sides see one copy at any time; otherwise the memory is handed to and fro by dma_sync()
 * @lent: not coherent, and the CPU keeps off it between a sync for the device and one for itself: a streaming map of
 *        memory that is somebody's. Memory that was allocated to be handed over piece by piece is not.
 * @bus: without an IOMMU the result of map, with one given by the caller: @bus and @phys have the same place in a page
 *       of the IOMMU, and no page is in two mappings of a device. Identifies the mapping for unmap and sync
 * @owner: text for reports ("snd_es1370 0000:00:05.0 coherent"); lives as long as the mapping
 */
struct usnd_dma_map {
	uint32_t bdf;
	uint64_t phys;
	uint64_t bytes;
	const struct usnd_dma_piece *pieces;
	unsigned int piece_count;
	enum usnd_dma_dir dir;
	bool coherent;
	bool lent;
	uint64_t bus;
	const char *owner;
};

/** enum usnd_dma_error - why a device access was refused */
enum usnd_dma_error {
	USND_DMA_UNMAPPED,	/* no live mapping covers it */
	USND_DMA_AFTER_FREE,	/* a mapping covered it and is gone */
	USND_DMA_OUT_OF_RANGE,	/* starts inside a mapping and runs past its end */
	USND_DMA_DIRECTION,	/* the mapping forbids this direction */
	USND_DMA_NOT_BUS_ADDRESS, /* looks like a physical or CPU address */
	USND_DMA_NO_MASTER,	/* bus mastering is off */
	USND_DMA_NO_PAGE,	/* there is an IOMMU, and the device's table has no page there */
	USND_DMA_NOT_SYNCED,	/* granted, but what the device reads is not what the CPU has written */
	USND_DMA_WRAPPED,	/* granted, but the 8237's counter began anew: @bus was the last byte before it */
};

/**
 * struct usnd_dma_fault - a device access the machine refused (reads gave 0xff, writes were dropped), or, in the case
 * of
 *                         USND_DMA_NOT_SYNCED, let have the old bytes
 * @near: the mapping concerned, if any, by its @bus and @owner (owner NULL: none)
 */
struct usnd_dma_fault {
	uint32_t bdf;
	uint64_t bus;
	uint64_t bytes;
	bool write;
	enum usnd_dma_error error;
	struct usnd_dma_map near;
};

/**
 * struct usnd_machine_events - the machine's calls up; any task, never with a lock of the machine held
 * @irq: interrupt line @line is now @level (true: asserted), and stays so until the device takes it back. Of a line in
 *       &usnd_platform.edge_lines each rise is told, a fall before it if need be. May only note and wake.
 * @dma_fault: a device access was refused
 * @tick: run() wants to be called when the clock reads @deadline (earlier than it said before)
 */
struct usnd_machine_events {
	void *ctx;
	void (*irq)(void *ctx, unsigned int line, bool level);
	void (*dma_fault)(void *ctx, const struct usnd_dma_fault *fault);
	void (*tick)(void *ctx, uint64_t deadline);
};

/**
 * struct usnd_line - one end of a card's analogue or digital line: what the device played, or what it records
 * @format: called when the device starts with a (new) format: @rate in Hz as the chip makes it, @bits 8 (unsigned),
 *          16 or 32 (signed, little endian; narrower ones lie in the upper bits), before the first frames. May be NULL.
 * @frames: playback: @count frames of interleaved @data left the DAC at host_now().
 *          record: fill @data with @count frames; missing ones are silence.
 * @rate: record, digital lines: of what comes in, Hz; 0: the device's choice. Analogue ones do not look at it.
 * Called from usnd_machine_ops.run() or a register access with the machine's lock held: it must not
 * call the machine.
 */
struct usnd_line {
	void *ctx;
	void (*format)(void *ctx, unsigned int rate, unsigned int channels, unsigned int bits);
	void (*frames)(void *ctx, void *data, size_t count);
	unsigned int rate;
};

/**
 * struct usnd_machine_ops - a machine. Slots without "optional" are required.
 * Any task may call any slot; the machine locks itself. None sleeps, except @open and @close.
 *
 * @name: "sim", "qemu", "vfio"
 * @close: stops the hardware and frees @m. No event comes after it has returned. Accepts NULL.
 * @describe: fills @platform; constant over the machine's life
 * @events: where events go: called before any other slot but @describe; NULL slots: nowhere any more
 * @pci_read: PCI configuration read of @size 1, 2 or 4 at @reg; absent devices read all ones
 * @pci_write: configuration write
 * @io_read: port read of @size 1, 2 or 4; nothing there reads all ones
 * @io_write: port write
 * @mem_read: device memory at CPU physical @phys, @size 1, 2, 4 or 8
 * @mem_write: the same, write
 * @mem_block: @bytes from (@write false) or to device memory in one go; @data is the CPU's
 * @dma_map: enter @map on record, set @map->bus. Without coherence the device has old bytes until a sync. -ENOMEM.
 *           -EINVAL: not RAM. -EEXIST: a page of the IOMMU is in use.
 * @dma_unmap: the mapping whose @bus and @bdf are given is gone; later accesses are faults. -ENOENT: no such.
 * @dma_sync: optional (NULL: coherent machine): give [@bus, +@bytes), inside one mapping and widened to the cache lines
 *            it touches, to the device (@to_device) or to the CPU. -ENOENT: no such mapping.
 * @rebase: optional (NULL: machine cannot): RAM at physical [@phys, +@bytes), whole pages, is from now on what lies in
 * file
 *          @fd at @offset, for every device; @fd -1: in the machine's own RAM file again. Mappings keep their bus
 *          addresses. The caller has copied the contents and keeps the devices from the range meanwhile.
 *          -EOPNOTSUPP: this machine cannot after all; -EINVAL: not RAM of one piece; -ENOMEM.
 * @run: bring all devices up to @now. Return: the time of the next thing that will happen by itself,
 *       or UINT64_MAX. Raises irq events.
 * @line: attach @line to the playback (@capture false) or recording side of the device named @card;
 *        @line is copied, NULL detaches. -ENODEV: no such device, -EOPNOTSUPP: machine cannot.
 * @unplug: optional (NULL: machine cannot): the PCI device at @bdf is gone, without a warning to its driver: it reads
 *          as all ones and its interrupt pin is released. Its mappings stay on record until unmapped. -ENODEV.
 * @plug: optional (NULL: machine cannot): put a @model ("es1370") into the empty slot @bdf, an ISA card into the next
 *        ISA slot whatever @bdf is. It answers when this returns. -ENODEV: no such model; -EINVAL: the slot is taken,
 *        or there is none.
 * @power_off: optional (NULL: nothing is lost): the system sleeps, and its cards have no power until they are accessed
 *             next. Then they are in their power-on condition, registers and configuration; lines stay attached.
 */
struct usnd_machine_ops {
	const char *name;
	void (*close)(struct usnd_machine *m);
	void (*describe)(struct usnd_machine *m, struct usnd_platform *platform);
	void (*events)(struct usnd_machine *m, const struct usnd_machine_events *events);
	uint32_t (*pci_read)(struct usnd_machine *m, uint32_t bdf, unsigned int reg, unsigned int size);
	void (*pci_write)(struct usnd_machine *m, uint32_t bdf, unsigned int reg, unsigned int size, uint32_t value);
	uint32_t (*io_read)(struct usnd_machine *m, uint32_t port, unsigned int size);
	void (*io_write)(struct usnd_machine *m, uint32_t port, unsigned int size, uint32_t value);
	uint64_t (*mem_read)(struct usnd_machine *m, uint64_t phys, unsigned int size);
	void (*mem_write)(struct usnd_machine *m, uint64_t phys, unsigned int size, uint64_t value);
	void (*mem_block)(struct usnd_machine *m, uint64_t phys, void *data, size_t bytes, bool write);
	int (*dma_map)(struct usnd_machine *m, struct usnd_dma_map *map);
	int (*dma_unmap)(struct usnd_machine *m, uint32_t bdf, uint64_t bus);
	int (*dma_sync)(struct usnd_machine *m, uint32_t bdf, uint64_t bus, uint64_t bytes, bool to_device);
	int (*rebase)(struct usnd_machine *m, uint64_t phys, uint64_t bytes, int fd, uint64_t offset);
	uint64_t (*run)(struct usnd_machine *m, uint64_t now);
	int (*line)(struct usnd_machine *m, const char *card, bool capture, const struct usnd_line *line);
	int (*unplug)(struct usnd_machine *m, uint32_t bdf);
	int (*plug)(struct usnd_machine *m, const char *model, uint32_t bdf);
	void (*power_off)(struct usnd_machine *m);
};

/** struct usnd_machine - embedded first in each machine's own struct */
struct usnd_machine {
	const struct usnd_machine_ops *ops;
};

#endif
