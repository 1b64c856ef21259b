/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_CONST_H
#define _LINUX_CONST_H
#include <uapi/linux/const.h>
#include <linux/compiler.h>
#endif
