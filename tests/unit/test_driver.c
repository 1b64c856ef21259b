// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_driver.c - buses, drivers, classes and device numbers; platform and ISA drivers; I/O ranges.
 */
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/ioport.h>
#include <linux/isa.h>
#include <linux/kdev_t.h>
#include <linux/mod_devicetable.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "expect.h"

#define NAME "usnd-test-driver"

static int probed, removed;
static const struct platform_device_id *probed_as;

static int probe(struct platform_device *pdev)
{
	probed++;
	probed_as = platform_get_device_id(pdev);
	return 0;
}

static void remove(struct platform_device *pdev)
{
	removed++;
}

static const struct platform_device_id ids[] = {
	{ NAME "-a", 1 }, { NAME "-b", 2 }, {}
};

static struct platform_driver by_name = { .probe = probe, .remove = remove, .driver = { .name = NAME } };
static struct platform_driver by_id = {
	.probe = probe, .remove = remove, .driver = { .name = NAME "-ids" }, .id_table = ids,
};

static int start(struct kunit *test)
{
	probed = 0;
	removed = 0;
	return 0;
}

/* ---- drivers ---- */

static void devices_and_drivers_meet_in_any_order(struct kunit *test)
{
	struct platform_device *one = platform_device_register_simple(NAME, 0, NULL, 0), *two;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, one);
	KUNIT_EXPECT_EQ(test, probed, 0);
	KUNIT_ASSERT_EQ(test, platform_driver_register(&by_name), 0);
	KUNIT_EXPECT_EQ(test, probed, 1);
	two = platform_device_register_simple(NAME, 1, NULL, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, two);
	KUNIT_EXPECT_EQ(test, probed, 2);
	platform_device_unregister(one);
	KUNIT_EXPECT_EQ(test, removed, 1);
	platform_driver_unregister(&by_name);
	KUNIT_EXPECT_EQ(test, removed, 2);
	platform_device_unregister(two);
	KUNIT_EXPECT_EQ(test, removed, 2);
}

static void an_id_table_says_which_row_matched(struct kunit *test)
{
	struct platform_device *pdev;

	KUNIT_ASSERT_EQ(test, platform_driver_register(&by_id), 0);
	pdev = platform_device_register_simple(NAME "-b", PLATFORM_DEVID_NONE, NULL, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pdev);
	KUNIT_EXPECT_EQ(test, probed, 1);
	KUNIT_EXPECT_EQ(test, probed_as->driver_data, 2);
	platform_device_unregister(pdev);
	platform_driver_unregister(&by_id);
}

static void names_are_unique_on_a_bus(struct kunit *test)
{
	struct platform_device *pdev = platform_device_register_simple(NAME, 7, NULL, 0);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pdev);
	KUNIT_EXPECT_EQ(test, PTR_ERR(platform_device_register_simple(NAME, 7, NULL, 0)), -EEXIST);
	platform_device_unregister(pdev);
	KUNIT_ASSERT_EQ(test, platform_driver_register(&by_name), 0);
	KUNIT_EXPECT_EQ(test, platform_driver_register(&by_name), -EBUSY);
	platform_driver_unregister(&by_name);
}

static void automatic_numbers_go_back(struct kunit *test)
{
	struct platform_device *one = platform_device_register_simple(NAME, PLATFORM_DEVID_AUTO, NULL, 0);
	struct platform_device *two = platform_device_register_simple(NAME, PLATFORM_DEVID_AUTO, NULL, 0);
	int id;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, one);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, two);
	KUNIT_EXPECT_NE(test, one->id, two->id);
	KUNIT_EXPECT_NOT_NULL(test, strstr(dev_name(&one->dev), ".auto"));
	id = one->id;
	platform_device_unregister(one);
	one = platform_device_register_simple(NAME, PLATFORM_DEVID_AUTO, NULL, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, one);
	KUNIT_EXPECT_EQ(test, one->id, id);
	platform_device_unregister(one);
	platform_device_unregister(two);
}

static void every_failed_request_leaves_nothing(struct kunit *test)
{
	struct resource res = DEFINE_RES_IO(0x3000, 16);
	u32 data = 5;
	struct platform_device_info info = {
		.name = NAME, .id = PLATFORM_DEVID_AUTO, .res = &res, .num_res = 1, .data = &data,
		.size_data = sizeof(data), .dma_mask = DMA_BIT_MASK(24),
	};
	struct platform_device *pdev = ERR_PTR(-ENOMEM);
	int n;

	for (n = 1; IS_ERR(pdev); n++) {
		KUNIT_ASSERT_LT(test, n, 50);
		fail_request(test, n);
		pdev = platform_device_register_full(&info);
		fail_request(test, 0);
		if (IS_ERR(pdev))
			KUNIT_EXPECT_EQ(test, PTR_ERR(pdev), -ENOMEM);
	}
	KUNIT_EXPECT_GT(test, n, 3);
	KUNIT_EXPECT_EQ(test, *(u32 *)dev_get_platdata(&pdev->dev), 5);
	KUNIT_EXPECT_EQ(test, pdev->dev.coherent_dma_mask, DMA_BIT_MASK(24));
	platform_device_unregister(pdev);
}

/* ---- classes ---- */

static int count(struct device *dev, void *total)
{
	(*(int *)total)++;
	return 0;
}

static void class_devices_are_found_and_unique(struct kunit *test)
{
	struct class *class = class_create(NAME);
	struct device *one, *two;
	int total = 0;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, class);
	one = device_create(class, NULL, MKDEV(240, 5), &total, NAME "%d", 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, one);
	two = device_create(class, one, 0, NULL, NAME "%d", 1);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, two);
	KUNIT_EXPECT_EQ(test, PTR_ERR(device_create(class, NULL, 0, NULL, NAME "1")), -EEXIST);
	KUNIT_EXPECT_PTR_EQ(test, dev_get_drvdata(one), (void *)&total);
	KUNIT_EXPECT_EQ(test, class_for_each_device(class, NULL, &total, count), 0);
	KUNIT_EXPECT_EQ(test, total, 2);
	total = 0;
	device_for_each_child(one, &total, count);
	KUNIT_EXPECT_EQ(test, total, 1);
	device_unregister(two);
	device_destroy(class, MKDEV(240, 5));
	total = 0;
	class_for_each_device(class, NULL, &total, count);
	KUNIT_EXPECT_EQ(test, total, 0);
	class_destroy(class);
}

#ifdef CONFIG_USND /* device_get_devnode() is not for modules in a kernel */
static char *in_a_folder(const struct device *dev, umode_t *mode)
{
	if (mode)
		*mode = 0660;
	return kasprintf(GFP_KERNEL, "snd/%s", dev_name(dev));
}

static void the_class_decides_on_the_node(struct kunit *test)
{
	struct class class = { .name = NAME, .devnode = in_a_folder };
	struct device dev = { .class = &class, .init_name = "controlC9" };
	const char *tmp;
	umode_t mode = 0;

	KUNIT_EXPECT_STREQ(test, device_get_devnode(&dev, &mode, &tmp), "snd/controlC9");
	KUNIT_EXPECT_EQ(test, mode, 0660);
	kfree(tmp);
	class.devnode = NULL;
	KUNIT_EXPECT_STREQ(test, device_get_devnode(&dev, &mode, &tmp), "controlC9");
	KUNIT_EXPECT_NULL(test, tmp);
}
#endif

static int freed;

static void count_release(struct device *dev)
{
	freed++;
	kfree(dev);
}

static void the_last_reference_releases(struct kunit *test)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	freed = 0;
	dev->release = count_release;
	device_initialize(dev);
	KUNIT_ASSERT_EQ(test, dev_set_name(dev, "a/b %d", 3), 0);
	KUNIT_EXPECT_STREQ(test, dev_name(dev), "a!b 3");
	KUNIT_ASSERT_EQ(test, device_add(dev), 0);
	KUNIT_EXPECT_TRUE(test, device_is_registered(dev));
	get_device(dev);
	device_unregister(dev);
	KUNIT_EXPECT_EQ(test, freed, 0);
	put_device(dev);
	KUNIT_EXPECT_EQ(test, freed, 1);
}

/* ---- ISA ---- */

static unsigned int isa_removed;

static int isa_match(struct device *dev, unsigned int id)
{
	return id != 1;
}

static int isa_probe(struct device *dev, unsigned int id)
{
	probed |= 1 << id;
	return 0;
}

static void isa_remove(struct device *dev, unsigned int id)
{
	isa_removed |= 1 << id;
}

static int isa_match_none(struct device *dev, unsigned int id)
{
	return 0;
}

static void isa_devices_are_those_that_match(struct kunit *test)
{
	struct isa_driver driver = {
		.match = isa_match, .probe = isa_probe, .remove = isa_remove, .driver = { .name = NAME },
	};

	isa_removed = 0;
	KUNIT_ASSERT_EQ(test, isa_register_driver(&driver, 3), 0);
	KUNIT_EXPECT_EQ(test, probed, 1 << 0 | 1 << 2);
	isa_unregister_driver(&driver);
	KUNIT_EXPECT_EQ(test, isa_removed, 1 << 0 | 1 << 2);
	driver.match = isa_match_none;
	KUNIT_EXPECT_EQ(test, isa_register_driver(&driver, 3), -ENODEV);
}

/* ---- ranges ---- */

static void a_range_has_one_owner(struct kunit *test)
{
	KUNIT_ASSERT_NOT_NULL(test, request_region(0x4000, 16, NAME));
	KUNIT_EXPECT_NULL(test, request_region(0x4000, 16, NAME));
	KUNIT_EXPECT_NULL(test, request_region(0x400f, 1, NAME));
	KUNIT_EXPECT_NULL(test, request_region(0x3ff0, 17, NAME));
	KUNIT_EXPECT_NOT_NULL(test, request_region(0x4010, 1, NAME));
	KUNIT_EXPECT_NOT_NULL(test, request_region(0x3fff, 1, NAME));
	release_region(0x4000, 16);
	KUNIT_EXPECT_NOT_NULL(test, request_region(0x4008, 8, NAME));
	release_region(0x4008, 8);
	release_region(0x4010, 1);
	release_region(0x3fff, 1);
	expect_findings(test, 1);
	release_region(0x3fff, 1);
}

static void hardware_ranges_can_be_divided_and_nested(struct kunit *test)
{
	struct resource outer = DEFINE_RES_IO_NAMED(0x5000, 0x100, "outer"),
			inner = DEFINE_RES_IO_NAMED(0x5010, 0x10, "inner");
	struct resource across = DEFINE_RES_IO_NAMED(0x50f0, 0x20, "across"), *claimed;

	KUNIT_ASSERT_EQ(test, insert_resource(&ioport_resource, &inner), 0);
	KUNIT_ASSERT_EQ(test, insert_resource(&ioport_resource, &outer), 0);
	KUNIT_EXPECT_PTR_EQ(test, inner.parent, &outer);
	KUNIT_EXPECT_EQ(test, insert_resource(&ioport_resource, &across), -EBUSY);
	KUNIT_EXPECT_EQ(test, request_resource(&ioport_resource, &across), -EBUSY);
	claimed = request_region(0x5010, 0x10, NAME);
	KUNIT_ASSERT_NOT_NULL(test, claimed);
	KUNIT_EXPECT_PTR_EQ(test, claimed->parent, &inner);
	KUNIT_EXPECT_TRUE(test, claimed->flags & IORESOURCE_BUSY);
	release_region(0x5010, 0x10);
	KUNIT_EXPECT_EQ(test, release_resource(&inner), 0);
	KUNIT_EXPECT_EQ(test, release_resource(&outer), 0);
	KUNIT_EXPECT_EQ(test, release_resource(&outer), -EINVAL);
}

static void platform_resources_are_claimed_while_registered(struct kunit *test)
{
	struct resource res[] = { DEFINE_RES_IO(0x6000, 16), DEFINE_RES_IRQ(9), DEFINE_RES_IO_NAMED(0x7000, 4, "ctl") };
	struct platform_device *pdev = platform_device_register_simple(NAME, 0, res, 3);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pdev);
	KUNIT_EXPECT_EQ(test, platform_get_resource(pdev, IORESOURCE_IO, 1)->start, 0x7000);
	KUNIT_EXPECT_NULL(test, platform_get_resource(pdev, IORESOURCE_IO, 2));
	KUNIT_EXPECT_EQ(test, platform_get_resource_byname(pdev, IORESOURCE_IO, "ctl")->start, 0x7000);
	KUNIT_EXPECT_EQ(test, platform_get_irq(pdev, 0), 9);
	KUNIT_EXPECT_EQ(test, platform_get_irq_optional(pdev, 1), -ENXIO);
	KUNIT_EXPECT_EQ(test, request_resource(&ioport_resource, &res[0]), -EBUSY);
	platform_device_unregister(pdev);
	KUNIT_EXPECT_EQ(test, request_resource(&ioport_resource, &res[0]), 0);
	release_resource(&res[0]);
}

static struct kunit_case driver_cases[] = {
	KUNIT_CASE(devices_and_drivers_meet_in_any_order),
	KUNIT_CASE(an_id_table_says_which_row_matched),
	KUNIT_CASE(names_are_unique_on_a_bus),
	KUNIT_CASE(automatic_numbers_go_back),
	KUNIT_CASE(every_failed_request_leaves_nothing),
	KUNIT_CASE(class_devices_are_found_and_unique),
#ifdef CONFIG_USND
	KUNIT_CASE(the_class_decides_on_the_node),
#endif
	KUNIT_CASE(the_last_reference_releases),
	KUNIT_CASE(isa_devices_are_those_that_match),
	KUNIT_CASE(a_range_has_one_owner),
	KUNIT_CASE(hardware_ranges_can_be_divided_and_nested),
	KUNIT_CASE(platform_resources_are_claimed_while_registered),
	{}
};

static struct kunit_suite driver_suite = { .name = "driver", .init = start, .test_cases = driver_cases };

kunit_test_suite(driver_suite);

MODULE_DESCRIPTION("The driver model");
MODULE_LICENSE("GPL");
