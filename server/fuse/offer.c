// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * offer.c - what applications are told about a node is what it can do.
 *
 * PAUSE and LINK never arrive (fuse.h), so no stream says it could. Without mmap(2) no MMAP access is offered, and none
 * is taken: in direct mode, and by 32-bit programs.
 *
 * And then the card's driver gets another name, with "-fuse" behind it. alsa-lib has a file for each driver it knows by
 * name, and in some of them `default` is dmix, which needs mmap(2), and the streams' timers; for a driver without a
 * file `default` is the card itself, with conversions: plain `aplay x.wav` works. Applications see the name in
 * CARD_INFO only (alsamixer shows it, UCM looks for a profile of that name); id, names and mixer of the card, and
 * /proc/asound, are as they were.
 */
#include "server/fuse/local.h"

#include <sound/asound.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define NEVER (SNDRV_PCM_INFO_PAUSE | SNDRV_PCM_INFO_SYNC_START)
#define BY_MMAP (SNDRV_PCM_INFO_MMAP | SNDRV_PCM_INFO_MMAP_VALID)
#define SUFFIX "-fuse"

static struct snd_mask *access_of(struct snd_pcm_hw_params *params)
{
	return &params->masks[SNDRV_PCM_HW_PARAM_ACCESS - SNDRV_PCM_HW_PARAM_FIRST_MASK];
}

static void refuse_mmap(const struct fuse_file *f, void *data)
{
	const uint32_t modes = 1u << SNDRV_PCM_ACCESS_MMAP_INTERLEAVED | 1u << SNDRV_PCM_ACCESS_MMAP_NONINTERLEAVED |
			       1u << SNDRV_PCM_ACCESS_MMAP_COMPLEX;

	if (!f->mapped)
		access_of(data)->bits[0] &= ~modes;
}

static void hide_info(const struct fuse_file *f, void *data)
{
	struct snd_pcm_hw_params *params = data;

	params->info &= ~(f->mapped ? NEVER : NEVER | BY_MMAP);
}

static void rename_driver(const struct fuse_file *f, void *data)
{
	struct snd_ctl_card_info *info = data;
	char name[sizeof(info->driver) - sizeof(SUFFIX) + 1] = "";

	if (f->mount->mode == FUSE_MODE_PASSTHROUGH && !f->narrow && !f->mount->config.no_timer)
		return;
	memcpy(name, info->driver, sizeof(name) - 1);
	snprintf((char *)info->driver, sizeof(info->driver), "%s" SUFFIX, name);
}

/* where parameters of 32-bit programs begin to be different: nothing is edited behind it */
#define PARAMS_BYTES offsetof(struct snd_pcm_hw_params, fifo_size)

/* an edit only sees structures of their whole size */
static const struct offer {
	enum fuse_kind kind;
	unsigned int cmd;
	size_t bytes;
	void (*in)(const struct fuse_file *f, void *data), (*out)(const struct fuse_file *f, void *data);
} offers[] = {
	{ FUSE_IS_PCM, SNDRV_PCM_IOCTL_HW_REFINE, PARAMS_BYTES, refuse_mmap, hide_info },
	{ FUSE_IS_PCM, SNDRV_PCM_IOCTL_HW_PARAMS, PARAMS_BYTES, refuse_mmap, hide_info },
	{ FUSE_IS_CONTROL, SNDRV_CTL_IOCTL_CARD_INFO, sizeof(struct snd_ctl_card_info), NULL, rename_driver },
};

static const struct offer *offer_of(const struct fuse_file *f, unsigned int cmd)
{
	size_t i;

	for (i = 0; i < sizeof(offers) / sizeof(offers[0]); i++)
		if (offers[i].cmd == cmd && offers[i].kind == f->kind)
			return &offers[i];
	return NULL;
}

void fuse_offer_in(const struct fuse_file *f, unsigned int cmd, struct fuse_window *w)
{
	const struct offer *offer = offer_of(f, cmd);

	if (offer && offer->in && w->in >= offer->bytes)
		offer->in(f, w->data);
}

void fuse_offer_out(const struct fuse_file *f, unsigned int cmd, struct fuse_window *w)
{
	const struct offer *offer = offer_of(f, cmd);

	if (offer && offer->out && w->filled >= offer->bytes)
		offer->out(f, w->data);
}
