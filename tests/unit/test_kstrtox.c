// SPDX-License-Identifier: GPL-2.0-or-later
/* test_kstrtox.c - text to numbers. */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>

static void whole_text_or_nothing(struct kunit *test)
{
	int value = 99;

	KUNIT_EXPECT_EQ(test, kstrtoint("12", 10, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 12);
	KUNIT_EXPECT_EQ(test, kstrtoint("12\n", 10, &value), 0);
	KUNIT_EXPECT_EQ(test, kstrtoint("+12", 10, &value), 0);
	KUNIT_EXPECT_EQ(test, kstrtoint("-12", 10, &value), 0);
	KUNIT_EXPECT_EQ(test, value, -12);
	KUNIT_EXPECT_EQ(test, kstrtoint("12\n\n", 10, &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, kstrtoint("12 ", 10, &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, kstrtoint(" 12", 10, &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, kstrtoint("", 10, &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, kstrtoint("-", 10, &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, kstrtoint("--1", 10, &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, kstrtoint("1x", 10, &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, value, -12);
}

static void base_zero_looks_at_the_prefix(struct kunit *test)
{
	unsigned int value;

	KUNIT_EXPECT_EQ(test, kstrtouint("0x1F", 0, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 0x1f);
	KUNIT_EXPECT_EQ(test, kstrtouint("017", 0, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 15);
	KUNIT_EXPECT_EQ(test, kstrtouint("0x1f", 16, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 0x1f);
	KUNIT_EXPECT_EQ(test, kstrtouint("0", 0, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 0);
	KUNIT_EXPECT_EQ(test, kstrtouint("08", 0, &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, kstrtouint("0x", 0, &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, kstrtouint("-1", 0, &value), -EINVAL);
}

static void what_does_not_fit_is_erange(struct kunit *test)
{
	unsigned long long big;
	long long signed_big;
	unsigned int value;
	int number;
	u8 byte;
	s8 small;

	KUNIT_EXPECT_EQ(test, kstrtoull("18446744073709551615", 10, &big), 0);
	KUNIT_EXPECT_EQ(test, big, ULLONG_MAX);
	KUNIT_EXPECT_EQ(test, kstrtoull("18446744073709551616", 10, &big), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtoll("-9223372036854775808", 10, &signed_big), 0);
	KUNIT_EXPECT_EQ(test, signed_big, LLONG_MIN);
	KUNIT_EXPECT_EQ(test, kstrtoll("9223372036854775808", 10, &signed_big), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtouint("4294967296", 10, &value), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtoint("2147483648", 10, &number), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtoint("-2147483648", 10, &number), 0);
	KUNIT_EXPECT_EQ(test, kstrtou8("256", 10, &byte), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtos8("-128", 10, &small), 0);
	KUNIT_EXPECT_EQ(test, kstrtos8("-129", 10, &small), -ERANGE);
}

static void booleans_by_their_first_letters(struct kunit *test)
{
	static const char * const yes[] = { "y", "Y", "1", "on", "ON", "true", "yes" };
	static const char * const no[] = { "n", "N", "0", "off", "of", "false", "no" };
	bool value;

	for (int i = 0; i < ARRAY_SIZE(yes); i++) {
		KUNIT_EXPECT_EQ_MSG(test, kstrtobool(yes[i], &value), 0, "%s", yes[i]);
		KUNIT_EXPECT_TRUE(test, value);
		KUNIT_EXPECT_EQ_MSG(test, kstrtobool(no[i], &value), 0, "%s", no[i]);
		KUNIT_EXPECT_FALSE(test, value);
	}
	KUNIT_EXPECT_EQ(test, kstrtobool("", &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, kstrtobool("2", &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, kstrtobool("o", &value), -EINVAL);
}

static void simple_forms_stop_where_the_number_ends(struct kunit *test)
{
	const char *text = "0x20,7";
	char *end;

	KUNIT_EXPECT_EQ(test, simple_strtoul(text, &end, 0), 0x20);
	KUNIT_EXPECT_PTR_EQ(test, end, text + 4);
	KUNIT_EXPECT_EQ(test, simple_strtol("-12x", &end, 10), -12);
	KUNIT_EXPECT_EQ(test, *end, 'x');
	text = "xyz";
	KUNIT_EXPECT_EQ(test, simple_strtoul(text, &end, 10), 0);
	KUNIT_EXPECT_PTR_EQ(test, end, text);
}

static void memparse_knows_powers_of_1024(struct kunit *test)
{
	char *end;

	KUNIT_EXPECT_EQ(test, memparse("64K", &end), 65536);
	KUNIT_EXPECT_EQ(test, *end, '\0');
	KUNIT_EXPECT_EQ(test, memparse("2m,", &end), 2 << 20);
	KUNIT_EXPECT_EQ(test, *end, ',');
	KUNIT_EXPECT_EQ(test, memparse("0x10", NULL), 16);
	KUNIT_EXPECT_EQ(test, memparse("1G", NULL), 1 << 30);
}

static struct kunit_case kstrtox_cases[] = {
	KUNIT_CASE(whole_text_or_nothing),
	KUNIT_CASE(base_zero_looks_at_the_prefix),
	KUNIT_CASE(what_does_not_fit_is_erange),
	KUNIT_CASE(booleans_by_their_first_letters),
	KUNIT_CASE(simple_forms_stop_where_the_number_ends),
	KUNIT_CASE(memparse_knows_powers_of_1024),
	{}
};

static struct kunit_suite kstrtox_suite = { .name = "kstrtox", .test_cases = kstrtox_cases };

kunit_test_suite(kstrtox_suite);

MODULE_DESCRIPTION("Text to numbers");
MODULE_LICENSE("GPL");
