/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_POISON_H
#define _LINUX_POISON_H

/* What a removed list entry points to: not NULL, and not mapped. */
#define LIST_POISON1 ((void *)0xdead000000000100)
#define LIST_POISON2 ((void *)0xdead000000000122)

#endif
