/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * client.h - an ALSA application inside the process: the hw plug-in's part of alsa-lib, as far as playing and
 * recording need it. It speaks the ioctl ABI of <sound/asound.h> through usnd_open() and usnd_ioctl() only, so what
 * works here is what a program outside would get.
 *
 * Every call runs in a task of host_sched_run() and may sleep. 0 or -errno.
 */
#ifndef HARNESS_CLIENT_H
#define HARNESS_CLIENT_H

#include <sys/ioctl.h>

#include <sound/asound.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <usnd/syscall.h>

/**
 * struct client - the "process"
 * @caller: what the system calls get
 * @stop: checked by interruptible sleeps: true makes them end with -EINTR. May be NULL.
 */
struct client {
	struct usnd_caller caller;
	const volatile bool *stop;
};

/**
 * struct client_pcm - an open PCM substream
 * Fields after @linked are valid once client_pcm_configure() has succeeded.
 * @linked: starts together with it (SNDRV_PCM_IOCTL_LINK), or NULL; client_pcm_drain() parts the two
 */
struct client_pcm {
	const struct client *client;
	struct usnd_file *file;
	struct client_pcm *linked;
	int format; /* SNDRV_PCM_FORMAT_* */
	unsigned int rate; /* Hz, as negotiated */
	unsigned int rate_num, rate_den; /* the clock's true rate, num / den Hz */
	unsigned int channels;
	unsigned int frame_bytes;
	bool interleaved, capture;
	snd_pcm_uframes_t boundary; /* where the pointers wrap */
	snd_pcm_uframes_t period_frames, buffer_frames;
	snd_pcm_uframes_t fifo_frames; /* what the device reads ahead of what is heard */
	uint64_t written; /* frames since configure */
};

/**
 * struct client_params - what a program would like
 * @format, @subformat: must be had, else -EINVAL; 0 (STD) goes with every card
 * @rate: the nearest is taken
 * @channels: the nearest is taken
 * @noninterleaved: access *_NONINTERLEAVED instead of *_INTERLEAVED
 * @mmap: access MMAP_* instead of RW_*: for client_mmap.h
 * @period_frames, @buffer_frames: nearest; 0: a quarter of the buffer; half a second, or what there is
 */
struct client_params {
	int format, subformat;
	unsigned int rate;
	unsigned int channels;
	bool noninterleaved, mmap;
	snd_pcm_uframes_t period_frames, buffer_frames;
};

/**
 * client_own_caller() - a caller whose memory is ours, for calls of our own accord; @pid: for whom; nothing interrupts
 * it
 */
struct usnd_caller client_own_caller(int pid);

void client_init(struct client *client, const volatile bool *stop);

/**
 * client_pcm_open() - open card @card, device @device
 * @flags: O_NONBLOCK or 0
 */
int client_pcm_open(struct client_pcm *pcm, const struct client *client, unsigned int card, unsigned int device,
		    bool capture, int flags);

/** client_pcm_close() - accepts a pcm that is not open */
int client_pcm_close(struct client_pcm *pcm);

/**
 * client_pcm_configure() - HW_REFINE as alsa-lib does it, HW_PARAMS, SW_PARAMS, PREPARE
 * The stream starts when the buffer is full, stops at an xrun, wakes up once a period.
 */
int client_pcm_configure(struct client_pcm *pcm, const struct client_params *want);

/**
 * client_pcm_write() - blocking write of @frames; @data is interleaved, or an array of one pointer a channel
 * Return: 0 when all is written, else -errno (-EPIPE: xrun); *@done counts what was taken either way.
 */
int client_pcm_write(struct client_pcm *pcm, const void *data, size_t frames, size_t *done);

/** client_pcm_read() - blocking read, as client_pcm_write() */
int client_pcm_read(struct client_pcm *pcm, void *data, size_t frames, size_t *done);

/** client_pcm_do() - an ioctl without an argument: SNDRV_PCM_IOCTL_PREPARE, _START, _DROP, _DRAIN, _HW_FREE … */
int client_pcm_do(struct client_pcm *pcm, unsigned int cmd);

/**
 * client_pcm_set_sw() - the usual SW_PARAMS; @silence: frames of silence the core keeps behind the last frame written
 */
int client_pcm_set_sw(struct client_pcm *pcm, snd_pcm_uframes_t silence);

/** client_pcm_start_by_hand() - SW_PARAMS again: no transfer starts the stream, only START does, or a linked one's */
int client_pcm_start_by_hand(struct client_pcm *pcm);

/**
 * client_pcm_drain() - play what is queued, then stop
 * As aplay and alsa-lib (since 1.2.9) do together: the last period is filled up with silence, and so is what lies
 * behind it, for the device reads on until the period's interrupt stops it; what it has read ahead by then is never
 * heard, so a pad shorter than its FIFO gets a period more. -EINTR: interrupted, the stream still runs.
 * One that is linked is started, if it has not been, and parted from the other, whom DRAIN would stop.
 */
int client_pcm_drain(struct client_pcm *pcm);

/** client_pcm_pad() - frames of silence that client_pcm_drain() writes first */
size_t client_pcm_pad(const struct client_pcm *pcm);

int client_pcm_status(struct client_pcm *pcm, struct snd_pcm_status *status);

/** client_card_info() - CTL_IOCTL_CARD_INFO of card @card */
int client_card_info(const struct client *client, unsigned int card, struct snd_ctl_card_info *info);

/**
 * client_read_file() - a whole (proc) file as text
 * Return: bytes, without the terminating zero that is always there; -ENOBUFS when @size is too small.
 */
long client_read_file(const struct client *client, const char *path, char *text, size_t size);

/** client_write_file() - as `echo TEXT > PATH`: a newline is added; the first error of open, write, close */
int client_write_file(const struct client *client, const char *path, const char *text);

#endif
