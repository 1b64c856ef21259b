/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_IOCTL_H
#define _LINUX_IOCTL_H

#include <uapi/linux/ioctl.h>

#endif
