/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Laptops with two graphics cards, of which one is asleep; there are none here (CONFIG_VGA_SWITCHEROO off). */
#ifndef _LINUX_VGA_SWITCHEROO_H
#define _LINUX_VGA_SWITCHEROO_H

#include <linux/types.h>

struct pci_dev;

enum vga_switcheroo_state {
	VGA_SWITCHEROO_OFF,
	VGA_SWITCHEROO_ON,
	VGA_SWITCHEROO_NOT_FOUND,
};

enum vga_switcheroo_client_id {
	VGA_SWITCHEROO_UNKNOWN_ID = 0x1000,
	VGA_SWITCHEROO_IGD = 0,
	VGA_SWITCHEROO_DIS,
	VGA_SWITCHEROO_MAX_CLIENTS,
};

struct vga_switcheroo_client_ops {
	void (*set_gpu_state)(struct pci_dev *dev, enum vga_switcheroo_state state);
	void (*reprobe)(struct pci_dev *dev);
	bool (*can_switch)(struct pci_dev *dev);
	void (*gpu_bound)(struct pci_dev *dev, enum vga_switcheroo_client_id id);
};

static inline int vga_switcheroo_register_audio_client(struct pci_dev *pdev, const struct vga_switcheroo_client_ops *ops,
						       struct pci_dev *vga_dev)
{
	return 0;
}

static inline void vga_switcheroo_unregister_client(struct pci_dev *pdev) { }

static inline enum vga_switcheroo_state vga_switcheroo_get_client_state(struct pci_dev *pdev)
{
	return VGA_SWITCHEROO_ON;
}

#endif
