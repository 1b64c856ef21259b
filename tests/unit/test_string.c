// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_string.c - strings, memory, bit arrays and sorting: the kernel's rules where they differ from libc's.
 */
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/bsearch.h>
#include <linux/ctype.h>
#include <linux/gcd.h>
#include <linux/hex.h>
#include <linux/lcm.h>
#include <linux/math64.h>
#include <linux/overflow.h>
#include <linux/sort.h>
#include <linux/string.h>

static void strscpy_cuts_and_terminates(struct kunit *test)
{
	char buf[5] = "....";

	KUNIT_EXPECT_EQ(test, strscpy(buf, "abcd"), 4);
	KUNIT_EXPECT_STREQ(test, buf, "abcd");
	KUNIT_EXPECT_EQ(test, strscpy(buf, "abcde"), -E2BIG);
	KUNIT_EXPECT_STREQ(test, buf, "abcd");
	KUNIT_EXPECT_EQ(test, strscpy(buf, "xyz", 2), -E2BIG);
	KUNIT_EXPECT_STREQ(test, buf, "x");
	KUNIT_EXPECT_EQ(test, strscpy(buf, "abc", 0), -E2BIG);
}

static void strscpy_pad_zeroes_the_rest(struct kunit *test)
{
	char buf[6] = "zzzzz";

	KUNIT_EXPECT_EQ(test, strscpy_pad(buf, "a"), 1);
	KUNIT_EXPECT_NULL(test, memchr_inv(buf + 1, 0, 5));
}

static void strsep_gives_empty_tokens(struct kunit *test)
{
	char text[] = "a,,b";
	char *rest = text;

	KUNIT_EXPECT_STREQ(test, strsep(&rest, ","), "a");
	KUNIT_EXPECT_STREQ(test, strsep(&rest, ","), "");
	KUNIT_EXPECT_STREQ(test, strsep(&rest, ","), "b");
	KUNIT_EXPECT_NULL(test, rest);
	KUNIT_EXPECT_NULL(test, strsep(&rest, ","));
}

static void strim_takes_both_ends(struct kunit *test)
{
	char text[] = " \t a b\n ", blank[] = " \n";

	KUNIT_EXPECT_STREQ(test, strim(text), "a b");
	KUNIT_EXPECT_STREQ(test, strim(blank), "");
}

static void sysfs_streq_ignores_one_newline(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, sysfs_streq("on", "on\n"));
	KUNIT_EXPECT_TRUE(test, sysfs_streq("on\n", "on"));
	KUNIT_EXPECT_TRUE(test, sysfs_streq("on\n", "on\n"));
	KUNIT_EXPECT_FALSE(test, sysfs_streq("on", "on\n\n"));
	KUNIT_EXPECT_FALSE(test, sysfs_streq("on", "o"));
}

static void match_string_stops_at_null_and_at_n(struct kunit *test)
{
	static const char * const names[] = { "one", "two", NULL, "four" };

	KUNIT_EXPECT_EQ(test, match_string(names, 4, "two"), 1);
	KUNIT_EXPECT_EQ(test, match_string(names, 1, "two"), -EINVAL);
	KUNIT_EXPECT_EQ(test, match_string(names, 4, "four"), -EINVAL);
}

static void searches_find_what_libc_finds(struct kunit *test)
{
	const char *text = "abcabd";

	KUNIT_EXPECT_PTR_EQ(test, strstr(text, "abd"), text + 3);
	KUNIT_EXPECT_NULL(test, strstr(text, "abe"));
	KUNIT_EXPECT_PTR_EQ(test, strstr(text, ""), text);
	KUNIT_EXPECT_PTR_EQ(test, strchr(text, '\0'), text + 6);
	KUNIT_EXPECT_PTR_EQ(test, strrchr(text, 'a'), text + 3);
	KUNIT_EXPECT_NULL(test, strrchr(text, 'x'));
	KUNIT_EXPECT_NULL(test, strnchr(text, 2, 'c'));
	KUNIT_EXPECT_EQ(test, strspn(text, "ab"), 2);
	KUNIT_EXPECT_EQ(test, strcspn(text, "c"), 2);
	KUNIT_EXPECT_EQ(test, strnlen(text, 3), 3);
	KUNIT_EXPECT_NULL(test, memchr("abc", 'd', 3));
	KUNIT_EXPECT_LT(test, strcmp("a", "b"), 0);
	KUNIT_EXPECT_GT(test, strcmp("\x80", "a"), 0);
	KUNIT_EXPECT_EQ(test, strncmp("abx", "aby", 2), 0);
	KUNIT_EXPECT_EQ(test, strcasecmp("AbC", "aBc"), 0);
	KUNIT_EXPECT_EQ(test, str_has_prefix("hw:0", "hw:"), 3);
}

static void strlcat_tells_the_length_it_wanted(struct kunit *test)
{
	char buf[6] = "abc";

	KUNIT_EXPECT_EQ(test, strlcat(buf, "defg", sizeof(buf)), 7);
	KUNIT_EXPECT_STREQ(test, buf, "abcde");
}

static void memset_wide_writes_count_elements(struct kunit *test)
{
	u16 words[4] = { 0 };
	u32 longs[3] = { 0 };

	memset16(words, 0x1234, 3);
	memset32(longs, 0xdeadbeef, 2);
	KUNIT_EXPECT_EQ(test, words[2], 0x1234);
	KUNIT_EXPECT_EQ(test, words[3], 0);
	KUNIT_EXPECT_EQ(test, longs[1], 0xdeadbeef);
	KUNIT_EXPECT_EQ(test, longs[2], 0);
}

static void copies_are_exact_and_independent(struct kunit *test)
{
	char source[] = "sound", *copy = kstrdup(source, GFP_KERNEL), *part = kstrndup(source, 2, GFP_KERNEL);

	source[0] = 'f';
	KUNIT_EXPECT_STREQ(test, copy, "sound");
	KUNIT_EXPECT_STREQ(test, part, "so");
	KUNIT_EXPECT_NULL(test, kstrdup(NULL, GFP_KERNEL));
	kfree(copy);
	kfree(part);
}

static void hex2bin_refuses_bad_digits(struct kunit *test)
{
	u8 bytes[2];
	char text[5] = { 0 };

	KUNIT_EXPECT_EQ(test, hex2bin(bytes, "fF01", 2), 0);
	KUNIT_EXPECT_EQ(test, bytes[0], 0xff);
	bin2hex(text, bytes, 2);
	KUNIT_EXPECT_STREQ(test, text, "ff01");
	KUNIT_EXPECT_EQ(test, hex2bin(bytes, "fg01", 2), -EINVAL);
}

static void bit_searches_honour_size_and_offset(struct kunit *test)
{
	DECLARE_BITMAP(map, 130);
	unsigned int bit, seen = 0;

	bitmap_zero(map, 130);
	KUNIT_EXPECT_EQ(test, find_first_bit(map, 130), 130);
	__set_bit(64, map);
	__set_bit(129, map);
	KUNIT_EXPECT_EQ(test, find_first_bit(map, 130), 64);
	KUNIT_EXPECT_EQ(test, find_next_bit(map, 130, 65), 129);
	KUNIT_EXPECT_EQ(test, find_next_bit(map, 129, 65), 129);
	KUNIT_EXPECT_EQ(test, find_last_bit(map, 130), 129);
	KUNIT_EXPECT_EQ(test, bitmap_weight(map, 129), 1);
	for_each_set_bit(bit, map, 130)
		seen += bit;
	KUNIT_EXPECT_EQ(test, seen, 64 + 129);
	bitmap_fill(map, 130);
	KUNIT_EXPECT_TRUE(test, bitmap_full(map, 130));
	KUNIT_EXPECT_EQ(test, find_first_zero_bit(map, 130), 130);
}

static void zero_area_is_aligned_and_inside(struct kunit *test)
{
	DECLARE_BITMAP(map, 64);

	bitmap_zero(map, 64);
	bitmap_set(map, 0, 3);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, 64, 0, 8, 7), 8);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, 64, 0, 8, 0), 3);
	KUNIT_EXPECT_GT(test, bitmap_find_next_zero_area(map, 64, 0, 62, 0), 64 - 62);
}

static int compare_ints(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void sort_orders_any_length(struct kunit *test)
{
	int numbers[37], i, n, key = 36, missing = 37;

	for (n = 0; n <= 37; n++) {
		for (i = 0; i < n; i++)
			numbers[i] = i * 31 % 37;
		sort(numbers, n, sizeof(int), compare_ints, NULL);
		for (i = 1; i < n; i++)
			KUNIT_EXPECT_LE(test, numbers[i - 1], numbers[i]);
	}
	KUNIT_EXPECT_PTR_EQ(test, bsearch(&key, numbers, 37, sizeof(int), compare_ints), &numbers[36]);
	KUNIT_EXPECT_NULL(test, bsearch(&missing, numbers, 37, sizeof(int), compare_ints));
}

static void integer_mathematics(struct kunit *test)
{
	unsigned long n;
	u32 rest;
	u64 big = 10000000000ULL;

	for (n = 0; n < 5000; n++) {
		unsigned long root = int_sqrt(n);

		KUNIT_EXPECT_LE(test, root * root, n);
		KUNIT_EXPECT_GT(test, (root + 1) * (root + 1), n);
	}
	KUNIT_EXPECT_EQ(test, int_sqrt(ULONG_MAX), 0xffffffffUL);
	KUNIT_EXPECT_EQ(test, gcd(48000, 44100), 300);
	KUNIT_EXPECT_EQ(test, gcd(0, 7), 7);
	KUNIT_EXPECT_EQ(test, lcm(4, 6), 12);
	KUNIT_EXPECT_EQ(test, lcm(4, 0), 0);
	KUNIT_EXPECT_EQ(test, lcm_not_zero(4, 0), 4);
	rest = do_div(big, 48000);
	KUNIT_EXPECT_EQ(test, big, 208333);
	KUNIT_EXPECT_EQ(test, rest, 16000);
	KUNIT_EXPECT_EQ(test, mul_u64_u32_div(U64_MAX, 3, 3), U64_MAX);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_CLOSEST(-7, 2), -4);
	KUNIT_EXPECT_EQ(test, roundup_pow_of_two(4097), 8192);
	KUNIT_EXPECT_EQ(test, rounddown_pow_of_two(4097), 4096);
	KUNIT_EXPECT_EQ(test, order_base_2(4097), 13);
	KUNIT_EXPECT_EQ(test, ilog2(1), 0);
	KUNIT_EXPECT_EQ(test, fls(0), 0);
	KUNIT_EXPECT_EQ(test, ffs(0x80000000), 32);
}

static void sizes_saturate(struct kunit *test)
{
	size_t sum = 0;

	KUNIT_EXPECT_EQ(test, array_size(SIZE_MAX / 2, 3), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_add(SIZE_MAX, 1), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_sub(1, 2), SIZE_MAX);
	KUNIT_EXPECT_TRUE(test, check_add_overflow(SIZE_MAX, (size_t)1, &sum));
	KUNIT_EXPECT_EQ(test, clamp(7, 1, 5), 5);
	KUNIT_EXPECT_EQ(test, min_not_zero(0, 5), 5);
	KUNIT_EXPECT_EQ(test, min3(3, 1, 2), 1);
}

static struct kunit_case string_cases[] = {
	KUNIT_CASE(strscpy_cuts_and_terminates),
	KUNIT_CASE(strscpy_pad_zeroes_the_rest),
	KUNIT_CASE(strsep_gives_empty_tokens),
	KUNIT_CASE(strim_takes_both_ends),
	KUNIT_CASE(sysfs_streq_ignores_one_newline),
	KUNIT_CASE(match_string_stops_at_null_and_at_n),
	KUNIT_CASE(searches_find_what_libc_finds),
	KUNIT_CASE(strlcat_tells_the_length_it_wanted),
	KUNIT_CASE(memset_wide_writes_count_elements),
	KUNIT_CASE(copies_are_exact_and_independent),
	KUNIT_CASE(hex2bin_refuses_bad_digits),
	KUNIT_CASE(bit_searches_honour_size_and_offset),
	KUNIT_CASE(zero_area_is_aligned_and_inside),
	KUNIT_CASE(sort_orders_any_length),
	KUNIT_CASE(integer_mathematics),
	KUNIT_CASE(sizes_saturate),
	{}
};

static struct kunit_suite string_suite = { .name = "string", .test_cases = string_cases };

kunit_test_suite(string_suite);

MODULE_DESCRIPTION("Strings, memory, bits, sorting");
MODULE_LICENSE("GPL");
