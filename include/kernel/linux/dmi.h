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

#endif
