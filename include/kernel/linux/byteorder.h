/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_BYTEORDER_H
#define _LINUX_BYTEORDER_H
#include <linux/byteorder/generic.h>
#endif
