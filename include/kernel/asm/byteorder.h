/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_BYTEORDER_H
#define _ASM_BYTEORDER_H
#include <linux/byteorder/generic.h>
#endif
