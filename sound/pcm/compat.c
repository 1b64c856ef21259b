// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compat.c - the PCM ioctls of 32-bit programs (compat.h): each argument is translated to and from the native one. What is
 * alike in both worlds is pcm_ioctl()'s.
 */
#include <linux/array_size.h>
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "compat.h"
#include "pcm_local.h"

#define MAX_CHANNEL_BUFFERS 128

#define SYNC_PTR32 _IOWR('A', 0x23, struct pcm_sync_ptr32)

struct command {
	unsigned int cmd;
	int (*run)(struct snd_pcm_substream *substream, void __user *arg);
};

/* ---- parameters ------------------------------------------------------------------------------ */

#define ALIKE offsetof(struct pcm_hw_params_compat, fifo_size)

/* the two layouts begin alike, and that is copied as it is */
static int with_hw_params(struct snd_pcm_substream *substream, struct pcm_hw_params_compat __user *user,
			  int (*fn)(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params))
{
	struct snd_pcm_hw_params params = {};
	int err;

	if (copy_from_user(&params, user, ALIKE) || get_user(params.fifo_size, &user->fifo_size))
		return -EFAULT;
	err = fn(substream, &params);
	if (err < 0)
		return err;
	if (copy_to_user(user, &params, ALIKE) || put_user(params.fifo_size, &user->fifo_size) ||
	    copy_to_user(user->sync, params.sync, sizeof(params.sync)))
		return -EFAULT;
	return err;
}

static int do_hw_refine(struct snd_pcm_substream *substream, void __user *arg)
{
	return with_hw_params(substream, arg, pcm_refine);
}

static int do_hw_params(struct snd_pcm_substream *substream, void __user *arg)
{
	snd_pcm_uframes_t boundary;
	int err = with_hw_params(substream, arg, snd_pcm_hw_params);

	if (err < 0)
		return err;
	guard(pcm_stream_lock_irq)(substream);
	boundary = pcm_boundary32(substream->runtime);
	if (boundary)
		substream->runtime->boundary = boundary;
	return err;
}

static void widen_sw_params(const struct pcm_sw_params_compat *from, struct snd_pcm_sw_params *to)
{
	*to = (struct snd_pcm_sw_params){
		.tstamp_mode = from->tstamp_mode,
		.period_step = from->period_step,
		.sleep_min = from->sleep_min,
		.avail_min = from->avail_min,
		.xfer_align = from->xfer_align,
		.start_threshold = from->start_threshold,
		.stop_threshold = from->stop_threshold,
		.silence_threshold = from->silence_threshold,
		.silence_size = from->silence_size,
		.proto = from->proto,
		.tstamp_type = from->tstamp_type,
	};
}

static int do_sw_params(struct snd_pcm_substream *substream, void __user *arg)
{
	struct pcm_sw_params_compat __user *user = arg;
	snd_pcm_uframes_t boundary = pcm_boundary32(substream->runtime);
	struct pcm_sw_params_compat narrow;
	struct snd_pcm_sw_params params;
	int err;

	if (copy_from_user(&narrow, user, sizeof(narrow)))
		return -EFAULT;
	widen_sw_params(&narrow, &params);
	/* "silence whatever was played" is said by the boundary that the program knows */
	if (boundary && params.silence_size >= boundary)
		params.silence_size = substream->runtime->boundary;
	err = snd_pcm_sw_params(substream, &params);
	if (err < 0)
		return err;
	return boundary && put_user(boundary, &user->boundary) ? -EFAULT : err;
}

static int do_channel_info(struct snd_pcm_substream *substream, void __user *arg)
{
	struct pcm_channel_info_compat narrow;
	struct snd_pcm_channel_info info = {};
	int err;

	if (copy_from_user(&narrow, arg, sizeof(narrow)))
		return -EFAULT;
	info.channel = narrow.channel;
	err = pcm_channel_info(substream, &info);
	if (err < 0)
		return err;
	narrow = (struct pcm_channel_info_compat){ info.channel, info.offset, info.first, info.step };
	return copy_to_user(arg, &narrow, sizeof(narrow)) ? -EFAULT : 0;
}

/* ---- status and pointers --------------------------------------------------------------------- */

static int do_status32(struct snd_pcm_substream *substream, void __user *arg)
{
	return pcm_status32(substream, arg, false);
}

static int do_status_ext32(struct snd_pcm_substream *substream, void __user *arg)
{
	return pcm_status32(substream, arg, true);
}

static void narrow_status(const struct snd_pcm_status64 *from, struct pcm_status64_compat *to)
{
	*to = (struct pcm_status64_compat){
		.state = from->state,
		.suspended_state = from->suspended_state,
		.trigger_tstamp = { from->trigger_tstamp_sec, from->trigger_tstamp_nsec },
		.tstamp = { from->tstamp_sec, from->tstamp_nsec },
		.appl_ptr = from->appl_ptr,
		.hw_ptr = from->hw_ptr,
		.delay = from->delay,
		.avail = from->avail,
		.avail_max = from->avail_max,
		.overrange = from->overrange,
		.audio_tstamp_data = from->audio_tstamp_data,
		.audio_tstamp = { from->audio_tstamp_sec, from->audio_tstamp_nsec },
		.driver_tstamp = { from->driver_tstamp_sec, from->driver_tstamp_nsec },
		.audio_tstamp_accuracy = from->audio_tstamp_accuracy,
	};
}

static int give_status(struct snd_pcm_substream *substream, struct pcm_status64_compat __user *to, u32 audio_tstamp_data)
{
	struct snd_pcm_status64 status = { .audio_tstamp_data = audio_tstamp_data };
	struct pcm_status64_compat narrow;
	int err = snd_pcm_status64(substream, &status);

	if (err < 0)
		return err;
	narrow_status(&status, &narrow);
	return copy_to_user(to, &narrow, sizeof(narrow)) ? -EFAULT : 0;
}

static int do_status64(struct snd_pcm_substream *substream, void __user *arg)
{
	return give_status(substream, arg, 0);
}

static int do_status_ext64(struct snd_pcm_substream *substream, void __user *arg)
{
	struct pcm_status64_compat __user *status = arg;
	u32 asked;

	if (get_user(asked, &status->audio_tstamp_data))
		return -EFAULT;
	return give_status(substream, status, asked);
}

static int do_sync_ptr64(struct snd_pcm_substream *substream, void __user *arg)
{
	struct pcm_sync_ptr64_compat __user *user = arg;
	struct pcm_sync_ptr64_compat told = {};
	struct snd_pcm_sync_ptr sync = {};
	int err;

	if (get_user(told.flags, &user->flags) || get_user(told.appl_ptr, &user->appl_ptr) ||
	    get_user(told.avail_min, &user->avail_min))
		return -EFAULT;
	sync.flags = told.flags;
	sync.c.control.appl_ptr = told.appl_ptr;
	sync.c.control.avail_min = told.avail_min;
	err = pcm_sync_pointers(substream, &sync);
	if (err < 0)
		return err;
	told.status = sync.s.status;
	told.appl_ptr = sync.c.control.appl_ptr;
	told.avail_min = sync.c.control.avail_min;
	return copy_to_user(user, &told, sizeof(told)) ? -EFAULT : 0;
}

static int do_delay(struct snd_pcm_substream *substream, void __user *arg)
{
	snd_pcm_sframes_t delay = 0;
	int err = pcm_delay(substream, &delay);

	return err ? err : put_user(delay, (compat_long_t __user *)arg);
}

static int skip(struct snd_pcm_substream *substream, compat_ulong_t __user *arg,
		snd_pcm_sframes_t (*fn)(struct snd_pcm_substream *substream, snd_pcm_uframes_t frames))
{
	compat_ulong_t frames;
	compat_long_t moved;

	if (get_user(frames, arg))
		return -EFAULT;
	moved = fn(substream, frames);
	return put_user(moved, arg) ? -EFAULT : min(moved, 0);
}

static int do_rewind(struct snd_pcm_substream *substream, void __user *arg)
{
	return skip(substream, arg, pcm_rewind);
}

static int do_forward(struct snd_pcm_substream *substream, void __user *arg)
{
	return skip(substream, arg, pcm_forward);
}

/* ---- data ------------------------------------------------------------------------------------ */

static int may_transfer(struct snd_pcm_substream *substream, int stream)
{
	if (substream->stream != stream)
		return -EINVAL;
	return pcm_peek_state(substream->runtime) == SNDRV_PCM_STATE_OPEN ? -EBADFD : 0;
}

static int xferi(struct snd_pcm_substream *substream, int stream, struct pcm_xferi_compat __user *user)
{
	struct pcm_xferi_compat xfer;
	snd_pcm_sframes_t frames;
	int err = may_transfer(substream, stream);

	if (err)
		return err;
	if (copy_from_user(&xfer, user, sizeof(xfer)))
		return -EFAULT;
	frames = __snd_pcm_lib_xfer(substream, compat_ptr(xfer.buf), true, xfer.frames, false);
	if (frames < 0)
		return frames;
	return put_user(frames, &user->result) ? -EFAULT : 0;
}

static int do_writei(struct snd_pcm_substream *substream, void __user *arg)
{
	return xferi(substream, SNDRV_PCM_STREAM_PLAYBACK, arg);
}

static int do_readi(struct snd_pcm_substream *substream, void __user *arg)
{
	return xferi(substream, SNDRV_PCM_STREAM_CAPTURE, arg);
}

static int fetch_channels(void **channels, unsigned int count, const compat_uptr_t __user *from)
{
	compat_uptr_t at;
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (get_user(at, from + i))
			return -EFAULT;
		channels[i] = compat_ptr(at);
	}
	return 0;
}

static int xfern(struct snd_pcm_substream *substream, int stream, struct pcm_xfern_compat __user *user)
{
	void **channels __free(kfree) = NULL;
	struct pcm_xfern_compat xfer;
	snd_pcm_sframes_t frames;
	unsigned int count;
	int err = may_transfer(substream, stream);

	if (err)
		return err;
	count = substream->runtime->channels;
	if (count > MAX_CHANNEL_BUFFERS)
		return -EINVAL;
	if (copy_from_user(&xfer, user, sizeof(xfer)))
		return -EFAULT;
	channels = kmalloc_array(count, sizeof(*channels), GFP_KERNEL);
	if (!channels)
		return -ENOMEM;
	err = fetch_channels(channels, count, compat_ptr(xfer.bufs));
	if (err)
		return err;
	frames = __snd_pcm_lib_xfer(substream, channels, false, xfer.frames, false);
	if (frames >= 0 && put_user(frames, &user->result))
		return -EFAULT;
	return frames;
}

static int do_writen(struct snd_pcm_substream *substream, void __user *arg)
{
	return xfern(substream, SNDRV_PCM_STREAM_PLAYBACK, arg);
}

static int do_readn(struct snd_pcm_substream *substream, void __user *arg)
{
	return xfern(substream, SNDRV_PCM_STREAM_CAPTURE, arg);
}

/* ---- the table ------------------------------------------------------------------------------- */

/* without @run: the same in both worlds */
static const struct command commands[] = {
	{ SNDRV_PCM_IOCTL_PVERSION },
	{ SNDRV_PCM_IOCTL_INFO },
	{ SNDRV_PCM_IOCTL_TSTAMP },
	{ SNDRV_PCM_IOCTL_TTSTAMP },
	{ SNDRV_PCM_IOCTL_USER_PVERSION },
	{ SNDRV_PCM_IOCTL_HWSYNC },
	{ SNDRV_PCM_IOCTL_PREPARE },
	{ SNDRV_PCM_IOCTL_RESET },
	{ SNDRV_PCM_IOCTL_START },
	{ SNDRV_PCM_IOCTL_DROP },
	{ SNDRV_PCM_IOCTL_DRAIN },
	{ SNDRV_PCM_IOCTL_PAUSE },
	{ SNDRV_PCM_IOCTL_HW_FREE },
	{ SNDRV_PCM_IOCTL_RESUME },
	{ SNDRV_PCM_IOCTL_XRUN },
	{ SNDRV_PCM_IOCTL_LINK },
	{ SNDRV_PCM_IOCTL_UNLINK },
	{ SYNC_PTR32 },
	{ SNDRV_PCM_IOCTL_SYNC_PTR, do_sync_ptr64 },
	{ PCM_COMPAT_HW_REFINE, do_hw_refine },
	{ PCM_COMPAT_HW_PARAMS, do_hw_params },
	{ PCM_COMPAT_SW_PARAMS, do_sw_params },
	{ SNDRV_PCM_IOCTL_STATUS32, do_status32 },
	{ SNDRV_PCM_IOCTL_STATUS_EXT32, do_status_ext32 },
	{ PCM_COMPAT_STATUS64, do_status64 },
	{ PCM_COMPAT_STATUS_EXT64, do_status_ext64 },
	{ PCM_COMPAT_DELAY, do_delay },
	{ PCM_COMPAT_CHANNEL_INFO, do_channel_info },
	{ PCM_COMPAT_REWIND, do_rewind },
	{ PCM_COMPAT_FORWARD, do_forward },
	{ PCM_COMPAT_WRITEI, do_writei },
	{ PCM_COMPAT_READI, do_readi },
	{ PCM_COMPAT_WRITEN, do_writen },
	{ PCM_COMPAT_READN, do_readn },
};

long pcm_compat_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct snd_pcm_file *pcm_file = file->private_data;
	struct snd_pcm_substream *substream = pcm_file->substream;
	void __user *to = compat_ptr(arg);
	unsigned int i;

	/* whatever it asks for: the pages are not made for it */
	pcm_file->no_compat_mmap = 1;
	if (!substream->runtime)
		return -ENOTTY;
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (commands[i].cmd != cmd)
			continue;
		return commands[i].run ? commands[i].run(substream, to) : pcm_ioctl(file, cmd, (unsigned long)to);
	}
	return -ENOIOCTLCMD;
}
