// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The PCI bus: finding the devices at boot, giving their BARs addresses, looking devices up.
 *
 * Bus 0 only; devices behind bridges, expansion ROMs and 64-bit addresses are left out. BARs are placed from the
 * machine's windows in the order in which they are found, each aligned to its size; on a machine with firmware
 * (empty windows) they stay where they are. pci_lock protects root_bus.devices; boot and shutdown are alone anyway.
 */
#define pr_fmt(fmt) "pci: " fmt

#include <linux/export.h>
#include <linux/log2.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/pm_runtime.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "local.h"

DEFINE_MUTEX(pci_lock);
static struct pci_bus root_bus;
/* the next free address of each window */
static resource_size_t next_port, next_mem;

/* ---- BARs ------------------------------------------------------------------------------------------------ */

/*
 * Which bits of a BAR can be changed tells its size. The register is put back; decoding is off meanwhile, so that
 * the device does not answer at the test address.
 */
static u32 probe_bar(struct pci_dev *dev, int reg, u32 *value)
{
	u32 mask;

	pci_read_config_dword(dev, reg, value);
	pci_write_config_dword(dev, reg, ~0U);
	pci_read_config_dword(dev, reg, &mask);
	pci_write_config_dword(dev, reg, *value);
	return mask;
}

/* read one BAR into dev->resource[@bar]; returns how many registers it takes */
static int size_bar(struct pci_dev *dev, int bar)
{
	struct resource *res = &dev->resource[bar];
	int reg = PCI_BASE_ADDRESS_0 + 4 * bar;
	u32 value, mask = probe_bar(dev, reg, &value), high;
	bool wide;

	if (!mask || mask == ~0U)
		return 1;
	res->name = pci_name(dev);
	wide = !(mask & PCI_BASE_ADDRESS_SPACE_IO) &&
	       (mask & PCI_BASE_ADDRESS_MEM_TYPE_MASK) == PCI_BASE_ADDRESS_MEM_TYPE_64 && bar < PCI_STD_NUM_BARS - 1;
	if (mask & PCI_BASE_ADDRESS_SPACE_IO) {
		/* a device that decodes 16 address lines only leaves the upper half zero */
		mask = (mask & (u32)PCI_BASE_ADDRESS_IO_MASK) | (mask >> 16 ? 0 : 0xffff0000);
		value &= (u32)PCI_BASE_ADDRESS_IO_MASK;
		res->flags = IORESOURCE_IO | IORESOURCE_SIZEALIGN;
	} else {
		res->flags = IORESOURCE_MEM | IORESOURCE_SIZEALIGN;
		if (mask & PCI_BASE_ADDRESS_MEM_PREFETCH)
			res->flags |= IORESOURCE_PREFETCH;
		mask &= (u32)PCI_BASE_ADDRESS_MEM_MASK;
		value &= (u32)PCI_BASE_ADDRESS_MEM_MASK;
	}
	if (wide) {
		/* below 4 GiB: everything decodes there */
		pci_read_config_dword(dev, reg + 4, &high);
		res->flags |= IORESOURCE_MEM_64;
		if (high)
			res->flags |= IORESOURCE_UNSET;
	}
	res->start = value;
	res->end = value + (resource_size_t)(u32)~mask;
	return wide ? 2 : 1;
}

/*
 * A free range of the window for @res: behind the last one that was given away, and if there is none any more, where
 * cards have been pulled out. The resource is requested then.
 */
static bool find_place(struct resource *res, resource_size_t align, bool io)
{
	resource_size_t *next = io ? &next_port : &next_mem, size = resource_size(res), start;
	u64 base = io ? platform()->pci_io_base : platform()->pci_mem_base;
	u64 end = io ? platform()->pci_io_end : platform()->pci_mem_end;

	for (int pass = 0; pass < 2; pass++) {
		for (start = ALIGN(pass ? base : *next, align); start + size <= end; start += max(size, align)) {
			res->start = start;
			res->end = start + size - 1;
			if (request_resource(io ? &ioport_resource : &iomem_resource, res))
				continue;
			*next = max(*next, start + size);
			return true;
		}
	}
	res->start = 0;
	res->end = size - 1;
	return false;
}

/* a place of its own for BAR @bar, naturally aligned; without one it stays IORESOURCE_UNSET */
static void place_bar(struct pci_dev *dev, int bar)
{
	struct resource *res = &dev->resource[bar];
	bool io = res->flags & IORESOURCE_IO;
	resource_size_t size = resource_size(res);
	bool assigned = io ? platform()->pci_io_base == platform()->pci_io_end :
			     platform()->pci_mem_base == platform()->pci_mem_end;

	if (assigned) {
		if (!res->start || res->flags & IORESOURCE_UNSET ||
		    request_resource(io ? &ioport_resource : &iomem_resource, res))
			goto no_room;
	} else {
		if (!find_place(res, max_t(resource_size_t, size, io ? 4 : PAGE_SIZE), io))
			goto no_room;
		pci_write_config_dword(dev, PCI_BASE_ADDRESS_0 + 4 * bar, res->start);
		if (res->flags & IORESOURCE_MEM_64)
			pci_write_config_dword(dev, PCI_BASE_ADDRESS_0 + 4 * bar + 4, 0);
		res->flags &= ~IORESOURCE_UNSET;
	}
	dev_dbg(&dev->dev, "BAR %d: %pR\n", bar, res);
	return;

no_room:
	dev_err(&dev->dev, "BAR %d: no room for %llu bytes\n", bar, (unsigned long long)size);
	res->flags |= IORESOURCE_UNSET;
	res->start = 0;
	res->end = size - 1;
}

static void setup_bars(struct pci_dev *dev)
{
	u16 command;

	pci_read_config_word(dev, PCI_COMMAND, &command);
	pci_write_config_word(dev, PCI_COMMAND, command & ~(PCI_COMMAND_IO | PCI_COMMAND_MEMORY));
	for (int bar = 0; bar < PCI_STD_NUM_BARS;)
		bar += size_bar(dev, bar);
	for (int bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		if (dev->resource[bar].flags)
			place_bar(dev, bar);
	pci_write_config_word(dev, PCI_COMMAND, command);
}

/* ---- finding devices --------------------------------------------------------------------------------------- */

static void release_pci_dev(struct device *dev)
{
	kfree(to_pci_dev(dev));
}

static void read_identity(struct pci_dev *dev)
{
	u32 class;
	u8 line;

	pci_read_config_word(dev, PCI_VENDOR_ID, &dev->vendor);
	pci_read_config_word(dev, PCI_DEVICE_ID, &dev->device);
	pci_read_config_dword(dev, PCI_CLASS_REVISION, &class);
	dev->class = class >> 8;
	dev->revision = class;
	pci_read_config_byte(dev, PCI_HEADER_TYPE, &dev->hdr_type);
	dev->multifunction = !!(dev->hdr_type & PCI_HEADER_TYPE_MFD);
	dev->hdr_type &= PCI_HEADER_TYPE_MASK;
	if (dev->hdr_type != PCI_HEADER_TYPE_NORMAL)
		return;
	pci_read_config_word(dev, PCI_SUBSYSTEM_VENDOR_ID, &dev->subsystem_vendor);
	pci_read_config_word(dev, PCI_SUBSYSTEM_ID, &dev->subsystem_device);
	pci_read_config_byte(dev, PCI_INTERRUPT_PIN, &dev->pin);
	pci_read_config_byte(dev, PCI_INTERRUPT_LINE, &line);
	dev->irq = dev->pin && line < USND_IRQ_LINES ? line : 0;
	dev->pm_cap = pci_find_capability(dev, PCI_CAP_ID_PM);
}

static struct pci_dev *new_device(unsigned int devfn)
{
	struct pci_dev *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (!dev)
		return NULL;
	dev->bus = &root_bus;
	dev->devfn = devfn;
	dev->cfg_size = PCI_CFG_SPACE_SIZE;
	dev->error_state = pci_channel_io_normal;
	dev->current_state = PCI_D0;
	dev->dma_mask = 0xffffffff;
	dev->dma_parms.max_segment_size = 65536;
	dev->dma_parms.segment_boundary_mask = 0xffffffff;
	INIT_LIST_HEAD(&dev->bus_list);
	device_initialize(&dev->dev);
	dev->dev.bus = &pci_bus_type;
	dev->dev.release = release_pci_dev;
	dev->dev.dma_mask = &dev->dma_mask;
	dev->dev.coherent_dma_mask = 0xffffffff;
	dev->dev.dma_parms = &dev->dma_parms;
	dev->dev.archdata.dma_id = USND_BDF(root_bus.number, PCI_SLOT(devfn), PCI_FUNC(devfn));
	return dev;
}

int pci_scan_function(unsigned int devfn, bool *multifunction)
{
	u32 bdf = USND_BDF(root_bus.number, PCI_SLOT(devfn), PCI_FUNC(devfn));
	u32 id = machine()->ops->pci_read(machine(), bdf, PCI_VENDOR_ID, 4);
	struct pci_dev *dev;
	int err;

	if (!id || id == ~0U || (u16)id == 0xffff)
		return 0;
	dev = new_device(devfn);
	if (!dev)
		return -ENOMEM;
	err = dev_set_name(&dev->dev, "%04x:%02x:%02x.%d", 0, root_bus.number, PCI_SLOT(devfn), PCI_FUNC(devfn));
	if (err)
		goto err_put;
	read_identity(dev);
	*multifunction = dev->multifunction;
	/* BARs before the device is seen: with device_add() a driver may bind */
	if (dev->hdr_type == PCI_HEADER_TYPE_NORMAL)
		setup_bars(dev);
	mutex_lock(&pci_lock);
	list_add_tail(&dev->bus_list, &root_bus.devices);
	mutex_unlock(&pci_lock);
	pm_runtime_forbid(&dev->dev);
	pm_runtime_set_active(&dev->dev);
	pm_runtime_enable(&dev->dev);
	err = device_add(&dev->dev);
	if (!err)
		return 0;
	pm_runtime_remove(&dev->dev);
	mutex_lock(&pci_lock);
	list_del_init(&dev->bus_list);
	mutex_unlock(&pci_lock);
err_put:
	put_device(&dev->dev);
	return err;
}

static int scan_bus(void)
{
	for (unsigned int slot = 0; slot < 32; slot++) {
		bool multifunction = false;

		for (unsigned int function = 0; function < (multifunction ? 8 : 1); function++) {
			int err = pci_scan_function(PCI_DEVFN(slot, function), &multifunction);

			if (err)
				return err;
		}
	}
	return 0;
}

/* ---- looking devices up -------------------------------------------------------------------------------------- */

struct pci_dev *pci_dev_get(struct pci_dev *dev)
{
	if (dev)
		get_device(&dev->dev);
	return dev;
}
EXPORT_SYMBOL(pci_dev_get);

void pci_dev_put(struct pci_dev *dev)
{
	if (dev)
		put_device(&dev->dev);
}
EXPORT_SYMBOL(pci_dev_put);

static int match_id(struct device *dev, const void *id)
{
	return pci_match_id(id, to_pci_dev(dev)) != NULL;
}

/* the next device after @from that @ids means, with a reference; the one on @from is given up */
static struct pci_dev *find_next(const struct pci_device_id *ids, struct pci_dev *from)
{
	struct device *found = bus_find_device(&pci_bus_type, from ? &from->dev : NULL, ids, match_id);

	pci_dev_put(from);
	return found ? to_pci_dev(found) : NULL;
}

struct pci_dev *pci_get_subsys(unsigned int vendor, unsigned int device, unsigned int ss_vendor,
			       unsigned int ss_device, struct pci_dev *from)
{
	const struct pci_device_id ids[] = { { vendor, device, ss_vendor, ss_device }, { 0 } };

	return find_next(ids, from);
}
EXPORT_SYMBOL(pci_get_subsys);

/** pci_get_device() - the next device after @from (NULL: the first) of these ids, with a reference; @from is put */
struct pci_dev *pci_get_device(unsigned int vendor, unsigned int device, struct pci_dev *from)
{
	return pci_get_subsys(vendor, device, PCI_ANY_ID, PCI_ANY_ID, from);
}
EXPORT_SYMBOL(pci_get_device);

struct pci_dev *pci_get_class(unsigned int class, struct pci_dev *from)
{
	const struct pci_device_id ids[] = { { PCI_DEVICE_CLASS(class, ~0U) }, { 0 } };

	return find_next(ids, from);
}
EXPORT_SYMBOL(pci_get_class);

struct pci_dev *pci_get_slot(struct pci_bus *bus, unsigned int devfn)
{
	struct pci_dev *dev, *found = NULL;

	mutex_lock(&pci_lock);
	list_for_each_entry(dev, &bus->devices, bus_list)
		if (dev->devfn == devfn)
			found = pci_dev_get(dev);
	mutex_unlock(&pci_lock);
	return found;
}
EXPORT_SYMBOL(pci_get_slot);

struct pci_dev *pci_get_domain_bus_and_slot(int domain, unsigned int bus, unsigned int devfn)
{
	return domain || bus != root_bus.number ? NULL : pci_get_slot(&root_bus, devfn);
}
EXPORT_SYMBOL(pci_get_domain_bus_and_slot);

/** pci_dev_present() - is there any device that @ids means? */
int pci_dev_present(const struct pci_device_id *ids)
{
	struct pci_dev *dev = find_next(ids, NULL);

	pci_dev_put(dev);
	return dev != NULL;
}
EXPORT_SYMBOL(pci_dev_present);

/** pci_device_is_present() - does it still answer? */
bool pci_device_is_present(struct pci_dev *pdev)
{
	u16 vendor;

	pci_read_config_word(pdev, PCI_VENDOR_ID, &vendor);
	return vendor == pdev->vendor;
}
EXPORT_SYMBOL_GPL(pci_device_is_present);

/* ---- life ------------------------------------------------------------------------------------------------------- */

static unsigned int remove_devices(void)
{
	unsigned int left = 0;
	struct pci_dev *dev;

	while ((dev = list_first_entry_or_null(&root_bus.devices, struct pci_dev, bus_list))) {
		left += pci_forget_device(dev);
	}
	return left;
}

int bus_init(void)
{
	int err;

	root_bus = (struct pci_bus){ .name = "PCI Bus 0000:00" };
	INIT_LIST_HEAD(&root_bus.devices);
	next_port = platform()->pci_io_base;
	next_mem = platform()->pci_mem_base;
	err = iomap_init();
	if (err)
		return err;
	err = bus_register(&pci_bus_type);
	if (err)
		goto err_iomap;
	err = scan_bus();
	if (!err)
		return 0;
	remove_devices();
	bus_unregister(&pci_bus_type);
err_iomap:
	iomap_finish();
	return err;
}

unsigned int bus_finish(void)
{
	unsigned int left = remove_devices();

	bus_unregister(&pci_bus_type);
	return left + iomap_finish();
}
