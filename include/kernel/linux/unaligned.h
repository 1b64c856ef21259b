/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads and stores at any address. */
#ifndef _LINUX_UNALIGNED_H
#define _LINUX_UNALIGNED_H

#include <linux/types.h>
#include <asm/byteorder.h>

#define __unaligned_as(type, ptr) (((struct { type x; } __packed *)(ptr))->x)
#define get_unaligned(ptr)	((typeof(*(ptr)))((const struct { typeof(*(ptr)) x; } __packed *)(ptr))->x)
#define put_unaligned(value, ptr) \
	do { ((struct { typeof(*(ptr)) x; } __packed *)(ptr))->x = (value); } while (0)

static inline u16 get_unaligned_le16(const void *p)
{
	return le16_to_cpu(__unaligned_as(const __le16, p));
}

static inline void put_unaligned_le16(u16 value, void *p)
{
	__unaligned_as(__le16, p) = cpu_to_le16(value);
}

static inline u32 get_unaligned_le32(const void *p)
{
	return le32_to_cpu(__unaligned_as(const __le32, p));
}

static inline void put_unaligned_le32(u32 value, void *p)
{
	__unaligned_as(__le32, p) = cpu_to_le32(value);
}

static inline u64 get_unaligned_le64(const void *p)
{
	return le64_to_cpu(__unaligned_as(const __le64, p));
}

static inline void put_unaligned_le64(u64 value, void *p)
{
	__unaligned_as(__le64, p) = cpu_to_le64(value);
}

static inline u16 get_unaligned_be16(const void *p)
{
	return be16_to_cpu(__unaligned_as(const __be16, p));
}

static inline void put_unaligned_be16(u16 value, void *p)
{
	__unaligned_as(__be16, p) = cpu_to_be16(value);
}

static inline u32 get_unaligned_be32(const void *p)
{
	return be32_to_cpu(__unaligned_as(const __be32, p));
}

static inline void put_unaligned_be32(u32 value, void *p)
{
	__unaligned_as(__be32, p) = cpu_to_be32(value);
}

static inline u64 get_unaligned_be64(const void *p)
{
	return be64_to_cpu(__unaligned_as(const __be64, p));
}

static inline void put_unaligned_be64(u64 value, void *p)
{
	__unaligned_as(__be64, p) = cpu_to_be64(value);
}

static inline u32 get_unaligned_le24(const void *p)
{
	const u8 *b = p;

	return b[0] | b[1] << 8 | b[2] << 16;
}

static inline u32 get_unaligned_be24(const void *p)
{
	const u8 *b = p;

	return b[0] << 16 | b[1] << 8 | b[2];
}

static inline void put_unaligned_le24(u32 value, void *p)
{
	u8 *b = p;

	b[0] = value;
	b[1] = value >> 8;
	b[2] = value >> 16;
}

static inline void put_unaligned_be24(u32 value, void *p)
{
	u8 *b = p;

	b[0] = value >> 16;
	b[1] = value >> 8;
	b[2] = value;
}

#endif
