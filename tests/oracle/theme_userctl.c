// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_userctl.c - elements that applications add, replace and remove; and the TLV requests on them and on the card's.
 */
#include "tests/oracle/ctl.h"
#include "tests/oracle/themes.h"

#include <stdlib.h>
#include <string.h>

static const char items[] = "one\0two\0three";

struct added {
	const char *name;
	struct snd_ctl_elem_info info;
};

#define USER(label, kind, ...)                                                                                         \
	{                                                                                                              \
		label,                                                                                                 \
		{                                                                                                      \
			.id = { .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = label },                                  \
			.type = SNDRV_CTL_ELEM_TYPE_##kind, __VA_ARGS__                                                \
		}                                                                                                      \
	}
#define INTEGERS(low, high, by) .value.integer = { .min = low, .max = high, .step = by }
#define ITEMS(number, length)                                                                                          \
	.value.enumerated = { .items = number, .names_ptr = (unsigned long)items, .names_length = length }

static const struct added additions[] = {
	USER("Integer", INTEGER, .count = 2, INTEGERS(0, 100, 1)),
	USER("Integer", INTEGER, .count = 2, INTEGERS(0, 100, 1)), /* a second time */
	USER("Integer64", INTEGER64, .count = 1),
	USER("Boolean", BOOLEAN, .count = 1, INTEGERS(0, 1, 1)),
	USER("Bytes", BYTES, .count = 512),
	USER("Iec958", IEC958, .count = 1),
	USER("Enumerated", ENUMERATED, .count = 1, ITEMS(3, sizeof(items))),
	USER("Short Names", ENUMERATED, .count = 1, ITEMS(3, 8)),
	USER("No Items", ENUMERATED, .count = 1, ITEMS(0, 0)),
	USER("Long Names", ENUMERATED, .count = 1, ITEMS(3, 65537)),
	USER("No Names", ENUMERATED, .count = 1, .value.enumerated = { .items = 3, .names_length = 14 }),
	USER("None", NONE, .count = 1),
	USER("Count 0", INTEGER, .count = 0),
	USER("Count 128", INTEGER, .count = 128, INTEGERS(0, 1, 1)),
	USER("Count 129", INTEGER, .count = 129),
	USER("Bytes 513", BYTES, .count = 513),
	USER("Iec958 two", IEC958, .count = 2),
	USER("Integer64 65", INTEGER64, .count = 65),
	{ "Type 7", { .id = { .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Type 7" }, .type = 7, .count = 1 } },
	USER("Backwards", INTEGER, .count = 1, INTEGERS(5, 1, 0)),
	USER("Read Only", INTEGER, .count = 1, .access = SNDRV_CTL_ELEM_ACCESS_READ, INTEGERS(0, 9, 0)),
	USER("Write Only", INTEGER, .count = 1, .access = SNDRV_CTL_ELEM_ACCESS_WRITE, INTEGERS(0, 9, 0)),
	USER("With TLV", INTEGER, .count = 1,
	     .access = SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_TLV_READWRITE, INTEGERS(0, 9, 0)),
	USER("TLV Write", INTEGER, .count = 1,
	     .access = SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_TLV_WRITE, INTEGERS(0, 9, 0)),
	USER("Odd Access", INTEGER, .count = 1, .access = 0xffff0000, INTEGERS(0, 9, 0)),
	USER("Inactive", INTEGER, .count = 1,
	     .access = SNDRV_CTL_ELEM_ACCESS_READWRITE | SNDRV_CTL_ELEM_ACCESS_INACTIVE, INTEGERS(0, 9, 0)),
	USER("Owners", INTEGER, .count = 1, .owner = 2, INTEGERS(0, 9, 0)),
	USER("Owners 0", INTEGER, .count = 1, .owner = 0, INTEGERS(0, 9, 0)),
	USER("Owners many", INTEGER, .count = 1, .owner = 2000, INTEGERS(0, 9, 0)),
	USER("", INTEGER, .count = 1, INTEGERS(0, 9, 0)),
	{ "Indexed",
	  { .id = { .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Indexed", .index = 3 },
	    .type = 2,
	    .count = 1,
	    .owner = 2 } },
	{ "iface 99", { .id = { .iface = 99, .name = "Integer" }, .type = 2, .count = 1 } },
	{ "numid 55", { .id = { .numid = 55, .iface = 2, .name = "numid" }, .type = 2, .count = 1 } },
};

static void ask_add(struct oracle *o, int file, const struct added *a)
{
	struct snd_ctl_elem_info info = a->info;
	long err;

	err = o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_ADD, &info);
	say_id(o, "add", err, &info.id);
	if (err)
		return;
	say_elem_info(o, file, "it is", &info.id, 1);
	say_value(o, file, "it holds", &info.id);
	say(o, "  write 1 2: %s", answer(write_value(o, file, &info.id, 1, 2)));
	say(o, "  write again: %s", answer(write_value(o, file, &info.id, 1, 2)));
	say(o, "  write 101: %s", answer(write_value(o, file, &info.id, 101, 0)));
	say(o, "  write -1: %s", answer(write_value(o, file, &info.id, -1, -1)));
	say_value(o, file, "it holds", &info.id);
}

static void ask_remove(struct oracle *o, int file, unsigned int numid, const char *name)
{
	struct snd_ctl_elem_id id = { .numid = numid, .iface = SNDRV_CTL_ELEM_IFACE_MIXER };

	snprintf((char *)id.name, sizeof(id.name), "%s", name);
	say(o, "remove %u '%s': %s", numid, name, answer(o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_REMOVE, &id)));
}

static void ask_replace(struct oracle *o, int file, const struct added *a)
{
	struct snd_ctl_elem_info info = a->info;

	say_id(o, "replace", o->ops->ioctl(file, SNDRV_CTL_IOCTL_ELEM_REPLACE, &info), &info.id);
	say_elem_info(o, file, "it is", &info.id, 0);
}

static void ask_tlv(struct oracle *o, int file, unsigned long cmd, const char *name, unsigned int numid,
		    unsigned int length)
{
	static char memory[sizeof(struct snd_ctl_tlv) + 140000];
	struct snd_ctl_tlv *tlv = (struct snd_ctl_tlv *)memory;
	long err;

	memset(memory, 0, sizeof(memory));
	tlv->numid = numid;
	tlv->length = length;
	if (cmd != SNDRV_CTL_IOCTL_TLV_READ && length >= 16) {
		tlv->tlv[0] = 4;
		tlv->tlv[1] = 8;
		tlv->tlv[2] = 0xabc;
	}
	err = o->ops->ioctl(file, cmd, tlv);
	say(o, "tlv %s %u, %u bytes: %s | %u %u %x %x", name, numid, length, answer(err), tlv->tlv[0], tlv->tlv[1],
	    tlv->tlv[2], tlv->tlv[3]);
}

static void ask_tlvs(struct oracle *o, int file)
{
	static const unsigned int lengths[] = { 0, 4, 7, 8, 15, 16, 17, 64, 131072, 131076 };
	static const unsigned int numids[] = { 0, 1, 2, 15, 16, 99, 24, 25, 26, 27, 28, 29, 30, 31 };
	size_t n, l;

	for (n = 0; n < COUNT(numids); n++) {
		for (l = 0; l < COUNT(lengths); l++) {
			ask_tlv(o, file, SNDRV_CTL_IOCTL_TLV_READ, "read", numids[n], lengths[l]);
			ask_tlv(o, file, SNDRV_CTL_IOCTL_TLV_WRITE, "write", numids[n], lengths[l]);
			ask_tlv(o, file, SNDRV_CTL_IOCTL_TLV_WRITE, "write again", numids[n], lengths[l]);
			ask_tlv(o, file, SNDRV_CTL_IOCTL_TLV_READ, "read back", numids[n], lengths[l]);
		}
		ask_tlv(o, file, SNDRV_CTL_IOCTL_TLV_COMMAND, "command", numids[n], 16);
	}
}

void theme_userctl(struct oracle *o)
{
	int file = ctl_open(o, 0), other = ctl_open(o, 0), subscribe = 1;
	size_t i;

	o->ops->ioctl(other, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &subscribe);
	for (i = 0; i < COUNT(additions); i++)
		ask_add(o, file, &additions[i]);
	for (i = 0; i < 5; i++)
		say_events(o, other, 16 * sizeof(struct snd_ctl_event));
	ask_tlvs(o, file);
	for (i = 0; i < 5; i++)
		say_events(o, other, 16 * sizeof(struct snd_ctl_event));
	ask_replace(o, file, &additions[0]);
	ask_replace(o, other, &additions[0]);
	ask_replace(o, file, &additions[11]);
	say_events(o, other, 16 * sizeof(struct snd_ctl_event));
	ask_remove(o, other, 0, "Integer");
	ask_remove(o, file, 0, "Integer");
	ask_remove(o, file, 0, "Integer");
	ask_remove(o, file, 1, "");
	ask_remove(o, file, 99, "");
	ask_remove(o, file, 0, "Master Playback Volume");
	ask_remove(o, file, 0, "Bytes");
	say_events(o, other, 16 * sizeof(struct snd_ctl_event));
	/* what an application has added outlives its file */
	o->ops->close(file);
	file = ctl_open(o, 0);
	ask_remove(o, file, 0, "Boolean");
	for (i = 19; i < 60; i++)
		ask_remove(o, file, i, "");
	o->ops->close(file);
	o->ops->close(other);
}
