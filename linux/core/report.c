// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report.c - findings: somebody broke a rule of the kernel's API or of the hardware.
 *
 * One line a finding, in the log at KERN_ERR, with the place in the words of the source. The count is what
 * usnd_findings() gives and what fails a test. The log lines keep "usnd: KIND: " in front so that tests can
 * look for a kind.
 */
#define pr_fmt(fmt) "usnd: " fmt

#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/stdarg.h>

#include "../core.h"
#include "local.h"

static atomic_long_t findings;

void report(const char *kind, const void *where, const char *fmt, ...)
{
	char place[128] = "";
	struct va_format details;
	va_list args;

	atomic_long_inc(&findings);
	if (where)
		host_symbol(where, place, sizeof(place));

	va_start(args, fmt);
	details.fmt = fmt;
	details.va = &args;
	if (where)
		pr_err("%s: %pV (at %s)\n", kind, &details, place);
	else
		pr_err("%s: %pV\n", kind, &details);
	va_end(args);
}

void report_reset(void)
{
	atomic_long_set(&findings, 0);
}

unsigned long usnd_findings(void)
{
	return atomic_long_read(&findings);
}
