// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_devres.c - managed resources are released last first, when the driver leaves or its probe fails.
 */
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "expect.h"

#define NAME "usnd-test-devres"

/* what was released, as letters in that order */
static char released[16];
static int probe_result;
static struct device *alone;

static void note(void *letter)
{
	size_t length = strlen(released);

	released[length] = (char)(unsigned long)letter;
	released[length + 1] = '\0';
}

static int note_later(struct device *dev, char letter)
{
	return devm_add_action(dev, note, (void *)(unsigned long)letter);
}

static int probe(struct platform_device *pdev)
{
	char *text;
	int err;

	err = note_later(&pdev->dev, 'a');
	if (err)
		return err;
	text = devm_kasprintf(&pdev->dev, GFP_KERNEL, "%s", dev_name(&pdev->dev));
	if (!text)
		return -ENOMEM;
	platform_set_drvdata(pdev, text);
	err = note_later(&pdev->dev, 'b');
	if (err)
		return err;
	return probe_result;
}

static void remove(struct platform_device *pdev)
{
	note((void *)(unsigned long)'r');
}

static struct platform_driver driver = {
	.probe = probe,
	.remove = remove,
	.driver = { .name = NAME },
};

static int start(struct kunit *test)
{
	released[0] = '\0';
	probe_result = 0;
	alone = root_device_register(NAME);
	return PTR_ERR_OR_ZERO(alone);
}

static void stop(struct kunit *test)
{
	if (!IS_ERR(alone))
		root_device_unregister(alone);
}

static void removal_releases_last_first(struct kunit *test)
{
	struct platform_device *pdev = platform_device_register_simple(NAME, 3, NULL, 0);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pdev);
	KUNIT_ASSERT_EQ(test, platform_driver_register(&driver), 0);
	KUNIT_EXPECT_TRUE(test, device_is_bound(&pdev->dev));
	KUNIT_EXPECT_STREQ(test, (char *)platform_get_drvdata(pdev), NAME ".3");
	platform_driver_unregister(&driver);
	KUNIT_EXPECT_STREQ(test, released, "rba");
	KUNIT_EXPECT_NULL(test, platform_get_drvdata(pdev));
	platform_device_unregister(pdev);
}

static void failed_probe_releases_too(struct kunit *test)
{
	struct platform_device *pdev = platform_device_register_simple(NAME, 3, NULL, 0);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pdev);
	probe_result = -EIO;
	KUNIT_EXPECT_EQ(test, platform_driver_register(&driver), 0);
	KUNIT_EXPECT_FALSE(test, device_is_bound(&pdev->dev));
	KUNIT_EXPECT_STREQ(test, released, "ba");
	KUNIT_EXPECT_NULL(test, platform_get_drvdata(pdev));
	platform_driver_unregister(&driver);
	platform_device_unregister(pdev);
	KUNIT_EXPECT_STREQ(test, released, "ba");
}

static void a_device_that_goes_releases_too(struct kunit *test)
{
	struct platform_device *pdev;

	KUNIT_ASSERT_EQ(test, platform_driver_register(&driver), 0);
	pdev = platform_device_register_simple(NAME, PLATFORM_DEVID_NONE, NULL, 0);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pdev);
	KUNIT_EXPECT_STREQ(test, dev_name(&pdev->dev), NAME);
	platform_device_unregister(pdev);
	KUNIT_EXPECT_STREQ(test, released, "rba");
	platform_driver_unregister(&driver);
	KUNIT_EXPECT_STREQ(test, released, "rba");
}

static void memory_is_zeroed_and_can_go_early(struct kunit *test)
{
	volatile size_t many = SIZE_MAX / 2;
	char *zeroed = devm_kzalloc(alone, 300, GFP_KERNEL);
	char *text = devm_kstrdup(alone, "text", GFP_KERNEL);
	u32 numbers[3] = { 1, 2, 3 }, *copy = devm_kmemdup(alone, numbers, sizeof(numbers), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, zeroed);
	KUNIT_EXPECT_NULL(test, memchr_inv(zeroed, 0, 300));
	KUNIT_EXPECT_STREQ(test, text, "text");
	KUNIT_EXPECT_MEMEQ(test, copy, numbers, sizeof(numbers));
	devm_kfree(alone, text);
	KUNIT_EXPECT_NULL(test, devm_kmalloc_array(alone, many, 4, GFP_KERNEL));
	devm_kfree(alone, NULL);
	expect_findings(test, 1);
	devm_kfree(alone, numbers);
}

static void action_or_reset_runs_at_once_without_memory(struct kunit *test)
{
	fail_request(test, 1);
	KUNIT_EXPECT_EQ(test, devm_add_action_or_reset(alone, note, (void *)(unsigned long)'x'), -ENOMEM);
	KUNIT_EXPECT_STREQ(test, released, "x");
}

static void actions_can_be_taken_back_or_run_early(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, note_later(alone, 'a'), 0);
	KUNIT_ASSERT_EQ(test, note_later(alone, 'b'), 0);
	devm_release_action(alone, note, (void *)(unsigned long)'a');
	KUNIT_EXPECT_STREQ(test, released, "a");
	devm_remove_action(alone, note, (void *)(unsigned long)'b');
	KUNIT_EXPECT_STREQ(test, released, "a");
}

static void groups_release_what_lies_between(struct kunit *test)
{
	void *outer, *inner;

	note_later(alone, '1');
	outer = devres_open_group(alone, NULL, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, outer);
	note_later(alone, '2');
	inner = devres_open_group(alone, &released, GFP_KERNEL);
	KUNIT_EXPECT_PTR_EQ(test, inner, (void *)&released);
	note_later(alone, '3');
	devres_close_group(alone, inner);
	note_later(alone, '4');
	devres_close_group(alone, outer);
	note_later(alone, '5');

	KUNIT_EXPECT_EQ(test, devres_release_group(alone, inner), 1);
	KUNIT_EXPECT_STREQ(test, released, "3");
	KUNIT_EXPECT_EQ(test, devres_release_group(alone, outer), 2);
	KUNIT_EXPECT_STREQ(test, released, "342");
	root_device_unregister(alone);
	KUNIT_EXPECT_STREQ(test, released, "34251");
	alone = ERR_PTR(-ENODEV);
}

static void open_and_nested_groups_go_with_the_outer_one(struct kunit *test)
{
	void *outer = devres_open_group(alone, NULL, GFP_KERNEL);
	void *inner = devres_open_group(alone, NULL, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, inner);
	note_later(alone, 'a');
	KUNIT_EXPECT_EQ(test, devres_release_group(alone, outer), 1);
	KUNIT_EXPECT_STREQ(test, released, "a");
	outer = devres_open_group(alone, NULL, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, outer);
	note_later(alone, 'b');
	devres_remove_group(alone, outer);
	KUNIT_EXPECT_STREQ(test, released, "a");
}

struct resource_entry {
	int number;
};

static void release_entry(struct device *dev, void *res)
{
	note((void *)(unsigned long)('0' + ((struct resource_entry *)res)->number));
}

static int match_number(struct device *dev, void *res, void *number)
{
	return ((struct resource_entry *)res)->number == *(int *)number;
}

static void entries_are_found_by_release_and_match(struct kunit *test)
{
	struct resource_entry *entry;
	int wanted = 2;

	for (int i = 1; i <= 3; i++) {
		entry = devres_alloc(release_entry, sizeof(*entry), GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, entry);
		entry->number = i;
		devres_add(alone, entry);
	}
	entry = devres_find(alone, release_entry, NULL, NULL);
	KUNIT_EXPECT_EQ(test, entry->number, 3);
	KUNIT_EXPECT_EQ(test, devres_release(alone, release_entry, match_number, &wanted), 0);
	KUNIT_EXPECT_EQ(test, devres_release(alone, release_entry, match_number, &wanted), -ENOENT);
	KUNIT_EXPECT_EQ(test, devres_destroy(alone, release_entry, NULL, NULL), 0);
	entry = devres_remove(alone, release_entry, NULL, NULL);
	KUNIT_EXPECT_EQ(test, entry->number, 1);
	devres_free(entry);
	KUNIT_EXPECT_STREQ(test, released, "2");
}

static struct kunit_case devres_cases[] = {
	KUNIT_CASE(removal_releases_last_first),
	KUNIT_CASE(failed_probe_releases_too),
	KUNIT_CASE(a_device_that_goes_releases_too),
	KUNIT_CASE(memory_is_zeroed_and_can_go_early),
	KUNIT_CASE(action_or_reset_runs_at_once_without_memory),
	KUNIT_CASE(actions_can_be_taken_back_or_run_early),
	KUNIT_CASE(groups_release_what_lies_between),
	KUNIT_CASE(open_and_nested_groups_go_with_the_outer_one),
	KUNIT_CASE(entries_are_found_by_release_and_match),
	{}
};

static struct kunit_suite devres_suite = {
	.name = "devres", .init = start, .exit = stop, .test_cases = devres_cases,
};

kunit_test_suite(devres_suite);

MODULE_DESCRIPTION("Managed resources");
MODULE_LICENSE("GPL");
