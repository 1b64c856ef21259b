// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * math.c - roots, powers, common divisors, and searches in bit arrays. No state, any context.
 */
#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/find.h>
#include <linux/gcd.h>
#include <linux/kernel.h>
#include <linux/lcm.h>
#include <linux/math64.h>
#include <linux/slab.h>

u64 int_pow(u64 base, unsigned int exp)
{
	u64 result = 1;

	for (; exp; exp >>= 1, base *= base) {
		if (exp & 1)
			result *= base;
	}
	return result;
}
EXPORT_SYMBOL(int_pow);

/** int_sqrt() - the largest number whose square is not above @x */
unsigned long int_sqrt(unsigned long x)
{
	unsigned long root = 0;

	for (int bit = x ? __fls(x) / 2 : -1; bit >= 0; bit--) {
		unsigned long more = root | 1UL << bit;

		if (more <= x / more)
			root = more;
	}
	return root;
}
EXPORT_SYMBOL(int_sqrt);

u32 int_sqrt64(u64 x)
{
	return int_sqrt(x);
}
EXPORT_SYMBOL(int_sqrt64);

/** gcd() - greatest common divisor; of 0 and a number, the number */
unsigned long gcd(unsigned long a, unsigned long b)
{
	while (b) {
		unsigned long rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}
EXPORT_SYMBOL(gcd);

/** lcm() - least common multiple; 0 if one of them is 0 */
unsigned long lcm(unsigned long a, unsigned long b)
{
	return a && b ? a / gcd(a, b) * b : 0;
}
EXPORT_SYMBOL(lcm);

unsigned long lcm_not_zero(unsigned long a, unsigned long b)
{
	return lcm(a, b) ?: b ?: a;
}
EXPORT_SYMBOL(lcm_not_zero);

/** iter_div_u64_rem() - a division whose quotient is known to be small */
u32 iter_div_u64_rem(u64 dividend, u32 divisor, u64 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}
EXPORT_SYMBOL(iter_div_u64_rem);

/* First bit ≥ @offset of the array, each word taken as word ^ @invert. */
static unsigned long find_next(const unsigned long *addr, unsigned long size, unsigned long offset,
			       unsigned long invert)
{
	unsigned long word;

	if (offset >= size)
		return size;
	word = (addr[BIT_WORD(offset)] ^ invert) & BITMAP_FIRST_WORD_MASK(offset);
	offset = rounddown(offset, BITS_PER_LONG);
	while (!word) {
		offset += BITS_PER_LONG;
		if (offset >= size)
			return size;
		word = addr[BIT_WORD(offset)] ^ invert;
	}
	return min(offset + __ffs(word), size);
}

unsigned long find_next_bit(const unsigned long *addr, unsigned long size, unsigned long offset)
{
	return find_next(addr, size, offset, 0);
}
EXPORT_SYMBOL(find_next_bit);

unsigned long find_next_zero_bit(const unsigned long *addr, unsigned long size, unsigned long offset)
{
	return find_next(addr, size, offset, ~0UL);
}
EXPORT_SYMBOL(find_next_zero_bit);

unsigned long find_last_bit(const unsigned long *addr, unsigned long size)
{
	for (unsigned long bit = size; bit; bit--) {
		if (test_bit(bit - 1, addr))
			return bit - 1;
	}
	return size;
}
EXPORT_SYMBOL(find_last_bit);

unsigned long *bitmap_alloc(unsigned int nbits, gfp_t flags)
{
	return kmalloc_array(BITS_TO_LONGS(nbits), sizeof(unsigned long), flags);
}
EXPORT_SYMBOL(bitmap_alloc);

unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t flags)
{
	return bitmap_alloc(nbits, flags | __GFP_ZERO);
}
EXPORT_SYMBOL(bitmap_zalloc);

void bitmap_free(const unsigned long *bitmap)
{
	kfree(bitmap);
}
EXPORT_SYMBOL(bitmap_free);

void bitmap_set(unsigned long *map, unsigned int start, unsigned int len)
{
	while (len--)
		__set_bit(start++, map);
}
EXPORT_SYMBOL(bitmap_set);

void bitmap_clear(unsigned long *map, unsigned int start, unsigned int len)
{
	while (len--)
		__clear_bit(start++, map);
}
EXPORT_SYMBOL(bitmap_clear);

/* The words of a bit array; in the last one, only the bits that belong to it. */
#define for_each_word(i, mask, nbits)							\
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)				\
		for (unsigned long mask = (i + 1) * BITS_PER_LONG <= (nbits) ? ~0UL :	\
		     BITMAP_LAST_WORD_MASK(nbits), __once = 1; __once; __once = 0)

bool bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	unsigned long any = 0;

	for_each_word(i, mask, nbits)
		any |= dst[i] = a[i] & b[i] & mask;
	return any;
}
EXPORT_SYMBOL(bitmap_and);

bool bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	unsigned long any = 0;

	for_each_word(i, mask, nbits)
		any |= dst[i] = a[i] & ~b[i] & mask;
	return any;
}
EXPORT_SYMBOL(bitmap_andnot);

void bitmap_or(unsigned long *dst, const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = a[i] | b[i];
}
EXPORT_SYMBOL(bitmap_or);

void bitmap_xor(unsigned long *dst, const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = a[i] ^ b[i];
}
EXPORT_SYMBOL(bitmap_xor);

void bitmap_complement(unsigned long *dst, const unsigned long *src, unsigned int nbits)
{
	for_each_word(i, mask, nbits)
		dst[i] = ~src[i] & mask;
}
EXPORT_SYMBOL(bitmap_complement);

bool bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	unsigned long differ = 0;

	for_each_word(i, mask, nbits)
		differ |= (a[i] ^ b[i]) & mask;
	return !differ;
}
EXPORT_SYMBOL(bitmap_equal);

bool bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	unsigned long common = 0;

	for_each_word(i, mask, nbits)
		common |= a[i] & b[i] & mask;
	return common;
}
EXPORT_SYMBOL(bitmap_intersects);

bool bitmap_subset(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	unsigned long outside = 0;

	for_each_word(i, mask, nbits)
		outside |= a[i] & ~b[i] & mask;
	return !outside;
}
EXPORT_SYMBOL(bitmap_subset);

unsigned int bitmap_weight(const unsigned long *src, unsigned int nbits)
{
	unsigned int count = 0;

	for_each_word(i, mask, nbits)
		count += hweight_long(src[i] & mask);
	return count;
}
EXPORT_SYMBOL(bitmap_weight);

/**
 * bitmap_find_next_zero_area() - @nr adjacent zero bits
 * @align_mask: the first bit's number has none of these bits
 * Return: the first bit; more than @size - @nr if there is no such place.
 */
unsigned long bitmap_find_next_zero_area(unsigned long *map, unsigned long size, unsigned long start,
					 unsigned int nr, unsigned long align_mask)
{
	for (;;) {
		unsigned long begin = __ALIGN_MASK(find_next_zero_bit(map, size, start), align_mask);
		unsigned long end = begin + nr;
		unsigned long used;

		if (end > size)
			return end;
		used = find_next_bit(map, end, begin);
		if (used >= end)
			return begin;
		start = used + 1;
	}
}
EXPORT_SYMBOL(bitmap_find_next_zero_area);
