/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the firmware says about the machine. Our machines have no firmware: nothing matches. */
#ifndef _LINUX_DMI_H
#define _LINUX_DMI_H

#include <linux/mod_devicetable.h>
#include <linux/stddef.h>
#include <linux/types.h>

int dmi_check_system(const struct dmi_system_id *list);
const struct dmi_system_id *dmi_first_match(const struct dmi_system_id *list);
const char *dmi_get_system_info(int field);
bool dmi_match(enum dmi_field f, const char *str);

/* a thing that the firmware lists; here it lists nothing */
enum dmi_device_type {
	DMI_DEV_TYPE_OEM_STRING = -1,
};

struct dmi_device {
	int type;
	const char *name;
	void *device_data;
};

static inline const struct dmi_device *dmi_find_device(int type, const char *name, const struct dmi_device *from)
{
	return NULL;
}

#endif
