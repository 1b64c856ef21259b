// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * string.c - memory and strings of <linux/string.h>, without memory of their own (dup.c has those that allocate).
 *
 * The block operations are the host's, which are tuned and which a sanitizer watches. The compiler may call
 * memset(), memcpy(), memmove(), memcmp(), bcmp(), strlen() and stpcpy() where the source does not, in modules too;
 * all of them are exported. No locking, any context.
 */
#include <linux/bug.h>
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "../core.h"

void *memset(void *dst, int value, size_t bytes)
{
	return host_memset(dst, value, bytes);
}
EXPORT_SYMBOL(memset);

void *memcpy(void *dst, const void *src, size_t bytes)
{
	return host_memcpy(dst, src, bytes);
}
EXPORT_SYMBOL(memcpy);

void *memmove(void *dst, const void *src, size_t bytes)
{
	return host_memmove(dst, src, bytes);
}
EXPORT_SYMBOL(memmove);

int memcmp(const void *a, const void *b, size_t bytes)
{
	return host_memcmp(a, b, bytes);
}
EXPORT_SYMBOL(memcmp);

int bcmp(const void *a, const void *b, size_t bytes)
{
	return host_memcmp(a, b, bytes);
}
EXPORT_SYMBOL(bcmp);

void *memset16(u16 *s, u16 value, size_t count)
{
	for (size_t i = 0; i < count; i++)
		s[i] = value;
	return s;
}
EXPORT_SYMBOL(memset16);

void *memset32(u32 *s, u32 value, size_t count)
{
	for (size_t i = 0; i < count; i++)
		s[i] = value;
	return s;
}
EXPORT_SYMBOL(memset32);

void *memset64(u64 *s, u64 value, size_t count)
{
	for (size_t i = 0; i < count; i++)
		s[i] = value;
	return s;
}
EXPORT_SYMBOL(memset64);

/**
 * memscan() - address of the first byte that is @c, or the end of the area
 */
void *memscan(void *addr, int c, size_t bytes)
{
	u8 *p = addr;

	while (bytes && *p != (u8)c) {
		p++;
		bytes--;
	}
	return p;
}
EXPORT_SYMBOL(memscan);

void *memchr(const void *from, int c, size_t bytes)
{
	u8 *p = memscan((void *)from, c, bytes);

	return p == (const u8 *)from + bytes ? NULL : p;
}
EXPORT_SYMBOL(memchr);

/**
 * memchr_inv() - address of the first byte that is not @c, or NULL
 */
void *memchr_inv(const void *from, int c, size_t bytes)
{
	const u8 *p = from;

	for (size_t i = 0; i < bytes; i++) {
		if (p[i] != (u8)c)
			return (void *)(p + i);
	}
	return NULL;
}
EXPORT_SYMBOL(memchr_inv);

size_t strlen(const char *s)
{
	return host_strlen(s);
}
EXPORT_SYMBOL(strlen);

size_t strnlen(const char *s, size_t count)
{
	const char *end = memscan((void *)s, '\0', count);

	return end - s;
}
EXPORT_SYMBOL(strnlen);

char *stpcpy(char *dst, const char *src)
{
	size_t len = strlen(src);

	memcpy(dst, src, len + 1);
	return dst + len;
}
EXPORT_SYMBOL(stpcpy);

char *strcpy(char *dst, const char *src)
{
	stpcpy(dst, src);
	return dst;
}
EXPORT_SYMBOL(strcpy);

char *strncpy(char *dst, const char *src, size_t count)
{
	size_t len = strnlen(src, count);

	memcpy(dst, src, len);
	memset(dst + len, 0, count - len);
	return dst;
}
EXPORT_SYMBOL(strncpy);

/**
 * sized_strscpy() - copy what fits, always terminated
 * @count: size of @dst; 0 or more than INT_MAX copies nothing
 * Return: length of @src, or -E2BIG if it was cut.
 */
ssize_t sized_strscpy(char *dst, const char *src, size_t count)
{
	size_t len;

	if (!count || WARN_ON_ONCE(count > INT_MAX))
		return -E2BIG;
	len = strnlen(src, count);
	if (len == count) {
		memcpy(dst, src, count - 1);
		dst[count - 1] = '\0';
		return -E2BIG;
	}
	memcpy(dst, src, len + 1);
	return len;
}
EXPORT_SYMBOL(sized_strscpy);

/** sized_strscpy_pad() - the same, and zeroes behind the text to the end of @dst */
ssize_t sized_strscpy_pad(char *dst, const char *src, size_t count)
{
	ssize_t len = sized_strscpy(dst, src, count);

	if (len >= 0)
		memset(dst + len, 0, count - len);
	return len;
}
EXPORT_SYMBOL(sized_strscpy_pad);

char *strcat(char *dst, const char *src)
{
	strcpy(dst + strlen(dst), src);
	return dst;
}
EXPORT_SYMBOL(strcat);

char *strncat(char *dst, const char *src, size_t count)
{
	char *end = dst + strlen(dst);
	size_t len = strnlen(src, count);

	memcpy(end, src, len);
	end[len] = '\0';
	return dst;
}
EXPORT_SYMBOL(strncat);

/**
 * strlcat() - append what fits into a buffer of @size bytes, which must hold a string
 * Return: the length it would have had.
 */
size_t strlcat(char *dst, const char *src, size_t size)
{
	size_t have = strlen(dst), more = strlen(src), fits;

	BUG_ON(have >= size);
	fits = min(more, size - have - 1);
	memcpy(dst + have, src, fits);
	dst[have + fits] = '\0';
	return have + more;
}
EXPORT_SYMBOL(strlcat);

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (int)(u8)*a - (u8)*b;
}
EXPORT_SYMBOL(strcmp);

int strncmp(const char *a, const char *b, size_t count)
{
	for (; count; a++, b++, count--) {
		if (*a != *b || !*a)
			return (int)(u8)*a - (u8)*b;
	}
	return 0;
}
EXPORT_SYMBOL(strncmp);

int strncasecmp(const char *a, const char *b, size_t count)
{
	for (; count; a++, b++, count--) {
		int ca = tolower(*a), cb = tolower(*b);

		if (ca != cb || !ca)
			return ca - cb;
	}
	return 0;
}
EXPORT_SYMBOL(strncasecmp);

int strcasecmp(const char *a, const char *b)
{
	return strncasecmp(a, b, SIZE_MAX);
}
EXPORT_SYMBOL(strcasecmp);

/** strchrnul() - as strchr(), but the end of the string if there is no @c */
char *strchrnul(const char *s, int c)
{
	while (*s && *s != (char)c)
		s++;
	return (char *)s;
}
EXPORT_SYMBOL(strchrnul);

char *strchr(const char *s, int c)
{
	s = strchrnul(s, c);
	return *s == (char)c ? (char *)s : NULL;
}
EXPORT_SYMBOL(strchr);

char *strnchr(const char *s, size_t count, int c)
{
	for (; count; s++, count--) {
		if (*s == (char)c)
			return (char *)s;
		if (!*s)
			break;
	}
	return NULL;
}
EXPORT_SYMBOL(strnchr);

char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	do {
		if (*s == (char)c)
			last = s;
	} while (*s++);
	return (char *)last;
}
EXPORT_SYMBOL(strrchr);

char *strnstr(const char *s, const char *find, size_t len)
{
	size_t want = strlen(find);

	for (; len >= want; s++, len--) {
		if (!strncmp(s, find, want))
			return (char *)s;
		if (!*s)
			break;
	}
	return NULL;
}
EXPORT_SYMBOL(strnstr);

char *strstr(const char *s, const char *find)
{
	return strnstr(s, find, strlen(s));
}
EXPORT_SYMBOL(strstr);

size_t strspn(const char *s, const char *accept)
{
	size_t len = 0;

	while (s[len] && strchr(accept, s[len]))
		len++;
	return len;
}
EXPORT_SYMBOL(strspn);

size_t strcspn(const char *s, const char *reject)
{
	size_t len = 0;

	while (s[len] && !strchr(reject, s[len]))
		len++;
	return len;
}
EXPORT_SYMBOL(strcspn);

char *strpbrk(const char *s, const char *accept)
{
	s += strcspn(s, accept);
	return *s ? (char *)s : NULL;
}
EXPORT_SYMBOL(strpbrk);

/**
 * strsep() - cut the next token off
 * @s: moves behind the delimiter, to NULL with the last token
 * Return: the token, perhaps empty; NULL if *@s is.
 */
char *strsep(char **s, const char *delimiters)
{
	char *token = *s, *end;

	if (!token)
		return NULL;
	end = strpbrk(token, delimiters);
	if (end)
		*end++ = '\0';
	*s = end;
	return token;
}
EXPORT_SYMBOL(strsep);

char *skip_spaces(const char *s)
{
	while (isspace(*s))
		s++;
	return (char *)s;
}
EXPORT_SYMBOL(skip_spaces);

/** strim() - cut white space off the end (in place) and skip it at the beginning (in the result) */
char *strim(char *s)
{
	size_t len = strlen(s);

	while (len && isspace(s[len - 1]))
		len--;
	s[len] = '\0';
	return skip_spaces(s);
}
EXPORT_SYMBOL(strim);

char *strreplace(char *s, char from, char to)
{
	for (char *p = s; *p; p++) {
		if (*p == from)
			*p = to;
	}
	return s;
}
EXPORT_SYMBOL(strreplace);

/** sysfs_streq() - equal, where one of them may have a newline at its end */
bool sysfs_streq(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (*a == '\n' && !a[1])
		a++;
	if (*b == '\n' && !b[1])
		b++;
	return !*a && !*b;
}
EXPORT_SYMBOL(sysfs_streq);

/**
 * match_string() - which of the first @n strings is it?
 * @array: ends before @n at a NULL
 * Return: the index or -EINVAL.
 */
int match_string(const char * const *array, size_t n, const char *string)
{
	for (size_t i = 0; i < n && array[i]; i++) {
		if (!strcmp(array[i], string))
			return i;
	}
	return -EINVAL;
}
EXPORT_SYMBOL(match_string);

int __sysfs_match_string(const char * const *array, size_t n, const char *s)
{
	for (size_t i = 0; i < n && array[i]; i++) {
		if (sysfs_streq(array[i], s))
			return i;
	}
	return -EINVAL;
}
EXPORT_SYMBOL(__sysfs_match_string);

/** memory_read_from_buffer() - a read() at *@ppos of a file whose contents are @from, into the kernel's memory */
ssize_t memory_read_from_buffer(void *to, size_t count, loff_t *ppos, const void *from, size_t available)
{
	if (*ppos < 0)
		return -EINVAL;
	if (*ppos >= available)
		return 0;
	count = min_t(size_t, count, available - *ppos);
	memcpy(to, from + *ppos, count);
	*ppos += count;
	return count;
}
EXPORT_SYMBOL(memory_read_from_buffer);
