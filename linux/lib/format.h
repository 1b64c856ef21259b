/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to linux/lib: what vsprintf.c and its pointer formats share. */
#ifndef LINUX_LIB_FORMAT_H
#define LINUX_LIB_FORMAT_H

#include <linux/types.h>

/**
 * struct out - where formatted text goes
 * @at: next byte, may lie behind @end
 * @end: no byte is stored here or behind
 */
struct out {
	char *at;
	char *end;
};

/**
 * struct spec - one conversion
 * @width: field width, 0: none
 * @precision: -1: none
 * @base: of integers
 */
struct spec {
	bool left, plus, space, alternate, zero;
	bool is_signed, upper;
	int width;
	int precision;
	unsigned int base;
};

static inline void put(struct out *out, char c)
{
	if (out->at < out->end)
		*out->at = c;
	out->at++;
}

void put_text(struct out *out, const char *text);
void format_string(struct out *out, const char *s, const struct spec *spec);
void format_number(struct out *out, unsigned long long value, const struct spec *spec);

/** put_hex() - @digits digits with zeroes in front, "0x" before them if @prefix */
void put_hex(struct out *out, unsigned long long value, int digits, bool prefix);

/**
 * format_pointer() - everything that begins with %p
 * @ext: what follows the p in the format
 */
void format_pointer(struct out *out, const char *ext, const void *ptr, struct spec *spec);

/** errname() - "-ENOMEM" of a positive error number, or NULL */
const char *errname(int err);

#endif
