// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vsprintf.c - formatted text, with the kernel's dialect: no floating point, no %n, and %p that goes on with
 * letters (format_pointer.c). Documentation/core-api/printk-formats is what it follows.
 *
 * All functions end in vsnprintf(). No locking and no memory (kasprintf.c has those that allocate); any context.
 */
#include <linux/bug.h>
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "format.h"

void put_text(struct out *out, const char *text)
{
	while (*text)
		put(out, *text++);
}

static void pad(struct out *out, char c, int count)
{
	while (count-- > 0)
		put(out, c);
}

void put_hex(struct out *out, unsigned long long value, int digits, bool prefix)
{
	const struct spec spec = { .base = 16, .zero = true, .precision = -1, .alternate = prefix,
				   .width = digits + (prefix ? 2 : 0) };

	format_number(out, value, &spec);
}

void format_string(struct out *out, const char *s, const struct spec *spec)
{
	size_t length;

	/* the first page is never mapped: a member of a NULL structure */
	if (!s)
		s = "(null)";
	else if ((unsigned long)s < 4096 || IS_ERR_VALUE(s))
		s = "(efault)";
	length = strnlen(s, spec->precision < 0 ? INT_MAX : spec->precision);
	if (!spec->left)
		pad(out, ' ', spec->width - (int)length);
	for (size_t i = 0; i < length; i++)
		put(out, s[i]);
	if (spec->left)
		pad(out, ' ', spec->width - (int)length);
}

void format_number(struct out *out, unsigned long long value, const struct spec *spec)
{
	char digits[66]; /* base 2 is not offered, but would fit */
	const char *prefix = "";
	char sign = 0;
	int count = 0, zeroes, spaces;

	if (spec->is_signed) {
		if ((long long)value < 0) {
			sign = '-';
			value = -value;
		} else if (spec->plus) {
			sign = '+';
		} else if (spec->space) {
			sign = ' ';
		}
	}
	if (spec->alternate && spec->base == 16)
		prefix = spec->upper ? "0X" : "0x";
	else if (spec->alternate && spec->base == 8 && value)
		prefix = "0";
	do {
		digits[count++] = (spec->upper ? hex_asc_upper : hex_asc)[value % spec->base];
		value /= spec->base;
	} while (value);

	zeroes = max(spec->precision - count, 0);
	spaces = max(spec->width - count - zeroes - (int)strlen(prefix) - !!sign, 0);
	if (spec->zero && !spec->left) {
		zeroes += spaces;
		spaces = 0;
	}
	if (!spec->left)
		pad(out, ' ', spaces);
	if (sign)
		put(out, sign);
	put_text(out, prefix);
	pad(out, '0', zeroes);
	while (count)
		put(out, digits[--count]);
	if (spec->left)
		pad(out, ' ', spaces);
}

static int read_decimal(const char **fmt)
{
	int value = 0;

	while (isdigit(**fmt))
		value = value * 10 + *(*fmt)++ - '0';
	return value;
}

/* Flags, width and precision: all that stands between % and the length. */
static const char *read_flags(const char *fmt, struct spec *spec)
{
	*spec = (struct spec){ .precision = -1, .base = 10 };
	for (;; fmt++) {
		switch (*fmt) {
		case '-': spec->left = true; continue;
		case '+': spec->plus = true; continue;
		case ' ': spec->space = true; continue;
		case '#': spec->alternate = true; continue;
		case '0': spec->zero = true; continue;
		}
		return fmt;
	}
}

/* The length modifier as one character: H is hh, L is ll, l h z t or 0. */
static const char *read_length(const char *fmt, char *length)
{
	*length = 0;
	if (*fmt && strchr("hlLztq", *fmt)) {
		*length = *fmt++;
		if (*fmt == *length && (*length == 'h' || *length == 'l')) {
			*length = toupper(*length);
			fmt++;
		}
		if (*length == 'q')
			*length = 'L';
		if (*length == 'z' || *length == 't')
			*length = 'l';
	}
	return fmt;
}

/* What an integer of @length looks like when a caller passes it as a long long. */
static unsigned long long narrow(unsigned long long value, char length, bool is_signed)
{
	switch (length) {
	case 'H':
		return is_signed ? (unsigned long long)(signed char)value : (u8)value;
	case 'h':
		return is_signed ? (unsigned long long)(short)value : (u16)value;
	case 0:
		return is_signed ? (unsigned long long)(int)value : (unsigned int)value;
	}
	return value;
}

/**
 * vsnprintf() - format into a buffer
 * @buf: may be NULL if @size is 0
 * @size: of @buf; the text is cut to size - 1 bytes and terminated
 * Return: how long the whole text is, without the terminator, whatever was stored.
 * An unknown conversion is a WARN and ends the text.
 */
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct out out = { .at = buf, .end = buf + size };
	struct spec spec;
	char length;

	if (WARN_ON_ONCE(size > INT_MAX))
		return 0;

	while (*fmt) {
		if (*fmt != '%') {
			put(&out, *fmt++);
			continue;
		}
		fmt = read_flags(fmt + 1, &spec);
		if (*fmt == '*') {
			spec.width = va_arg(args, int);
			fmt++;
			if (spec.width < 0) {
				spec.left = true;
				spec.width = -spec.width;
			}
		} else {
			spec.width = read_decimal(&fmt);
		}
		if (*fmt == '.') {
			fmt++;
			if (*fmt == '*') {
				spec.precision = max(va_arg(args, int), 0);
				fmt++;
			} else {
				spec.precision = read_decimal(&fmt);
			}
		}
		fmt = read_length(fmt, &length);

		switch (*fmt++) {
		case '%':
			put(&out, '%');
			continue;
		case 'c':
			if (!spec.left)
				pad(&out, ' ', spec.width - 1);
			put(&out, (char)va_arg(args, int));
			if (spec.left)
				pad(&out, ' ', spec.width - 1);
			continue;
		case 's':
			format_string(&out, va_arg(args, const char *), &spec);
			continue;
		case 'p':
			format_pointer(&out, fmt, va_arg(args, const void *), &spec);
			while (isalnum(*fmt))
				fmt++;
			continue;
		case 'o':
			spec.base = 8;
			break;
		case 'X':
			spec.upper = true;
			fallthrough;
		case 'x':
			spec.base = 16;
			break;
		case 'd':
		case 'i':
			spec.is_signed = true;
			break;
		case 'u':
			break;
		default:
			/* the arguments behind it cannot be found any more */
			WARN_ONCE(1, "format \"%s\": conversion %%%c is not known", fmt, fmt[-1]);
			goto out;
		}
		if (length == 'L')
			format_number(&out, va_arg(args, unsigned long long), &spec);
		else if (length == 'l')
			format_number(&out, va_arg(args, unsigned long), &spec);
		else
			format_number(&out, narrow(va_arg(args, unsigned int), length, spec.is_signed), &spec);
	}
out:
	if (size)
		*(out.at < out.end ? out.at : out.end - 1) = '\0';
	return out.at - buf;
}
EXPORT_SYMBOL(vsnprintf);

/** vscnprintf() - as vsnprintf(), but it returns how much was stored, without the terminator */
int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	int length;

	if (!size)
		return 0;
	length = vsnprintf(buf, size, fmt, args);
	return min_t(size_t, length, size - 1);
}
EXPORT_SYMBOL(vscnprintf);

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int length;

	va_start(args, fmt);
	length = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return length;
}
EXPORT_SYMBOL(snprintf);

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int length;

	va_start(args, fmt);
	length = vscnprintf(buf, size, fmt, args);
	va_end(args);
	return length;
}
EXPORT_SYMBOL(scnprintf);

/** vsprintf() - the caller knows that it fits */
int vsprintf(char *buf, const char *fmt, va_list args)
{
	return vsnprintf(buf, INT_MAX, fmt, args);
}
EXPORT_SYMBOL(vsprintf);

int sprintf(char *buf, const char *fmt, ...)
{
	va_list args;
	int length;

	va_start(args, fmt);
	length = vsnprintf(buf, INT_MAX, fmt, args);
	va_end(args);
	return length;
}
EXPORT_SYMBOL(sprintf);
