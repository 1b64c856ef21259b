/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Devices that sleep while nobody uses them (linux/dev/pm_runtime.c).
 *
 * A device has a count of users, and is put to sleep when it is 0, by its runtime_suspend(), at once or after a delay;
 * who needs it takes a count and wakes it by its runtime_resume(). Callbacks are found as those of system sleep. It
 * begins disabled and asleep: a driver or bus says in which state it is, and enables it.
 */
#ifndef _LINUX_PM_RUNTIME_H
#define _LINUX_PM_RUNTIME_H

#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/pm.h>
#include <linux/timekeeping.h>

/**
 * pm_runtime_resume() - wake @dev, its parent first; sleeps
 * Return: 0; 1: it was awake; -EACCES: runtime power management is disabled and it is not known to be awake; -EINVAL: an
 * earlier callback has failed; what its callback gave.
 */
int pm_runtime_resume(struct device *dev);

/**
 * pm_runtime_suspend() - put @dev to sleep now, if nobody uses it; sleeps
 * Return: 0; 1: it was asleep; -EAGAIN: it has users; -EBUSY: children of it are awake; -EACCES: disabled; -EINVAL as
 * above; what its callback gave: with -EAGAIN and -EBUSY it stays awake and nothing is wrong with it.
 */
int pm_runtime_suspend(struct device *dev);
/* The same, but not before the device's delay since its last use has passed: then it happens by itself, and this is 0. */
int pm_runtime_autosuspend(struct device *dev);
/* Ask runtime_idle(); if it has nothing against it, or is not there, suspend. */
int pm_runtime_idle(struct device *dev);
/* The same, soon, by a task of its own. Any context. 0, -EACCES */
int pm_request_idle(struct device *dev);
int pm_request_autosuspend(struct device *dev);
/* Wake it, soon. Any context. 1: it is awake; 0, -EACCES, -EINVAL */
int pm_request_resume(struct device *dev);
/* Wait for what has been requested, or forget it. */
void pm_runtime_barrier(struct device *dev);

/* Disabled as often as these are called in balance. Disabling waits for what is going on. */
void pm_runtime_enable(struct device *dev);
void pm_runtime_disable(struct device *dev);
/* The user's switch, "on" or "auto": forbidden is one user more, and awake. */
void pm_runtime_forbid(struct device *dev);
void pm_runtime_allow(struct device *dev);

/* Tell what state it is in: only while it is disabled or has failed, else -EAGAIN. */
int __pm_runtime_set_status(struct device *dev, unsigned int status);
/* A delay below 0 keeps the device awake. */
void __pm_runtime_use_autosuspend(struct device *dev, bool use);
void pm_runtime_set_autosuspend_delay(struct device *dev, int delay);

/* A count more if it is awake and, unless @ign_usage_count, used: 1; 0: not so; -EINVAL: disabled. */
int pm_runtime_get_conditional(struct device *dev, bool ign_usage_count);

/* For system sleep: asleep and disabled, whoever uses it; and as it was before. */
int pm_runtime_force_suspend(struct device *dev);
int pm_runtime_force_resume(struct device *dev);

/* per device, for linux/dev */
void pm_runtime_init(struct device *dev);
void pm_runtime_remove(struct device *dev);

static inline void pm_runtime_get_noresume(struct device *dev) { atomic_inc(&dev->power.usage_count); }
static inline void pm_runtime_put_noidle(struct device *dev) { atomic_add_unless(&dev->power.usage_count, -1, 0); }
static inline bool pm_runtime_enabled(struct device *dev) { return !dev->power.disable_depth; }

static inline bool pm_runtime_suspended(struct device *dev)
{
	return dev->power.runtime_status == RPM_SUSPENDED && !dev->power.disable_depth;
}

static inline bool pm_runtime_active(struct device *dev)
{
	return dev->power.runtime_status == RPM_ACTIVE || dev->power.disable_depth;
}

static inline bool pm_runtime_status_suspended(struct device *dev)
{
	return dev->power.runtime_status == RPM_SUSPENDED;
}

static inline void pm_runtime_mark_last_busy(struct device *dev)
{
	WRITE_ONCE(dev->power.last_busy, ktime_get_ns());
}

/* The count is taken also if the device does not wake up; _resume_and_get gives it back then. */
static inline int pm_runtime_get_sync(struct device *dev)
{
	pm_runtime_get_noresume(dev);
	return pm_runtime_resume(dev);
}

static inline int pm_runtime_resume_and_get(struct device *dev)
{
	int err = pm_runtime_get_sync(dev);

	if (err < 0)
		pm_runtime_put_noidle(dev);
	return err < 0 ? err : 0;
}

/* The last one's put looks whether the device can sleep: now, soon, or after its delay. */
static inline int pm_runtime_put(struct device *dev)
{
	return atomic_dec_and_test(&dev->power.usage_count) ? pm_request_idle(dev) : 0;
}

static inline int pm_runtime_put_sync(struct device *dev)
{
	return atomic_dec_and_test(&dev->power.usage_count) ? pm_runtime_idle(dev) : 0;
}

static inline int pm_runtime_put_autosuspend(struct device *dev)
{
	return atomic_dec_and_test(&dev->power.usage_count) ? pm_request_autosuspend(dev) : 0;
}

static inline int __pm_runtime_put_autosuspend(struct device *dev) { return pm_runtime_put_autosuspend(dev); }
static inline int pm_runtime_get_if_active(struct device *dev) { return pm_runtime_get_conditional(dev, true); }
static inline int pm_runtime_get_if_in_use(struct device *dev) { return pm_runtime_get_conditional(dev, false); }
static inline int pm_runtime_set_active(struct device *dev) { return __pm_runtime_set_status(dev, RPM_ACTIVE); }
static inline int pm_runtime_set_suspended(struct device *dev) { return __pm_runtime_set_status(dev, RPM_SUSPENDED); }
static inline void pm_runtime_use_autosuspend(struct device *dev) { __pm_runtime_use_autosuspend(dev, true); }
static inline void pm_runtime_dont_use_autosuspend(struct device *dev) { __pm_runtime_use_autosuspend(dev, false); }
static inline void pm_suspend_ignore_children(struct device *dev, bool enable) { dev->power.ignore_children = enable; }

#endif
