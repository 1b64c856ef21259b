// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_regmap.c - registers with a cache (linux/dev/regmap.c), counters as time (linux/task/timecounter.c), objects by
 * themselves (linux/dev/kobject.c).
 */
#include <linux/clocksource.h>
#include <linux/kobject.h>
#include <linux/regmap.h>
#include <linux/string.h>
#include <linux/timecounter.h>
#include "expect.h"

#define REGISTERS 16
#define VOLATILE 3
#define READ_ONLY 4
#define WRITE_ONLY 5

static unsigned int device[REGISTERS], reads, writes, last_written[REGISTERS];
static int result;

static int reg_read(void *context, unsigned int reg, unsigned int *val)
{
	reads++;
	*val = device[reg];
	return result;
}

static int reg_write(void *context, unsigned int reg, unsigned int val)
{
	last_written[writes++ % REGISTERS] = reg;
	if (!result)
		device[reg] = val;
	return result;
}

static bool writeable(struct device *dev, unsigned int reg) { return reg != READ_ONLY; }
static bool readable(struct device *dev, unsigned int reg) { return reg != WRITE_ONLY; }
static bool is_volatile(struct device *dev, unsigned int reg) { return reg == VOLATILE; }

static const struct regmap_config config = {
	.reg_bits = 32, .val_bits = 32, .max_register = REGISTERS - 1, .cache_type = REGCACHE_MAPLE,
	.writeable_reg = writeable, .readable_reg = readable, .volatile_reg = is_volatile,
	.reg_read = reg_read, .reg_write = reg_write,
};

static struct regmap *map;
static unsigned int val;

static int start(struct kunit *test)
{
	memset(device, 0, sizeof(device));
	reads = writes = 0;
	result = 0;
	map = regmap_init(NULL, NULL, NULL, &config);
	return PTR_ERR_OR_ZERO(map);
}

static void end(struct kunit *test)
{
	regmap_exit(map);
}

static void a_register_is_read_once_unless_it_changes_by_itself(struct kunit *test)
{
	device[7] = 70;
	for (unsigned int i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, regmap_read(map, 7, &val), 0);
		KUNIT_EXPECT_EQ(test, val, 70U);
		KUNIT_EXPECT_EQ(test, regmap_read(map, VOLATILE, &val), 0);
	}
	KUNIT_EXPECT_EQ(test, reads, 4U);
	KUNIT_EXPECT_TRUE(test, regcache_reg_cached(map, 7));
	KUNIT_EXPECT_FALSE(test, regcache_reg_cached(map, VOLATILE) || regcache_reg_cached(map, 8));
	result = -EIO;
	KUNIT_EXPECT_EQ(test, regmap_read(map, 8, &val), -EIO);
	KUNIT_EXPECT_FALSE(test, regcache_reg_cached(map, 8));
}

static void what_cannot_be_is_eio(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, regmap_write(map, READ_ONLY, 1), -EIO);
	KUNIT_EXPECT_EQ(test, regmap_read(map, WRITE_ONLY, &val), -EIO);
	KUNIT_EXPECT_EQ(test, regmap_read(map, REGISTERS, &val), -EIO);
	KUNIT_EXPECT_EQ(test, reads + writes, 0U);
	/* but what was written is known */
	KUNIT_EXPECT_EQ(test, regmap_write(map, WRITE_ONLY, 9), 0);
	KUNIT_EXPECT_EQ(test, regmap_read(map, WRITE_ONLY, &val), 0);
	KUNIT_EXPECT_EQ(test, val, 9U);
	KUNIT_EXPECT_TRUE(test, IS_ERR(regmap_init(NULL, NULL, NULL, &(struct regmap_config){ .reg_read = reg_read })));
}

static void bits_are_written_if_they_change(struct kunit *test)
{
	bool change;

	device[1] = 0xf0;
	KUNIT_EXPECT_EQ(test, regmap_update_bits_check(map, 1, 0x0f, 0x35, &change), 0);
	KUNIT_EXPECT_TRUE(test, change && device[1] == 0xf5);
	KUNIT_EXPECT_EQ(test, regmap_update_bits_check(map, 1, 0x0f, 0x05, &change), 0);
	KUNIT_EXPECT_TRUE(test, !change && writes == 1);
	KUNIT_EXPECT_EQ(test, regmap_update_bits_base(map, 1, 0x0f, 0x05, &change, false, true), 0);
	KUNIT_EXPECT_TRUE(test, change && writes == 2);
}

static void what_a_device_has_forgotten_is_written_again_in_order(struct kunit *test)
{
	static const unsigned int order[] = { 9, 2, 12, 0, 7 };

	for (unsigned int i = 0; i < ARRAY_SIZE(order); i++)
		KUNIT_EXPECT_EQ(test, regmap_write(map, order[i], order[i] + 1), 0);
	writes = 0;
	KUNIT_EXPECT_EQ(test, regcache_sync(map), 0);
	KUNIT_EXPECT_EQ(test, writes, 0U);
	memset(device, 0, sizeof(device));
	regcache_mark_dirty(map);
	regcache_cache_only(map, true);
	KUNIT_EXPECT_EQ(test, regmap_write(map, 2, 33), 0);
	KUNIT_EXPECT_EQ(test, regmap_read(map, 1, &val), -EBUSY);
	KUNIT_EXPECT_EQ(test, writes, 0U);
	regcache_cache_only(map, false);
	KUNIT_EXPECT_EQ(test, regcache_sync(map), 0);
	KUNIT_EXPECT_EQ(test, writes, 5U);
	for (unsigned int i = 1; i < writes; i++)
		KUNIT_EXPECT_GT(test, last_written[i], last_written[i - 1]);
	KUNIT_EXPECT_TRUE(test, device[2] == 33 && device[12] == 13);
	KUNIT_EXPECT_EQ(test, regcache_sync(map), 0);
	KUNIT_EXPECT_EQ(test, writes, 5U);
}

/* ---- counters ---- */

static u64 count;

static u64 counter_read(const struct cyclecounter *cc)
{
	return count & cc->mask;
}

static void a_counter_that_goes_round_is_time(struct kunit *test)
{
	struct cyclecounter cc = { .read = counter_read, .mask = CYCLECOUNTER_MASK(32) };
	struct timecounter tc;

	/* 24 MHz, as High Definition Audio's */
	clocks_calc_mult_shift(&cc.mult, &cc.shift, 24000000, 1000000000, 178);
	count = 0xffffff00;
	timecounter_init(&tc, &cc, 500);
	count += 24000000;
	KUNIT_EXPECT_LE(test, abs_diff(timecounter_read(&tc), 1000000500ULL), 10ULL);
	count += 24;
	KUNIT_EXPECT_LE(test, abs_diff(timecounter_read(&tc), 1000001500ULL), 10ULL);
}

/* ---- objects ---- */

static void an_object_holds_its_parent(struct kunit *test)
{
	struct kobject *parent = kobject_create_and_add("parent", NULL), *child;

	KUNIT_ASSERT_NOT_NULL(test, parent);
	child = kobject_create_and_add("child", parent);
	KUNIT_ASSERT_NOT_NULL(test, child);
	KUNIT_EXPECT_STREQ(test, kobject_name(child), "child");
	KUNIT_EXPECT_EQ(test, kref_read(&parent->kref), 2U);
	kobject_put(child);
	KUNIT_EXPECT_EQ(test, kref_read(&parent->kref), 1U);
	kobject_put(parent);
}

static struct kunit_case regmap_cases[] = {
	KUNIT_CASE(a_register_is_read_once_unless_it_changes_by_itself),
	KUNIT_CASE(what_cannot_be_is_eio),
	KUNIT_CASE(bits_are_written_if_they_change),
	KUNIT_CASE(what_a_device_has_forgotten_is_written_again_in_order),
	KUNIT_CASE(a_counter_that_goes_round_is_time),
	KUNIT_CASE(an_object_holds_its_parent),
	{}
};

static struct kunit_suite regmap_suite = { .name = "regmap", .init = start, .exit = end, .test_cases = regmap_cases };
kunit_test_suite(regmap_suite);

MODULE_LICENSE("GPL");
