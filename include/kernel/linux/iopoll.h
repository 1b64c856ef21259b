/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ask a device again and again, until its answer fits or the time is over. */
#ifndef _LINUX_IOPOLL_H
#define _LINUX_IOPOLL_H

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/ktime.h>

/* what both loops do: @pause between two answers; after the time is over it is asked once more */
#define usnd_poll_timeout(op, val, cond, timeout_us, pause, args...)		\
({										\
	u64 __timeout_us = (timeout_us);					\
	ktime_t __end = ktime_add_us(ktime_get(), __timeout_us);		\
	bool __late = false;							\
										\
	while (((val) = op(args)), !(cond) && !__late) {			\
		__late = __timeout_us && ktime_compare(ktime_get(), __end) > 0;	\
		if (!__late)							\
			pause;							\
	}									\
	(cond) ? 0 : -ETIMEDOUT;						\
})

#define read_poll_timeout(op, val, cond, sleep_us, timeout_us, sleep_before_read, args...)	\
({												\
	unsigned long __sleep_us = (sleep_us);							\
												\
	if ((sleep_before_read) && __sleep_us)							\
		usleep_range((__sleep_us >> 2) + 1, __sleep_us);				\
	usnd_poll_timeout(op, val, cond, timeout_us,						\
			  ({ if (__sleep_us) usleep_range((__sleep_us >> 2) + 1, __sleep_us); }), args); \
})

#define read_poll_timeout_atomic(op, val, cond, delay_us, timeout_us, delay_before_read, args...) \
({												\
	unsigned long __delay_us = (delay_us);							\
												\
	if ((delay_before_read) && __delay_us)							\
		udelay(__delay_us);								\
	usnd_poll_timeout(op, val, cond, timeout_us, ({ if (__delay_us) udelay(__delay_us); }), args); \
})

#define readx_poll_timeout(op, addr, val, cond, sleep_us, timeout_us) \
	read_poll_timeout(op, val, cond, sleep_us, timeout_us, false, addr)
#define readx_poll_timeout_atomic(op, addr, val, cond, delay_us, timeout_us) \
	read_poll_timeout_atomic(op, val, cond, delay_us, timeout_us, false, addr)
#define readl_poll_timeout(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout(readl, addr, val, cond, delay_us, timeout_us)

#endif
