// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pm.c - system sleep: down and up again through all devices, in four phases.
 *
 *	down	prepare		suspend		late			noirq: interrupts are off
 *	order	parents first	children first	children first		children first
 *	up	complete	resume		resume_early		resume_noirq
 *	order	children first	parents first	parents first		parents first
 *
 * A device's callback is the one of its type, else of its class, else of its bus; if that table does not have it, or
 * there is none, the driver's. A bus may have older callbacks instead of a table, for suspend and resume only. An error
 * on the way down ends it, and everything that was done is undone, phase by phase.
 *
 * User space is stopped before the first device and goes on after the last (linux/task/freezer.c), so that no driver is
 * called while its card has no power.
 *
 * Who sleeps by itself (pm_runtime.c) does not from prepare to complete; from late to early it is not woken either.
 *
 * Left out: a positive answer of prepare, wakeup sources, the chain of notifiers, hibernation.
 */
#define pr_fmt(fmt) "PM: " fmt

#include <linux/array_size.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/limits.h>
#include <linux/mutex.h>
#include <linux/pm.h>
#include <linux/pm_runtime.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "local.h"

/* protects system_asleep: one of usnd_suspend() and usnd_resume() at a time */
static DEFINE_MUTEX(sleep_lock);
static bool system_asleep;

typedef int (*pm_callback)(struct device *dev);
typedef void (*pm_completion)(struct device *dev);

/**
 * struct phase - one step down and what undoes it
 * @name: for messages
 * @down: offset of the callback in &struct dev_pm_ops
 * @up: of its opposite
 */
struct phase {
	const char *name;
	size_t down, up;
};

enum { PREPARE, SUSPEND, LATE, NOIRQ };

#define PHASE(name, down, up) { name, offsetof(struct dev_pm_ops, down), offsetof(struct dev_pm_ops, up) }

static const struct phase phases[] = {
	[PREPARE] = PHASE("prepare", prepare, complete),
	[SUSPEND] = PHASE("suspend", suspend, resume),
	[LATE] = PHASE("late suspend", suspend_late, resume_early),
	[NOIRQ] = PHASE("noirq suspend", suspend_noirq, resume_noirq),
};

/* ---- one device ------------------------------------------------------------------------------ */

static const struct dev_pm_ops *subsystem_ops(const struct device *dev)
{
	if (dev->type && dev->type->pm)
		return dev->type->pm;
	if (dev->class && dev->class->pm)
		return dev->class->pm;
	return dev->bus ? dev->bus->pm : NULL;
}

static pm_callback callback_at(const struct dev_pm_ops *ops, size_t offset)
{
	return ops ? *(const pm_callback *)((const char *)ops + offset) : NULL;
}

static pm_callback find_callback(const struct device *dev, size_t offset)
{
	pm_callback callback = callback_at(subsystem_ops(dev), offset);

	return callback ? callback : callback_at(dev->driver ? dev->driver->pm : NULL, offset);
}

/* does the bus come before the driver, with callbacks of its own instead of a table? */
static bool has_old_bus(const struct device *dev)
{
	return dev->bus && !subsystem_ops(dev) && (dev->bus->suspend || dev->bus->resume);
}

static int call_down(struct device *dev, unsigned int phase, pm_message_t state)
{
	pm_callback callback;

	if (phase == SUSPEND && has_old_bus(dev) && dev->bus->suspend)
		return dev->bus->suspend(dev, state);
	callback = find_callback(dev, phases[phase].down);
	return callback ? callback(dev) : 0;
}

static int call_up(struct device *dev, unsigned int phase)
{
	pm_callback callback;

	if (phase == SUSPEND && has_old_bus(dev) && dev->bus->resume)
		return dev->bus->resume(dev);
	callback = find_callback(dev, phases[phase].up);
	if (!callback)
		return 0;
	if (phase != PREPARE)
		return callback(dev);
	/* complete() has no result */
	((pm_completion)(void *)callback)(dev);
	return 0;
}

static int device_down(struct device *dev, unsigned int phase, pm_message_t state)
{
	int err;

	device_lock(dev);
	if (phase == PREPARE)
		pm_runtime_get_noresume(dev);
	if (phase == LATE)
		pm_runtime_disable(dev);
	err = call_down(dev, phase, state);
	if (err < 0 && phase == LATE)
		pm_runtime_enable(dev);
	if (err < 0 && phase == PREPARE)
		pm_runtime_put(dev);
	if (err >= 0) {
		dev->power.asleep |= 1u << phase;
		dev->power.power_state = state;
		if (phase == SUSPEND)
			dev->power.is_suspended = true;
	}
	device_unlock(dev);
	/* only prepare() has positive answers, and nobody here makes use of them */
	return phase == PREPARE && err > 0 ? 0 : err;
}

static void device_up(struct device *dev, unsigned int phase)
{
	int err = 0;

	device_lock(dev);
	if (dev->power.asleep & 1u << phase) {
		dev->power.asleep &= ~(1u << phase);
		if (phase == SUSPEND)
			dev->power.is_suspended = false;
		err = call_up(dev, phase);
		if (phase == LATE)
			pm_runtime_enable(dev);
		if (phase == PREPARE)
			pm_runtime_put(dev);
		if (!dev->power.asleep)
			dev->power.power_state = PMSG_ON;
	}
	device_unlock(dev);
	/* a device that does not wake up keeps nobody else asleep */
	if (err < 0)
		dev_err(dev, "does not resume from %s: error %d\n", phases[phase].name, err);
}

/* ---- all devices ----------------------------------------------------------------------------- */

/* parents first: upwards by number. Who comes or goes meanwhile is noticed. */
static struct device *next_device(struct device *dev, bool parents_first)
{
	struct device *next = neighbour(dev ? dev->p->number : parents_first ? 0 : U64_MAX, !parents_first);

	put_device(dev);
	return next;
}

static void all_up(unsigned int phase)
{
	struct device *dev = NULL;

	while ((dev = next_device(dev, phase != PREPARE)))
		device_up(dev, phase);
}

static int all_down(unsigned int phase, pm_message_t state)
{
	struct device *dev = NULL;
	int err = 0;

	while (!err && (dev = next_device(dev, phase == PREPARE))) {
		do {
			err = device_down(dev, phase, state);
			/* not now, but soon: says only prepare() */
		} while (phase == PREPARE && err == -EAGAIN && !schedule_timeout_uninterruptible(1));
	}
	if (err) {
		dev_err(dev, "%s failed: error %d\n", phases[phase].name, err);
		put_device(dev);
	}
	return err;
}

/**
 * dpm_suspend_start() - prepare and suspend all devices
 * Context: sleeps
 * Return: 0; the error of the first callback that refuses: call dpm_resume_end(), which undoes what was done.
 */
int dpm_suspend_start(pm_message_t state)
{
	int err = all_down(PREPARE, state);

	return err ? err : all_down(SUSPEND, state);
}
EXPORT_SYMBOL_GPL(dpm_suspend_start);

/** dpm_resume_end() - resume all devices that are suspended, and tell those that were prepared */
void dpm_resume_end(pm_message_t state)
{
	all_up(SUSPEND);
	all_up(PREPARE);
}
EXPORT_SYMBOL_GPL(dpm_resume_end);

/** dpm_suspend_end() - the phases after dpm_suspend_start(), the last with interrupts off; undone if one refuses */
int dpm_suspend_end(pm_message_t state)
{
	int err = all_down(LATE, state);

	if (!err) {
		suspend_device_irqs();
		err = all_down(NOIRQ, state);
	}
	if (err)
		dpm_resume_start(state);
	return err;
}
EXPORT_SYMBOL_GPL(dpm_suspend_end);

/** dpm_resume_start() - the first phases of the way up; interrupts are on again after it */
void dpm_resume_start(pm_message_t state)
{
	all_up(NOIRQ);
	resume_device_irqs();
	all_up(LATE);
}
EXPORT_SYMBOL_GPL(dpm_resume_start);

/* ---- the system ------------------------------------------------------------------------------ */

static int devices_down(void)
{
	int err = dpm_suspend_start(PMSG_SUSPEND);

	if (!err)
		err = dpm_suspend_end(PMSG_SUSPEND);
	if (err)
		dpm_resume_end(PMSG_RESUME);
	return err;
}

static int go_to_sleep(void)
{
	int err = freeze_processes();

	if (err)
		return err;
	err = devices_down();
	if (err) {
		thaw_processes();
		return err;
	}
	if (machine()->ops->power_off)
		machine()->ops->power_off(machine());
	system_asleep = true;
	return 0;
}

static int wake_up_system(void)
{
	dpm_resume_start(PMSG_RESUME);
	dpm_resume_end(PMSG_RESUME);
	system_asleep = false;
	thaw_processes();
	return 0;
}

static int with_lock(bool sleep, int (*fn)(void))
{
	struct task_struct task;
	int err;

	task_enter(&task, NULL);
	mutex_lock(&sleep_lock);
	err = system_asleep == sleep ? -EALREADY : fn();
	mutex_unlock(&sleep_lock);
	task_leave(&task);
	return err;
}

int usnd_suspend(void)
{
	return with_lock(true, go_to_sleep);
}

int usnd_resume(void)
{
	return with_lock(false, wake_up_system);
}

/** pm_wake() - shutdown wakes the devices of a sleeping system, so that their drivers can go */
void pm_wake(void)
{
	if (system_asleep)
		wake_up_system();
}
