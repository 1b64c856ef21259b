/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_ONCE_H
#define _LINUX_ONCE_H

#include <linux/once_lite.h>

#define DO_ONCE(function, ...) \
	({ static bool __once_flag __did; bool __first = !__atomic_exchange_n(&__did, true, __ATOMIC_SEQ_CST); \
	   if (__first) \
		function(__VA_ARGS__); \
	   __first; })
#define get_random_once(buf, nbytes) DO_ONCE(get_random_bytes, (buf), (nbytes))

#endif
