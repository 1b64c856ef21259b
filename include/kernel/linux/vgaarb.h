/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who may use the legacy addresses of graphics cards; there is none of them here (CONFIG_VGA_ARB off). */
#ifndef _LINUX_VGAARB_H
#define _LINUX_VGAARB_H

#include <linux/stddef.h>

struct pci_dev;

static inline struct pci_dev *vga_default_device(void) { return NULL; }

#endif
