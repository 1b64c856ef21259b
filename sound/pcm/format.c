// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * format.c - what is known about each sample format: bits, order of bytes, sign, silence, name.
 *
 * One table, indexed by SNDRV_PCM_FORMAT_*. A format without bits (MPEG, GSM, SPECIAL, numbers in the gaps) has no
 * samples to count: every question about it but its name is answered with -EINVAL. Pure functions: no locks.
 */
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/string.h>
#include <sound/pcm.h>

#include "pcm_local.h"

enum sign { SIGN_NONE, SIGN_SIGNED, SIGN_UNSIGNED };
enum order { ORDER_NONE, ORDER_LITTLE, ORDER_BIG };

/**
 * struct format - one sample format
 * @name: without SNDRV_PCM_FORMAT_; NULL: no such format
 * @width: significant bits of a sample; 0: undefined
 * @phys: bits a sample takes in memory
 * @order: of the bytes
 * @sign: of linear samples
 * @silence: eight bytes of it, as far as a sample reaches
 */
struct format {
	const char *name;
	unsigned char width;
	unsigned char phys;
	enum order order;
	enum sign sign;
	unsigned char silence[8];
};

#define FORMAT(format, width_, phys_, order_, sign_, ...)                                                         \
	[(__force int)SNDRV_PCM_FORMAT_##format] = {                                                              \
		#format, width_, phys_, ORDER_##order_, SIGN_##sign_, { __VA_ARGS__ }                             \
	}

static const struct format formats[(__force int)SNDRV_PCM_FORMAT_LAST + 1] = {
	FORMAT(S8, 8, 8, NONE, SIGNED),
	FORMAT(U8, 8, 8, NONE, UNSIGNED, 0x80),
	FORMAT(S16_LE, 16, 16, LITTLE, SIGNED),
	FORMAT(S16_BE, 16, 16, BIG, SIGNED),
	FORMAT(U16_LE, 16, 16, LITTLE, UNSIGNED, 0x00, 0x80),
	FORMAT(U16_BE, 16, 16, BIG, UNSIGNED, 0x80, 0x00),
	FORMAT(S24_LE, 24, 32, LITTLE, SIGNED),
	FORMAT(S24_BE, 24, 32, BIG, SIGNED),
	FORMAT(U24_LE, 24, 32, LITTLE, UNSIGNED, 0x00, 0x00, 0x80, 0x00),
	FORMAT(U24_BE, 24, 32, BIG, UNSIGNED, 0x00, 0x80, 0x00, 0x00),
	FORMAT(S32_LE, 32, 32, LITTLE, SIGNED),
	FORMAT(S32_BE, 32, 32, BIG, SIGNED),
	FORMAT(U32_LE, 32, 32, LITTLE, UNSIGNED, 0x00, 0x00, 0x00, 0x80),
	FORMAT(U32_BE, 32, 32, BIG, UNSIGNED, 0x80, 0x00, 0x00, 0x00),
	FORMAT(FLOAT_LE, 32, 32, LITTLE, NONE),
	FORMAT(FLOAT_BE, 32, 32, BIG, NONE),
	FORMAT(FLOAT64_LE, 64, 64, LITTLE, NONE),
	FORMAT(FLOAT64_BE, 64, 64, BIG, NONE),
	FORMAT(IEC958_SUBFRAME_LE, 32, 32, LITTLE, NONE),
	FORMAT(IEC958_SUBFRAME_BE, 32, 32, BIG, NONE),
	FORMAT(MU_LAW, 8, 8, NONE, NONE, 0x7f),
	FORMAT(A_LAW, 8, 8, NONE, NONE, 0x55),
	FORMAT(IMA_ADPCM, 4, 4, NONE, NONE),
	FORMAT(MPEG, 0, 0, NONE, NONE),
	FORMAT(GSM, 0, 0, NONE, NONE),
	FORMAT(S20_LE, 20, 32, LITTLE, SIGNED),
	FORMAT(S20_BE, 20, 32, BIG, SIGNED),
	FORMAT(U20_LE, 20, 32, LITTLE, UNSIGNED, 0x00, 0x00, 0x08, 0x00),
	FORMAT(U20_BE, 20, 32, BIG, UNSIGNED, 0x00, 0x08, 0x00, 0x00),
	FORMAT(SPECIAL, 0, 0, NONE, NONE),
	FORMAT(S24_3LE, 24, 24, LITTLE, SIGNED),
	FORMAT(S24_3BE, 24, 24, BIG, SIGNED),
	FORMAT(U24_3LE, 24, 24, LITTLE, UNSIGNED, 0x00, 0x00, 0x80),
	FORMAT(U24_3BE, 24, 24, BIG, UNSIGNED, 0x80, 0x00, 0x00),
	FORMAT(S20_3LE, 20, 24, LITTLE, SIGNED),
	FORMAT(S20_3BE, 20, 24, BIG, SIGNED),
	FORMAT(U20_3LE, 20, 24, LITTLE, UNSIGNED, 0x00, 0x00, 0x08),
	FORMAT(U20_3BE, 20, 24, BIG, UNSIGNED, 0x08, 0x00, 0x00),
	FORMAT(S18_3LE, 18, 24, LITTLE, SIGNED),
	FORMAT(S18_3BE, 18, 24, BIG, SIGNED),
	FORMAT(U18_3LE, 18, 24, LITTLE, UNSIGNED, 0x00, 0x00, 0x02),
	FORMAT(U18_3BE, 18, 24, BIG, UNSIGNED, 0x02, 0x00, 0x00),
	FORMAT(G723_24, 3, 3, NONE, NONE),
	FORMAT(G723_24_1B, 3, 8, NONE, NONE),
	FORMAT(G723_40, 5, 5, NONE, NONE),
	FORMAT(G723_40_1B, 5, 8, NONE, NONE),
	/* one-bit samples in groups, oldest in the most significant bit; half of the bits set is silence */
	FORMAT(DSD_U8, 8, 8, LITTLE, UNSIGNED, 0x69),
	FORMAT(DSD_U16_LE, 16, 16, LITTLE, UNSIGNED, 0x69, 0x69),
	FORMAT(DSD_U32_LE, 32, 32, LITTLE, UNSIGNED, 0x69, 0x69, 0x69, 0x69),
	FORMAT(DSD_U16_BE, 16, 16, BIG, UNSIGNED, 0x69, 0x69),
	FORMAT(DSD_U32_BE, 32, 32, BIG, UNSIGNED, 0x69, 0x69, 0x69, 0x69),
};

/* the format's row, or NULL */
static const struct format *row(snd_pcm_format_t format)
{
	unsigned int number = (__force unsigned int)format;

	return number < ARRAY_SIZE(formats) && formats[number].name ? &formats[number] : NULL;
}

/** snd_pcm_format_signed() - 1 signed, 0 unsigned, -EINVAL not linear */
int snd_pcm_format_signed(snd_pcm_format_t format)
{
	const struct format *f = row(format);

	return f && f->sign ? f->sign == SIGN_SIGNED : -EINVAL;
}
EXPORT_SYMBOL(snd_pcm_format_signed);

/** snd_pcm_format_unsigned() - 1 unsigned, 0 signed, -EINVAL not linear */
int snd_pcm_format_unsigned(snd_pcm_format_t format)
{
	const struct format *f = row(format);

	return f && f->sign ? f->sign == SIGN_UNSIGNED : -EINVAL;
}
EXPORT_SYMBOL(snd_pcm_format_unsigned);

/** snd_pcm_format_linear() - 1 linear samples, 0 anything else */
int snd_pcm_format_linear(snd_pcm_format_t format)
{
	return snd_pcm_format_signed(format) != -EINVAL;
}
EXPORT_SYMBOL(snd_pcm_format_linear);

/** snd_pcm_format_little_endian() - 1 little, 0 big endian, -EINVAL single bytes or unknown */
int snd_pcm_format_little_endian(snd_pcm_format_t format)
{
	const struct format *f = row(format);

	return f && f->order ? f->order == ORDER_LITTLE : -EINVAL;
}
EXPORT_SYMBOL(snd_pcm_format_little_endian);

/** snd_pcm_format_big_endian() - 1 big, 0 little endian, -EINVAL single bytes or unknown */
int snd_pcm_format_big_endian(snd_pcm_format_t format)
{
	const struct format *f = row(format);

	return f && f->order ? f->order == ORDER_BIG : -EINVAL;
}
EXPORT_SYMBOL(snd_pcm_format_big_endian);

/** snd_pcm_format_width() - significant bits of a sample, -EINVAL if it has none */
int snd_pcm_format_width(snd_pcm_format_t format)
{
	const struct format *f = row(format);

	return f && f->width ? f->width : -EINVAL;
}
EXPORT_SYMBOL(snd_pcm_format_width);

/** snd_pcm_format_physical_width() - bits a sample takes in memory, -EINVAL if it has none */
int snd_pcm_format_physical_width(snd_pcm_format_t format)
{
	const struct format *f = row(format);

	return f && f->phys ? f->phys : -EINVAL;
}
EXPORT_SYMBOL(snd_pcm_format_physical_width);

/** snd_pcm_format_size() - bytes that @samples samples take, rounded down; -EINVAL if they have no size */
ssize_t snd_pcm_format_size(snd_pcm_format_t format, size_t samples)
{
	int bits = snd_pcm_format_physical_width(format);

	return bits < 0 ? bits : (ssize_t)(samples * bits / 8);
}
EXPORT_SYMBOL(snd_pcm_format_size);

/** snd_pcm_format_silence_64() - eight bytes that begin with a silent sample; NULL if there is no such thing */
const unsigned char *snd_pcm_format_silence_64(snd_pcm_format_t format)
{
	const struct format *f = row(format);

	return f && f->phys ? f->silence : NULL;
}
EXPORT_SYMBOL(snd_pcm_format_silence_64);

/* Is every byte of a sample's silence the same? */
static bool uniform(const unsigned char *silence, unsigned int bytes)
{
	for (unsigned int n = 1; n < bytes; n++) {
		if (silence[n] != silence[0])
			return false;
	}
	return true;
}

/**
 * snd_pcm_format_set_silence() - write silence
 * @format: SNDRV_PCM_FORMAT_*
 * @buf: no alignment needed
 * @samples: how many; of formats below 8 bits, so many that they fill whole bytes
 * Context: any. Return: 0, -EINVAL if the format has no samples (and @samples is not 0).
 */
int snd_pcm_format_set_silence(snd_pcm_format_t format, void *buf, unsigned int samples)
{
	const struct format *f = row(format);
	unsigned char *dst = buf;
	size_t total, done, bytes;

	if (!f && (unsigned int)(__force int)format >= ARRAY_SIZE(formats))
		return -EINVAL;
	if (!samples)
		return 0;
	if (!f || !f->phys)
		return -EINVAL;

	total = (size_t)samples * f->phys / 8;
	bytes = f->phys / 8;
	if (uniform(f->silence, bytes)) {
		memset(dst, f->silence[0], total);
		return 0;
	}
	/* double what is there: few long copies instead of many short ones */
	memcpy(dst, f->silence, bytes);
	for (done = bytes; done < total; done += bytes) {
		bytes = done < total - done ? done : total - done;
		memcpy(dst + done, dst, bytes);
	}
	return 0;
}
EXPORT_SYMBOL(snd_pcm_format_set_silence);

/** snd_pcm_format_name() - "S16_LE", or "Unknown" */
const char *snd_pcm_format_name(snd_pcm_format_t format)
{
	const struct format *f = row(format);

	return f ? f->name : "Unknown";
}
EXPORT_SYMBOL_GPL(snd_pcm_format_name);
