// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_bugs.c - each seeded bug of tests/bugs brings its report, once and no other, and its correct twin brings none.
 *
 * Every life runs in a child process, because some bugs end it: it sends its log and, at the end, the number of
 * findings.
 */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <usnd/host.h>
#include <usnd/syscall.h>

#include "harness/cards.h"
#include "host/log.h"
#include "tests/host/sim_probe.h"

#if defined(__SANITIZE_ADDRESS__)
#define WATCHED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#endif
#ifndef WATCHED
#define WATCHED 0
#endif

/**
 * enum end - how a life with the bug ends
 * @STUCK: nobody can go on, which the scheduler tells
 * @FAULTS: by a fault of the processor, on purpose
 * @WATCHED_FAULTS: with the address sanitizer by its report
 */
enum end { GOES_ON, STUCK, FAULTS, WATCHED_FAULTS };

struct seeded {
	const char *module;
	const char *bug;
	const char *kind;	/* of the report; NULL: none */
	enum end end;
	const char *kind2;	/* what follows from it; may be NULL */
	unsigned int findings;		/* in all; 0: one a kind */
	const char *platform;		/* NULL: a PC */
	const char *words;		/* what the report must say, too; may be NULL */
};

/* a bug that only some machines bring to light */
#define ON(name, text) .platform = name, .words = text

static const struct seeded seeded[] = {
	{ "bug_lock", "order_spin", "lock order inversion" },
	{ "bug_lock", "order_mutex", "lock order inversion" },
	{ "bug_lock", "recursion", "lock recursion", STUCK },
	{ "bug_lock", "mutex_of_another", "lock released by another task" },
	{ "bug_lock", "unlock_free", "unlock of a lock that is not held" },
	{ "bug_lock", "up_free", "unlock of a lock that is not held" },
	{ "bug_lock", "not_initialised", "lock not initialised" },
	{ "bug_lock", "irq_unsafe", "lock unsafe in interrupts" },
	{ "bug_lock", "irq_unsafe_chain", "lock unsafe in interrupts" },
	{ "bug_lock", "mutex_in_irq", "mutex used in an interrupt", GOES_ON, NULL, 2 },
	{ "bug_lock", "irqs_on_in_handler", "interrupts enabled in a handler" },
	{ "bug_lock", "handler_keeps_lock", "returned with locks held" },
	{ "bug_lock", "softirq_unsafe", "lock unsafe in softirqs" },
	{ "bug_lock", "timer_sync_under_lock", "lock order inversion" },
	{ "bug_lock", "cancel_under_lock", "lock order inversion" },
	{ "bug_lock", "kept_on_return", "returned with locks held" },
	{ "bug_lock", "irqs_off_on_return", "returned with interrupts off" },

	{ "bug_sleep", "in_kmalloc", "sleeping in atomic context" },
	{ "bug_sleep", "in_large_kmalloc", "sleeping in atomic context" },
	{ "bug_sleep", "in_pages", "sleeping in atomic context" },
	{ "bug_sleep", "in_vmalloc", "sleeping in atomic context" },
	{ "bug_sleep", "in_vfree", "sleeping in atomic context" },
	{ "bug_sleep", "in_coherent", "sleeping in atomic context" },
	{ "bug_sleep", "in_mutex", "sleeping in atomic context" },
	{ "bug_sleep", "in_mutex_interruptible", "sleeping in atomic context" },
	{ "bug_sleep", "in_down", "sleeping in atomic context" },
	{ "bug_sleep", "in_down_read", "sleeping in atomic context" },
	{ "bug_sleep", "in_down_write", "sleeping in atomic context" },
	{ "bug_sleep", "in_msleep", "sleeping in atomic context", GOES_ON, "scheduling while atomic" },
	{ "bug_sleep", "in_msleep_interruptible", "sleeping in atomic context", GOES_ON, "scheduling while atomic" },
	{ "bug_sleep", "in_usleep", "sleeping in atomic context" },
	{ "bug_sleep", "in_schedule", "scheduling while atomic" },
	{ "bug_sleep", "in_wait_event", "sleeping in atomic context" },
	{ "bug_sleep", "in_wait_timeout", "sleeping in atomic context", GOES_ON, "scheduling while atomic" },
	{ "bug_sleep", "in_completion", "sleeping in atomic context" },
	{ "bug_sleep", "in_flush_work", "sleeping in atomic context" },
	{ "bug_sleep", "in_cancel_work", "sleeping in atomic context" },
	{ "bug_sleep", "in_request_irq", "sleeping in atomic context" },
	{ "bug_sleep", "in_free_irq", "sleeping in atomic context" },
	{ "bug_sleep", "in_disable_irq", "sleeping in atomic context" },
	{ "bug_sleep", "in_synchronize_irq", "sleeping in atomic context" },
	{ "bug_sleep", "in_kthread", "sleeping in atomic context" },
	{ "bug_sleep", "in_workqueue", "sleeping in atomic context" },
	{ "bug_sleep", "in_ioremap", "sleeping in atomic context" },
	{ "bug_sleep", "in_iounmap", "sleeping in atomic context" },
	{ "bug_sleep", "in_cond_resched", "sleeping in atomic context" },
	{ "bug_sleep", "in_copy", "sleeping in atomic context" },
	{ "bug_sleep", "in_devm", "sleeping in atomic context" },
	{ "bug_sleep", "in_request_region", "sleeping in atomic context" },
	{ "bug_sleep", "in_enable", NULL },
	{ "bug_sleep", "atomic_calls", NULL },

	{ "bug_time", "free_irq_twice", "irq freed twice" },
	{ "bug_time", "irq_left", "irq left" },
	{ "bug_time", "nobody_cares", "irq: nobody cared" },
	{ "bug_time", "strange_return", "bogus irq return" },
	{ "bug_time", "irq_waits_for_itself", "interrupt waits for itself" },
	{ "bug_time", "sleep_in_handler", "sleeping in atomic context", GOES_ON, "scheduling while atomic" },
	{ "bug_time", "free_in_handler", "sleeping in atomic context", GOES_ON, "interrupt waits for itself" },
	{ "bug_time", "enable_irq_unbalanced", "unbalanced enable_irq" },
	{ "bug_time", "timer_left", "timer left" },
	{ "bug_time", "timer_rearmed", "timer left" },
	{ "bug_time", "timer_waits_for_itself", "timer waits for itself" },
	{ "bug_time", "timer_not_set_up", "timer not initialised" },
	{ "bug_time", "hrtimer_waits_for_itself", "timer waits for itself" },
	{ "bug_time", "hrtimer_left", "timer left" },
	{ "bug_time", "hrtimer_storm", "timer storm" },
	{ "bug_time", "tasklet_left", "tasklet left" },
	{ "bug_time", "work_left", "work left" },
	{ "bug_time", "work_still_runs", "work left" },
	{ "bug_time", "work_not_set_up", "work not initialised" },
	{ "bug_time", "queue_left", "work queue left" },
	{ "bug_time", "thread_left", "thread left" },
	{ "bug_time", "timer_still_runs", "timer left" },

	{ "bug_memory", "double_free", "double free" },
	{ "bug_memory", "leak", "memory leak" },
	{ "bug_memory", "page_leak", "page leak" },
	{ "bug_memory", "page_double_free", "double free" },
	{ "bug_memory", "wrong_order", "wrong order" },
	{ "bug_memory", "overflow", "buffer overflow", WATCHED_FAULTS },
	{ "bug_memory", "write_after_free", "write after free", WATCHED_FAULTS },
	{ "bug_memory", "kfree_of_vmalloc", "bad pointer" },
	{ "bug_memory", "kfree_inside", "bad pointer" },
	{ "bug_memory", "vmalloc_leak", "memory leak" },
	{ "bug_memory", "write_after_vunmap", NULL, FAULTS },
	{ "bug_memory", "freed_lock", "returned with locks held" },
	{ "bug_isa", "crosses_64k", "ISA DMA crosses a boundary" },
	{ "bug_isa", "crosses_128k", "ISA DMA crosses a boundary" },
	{ "bug_isa", "too_long", "bad ISA DMA size" },
	{ "bug_isa", "odd_words", "bad ISA DMA size" },
	{ "bug_isa", "above_16m", "ISA DMA above 16 MiB" },
	{ "bug_isa", "not_mapped", "DMA out of range" },
	{ "bug_isa", "no_lock", "DMA controller without its lock" },
	{ "bug_isa", "channel_kept", "DMA channel leak" },
	{ "bug_isa", "channel_freed_twice", "free of a free DMA channel" },
	{ "bug_memory", "map_stack", "bad DMA map" },
	{ "bug_memory", "map_vmalloc", "bad DMA map" },
	{ "bug_memory", "map_unchecked", "DMA map unchecked" },
	{ "bug_memory", "device_reads_freed", "DMA fault" },
	{ "bug_memory", "device_reads_past_end", "DMA fault" },
	{ "bug_memory", "coherent_leak", "DMA leak" },
	{ "bug_memory", "device_gets_phys", "DMA fault" },
	{ "bug_memory", "no_master", "DMA fault" },
	{ "bug_memory", "coherent_free_twice", "DMA double free" },
	{ "bug_memory", "wrong_size", "DMA wrong size" },
	{ "bug_memory", "wrong_direction", "DMA fault" },
	{ "bug_memory", "dereference_cookie", NULL, FAULTS },
	{ "bug_memory", "ioremap_leak", "ioremap leaked" },
	{ "bug_memory", "read_after_iounmap", "access to device memory that is not mapped" },
	{ "bug_memory", "iounmap_twice", "iounmap of what is not mapped" },
	{ "bug_memory", "region_leak", "region leak" },
	{ "bug_memory", "region_released_twice", "release of a free region" },
	{ "bug_memory", "left_enabled", "PCI device left enabled" },
	{ "bug_memory", "disabled_twice", "device disabled that is not enabled" },
	{ "bug_memory", "module_kept", "module leak" },
	{ "bug_memory", "driver_left", "driver left" },

	{ "bug_dma", "round_trip", NULL, ON("pc", NULL) },
	{ "bug_dma", "round_trip", NULL, ON("pc-iommu", NULL) },
	{ "bug_dma", "round_trip", NULL, ON("pc-6g-swiotlb", NULL) },
	{ "bug_dma", "round_trip", NULL, ON("arm-noncoherent", NULL) },
	{ "bug_dma", "round_trip", NULL, ON("arm-iommu", NULL) },
	{ "bug_dma", "round_trip", NULL, ON("arm-6g-swiotlb", NULL) },
	{ "bug_dma", "not_given", "DMA fault", ON("arm-noncoherent", "has not reached the device") },
	{ "bug_dma", "not_given_pages", "DMA fault", ON("arm-iommu", "has not reached the device") },
	{ "bug_dma", "written_while_lent", "DMA fault", ON("arm-noncoherent", "has not reached the device") },
	{ "bug_dma", "taken_back_and_written", "DMA fault", ON("arm-noncoherent", "has not reached the device") },
	{ "bug_dma", "not_given", NULL, ON("pc", NULL) },
	{ "bug_dma", "behind_the_last_page", "DMA fault", ON("pc-iommu", "runs past the end") },
	{ "bug_dma", "no_page", "DMA fault", ON("pc-iommu", "the IOMMU has no page") },
	{ "bug_dma", "gets_phys", "DMA fault", ON("pc-iommu", "no bus address but a physical") },
	{ "bug_dma", "only_first_page", "DMA fault", ON("pc-iommu", "runs past the end") },
	{ "bug_dma", "error_is_no_address", "DMA fault", ON("pc-6g-swiotlb", "a map that failed") },
	{ "bug_dma", "error_is_no_address", "DMA fault", ON("pc-6g", "a map that failed") },
	{ "bug_dma", "bounce_after_unmap", "DMA fault", ON("pc-6g-swiotlb", "the buffer was freed") },
	{ "bug_dma", "page_of_coherent", "DMA fault", ON("arm-noncoherent", "no bus address but a physical") },
	{ "bug_dma", "pages_leak", "DMA leak", ON("cma", "were never freed") },
	{ "bug_dma", "noncontiguous_leak", "DMA leak", GOES_ON, "memory leak", 3, ON("pc-iommu", "were never freed") },
	{ "bug_dma", "noncontiguous_vmap_leak", "memory leak", ON("pc-iommu", "vmap()") },
	{ "bug_dma", "pages_freed_as_coherent", "DMA wrong free", GOES_ON, "DMA leak", ON("pc", "dma_alloc_pages()") },
	{ "bug_dma", "sync_of_coherent", "DMA wrong sync", ON("arm-noncoherent", "is coherent") },
};

#define COUNT (sizeof(seeded) / sizeof(seeded[0]))

/* ---- one life, in a child ---- */

static const struct seeded *now;
static bool right_now;
static struct usnd_machine *machine_now;
static int log_fd;

static void send_line(void *ctx, int level, const char *text, size_t length)
{
	dprintf(log_fd, "%.*s\n", (int)length, text);
}

static void live(void *arg)
{
	char path[512], params[64];
	unsigned long findings;

	if (module_path(now->module, path, sizeof(path)))
		return;
	if (usnd_boot(machine_now, NULL))
		return;
	snprintf(params, sizeof(params), "bug=%s right=%d", now->bug, right_now);
	dprintf(log_fd, "loaded: %d\n", usnd_module_load(path, params));
	usnd_module_unload(now->module);
	findings = usnd_findings();
	usnd_shutdown();
	findings = usnd_findings();
	dprintf(log_fd, "findings: %lu\n", findings);
}

static void child(uint64_t seed)
{
	struct host_sched_config sched = { .clock = HOST_CLOCK_VIRTUAL, .seed = seed };
	struct sim_config config;

	sim_defaults(&config);
	sim_platform_apply(sim_platform_find(now->platform ? now->platform : "pc"), &config);
	config.cards[0] = (struct sim_card){ .ops = &probe_model, .slot = 5 };
	if (sim_open(&config, &machine_now))
		_exit(2);
	host_log_level(3);
	host_log_sink(send_line, NULL);
	/* a sanitizer's own words go the same way */
	dup2(log_fd, 2);
	dprintf(log_fd, "scheduler: %d\n", host_sched_run(&sched, NULL, live, NULL));
	_exit(0);
}

/* ---- what it said ---- */

static char logged[65536];
static int status;

static void run_child(const struct seeded *s, bool right, uint64_t seed)
{
	size_t used = 0;
	int ends[2];
	ssize_t got;
	pid_t pid;

	now = s;
	right_now = right;
	EXPECT(!pipe(ends));
	fflush(NULL);
	pid = fork();
	if (!pid) {
		close(ends[0]);
		log_fd = ends[1];
		signal(SIGSEGV, SIG_DFL);
		child(seed);
	}
	close(ends[1]);
	while ((got = read(ends[0], logged + used, sizeof(logged) - 1 - used)) > 0)
		used += got;
	logged[used] = '\0';
	close(ends[0]);
	waitpid(pid, &status, 0);
}

static unsigned int times_said(const char *kind)
{
	unsigned int times = 0;
	char text[96];
	const char *at;

	snprintf(text, sizeof(text), "usnd: %s: ", kind);
	for (at = logged; (at = strstr(at, text)); at++)
		times++;
	return times;
}

static void check_bug(const struct seeded *s)
{
	bool died = !WIFEXITED(status) || WEXITSTATUS(status);
	unsigned int times = s->kind2 || !s->findings ? 1 : s->findings;
	unsigned int all = (s->kind ? 1 : 0) + (s->kind2 ? 1 : 0);
	char sum[32];

	if (s->end == FAULTS || (s->end == WATCHED_FAULTS && WATCHED)) {
		EXPECT(died, "%s", s->bug);
		return;
	}
	EXPECT(!died, "%s: status %#x", s->bug, status);
	EXPECT(strstr(logged, "loaded: 0") || s->end == STUCK, "%s", s->bug);
	if (s->kind)
		EXPECT(times_said(s->kind) == times, "%s: \"%s\" %u times", s->bug, s->kind, times_said(s->kind));
	if (s->words)
		EXPECT(strstr(logged, s->words), "%s: \"%s\"", s->bug, s->words);
	if (s->kind2)
		EXPECT(times_said(s->kind2) >= 1, "%s: \"%s\"", s->bug, s->kind2);
	if (s->end == STUCK) {
		EXPECT(strstr(logged, "scheduler: -35"), "%s", s->bug);
		return;
	}
	snprintf(sum, sizeof(sum), "findings: %u\n", s->findings ? s->findings : all);
	EXPECT(strstr(logged, sum), "%s", s->bug);
}

static void check_twin(const struct seeded *s)
{
	EXPECT(WIFEXITED(status) && !WEXITSTATUS(status), "%s: status %#x", s->bug, status);
	EXPECT(strstr(logged, "loaded: 0\n"), "%s", s->bug);
	EXPECT(strstr(logged, "findings: 0\n"), "%s", s->bug);
}

static void show(void)
{
	char *line;

	for (line = strtok(logged, "\n"); line && tap_failed; line = strtok(NULL, "\n"))
		printf("# %s\n", line);
}

int main(void)
{
	bool any = false;
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("1..%zu\n", 2 * COUNT);
	for (i = 0; i < 2 * COUNT; i++) {
		const struct seeded *s = &seeded[i / 2];
		bool right = i % 2;

		tap_failed = false;
		run_child(s, right, i % 3);
		if (right)
			check_twin(s);
		else
			check_bug(s);
		show();
		any |= tap_failed;
		printf("%s %zu - %s%s: %s\n", tap_failed ? "not ok" : "ok", i + 1, s->bug, right ? " done right" : "",
		       right || !s->kind ? "no report" : s->kind);
	}
	return any;
}
