// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pm_runtime.c - devices that sleep while nobody uses them.
 *
 * runtime_lock protects the state of all devices and is not held around callbacks: while one runs, the state is
 * RPM_RESUMING or RPM_SUSPENDING, and whoever wants another change waits. Counts of users and of children that are awake
 * are atomic. What nobody waits for is done by the device's work: one request, the latest.
 *
 * A parent is awake while a child is, unless it ignores its children or its runtime power management is disabled.
 * System sleep takes a count of every device, and disables it from the late phase down to the early one up (pm.c).
 *
 * Left out: suppliers of a device, domains, wake-up interrupts, callbacks with interrupts off, statistics; buses that put
 * a device's power down themselves: PCI devices stay in D0, their drivers' callbacks are called.
 */
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/pm_runtime.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "local.h"

static DEFINE_SPINLOCK(runtime_lock);
static DECLARE_WAIT_QUEUE_HEAD(state_changed);

enum callback { SUSPEND, RESUME, IDLE };

typedef int (*pm_callback)(struct device *dev);

static pm_callback callback_of(const struct dev_pm_ops *ops, enum callback which)
{
	if (!ops)
		return NULL;
	return which == SUSPEND ? ops->runtime_suspend : which == RESUME ? ops->runtime_resume : ops->runtime_idle;
}

static int call(struct device *dev, enum callback which)
{
	pm_callback callback = NULL;

	if (dev->type && dev->type->pm)
		callback = callback_of(dev->type->pm, which);
	else if (dev->class && dev->class->pm)
		callback = callback_of(dev->class->pm, which);
	else if (dev->bus)
		callback = callback_of(dev->bus->pm, which);
	if (!callback && dev->driver)
		callback = callback_of(dev->driver->pm, which);
	return callback ? callback(dev) : 0;
}

/* the parent whose sleep depends on @dev, or NULL */
static struct device *caring_parent(const struct device *dev)
{
	return dev->parent && !dev->parent->power.ignore_children ? dev->parent : NULL;
}

/* ---- the state; under runtime_lock ---- */

static bool is_changing(const struct device *dev)
{
	enum rpm_status status = READ_ONCE(dev->power.runtime_status);

	return status == RPM_RESUMING || status == RPM_SUSPENDING;
}

static void wait_until_stable(struct device *dev, unsigned long *flags)
{
	while (is_changing(dev)) {
		spin_unlock_irqrestore(&runtime_lock, *flags);
		wait_event(state_changed, !is_changing(dev));
		spin_lock_irqsave(&runtime_lock, *flags);
	}
}

static void become(struct device *dev, enum rpm_status status)
{
	struct device *parent = dev->parent;

	if (parent && status == RPM_ACTIVE && dev->power.runtime_status != RPM_SUSPENDING)
		atomic_inc(&parent->power.child_count);
	if (parent && status == RPM_SUSPENDED && dev->power.runtime_status != RPM_RESUMING)
		atomic_add_unless(&parent->power.child_count, -1, 0);
	WRITE_ONCE(dev->power.runtime_status, status);
}

static int may_suspend(const struct device *dev)
{
	if (dev->power.runtime_error)
		return -EINVAL;
	if (dev->power.disable_depth)
		return -EACCES;
	if (atomic_read(&dev->power.usage_count))
		return -EAGAIN;
	if (!dev->power.ignore_children && atomic_read(&dev->power.child_count))
		return -EBUSY;
	return dev->power.runtime_status == RPM_SUSPENDED;
}

static int may_resume(const struct device *dev)
{
	if (dev->power.runtime_error)
		return -EINVAL;
	if (!dev->power.disable_depth)
		return dev->power.runtime_status == RPM_ACTIVE;
	return dev->power.runtime_status == RPM_ACTIVE && dev->power.last_status == RPM_ACTIVE ? 1 : -EACCES;
}

/* ns until the delay since its last use is over */
static u64 still_busy(const struct device *dev)
{
	u64 now = ktime_get_ns(), end;

	if (!dev->power.use_autosuspend || dev->power.autosuspend_delay < 0)
		return 0;
	end = READ_ONCE(dev->power.last_busy) + (u64)dev->power.autosuspend_delay * NSEC_PER_MSEC;
	return now < end ? end - now : 0;
}

static int request(struct device *dev, enum rpm_request what, u64 ns)
{
	dev->power.request = what;
	mod_delayed_work(system_wq, &dev->power.work, nsecs_to_jiffies(ns) + !!ns);
	return 0;
}

/* ---- changes ---- */

static int suspend(struct device *dev, bool after_delay)
{
	struct device *parent = caring_parent(dev);
	unsigned long flags;
	u64 busy;
	int err;

	spin_lock_irqsave(&runtime_lock, flags);
	wait_until_stable(dev, &flags);
	err = may_suspend(dev);
	busy = err || !after_delay ? 0 : still_busy(dev);
	if (busy)
		request(dev, RPM_REQ_AUTOSUSPEND, busy);
	if (err || busy) {
		spin_unlock_irqrestore(&runtime_lock, flags);
		return err;
	}
	WRITE_ONCE(dev->power.runtime_status, RPM_SUSPENDING);
	spin_unlock_irqrestore(&runtime_lock, flags);
	err = call(dev, SUSPEND);
	spin_lock_irqsave(&runtime_lock, flags);
	become(dev, err ? RPM_ACTIVE : RPM_SUSPENDED);
	if (err && err != -EAGAIN && err != -EBUSY)
		dev->power.runtime_error = err;
	spin_unlock_irqrestore(&runtime_lock, flags);
	wake_up_all(&state_changed);
	if (!err && parent)
		pm_request_idle(parent);
	return err;
}

int pm_runtime_suspend(struct device *dev)
{
	return suspend(dev, false);
}
EXPORT_SYMBOL_GPL(pm_runtime_suspend);

int pm_runtime_autosuspend(struct device *dev)
{
	return suspend(dev, true);
}
EXPORT_SYMBOL_GPL(pm_runtime_autosuspend);

int pm_runtime_idle(struct device *dev)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&runtime_lock, flags);
	wait_until_stable(dev, &flags);
	err = may_suspend(dev);
	spin_unlock_irqrestore(&runtime_lock, flags);
	if (err)
		return err < 0 ? err : -EAGAIN;
	err = call(dev, IDLE);
	return err ? err : suspend(dev, true);
}
EXPORT_SYMBOL_GPL(pm_runtime_idle);

/* the parent has been woken, and is held */
static int resume(struct device *dev, const struct device *parent)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&runtime_lock, flags);
	wait_until_stable(dev, &flags);
	err = may_resume(dev);
	if (!err && parent && !parent->power.disable_depth && parent->power.runtime_status != RPM_ACTIVE)
		err = -EBUSY;
	if (err) {
		spin_unlock_irqrestore(&runtime_lock, flags);
		return err;
	}
	WRITE_ONCE(dev->power.runtime_status, RPM_RESUMING);
	spin_unlock_irqrestore(&runtime_lock, flags);
	err = call(dev, RESUME);
	spin_lock_irqsave(&runtime_lock, flags);
	become(dev, err ? RPM_SUSPENDED : RPM_ACTIVE);
	if (err && err != -EACCES)
		dev->power.runtime_error = err;
	spin_unlock_irqrestore(&runtime_lock, flags);
	wake_up_all(&state_changed);
	if (err)
		return err;
	pm_runtime_mark_last_busy(dev);
	pm_request_idle(dev);
	return 0;
}

int pm_runtime_resume(struct device *dev)
{
	struct device *parent = caring_parent(dev);
	unsigned long flags;
	int err;

	spin_lock_irqsave(&runtime_lock, flags);
	err = is_changing(dev) ? 0 : may_resume(dev);
	spin_unlock_irqrestore(&runtime_lock, flags);
	if (err)
		return err;
	if (parent)
		pm_runtime_get_sync(parent);
	err = resume(dev, parent);
	if (parent)
		pm_runtime_put(parent);
	return err;
}
EXPORT_SYMBOL_GPL(pm_runtime_resume);

/* ---- what nobody waits for ---- */

static void do_request(struct work_struct *work)
{
	struct device *dev = container_of(work, struct device, power.work.work);
	enum rpm_request what;
	unsigned long flags;

	spin_lock_irqsave(&runtime_lock, flags);
	what = dev->power.request;
	dev->power.request = RPM_REQ_NONE;
	spin_unlock_irqrestore(&runtime_lock, flags);
	if (what == RPM_REQ_RESUME)
		pm_runtime_resume(dev);
	else if (what == RPM_REQ_AUTOSUSPEND)
		pm_runtime_autosuspend(dev);
	else if (what == RPM_REQ_IDLE)
		pm_runtime_idle(dev);
}

static int request_sleep(struct device *dev, enum rpm_request what)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&runtime_lock, flags);
	err = may_suspend(dev);
	if (!err)
		err = request(dev, what, what == RPM_REQ_AUTOSUSPEND ? still_busy(dev) : 0);
	spin_unlock_irqrestore(&runtime_lock, flags);
	return err;
}

int pm_request_idle(struct device *dev)
{
	return request_sleep(dev, RPM_REQ_IDLE);
}
EXPORT_SYMBOL_GPL(pm_request_idle);

int pm_request_autosuspend(struct device *dev)
{
	return request_sleep(dev, RPM_REQ_AUTOSUSPEND);
}
EXPORT_SYMBOL_GPL(pm_request_autosuspend);

int pm_request_resume(struct device *dev)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&runtime_lock, flags);
	err = may_resume(dev);
	if (!err)
		err = request(dev, RPM_REQ_RESUME, 0);
	spin_unlock_irqrestore(&runtime_lock, flags);
	return err;
}
EXPORT_SYMBOL_GPL(pm_request_resume);

void pm_runtime_barrier(struct device *dev)
{
	unsigned long flags;
	bool wake;

	spin_lock_irqsave(&runtime_lock, flags);
	wake = dev->power.request == RPM_REQ_RESUME;
	dev->power.request = RPM_REQ_NONE;
	spin_unlock_irqrestore(&runtime_lock, flags);
	if (wake)
		pm_runtime_resume(dev);
	cancel_delayed_work_sync(&dev->power.work);
	wait_event(state_changed, !is_changing(dev));
}
EXPORT_SYMBOL_GPL(pm_runtime_barrier);

/* ---- switches ---- */

void pm_runtime_enable(struct device *dev)
{
	unsigned long flags;

	spin_lock_irqsave(&runtime_lock, flags);
	if (!WARN(!dev->power.disable_depth, "%s: pm_runtime_enable() of what is enabled", dev_name(dev)) &&
	    !--dev->power.disable_depth)
		dev->power.last_status = RPM_INVALID;
	spin_unlock_irqrestore(&runtime_lock, flags);
}
EXPORT_SYMBOL_GPL(pm_runtime_enable);

void pm_runtime_disable(struct device *dev)
{
	unsigned long flags;

	if (pm_runtime_enabled(dev))
		pm_runtime_barrier(dev);
	spin_lock_irqsave(&runtime_lock, flags);
	wait_until_stable(dev, &flags);
	if (!dev->power.disable_depth++)
		dev->power.last_status = dev->power.runtime_status;
	spin_unlock_irqrestore(&runtime_lock, flags);
}
EXPORT_SYMBOL_GPL(pm_runtime_disable);

static bool set_auto(struct device *dev, bool automatic)
{
	unsigned long flags;
	bool changed;

	spin_lock_irqsave(&runtime_lock, flags);
	changed = dev->power.runtime_auto != automatic;
	dev->power.runtime_auto = automatic;
	spin_unlock_irqrestore(&runtime_lock, flags);
	return changed;
}

void pm_runtime_forbid(struct device *dev)
{
	if (set_auto(dev, false))
		pm_runtime_get_sync(dev);
}
EXPORT_SYMBOL_GPL(pm_runtime_forbid);

void pm_runtime_allow(struct device *dev)
{
	if (set_auto(dev, true))
		pm_runtime_put(dev);
}
EXPORT_SYMBOL_GPL(pm_runtime_allow);

int __pm_runtime_set_status(struct device *dev, unsigned int status)
{
	struct device *parent = caring_parent(dev), *idle = NULL;
	unsigned long flags;
	int err = 0;

	spin_lock_irqsave(&runtime_lock, flags);
	if (!dev->power.runtime_error && !dev->power.disable_depth)
		err = -EAGAIN;
	else if (status != RPM_ACTIVE && status != RPM_SUSPENDED)
		err = -EINVAL;
	else if (status == RPM_ACTIVE && dev->power.runtime_status != RPM_ACTIVE && parent &&
		 !parent->power.disable_depth && parent->power.runtime_status != RPM_ACTIVE)
		err = -EBUSY;
	if (!err) {
		if (status == RPM_SUSPENDED)
			idle = parent;
		if (dev->power.runtime_status != status)
			become(dev, status);
		dev->power.runtime_error = 0;
	}
	spin_unlock_irqrestore(&runtime_lock, flags);
	if (idle)
		pm_request_idle(idle);
	return err;
}
EXPORT_SYMBOL_GPL(__pm_runtime_set_status);

/* a delay below 0 counts as a user */
static void set_autosuspend(struct device *dev, bool use, int delay)
{
	bool was = dev->power.use_autosuspend && dev->power.autosuspend_delay < 0, is = use && delay < 0;
	unsigned long flags;

	spin_lock_irqsave(&runtime_lock, flags);
	dev->power.use_autosuspend = use;
	dev->power.autosuspend_delay = delay;
	spin_unlock_irqrestore(&runtime_lock, flags);
	if (is && !was)
		pm_runtime_get_sync(dev);
	else if (was && !is)
		pm_runtime_put(dev);
	else
		pm_request_idle(dev);
}

void __pm_runtime_use_autosuspend(struct device *dev, bool use)
{
	set_autosuspend(dev, use, dev->power.autosuspend_delay);
}
EXPORT_SYMBOL_GPL(__pm_runtime_use_autosuspend);

void pm_runtime_set_autosuspend_delay(struct device *dev, int delay)
{
	set_autosuspend(dev, dev->power.use_autosuspend, delay);
}
EXPORT_SYMBOL_GPL(pm_runtime_set_autosuspend_delay);

int pm_runtime_get_conditional(struct device *dev, bool ign_usage_count)
{
	unsigned long flags;
	int got;

	spin_lock_irqsave(&runtime_lock, flags);
	if (dev->power.disable_depth) {
		got = -EINVAL;
	} else if (dev->power.runtime_status != RPM_ACTIVE) {
		got = 0;
	} else if (ign_usage_count) {
		atomic_inc(&dev->power.usage_count);
		got = 1;
	} else {
		got = atomic_add_unless(&dev->power.usage_count, 1, 0);
	}
	spin_unlock_irqrestore(&runtime_lock, flags);
	return got;
}
EXPORT_SYMBOL_GPL(pm_runtime_get_conditional);

/* ---- system sleep ---- */

static void force_status(struct device *dev, enum rpm_status status)
{
	unsigned long flags;

	spin_lock_irqsave(&runtime_lock, flags);
	if (dev->power.runtime_status != status)
		become(dev, status);
	spin_unlock_irqrestore(&runtime_lock, flags);
}

int pm_runtime_force_suspend(struct device *dev)
{
	int err;

	pm_runtime_disable(dev);
	if (pm_runtime_status_suspended(dev))
		return 0;
	err = call(dev, SUSPEND);
	if (err) {
		pm_runtime_enable(dev);
		return err;
	}
	/* one of its users is system sleep itself; if it has no other one it may sleep on afterwards */
	dev->power.needs_force_resume = atomic_read(&dev->power.usage_count) > 1 ||
					(!dev->power.ignore_children && atomic_read(&dev->power.child_count));
	force_status(dev, RPM_SUSPENDED);
	if (!dev->power.needs_force_resume && caring_parent(dev))
		pm_request_idle(dev->parent);
	return 0;
}
EXPORT_SYMBOL_GPL(pm_runtime_force_suspend);

int pm_runtime_force_resume(struct device *dev)
{
	int err = 0;

	if (pm_runtime_status_suspended(dev) && dev->power.needs_force_resume) {
		err = call(dev, RESUME);
		if (!err)
			force_status(dev, RPM_ACTIVE);
	}
	dev->power.needs_force_resume = false;
	pm_runtime_enable(dev);
	return err;
}
EXPORT_SYMBOL_GPL(pm_runtime_force_resume);

/* ---- life ---- */

void pm_runtime_init(struct device *dev)
{
	atomic_set(&dev->power.usage_count, 0);
	atomic_set(&dev->power.child_count, 0);
	dev->power.disable_depth = 1;
	dev->power.runtime_status = RPM_SUSPENDED;
	dev->power.last_status = RPM_INVALID;
	dev->power.runtime_auto = true;
	INIT_DELAYED_WORK(&dev->power.work, do_request);
}

void pm_runtime_remove(struct device *dev)
{
	pm_runtime_disable(dev);
	pm_runtime_set_suspended(dev);
}
