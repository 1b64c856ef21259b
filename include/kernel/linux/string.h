/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory and strings. The copies are the host's tuned (and, under a sanitizer, checked) routines; they work on
 * CPU addresses only, never on what ioremap() returned.
 */
#ifndef _LINUX_STRING_H
#define _LINUX_STRING_H

#include <linux/args.h>
#include <linux/array_size.h>
#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/overflow.h>
#include <linux/stdarg.h>
#include <linux/stddef.h>
#include <linux/types.h>

void *memset(void *dst, int value, size_t bytes);
void *memcpy(void *dst, const void *src, size_t bytes);
void *memmove(void *dst, const void *src, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);
void *memchr(const void *from, int c, size_t bytes);
void *memscan(void *addr, int c, size_t bytes);
void *memchr_inv(const void *from, int c, size_t bytes);
void *memset16(u16 *s, u16 value, size_t count);
void *memset32(u32 *s, u32 value, size_t count);
void *memset64(u64 *s, u64 value, size_t count);
int bcmp(const void *a, const void *b, size_t bytes);

char *strcpy(char *dst, const char *src);
char *strncpy(char *dst, const char *src, size_t count);
char *stpcpy(char *dst, const char *src);
char *strcat(char *dst, const char *src);
char *strncat(char *dst, const char *src, size_t count);
size_t strlcat(char *dst, const char *src, size_t size);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t count);
int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t count);
char *strchr(const char *s, int c);
char *strchrnul(const char *s, int c);
char *strnchr(const char *s, size_t count, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *find);
char *strnstr(const char *s, const char *find, size_t len);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t count);
char *strpbrk(const char *s, const char *accept);
char *strsep(char **s, const char *delimiters);
size_t strspn(const char *s, const char *accept);
size_t strcspn(const char *s, const char *reject);
char * __must_check skip_spaces(const char *s);
char *strim(char *s);
static inline __must_check char *strstrip(char *s) { return strim(s); }
char *strreplace(char *s, char from, char to);

/* -E2BIG if @src did not fit, always terminated; else its length. */
ssize_t sized_strscpy(char *dst, const char *src, size_t count);
ssize_t sized_strscpy_pad(char *dst, const char *src, size_t count);
#define __strscpy0(dst, src, ...)	sized_strscpy(dst, src, sizeof(dst) + __must_be_array(dst))
#define __strscpy1(dst, src, size)	sized_strscpy(dst, src, size)
#define strscpy(dst, src, ...)		CONCATENATE(__strscpy, COUNT_ARGS(__VA_ARGS__))(dst, src, __VA_ARGS__)
#define __strscpy_pad0(dst, src, ...)	sized_strscpy_pad(dst, src, sizeof(dst) + __must_be_array(dst))
#define __strscpy_pad1(dst, src, size)	sized_strscpy_pad(dst, src, size)
#define strscpy_pad(dst, src, ...)	CONCATENATE(__strscpy_pad, COUNT_ARGS(__VA_ARGS__))(dst, src, __VA_ARGS__)

char *kstrdup(const char *s, gfp_t gfp) __malloc;
const char *kstrdup_const(const char *s, gfp_t gfp);
void kfree_const(const void *s);
char *kstrndup(const char *s, size_t max, gfp_t gfp);
void *kmemdup(const void *src, size_t len, gfp_t gfp);
void *kvmemdup(const void *src, size_t len, gfp_t gfp);
char *kmemdup_nul(const char *s, size_t len, gfp_t gfp);
void *kmemdup_array(const void *src, size_t count, size_t element_size, gfp_t gfp);
/* From the caller's memory; ERR_PTR(-ENOMEM, -EFAULT, -EINVAL when there is no end within @n bytes). */
char *strndup_user(const char __user *s, long n);
void *memdup_user(const void __user *src, size_t len);
void *memdup_array_user(const void __user *src, size_t n, size_t size);
void *vmemdup_user(const void __user *src, size_t len);
void *memdup_user_nul(const void __user *src, size_t len);

int match_string(const char * const *array, size_t n, const char *string);
int __sysfs_match_string(const char * const *array, size_t n, const char *s);
#define sysfs_match_string(a, s) __sysfs_match_string(a, ARRAY_SIZE(a), s)
bool sysfs_streq(const char *a, const char *b);
ssize_t memory_read_from_buffer(void *to, size_t count, loff_t *ppos, const void *from, size_t available);

static inline bool strstarts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static inline size_t str_has_prefix(const char *s, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(s, prefix, len) == 0 ? len : 0;
}

static inline const char *kbasename(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static inline void memzero_explicit(void *s, size_t count)
{
	memset(s, 0, count);
	barrier_data(s);
}

/* Copies, and fills what is left of @dst with @pad. */
static inline void memcpy_and_pad(void *dst, size_t dst_len, const void *src, size_t count, int pad)
{
	size_t copied = count < dst_len ? count : dst_len;

	memcpy(dst, src, copied);
	memset((char *)dst + copied, pad, dst_len - copied);
}

#define memset_after(obj, value, member)					\
	({ typeof(obj) __obj = (obj);						\
	   memset((u8 *)__obj + offsetofend(typeof(*__obj), member), (value),	\
		  sizeof(*__obj) - offsetofend(typeof(*__obj), member)); })
#define memset_startat(obj, value, member)					\
	({ typeof(obj) __obj = (obj);						\
	   memset((u8 *)__obj + offsetof(typeof(*__obj), member), (value),	\
		  sizeof(*__obj) - offsetof(typeof(*__obj), member)); })

#endif
