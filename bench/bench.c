// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bench.c - one run, one table: usnd beside its peers, medians of rounds that take turns. Of each round the fastest
 * part counts, so that a machine with other things to do gives the same figures.
 *
 *   bench                  everything
 *   bench TABLE            one of it: alloc churn stream open time
 *   bench --hw-params N    only N times HW_PARAMS, for scripts/bench, which counts system calls around it
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/batches.h"
#include "bench/bench.h"
#include "bench/peers.h"
#include "harness/play.h"
#include "host/log.h"

#define SIZES 6
#define BUDGET (64u << 20)

static const size_t sizes[SIZES] = { 4096, 16384, 65536, 262144, 1048576, 4194304 };
/* of bench_memalloc.c: those in pieces, and the helpers, where memory is fragmented */
static const char *const types[] = {
	"CONTINUOUS", "DEV", "DEV_SG", "DEV_IRAM", "DEV_WC", "DEV_WC_SG", "VMALLOC", "NONCONTIG", "NONCOHERENT",
	"SG_PIECES", "WC_SG_PIECES", "get_addr*1000", "chunk*1000",
};
#define TYPES (sizeof(types) / sizeof(types[0]))
#define PEERS_MAX 8

/* ns by row (peers, then types), size, round */
static double figures[PEERS_MAX + TYPES][SIZES][ROUNDS];
static int this_round;

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double median(const double *values, size_t count)
{
	double sorted[MEDIAN_MAX];

	memcpy(sorted, values, count * sizeof(*values));
	qsort(sorted, count, sizeof(*sorted), by_value);
	return sorted[count / 2];
}

/* ---- what the modules print ---- */

static void (*on_line)(const char *text);

static void on_log(void *ctx, int level, const char *text, size_t length)
{
	char line[160];
	const char *bench;

	snprintf(line, sizeof(line), "%.*s", (int)length, text);
	bench = strstr(line, "bench: ");
	if (bench)
		on_line(bench + strlen("bench: "));
}

void bench_lines(void (*line)(const char *text))
{
	on_line = line;
	host_log_sink(line ? on_log : NULL, NULL);
	host_log_level(line ? 6 : 4);
}

int bench_world(const struct run_config *config, int (*body)(struct run *run), void *arg)
{
	struct run_result result;
	int err = run_world(config, body, arg, &result);

	if (err)
		fprintf(stderr, "bench: %s: %s\n", result.step ? result.step : "findings", strerror(-err));
	return err;
}

int bench_module(const char *name, const char *params)
{
	char path[512];
	int err = module_path(name, path, sizeof(path));

	if (!err)
		err = usnd_module_load(path, params);
	return err ? err : usnd_module_unload(name);
}

/* ---- what a buffer costs ---- */

static void alloc_line(const char *text)
{
	char type[16];
	size_t bytes, t, s;
	double ns;

	if (sscanf(text, "%15s %zu %lf", type, &bytes, &ns) != 3)
		return;
	for (t = 0; t < TYPES; t++)
		for (s = 0; s < SIZES; s++)
			if (!strcmp(type, types[t]) && bytes == sizes[s])
				figures[peer_count + t][s][this_round] = ns;
}

static int alloc_body(struct run *run)
{
	return bench_module("bench-memalloc", run->config->platform ? "pieces=1" : NULL);
}

static void print_alloc(void)
{
	size_t s, t;

	printf("alloc + zero + free (the last two rows: 1000 calls), ns and ratio to memset\n"
	       "(medians of %d rounds, of the fastest of %d batches in each)\n%-16s", ROUNDS, BATCHES, "");
	for (s = 0; s < SIZES; s++)
		printf("%13zu KiB", sizes[s] / 1024);
	putchar('\n');
	for (t = 0; t < peer_count + TYPES; t++) {
		const char *name = t < peer_count ? peers[t].name : types[t - peer_count];

		if (!peer_is_there(name))
			continue;
		printf("%-16s", name);
		for (s = 0; s < SIZES; s++) {
			double ns = median(figures[t][s], ROUNDS);

			printf("%9.0f %6.2f", ns, ns / median(figures[0][s], ROUNDS));
		}
		putchar('\n');
	}
}

static int bench_alloc(void)
{
	struct run_config config = { .clock = HOST_CLOCK_REAL };
	size_t p, s;
	int err = 0;

	bench_lines(alloc_line);
	for (this_round = 0; !err && this_round < ROUNDS; this_round++) {
		for (p = 0; p < peer_count; p++)
			for (s = 0; s < SIZES && peer_is_there(peers[p].name); s++)
				figures[p][s][this_round] = peer_measure(&peers[p], sizes[s], BUDGET);
		config.platform = NULL;
		err = bench_world(&config, alloc_body, NULL);
		config.platform = "pc-fragmented";
		if (!err)
			err = bench_world(&config, alloc_body, NULL);
	}
	bench_lines(NULL);
	if (!err)
		print_alloc();
	return err;
}

/* ---- hw_params and write, by the client ---- */

static const struct client_params stereo = {
	.format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2, .period_frames = 4096, .buffer_frames = 16384,
};

struct stream_figures {
	unsigned long repeat;
	double hw_params, memset64, write, memcpy64;
};

void bench_full_params(const struct client_pcm *pcm, struct snd_pcm_hw_params *params)
{
	int i;

	memset(params, 0, sizeof(*params));
	params->masks[0].bits[0] = 1u << SNDRV_PCM_ACCESS_RW_INTERLEAVED;
	params->masks[1].bits[0] = 1u << pcm->format;
	params->masks[2].bits[0] = ~0u;
	for (i = 0; i <= SNDRV_PCM_HW_PARAM_LAST_INTERVAL - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL; i++)
		params->intervals[i].max = ~0u;
#define FIX(which, value)                                                                                  \
	(params->intervals[SNDRV_PCM_HW_PARAM_##which - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL].min =            \
		 params->intervals[SNDRV_PCM_HW_PARAM_##which - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL].max = (value))
	FIX(CHANNELS, pcm->channels);
	FIX(RATE, pcm->rate);
	FIX(PERIOD_SIZE, pcm->period_frames);
	FIX(BUFFER_SIZE, pcm->buffer_frames);
#undef FIX
	params->rmask = ~0u;
}

static double measure_hw_params(struct client_pcm *pcm, unsigned long repeat)
{
	struct snd_pcm_hw_params wanted, params;
	struct batches batches;
	unsigned long i;

	bench_full_params(pcm, &wanted);
	batches_begin(&batches, now_ns, repeat);
	for (i = 0; i < repeat; i++) {
		params = wanted;
		if (usnd_ioctl(pcm->file, SNDRV_PCM_IOCTL_HW_PARAMS, (uintptr_t)&params, &pcm->client->caller))
			return 0;
		batches_turn(&batches);
	}
	return (double)batches.best / batches.size;
}

/* one full buffer into a stopped stream, again and again: the cost of the path and of the copy, no device */
static double measure_write(struct client_pcm *pcm, unsigned long repeat)
{
	struct snd_pcm_sw_params sw = {
		.period_step = 1, .avail_min = 1, .start_threshold = 1ul << 30, .stop_threshold = 1ul << 30,
	};
	char *data = calloc(pcm->buffer_frames, pcm->frame_bytes);
	uint64_t start, spent, least = UINT64_MAX;
	unsigned long i;
	size_t done;

	if (!data || usnd_ioctl(pcm->file, SNDRV_PCM_IOCTL_SW_PARAMS, (uintptr_t)&sw, &pcm->client->caller))
		return 0;
	for (i = 0; i < repeat; i++) {
		client_pcm_do(pcm, SNDRV_PCM_IOCTL_PREPARE);
		start = now_ns();
		if (client_pcm_write(pcm, data, pcm->buffer_frames, &done))
			return 0;
		spent = now_ns() - start;
		least = spent < least ? spent : least;
	}
	free(data);
	return least;
}

static double measure_memcpy(size_t bytes, unsigned long repeat)
{
	/* whole pages: where the two lie a few bytes apart in theirs, some processors take 15 times as long */
	char *from = aligned_alloc(4096, bytes), *to = aligned_alloc(4096, bytes);
	uint64_t start, spent, least = UINT64_MAX;
	unsigned long i;

	if (from && to) {
		memset(from, 1, bytes);
		memset(to, 2, bytes);
		for (i = 0; i < repeat; i++) {
			start = now_ns();
			memcpy(to, from, bytes);
			__asm__ volatile("" : : "r"(to) : "memory");
			spent = now_ns() - start;
			least = spent < least ? spent : least;
		}
	}
	free(from);
	free(to);
	return least;
}

static int stream_body(struct run *run)
{
	struct stream_figures *f = run->arg;
	struct client_pcm pcm;
	int err;

	err = client_pcm_open(&pcm, &run->client, 0, 0, false, 0);
	if (err)
		return err;
	err = client_pcm_configure(&pcm, &stereo);
	if (!err) {
		f->hw_params = measure_hw_params(&pcm, f->repeat);
		client_pcm_do(&pcm, SNDRV_PCM_IOCTL_PREPARE);
		f->write = measure_write(&pcm, f->repeat);
		f->memset64 = peer_measure(&peers[0], pcm.buffer_frames * pcm.frame_bytes, BUDGET);
		f->memcpy64 = measure_memcpy(pcm.buffer_frames * pcm.frame_bytes, f->repeat);
	}
	client_pcm_close(&pcm);
	return err;
}

static int run_stream(struct stream_figures *f)
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1 };

	return bench_world(&config, stream_body, f);
}

static int bench_stream(void)
{
	double hw[ROUNDS], set[ROUNDS], write[ROUNDS], copy[ROUNDS];
	struct stream_figures f = { .repeat = 2000 };
	int i, err;

	for (i = 0; i < ROUNDS; i++) {
		err = run_stream(&f);
		if (err)
			return err;
		hw[i] = f.hw_params;
		set[i] = f.memset64;
		write[i] = f.write;
		copy[i] = f.memcpy64;
	}
	printf("\nes1370, 64 KiB preallocated (medians of %d rounds, of the fastest in each of %lu)\n", ROUNDS,
	       f.repeat);
	printf("hw_params        %8.0f ns; memset of its 64 KiB %8.0f ns; beyond it %6.0f ns\n", median(hw, ROUNDS),
	       median(set, ROUNDS), median(hw, ROUNDS) - median(set, ROUNDS));
	printf("write 16384 fr.  %8.0f ns, %5.0f Mframes/s; memcpy %8.0f ns; ratio %.2f\n", median(write, ROUNDS),
	       16384e3 / median(write, ROUNDS), median(copy, ROUNDS), median(write, ROUNDS) / median(copy, ROUNDS));
	return 0;
}

/* ---- ten minutes on virtual time ---- */

static int bench_ten_minutes(void)
{
	static const char source[] = "bench_source.wav", heard[] = "bench_heard.wav";
	struct play_config config = {
		.card = card_find("es1370"), .file = source, .line_out = heard, .clock = HOST_CLOCK_VIRTUAL,
	};
	struct wav_info info = { .rate = 44100, .channels = 2, .bits = 16 };
	struct stream_report report;
	static int16_t block[2 * 44100];
	struct wav *wav;
	uint64_t start;
	int err, i;

	err = wav_create(&wav, source, &info, NULL);
	for (i = 0; !err && i < 600; i++) {
		block[i] = i;
		err = wav_write(wav, block, 44100);
	}
	if (err || wav_close(wav))
		return err ? err : -EIO;
	start = now_ns();
	err = play_file(&config, &report);
	printf("\nten minutes of stereo through es1370 on virtual time, compared sample by sample: %.2f s, %s\n",
	       (now_ns() - start) / 1e9, err ? report.message : "bit-exact");
	remove(source);
	remove(heard);
	return err;
}

/* ---- all of it, or one ---- */

static const struct {
	const char *name;
	int (*run)(void);
} tables[] = {
	{ "alloc", bench_alloc },
	{ "churn", bench_churn },
	{ "stream", bench_stream },
	{ "open", bench_opening },
	{ "time", bench_ten_minutes },
};

int main(int argc, char **argv)
{
	struct stream_figures f = { .repeat = argc == 3 ? strtoul(argv[2], NULL, 0) : 0 };
	bool any = false;
	size_t i;

	host_log_level(4);
	if (f.repeat && !strcmp(argv[1], "--hw-params"))
		return run_stream(&f) != 0;
	peers_open();
	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		if (argc == 2 && strcmp(argv[1], tables[i].name))
			continue;
		any = true;
		if (tables[i].run())
			return 1;
	}
	if (!any)
		fprintf(stderr, "bench: no table %s; there are alloc, churn, stream, open, time\n", argv[1]);
	return !any;
}
