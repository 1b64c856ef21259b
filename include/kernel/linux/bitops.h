/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Single bits in arrays of longs. The functions without leading underscores are atomic. */
#ifndef _LINUX_BITOPS_H
#define _LINUX_BITOPS_H

#include <asm/barrier.h>
#include <linux/bits.h>
#include <linux/typecheck.h>
#include <linux/types.h>

#define BITS_PER_TYPE(type)	(sizeof(type) * BITS_PER_BYTE)
#define BITS_TO_LONGS(nr)	(((nr) + BITS_PER_LONG - 1) / BITS_PER_LONG)
#define BITS_TO_BYTES(nr)	(((nr) + BITS_PER_BYTE - 1) / BITS_PER_BYTE)
#define BITS_TO_U32(nr)		(((nr) + 31) / 32)
#define BITS_TO_U64(nr)		(((nr) + 63) / 64)

static inline void set_bit(long nr, volatile unsigned long *addr)
{
	__atomic_fetch_or(addr + BIT_WORD(nr), BIT_MASK(nr), __ATOMIC_RELAXED);
}

static inline void clear_bit(long nr, volatile unsigned long *addr)
{
	__atomic_fetch_and(addr + BIT_WORD(nr), ~BIT_MASK(nr), __ATOMIC_RELAXED);
}

static inline void change_bit(long nr, volatile unsigned long *addr)
{
	__atomic_fetch_xor(addr + BIT_WORD(nr), BIT_MASK(nr), __ATOMIC_RELAXED);
}

static inline bool test_and_set_bit(long nr, volatile unsigned long *addr)
{
	bool was = __atomic_fetch_or(addr + BIT_WORD(nr), BIT_MASK(nr), __ATOMIC_SEQ_CST) & BIT_MASK(nr);

	smp_mb__full();
	return was;
}

static inline bool test_and_clear_bit(long nr, volatile unsigned long *addr)
{
	bool was = __atomic_fetch_and(addr + BIT_WORD(nr), ~BIT_MASK(nr), __ATOMIC_SEQ_CST) & BIT_MASK(nr);

	smp_mb__full();
	return was;
}

static inline bool test_and_change_bit(long nr, volatile unsigned long *addr)
{
	bool was = __atomic_fetch_xor(addr + BIT_WORD(nr), BIT_MASK(nr), __ATOMIC_SEQ_CST) & BIT_MASK(nr);

	smp_mb__full();
	return was;
}

static inline bool test_and_set_bit_lock(long nr, volatile unsigned long *addr)
{
	return __atomic_fetch_or(addr + BIT_WORD(nr), BIT_MASK(nr), __ATOMIC_ACQUIRE) & BIT_MASK(nr);
}

static inline void clear_bit_unlock(long nr, volatile unsigned long *addr)
{
	__atomic_fetch_and(addr + BIT_WORD(nr), ~BIT_MASK(nr), __ATOMIC_RELEASE);
}

static inline bool test_bit(long nr, const volatile unsigned long *addr)
{
	return __atomic_load_n(addr + BIT_WORD(nr), __ATOMIC_RELAXED) & BIT_MASK(nr);
}

static inline bool test_bit_acquire(long nr, const volatile unsigned long *addr)
{
	return __atomic_load_n(addr + BIT_WORD(nr), __ATOMIC_ACQUIRE) & BIT_MASK(nr);
}

static inline void __set_bit(long nr, volatile unsigned long *addr)
{
	addr[BIT_WORD(nr)] |= BIT_MASK(nr);
}

static inline void __clear_bit(long nr, volatile unsigned long *addr)
{
	addr[BIT_WORD(nr)] &= ~BIT_MASK(nr);
}

static inline void __change_bit(long nr, volatile unsigned long *addr)
{
	addr[BIT_WORD(nr)] ^= BIT_MASK(nr);
}

static inline bool __test_and_set_bit(long nr, volatile unsigned long *addr)
{
	bool was = addr[BIT_WORD(nr)] & BIT_MASK(nr);

	__set_bit(nr, addr);
	return was;
}

static inline bool __test_and_clear_bit(long nr, volatile unsigned long *addr)
{
	bool was = addr[BIT_WORD(nr)] & BIT_MASK(nr);

	__clear_bit(nr, addr);
	return was;
}

static inline void assign_bit(long nr, volatile unsigned long *addr, bool value)
{
	if (value)
		set_bit(nr, addr);
	else
		clear_bit(nr, addr);
}

static inline void __assign_bit(long nr, volatile unsigned long *addr, bool value)
{
	if (value)
		__set_bit(nr, addr);
	else
		__clear_bit(nr, addr);
}

/* Bit numbers. ffs() and fls() count from 1 and give 0 for 0; __ffs() … count from 0, and 0 is not allowed. */
static __always_inline int ffs(int x) { return __builtin_ffs(x); }
static __always_inline int fls(unsigned int x) { return x ? 32 - __builtin_clz(x) : 0; }
static __always_inline int fls64(u64 x) { return x ? 64 - __builtin_clzll(x) : 0; }
static __always_inline unsigned int fls_long(unsigned long x) { return fls64(x); }
static __always_inline unsigned long __ffs(unsigned long x) { return __builtin_ctzl(x); }
static __always_inline unsigned long __fls(unsigned long x) { return BITS_PER_LONG - 1 - __builtin_clzl(x); }
static __always_inline unsigned int __ffs64(u64 x) { return __builtin_ctzll(x); }
#define ffz(x) __ffs(~(x))

static __always_inline unsigned int hweight8(unsigned int x) { return __builtin_popcount(x & 0xff); }
static __always_inline unsigned int hweight16(unsigned int x) { return __builtin_popcount(x & 0xffff); }
static __always_inline unsigned int hweight32(unsigned int x) { return __builtin_popcount(x); }
static __always_inline unsigned long hweight64(u64 x) { return __builtin_popcountll(x); }
static __always_inline unsigned long hweight_long(unsigned long x) { return __builtin_popcountl(x); }

/* The order of the smallest power of two that is not below the number: get_count_order(5) is 3. */
static inline int get_count_order(unsigned int count)
{
	return count ? fls(count - 1) : -1;
}

static inline u64 rol64(u64 x, unsigned int by) { return x << (by & 63) | x >> (-by & 63); }
static inline u64 ror64(u64 x, unsigned int by) { return x >> (by & 63) | x << (-by & 63); }
static inline u32 rol32(u32 x, unsigned int by) { return x << (by & 31) | x >> (-by & 31); }
static inline u32 ror32(u32 x, unsigned int by) { return x >> (by & 31) | x << (-by & 31); }
static inline u16 rol16(u16 x, unsigned int by) { return x << (by & 15) | x >> (-by & 15); }
static inline u8 rol8(u8 x, unsigned int by) { return x << (by & 7) | x >> (-by & 7); }

/* Bit @index of @value is the sign. */
static __always_inline s32 sign_extend32(u32 value, int index)
{
	return (s32)(value << (31 - index)) >> (31 - index);
}

static __always_inline s64 sign_extend64(u64 value, int index)
{
	return (s64)(value << (63 - index)) >> (63 - index);
}

#include <linux/find.h>

#endif
