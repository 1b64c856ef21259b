// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * drain.c - the two ways to end: drain plays what is queued, drop does not.
 *
 * Draining is a state: the pointer update stops the stream when the ring is empty (pointer.c). snd_pcm_drain
 * only enters it and waits, for all linked playback streams; a caller that does not block is told -EAGAIN and polls.
 * Locks: takes the stream lock, drops it to sleep.
 */
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"

static int drain_check(struct snd_pcm_substream *substream, int unused)
{
	switch (substream->runtime->state) {
	case SNDRV_PCM_STATE_OPEN:
	case SNDRV_PCM_STATE_DISCONNECTED:
	case SNDRV_PCM_STATE_SUSPENDED:
		return -EBADFD;
	default:
		substream->runtime->trigger_master = substream;
		return 0;
	}
}

static void drain_playback(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	bool empty = snd_pcm_playback_empty(substream);
	snd_pcm_state_t state = runtime->state;

	if (state == SNDRV_PCM_STATE_PREPARED && !empty) {
		/* less was written than the start threshold; if the hardware does not start, the drain times out */
		pcm_start_run(substream, SNDRV_PCM_STATE_DRAINING);
		pcm_start_finish(substream, SNDRV_PCM_STATE_DRAINING);
	} else if (state == SNDRV_PCM_STATE_PREPARED || state == SNDRV_PCM_STATE_XRUN) {
		__snd_pcm_set_state(runtime, SNDRV_PCM_STATE_SETUP);
	} else if (state == SNDRV_PCM_STATE_RUNNING) {
		__snd_pcm_set_state(runtime, SNDRV_PCM_STATE_DRAINING);
	}
}

/* DRAINING: there is something left in the ring; a reader that waits ends with what it has, a new one is too late */
static void drain_capture(struct snd_pcm_substream *substream)
{
	int state = SNDRV_PCM_STATE_SETUP;

	if (substream->runtime->state != SNDRV_PCM_STATE_RUNNING)
		return;
	if (!snd_pcm_capture_empty(substream))
		state = SNDRV_PCM_STATE_DRAINING;
	pcm_stop_run(substream, state);
	pcm_stop_finish(substream, state);
}

static int drain_run(struct snd_pcm_substream *substream, int unused)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	if (substream->stream == SNDRV_PCM_STREAM_PLAYBACK)
		drain_playback(substream);
	else
		drain_capture(substream);

	if (runtime->state == SNDRV_PCM_STATE_DRAINING && runtime->hw.info & SNDRV_PCM_INFO_DRAIN_TRIGGER)
		return pcm_trigger(substream, SNDRV_PCM_TRIGGER_DRAIN);
	return 0;
}

static const struct pcm_action drain_action = {
	.check = drain_check,
	.run = drain_run,
};

static struct snd_pcm_runtime *still_draining(struct snd_pcm_substream *substream)
{
	struct snd_pcm_group *group = pcm_group_lock(substream);
	struct snd_pcm_runtime *found = NULL;
	struct snd_pcm_substream *s;

	snd_pcm_group_for_each_entry(s, substream) {
		if (s->stream == SNDRV_PCM_STREAM_PLAYBACK && s->runtime->state == SNDRV_PCM_STATE_DRAINING) {
			found = s->runtime;
			break;
		}
	}
	pcm_group_unlock(group, substream);
	return found;
}

/* a member that left, and may be freed by now, has woken the queue: then the entry is out of it */
static void leave_queue(struct snd_pcm_substream *substream, struct snd_pcm_runtime *draining,
			struct wait_queue_entry *wait)
{
	struct snd_pcm_group *group = pcm_group_lock(substream);
	struct snd_pcm_substream *s;

	__set_current_state(TASK_RUNNING);
	snd_pcm_group_for_each_entry(s, substream)
		if (s->runtime == draining)
			finish_wait(&draining->sleep, wait);
	pcm_group_unlock(group, substream);
}

/* one sleep; the stream lock is held before and after. Return: remaining jiffies, 0: nothing came */
static long drain_sleep(struct snd_pcm_substream *substream, struct snd_pcm_runtime *draining)
{
	long left = pcm_wait_jiffies(draining, 0);
	DEFINE_WAIT(wait);

	prepare_to_wait(&draining->sleep, &wait, TASK_INTERRUPTIBLE);
	snd_pcm_stream_unlock_irq(substream);
	left = schedule_timeout(left);
	snd_pcm_stream_lock_irq(substream);
	leave_queue(substream, draining, &wait);
	return left;
}

static int drain_wait(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *draining;
	long left;

	for (;;) {
		if (signal_pending(current))
			return -ERESTARTSYS;
		draining = still_draining(substream);
		if (!draining)
			return 0;
		left = drain_sleep(substream, draining);
		if (READ_ONCE(substream->pcm->card->shutdown))
			return -ENODEV;
		if (!left)
			break;
	}
	if (substream->runtime->state == SNDRV_PCM_STATE_SUSPENDED)
		return -ESTRPIPE;
	pcm_dbg(substream->pcm, "drain timed out: no interrupt came\n");
	snd_pcm_stop(substream, SNDRV_PCM_STATE_SETUP);
	return -EIO;
}

/**
 * pcm_drain() - SNDRV_PCM_IOCTL_DRAIN: play what is queued, then stop; capture: stop, keep what was recorded
 * @file: tells whether to wait (O_NONBLOCK); NULL: the substream's flags do
 * Return: 0 when all was played (also after an xrun on the way); -EAGAIN: draining goes on, poll; -EBADFD;
 * -ERESTARTSYS: interrupted, draining goes on; -EIO: the hardware does not get on, stopped; -ENODEV: card removed.
 */
int pcm_drain(struct snd_pcm_substream *substream, struct file *file)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	unsigned int flags;
	int err;

	if (pcm_peek_state(runtime) == SNDRV_PCM_STATE_OPEN)
		return -EBADFD;

	snd_pcm_stream_lock_irq(substream);
	flags = file ? file->f_flags : READ_ONCE(substream->f_flags);
	if (runtime->state == SNDRV_PCM_STATE_PAUSED)
		pcm_pause(substream, false);
	err = pcm_action(&drain_action, substream, 0);
	if (err >= 0)
		err = flags & O_NONBLOCK ? -EAGAIN : drain_wait(substream);
	snd_pcm_stream_unlock_irq(substream);
	return err;
}

/**
 * pcm_drop() - SNDRV_PCM_IOCTL_DROP: stop now and enter SETUP; what is queued is lost
 * Return: 0; -EBADFD: no parameters, or gone.
 */
int pcm_drop(struct snd_pcm_substream *substream)
{
	if (PCM_RUNTIME_CHECK(substream))
		return -ENXIO;
	switch (pcm_peek_state(substream->runtime)) {
	case SNDRV_PCM_STATE_OPEN:
	case SNDRV_PCM_STATE_DISCONNECTED:
		return -EBADFD;
	default:
		break;
	}
	scoped_guard(pcm_stream_lock_irq, substream) {
		if (substream->runtime->state == SNDRV_PCM_STATE_PAUSED)
			pcm_pause(substream, false);
		snd_pcm_stop(substream, SNDRV_PCM_STATE_SETUP);
	}
	return 0;
}
