// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * utsname.c - the name of the system, as /proc/asound/version shows it: the API level is that of Linux 6.12.
 */
#define KBUILD_MODNAME "fs"

#include <linux/export.h>
#include <linux/utsname.h>

#if defined(__x86_64__)
#define MACHINE "x86_64"
#elif defined(__aarch64__)
#define MACHINE "aarch64"
#else
#define MACHINE "unknown"
#endif

struct new_utsname *init_utsname(void)
{
	static struct new_utsname name = { .sysname = "Linux", .release = "6.12.0-usnd", .machine = MACHINE };

	return &name;
}
EXPORT_SYMBOL_GPL(init_utsname);
