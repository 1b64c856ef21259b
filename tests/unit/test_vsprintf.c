// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_vsprintf.c - the kernel's dialect of formatted text, and reading it back.
 */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

/* snprintf() of the text, its length, and the same cut short */
#define EXPECT_TEXT(test, want, fmt, ...)								\
	do {												\
		char __buf[160], __cut[4];								\
		int __want = strlen(want), __got = snprintf(__buf, sizeof(__buf), fmt, ##__VA_ARGS__);	\
													\
		KUNIT_EXPECT_STREQ(test, __buf, want);							\
		KUNIT_EXPECT_EQ(test, __got, __want);							\
		KUNIT_EXPECT_EQ(test, snprintf(__cut, sizeof(__cut), fmt, ##__VA_ARGS__), __want);	\
		KUNIT_EXPECT_EQ(test, strncmp(__cut, want, 3), 0);					\
		KUNIT_EXPECT_EQ(test, strlen(__cut), min(__want, 3));					\
	} while (0)

#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wformat-truncation"
#endif

static void integers_of_every_width(struct kunit *test)
{
	EXPECT_TEXT(test, "-1 4294967295 -1 255", "%d %u %hhd %hhu", -1, -1, -1, -1);
	EXPECT_TEXT(test, "-1 65535", "%hd %hu", -1, -1);
	EXPECT_TEXT(test, "-1 18446744073709551615", "%ld %lu", -1L, -1L);
	EXPECT_TEXT(test, "-9223372036854775808", "%lld", LLONG_MIN);
	EXPECT_TEXT(test, "18446744073709551615", "%zu", SIZE_MAX);
	EXPECT_TEXT(test, "-5", "%td", (ptrdiff_t)-5);
	EXPECT_TEXT(test, "ff FF 377", "%x %X %o", 255, 255, 255);
	EXPECT_TEXT(test, "0xff 0377", "%#x %#o", 255, 255);
	EXPECT_TEXT(test, "0 00 +7  7", "%d %02d %+d % d", 0, 0, 7, 7);
}

static void width_precision_and_flags(struct kunit *test)
{
	EXPECT_TEXT(test, "|   42|42   |00042|", "|%5d|%-5d|%05d|", 42, 42, 42);
	EXPECT_TEXT(test, "|   42|42   |", "|%*d|%*d|", 5, 42, -5, 42);
	EXPECT_TEXT(test, "|  007|", "|%5.3d|", 7);
	EXPECT_TEXT(test, "|-0042|  -42|", "|%05d|%5d|", -42, -42);
	EXPECT_TEXT(test, "|0x002a|", "|%#06x|", 42);
	EXPECT_TEXT(test, "|abc  |  abc|ab|", "|%-5s|%5s|%.2s|", "abc", "abc", "abc");
	EXPECT_TEXT(test, "|a|", "|%.*s|", 1, "abc");
	EXPECT_TEXT(test, "|  x|x  |%", "|%3c|%-3c|%%", 'x', 'x');
}

static void bad_strings_are_named(struct kunit *test)
{
	EXPECT_TEXT(test, "(null)", "%s", (char *)NULL);
	EXPECT_TEXT(test, "(efault)", "%s", (char *)8);
}

static void error_pointers_by_name(struct kunit *test)
{
	EXPECT_TEXT(test, "-ENOMEM", "%pe", ERR_PTR(-ENOMEM));
	EXPECT_TEXT(test, "[-EINVAL ]", "[%-8pe]", ERR_PTR(-EINVAL));
	EXPECT_TEXT(test, "-ERESTARTSYS", "%pe", ERR_PTR(-ERESTARTSYS));
}

static void plain_pointers_are_hashed_and_stable(struct kunit *test)
{
	char one[32], two[32], raw[32];
	int thing;

	EXPECT_TEXT(test, "0000000000000000", "%p", NULL);
	EXPECT_TEXT(test, "00000000deadbeef", "%px", (void *)0xdeadbeef);
	snprintf(one, sizeof(one), "%p", &thing);
	snprintf(two, sizeof(two), "%p", &thing);
	snprintf(raw, sizeof(raw), "%px", &thing);
	KUNIT_EXPECT_STREQ(test, one, two);
	KUNIT_EXPECT_EQ(test, strlen(one), 16);
	KUNIT_EXPECT_NE(test, strcmp(one, raw), 0);
	KUNIT_EXPECT_NE(test, strcmp(one, "0000000000000000"), 0);
}

static void resources(struct kunit *test)
{
	struct resource mem = DEFINE_RES_MEM(0xf0000000, 0x1000), io = DEFINE_RES_IO(0x220, 16);
	struct resource irq = DEFINE_RES_IRQ(5), odd = { .start = 1, .end = 2, .flags = 0x20 };

	EXPECT_TEXT(test, "[mem 0xf0000000-0xf0000fff]", "%pR", &mem);
	EXPECT_TEXT(test, "[io  0x0220-0x022f]", "%pR", &io);
	EXPECT_TEXT(test, "[irq 5]", "%pR", &irq);
	EXPECT_TEXT(test, "[mem 0xf0000000-0xf0000fff flags 0x200]", "%pr", &mem);
	mem.flags |= IORESOURCE_MEM_64 | IORESOURCE_PREFETCH;
	EXPECT_TEXT(test, "[mem 0xf0000000-0xf0000fff 64bit pref]", "%pR", &mem);
	mem.flags = IORESOURCE_MEM | IORESOURCE_UNSET;
	EXPECT_TEXT(test, "[mem size 0x00001000]", "%pR", &mem);
	EXPECT_TEXT(test, "[??? 0x00000001-0x00000002 flags 0x20]", "%pR", &odd);
}

static void addresses_by_reference(struct kunit *test)
{
	phys_addr_t phys = 0x40000000;
	dma_addr_t bus = 0x400000;

	EXPECT_TEXT(test, "0x0000000040000000", "%pa", &phys);
	EXPECT_TEXT(test, "0x0000000040000000.", "%pap.", &phys);
	EXPECT_TEXT(test, "0x0000000000400000", "%pad", &bus);
}

static void bytes_in_hexadecimal(struct kunit *test)
{
	const u8 bytes[] = { 0x00, 0x1f, 0xff };

	EXPECT_TEXT(test, "00 1f ff", "%3ph", bytes);
	EXPECT_TEXT(test, "00:1f:ff", "%*phC", 3, bytes);
	EXPECT_TEXT(test, "00-1f", "%2phD", bytes);
	EXPECT_TEXT(test, "001fff!", "%3phN!", bytes);
	EXPECT_TEXT(test, "00", "%ph", bytes);
}

static void uuids_in_both_orders(struct kunit *test)
{
	static const u8 id[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };

	EXPECT_TEXT(test, "00010203-0405-0607-0809-0a0b0c0d0e0f", "%pUb", id);
	EXPECT_TEXT(test, "03020100-0504-0706-0809-0A0B0C0D0E0F", "%pUL", id);
}

static int nested(char *buf, size_t size, const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;
	int length;

	va_start(args, fmt);
	vaf.va = &args;
	/* twice: the arguments are not used up */
	length = snprintf(buf, size, "<%pV|%pV>", &vaf, &vaf);
	va_end(args);
	return length;
}

static void nested_formats(struct kunit *test)
{
	char buf[40];

	KUNIT_EXPECT_EQ(test, nested(buf, sizeof(buf), "%d-%s", 7, "x"), 9);
	KUNIT_EXPECT_STREQ(test, buf, "<7-x|7-x>");
	KUNIT_EXPECT_EQ(test, nested(buf, 4, "%d-%s", 7, "x"), 9);
	KUNIT_EXPECT_STREQ(test, buf, "<7-");
}

static void symbols_by_name(struct kunit *test)
{
	char buf[80];

	snprintf(buf, sizeof(buf), "%ps", nested_formats);
	KUNIT_EXPECT_NULL(test, strchr(buf, '+'));
	KUNIT_EXPECT_GT(test, strlen(buf), 0);
}

static void scnprintf_gives_what_was_stored(struct kunit *test)
{
	char buf[4];

	KUNIT_EXPECT_EQ(test, scnprintf(buf, sizeof(buf), "%s", "abcdef"), 3);
	KUNIT_EXPECT_STREQ(test, buf, "abc");
	KUNIT_EXPECT_EQ(test, scnprintf(buf, 0, "%s", "abcdef"), 0);
	KUNIT_EXPECT_EQ(test, snprintf(NULL, 0, "%s", "abcdef"), 6);
}

static void kasprintf_allocates_what_is_needed(struct kunit *test)
{
	char *text = kasprintf(GFP_KERNEL, "hw:%d,%d", 0, 31);

	KUNIT_EXPECT_STREQ(test, text, "hw:0,31");
	kfree(text);
}

static void sscanf_reads_and_counts(struct kunit *test)
{
	int a = 0, b = 0;
	unsigned int hex = 0;
	char word[8] = "", set[8] = "";
	u8 byte = 0;

	KUNIT_EXPECT_EQ(test, sscanf("12 -7 0x1f", "%d %d %x", &a, &b, &hex), 3);
	KUNIT_EXPECT_EQ(test, a, 12);
	KUNIT_EXPECT_EQ(test, b, -7);
	KUNIT_EXPECT_EQ(test, hex, 0x1f);
	/* no ranges: the dash is one of the set */
	KUNIT_EXPECT_EQ(test, sscanf("abc d-e", "%7s %3[d-f]", word, set), 2);
	KUNIT_EXPECT_STREQ(test, set, "d-");
	KUNIT_EXPECT_EQ(test, sscanf("abc def", "%7s %3[def]", word, set), 2);
	KUNIT_EXPECT_STREQ(test, word, "abc");
	KUNIT_EXPECT_STREQ(test, set, "def");
	KUNIT_EXPECT_EQ(test, sscanf("3x", "%d,%d", &a, &b), 1);
	KUNIT_EXPECT_EQ(test, sscanf("1234", "%2d%*1d%hhu", &a, &byte), 2);
	KUNIT_EXPECT_EQ(test, a, 12);
	KUNIT_EXPECT_EQ(test, byte, 4);
	KUNIT_EXPECT_EQ(test, sscanf("", "%d", &a), 0);
}

static struct kunit_case vsprintf_cases[] = {
	KUNIT_CASE(integers_of_every_width),
	KUNIT_CASE(width_precision_and_flags),
	KUNIT_CASE(bad_strings_are_named),
	KUNIT_CASE(error_pointers_by_name),
	KUNIT_CASE(plain_pointers_are_hashed_and_stable),
	KUNIT_CASE(resources),
	KUNIT_CASE(addresses_by_reference),
	KUNIT_CASE(bytes_in_hexadecimal),
	KUNIT_CASE(uuids_in_both_orders),
	KUNIT_CASE(nested_formats),
	KUNIT_CASE(symbols_by_name),
	KUNIT_CASE(scnprintf_gives_what_was_stored),
	KUNIT_CASE(kasprintf_allocates_what_is_needed),
	KUNIT_CASE(sscanf_reads_and_counts),
	{}
};

static struct kunit_suite vsprintf_suite = { .name = "vsprintf", .test_cases = vsprintf_cases };

kunit_test_suite(vsprintf_suite);

MODULE_DESCRIPTION("Formatted text");
MODULE_LICENSE("GPL");
