// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_params.c - the types of module parameters: text to value and back, and what is refused. How insmod's words
 * reach them is tests/host/test_modules.c's.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/moduleparam.h>
#include <linux/string.h>

static bool flag;
static int number, numbers[3], bint;
static unsigned int numbers_given;
static char *text, *texts[2];
static char buffer[8];
static unsigned char byte;

module_param(flag, bool, 0444);
module_param(number, int, 0444);
module_param_named(little, byte, byte, 0444);
module_param_array(numbers, int, &numbers_given, 0444);
module_param(text, charp, 0444);
module_param_array(texts, charp, NULL, 0444);
module_param_string(buffer, buffer, sizeof(buffer), 0444);
module_param(bint, bint, 0444);
MODULE_PARM_DESC(number, "any number");

/* as insmod does with "name=words"; NULL: the name alone */
static int set(const struct kernel_param *kp, const char *words)
{
	char copy[64];

	if (!words)
		return kp->ops->set(NULL, kp);
	strscpy(copy, words);
	return kp->ops->set(copy, kp);
}

static void numbers_of_any_base_in_their_range(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, set(&__param_number, "0x10"), 0);
	KUNIT_EXPECT_EQ(test, number, 16);
	KUNIT_EXPECT_EQ(test, set(&__param_number, "-3"), 0);
	KUNIT_EXPECT_EQ(test, number, -3);
	KUNIT_EXPECT_EQ(test, set(&__param_number, "x"), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(&__param_number, "99999999999"), -ERANGE);
	KUNIT_EXPECT_EQ(test, number, -3);
	KUNIT_EXPECT_EQ(test, set(&__param_little, "255"), 0);
	KUNIT_EXPECT_EQ(test, byte, 255);
	KUNIT_EXPECT_EQ(test, set(&__param_little, "256"), -ERANGE);
}

static void bool_needs_no_value(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, __param_flag.ops->flags & KERNEL_PARAM_OPS_FL_NOARG);
	KUNIT_EXPECT_FALSE(test, __param_number.ops->flags & KERNEL_PARAM_OPS_FL_NOARG);
	flag = false;
	KUNIT_EXPECT_EQ(test, set(&__param_flag, NULL), 0);
	KUNIT_EXPECT_TRUE(test, flag);
	KUNIT_EXPECT_EQ(test, set(&__param_flag, "n"), 0);
	KUNIT_EXPECT_FALSE(test, flag);
	KUNIT_EXPECT_EQ(test, set(&__param_flag, "maybe"), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(&__param_bint, "y"), 0);
	KUNIT_EXPECT_EQ(test, bint, 1);
}

static void strings_are_copied_or_must_fit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, set(&__param_text, "abc"), 0);
	KUNIT_EXPECT_STREQ(test, text, "abc");
	KUNIT_EXPECT_EQ(test, set(&__param_text, ""), 0);
	KUNIT_EXPECT_STREQ(test, text, "");
	KUNIT_EXPECT_EQ(test, set(&__param_buffer, "1234567"), 0);
	KUNIT_EXPECT_EQ(test, set(&__param_buffer, "12345678"), -ENOSPC);
	KUNIT_EXPECT_STREQ(test, buffer, "1234567");
}

static void arrays_count_what_was_given(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, set(&__param_numbers, "4,-5"), 0);
	KUNIT_EXPECT_EQ(test, numbers_given, 2);
	KUNIT_EXPECT_EQ(test, numbers[0], 4);
	KUNIT_EXPECT_EQ(test, numbers[1], -5);
	KUNIT_EXPECT_EQ(test, set(&__param_numbers, "1,2,3,4"), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(&__param_numbers, "1,,3"), -EINVAL);
	KUNIT_EXPECT_EQ(test, set(&__param_texts, "ab,cd"), 0);
	KUNIT_EXPECT_STREQ(test, texts[0], "ab");
	KUNIT_EXPECT_STREQ(test, texts[1], "cd");
}

static void values_read_back_as_lines(struct kunit *test)
{
	char *page = kunit_kmalloc(test, 4096, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_EQ(test, set(&__param_numbers, "7,8"), 0);
	KUNIT_EXPECT_EQ(test, param_array_ops.get(page, &__param_numbers), 4);
	KUNIT_EXPECT_STREQ(test, page, "7,8\n");
	flag = true;
	KUNIT_EXPECT_EQ(test, param_get_bool(page, &__param_flag), 2);
	KUNIT_EXPECT_STREQ(test, page, "Y\n");
	KUNIT_ASSERT_EQ(test, set(&__param_text, "abc"), 0);
	param_get_charp(page, &__param_text);
	KUNIT_EXPECT_STREQ(test, page, "abc\n");
	number = -3;
	param_get_int(page, &__param_number);
	KUNIT_EXPECT_STREQ(test, page, "-3\n");
}

static struct kunit_case param_cases[] = {
	KUNIT_CASE(numbers_of_any_base_in_their_range),
	KUNIT_CASE(bool_needs_no_value),
	KUNIT_CASE(strings_are_copied_or_must_fit),
	KUNIT_CASE(arrays_count_what_was_given),
	KUNIT_CASE(values_read_back_as_lines),
	{}
};

static struct kunit_suite param_suite = { .name = "params", .test_cases = param_cases };

kunit_test_suite(param_suite);

MODULE_DESCRIPTION("Module parameters");
MODULE_LICENSE("GPL");
