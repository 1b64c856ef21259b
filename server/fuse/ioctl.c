// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ioctl.c - IOCTL.
 *
 * A call that a signal has ended says -ERESTARTSYS: unlike the error of an answer, an ioctl's result goes to the
 * client's system call as it is, and the kernel begins that anew, or makes EINTR of it, as it would for a driver of its
 * own.
 */
#include "server/fuse/local.h"

#include <errno.h>
#include <linux/fs.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sound/asound.h>

#include "host/log.h"
#include "server/narrow.h"

#define RESTART_SYSCALL 512 /* ERESTARTSYS, which user space has no name for */

/* O_NONBLOCK counts here; transfers go by what it was when the stream was opened, or prepared last: so does Linux */
static bool asks_for_flags(const struct fuse_file *f, unsigned int cmd)
{
	return f->kind == FUSE_IS_PCM && (cmd == SNDRV_PCM_IOCTL_PREPARE || cmd == SNDRV_PCM_IOCTL_DRAIN);
}

static size_t own_store(void *ctx, uint64_t dst, const void *src, size_t bytes)
{
	memcpy((void *)(uintptr_t)dst, src, bytes);
	return 0;
}

/* the command by its 64-bit number */
static unsigned int native_command(const struct fuse_call *c, const struct fuse_ioctl_in *in)
{
	return c->call.caller.compat ? narrow_command(in->cmd) : in->cmd;
}

static int fetch_frames(struct fuse_call *c, uint64_t arg, uint64_t *frames)
{
	struct snd_xferi want; /* struct snd_xfern is alike */
	uint32_t narrow;
	int err;

	if (c->call.caller.compat) {
		err = narrow_transfer_frames(fuse_fetch, c, arg, &narrow);
		*frames = err ? 0 : narrow;
		return err;
	}
	err = fuse_fetch(c, &want, arg, sizeof(want)) ? -EFAULT : 0;
	*frames = err ? 0 : want.frames;
	return err;
}

/* is there room for, or are there, as many frames as a transfer wants? Also if it will fail. */
static bool finds_all(struct fuse_file *f, struct fuse_call *c, const struct fuse_ioctl_in *in)
{
	const struct usnd_caller self = { .store = own_store };
	snd_pcm_sframes_t delay;
	uint64_t frames;

	if (fetch_frames(c, in->arg, &frames) || usnd_ioctl(f->file, SNDRV_PCM_IOCTL_DELAY, (uintptr_t)&delay, &self))
		return true;
	return frames <= (unsigned long)(f->capture ? delay : (long)f->buffer_frames - delay);
}

/*
 * a call that will wait has others taken by somebody else: that costs more than most calls, so it is looked at closely
 */
static bool will_wait(struct fuse_file *f, struct fuse_call *c, const struct fuse_ioctl_in *in)
{
	if (f->kind != FUSE_IS_PCM || f->flags & O_NONBLOCK)
		return false;
	switch (native_command(c, in)) {
	case SNDRV_PCM_IOCTL_WRITEI_FRAMES:
	case SNDRV_PCM_IOCTL_READI_FRAMES:
	case SNDRV_PCM_IOCTL_WRITEN_FRAMES:
	case SNDRV_PCM_IOCTL_READN_FRAMES:
		return host_is_real_time() && !finds_all(f, c, in);
	case SNDRV_PCM_IOCTL_DRAIN:
		return true;
	}
	return false;
}

/* all of it that is looked at lies where 32-bit programs have it, too */
static void note_buffer(struct fuse_file *f, unsigned int cmd, const struct fuse_window *w)
{
	const struct snd_pcm_hw_params *params = (const struct snd_pcm_hw_params *)w->data;

	if (f->kind == FUSE_IS_PCM && cmd == SNDRV_PCM_IOCTL_HW_PARAMS &&
	    w->filled >= offsetof(struct snd_pcm_hw_params, fifo_size))
		f->buffer_frames =
			params->intervals[SNDRV_PCM_HW_PARAM_BUFFER_SIZE - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL].min;
}

static int make_window(struct fuse_call *c, const struct fuse_ioctl_in *in)
{
	size_t bytes = in->in_size > in->out_size ? in->in_size : in->out_size;

	if (in->in_size > c->arg_bytes - sizeof(*in))
		return -EIO;
	c->window = (struct fuse_window){
		.at = in->arg, .in = in->in_size, .out = in->out_size, .beyond = true, .data = malloc(bytes + 1),
	};
	if (!c->window.data)
		return -ENOMEM;
	memcpy(c->window.data, in + 1, in->in_size);
	return 0;
}

static long carry_out(struct fuse_file *f, struct fuse_call *c, const struct fuse_ioctl_in *in)
{
	unsigned int cmd = native_command(c, in);
	struct fuse_pacing pacing;
	long ret;

	if (asks_for_flags(f, cmd))
		fuse_look_at_flags(f, c->call.thread);
	if (will_wait(f, c, in))
		engine_will_sleep(&c->call);
	fuse_offer_in(f, cmd, &c->window);
	fuse_pace_enter(&pacing, f, c);
	if (in->cmd == SNDRV_PCM_IOCTL_DROP)
		fuse_play_owed(f, &c->call.caller);
	ret = usnd_ioctl(f->file, in->cmd, in->arg, &c->call.caller);
	fuse_pace_leave(&pacing);
	if (!ret) {
		note_buffer(f, cmd, &c->window);
		fuse_offer_out(f, cmd, &c->window);
	}
	return ret;
}

static bool is_about_attributes(unsigned int cmd)
{
	switch (cmd) {
	case FS_IOC_GETFLAGS:
	case FS_IOC_SETFLAGS:
	case FS_IOC_FSGETXATTR:
	case FS_IOC_FSSETXATTR:
		return true;
	default:
		return false;
	}
}

void fuse_do_ioctl(struct fuse_mount *m, struct fuse_call *c)
{
	const struct fuse_ioctl_in *in = c->args;
	struct fuse_file *f = to_file(in->fh);
	struct fuse_ioctl_out out = { 0 };
	/* what the kernel world does not know: x32's, and those of other 32-bit programs than i386's */
#if defined(__x86_64__)
	const uint32_t unknown_layouts = PROTO_IOCTL_COMPAT_X32;
#else
	const uint32_t unknown_layouts = PROTO_IOCTL_COMPAT;
#endif
	long ret;

	/* of a folder there is no open file; and what lsattr(1) asks has an answer of a fixed size, or an error */
	if (in->flags & FUSE_IOCTL_DIR || is_about_attributes(in->cmd)) {
		fuse_answer(m, c, -ENOTTY, NULL, 0);
		return;
	}
	c->call.caller.compat = in->flags & PROTO_IOCTL_COMPAT;
	if (f->kind == FUSE_IS_TEXT || in->flags & unknown_layouts) {
		fuse_answer(m, c, -ENOTTY, NULL, 0);
		return;
	}
	ret = make_window(c, in);
	if (ret) {
		fuse_answer(m, c, ret, NULL, 0);
		return;
	}
	ret = carry_out(f, c, in);
	out.result = ret == -EINTR && c->signalled ? -RESTART_SYSCALL : ret;
	fuse_answer_two(m, c, &out, sizeof(out), c->window.data, c->window.filled);
}
