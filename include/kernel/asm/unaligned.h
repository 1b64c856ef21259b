/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where drivers found the unaligned accessors before 6.12. */
#ifndef _ASM_UNALIGNED_H
#define _ASM_UNALIGNED_H
#include <linux/unaligned.h>
#endif
