/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_BUG_H
#define _ASM_BUG_H
#include <linux/bug.h>
#endif
