/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Times as system calls exchange them. */
#ifndef _UAPI_LINUX_TIME_TYPES_H
#define _UAPI_LINUX_TIME_TYPES_H

#include <linux/types.h>

struct __kernel_timespec {
	__kernel_time64_t tv_sec;
	long long tv_nsec;
};

struct __kernel_old_timespec {
	__kernel_long_t tv_sec;
	long tv_nsec;
};

struct __kernel_old_timeval {
	__kernel_long_t tv_sec;
	__kernel_long_t tv_usec;
};

#endif
