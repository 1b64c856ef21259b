// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * init.c - up and down of linux/dev, and the firmware that is not there. What modules and drivers have left over is
 * found here: by then all of them are gone.
 */
#include <linux/dmi.h>
#include <linux/export.h>
#include <linux/string.h>

#include "../lib/local.h"
#include "local.h"

int dev_init(void)
{
	int err;

	once_reset();
	resource_init();
	err = platform_init();
	if (err)
		return err;
	err = isa_init();
	if (err)
		platform_finish();
	return err;
}

unsigned int dev_finish(void)
{
	unsigned int left;

	isa_finish();
	platform_finish();
	left = device_core_finish() + subsys_finish() + resource_finish();
	params_restore();
	once_reset();
	printk_flush();
	return left;
}

/* Our machines have no DMI tables: every question has the answer of a PC that has none either. */

int dmi_check_system(const struct dmi_system_id *list)
{
	return 0;
}
EXPORT_SYMBOL(dmi_check_system);

const struct dmi_system_id *dmi_first_match(const struct dmi_system_id *list)
{
	return NULL;
}
EXPORT_SYMBOL(dmi_first_match);

const char *dmi_get_system_info(int field)
{
	return NULL;
}
EXPORT_SYMBOL(dmi_get_system_info);

bool dmi_match(enum dmi_field f, const char *str)
{
	return !str;
}
EXPORT_SYMBOL(dmi_match);
