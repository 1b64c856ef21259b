/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fields of a register, given by a constant mask of adjacent bits. */
#ifndef _LINUX_BITFIELD_H
#define _LINUX_BITFIELD_H

#include <linux/build_bug.h>
#include <linux/types.h>

#define __bf_shf(mask)		(__builtin_ffsll(mask) - 1)
#define FIELD_MAX(mask)		((typeof(mask))((mask) >> __bf_shf(mask)))
#define FIELD_FIT(mask, value)	(!((((typeof(mask))(value)) << __bf_shf(mask)) & ~(mask)))
#define FIELD_PREP(mask, value)	(((typeof(mask))(value) << __bf_shf(mask)) & (mask))
#define FIELD_PREP_CONST(mask, value) FIELD_PREP(mask, value)
#define FIELD_GET(mask, reg)	((typeof(mask))(((reg) & (mask)) >> __bf_shf(mask)))

#define __bitfield_type(bits)							\
	static __always_inline u##bits u##bits##_get_bits(u##bits reg, u##bits mask)	\
	{ return (reg & mask) >> __bf_shf(mask); }				\
	static __always_inline u##bits u##bits##_encode_bits(u##bits value, u##bits mask) \
	{ return ((u##bits)(value << __bf_shf(mask))) & mask; }			\
	static __always_inline u##bits u##bits##_replace_bits(u##bits reg, u##bits value, u##bits mask) \
	{ return (reg & ~mask) | u##bits##_encode_bits(value, mask); }		\
	static __always_inline void u##bits##p_replace_bits(u##bits *reg, u##bits value, u##bits mask) \
	{ *reg = u##bits##_replace_bits(*reg, value, mask); }
__bitfield_type(8)
__bitfield_type(16)
__bitfield_type(32)
__bitfield_type(64)
#undef __bitfield_type

#endif
