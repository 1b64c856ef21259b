/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bench.h - the tables of the benchmark, and what they share. Each prints itself; 0 or -errno, told on stderr.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stddef.h>

#include "harness/run.h"

#define ROUNDS 7
#define MEDIAN_MAX 1024

/** median() - of up to MEDIAN_MAX values */
double median(const double *values, size_t count);

/** bench_lines() - give @line whatever a module prints after "bench: "; NULL: the log as usual */
void bench_lines(void (*line)(const char *text));

/** bench_world() - run_world(), and say on stderr what went wrong */
int bench_world(const struct run_config *config, int (*body)(struct run *run), void *arg);

/** bench_module() - load a module with parameters, which is all it takes, and unload it; for bodies */
int bench_module(const char *name, const char *params);

/** bench_full_params() - everything but the choice: what a program asks that knows its parameters, which are @pcm's */
void bench_full_params(const struct client_pcm *pcm, struct snd_pcm_hw_params *params);

/** bench_churn() - memory after a long time, of usnd's machines and of others (churn.c) */
int bench_churn(void);

/** bench_opening() - open, hw_params and close of each card, beside alsa-lib's null plug-in (opening.c) */
int bench_opening(void);

#endif
