// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * uio.c - iterators over the pieces of a read or write.
 *
 * All kinds share one loop, for_pieces(): it hands each contiguous piece to a step function, which says how much it
 * could not do, and advances by what was done. A fault in user memory ends a copy early; the rest stays in the
 * iterator. An iterator belongs to one task.
 */
#define KBUILD_MODNAME "fs"

#include <linux/compat.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#include "local.h"

/** iov_iter_init() - over @nr_segs pieces of user memory, @count bytes in all; @direction ITER_SOURCE or ITER_DEST */
void iov_iter_init(struct iov_iter *i, unsigned int direction, const struct iovec *iov, unsigned long nr_segs,
		   size_t count)
{
	WARN_ON(direction & ~1U);
	*i = (struct iov_iter){
		.iter_type = ITER_IOVEC, .data_source = direction, .__iov = iov, .nr_segs = nr_segs, .count = count,
	};
}
EXPORT_SYMBOL(iov_iter_init);

/** iov_iter_kvec() - over kernel memory */
void iov_iter_kvec(struct iov_iter *i, unsigned int direction, const struct kvec *kvec, unsigned long nr_segs,
		   size_t count)
{
	WARN_ON(direction & ~1U);
	*i = (struct iov_iter){
		.iter_type = ITER_KVEC, .data_source = direction, .kvec = kvec, .nr_segs = nr_segs, .count = count,
	};
}
EXPORT_SYMBOL(iov_iter_kvec);

/** iov_iter_ubuf() - over one range of user memory */
void iov_iter_ubuf(struct iov_iter *i, unsigned int direction, void __user *buf, size_t count)
{
	WARN_ON(direction & ~1U);
	*i = (struct iov_iter){
		.iter_type = ITER_UBUF, .data_source = direction, .ubuf = buf, .nr_segs = 1, .count = count,
	};
}
EXPORT_SYMBOL(iov_iter_ubuf);

/** iov_iter_discard() - @count bytes to nowhere */
void iov_iter_discard(struct iov_iter *i, unsigned int direction, size_t count)
{
	WARN_ON(direction != ITER_DEST);
	*i = (struct iov_iter){ .iter_type = ITER_DISCARD, .count = count };
}
EXPORT_SYMBOL(iov_iter_discard);

/** import_ubuf() - iov_iter_ubuf() over what a client named: cut at MAX_RW_COUNT; -EFAULT */
int import_ubuf(int type, void __user *buf, size_t len, struct iov_iter *i)
{
	len = min_t(size_t, len, MAX_RW_COUNT);
	if (!access_ok(buf, len))
		return -EFAULT;
	iov_iter_ubuf(i, type, buf, len);
	return 0;
}
EXPORT_SYMBOL_GPL(import_ubuf);

/* The lengths of a client's vector, checked and cut to MAX_RW_COUNT in all; or -errno. */
static ssize_t check_vector(struct iovec *iov, unsigned int nr_segs)
{
	size_t total = 0;
	unsigned int seg;

	for (seg = 0; seg < nr_segs; seg++) {
		if ((ssize_t)iov[seg].iov_len < 0)
			return -EINVAL;
		if (!access_ok(iov[seg].iov_base, iov[seg].iov_len))
			return -EFAULT;
		if (iov[seg].iov_len > MAX_RW_COUNT - total)
			iov[seg].iov_len = MAX_RW_COUNT - total;
		total += iov[seg].iov_len;
	}
	return total;
}

static int fetch_vector(struct iovec *iov, const struct iovec __user *uvec, unsigned int count)
{
	if (in_compat_syscall())
		return compat_fetch_iovec(iov, (const struct compat_iovec __user *)uvec, count);
	return copy_from_user(iov, uvec, count * sizeof(*iov)) ? -EFAULT : 0;
}

/**
 * import_iovec() - an iterator over a client's vector
 * @fast_segs: room in the array that *@iovp points to
 * @iovp: becomes what the caller must kfree(), or NULL if the array was enough
 * Return: bytes in all (at most MAX_RW_COUNT), -EINVAL, -EFAULT, -ENOMEM.
 */
ssize_t import_iovec(int type, const struct iovec __user *uvec, unsigned int nr_segs, unsigned int fast_segs,
		     struct iovec **iovp, struct iov_iter *i)
{
	struct iovec *iov = *iovp, *own = NULL;
	ssize_t total;

	*iovp = NULL;
	if (nr_segs > UIO_MAXIOV)
		return -EINVAL;
	if (nr_segs > fast_segs) {
		iov = own = kmalloc_array(nr_segs, sizeof(*iov), GFP_KERNEL);
		if (!own)
			return -ENOMEM;
	}
	total = fetch_vector(iov, uvec, nr_segs);
	if (!total)
		total = check_vector(iov, nr_segs);
	if (total < 0)
		goto err_free;
	iov_iter_init(i, type, iov, nr_segs, total);
	*iovp = own;
	return total;

err_free:
	kfree(own);
	return total;
}
EXPORT_SYMBOL(import_iovec);

/** dup_iter() - @copy walks the same pieces from here on. Return: the vector to kfree() later, or NULL. */
const void *dup_iter(struct iov_iter *copy, struct iov_iter *old, gfp_t flags)
{
	*copy = *old;
	if (iter_is_iovec(old))
		return copy->__iov = kmemdup(old->__iov, old->nr_segs * sizeof(*old->__iov), flags);
	if (iov_iter_is_kvec(old))
		return copy->kvec = kmemdup(old->kvec, old->nr_segs * sizeof(*old->kvec), flags);
	return NULL;
}
EXPORT_SYMBOL(dup_iter);

/* The contiguous piece the iterator stands at; 0 bytes only at its end. Empty pieces are stepped over. */
static size_t this_piece(struct iov_iter *i, void **at)
{
	size_t length;

	if (!i->count)
		return 0;
	if (iter_is_ubuf(i) || iov_iter_is_discard(i)) {
		*at = iter_is_ubuf(i) ? (void *)i->ubuf + i->iov_offset : NULL;
		return i->count;
	}
	/* iovec and kvec have the same layout: where the memory is, and how much */
	while ((length = i->kvec->iov_len - i->iov_offset) == 0) {
		if (WARN_ON_ONCE(i->nr_segs <= 1)) {
			i->count = 0;
			return 0;
		}
		i->kvec++;
		i->nr_segs--;
		i->iov_offset = 0;
	}
	*at = i->kvec->iov_base + i->iov_offset;
	return min(length, i->count);
}

static void advance_in_piece(struct iov_iter *i, size_t bytes)
{
	i->iov_offset += bytes;
	i->count -= bytes;
	/* stand at the next piece, not behind this one: iter_iov_len() of a non-empty iterator is never 0 */
	if (!iter_is_ubuf(i) && !iov_iter_is_discard(i)) {
		while (i->nr_segs && i->iov_offset == i->kvec->iov_len) {
			i->kvec++;
			i->nr_segs--;
			i->iov_offset = 0;
		}
	}
}

/* Returns how many of @bytes at @at (user memory if @user) were NOT done. */
typedef size_t (*piece_fn)(void *at, void *data, size_t bytes, bool user);

/* @fn over the next @bytes; @data advances along. Returns bytes done. */
static size_t for_pieces(struct iov_iter *i, void *data, size_t bytes, piece_fn fn)
{
	size_t done = 0, piece, left;
	void *at = NULL; /* stays so for ITER_DISCARD */

	bytes = min(bytes, i->count);
	while (done < bytes) {
		piece = min(this_piece(i, &at), bytes - done);
		left = iov_iter_is_discard(i) ? 0 : fn(at, data ? data + done : NULL, piece, user_backed_iter(i));
		advance_in_piece(i, piece - left);
		done += piece - left;
		if (left || !piece)
			break;
	}
	return done;
}

static size_t copy_out(void *at, void *data, size_t bytes, bool user)
{
	if (user)
		return copy_to_user((void __user *)at, data, bytes);
	memcpy(at, data, bytes);
	return 0;
}

static size_t copy_in(void *at, void *data, size_t bytes, bool user)
{
	if (user)
		return __copy_from_user(data, (const void __user *)at, bytes);
	memcpy(data, at, bytes);
	return 0;
}

static size_t zero(void *at, void *data, size_t bytes, bool user)
{
	if (user)
		return clear_user((void __user *)at, bytes);
	memset(at, 0, bytes);
	return 0;
}

static size_t skip(void *at, void *data, size_t bytes, bool user)
{
	return 0;
}

/** _copy_to_iter() - Return: bytes copied; fewer than @bytes at the iterator's end or a fault. May sleep. */
size_t _copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i)
{
	if (WARN_ON_ONCE(i->data_source))
		return 0;
	return for_pieces(i, (void *)addr, bytes, copy_out);
}
EXPORT_SYMBOL(_copy_to_iter);

/** _copy_from_iter() - the other way */
size_t _copy_from_iter(void *addr, size_t bytes, struct iov_iter *i)
{
	if (WARN_ON_ONCE(!i->data_source))
		return 0;
	return for_pieces(i, addr, bytes, copy_in);
}
EXPORT_SYMBOL(_copy_from_iter);

/** iov_iter_zero() - write zeroes. Return: bytes. */
size_t iov_iter_zero(size_t bytes, struct iov_iter *i)
{
	return for_pieces(i, NULL, bytes, zero);
}
EXPORT_SYMBOL(iov_iter_zero);

/** iov_iter_advance() - step over @bytes, at most to the end */
void iov_iter_advance(struct iov_iter *i, size_t bytes)
{
	for_pieces(i, NULL, bytes, skip);
}
EXPORT_SYMBOL(iov_iter_advance);

/** iov_iter_revert() - step back over @bytes that were advanced over before */
void iov_iter_revert(struct iov_iter *i, size_t bytes)
{
	i->count += bytes;
	if (iter_is_ubuf(i) || iov_iter_is_discard(i)) {
		i->iov_offset -= bytes;
		return;
	}
	while (bytes > i->iov_offset) {
		bytes -= i->iov_offset;
		i->kvec--;
		i->nr_segs++;
		i->iov_offset = i->kvec->iov_len;
	}
	i->iov_offset -= bytes;
}
EXPORT_SYMBOL(iov_iter_revert);

/** iov_iter_restore() - back to what iov_iter_save_state() noted */
void iov_iter_restore(struct iov_iter *i, struct iov_iter_state *state)
{
	i->iov_offset = state->iov_offset;
	i->count = state->count;
	if (!iter_is_ubuf(i) && !iov_iter_is_discard(i))
		i->kvec -= state->nr_segs - i->nr_segs;
	i->nr_segs = state->nr_segs;
}
EXPORT_SYMBOL(iov_iter_restore);

/** iov_iter_single_seg_count() - bytes left in the present piece */
size_t iov_iter_single_seg_count(const struct iov_iter *i)
{
	if (i->nr_segs > 1 && (iter_is_iovec(i) || iov_iter_is_kvec(i)))
		return min(i->count, i->kvec->iov_len - i->iov_offset);
	return i->count;
}
EXPORT_SYMBOL(iov_iter_single_seg_count);

/** copy_to_iter_full() - all of @bytes or nothing: on failure the iterator has not moved */
bool copy_to_iter_full(const void *addr, size_t bytes, struct iov_iter *i)
{
	size_t done = _copy_to_iter(addr, bytes, i);

	if (done != bytes)
		iov_iter_revert(i, done);
	return done == bytes;
}
EXPORT_SYMBOL(copy_to_iter_full);

bool copy_from_iter_full(void *addr, size_t bytes, struct iov_iter *i)
{
	size_t done = _copy_from_iter(addr, bytes, i);

	if (done != bytes)
		iov_iter_revert(i, done);
	return done == bytes;
}
EXPORT_SYMBOL(copy_from_iter_full);
