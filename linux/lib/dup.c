// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dup.c - copies of strings and of memory, the kernel's and the caller's, in memory of their own.
 *
 * One allocation each, whose failure is the function's. The *_user functions sleep and give ERR_PTR()s.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

void *kmemdup(const void *src, size_t len, gfp_t gfp)
{
	void *copy = kmalloc(len, gfp);

	if (copy)
		memcpy(copy, src, len);
	return copy;
}
EXPORT_SYMBOL(kmemdup);

void *kmemdup_array(const void *src, size_t count, size_t element_size, gfp_t gfp)
{
	return kmemdup(src, size_mul(count, element_size), gfp);
}
EXPORT_SYMBOL(kmemdup_array);

void *kvmemdup(const void *src, size_t len, gfp_t gfp)
{
	void *copy = kvmalloc(len, gfp);

	if (copy)
		memcpy(copy, src, len);
	return copy;
}
EXPORT_SYMBOL(kvmemdup);

/** kmemdup_nul() - @len bytes and a terminator */
char *kmemdup_nul(const char *s, size_t len, gfp_t gfp)
{
	char *copy;

	if (!s)
		return NULL;
	copy = kmalloc(len + 1, gfp);
	if (!copy)
		return NULL;
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}
EXPORT_SYMBOL(kmemdup_nul);

char *kstrdup(const char *s, gfp_t gfp)
{
	return s ? kmemdup_nul(s, strlen(s), gfp) : NULL;
}
EXPORT_SYMBOL(kstrdup);

char *kstrndup(const char *s, size_t max, gfp_t gfp)
{
	return s ? kmemdup_nul(s, strnlen(s, max), gfp) : NULL;
}
EXPORT_SYMBOL(kstrndup);

/* Which strings are constants the linker knows; a process cannot tell a module's apart, so everything is copied. */
const char *kstrdup_const(const char *s, gfp_t gfp)
{
	return kstrdup(s, gfp);
}
EXPORT_SYMBOL(kstrdup_const);

void kfree_const(const void *s)
{
	kfree(s);
}
EXPORT_SYMBOL(kfree_const);

void *memdup_array_user(const void __user *src, size_t n, size_t size)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes))
		return ERR_PTR(-EOVERFLOW);
	return memdup_user(src, bytes);
}
EXPORT_SYMBOL(memdup_array_user);
