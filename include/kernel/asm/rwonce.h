/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One access of the object's own size, which the compiler neither repeats nor drops. They are relaxed atomics,
 * not volatile accesses, so that the thread sanitizer knows them for what they are.
 */
#ifndef _ASM_RWONCE_H
#define _ASM_RWONCE_H

#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, value)	__atomic_store_n(&(x), (value), __ATOMIC_RELAXED)
#define __READ_ONCE(x)		READ_ONCE(x)
#define __WRITE_ONCE(x, value)	WRITE_ONCE(x, value)
#define READ_ONCE_NOCHECK(x)	READ_ONCE(x)
#define data_race(expression)	(expression)

#endif
