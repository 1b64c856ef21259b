/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_CONTAINER_OF_H
#define _LINUX_CONTAINER_OF_H

#include <linux/build_bug.h>
#include <linux/stddef.h>

#define typeof_member(T, m) typeof(((T *)0)->m)

/* From a pointer to a member to the structure that holds it. A pointer of another type does not compile. */
#define container_of(ptr, type, member) ({						\
	void *__member = (void *)(ptr);							\
	_Static_assert(__same_type(*(ptr), ((type *)0)->member) || __same_type(*(ptr), void),	\
		       "container_of(): the pointer is not one to this member");	\
	(type *)(__member - offsetof(type, member)); })

/* Keeps const: of a const member's pointer it makes a pointer to const. */
#define container_of_const(ptr, type, member)						\
	_Generic(ptr,									\
		 const typeof(*(ptr)) *: (const type *)container_of(ptr, type, member),	\
		 default: (type *)container_of(ptr, type, member))

#endif
