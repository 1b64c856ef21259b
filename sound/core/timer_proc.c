// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timer_proc.c - /proc/asound/timers: every timer, how long its ticks are, and who has it open; byte for byte as in
 * Linux.
 */
#define KBUILD_MODNAME "snd_timer"

#include <linux/module.h>
#include <sound/core.h>
#include <sound/info.h>

#include "timer_local.h"

static struct snd_info_entry *proc_entry;

static void print_number(struct snd_info_buffer *buffer, const struct snd_timer *timer)
{
	int card = timer->card ? timer->card->number : -1;

	switch (timer->tmr_class) {
	case SNDRV_TIMER_CLASS_GLOBAL:
		snd_iprintf(buffer, "G%i: ", timer->tmr_device);
		break;
	case SNDRV_TIMER_CLASS_CARD:
		snd_iprintf(buffer, "C%i-%i: ", card, timer->tmr_device);
		break;
	case SNDRV_TIMER_CLASS_PCM:
		snd_iprintf(buffer, "P%i-%i-%i: ", card, timer->tmr_device, timer->tmr_subdevice);
		break;
	default:
		snd_iprintf(buffer, "?%i-%i-%i-%i: ", timer->tmr_class, card, timer->tmr_device, timer->tmr_subdevice);
	}
}

static void print_timer(struct snd_info_buffer *buffer, struct snd_timer *timer)
{
	const unsigned int started = SNDRV_TIMER_IFLG_START | SNDRV_TIMER_IFLG_RUNNING;
	struct snd_timer_instance *timeri;
	unsigned long resolution;

	print_number(buffer, timer);
	scoped_guard(spinlock_irq, &timer->lock)
		resolution = timer_resolution(timer);
	snd_iprintf(buffer, "%s :", timer->name);
	if (resolution)
		snd_iprintf(buffer, " %lu.%03luus (%lu ticks)", resolution / 1000, resolution % 1000, timer->hw.ticks);
	snd_iprintf(buffer, "%s\n", timer->hw.flags & SNDRV_TIMER_HW_SLAVE ? " SLAVE" : "");
	list_for_each_entry(timeri, &timer->open_list_head, open_list)
		snd_iprintf(buffer, "  Client %s : %s\n", timeri->owner ?: "unknown",
			    has_flag(timeri, started) ? "running" : "stopped");
}

static void read_timers(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct snd_timer *timer;

	guard(mutex)(&timer_mutex);
	list_for_each_entry(timer, &timer_devices, device_list)
		if (!timer->card || !timer->card->shutdown)
			print_timer(buffer, timer);
}

/** timer_proc_init() - make the file; without memory there is none */
void timer_proc_init(void)
{
	proc_entry = snd_info_create_module_entry(THIS_MODULE, "timers", NULL);
	if (!proc_entry)
		return;
	snd_info_set_text_ops(proc_entry, NULL, read_timers);
	if (snd_info_register(proc_entry) < 0)
		timer_proc_done();
}

void timer_proc_done(void)
{
	snd_info_free_entry(proc_entry);
	proc_entry = NULL;
}
