/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * There is no Plug and Play here: a kernel without CONFIG_PNP. Drivers of ISA cards include this header whether there is
 * or not, and have what is for it in #ifdef CONFIG_PNP; their card is found by the module's parameters, or by looking.
 */
#ifndef _LINUX_PNP_H
#define _LINUX_PNP_H

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/mod_devicetable.h>

struct pnp_card_link;
struct pnp_dev;

#endif
