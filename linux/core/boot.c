// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * boot.c - up and down: the one place that knows the order of the folders of linux/.
 *
 * usnd_boot() brings memory up first, because everything allocates; then tasks and interrupts; DMA; the device
 * model; files; the bus, which finds the devices; and at last the built-in subsystems (sound/) by their initcalls.
 * usnd_shutdown() goes the same way back; what a folder finds left over is a leak of somebody above it.
 */
#define pr_fmt(fmt) "usnd: " fmt

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "../core.h"
#include "local.h"

struct usnd_machine *booted_machine;
struct usnd_platform booted_platform;
/* the world's own task while no system call is in progress */
static struct task_struct boot_task;

/* the folders of linux/, lowest first */
static const struct {
	const char *name;
	int (*init)(void);
	unsigned int (*finish)(void);
} rooms[] = {
	{ "memory", mm_init, mm_finish },
	{ "tasks", task_init, task_finish },
	{ "dma", dma_init, dma_finish },
	{ "files", fs_init, fs_finish },
	{ "devices", dev_init, dev_finish },
	{ "bus", bus_init, bus_finish },
};

/* A room goes down as the boot task, whose own room goes down on the way. */
static unsigned int finish_rooms(int count)
{
	static const struct usnd_machine_events nobody;
	unsigned int left = 0;

	while (count--) {
		/* interrupts end before the tasks that deliver them */
		if (rooms[count].finish == task_finish)
			booted_machine->ops->events(booted_machine, &nobody);
		left += rooms[count].finish();
	}
	host_task_set_data(NULL);
	return left;
}

int usnd_boot(struct usnd_machine *m, const char *cmdline)
{
	const struct usnd_machine_events events = {
		.irq = irq_line,
		.dma_fault = dma_fault,
		.tick = clock_tick,
	};
	int up, err;

	if (booted_machine)
		return -EBUSY;
	report_reset();
	fault_reset();
	booted_machine = m;
	m->ops->describe(m, &booted_platform);

	for (up = 0; up < ARRAY_SIZE(rooms); up++) {
		err = rooms[up].init();
		if (err) {
			pr_err("no %s: error %d\n", rooms[up].name, err);
			goto err_finish_rooms;
		}
		/* from here on there is a current task, and the machine has somebody to talk to */
		if (rooms[up].init == task_init) {
			task_enter(&boot_task, NULL);
			m->ops->events(m, &events);
		}
	}
	err = parse_cmdline(cmdline ? cmdline : "");
	if (err)
		goto err_finish_rooms;
	err = do_initcalls();
	if (err)
		goto err_finish_rooms;
	task_leave(&boot_task);
	return 0;

err_finish_rooms:
	finish_rooms(up);
	booted_machine = NULL;
	return err;
}

int usnd_shutdown(void)
{
	unsigned long before;
	unsigned int left;

	if (!booted_machine)
		return 0;
	task_enter(&boot_task, NULL);
	before = usnd_findings();
	pm_wake();
	fs_close_all();
	detach_finish();
	modules_unload_all();
	do_exitcalls();
	left = finish_rooms(ARRAY_SIZE(rooms));
	booted_machine = NULL;
	/* a finish that reports is counted by both; one that only counts must not get lost */
	return max_t(unsigned long, left, usnd_findings() - before);
}
