// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rawmidi_open.c - who uses which substream of a MIDI port: given out, shared by those who append, drained and taken
 * back.
 *
 * Lock: rmidi->open_mutex, held by callers unless said otherwise.
 */
#define KBUILD_MODNAME "snd_rawmidi"

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "rawmidi_local.h"

/* what a port is sent that is to fall silent when nothing follows */
#define ACTIVE_SENSING 0xfe
/* for what has left the ring, if the driver does not know better: 150 bytes at 31250 baud */
#define FIFO_MS 50

/* ---- draining ------------------------------------------------------------------------------------------ */

static void reset(struct snd_rawmidi_substream *substream)
{
	guard(spinlock_irqsave)(&substream->lock);
	if (substream->opened && substream->runtime)
		rawmidi_ring_reset(substream);
}

/** snd_rawmidi_drop_output() - stop; what has not gone out is forgotten. Return: 0. */
int snd_rawmidi_drop_output(struct snd_rawmidi_substream *substream)
{
	rawmidi_trigger(substream, 0);
	reset(substream);
	return 0;
}
EXPORT_SYMBOL(snd_rawmidi_drop_output);

/** snd_rawmidi_drain_input() - stop; what has not been read is forgotten. Return: 0. Sleeps. */
int snd_rawmidi_drain_input(struct snd_rawmidi_substream *substream)
{
	rawmidi_trigger(substream, 0);
	reset(substream);
	return 0;
}
EXPORT_SYMBOL(snd_rawmidi_drain_input);

static bool is_empty(struct snd_rawmidi_substream *substream)
{
	struct snd_rawmidi_runtime *runtime = substream->runtime;

	guard(spinlock_irq)(&substream->lock);
	return runtime->avail >= runtime->buffer_size;
}

/* Return: 0, -ERESTARTSYS (also if it is empty), -EIO: ten seconds were not enough */
static int wait_until_empty(struct snd_rawmidi_substream *substream)
{
	if (!wait_event_interruptible_timeout(substream->runtime->sleep, is_empty(substream), 10 * HZ)) {
		dev_warn(substream->rmidi->dev, "what was written to substream %d does not go out\n",
			 substream->number);
		return -EIO;
	}
	return signal_pending(current) ? -ERESTARTSYS : 0;
}

/**
 * snd_rawmidi_drain_output() - wait until all has gone out, and stop
 * Context: sleeps
 * Return: 0; -EINVAL: not open; -EIO: it does not go out, and is forgotten; -ERESTARTSYS: a signal, and it goes on.
 */
int snd_rawmidi_drain_output(struct snd_rawmidi_substream *substream)
{
	struct snd_rawmidi_runtime *runtime;
	int err;

	scoped_guard(spinlock_irq, &substream->lock) {
		runtime = substream->runtime;
		if (!substream->opened || !runtime)
			return -EINVAL;
		runtime->buffer_ref++;
		runtime->drain = 1;
	}
	err = wait_until_empty(substream);
	scoped_guard(spinlock_irq, &substream->lock)
		runtime->drain = 0;
	if (err != -ERESTARTSYS) {
		if (substream->ops->drain)
			substream->ops->drain(substream);
		else
			msleep(FIFO_MS);
		snd_rawmidi_drop_output(substream);
	}
	scoped_guard(spinlock_irq, &substream->lock)
		runtime->buffer_ref--;
	return err;
}
EXPORT_SYMBOL(snd_rawmidi_drain_output);

/* ---- substreams ---------------------------------------------------------------------------------------- */

static bool may_have(const struct snd_rawmidi_substream *substream, int mode)
{
	if (!substream->opened)
		return true;
	return substream->stream == SNDRV_RAWMIDI_STREAM_OUTPUT && mode & SNDRV_RAWMIDI_LFLG_APPEND &&
	       substream->append;
}

/* @subdevice below 0: any. -ENXIO: the device has no such direction, -ENODEV: no such number, -EAGAIN: in use */
static int find_substream(struct snd_rawmidi *rmidi, int subdevice, int stream, int mode,
			  struct snd_rawmidi_substream **found)
{
	struct snd_rawmidi_str *str = &rmidi->streams[stream];
	struct snd_rawmidi_substream *substream;
	unsigned int needed =
		stream == SNDRV_RAWMIDI_STREAM_OUTPUT ? SNDRV_RAWMIDI_INFO_OUTPUT : SNDRV_RAWMIDI_INFO_INPUT;

	if (!(rmidi->info_flags & needed))
		return -ENXIO;
	if (subdevice >= 0 && subdevice >= str->substream_count)
		return -ENODEV;
	list_for_each_entry(substream, &str->substreams, list) {
		if (may_have(substream, mode) && (subdevice < 0 || subdevice == substream->number)) {
			*found = substream;
			return 0;
		}
	}
	return -EAGAIN;
}

static int open_first(struct snd_rawmidi_substream *substream, int mode)
{
	int err = rawmidi_ring_create(substream);

	if (err)
		return err;
	err = substream->ops->open(substream);
	if (err < 0) {
		rawmidi_ring_destroy(substream);
		return err;
	}
	scoped_guard(spinlock_irq, &substream->lock) {
		substream->opened = true;
		substream->active_sensing = false;
		if (mode & SNDRV_RAWMIDI_LFLG_APPEND)
			substream->append = true;
		substream->pid = current->pid;
	}
	substream->pstr->substream_opened++;
	return 0;
}

static int open_substream(struct snd_rawmidi_substream *substream, int mode)
{
	int err = substream->use_count ? 0 : open_first(substream, mode);

	if (!err)
		substream->use_count++;
	return err;
}

/* Return: output may be closed, all of it has gone out or is forgotten */
static void finish_output(struct snd_rawmidi_substream *substream)
{
	unsigned char last = ACTIVE_SENSING;

	if (substream->active_sensing)
		rawmidi_ring_write(substream, NULL, &last, 1);
	if (snd_rawmidi_drain_output(substream) == -ERESTARTSYS)
		rawmidi_trigger(substream, 0);
}

/* @finish: it was in use; else opening it has come to nothing */
static void close_substream(struct snd_rawmidi_substream *substream, bool finish)
{
	if (--substream->use_count)
		return;
	if (finish) {
		if (substream->stream == SNDRV_RAWMIDI_STREAM_INPUT)
			rawmidi_trigger(substream, 0);
		else
			finish_output(substream);
		rawmidi_ring_idle(substream);
	}
	scoped_guard(spinlock_irq, &substream->lock) {
		substream->opened = false;
		substream->append = false;
	}
	substream->ops->close(substream);
	if (substream->runtime->private_free)
		substream->runtime->private_free(substream);
	rawmidi_ring_destroy(substream);
	substream->pid = 0;
	substream->pstr->substream_opened--;
}

/* both are looked for before any is opened */
int rawmidi_open(struct snd_rawmidi *rmidi, int subdevice, int mode, struct snd_rawmidi_file *rfile)
{
	struct snd_rawmidi_substream *input = NULL, *output = NULL;
	int err = 0;

	rfile->input = NULL;
	rfile->output = NULL;
	if (mode & SNDRV_RAWMIDI_LFLG_INPUT)
		err = find_substream(rmidi, subdevice, SNDRV_RAWMIDI_STREAM_INPUT, mode, &input);
	if (!err && mode & SNDRV_RAWMIDI_LFLG_OUTPUT)
		err = find_substream(rmidi, subdevice, SNDRV_RAWMIDI_STREAM_OUTPUT, mode, &output);
	if (!err && input)
		err = open_substream(input, mode);
	if (err)
		return err;
	if (output)
		err = open_substream(output, mode);
	if (err) {
		if (input)
			close_substream(input, false);
		return err;
	}
	rfile->rmidi = rmidi;
	rfile->input = input;
	rfile->output = output;
	return 0;
}

void rawmidi_close(struct snd_rawmidi_file *rfile)
{
	struct snd_rawmidi *rmidi = rfile->rmidi;

	guard(mutex)(&rmidi->open_mutex);
	if (rfile->input)
		close_substream(rfile->input, true);
	if (rfile->output)
		close_substream(rfile->output, true);
	*rfile = (struct snd_rawmidi_file){ .rmidi = NULL };
	wake_up(&rmidi->open_wait);
}

/**
 * snd_rawmidi_kernel_open() - for a user in the kernel
 * @subdevice: below 0: any
 * @mode: SNDRV_RAWMIDI_LFLG_*
 * @rfile: receives the substreams
 * Context: sleeps; does not wait for one that is in use
 * Return: 0; -ENXIO: no such direction, or the module is going; -ENODEV: no such number; -EAGAIN: in use; -ENOMEM; what
 * the driver's open() says.
 */
int snd_rawmidi_kernel_open(struct snd_rawmidi *rmidi, int subdevice, int mode, struct snd_rawmidi_file *rfile)
{
	int err;

	if (snd_BUG_ON(!rfile))
		return -EINVAL;
	if (!try_module_get(rmidi->card->module))
		return -ENXIO;
	scoped_guard(mutex, &rmidi->open_mutex)
		err = rawmidi_open(rmidi, subdevice, mode, rfile);
	if (err < 0)
		module_put(rmidi->card->module);
	return err;
}
EXPORT_SYMBOL(snd_rawmidi_kernel_open);

/** snd_rawmidi_kernel_release() - the end of it; output is drained. Return: 0. Sleeps. */
int snd_rawmidi_kernel_release(struct snd_rawmidi_file *rfile)
{
	struct module *module;

	if (snd_BUG_ON(!rfile))
		return -ENXIO;
	module = rfile->rmidi->card->module;
	rawmidi_close(rfile);
	module_put(module);
	return 0;
}
EXPORT_SYMBOL(snd_rawmidi_kernel_release);
