/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clients.h - an ALSA application that measures its sound card: what bench/clients.c and bench/clients_time.c share.
 *
 * It knows nothing of usnd: alsa-lib is all it uses, and every card, or alsa-lib's own plugins, can be measured by it.
 */
#ifndef BENCH_CLIENTS_H
#define BENCH_CLIENTS_H

#include <alsa/asoundlib.h>
#include <stdbool.h>
#include <stdint.h>

/** struct setting - what every PCM is opened with; 16 bits, two channels. @frames of a buffer, @period of a period */
struct setting {
	bool mapped;
	unsigned int rate;
	snd_pcm_uframes_t period, frames;
};

/** now_ns() - CLOCK_MONOTONIC */
uint64_t now_ns(void);

/** must() - end with a sentence if @err is negative; returns it */
long must(long err, const char *what);

/**
 * open_pcm() - for playback, prepared
 * @start: frames that start it
 */
snd_pcm_t *open_pcm(const char *name, const struct setting *setting, int mode, snd_pcm_uframes_t start);

/** put() - by the access that @setting says; returns as snd_pcm_writei() */
snd_pcm_sframes_t put(snd_pcm_t *pcm, const struct setting *setting, const void *samples, snd_pcm_uframes_t frames);

/** print_spread() - "NAME_p50 X", "NAME_p99 X", "NAME_max X" of @count values, which get sorted */
void print_spread(const char *name, double *values, size_t count);

/* The commands: each prints lines "NAME VALUE" and returns the exit status. */
int wake_ups(const char *name, const struct setting *setting, double seconds);
int streams(char **names, unsigned int count, const struct setting *setting, double seconds);

#endif
