// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe_ctl.c - a card with nothing but control elements, one of each kind and some that fail; module snd-probe-ctl.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <sound/asoundef.h>
#include <sound/control.h>
#include <sound/core.h>
#include <sound/initval.h>
#include <sound/tlv.h>

#define VALUES 128

/* what an element holds, by its private_value */
static struct {
	long integer[VALUES];
	long long integer64;
	unsigned int item;
	unsigned char bytes[16];
	unsigned char status[24];
} held[16];

static struct platform_device *parent;
static struct snd_card *card;

static int volume_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	info->type = SNDRV_CTL_ELEM_TYPE_INTEGER;
	info->count = 2;
	info->value.integer.min = -5;
	info->value.integer.max = 31;
	info->value.integer.step = 2;
	return 0;
}

static int many_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	info->type = SNDRV_CTL_ELEM_TYPE_INTEGER;
	info->count = VALUES;
	info->value.integer.max = 1;
	return 0;
}

static int integer_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	memcpy(value->value.integer.value, held[kcontrol->private_value].integer, sizeof(held[0].integer));
	return 0;
}

static int integer_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	long *integer = held[kcontrol->private_value].integer;
	int changed = memcmp(integer, value->value.integer.value, sizeof(held[0].integer)) != 0;

	memcpy(integer, value->value.integer.value, sizeof(held[0].integer));
	return changed;
}

static int source_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	static const char *const texts[] = { "Mic", "Line", "CD" };

	return snd_ctl_enum_info(info, 1, ARRAY_SIZE(texts), texts);
}

static int source_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	value->value.enumerated.item[0] = held[kcontrol->private_value].item;
	return 0;
}

static int source_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	unsigned int item = value->value.enumerated.item[0];

	if (item > 2)
		return -EINVAL;
	if (item == held[kcontrol->private_value].item)
		return 0;
	held[kcontrol->private_value].item = item;
	return 1;
}

static int bytes_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	info->type = SNDRV_CTL_ELEM_TYPE_BYTES;
	info->count = sizeof(held[0].bytes);
	return 0;
}

static int bytes_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	memcpy(value->value.bytes.data, held[kcontrol->private_value].bytes, sizeof(held[0].bytes));
	return 0;
}

static int bytes_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	memcpy(held[kcontrol->private_value].bytes, value->value.bytes.data, sizeof(held[0].bytes));
	return 1;
}

static int big_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	info->type = SNDRV_CTL_ELEM_TYPE_INTEGER64;
	info->count = 1;
	info->value.integer64.min = -1000000000000LL;
	info->value.integer64.max = 1000000000000LL;
	return 0;
}

static int big_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	value->value.integer64.value[0] = held[kcontrol->private_value].integer64;
	return 0;
}

static int big_put(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	held[kcontrol->private_value].integer64 = value->value.integer64.value[0];
	return 1;
}

static int spdif_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	info->type = SNDRV_CTL_ELEM_TYPE_IEC958;
	info->count = 1;
	return 0;
}

static int spdif_get(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	memcpy(value->value.iec958.status, held[kcontrol->private_value].status, sizeof(held[0].status));
	return 0;
}

static int failing(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_value *value)
{
	return -EIO;
}

static int failing_info(struct snd_kcontrol *kcontrol, struct snd_ctl_elem_info *info)
{
	return -EIO;
}

static int range_tlv(struct snd_kcontrol *kcontrol, int op, unsigned int size, unsigned int __user *tlv)
{
	static const unsigned int answer[] = { 77, 8, 0x1234, 0x5678 };

	if (op != SNDRV_CTL_TLV_OP_READ)
		return op == SNDRV_CTL_TLV_OP_WRITE ? 1 : -ENXIO;
	if (size < sizeof(answer))
		return -ENOMEM;
	return copy_to_user(tlv, answer, sizeof(answer)) ? -EFAULT : 0;
}

static const DECLARE_TLV_DB_SCALE(volume_scale, -4650, 150, 1);

#define READ_WRITE SNDRV_CTL_ELEM_ACCESS_READWRITE

static const struct snd_kcontrol_new elements[] = {
	{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Master Playback Volume",
	  .access = READ_WRITE | SNDRV_CTL_ELEM_ACCESS_TLV_READ, .info = volume_info, .get = integer_get,
	  .put = integer_put, .tlv.p = volume_scale, .private_value = 0 },
	{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Master Playback Switch", .info = snd_ctl_boolean_stereo_info,
	  .get = integer_get, .put = integer_put, .private_value = 1 },
	{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Capture Source", .info = source_info, .get = source_get,
	  .put = source_put, .private_value = 2 },
	{ .iface = SNDRV_CTL_ELEM_IFACE_CARD, .name = "Bytes", .info = bytes_info, .get = bytes_get, .put = bytes_put,
	  .private_value = 3 },
	{ .iface = SNDRV_CTL_ELEM_IFACE_HWDEP, .name = "Big", .info = big_info, .get = big_get, .put = big_put,
	  .private_value = 4 },
	{ .iface = SNDRV_CTL_ELEM_IFACE_PCM, .name = "IEC958 Playback Default", .device = 3, .subdevice = 1,
	  .access = SNDRV_CTL_ELEM_ACCESS_READ, .info = spdif_info, .get = spdif_get, .private_value = 5 },
	{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Indexed", .index = 4, .count = 3, .info = volume_info,
	  .get = integer_get, .put = integer_put, .private_value = 6 },
	{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Write Only", .access = SNDRV_CTL_ELEM_ACCESS_WRITE,
	  .info = volume_info, .put = integer_put, .private_value = 7 },
	{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Inactive", .access = READ_WRITE | SNDRV_CTL_ELEM_ACCESS_INACTIVE,
	  .info = volume_info, .get = integer_get, .put = integer_put, .private_value = 8 },
	{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Volatile", .access = READ_WRITE | SNDRV_CTL_ELEM_ACCESS_VOLATILE,
	  .info = many_info, .get = integer_get, .put = integer_put, .private_value = 9 },
	{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Failing", .info = volume_info, .get = failing, .put = failing },
	{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Without Info", .info = failing_info, .get = failing },
	{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Answering",
	  .access = READ_WRITE | SNDRV_CTL_ELEM_ACCESS_TLV_READWRITE | SNDRV_CTL_ELEM_ACCESS_TLV_CALLBACK,
	  .info = volume_info, .get = integer_get, .put = integer_put, .tlv.c = range_tlv, .private_value = 10 },
};

static const struct snd_kcontrol_new followers[] = {
	{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Front Playback Volume", .info = volume_info, .get = integer_get,
	  .put = integer_put, .private_value = 11 },
	{ .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Rear Playback Volume", .info = volume_info, .get = integer_get,
	  .put = integer_put, .private_value = 12 },
};

static int add_elements(void)
{
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(elements); i++) {
		err = snd_ctl_add(card, snd_ctl_new1(&elements[i], NULL));
		if (err < 0)
			return err;
	}
	return 0;
}

/* a master over the followers, on top of the other elements */
static int add_virtual_master(void)
{
	struct snd_kcontrol *master, *follower;
	size_t i;
	int err;

	master = snd_ctl_make_virtual_master("Virtual Master Volume", volume_scale);
	err = snd_ctl_add(card, master);
	for (i = 0; err >= 0 && i < ARRAY_SIZE(followers); i++) {
		follower = snd_ctl_new1(&followers[i], NULL);
		err = snd_ctl_add(card, follower);
		if (err >= 0)
			err = i ? snd_ctl_add_follower(master, follower)
				: snd_ctl_add_follower_uncached(master, follower);
	}
	return err;
}

static int __init probe_ctl_init(void)
{
	int err;

	parent = platform_device_register_simple("snd-probe-ctl", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(parent))
		return PTR_ERR(parent);
	err = snd_card_new(&parent->dev, SNDRV_DEFAULT_IDX1, "Controls", THIS_MODULE, 0, &card);
	if (err < 0)
		goto remove_parent;
	strscpy(card->driver, "snd-probe-ctl", sizeof(card->driver));
	strscpy(card->shortname, "Controls", sizeof(card->shortname));
	strscpy(card->longname, "Controls of each kind", sizeof(card->longname));
	strscpy(card->mixername, "Probe mixer", sizeof(card->mixername));
	err = snd_component_add(card, "probe");
	if (!err)
		err = add_elements();
	if (!err)
		err = add_virtual_master();
	if (err >= 0)
		err = snd_card_register(card);
	if (err < 0)
		goto free_card;
	return 0;

free_card:
	snd_card_free(card);
remove_parent:
	platform_device_unregister(parent);
	return err;
}

static void __exit probe_ctl_exit(void)
{
	snd_card_free(card);
	platform_device_unregister(parent);
}

module_init(probe_ctl_init)
module_exit(probe_ctl_exit)
MODULE_DESCRIPTION("a sound card with control elements of each kind");
MODULE_LICENSE("GPL");
