/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * core.h - what the folders of linux/ ask of each other beyond the kernel's own headers.
 *
 * Private to linux/: drivers and sound/ never see it. Included as "../core.h".
 * Each folder has an init and a finish; linux/boot.c calls them in the order they stand here and takes
 * them down in reverse. A finish returns its findings (leaks), each reported with its owner.
 */
#ifndef LINUX_CORE_H
#define LINUX_CORE_H

#include <linux/types.h>
#include <usnd/host.h>
#include <usnd/machine.h>
#include <usnd/syscall.h>

struct device;
struct module;
struct task_struct;

/* ---- linux/boot.c -------------------------------------------------------------------------------- */

/** machine() - the machine this world was booted on; NULL before and after */
extern struct usnd_machine *booted_machine;
static inline struct usnd_machine *machine(void)
{
	return booted_machine;
}

/** platform() - its description; valid while machine() is not NULL */
extern struct usnd_platform booted_platform;
static inline const struct usnd_platform *platform(void)
{
	return &booted_platform;
}

/* ---- linux/task/time.c --------------------------------------------------------------------------- */

/** look_takes_time() - a register is read: whoever polls it without sleeping lets the virtual clock go on. Any context */
void look_takes_time(void);

/* ---- linux/report.c ------------------------------------------------------------------------------ */

/**
 * report() - a finding: the driver (or usnd) broke a rule
 * @kind: short and stable, for tests and people: "sleeping in atomic context", "double free"
 * @where: code address the rule was broken at (usually __builtin_return_address(0)), or NULL
 * @fmt: the details, one line, no newline; printk formats
 * Counts, logs at KERN_ERR with the place. Any context. Never fails, never stops the run.
 */
void report(const char *kind, const void *where, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* ---- linux/fault.c ------------------------------------------------------------------------------- */

/**
 * should_fail() - is it this request's turn to fail?
 * @what: "kmalloc", "dma_alloc_coherent", "request_irq": literal
 * @where: the requester's code address
 * Every allocation, mapping and request asks exactly once, before it changes anything.
 * Requests made with __GFP_NOFAIL do not ask.
 */
extern unsigned long fault_armed; /* which one, 0: none; written by usnd_fault_arm() only */
bool fault_is_due(const char *what, const void *where);
static inline bool should_fail(const char *what, const void *where)
{
	return __builtin_expect(__atomic_load_n(&fault_armed, __ATOMIC_RELAXED), 0) && fault_is_due(what, where);
}

/* ---- linux/mm --------------------------------------------------------------------------------------- */
int mm_init(void);
unsigned int mm_finish(void);

/* ---- linux/task: tasks, locks, interrupts, time ---------------------------------------------------- */
int task_init(void);
unsigned int task_finish(void);

/**
 * task_forget_module() - a module's code and data go away
 * @inside: an address in it
 * Timers, work, tasklets, interrupt handlers and threads that it has left are reported, and stopped while their code is
 * still there. Return: how many. Sleeps.
 */
unsigned int task_forget_module(const void *inside);

/** might_sleep_here() - __might_sleep() on behalf of the code at @ip */
void might_sleep_here(unsigned long ip);

/**
 * syscall_enter() - the running host task becomes a kernel task for the time of one system call
 * @task: caller's memory (its stack); `current` until syscall_leave()
 * @caller: NULL: a call of the harness (module load)
 * Nests: a task that is one already keeps its own, and leave restores it. While the system sleeps it waits here, not
 * counting as a task that runs, and so does one that leaves: user space stands still.
 */
void syscall_enter(struct task_struct *task, const struct usnd_caller *caller);
void syscall_leave(struct task_struct *task);

/** task_enter() - the same for who is not user space: boot, shutdown, who puts the system to sleep; never stopped */
void task_enter(struct task_struct *task, const struct usnd_caller *caller);
void task_leave(struct task_struct *task);

/**
 * syscall_again() - the end of a system call's work: if the system goes to sleep, the task stops here until it is awake
 * @task: of syscall_enter()
 * @ret: the call's result
 * Return: true: only that has interrupted the call, begin it anew (-ERESTARTSYS and its kind without a signal).
 * Context: sleeps; no locks held
 */
bool syscall_again(struct task_struct *task, long ret);

/** is_restart() - is @ret one of the codes that a signal leaves behind, never seen outside? */
bool is_restart(long ret);

/**
 * freeze_processes() - stop user space: no system call begins, and those inside end or are interrupted and stand still
 * What sleeps interruptibly is woken as by a signal. Everything else is waited for, 20 s long.
 * Context: sleeps; the running task is not stopped. One at a time: the caller's lock.
 * Return: 0; -EBUSY: a task did not stop (logged by name): all of them run again.
 */
int freeze_processes(void);

/** thaw_processes() - and go on; calls that were interrupted begin anew */
void thaw_processes(void);

/** current_caller() - the process behind the running task's system call, or NULL */
const struct usnd_caller *current_caller(void);

/** irq_line() - &usnd_machine_events.irq; clock_tick() - &usnd_machine_events.tick. Any task; no locks held. */
void irq_line(void *ctx, unsigned int line, bool level);
void clock_tick(void *ctx, uint64_t deadline);

/* ---- linux/dma ------------------------------------------------------------------------------------- */
int dma_init(void);
unsigned int dma_finish(void);

/** dma_fault() - &usnd_machine_events.dma_fault */
void dma_fault(void *ctx, const struct usnd_dma_fault *fault);

/* ---- linux/dev: device model, devres, modules, resources --------------------------------------------- */
int dev_init(void);
unsigned int dev_finish(void);

/**
 * detach_later() - @detach(@dev) in a task of its own: it may take as long as clients keep files open
 * Context: sleeps; calls from one task at a time. -ENOMEM: nothing will happen. See usnd_detaching().
 */
struct device;
int detach_later(struct device *dev, void (*detach)(struct device *dev));

/** detach_finish() - wait for all of them; all files are closed */
void detach_finish(void);

/** pm_wake() - resume the devices of a sleeping system; nothing happens if it is awake */
void pm_wake(void);

/** once_reset() - forget what WARN_ON_ONCE() and its kind have already said; at every boot */
void once_reset(void);

/**
 * do_initcalls() - run the init functions of built-in code, level by level, in link order
 * Return: 0, or the first error, after the exit functions of what was already up have run.
 */
int do_initcalls(void);

/** do_exitcalls() - run the module_exit() functions of the files do_initcalls() started, last first */
void do_exitcalls(void);

/**
 * parse_cmdline() - set parameters of built-in code: "snd_pcm.preallocate_dma=0 …"
 * Return: 0, -EINVAL for a word that names no parameter or a value it does not take (logged), -ENOMEM.
 */
int parse_cmdline(const char *cmdline);

/**
 * module_for_each() - call @fn for every loaded module, last loaded first, under the module lock
 * Stops at the first non-zero result and returns it.
 */
int module_for_each(int (*fn)(struct module *module, void *data), void *data);

/** modules_unload_all() - rmmod everything, last loaded first; one that cannot go is a finding */
void modules_unload_all(void);

/* ---- linux/fs: files, /dev, /proc, uaccess ------------------------------------------------------------ */
int fs_init(void);
unsigned int fs_finish(void);

/** fs_close_all() - shutdown found files open: release them (each is logged and is a finding) */
void fs_close_all(void);

/**
 * fs_node_add() - a character device appears: device_add() calls it if the device has a number
 * @path: below /dev, "snd/pcmC0D0p" (what class->devnode said, or the device's name); missing directories are made
 * @mode: permissions; 0: 0600
 * Return: 0, -EEXIST, -ENOMEM. fs_node_remove() takes it away; files that are open stay open.
 */
int fs_node_add(const char *path, umode_t mode, dev_t devt);
void fs_node_remove(const char *path);

/* ---- linux/bus: PCI, port and memory I/O --------------------------------------------------------------- */
int bus_init(void);
unsigned int bus_finish(void);

#endif
