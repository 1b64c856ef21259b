// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pm.c - system sleep: which callback of a device is called, in which order of devices, and what happens when one
 * refuses (linux/dev/pm.c, platform.c, isa.c). Every callback writes what it is into a trace.
 */
#include <linux/device.h>
#include <linux/isa.h>
#include <linux/platform_device.h>
#include <linux/pm.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "expect.h"

static char trace[512];
/* the callback that fails, as it stands in the trace; NULL: none */
static const char *failing;
static int failing_with, failures;

/* devices are called by one letter; it ends their name */
static int note(struct device *dev, const char *what)
{
	const char *name = dev_name(dev);
	char entry[32];

	snprintf(entry, sizeof(entry), "%s:%c", what, name[strlen(name) - 1]);
	if (trace[0])
		strlcat(trace, " ", sizeof(trace));
	strlcat(trace, entry, sizeof(trace));
	if (!failing || strcmp(failing, entry) || !failures)
		return 0;
	failures--;
	return failing_with;
}

static void fail(const char *entry, int err)
{
	failing = entry;
	failing_with = err;
	failures = 1;
}

static int start(struct kunit *test)
{
	trace[0] = '\0';
	failing = NULL;
	return 0;
}

static void expect_trace(struct kunit *test, const char *expected)
{
	KUNIT_EXPECT_STREQ(test, (const char *)trace, expected);
	trace[0] = '\0';
}

#define NOTE(fn, what) \
	static int fn(struct device *dev) { return note(dev, what); }
NOTE(prepare, "prepare")
NOTE(suspend, "suspend")
NOTE(late, "late")
NOTE(noirq, "noirq")
NOTE(resume_noirq, "up-noirq")
NOTE(early, "early")
NOTE(resume, "resume")
NOTE(type_suspend, "type")
NOTE(class_suspend, "class")

static void complete_it(struct device *dev)
{
	note(dev, "complete");
}

static const struct dev_pm_ops all_phases = {
	.prepare = prepare, .suspend = suspend, .suspend_late = late, .suspend_noirq = noirq,
	.resume_noirq = resume_noirq, .resume_early = early, .resume = resume, .complete = complete_it,
};

/* ---- platform devices ------------------------------------------------------------------------ */

static struct platform_driver *current_driver;

static void remove_driver(void *driver)
{
	platform_driver_unregister(driver);
}

static void remove_device(void *device)
{
	platform_device_unregister(device);
}

static void add_driver(struct kunit *test, struct platform_driver *driver)
{
	KUNIT_ASSERT_EQ(test, platform_driver_register(driver), 0);
	current_driver = driver;
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, remove_driver, driver), 0);
}

/* a device of the driver that was added last; @letter is its number, '0' … '9' */
static struct platform_device *add(struct kunit *test, struct device *parent, char letter)
{
	struct platform_device_info info = {
		.parent = parent, .name = current_driver->driver.name, .id = letter - '0',
	};
	struct platform_device *device = platform_device_register_full(&info);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, device);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, remove_device, device), 0);
	return device;
}

static int probe(struct platform_device *device)
{
	return 0;
}

static struct platform_driver modern = { .probe = probe, .driver = { .name = "pm_modern", .pm = &all_phases } };

/* 1 and its child 2 */
static void family(struct kunit *test)
{
	add_driver(test, &modern);
	add(test, &add(test, NULL, '1')->dev, '2');
}

static void children_go_down_first_and_come_up_last(struct kunit *test)
{
	family(test);
	KUNIT_ASSERT_EQ(test, suspend_system(test), 0);
	expect_trace(test, "prepare:1 prepare:2 suspend:2 suspend:1 late:2 late:1 noirq:2 noirq:1");
	resume_system(test);
	expect_trace(test, "up-noirq:1 up-noirq:2 early:1 early:2 resume:1 resume:2 complete:2 complete:1");
}

static void refused_suspend_wakes_those_that_sleep(struct kunit *test)
{
	family(test);
	fail("suspend:1", -EBUSY);
	KUNIT_EXPECT_EQ(test, suspend_system(test), -EBUSY);
	expect_trace(test, "prepare:1 prepare:2 suspend:2 suspend:1 resume:2 complete:2 complete:1");
}

static void refused_preparation_completes_those_before(struct kunit *test)
{
	family(test);
	fail("prepare:2", -EIO);
	KUNIT_EXPECT_EQ(test, suspend_system(test), -EIO);
	expect_trace(test, "prepare:1 prepare:2 complete:1");
}

static void preparation_that_is_too_early_is_tried_again(struct kunit *test)
{
	family(test);
	fail("prepare:2", -EAGAIN);
	KUNIT_EXPECT_EQ(test, suspend_system(test), 0);
	expect_trace(test, "prepare:1 prepare:2 prepare:2 suspend:2 suspend:1 late:2 late:1 noirq:2 noirq:1");
	resume_system(test);
}

static void refused_late_phase_is_undone_phase_by_phase(struct kunit *test)
{
	family(test);
	fail("late:1", -EIO);
	KUNIT_EXPECT_EQ(test, suspend_system(test), -EIO);
	expect_trace(test, "prepare:1 prepare:2 suspend:2 suspend:1 late:2 late:1 early:2 resume:1 resume:2 "
			   "complete:2 complete:1");
}

static void refused_noirq_phase_is_undone_phase_by_phase(struct kunit *test)
{
	family(test);
	fail("noirq:1", -EIO);
	KUNIT_EXPECT_EQ(test, suspend_system(test), -EIO);
	expect_trace(test, "prepare:1 prepare:2 suspend:2 suspend:1 late:2 late:1 noirq:2 noirq:1 up-noirq:2 "
			   "early:1 early:2 resume:1 resume:2 complete:2 complete:1");
}

static void device_that_does_not_wake_up_keeps_nobody_asleep(struct kunit *test)
{
	family(test);
	KUNIT_ASSERT_EQ(test, suspend_system(test), 0);
	trace[0] = '\0';
	fail("resume:1", -EIO);
	resume_system(test);
	expect_trace(test, "up-noirq:1 up-noirq:2 early:1 early:2 resume:1 resume:2 complete:2 complete:1");
}

static void device_without_a_driver_sleeps_too(struct kunit *test)
{
	static struct platform_driver none = { .driver = { .name = "pm_none" } };

	current_driver = &none;
	add(test, NULL, '1');
	KUNIT_EXPECT_EQ(test, suspend_system(test), 0);
	resume_system(test);
	expect_trace(test, "");
}

static void device_that_comes_while_all_sleep_is_left_alone(struct kunit *test)
{
	family(test);
	KUNIT_ASSERT_EQ(test, suspend_system(test), 0);
	add(test, NULL, '3');
	trace[0] = '\0';
	resume_system(test);
	expect_trace(test, "up-noirq:1 up-noirq:2 early:1 early:2 resume:1 resume:2 complete:2 complete:1");
}

/* ---- whose callback -------------------------------------------------------------------------- */

static void release_device(struct device *dev)
{
	kfree(dev);
}

static void unregister(void *dev)
{
	device_unregister(dev);
}

static void remove_class(void *class)
{
	class_destroy(class);
}

static void type_comes_before_class(struct kunit *test)
{
	static const struct dev_pm_ops of_type = { .suspend = type_suspend };
	static const struct dev_pm_ops of_class = { .suspend = class_suspend };
	static const struct device_type type = { .name = "pm_type", .pm = &of_type };
	struct class *class = class_create("pm_test");
	struct device *dev[2];
	int i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, class);
	class->pm = &of_class;
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, remove_class, class), 0);
	for (i = 0; i < 2; i++) {
		dev[i] = kzalloc(sizeof(*dev[i]), GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, dev[i]);
		device_initialize(dev[i]);
		dev[i]->release = release_device;
		dev[i]->class = class;
		dev[i]->type = i ? &type : NULL;
		KUNIT_ASSERT_EQ(test, dev_set_name(dev[i], "pm-%d", i), 0);
		KUNIT_ASSERT_EQ(test, device_add(dev[i]), 0);
		KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, unregister, dev[i]), 0);
	}
	KUNIT_EXPECT_EQ(test, suspend_system(test), 0);
	expect_trace(test, "type:1 class:0");
	resume_system(test);
	expect_trace(test, "");
}

static int old_suspend(struct platform_device *device, pm_message_t state)
{
	return note(&device->dev, state.event == PM_EVENT_SUSPEND ? "old-suspend" : "?");
}

static int old_resume(struct platform_device *device)
{
	return note(&device->dev, "old-resume");
}

static void older_callbacks_of_platform_drivers(struct kunit *test)
{
	static struct platform_driver old = {
		.probe = probe, .suspend = old_suspend, .resume = old_resume, .driver = { .name = "pm_old" },
	};

	add_driver(test, &old);
	add(test, NULL, '4');
	KUNIT_EXPECT_EQ(test, suspend_system(test), 0);
	resume_system(test);
	expect_trace(test, "old-suspend:4 old-resume:4");
}

static int isa_suspend(struct device *dev, unsigned int id, pm_message_t state)
{
	return note(dev, state.event == PM_EVENT_SUSPEND && id == 1 ? "isa-suspend" : "?");
}

static int isa_resume(struct device *dev, unsigned int id)
{
	return note(dev, "isa-resume");
}

static int isa_match(struct device *dev, unsigned int id)
{
	return id == 1;
}

static void remove_isa(void *driver)
{
	isa_unregister_driver(driver);
}

static void callbacks_of_isa_drivers(struct kunit *test)
{
	static struct isa_driver driver = {
		.match = isa_match, .suspend = isa_suspend, .resume = isa_resume, .driver = { .name = "pm_isa" },
	};

	KUNIT_ASSERT_EQ(test, isa_register_driver(&driver, 2), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, remove_isa, &driver), 0);
	KUNIT_EXPECT_EQ(test, suspend_system(test), 0);
	expect_trace(test, "isa-suspend:1");
	resume_system(test);
	expect_trace(test, "isa-resume:1");
}

static struct kunit_case pm_cases[] = {
	KUNIT_CASE(children_go_down_first_and_come_up_last),
	KUNIT_CASE(refused_suspend_wakes_those_that_sleep),
	KUNIT_CASE(refused_preparation_completes_those_before),
	KUNIT_CASE(preparation_that_is_too_early_is_tried_again),
	KUNIT_CASE(refused_late_phase_is_undone_phase_by_phase),
	KUNIT_CASE(refused_noirq_phase_is_undone_phase_by_phase),
	KUNIT_CASE(device_that_does_not_wake_up_keeps_nobody_asleep),
	KUNIT_CASE(device_without_a_driver_sleeps_too),
	KUNIT_CASE(device_that_comes_while_all_sleep_is_left_alone),
	KUNIT_CASE(type_comes_before_class),
	KUNIT_CASE(older_callbacks_of_platform_drivers),
	KUNIT_CASE(callbacks_of_isa_drivers),
	{}
};

static struct kunit_suite pm_suite = { .name = "pm", .init = start, .test_cases = pm_cases };
kunit_test_suite(pm_suite);

MODULE_DESCRIPTION("system sleep");
MODULE_LICENSE("GPL");
