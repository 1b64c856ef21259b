/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _UAPI_LINUX_STDDEF_H
#define _UAPI_LINUX_STDDEF_H

#include <linux/compiler_types.h>

/* The members twice, in one union: by name in the enclosing structure, and together as NAME. */
#define __struct_group(TAG, NAME, ATTRS, MEMBERS...)	\
	union {						\
		struct { MEMBERS } ATTRS;		\
		struct TAG { MEMBERS } ATTRS NAME;	\
	} ATTRS

/* A flexible array may not stand alone nor in a union; an empty neighbour makes it legal. */
#define __DECLARE_FLEX_ARRAY(TYPE, NAME)		\
	struct {					\
		struct { } __empty_##NAME;		\
		TYPE NAME[];				\
	}

#endif
