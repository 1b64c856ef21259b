// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_chmap.c - channel maps: the controls of the PCM "Preallocated", in each state and for each number of channels.
 */
#include "tests/oracle/themes.h"

#include <string.h>

static int control_open(struct oracle *o)
{
	return o->ops->open("/dev/snd/controlC0", O_RDWR | O_NONBLOCK);
}

static void say_elements(struct oracle *o, int file)
{
	struct snd_ctl_elem_list list;
	struct snd_ctl_elem_id ids[16];
	struct snd_ctl_elem_info info;
	unsigned int i;
	long err;

	memset(&list, 0, sizeof(list));
	memset(ids, 0, sizeof(ids));
	list.space = COUNT(ids);
	list.pids = ids;
	err = o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_LIST, &list);
	say(o, "list: %s %u", answer(err), list.count);
	for (i = 0; i < list.used; i++) {
		memset(&info, 0, sizeof(info));
		info.id = ids[i];
		err = o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_INFO, &info);
		say(o, "  %u iface %d device %u sub %u '%s' index %u: %s type %d access %x count %u %ld..%ld",
		    ids[i].numid, ids[i].iface, ids[i].device, ids[i].subdevice, ids[i].name, ids[i].index, answer(err),
		    info.type, info.access, info.count, info.value.integer.min, info.value.integer.max);
	}
}

static void say_value(struct oracle *o, int file, const char *name, unsigned int numid)
{
	struct snd_ctl_elem_value value;
	const long *v = value.value.integer.value;
	long err;

	memset(&value, 0, sizeof(value));
	value.id.numid = numid;
	err = o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_READ, &value);
	say(o, "%s, element %u: %s index %u | %ld %ld %ld %ld %ld %ld %ld %ld %ld", name, numid, answer(err),
	    value.id.index, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8]);
}

static void ask_values(struct oracle *o, int file, int way, int state)
{
	struct snd_ctl_elem_value value;
	struct snd_pcm_hw_params hw;
	unsigned int channels;
	char name[64];
	struct stream s;
	long err;

	for (channels = 1; channels <= 4; channels++) {
		if (stream_open(&s, o, PREALLOCATED, way, O_NONBLOCK))
			say(o, "not open");
		hw_usual(&hw);
		hw_set(&hw, SNDRV_PCM_HW_PARAM_CHANNELS, channels, channels);
		err = state > SNDRV_PCM_STATE_OPEN ? do_ioctl(&s, SNDRV_PCM_IOCTL_HW_PARAMS, &hw) : 0;
		if (!err && state > SNDRV_PCM_STATE_SETUP)
			err = do_ioctl(&s, SNDRV_PCM_IOCTL_PREPARE, NULL);
		snprintf(name, sizeof(name), "%c %s %u channels", way ? 'c' : 'p', state_name(state), channels);
		say(o, "%s: %s", name, answer(err));
		say_value(o, file, name, 1);
		say_value(o, file, name, 2);
		memset(&value, 0, sizeof(value));
		value.id.numid = 1;
		say(o, "  write: %s", answer(o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_WRITE, &value)));
		stream_close(&s);
	}
}

static void ask_tlv(struct oracle *o, int file, unsigned int numid, unsigned int length)
{
	unsigned int memory[sizeof(struct snd_ctl_tlv) / sizeof(unsigned int) + 128] = { numid, length };
	const unsigned int *word = ((struct snd_ctl_tlv *)memory)->tlv;
	unsigned int i;
	long err;

	err = o->ops->ioctl(file, SNDRV_CTL_IOCTL_TLV_READ, memory);
	say(o, "tlv of %u, %u bytes: %s", numid, length, answer(err));
	for (i = 0; i < 48; i += 8)
		say(o, "  %x %x %x %x %x %x %x %x", word[i], word[i + 1], word[i + 2], word[i + 3], word[i + 4],
		    word[i + 5], word[i + 6], word[i + 7]);
}

void theme_chmap(struct oracle *o)
{
	static const unsigned int lengths[] = { 0, 4, 8, 12, 16, 20, 24, 40, 60, 64, 100, 400 };
	int file = control_open(o), way, state;
	size_t i;

	say_elements(o, file);
	say_value(o, file, "closed", 1);
	say_value(o, file, "closed", 2);
	for (way = PLAYBACK; way <= CAPTURE; way++)
		for (state = SNDRV_PCM_STATE_OPEN; state <= SNDRV_PCM_STATE_PREPARED; state++)
			ask_values(o, file, way, state);
	for (i = 0; i < COUNT(lengths); i++) {
		ask_tlv(o, file, 1, lengths[i]);
		ask_tlv(o, file, 2, lengths[i]);
	}
	o->ops->close(file);
}
