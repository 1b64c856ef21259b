// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * random.c - random numbers of the run, and hexadecimal text. host_random() draws from the run's seed on the
 * virtual clock. Any context.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/string.h>

#include "../core.h"

void get_random_bytes(void *buf, size_t len)
{
	while (len) {
		u64 drawn = host_random();
		size_t some = min(len, sizeof(drawn));

		memcpy(buf, &drawn, some);
		buf += some;
		len -= some;
	}
}
EXPORT_SYMBOL(get_random_bytes);

u64 get_random_u64(void)
{
	return host_random();
}
EXPORT_SYMBOL(get_random_u64);

u32 get_random_u32(void)
{
	return host_random() >> 32;
}
EXPORT_SYMBOL(get_random_u32);

u16 get_random_u16(void)
{
	return host_random() >> 48;
}
EXPORT_SYMBOL(get_random_u16);

u8 get_random_u8(void)
{
	return host_random() >> 56;
}
EXPORT_SYMBOL(get_random_u8);

/** get_random_u32_below() - 0 … @ceiling - 1, all equally likely; @ceiling 0: any u32 */
u32 get_random_u32_below(u32 ceiling)
{
	u64 product;

	if (!ceiling)
		return get_random_u32();
	/* the first 2^32 mod ceiling products of each block would make some results likelier (Lemire 2019) */
	do {
		product = (u64)get_random_u32() * ceiling;
	} while ((u32)product < -ceiling % ceiling);
	return product >> 32;
}
EXPORT_SYMBOL(get_random_u32_below);

u32 get_random_u32_inclusive(u32 floor, u32 ceiling)
{
	return floor + get_random_u32_below(ceiling - floor + 1);
}
EXPORT_SYMBOL(get_random_u32_inclusive);

/** hex_to_bin() - the value of a hexadecimal digit, or -1 */
int hex_to_bin(unsigned char ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	ch |= 0x20;
	return ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}
EXPORT_SYMBOL(hex_to_bin);

/** hex2bin() - @count bytes from 2 * @count digits; -EINVAL */
int hex2bin(u8 *dst, const char *src, size_t count)
{
	for (; count; count--, src += 2) {
		int high = hex_to_bin(src[0]), low = high < 0 ? -1 : hex_to_bin(src[1]);

		if (low < 0)
			return -EINVAL;
		*dst++ = high << 4 | low;
	}
	return 0;
}
EXPORT_SYMBOL(hex2bin);

/** bin2hex() - the other way; returns the end of what was written, which is not terminated */
char *bin2hex(char *dst, const void *src, size_t count)
{
	const u8 *bytes = src;

	while (count--)
		dst = hex_byte_pack(dst, *bytes++);
	return dst;
}
EXPORT_SYMBOL(bin2hex);
