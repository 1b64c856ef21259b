/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcm_ioctls.h - the table of PCM ioctls with a reasonable argument each.
 */
#ifndef TESTS_ORACLE_PCM_IOCTLS_H
#define TESTS_ORACLE_PCM_IOCTLS_H

#include "tests/oracle/oracle.h"

union pcm_arg {
	struct snd_pcm_info info;
	struct snd_pcm_hw_params hw;
	struct snd_pcm_sw_params sw;
	struct snd_pcm_status status;
	struct snd_pcm_sync_ptr sync;
	struct snd_pcm_channel_info channel;
	struct snd_xferi xferi;
	struct snd_xfern xfern;
	snd_pcm_uframes_t frames;
	int number;
	char bytes[1024];
};

/**
 * struct pcm_ioctl - one of them
 * @fill: prepares the argument; NULL: zeros
 * @size: of the argument behind the pointer; 0: @value is the argument
 */
struct pcm_ioctl {
	const char *name;
	unsigned long cmd;
	void (*fill)(struct stream *s, union pcm_arg *arg);
	size_t size;
	unsigned long value;
};

/** pcm_ioctls - ends with a nameless one */
extern const struct pcm_ioctl pcm_ioctls[];

/** pcm_ioctl_fill() - the argument of @ioctl for @s */
void pcm_ioctl_fill(struct stream *s, const struct pcm_ioctl *ioctl, union pcm_arg *arg);

/** pcm_ioctl_call() - ask; @arg holds what came back */
long pcm_ioctl_call(struct stream *s, const struct pcm_ioctl *ioctl, union pcm_arg *arg);

#endif
