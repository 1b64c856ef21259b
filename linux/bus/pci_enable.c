// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Switching a PCI device on and off, and claiming its BARs.
 *
 * Enabling is counted; the last pci_disable_device() turns bus mastering off, and leaves decoding as it is (as
 * Linux on a PC). After pcim_enable_device() the region calls are managed, too.
 */
#include <linux/export.h>
#include <linux/pci.h>

#include "local.h"

/* change bits of the command register; returns what it was */
static u16 change_command(struct pci_dev *dev, u16 clear, u16 set)
{
	u16 old, new;

	pci_read_config_word(dev, PCI_COMMAND, &old);
	new = (old & ~clear) | set;
	if (new != old)
		pci_write_config_word(dev, PCI_COMMAND, new);
	return old;
}

static int enable_decoding(struct pci_dev *dev, unsigned long types)
{
	u16 set = 0;

	for (int bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		const struct resource *res = &dev->resource[bar];

		if (!(res->flags & types))
			continue;
		if (res->flags & IORESOURCE_UNSET || !res->parent) {
			dev_err(&dev->dev, "BAR %d has no address, the device cannot be enabled\n", bar);
			return -EINVAL;
		}
		set |= res->flags & IORESOURCE_IO ? PCI_COMMAND_IO : PCI_COMMAND_MEMORY;
	}
	change_command(dev, dev->pin ? PCI_COMMAND_INTX_DISABLE : 0, set);
	return 0;
}

static int enable_device(struct pci_dev *dev, unsigned long types, const void *caller)
{
	int err;

	if (should_fail("pci_enable_device", caller))
		return -EIO;
	if (atomic_inc_return(&dev->enable_cnt) > 1)
		return 0;
	err = pci_set_power_state(dev, PCI_D0);
	if (!err || err == -EIO) /* without power management it is on already */
		err = enable_decoding(dev, types);
	if (err)
		atomic_dec(&dev->enable_cnt);
	return err;
}

/**
 * pci_enable_device() - wake the device up and let it decode its ports and memory
 * Context: sleeps.
 * Return: 0; -EINVAL: a BAR has no address; -EIO. Every success is taken back by pci_disable_device().
 */
int pci_enable_device(struct pci_dev *dev)
{
	return enable_device(dev, IORESOURCE_IO | IORESOURCE_MEM, __builtin_return_address(0));
}
EXPORT_SYMBOL(pci_enable_device);

int pci_enable_device_mem(struct pci_dev *dev)
{
	return enable_device(dev, IORESOURCE_MEM, __builtin_return_address(0));
}
EXPORT_SYMBOL(pci_enable_device_mem);

int pci_reenable_device(struct pci_dev *dev)
{
	return pci_is_enabled(dev) ? enable_decoding(dev, IORESOURCE_IO | IORESOURCE_MEM) : 0;
}
EXPORT_SYMBOL(pci_reenable_device);

void pci_disable_device(struct pci_dev *dev)
{
	if (atomic_read(&dev->enable_cnt) <= 0) {
		report("device disabled that is not enabled", __builtin_return_address(0), "%s", pci_name(dev));
		return;
	}
	if (atomic_dec_return(&dev->enable_cnt))
		return;
	change_command(dev, PCI_COMMAND_MASTER, 0);
	dev->is_busmaster = 0;
}
EXPORT_SYMBOL(pci_disable_device);

/** pci_set_master() - let the device access memory; a latency timer below 16 is raised to 64 clocks */
void pci_set_master(struct pci_dev *dev)
{
	u8 latency;

	change_command(dev, 0, PCI_COMMAND_MASTER);
	dev->is_busmaster = 1;
	pci_read_config_byte(dev, PCI_LATENCY_TIMER, &latency);
	if (latency < 16)
		pci_write_config_byte(dev, PCI_LATENCY_TIMER, 64);
}
EXPORT_SYMBOL(pci_set_master);

void pci_clear_master(struct pci_dev *dev)
{
	change_command(dev, PCI_COMMAND_MASTER, 0);
	dev->is_busmaster = 0;
}
EXPORT_SYMBOL(pci_clear_master);

/** pci_intx() - let the device use its interrupt pin, or not; nothing happens if it has no such bit (before PCI 2.3) */
void pci_intx(struct pci_dev *dev, int enable)
{
	change_command(dev, enable ? PCI_COMMAND_INTX_DISABLE : 0, enable ? 0 : PCI_COMMAND_INTX_DISABLE);
}
EXPORT_SYMBOL_GPL(pci_intx);

/** pci_set_mwi() - allow Memory Write and Invalidate; -EINVAL if the device does not take a cache line size */
int pci_set_mwi(struct pci_dev *dev)
{
	u8 longwords;

	pci_write_config_byte(dev, PCI_CACHE_LINE_SIZE, 64 / 4);
	pci_read_config_byte(dev, PCI_CACHE_LINE_SIZE, &longwords);
	if (longwords != 64 / 4)
		return -EINVAL;
	change_command(dev, 0, PCI_COMMAND_INVALIDATE);
	return 0;
}
EXPORT_SYMBOL(pci_set_mwi);

int pci_try_set_mwi(struct pci_dev *dev)
{
	return pci_set_mwi(dev);
}
EXPORT_SYMBOL(pci_try_set_mwi);

void pci_clear_mwi(struct pci_dev *dev)
{
	change_command(dev, PCI_COMMAND_INVALIDATE, 0);
}
EXPORT_SYMBOL(pci_clear_mwi);

/* ---- regions --------------------------------------------------------------------------------------------- */

/**
 * pci_request_region() - claim one BAR; a BAR the device does not have is no error
 * Return: 0; -EBUSY: somebody else has it; -EINVAL: no BAR can have that number.
 */
int pci_request_region(struct pci_dev *dev, int bar, const char *name)
{
	struct resource *taken = NULL;

	if (!pci_bar_valid(bar))
		return -EINVAL;
	if (pci_is_managed(dev))
		return pcim_request_region(dev, bar, name);
	if (!pci_resource_len(dev, bar))
		return 0;
	if (pci_resource_flags(dev, bar) & IORESOURCE_IO)
		taken = request_region(pci_resource_start(dev, bar), pci_resource_len(dev, bar), name);
	else
		taken = request_mem_region(pci_resource_start(dev, bar), pci_resource_len(dev, bar), name);
	if (taken)
		return 0;
	dev_warn(&dev->dev, "BAR %d: cannot reserve %pR\n", bar, &dev->resource[bar]);
	return -EBUSY;
}
EXPORT_SYMBOL(pci_request_region);

void pci_release_region(struct pci_dev *dev, int bar)
{
	if (!pci_bar_valid(bar))
		return;
	if (pci_is_managed(dev)) {
		pcim_release_region(dev, bar);
		return;
	}
	if (!pci_resource_len(dev, bar))
		return;
	if (pci_resource_flags(dev, bar) & IORESOURCE_IO)
		release_region(pci_resource_start(dev, bar), pci_resource_len(dev, bar));
	else
		release_mem_region(pci_resource_start(dev, bar), pci_resource_len(dev, bar));
}
EXPORT_SYMBOL(pci_release_region);

/** pci_request_selected_regions() - claim the BARs of mask @bars, all or none; -EBUSY whatever the reason */
int pci_request_selected_regions(struct pci_dev *dev, int bars, const char *name)
{
	for (int bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		if (!(bars & 1 << bar) || !pci_request_region(dev, bar, name))
			continue;
		pci_release_selected_regions(dev, bars & ((1 << bar) - 1));
		return -EBUSY;
	}
	return 0;
}
EXPORT_SYMBOL(pci_request_selected_regions);

void pci_release_selected_regions(struct pci_dev *dev, int bars)
{
	for (int bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		if (bars & 1 << bar)
			pci_release_region(dev, bar);
}
EXPORT_SYMBOL(pci_release_selected_regions);

int pci_request_regions(struct pci_dev *dev, const char *name)
{
	return pci_request_selected_regions(dev, (1 << PCI_STD_NUM_BARS) - 1, name);
}
EXPORT_SYMBOL(pci_request_regions);

void pci_release_regions(struct pci_dev *dev)
{
	pci_release_selected_regions(dev, (1 << PCI_STD_NUM_BARS) - 1);
}
EXPORT_SYMBOL(pci_release_regions);

/** pci_select_bars() - mask of the BARs whose resource has any of @flags */
int pci_select_bars(struct pci_dev *dev, unsigned long flags)
{
	int bars = 0;

	for (int bar = 0; bar < PCI_NUM_RESOURCES; bar++)
		if (pci_resource_flags(dev, bar) & flags)
			bars |= 1 << bar;
	return bars;
}
EXPORT_SYMBOL(pci_select_bars);
