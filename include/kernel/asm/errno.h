/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_ERRNO_H
#define _ASM_ERRNO_H
#include <uapi/linux/errno.h>
#endif
