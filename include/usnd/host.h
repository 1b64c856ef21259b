/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * host.h - what the kernel world may ask of the host: memory, tasks and time, log, shared objects.
 *
 * Implemented in host/, one file a theme; called by linux/ (and, for the clock and memory, by machines/
 * and models/). No policy lives behind these calls: zones, locks, timers and modules are linux/'s.
 *
 * Conventions: 0 or -errno (Linux numbers); times are nanoseconds of host_now(): since host_sched_run()
 * started on the virtual clock, CLOCK_MONOTONIC on the real one;
 * no function keeps a pointer it was given unless its comment says so.
 */
#ifndef USND_HOST_H
#define USND_HOST_H

#include <usnd/types.h>

/* ---- memory (host/memory.c) ------------------------------------------------------------------ */

/** host_page_size() - that of the host's kernel, bytes: what is mapped begins and ends at multiples of it */
size_t host_page_size(void);

/**
 * host_ram_create() - a sparse file that stands for a machine's physical memory
 * @bytes: its size; untouched pages cost nothing
 * Return: a file descriptor, to be closed with host_ram_close(), or -errno.
 */
int host_ram_create(uint64_t bytes);
void host_ram_close(int fd);

/**
 * host_shared_create() - a sparse file of zeroes that a client will map, too
 * @bytes: its size, for ever: a client can neither truncate it (accesses of ours would fault) nor make it longer
 * Return: a file descriptor, to be closed with host_ram_close(), or -errno.
 */
int host_shared_create(uint64_t bytes);

/** host_ram_write() - copy @bytes at @data into a file of the two calls above, at @offset; 0 or -errno */
int host_ram_write(int fd, uint64_t offset, const void *data, size_t bytes);

/**
 * host_ram_discard() - give the host's memory behind a range back; it reads as zero afterwards
 * @fd: of host_ram_create()
 * @offset: multiple of the host's page size
 * @bytes: multiple of the host's page size
 */
int host_ram_discard(int fd, uint64_t offset, uint64_t bytes);

/**
 * host_reserve() - reserve address space without access
 * @bytes: rounded up to the host's page size
 * @align: a power of two ≥ the host's page size; the result is aligned to it
 * Return: the address or NULL. Any access faults until host_map() covers it.
 */
void *host_reserve(size_t bytes, size_t align);

/** host_unreserve() - give the address space back; what the caller has host_poison()ed in it, it unpoisons first */
void host_unreserve(void *at, size_t bytes);

/**
 * host_map() - map a piece of a RAM file over reserved addresses, shared, readable and writable
 * @at: inside a host_reserve() range, page aligned
 */
int host_map(void *at, size_t bytes, int fd, uint64_t offset);

/** host_protect() - forbid any access to what host_map() has mapped, or allow it again; the mapping itself stays */
int host_protect(void *at, size_t bytes, bool accessible);

/** host_unmap() - take host_map()'s mapping away; the addresses stay reserved. */
int host_unmap(void *at, size_t bytes);

/**
 * host_zalloc_map() - zeroed private memory straight from the host, for tables such as the page array
 * Untouched pages cost nothing. Freed by host_unreserve().
 */
void *host_zalloc_map(size_t bytes);

/**
 * host_poison() - tell the address sanitizer that nobody may touch a range (no-op without it)
 * host_unpoison() takes it back. Granularity: 8 bytes; @at is 8-byte aligned.
 */
void host_poison(const void *at, size_t bytes);
void host_unpoison(const void *at, size_t bytes);

/* libc's tuned and, under a sanitizer, intercepted routines */
void *host_memset(void *dst, int value, size_t bytes);
void *host_memcpy(void *dst, const void *src, size_t bytes);
void *host_memmove(void *dst, const void *src, size_t bytes);
int host_memcmp(const void *a, const void *b, size_t bytes);
size_t host_strlen(const char *text);

/* ---- log (host/log.c) ------------------------------------------------------------------------ */

/**
 * host_log() - one line of the kernel's log
 * @level: 0 (emergency) … 7 (debug), as KERN_*
 * @text: not terminated, without a newline
 * Lines above the configured level are dropped; see host/log.h for level and sink.
 */
void host_log(int level, const char *text, size_t length);

/**
 * host_panic() - the kernel world found itself broken: print @text and a backtrace, then abort
 * Used where Linux would BUG(); never for bad input.
 */
void __attribute__((noreturn)) host_panic(const char *text);

/** host_caller_name() - "function+0x12 [object]" of a code address, for reports; writes at most @size bytes. */
void host_symbol(const void *code, char *text, size_t size);

/** host_same_object() - do both addresses lie in the same executable or shared object? False for what is in none. */
bool host_same_object(const void *a, const void *b);

/* ---- tasks and time (host/sched.c over host/fiber.c or host/thread.c) -------------------------- */

struct host_task;

#define HOST_FOREVER (~(uint64_t)0)

/**
 * enum host_clock - the clocks of docs/architecture.md, section "Time and tasks"
 * @HOST_CLOCK_VIRTUAL: one runner, tasks are fibers, time jumps to the next deadline when all wait
 * @HOST_CLOCK_REAL: tasks are threads, time is CLOCK_MONOTONIC
 */
enum host_clock { HOST_CLOCK_VIRTUAL, HOST_CLOCK_REAL };

/**
 * struct host_sched_config - how a run is scheduled
 * @clock: see &enum host_clock
 * @seed: virtual clock: 0 = first come first served, no preemption; other values draw who runs next at
 *        every scheduling point. The same seed gives the same run.
 * @spin_limit: virtual clock: so many turns of host_task_relax() by one task, with nothing else done between them that
 *        lets time pass or waits, are reported as a spin (0: 1 000 000)
 */
struct host_sched_config {
	enum host_clock clock;
	uint64_t seed;
	uint64_t spin_limit;
};

/**
 * struct host_sched_events - what the scheduler tells upwards (virtual clock only)
 * @ctx: handed to the callbacks
 * @idle: may be NULL: nobody outside matters, the clock jumps. No task can run at @now; the earliest deadline is @next
 *        (HOST_FOREVER: there is none). Returns how far the clock may go, @now ≤ … ≤ @next; it goes there at once. If
 *        that is not @next, or there is no @next, the run waits for its watches (below) for up to *@wait ns of real
 *        time, set to HOST_FOREVER (for ever) before the call, and asks again: also when a watch has fired meanwhile,
 *        so that its task finds the right time. Called on the scheduler's own stack, outside of any task: it may
 *        neither park nor unpark. Delays and busy waits move the clock by what they take without asking.
 * @stuck: no task can ever run again (@spin false): there is neither a deadline nor an active watch; or one spins
 *         without effect (@spin true). Called on the
 *         scheduler's own stack: it may look at tasks and log, nothing else. host_sched_run() then returns
 *         -EDEADLK and the remaining tasks are abandoned.
 */
struct host_sched_events {
	void *ctx;
	uint64_t (*idle)(void *ctx, uint64_t now, uint64_t next, uint64_t *wait);
	void (*stuck)(void *ctx, bool spin);
};

/**
 * host_sched_run() - run @main as the first task, and all tasks it creates, until @main returns
 * Return: 0; -EDEADLK (see &host_sched_events); -EBUSY if tasks were left when @main returned (they are
 * abandoned on the virtual clock, detached on the real one); -EALREADY when nested.
 */
int host_sched_run(const struct host_sched_config *config, const struct host_sched_events *events,
		   void (*main)(void *arg), void *arg);

/**
 * host_task_create() - start a task; it becomes ready at once, the creator goes on
 * @name: copied (15 characters)
 * @data: what host_task_data() gives in it from the start
 * @task: filled before the task begins
 * Every created task must be joined exactly once.
 */
int host_task_create(struct host_task **task, const char *name, void (*fn)(void *arg), void *arg, void *data);

/** host_task_join() - wait until the task's function has returned, then free it. Sleeps. */
void host_task_join(struct host_task *task);

struct host_task *host_task_self(void);

#if defined(__x86_64__) || defined(__aarch64__)
/* the executable's own: one load relative to the thread pointer */
#define HOST_TASK_LOCAL _Thread_local __attribute__((tls_model("initial-exec")))
#else
#define HOST_TASK_LOCAL _Thread_local
#endif

/*
 * the schedulers' own, for the inline functions below: host_task_data(), and whether host_task_preempt() may do
 * anything
 */
extern HOST_TASK_LOCAL void *host_sched_data;
extern bool host_sched_preempts;

/** host_task_data() - the pointer of the running task; NULL outside host_sched_run(). Cheap: `current` is this. */
static inline void *host_task_data(void)
{
	return host_sched_data;
}

void host_task_set_data(void *data);

/**
 * host_task_park() - sleep until host_task_unpark() or until the clock reads @deadline
 * One token: an unpark that came before makes the next park return at once; several count as one.
 * May return early; callers re-check their condition in a loop.
 */
void host_task_park(uint64_t deadline);
void host_task_unpark(struct host_task *task);

/** host_task_relax() - one turn of a busy wait (cpu_relax()): others must get on. Not counted as progress. */
void host_task_relax(void);

/**
 * host_task_preempt() - a scheduling point where the running task could go on
 * On the virtual clock with a seed it may draw another task; otherwise nothing happens. Called at every lock,
 * wake-up and register access.
 */
void host_task_preempt_now(void);
static inline void host_task_preempt(void)
{
	if (__builtin_expect(host_sched_preempts, 0))
		host_task_preempt_now();
}

/** host_is_real_time() - does the run's clock go by itself (HOST_CLOCK_REAL)? */
bool host_is_real_time(void);

/** host_now() - the clock. Monotonic; on the virtual clock it moves only by park, delay and relax. */
uint64_t host_now(void);

/** host_now_coarse() - the same, but on the real clock some ms late, and cheap. Never after host_now(). */
uint64_t host_now_coarse(void);

/**
 * host_delay() - a busy wait of @ns: the virtual clock advances by it (tasks whose deadlines pass become ready
 * and the caller reaches a scheduling point), the real clock spins.
 */
void host_delay(uint64_t ns);

/** host_random() - the run's random numbers: drawn from the seed on the virtual clock. */
uint64_t host_random(void);

/**
 * host_trace() - mix an event into the run's fingerprint; host_trace_hash() reads it
 * Two runs of one seed have the same fingerprint, else something in them was not deterministic. No-op on the real
 * clock.
 */
void host_trace(uint64_t event);
uint64_t host_trace_hash(void);

/** host_wall_time() - seconds and nanoseconds since 1970 of the run: real, or a fixed start plus host_now(). */
void host_wall_time(uint64_t *seconds, uint32_t *ns);

/* ---- the world outside (host/outside.c) -------------------------------------------------------- */

/**
 * struct host_watch - a descriptor of the host that wakes a task; the owner's memory, from add to remove
 * @fd: one that epoll takes; no other watch of the same number is active
 *      It stays open until the watch is removed, even if that is spent.
 * @events: POLLIN, POLLOUT, … waited for; errors and hang-ups always count
 * @task: is unparked once; then the watch is spent. It lives until the watch is removed.
 * @ready: what there was; read by host_watch_ready()
 * @next, @back: the room's
 */
struct host_watch {
	int fd;
	unsigned int events;
	struct host_task *task;
	unsigned int ready;
	struct host_watch *next, **back;
};

/**
 * host_watch_add() - from now on, once. Called by a task, which need not be @watch->task.
 * Return: 0; -EPERM: a file that is always ready (a regular one); -EEXIST, -EBADF, -ENOMEM, -EMFILE; -ESHUTDOWN: the
 * run is over. On error it is not active, and need not be removed.
 */
int host_watch_add(struct host_watch *watch);

/** host_watch_remove() - active or spent; afterwards nobody touches @watch. The task may have one unpark too many. */
void host_watch_remove(struct host_watch *watch);

/** host_watch_ready() - what made @watch fire; 0: nothing has. After that the task is unparked. Any time. */
static inline unsigned int host_watch_ready(const struct host_watch *watch)
{
	return __atomic_load_n(&watch->ready, __ATOMIC_ACQUIRE);
}

/**
 * host_task_wait_fd() - sleep until one descriptor is ready, somebody unparks the task, or @deadline (of host_now())
 * comes
 * A @deadline that has passed asks what there is now. A token (host_task_park()) is used up whatever is returned.
 * Faster than a watch on the real clock: the task's own thread waits.
 * Return: the ready events, as a watch's; what was asked for if the file is always ready; 0 for an unpark or the
 * deadline; -EBADF, -ENOMEM, -EMFILE; on the virtual clock -EEXIST as host_watch_add(); -ESRCH: not in a task.
 */
int host_task_wait_fd(int fd, unsigned int events, uint64_t deadline);

/** host_real_now() - CLOCK_MONOTONIC in ns, whatever the run's clock */
uint64_t host_real_now(void);

/* ---- shared objects (host/dl.c) ----------------------------------------------------------------- */

/**
 * host_dl_open() - load a driver's shared object; every symbol must resolve at once
 * @error: receives the loader's message, at most @size bytes; an unknown symbol is named first: "Unknown symbol NAME"
 * Return: 0, -ENOENT (no such file), -ENOEXEC (not loadable, unknown symbol).
 */
int host_dl_open(const char *path, void **object, char *error, size_t size);
void *host_dl_symbol(void *object, const char *name);
void host_dl_close(void *object);

#endif
