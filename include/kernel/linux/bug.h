/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * WARN*() is a finding: it is counted by report() and the run goes on. BUG*() ends the process.
 * The conditions are evaluated once; WARN_ON() gives the condition back.
 */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/once_lite.h>
#include <linux/types.h>

/**
 * __warn_report() - count and log one WARN
 * @file: of the WARN
 * @line: of the WARN
 * @fmt: what went wrong; NULL: nothing but the place
 * Context: any.
 */
void __warn_report(const char *file, int line, const char *fmt, ...) __printf(3, 4);

/** __bug() - the end: prints the place and aborts */
void __noreturn __bug(const char *file, int line, const char *function);

#define BUG()			__bug(__FILE__, __LINE__, __func__)
#define BUG_ON(condition)	do { if (unlikely(condition)) BUG(); } while (0)

#define WARN(condition, format...)						\
	({ bool __warn = !!(condition);						\
	   if (unlikely(__warn))						\
		__warn_report(__FILE__, __LINE__, format);			\
	   unlikely(__warn); })
#define WARN_ON(condition)							\
	({ bool __warn = !!(condition);						\
	   if (unlikely(__warn))						\
		__warn_report(__FILE__, __LINE__, "%s", #condition);		\
	   unlikely(__warn); })
#define WARN_ONCE(condition, format...)						\
	DO_ONCE_LITE_IF(condition, __warn_report, __FILE__, __LINE__, format)
#define WARN_ON_ONCE(condition)							\
	DO_ONCE_LITE_IF(condition, __warn_report, __FILE__, __LINE__, "%s", #condition)
#define WARN_TAINT(condition, taint, format...)		WARN(condition, format)
#define WARN_TAINT_ONCE(condition, taint, format...)	WARN_ONCE(condition, format)
#define VM_BUG_ON(condition)		BUG_ON(condition)
#define VM_WARN_ON(condition)		WARN_ON(condition)
#define VM_WARN_ON_ONCE(condition)	WARN_ON_ONCE(condition)

#endif
