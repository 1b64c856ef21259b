// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sscanf.c - reading formatted text: %d %i %u %x %X %o %s %c %n %[set] %%, with *, width and h hh l ll L z.
 *
 * White space in the format matches any amount of it. As in Linux, a %s or %[ should have a width. No locking.
 */
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>

struct field {
	bool discard;
	int width; /* INT_MAX: none */
	char length; /* H = hh, L = ll, else the modifier or 0 */
};

static const char *read_field(const char *fmt, struct field *field)
{
	*field = (struct field){ .width = INT_MAX };
	if (*fmt == '*') {
		field->discard = true;
		fmt++;
	}
	if (isdigit(*fmt)) {
		field->width = 0;
		while (isdigit(*fmt))
			field->width = field->width * 10 + *fmt++ - '0';
	}
	if (*fmt && strchr("hlLz", *fmt)) {
		field->length = *fmt++;
		if (*fmt == field->length) {
			field->length = toupper(*fmt);
			fmt++;
		}
	}
	return fmt;
}

static void store(void *to, const struct field *field, long long value)
{
	switch (field->length) {
	case 'H':
		*(signed char *)to = value;
		break;
	case 'h':
		*(short *)to = value;
		break;
	case 'l':
	case 'z':
		*(long *)to = value;
		break;
	case 'L':
		*(long long *)to = value;
		break;
	default:
		*(int *)to = value;
	}
}

/* An integer of at most @field->width characters; NULL if there is none. */
static const char *scan_number(const char *s, const struct field *field, unsigned int base, bool is_signed,
			       long long *value)
{
	char text[80], *end;
	bool negative;
	int length;

	length = strnlen(s, min_t(size_t, field->width, sizeof(text) - 1));
	memcpy(text, s, length);
	text[length] = '\0';
	negative = is_signed && *text == '-';
	s += negative;
	if (!isxdigit(text[negative]))
		return NULL;
	*value = simple_strtoull(text + negative, &end, base);
	if (end == text + negative)
		return NULL;
	s += end - text - negative;
	if (negative)
		*value = -*value;
	return s;
}

/* [set] or [^set]; a ] that comes first belongs to the set. Gives the end of the set in the format. */
static const char *scan_set(const char *fmt, const char **s, const struct field *field, char *to)
{
	DECLARE_BITMAP(set, 256) = { 0 };
	bool negate = *fmt == '^';
	int left = field->width;

	fmt += negate;
	do {
		if (!*fmt)
			return NULL;
		__set_bit((u8)*fmt++, set);
	} while (*fmt != ']');
	if (!**s || test_bit((u8)**s, set) == negate)
		return NULL;
	for (; left && **s && test_bit((u8)**s, set) != negate; (*s)++, left--) {
		if (to)
			*to++ = **s;
	}
	if (to)
		*to = '\0';
	return fmt + 1;
}

/**
 * vsscanf() - read values from text
 * Return: how many were stored.
 */
int vsscanf(const char *buf, const char *fmt, va_list args)
{
	const char *s = buf;
	struct field field;
	int stored = 0;
	char *to;

	while (*fmt) {
		unsigned int base = 10;
		bool is_signed = false;
		long long value;

		if (isspace(*fmt)) {
			fmt = skip_spaces(fmt);
			s = skip_spaces(s);
			continue;
		}
		if (*fmt != '%' || fmt[1] == '%') {
			fmt += *fmt == '%';
			if (*fmt++ != *s++)
				return stored;
			continue;
		}
		fmt = read_field(fmt + 1, &field);
		if (*fmt == 'n') {
			if (!field.discard)
				store(va_arg(args, void *), &field, s - buf);
			fmt++;
			continue;
		}
		if (!*s)
			return stored;

		switch (*fmt++) {
		case 'c':
			to = field.discard ? NULL : va_arg(args, char *);
			for (int left = field.width == INT_MAX ? 1 : field.width; left && *s; left--, s++) {
				if (to)
					*to++ = *s;
			}
			stored += !!to;
			continue;
		case 's':
			to = field.discard ? NULL : va_arg(args, char *);
			s = skip_spaces(s);
			for (int left = field.width; left && *s && !isspace(*s); left--, s++) {
				if (to)
					*to++ = *s;
			}
			if (to) {
				*to = '\0';
				stored++;
			}
			continue;
		case '[':
			to = field.discard ? NULL : va_arg(args, char *);
			fmt = scan_set(fmt, &s, &field, to);
			if (!fmt)
				return stored;
			stored += !!to;
			continue;
		case 'o':
			base = 8;
			break;
		case 'x':
		case 'X':
			base = 16;
			break;
		case 'i':
			base = 0;
			fallthrough;
		case 'd':
			is_signed = true;
			fallthrough;
		case 'u':
			break;
		default:
			return stored;
		}
		s = scan_number(skip_spaces(s), &field, base, is_signed, &value);
		if (!s)
			return stored;
		if (!field.discard) {
			store(va_arg(args, void *), &field, value);
			stored++;
		}
	}
	return stored;
}
EXPORT_SYMBOL(vsscanf);

int sscanf(const char *buf, const char *fmt, ...)
{
	va_list args;
	int stored;

	va_start(args, fmt);
	stored = vsscanf(buf, fmt, args);
	va_end(args);
	return stored;
}
EXPORT_SYMBOL(sscanf);
