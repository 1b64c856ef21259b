// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * opening.c - what it costs a program to open each card, to set its parameters, and to close it again.
 *
 * On the virtual clock: what a driver waits for its chip costs nothing, what it does costs what it costs. HW_PARAMS is
 * the ioctl with all parameters named, right after the open, so it gets the buffer each time; close frees it.
 *
 * The peer is alsa-lib's null plug-in, the nearest thing to a card where there is none: the same three steps in a
 * library, no driver and no buffer. Its hw_params prepares the stream as well, as alsa-lib always does. Its functions
 * are found by name when the benchmark runs: the library need not be there.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench.h"
#include "bench/peers.h"

#define OPENINGS 501
#define WARM_UP 20

enum { OPEN, HW_PARAMS, CLOSE, STEPS };

struct opening {
	double us[STEPS][OPENINGS];
	struct client_pcm pcm;
};

static double since(uint64_t *last)
{
	uint64_t now = now_ns(), spent = now - *last;

	*last = now;
	return spent / 1e3;
}

static void print_row(const char *name, const char *buffer, struct opening *o)
{
	double middle[STEPS];
	int step;

	for (step = 0; step < STEPS; step++)
		middle[step] = median(o->us[step], OPENINGS);
	printf("%-16s %-18s %8.2f %10.2f %8.2f %8.2f\n", name, buffer, middle[OPEN], middle[HW_PARAMS], middle[CLOSE],
	       middle[OPEN] + middle[HW_PARAMS] + middle[CLOSE]);
}

/* ---- cards ---- */

static int open_once(struct client *client, struct client_pcm *pcm, const struct snd_pcm_hw_params *wanted,
		     double *us[STEPS])
{
	struct snd_pcm_hw_params params = *wanted;
	uint64_t last = now_ns();
	int err = client_pcm_open(pcm, client, 0, 0, false, 0);

	if (err)
		return err;
	*us[OPEN] = since(&last);
	err = usnd_ioctl(pcm->file, SNDRV_PCM_IOCTL_HW_PARAMS, (uintptr_t)&params, &client->caller);
	*us[HW_PARAMS] = since(&last);
	if (!err)
		err = client_pcm_close(pcm);
	else
		client_pcm_close(pcm);
	*us[CLOSE] = since(&last);
	return err;
}

static int opening_body(struct run *run)
{
	static const struct client_params stereo = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2, .period_frames = 4096, .buffer_frames = 16384,
	};
	struct opening *o = run->arg;
	struct snd_pcm_hw_params wanted;
	int err, i, place, step;
	double *us[STEPS];

	/* what this card makes of them is then asked for by name */
	err = client_pcm_open(&o->pcm, &run->client, 0, 0, false, 0);
	if (err)
		return err;
	err = client_pcm_configure(&o->pcm, &stereo);
	if (!err)
		bench_full_params(&o->pcm, &wanted);
	client_pcm_close(&o->pcm);
	for (i = 0; !err && i < WARM_UP + OPENINGS; i++) {
		place = i < WARM_UP ? 0 : i - WARM_UP;
		for (step = 0; step < STEPS; step++)
			us[step] = &o->us[step][place];
		err = open_once(&run->client, &o->pcm, &wanted, us);
	}
	return err;
}

/* ---- alsa-lib ---- */

struct alsa {
	int (*open)(void **pcm, const char *name, int stream, int mode);
	int (*close)(void *pcm);
	int (*params_malloc)(void **params);
	void (*params_free)(void *params);
	int (*any)(void *pcm, void *params);
	int (*access)(void *pcm, void *params, int access);
	int (*format)(void *pcm, void *params, int format);
	int (*channels)(void *pcm, void *params, unsigned int channels);
	int (*rate)(void *pcm, void *params, unsigned int rate, int dir);
	int (*buffer)(void *pcm, void *params, unsigned long frames);
	int (*period)(void *pcm, void *params, unsigned long frames, int dir);
	int (*hw_params)(void *pcm, void *params);
};

#define RW_INTERLEAVED 3 /* SND_PCM_ACCESS_RW_INTERLEAVED */

static bool find_alsa(struct alsa *alsa)
{
	static const char *const names[] = {
		"snd_pcm_open", "snd_pcm_close", "snd_pcm_hw_params_malloc", "snd_pcm_hw_params_free", "snd_pcm_hw_params_any",
		"snd_pcm_hw_params_set_access", "snd_pcm_hw_params_set_format", "snd_pcm_hw_params_set_channels",
		"snd_pcm_hw_params_set_rate", "snd_pcm_hw_params_set_buffer_size", "snd_pcm_hw_params_set_period_size",
		"snd_pcm_hw_params",
	};
	void *library = dlopen("libasound.so.2", RTLD_NOW | RTLD_LOCAL);
	void *slots[sizeof(names) / sizeof(names[0])];
	size_t i;

	_Static_assert(sizeof(slots) == sizeof(*alsa), "a name for each slot, in their order");
	if (!library)
		return false;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		slots[i] = dlsym(library, names[i]);
		if (!slots[i])
			return false;
	}
	memcpy(alsa, slots, sizeof(*alsa));
	return true;
}

static int null_once(const struct alsa *alsa, void *params, double *us[STEPS])
{
	uint64_t last = now_ns();
	void *pcm;
	int err = alsa->open(&pcm, "null", 0, 0);

	if (err)
		return err;
	*us[OPEN] = since(&last);
	err = alsa->any(pcm, params) < 0 || alsa->access(pcm, params, RW_INTERLEAVED) ||
	      alsa->format(pcm, params, SNDRV_PCM_FORMAT_S16_LE) || alsa->channels(pcm, params, 2) ||
	      alsa->rate(pcm, params, 44100, 0) || alsa->buffer(pcm, params, 16384) ||
	      alsa->period(pcm, params, 4096, 0) || alsa->hw_params(pcm, params);
	*us[HW_PARAMS] = since(&last);
	alsa->close(pcm);
	*us[CLOSE] = since(&last);
	return err ? -EINVAL : 0;
}

static void run_null(struct opening *o)
{
	int err = -ENOENT, i, place, step;
	double *us[STEPS];
	struct alsa alsa;
	void *params;

	if (!find_alsa(&alsa) || alsa.params_malloc(&params)) {
		fprintf(stderr, "bench: SKIPPED: alsa-lib's null plug-in, no libasound.so.2 (scripts/setup bench)\n");
		return;
	}
	for (i = 0, err = 0; !err && i < WARM_UP + OPENINGS; i++) {
		place = i < WARM_UP ? 0 : i - WARM_UP;
		for (step = 0; step < STEPS; step++)
			us[step] = &o->us[step][place];
		err = null_once(&alsa, params, us);
	}
	alsa.params_free(params);
	if (err)
		fprintf(stderr, "bench: SKIPPED: alsa-lib's null plug-in: error %d (alsa.conf is in libasound2-data)\n",
			err);
	else
		print_row("alsa-lib's null", "none", o);
}

int bench_opening(void)
{
	static const char *const names[] = { "es1370", "sb16", "hda", "rme32", "aloop", "dummy" };
	struct run_config config = { .card_count = 1 };
	static struct opening o;
	size_t i;
	int err;

	printf("\na program opens a card, µs (medians of %d)\n%-16s %-18s %8s %10s %8s %8s\n", OPENINGS, "", "buffer",
	       "open", "hw_params", "close", "sum");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		config.cards[0] = card_find(names[i]);
		err = bench_world(&config, opening_body, &o);
		if (err)
			return err;
		print_row(names[i], config.cards[0]->buffer, &o);
	}
	run_null(&o);
	return 0;
}
