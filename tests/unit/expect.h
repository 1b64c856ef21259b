/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect_findings(test, n) - the case provokes n WARNs or other findings on purpose.
 * usnd fails a case with a finding it did not expect; a kernel only logs them.
 */
#ifndef TESTS_UNIT_EXPECT_H
#define TESTS_UNIT_EXPECT_H

#include <kunit/test.h>

#ifdef CONFIG_USND
#define expect_findings(test, n) kunit_expect_findings(test, n)
#else
#define expect_findings(test, n) do { } while (0)
#endif

#endif
