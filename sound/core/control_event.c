// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control_event.c - what happens to elements, told to the applications that listen.
 *
 * A control file that has subscribed collects events until it is read; what happens to the same element in the meantime
 * is one event with all bits. snd_ctl_notify() may be called in interrupts. Locks: control_local.h.
 */
#define KBUILD_MODNAME "snd"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "control_local.h"

void ctl_event_init(struct snd_ctl_file *ctl)
{
	init_waitqueue_head(&ctl->change_sleep);
	spin_lock_init(&ctl->read_lock);
	INIT_LIST_HEAD(&ctl->events);
}

void ctl_event_clear(struct snd_ctl_file *ctl)
{
	struct snd_kctl_event *event, *next;
	LIST_HEAD(events);

	spin_lock_irq(&ctl->read_lock);
	WRITE_ONCE(ctl->subscribed, 0);
	list_splice_init(&ctl->events, &events);
	spin_unlock_irq(&ctl->read_lock);
	list_for_each_entry_safe(event, next, &events, list)
		kfree(event);
}

/* SUBSCRIBE_EVENTS: 1 on, 0 off, -1 asks */
int ctl_subscribe(struct snd_ctl_file *ctl, void __user *arg)
{
	int subscribe;

	if (get_user(subscribe, (int __user *)arg))
		return -EFAULT;
	if (subscribe < 0)
		return put_user(READ_ONCE(ctl->subscribed), (int __user *)arg);
	if (!subscribe) {
		ctl_event_clear(ctl);
		return 0;
	}
	spin_lock_irq(&ctl->read_lock);
	WRITE_ONCE(ctl->subscribed, 1);
	spin_unlock_irq(&ctl->read_lock);
	return 0;
}

/* ---- telling ------------------------------------------------------------------------------------------- */

/* read_lock held */
static struct snd_kctl_event *find_event(struct snd_ctl_file *ctl, unsigned int numid)
{
	struct snd_kctl_event *event;

	list_for_each_entry(event, &ctl->events, list)
		if (event->id.numid == numid)
			return event;
	return NULL;
}

static void queue_event(struct snd_ctl_file *ctl, unsigned int mask, const struct snd_ctl_elem_id *id)
{
	struct snd_kctl_event *event;

	guard(spinlock)(&ctl->read_lock);
	if (!ctl->subscribed)
		return;
	event = find_event(ctl, id->numid);
	if (!event) {
		event = kzalloc(sizeof(*event), GFP_ATOMIC);
		if (!event) {
			dev_err(ctl->card->dev, "no memory for an event of element %u, it is lost\n", id->numid);
			return;
		}
		event->id = *id;
		list_add_tail(&event->list, &ctl->events);
	}
	event->mask |= mask;
	wake_up(&ctl->change_sleep);
	snd_kill_fasync(ctl->fasync, SIGIO, POLL_IN);
}

/**
 * snd_ctl_notify() - something has happened to an element
 * @mask: SNDRV_CTL_EVENT_MASK_*
 * @id: of the element, with its numid
 * Context: any. Without memory the event is lost (logged).
 */
void snd_ctl_notify(struct snd_card *card, unsigned int mask, struct snd_ctl_elem_id *id)
{
	struct snd_ctl_file *ctl;

	if (snd_BUG_ON(!card || !id))
		return;
	if (READ_ONCE(card->shutdown))
		return;
	guard(read_lock_irqsave)(&card->controls_rwlock);
	list_for_each_entry(ctl, &card->ctl_files, list)
		queue_event(ctl, mask, id);
}
EXPORT_SYMBOL(snd_ctl_notify);

/**
 * snd_ctl_notify_one() - the same by the place in a control; followers of all elements hear of it, too
 * @ioff: place of the element in @kctl
 * Context: sleeps
 */
void snd_ctl_notify_one(struct snd_card *card, unsigned int mask, struct snd_kcontrol *kctl, unsigned int ioff)
{
	struct snd_ctl_elem_id id;

	snd_ctl_notify(card, mask, snd_ctl_build_ioff(&id, kctl, ioff));
	ctl_layers_notify(card, mask, kctl, ioff);
}
EXPORT_SYMBOL(snd_ctl_notify_one);

void ctl_notify_reader(struct snd_card *card, unsigned int mask, struct snd_kcontrol *kctl, unsigned int ioff)
{
	downgrade_write(&card->controls_rwsem);
	snd_ctl_notify_one(card, mask, kctl, ioff);
	up_read(&card->controls_rwsem);
}

void ctl_event_hang_up(struct snd_card *card)
{
	struct snd_ctl_file *ctl;

	guard(read_lock_irqsave)(&card->controls_rwlock);
	list_for_each_entry(ctl, &card->ctl_files, list) {
		wake_up(&ctl->change_sleep);
		snd_kill_fasync(ctl->fasync, SIGIO, POLL_ERR);
	}
}

int ctl_event_fasync(int fd, struct file *file, int on)
{
	struct snd_ctl_file *ctl = file->private_data;

	return snd_fasync_helper(fd, file, on, &ctl->fasync);
}

/* ---- hearing ------------------------------------------------------------------------------------------- */

/* The oldest event; -EAGAIN: there is none and the caller does not @wait. */
static int take_event(struct snd_ctl_file *ctl, bool wait, struct snd_ctl_event *to)
{
	struct snd_kctl_event *event = NULL;
	int err = 0;

	spin_lock_irq(&ctl->read_lock);
	if (wait)
		err = wait_event_interruptible_lock_irq(ctl->change_sleep,
							!list_empty(&ctl->events) || READ_ONCE(ctl->card->shutdown),
							ctl->read_lock);
	if (!err) {
		event = list_first_entry_or_null(&ctl->events, struct snd_kctl_event, list);
		if (event)
			list_del(&event->list);
		else
			err = wait ? -ENODEV : -EAGAIN;
	}
	spin_unlock_irq(&ctl->read_lock);
	if (!event)
		return err;
	memset(to, 0, sizeof(*to));
	to->type = SNDRV_CTL_EVENT_ELEM;
	to->data.elem.mask = event->mask;
	to->data.elem.id = event->id;
	kfree(event);
	return 0;
}

/* Whole events, as many as there are and fit; waits for the first one only. */
ssize_t ctl_event_read(struct file *file, char __user *buffer, size_t count, loff_t *pos)
{
	struct snd_ctl_file *ctl = file->private_data;
	struct snd_ctl_event event;
	ssize_t done = 0;
	int err = 0;

	if (!READ_ONCE(ctl->subscribed))
		return -EBADFD;
	if (count < sizeof(event))
		return -EINVAL;
	while (count - done >= sizeof(event)) {
		err = take_event(ctl, !done && !(file->f_flags & O_NONBLOCK), &event);
		if (!err && copy_to_user(buffer + done, &event, sizeof(event)))
			err = -EFAULT;
		if (err)
			break;
		done += sizeof(event);
	}
	return done ?: err;
}

__poll_t ctl_event_poll(struct file *file, poll_table *wait)
{
	struct snd_ctl_file *ctl = file->private_data;

	if (!READ_ONCE(ctl->subscribed))
		return 0;
	poll_wait(file, &ctl->change_sleep, wait);
	return list_empty_careful(&ctl->events) ? 0 : EPOLLIN | EPOLLRDNORM;
}
