/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Heap sort: no memory, O(n log n) always. Not stable. @swap NULL: bytes are exchanged. */
#ifndef _LINUX_SORT_H
#define _LINUX_SORT_H

#include <linux/types.h>

void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp, swap_r_func_t swap, const void *priv);
void sort(void *base, size_t num, size_t size, cmp_func_t cmp, swap_func_t swap);

#endif
