// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Managed PCI: what a driver enabled, claimed and mapped is taken back when it is unbound or its probe fails.
 *
 * Every claim is one resource record of the device (struct bar_claim): a region, a mapping, or both. The table that
 * pcim_iomap_table() shows is kept beside them for drivers that use it; it owns nothing. Context: sleeps;
 * serialised by the device's lock, as probe and remove are.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/pci.h>

#include "local.h"

/**
 * struct bar_claim - a managed region and/or mapping
 * @bar: 0 … 5
 * @region: the BAR is requested
 * @map: mapping, or NULL
 */
struct bar_claim {
	int bar;
	bool region;
	void __iomem *map;
};

struct iomap_table {
	void __iomem *bar[PCI_STD_NUM_BARS];
};

/* ---- enabling -------------------------------------------------------------------------------------------- */

static void disable_managed(void *data)
{
	struct pci_dev *pdev = data;

	if (!pdev->pinned)
		pci_disable_device(pdev);
	pdev->is_managed = false;
}

/** pcim_enable_device() - pci_enable_device(), taken back by itself; from now on the region calls are managed */
int pcim_enable_device(struct pci_dev *pdev)
{
	int err = devm_add_action(&pdev->dev, disable_managed, pdev);

	if (err)
		return err;
	err = pci_enable_device(pdev);
	if (err) {
		devm_remove_action(&pdev->dev, disable_managed, pdev);
		return err;
	}
	pdev->is_managed = true;
	return 0;
}
EXPORT_SYMBOL(pcim_enable_device);

/** pcim_pin_device() - leave the device enabled when the driver goes */
void pcim_pin_device(struct pci_dev *pdev)
{
	pdev->pinned = true;
}
EXPORT_SYMBOL(pcim_pin_device);

static void clear_mwi(void *data)
{
	pci_clear_mwi(data);
}

int pcim_set_mwi(struct pci_dev *dev)
{
	int err = devm_add_action(&dev->dev, clear_mwi, dev);

	if (err)
		return err;
	err = pci_set_mwi(dev);
	if (err)
		devm_remove_action(&dev->dev, clear_mwi, dev);
	return err;
}
EXPORT_SYMBOL(pcim_set_mwi);

static void restore_intx(struct device *dev, void *res)
{
	pci_intx(to_pci_dev(dev), *(int *)res);
}

/** pcim_intx() - pci_intx(); what was set before the first call comes back when the driver goes */
int pcim_intx(struct pci_dev *pdev, int enable)
{
	u16 command;
	int *before;

	if (!devres_find(&pdev->dev, restore_intx, NULL, NULL)) {
		before = devres_alloc(restore_intx, sizeof(*before), GFP_KERNEL);
		if (!before)
			return -ENOMEM;
		pci_read_config_word(pdev, PCI_COMMAND, &command);
		*before = !(command & PCI_COMMAND_INTX_DISABLE);
		devres_add(&pdev->dev, before);
	}
	pci_intx(pdev, enable);
	return 0;
}
EXPORT_SYMBOL_GPL(pcim_intx);

/* ---- claims ---------------------------------------------------------------------------------------------- */

static int take_region(struct pci_dev *pdev, int bar, const char *name)
{
	resource_size_t start = pci_resource_start(pdev, bar), len = pci_resource_len(pdev, bar);

	if (!start || !len)
		return 0;
	if (pci_resource_flags(pdev, bar) & IORESOURCE_IO)
		return request_region(start, len, name) ? 0 : -EBUSY;
	return request_mem_region(start, len, name) ? 0 : -EBUSY;
}

static void give_region(struct pci_dev *pdev, int bar)
{
	resource_size_t start = pci_resource_start(pdev, bar), len = pci_resource_len(pdev, bar);

	if (!start || !len)
		return;
	if (pci_resource_flags(pdev, bar) & IORESOURCE_IO)
		release_region(start, len);
	else
		release_mem_region(start, len);
}

static void release_claim(struct device *dev, void *res)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	struct bar_claim *claim = res;

	if (claim->map)
		pci_iounmap(pdev, claim->map);
	if (claim->region)
		give_region(pdev, claim->bar);
}

/* a mapping is known by its address, a region by its BAR */
static int match_claim(struct device *dev, void *res, void *data)
{
	const struct bar_claim *claim = res, *wanted = data;

	if (wanted->region != claim->region)
		return 0;
	if (wanted->region)
		return claim->bar == wanted->bar && !claim->map == !wanted->map;
	return claim->map == wanted->map;
}

/* drop one claim; false: there is none */
static bool drop_claim(struct pci_dev *pdev, struct bar_claim wanted)
{
	return !devres_release(&pdev->dev, release_claim, match_claim, &wanted);
}

/**
 * claim_bar() - request and/or map, and put it on the device's record
 * Return: the cookie (NULL when nothing was to be mapped) or ERR_PTR(): -ENOMEM, -EBUSY; -EINVAL: cannot be mapped.
 */
static void __iomem *claim_bar(struct pci_dev *pdev, int bar, bool region, bool map, unsigned long offset,
			       unsigned long len, const char *name)
{
	struct bar_claim *claim;
	int err;

	if (!pci_bar_valid(bar))
		return IOMEM_ERR_PTR(-EINVAL);
	claim = devres_alloc(release_claim, sizeof(*claim), GFP_KERNEL);
	if (!claim)
		return IOMEM_ERR_PTR(-ENOMEM);
	*claim = (struct bar_claim){ .bar = bar, .region = region };
	if (region) {
		err = take_region(pdev, bar, name);
		if (err)
			goto err_free;
	}
	if (map) {
		claim->map = pci_iomap_range(pdev, bar, offset, len);
		err = -EINVAL;
		if (!claim->map)
			goto err_give_region;
	}
	devres_add(&pdev->dev, claim);
	return claim->map;

err_give_region:
	if (region)
		give_region(pdev, bar);
err_free:
	devres_free(claim);
	return IOMEM_ERR_PTR(err);
}

/** pcim_request_region() - claim one BAR; also what pci_request_region() does for a managed device */
int pcim_request_region(struct pci_dev *pdev, int bar, const char *name)
{
	return PTR_ERR_OR_ZERO((void __force *)claim_bar(pdev, bar, true, false, 0, 0, name));
}
EXPORT_SYMBOL(pcim_request_region);

void pcim_release_region(struct pci_dev *pdev, int bar)
{
	drop_claim(pdev, (struct bar_claim){ .bar = bar, .region = true });
}
EXPORT_SYMBOL(pcim_release_region);

/** pcim_request_all_regions() - claim all BARs or none */
int pcim_request_all_regions(struct pci_dev *pdev, const char *name)
{
	for (int bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		int err = pcim_request_region(pdev, bar, name);

		if (!err)
			continue;
		while (bar--)
			pcim_release_region(pdev, bar);
		return err;
	}
	return 0;
}
EXPORT_SYMBOL(pcim_request_all_regions);

/* ---- mappings and their table ------------------------------------------------------------------------------ */

static void release_table(struct device *dev, void *res)
{
	/* the claims own the mappings */
}

/**
 * pcim_iomap_table() - cookies of the BARs mapped by pcim_iomap() and pcim_iomap_regions*(), by number
 * Return: an array that lives as long as the driver is bound, or NULL (no memory, at the first call only).
 */
void __iomem *const *pcim_iomap_table(struct pci_dev *pdev)
{
	struct iomap_table *table = devres_find(&pdev->dev, release_table, NULL, NULL);

	if (!table) {
		table = devres_alloc(release_table, sizeof(*table), GFP_KERNEL);
		if (!table)
			return NULL;
		devres_add(&pdev->dev, table);
	}
	return table->bar;
}
EXPORT_SYMBOL(pcim_iomap_table);

static int enter_table(struct pci_dev *pdev, int bar, void __iomem *map, const void *caller)
{
	void __iomem **table = (void __iomem **)pcim_iomap_table(pdev);

	if (!table)
		return -ENOMEM;
	if (table[bar])
		report("BAR mapped twice", caller, "%s BAR %d", pci_name(pdev), bar);
	table[bar] = map;
	return 0;
}

static void leave_table(struct pci_dev *pdev, void __iomem *map)
{
	void __iomem **table = (void __iomem **)pcim_iomap_table(pdev);

	for (int bar = 0; table && bar < PCI_STD_NUM_BARS; bar++)
		if (table[bar] == map)
			table[bar] = NULL;
}

/** pcim_iomap() - pci_iomap(), taken back by itself, and entered in the table; NULL on any failure */
void __iomem *pcim_iomap(struct pci_dev *pdev, int bar, unsigned long maxlen)
{
	void __iomem *map = claim_bar(pdev, bar, false, true, 0, maxlen, NULL);

	if (IS_ERR((void __force *)map))
		return NULL;
	if (enter_table(pdev, bar, map, __builtin_return_address(0))) {
		drop_claim(pdev, (struct bar_claim){ .map = map });
		return NULL;
	}
	return map;
}
EXPORT_SYMBOL(pcim_iomap);

/** pcim_iounmap() - take a mapping of pcim_iomap() or pcim_iomap_range() back early */
void pcim_iounmap(struct pci_dev *pdev, void __iomem *addr)
{
	if (drop_claim(pdev, (struct bar_claim){ .map = addr }))
		leave_table(pdev, addr);
}
EXPORT_SYMBOL(pcim_iounmap);

/** pcim_iomap_region() - claim and map a BAR; an ERR_PTR(), not NULL, on failure; not in the table */
void __iomem *pcim_iomap_region(struct pci_dev *pdev, int bar, const char *name)
{
	return claim_bar(pdev, bar, true, true, 0, 0, name);
}
EXPORT_SYMBOL(pcim_iomap_region);

/** pcim_iomap_range() - map part of a BAR without claiming it; ERR_PTR() on failure */
void __iomem *pcim_iomap_range(struct pci_dev *pdev, int bar, unsigned long offset, unsigned long len)
{
	return claim_bar(pdev, bar, false, true, offset, len, NULL);
}
EXPORT_SYMBOL(pcim_iomap_range);

static void drop_regions(struct pci_dev *pdev, int mask)
{
	void __iomem **table = (void __iomem **)pcim_iomap_table(pdev);

	for (int bar = 0; table && bar < PCI_STD_NUM_BARS; bar++) {
		if (!(mask & 1 << bar) || !table[bar])
			continue;
		drop_claim(pdev, (struct bar_claim){ .bar = bar, .region = true, .map = table[bar] });
		table[bar] = NULL;
	}
}

/** pcim_iomap_regions() - claim and map the BARs of @mask, all or none, and enter them in the table */
int pcim_iomap_regions(struct pci_dev *pdev, int mask, const char *name)
{
	for (int bar = 0; bar < DEVICE_COUNT_RESOURCE; bar++) {
		void __iomem *map;
		int err;

		if (!(mask & 1 << bar))
			continue;
		map = pcim_iomap_region(pdev, bar, name);
		err = PTR_ERR_OR_ZERO((void __force *)map);
		if (!err) {
			err = enter_table(pdev, bar, map, __builtin_return_address(0));
			if (err)
				drop_claim(pdev, (struct bar_claim){ .bar = bar, .region = true, .map = map });
		}
		if (err) {
			drop_regions(pdev, mask & ((1 << bar) - 1));
			return err;
		}
	}
	return 0;
}
EXPORT_SYMBOL(pcim_iomap_regions);

/** pcim_iounmap_regions() - take pcim_iomap_regions() back early */
void pcim_iounmap_regions(struct pci_dev *pdev, int mask)
{
	drop_regions(pdev, mask);
}
EXPORT_SYMBOL(pcim_iounmap_regions);

/** pcim_iomap_regions_request_all() - claim all BARs, map those of @mask; all or none; -EINVAL: there is no such BAR */
int pcim_iomap_regions_request_all(struct pci_dev *pdev, int mask, const char *name)
{
	void __iomem **table;
	int bar, err;

	err = pcim_request_all_regions(pdev, name);
	if (err)
		return err;
	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		if (mask & 1 << bar && !pcim_iomap(pdev, bar, 0))
			goto err_drop;
	return 0;

err_drop:
	err = pci_resource_len(pdev, bar) ? -ENOMEM : -EINVAL;
	table = (void __iomem **)pcim_iomap_table(pdev);
	while (table && bar--)
		if (mask & 1 << bar)
			pcim_iounmap(pdev, table[bar]);
	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		pcim_release_region(pdev, bar);
	return err;
}
EXPORT_SYMBOL(pcim_iomap_regions_request_all);
