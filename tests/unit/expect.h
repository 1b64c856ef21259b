/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect_findings(test, n) - the case provokes n WARNs or other findings on purpose.
 * usnd fails a case with a finding it did not expect; a kernel only logs them.
 * suspend_system(test), resume_system(test) - all devices go to sleep and wake up. Not on a kernel, whose disk is one
 * of them. follows_null_pointers(test) - the case gives functions pointers that Linux follows: it is for usnd, which
 * tells. fail_request(test, n) - the n-th allocation from now fails, once; 0: none. A kernel cannot, so the case is
 * skipped.
 */
#ifndef TESTS_UNIT_EXPECT_H
#define TESTS_UNIT_EXPECT_H

#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/pm.h>

/*
 * The contract's figures, and what was measured in a kernel, are for pages of 4 KiB; with larger ones the case is
 * skipped.
 */
#define figures_of_4k_pages(test)							\
	do {										\
		if (PAGE_SIZE != 4096)							\
			kunit_skip(test, "its figures are for pages of 4 KiB");		\
	} while (0)

#ifdef CONFIG_USND
#define expect_findings(test, n) kunit_expect_findings(test, n)
#define fail_request(test, n) kunit_fail_request(test, n)
#define follows_null_pointers(test) do { } while (0)
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
#define follows_null_pointers(test) kunit_skip(test, "a kernel would oops")
#define suspend_system(test) ({ kunit_skip(test, "the test's own devices cannot be suspended alone"); 0; })
#define resume_system(test) do { } while (0)
#endif

#endif
