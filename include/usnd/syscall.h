/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * syscall.h - what the host world may ask of the kernel world: boot, modules, files.
 *
 * The upper seam. harness/ (in process) and server/ (other processes) open files of one tree, /dev/snd/… and
 * /proc/…, and speak their ABI; linux/fs and linux/dev implement it. Every call runs as a task of host_sched_run(),
 * may sleep and is interruptible through its caller; 0 or -errno.
 *
 * Names that begin with usnd_ cross the seam and keep their name at link time; all other externals of the kernel
 * world are renamed (scripts/kernel-link), so that its snprintf is not libc's.
 */
#ifndef USND_SYSCALL_H
#define USND_SYSCALL_H

#include <usnd/machine.h>

/* ---- life ------------------------------------------------------------------------------------- */

/**
 * usnd_boot() - bring the kernel world up on a machine: memory, interrupts, time, the bus, the sound core
 * @m: owned by the caller, who closes it after usnd_shutdown()
 * @cmdline: "module.parameter=value …" for what is built in, as the kernel's command line
 *           ("snd_pcm.preallocate_dma=0"); NULL or "" for none
 * Return: 0; -EINVAL for a bad @cmdline (logged), -EBUSY if already up, -ENOMEM. On error nothing is left.
 */
int usnd_boot(struct usnd_machine *m, const char *cmdline);

/**
 * usnd_shutdown() - unload every module, take the world down, balance the books
 * Return: the number of findings: leaked pages, kmalloc objects, mappings, interrupts, timers, tasks, each logged
 * with its owner. 0 is clean. Open files are closed first (and logged).
 */
int usnd_shutdown(void);

/** usnd_findings() - reports (lock order, sleeping in atomic, double free, DMA fault, WARN …) since boot. */
unsigned long usnd_findings(void);

/**
 * usnd_module_load() - insmod: load @path, set @params ("index=1 enable=1"), run its module_init()
 * Return: -ENOENT, -ENOEXEC, -EEXIST, -EINVAL (parameter), or what the module's init function returned.
 */
int usnd_module_load(const char *path, const char *params);

/**
 * usnd_module_parameter() - the name of a module's @index-th parameter, without loading it; also before boot
 * Return: 0; -ERANGE: it has fewer; -ENOENT, -ENOEXEC as usnd_module_load(), without a word in the log.
 */
int usnd_module_parameter(const char *path, unsigned int index, char *name, size_t size);

/** usnd_module_unload() - rmmod by name; -ENOENT, -EBUSY while in use */
int usnd_module_unload(const char *name);

/* ---- faults (linux/fault.c) -------------------------------------------------------------------- */

/**
 * usnd_fault_arm() - make the @nth request from now (1 = the next) fail, once; 0 disarms
 * Requests are allocations, mappings, interrupt and region requests: every should_fail() site.
 */
void usnd_fault_arm(unsigned long nth);

/** usnd_fault_hit() - has the armed fault happened? @site (may be NULL) receives where, for people. */
bool usnd_fault_hit(const char **site);

/* ---- machines ---------------------------------------------------------------------------------- */

/**
 * usnd_pci_remove() - pull a PCI device out: its driver's remove() runs, the device is gone from the bus
 * -ENODEV if there is none. Returns when clients have closed the files of its card.
 */
int usnd_pci_remove(uint32_t bdf);

/**
 * usnd_pci_pull() - the same without the wait: the device is gone, its driver finds out in a task of its own
 * Clients get -ENODEV at once; the rest happens when they have closed their files, see usnd_detaching().
 * Without memory for the task it is as usnd_pci_remove(). -ENODEV.
 */
int usnd_pci_pull(uint32_t bdf);

/**
 * usnd_pci_add() - put a card into a slot at run time: it is found, gets addresses, and a driver that is there is bound
 * to it
 * @model: as of &usnd_machine_ops.plug
 * Return: 0 (also if no driver wants it), -EOPNOTSUPP: the machine cannot; or what it says.
 */
int usnd_pci_add(const char *model, uint32_t bdf);

/* ---- drivers leave their devices (linux/dev/detach.c) ---------------------------------------------- */

/**
 * usnd_detach_all() - every driver leaves its devices, each in a task of its own, as if all cards were pulled out at
 * once
 * Clients get -ENODEV at once and can only close; modules stay. usnd_shutdown() waits for what is underway. -ENOMEM:
 * some stay.
 */
int usnd_detach_all(void);

/** usnd_detaching() - how many drivers are still about to leave: clients have files open. Context: any. */
unsigned int usnd_detaching(void);

/* ---- system sleep (linux/dev/pm.c) --------------------------------------------------------------- */

/** usnd_defragment() - the frames that a fragmented platform holds are free, for good; nothing happens on others */
void usnd_defragment(void);

/**
 * usnd_suspend() - the system goes to sleep: user space is stopped, devices are suspended, children before parents,
 * then the cards lose power
 * Streams become SUSPENDED. Calls that are inside end first; those that sleep interruptibly are interrupted, stand
 * still and begin anew after usnd_resume(), so that their caller sees -ESTRPIPE, or the part that was transferred. A
 * call that comes while the system sleeps begins after usnd_resume(): who suspends makes none before that, except
 * usnd_shutdown().
 * Return: 0; -EALREADY: it sleeps; -EBUSY: a call did not end within 20 s (logged); the error of a driver that refused:
 * everything is resumed then, nobody lost power.
 */
int usnd_suspend(void);

/** usnd_resume() - and wakes up: parents before children; a device that fails is logged. -EALREADY: it is awake. */
int usnd_resume(void);

/* ---- what passes the streams (sound/pcm/tap.c) ---------------------------------------------------- */

/**
 * struct usnd_tap_stream - which one
 * @pid: of the process that opened it, as &usnd_caller.pid
 */
struct usnd_tap_stream {
	int card, device, subdevice;
	bool capture;
	int pid;
};

/**
 * struct usnd_tap_format - its samples
 * @format: SNDRV_PCM_FORMAT_*
 * @sample_bits: that one takes in memory
 * @access: SNDRV_PCM_ACCESS_*
 * @period_frames, @buffer_frames: of the ring
 */
struct usnd_tap_format {
	int format;
	unsigned int rate, channels, sample_bits;
	bool interleaved;
	int access;
	uint64_t period_frames, buffer_frames;
};

/**
 * struct usnd_tap - who is told
 * @opened, @closed: a substream is; in between:
 * @format: it has (new) parameters
 * @frames: so many frames have passed the hardware pointer. @data[0]: they are there, interleaved; or @data[c]: those
 *	    of channel c. For the time of the call only. NULL: they cannot be seen (sound/pcm/tap_ring.c says when).
 * @xrun: it has run empty, or over
 * Any of them may be NULL. They are called with locks of the stream held, from any task: they keep to themselves.
 */
struct usnd_tap {
	void *ctx;
	void (*opened)(void *ctx, const struct usnd_tap_stream *stream);
	void (*format)(void *ctx, const struct usnd_tap_stream *stream, const struct usnd_tap_format *format);
	void (*frames)(void *ctx, const struct usnd_tap_stream *stream, const void *const *data, size_t frames);
	void (*xrun)(void *ctx, const struct usnd_tap_stream *stream);
	void (*closed)(void *ctx, const struct usnd_tap_stream *stream);
};

/** usnd_tap() - @tap is told from now on, instead of an earlier one; NULL: nobody. While no stream is open. */
void usnd_tap(const struct usnd_tap *tap);

/* ---- files ------------------------------------------------------------------------------------- */

struct usnd_file;

/**
 * struct usnd_caller - the process behind a system call
 * @ctx: handed to the callbacks
 * @pid: as current->pid there
 * @fetch: copy @bytes from the caller's address @src; returns the bytes NOT copied (0 = all), as copy_from_user()
 * @store: the other way
 * @interrupted: a signal is pending: interruptible sleeps end with -ERESTARTSYS. May be NULL (never).
 * @unparks: whoever makes it so unparks the call's task (host_task_unpark()), again and again until the call has
 *	returned; else, on the real clock, a task that sleeps has to look for itself now and then.
 * @file: which open file is the process's descriptor @fd; NULL: none. Borrowed: it stays open until the call has
 *        returned. May be NULL (the process has no descriptors: commands that take one fail as for a bad one).
 * @compat: a program with 32-bit longs and pointers (i386 on x86-64): its ioctls and vectors are read as such, and what
 *	    Linux refuses to one is refused here. Calls other than usnd_ioctl(), usnd_readv(), usnd_writev() are as any.
 * Owned by the host world; must live until the call has returned.
 */
struct usnd_caller {
	void *ctx;
	int pid;
	bool compat, unparks;
	size_t (*fetch)(void *ctx, void *dst, uint64_t src, size_t bytes);
	size_t (*store)(void *ctx, uint64_t dst, const void *src, size_t bytes);
	bool (*interrupted)(void *ctx);
	struct usnd_file *(*file)(void *ctx, int fd);
};

/** struct usnd_node - one entry of a directory, for usnd_readdir() */
struct usnd_node {
	char name[64];
	uint32_t mode; /* S_IFREG, S_IFDIR, S_IFCHR, S_IFLNK and permission bits */
	uint32_t rdev; /* major << 20 | minor of a device node */
	char target[64]; /* of a symbolic link */
};

/**
 * usnd_open() - open a file of the tree
 * @path: "/dev/snd/pcmC0D0p", "/proc/asound/card0/pcm0p/sub0/prealloc"
 * @flags: O_RDONLY …, O_NONBLOCK, O_APPEND as Linux has them on this processor
 * @caller: for the time of this call only; every later call names its own
 */
int usnd_open(const char *path, int flags, const struct usnd_caller *caller, struct usnd_file **file);

/** usnd_release() - close. The last reference ends the file; errors a file keeps for its writer come back here. */
int usnd_release(struct usnd_file *file, const struct usnd_caller *caller);

long usnd_ioctl(struct usnd_file *file, unsigned int cmd, uint64_t arg, const struct usnd_caller *caller);
long usnd_read(struct usnd_file *file, uint64_t buf, size_t bytes, const struct usnd_caller *caller);
long usnd_write(struct usnd_file *file, uint64_t buf, size_t bytes, const struct usnd_caller *caller);

/**
 * usnd_readv() - the next bytes into several pieces; usnd_writev() - from several pieces
 * @vector: address of the caller's array of @count struct iovec (address and length; of 64 bits each, of a compat
 *	    caller of 32)
 * PCM files with non-interleaved access want one piece a channel, each as long as the first.
 */
long usnd_readv(struct usnd_file *file, uint64_t vector, size_t count, const struct usnd_caller *caller);
long usnd_writev(struct usnd_file *file, uint64_t vector, size_t count, const struct usnd_caller *caller);

/** usnd_set_flags() - F_SETFL: O_NONBLOCK and O_APPEND of an open file */
int usnd_set_flags(struct usnd_file *file, int flags);

/**
 * usnd_set_signal() - F_SETFL: O_ASYNC of an open file
 * @signal: called when Linux would send SIGIO: a period of a PCM has ended, a control or timer has an event. @band: of
 *	<signal.h>, POLL_IN, POLL_ERR. From any task, as usnd_watch()'s callback. NULL: no more, and it does not run any
 *	more when this returns, or the file is released.
 * Return: 0, also if the device sends none; -ENOMEM; -EBADFD, -ENODEV: its card has gone.
 */
int usnd_set_signal(struct usnd_file *file, void (*signal)(void *ctx, int band), void *ctx);

/**
 * usnd_poll() - what poll(2) would answer now
 * @events: POLLIN … asked for
 * @timeout: ns to wait for one of them; 0 does not wait, UINT64_MAX waits for ever
 * Return: the ready events, 0 on time-out, -errno.
 */
long usnd_poll(struct usnd_file *file, unsigned int events, uint64_t timeout, const struct usnd_caller *caller);

struct usnd_watch;

/**
 * usnd_watch() - be told when what usnd_poll() would answer may have changed
 * @ready: from any task, also an interrupt's, with locks of the device held: it may unpark a task or write to a
 *         descriptor, nothing else. It comes more often than needed, and may come before this returns; usnd_poll() with
 *         a timeout of 0 tells.
 * @watch: ended by usnd_unwatch(), before the file is released
 * Return: 0, -ENOMEM; -EOPNOTSUPP: as the file is now nothing wakes who polls it: it is always ready (a proc file) or
 * never (a control without subscription). usnd_poll() tells which.
 */
int usnd_watch(struct usnd_file *file, void (*ready)(void *ctx), void *ctx, const struct usnd_caller *caller,
	       struct usnd_watch **watch);

/** usnd_unwatch() - @ready does not run any more when this returns; NULL is fine. In a task. */
void usnd_unwatch(struct usnd_watch *watch);

/**
 * usnd_runs() - does time matter to this file: a PCM that runs or drains, a timer that was started?
 * @until: up to when, in host_now()'s time, it neither runs dry nor over, as far as can be told without asking the
 *         device: an eighth of a period before its own account says it would. May have passed. HOST_FOREVER: it never
 *         does (a PCM that drains, or with a stop threshold of the boundary; a timer).
 * Context: any, also outside of tasks (host_sched_events.idle). On the virtual clock only. The file is open: opening it
 * has returned, releasing it has not begun.
 */
bool usnd_runs(struct usnd_file *file, uint64_t *until);

struct usnd_mapping;

/**
 * usnd_mmap() - map a file, MAP_SHARED
 * @offset, @bytes, @prot: as of mmap(2)
 * @mapping: to be ended by usnd_munmap(); until then the file stays open, even if it is released
 * @fd, @fd_offset: what to map in the client: the same @bytes of this file of the host. Borrowed: valid while the
 *      mapping lives; a client may keep its own mapping of it for longer, and then sees nothing of what others do
 *      later.
 * Return: 0; -ENODEV: this file cannot be mapped; -EACCES, -EINVAL, -ENOMEM as mmap(2); or what the device says.
 */
int usnd_mmap(struct usnd_file *file, uint64_t offset, size_t bytes, int prot, const struct usnd_caller *caller,
	      struct usnd_mapping **mapping, int *fd, uint64_t *fd_offset);
int usnd_munmap(struct usnd_mapping *mapping, const struct usnd_caller *caller);

/**
 * usnd_client_file() - the file of the host behind all mappings of an open file, for a client that maps it on its own
 * Asked for once after opening, before anything else. From then on the device keeps it right for all offsets. What such
 * a client maps is not counted, so the device may be reconfigured under it; its mapping is then only memory of its own.
 * Return: a descriptor, borrowed until the file is released; -ENODEV: this file cannot be mapped.
 */
int usnd_client_file(struct usnd_file *file, const struct usnd_caller *caller);

/**
 * usnd_readdir() - the @index-th entry of directory @path
 * Return: 0, -ENOENT past the end or no such path, -ENOTDIR.
 */
int usnd_readdir(const char *path, unsigned int index, struct usnd_node *node);

#endif
