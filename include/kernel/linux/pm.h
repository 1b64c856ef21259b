/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System sleep: the callbacks that drivers, classes, types and buses give, and the calls that go through all devices
 * (linux/dev/pm.c says in which order). usnd_suspend() and usnd_resume() make them. Those of devices that sleep while
 * nobody uses them are <linux/pm_runtime.h>. Hibernation and wakeup sources are left out: the callbacks of those are
 * kept and type-checked, nothing calls them.
 */
#ifndef _LINUX_PM_H
#define _LINUX_PM_H

#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <linux/util_macros.h>
#include <linux/workqueue.h>

struct device;

typedef struct pm_message {
	int event;
} pm_message_t;

#define PM_EVENT_INVALID	(-1)
#define PM_EVENT_ON		0x0000
#define PM_EVENT_FREEZE		0x0001
#define PM_EVENT_SUSPEND	0x0002
#define PM_EVENT_HIBERNATE	0x0004
#define PM_EVENT_RESUME		0x0010
#define PM_EVENT_THAW		0x0020
#define PM_EVENT_RESTORE	0x0040
#define PMSG_ON			((struct pm_message){ .event = PM_EVENT_ON })
#define PMSG_FREEZE		((struct pm_message){ .event = PM_EVENT_FREEZE })
#define PMSG_SUSPEND		((struct pm_message){ .event = PM_EVENT_SUSPEND })
#define PMSG_HIBERNATE		((struct pm_message){ .event = PM_EVENT_HIBERNATE })
#define PMSG_RESUME		((struct pm_message){ .event = PM_EVENT_RESUME })
#define PMSG_THAW		((struct pm_message){ .event = PM_EVENT_THAW })
#define PMSG_RESTORE		((struct pm_message){ .event = PM_EVENT_RESTORE })

struct dev_pm_ops {
	int (*prepare)(struct device *dev);
	void (*complete)(struct device *dev);
	int (*suspend)(struct device *dev);
	int (*resume)(struct device *dev);
	int (*freeze)(struct device *dev);
	int (*thaw)(struct device *dev);
	int (*poweroff)(struct device *dev);
	int (*restore)(struct device *dev);
	int (*suspend_late)(struct device *dev);
	int (*resume_early)(struct device *dev);
	int (*freeze_late)(struct device *dev);
	int (*thaw_early)(struct device *dev);
	int (*poweroff_late)(struct device *dev);
	int (*restore_early)(struct device *dev);
	int (*suspend_noirq)(struct device *dev);
	int (*resume_noirq)(struct device *dev);
	int (*freeze_noirq)(struct device *dev);
	int (*thaw_noirq)(struct device *dev);
	int (*poweroff_noirq)(struct device *dev);
	int (*restore_noirq)(struct device *dev);
	int (*runtime_suspend)(struct device *dev);
	int (*runtime_resume)(struct device *dev);
	int (*runtime_idle)(struct device *dev);
};

#define pm_ptr(ptr)		PTR_IF(IS_ENABLED(CONFIG_PM), (ptr))
#define pm_sleep_ptr(ptr)	PTR_IF(IS_ENABLED(CONFIG_PM_SLEEP), (ptr))

#define SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)				\
	.suspend = pm_sleep_ptr(suspend_fn), .resume = pm_sleep_ptr(resume_fn),	\
	.freeze = pm_sleep_ptr(suspend_fn), .thaw = pm_sleep_ptr(resume_fn),	\
	.poweroff = pm_sleep_ptr(suspend_fn), .restore = pm_sleep_ptr(resume_fn),
#define RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn)				\
	.runtime_suspend = suspend_fn, .runtime_resume = resume_fn, .runtime_idle = idle_fn,
#define SET_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)	SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)
#define SET_RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn) RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn)

#define DEFINE_SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn) \
	const struct dev_pm_ops name = { SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn) }
#define SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn) \
	const struct dev_pm_ops __maybe_unused name = { SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn) }
#define UNIVERSAL_DEV_PM_OPS(name, suspend_fn, resume_fn, idle_fn)		\
	const struct dev_pm_ops __maybe_unused name = {				\
		SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)			\
		RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn)			\
	}

enum rpm_status {
	RPM_INVALID = -1,
	RPM_ACTIVE = 0,
	RPM_RESUMING,
	RPM_SUSPENDED,
	RPM_SUSPENDING,
};

enum rpm_request {
	RPM_REQ_NONE,
	RPM_REQ_IDLE,
	RPM_REQ_AUTOSUSPEND,
	RPM_REQ_RESUME,
};

/**
 * struct dev_pm_info - a device's power state
 * @is_suspended: suspend() has succeeded, resume() has not been called; under the device's lock, as is @asleep
 * @asleep: bit n: phase n of the way down (linux/dev/pm.c) has succeeded and is to be undone
 * What follows belongs to linux/dev/pm_runtime.c:
 * @usage_count: users; @child_count: children that are awake
 * @disable_depth: pm_runtime_disable() less pm_runtime_enable(); @last_status: as it was when it was disabled
 * @runtime_error: of a callback that failed; no other one is called until the state is set
 * @runtime_auto: false: forbidden
 * @needs_force_resume: pm_runtime_force_suspend() has put to sleep what was in use
 * @last_busy: ns; @autosuspend_delay: ms
 * @request: what @work is to do
 */
struct dev_pm_info {
	pm_message_t power_state;
	bool is_suspended;
	unsigned int asleep;
	atomic_t usage_count, child_count;
	unsigned int disable_depth;
	enum rpm_status runtime_status, last_status;
	enum rpm_request request;
	int runtime_error;
	bool runtime_auto, ignore_children, use_autosuspend, needs_force_resume;
	u64 last_busy;
	int autosuspend_delay;
	struct delayed_work work;
};

/* down: prepare and suspend; late and noirq. Up: the opposite. On an error what has been done is undone. */
int dpm_suspend_start(pm_message_t state);
int dpm_suspend_end(pm_message_t state);
void dpm_resume_start(pm_message_t state);
void dpm_resume_end(pm_message_t state);

/* what a bus, class or type puts in its table to have the driver's own callback called */
int pm_generic_prepare(struct device *dev);
int pm_generic_suspend(struct device *dev);
int pm_generic_suspend_late(struct device *dev);
int pm_generic_suspend_noirq(struct device *dev);
int pm_generic_resume_noirq(struct device *dev);
int pm_generic_resume_early(struct device *dev);
int pm_generic_resume(struct device *dev);
void pm_generic_complete(struct device *dev);

#endif
