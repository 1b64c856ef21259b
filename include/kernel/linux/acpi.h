/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machines have no ACPI, as with CONFIG_ACPI off. */
#ifndef _LINUX_ACPI_H
#define _LINUX_ACPI_H

#include <linux/device.h>
#include <linux/errno.h>

#define ACPI_PTR(ptr) (NULL)

#endif
