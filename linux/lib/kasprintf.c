// SPDX-License-Identifier: GPL-2.0-or-later
/* kasprintf.c - formatted text in memory of its own: one kmalloc() of exactly the right size. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

/**
 * kvasprintf() - format into new memory
 * Return: to be kfree()d, or NULL.
 */
char *kvasprintf(gfp_t gfp, const char *fmt, va_list args)
{
	int length;
	char *text;
	va_list again;

	va_copy(again, args);
	length = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	text = kmalloc((size_t)length + 1, gfp);
	if (text)
		vsnprintf(text, (size_t)length + 1, fmt, args);
	return text;
}
EXPORT_SYMBOL(kvasprintf);

/** kvasprintf_const() - to be given to kfree_const() */
const char *kvasprintf_const(gfp_t gfp, const char *fmt, va_list args)
{
	return kvasprintf(gfp, fmt, args);
}
EXPORT_SYMBOL(kvasprintf_const);

char *kasprintf(gfp_t gfp, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = kvasprintf(gfp, fmt, args);
	va_end(args);
	return text;
}
EXPORT_SYMBOL(kasprintf);
