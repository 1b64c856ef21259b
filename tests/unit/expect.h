/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect_findings(test, n) - the case provokes n WARNs or other findings on purpose.
 * usnd fails a case with a finding it did not expect; a kernel only logs them.
 * suspend_system(test), resume_system(test) - all devices go to sleep and wake up. Not on a kernel, whose disk is one of them.
 * fail_request(test, n) - the n-th allocation from now fails, once; 0: none. A kernel cannot, so the case is skipped.
 */
#ifndef TESTS_UNIT_EXPECT_H
#define TESTS_UNIT_EXPECT_H

#include <kunit/test.h>
#include <linux/pm.h>

#ifdef CONFIG_USND
#define expect_findings(test, n) kunit_expect_findings(test, n)
#define fail_request(test, n) kunit_fail_request(test, n)
#define suspend_system(test) all_devices_down()
#define resume_system(test) all_devices_up()

static inline int all_devices_down(void)
{
	int err = dpm_suspend_start(PMSG_SUSPEND);

	if (!err)
		err = dpm_suspend_end(PMSG_SUSPEND);
	if (err)
		dpm_resume_end(PMSG_RESUME);
	return err;
}

static inline void all_devices_up(void)
{
	dpm_resume_start(PMSG_RESUME);
	dpm_resume_end(PMSG_RESUME);
}
#else
#define expect_findings(test, n) do { } while (0)
#define fail_request(test, n) kunit_skip(test, "needs requests that fail on demand")
#define suspend_system(test) ({ kunit_skip(test, "the test's own devices cannot be suspended alone"); 0; })
#define resume_system(test) do { } while (0)
#endif

#endif
