// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * init.c - the life of a card: numbered and made, registered, disconnected, freed.
 *
 * The card is an object of the device model (card_dev): whoever uses it holds a reference, above all each open
 * file. Disconnection happens at any time, at once, and once: clients are cut off, components go from sight, the
 * number is free again. Freeing happens when the last reference goes; snd_card_free() waits for that.
 *
 * Locks: snd_card_mutex protects the table of cards, the numbers in use and the ids; it is not held while components'
 * or drivers' functions run.
 */
#define KBUILD_MODNAME "snd"

#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <sound/asound.h>
#include <sound/control.h>

#include "local.h"

struct snd_card *snd_cards[SNDRV_CARDS];
DEFINE_MUTEX(snd_card_mutex);
/* numbers in use, by cards that are registered and by those that are being built */
static DECLARE_BITMAP(numbers, SNDRV_CARDS);

static char *slots[SNDRV_CARDS];
module_param_array(slots, charp, NULL, 0444);
MODULE_PARM_DESC(slots, "per card number: the module it is kept for (!name: any but that one)");

/* ---- numbers ----------------------------------------------------------------------------------------- */

/* Module names, in which - and _ are the same. */
static bool same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if (*a != *b && !((*a == '-' || *a == '_') && (*b == '-' || *b == '_')))
			return false;
	return *a == *b;
}

/* The slots parameter gives this number to this module ("!name": to every other one). */
static bool slot_is_for(struct module *module, int number)
{
	const char *slot = slots[number];

	if (!slot || !module || !module->name[0])
		return false;
	if (*slot == '!')
		return !same_name(slot + 1, module->name);
	return same_name(slot, module->name);
}

static bool slot_is_open(struct module *module, int number)
{
	return !slots[number] || !slots[number][0];
}

/* The first free number of a negative index, which is a mask: -1 any, -2 all but 0 …; -1 if there is none. */
static int find_number(int mask, bool (*suits)(struct module *module, int number), struct module *module)
{
	int number;

	for (number = 0; number < SNDRV_CARDS; number++) {
		if (number < 32 && !(mask & (1U << number)))
			continue;
		if (!test_bit(number, numbers) && suits(module, number))
			return number;
	}
	return -1;
}

/* Take the number @idx asks for: it, -EBUSY or -ENODEV. */
static int take_number(int idx, struct module *module)
{
	int number = idx;

	mutex_lock(&snd_card_mutex);
	if (idx < 0) {
		number = find_number(idx, slot_is_for, module);
		if (number < 0)
			number = find_number(idx, slot_is_open, module);
	}
	if (number < 0 || number >= SNDRV_CARDS) {
		number = -ENODEV;
	} else if (test_bit(number, numbers)) {
		number = -EBUSY;
	} else {
		set_bit(number, numbers);
		snd_ecards_limit = max(snd_ecards_limit, number + 1);
	}
	mutex_unlock(&snd_card_mutex);
	return number;
}

static void give_number_back(struct snd_card *card)
{
	mutex_lock(&snd_card_mutex);
	snd_cards[card->number] = NULL;
	clear_bit(card->number, numbers);
	mutex_unlock(&snd_card_mutex);
}

/* ---- making a card ------------------------------------------------------------------------------------- */

static void release_device(struct device *dev)
{
	kfree(dev);
}

/**
 * snd_device_alloc() - the struct device behind a device file
 * @dev_p: receives it, initialised, of class sound; put_device() frees it
 * @card: its parent, or NULL
 */
int snd_device_alloc(struct device **dev_p, struct snd_card *card)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	*dev_p = dev;
	if (!dev)
		return -ENOMEM;
	device_initialize(dev);
	dev->class = &sound_class;
	dev->parent = snd_card_get_device_link(card);
	dev->release = release_device;
	return 0;
}
EXPORT_SYMBOL_GPL(snd_device_alloc);

/* The last reference of a card has gone. */
static void release_card(struct device *dev)
{
	struct snd_card *card = dev_to_snd_card(dev);
	struct completion *released = card->release_completion;
	bool managed = card->managed;

	card->releasing = true;
	snd_device_free_all(card);
	if (card->private_free)
		card->private_free(card);
	snd_info_card_free(card);
	put_device(card->dev);
	/* memory of a managed card belongs to devres; whoever waits may give it back as soon as it is told */
	if (!managed)
		kfree(card);
	if (released)
		complete(released);
}

static void init_fields(struct snd_card *card, struct device *parent, struct module *module)
{
	card->dev = get_device(parent);
	card->module = module;
	card->sync_irq = -1;
	INIT_LIST_HEAD(&card->devices);
	init_rwsem(&card->controls_rwsem);
	rwlock_init(&card->controls_rwlock);
	INIT_LIST_HEAD(&card->controls);
	INIT_LIST_HEAD(&card->ctl_files);
	spin_lock_init(&card->files_lock);
	INIT_LIST_HEAD(&card->files_list);
	init_waitqueue_head(&card->remove_sleep);
	mutex_init(&card->memory_mutex);
	card->power_state = SNDRV_CTL_POWER_D0;
	atomic_set(&card->power_ref, 0);
	init_waitqueue_head(&card->power_sleep);
	init_waitqueue_head(&card->power_ref_sleep);
	device_initialize(&card->card_dev);
	card->card_dev.parent = parent;
	card->card_dev.class = &sound_class;
	card->card_dev.release = release_card;
}

/* On error the caller frees the memory; everything else is given back. */
static int init_card(struct snd_card *card, struct device *parent, int idx, const char *xid, struct module *module,
		     size_t extra_size)
{
	bool managed = card->managed;
	int err;

	if (extra_size)
		card->private_data = card + 1;
	if (xid)
		strscpy(card->id, xid, sizeof(card->id));
	card->number = take_number(idx, module);
	if (card->number < 0) {
		dev_err(parent, "no card number for index %d: error %d\n", idx, card->number);
		return card->number;
	}
	init_fields(card, parent, module);
	/* until the end, the last reference must not free the memory */
	card->managed = true;
	err = dev_set_name(&card->card_dev, "card%d", card->number);
	if (err)
		goto err_release;
	/* without a parent: a source in the older spelling tells later, with snd_card_set_dev() */
	snprintf(card->irq_descr, sizeof(card->irq_descr), "%s:%s", parent ? dev_driver_string(parent) : "",
		 dev_name(&card->card_dev));
	err = snd_ctl_create(card);
	if (err)
		goto err_release;
	err = snd_info_card_create(card);
	if (err)
		goto err_release;
	card->managed = managed;
	return 0;

err_release:
	dev_err(parent, "card %d cannot be made: error %d\n", card->number, err);
	give_number_back(card);
	put_device(&card->card_dev);
	return err;
}

/**
 * snd_card_new() - make a card
 * @parent: the hardware's device
 * @idx: wanted number; negative: any that its bits allow
 * @xid: wanted id, or NULL
 * @module: pinned while files are open
 * @extra_size: bytes behind the card for the driver, zeroed: private_data
 * @card_ret: receives the card; NULL on error
 * Return: 0, -EBUSY (number in use), -ENODEV (no such number, or none free), -ENOMEM. Sleeps.
 */
int snd_card_new(struct device *parent, int idx, const char *xid, struct module *module, int extra_size,
		 struct snd_card **card_ret)
{
	struct snd_card *card;
	int err;

	if (snd_BUG_ON(!card_ret))
		return -EINVAL;
	*card_ret = NULL;
	extra_size = max(extra_size, 0);
	card = kzalloc(sizeof(*card) + extra_size, GFP_KERNEL);
	if (!card)
		return -ENOMEM;
	err = init_card(card, parent, idx, xid, module, extra_size);
	if (err < 0) {
		kfree(card);
		return err;
	}
	*card_ret = card;
	return 0;
}
EXPORT_SYMBOL(snd_card_new);

static void free_managed_card(struct device *dev, void *res)
{
	snd_card_free(res);
}

/**
 * snd_devm_card_new() - snd_card_new() for a card that goes with the driver's binding to @parent
 * The memory is a devres of @parent. Once the card is registered it is freed before all other devres, so that clients
 * are gone when the driver's resources go. If the probe fails before that, the driver frees the card itself, or
 * through snd_card_free_on_error().
 */
int snd_devm_card_new(struct device *parent, int idx, const char *xid, struct module *module, size_t extra_size,
		      struct snd_card **card_ret)
{
	struct snd_card *card;
	int err;

	*card_ret = NULL;
	card = devres_alloc(free_managed_card, sizeof(*card) + extra_size, GFP_KERNEL);
	if (!card)
		return -ENOMEM;
	card->managed = true;
	err = init_card(card, parent, idx, xid, module, extra_size);
	if (err < 0) {
		devres_free(card);
		return err;
	}
	devres_add(parent, card);
	*card_ret = card;
	return 0;
}
EXPORT_SYMBOL_GPL(snd_devm_card_new);

/** snd_card_free_on_error() - for the end of a probe: free @dev's managed card if @ret is an error. Return: @ret. */
int snd_card_free_on_error(struct device *dev, int ret)
{
	if (ret)
		snd_card_free(devres_find(dev, free_managed_card, NULL, NULL));
	return ret;
}
EXPORT_SYMBOL_GPL(snd_card_free_on_error);

/* ---- registering --------------------------------------------------------------------------------------- */

static void free_card_first(void *card)
{
	snd_card_free(card);
}

/* Put the card into the table, with its final id; false: it was in already. */
static bool enter_table(struct snd_card *card)
{
	char wanted[sizeof(card->id)];
	const char *src;
	bool first;

	mutex_lock(&snd_card_mutex);
	first = !snd_cards[card->number];
	if (first) {
		if (card->id[0]) {
			strscpy(wanted, card->id, sizeof(wanted));
			card_make_id(card, wanted, wanted);
		} else {
			src = card->shortname[0] ? card->shortname : card->longname;
			card_make_id(card, src, card_name_id(src));
		}
		snd_cards[card->number] = card;
	}
	mutex_unlock(&snd_card_mutex);
	return first;
}

/**
 * snd_card_register() - show the card and all its components to clients
 * May be called again after components were added. Sleeps.
 * Return: 0 or -errno of whatever failed; the caller then frees the card.
 */
int snd_card_register(struct snd_card *card)
{
	int err;

	if (snd_BUG_ON(!card))
		return -EINVAL;
	if (!card->registered) {
		err = device_add(&card->card_dev);
		if (err < 0)
			return err;
		card->registered = true;
	} else if (card->managed) {
		devm_remove_action(card->dev, free_card_first, card);
	}
	/* again at the end of the list, behind what the driver acquired since: the card goes before it */
	if (card->managed) {
		err = devm_add_action(card->dev, free_card_first, card);
		if (err < 0)
			return err;
	}
	err = snd_device_register_all(card);
	if (err < 0)
		return err;
	enter_table(card);
	return snd_info_card_register(card);
}
EXPORT_SYMBOL(snd_card_register);

/** snd_card_ref() - the registered card of a number, with a reference for snd_card_unref(); NULL: none */
struct snd_card *snd_card_ref(int idx)
{
	struct snd_card *card = NULL;

	if (idx < 0 || idx >= SNDRV_CARDS)
		return NULL;
	mutex_lock(&snd_card_mutex);
	card = snd_cards[idx];
	if (card)
		get_device(&card->card_dev);
	mutex_unlock(&snd_card_mutex);
	return card;
}
EXPORT_SYMBOL_GPL(snd_card_ref);

/** snd_card_locked() - is this number in use, by a card or by one that is being made? */
int snd_card_locked(int card)
{
	int locked;

	if (card < 0 || card >= SNDRV_CARDS)
		return 0;
	mutex_lock(&snd_card_mutex);
	locked = test_bit(card, numbers);
	mutex_unlock(&snd_card_mutex);
	return locked;
}

/* ---- taking down --------------------------------------------------------------------------------------- */

/**
 * snd_card_disconnect() - cut clients off the card: at once, once, NULL is fine
 * Open files answer -ENODEV from now on and can only be closed; device files and proc entries go; nobody waits for the
 * hardware any more. The hardware must still be there: components stop it in their dev_disconnect(). Sleeps.
 */
void snd_card_disconnect(struct snd_card *card)
{
	if (!card || !card_shut_files(card))
		return;
	/* whoever waits for power holds locks that components want: first let them give up */
	wake_up_all(&card->power_sleep);
	snd_device_disconnect_all(card);
	if (card->sync_irq > 0)
		synchronize_irq(card->sync_irq);
	snd_info_card_disconnect(card);
	if (card->registered) {
		device_del(&card->card_dev);
		card->registered = false;
	}
	give_number_back(card);
	snd_power_sync_ref(card);
}
EXPORT_SYMBOL(snd_card_disconnect);

/** snd_card_disconnect_sync() - snd_card_disconnect(), and wait until clients have closed all files */
void snd_card_disconnect_sync(struct snd_card *card)
{
	snd_card_disconnect(card);
	spin_lock_irq(&card->files_lock);
	wait_event_lock_irq(card->remove_sleep, list_empty(&card->files_list), card->files_lock);
	spin_unlock_irq(&card->files_lock);
}
EXPORT_SYMBOL_GPL(snd_card_disconnect_sync);

/** snd_card_free_when_closed() - disconnect; the card frees itself when its last file is closed */
void snd_card_free_when_closed(struct snd_card *card)
{
	if (!card)
		return;
	snd_card_disconnect(card);
	put_device(&card->card_dev);
}
EXPORT_SYMBOL(snd_card_free_when_closed);

/** snd_card_free() - disconnect, wait until all files are closed, free. NULL is fine. Sleeps. */
void snd_card_free(struct snd_card *card)
{
	DECLARE_COMPLETION_ONSTACK(released);

	/* a managed card is freed by its first and again by its last devres */
	if (!card || card->releasing)
		return;
	card->release_completion = &released;
	snd_card_free_when_closed(card);
	wait_for_completion(&released);
}
EXPORT_SYMBOL(snd_card_free);

void cards_finish(void)
{
	int number;

	for_each_set_bit(number, numbers, SNDRV_CARDS)
		WARN(1, "card %d (%s) is still there\n", number, snd_cards[number] ? snd_cards[number]->id : "unnamed");
	/* the next world starts empty */
	bitmap_zero(numbers, SNDRV_CARDS);
	memset(snd_cards, 0, sizeof(snd_cards));
}

/* ---- power ---------------------------------------------------------------------------------------------- */

/**
 * snd_power_ref_and_wait() - wait until the card has full power, and keep it from being taken away
 * While waiting, the caller does not count as a user of the power. Sleeps.
 * Return: 0: snd_power_unref() must follow; -ENODEV: the card is going.
 */
int snd_power_ref_and_wait(struct snd_card *card)
{
	snd_power_ref(card);
	if (snd_power_get_state(card) != SNDRV_CTL_POWER_D0)
		wait_event_cmd(card->power_sleep,
			       READ_ONCE(card->shutdown) || snd_power_get_state(card) == SNDRV_CTL_POWER_D0,
			       snd_power_unref(card), snd_power_ref(card));
	if (!READ_ONCE(card->shutdown))
		return 0;
	snd_power_unref(card);
	return -ENODEV;
}
EXPORT_SYMBOL_GPL(snd_power_ref_and_wait);

/** snd_power_wait() - the same without keeping it */
int snd_power_wait(struct snd_card *card)
{
	int err = snd_power_ref_and_wait(card);

	if (!err)
		snd_power_unref(card);
	return err;
}
EXPORT_SYMBOL(snd_power_wait);
