// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * uaccess.c - copying from and to the process behind the running system call.
 *
 * The caller of the system call (struct usnd_caller) does the copying: in process it is a memcpy, for another process
 * the server's transport. A kernel task without a caller has no user memory: everything faults, as it would in
 * Linux, except what vm_mmap() gave a test (usermem.c).
 */
#define KBUILD_MODNAME "fs"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "local.h"

static size_t fetch(void *to, u64 from, size_t n)
{
	const struct usnd_caller *caller = current_caller();
	const void *at;

	if (caller)
		return caller->fetch(caller->ctx, to, from, n);
	at = user_memory_at(from, n);
	if (!at)
		return n;
	memcpy(to, at, n);
	return 0;
}

static size_t store(u64 to, const void *from, size_t n)
{
	const struct usnd_caller *caller = current_caller();
	void *at;

	if (caller)
		return caller->store(caller->ctx, to, from, n);
	at = user_memory_at(to, n);
	if (!at)
		return n;
	memcpy(at, from, n);
	return 0;
}

/** __copy_from_user() - Return: bytes not copied; @to is not touched there. Sleeps. */
unsigned long __copy_from_user(void *to, const void __user *from, unsigned long n)
{
	might_sleep_here((unsigned long)__builtin_return_address(0));
	if (!n)
		return 0;
	return access_ok(from, n) ? fetch(to, (u64)(unsigned long)from, n) : n;
}
EXPORT_SYMBOL(__copy_from_user);

/** _copy_from_user() - Return: bytes not copied; those are zeroed in @to. Sleeps. */
unsigned long _copy_from_user(void *to, const void __user *from, unsigned long n)
{
	size_t left = n;

	might_sleep_here((unsigned long)__builtin_return_address(0));
	if (!n)
		return 0;
	if (access_ok(from, n))
		left = fetch(to, (u64)(unsigned long)from, n);
	if (left)
		memset(to + (n - left), 0, left);
	return left;
}
EXPORT_SYMBOL(_copy_from_user);

/** _copy_to_user() - Return: bytes not copied. Sleeps. */
unsigned long _copy_to_user(void __user *to, const void *from, unsigned long n)
{
	might_sleep_here((unsigned long)__builtin_return_address(0));
	if (!n)
		return 0;
	return access_ok(to, n) ? store((u64)(unsigned long)to, from, n) : n;
}
EXPORT_SYMBOL(_copy_to_user);

/** clear_user() - Return: bytes not cleared. Sleeps. */
unsigned long clear_user(void __user *to, unsigned long n)
{
	static const char zeroes[256];
	size_t piece, left;

	while (n) {
		piece = min_t(size_t, n, sizeof(zeroes));
		left = _copy_to_user(to, zeroes, piece);
		n -= piece - left;
		if (left)
			break;
		to += piece;
	}
	return n;
}
EXPORT_SYMBOL(clear_user);

/** strnlen_user() - length of a string, its end counted; more than @count: it is longer; 0: fault */
long strnlen_user(const char __user *str, long count)
{
	long length;
	char c;

	for (length = 0; length < count; length++) {
		if (get_user(c, str + length))
			return 0;
		if (!c)
			return length + 1;
	}
	return count + 1;
}
EXPORT_SYMBOL(strnlen_user);

/** strncpy_from_user() - at most @count bytes with the end. Return: length, @count if it was cut, or -EFAULT */
long strncpy_from_user(char *dst, const char __user *src, long count)
{
	long length;

	for (length = 0; length < count; length++) {
		if (get_user(dst[length], src + length))
			return -EFAULT;
		if (!dst[length])
			return length;
	}
	return count;
}
EXPORT_SYMBOL(strncpy_from_user);

/* @extra bytes are left behind the data, not set. */
static void *dup_from_user(const void __user *src, size_t len, size_t extra, bool big)
{
	size_t bytes = len + extra;
	void *copy;

	if (bytes < len)
		return ERR_PTR(-ENOMEM);
	copy = big ? kvmalloc(bytes, GFP_USER) : kmalloc(bytes, GFP_USER | __GFP_NOWARN);
	if (!copy)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(copy, src, len)) {
		kvfree(copy);
		return ERR_PTR(-EFAULT);
	}
	return copy;
}

/** memdup_user() - a kmalloc'ed copy, or an error pointer (-ENOMEM, -EFAULT) */
void *memdup_user(const void __user *src, size_t len)
{
	return dup_from_user(src, len, 0, false);
}
EXPORT_SYMBOL(memdup_user);

/** vmemdup_user() - the same for much; kvfree() it */
void *vmemdup_user(const void __user *src, size_t len)
{
	return dup_from_user(src, len, 0, true);
}
EXPORT_SYMBOL(vmemdup_user);

/** memdup_user_nul() - memdup_user() with a NUL behind it */
void *memdup_user_nul(const void __user *src, size_t len)
{
	char *copy = dup_from_user(src, len, 1, false);

	if (!IS_ERR(copy))
		copy[len] = '\0';
	return copy;
}
EXPORT_SYMBOL(memdup_user_nul);

/** strndup_user() - a copy of a string of at most @n bytes with its end; -EINVAL: longer; -EFAULT */
char *strndup_user(const char __user *s, long n)
{
	long length = strnlen_user(s, n);
	char *copy;

	if (!length)
		return ERR_PTR(-EFAULT);
	if (length > n)
		return ERR_PTR(-EINVAL);
	copy = memdup_user(s, length);
	/* the string may have changed in between */
	if (!IS_ERR(copy))
		copy[length - 1] = '\0';
	return copy;
}
EXPORT_SYMBOL(strndup_user);
