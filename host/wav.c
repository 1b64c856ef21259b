// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wav.c - libsndfile behind a narrow door (docs/dependencies.md says why a library).
 *
 * 16 bit goes through sf_*_short, which neither scales nor dithers between 16 bit formats, and so do 24 and 32 bit
 * through sf_*_int, which puts 24 bits above 8 zeros. 8 bit WAV is unsigned as the cards', and libsndfile's raw access
 * hands it over as it is.
 */
#include "host/wav.h"

#include <errno.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct wav {
	SNDFILE *file;
	unsigned int channels;
	int bits;
	int error; /* first failure, kept for wav_close() */
};

static const struct {
	int subtype;
	int bits;
	const char *name;
} formats[] = {
	{ SF_FORMAT_PCM_U8, 8, "8 bit unsigned" },
	{ SF_FORMAT_PCM_16, 16, "16 bit" },
	{ SF_FORMAT_PCM_S8, -8, "8 bit signed" },
	{ SF_FORMAT_PCM_24, 24, "24 bit" },
	{ SF_FORMAT_PCM_32, 32, "32 bit" },
	{ SF_FORMAT_FLOAT, -32, "32 bit float" },
	{ SF_FORMAT_DOUBLE, -64, "64 bit float" },
	{ 0, 0, "compressed" },
};

unsigned int wav_sample_bytes(const struct wav_info *info)
{
	switch (info->bits) {
	case 8:
	case 16:
		return info->bits / 8;
	case 24:
	case 32:
		return 4;
	default:
		return 0;
	}
}

static void describe(const SF_INFO *sf, struct wav_info *info)
{
	int subtype = sf->format & SF_FORMAT_SUBMASK;
	size_t i = 0;

	while (formats[i].subtype && formats[i].subtype != subtype)
		i++;
	*info = (struct wav_info){
		.frames = sf->frames,
		.rate = sf->samplerate,
		.channels = sf->channels,
		.bits = formats[i].bits,
		.format = formats[i].name,
	};
}

static int open_file(struct wav **wav, const char *path, int mode, SF_INFO *sf, const char **why)
{
	struct wav *w = calloc(1, sizeof(*w));

	*wav = NULL;
	if (!w)
		return -ENOMEM;
	errno = 0;
	w->file = sf_open(path, mode, sf);
	if (!w->file) {
		int err = errno;

		/* the library fails without a system error when it does not know the contents */
		if (why)
			*why = sf_strerror(NULL);
		free(w);
		return err && sf_error(NULL) == SF_ERR_SYSTEM ? -err : -EINVAL;
	}
	w->channels = sf->channels;
	*wav = w;
	return 0;
}

int wav_open(struct wav **wav, const char *path, struct wav_info *info, const char **why)
{
	SF_INFO sf = { 0 };
	int err;

	err = open_file(wav, path, SFM_READ, &sf, why);
	if (err)
		return err;
	describe(&sf, info);
	(*wav)->bits = info->bits;
	return 0;
}

long wav_read(struct wav *wav, void *data, size_t frames)
{
	sf_count_t got;

	if (wav->bits == 16)
		got = sf_readf_short(wav->file, data, frames);
	else if (wav->bits > 16)
		got = sf_readf_int(wav->file, data, frames);
	else
		got = sf_read_raw(wav->file, data, frames * wav->channels) / wav->channels;
	return sf_error(wav->file) ? -EIO : got;
}

long wav_read_values(struct wav *wav, double *values, size_t frames)
{
	sf_count_t got;

	sf_command(wav->file, SFC_SET_NORM_DOUBLE, NULL, SF_FALSE);
	got = sf_readf_double(wav->file, values, frames);
	return sf_error(wav->file) ? -EIO : got;
}

int wav_seek(struct wav *wav, uint64_t frame)
{
	SF_INFO sf = { 0 };

	sf_command(wav->file, SFC_GET_CURRENT_SF_INFO, &sf, sizeof(sf));
	if (!sf.seekable || frame > (uint64_t)sf.frames)
		return -ESPIPE;
	return sf_seek(wav->file, frame, SEEK_SET) < 0 ? -ESPIPE : 0;
}

static int subtype_of(int bits)
{
	size_t i = 0;

	while (formats[i].subtype && formats[i].bits != bits)
		i++;
	return formats[i].subtype;
}

int wav_create(struct wav **wav, const char *path, const struct wav_info *info, const char **why)
{
	SF_INFO sf = {
		.samplerate = info->rate,
		.channels = info->channels,
		.format = SF_FORMAT_WAV | subtype_of(info->bits),
	};
	int err;

	err = open_file(wav, path, SFM_WRITE, &sf, why);
	if (err)
		return err;
	(*wav)->bits = info->bits;
	return 0;
}

/* @put frames of @frames were written */
static int written(struct wav *wav, sf_count_t put, size_t frames)
{
	if (put == (sf_count_t)frames)
		return 0;
	if (!wav->error)
		wav->error = errno ? -errno : -EIO;
	return wav->error;
}

int wav_write(struct wav *wav, const void *data, size_t frames)
{
	errno = 0;
	if (wav->bits == 16)
		return written(wav, sf_writef_short(wav->file, data, frames), frames);
	if (wav->bits > 16)
		return written(wav, sf_writef_int(wav->file, data, frames), frames);
	return written(wav, sf_write_raw(wav->file, data, frames * wav->channels) / wav->channels, frames);
}

int wav_close(struct wav *wav)
{
	int err;

	if (!wav)
		return 0;
	err = wav->error;
	errno = 0;
	if (sf_close(wav->file) && !err)
		err = errno ? -errno : -EIO;
	free(wav);
	return err;
}
