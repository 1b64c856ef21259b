// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ioctl.c - the PCM ioctl ABI: one table, one small function per command that has an argument.
 *
 * The functions copy between the caller's memory and the stream's own functions, which know nothing of either.
 * Structures and numbers are <uapi/sound/asound.h>; the layouts of former times are ioctl_old.c, those of 32-bit
 * programs compat.c.
 */
#include <linux/array_size.h>
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"

#define MAX_CHANNEL_BUFFERS 128

/* numbers that no header tells: the size of the structure is in them */
#define SYNC_PTR32 _IOWR('A', 0x23, struct pcm_sync_ptr32)
#define HW_REFINE_OLD _IOWR('A', 0x10, struct pcm_hw_params_old)
#define HW_PARAMS_OLD _IOWR('A', 0x11, struct pcm_hw_params_old)

struct command {
	unsigned int cmd;
	int (*run)(struct snd_pcm_substream *substream, struct file *file, void __user *arg);
};

/* ---- about the device ------------------------------------------------------------------------ */

static int do_pversion(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return put_user(SNDRV_PCM_VERSION, (int __user *)arg);
}

static int do_user_pversion(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	struct snd_pcm_file *pcm_file = file->private_data;

	return get_user(pcm_file->user_pversion, (unsigned int __user *)arg);
}

static int do_info(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return snd_pcm_info_user(substream, arg);
}

/* time stamps have a mode of their own in sw_params since; the old switch is accepted */
static int do_tstamp(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return 0;
}

static int do_ttstamp(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	int type;

	if (get_user(type, (int __user *)arg))
		return -EFAULT;
	if (type < 0 || type > SNDRV_PCM_TSTAMP_TYPE_LAST)
		return -EINVAL;
	guard(pcm_stream_lock_irq)(substream);
	substream->runtime->tstamp_type = type;
	return 0;
}

/* ---- parameters ------------------------------------------------------------------------------ */

/** pcm_refine() - SNDRV_PCM_IOCTL_HW_REFINE: snd_pcm_hw_refine(), and what is not a parameter */
int pcm_refine(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params)
{
	int err = snd_pcm_hw_refine(substream, params);

	return err < 0 ? err : snd_pcm_hw_params_fixup(substream, params);
}

static int with_hw_params(struct snd_pcm_substream *substream, void __user *arg,
			  int (*fn)(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params))
{
	struct snd_pcm_hw_params params;
	int err;

	if (copy_from_user(&params, arg, sizeof(params)))
		return -EFAULT;
	err = fn(substream, &params);
	if (err < 0)
		return err;
	return copy_to_user(arg, &params, sizeof(params)) ? -EFAULT : err;
}

static int do_hw_refine(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return with_hw_params(substream, arg, pcm_refine);
}

static int do_hw_params(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return with_hw_params(substream, arg, snd_pcm_hw_params);
}

static int do_hw_refine_old(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return pcm_hw_params_old(substream, arg, pcm_refine);
}

static int do_hw_params_old(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return pcm_hw_params_old(substream, arg, snd_pcm_hw_params);
}

static int do_hw_free(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return snd_pcm_hw_free(substream);
}

static int do_sw_params(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	struct snd_pcm_sw_params params;
	int err;

	if (copy_from_user(&params, arg, sizeof(params)))
		return -EFAULT;
	err = snd_pcm_sw_params(substream, &params);
	return copy_to_user(arg, &params, sizeof(params)) ? -EFAULT : err;
}

/** pcm_channel_info() - SNDRV_PCM_IOCTL_CHANNEL_INFO of @info->channel; -EBADFD, -EINVAL, or what the driver says */
int pcm_channel_info(struct snd_pcm_substream *substream, struct snd_pcm_channel_info *info)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	unsigned int channel = info->channel;

	scoped_guard(pcm_stream_lock_irq, substream) {
		if (runtime->state == SNDRV_PCM_STATE_OPEN)
			return -EBADFD;
	}
	if (channel >= runtime->channels)
		return -EINVAL;
	*info = (struct snd_pcm_channel_info){ .channel = channel };
	return min(pcm_ops_ioctl(substream, SNDRV_PCM_IOCTL1_CHANNEL_INFO, info), 0);
}

static int do_channel_info(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	struct snd_pcm_channel_info info;
	int err;

	if (copy_from_user(&info, arg, sizeof(info)))
		return -EFAULT;
	err = pcm_channel_info(substream, &info);
	if (err)
		return err;
	return copy_to_user(arg, &info, sizeof(info)) ? -EFAULT : 0;
}

/* ---- status and pointers --------------------------------------------------------------------- */

static int give_status(struct snd_pcm_substream *substream, struct snd_pcm_status64 __user *to, u32 audio_tstamp_data)
{
	struct snd_pcm_status64 status = { .audio_tstamp_data = audio_tstamp_data };
	int err = snd_pcm_status64(substream, &status);

	if (err < 0)
		return err;
	return copy_to_user(to, &status, sizeof(status)) ? -EFAULT : 0;
}

static int do_status(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return give_status(substream, arg, 0);
}

static int do_status_ext(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	struct snd_pcm_status64 __user *status = arg;
	u32 asked;

	if (get_user(asked, &status->audio_tstamp_data))
		return -EFAULT;
	return give_status(substream, status, asked);
}

static int do_status32(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return pcm_status32(substream, arg, false);
}

static int do_status_ext32(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return pcm_status32(substream, arg, true);
}

static int do_delay(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	snd_pcm_sframes_t delay = 0;
	int err = pcm_delay(substream, &delay);

	return err ? err : put_user(delay, (snd_pcm_sframes_t __user *)arg);
}

static int do_hwsync(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return pcm_delay(substream, NULL);
}

/* flags say what the application wants to hear; what it does not, it sets */
static int exchange_pointers(struct snd_pcm_substream *substream, struct snd_pcm_sync_ptr *sync)
{
	struct snd_pcm_mmap_control *control = substream->runtime->control;
	int err;

	guard(pcm_stream_lock_irq)(substream);
	if (sync->flags & SNDRV_PCM_SYNC_PTR_APPL) {
		sync->c.control.appl_ptr = control->appl_ptr;
	} else {
		err = pcm_lib_apply_appl_ptr(substream, sync->c.control.appl_ptr);
		if (err < 0)
			return err;
	}
	if (sync->flags & SNDRV_PCM_SYNC_PTR_AVAIL_MIN)
		sync->c.control.avail_min = control->avail_min;
	else
		control->avail_min = sync->c.control.avail_min;
	sync->s.status = *substream->runtime->status;
	return 0;
}

/**
 * pcm_sync_pointers() - SNDRV_PCM_IOCTL_SYNC_PTR: for applications that cannot map the shared pages
 * @sync: in: flags, and the control values the application sets; out: the others, and the status
 */
int pcm_sync_pointers(struct snd_pcm_substream *substream, struct snd_pcm_sync_ptr *sync)
{
	int err;

	if (sync->flags & SNDRV_PCM_SYNC_PTR_HWSYNC) {
		err = pcm_delay(substream, NULL);
		if (err < 0)
			return err;
	}
	err = exchange_pointers(substream, sync);
	if (err < 0)
		return err;
	if (!(sync->flags & SNDRV_PCM_SYNC_PTR_APPL))
		snd_pcm_dma_buffer_sync(substream, SNDRV_DMA_SYNC_DEVICE);
	return 0;
}

static int do_sync_ptr(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	struct snd_pcm_sync_ptr __user *user = arg;
	struct snd_pcm_sync_ptr sync = {};
	int err;

	if (get_user(sync.flags, &user->flags) ||
	    copy_from_user(&sync.c.control, &user->c.control, sizeof(sync.c.control)))
		return -EFAULT;
	err = pcm_sync_pointers(substream, &sync);
	if (err < 0)
		return err;
	return copy_to_user(user, &sync, sizeof(sync)) ? -EFAULT : 0;
}

static int do_sync_ptr32(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return pcm_sync_ptr32(substream, arg);
}

static int skip(struct snd_pcm_substream *substream, snd_pcm_uframes_t __user *arg,
		snd_pcm_sframes_t (*fn)(struct snd_pcm_substream *substream, snd_pcm_uframes_t frames))
{
	snd_pcm_uframes_t frames;
	snd_pcm_sframes_t moved;

	if (get_user(frames, arg) || put_user(0, arg))
		return -EFAULT;
	moved = fn(substream, frames);
	if (put_user(moved, arg))
		return -EFAULT;
	return moved < 0 ? moved : 0;
}

static int do_rewind(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return skip(substream, arg, pcm_rewind);
}

static int do_forward(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return skip(substream, arg, pcm_forward);
}

/* ---- state ----------------------------------------------------------------------------------- */

static int do_prepare(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return pcm_prepare(substream, file);
}

static int do_reset(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return pcm_reset(substream);
}

static int do_start(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return pcm_start_lock_irq(substream);
}

static int do_drop(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return pcm_drop(substream);
}

static int do_drain(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return pcm_drain(substream, file);
}

static int do_pause(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return pcm_pause_lock_irq(substream, (unsigned long)arg);
}

static int do_resume(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return pcm_resume(substream);
}

/* the argument is the descriptor itself, as PAUSE's is the flag itself */
static int do_link(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return pcm_link(substream, (int)(unsigned long)arg);
}

static int do_unlink(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return pcm_unlink(substream);
}

static int do_xrun(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	return pcm_xrun(substream);
}

/* ---- data ------------------------------------------------------------------------------------ */

/* the direction is the stream's: WRITEI and READI are one command */
static int do_xferi(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	struct snd_xferi __user *user = arg;
	struct snd_xferi xfer;
	snd_pcm_sframes_t frames;

	if (pcm_peek_state(substream->runtime) == SNDRV_PCM_STATE_OPEN)
		return -EBADFD;
	if (put_user(0, &user->result) || copy_from_user(&xfer, user, sizeof(xfer)))
		return -EFAULT;
	frames = __snd_pcm_lib_xfer(substream, xfer.buf, true, xfer.frames, false);
	if (put_user(frames, &user->result))
		return -EFAULT;
	return frames < 0 ? frames : 0;
}

static int do_xfern(struct snd_pcm_substream *substream, struct file *file, void __user *arg)
{
	struct snd_pcm_runtime *runtime = substream->runtime;
	void **channels __free(kfree) = NULL;
	struct snd_xfern __user *user = arg;
	struct snd_xfern xfer;
	snd_pcm_sframes_t frames;

	if (pcm_peek_state(runtime) == SNDRV_PCM_STATE_OPEN)
		return -EBADFD;
	if (runtime->channels > MAX_CHANNEL_BUFFERS)
		return -EINVAL;
	if (put_user(0, &user->result) || copy_from_user(&xfer, user, sizeof(xfer)))
		return -EFAULT;
	channels = memdup_user(xfer.bufs, runtime->channels * sizeof(*channels));
	if (IS_ERR(channels))
		return PTR_ERR(channels);
	frames = __snd_pcm_lib_xfer(substream, channels, false, xfer.frames, false);
	if (put_user(frames, &user->result))
		return -EFAULT;
	return frames < 0 ? frames : 0;
}

/* ---- the table ------------------------------------------------------------------------------- */

static const struct command commands[] = {
	{ SNDRV_PCM_IOCTL_PVERSION, do_pversion },
	{ SNDRV_PCM_IOCTL_INFO, do_info },
	{ SNDRV_PCM_IOCTL_TSTAMP, do_tstamp },
	{ SNDRV_PCM_IOCTL_TTSTAMP, do_ttstamp },
	{ SNDRV_PCM_IOCTL_USER_PVERSION, do_user_pversion },
	{ SNDRV_PCM_IOCTL_HW_REFINE, do_hw_refine },
	{ SNDRV_PCM_IOCTL_HW_PARAMS, do_hw_params },
	{ HW_REFINE_OLD, do_hw_refine_old },
	{ HW_PARAMS_OLD, do_hw_params_old },
	{ SNDRV_PCM_IOCTL_HW_FREE, do_hw_free },
	{ SNDRV_PCM_IOCTL_SW_PARAMS, do_sw_params },
	{ SNDRV_PCM_IOCTL_STATUS32, do_status32 },
	{ SNDRV_PCM_IOCTL_STATUS_EXT32, do_status_ext32 },
	{ SNDRV_PCM_IOCTL_STATUS64, do_status },
	{ SNDRV_PCM_IOCTL_DELAY, do_delay },
	{ SNDRV_PCM_IOCTL_HWSYNC, do_hwsync },
	{ SNDRV_PCM_IOCTL_SYNC_PTR, do_sync_ptr },
	{ SYNC_PTR32, do_sync_ptr32 },
	{ SNDRV_PCM_IOCTL_STATUS_EXT64, do_status_ext },
	{ SNDRV_PCM_IOCTL_CHANNEL_INFO, do_channel_info },
	{ SNDRV_PCM_IOCTL_PREPARE, do_prepare },
	{ SNDRV_PCM_IOCTL_RESET, do_reset },
	{ SNDRV_PCM_IOCTL_START, do_start },
	{ SNDRV_PCM_IOCTL_DROP, do_drop },
	{ SNDRV_PCM_IOCTL_DRAIN, do_drain },
	{ SNDRV_PCM_IOCTL_PAUSE, do_pause },
	{ SNDRV_PCM_IOCTL_RESUME, do_resume },
	{ SNDRV_PCM_IOCTL_LINK, do_link },
	{ SNDRV_PCM_IOCTL_UNLINK, do_unlink },
	{ SNDRV_PCM_IOCTL_REWIND, do_rewind },
	{ SNDRV_PCM_IOCTL_XRUN, do_xrun },
	{ SNDRV_PCM_IOCTL_FORWARD, do_forward },
	{ SNDRV_PCM_IOCTL_WRITEI_FRAMES, do_xferi },
	{ SNDRV_PCM_IOCTL_READI_FRAMES, do_xferi },
	{ SNDRV_PCM_IOCTL_WRITEN_FRAMES, do_xfern },
	{ SNDRV_PCM_IOCTL_READN_FRAMES, do_xfern },
};

/**
 * pcm_ioctl() - an ioctl of an application
 * Return: 0 or what the command says; -ENOTTY: not a PCM ioctl; -EBADFD: the card is gone; -EFAULT.
 */
long pcm_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct snd_pcm_file *pcm_file = file->private_data;
	struct snd_pcm_substream *substream = pcm_file->substream;
	unsigned int i;
	int err;

	if (_IOC_TYPE(cmd) != 'A')
		return -ENOTTY;
	if (PCM_RUNTIME_CHECK(substream))
		return -ENXIO;
	if (pcm_peek_state(substream->runtime) == SNDRV_PCM_STATE_DISCONNECTED)
		return -EBADFD;
	err = snd_power_wait(substream->pcm->card);
	if (err < 0)
		return err;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (commands[i].cmd == cmd)
			return commands[i].run(substream, file, (void __user *)arg);
	pcm_dbg(substream->pcm, "unknown ioctl 0x%x\n", cmd);
	return -ENOTTY;
}

/**
 * snd_pcm_kernel_ioctl() - the same for users in the kernel, with arguments in the kernel's memory
 * @cmd: HW_PARAMS, SW_PARAMS, PREPARE, START, DRAIN, DROP, DELAY, FORWARD (capture only, returns nothing)
 * Return: as the ioctl; -EINVAL: another one; -EBADFD: the card is gone.
 */
int snd_pcm_kernel_ioctl(struct snd_pcm_substream *substream, unsigned int cmd, void *arg)
{
	snd_pcm_sframes_t frames;

	if (pcm_peek_state(substream->runtime) == SNDRV_PCM_STATE_DISCONNECTED)
		return -EBADFD;
	switch (cmd) {
	case SNDRV_PCM_IOCTL_HW_PARAMS:
		return snd_pcm_hw_params(substream, arg);
	case SNDRV_PCM_IOCTL_SW_PARAMS:
		return snd_pcm_sw_params(substream, arg);
	case SNDRV_PCM_IOCTL_PREPARE:
		return pcm_prepare(substream, NULL);
	case SNDRV_PCM_IOCTL_START:
		return pcm_start_lock_irq(substream);
	case SNDRV_PCM_IOCTL_DROP:
		return pcm_drop(substream);
	case SNDRV_PCM_IOCTL_DRAIN:
		return pcm_drain(substream, NULL);
	case SNDRV_PCM_IOCTL_DELAY:
		return pcm_delay(substream, arg);
	case SNDRV_PCM_IOCTL_FORWARD:
		if (substream->stream != SNDRV_PCM_STREAM_CAPTURE)
			return -EINVAL;
		frames = pcm_forward(substream, *(snd_pcm_uframes_t *)arg);
		return frames < 0 ? frames : 0;
	default:
		return -EINVAL;
	}
}
EXPORT_SYMBOL(snd_pcm_kernel_ioctl);
