/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_NOSPEC_H
#define _LINUX_NOSPEC_H

#include <linux/compiler.h>

/* The index if it is inside the array, else 0, without a branch that could be mispredicted. */
#define array_index_nospec(index, size)								\
	({ typeof(index) __ain_i = (index); unsigned long __ain_n = (size);			\
	   unsigned long __ain_out = (long)((unsigned long)__ain_i | (__ain_n - 1UL - (unsigned long)__ain_i)) >> 63; \
	   OPTIMIZER_HIDE_VAR(__ain_out);							\
	   (typeof(__ain_i))(__ain_i & ~__ain_out); })

#define barrier_nospec() barrier()

#endif
