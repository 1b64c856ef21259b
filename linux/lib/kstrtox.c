// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kstrtox.c - text to numbers.
 *
 * kstrto*() take the whole string or nothing: -EINVAL for what is no number, -ERANGE for one that does not fit.
 * simple_strto*() and memparse() read as far as they can and tell where they stopped. Base 0 looks at the prefix:
 * 0x is 16, 0 is 8. No locking, any context; the *_from_user functions sleep.
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/uaccess.h>

/* Settles base 0 and steps over the prefix that goes with the base. */
static const char *skip_prefix(const char *s, unsigned int *base)
{
	bool hex = s[0] == '0' && _tolower(s[1]) == 'x' && isxdigit(s[2]);

	if (*base == 0)
		*base = hex ? 16 : (s[0] == '0' ? 8 : 10);
	return *base == 16 && s[0] == '0' && _tolower(s[1]) == 'x' ? s + 2 : s;
}

static unsigned int digit_value(char c)
{
	if (isdigit(c))
		return c - '0';
	c = _tolower(c);
	return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 36;
}

/* Reads digits; gives their end. *@overflow is set, never cleared. */
static const char *read_digits(const char *s, unsigned int base, unsigned long long *value, bool *overflow)
{
	*value = 0;
	for (; digit_value(*s) < base; s++) {
		if (__builtin_mul_overflow(*value, base, value) ||
		    __builtin_add_overflow(*value, digit_value(*s), value))
			*overflow = true;
	}
	return s;
}

static int parse_magnitude(const char *s, unsigned int base, unsigned long long *res)
{
	unsigned long long value;
	bool overflow = false;
	const char *end;

	s = skip_prefix(s, &base);
	end = read_digits(s, base, &value, &overflow);
	if (overflow)
		return -ERANGE;
	if (end == s)
		return -EINVAL;
	if (*end == '\n')
		end++;
	if (*end)
		return -EINVAL;
	*res = value;
	return 0;
}

/**
 * kstrtoull() - a number, nothing else
 * @s: digits with an optional +, ended by a terminator or a newline and a terminator; no white space
 * @base: 2 … 16, or 0: as the prefix says
 * @res: written on success only
 * Return: 0, -EINVAL, -ERANGE.
 */
int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
{
	if (*s == '+')
		s++;
	return parse_magnitude(s, base, res);
}
EXPORT_SYMBOL(kstrtoull);

int kstrtoll(const char *s, unsigned int base, long long *res)
{
	unsigned long long magnitude;
	bool negative = *s == '-';
	int err;

	if (!negative) {
		err = kstrtoull(s, base, &magnitude);
		if (err)
			return err;
		if (magnitude > LLONG_MAX)
			return -ERANGE;
		*res = magnitude;
		return 0;
	}
	err = parse_magnitude(s + 1, base, &magnitude);
	if (err)
		return err;
	if (magnitude > (unsigned long long)LLONG_MAX + 1)
		return -ERANGE;
	*res = -magnitude;
	return 0;
}
EXPORT_SYMBOL(kstrtoll);

#define KSTRTO(suffix, type, wide, wider)					\
int kstrto##suffix(const char *s, unsigned int base, type *res)			\
{										\
	wide value;								\
	int err = kstrto##wider(s, base, &value);				\
										\
	if (err)								\
		return err;							\
	if (value != (type)value)						\
		return -ERANGE;							\
	*res = value;								\
	return 0;								\
}										\
EXPORT_SYMBOL(kstrto##suffix)

KSTRTO(ul, unsigned long, unsigned long long, ull);
KSTRTO(l, long, long long, ll);
KSTRTO(uint, unsigned int, unsigned long long, ull);
KSTRTO(int, int, long long, ll);
KSTRTO(u16, u16, unsigned long long, ull);
KSTRTO(s16, s16, long long, ll);
KSTRTO(u8, u8, unsigned long long, ull);
KSTRTO(s8, s8, long long, ll);

/**
 * kstrtobool() - yes or no, by the first letters: y Y t T 1 on / n N f F 0 of
 * Return: 0, -EINVAL. What follows is not looked at.
 */
int kstrtobool(const char *s, bool *res)
{
	char first, second;

	if (!s || !*s)
		return -EINVAL;
	first = _tolower(s[0]);
	second = _tolower(s[1]);
	if (first == 'y' || first == 't' || s[0] == '1' || (first == 'o' && second == 'n'))
		*res = true;
	else if (first == 'n' || first == 'f' || s[0] == '0' || (first == 'o' && second == 'f'))
		*res = false;
	else
		return -EINVAL;
	return 0;
}
EXPORT_SYMBOL(kstrtobool);

/* A sign, a prefix, the longest number in base 2, a newline, a terminator. */
#define USER_NUMBER_MAX (1 + 2 + 64 + 1 + 1)

#define KSTRTO_FROM_USER(suffix, type)						\
int kstrto##suffix##_from_user(const char __user *s, size_t count, unsigned int base, type *res) \
{										\
	char text[USER_NUMBER_MAX];						\
										\
	count = min(count, sizeof(text) - 1);					\
	if (copy_from_user(text, s, count))					\
		return -EFAULT;							\
	text[count] = '\0';							\
	return kstrto##suffix(text, base, res);					\
}										\
EXPORT_SYMBOL(kstrto##suffix##_from_user)

KSTRTO_FROM_USER(ull, unsigned long long);
KSTRTO_FROM_USER(ul, unsigned long);
KSTRTO_FROM_USER(uint, unsigned int);
KSTRTO_FROM_USER(int, int);

unsigned long long simple_strtoull(const char *cp, char **endp, unsigned int base)
{
	unsigned long long value;
	bool overflow = false;

	cp = skip_prefix(cp, &base);
	cp = read_digits(cp, base, &value, &overflow);
	if (endp)
		*endp = (char *)cp;
	return value;
}
EXPORT_SYMBOL(simple_strtoull);

unsigned long simple_strtoul(const char *cp, char **endp, unsigned int base)
{
	return simple_strtoull(cp, endp, base);
}
EXPORT_SYMBOL(simple_strtoul);

long long simple_strtoll(const char *cp, char **endp, unsigned int base)
{
	if (*cp == '-')
		return -simple_strtoull(cp + 1, endp, base);
	return simple_strtoull(cp, endp, base);
}
EXPORT_SYMBOL(simple_strtoll);

long simple_strtol(const char *cp, char **endp, unsigned int base)
{
	return simple_strtoll(cp, endp, base);
}
EXPORT_SYMBOL(simple_strtol);

/**
 * memparse() - a size: a number and perhaps one of K M G T P E, either case, powers of 1024
 * @retptr: receives where it stopped; may be NULL
 */
unsigned long long memparse(const char *ptr, char **retptr)
{
	static const char units[] = "kmgtpe";
	unsigned long long value;
	const char *unit;
	char *end;

	value = simple_strtoull(ptr, &end, 0);
	unit = *end ? strchr(units, _tolower(*end)) : NULL;
	if (unit) {
		value <<= 10 * (unit - units + 1);
		end++;
	}
	if (retptr)
		*retptr = end;
	return value;
}
EXPORT_SYMBOL(memparse);
