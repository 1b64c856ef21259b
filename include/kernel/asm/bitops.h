/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By the name that older drivers know it by. */
#ifndef _ASM_BITOPS_H
#define _ASM_BITOPS_H

#include <linux/bitops.h>

#endif
