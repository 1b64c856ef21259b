/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bug.h - a driver with seeded bugs: parameter "bug" names one of the file's table, and "right" asks for the correct
 * twin instead. The file defines bugs[] and includes this at its end. The card is tests/host/sim_probe.h's.
 *
 * The bug runs in probe(), on an enabled device; what it must do later goes to bug_remove. tests/host/test_bugs.c says
 * which report each must bring.
 */
#ifndef TESTS_BUGS_BUG_H
#define TESTS_BUGS_BUG_H

#include <linux/errno.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/string.h>

struct bug {
	const char *name;
	void (*run)(struct pci_dev *pdev, bool right);
};

/* ports of BAR 0, and what the command port takes */
#define CARD_ADDRESS	0
#define CARD_BYTES	4
#define CARD_COMMAND	8
#define CARD_READ	1
#define CARD_WRITE	2
#define CARD_RAISE	4
#define CARD_LOWER	8

static void (*bug_remove)(struct pci_dev *pdev);

static inline void card_command(struct pci_dev *pdev, u32 command)
{
	outl(command, pci_resource_start(pdev, 0) + CARD_COMMAND);
}

/* the card reads or writes memory */
static inline void card_dma(struct pci_dev *pdev, dma_addr_t at, u32 bytes, u32 command)
{
	outl(at, pci_resource_start(pdev, 0) + CARD_ADDRESS);
	outl(bytes, pci_resource_start(pdev, 0) + CARD_BYTES);
	card_command(pdev, command);
}

#define BUG_DRIVER								\
	static char *bug = "";							\
	module_param(bug, charp, 0444);						\
	static bool right;							\
	module_param(right, bool, 0444);					\
										\
	static int bug_probe(struct pci_dev *pdev, const struct pci_device_id *id) \
	{									\
		unsigned int i;							\
		int err;							\
										\
		for (i = 0; i < ARRAY_SIZE(bugs) && strcmp(bugs[i].name, bug); i++) \
			;							\
		if (i == ARRAY_SIZE(bugs))					\
			return -EINVAL;						\
		err = pci_enable_device(pdev);					\
		if (err)							\
			return err;						\
		pci_set_master(pdev);						\
		bugs[i].run(pdev, right);					\
		return 0;							\
	}									\
										\
	static void bug_pci_remove(struct pci_dev *pdev)			\
	{									\
		if (bug_remove)							\
			bug_remove(pdev);					\
		if (strcmp(bug, "left_enabled") || right)			\
			pci_disable_device(pdev);				\
	}									\
										\
	static const struct pci_device_id bug_ids[] = {				\
		{ PCI_DEVICE(0x1234, 0x5678) },					\
		{ }								\
	};									\
										\
	static struct pci_driver bug_driver = {					\
		.name = KBUILD_MODNAME,						\
		.id_table = bug_ids,						\
		.probe = bug_probe,						\
		.remove = bug_pci_remove,					\
	};									\
	module_pci_driver(bug_driver);						\
										\
	MODULE_DESCRIPTION("seeded bugs");					\
	MODULE_LICENSE("GPL")

#endif
