// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rawmidi_params.c - what applications and users in the kernel ask and set of a MIDI port; the ioctls of its file.
 *
 * PARAMS stops the substream first, whether it is accepted or not. STATUS has the layouts of both sizes of time stamps,
 * which are 0. -ENOTTY: unknown, if the device has no ioctl() of its own.
 */
#define KBUILD_MODNAME "snd_rawmidi"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "rawmidi_local.h"

#define BUFFER_MIN 32
#define BUFFER_MAX (1024 * 1024)

/* frames came with this version; what older applications have in @mode is no wish */
#define VERSION_OF_FRAMES SNDRV_PROTOCOL_VERSION(2, 0, 2)

/* ---- parameters ---------------------------------------------------------------------------------------- */

static bool sizes_are_valid(const struct snd_rawmidi_params *params)
{
	if (params->buffer_size < BUFFER_MIN || params->buffer_size > BUFFER_MAX)
		return false;
	if ((params->mode & SNDRV_RAWMIDI_MODE_FRAMING_MASK) == SNDRV_RAWMIDI_MODE_FRAMING_TSTAMP &&
	    params->buffer_size % sizeof(struct snd_rawmidi_framing_tstamp))
		return false;
	return params->avail_min >= 1 && params->avail_min <= params->buffer_size;
}

static int set_sizes(struct snd_rawmidi_substream *substream, const struct snd_rawmidi_params *params)
{
	int err = 0;

	if (!sizes_are_valid(params))
		return -EINVAL;
	if (params->buffer_size != substream->runtime->buffer_size)
		err = rawmidi_ring_resize(substream, params->buffer_size);
	if (!err)
		substream->runtime->avail_min = params->avail_min;
	return err;
}

/**
 * snd_rawmidi_output_params() - drain, and set an open substream's ring
 * Context: sleeps, open_mutex not held
 * Return: 0; -EINVAL: sizes; -EBUSY: others append to it, or write now; -ENOMEM.
 */
int snd_rawmidi_output_params(struct snd_rawmidi_substream *substream, struct snd_rawmidi_params *params)
{
	int err;

	snd_rawmidi_drain_output(substream);
	guard(mutex)(&substream->rmidi->open_mutex);
	if (substream->append && substream->use_count > 1)
		return -EBUSY;
	err = set_sizes(substream, params);
	if (!err)
		substream->active_sensing = !params->no_active_sensing;
	return err;
}
EXPORT_SYMBOL(snd_rawmidi_output_params);

static bool mode_is_valid(unsigned int framing, unsigned int clock)
{
	if (framing > SNDRV_RAWMIDI_MODE_FRAMING_TSTAMP || clock > SNDRV_RAWMIDI_MODE_CLOCK_MONOTONIC_RAW)
		return false;
	/* a clock without frames to stand in */
	return framing != SNDRV_RAWMIDI_MODE_FRAMING_NONE || clock == SNDRV_RAWMIDI_MODE_CLOCK_NONE;
}

/**
 * snd_rawmidi_input_params() - stop, forget what was not read, set the ring. Return: as above; -EINVAL: also the mode.
 */
int snd_rawmidi_input_params(struct snd_rawmidi_substream *substream, struct snd_rawmidi_params *params)
{
	unsigned int framing = params->mode & SNDRV_RAWMIDI_MODE_FRAMING_MASK;
	unsigned int clock = params->mode & SNDRV_RAWMIDI_MODE_CLOCK_MASK;
	int err;

	snd_rawmidi_drain_input(substream);
	guard(mutex)(&substream->rmidi->open_mutex);
	if (!mode_is_valid(framing, clock))
		return -EINVAL;
	err = set_sizes(substream, params);
	if (err)
		return err;
	substream->framing = framing;
	substream->clock_type = clock;
	return 0;
}
EXPORT_SYMBOL(snd_rawmidi_input_params);

/* ---- what is told -------------------------------------------------------------------------------------- */

int rawmidi_info(struct snd_rawmidi_substream *substream, struct snd_rawmidi_info *info)
{
	struct snd_rawmidi *rmidi;

	if (!substream)
		return -ENODEV;
	rmidi = substream->rmidi;
	*info = (struct snd_rawmidi_info){
		.card = rmidi->card->number,
		.device = rmidi->device,
		.subdevice = substream->number,
		.stream = substream->stream,
		.flags = rmidi->info_flags | (substream->inactive ? SNDRV_RAWMIDI_INFO_STREAM_INACTIVE : 0),
		.subdevices_count = substream->pstr->substream_count,
		.subdevices_avail = substream->pstr->substream_count - substream->pstr->substream_opened,
		.tied_device = rmidi->tied_device,
	};
	strscpy(info->id, rmidi->id, sizeof(info->id));
	strscpy(info->name, rmidi->name, sizeof(info->name));
	strscpy(info->subname, substream->name, sizeof(info->subname));
	return 0;
}

/* xruns are told once */
static void fill_status(struct snd_rawmidi_substream *substream, struct snd_rawmidi_status64 *status)
{
	struct snd_rawmidi_runtime *runtime = substream->runtime;

	*status = (struct snd_rawmidi_status64){ .stream = substream->stream };
	guard(spinlock_irq)(&substream->lock);
	status->avail = runtime->avail;
	if (substream->stream == SNDRV_RAWMIDI_STREAM_OUTPUT)
		return;
	status->xruns = runtime->xruns;
	runtime->xruns = 0;
}

/* ---- ioctls -------------------------------------------------------------------------------------------- */

/* the file's substream in this direction, or NULL */
static struct snd_rawmidi_substream *substream_of(const struct snd_rawmidi_file *rfile, int stream)
{
	if (stream == SNDRV_RAWMIDI_STREAM_OUTPUT)
		return rfile->output;
	return stream == SNDRV_RAWMIDI_STREAM_INPUT ? rfile->input : NULL;
}

static int do_info(struct snd_rawmidi_file *rfile, struct snd_rawmidi_info __user *arg)
{
	struct snd_rawmidi_info info;
	int stream, err;

	if (get_user(stream, &arg->stream))
		return -EFAULT;
	if (stream < 0 || stream > SNDRV_RAWMIDI_STREAM_LAST)
		return -EINVAL;
	err = rawmidi_info(substream_of(rfile, stream), &info);
	if (err)
		return err;
	return copy_to_user(arg, &info, sizeof(info)) ? -EFAULT : 0;
}

int rawmidi_set_params(struct snd_rawmidi_file *rfile, struct snd_rawmidi_params *params)
{
	struct snd_rawmidi_substream *substream = substream_of(rfile, params->stream);

	if (!substream)
		return -EINVAL;
	return substream->stream == SNDRV_RAWMIDI_STREAM_OUTPUT ? snd_rawmidi_output_params(substream, params) :
								  snd_rawmidi_input_params(substream, params);
}

static int do_params(struct snd_rawmidi_file *rfile, void __user *arg)
{
	struct snd_rawmidi_params params;

	if (copy_from_user(&params, arg, sizeof(params)))
		return -EFAULT;
	if (rfile->user_pversion < VERSION_OF_FRAMES)
		params.mode = 0;
	return rawmidi_set_params(rfile, &params);
}

int rawmidi_get_status(struct snd_rawmidi_file *rfile, struct snd_rawmidi_status64 *status)
{
	struct snd_rawmidi_substream *substream = substream_of(rfile, status->stream);

	if (!substream)
		return -EINVAL;
	fill_status(substream, status);
	return 0;
}

static int do_status64(struct snd_rawmidi_file *rfile, void __user *arg)
{
	struct snd_rawmidi_status64 status;
	int err;

	if (copy_from_user(&status, arg, sizeof(status)))
		return -EFAULT;
	err = rawmidi_get_status(rfile, &status);
	if (err)
		return err;
	return copy_to_user(arg, &status, sizeof(status)) ? -EFAULT : 0;
}

static int do_status32(struct snd_rawmidi_file *rfile, void __user *arg)
{
	struct snd_rawmidi_status32 narrow;
	struct snd_rawmidi_status64 status;
	int err;

	if (copy_from_user(&narrow, arg, sizeof(narrow)))
		return -EFAULT;
	status.stream = narrow.stream;
	err = rawmidi_get_status(rfile, &status);
	if (err)
		return err;
	narrow = (struct snd_rawmidi_status32){ .stream = status.stream, .avail = status.avail, .xruns = status.xruns };
	return copy_to_user(arg, &narrow, sizeof(narrow)) ? -EFAULT : 0;
}

/* input cannot be dropped, only drained, which is the same */
static int do_drop_or_drain(struct snd_rawmidi_file *rfile, int __user *arg, bool drain)
{
	struct snd_rawmidi_substream *substream;
	int stream;

	if (get_user(stream, arg))
		return -EFAULT;
	substream = substream_of(rfile, stream);
	if (!substream || (!drain && stream != SNDRV_RAWMIDI_STREAM_OUTPUT))
		return -EINVAL;
	if (!drain)
		return snd_rawmidi_drop_output(substream);
	return stream == SNDRV_RAWMIDI_STREAM_OUTPUT ? snd_rawmidi_drain_output(substream) :
						       snd_rawmidi_drain_input(substream);
}

long rawmidi_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct snd_rawmidi_file *rfile = file->private_data;
	const struct snd_rawmidi_global_ops *ops = rfile->rmidi->ops;
	void __user *argp = (void __user *)arg;

	switch (cmd) {
	case SNDRV_RAWMIDI_IOCTL_PVERSION:
		return put_user(SNDRV_RAWMIDI_VERSION, (int __user *)argp);
	case SNDRV_RAWMIDI_IOCTL_INFO:
		return do_info(rfile, argp);
	case SNDRV_RAWMIDI_IOCTL_USER_PVERSION:
		return get_user(rfile->user_pversion, (unsigned int __user *)argp);
	case SNDRV_RAWMIDI_IOCTL_PARAMS:
		return do_params(rfile, argp);
	case SNDRV_RAWMIDI_IOCTL_STATUS64:
		return do_status64(rfile, argp);
	case SNDRV_RAWMIDI_IOCTL_STATUS32:
		return do_status32(rfile, argp);
	case SNDRV_RAWMIDI_IOCTL_DROP:
		return do_drop_or_drain(rfile, argp, false);
	case SNDRV_RAWMIDI_IOCTL_DRAIN:
		return do_drop_or_drain(rfile, argp, true);
	}
	if (_IOC_TYPE(cmd) == 'W' && ops && ops->ioctl)
		return ops->ioctl(rfile->rmidi, cmd, argp);
	return -ENOTTY;
}
