// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * initcall.c - built-in code begins and ends.
 *
 * *_initcall(), module_init() and module_exit() leave pointers in sections; here they are walked. The exit functions
 * of a file run if its init function succeeded, the file that was started last first. Files are told apart by
 * __FILE__. One boot at a time, so there is no lock.
 */
#define pr_fmt(fmt) "usnd: " fmt

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/once_lite.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "../core.h"

#define LEVELS 8
#define SECTION_OF_LEVEL(level) \
	extern const struct initcall *const __start_initcalls_##level[] __weak; \
	extern const struct initcall *const __stop_initcalls_##level[] __weak

SECTION_OF_LEVEL(0);
SECTION_OF_LEVEL(1);
SECTION_OF_LEVEL(2);
SECTION_OF_LEVEL(3);
SECTION_OF_LEVEL(4);
SECTION_OF_LEVEL(5);
SECTION_OF_LEVEL(6);
SECTION_OF_LEVEL(7);
extern struct exitcall *const __start_exitcalls[] __weak;
extern struct exitcall *const __stop_exitcalls[] __weak;
extern bool __start_once_flags[] __weak;
extern bool __stop_once_flags[] __weak;

static const struct {
	const struct initcall *const *start, *const *stop;
} levels[LEVELS] = {
	{ __start_initcalls_0, __stop_initcalls_0 },
	{ __start_initcalls_1, __stop_initcalls_1 },
	{ __start_initcalls_2, __stop_initcalls_2 },
	{ __start_initcalls_3, __stop_initcalls_3 },
	{ __start_initcalls_4, __stop_initcalls_4 },
	{ __start_initcalls_5, __stop_initcalls_5 },
	{ __start_initcalls_6, __stop_initcalls_6 },
	{ __start_initcalls_7, __stop_initcalls_7 },
};

static void mark_due(const char *file, bool due)
{
	for (struct exitcall *const *at = __start_exitcalls; at < __stop_exitcalls; at++) {
		if (!strcmp((*at)->file, file))
			(*at)->due = due;
	}
}

static void run_exits(const char *file)
{
	for (struct exitcall *const *at = __stop_exitcalls; at > __start_exitcalls; at--) {
		struct exitcall *exit = at[-1];

		if (exit->due && !strcmp(exit->file, file)) {
			exit->due = false;
			exit->fn();
		}
	}
}

int do_initcalls(void)
{
	for (int level = 0; level < LEVELS; level++) {
		for (const struct initcall *const *at = levels[level].start; at < levels[level].stop; at++) {
			int err = (*at)->fn();

			if (err < 0) {
				pr_err("%s() of %s failed with error %d\n", (*at)->name, (*at)->file, err);
				do_exitcalls();
				return err;
			}
			mark_due((*at)->file, true);
		}
	}
	return 0;
}

void do_exitcalls(void)
{
	for (int level = LEVELS; level--;) {
		for (const struct initcall *const *at = levels[level].stop; at > levels[level].start; at--)
			run_exits(at[-1]->file);
	}
}

void once_reset(void)
{
	for (bool *flag = __start_once_flags; flag < __stop_once_flags; flag++)
		*flag = false;
}
