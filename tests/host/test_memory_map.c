// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_memory_map.c - /proc/usnd/memory accounts for every frame, on every platform, and its forecast comes true; the
 * log's line about buffers that are missing.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "harness/run.h"
#include "host/log.h"
#include "machines/sim/sim.h"
#include "tests/host/tap.h"

#define TEXT_BYTES (4u << 20)

struct sums {
	uint64_t ram, runs, free, zone_free, overlaps;
	/* where the next 64 KiB come from in whatever zone; 0: nowhere */
	uint64_t next;
};

static char *text;

static int read_sums(const struct client *client, struct sums *sums)
{
	uint64_t first, last, previous = 0;
	unsigned long frames, page = 0;
	char *line, *rest = text, state[16];
	long got = client_read_file(client, "/proc/usnd/memory", text, TEXT_BYTES);

	*sums = (struct sums){ 0 };
	if (got < 0)
		return got;
	while ((line = strsep(&rest, "\n"))) {
		sscanf(line, "page %lu", &page);
		sscanf(line, "next 65536 Normal 0x%" SCNx64, &sums->next);
		if (sscanf(line, "ram 0x%" SCNx64 "-0x%" SCNx64, &first, &last) == 2)
			sums->ram += last + 1 - first;
		if (sscanf(line, "zone %*s %*s frames %*u free %lu", &frames) == 1)
			sums->zone_free += frames * page;
		if (sscanf(line, "0x%" SCNx64 "-0x%" SCNx64 " %15s", &first, &last, state) != 3)
			continue;
		sums->runs += last + 1 - first;
		sums->overlaps += first < previous;
		previous = last + 1;
		if (!strcmp(state, "free") || !strcmp(state, "hot"))
			sums->free += last + 1 - first;
	}
	return 0;
}

static int every_frame_once(struct run *run)
{
	const char *name = run->config->platform;
	struct sums sums;

	EXPECT(!read_sums(&run->client, &sums));
	EXPECT(sums.runs == sums.ram, "%s: %" PRIu64 " of %" PRIu64 " bytes", name, sums.runs, sums.ram);
	EXPECT(sums.free == sums.zone_free, "%s: %" PRIu64 " free, the zones say %" PRIu64, name, sums.free,
	       sums.zone_free);
	EXPECT(!sums.overlaps && sums.free && sums.free < sums.ram, "%s", name);
	return 0;
}

static void every_frame_of_every_platform_is_in_one_run(void)
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1 };
	const struct sim_platform *platform;
	struct run_result result;

	for (size_t i = 0; (platform = sim_platform_at(i)); i++) {
		config.platform = platform->name;
		EXPECT(!run_world(&config, every_frame_once, NULL, &result), "%s: %s", platform->name, result.step);
	}
}

/* 64 KiB asked for behind the file's back lie where the file said */
static int forecast(struct run *run)
{
	static const char books[] = "/proc/asound/card0/buffers", prealloc[] = "/proc/asound/card0/pcm0p/sub0/prealloc";
	uint64_t phys = 0;
	struct sums sums;
	char *line;

	EXPECT(!client_write_file(&run->client, prealloc, "0"));
	EXPECT(!read_sums(&run->client, &sums));
	EXPECT(!client_write_file(&run->client, prealloc, "64"));
	EXPECT(client_read_file(&run->client, books, text, TEXT_BYTES) > 0);
	line = strstr(text, "buffer card0/pcm0p/sub0");
	EXPECT(line && sscanf(strchr(line, '\n'), "\n 0x%*x 0x%" SCNx64, &phys) == 1, "%s", text);
	EXPECT(sums.next && phys == sums.next, "said %#" PRIx64 ", was %#" PRIx64, sums.next, phys);
	return 0;
}

static void the_next_64_kib_come_from_where_the_file_says(void)
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1 };
	struct run_result result;

	EXPECT(!run_world(&config, forecast, NULL, &result));
}

/* ---- the log ------------------------------------------------------------------------------------ */

static unsigned int lines, right;

static void on_log(void *ctx, int level, const char *line, size_t length)
{
	char copy[256];

	snprintf(copy, sizeof(copy), "%.*s", (int)length, line);
	if (!strstr(copy, "no buffer in advance"))
		return;
	lines++;
	right += !!strstr(copy, "pcmC0D0:ES1370 DAC2/ADC: no buffer in advance for playback 0 capture 0") ||
		 !!strstr(copy, "pcmC0D1:ES1370 DAC1: no buffer in advance for playback 0");
	if (!right)
		printf("# %s\n", copy);
}

static unsigned int lines_with(const char *cmdline)
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1, .cmdline = cmdline };
	struct run_result result;

	lines = right = 0;
	host_log_sink(on_log, NULL);
	host_log_level(7);
	EXPECT(!run_world(&config, NULL, NULL, &result));
	host_log_level(4);
	host_log_sink(NULL, NULL);
	return lines;
}

static void the_log_has_a_line_for_each_pcm_that_lacks_buffers(void)
{
	EXPECT(lines_with("snd_pcm.preallocate_dma=0") == 2 && right == 2, "%u lines, %u right", lines, right);
	EXPECT(!lines_with(NULL));
}

static const struct tap_case cases[] = {
	TAP_CASE(every_frame_of_every_platform_is_in_one_run),
	TAP_CASE(the_next_64_kib_come_from_where_the_file_says),
	TAP_CASE(the_log_has_a_line_for_each_pcm_that_lacks_buffers),
};

int main(void)
{
	text = malloc(TEXT_BYTES);
	return text ? tap_main(cases, sizeof(cases) / sizeof(cases[0])) : 1;
}
