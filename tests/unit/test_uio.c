// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_uio.c - iterators over user and kernel memory, and copying from and to user memory (linux/fs).
 */
#include <linux/uio.h>
#include "client.h"

static void fill_user(struct kunit *test, char __user *memory, const char *text)
{
	KUNIT_ASSERT_EQ(test, copy_to_user(memory, text, strlen(text)), 0UL);
}

/* ---- user memory --------------------------------------------------------------------------------------- */

static void scalars_are_copied_in_their_size(struct kunit *test)
{
	char __user *memory = user_memory(test);
	u64 __user *wide = (u64 __user *)memory;
	u16 __user *narrow = (u16 __user *)memory;
	u64 value;
	u16 small = 7;

	KUNIT_EXPECT_EQ(test, put_user(0x1122334455667788ULL, wide), 0);
	KUNIT_EXPECT_EQ(test, put_user(0xaaaa, narrow), 0);
	KUNIT_EXPECT_EQ(test, get_user(value, wide), 0);
	KUNIT_EXPECT_EQ(test, value, 0x112233445566aaaaULL);
	KUNIT_EXPECT_EQ(test, get_user(small, (u16 __user *)NULL), -EFAULT);
	KUNIT_EXPECT_EQ(test, small, (u16)0);
	KUNIT_EXPECT_EQ(test, put_user(1, (int __user *)NULL), -EFAULT);
}

static void missing_memory_reads_as_zero(struct kunit *test)
{
	char text[4] = "abc";

	KUNIT_EXPECT_EQ(test, copy_from_user(text, NULL, sizeof(text)), sizeof(text));
	KUNIT_EXPECT_MEMEQ(test, text, "\0\0\0", 4);
	KUNIT_EXPECT_EQ(test, copy_to_user(NULL, text, sizeof(text)), sizeof(text));
	KUNIT_EXPECT_EQ(test, copy_from_user(text, NULL, 0), 0UL);
}

static void strings_end(struct kunit *test)
{
	char __user *memory = user_memory(test);
	char text[8], *copy;

	fill_user(test, memory, "hello");
	KUNIT_EXPECT_EQ(test, strncpy_from_user(text, memory, sizeof(text)), 5L);
	KUNIT_EXPECT_STREQ(test, text, "hello");
	KUNIT_EXPECT_EQ(test, strncpy_from_user(text, memory, 3), 3L);
	KUNIT_EXPECT_EQ(test, strncpy_from_user(text, NULL, 3), (long)-EFAULT);
	copy = strndup_user(memory, 100);
	KUNIT_EXPECT_STREQ(test, copy, "hello");
	kfree(copy);
	KUNIT_EXPECT_EQ(test, PTR_ERR(strndup_user(memory, 5)), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(strndup_user(NULL, 5)), (long)-EFAULT);
}

static void memdup_copies_or_says_why(struct kunit *test)
{
	char __user *memory = user_memory(test);
	char *copy;

	fill_user(test, memory, "data");
	copy = memdup_user_nul(memory, 4);
	KUNIT_EXPECT_STREQ(test, copy, "data");
	kfree(copy);
	copy = vmemdup_user(memory, 4);
	KUNIT_EXPECT_MEMEQ(test, copy, "data", 4);
	kvfree(copy);
	KUNIT_EXPECT_EQ(test, PTR_ERR(memdup_user(NULL, 4)), (long)-EFAULT);
}

static void clear_fills_with_zero(struct kunit *test)
{
	char __user *memory = user_memory(test);
	char text[8];

	fill_user(test, memory, "12345678");
	KUNIT_EXPECT_EQ(test, clear_user(memory + 2, 3), 0UL);
	KUNIT_EXPECT_EQ(test, copy_from_user(text, memory, 8), 0UL);
	KUNIT_EXPECT_MEMEQ(test, text, "12\0\0\0" "678", 8);
	KUNIT_EXPECT_EQ(test, clear_user(NULL, 3), 3UL);
}

/* ---- iterators ----------------------------------------------------------------------------------------- */

static void copy_from_iter_ends_with_the_data(struct kunit *test)
{
	char __user *memory = user_memory(test);
	struct iov_iter iter;
	char text[8];

	fill_user(test, memory, "abcdef");
	KUNIT_EXPECT_EQ(test, import_ubuf(ITER_SOURCE, memory, 6, &iter), 0);
	KUNIT_EXPECT_EQ(test, iov_iter_count(&iter), (size_t)6);
	KUNIT_EXPECT_EQ(test, copy_from_iter(text, 4, &iter), (size_t)4);
	KUNIT_EXPECT_MEMEQ(test, text, "abcd", 4);
	KUNIT_EXPECT_EQ(test, iov_iter_count(&iter), (size_t)2);
	KUNIT_EXPECT_EQ(test, copy_from_iter(text, 4, &iter), (size_t)2);
	KUNIT_EXPECT_MEMEQ(test, text, "ef", 2);
	KUNIT_EXPECT_EQ(test, copy_from_iter(text, 4, &iter), (size_t)0);
}

static void copy_stops_at_a_fault(struct kunit *test)
{
	char __user *memory = user_memory(test);
	struct iovec vec[] = { { memory, 3 }, { NULL, 3 }, { memory, 3 } };
	struct iov_iter iter;
	char text[9] = "........";

	fill_user(test, memory, "abc");
	iov_iter_init(&iter, ITER_SOURCE, vec, 3, 9);
	KUNIT_EXPECT_EQ(test, copy_from_iter(text, 9, &iter), (size_t)3);
	/* unlike copy_from_user(), it leaves the rest alone */
	KUNIT_EXPECT_STREQ(test, text, "abc.....");
	KUNIT_EXPECT_EQ(test, iov_iter_count(&iter), (size_t)6);
	/* all or nothing */
	iov_iter_init(&iter, ITER_SOURCE, vec, 3, 9);
	KUNIT_EXPECT_FALSE(test, copy_from_iter_full(text, 9, &iter));
	KUNIT_EXPECT_EQ(test, iov_iter_count(&iter), (size_t)9);
	KUNIT_EXPECT_TRUE(test, copy_from_iter_full(text, 3, &iter));
}

static void pieces_are_one_stream(struct kunit *test)
{
	char a[3] = "", b[1] = "", c[4] = "";
	struct kvec vec[] = { { a, 3 }, { NULL, 0 }, { b, 0 }, { b, 1 }, { c, 4 } };
	struct iov_iter iter;

	iov_iter_kvec(&iter, ITER_DEST, vec, ARRAY_SIZE(vec), 8);
	KUNIT_EXPECT_EQ(test, copy_to_iter("01", 2, &iter), (size_t)2);
	KUNIT_EXPECT_EQ(test, iov_iter_single_seg_count(&iter), (size_t)1);
	KUNIT_EXPECT_EQ(test, copy_to_iter("23456789", 8, &iter), (size_t)6);
	KUNIT_EXPECT_MEMEQ(test, a, "012", 3);
	KUNIT_EXPECT_MEMEQ(test, b, "3", 1);
	KUNIT_EXPECT_MEMEQ(test, c, "4567", 4);
	KUNIT_EXPECT_EQ(test, iov_iter_count(&iter), (size_t)0);
	/* back into the first piece, and on from there */
	iov_iter_revert(&iter, 6);
	KUNIT_EXPECT_EQ(test, iov_iter_count(&iter), (size_t)6);
	KUNIT_EXPECT_EQ(test, copy_to_iter("xyz", 3, &iter), (size_t)3);
	KUNIT_EXPECT_MEMEQ(test, a, "01x", 3);
	KUNIT_EXPECT_MEMEQ(test, b, "y", 1);
	KUNIT_EXPECT_MEMEQ(test, c, "z567", 4);
	KUNIT_EXPECT_EQ(test, iov_iter_zero(2, &iter), (size_t)2);
	KUNIT_EXPECT_MEMEQ(test, c, "z\0\0" "7", 4);
}

static void advance_and_restore(struct kunit *test)
{
	char a[] = "abc", b[] = "defg", got[4];
	struct kvec vec[] = { { a, 3 }, { b, 4 } };
	struct iov_iter_state state;
	struct iov_iter iter;

	iov_iter_kvec(&iter, ITER_SOURCE, vec, 2, 7);
	iov_iter_advance(&iter, 2);
	iov_iter_save_state(&iter, &state);
	iov_iter_advance(&iter, 3);
	KUNIT_EXPECT_EQ(test, copy_from_iter(got, 2, &iter), (size_t)2);
	KUNIT_EXPECT_MEMEQ(test, got, "fg", 2);
#ifdef CONFIG_USND /* not for modules in a kernel */
	iov_iter_restore(&iter, &state);
	KUNIT_EXPECT_EQ(test, copy_from_iter(got, 4, &iter), (size_t)4);
	KUNIT_EXPECT_MEMEQ(test, got, "cdef", 4);
#endif
	iov_iter_advance(&iter, 100);
	KUNIT_EXPECT_EQ(test, iov_iter_count(&iter), (size_t)0);
}

static void truncated_is_not_read_beyond(struct kunit *test)
{
	char a[] = "abcdef", got[8];
	struct kvec vec = { a, 6 };
	struct iov_iter iter;

	iov_iter_kvec(&iter, ITER_SOURCE, &vec, 1, 6);
	iov_iter_truncate(&iter, 2);
	iov_iter_truncate(&iter, 5);
	KUNIT_EXPECT_EQ(test, copy_from_iter(got, 8, &iter), (size_t)2);
	iov_iter_reexpand(&iter, 4);
	KUNIT_EXPECT_EQ(test, copy_from_iter(got, 8, &iter), (size_t)4);
	KUNIT_EXPECT_MEMEQ(test, got, "cdef", 4);
}

static void vector_is_imported(struct kunit *test)
{
	char __user *memory = user_memory(test);
	struct iovec vec[] = { { memory + 1024, 2 }, { memory + 1026, 3 }, { memory + 1029, 0 } };
	struct iovec fast[2], *iov = fast;
	struct iov_iter iter;
	char text[8];

	fill_user(test, memory + 1024, "hello");
	KUNIT_ASSERT_EQ(test, copy_to_user(memory, vec, sizeof(vec)), 0UL);
	KUNIT_EXPECT_EQ(test, import_iovec(ITER_SOURCE, (struct iovec __user *)memory, 2, 2, &iov, &iter), (ssize_t)5);
	KUNIT_EXPECT_NULL(test, iov);
	KUNIT_EXPECT_EQ(test, copy_from_iter(text, 8, &iter), (size_t)5);
	KUNIT_EXPECT_MEMEQ(test, text, "hello", 5);
	/* more than there is room for: an allocation that the caller frees */
	iov = fast;
	KUNIT_EXPECT_EQ(test, import_iovec(ITER_SOURCE, (struct iovec __user *)memory, 3, 2, &iov, &iter), (ssize_t)5);
	KUNIT_EXPECT_NOT_NULL(test, iov);
	KUNIT_EXPECT_EQ(test, iov_iter_count(&iter), (size_t)5);
	kfree(iov);
}

static void impossible_vectors_are_refused(struct kunit *test)
{
	char __user *memory = user_memory(test);
	struct iovec vec[] = { { memory, SIZE_MAX }, { memory, 1 } };
	struct iovec fast[2], *iov = fast;
	struct iov_iter iter;

	KUNIT_ASSERT_EQ(test, copy_to_user(memory, vec, sizeof(vec)), 0UL);
	KUNIT_EXPECT_EQ(test, import_iovec(ITER_SOURCE, (struct iovec __user *)memory, 2, 2, &iov, &iter),
			(ssize_t)-EINVAL);
	iov = fast;
	KUNIT_EXPECT_EQ(test, import_iovec(ITER_SOURCE, (struct iovec __user *)memory, UIO_MAXIOV + 1, 2, &iov, &iter),
			(ssize_t)-EINVAL);
	iov = fast;
	KUNIT_EXPECT_EQ(test, import_iovec(ITER_SOURCE, NULL, 1, 2, &iov, &iter), (ssize_t)-EFAULT);
}

static void lengths_are_cut_at_the_limit(struct kunit *test)
{
	char __user *memory = user_memory(test);
	struct iov_iter iter;

	KUNIT_EXPECT_EQ(test, import_ubuf(ITER_SOURCE, memory, (size_t)3 << 30, &iter), 0);
	KUNIT_EXPECT_EQ(test, iov_iter_count(&iter), (size_t)MAX_RW_COUNT);
}

static void discard_takes_everything(struct kunit *test)
{
	struct iov_iter iter;

	iov_iter_discard(&iter, ITER_DEST, 10);
	KUNIT_EXPECT_EQ(test, copy_to_iter("12345678", 8, &iter), (size_t)8);
	KUNIT_EXPECT_EQ(test, copy_to_iter("12345678", 8, &iter), (size_t)2);
}

static struct kunit_case uio_cases[] = {
	KUNIT_CASE(scalars_are_copied_in_their_size),
	KUNIT_CASE(missing_memory_reads_as_zero),
	KUNIT_CASE(strings_end),
	KUNIT_CASE(memdup_copies_or_says_why),
	KUNIT_CASE(clear_fills_with_zero),
	KUNIT_CASE(copy_from_iter_ends_with_the_data),
	KUNIT_CASE(copy_stops_at_a_fault),
	KUNIT_CASE(pieces_are_one_stream),
	KUNIT_CASE(advance_and_restore),
	KUNIT_CASE(truncated_is_not_read_beyond),
	KUNIT_CASE(vector_is_imported),
	KUNIT_CASE(impossible_vectors_are_refused),
	KUNIT_CASE(lengths_are_cut_at_the_limit),
	KUNIT_CASE(discard_takes_everything),
	{}
};

static struct kunit_suite uio_suite = {
	.name = "uio",
	.test_cases = uio_cases,
};

kunit_test_suite(uio_suite);

MODULE_DESCRIPTION("user memory and iterators");
MODULE_LICENSE("GPL");
