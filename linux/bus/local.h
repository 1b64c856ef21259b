/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * local.h - what the files of linux/bus share.
 *
 *   pci_bus.c     finding devices, giving them addresses                      pci_config.c  configuration space
 *   pci_hotplug.c cards that come and go at run time
 *   pci_driver.c  matching and binding                                         pci_enable.c  enabling, regions
 *   pci_iomap.c   a BAR as an __iomem cookie                                   pci_devres.c  all of it, managed
 *   iomap.c       cookies                                                      io.c          port and memory accesses
 *   pci_pm.c      what the bus does in system sleep
 */
#ifndef LINUX_BUS_LOCAL_H
#define LINUX_BUS_LOCAL_H

#include <linux/pci.h>

#include "../core.h"

static inline bool pci_bar_valid(int bar)
{
	return bar >= 0 && bar < PCI_STD_NUM_BARS;
}

/** pci_lock - protects the list of devices of the bus */
extern struct mutex pci_lock;

/**
 * pci_scan_function() - if there is a device, it is on the bus from now on, with its driver if there is one; 0,
 * -ENOMEM, -EEXIST
 */
int pci_scan_function(unsigned int devfn, bool *multifunction);

/** pci_forget_device() - its driver leaves it, then it leaves the bus; returns what the driver has left behind, told */
unsigned int pci_forget_device(struct pci_dev *dev);

/** pci_pm_ops - of pci_bus_type (pci_pm.c) */
extern const struct dev_pm_ops pci_pm_ops;

/* ---- iomap.c ----------------------------------------------------------------------------------------- */

int iomap_init(void);
unsigned int iomap_finish(void);

/**
 * iomap_phys() - what [@addr, +@bytes) of an ioremap() cookie stands for
 * @where: for the report if it is no such thing
 * Return: true, and the CPU physical address in @phys.
 */
bool iomap_phys(const volatile void __iomem *addr, size_t bytes, phys_addr_t *phys, const void *where);

/** iomap_port() - is @addr an ioport_map() cookie? Then @port is the port. */
bool iomap_port(const volatile void __iomem *addr, unsigned long *port);

/** ioremap_from() - ioremap(), for the account of @caller */
void __iomem *ioremap_from(phys_addr_t phys, size_t size, const void *caller);

#endif
