// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timer.c - timers as devices: made, registered, found by number, disconnected, freed; start and end of the module.
 *
 * A timer of a card is one of its components and goes with it; a global one belongs to its driver. A timer that is
 * disconnected is not found any more, but stays until its card is freed: every instance holds a reference on the card.
 */
#define KBUILD_MODNAME "snd_timer"
#define pr_fmt(fmt) "ALSA: timer: " fmt

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kmod.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <sound/core.h>
#include <sound/minors.h>

#include "timer_local.h"

static int timer_limit = IS_ENABLED(CONFIG_SND_HRTIMER) ? 4 : 1;
module_param(timer_limit, int, 0444);
MODULE_PARM_DESC(timer_limit, "global timers whose modules are asked for");
static int timer_tstamp_monotonic = 1;
module_param(timer_tstamp_monotonic, int, 0444);
MODULE_PARM_DESC(timer_tstamp_monotonic, "stamp events with the monotonic clock (0: wall clock)");

DEFINE_MUTEX(timer_mutex);
LIST_HEAD(timer_devices);

static struct device *timer_dev; /* of /dev/snd/timer */

void timer_now(struct timespec64 *now)
{
	if (timer_tstamp_monotonic)
		ktime_get_ts64(now);
	else
		ktime_get_real_ts64(now);
}

/* ---- by number --------------------------------------------------------------------------------- */

static bool is_on_card(int class)
{
	return class == SNDRV_TIMER_CLASS_CARD || class == SNDRV_TIMER_CLASS_PCM;
}

static int compare(long a, long b)
{
	return (a > b) - (a < b);
}

static int compare_timers(const struct snd_timer *a, const struct snd_timer *b)
{
	int order = compare(a->tmr_class, b->tmr_class);

	if (!order && a->card && b->card)
		order = compare(a->card->number, b->card->number);
	return order ?: compare(a->tmr_device, b->tmr_device) ?: compare(a->tmr_subdevice, b->tmr_subdevice);
}

struct snd_timer *timer_find(const struct snd_timer_id *tid)
{
	struct snd_timer *timer;

	list_for_each_entry(timer, &timer_devices, device_list) {
		if (timer->tmr_class != tid->dev_class || timer->tmr_device != tid->device ||
		    timer->tmr_subdevice != tid->subdevice)
			continue;
		if (!is_on_card(timer->tmr_class) || timer->card->number == tid->card)
			return timer;
	}
	return NULL;
}

void timer_request(const struct snd_timer_id *tid)
{
	if (tid->dev_class == SNDRV_TIMER_CLASS_GLOBAL && tid->device < timer_limit)
		request_module("snd-timer-%i", tid->device);
	else if (is_on_card(tid->dev_class) && tid->card < snd_ecards_limit)
		request_module("snd-card-%i", tid->card);
}

void timer_describe(const struct snd_timer *timer, struct snd_timer_id *id)
{
	id->dev_class = timer ? timer->tmr_class : SNDRV_TIMER_CLASS_NONE;
	id->dev_sclass = SNDRV_TIMER_SCLASS_NONE;
	id->card = timer && timer->card ? timer->card->number : -1;
	id->device = timer ? timer->tmr_device : -1;
	id->subdevice = timer ? timer->tmr_subdevice : -1;
}

/* Numbers that may lie between those of timers. */
struct place {
	int class;
	long card, device, subdevice;
};

static bool is_at_or_behind(const struct snd_timer *timer, const struct place *place)
{
	int card = is_on_card(timer->tmr_class) ? timer->card->number : -1;
	int order = compare(timer->tmr_class, place->class) ?: compare(card, place->card) ?:
		    compare(timer->tmr_device, place->device) ?: compare(timer->tmr_subdevice, place->subdevice);

	return order >= 0;
}

/*
 * Where the search goes on: with the next subdevice, or for global timers the next device. A negative number says that
 * the first of its kind is wanted.
 */
static bool place_behind(const struct snd_timer_id *id, struct place *place)
{
	*place = (struct place){ id->dev_class, id->card, id->device, id->subdevice };
	if (id->dev_class < 0) {
		*place = (struct place){ INT_MIN, LONG_MIN, LONG_MIN, LONG_MIN };
	} else if (id->dev_class == SNDRV_TIMER_CLASS_GLOBAL) {
		place->card = -1;
		place->device++;
		place->subdevice = LONG_MIN;
	} else if (!is_on_card(id->dev_class)) {
		return false;
	} else if (id->card < 0) {
		place->card = 0;
	} else if (id->device < 0) {
		place->device = 0;
	} else {
		place->subdevice++;
	}
	return true;
}

void timer_next(struct snd_timer_id *id)
{
	struct snd_timer *timer, *found = NULL;
	struct place place;

	if (place_behind(id, &place)) {
		list_for_each_entry(timer, &timer_devices, device_list) {
			if (is_at_or_behind(timer, &place)) {
				found = timer;
				break;
			}
		}
	}
	timer_describe(found, id);
}

/* ---- the component ----------------------------------------------------------------------------- */

static void free_timer(struct snd_timer *timer)
{
	struct snd_timer_instance *timeri, *next;

	guard(mutex)(&timer_mutex);
	list_for_each_entry_safe(timeri, next, &timer->open_list_head, open_list)
		put_device(timer_close_locked(timeri));
	list_del(&timer->device_list);
	/* nobody is left to call back, but the work may be on its way */
	cancel_work_sync(&timer->task_work);
	if (timer->private_free)
		timer->private_free(timer);
	kfree(timer);
}

static int dev_free(struct snd_device *device)
{
	free_timer(device->device_data);
	return 0;
}

static int dev_register(struct snd_device *device)
{
	struct snd_timer *timer = device->device_data, *next;
	int order;

	if (snd_BUG_ON(!timer || !timer->hw.start || !timer->hw.stop))
		return -ENXIO;
	if (!(timer->hw.flags & SNDRV_TIMER_HW_SLAVE) && !timer->hw.resolution && !timer->hw.c_resolution)
		return -EINVAL;
	guard(mutex)(&timer_mutex);
	list_for_each_entry(next, &timer_devices, device_list) {
		order = compare_timers(next, timer);
		if (!order)
			return -EBUSY;
		if (order > 0)
			break;
	}
	/* if none is behind it, @next is the list's head in disguise */
	list_add_tail(&timer->device_list, &next->device_list);
	return 0;
}

static int dev_disconnect(struct snd_device *device)
{
	struct snd_timer *timer = device->device_data;
	struct snd_timer_instance *timeri;

	guard(mutex)(&timer_mutex);
	list_del_init(&timer->device_list);
	list_for_each_entry(timeri, &timer->open_list_head, open_list)
		if (timeri->disconnect)
			timeri->disconnect(timeri);
	return 0;
}

static const struct snd_device_ops device_ops = {
	.dev_free = dev_free,
	.dev_register = dev_register,
	.dev_disconnect = dev_disconnect,
};

/**
 * snd_timer_new() - make a timer; the driver fills in ->hw, then it is registered (with its card, or by
 * snd_timer_global_register())
 * @card: it is a component of; NULL for a global one
 * @id: short name for programs; may be NULL
 * @tid: class and number; dev_sclass and card are not looked at
 * @rtimer: the timer; may be NULL
 * Context: sleeps
 * Return: 0; -ENOMEM; -EINVAL (reported): no @tid, or a class that needs a card without one.
 */
int snd_timer_new(struct snd_card *card, char *id, struct snd_timer_id *tid, struct snd_timer **rtimer)
{
	struct snd_timer *timer;
	int err;

	if (snd_BUG_ON(!tid) || WARN_ON(is_on_card(tid->dev_class) && !card))
		return -EINVAL;
	if (rtimer)
		*rtimer = NULL;
	timer = kzalloc(sizeof(*timer), GFP_KERNEL);
	if (!timer)
		return -ENOMEM;
	timer->tmr_class = tid->dev_class;
	timer->tmr_device = tid->device;
	timer->tmr_subdevice = tid->subdevice;
	timer->card = card;
	strscpy(timer->id, id ?: "", sizeof(timer->id));
	timer->sticks = 1;
	timer->max_instances = 1000;
	spin_lock_init(&timer->lock);
	INIT_LIST_HEAD(&timer->device_list);
	INIT_LIST_HEAD(&timer->open_list_head);
	INIT_LIST_HEAD(&timer->active_list_head);
	INIT_LIST_HEAD(&timer->ack_list_head);
	INIT_LIST_HEAD(&timer->sack_list_head);
	INIT_WORK(&timer->task_work, timer_work);
	if (card) {
		timer->module = card->module;
		err = snd_device_new(card, SNDRV_DEV_TIMER, timer, &device_ops);
		if (err < 0) {
			kfree(timer);
			return err;
		}
	}
	if (rtimer)
		*rtimer = timer;
	return 0;
}
EXPORT_SYMBOL(snd_timer_new);

/**
 * snd_timer_global_new() - make a timer that belongs to no card
 * @device: SNDRV_TIMER_GLOBAL_*
 * Return: as snd_timer_new(). The driver frees it with snd_timer_global_free(), and sets ->module before registering.
 */
int snd_timer_global_new(char *id, int device, struct snd_timer **rtimer)
{
	struct snd_timer_id tid = {
		.dev_class = SNDRV_TIMER_CLASS_GLOBAL,
		.dev_sclass = SNDRV_TIMER_SCLASS_NONE,
		.card = -1,
		.device = device,
	};

	return snd_timer_new(NULL, id, &tid, rtimer);
}
EXPORT_SYMBOL(snd_timer_global_new);

/** snd_timer_global_free() - take it away, registered or not; open instances are closed; NULL is fine. Return: 0. */
int snd_timer_global_free(struct snd_timer *timer)
{
	if (timer)
		free_timer(timer);
	return 0;
}
EXPORT_SYMBOL(snd_timer_global_free);

/**
 * snd_timer_global_register() - let it be found
 * Return: 0; -EBUSY: the number is taken; -EINVAL: nobody knows how long a tick is; -ENXIO (reported): it cannot be
 * started and stopped.
 */
int snd_timer_global_register(struct snd_timer *timer)
{
	struct snd_device device = { .device_data = timer };

	return dev_register(&device);
}
EXPORT_SYMBOL(snd_timer_global_register);

/* ---- start and end ----------------------------------------------------------------------------- */

static void free_all(void)
{
	struct snd_timer *timer, *next;

	list_for_each_entry_safe(timer, next, &timer_devices, device_list)
		free_timer(timer);
}

static int __init timer_init(void)
{
	int err;

	INIT_LIST_HEAD(&timer_devices);
	timer_instances_init();
	err = snd_device_alloc(&timer_dev, NULL);
	if (err < 0)
		return err;
	err = dev_set_name(timer_dev, "timer");
	if (err < 0)
		goto err_put_device;
	err = timer_system_init();
	if (err < 0) {
		pr_err("no system timer: error %d\n", err);
		goto err_put_device;
	}
	err = snd_register_device(SNDRV_DEVICE_TYPE_TIMER, NULL, 0, &timer_fops, NULL, timer_dev);
	if (err < 0) {
		pr_err("no device file: error %d\n", err);
		goto err_free_all;
	}
	timer_proc_init();
	return 0;

err_free_all:
	free_all();
err_put_device:
	put_device(timer_dev);
	return err;
}

static void __exit timer_exit(void)
{
	timer_proc_done();
	snd_unregister_device(timer_dev);
	free_all();
	put_device(timer_dev);
}

module_init(timer_init);
module_exit(timer_exit);
