/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do something the first time only. The flags of built-in code live in one section and are cleared at every
 * boot, those of a module go with it.
 */
#ifndef _LINUX_ONCE_LITE_H
#define _LINUX_ONCE_LITE_H

#include <linux/types.h>

#define __once_flag __section("once_flags")

#define DO_ONCE_LITE_IF(condition, function, ...)				\
	({ static bool __once_flag __already;					\
	   bool __once_condition = !!(condition);				\
	   if (unlikely(__once_condition) && !__atomic_exchange_n(&__already, true, __ATOMIC_RELAXED)) \
		function(__VA_ARGS__);						\
	   unlikely(__once_condition); })
#define DO_ONCE_LITE(function, ...) DO_ONCE_LITE_IF(true, function, ##__VA_ARGS__)

#endif
