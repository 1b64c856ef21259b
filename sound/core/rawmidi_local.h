/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rawmidi_local.h - what the files of the MIDI ports ask of each other beyond <sound/rawmidi.h>.
 *
 * Lock order: rawmidi_devices_mutex > rmidi->open_mutex; substream->lock inside of all, irq-safe.
 */
#ifndef SOUND_CORE_RAWMIDI_LOCAL_H
#define SOUND_CORE_RAWMIDI_LOCAL_H

#include <sound/core.h>
#include <sound/rawmidi.h>

/* STATUS by the size of its time stamp: struct snd_rawmidi_status of applications */
struct snd_rawmidi_status32 {
	s32 stream;
	s32 tstamp_sec, tstamp_nsec;
	u32 avail, xruns;
	unsigned char reserved[16];
};

struct snd_rawmidi_status64 {
	int stream;
	u8 rsvd[4];
	s64 tstamp_sec, tstamp_nsec;
	size_t avail, xruns;
	unsigned char reserved[16];
};

#define SNDRV_RAWMIDI_IOCTL_STATUS32 _IOWR('W', 0x20, struct snd_rawmidi_status32)
#define SNDRV_RAWMIDI_IOCTL_STATUS64 _IOWR('W', 0x20, struct snd_rawmidi_status64)

/* ---- rawmidi_ring.c ---- */

/** rawmidi_ring_create() - a substream's runtime with a ring of a page, empty; -ENOMEM */
int rawmidi_ring_create(struct snd_rawmidi_substream *substream);
void rawmidi_ring_destroy(struct snd_rawmidi_substream *substream);

/** rawmidi_ring_reset() - empty, the pointers at 0. substream->lock held. */
void rawmidi_ring_reset(struct snd_rawmidi_substream *substream);

/** rawmidi_ring_resize() - an empty ring of @size; -ENOMEM, -EBUSY: somebody copies from or to it */
int rawmidi_ring_resize(struct snd_rawmidi_substream *substream, size_t size);

/** rawmidi_ring_idle() - wait until nobody copies from or to it, a second at most */
void rawmidi_ring_idle(struct snd_rawmidi_substream *substream);

/** rawmidi_ring_ready() - is there as much to read, or room, as a sleeper wants? rawmidi_is_ready() takes the lock */
static inline bool rawmidi_ring_ready(const struct snd_rawmidi_runtime *runtime)
{
	return runtime->avail >= runtime->avail_min;
}
bool rawmidi_is_ready(struct snd_rawmidi_substream *substream);

/**
 * rawmidi_ring_read() - what there is, at most @count bytes, to @user or, if that is NULL, to @kernel
 * rawmidi_ring_write() - what has room, and start the hardware; -EAGAIN: it appends, and not all of it has room
 * Return: bytes, or -EFAULT if there were none before it.
 */
long rawmidi_ring_read(struct snd_rawmidi_substream *substream, char __user *user, void *kernel, long count);
long rawmidi_ring_write(struct snd_rawmidi_substream *substream, const char __user *user, const void *kernel,
			long count);

/** rawmidi_trigger() - the driver's trigger(), if the substream is open; after 0 no event is on its way (input) */
void rawmidi_trigger(struct snd_rawmidi_substream *substream, int up);

/* ---- rawmidi_open.c ---- */

/** rawmidi_open() - give @rfile its substreams; -EAGAIN: they are in use. open_mutex held. */
int rawmidi_open(struct snd_rawmidi *rmidi, int subdevice, int mode, struct snd_rawmidi_file *rfile);
/** rawmidi_close() - and back; drains output */
void rawmidi_close(struct snd_rawmidi_file *rfile);

/* ---- rawmidi_params.c ---- */

/** rawmidi_info() - about a substream; -ENODEV for NULL */
int rawmidi_info(struct snd_rawmidi_substream *substream, struct snd_rawmidi_info *info);
long rawmidi_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
/** rawmidi_set_params() - PARAMS of @params->stream; -EINVAL: the file has none, or as snd_rawmidi_output_params() */
int rawmidi_set_params(struct snd_rawmidi_file *rfile, struct snd_rawmidi_params *params);
/** rawmidi_get_status() - STATUS of @status->stream; -EINVAL: the file has none */
int rawmidi_get_status(struct snd_rawmidi_file *rfile, struct snd_rawmidi_status64 *status);

/* ---- rawmidi_compat.c ---- */

/** rawmidi_compat_ioctl() - &file_operations.compat_ioctl of a port's file; as rawmidi_ioctl(), or -ENOIOCTLCMD */
long rawmidi_compat_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

/* ---- rawmidi_file.c, rawmidi_proc.c ---- */

extern const struct file_operations rawmidi_fops;
void rawmidi_proc_init(struct snd_rawmidi *rmidi);

#endif
