// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * suspend.c - what system sleep does to streams: SUSPENDED, and the two ways out of it.
 *
 * While the system goes to sleep the PCM's devices come before the card's (linux/dev/pm.c), and suspend all streams
 * that have something to lose: trigger(SUSPEND) for those that run, the state kept in suspended_state. Afterwards an
 * application resumes (RESUME: trigger(RESUME), the state that was) where the hardware has kept its place, which it
 * says by SNDRV_PCM_INFO_RESUME, or else prepares again. Linked streams are suspended and resumed together.
 */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/pm.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"

/* ---- suspend --------------------------------------------------------------------------------- */

static int suspend_check(struct snd_pcm_substream *substream, int unused)
{
	switch (substream->runtime->state) {
	case SNDRV_PCM_STATE_OPEN:
	case SNDRV_PCM_STATE_SETUP:
	case SNDRV_PCM_STATE_SUSPENDED:
	case SNDRV_PCM_STATE_DISCONNECTED:
		/* nothing to be suspended, or done already */
		return -EBUSY;
	default:
		substream->runtime->trigger_master = substream;
		return 0;
	}
}

/* what the driver says does not matter: the system goes to sleep anyway. sync_stop() is due from now on */
static int suspend_run(struct snd_pcm_substream *substream, int unused)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	if (runtime->trigger_master != substream || !snd_pcm_running(substream))
		return 0;
	pcm_trigger(substream, SNDRV_PCM_TRIGGER_SUSPEND);
	runtime->stop_operating = true;
	return 0;
}

static void suspend_finish(struct snd_pcm_substream *substream, int unused)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	pcm_latch_trigger_time(substream);
	runtime->suspended_state = runtime->state;
	runtime->status->suspended_state = runtime->suspended_state;
	__snd_pcm_set_state(runtime, SNDRV_PCM_STATE_SUSPENDED);
	pcm_timer_notify(substream, SNDRV_TIMER_EVENT_MSUSPEND);
	pcm_wake_sleepers(runtime);
}

static const struct pcm_action suspend_action = {
	.check = suspend_check,
	.run = suspend_run,
	.finish = suspend_finish,
};

static int suspend_stream(struct snd_pcm_substream *substream)
{
	guard(pcm_stream_lock_irqsave)(substream);
	/* opening and closing do not wait for the system's sleep */
	if (!substream->runtime)
		return -EBUSY;
	return pcm_action(&suspend_action, substream, 0);
}

/**
 * snd_pcm_suspend_all() - suspend every stream of a PCM that has something to lose
 * The PCM core calls it by itself; drivers with pcm->no_device_suspend call it at a moment of their own.
 * @pcm: NULL: nothing
 * Context: sleeps; stream locks not held
 * Return: 0; the error of a stream that cannot be suspended: those before it are, those behind it not.
 */
int snd_pcm_suspend_all(struct snd_pcm *pcm)
{
	struct snd_pcm_substream *substream;
	int stream, err;

	if (!pcm)
		return 0;
	for_each_pcm_substream(pcm, stream, substream) {
		/* a PCM for use in the kernel only may have no callbacks */
		if (!substream->runtime || !substream->ops)
			continue;
		err = suspend_stream(substream);
		if (err < 0 && err != -EBUSY)
			return err;
	}
	/* all streams have stopped before the first is waited for: they may share the interrupt */
	for_each_pcm_substream(pcm, stream, substream)
		snd_pcm_sync_stop(substream, false);
	return 0;
}
EXPORT_SYMBOL(snd_pcm_suspend_all);

/* ---- resume ---------------------------------------------------------------------------------- */

static int resume_check(struct snd_pcm_substream *substream, int unused)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	if (runtime->state != SNDRV_PCM_STATE_SUSPENDED)
		return -EBADFD;
	if (!(runtime->info & SNDRV_PCM_INFO_RESUME))
		return -ENOSYS;
	runtime->trigger_master = substream;
	return 0;
}

/* did the hardware move when it was suspended? Draining capture streams have stopped before */
static bool was_running(struct snd_pcm_substream *substream)
{
	switch (substream->runtime->suspended_state) {
	case SNDRV_PCM_STATE_RUNNING:
		return true;
	case SNDRV_PCM_STATE_DRAINING:
		return substream->stream == SNDRV_PCM_STREAM_PLAYBACK;
	default:
		return false;
	}
}

static int resume_run(struct snd_pcm_substream *substream, int unused)
{
	return was_running(substream) ? pcm_trigger(substream, SNDRV_PCM_TRIGGER_RESUME) : 0;
}

/* the state is still SUSPENDED: what counts is what was started again */
static void resume_undo(struct snd_pcm_substream *substream, int unused)
{
	if (was_running(substream))
		pcm_trigger(substream, SNDRV_PCM_TRIGGER_SUSPEND);
}

static void resume_finish(struct snd_pcm_substream *substream, int unused)
{
	pcm_latch_trigger_time(substream);
	__snd_pcm_set_state(substream->runtime, substream->runtime->suspended_state);
	pcm_timer_notify(substream, SNDRV_TIMER_EVENT_MRESUME);
}

static const struct pcm_action resume_action = {
	.check = resume_check,
	.run = resume_run,
	.undo = resume_undo,
	.finish = resume_finish,
};

/**
 * pcm_resume() - SNDRV_PCM_IOCTL_RESUME: go on where the system's sleep has interrupted the stream
 * Return: 0; -EBADFD: not SUSPENDED; -ENOSYS: the hardware has lost its place, prepare; trigger()'s error.
 */
int pcm_resume(struct snd_pcm_substream *substream)
{
	return pcm_action_lock_irq(&resume_action, substream, 0);
}

/* ---- the devices ----------------------------------------------------------------------------- */

/*
 * one of a PCM's two devices: the first that comes suspends both directions. An error does not keep the system awake.
 */
static int suspend_device(struct device *dev)
{
	struct snd_pcm_str *pstr = dev_get_drvdata(dev);

	if (!pstr->pcm->no_device_suspend)
		snd_pcm_suspend_all(pstr->pcm);
	return 0;
}

static const struct dev_pm_ops pm_ops = { SYSTEM_SLEEP_PM_OPS(suspend_device, NULL) };

/** pcm_device_type - of the devices pcmCxDyp and pcmCxDyc: it brings them into system sleep */
const struct device_type pcm_device_type = {
	.name = "pcm",
	.pm = &pm_ops,
};
