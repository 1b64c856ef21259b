/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ASCII; above that, Latin-1 letters as Linux has them. */
#ifndef _LINUX_CTYPE_H
#define _LINUX_CTYPE_H

#include <linux/types.h>

static inline int isdigit(int c) { return c >= '0' && c <= '9'; }
static inline int isascii(int c) { return (c & ~0x7f) == 0; }
static inline int toascii(int c) { return c & 0x7f; }
static inline int islower(int c) { c &= 0xff; return (c >= 'a' && c <= 'z') || (c >= 0xdf && c != 0xf7); }
static inline int isupper(int c) { c &= 0xff; return (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7); }
static inline int isalpha(int c) { return islower(c) || isupper(c); }
static inline int isalnum(int c) { return isalpha(c) || isdigit(c); }
static inline int isxdigit(int c) { return isdigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }
static inline int isodigit(int c) { return c >= '0' && c <= '7'; }
static inline int isspace(int c) { c &= 0xff; return (c >= '\t' && c <= '\r') || c == ' ' || c == 0xa0; }
static inline int iscntrl(int c) { c &= 0xff; return c < 0x20 || c == 0x7f; }
static inline int isgraph(int c) { c &= 0xff; return (c > 0x20 && c < 0x7f) || c > 0xa0; }
static inline int isprint(int c) { c &= 0xff; return (c >= 0x20 && c < 0x7f) || c >= 0xa0; }
static inline int ispunct(int c) { return isgraph(c) && !isalnum(c); }
static inline char _tolower(const char c) { return c | 0x20; }
static inline int tolower(int c) { return isupper(c) ? c + 0x20 : c; }
static inline int toupper(int c) { return islower(c) && (c & 0xff) != 0xdf && (c & 0xff) != 0xff ? c - 0x20 : c; }

#endif
