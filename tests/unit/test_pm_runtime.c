// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pm_runtime.c - devices that sleep while nobody uses them (linux/dev/pm_runtime.c): who wakes them and puts them to
 * sleep, when, and what their parents do; what system sleep makes of it. A parent, "p", and its child, "c".
 */
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/pm_runtime.h>
#include <linux/string.h>
#include "expect.h"

static char trace[256];
static int result;
static struct device *p, *c;

static int note(struct device *dev, const char *what)
{
	strlcat(trace, what, sizeof(trace));
	strlcat(trace, dev_name(dev), sizeof(trace));
	return result;
}

static int sleeps(struct device *dev) { return note(dev, "-"); }
static int wakes(struct device *dev) { return note(dev, "+"); }

static const struct dev_pm_ops ops = { RUNTIME_PM_OPS(sleeps, wakes, NULL) };
static const struct device_type type = { .name = "runtime", .pm = &ops };

static struct device *make(struct kunit *test, const char *name, struct device *parent)
{
	struct device *dev = root_device_register(name);

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	dev->type = &type;
	dev->parent = get_device(parent);
	return dev;
}

static int start(struct kunit *test)
{
	p = make(test, "p", NULL);
	c = make(test, "c", p);
	pm_runtime_enable(p);
	pm_runtime_enable(c);
	trace[0] = '\0';
	result = 0;
	return 0;
}

static void end(struct kunit *test)
{
	root_device_unregister(c);
	root_device_unregister(p);
}

static void expect_trace(struct kunit *test, const char *expected)
{
	/* what nobody waits for is done by then */
	msleep(20);
	KUNIT_EXPECT_STREQ(test, (const char *)trace, expected);
	trace[0] = '\0';
}

static void who_needs_a_device_wakes_it_its_parent_first(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, pm_runtime_get_sync(c), 0);
	expect_trace(test, "+p+c");
	KUNIT_EXPECT_EQ(test, pm_runtime_get_sync(c), 1);
	KUNIT_EXPECT_EQ(test, pm_runtime_suspend(p), -EBUSY);
	KUNIT_EXPECT_EQ(test, pm_runtime_put_sync(c), 0);
	KUNIT_EXPECT_EQ(test, pm_runtime_suspend(c), -EAGAIN);
	expect_trace(test, "");
	KUNIT_EXPECT_EQ(test, pm_runtime_put_sync(c), 0);
	expect_trace(test, "-c-p");
	KUNIT_EXPECT_EQ(test, pm_runtime_suspend(c), 1);
}

static void what_is_of_use_to_nobody_falls_asleep_by_itself(struct kunit *test)
{
	pm_runtime_get_sync(c);
	expect_trace(test, "+p+c");
	pm_runtime_put(c);
	expect_trace(test, "-c-p");
	KUNIT_EXPECT_EQ(test, pm_request_resume(c), 0);
	expect_trace(test, "+p+c-c-p");
}

static void autosuspend_waits_from_the_last_use_on(struct kunit *test)
{
	pm_runtime_set_autosuspend_delay(c, 100);
	pm_runtime_use_autosuspend(c);
	pm_runtime_get_sync(c);
	msleep(200);
	pm_runtime_mark_last_busy(c);
	pm_runtime_put_autosuspend(c);
	msleep(60);
	expect_trace(test, "+p+c");
	msleep(60);
	expect_trace(test, "-c-p");
	/* a delay below 0 is a user */
	pm_runtime_set_autosuspend_delay(c, -1);
	expect_trace(test, "+p+c");
	pm_runtime_dont_use_autosuspend(c);
	expect_trace(test, "-c-p");
}

static void what_is_forbidden_or_disabled_stays_as_it_is(struct kunit *test)
{
	pm_runtime_forbid(c);
	pm_runtime_forbid(c);
	expect_trace(test, "+p+c");
	KUNIT_EXPECT_EQ(test, pm_runtime_suspend(c), -EAGAIN);
	pm_runtime_allow(c);
	expect_trace(test, "-c-p");
	pm_runtime_disable(c);
	KUNIT_EXPECT_EQ(test, pm_runtime_get_sync(c), -EACCES);
	pm_runtime_put_noidle(c);
	KUNIT_EXPECT_EQ(test, pm_runtime_set_active(c), -EBUSY);
	pm_runtime_get_sync(p);
	KUNIT_EXPECT_EQ(test, pm_runtime_set_active(c), 0);
	KUNIT_EXPECT_TRUE(test, pm_runtime_active(c));
	KUNIT_EXPECT_EQ(test, pm_runtime_get_if_active(c), -EINVAL);
	pm_runtime_enable(c);
	KUNIT_EXPECT_EQ(test, pm_runtime_set_active(c), -EAGAIN);
	KUNIT_EXPECT_EQ(test, pm_runtime_get_if_in_use(c), 0);
	KUNIT_EXPECT_EQ(test, pm_runtime_get_if_active(c), 1);
	pm_runtime_put(c);
	pm_runtime_put(p);
	expect_trace(test, "+p-c-p");
}

static void an_error_is_kept_until_the_state_is_told(struct kunit *test)
{
	pm_runtime_get_sync(c);
	result = -EBUSY;
	pm_runtime_put_noidle(c);
	KUNIT_EXPECT_EQ(test, pm_runtime_suspend(c), -EBUSY);
	KUNIT_EXPECT_EQ(test, pm_runtime_get_sync(c), 1);
	result = -EIO;
	pm_runtime_put_noidle(c);
	KUNIT_EXPECT_EQ(test, pm_runtime_suspend(c), -EIO);
	result = 0;
	KUNIT_EXPECT_EQ(test, pm_runtime_suspend(c), -EINVAL);
	KUNIT_EXPECT_EQ(test, pm_runtime_resume(c), -EINVAL);
	KUNIT_EXPECT_EQ(test, pm_runtime_set_suspended(c), 0);
	expect_trace(test, "+p+c-c-c-p");
	KUNIT_EXPECT_EQ(test, pm_runtime_resume(c), 0);
	expect_trace(test, "+p+c-c-p");
}

static void forced_sleep_ends_as_it_began(struct kunit *test)
{
	pm_runtime_get_sync(c);
	/* as system sleep does */
	pm_runtime_get_noresume(c);
	KUNIT_EXPECT_EQ(test, pm_runtime_force_suspend(c), 0);
	KUNIT_EXPECT_EQ(test, pm_runtime_force_resume(c), 0);
	expect_trace(test, "+p+c-c+c");
	pm_runtime_put_noidle(c);
	KUNIT_EXPECT_EQ(test, pm_runtime_force_suspend(c), 0);
	KUNIT_EXPECT_EQ(test, pm_runtime_force_resume(c), 0);
	/* nobody but system sleep has used it */
	expect_trace(test, "-c-p");
	pm_runtime_put_noidle(c);
}

static struct kunit_case pm_runtime_cases[] = {
	KUNIT_CASE(who_needs_a_device_wakes_it_its_parent_first),
	KUNIT_CASE(what_is_of_use_to_nobody_falls_asleep_by_itself),
	KUNIT_CASE(autosuspend_waits_from_the_last_use_on),
	KUNIT_CASE(what_is_forbidden_or_disabled_stays_as_it_is),
	KUNIT_CASE(an_error_is_kept_until_the_state_is_told),
	KUNIT_CASE(forced_sleep_ends_as_it_began),
	{}
};

static struct kunit_suite pm_runtime_suite = {
	.name = "pm_runtime", .init = start, .exit = end, .test_cases = pm_runtime_cases,
};
kunit_test_suite(pm_runtime_suite);

MODULE_LICENSE("GPL");
