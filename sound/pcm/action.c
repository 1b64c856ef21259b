// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * action.c - how a state change is carried out: check, run, then finish or undo.
 *
 * Each change (start, stop, pause, reset, prepare, drain) is a struct pcm_action. Atomic changes run under the stream
 * lock; those that may sleep (reset, prepare) run with the buffer held against copies and reconfiguration. Today an
 * action has one stream; linked groups will run each phase over all members before the next phase.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/mutex.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"

/**
 * pcm_action_one() - carry out an action on this stream only, linked or not
 * Context: stream lock held, or the buffer held for actions that sleep
 * Return: 0; the error of check (nothing happened) or of run (undone as far as the action can).
 */
int pcm_action_one(const struct pcm_action *action, struct snd_pcm_substream *substream, int arg)
{
	int err = action->check(substream, arg);

	if (err < 0)
		return err;
	err = action->run(substream, arg);
	if (!err) {
		if (action->finish)
			action->finish(substream, arg);
	} else if (action->undo) {
		action->undo(substream, arg);
	}
	return err;
}

/** pcm_action() - carry out an atomic action; stream lock held */
int pcm_action(const struct pcm_action *action, struct snd_pcm_substream *substream, int arg)
{
	return pcm_action_one(action, substream, arg);
}

/** pcm_action_lock_irq() - take the stream lock and carry out an atomic action */
int pcm_action_lock_irq(const struct pcm_action *action, struct snd_pcm_substream *substream, int arg)
{
	guard(pcm_stream_lock_irq)(substream);
	return pcm_action(action, substream, arg);
}

/** pcm_action_sleeping() - carry out an action that may sleep; -EBUSY while a copy is in progress */
int pcm_action_sleeping(const struct pcm_action *action, struct snd_pcm_substream *substream, int arg)
{
	int err = pcm_buffer_hold(substream->runtime);

	if (err < 0)
		return err;
	err = pcm_action_one(action, substream, arg);
	pcm_buffer_release(substream->runtime);
	return err;
}

/**
 * pcm_buffer_hold() - keep copies out of the buffer while it changes (contract 1.9)
 * buffer_accessing counts copies when positive and holders when negative; holders queue on buffer_mutex.
 * Return: 0, or -EBUSY if a copy is in progress.
 */
int pcm_buffer_hold(struct snd_pcm_runtime *runtime)
{
	bool free = atomic_dec_unless_positive(&runtime->buffer_accessing);

	if (free)
		mutex_lock(&runtime->buffer_mutex);
	return free ? 0 : -EBUSY;
}

void pcm_buffer_release(struct snd_pcm_runtime *runtime)
{
	mutex_unlock(&runtime->buffer_mutex);
	atomic_inc(&runtime->buffer_accessing);
}

/** pcm_set_state() - change the state under the stream lock, unless the device is gone */
void pcm_set_state(struct snd_pcm_substream *substream, snd_pcm_state_t state)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	scoped_guard(pcm_stream_lock_irq, substream) {
		if (runtime->state != SNDRV_PCM_STATE_DISCONNECTED)
			__snd_pcm_set_state(runtime, state);
	}
}
