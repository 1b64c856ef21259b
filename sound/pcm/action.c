// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * action.c - how a state change is carried out: check, run, then finish or undo.
 *
 * Each change (start, stop, pause, reset, prepare, drain) is a struct pcm_action. Atomic changes run under the stream
 * lock; those that may sleep (reset, prepare) run with the buffer held against copies and reconfiguration. An action on
 * a linked stream runs each phase over all members, in the order of the group, before the next phase begins.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
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

/* ---- groups ---------------------------------------------------------------------------------- */

/*
 * the stream locks of all members but @substream, whose lock the caller has; the group lock lets one task at a time do
 * so
 */
static void lock_members(struct snd_pcm_substream *substream)
{
	struct snd_pcm_substream *s;
	unsigned int depth = 1;

	snd_pcm_group_for_each_entry(s, substream)
		if (s != substream)
			pcm_stream_lock_nested(s, depth++);
}

static void unlock_members(struct snd_pcm_substream *substream)
{
	struct snd_pcm_substream *s;

	snd_pcm_group_for_each_entry(s, substream)
		if (s != substream)
			snd_pcm_stream_unlock(s);
}

/* the buffers of all members, in the order of the group: the same for every member that begins */
static void hold_buffers(struct snd_pcm_substream *substream)
{
	struct snd_pcm_substream *s;
	unsigned int depth = 0;

	snd_pcm_group_for_each_entry(s, substream)
		mutex_lock_nested(&s->runtime->buffer_mutex, depth++);
}

static void release_buffers(struct snd_pcm_substream *substream)
{
	struct snd_pcm_substream *s;

	snd_pcm_group_for_each_entry(s, substream)
		mutex_unlock(&s->runtime->buffer_mutex);
}

static int check_members(const struct pcm_action *action, struct snd_pcm_substream *substream, int arg)
{
	struct snd_pcm_substream *s;
	int err;

	snd_pcm_group_for_each_entry(s, substream) {
		err = action->check(s, arg);
		if (err < 0)
			return err;
	}
	return 0;
}

/* take back what ran before @failed, first member first */
static void undo_members(const struct pcm_action *action, struct snd_pcm_substream *failed, int arg)
{
	struct snd_pcm_substream *s;

	if (!action->undo)
		return;
	snd_pcm_group_for_each_entry(s, failed) {
		if (s == failed)
			return;
		action->undo(s, arg);
	}
}

static int run_members(const struct pcm_action *action, struct snd_pcm_substream *substream, int arg)
{
	struct snd_pcm_substream *s;
	int err;

	snd_pcm_group_for_each_entry(s, substream) {
		err = action->run(s, arg);
		if (err < 0) {
			undo_members(action, s, arg);
			return err;
		}
	}
	if (!action->finish)
		return 0;
	snd_pcm_group_for_each_entry(s, substream)
		action->finish(s, arg);
	return 0;
}

/* the members and their locks are the caller's business. States may have changed also if it fails. */
static int action_group(const struct pcm_action *action, struct snd_pcm_substream *substream, int arg)
{
	int err = check_members(action, substream, arg);

	return err < 0 ? err : run_members(action, substream, arg);
}

/* ---- one stream or its group ----------------------------------------------------------------- */

/**
 * pcm_action() - carry out an atomic action on a stream and those that are linked to it
 * Context: stream lock held; it may be dropped for a moment before the action begins (pcm_group_lock())
 * Return: as pcm_action_one(); the first error of any member.
 */
int pcm_action(const struct pcm_action *action, struct snd_pcm_substream *substream, int arg)
{
	struct snd_pcm_group *group = pcm_group_lock(substream);
	int err;

	if (!group)
		return pcm_action_one(action, substream, arg);
	lock_members(substream);
	err = action_group(action, substream, arg);
	unlock_members(substream);
	pcm_group_unlock(group, substream);
	return err;
}

/** pcm_action_lock_irq() - take the stream lock and carry out an atomic action */
int pcm_action_lock_irq(const struct pcm_action *action, struct snd_pcm_substream *substream, int arg)
{
	guard(pcm_stream_lock_irq)(substream);
	return pcm_action(action, substream, arg);
}

/* ---- the buffer ------------------------------------------------------------------------------ */

static bool keep_copies_out(struct snd_pcm_runtime *runtime)
{
	return atomic_dec_unless_positive(&runtime->buffer_accessing);
}

static void let_copies_in(struct snd_pcm_runtime *runtime)
{
	atomic_inc_return(&runtime->buffer_accessing); /* orders what was done before it */
}

/**
 * pcm_buffer_hold() - keep copies out of the buffer while it changes (contract 1.9)
 * buffer_accessing counts copies when positive and holders when negative; holders queue on buffer_mutex.
 * Return: 0, or -EBUSY if a copy is in progress.
 */
int pcm_buffer_hold(struct snd_pcm_runtime *runtime)
{
	if (!keep_copies_out(runtime))
		return -EBUSY;
	mutex_lock(&runtime->buffer_mutex);
	return 0;
}

void pcm_buffer_release(struct snd_pcm_runtime *runtime)
{
	mutex_unlock(&runtime->buffer_mutex);
	let_copies_in(runtime);
}

/* ---- actions that sleep ---------------------------------------------------------------------- */

/**
 * pcm_action_sleeping() - carry out an action that may sleep, on a stream and those that are linked to it
 * Only the stream that acts looks for copies in progress; of the others the buffer mutex is taken (contract 1.9).
 * Return: as pcm_action(); -EBUSY while a copy is in progress.
 */
int pcm_action_sleeping(const struct pcm_action *action, struct snd_pcm_substream *substream, int arg)
{
	int err;

	guard(rwsem_read)(&pcm_link_rwsem);
	if (!keep_copies_out(substream->runtime))
		return -EBUSY;
	hold_buffers(substream);
	err = snd_pcm_stream_linked(substream) ? action_group(action, substream, arg) :
						 pcm_action_one(action, substream, arg);
	release_buffers(substream);
	let_copies_in(substream->runtime);
	return err;
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
