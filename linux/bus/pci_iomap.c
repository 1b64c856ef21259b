// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A BAR as an __iomem cookie: memory through ioremap(), ports through ioport_map(). Sleeps.
 */
#include <linux/export.h>
#include <linux/pci.h>

#include "local.h"

static void __iomem *map_bar(struct pci_dev *dev, int bar, unsigned long offset, unsigned long max, const void *caller)
{
	resource_size_t start, len;

	if (!pci_bar_valid(bar))
		return NULL;
	start = pci_resource_start(dev, bar);
	len = pci_resource_len(dev, bar);
	if (!start || len <= offset)
		return NULL;
	len -= offset;
	if (max && len > max)
		len = max;
	if (pci_resource_flags(dev, bar) & IORESOURCE_IO)
		return ioport_map(start + offset, len);
	return ioremap_from(start + offset, len, caller);
}

/** pci_iomap() - map BAR @bar, at most @max bytes of it (0: all); NULL: no such BAR, no room */
void __iomem *pci_iomap(struct pci_dev *dev, int bar, unsigned long max)
{
	return map_bar(dev, bar, 0, max, __builtin_return_address(0));
}
EXPORT_SYMBOL(pci_iomap);

/** pci_iomap_wc() - the same for memory that may be written combined; ports cannot: NULL */
void __iomem *pci_iomap_wc(struct pci_dev *dev, int bar, unsigned long max)
{
	if (pci_bar_valid(bar) && pci_resource_flags(dev, bar) & IORESOURCE_IO)
		return NULL;
	return map_bar(dev, bar, 0, max, __builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(pci_iomap_wc);

void __iomem *pci_iomap_range(struct pci_dev *dev, int bar, unsigned long offset, unsigned long max)
{
	return map_bar(dev, bar, offset, max, __builtin_return_address(0));
}
EXPORT_SYMBOL(pci_iomap_range);

void pci_iounmap(struct pci_dev *dev, void __iomem *addr)
{
	unsigned long port;

	if (iomap_port(addr, &port))
		ioport_unmap(addr);
	else
		iounmap(addr);
}
EXPORT_SYMBOL(pci_iounmap);

static void __iomem *map_memory_bar(struct pci_dev *pdev, int bar, const void *caller)
{
	struct resource *res = &pdev->resource[bar];

	if (res->flags & IORESOURCE_UNSET || !(res->flags & IORESOURCE_MEM)) {
		dev_err(&pdev->dev, "BAR %d is no memory: %pR\n", bar, res);
		return NULL;
	}
	return ioremap_from(res->start, resource_size(res), caller);
}

void __iomem *pci_ioremap_bar(struct pci_dev *pdev, int bar)
{
	return map_memory_bar(pdev, bar, __builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(pci_ioremap_bar);

void __iomem *pci_ioremap_wc_bar(struct pci_dev *pdev, int bar)
{
	return map_memory_bar(pdev, bar, __builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(pci_ioremap_wc_bar);
