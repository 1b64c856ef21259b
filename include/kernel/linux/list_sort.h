/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_LIST_SORT_H
#define _LINUX_LIST_SORT_H

#include <linux/types.h>

struct list_head;

typedef int __attribute__((nonnull(2, 3))) (*list_cmp_func_t)(void *priv, const struct list_head *a,
							      const struct list_head *b);

/* Stable: an entry moves behind another only if the comparison of the two is above zero. */
void list_sort(void *priv, struct list_head *head, list_cmp_func_t cmp);

#endif
