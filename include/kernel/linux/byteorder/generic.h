/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The CPU's byte order against fixed ones. The CPUs usnd runs on are little endian or big: the compiler says which. */
#ifndef _LINUX_BYTEORDER_GENERIC_H
#define _LINUX_BYTEORDER_GENERIC_H

#include <linux/swab.h>
#include <linux/types.h>

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define __LITTLE_ENDIAN 1234
#define __cpu_to_le16(x) ((__force __le16)(__u16)(x))
#define __cpu_to_be16(x) ((__force __be16)swab16((__u16)(x)))
#define __cpu_to_le32(x) ((__force __le32)(__u32)(x))
#define __cpu_to_be32(x) ((__force __be32)swab32((__u32)(x)))
#define __cpu_to_le64(x) ((__force __le64)(__u64)(x))
#define __cpu_to_be64(x) ((__force __be64)swab64((__u64)(x)))
#else
#define __BIG_ENDIAN 4321
#define __cpu_to_le16(x) ((__force __le16)swab16((__u16)(x)))
#define __cpu_to_be16(x) ((__force __be16)(__u16)(x))
#define __cpu_to_le32(x) ((__force __le32)swab32((__u32)(x)))
#define __cpu_to_be32(x) ((__force __be32)(__u32)(x))
#define __cpu_to_le64(x) ((__force __le64)swab64((__u64)(x)))
#define __cpu_to_be64(x) ((__force __be64)(__u64)(x))
#endif

#define __le16_to_cpu(x) ((__u16)__cpu_to_le16((__force __u16)(x)))
#define cpu_to_le16(x) __cpu_to_le16(x)
#define le16_to_cpu(x) __le16_to_cpu(x)
#define __le32_to_cpu(x) ((__u32)__cpu_to_le32((__force __u32)(x)))
#define cpu_to_le32(x) __cpu_to_le32(x)
#define le32_to_cpu(x) __le32_to_cpu(x)
#define __le64_to_cpu(x) ((__u64)__cpu_to_le64((__force __u64)(x)))
#define cpu_to_le64(x) __cpu_to_le64(x)
#define le64_to_cpu(x) __le64_to_cpu(x)
#define __be16_to_cpu(x) ((__u16)__cpu_to_be16((__force __u16)(x)))
#define cpu_to_be16(x) __cpu_to_be16(x)
#define be16_to_cpu(x) __be16_to_cpu(x)
#define __be32_to_cpu(x) ((__u32)__cpu_to_be32((__force __u32)(x)))
#define cpu_to_be32(x) __cpu_to_be32(x)
#define be32_to_cpu(x) __be32_to_cpu(x)
#define __be64_to_cpu(x) ((__u64)__cpu_to_be64((__force __u64)(x)))
#define cpu_to_be64(x) __cpu_to_be64(x)
#define be64_to_cpu(x) __be64_to_cpu(x)

static inline __le16 cpu_to_le16p(const u16 *p) { return cpu_to_le16(*p); }
static inline u16 le16_to_cpup(const __le16 *p) { return le16_to_cpu(*p); }
static inline void cpu_to_le16s(u16 *p) { *p = (__force u16)cpu_to_le16(*p); }
static inline void le16_to_cpus(u16 *p) { *p = le16_to_cpu((__force __le16)*p); }
static inline void le16_add_cpu(__le16 *var, u16 val) { *var = cpu_to_le16(le16_to_cpu(*var) + val); }
static inline __le32 cpu_to_le32p(const u32 *p) { return cpu_to_le32(*p); }
static inline u32 le32_to_cpup(const __le32 *p) { return le32_to_cpu(*p); }
static inline void cpu_to_le32s(u32 *p) { *p = (__force u32)cpu_to_le32(*p); }
static inline void le32_to_cpus(u32 *p) { *p = le32_to_cpu((__force __le32)*p); }
static inline void le32_add_cpu(__le32 *var, u32 val) { *var = cpu_to_le32(le32_to_cpu(*var) + val); }
static inline __le64 cpu_to_le64p(const u64 *p) { return cpu_to_le64(*p); }
static inline u64 le64_to_cpup(const __le64 *p) { return le64_to_cpu(*p); }
static inline void cpu_to_le64s(u64 *p) { *p = (__force u64)cpu_to_le64(*p); }
static inline void le64_to_cpus(u64 *p) { *p = le64_to_cpu((__force __le64)*p); }
static inline void le64_add_cpu(__le64 *var, u64 val) { *var = cpu_to_le64(le64_to_cpu(*var) + val); }
static inline __be16 cpu_to_be16p(const u16 *p) { return cpu_to_be16(*p); }
static inline u16 be16_to_cpup(const __be16 *p) { return be16_to_cpu(*p); }
static inline void cpu_to_be16s(u16 *p) { *p = (__force u16)cpu_to_be16(*p); }
static inline void be16_to_cpus(u16 *p) { *p = be16_to_cpu((__force __be16)*p); }
static inline void be16_add_cpu(__be16 *var, u16 val) { *var = cpu_to_be16(be16_to_cpu(*var) + val); }
static inline __be32 cpu_to_be32p(const u32 *p) { return cpu_to_be32(*p); }
static inline u32 be32_to_cpup(const __be32 *p) { return be32_to_cpu(*p); }
static inline void cpu_to_be32s(u32 *p) { *p = (__force u32)cpu_to_be32(*p); }
static inline void be32_to_cpus(u32 *p) { *p = be32_to_cpu((__force __be32)*p); }
static inline void be32_add_cpu(__be32 *var, u32 val) { *var = cpu_to_be32(be32_to_cpu(*var) + val); }
static inline __be64 cpu_to_be64p(const u64 *p) { return cpu_to_be64(*p); }
static inline u64 be64_to_cpup(const __be64 *p) { return be64_to_cpu(*p); }
static inline void cpu_to_be64s(u64 *p) { *p = (__force u64)cpu_to_be64(*p); }
static inline void be64_to_cpus(u64 *p) { *p = be64_to_cpu((__force __be64)*p); }
static inline void be64_add_cpu(__be64 *var, u64 val) { *var = cpu_to_be64(be64_to_cpu(*var) + val); }

#endif
