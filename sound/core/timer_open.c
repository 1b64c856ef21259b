// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timer_open.c - instances: who uses a timer, and which slaves follow which master.
 *
 * A slave is opened with a class and a number; a master with the same two adopts it, whichever comes first. Without a
 * master it stands in a list of its own and nothing happens to it. An adopted slave takes a place of the master's
 * timer. All links between instances and timers change under timer_mutex; where a running slave is concerned also
 * under slave_lock and timer->lock.
 */
#define KBUILD_MODNAME "snd_timer"

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <sound/core.h>

#include "timer_local.h"

#define MAX_SLAVES 1000

static LIST_HEAD(lonely_slaves); /* without a master; by open_list */
static int slave_count; /* all slaves that are open */

void timer_instances_init(void)
{
	INIT_LIST_HEAD(&lonely_slaves);
	slave_count = 0;
}

/**
 * snd_timer_instance_new() - a user of timers
 * @owner: name for /proc/asound/timers; copied
 * The caller sets the callbacks, then snd_timer_open()s it.
 * Return: NULL without memory.
 */
struct snd_timer_instance *snd_timer_instance_new(const char *owner)
{
	struct snd_timer_instance *timeri = kzalloc(sizeof(*timeri), GFP_KERNEL);

	if (!timeri)
		return NULL;
	timeri->owner = kstrdup(owner, GFP_KERNEL);
	if (!timeri->owner) {
		kfree(timeri);
		return NULL;
	}
	INIT_LIST_HEAD(&timeri->open_list);
	INIT_LIST_HEAD(&timeri->active_list);
	INIT_LIST_HEAD(&timeri->ack_list);
	INIT_LIST_HEAD(&timeri->slave_list_head);
	INIT_LIST_HEAD(&timeri->slave_active_head);
	return timeri;
}
EXPORT_SYMBOL(snd_timer_instance_new);

/** snd_timer_instance_free() - the end of a closed instance; NULL is fine */
void snd_timer_instance_free(struct snd_timer_instance *timeri)
{
	if (!timeri)
		return;
	if (timeri->private_free)
		timeri->private_free(timeri);
	kfree(timeri->owner);
	kfree(timeri);
}
EXPORT_SYMBOL(snd_timer_instance_free);

/* ---- masters and slaves ------------------------------------------------------------------------ */

/* Return: 0, also if they do not belong together; -EBUSY: the master's timer has no place for the slave. */
static int adopt(struct snd_timer_instance *master, struct snd_timer_instance *slave)
{
	struct snd_timer *timer = master->timer;

	if (slave->slave_class != master->slave_class || slave->slave_id != master->slave_id)
		return 0;
	if (timer->num_instances >= timer->max_instances)
		return -EBUSY;
	timer->num_instances++;
	list_move_tail(&slave->open_list, &master->slave_list_head);
	guard(spinlock_irq)(&slave_lock);
	guard(spinlock)(&timer->lock);
	slave->master = master;
	slave->timer = timer;
	if (slave->flags & SNDRV_TIMER_IFLG_RUNNING)
		list_add_tail(&slave->active_list, &master->slave_active_head);
	return 0;
}

/* the first master that wants it */
static int find_master(struct snd_timer_instance *slave)
{
	struct snd_timer_instance *master;
	struct snd_timer *timer;
	int err;

	list_for_each_entry(timer, &timer_devices, device_list) {
		list_for_each_entry(master, &timer->open_list_head, open_list) {
			err = adopt(master, slave);
			if (err || slave->master)
				return err;
		}
	}
	return 0;
}

static int find_slaves(struct snd_timer_instance *master)
{
	struct snd_timer_instance *slave, *next;
	int err;

	list_for_each_entry_safe(slave, next, &lonely_slaves, open_list) {
		err = adopt(master, slave);
		if (err)
			return err;
	}
	return 0;
}

/* ... and the instance itself is nobody's any more */
static void let_slaves_go(struct snd_timer_instance *timeri, struct snd_timer *timer)
{
	struct snd_timer_instance *slave, *next;

	guard(spinlock_irq)(&slave_lock);
	guard(spinlock)(&timer->lock);
	list_for_each_entry_safe(slave, next, &timeri->slave_list_head, open_list) {
		list_move_tail(&slave->open_list, &lonely_slaves);
		list_del_init(&slave->active_list);
		list_del_init(&slave->ack_list);
		slave->master = NULL;
		slave->timer = NULL;
		timer->num_instances--;
	}
	timeri->master = NULL;
	timeri->timer = NULL;
	/* it may be opened again */
	change_flags(timeri, SNDRV_TIMER_IFLG_DEAD, 0);
}

/* ---- closing ----------------------------------------------------------------------------------- */

/* timer->lock held */
static bool callback_runs(const struct snd_timer_instance *timeri)
{
	const struct snd_timer_instance *slave;
	unsigned int flags = timeri->flags;

	list_for_each_entry(slave, &timeri->slave_list_head, open_list)
		flags |= slave->flags;
	return flags & SNDRV_TIMER_IFLG_CALLBACK;
}

/* It has stopped: what is queued is dropped, what runs is waited for. The same for its slaves. */
static void finish_callbacks(struct snd_timer_instance *timeri, struct snd_timer *timer)
{
	struct snd_timer_instance *slave;

	spin_lock_irq(&timer->lock);
	list_for_each_entry(slave, &timeri->slave_list_head, open_list)
		list_del_init(&slave->ack_list);
	while (callback_runs(timeri)) {
		spin_unlock_irq(&timer->lock);
		udelay(10);
		spin_lock_irq(&timer->lock);
	}
	spin_unlock_irq(&timer->lock);
}

/* Return: false: somebody else is closing it */
static bool mark_dead(struct snd_timer_instance *timeri, struct snd_timer *timer)
{
	guard(spinlock_irq)(&timer->lock);
	if (timeri->flags & SNDRV_TIMER_IFLG_DEAD)
		return false;
	change_flags(timeri, 0, SNDRV_TIMER_IFLG_DEAD);
	return true;
}

struct device *timer_close_locked(struct snd_timer_instance *timeri)
{
	struct snd_timer *timer = timeri->timer;
	bool slave = has_flag(timeri, SNDRV_TIMER_IFLG_SLAVE);

	if (timer && !mark_dead(timeri, timer))
		return NULL;
	if (!list_empty(&timeri->open_list)) {
		list_del_init(&timeri->open_list);
		slave_count -= slave;
	}
	snd_timer_stop(timeri);
	if (!timer)
		return NULL;
	finish_callbacks(timeri, timer);
	timer->num_instances--;
	let_slaves_go(timeri, timer);
	if (slave)
		return NULL;
	if (list_empty(&timer->open_list_head) && timer->hw.close)
		timer->hw.close(timer);
	module_put(timer->module);
	return timer->card ? &timer->card->card_dev : NULL;
}

/**
 * snd_timer_close() - stop an instance and give its place back; its callbacks have returned, and none comes any more
 * Its slaves wait for another master. Closing one that is not open does nothing.
 * Context: sleeps; not from a callback
 */
void snd_timer_close(struct snd_timer_instance *timeri)
{
	struct device *card;

	if (snd_BUG_ON(!timeri))
		return;
	scoped_guard(mutex, &timer_mutex)
		card = timer_close_locked(timeri);
	/* may free the card, and with it the timer, for which timer_mutex is needed */
	put_device(card);
}
EXPORT_SYMBOL(snd_timer_close);

/* ---- opening ----------------------------------------------------------------------------------- */

static int open_slave(struct snd_timer_instance *timeri, const struct snd_timer_id *tid)
{
	int err;

	if (tid->dev_sclass <= SNDRV_TIMER_SCLASS_NONE || tid->dev_sclass > SNDRV_TIMER_SCLASS_LAST)
		return -EINVAL;
	if (slave_count >= MAX_SLAVES)
		return -EBUSY;
	change_flags(timeri, 0, SNDRV_TIMER_IFLG_SLAVE);
	timeri->slave_class = tid->dev_sclass;
	timeri->slave_id = tid->device;
	list_add_tail(&timeri->open_list, &lonely_slaves);
	slave_count++;
	err = find_master(timeri);
	if (err < 0)
		timer_close_locked(timeri);
	return err;
}

static int check_room(struct snd_timer *timer)
{
	struct snd_timer_instance *first =
		list_first_entry_or_null(&timer->open_list_head, struct snd_timer_instance, open_list);

	if (first && has_flag(first, SNDRV_TIMER_IFLG_EXCLUSIVE))
		return -EBUSY;
	return timer->num_instances >= timer->max_instances ? -EBUSY : 0;
}

/* drops timer_mutex while a module is looked for */
static struct snd_timer *find_or_request(const struct snd_timer_id *tid)
{
	struct snd_timer *timer = timer_find(tid);

	if (!timer) {
		mutex_unlock(&timer_mutex);
		timer_request(tid);
		mutex_lock(&timer_mutex);
		timer = timer_find(tid);
	}
	return timer;
}

/* @unused: after an error, a reference on the card that is to be dropped outside of timer_mutex */
static int open_master(struct snd_timer_instance *timeri, const struct snd_timer_id *tid, unsigned int slave_id,
		       struct device **unused)
{
	struct snd_timer *timer = find_or_request(tid);
	int err;

	if (!timer)
		return -ENODEV;
	err = check_room(timer);
	if (err)
		return err;
	if (!try_module_get(timer->module))
		return -EBUSY;
	/* the card stays until this instance is closed, whenever it is disconnected */
	if (timer->card)
		get_device(&timer->card->card_dev);
	err = list_empty(&timer->open_list_head) && timer->hw.open ? timer->hw.open(timer) : 0;
	if (err)
		goto err_put_module;

	timeri->timer = timer;
	timeri->slave_class = tid->dev_sclass;
	timeri->slave_id = slave_id;
	list_add_tail(&timeri->open_list, &timer->open_list_head);
	timer->num_instances++;
	err = find_slaves(timeri);
	if (err < 0)
		*unused = timer_close_locked(timeri);
	return err;

err_put_module:
	module_put(timer->module);
	*unused = timer->card ? &timer->card->card_dev : NULL;
	return err;
}

/**
 * snd_timer_open() - give an instance a timer, or make it a slave
 * @tid: the timer; or class SLAVE, the slave class as dev_sclass and the number of its masters as device
 * @slave_id: which slaves with slave class @tid->dev_sclass follow it; not looked at for a slave
 * Context: sleeps
 * Return: 0; -ENODEV: no such timer; -EBUSY: no room, an exclusive user, or its module is going; -EINVAL: no such
 * slave class; what the timer's open() says.
 */
int snd_timer_open(struct snd_timer_instance *timeri, struct snd_timer_id *tid, unsigned int slave_id)
{
	struct device *unused = NULL;
	int err;

	mutex_lock(&timer_mutex);
	if (tid->dev_class == SNDRV_TIMER_CLASS_SLAVE)
		err = open_slave(timeri, tid);
	else
		err = open_master(timeri, tid, slave_id, &unused);
	mutex_unlock(&timer_mutex);
	put_device(unused);
	return err;
}
EXPORT_SYMBOL(snd_timer_open);
