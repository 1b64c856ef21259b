/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_STRING_HELPERS_H
#define _LINUX_STRING_HELPERS_H

#include <linux/bits.h>
#include <linux/ctype.h>
#include <linux/string.h>
#include <linux/string_choices.h>
#include <linux/types.h>

static inline void string_upper(char *dst, const char *src)
{
	while ((*dst++ = toupper(*src++)))
		;
}

static inline void string_lower(char *dst, const char *src)
{
	while ((*dst++ = tolower(*src++)))
		;
}

static inline bool string_is_terminated(const char *s, int len)
{
	return memchr(s, '\0', len) != NULL;
}

#endif
