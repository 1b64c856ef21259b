// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kunit.c - runs the suites of a test module and writes KTAP (Documentation/dev-tools/ktap.rst of Linux).
 *
 * Cases run one after the other in the task that loads the module. A finding (linux/core/report.c) during a case that
 * did not expect it fails the case: a test that provokes some says so with kunit_expect_findings(). What a case
 * registered with kunit_add_action() or kunit_kzalloc() goes when it ends, last first.
 */
#define KBUILD_MODNAME "kunit"

#include <kunit/test.h>
#include <linux/export.h>
#include <linux/moduleparam.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/stdarg.h>

#include "../core.h"

struct kunit_resource {
	struct list_head node;
	void (*action)(void *ctx);
	void *ctx;
};

/* only cases whose name contains this run: boot with kunit.filter=TEXT */
static char *kunit_filter;
module_param_named(filter, kunit_filter, charp, 0444);

static const char *const verdicts[] = {
	[KUNIT_SUCCESS] = "ok", [KUNIT_FAILURE] = "not ok", [KUNIT_SKIPPED] = "ok",
};

int kunit_add_action(struct kunit *test, void (*action)(void *ctx), void *ctx)
{
	struct kunit_resource *res = kmalloc(sizeof(*res), GFP_KERNEL);

	if (!res)
		return -ENOMEM;
	res->action = action;
	res->ctx = ctx;
	list_add(&res->node, &test->resources);
	return 0;
}
EXPORT_SYMBOL_GPL(kunit_add_action);

int kunit_add_action_or_reset(struct kunit *test, void (*action)(void *ctx), void *ctx)
{
	int err = kunit_add_action(test, action, ctx);

	if (err)
		action(ctx);
	return err;
}
EXPORT_SYMBOL_GPL(kunit_add_action_or_reset);

static void free_memory(void *memory)
{
	kfree(memory);
}

void *kunit_kmalloc_array(struct kunit *test, size_t n, size_t size, gfp_t gfp)
{
	void *memory = kmalloc_array(n, size, gfp);

	if (memory && kunit_add_action_or_reset(test, free_memory, memory))
		return NULL;
	return memory;
}
EXPORT_SYMBOL_GPL(kunit_kmalloc_array);

void kunit_log_line(struct kunit *test, const char *fmt, ...)
{
	struct va_format text;
	va_list args;

	va_start(args, fmt);
	text.fmt = fmt;
	text.va = &args;
	pr_info("    # %s: %pV\n", test->name, &text);
	va_end(args);
}
EXPORT_SYMBOL_GPL(kunit_log_line);

void kunit_expect_findings(struct kunit *test, unsigned long more)
{
	test->findings_expected += more;
}
EXPORT_SYMBOL_GPL(kunit_expect_findings);

void kunit_fail_request(struct kunit *test, unsigned long nth)
{
	usnd_fault_arm(nth);
}
EXPORT_SYMBOL_GPL(kunit_fail_request);

static void leave_case(struct kunit *test)
{
	__builtin_longjmp(test->landing, 1);
}

void kunit_failed(struct kunit *test, bool stop, const char *file, int line, const char *fmt, ...)
{
	struct va_format text;
	va_list args;

	test->status = KUNIT_FAILURE;
	va_start(args, fmt);
	text.fmt = fmt;
	text.va = &args;
	pr_err("    # %s: %s:%d: %pV\n", test->name, file, line, &text);
	va_end(args);
	if (stop)
		leave_case(test);
}
EXPORT_SYMBOL_GPL(kunit_failed);

void kunit_skipped(struct kunit *test, bool stop, const char *fmt, ...)
{
	va_list args;

	test->status = KUNIT_SKIPPED;
	va_start(args, fmt);
	vsnprintf(test->status_comment, sizeof(test->status_comment), fmt, args);
	va_end(args);
	if (stop)
		leave_case(test);
}
EXPORT_SYMBOL_GPL(kunit_skipped);

/* noinline: a function that calls __builtin_setjmp must not share its frame with what it jumps over */
static noinline void run_protected(struct kunit *test, void (*body)(struct kunit *test))
{
	void *landing[5];

	test->landing = landing;
	if (!__builtin_setjmp(landing))
		body(test);
	test->landing = NULL;
}

static void run_init(struct kunit *test)
{
	int err = test->suite->init(test);

	if (err)
		kunit_failed(test, false, test->suite->name, 0, "init returned %d", err);
}

static void release_resources(struct kunit *test)
{
	struct kunit_resource *res, *next;

	list_for_each_entry_safe(res, next, &test->resources, node) {
		list_del(&res->node);
		res->action(res->ctx);
		kfree(res);
	}
}

static enum kunit_status run_case(struct kunit_suite *suite, struct kunit_case *c, const char *name,
				  const void *param, char *comment, size_t size)
{
	struct kunit test = { .name = name, .param_value = param };
	unsigned long findings = usnd_findings();

	INIT_LIST_HEAD(&test.resources);
	test.suite = suite;
	if (suite->init)
		run_protected(&test, run_init);
	if (test.status == KUNIT_SUCCESS)
		run_protected(&test, c->run_case);
	usnd_fault_arm(0);
	if (suite->exit)
		suite->exit(&test);
	release_resources(&test);
	findings = usnd_findings() - findings;
	if (findings != test.findings_expected)
		kunit_failed(&test, false, suite->name, 0, "%lu findings, %lu expected", findings,
			     test.findings_expected);
	strscpy(comment, test.status_comment, size);
	return test.status;
}

static enum kunit_status run_params(struct kunit_suite *suite, struct kunit_case *c, char *comment, size_t size)
{
	char desc[KUNIT_PARAM_DESC_SIZE], name[KUNIT_PARAM_DESC_SIZE + 64];
	enum kunit_status all = KUNIT_SKIPPED, one;
	struct kunit generator = { .name = c->name };
	const void *param = NULL;
	int number = 0;

	pr_info("        KTAP version 1\n        # Subtest: %s\n", c->name);
	while ((param = c->generate_params(&generator, param, desc)) != NULL) {
		snprintf(name, sizeof(name), "%s(%s)", c->name, desc);
		one = run_case(suite, c, name, param, comment, size);
		pr_info("        %s %d %s\n", verdicts[one], ++number, desc);
		if (one == KUNIT_FAILURE)
			all = KUNIT_FAILURE;
		else if (one == KUNIT_SUCCESS && all == KUNIT_SKIPPED)
			all = KUNIT_SUCCESS;
	}
	return all;
}

/* as in Linux, a case that the filter does not choose does not appear at all */
static bool is_chosen(const struct kunit_case *c)
{
	return !kunit_filter || strstr(c->name, kunit_filter);
}

static int count_cases(const struct kunit_suite *suite)
{
	const struct kunit_case *c;
	int count = 0;

	for (c = suite->test_cases; c->run_case; c++)
		count += is_chosen(c);
	return count;
}

static enum kunit_status run_suite(struct kunit_suite *suite)
{
	enum kunit_status all = KUNIT_SUCCESS;
	char comment[256];
	int number = 0, err = 0;
	struct kunit_case *c;

	pr_info("    KTAP version 1\n    # Subtest: %s\n    1..%d\n", suite->name, count_cases(suite));
	if (suite->suite_init)
		err = suite->suite_init(suite);
	for (c = suite->test_cases; c->run_case; c++) {
		if (!is_chosen(c))
			continue;
		comment[0] = '\0';
		if (err)
			c->status = KUNIT_FAILURE;
		else if (c->generate_params)
			c->status = run_params(suite, c, comment, sizeof(comment));
		else
			c->status = run_case(suite, c, c->name, NULL, comment, sizeof(comment));
		pr_info("    %s %d %s%s%s\n", verdicts[c->status], ++number, c->name,
			c->status == KUNIT_SKIPPED ? " # SKIP " : "", comment);
		if (c->status == KUNIT_FAILURE)
			all = KUNIT_FAILURE;
	}
	if (err)
		pr_err("    # %s: suite_init returned %d\n", suite->name, err);
	else if (suite->suite_exit)
		suite->suite_exit(suite);
	return all;
}

int __kunit_test_suites_init(struct kunit_suite *const *suites, int count)
{
	enum kunit_status verdict;
	int i;

	pr_info("KTAP version 1\n1..%d\n", count);
	for (i = 0; i < count; i++) {
		verdict = run_suite(suites[i]);
		pr_info("%s %d %s\n", verdicts[verdict], i + 1, suites[i]->name);
	}
	return 0;
}
EXPORT_SYMBOL_GPL(__kunit_test_suites_init);

void __kunit_test_suites_exit(struct kunit_suite *const *suites, int count)
{
}
EXPORT_SYMBOL_GPL(__kunit_test_suites_exit);
