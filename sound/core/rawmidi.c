// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rawmidi.c - MIDI ports as devices of a card: made, registered, found by number, disconnected, freed.
 *
 * The control device answers RAWMIDI_NEXT_DEVICE, _INFO and _PREFER_SUBDEVICE from when the first driver has made a
 * port: in Linux this is a module of its own, which comes with the first driver that needs it. Cards without ports say
 * -ENOTTY until then.
 *
 * Locks: rawmidi_devices_mutex, for the list of registered devices, is taken inside the control device's ioctls;
 * answer_mutex outside of them. The others: rawmidi_local.h.
 */
#define KBUILD_MODNAME "snd_rawmidi"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <sound/control.h>
#include <sound/minors.h>

#include "rawmidi_local.h"

static DEFINE_MUTEX(rawmidi_devices_mutex);
static LIST_HEAD(rawmidi_devices);
static DEFINE_MUTEX(answer_mutex);
static bool answers_control; /* answer_mutex */

/* rawmidi_devices_mutex held */
static struct snd_rawmidi *find(struct snd_card *card, unsigned int device)
{
	struct snd_rawmidi *rmidi;

	list_for_each_entry(rmidi, &rawmidi_devices, list)
		if (rmidi->card == card && rmidi->device == device)
			return rmidi;
	return NULL;
}

/* ---- asked through the control device ------------------------------------------------------------------ */

/**
 * snd_rawmidi_info_select() - about a substream
 * @info: in: device, stream, subdevice; out: all of it
 * Return: 0; -ENXIO: no such device or subdevice; -EINVAL: stream; -ENOENT: nothing in this direction. Sleeps.
 */
int snd_rawmidi_info_select(struct snd_card *card, struct snd_rawmidi_info *info)
{
	struct snd_rawmidi_substream *substream;
	struct snd_rawmidi_str *str;
	struct snd_rawmidi *rmidi;

	guard(mutex)(&rawmidi_devices_mutex);
	rmidi = find(card, info->device);
	if (!rmidi)
		return -ENXIO;
	if (info->stream < 0 || info->stream > SNDRV_RAWMIDI_STREAM_LAST)
		return -EINVAL;
	str = &rmidi->streams[info->stream];
	if (!str->substream_count)
		return -ENOENT;
	list_for_each_entry(substream, &str->substreams, list)
		if (substream->number == info->subdevice)
			return rawmidi_info(substream, info);
	return -ENXIO;
}
EXPORT_SYMBOL(snd_rawmidi_info_select);

static int do_info(struct snd_card *card, struct snd_rawmidi_info __user *arg)
{
	struct snd_rawmidi_info info;
	int err;

	if (get_user(info.device, &arg->device) || get_user(info.stream, &arg->stream) ||
	    get_user(info.subdevice, &arg->subdevice))
		return -EFAULT;
	err = snd_rawmidi_info_select(card, &info);
	if (err < 0)
		return err;
	return copy_to_user(arg, &info, sizeof(info)) ? -EFAULT : 0;
}

/* the first device behind *@arg, -1: none */
static int do_next_device(struct snd_card *card, int __user *arg)
{
	int device;

	if (get_user(device, arg))
		return -EFAULT;
	device = max(device, -1);
	guard(mutex)(&rawmidi_devices_mutex);
	for (device = min(device, SNDRV_RAWMIDI_DEVICES - 1) + 1; device < SNDRV_RAWMIDI_DEVICES; device++)
		if (find(card, device))
			return put_user(device, arg);
	return put_user(-1, arg);
}

static int control_ioctl(struct snd_card *card, struct snd_ctl_file *control, unsigned int cmd, unsigned long arg)
{
	void __user *argp = (void __user *)arg;
	int subdevice;

	switch (cmd) {
	case SNDRV_CTL_IOCTL_RAWMIDI_NEXT_DEVICE:
		return do_next_device(card, argp);
	case SNDRV_CTL_IOCTL_RAWMIDI_INFO:
		return do_info(card, argp);
	case SNDRV_CTL_IOCTL_RAWMIDI_PREFER_SUBDEVICE:
		if (get_user(subdevice, (int __user *)argp))
			return -EFAULT;
		control->preferred_subdevice[SND_CTL_SUBDEV_RAWMIDI] = subdevice;
		return 0;
	}
	return -ENOIOCTLCMD;
}

static int answer_control(void)
{
	int err;

	guard(mutex)(&answer_mutex);
	if (answers_control)
		return 0;
	err = snd_ctl_register_ioctl(control_ioctl);
	if (err)
		return err;
	/* numbers, and a structure that is alike in both worlds */
	err = snd_ctl_register_ioctl_compat(control_ioctl);
	if (err)
		snd_ctl_unregister_ioctl(control_ioctl);
	answers_control = !err;
	return err;
}

/* ---- the component ------------------------------------------------------------------------------------- */

static int dev_register(struct snd_device *device)
{
	struct snd_rawmidi *rmidi = device->device_data;
	int err;

	if (rmidi->device >= SNDRV_RAWMIDI_DEVICES)
		return -ENOMEM;
	scoped_guard(mutex, &rawmidi_devices_mutex) {
		if (find(rmidi->card, rmidi->device))
			return -EBUSY;
		list_add_tail(&rmidi->list, &rawmidi_devices);
	}
	err = snd_register_device(SNDRV_DEVICE_TYPE_RAWMIDI, rmidi->card, rmidi->device, &rawmidi_fops, rmidi,
				  rmidi->dev);
	if (err < 0) {
		dev_err(rmidi->dev, "cannot be registered: error %d\n", err);
		goto err_forget;
	}
	if (rmidi->ops && rmidi->ops->dev_register) {
		err = rmidi->ops->dev_register(rmidi);
		if (err < 0)
			goto err_unregister;
	}
	rawmidi_proc_init(rmidi);
	return 0;

err_unregister:
	snd_unregister_device(rmidi->dev);
err_forget:
	scoped_guard(mutex, &rawmidi_devices_mutex)
		list_del_init(&rmidi->list);
	return err;
}

static void wake_users(struct snd_rawmidi *rmidi)
{
	struct snd_rawmidi_substream *substream;
	int stream;

	wake_up(&rmidi->open_wait);
	for (stream = 0; stream <= SNDRV_RAWMIDI_STREAM_LAST; stream++)
		list_for_each_entry(substream, &rmidi->streams[stream].substreams, list)
			if (substream->runtime)
				wake_up(&substream->runtime->sleep);
}

static int dev_disconnect(struct snd_device *device)
{
	struct snd_rawmidi *rmidi = device->device_data;

	guard(mutex)(&rawmidi_devices_mutex);
	guard(mutex)(&rmidi->open_mutex);
	list_del_init(&rmidi->list);
	wake_users(rmidi);
	snd_unregister_device(rmidi->dev);
	return 0;
}

static int dev_free(struct snd_device *device)
{
	return snd_rawmidi_free(device->device_data);
}

/* ---- making -------------------------------------------------------------------------------------------- */

static int add_substreams(struct snd_rawmidi *rmidi, int stream, int count)
{
	struct snd_rawmidi_str *str = &rmidi->streams[stream];
	struct snd_rawmidi_substream *substream;
	int number;

	for (number = 0; number < count; number++) {
		substream = kzalloc(sizeof(*substream), GFP_KERNEL);
		if (!substream)
			return -ENOMEM;
		substream->stream = stream;
		substream->number = number;
		substream->rmidi = rmidi;
		substream->pstr = str;
		spin_lock_init(&substream->lock);
		list_add_tail(&substream->list, &str->substreams);
		str->substream_count++;
	}
	return 0;
}

static void free_substreams(struct snd_rawmidi_str *str)
{
	struct snd_rawmidi_substream *substream, *next;

	list_for_each_entry_safe(substream, next, &str->substreams, list)
		kfree(substream);
}

/**
 * snd_rawmidi_init() - a device in memory of the caller's, zeroed; snd_rawmidi_free() undoes it, also after an error,
 * and frees that memory
 * @info_flags: SNDRV_RAWMIDI_INFO_*
 * The others, and what it returns, as snd_rawmidi_new().
 */
int snd_rawmidi_init(struct snd_rawmidi *rmidi, struct snd_card *card, char *id, int device, int output_count,
		     int input_count, unsigned int info_flags)
{
	static const struct snd_device_ops ops = {
		.dev_free = dev_free,
		.dev_register = dev_register,
		.dev_disconnect = dev_disconnect,
	};
	int err;

	rmidi->card = card;
	rmidi->device = device;
	rmidi->info_flags = info_flags;
	rmidi->tied_device = SNDRV_RAWMIDI_DEVICE_UNKNOWN;
	strscpy(rmidi->id, id ?: "", sizeof(rmidi->id));
	mutex_init(&rmidi->open_mutex);
	init_waitqueue_head(&rmidi->open_wait);
	INIT_LIST_HEAD(&rmidi->list);
	INIT_LIST_HEAD(&rmidi->streams[SNDRV_RAWMIDI_STREAM_INPUT].substreams);
	INIT_LIST_HEAD(&rmidi->streams[SNDRV_RAWMIDI_STREAM_OUTPUT].substreams);
	err = answer_control();
	if (!err)
		err = snd_device_alloc(&rmidi->dev, card);
	if (!err)
		err = dev_set_name(rmidi->dev, "midiC%iD%i", card->number, device);
	if (!err)
		err = add_substreams(rmidi, SNDRV_RAWMIDI_STREAM_INPUT, input_count);
	if (!err)
		err = add_substreams(rmidi, SNDRV_RAWMIDI_STREAM_OUTPUT, output_count);
	return err ?: snd_device_new(card, SNDRV_DEV_RAWMIDI, rmidi, &ops);
}
EXPORT_SYMBOL_GPL(snd_rawmidi_init);

/**
 * snd_rawmidi_new() - make a MIDI port
 * @id: for programs; may be NULL
 * @device: number on the card, below 8
 * @output_count, @input_count: substreams
 * @rrawmidi: receives it; may be NULL
 * The driver sets name, info_flags and operations before the card is registered. It goes with the card.
 * Return: 0, -ENOMEM. Sleeps.
 */
int snd_rawmidi_new(struct snd_card *card, char *id, int device, int output_count, int input_count,
		    struct snd_rawmidi **rrawmidi)
{
	struct snd_rawmidi *rmidi;
	int err;

	if (rrawmidi)
		*rrawmidi = NULL;
	rmidi = kzalloc(sizeof(*rmidi), GFP_KERNEL);
	if (!rmidi)
		return -ENOMEM;
	err = snd_rawmidi_init(rmidi, card, id, device, output_count, input_count, 0);
	if (err < 0) {
		snd_rawmidi_free(rmidi);
		return err;
	}
	if (rrawmidi)
		*rrawmidi = rmidi;
	return 0;
}
EXPORT_SYMBOL(snd_rawmidi_new);

/** snd_rawmidi_free() - the end of a device that is not open, and of its memory; NULL is fine. Return: 0. Sleeps. */
int snd_rawmidi_free(struct snd_rawmidi *rmidi)
{
	if (!rmidi)
		return 0;
	snd_info_free_entry(rmidi->proc_entry);
	if (rmidi->ops && rmidi->ops->dev_unregister)
		rmidi->ops->dev_unregister(rmidi);
	free_substreams(&rmidi->streams[SNDRV_RAWMIDI_STREAM_INPUT]);
	free_substreams(&rmidi->streams[SNDRV_RAWMIDI_STREAM_OUTPUT]);
	if (rmidi->private_free)
		rmidi->private_free(rmidi);
	put_device(rmidi->dev);
	mutex_destroy(&rmidi->open_mutex);
	kfree(rmidi);
	return 0;
}
EXPORT_SYMBOL_GPL(snd_rawmidi_free);

/** snd_rawmidi_set_ops() - the hardware of all substreams of a direction; @ops: as long as the device */
void snd_rawmidi_set_ops(struct snd_rawmidi *rmidi, int stream, const struct snd_rawmidi_ops *ops)
{
	struct snd_rawmidi_substream *substream;

	list_for_each_entry(substream, &rmidi->streams[stream].substreams, list)
		substream->ops = ops;
}
EXPORT_SYMBOL(snd_rawmidi_set_ops);

static void __exit rawmidi_exit(void)
{
	WARN_ON(!list_empty(&rawmidi_devices));
	if (answers_control) {
		snd_ctl_unregister_ioctl_compat(control_ioctl);
		snd_ctl_unregister_ioctl(control_ioctl);
	}
	answers_control = false;
}

static int __init rawmidi_init(void)
{
	return 0;
}

module_init(rawmidi_init);
module_exit(rawmidi_exit);
