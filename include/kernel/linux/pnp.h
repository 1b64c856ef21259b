/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * There is no Plug and Play here: a kernel without CONFIG_PNP. Drivers of ISA cards include this header whether there
 * is or not, and have what is for it in #ifdef CONFIG_PNP; their card is found by the module's parameters, or by
 * looking.
 */
#ifndef _LINUX_PNP_H
#define _LINUX_PNP_H

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/mod_devicetable.h>

struct pnp_card_link;
struct pnp_dev;

/** struct pnp_driver - for drivers that name one in any case; nothing ever calls it */
struct pnp_driver {
	const char *name;
	const struct pnp_device_id *id_table;
	unsigned int flags;
	int (*probe)(struct pnp_dev *dev, const struct pnp_device_id *dev_id);
	void (*remove)(struct pnp_dev *dev);
};

/** pnp_register_driver() - -ENODEV, as in every kernel without CONFIG_PNP: look for the card in another way */
static inline int pnp_register_driver(struct pnp_driver *drv)
{
	return -ENODEV;
}

static inline void pnp_unregister_driver(struct pnp_driver *drv)
{
}

#endif
