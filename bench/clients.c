// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * clients.c - what a sound card costs the application that uses it.
 *
 *   clients [-m] [-p PERIOD] cost PCM                 ns of avail_update, delay, and a write of 1024 frames into a stopped stream
 *   clients [-m] [-p PERIOD] speed PCM SECONDS        so much sound, as fast as the card takes it
 *   clients [-m] [-p PERIOD] wake PCM SECONDS         how late poll() comes back, beside a timerfd of the same period
 *   clients [-m] [-p PERIOD] streams SECONDS PCM...   many streams, one thread: how late they are, and their xruns
 *   clients first PCM                                 CLOCK_MONOTONIC, ns, when the first frame has passed
 *
 * -m: mapped access. Lines "NAME VALUE" on stdout.
 */
#include "bench/clients.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 2000
#define BLOCK 1024

uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

long must(long err, const char *what)
{
	if (err < 0) {
		fprintf(stderr, "clients: %s: %s\n", what, snd_strerror(err));
		exit(1);
	}
	return err;
}

snd_pcm_t *open_pcm(const char *name, const struct setting *setting, int mode, snd_pcm_uframes_t start)
{
	snd_pcm_uframes_t period = setting->period, frames = setting->frames;
	snd_pcm_hw_params_t *hw;
	snd_pcm_sw_params_t *sw;
	snd_pcm_t *pcm;

	snd_pcm_hw_params_alloca(&hw);
	snd_pcm_sw_params_alloca(&sw);
	must(snd_pcm_open(&pcm, name, SND_PCM_STREAM_PLAYBACK, mode), name);
	must(snd_pcm_hw_params_any(pcm, hw), "parameters");
	must(snd_pcm_hw_params_set_access(
		     pcm, hw, setting->mapped ? SND_PCM_ACCESS_MMAP_INTERLEAVED : SND_PCM_ACCESS_RW_INTERLEAVED),
	     "access");
	must(snd_pcm_hw_params_set_format(pcm, hw, SND_PCM_FORMAT_S16_LE), "format");
	must(snd_pcm_hw_params_set_channels(pcm, hw, 2), "channels");
	must(snd_pcm_hw_params_set_rate(pcm, hw, setting->rate, 0), "rate");
	must(snd_pcm_hw_params_set_period_size_near(pcm, hw, &period, 0), "period");
	must(snd_pcm_hw_params_set_buffer_size_near(pcm, hw, &frames), "buffer");
	must(snd_pcm_hw_params(pcm, hw), "hw_params");
	must(snd_pcm_sw_params_current(pcm, sw), "parameters");
	must(snd_pcm_sw_params_set_start_threshold(pcm, sw, start), "start threshold");
	must(snd_pcm_sw_params_set_avail_min(pcm, sw, period), "avail_min");
	must(snd_pcm_sw_params_set_tstamp_mode(pcm, sw, SND_PCM_TSTAMP_ENABLE), "time stamps");
	must(snd_pcm_sw_params_set_tstamp_type(pcm, sw, SND_PCM_TSTAMP_TYPE_MONOTONIC), "time stamps");
	must(snd_pcm_sw_params(pcm, sw), "sw_params");
	return pcm;
}

snd_pcm_sframes_t put(snd_pcm_t *pcm, const struct setting *setting, const void *samples, snd_pcm_uframes_t frames)
{
	return setting->mapped ? snd_pcm_mmap_writei(pcm, samples, frames) : snd_pcm_writei(pcm, samples, frames);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void print_spread(const char *name, double *values, size_t count)
{
	if (!count)
		return;
	qsort(values, count, sizeof(*values), by_value);
	printf("%s_p50 %.2f\n%s_p99 %.2f\n%s_max %.2f\n", name, values[count / 2], name, values[count * 99 / 100], name,
	       values[count - 1]);
}

static int16_t samples[2 * 65536];

static void print_median(const char *name, double *values, size_t count)
{
	qsort(values, count, sizeof(*values), by_value);
	printf("%s %.1f\n", name, values[count / 2]);
}

/* of a running stream, as a player asks */
static void cost_of_asking(snd_pcm_t *pcm, double *avail, double *delay)
{
	snd_pcm_sframes_t frames;
	uint64_t start, middle;

	for (int i = 0; i < ROUNDS; i++) {
		start = now_ns();
		must(snd_pcm_avail_update(pcm), "avail_update");
		middle = now_ns();
		must(snd_pcm_delay(pcm, &frames), "delay");
		avail[i] = middle - start;
		delay[i] = now_ns() - middle;
	}
}

static int cost(const char *name, struct setting *setting)
{
	static double avail[ROUNDS], delay[ROUNDS], write[ROUNDS];
	snd_pcm_uframes_t room;
	uint64_t start;
	snd_pcm_t *pcm;
	int done = 0;

	setting->frames = 16 * BLOCK;
	pcm = open_pcm(name, setting, 0, 1 << 30);
	while (done < ROUNDS) {
		must(snd_pcm_drop(pcm), "drop");
		must(snd_pcm_prepare(pcm), "prepare");
		for (room = snd_pcm_avail(pcm); room >= BLOCK && done < ROUNDS; room -= BLOCK) {
			start = now_ns();
			must(put(pcm, setting, samples, BLOCK), "write");
			write[done++] = now_ns() - start;
		}
	}
	must(snd_pcm_start(pcm), "start");
	cost_of_asking(pcm, avail, delay);
	print_median("avail_update_ns", avail, ROUNDS);
	print_median("delay_ns", delay, ROUNDS);
	print_median("write_1024_ns", write, ROUNDS);
	snd_pcm_close(pcm);
	return 0;
}

static int speed(const char *name, const struct setting *setting, double seconds)
{
	uint64_t wanted = seconds * setting->rate, done = 0, start;
	snd_pcm_t *pcm = open_pcm(name, setting, 0, setting->period);

	start = now_ns();
	while (done < wanted)
		done += must(put(pcm, setting, samples, setting->period), "write");
	must(snd_pcm_drain(pcm), "drain");
	printf("frames_per_s %.0f\n", done * 1e9 / (now_ns() - start));
	snd_pcm_close(pcm);
	return 0;
}

static int first(const char *name, const struct setting *setting)
{
	snd_pcm_t *pcm = open_pcm(name, setting, 0, setting->period);
	snd_pcm_sframes_t frames = 0;
	snd_pcm_uframes_t before;

	must(put(pcm, setting, samples, setting->frames), "write");
	before = setting->frames;
	while (!snd_pcm_delay(pcm, &frames) && (snd_pcm_uframes_t)frames >= before) /* else it has ended already */
		usleep(100);
	printf("first_ns %" PRIu64 "\n", now_ns());
	snd_pcm_close(pcm);
	return 0;
}

static int usage(void)
{
	fprintf(stderr,
		"usage: clients [-m] [-p PERIOD] cost PCM | speed PCM SECONDS | wake PCM SECONDS | streams SECONDS PCM... | first PCM\n");
	return 2;
}

int main(int argc, char **argv)
{
	struct setting setting = { .rate = 48000, .period = BLOCK };
	int option;

	while ((option = getopt(argc, argv, "+mp:")) != -1) {
		if (option == 'm')
			setting.mapped = true;
		else if (option == 'p')
			setting.period = atoi(optarg);
		else
			return usage();
	}
	argv += optind;
	argc -= optind;
	setting.frames = 4 * setting.period;
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		samples[i] = i;
	if (argc == 2 && !strcmp(argv[0], "cost"))
		return cost(argv[1], &setting);
	if (argc == 3 && !strcmp(argv[0], "speed"))
		return speed(argv[1], &setting, atof(argv[2]));
	if (argc == 3 && !strcmp(argv[0], "wake"))
		return wake_ups(argv[1], &setting, atof(argv[2]));
	if (argc >= 3 && !strcmp(argv[0], "streams"))
		return streams(argv + 2, argc - 2, &setting, atof(argv[1]));
	if (argc == 2 && !strcmp(argv[0], "first"))
		return first(argv[1], &setting);
	return usage();
}
