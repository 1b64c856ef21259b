// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * aloop_controls.c - the control elements of each recording substream: how fast its cable runs, whether playback may
 * change what goes through it, and what is being played at the other end.
 */
#include <linux/minmax.h>
#include <linux/string.h>

#include "aloop.h"

static struct aloop_setup *setup_of(struct snd_kcontrol *kcontrol)
{
	struct aloop *aloop = snd_kcontrol_chip(kcontrol);

	return &aloop->setups[kcontrol->id.subdevice][kcontrol->id.device];
}

static bool is_playing(struct snd_kcontrol *kcontrol)
{
	struct aloop *aloop = snd_kcontrol_chip(kcontrol);
	struct aloop_cable *cable = aloop->cables[kcontrol->id.subdevice][kcontrol->id.device ^ 1];

	if (!cable)
		return false;
	guard(spinlock_irq)(&cable->lock);
	return moving_end(cable, SNDRV_PCM_STREAM_PLAYBACK);
}

static int info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	static const struct {
		int type;
		long min, max;
	} ranges[ALOOP_ELEMENTS] = {
		[ALOOP_SHIFT] = { SNDRV_CTL_ELEM_TYPE_INTEGER, SHIFT_MIN, SHIFT_MAX },
		[ALOOP_NOTIFY] = { SNDRV_CTL_ELEM_TYPE_BOOLEAN, 0, 1 },
		[ALOOP_ACTIVE] = { SNDRV_CTL_ELEM_TYPE_BOOLEAN, 0, 1 },
		[ALOOP_FORMAT] = { SNDRV_CTL_ELEM_TYPE_INTEGER, 0, (__force int)SNDRV_PCM_FORMAT_LAST },
		[ALOOP_RATE] = { SNDRV_CTL_ELEM_TYPE_INTEGER, 0, 768000 },
		[ALOOP_CHANNELS] = { SNDRV_CTL_ELEM_TYPE_INTEGER, 1, 1024 },
	};
	static const char *const accesses[] = { "Interleaved", "Non-interleaved" };
	unsigned int element = kcontrol->private_value;

	if (element == ALOOP_ACCESS)
		return snd_ctl_enum_info(info, 1, ARRAY_SIZE(accesses), accesses);
	info->type = ranges[element].type;
	info->count = 1;
	info->value.integer.min = ranges[element].min;
	info->value.integer.max = ranges[element].max;
	info->value.integer.step = 1;
	return 0;
}

static int get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct aloop *aloop = snd_kcontrol_chip(kcontrol);
	struct aloop_setup *setup = setup_of(kcontrol);
	long *number = &value->value.integer.value[0];

	guard(mutex)(&aloop->mutex);
	switch (kcontrol->private_value) {
	case ALOOP_SHIFT:
		*number = setup->shift;
		break;
	case ALOOP_NOTIFY:
		*number = setup->notify;
		break;
	case ALOOP_ACTIVE:
		*number = is_playing(kcontrol);
		break;
	case ALOOP_FORMAT:
		*number = (__force int)setup->played.format;
		break;
	case ALOOP_RATE:
		*number = setup->played.rate;
		break;
	case ALOOP_CHANNELS:
		*number = setup->played.channels;
		break;
	case ALOOP_ACCESS:
		value->value.enumerated.item[0] = !setup->played.interleaved;
		break;
	}
	return 0;
}

static int put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	struct aloop *aloop = snd_kcontrol_chip(kcontrol);
	struct aloop_setup *setup = setup_of(kcontrol);
	long wanted = value->value.integer.value[0];
	bool changed;

	guard(mutex)(&aloop->mutex);
	if (kcontrol->private_value == ALOOP_NOTIFY) {
		changed = setup->notify != !!wanted;
		setup->notify = wanted;
		return changed;
	}
	wanted = clamp(wanted, (long)SHIFT_MIN, (long)SHIFT_MAX);
	changed = setup->shift != wanted;
	WRITE_ONCE(setup->shift, wanted);
	return changed;
}

/** aloop_tell() - an element of a cable has changed; any context */
void aloop_tell(struct aloop_cable *cable, enum aloop_element element)
{
	snd_ctl_notify(cable->aloop->card, SNDRV_CTL_EVENT_MASK_VALUE, &cable->setup->ids[element]);
}

static int add_element(struct aloop *aloop, int device, int number, enum aloop_element element)
{
	static const char *const names[ALOOP_ELEMENTS] = {
		[ALOOP_SHIFT] = "PCM Rate Shift 100000",
		[ALOOP_NOTIFY] = "PCM Notify",
		[ALOOP_ACTIVE] = "PCM Slave Active",
		[ALOOP_FORMAT] = "PCM Slave Format",
		[ALOOP_RATE] = "PCM Slave Rate",
		[ALOOP_CHANNELS] = "PCM Slave Channels",
		[ALOOP_ACCESS] = "PCM Slave Access Mode",
	};
	struct snd_kcontrol_new control = {
		.iface = SNDRV_CTL_ELEM_IFACE_PCM,
		.name = names[element],
		.device = device,
		.subdevice = number,
		.access = element < ALOOP_ACTIVE ? SNDRV_CTL_ELEM_ACCESS_READWRITE : SNDRV_CTL_ELEM_ACCESS_READ,
		.info = info,
		.get = get,
		.put = element < ALOOP_ACTIVE ? put : NULL,
		.private_value = element,
	};
	struct snd_kcontrol *kcontrol = snd_ctl_new1(&control, aloop);
	int err;

	err = snd_ctl_add(aloop->card, kcontrol);
	if (err < 0)
		return err;
	/* it has its number now */
	aloop->setups[number][device].ids[element] = kcontrol->id;
	return 0;
}

static int add_elements(struct aloop *aloop, int device, int number, bool notify)
{
	struct aloop_setup *setup = &aloop->setups[number][device];
	enum aloop_element element;
	int err = 0;

	setup->notify = notify;
	setup->shift = SHIFT_UNIT;
	setup->played = (struct aloop_params){
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = 48000, .channels = 2, .interleaved = true,
	};
	for (element = 0; element < ALOOP_ELEMENTS && err >= 0; element++)
		err = add_element(aloop, device, number, element);
	return err;
}

/** aloop_new_controls() - all elements of the card, whose devices are there; @notify: how "PCM Notify" begins */
int aloop_new_controls(struct aloop *aloop, bool notify)
{
	int device, number, count, err;

	strscpy(aloop->card->mixername, "Loopback Mixer", sizeof(aloop->card->mixername));
	for (device = 0; device < 2; device++) {
		count = aloop->pcms[device]->streams[SNDRV_PCM_STREAM_CAPTURE].substream_count;
		for (number = 0; number < count; number++) {
			err = add_elements(aloop, device, number, notify);
			if (err < 0)
				return err;
		}
	}
	return 0;
}
