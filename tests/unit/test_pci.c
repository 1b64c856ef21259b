// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pci.c - PCI devices, BARs and managed resources, on the ES1370 of the machine while no driver has it.
 * In a kernel without such a card every case is skipped.
 */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include "expect.h"

static struct pci_dev *card;

static int find_card(struct kunit *test)
{
	card = pci_get_device(PCI_VENDOR_ID_ENSONIQ, PCI_DEVICE_ID_ENSONIQ_ES1370, NULL);
	if (!card || card->driver) {
		pci_dev_put(card);
		card = NULL;
		kunit_skip(test, "no free AudioPCI here");
	}
	return 0;
}

static void put_card(struct kunit *test)
{
	pci_dev_put(card);
}

static u16 command(void)
{
	u16 value;

	pci_read_config_word(card, PCI_COMMAND, &value);
	return value;
}

static void bus_without_errors_says_so(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, pci_status_get_and_clear_errors(card), 0);
}

/* ---- a driver that does what a case wants --------------------------------------------------------------------- */

static int (*probe_job)(struct pci_dev *pdev);
static unsigned int probes, removes;
static void __iomem *cookie;

static int job_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	probes++;
	return probe_job(pdev);
}

static void job_remove(struct pci_dev *pdev)
{
	removes++;
}

static const struct pci_device_id job_ids[] = {
	{ PCI_VDEVICE(ENSONIQ, PCI_DEVICE_ID_ENSONIQ_ES1371) },
	{ PCI_DEVICE_SUB(PCI_VENDOR_ID_ENSONIQ, PCI_DEVICE_ID_ENSONIQ_ES1370, 0x4942, PCI_ANY_ID), .driver_data = 7 },
	{ }
};

static struct pci_driver job_driver = {
	.name = "job",
	.id_table = job_ids,
	.probe = job_probe,
	.remove = job_remove,
};

static void bind(struct kunit *test, int (*job)(struct pci_dev *pdev))
{
	probe_job = job;
	probes = removes = 0;
	KUNIT_ASSERT_EQ(test, pci_register_driver(&job_driver), 0);
}

/* ---- finding ---------------------------------------------------------------------------------------------------- */

static void device_has_its_identity(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, card->class, PCI_CLASS_MULTIMEDIA_AUDIO << 8);
	KUNIT_EXPECT_EQ(test, card->subsystem_vendor, 0x4942);
	KUNIT_EXPECT_EQ(test, card->hdr_type, PCI_HEADER_TYPE_NORMAL);
	KUNIT_EXPECT_EQ(test, card->dma_mask, DMA_BIT_MASK(32));
	KUNIT_EXPECT_EQ(test, card->dev.coherent_dma_mask, DMA_BIT_MASK(32));
	KUNIT_EXPECT_NE(test, card->irq, 0);
	KUNIT_EXPECT_TRUE(test, dev_is_pci(&card->dev));
	KUNIT_EXPECT_EQ(test, strlen(pci_name(card)), strlen("0000:00:05.0"));
	KUNIT_EXPECT_EQ(test, pci_find_capability(card, PCI_CAP_ID_MSI), 0);
}

static void device_is_found_by_id_place_and_class(struct kunit *test)
{
	struct pci_dev *next, *found = pci_get_domain_bus_and_slot(0, card->bus->number, card->devfn);

	KUNIT_EXPECT_PTR_EQ(test, found, card);
	pci_dev_put(found);
	found = pci_get_class(PCI_CLASS_MULTIMEDIA_AUDIO << 8, NULL);
	KUNIT_EXPECT_NOT_NULL(test, found);
	pci_dev_put(found);
	KUNIT_EXPECT_TRUE(test, pci_dev_present(job_ids));
	KUNIT_EXPECT_EQ(test, pci_match_id(job_ids, card)->driver_data, 7);
	/* the search goes on behind the one it is given, and gives that one's reference back */
	next = pci_get_device(PCI_VENDOR_ID_ENSONIQ, PCI_DEVICE_ID_ENSONIQ_ES1370, pci_dev_get(card));
	KUNIT_EXPECT_NULL(test, next);
}

static void bars_have_addresses(struct kunit *test)
{
	u32 bar;

	KUNIT_EXPECT_EQ(test, pci_resource_len(card, 0), 64);
	KUNIT_EXPECT_TRUE(test, pci_resource_flags(card, 0) & IORESOURCE_IO);
	KUNIT_EXPECT_EQ(test, pci_resource_start(card, 0) % 64, 0);
	pci_read_config_dword(card, PCI_BASE_ADDRESS_0, &bar);
	KUNIT_EXPECT_EQ(test, bar, pci_resource_start(card, 0) | PCI_BASE_ADDRESS_SPACE_IO);
	KUNIT_EXPECT_EQ(test, pci_resource_len(card, 1), 0);
	KUNIT_EXPECT_EQ(test, pci_select_bars(card, IORESOURCE_IO), 1);
}

static void config_accesses_are_checked(struct kunit *test)
{
	u32 value = 0;
	u16 word;

	KUNIT_EXPECT_EQ(test, pci_read_config_dword(card, 2, &value), PCIBIOS_BAD_REGISTER_NUMBER);
	KUNIT_EXPECT_EQ(test, value, ~0U);
	KUNIT_EXPECT_EQ(test, pci_read_config_word(card, PCI_DEVICE_ID, &word), 0);
	KUNIT_EXPECT_EQ(test, word, 0x5000);
	KUNIT_EXPECT_EQ(test, pcibios_err_to_errno(PCIBIOS_BAD_REGISTER_NUMBER), -EFAULT);
}

/* ---- enabling ------------------------------------------------------------------------------------------ */

static void ports_are_silent_until_enabled(struct kunit *test)
{
	unsigned long port = pci_resource_start(card, 0);

	pci_write_config_word(card, PCI_COMMAND, 0);
	KUNIT_EXPECT_EQ(test, inl(port), ~0U);
	KUNIT_ASSERT_EQ(test, pci_enable_device(card), 0);
	KUNIT_EXPECT_EQ(test, command() & (PCI_COMMAND_IO | PCI_COMMAND_MASTER), PCI_COMMAND_IO);
	outl(0x12340000, port);
	KUNIT_EXPECT_EQ(test, inl(port), 0x12340000);
	KUNIT_EXPECT_EQ(test, inw(port + 2), 0x1234);
	outl(0, port);
	pci_disable_device(card);
}

static void enabling_is_counted(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, pci_enable_device(card), 0);
	KUNIT_ASSERT_EQ(test, pci_enable_device(card), 0);
	pci_set_master(card);
	pci_disable_device(card);
	KUNIT_EXPECT_TRUE(test, pci_is_enabled(card));
	KUNIT_EXPECT_TRUE(test, command() & PCI_COMMAND_MASTER);
	pci_disable_device(card);
	KUNIT_EXPECT_FALSE(test, pci_is_enabled(card));
	KUNIT_EXPECT_FALSE(test, command() & PCI_COMMAND_MASTER);
}

static void disabling_once_too_often_is_told(struct kunit *test)
{
	expect_findings(test, 1);
	pci_disable_device(card);
	KUNIT_EXPECT_FALSE(test, pci_is_enabled(card));
}

static void header_is_saved_and_restored(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, pci_enable_device(card), 0);
	pci_set_master(card);
	pci_save_state(card);
	pci_write_config_dword(card, PCI_BASE_ADDRESS_0, 0);
	pci_write_config_word(card, PCI_COMMAND, 0);
	pci_restore_state(card);
	KUNIT_EXPECT_TRUE(test, command() & PCI_COMMAND_MASTER);
	KUNIT_EXPECT_NE(test, inl(pci_resource_start(card, 0)), ~0U);
	pci_disable_device(card);
}

/* ---- regions ------------------------------------------------------------------------------------------- */

static void a_taken_region_is_busy(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, pci_request_regions(card, "first"), 0);
	KUNIT_EXPECT_EQ(test, pci_request_region(card, 0, "second"), -EBUSY);
	KUNIT_EXPECT_EQ(test, pci_request_region(card, 1, "second"), 0); /* there is none: nothing to take */
	KUNIT_EXPECT_EQ(test, pci_request_region(card, 6, "second"), -EINVAL);
	KUNIT_EXPECT_NULL(test, request_region(pci_resource_start(card, 0), 4, "second"));
	pci_release_regions(card);
	KUNIT_ASSERT_EQ(test, pci_request_selected_regions(card, 1, "second"), 0);
	pci_release_selected_regions(card, 1);
}

/* ---- managed ------------------------------------------------------------------------------------------- */

static int job_managed(struct pci_dev *pdev)
{
	int err = pcim_enable_device(pdev);

	if (err)
		return err;
	pci_set_master(pdev);
	err = pcim_iomap_regions(pdev, 1 << 0, "job");
	if (err)
		return err;
	cookie = pcim_iomap_table(pdev)[0];
	return 0;
}

static void managed_claims_end_with_the_driver(struct kunit *test)
{
	bind(test, job_managed);
	KUNIT_EXPECT_EQ(test, probes, 1);
	KUNIT_EXPECT_PTR_EQ(test, pci_dev_driver(card), &job_driver);
	KUNIT_EXPECT_TRUE(test, pci_is_enabled(card));
	KUNIT_EXPECT_EQ(test, pci_request_region(card, 0, "other"), -EBUSY);
	KUNIT_ASSERT_NOT_NULL(test, cookie);
	iowrite32(0x00550000, cookie);
	KUNIT_EXPECT_EQ(test, ioread32(cookie), 0x00550000);
	KUNIT_EXPECT_EQ(test, ioread8(cookie + 2), 0x55);
	KUNIT_EXPECT_EQ(test, inl(pci_resource_start(card, 0)), 0x00550000);
	iowrite32(0, cookie);
	pci_unregister_driver(&job_driver);
	KUNIT_EXPECT_EQ(test, removes, 1);
	KUNIT_EXPECT_NULL(test, pci_dev_driver(card));
	KUNIT_EXPECT_FALSE(test, pci_is_enabled(card));
	KUNIT_EXPECT_FALSE(test, command() & PCI_COMMAND_MASTER);
	KUNIT_ASSERT_EQ(test, pci_request_regions(card, "other"), 0);
	pci_release_regions(card);
}

static int job_fails(struct pci_dev *pdev)
{
	int err = job_managed(pdev);

	return err ? err : -ENODEV;
}

static void managed_claims_end_with_a_failed_probe(struct kunit *test)
{
	bind(test, job_fails);
	KUNIT_EXPECT_EQ(test, probes, 1);
	KUNIT_EXPECT_NULL(test, pci_dev_driver(card));
	KUNIT_EXPECT_FALSE(test, pci_is_enabled(card));
	KUNIT_ASSERT_EQ(test, pci_request_regions(card, "other"), 0);
	pci_release_regions(card);
	pci_unregister_driver(&job_driver);
	KUNIT_EXPECT_EQ(test, removes, 0);
}

static int taken_error;

static int job_finds_it_taken(struct pci_dev *pdev)
{
	int err = pcim_enable_device(pdev);

	if (!err)
		taken_error = pcim_iomap_regions(pdev, 1 << 0, "job");
	return err;
}

static void a_taken_region_stays_with_its_owner(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, pci_request_regions(card, "owner"), 0);
	taken_error = 0;
	bind(test, job_finds_it_taken);
	KUNIT_EXPECT_EQ(test, taken_error, -EBUSY);
	pci_unregister_driver(&job_driver);
	KUNIT_EXPECT_EQ(test, pci_request_region(card, 0, "other"), -EBUSY);
	pci_release_regions(card);
}

static int map_errors[4];

static int job_maps_what_is_not_there(struct pci_dev *pdev)
{
	int err = pcim_enable_device(pdev);

	if (err)
		return err;
	map_errors[0] = pcim_iomap_regions(pdev, 1 << 0 | 1 << 3, "job");
	map_errors[1] = pci_request_region(pdev, 0, "job"); /* given back, and managed */
	map_errors[2] = pcim_iomap(pdev, 3, 0) ? 0 : -1;
	map_errors[3] = pci_ioremap_bar(pdev, 0) ? 0 : -1; /* ports are no memory */
	return 0;
}

static void mapping_is_all_or_nothing(struct kunit *test)
{
	bind(test, job_maps_what_is_not_there);
	KUNIT_EXPECT_EQ(test, map_errors[0], -EINVAL);
	KUNIT_EXPECT_EQ(test, map_errors[1], 0);
	KUNIT_EXPECT_EQ(test, map_errors[2], -1);
	KUNIT_EXPECT_EQ(test, map_errors[3], -1);
	pci_unregister_driver(&job_driver);
	KUNIT_ASSERT_EQ(test, pci_request_regions(card, "other"), 0);
	pci_release_regions(card);
}

/* ---- cookies ------------------------------------------------------------------------------------------- */

#define NOWHERE 0xe8000000UL /* device memory where no device is */

static void device_memory_is_reached_through_cookies(struct kunit *test)
{
	void __iomem *one = ioremap(NOWHERE + 8, 100), *two = ioremap_wc(NOWHERE, 3 * PAGE_SIZE);
	u8 block[40] = { 0 };

	KUNIT_ASSERT_NOT_NULL(test, one);
	KUNIT_ASSERT_NOT_NULL(test, two);
	KUNIT_EXPECT_EQ(test, readl(one), ~0U);
	KUNIT_EXPECT_EQ(test, readb(two + 3 * PAGE_SIZE - 1), 0xff);
	memcpy_fromio(block, two + PAGE_SIZE - 20, sizeof(block));
	KUNIT_EXPECT_EQ(test, block[39], 0xff);
	memset_io(two, 0, 200);
	iounmap(one);
	iounmap(two);
}

static void a_cookie_ends_where_its_area_ends(struct kunit *test)
{
	void __iomem *area = ioremap(NOWHERE, PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, area);
	expect_findings(test, 3);
	KUNIT_EXPECT_EQ(test, readl(area + PAGE_SIZE), ~0U);
	KUNIT_EXPECT_EQ(test, readl(area + PAGE_SIZE - 2), ~0U);
	iounmap(area);
	KUNIT_EXPECT_EQ(test, readw(area), 0xffff);
}

static struct kunit_case pci_cases[] = {
	KUNIT_CASE(bus_without_errors_says_so),
	KUNIT_CASE(device_has_its_identity),
	KUNIT_CASE(device_is_found_by_id_place_and_class),
	KUNIT_CASE(bars_have_addresses),
	KUNIT_CASE(config_accesses_are_checked),
	KUNIT_CASE(ports_are_silent_until_enabled),
	KUNIT_CASE(enabling_is_counted),
	KUNIT_CASE(disabling_once_too_often_is_told),
	KUNIT_CASE(header_is_saved_and_restored),
	KUNIT_CASE(a_taken_region_is_busy),
	KUNIT_CASE(managed_claims_end_with_the_driver),
	KUNIT_CASE(managed_claims_end_with_a_failed_probe),
	KUNIT_CASE(a_taken_region_stays_with_its_owner),
	KUNIT_CASE(mapping_is_all_or_nothing),
	KUNIT_CASE(device_memory_is_reached_through_cookies),
	KUNIT_CASE(a_cookie_ends_where_its_area_ends),
	{}
};

static struct kunit_suite pci_suite = {
	.name = "pci",
	.init = find_card,
	.exit = put_card,
	.test_cases = pci_cases,
};
kunit_test_suite(pci_suite);

MODULE_DESCRIPTION("PCI devices, BARs and managed resources");
MODULE_LICENSE("GPL");
