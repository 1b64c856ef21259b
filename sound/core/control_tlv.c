// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control_tlv.c - what elements say about their values (<sound/tlv.h>): applications read it, and write it or send
 * commands to elements that have a callback for it.
 */
#define KBUILD_MODNAME "snd"

#include <linux/errno.h>
#include <linux/uaccess.h>
#include <sound/tlv.h>

#include "control_local.h"

/* Let the control's own function do it; what it returns is the ioctl's result. */
static int call_handler(struct snd_ctl_file *ctl, int op, struct snd_kcontrol *kctl, unsigned int offset,
			unsigned int __user *tlv, unsigned int size)
{
	static const unsigned int needed[] = {
		[1 + SNDRV_CTL_TLV_OP_CMD] = SNDRV_CTL_ELEM_ACCESS_TLV_COMMAND,
		[1 + SNDRV_CTL_TLV_OP_READ] = SNDRV_CTL_ELEM_ACCESS_TLV_READ,
		[1 + SNDRV_CTL_TLV_OP_WRITE] = SNDRV_CTL_ELEM_ACCESS_TLV_WRITE,
	};
	struct snd_kcontrol_volatile *vd = &kctl->vd[offset];

	if (!(vd->access & needed[1 + op]) || !kctl->tlv.c)
		return -ENXIO;
	if (op != SNDRV_CTL_TLV_OP_READ && vd->owner && vd->owner != ctl)
		return -EPERM;
	return kctl->tlv.c(kctl, op, size, tlv);
}

static int copy_words(struct snd_kcontrol *kctl, unsigned int offset, unsigned int __user *tlv, unsigned int size)
{
	const unsigned int *words = kctl->tlv.p;
	unsigned int length;

	if (!(kctl->vd[offset].access & SNDRV_CTL_ELEM_ACCESS_TLV_READ) || !words)
		return -ENXIO;
	length = 2 * sizeof(*words) + words[SNDRV_CTL_TLVO_LEN];
	if (size < length)
		return -ENOMEM;
	return copy_to_user(tlv, words, length) ? -EFAULT : 0;
}

/* controls_rwsem held, for writing unless @op is READ */
static int find_and_do(struct snd_ctl_file *ctl, int op, const struct snd_ctl_tlv *header, unsigned int __user *tlv)
{
	struct snd_kcontrol *kctl = snd_ctl_find_numid(ctl->card, header->numid);
	unsigned int offset;

	if (!kctl)
		return -ENOENT;
	offset = header->numid - kctl->id.numid;
	if (kctl->vd[offset].access & SNDRV_CTL_ELEM_ACCESS_TLV_CALLBACK)
		return call_handler(ctl, op, kctl, offset, tlv, header->length);
	if (op == SNDRV_CTL_TLV_OP_READ)
		return copy_words(kctl, offset, tlv, header->length);
	return -ENXIO;
}

static int transfer_tlv(struct snd_ctl_file *ctl, int op, struct snd_ctl_tlv __user *arg)
{
	struct snd_card *card = ctl->card;
	struct snd_ctl_tlv header;
	int result;

	if (copy_from_user(&header, arg, sizeof(header)))
		return -EFAULT;
	if (!header.numid || header.length < 2 * sizeof(unsigned int))
		return -EINVAL;
	if (op == SNDRV_CTL_TLV_OP_READ) {
		down_read(&card->controls_rwsem);
		result = find_and_do(ctl, op, &header, arg->tlv);
		up_read(&card->controls_rwsem);
	} else {
		down_write(&card->controls_rwsem);
		result = find_and_do(ctl, op, &header, arg->tlv);
		up_write(&card->controls_rwsem);
	}
	return result;
}

static int with_power(struct snd_ctl_file *ctl, int op, void __user *arg)
{
	int result = snd_power_ref_and_wait(ctl->card);

	if (result < 0)
		return result;
	result = transfer_tlv(ctl, op, arg);
	snd_power_unref(ctl->card);
	return result;
}

int ctl_tlv_read(struct snd_ctl_file *ctl, void __user *arg)
{
	return with_power(ctl, SNDRV_CTL_TLV_OP_READ, arg);
}

int ctl_tlv_write(struct snd_ctl_file *ctl, void __user *arg)
{
	return with_power(ctl, SNDRV_CTL_TLV_OP_WRITE, arg);
}

int ctl_tlv_command(struct snd_ctl_file *ctl, void __user *arg)
{
	return with_power(ctl, SNDRV_CTL_TLV_OP_CMD, arg);
}
