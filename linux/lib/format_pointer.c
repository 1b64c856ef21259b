// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * format_pointer.c - %p and its extensions, one table row each.
 *
 * Here: %p %px %pK %pe %ps %pS %pB %pR %pr %pa[p] %pad %ph[CDN] %pV %pU[bBlL] %pM[R]. Letters that are none of
 * these print as %p does, as in Linux. A plain %p is a number that stands for the pointer: equal pointers give
 * equal numbers, but nobody can use one as an address.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/hash.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "../core.h"
#include "format.h"

#define POINTER_DIGITS (2 * (int)sizeof(void *))

const char hex_asc[16] = "0123456789abcdef";
EXPORT_SYMBOL(hex_asc);
const char hex_asc_upper[16] = "0123456789ABCDEF";
EXPORT_SYMBOL(hex_asc_upper);

static void format_address(struct out *out, unsigned long value, struct spec *spec)
{
	spec->base = 16;
	if (!spec->width) {
		spec->zero = true;
		spec->width = POINTER_DIGITS + (spec->alternate ? 2 : 0);
	}
	format_number(out, value, spec);
}

static void format_raw(struct out *out, const char *ext, const void *ptr, struct spec *spec)
{
	format_address(out, (unsigned long)ptr, spec);
}

static void format_hashed(struct out *out, const char *ext, const void *ptr, struct spec *spec)
{
	/* NULL and error numbers are no secret, and one wants to see them */
	if (IS_ERR_OR_NULL(ptr))
		format_address(out, (unsigned long)ptr, spec);
	else
		format_address(out, hash_ptr(ptr, 32) | 1, spec);
}

static void format_error(struct out *out, const char *ext, const void *ptr, struct spec *spec)
{
	const char *name = IS_ERR(ptr) ? errname(-PTR_ERR(ptr)) : NULL;

	if (name) {
		format_string(out, name, spec);
	} else if (IS_ERR(ptr)) {
		spec->is_signed = true;
		format_number(out, PTR_ERR(ptr), spec);
	} else {
		format_hashed(out, ext, ptr, spec);
	}
}

/* %ps: the function; %pS: and the place in it; %pB is for return addresses, which lie behind their call */
static void format_symbol(struct out *out, const char *ext, const void *ptr, struct spec *spec)
{
	char text[128];

	host_symbol(*ext == 'B' ? ptr - 1 : ptr, text, sizeof(text));
	if (*ext == 's')
		text[strcspn(text, "+ ")] = '\0';
	format_string(out, text, spec);
}

static void put_resource_bound(struct out *out, const struct resource *res, resource_size_t value)
{
	static const struct spec decimal = { .base = 10, .precision = -1 };

	switch (resource_type(res)) {
	case IORESOURCE_IO:
		put_hex(out, value, 4, true);
		break;
	case IORESOURCE_IRQ:
	case IORESOURCE_DMA:
		format_number(out, value, &decimal);
		break;
	case IORESOURCE_BUS:
		put_hex(out, value, 2, false);
		break;
	default:
		put_hex(out, value, 8, true);
	}
}

/* "[mem 0xf0000000-0xf0000fff 64bit pref]"; %pr gives the flags as a number. Built aside, for the field width. */
static void format_resource(struct out *out, const char *ext, const void *ptr, struct spec *spec)
{
	const struct resource *res = ptr;
	char text[96];
	struct out line = { .at = text, .end = text + sizeof(text) - 1 };
	bool names = *ext == 'R';

	if (!res) {
		format_string(out, NULL, spec);
		return;
	}
	switch (resource_type(res)) {
	case IORESOURCE_IO:
		put_text(&line, "[io  ");
		break;
	case IORESOURCE_MEM:
		put_text(&line, "[mem ");
		break;
	case IORESOURCE_IRQ:
		put_text(&line, "[irq ");
		break;
	case IORESOURCE_DMA:
		put_text(&line, "[dma ");
		break;
	case IORESOURCE_BUS:
		put_text(&line, "[bus ");
		break;
	default:
		put_text(&line, "[??? ");
		names = false;
	}
	if (names && res->flags & IORESOURCE_UNSET) {
		put_text(&line, "size ");
		put_resource_bound(&line, res, resource_size(res));
	} else {
		put_resource_bound(&line, res, res->start);
		if (res->start != res->end) {
			put(&line, '-');
			put_resource_bound(&line, res, res->end);
		}
	}
	if (names) {
		put_text(&line, res->flags & IORESOURCE_MEM_64 ? " 64bit" : "");
		put_text(&line, res->flags & IORESOURCE_PREFETCH ? " pref" : "");
		put_text(&line, res->flags & IORESOURCE_DISABLED ? " disabled" : "");
	} else {
		put_text(&line, " flags ");
		put_hex(&line, res->flags, 1, true);
	}
	put(&line, ']');
	*min(line.at, line.end) = '\0';
	format_string(out, text, spec);
}

/* Addresses may be wider than pointers, so these come by reference. */
static void format_phys(struct out *out, const char *ext, const void *ptr, struct spec *spec)
{
	if (!ptr)
		format_string(out, NULL, spec);
	else if (ext[1] == 'd')
		put_hex(out, *(const dma_addr_t *)ptr, 2 * sizeof(dma_addr_t), true);
	else
		put_hex(out, *(const phys_addr_t *)ptr, 2 * sizeof(phys_addr_t), true);
}

/* %*ph: as many bytes as the width says, at most 64 */
static void format_bytes(struct out *out, const char *ext, const void *ptr, struct spec *spec)
{
	int count = clamp(spec->width, 1, 64);
	const u8 *bytes = ptr;
	char separator = ' ';

	if (!ptr) {
		format_string(out, NULL, spec);
		return;
	}
	if (ext[1] == 'C')
		separator = ':';
	else if (ext[1] == 'D')
		separator = '-';
	else if (ext[1] == 'N')
		separator = 0;
	for (int i = 0; i < count; i++) {
		if (i && separator)
			put(out, separator);
		put_hex(out, bytes[i], 2, false);
	}
}

static void format_nested(struct out *out, const char *ext, const void *ptr, struct spec *spec)
{
	const struct va_format *vaf = ptr;
	va_list args;

	if (!vaf) {
		format_string(out, NULL, spec);
		return;
	}
	va_copy(args, *vaf->va);
	out->at += vsnprintf(out->at, out->at < out->end ? out->end - out->at : 0, vaf->fmt, args);
	va_end(args);
}

/* %pUb as it stands in memory, %pUl with the first three groups in little endian; capitals for capitals */
static void format_uuid(struct out *out, const char *ext, const void *ptr, struct spec *spec)
{
	static const u8 big[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	static const u8 little[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
	const u8 *order = ext[1] == 'l' || ext[1] == 'L' ? little : big;
	const char *digits = ext[1] == 'L' || ext[1] == 'B' ? hex_asc_upper : hex_asc;
	const u8 *bytes = ptr;

	if (!ptr) {
		format_string(out, NULL, spec);
		return;
	}
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			put(out, '-');
		put(out, digits[bytes[order[i]] >> 4]);
		put(out, digits[bytes[order[i]] & 15]);
	}
}

/* A network card's address: %pM forward, %pMR backward */
static void format_mac(struct out *out, const char *ext, const void *ptr, struct spec *spec)
{
	const u8 *bytes = ptr;

	if (!ptr) {
		format_string(out, NULL, spec);
		return;
	}
	for (int i = 0; i < 6; i++) {
		if (i)
			put(out, ':');
		put_hex(out, bytes[ext[1] == 'R' ? 5 - i : i], 2, false);
	}
}

static const struct {
	char letter;
	void (*format)(struct out *out, const char *ext, const void *ptr, struct spec *spec);
} extensions[] = {
	{ 'B', format_symbol },
	{ 'M', format_mac },
	{ 'R', format_resource },
	{ 'S', format_symbol },
	{ 'U', format_uuid },
	{ 'V', format_nested },
	{ 'a', format_phys },
	{ 'e', format_error },
	{ 'h', format_bytes },
	{ 'r', format_resource },
	{ 's', format_symbol },
	{ 'x', format_raw },
};

void format_pointer(struct out *out, const char *ext, const void *ptr, struct spec *spec)
{
	for (int i = 0; i < ARRAY_SIZE(extensions); i++) {
		if (extensions[i].letter == *ext) {
			extensions[i].format(out, ext, ptr, spec);
			return;
		}
	}
	format_hashed(out, ext, ptr, spec);
}
