/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kunit/test.h - the kernel's unit test framework, as far as our tests use it: the same test source runs here
 * (build/usnd-kunit) and, as a module, in a kernel with CONFIG_KUNIT. Results are KTAP lines in the kernel log.
 *
 * A case runs in the task that loads the module. ASSERT ends the case at once (its function is left without
 * returning: kunit resources and suite->exit still run), EXPECT goes on.
 */
#ifndef _KUNIT_TEST_H
#define _KUNIT_TEST_H

#include <linux/err.h>
#include <linux/init.h>
#include <linux/kconfig.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

struct kunit;

enum kunit_status { KUNIT_SUCCESS, KUNIT_FAILURE, KUNIT_SKIPPED };

/**
 * struct kunit_case - one test case
 * @run_case: the test
 * @name: from KUNIT_CASE(): the function's name
 * @generate_params: KUNIT_CASE_PARAM(): NULL → first parameter; writes its name to @desc; NULL ends
 */
struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	const void *(*generate_params)(struct kunit *test, const void *prev, char *desc);
	/* private */
	enum kunit_status status;
};

/**
 * struct kunit_suite - cases that share set-up
 * @suite_init, @suite_exit: once around all cases; failure of the first fails every case
 * @init, @exit: around each case; @exit runs whenever @init was called
 * @test_cases: ended by {}
 */
struct kunit_suite {
	const char name[256];
	int (*suite_init)(struct kunit_suite *suite);
	void (*suite_exit)(struct kunit_suite *suite);
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases;
};

#define KUNIT_PARAM_DESC_SIZE 128

/**
 * struct kunit - a running case
 * @priv: for the test
 * @param_value: of KUNIT_CASE_PARAM()
 */
struct kunit {
	void *priv;
	const void *param_value;
	const char *name;
	/* private to linux/core/kunit.c */
	enum kunit_status status;
	char status_comment[256];
	struct list_head resources;
	struct kunit_suite *suite;
	unsigned long findings_expected;
	void **landing;
};

#define KUNIT_CASE(test) { .run_case = test, .name = #test }
#define KUNIT_CASE_SLOW(test) KUNIT_CASE(test)
#define KUNIT_CASE_PARAM(test, gen) { .run_case = test, .name = #test, .generate_params = gen }

#define KUNIT_ARRAY_PARAM(prefix, array, get_desc)                                                      \
	static const void *prefix##_gen_params(struct kunit *test, const void *prev, char *desc)         \
	{                                                                                               \
		typeof((array)[0]) *next = prev ? ((typeof(next))prev) + 1 : (array);                    \
		void (*describe)(typeof(next), char *) = get_desc;                                       \
		if (next - (array) >= (long)ARRAY_SIZE(array))                                           \
			return NULL;                                                                     \
		if (describe)                                                                            \
			describe(next, desc);                                                            \
		return next;                                                                             \
	}

int __kunit_test_suites_init(struct kunit_suite *const *suites, int count);
void __kunit_test_suites_exit(struct kunit_suite *const *suites, int count);

/* As in Linux, a test module has no module_init() of its own: this is it. */
#define kunit_test_suites(suite_list...)                                                                \
	static struct kunit_suite *kunit_suites_of_module[] = { suite_list };                            \
	static int __init kunit_module_run(void)                                                         \
	{                                                                                               \
		return __kunit_test_suites_init(kunit_suites_of_module, ARRAY_SIZE(kunit_suites_of_module)); \
	}                                                                                               \
	static void __exit kunit_module_end(void)                                                        \
	{                                                                                               \
		__kunit_test_suites_exit(kunit_suites_of_module, ARRAY_SIZE(kunit_suites_of_module));     \
	}                                                                                               \
	module_init(kunit_module_run);                                                                   \
	module_exit(kunit_module_end)
#define kunit_test_suite(suite) kunit_test_suites(&suite)

void *kunit_kmalloc_array(struct kunit *test, size_t n, size_t size, gfp_t gfp);

static inline void *kunit_kmalloc(struct kunit *test, size_t size, gfp_t gfp)
{
	return kunit_kmalloc_array(test, 1, size, gfp);
}

static inline void *kunit_kzalloc(struct kunit *test, size_t size, gfp_t gfp)
{
	return kunit_kmalloc_array(test, 1, size, gfp | __GFP_ZERO);
}

static inline void *kunit_kcalloc(struct kunit *test, size_t n, size_t size, gfp_t gfp)
{
	return kunit_kmalloc_array(test, n, size, gfp | __GFP_ZERO);
}

struct file;
/** kunit_vm_mmap() - user memory of a case without a caller (linux/fs/uaccess.c); 0: none */
unsigned long kunit_vm_mmap(struct kunit *test, struct file *file, unsigned long addr, unsigned long len,
			    unsigned long prot, unsigned long flag, unsigned long offset);

/** kunit_add_action() - run @action(@ctx) when the case ends, last added first; -ENOMEM */
int kunit_add_action(struct kunit *test, void (*action)(void *ctx), void *ctx);
/** kunit_add_action_or_reset() - the same; on failure @action runs at once */
int kunit_add_action_or_reset(struct kunit *test, void (*action)(void *ctx), void *ctx);

void kunit_log_line(struct kunit *test, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
#define kunit_info(test, fmt, ...) kunit_log_line(test, fmt, ##__VA_ARGS__)
#define kunit_warn(test, fmt, ...) kunit_log_line(test, fmt, ##__VA_ARGS__)
#define kunit_err(test, fmt, ...) kunit_log_line(test, fmt, ##__VA_ARGS__)

/**
 * kunit_expect_findings() - this case breaks rules on purpose: @more findings (WARN, report()) are right
 * Ours, not Linux's: tests call it through tests/unit/expect.h, which is empty in the kernel.
 */
void kunit_expect_findings(struct kunit *test, unsigned long more);

/**
 * kunit_fail_request() - the @nth allocation or other request from now fails, once; 0: none. Ours, as the one above.
 */
void kunit_fail_request(struct kunit *test, unsigned long nth);

void kunit_failed(struct kunit *test, bool stop, const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
void kunit_skipped(struct kunit *test, bool stop, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#define kunit_mark_skipped(test, fmt, ...) kunit_skipped(test, false, fmt, ##__VA_ARGS__)
#define kunit_skip(test, fmt, ...) kunit_skipped(test, true, fmt, ##__VA_ARGS__)

#define KUNIT_SUCCEED(test) do { } while (0)
#define KUNIT_FAIL(test, fmt, ...) kunit_failed(test, false, __FILE__, __LINE__, fmt, ##__VA_ARGS__)
#define KUNIT_FAIL_AND_ABORT(test, fmt, ...) kunit_failed(test, true, __FILE__, __LINE__, fmt, ##__VA_ARGS__)

#define __KUNIT_TRUE(test, stop, want, text, cond, fmt, ...)                                             \
	do {                                                                                            \
		if (((cond) ? true : false) != (want))                                                   \
			kunit_failed(test, stop, __FILE__, __LINE__, "%s " fmt, text, ##__VA_ARGS__);     \
	} while (0)

#define __KUNIT_COMPARE(test, stop, left, op, right, fmt, ...)                                           \
	do {                                                                                            \
		const typeof((left)) __left = (left);                                                    \
		const typeof((right)) __right = (right);                                                 \
		if (!(__left op __right))                                                                \
			kunit_failed(test, stop, __FILE__, __LINE__,                                      \
				     "%s " #op " %s, but %lld (0x%llx) and %lld (0x%llx) " fmt, #left, #right, \
				     (long long)__left, (long long)__left, (long long)__right,            \
				     (long long)__right, ##__VA_ARGS__);                                  \
	} while (0)

#define __KUNIT_PTR(test, stop, left, op, right, fmt, ...)                                               \
	do {                                                                                            \
		const void *__left = (left);                                                             \
		const void *__right = (right);                                                           \
		if (!(__left op __right))                                                                \
			kunit_failed(test, stop, __FILE__, __LINE__,                                      \
				     "%s " #op " %s, but %px and %px " fmt, #left, #right, __left, __right, \
				     ##__VA_ARGS__);                                                      \
	} while (0)

#define __KUNIT_STR(test, stop, left, op, right, fmt, ...)                                               \
	do {                                                                                            \
		const char *__left = (left);                                                             \
		const char *__right = (right);                                                           \
		if (!__left || !__right || !(strcmp(__left, __right) op 0))                              \
			kunit_failed(test, stop, __FILE__, __LINE__,                                      \
				     "%s " #op " %s, but \"%s\" and \"%s\" " fmt, #left, #right,          \
				     __left ? __left : "(null)", __right ? __right : "(null)", ##__VA_ARGS__); \
	} while (0)

#define __KUNIT_MEM(test, stop, left, op, right, size, fmt, ...)                                         \
	do {                                                                                            \
		const void *__left = (left);                                                             \
		const void *__right = (right);                                                           \
		if (!__left || !__right || !(memcmp(__left, __right, size) op 0))                        \
			kunit_failed(test, stop, __FILE__, __LINE__, "%s " #op " %s " fmt, #left, #right,        \
				     ##__VA_ARGS__);                                                      \
	} while (0)

#define __KUNIT_NOT_ERR(test, stop, ptr, fmt, ...)                                                       \
	do {                                                                                            \
		const void *__ptr = (ptr);                                                               \
		if (IS_ERR_OR_NULL(__ptr))                                                               \
			kunit_failed(test, stop, __FILE__, __LINE__,                                      \
				     "%s is %ld instead of a pointer " fmt, #ptr, (long)__ptr, ##__VA_ARGS__); \
	} while (0)

#define KUNIT_EXPECT_TRUE(t, c) __KUNIT_TRUE(t, false, true, "not true: " #c, c, "")
#define KUNIT_EXPECT_TRUE_MSG(t, c, f, ...) __KUNIT_TRUE(t, false, true, "not true: " #c, c, f, ##__VA_ARGS__)
#define KUNIT_EXPECT_FALSE(t, c) __KUNIT_TRUE(t, false, false, "not false: " #c, c, "")
#define KUNIT_EXPECT_FALSE_MSG(t, c, f, ...) __KUNIT_TRUE(t, false, false, "not false: " #c, c, f, ##__VA_ARGS__)
#define KUNIT_EXPECT_EQ(t, l, r) __KUNIT_COMPARE(t, false, l, ==, r, "")
#define KUNIT_EXPECT_EQ_MSG(t, l, r, f, ...) __KUNIT_COMPARE(t, false, l, ==, r, f, ##__VA_ARGS__)
#define KUNIT_EXPECT_NE(t, l, r) __KUNIT_COMPARE(t, false, l, !=, r, "")
#define KUNIT_EXPECT_NE_MSG(t, l, r, f, ...) __KUNIT_COMPARE(t, false, l, !=, r, f, ##__VA_ARGS__)
#define KUNIT_EXPECT_LT(t, l, r) __KUNIT_COMPARE(t, false, l, <, r, "")
#define KUNIT_EXPECT_LT_MSG(t, l, r, f, ...) __KUNIT_COMPARE(t, false, l, <, r, f, ##__VA_ARGS__)
#define KUNIT_EXPECT_LE(t, l, r) __KUNIT_COMPARE(t, false, l, <=, r, "")
#define KUNIT_EXPECT_LE_MSG(t, l, r, f, ...) __KUNIT_COMPARE(t, false, l, <=, r, f, ##__VA_ARGS__)
#define KUNIT_EXPECT_GT(t, l, r) __KUNIT_COMPARE(t, false, l, >, r, "")
#define KUNIT_EXPECT_GT_MSG(t, l, r, f, ...) __KUNIT_COMPARE(t, false, l, >, r, f, ##__VA_ARGS__)
#define KUNIT_EXPECT_GE(t, l, r) __KUNIT_COMPARE(t, false, l, >=, r, "")
#define KUNIT_EXPECT_GE_MSG(t, l, r, f, ...) __KUNIT_COMPARE(t, false, l, >=, r, f, ##__VA_ARGS__)
#define KUNIT_EXPECT_PTR_EQ(t, l, r) __KUNIT_PTR(t, false, l, ==, r, "")
#define KUNIT_EXPECT_PTR_EQ_MSG(t, l, r, f, ...) __KUNIT_PTR(t, false, l, ==, r, f, ##__VA_ARGS__)
#define KUNIT_EXPECT_PTR_NE(t, l, r) __KUNIT_PTR(t, false, l, !=, r, "")
#define KUNIT_EXPECT_PTR_NE_MSG(t, l, r, f, ...) __KUNIT_PTR(t, false, l, !=, r, f, ##__VA_ARGS__)
#define KUNIT_EXPECT_NULL(t, p) __KUNIT_PTR(t, false, p, ==, NULL, "")
#define KUNIT_EXPECT_NULL_MSG(t, p, f, ...) __KUNIT_PTR(t, false, p, ==, NULL, f, ##__VA_ARGS__)
#define KUNIT_EXPECT_NOT_NULL(t, p) __KUNIT_PTR(t, false, p, !=, NULL, "")
#define KUNIT_EXPECT_NOT_NULL_MSG(t, p, f, ...) __KUNIT_PTR(t, false, p, !=, NULL, f, ##__VA_ARGS__)
#define KUNIT_EXPECT_STREQ(t, l, r) __KUNIT_STR(t, false, l, ==, r, "")
#define KUNIT_EXPECT_STREQ_MSG(t, l, r, f, ...) __KUNIT_STR(t, false, l, ==, r, f, ##__VA_ARGS__)
#define KUNIT_EXPECT_STRNEQ(t, l, r) __KUNIT_STR(t, false, l, !=, r, "")
#define KUNIT_EXPECT_MEMEQ(t, l, r, s) __KUNIT_MEM(t, false, l, ==, r, s, "")
#define KUNIT_EXPECT_MEMEQ_MSG(t, l, r, s, f, ...) __KUNIT_MEM(t, false, l, ==, r, s, f, ##__VA_ARGS__)
#define KUNIT_EXPECT_MEMNEQ(t, l, r, s) __KUNIT_MEM(t, false, l, !=, r, s, "")
#define KUNIT_EXPECT_NOT_ERR_OR_NULL(t, p) __KUNIT_NOT_ERR(t, false, p, "")

#define KUNIT_ASSERT_TRUE(t, c) __KUNIT_TRUE(t, true, true, "not true: " #c, c, "")
#define KUNIT_ASSERT_TRUE_MSG(t, c, f, ...) __KUNIT_TRUE(t, true, true, "not true: " #c, c, f, ##__VA_ARGS__)
#define KUNIT_ASSERT_FALSE(t, c) __KUNIT_TRUE(t, true, false, "not false: " #c, c, "")
#define KUNIT_ASSERT_EQ(t, l, r) __KUNIT_COMPARE(t, true, l, ==, r, "")
#define KUNIT_ASSERT_EQ_MSG(t, l, r, f, ...) __KUNIT_COMPARE(t, true, l, ==, r, f, ##__VA_ARGS__)
#define KUNIT_ASSERT_NE(t, l, r) __KUNIT_COMPARE(t, true, l, !=, r, "")
#define KUNIT_ASSERT_LT(t, l, r) __KUNIT_COMPARE(t, true, l, <, r, "")
#define KUNIT_ASSERT_LE(t, l, r) __KUNIT_COMPARE(t, true, l, <=, r, "")
#define KUNIT_ASSERT_GT(t, l, r) __KUNIT_COMPARE(t, true, l, >, r, "")
#define KUNIT_ASSERT_GE(t, l, r) __KUNIT_COMPARE(t, true, l, >=, r, "")
#define KUNIT_ASSERT_PTR_EQ(t, l, r) __KUNIT_PTR(t, true, l, ==, r, "")
#define KUNIT_ASSERT_PTR_NE(t, l, r) __KUNIT_PTR(t, true, l, !=, r, "")
#define KUNIT_ASSERT_NULL(t, p) __KUNIT_PTR(t, true, p, ==, NULL, "")
#define KUNIT_ASSERT_NOT_NULL(t, p) __KUNIT_PTR(t, true, p, !=, NULL, "")
#define KUNIT_ASSERT_STREQ(t, l, r) __KUNIT_STR(t, true, l, ==, r, "")
#define KUNIT_ASSERT_MEMEQ(t, l, r, s) __KUNIT_MEM(t, true, l, ==, r, s, "")
#define KUNIT_ASSERT_NOT_ERR_OR_NULL(t, p) __KUNIT_NOT_ERR(t, true, p, "")

#endif
