// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * device.c - the components of a card: PCM, control, timer, codec, the driver's own.
 *
 * A card's list of components is sorted by type, equal types in the order they came. It is registered from the front
 * and disconnected and freed from the back, with one exception: what other components may still need while they are
 * freed (control, low level) goes last. The list has no lock: a card is built and taken down by one task at a time.
 */
#define KBUILD_MODNAME "snd"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <sound/core.h>

/**
 * snd_device_new() - make a component of a card
 * @card: it belongs to, and goes with
 * @type: its place in the order
 * @device_data: the component's own structure; identifies it from now on
 * @ops: what to do when the card comes and goes
 * Return: 0, -ENXIO (an argument is missing), -ENOMEM. On error dev_free() is not called.
 */
int snd_device_new(struct snd_card *card, enum snd_device_type type, void *device_data,
		   const struct snd_device_ops *ops)
{
	struct snd_device *dev, *before;

	if (snd_BUG_ON(!card || !device_data || !ops))
		return -ENXIO;
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return -ENOMEM;
	dev->card = card;
	dev->type = type;
	dev->state = SNDRV_DEV_BUILD;
	dev->device_data = device_data;
	dev->ops = ops;

	list_for_each_entry_reverse(before, &card->devices, list)
		if (before->type <= type)
			break;
	/* if none is, @before is the list's head in disguise: the new one comes first */
	list_add(&dev->list, &before->list);
	return 0;
}
EXPORT_SYMBOL(snd_device_new);

static struct snd_device *find(struct snd_card *card, void *device_data)
{
	struct snd_device *dev;

	list_for_each_entry(dev, &card->devices, list)
		if (dev->device_data == device_data)
			return dev;
	return NULL;
}

static int do_register(struct snd_device *dev)
{
	int err = 0;

	if (dev->state != SNDRV_DEV_BUILD)
		return 0;
	if (dev->ops->dev_register)
		err = dev->ops->dev_register(dev);
	if (err < 0)
		return err;
	dev->state = SNDRV_DEV_REGISTERED;
	return 0;
}

static void do_disconnect(struct snd_device *dev)
{
	if (dev->state != SNDRV_DEV_REGISTERED)
		return;
	if (dev->ops->dev_disconnect && dev->ops->dev_disconnect(dev))
		dev_err(dev->card->dev, "a component of type %d cannot be disconnected\n", dev->type);
	dev->state = SNDRV_DEV_DISCONNECTED;
}

static void do_free(struct snd_device *dev)
{
	/* out of the list first: dev_free() may look for other components */
	list_del(&dev->list);
	do_disconnect(dev);
	if (dev->ops->dev_free && dev->ops->dev_free(dev))
		dev_err(dev->card->dev, "a component of type %d cannot be freed\n", dev->type);
	kfree(dev);
}

/**
 * snd_device_register() - register one component, made after the card was registered
 * Return: 0 (also if it is registered), -ENXIO if the card has no such component, or what dev_register() said.
 */
int snd_device_register(struct snd_card *card, void *device_data)
{
	struct snd_device *dev;

	if (snd_BUG_ON(!card || !device_data))
		return -ENXIO;
	dev = find(card, device_data);
	if (snd_BUG_ON(!dev))
		return -ENXIO;
	return do_register(dev);
}
EXPORT_SYMBOL(snd_device_register);

/** snd_device_register_all() - all that are not, in order; the first error ends it */
int snd_device_register_all(struct snd_card *card)
{
	struct snd_device *dev;
	int err = 0;

	if (snd_BUG_ON(!card))
		return -ENXIO;
	list_for_each_entry(dev, &card->devices, list) {
		err = do_register(dev);
		if (err < 0)
			break;
	}
	return err;
}

/** snd_device_disconnect() - take one component away from clients; it stays until it is freed */
void snd_device_disconnect(struct snd_card *card, void *device_data)
{
	struct snd_device *dev;

	if (snd_BUG_ON(!card || !device_data))
		return;
	dev = find(card, device_data);
	if (dev)
		do_disconnect(dev);
	else
		dev_dbg(card->dev, "no component %p to disconnect\n", device_data);
}
EXPORT_SYMBOL_GPL(snd_device_disconnect);

void snd_device_disconnect_all(struct snd_card *card)
{
	struct snd_device *dev;

	if (snd_BUG_ON(!card))
		return;
	list_for_each_entry_reverse(dev, &card->devices, list)
		do_disconnect(dev);
}

/** snd_device_free() - disconnect and free one component now */
void snd_device_free(struct snd_card *card, void *device_data)
{
	struct snd_device *dev;

	if (snd_BUG_ON(!card || !device_data))
		return;
	dev = find(card, device_data);
	if (dev)
		do_free(dev);
	else
		dev_dbg(card->dev, "no component %p to free\n", device_data);
}
EXPORT_SYMBOL(snd_device_free);

static bool is_needed_by_others(const struct snd_device *dev)
{
	return dev->type == SNDRV_DEV_CONTROL || dev->type == SNDRV_DEV_LOWLEVEL;
}

void snd_device_free_all(struct snd_card *card)
{
	struct snd_device *dev, *prev;

	if (snd_BUG_ON(!card))
		return;
	list_for_each_entry_safe_reverse(dev, prev, &card->devices, list)
		if (!is_needed_by_others(dev))
			do_free(dev);
	list_for_each_entry_safe_reverse(dev, prev, &card->devices, list)
		do_free(dev);
}

/** snd_device_get_state() - enum snd_device_state of a component, -1 if the card has no such */
int snd_device_get_state(struct snd_card *card, void *device_data)
{
	struct snd_device *dev = find(card, device_data);

	return dev ? (int)dev->state : -1;
}
EXPORT_SYMBOL_GPL(snd_device_get_state);
