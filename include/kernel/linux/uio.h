/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The caller's or the kernel's memory as a stream of pieces (linux/fs/uio.c): one user range (ubuf), a user iovec,
 * kernel pieces (kvec), or nothing (discard). Copies advance the iterator by what they copied.
 */
#ifndef _LINUX_UIO_H
#define _LINUX_UIO_H

#include <linux/bug.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/types.h>
#include <uapi/linux/uio.h>

struct kvec {
	void *iov_base;
	size_t iov_len;
};

enum iter_type {
	ITER_UBUF,
	ITER_IOVEC,
	ITER_KVEC,
	ITER_DISCARD,
};

#define ITER_SOURCE	1 /* data comes out of the iterator: a write(2) */
#define ITER_DEST	0 /* data goes into it: a read(2) */

/**
 * struct iov_iter - a position in a list of pieces
 * @iter_type: enum iter_type
 * @data_source: ITER_SOURCE or ITER_DEST
 * @iov_offset: bytes of the current piece (of ubuf: of all) that are done
 * @count: bytes left
 * @nr_segs: pieces left, the current one included
 */
struct iov_iter {
	u8 iter_type;
	bool data_source;
	size_t iov_offset;
	union {
		/* iter_iov() reads a ubuf as an iovec of one: pointer and count must be neighbours */
		struct iovec __ubuf_iovec;
		struct {
			union {
				const struct iovec *__iov;
				const struct kvec *kvec;
				void __user *ubuf;
			};
			size_t count;
		};
	};
	unsigned long nr_segs;
};

struct iov_iter_state {
	size_t iov_offset;
	size_t count;
	unsigned long nr_segs;
};

static inline const struct iovec *iter_iov(const struct iov_iter *iter)
{
	return iter->iter_type == ITER_UBUF ? &iter->__ubuf_iovec : iter->__iov;
}

#define iter_iov_addr(iter)	(iter_iov(iter)->iov_base + (iter)->iov_offset)
#define iter_iov_len(iter)	(iter_iov(iter)->iov_len - (iter)->iov_offset)

static inline enum iter_type iov_iter_type(const struct iov_iter *i)
{
	return i->iter_type;
}

static inline bool iter_is_ubuf(const struct iov_iter *i)
{
	return i->iter_type == ITER_UBUF;
}

static inline bool iter_is_iovec(const struct iov_iter *i)
{
	return i->iter_type == ITER_IOVEC;
}

static inline bool iov_iter_is_kvec(const struct iov_iter *i)
{
	return i->iter_type == ITER_KVEC;
}

static inline bool iov_iter_is_discard(const struct iov_iter *i)
{
	return i->iter_type == ITER_DISCARD;
}

static inline bool user_backed_iter(const struct iov_iter *i)
{
	return iter_is_ubuf(i) || iter_is_iovec(i);
}

static inline unsigned char iov_iter_rw(const struct iov_iter *i)
{
	return i->data_source ? WRITE : READ;
}

static inline size_t iov_iter_count(const struct iov_iter *i)
{
	return i->count;
}

static inline void iov_iter_truncate(struct iov_iter *i, u64 count)
{
	if (count < i->count)
		i->count = count;
}

static inline void iov_iter_reexpand(struct iov_iter *i, size_t count)
{
	i->count = count;
}

static inline void iov_iter_save_state(struct iov_iter *iter, struct iov_iter_state *state)
{
	state->iov_offset = iter->iov_offset;
	state->count = iter->count;
	state->nr_segs = iter->nr_segs;
}

void iov_iter_init(struct iov_iter *i, unsigned int direction, const struct iovec *iov, unsigned long nr_segs,
		   size_t count);
void iov_iter_kvec(struct iov_iter *i, unsigned int direction, const struct kvec *kvec, unsigned long nr_segs,
		   size_t count);
void iov_iter_ubuf(struct iov_iter *i, unsigned int direction, void __user *buf, size_t count);
void iov_iter_discard(struct iov_iter *i, unsigned int direction, size_t count);
int import_ubuf(int type, void __user *buf, size_t len, struct iov_iter *i);
ssize_t import_iovec(int type, const struct iovec __user *uvec, unsigned int nr_segs, unsigned int fast_segs,
		     struct iovec **iovp, struct iov_iter *i);
const void *dup_iter(struct iov_iter *copy, struct iov_iter *old, gfp_t flags);

size_t _copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i);
size_t _copy_from_iter(void *addr, size_t bytes, struct iov_iter *i);
size_t iov_iter_zero(size_t bytes, struct iov_iter *i);
void iov_iter_advance(struct iov_iter *i, size_t bytes);
void iov_iter_revert(struct iov_iter *i, size_t bytes);
void iov_iter_restore(struct iov_iter *i, struct iov_iter_state *state);
size_t iov_iter_single_seg_count(const struct iov_iter *i);

static inline size_t __must_check copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i)
{
	return _copy_to_iter(addr, bytes, i);
}

static inline size_t __must_check copy_from_iter(void *addr, size_t bytes, struct iov_iter *i)
{
	return _copy_from_iter(addr, bytes, i);
}

bool __must_check copy_to_iter_full(const void *addr, size_t bytes, struct iov_iter *i);
bool __must_check copy_from_iter_full(void *addr, size_t bytes, struct iov_iter *i);

#endif
