// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timer.c - every substream is also a timer, whose ticks are its periods: class PCM, number of card and device, and as
 * subdevice twice the substream's number, plus 1 for capture.
 *
 * It ticks when the stream's interrupt does and tells what happens to the stream (start, stop, pause …). dmix and
 * dsnoop wait for it, since the stream itself belongs to another process. It exists as long as the registered PCM, so
 * most of the time without a runtime.
 *
 * Order: stream lock > timer->lock. The timer's callbacks look at substream->runtime under timer->lock, which is why it
 * comes and goes under that, too. So does timer_running.
 */
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/sprintf.h>
#include <sound/core.h>
#include <sound/pcm.h>
#include <sound/timer.h>

#include "pcm_local.h"

/** snd_pcm_timer_resolution_change() - a stream has new parameters: how long is a period, ns */
void snd_pcm_timer_resolution_change(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	u64 ns;

	if (snd_BUG_ON(!runtime->rate || !runtime->period_size))
		return;
	/* both factors of the product have 32 bits; so has the field, which is 4.3 s */
	ns = div64_u64(runtime->period_size * NSEC_PER_SEC, runtime->rate);
	WRITE_ONCE(runtime->timer_resolution, min_t(u64, ns, UINT_MAX));
}

static unsigned long resolution(struct snd_timer *timer)
{
	struct snd_pcm_substream *substream = snd_timer_chip(timer);

	return substream->runtime ? READ_ONCE(substream->runtime->timer_resolution) : 0;
}

static int start(struct snd_timer *timer)
{
	struct snd_pcm_substream *substream = snd_timer_chip(timer);

	substream->timer_running = 1;
	return 0;
}

static int stop(struct snd_timer *timer)
{
	struct snd_pcm_substream *substream = snd_timer_chip(timer);

	substream->timer_running = 0;
	return 0;
}

static const struct snd_timer_hardware hardware = {
	.flags = SNDRV_TIMER_HW_AUTO | SNDRV_TIMER_HW_SLAVE,
	.ticks = 1,
	.c_resolution = resolution,
	.start = start,
	.stop = stop,
};

static char id[] = "PCM"; /* snd_timer_new() does not promise to leave it alone */

static void forget_timer(struct snd_timer *timer)
{
	struct snd_pcm_substream *substream = snd_timer_chip(timer);

	substream->timer = NULL;
}

/** snd_pcm_timer_init() - make the timer of a PCM that is being registered; without memory for it there is none */
void snd_pcm_timer_init(struct snd_pcm_substream *substream)
{
	struct snd_pcm *pcm = substream->pcm;
	struct snd_timer_id tid = {
		.dev_class = SNDRV_TIMER_CLASS_PCM,
		.dev_sclass = SNDRV_TIMER_SCLASS_NONE,
		.card = pcm->card->number,
		.device = pcm->device,
		.subdevice = substream->number << 1 | substream->stream,
	};
	struct snd_timer *timer;

	if (snd_timer_new(pcm->card, id, &tid, &timer) < 0)
		return;
	snprintf(timer->name, sizeof(timer->name), "PCM %s %i-%i-%i", snd_pcm_direction_name(substream->stream),
		 tid.card, tid.device, tid.subdevice);
	timer->hw = hardware;
	/* once it is registered, anybody may ask it */
	timer->private_data = substream;
	timer->private_free = forget_timer;
	if (snd_device_register(pcm->card, timer) < 0)
		snd_device_free(pcm->card, timer);
	else
		substream->timer = timer;
}

/** snd_pcm_timer_done() - the end of snd_pcm_timer_init(); no timer is fine */
void snd_pcm_timer_done(struct snd_pcm_substream *substream)
{
	if (substream->timer)
		snd_device_free(substream->pcm->card, substream->timer);
}

/**
 * pcm_set_runtime() - open gives a stream its runtime, close takes it away (NULL)
 * Under both locks: who holds the stream lock, or the timer's, sees a runtime that stays.
 * Context: sleeps; neither lock held
 */
void pcm_set_runtime(struct snd_pcm_substream *substream, struct snd_pcm_runtime *runtime)
{
	struct snd_timer *timer = substream->timer;

	guard(pcm_stream_lock_irq)(substream);
	if (!timer) {
		substream->runtime = runtime;
		return;
	}
	/* the stream lock of a nonatomic device leaves interrupts on */
	guard(spinlock_irqsave)(&timer->lock);
	substream->runtime = runtime;
}

/** pcm_timer_notify() - tell the timer's users what became of the stream; stream lock held */
void pcm_timer_notify(struct snd_pcm_substream *substream, int event)
{
	if (substream->timer)
		snd_timer_notify(substream->timer, event, &substream->runtime->trigger_tstamp);
}

/** pcm_timer_period() - one or more periods have passed, which is one tick; stream lock held */
void pcm_timer_period(struct snd_pcm_substream *substream)
{
	struct snd_timer *timer = substream->timer;
	bool running = false;

	if (!timer)
		return;
	scoped_guard(spinlock_irqsave, &timer->lock)
		running = substream->timer_running;
	if (running)
		snd_timer_interrupt(timer, 1);
}
