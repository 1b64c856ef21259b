// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * chmap.c - which loudspeaker the channels of a stream are for, as control elements.
 *
 * A direction has one control with an element for each substream. Its value is the map in use, all 0 while the
 * substream is closed; its TLV lists all maps.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <sound/control.h>
#include <sound/core.h>
#include <sound/pcm.h>
#include <sound/tlv.h>

#include "pcm_local.h"

#define MAP(n, positions...) { .channels = (n), .map = { positions } }
#define FRONT SNDRV_CHMAP_FL, SNDRV_CHMAP_FR
#define REAR SNDRV_CHMAP_RL, SNDRV_CHMAP_RR
#define CENTRE SNDRV_CHMAP_FC, SNDRV_CHMAP_LFE
#define SIDE SNDRV_CHMAP_SL, SNDRV_CHMAP_SR

const struct snd_pcm_chmap_elem snd_pcm_std_chmaps[] = {
	MAP(1, SNDRV_CHMAP_MONO),
	MAP(2, FRONT),
	MAP(4, FRONT, REAR),
	MAP(6, FRONT, REAR, CENTRE),
	MAP(8, FRONT, REAR, CENTRE, SIDE),
	{ }
};
EXPORT_SYMBOL_GPL(snd_pcm_std_chmaps);

const struct snd_pcm_chmap_elem snd_pcm_alt_chmaps[] = {
	MAP(1, SNDRV_CHMAP_MONO),
	MAP(2, FRONT),
	MAP(4, FRONT, REAR),
	MAP(6, FRONT, CENTRE, REAR),
	MAP(8, FRONT, CENTRE, REAR, SIDE),
	{ }
};
EXPORT_SYMBOL_GPL(snd_pcm_alt_chmaps);

/* The next of @map and those behind it that count; NULL: no more. */
static const struct snd_pcm_chmap_elem *next_map(const struct snd_pcm_chmap *info, const struct snd_pcm_chmap_elem *map)
{
	for (; map->channels; map++)
		if (map->channels <= info->max_channels &&
		    (!info->channel_mask || info->channel_mask & (1U << map->channels)))
			return map;
	return NULL;
}

#define for_each_map(info, m) for ((m) = next_map(info, (info)->chmap); (m); (m) = next_map(info, (m) + 1))

static int chmap_info(struct snd_kcontrol *kctl, struct snd_ctl_elem_info *uinfo)
{
	struct snd_pcm_chmap *info = snd_kcontrol_chip(kctl);

	uinfo->type = SNDRV_CTL_ELEM_TYPE_INTEGER;
	uinfo->count = info->max_channels;
	uinfo->value.integer.min = 0;
	uinfo->value.integer.max = SNDRV_CHMAP_LAST;
	return 0;
}

/* -1: closed. The lock keeps the runtime: a file may be closed at this moment. */
static int channels_of(struct snd_pcm_substream *substream)
{
	guard(pcm_stream_lock_irq)(substream);
	return substream->runtime ? (int)substream->runtime->channels : -1;
}

static int chmap_get(struct snd_kcontrol *kctl, struct snd_ctl_elem_value *ucontrol)
{
	struct snd_pcm_chmap *info = snd_kcontrol_chip(kctl);
	long *values = ucontrol->value.integer.value;
	const struct snd_pcm_chmap_elem *map;
	struct snd_pcm_substream *substream;
	int channels, i;

	if (!info->chmap)
		return -EINVAL;
	substream = snd_pcm_chmap_substream(info, snd_ctl_get_ioffidx(kctl, &ucontrol->id));
	if (!substream)
		return -ENODEV;
	memset(values, 0, info->max_channels * sizeof(*values));
	channels = channels_of(substream);
	if (channels < 0)
		return 0;
	for_each_map(info, map) {
		if (map->channels != channels)
			continue;
		for (i = 0; i < channels; i++)
			values[i] = map->map[i];
		return 0;
	}
	return -EINVAL;
}

/* One item: type, length, positions. -ENOMEM: it does not fit @room bytes. */
static int put_map(const struct snd_pcm_chmap_elem *map, unsigned int __user *to, unsigned int room)
{
	unsigned int length = map->channels * sizeof(*to);
	int i;

	if (room < 2 * sizeof(*to))
		return -ENOMEM;
	if (put_user((unsigned int)SNDRV_CTL_TLVT_CHMAP_FIXED, to) || put_user(length, to + 1))
		return -EFAULT;
	if (room - 2 * sizeof(*to) < length)
		return -ENOMEM;
	for (i = 0; i < map->channels; i++)
		if (put_user((unsigned int)map->map[i], to + 2 + i))
			return -EFAULT;
	return 0;
}

/* a container with an item for each map */
static int chmap_tlv(struct snd_kcontrol *kctl, int op_flag, unsigned int size, unsigned int __user *tlv)
{
	struct snd_pcm_chmap *info = snd_kcontrol_chip(kctl);
	const struct snd_pcm_chmap_elem *map;
	unsigned int used = 0;
	int err;

	if (!info->chmap)
		return -EINVAL;
	if (size < 2 * sizeof(*tlv))
		return -ENOMEM;
	if (put_user((unsigned int)SNDRV_CTL_TLVT_CONTAINER, tlv))
		return -EFAULT;
	size -= 2 * sizeof(*tlv);
	for_each_map(info, map) {
		err = put_map(map, tlv + 2 + used / sizeof(*tlv), size - used);
		if (err)
			return err;
		used += (2 + map->channels) * sizeof(*tlv);
	}
	return put_user(used, tlv + 1);
}

static void chmap_free(struct snd_kcontrol *kctl)
{
	struct snd_pcm_chmap *info = snd_kcontrol_chip(kctl);

	info->pcm->streams[info->stream].chmap_kctl = NULL;
	kfree(info);
}

/**
 * snd_pcm_add_chmap_ctls() - elements that tell the channel maps of a direction
 * @stream: SNDRV_PCM_STREAM_*
 * @chmap: its maps, ended by one of no channels; must stay. NULL: the driver replaces get and tlv of (*info_ret)->kctl.
 * @max_channels: the most channels of the streams, up to 128
 * @private_value: of the control
 * @info_ret: receives what lies behind the control, for channel_mask and private_data; may be NULL
 * The elements go when the PCM is disconnected or freed. Sleeps.
 * Return: 0, -EBUSY (there are some, reported), -EINVAL (@max_channels, reported), -ENOMEM, or what snd_ctl_add() said.
 */
int snd_pcm_add_chmap_ctls(struct snd_pcm *pcm, int stream, const struct snd_pcm_chmap_elem *chmap, int max_channels,
			   unsigned long private_value, struct snd_pcm_chmap **info_ret)
{
	struct snd_pcm_str *pstr = &pcm->streams[stream];
	struct snd_kcontrol_new new = {
		.iface = SNDRV_CTL_ELEM_IFACE_PCM,
		.device = pcm->device,
		.name = stream == SNDRV_PCM_STREAM_PLAYBACK ? "Playback Channel Map" : "Capture Channel Map",
		.access = SNDRV_CTL_ELEM_ACCESS_READ | SNDRV_CTL_ELEM_ACCESS_VOLATILE |
			  SNDRV_CTL_ELEM_ACCESS_TLV_READ | SNDRV_CTL_ELEM_ACCESS_TLV_CALLBACK,
		.count = pstr->substream_count,
		.info = chmap_info,
		.get = chmap_get,
		.tlv.c = chmap_tlv,
		.private_value = private_value,
	};
	struct snd_pcm_chmap *info;
	int err;

	if (WARN_ON(pstr->chmap_kctl))
		return -EBUSY;
	if (snd_BUG_ON(max_channels < 0 || max_channels > 128))
		return -EINVAL;
	info = kzalloc(sizeof(*info), GFP_KERNEL);
	if (!info)
		return -ENOMEM;
	info->pcm = pcm;
	info->stream = stream;
	info->chmap = chmap;
	info->max_channels = max_channels;
	info->kctl = snd_ctl_new1(&new, info);
	if (!info->kctl) {
		kfree(info);
		return -ENOMEM;
	}
	info->kctl->private_free = chmap_free;
	err = snd_ctl_add(pcm->card, info->kctl);
	if (err < 0)
		return err;
	pstr->chmap_kctl = info->kctl;
	if (info_ret)
		*info_ret = info;
	return 0;
}
EXPORT_SYMBOL_GPL(snd_pcm_add_chmap_ctls);

/* The elements of a direction go, if they have not gone. Sleeps, takes controls_rwsem. */
void pcm_free_chmap(struct snd_pcm_str *pstr)
{
	if (pstr->chmap_kctl)
		snd_ctl_remove(pstr->pcm->card, pstr->chmap_kctl);
}
