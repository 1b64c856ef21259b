// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_ctl.c - the control device: elements listed, described, read, written, locked; events; unknown and bad
 * requests. Elements of applications are in theme_userctl.c.
 */
#include "tests/oracle/ctl.h"
#include "tests/oracle/themes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int ctl_open(struct oracle *o, int flags)
{
	return o->ops->open("/dev/snd/controlC1", O_RDWR | O_NONBLOCK | flags);
}

void say_id(struct oracle *o, const char *name, long err, const struct snd_ctl_elem_id *id)
{
	say(o, "%s: %s numid %u iface %d dev %u sub %u '%.44s' index %u", name, answer(err), id->numid, id->iface,
	    id->device, id->subdevice, id->name, id->index);
}

static void ask_list(struct oracle *o, int file, unsigned int offset, unsigned int space, bool memory)
{
	struct snd_ctl_elem_list list;
	struct snd_ctl_elem_id ids[64];
	unsigned int i;
	long err;

	memset(&list, 0, sizeof(list));
	memset(ids, 0, sizeof(ids));
	list.offset = offset;
	list.space = space;
	list.pids = memory ? ids : NULL;
	err = o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_LIST, &list);
	say(o, "list from %u, room for %u%s: %s used %u count %u", offset, space, memory ? "" : ", no memory",
	    answer(err), list.used, list.count);
	for (i = 0; i < list.used && i < COUNT(ids) && memory; i++)
		say_id(o, "  element", 0, &ids[i]);
}

void say_elem_info(struct oracle *o, int file, const char *name, const struct snd_ctl_elem_id *id, unsigned int item)
{
	struct snd_ctl_elem_info info;
	long err;

	memset(&info, 0, sizeof(info));
	info.id = *id;
	info.value.enumerated.item = item;
	err = o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_INFO, &info);
	say_id(o, name, err, &info.id);
	if (err)
		return;
	say(o, "  type %d access %x count %u owner %s", info.type, info.access, info.count,
	    info.owner == -1 ? "-1" : "*");
	switch (info.type) {
	case SNDRV_CTL_ELEM_TYPE_INTEGER:
		say(o, "  %ld..%ld step %ld", info.value.integer.min, info.value.integer.max, info.value.integer.step);
		break;
	case SNDRV_CTL_ELEM_TYPE_INTEGER64:
		say(o, "  %lld..%lld step %lld", info.value.integer64.min, info.value.integer64.max,
		    info.value.integer64.step);
		break;
	case SNDRV_CTL_ELEM_TYPE_ENUMERATED:
		say(o, "  items %u item %u '%.64s'", info.value.enumerated.items, info.value.enumerated.item,
		    info.value.enumerated.name);
		break;
	default:
		break;
	}
}

void say_value(struct oracle *o, int file, const char *name, const struct snd_ctl_elem_id *id)
{
	struct snd_ctl_elem_value value;
	const unsigned char *bytes = value.value.bytes.data;
	long err;

	memset(&value, 0, sizeof(value));
	value.id = *id;
	err = o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_READ, &value);
	say_id(o, name, err, &value.id);
	if (!err)
		say(o, "  %ld %ld %ld | %02x %02x %02x %02x", value.value.integer.value[0],
		    value.value.integer.value[1], value.value.integer.value[2], bytes[0], bytes[1], bytes[2], bytes[3]);
}

long write_value(struct oracle *o, int file, const struct snd_ctl_elem_id *id, long first, long second)
{
	struct snd_ctl_elem_value value;

	memset(&value, 0, sizeof(value));
	value.id = *id;
	value.value.integer.value[0] = first;
	value.value.integer.value[1] = second;
	return o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_WRITE, &value);
}

void say_events(struct oracle *o, int file, size_t room)
{
	struct snd_ctl_event events[16];
	long got, i;

	memset(events, 0, sizeof(events));
	got = o->ops->read(file, events, room);
	say(o, "  read of %zu: %s, poll %x", room, answer(got), o->ops->poll(file, 0xff, 0));
	for (i = 0; got > 0 && i < got / (long)sizeof(events[0]); i++) {
		say(o, "  event type %d mask %x", events[i].type, events[i].data.elem.mask);
		say_id(o, "  of", 0, &events[i].data.elem.id);
	}
}

static void ask_elements(struct oracle *o, int file)
{
	struct snd_ctl_elem_id id;
	unsigned int numid;

	for (numid = 0; numid < 19; numid++) {
		memset(&id, 0, sizeof(id));
		id.numid = numid;
		say_elem_info(o, file, "info", &id, 1);
		say_value(o, file, "value", &id);
		say(o, "  write 1 2: %s", answer(write_value(o, file, &id, 1, 2)));
		say(o, "  write again: %s", answer(write_value(o, file, &id, 1, 2)));
		say_value(o, file, "then", &id);
		say(o, "  write 9999 -9999: %s", answer(write_value(o, file, &id, 9999, -9999)));
		say_value(o, file, "then", &id);
		say(o, "  write 0: %s", answer(write_value(o, file, &id, 0, 0)));
	}
	memset(&id, 0, sizeof(id));
	id.numid = 3;
	say_elem_info(o, file, "item 2", &id, 2);
	say_elem_info(o, file, "item 3", &id, 3);
	say_elem_info(o, file, "item -1", &id, -1);
}

static void ask_names(struct oracle *o, int file)
{
	static const struct snd_ctl_elem_id ids[] = {
		{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Master Playback Volume" },
		{ .iface = SNDRV_CTL_ELEM_IFACE_CARD, .name = "Master Playback Volume" },
		{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Master Playback Volume", .index = 1 },
		{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Master Playback Volume", .device = 1 },
		{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Master Playback Volum" },
		{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "" },
		{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Indexed", .index = 3 },
		{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Indexed", .index = 4 },
		{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Indexed", .index = 6 },
		{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Indexed", .index = 7 },
		{ .iface = SNDRV_CTL_ELEM_IFACE_PCM, .name = "IEC958 Playback Default", .device = 3, .subdevice = 1 },
		{ .iface = SNDRV_CTL_ELEM_IFACE_PCM, .name = "IEC958 Playback Default", .device = 3 },
		{ .iface = 99, .name = "Bytes" },
		{ .numid = 1, .iface = 99, .name = "nobody" },
	};
	size_t i;

	for (i = 0; i < COUNT(ids); i++) {
		say_elem_info(o, file, "by name", &ids[i], 0);
		say_value(o, file, "by name", &ids[i]);
	}
}

static void ask_events(struct oracle *o, int file)
{
	struct snd_ctl_elem_id id = { .numid = 1 };
	int subscribe, other = ctl_open(o, 0);

	say_events(o, file, sizeof(struct snd_ctl_event));
	for (subscribe = -1; subscribe < 3; subscribe++) {
		int value = subscribe;
		long err = o->ops->ioctl(file, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &value);

		say(o, "subscribe %d: %s -> %d", subscribe, answer(err), value);
	}
	say_events(o, file, sizeof(struct snd_ctl_event));
	say(o, "write: %s", answer(write_value(o, other, &id, 3, 3)));
	say(o, "write: %s", answer(write_value(o, other, &id, 4, 4)));
	id.numid = 2;
	say(o, "write: %s", answer(write_value(o, file, &id, 1, 1)));
	say_events(o, file, sizeof(struct snd_ctl_event) - 1);
	say_events(o, file, sizeof(struct snd_ctl_event) + 5);
	say_events(o, file, 16 * sizeof(struct snd_ctl_event));
	say_events(o, file, 16 * sizeof(struct snd_ctl_event));
	write_value(o, file, &id, 0, 0);
	subscribe = 0;
	say(o, "unsubscribe: %s", answer(o->ops->ioctl(file, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &subscribe)));
	say_events(o, file, sizeof(struct snd_ctl_event));
	o->ops->close(other);
}

static void ask_lock(struct oracle *o, int file)
{
	struct snd_ctl_elem_id id = { .numid = 1 }, none = { .numid = 99 };
	int other = ctl_open(o, 0);

	say(o, "unlock: %s", answer(o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_UNLOCK, &id)));
	say(o, "lock: %s", answer(o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_LOCK, &id)));
	say(o, "lock again: %s", answer(o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_LOCK, &id)));
	say(o, "other locks: %s", answer(o->ops->ioctl(other, SNDRV_CTL_IOCTL_ELEM_LOCK, &id)));
	say(o, "other unlocks: %s", answer(o->ops->ioctl(other, SNDRV_CTL_IOCTL_ELEM_UNLOCK, &id)));
	say(o, "other writes: %s", answer(write_value(o, other, &id, 7, 7)));
	say(o, "owner writes: %s", answer(write_value(o, file, &id, 7, 7)));
	say_value(o, other, "other reads", &id);
	say_elem_info(o, file, "owner sees", &id, 0);
	say_elem_info(o, other, "other sees", &id, 0);
	say(o, "unlock: %s", answer(o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_UNLOCK, &id)));
	say(o, "other locks: %s", answer(o->ops->ioctl(other, SNDRV_CTL_IOCTL_ELEM_LOCK, &id)));
	o->ops->close(other);
	say(o, "closed; write: %s", answer(write_value(o, file, &id, 8, 8)));
	say(o, "lock none: %s", answer(o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_LOCK, &none)));
}

struct request {
	const char *name;
	unsigned long cmd;
	size_t size;
};

#define CTL(name, type) { #name, SNDRV_CTL_IOCTL_##name, sizeof(type) }

static const struct request requests[] = {
	CTL(PVERSION, int), CTL(CARD_INFO, struct snd_ctl_card_info), CTL(ELEM_LIST, struct snd_ctl_elem_list),
	CTL(ELEM_INFO, struct snd_ctl_elem_info), CTL(ELEM_READ, struct snd_ctl_elem_value),
	CTL(ELEM_WRITE, struct snd_ctl_elem_value), CTL(ELEM_LOCK, struct snd_ctl_elem_id),
	CTL(ELEM_UNLOCK, struct snd_ctl_elem_id), CTL(SUBSCRIBE_EVENTS, int), CTL(ELEM_ADD, struct snd_ctl_elem_info),
	CTL(ELEM_REPLACE, struct snd_ctl_elem_info), CTL(ELEM_REMOVE, struct snd_ctl_elem_id),
	CTL(TLV_READ, struct snd_ctl_tlv), CTL(TLV_WRITE, struct snd_ctl_tlv), CTL(TLV_COMMAND, struct snd_ctl_tlv),
	CTL(PCM_NEXT_DEVICE, int), CTL(PCM_INFO, struct snd_pcm_info), CTL(PCM_PREFER_SUBDEVICE, int),
	CTL(POWER, int), CTL(POWER_STATE, int),
	{ "number 0xdf", _IO('U', 0xdf), 0 }, { "a PCM's", SNDRV_PCM_IOCTL_PVERSION, sizeof(int) },
	{ "HWDEP_NEXT_DEVICE", SNDRV_CTL_IOCTL_HWDEP_NEXT_DEVICE, sizeof(int) }, { "0", 0, 0 },
};

static void ask_requests(struct oracle *o, int file)
{
	char *edge = o->ops->edge();
	char zeros[2048];
	size_t i;

	for (i = 0; i < COUNT(requests); i++) {
		const struct request *r = &requests[i];

		memset(zeros, 0, sizeof(zeros));
		memset(edge - 2048, 0, 2048);
		say(o, "%s zeros: %s", r->name, answer(o->ops->ioctl(file, r->cmd, zeros)));
		if (r->size) {
			say(o, "%s NULL: %s", r->name, answer(o->ops->ioctl(file, r->cmd, NULL)));
			say(o, "%s half: %s", r->name, answer(o->ops->ioctl(file, r->cmd, edge - r->size / 2 / 8 * 8)));
			memset(edge - 2048, 0, 2048);
			say(o, "%s end missing: %s", r->name,
			    answer(o->ops->ioctl(file, r->cmd, edge - (r->size - 1) / 8 * 8)));
		}
	}
}

static void ask_card(struct oracle *o)
{
	struct snd_ctl_card_info info;
	struct snd_pcm_info pcm;
	int file = o->ops->open("/dev/snd/controlC0", O_RDONLY), device, number;
	long err;

	memset(&info, 0, sizeof(info));
	err = o->ops->ioctl(file, SNDRV_CTL_IOCTL_CARD_INFO, &info);
	say(o, "card 0: %s %d '%s' '%s' '%s' '%s' '%s' '%s'", answer(err), info.card, info.id, info.driver, info.name,
	    info.longname, info.mixername, info.components);
	for (device = -2; device < 10; device++) {
		number = device;
		err = o->ops->ioctl(file, SNDRV_CTL_IOCTL_PCM_NEXT_DEVICE, &number);
		say(o, "PCM after %d: %s %d", device, answer(err), number);
		memset(&pcm, 0, sizeof(pcm));
		pcm.device = device;
		pcm.subdevice = 1;
		err = o->ops->ioctl(file, SNDRV_CTL_IOCTL_PCM_INFO, &pcm);
		say(o, "PCM info %d: %s '%s' '%s' '%s' %u %u", device, answer(err), pcm.id, pcm.name, pcm.subname,
		    pcm.subdevices_count, pcm.subdevices_avail);
	}
	o->ops->close(file);
}

void theme_ctl(struct oracle *o)
{
	int file = ctl_open(o, 0);

	ask_list(o, file, 0, 0, false);
	ask_list(o, file, 0, 64, true);
	ask_list(o, file, 3, 4, true);
	ask_list(o, file, 14, 10, true);
	ask_list(o, file, 15, 10, true);
	ask_list(o, file, 99, 10, true);
	ask_list(o, file, 0, 4, false);
	ask_elements(o, file);
	ask_names(o, file);
	ask_events(o, file);
	ask_lock(o, file);
	ask_requests(o, file);
	o->ops->close(file);
	say_text(o, "cards", "/proc/asound/cards");
}

void theme_card(struct oracle *o)
{
	ask_card(o);
}

/* a virtual master (element 16) scales and mutes those that follow it (17, 18) */
void theme_vmaster(struct oracle *o)
{
	static const long values[] = { 31, 30, 16, 0, -5, -6, 32, 100, 10 };
	struct snd_ctl_elem_id master = { .numid = 16 }, first = { .numid = 17 }, second = { .numid = 18 };
	int file = ctl_open(o, 0), other = ctl_open(o, 0), subscribe = 1;
	size_t i, n;

	o->ops->ioctl(other, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &subscribe);
	say_elem_info(o, file, "master", &master, 0);
	say_elem_info(o, file, "first", &first, 0);
	for (i = 0; i < COUNT(values); i++) {
		for (n = 0; n < 2; n++) {
			say(o, "master %ld: %s", values[i],
			    answer(write_value(o, file, &master, values[i], values[i])));
			say_value(o, file, "  master", &master);
			say_value(o, file, "  first", &first);
			say_value(o, file, "  second", &second);
			say_events(o, other, 16 * sizeof(struct snd_ctl_event));
		}
		say(o, "first %ld: %s", values[i], answer(write_value(o, file, &first, values[i], 7)));
		say(o, "second %ld: %s", values[i], answer(write_value(o, file, &second, 3, values[i])));
		say_value(o, file, "  first", &first);
		say_value(o, file, "  second", &second);
		say_events(o, other, 16 * sizeof(struct snd_ctl_event));
	}
	o->ops->close(file);
	o->ops->close(other);
}
