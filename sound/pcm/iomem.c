// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iomem.c - between a card's own memory and an application's, for the copy() of drivers whose ring is on the card.
 *
 * Device memory is reached by memcpy_fromio() and memcpy_toio() only, an application's by copies that may fault: a
 * small block of ours lies in between. A fault ends a copy early; what was moved before stays moved, by whole blocks
 * on the card's side.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/minmax.h>
#include <linux/uio.h>
#include <sound/core.h>
#include <sound/pcm.h>

#define BLOCK 256u

/**
 * copy_to_iter_fromio() - @count bytes from device memory to what a read() has named
 * Context: may sleep.
 * Return: 0; -EFAULT: @dst took less, or its memory is not there.
 */
int copy_to_iter_fromio(struct iov_iter *dst, const void __iomem *src, size_t count)
{
	u8 block[BLOCK];
	size_t step;

	for (; count; count -= step, src += step) {
		step = min_t(size_t, count, sizeof(block));
		memcpy_fromio(block, src, step);
		if (copy_to_iter(block, step, dst) != step)
			return -EFAULT;
	}
	return 0;
}
EXPORT_SYMBOL(copy_to_iter_fromio);

/**
 * copy_from_iter_toio() - @count bytes of what a write() has named to device memory
 * Context: may sleep.
 * Return: 0; -EFAULT: @src held less, or its memory is not there. Of the block that failed nothing reaches the device.
 */
int copy_from_iter_toio(void __iomem *dst, struct iov_iter *src, size_t count)
{
	u8 block[BLOCK];
	size_t step;

	for (; count; count -= step, dst += step) {
		step = min_t(size_t, count, sizeof(block));
		if (copy_from_iter(block, step, src) != step)
			return -EFAULT;
		memcpy_toio(dst, block, step);
	}
	return 0;
}
EXPORT_SYMBOL(copy_from_iter_toio);

/** copy_to_user_fromio() - the same for one range of user memory; 0 or -EFAULT */
int copy_to_user_fromio(void __user *dst, const volatile void __iomem *src, size_t count)
{
	struct iov_iter iter;

	if (import_ubuf(ITER_DEST, dst, count, &iter))
		return -EFAULT;
	return copy_to_iter_fromio(&iter, (const void __iomem *)src, count);
}
EXPORT_SYMBOL(copy_to_user_fromio);

/** copy_from_user_toio() - and to the device; 0 or -EFAULT */
int copy_from_user_toio(volatile void __iomem *dst, const void __user *src, size_t count)
{
	struct iov_iter iter;

	if (import_ubuf(ITER_SOURCE, (void __user *)src, count, &iter))
		return -EFAULT;
	return copy_from_iter_toio((void __iomem *)dst, &iter, count);
}
EXPORT_SYMBOL(copy_from_user_toio);
