/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect_findings(test, n) - the case provokes n WARNs or other findings on purpose.
 * usnd fails a case with a finding it did not expect; a kernel only logs them.
 * fail_request(test, n) - the n-th allocation from now fails, once; 0: none. A kernel cannot, so the case is skipped.
 */
#ifndef TESTS_UNIT_EXPECT_H
#define TESTS_UNIT_EXPECT_H

#include <kunit/test.h>

#ifdef CONFIG_USND
#define expect_findings(test, n) kunit_expect_findings(test, n)
#define fail_request(test, n) kunit_fail_request(test, n)
#else
#define expect_findings(test, n) do { } while (0)
#define fail_request(test, n) kunit_skip(test, "needs requests that fail on demand")
#endif

#endif
