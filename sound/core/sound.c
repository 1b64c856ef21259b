// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sound.c - /dev/snd: one major number, minors given out as devices register, the way from a node to its operations.
 *
 * Opening any node of the major comes to open_minor(), which finds the registered device by minor and hands the file
 * over to its operations. Also the start and end of the sound core, and /proc/asound/devices.
 *
 * Lock: sound_mutex protects the table of minors; device_add() and device_del() of the devices run under it.
 */
#define KBUILD_MODNAME "snd"
#define pr_fmt(fmt) "snd: " fmt

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <sound/minors.h>

#include "local.h"

static int major = CONFIG_SND_MAJOR;
module_param(major, int, 0444);
MODULE_PARM_DESC(major, "major number of /dev/snd");
static int cards_limit = 1;
module_param(cards_limit, int, 0444);
MODULE_PARM_DESC(cards_limit, "card numbers that exist from the start");

int snd_major;
EXPORT_SYMBOL(snd_major);
/* one more than the highest number a card has had */
int snd_ecards_limit;
EXPORT_SYMBOL(snd_ecards_limit);

static DEFINE_MUTEX(sound_mutex);
static struct snd_minor *minors[SNDRV_OS_MINORS];

/**
 * snd_lookup_minor_data() - what a device file was registered with
 * @minor: of the inode
 * @type: SNDRV_DEVICE_TYPE_* it must be of
 * Return: its private_data, with a reference on its card that the caller drops with snd_card_unref(); or NULL. Sleeps.
 */
void *snd_lookup_minor_data(unsigned int minor, int type)
{
	struct snd_minor *reg;
	void *data = NULL;

	if (minor >= ARRAY_SIZE(minors))
		return NULL;
	mutex_lock(&sound_mutex);
	reg = minors[minor];
	if (reg && reg->type == type)
		data = reg->private_data;
	if (data && reg->card_ptr)
		get_device(&reg->card_ptr->card_dev);
	mutex_unlock(&sound_mutex);
	return data;
}
EXPORT_SYMBOL(snd_lookup_minor_data);

static int open_minor(struct inode *inode, struct file *file)
{
	const struct file_operations *ops = NULL;
	unsigned int minor = iminor(inode);

	if (minor >= ARRAY_SIZE(minors))
		return -ENODEV;
	mutex_lock(&sound_mutex);
	if (minors[minor])
		ops = fops_get(minors[minor]->f_ops);
	mutex_unlock(&sound_mutex);
	if (!ops)
		return -ENODEV;
	replace_fops(file, ops);
	return ops->open ? ops->open(inode, file) : 0;
}

static const struct file_operations sound_fops = {
	.owner = THIS_MODULE,
	.open = open_minor,
	.llseek = noop_llseek,
};

/* Numbers that mean something fixed, whatever is registered. */
static bool is_reserved(unsigned int minor)
{
	return SNDRV_MINOR_DEVICE(minor) == SNDRV_MINOR_CONTROL || minor == SNDRV_MINOR_SEQUENCER ||
	       minor == SNDRV_MINOR_TIMER;
}

static int find_minor(int type)
{
	unsigned int minor;

	if (type == SNDRV_DEVICE_TYPE_SEQUENCER)
		return SNDRV_MINOR_SEQUENCER;
	if (type == SNDRV_DEVICE_TYPE_TIMER)
		return SNDRV_MINOR_TIMER;
	for (minor = 0; minor < ARRAY_SIZE(minors); minor++)
		if (!is_reserved(minor) && !minors[minor])
			return minor;
	return -EBUSY;
}

/**
 * snd_register_device() - make a device file: a minor, the device, its node in /dev/snd
 * @type: SNDRV_DEVICE_TYPE_*
 * @card: it belongs to, or NULL
 * @dev: number within the card, or -1
 * @private_data: for snd_lookup_minor_data()
 * @device: initialised and named; added here
 * Return: 0, -EBUSY (no minor left), -ENOMEM, or what device_add() said. Sleeps.
 */
int snd_register_device(int type, struct snd_card *card, int dev, const struct file_operations *f_ops,
			void *private_data, struct device *device)
{
	struct snd_minor *reg;
	int minor, err;

	if (snd_BUG_ON(!device))
		return -EINVAL;
	reg = kzalloc(sizeof(*reg), GFP_KERNEL);
	if (!reg)
		return -ENOMEM;
	reg->type = type;
	reg->card = card ? card->number : -1;
	reg->device = dev;
	reg->f_ops = f_ops;
	reg->private_data = private_data;
	reg->dev = device;
	reg->card_ptr = card;

	mutex_lock(&sound_mutex);
	minor = find_minor(type);
	err = minor;
	if (minor < 0)
		goto err_unlock;
	device->devt = MKDEV(major, minor);
	err = device_add(device);
	if (err)
		goto err_unlock;
	minors[minor] = reg;
	mutex_unlock(&sound_mutex);
	return 0;

err_unlock:
	mutex_unlock(&sound_mutex);
	kfree(reg);
	return err;
}
EXPORT_SYMBOL(snd_register_device);

/** snd_unregister_device() - the end of snd_register_device(); open files go on. -ENOENT if it is not registered. */
int snd_unregister_device(struct device *dev)
{
	struct snd_minor *reg = NULL;
	unsigned int minor;

	mutex_lock(&sound_mutex);
	for (minor = 0; minor < ARRAY_SIZE(minors); minor++) {
		if (minors[minor] && minors[minor]->dev == dev) {
			reg = minors[minor];
			minors[minor] = NULL;
			device_del(dev);
			break;
		}
	}
	mutex_unlock(&sound_mutex);
	kfree(reg);
	return reg ? 0 : -ENOENT;
}
EXPORT_SYMBOL(snd_unregister_device);

/* ---- /proc/asound/devices ------------------------------------------------------------------------------ */

static const char *const type_names[] = {
	[SNDRV_DEVICE_TYPE_CONTROL] = "control",
	[SNDRV_DEVICE_TYPE_SEQUENCER] = "sequencer",
	[SNDRV_DEVICE_TYPE_TIMER] = "timer",
	[SNDRV_DEVICE_TYPE_HWDEP] = "hardware dependent",
	[SNDRV_DEVICE_TYPE_RAWMIDI] = "raw midi",
	[SNDRV_DEVICE_TYPE_PCM_PLAYBACK] = "digital audio playback",
	[SNDRV_DEVICE_TYPE_PCM_CAPTURE] = "digital audio capture",
	[SNDRV_DEVICE_TYPE_COMPRESS] = "compress",
};

static void print_minor(struct snd_info_buffer *buffer, int minor, const struct snd_minor *reg)
{
	const char *type = reg->type >= 0 && reg->type < ARRAY_SIZE(type_names) ? type_names[reg->type] : "?";

	if (reg->card < 0)
		snd_iprintf(buffer, "%3i:        : %s\n", minor, type);
	else if (reg->device < 0)
		snd_iprintf(buffer, "%3i: [%2i]   : %s\n", minor, reg->card, type);
	else
		snd_iprintf(buffer, "%3i: [%2i-%2i]: %s\n", minor, reg->card, reg->device, type);
}

static void read_devices(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	int minor;

	mutex_lock(&sound_mutex);
	for (minor = 0; minor < ARRAY_SIZE(minors); minor++)
		if (minors[minor])
			print_minor(buffer, minor, minors[minor]);
	mutex_unlock(&sound_mutex);
}

int __init snd_minor_info_init(void)
{
	struct snd_info_entry *entry = snd_info_create_module_entry(THIS_MODULE, "devices", NULL);

	if (!entry)
		return -ENOMEM;
	entry->c.text.read = read_devices;
	/* on error it is freed with the root */
	return snd_info_register(entry);
}

/* ---- start and end ------------------------------------------------------------------------------------- */

static int __init sound_init(void)
{
	int err;

	snd_major = major;
	snd_ecards_limit = cards_limit;
	err = register_chrdev(major, "alsa", &sound_fops);
	if (err < 0) {
		pr_err("major number %d cannot be had: error %d\n", major, err);
		return err;
	}
	err = snd_info_init();
	if (err < 0)
		unregister_chrdev(major, "alsa");
	return err;
}

static void __exit sound_exit(void)
{
	cards_finish();
	snd_info_done();
	unregister_chrdev(major, "alsa");
}

subsys_initcall(sound_init);
module_exit(sound_exit);
