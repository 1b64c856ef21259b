// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timer_ioctl.c - the commands of /dev/snd/timer: one table, one function a command.
 *
 * All run with the file's lock held. The first group asks about timers by number; SELECT opens one for the file, and
 * the others want that first (-EBADFD). -ENOTTY: what is not here, as CREATE, which Debian's kernel does not have
 * either (CONFIG_SND_UTIMER). STATUS also has its layout with 32-bit time stamps; what else 32-bit programs have of their own is
 * timer_compat.c.
 */
#define KBUILD_MODNAME "snd_timer"

#include <linux/array_size.h>
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <linux/uaccess.h>
#include <sound/core.h>

#include "timer_user.h"

#define QUEUE_MIN 32
#define QUEUE_MAX 1024

/* an application cannot be called more often */
#define MIN_INTERVAL_NS NSEC_PER_MSEC

#define SNDRV_TIMER_IOCTL_STATUS32 _IOR('T', 0x14, struct snd_timer_status32)
#define SNDRV_TIMER_IOCTL_STATUS64 _IOR('T', 0x14, struct snd_timer_status64)

struct command {
	unsigned int cmd;
	int (*run)(struct timer_file *tf, void __user *arg);
};

/* ---- about timers, by number ------------------------------------------------------------------- */

static int do_pversion(struct timer_file *tf, void __user *arg)
{
	return put_user(SNDRV_TIMER_VERSION, (int __user *)arg);
}

static int do_next_device(struct timer_file *tf, void __user *arg)
{
	struct snd_timer_id id;

	if (copy_from_user(&id, arg, sizeof(id)))
		return -EFAULT;
	scoped_guard(mutex, &timer_mutex)
		timer_next(&id);
	return copy_to_user(arg, &id, sizeof(id)) ? -EFAULT : 0;
}

int timer_card(const struct snd_timer *timer)
{
	return timer->card ? timer->card->number : -1;
}

unsigned int timer_flags(const struct snd_timer *timer)
{
	return timer->hw.flags & SNDRV_TIMER_HW_SLAVE ? SNDRV_TIMER_FLG_SLAVE : 0;
}

static int fill_ginfo(struct snd_timer_ginfo *ginfo)
{
	struct snd_timer_id tid = ginfo->tid;
	struct snd_timer *timer;
	struct list_head *at;

	memset(ginfo, 0, sizeof(*ginfo));
	ginfo->tid = tid;
	guard(mutex)(&timer_mutex);
	timer = timer_find(&tid);
	if (!timer)
		return -ENODEV;
	ginfo->flags = timer_flags(timer);
	ginfo->card = timer_card(timer);
	strscpy(ginfo->id, timer->id, sizeof(ginfo->id));
	strscpy(ginfo->name, timer->name, sizeof(ginfo->name));
	scoped_guard(spinlock_irq, &timer->lock)
		ginfo->resolution = timer_resolution(timer);
	if (timer->hw.resolution_min) {
		ginfo->resolution_min = timer->hw.resolution_min;
		ginfo->resolution_max = timer->hw.resolution_max;
	}
	list_for_each(at, &timer->open_list_head)
		ginfo->clients++;
	return 0;
}

static int do_ginfo(struct timer_file *tf, void __user *arg)
{
	struct snd_timer_ginfo *ginfo __free(kfree) = memdup_user(arg, sizeof(*ginfo));
	int err;

	if (IS_ERR(ginfo))
		return PTR_ERR(ginfo);
	err = fill_ginfo(ginfo);
	if (err < 0)
		return err;
	return copy_to_user(arg, ginfo, sizeof(*ginfo)) ? -EFAULT : 0;
}

int timer_set_gparams(const struct snd_timer_gparams *gparams)
{
	struct snd_timer_id tid = gparams->tid;
	struct snd_timer *timer;

	guard(mutex)(&timer_mutex);
	timer = timer_find(&tid);
	if (!timer)
		return -ENODEV;
	if (!list_empty(&timer->open_list_head))
		return -EBUSY;
	if (!timer->hw.set_period)
		return -ENOSYS;
	return timer->hw.set_period(timer, gparams->period_num, gparams->period_den);
}

static int do_gparams(struct timer_file *tf, void __user *arg)
{
	struct snd_timer_gparams gparams;

	return copy_from_user(&gparams, arg, sizeof(gparams)) ? -EFAULT : timer_set_gparams(&gparams);
}

static int fill_gstatus(struct snd_timer_gstatus *gstatus)
{
	struct snd_timer_id tid = gstatus->tid;
	struct snd_timer *timer;

	memset(gstatus, 0, sizeof(*gstatus));
	gstatus->tid = tid;
	guard(mutex)(&timer_mutex);
	timer = timer_find(&tid);
	if (!timer)
		return -ENODEV;
	guard(spinlock_irq)(&timer->lock);
	gstatus->resolution = timer_resolution(timer);
	gstatus->resolution_num = gstatus->resolution;
	gstatus->resolution_den = NSEC_PER_SEC;
	if (timer->hw.precise_resolution)
		timer->hw.precise_resolution(timer, &gstatus->resolution_num, &gstatus->resolution_den);
	return 0;
}

static int do_gstatus(struct timer_file *tf, void __user *arg)
{
	struct snd_timer_gstatus gstatus;
	int err;

	if (copy_from_user(&gstatus, arg, sizeof(gstatus)))
		return -EFAULT;
	err = fill_gstatus(&gstatus);
	if (err < 0)
		return err;
	return copy_to_user(arg, &gstatus, sizeof(gstatus)) ? -EFAULT : 0;
}

/* ---- which timer, and how it is read ----------------------------------------------------------- */

/* a timer's callbacks are made for one format */
int timer_set_tread(struct timer_file *tf, int __user *arg, enum timer_tread format)
{
	enum timer_tread before = tf->tread;
	int wanted, err;

	if (tf->timeri)
		return -EBUSY;
	if (get_user(wanted, arg))
		return -EFAULT;
	tf->tread = wanted ? format : TREAD_NONE;
	if (tf->tread == before)
		return 0;
	err = timer_queue_resize(tf, tf->size);
	if (err < 0)
		tf->tread = before;
	return err;
}

static int do_tread(struct timer_file *tf, void __user *arg)
{
	return timer_set_tread(tf, arg, TREAD_TIME64);
}

void timer_deselect(struct timer_file *tf)
{
	struct snd_timer_instance *timeri = tf->timeri;

	if (!timeri)
		return;
	snd_timer_close(timeri);
	/* whoever looks at it without a lock finds it stopped, or none */
	WRITE_ONCE(tf->timeri, NULL);
	snd_timer_instance_free(timeri);
	scoped_guard(spinlock_irq, &tf->queue_lock)
		tf->disconnected = false;
}

/* The file has no timer afterwards if this fails. Slaves of class APPLICATION follow a process: its ID is theirs. */
static int do_select(struct timer_file *tf, void __user *arg)
{
	struct snd_timer_instance *timeri;
	struct snd_timer_select select;
	char owner[32];
	int err;

	timer_deselect(tf);
	if (copy_from_user(&select, arg, sizeof(select)))
		return -EFAULT;
	if (select.id.dev_class != SNDRV_TIMER_CLASS_SLAVE)
		select.id.dev_sclass = SNDRV_TIMER_SCLASS_APPLICATION;
	snprintf(owner, sizeof(owner), "application %i", current->pid);
	timeri = snd_timer_instance_new(owner);
	if (!timeri)
		return -ENOMEM;
	timer_callbacks(tf, timeri);
	err = snd_timer_open(timeri, &select.id, current->pid);
	if (err < 0) {
		snd_timer_instance_free(timeri);
		return err;
	}
	tf->timeri = timeri;
	return 0;
}

/* ---- the selected timer ------------------------------------------------------------------------ */

struct snd_timer *timer_selected(struct timer_file *tf)
{
	return tf->timeri ? tf->timeri->timer : NULL;
}

static int fill_info(struct timer_file *tf, struct snd_timer_info *info)
{
	struct snd_timer *timer;

	guard(mutex)(&timer_mutex);
	timer = timer_selected(tf);
	if (!timer)
		return -EBADFD;
	info->flags = timer_flags(timer);
	info->card = timer_card(timer);
	strscpy(info->id, timer->id, sizeof(info->id));
	strscpy(info->name, timer->name, sizeof(info->name));
	scoped_guard(spinlock_irq, &timer->lock)
		info->resolution = timer_resolution(timer);
	return 0;
}

static int do_info(struct timer_file *tf, void __user *arg)
{
	struct snd_timer_info *info __free(kfree) = kzalloc(sizeof(*info), GFP_KERNEL);
	int err;

	if (!info)
		return -ENOMEM;
	err = fill_info(tf, info);
	if (err < 0)
		return err;
	return copy_to_user(arg, info, sizeof(*info)) ? -EFAULT : 0;
}

#define EVENT_BIT(name) (1u << SNDRV_TIMER_EVENT_##name)
#define EVENT_BITS                                                                                            \
	(EVENT_BIT(RESOLUTION) | EVENT_BIT(TICK) | EVENT_BIT(START) | EVENT_BIT(STOP) | EVENT_BIT(CONTINUE) |  \
	 EVENT_BIT(PAUSE) | EVENT_BIT(SUSPEND) | EVENT_BIT(RESUME) | EVENT_BIT(MSTART) | EVENT_BIT(MSTOP) |    \
	 EVENT_BIT(MCONTINUE) | EVENT_BIT(MPAUSE) | EVENT_BIT(MSUSPEND) | EVENT_BIT(MRESUME))

static bool acceptable(const struct snd_timer_params *params, struct snd_timer *timer, unsigned long resolution)
{
	bool driven = timer->hw.flags & SNDRV_TIMER_HW_SLAVE;

	if (!driven && (params->ticks < 1 || (u64)resolution * params->ticks < MIN_INTERVAL_NS))
		return false;
	if (params->queue_size && (params->queue_size < QUEUE_MIN || params->queue_size > QUEUE_MAX))
		return false;
	return !(params->filter & ~EVENT_BITS);
}

static void set_flags(struct snd_timer_instance *timeri, struct snd_timer *timer, unsigned int flags)
{
	const unsigned int all = SNDRV_TIMER_IFLG_AUTO | SNDRV_TIMER_IFLG_EXCLUSIVE | SNDRV_TIMER_IFLG_EARLY_EVENT;
	unsigned int set = 0;

	if (flags & SNDRV_TIMER_PSFLG_AUTO)
		set |= SNDRV_TIMER_IFLG_AUTO;
	if (flags & SNDRV_TIMER_PSFLG_EXCLUSIVE)
		set |= SNDRV_TIMER_IFLG_EXCLUSIVE;
	if (flags & SNDRV_TIMER_PSFLG_EARLY_EVENT)
		set |= SNDRV_TIMER_IFLG_EARLY_EVENT;
	guard(spinlock_irq)(&timer->lock);
	change_flags(timeri, all, set);
}

/* the timer stops; what was queued is forgotten, as the counts in it were of other ticks */
static int set_params(struct timer_file *tf, struct snd_timer *timer, const struct snd_timer_params *params)
{
	int err;

	if (!acceptable(params, timer, snd_timer_resolution(tf->timeri)))
		return -EINVAL;
	snd_timer_stop(tf->timeri);
	set_flags(tf->timeri, timer, params->flags);
	if (params->queue_size && params->queue_size != tf->size) {
		err = timer_queue_resize(tf, params->queue_size);
		if (err < 0)
			return err;
	}
	tf->ticks = params->ticks;
	scoped_guard(spinlock_irq, &tf->queue_lock) {
		timer_queue_clear(tf, params->flags & SNDRV_TIMER_PSFLG_EARLY_EVENT);
		tf->filter = params->filter;
	}
	return 0;
}

static int do_params(struct timer_file *tf, void __user *arg)
{
	struct snd_timer_params params;
	struct snd_timer *timer;
	int err;

	guard(mutex)(&timer_mutex);
	timer = timer_selected(tf);
	if (!timer)
		return -EBADFD;
	if (copy_from_user(&params, arg, sizeof(params)))
		return -EFAULT;
	err = set_params(tf, timer, &params);
	/* they are given back, whatever became of them */
	return copy_to_user(arg, &params, sizeof(params)) ? -EFAULT : err;
}

static int fill_status(struct timer_file *tf, struct snd_timer_status64 *status)
{
	if (!tf->timeri)
		return -EBADFD;
	*status = (struct snd_timer_status64){
		.resolution = snd_timer_resolution(tf->timeri),
		.lost = tf->timeri->lost,
	};
	guard(spinlock_irq)(&tf->queue_lock);
	status->tstamp_sec = tf->trigger.tv_sec;
	status->tstamp_nsec = tf->trigger.tv_nsec;
	status->overrun = tf->overrun;
	status->queue = tf->used;
	return 0;
}

int timer_status64(struct timer_file *tf, void __user *arg)
{
	struct snd_timer_status64 status;
	int err = fill_status(tf, &status);

	if (err < 0)
		return err;
	return copy_to_user(arg, &status, sizeof(status)) ? -EFAULT : 0;
}

int timer_status32(struct timer_file *tf, void __user *arg)
{
	struct snd_timer_status64 status;
	struct snd_timer_status32 narrow;
	int err = fill_status(tf, &status);

	if (err < 0)
		return err;
	narrow = (struct snd_timer_status32){
		.tstamp_sec = status.tstamp_sec,
		.tstamp_nsec = status.tstamp_nsec,
		.resolution = status.resolution,
		.lost = status.lost,
		.overrun = status.overrun,
		.queue = status.queue,
	};
	return copy_to_user(arg, &narrow, sizeof(narrow)) ? -EFAULT : 0;
}

/* ---- run it ------------------------------------------------------------------------------------ */

static int do_start(struct timer_file *tf, void __user *arg)
{
	if (!tf->timeri)
		return -EBADFD;
	snd_timer_stop(tf->timeri);
	tf->timeri->lost = 0;
	scoped_guard(spinlock_irq, &tf->queue_lock)
		tf->last_resolution = 0;
	return min(snd_timer_start(tf->timeri, tf->ticks), 0);
}

static int do_stop(struct timer_file *tf, void __user *arg)
{
	return tf->timeri ? snd_timer_stop(tf->timeri) : -EBADFD;
}

static int do_continue(struct timer_file *tf, void __user *arg)
{
	if (!tf->timeri)
		return -EBADFD;
	/* what was never paused begins */
	if (!has_flag(tf->timeri, SNDRV_TIMER_IFLG_PAUSED))
		return do_start(tf, arg);
	tf->timeri->lost = 0;
	return min(snd_timer_continue(tf->timeri), 0);
}

static int do_pause(struct timer_file *tf, void __user *arg)
{
	return tf->timeri ? snd_timer_pause(tf->timeri) : -EBADFD;
}

static const struct command commands[] = {
	{ SNDRV_TIMER_IOCTL_PVERSION, do_pversion },
	{ SNDRV_TIMER_IOCTL_NEXT_DEVICE, do_next_device },
	{ SNDRV_TIMER_IOCTL_GINFO, do_ginfo },
	{ SNDRV_TIMER_IOCTL_GPARAMS, do_gparams },
	{ SNDRV_TIMER_IOCTL_GSTATUS, do_gstatus },
	{ SNDRV_TIMER_IOCTL_TREAD_OLD, do_tread },
	{ SNDRV_TIMER_IOCTL_TREAD64, do_tread },
	{ SNDRV_TIMER_IOCTL_SELECT, do_select },
	{ SNDRV_TIMER_IOCTL_INFO, do_info },
	{ SNDRV_TIMER_IOCTL_PARAMS, do_params },
	{ SNDRV_TIMER_IOCTL_STATUS64, timer_status64 },
	{ SNDRV_TIMER_IOCTL_STATUS32, timer_status32 },
	{ SNDRV_TIMER_IOCTL_START, do_start },
	{ SNDRV_TIMER_IOCTL_STOP, do_stop },
	{ SNDRV_TIMER_IOCTL_CONTINUE, do_continue },
	{ SNDRV_TIMER_IOCTL_PAUSE, do_pause },
	{ SNDRV_TIMER_IOCTL_START_OLD, do_start },
	{ SNDRV_TIMER_IOCTL_STOP_OLD, do_stop },
	{ SNDRV_TIMER_IOCTL_CONTINUE_OLD, do_continue },
	{ SNDRV_TIMER_IOCTL_PAUSE_OLD, do_pause },
};

/** timer_ioctl() - ioctl(2) of /dev/snd/timer; each command's errors, or -ENOTTY */
long timer_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct timer_file *tf = file->private_data;
	const struct command *command;

	for (command = commands; command < commands + ARRAY_SIZE(commands); command++) {
		if (command->cmd == cmd) {
			guard(mutex)(&tf->lock);
			return command->run(tf, (void __user *)arg);
		}
	}
	return -ENOTTY;
}
