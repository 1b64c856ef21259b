// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * misc.c - small helpers for drivers: quirks by PCI subsystem ID, and resources kept by pointer.
 */
#define KBUILD_MODNAME "snd"

#include <linux/export.h>
#include <linux/ioport.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <sound/core.h>

/** release_and_free_resource() - the end of a request_region() whose result was kept; NULL is fine */
void release_and_free_resource(struct resource *res)
{
	if (!res)
		return;
	release_resource(res);
	kfree(res);
}
EXPORT_SYMBOL(release_and_free_resource);

static bool matches(const struct snd_pci_quirk *quirk, u16 vendor, u16 device)
{
	if (quirk->subvendor != vendor)
		return false;
	return !quirk->subdevice || (device & quirk->subdevice_mask) == quirk->subdevice;
}

/** snd_pci_quirk_lookup_id() - the first row of @list for a subsystem ID, or NULL */
const struct snd_pci_quirk *snd_pci_quirk_lookup_id(u16 vendor, u16 device, const struct snd_pci_quirk *list)
{
	for (; list->subvendor || list->subdevice; list++)
		if (matches(list, vendor, device))
			return list;
	return NULL;
}
EXPORT_SYMBOL(snd_pci_quirk_lookup_id);

/** snd_pci_quirk_lookup() - the same for a device; @pci may be NULL */
const struct snd_pci_quirk *snd_pci_quirk_lookup(struct pci_dev *pci, const struct snd_pci_quirk *list)
{
	return pci ? snd_pci_quirk_lookup_id(pci->subsystem_vendor, pci->subsystem_device, list) : NULL;
}
EXPORT_SYMBOL(snd_pci_quirk_lookup);
