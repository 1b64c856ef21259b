// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state.c - start, stop, pause, xrun: the state changes that reach the driver's trigger().
 *
 *	OPEN -hw_params→ SETUP -prepare→ PREPARED -start→ RUNNING -stop→ SETUP | XRUN | DISCONNECTED
 *	RUNNING ↔ PAUSED; RUNNING, PREPARED -drain→ DRAINING → SETUP; SUSPENDED: suspend.c
 *
 * All actions here run under the stream lock and must not sleep on atomic devices. trigger_master is the stream whose
 * trigger() call moved the hardware: its time is the time of all streams that the driver moved along with it.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/limits.h>
#include <linux/wait.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"
#include "shared.h"

/** pcm_latch_trigger_time() - a change of state is done: its time is the master's, or now */
void pcm_latch_trigger_time(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	struct snd_pcm_substream *master = runtime->trigger_master;

	runtime->hw_ptr_moved = ktime_get();
	if (!master)
		return;
	if (master != substream) {
		pcm_latch_trigger_time(master);
		runtime->trigger_tstamp = master->runtime->trigger_tstamp;
	} else if (!runtime->trigger_tstamp_latched) {
		snd_pcm_gettime(runtime, &runtime->trigger_tstamp);
	}
	runtime->trigger_master = NULL;
}

/** pcm_wake_sleepers() - transfers, drains and polls look again */
void pcm_wake_sleepers(struct snd_pcm_runtime *runtime)
{
	runtime->transfer_wakes++;
	wake_up(&runtime->sleep);
	wake_up_all(&runtime->tsleep);
}

/**
 * pcm_wake_transfer() - there are frames for a transfer that sleeps; one, for it takes what there is
 * Waking all of them, as Linux does, is a system call each here, with the stream lock held. Who has done with the stream
 * wakes the next one.
 * Context: stream lock held
 */
void pcm_wake_transfer(struct snd_pcm_runtime *runtime)
{
	runtime->transfer_wakes++;
	wake_up(&runtime->tsleep);
}

/**
 * pcm_trigger() - have the driver move the hardware, unless it has moved this stream along with another one
 * Return: what trigger() says.
 */
int pcm_trigger(struct snd_pcm_substream *substream, int cmd)
{
	if (substream->runtime->trigger_master == substream)
		return substream->ops->trigger(substream, cmd);
	return 0;
}

/* what the driver says does not matter: the stream ends anyway. sync_stop() is due from now on */
static void halt(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	if (runtime->trigger_master != substream)
		return;
	pcm_trigger(substream, SNDRV_PCM_TRIGGER_STOP);
	runtime->stop_operating = true;
}

/* ---- start ----------------------------------------------------------------------------------- */

static int start_check(struct snd_pcm_substream *substream, int state)
{
	bool capture = substream->stream == SNDRV_PCM_STREAM_CAPTURE;
	struct snd_pcm_runtime *runtime = substream->runtime;
	/* hw_params, hw_free or prepare has the buffer: they do not take the stream lock while they change it */
	bool changing = atomic_read(&runtime->buffer_accessing) < 0;

	if (changing || runtime->state != SNDRV_PCM_STATE_PREPARED)
		return -EBADFD;
	if (!capture && !snd_pcm_playback_data(substream))
		return -EPIPE;
	runtime->trigger_tstamp_latched = false;
	runtime->trigger_master = substream;
	return 0;
}

/** pcm_start_run() - call trigger(START); -EPIPE of the driver means that the stream overran at once */
int pcm_start_run(struct snd_pcm_substream *substream, int state)
{
	int err;

	pcm_view_to_device(substream);
	err = pcm_trigger(substream, SNDRV_PCM_TRIGGER_START);
	if (err == -EPIPE)
		__snd_pcm_set_state(substream->runtime, SNDRV_PCM_STATE_XRUN);
	return err;
}

static void start_undo(struct snd_pcm_substream *substream, int state)
{
	halt(substream);
}

/** pcm_start_finish() - the hardware runs: note when, enter @state, silence what the application left empty */
void pcm_start_finish(struct snd_pcm_substream *substream, int state)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	pcm_latch_trigger_time(substream);
	runtime->hw_ptr_buffer_jiffies = runtime->buffer_size * HZ / runtime->rate;
	runtime->hw_ptr_jiffies = jiffies;
	__snd_pcm_set_state(runtime, state);
	if (substream->stream == SNDRV_PCM_STREAM_PLAYBACK && runtime->silence_size)
		snd_pcm_playback_silence(substream, ULONG_MAX);
	pcm_timer_notify(substream, SNDRV_TIMER_EVENT_MSTART);
}

static const struct pcm_action start_action = {
	.check = start_check,
	.run = pcm_start_run,
	.undo = start_undo,
	.finish = pcm_start_finish,
};

/**
 * snd_pcm_start() - start a prepared stream
 * Context: stream lock held
 * Return: 0; -EBADFD: not PREPARED or being reconfigured; -EPIPE: playback with nothing to play; trigger()'s error.
 */
int snd_pcm_start(struct snd_pcm_substream *substream)
{
	return pcm_action(&start_action, substream, SNDRV_PCM_STATE_RUNNING);
}

/** pcm_start_lock_irq() - the same, taking the stream lock */
int pcm_start_lock_irq(struct snd_pcm_substream *substream)
{
	return pcm_action_lock_irq(&start_action, substream, SNDRV_PCM_STATE_RUNNING);
}

/* ---- stop ------------------------------------------------------------------------------------ */

static int stop_check(struct snd_pcm_substream *substream, int state)
{
	if (substream->runtime->state == SNDRV_PCM_STATE_OPEN)
		return -EBADFD;
	substream->runtime->trigger_master = substream;
	return 0;
}

/** pcm_stop_run() - stop the hardware of a stream that runs */
int pcm_stop_run(struct snd_pcm_substream *substream, int state)
{
	if (snd_pcm_running(substream))
		halt(substream);
	return 0;
}

/** pcm_stop_finish() - the hardware stands: note when, enter @state, wake everybody */
void pcm_stop_finish(struct snd_pcm_substream *substream, int state)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	if (runtime->state != state) {
		pcm_latch_trigger_time(substream);
		__snd_pcm_set_state(runtime, state);
		pcm_timer_notify(substream, SNDRV_TIMER_EVENT_MSTOP);
	}
	pcm_wake_sleepers(runtime);
}

static const struct pcm_action stop_action = {
	.check = stop_check,
	.run = pcm_stop_run,
	.finish = pcm_stop_finish,
};

/**
 * snd_pcm_stop() - stop a stream and enter @state, whatever it did before
 * Context: stream lock held; also from interrupt handlers of atomic devices
 * Return: 0, or -EBADFD for a stream without parameters.
 */
int snd_pcm_stop(struct snd_pcm_substream *substream, snd_pcm_state_t state)
{
	return pcm_action(&stop_action, substream, state);
}
EXPORT_SYMBOL(snd_pcm_stop);

/** snd_pcm_drain_done() - the last frame was played: stop this stream (linked ones go on) and enter SETUP */
int snd_pcm_drain_done(struct snd_pcm_substream *substream)
{
	return pcm_action_one(&stop_action, substream, SNDRV_PCM_STATE_SETUP);
}

/**
 * snd_pcm_stop_xrun() - a driver found that its hardware lost data: stop a running stream as XRUN
 * Context: any, stream lock not held
 */
int snd_pcm_stop_xrun(struct snd_pcm_substream *substream)
{
	scoped_guard(pcm_stream_lock_irqsave, substream) {
		if (substream->runtime && snd_pcm_running(substream))
			__snd_pcm_xrun(substream);
	}
	return 0;
}
EXPORT_SYMBOL_GPL(snd_pcm_stop_xrun);

/**
 * snd_pcm_sync_stop() - wait until nothing of a stopped stream is under way in the driver
 * @sync_irq: without a sync_stop() of the driver, wait for handlers of the card's interrupt
 * Context: may sleep, no locks of the stream held
 */
void snd_pcm_sync_stop(struct snd_pcm_substream *substream, bool sync_irq)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	const struct snd_pcm_ops *ops = substream->ops;
	int irq = substream->pcm->card->sync_irq;

	if (!runtime || !runtime->stop_operating)
		return;
	runtime->stop_operating = false;
	if (ops && ops->sync_stop)
		ops->sync_stop(substream);
	else if (irq > 0 && sync_irq)
		synchronize_irq(irq);
}

/* ---- xrun ------------------------------------------------------------------------------------ */

/** __snd_pcm_xrun() - the ring ran empty (playback) or over (capture): stop as XRUN; stream lock held */
void __snd_pcm_xrun(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	struct timespec64 now;
	char name[16];

	if (runtime->tstamp_mode == SNDRV_PCM_TSTAMP_ENABLE) {
		snd_pcm_gettime(runtime, &now);
		runtime->status->tstamp.tv_sec = now.tv_sec;
		runtime->status->tstamp.tv_nsec = now.tv_nsec;
	}
	snd_pcm_stop(substream, SNDRV_PCM_STATE_XRUN);
	substream->xrun_counter++;
	pcm_tap_xrun(substream);
	if (pcm_xrun_debug(substream, PCM_XRUN_DEBUG_BASIC)) {
		snd_pcm_debug_name(substream, name, sizeof(name));
		pcm_warn(substream->pcm, "XRUN: %s\n", name);
		pcm_xrun_stack(substream);
	}
}

/** pcm_xrun() - SNDRV_PCM_IOCTL_XRUN: an application asks for it */
int pcm_xrun(struct snd_pcm_substream *substream)
{
	guard(pcm_stream_lock_irq)(substream);
	if (substream->runtime->state == SNDRV_PCM_STATE_RUNNING)
		__snd_pcm_xrun(substream);
	else if (substream->runtime->state != SNDRV_PCM_STATE_XRUN)
		return -EBADFD;
	return 0;
}

/* ---- pause ----------------------------------------------------------------------------------- */

static int pause_check(struct snd_pcm_substream *substream, int push)
{
	snd_pcm_state_t from = push ? SNDRV_PCM_STATE_RUNNING : SNDRV_PCM_STATE_PAUSED;
	struct snd_pcm_runtime *runtime = substream->runtime;

	if ((runtime->info & SNDRV_PCM_INFO_PAUSE) == 0)
		return -ENOSYS;
	if (runtime->state != from)
		return -EBADFD;
	runtime->trigger_master = substream;
	return 0;
}

static int pause_trigger(struct snd_pcm_substream *substream, bool push)
{
	return pcm_trigger(substream, push ? SNDRV_PCM_TRIGGER_PAUSE_PUSH : SNDRV_PCM_TRIGGER_PAUSE_RELEASE);
}

static int pause_run(struct snd_pcm_substream *substream, int push)
{
	/*
	 * the time checks of the pointer must not hold the pause against the hardware; not of a stream that is moved
	 * along
	 */
	if (substream->runtime->trigger_master == substream)
		substream->runtime->hw_ptr_jiffies = jiffies - HZ * 1000;
	return pause_trigger(substream, push);
}

static void pause_undo(struct snd_pcm_substream *substream, int push)
{
	pause_trigger(substream, !push);
}

static void pause_finish(struct snd_pcm_substream *substream, int push)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	pcm_latch_trigger_time(substream);
	__snd_pcm_set_state(runtime, push ? SNDRV_PCM_STATE_PAUSED : SNDRV_PCM_STATE_RUNNING);
	pcm_timer_notify(substream, push ? SNDRV_TIMER_EVENT_MPAUSE : SNDRV_TIMER_EVENT_MCONTINUE);
	if (push)
		pcm_wake_sleepers(runtime);
}

static const struct pcm_action pause_action = {
	.check = pause_check,
	.run = pause_run,
	.undo = pause_undo,
	.finish = pause_finish,
};

/**
 * pcm_pause() - pause (@push) or resume; stream lock held
 * Return: 0; -ENOSYS: the card cannot; -EBADFD: not RUNNING (push) or not PAUSED; trigger()'s error.
 */
int pcm_pause(struct snd_pcm_substream *substream, bool push)
{
	return pcm_action(&pause_action, substream, push);
}

/** pcm_pause_lock_irq() - the same, taking the stream lock */
int pcm_pause_lock_irq(struct snd_pcm_substream *substream, bool push)
{
	return pcm_action_lock_irq(&pause_action, substream, push);
}
