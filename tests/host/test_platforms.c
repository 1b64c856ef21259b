// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_platforms.c - the ES1370 and its driver on every platform there is: playing and recording by write and read and
 * through a mapping is bit-exact wherever the buffer came from and however the card reaches it.
 *
 * USND_SEEDS: how many schedules each is tried on (default 3).
 */
#include <errno.h>
#include <string.h>

#include "harness/client_mmap.h"
#include "harness/sweep.h"
#include "machines/sim/sim.h"
#include "tests/host/tap.h"

#define FRAMES 12000u

static int16_t sound[FRAMES * 2], heard[3 * FRAMES * 2];
static size_t heard_frames;

static void on_play(void *ctx, void *data, size_t count)
{
	if (heard_frames + count <= 3 * FRAMES)
		memcpy(heard + 2 * heard_frames, data, count * 4);
	heard_frames += count;
}

static void on_record(void *ctx, void *data, size_t count)
{
	for (size_t i = 0; i < count; i++, heard_frames++)
		memcpy((int16_t *)data + 2 * i, sound + 2 * (heard_frames % FRAMES), 4);
}

static void attach(struct run *run, bool capture)
{
	const struct usnd_line line = { NULL, NULL, capture ? on_record : on_play };
	uint32_t noise = 1;

	for (size_t i = 0; i < 2 * FRAMES; i++) {
		noise = noise * 1664525 + 1013904223;
		sound[i] = noise >> 16;
	}
	memset(heard, 0, sizeof(heard));
	heard_frames = 0;
	EXPECT(!run->machine->ops->line(run->machine, "es1370", capture, &line));
}

static unsigned int seed_count(void)
{
	const char *wanted = getenv("USND_SEEDS");

	return wanted ? strtoul(wanted, NULL, 0) : 3;
}

static void with_platforms(int (*body)(struct run *run), unsigned int seeds)
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1 };
	const struct sim_platform *platform;
	struct run_result result;
	int err;

	for (size_t i = 0; (platform = sim_platform_at(i)); i++) {
		config.platform = platform->name;
		for (config.seed = 0; config.seed < seeds; config.seed++) {
			err = run_world(&config, body, NULL, &result);
			EXPECT(!err, "(%s, seed %u: %s: %s, %lu findings)", platform->name, (unsigned int)config.seed,
			       result.step ? result.step : "", strerror(-err), result.findings);
		}
	}
}

static int open_stream(struct run *run, struct client_pcm *pcm, bool mapped, bool capture)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2, .mmap = mapped,
		.period_frames = 1024, .buffer_frames = 4096,
	};
	int err = client_pcm_open(pcm, &run->client, 0, 0, capture, 0);

	if (!err)
		err = client_pcm_configure(pcm, &want);
	EXPECT(!err, "(%s: %s)", run->config->platform, strerror(-err));
	return err;
}

/* ---- by write and read ------------------------------------------------------------------------------------- */

static int write_body(struct run *run)
{
	struct client_pcm pcm;
	size_t done;

	attach(run, false);
	if (open_stream(run, &pcm, false, false))
		return -EIO;
	EXPECT(!client_pcm_write(&pcm, sound, FRAMES, &done) && !client_pcm_drain(&pcm));
	EXPECT(heard_frames >= FRAMES && !memcmp(heard, sound, sizeof(sound)), "(%s)", run->config->platform);
	return client_pcm_close(&pcm);
}

static void writing_is_bit_exact_everywhere(void)
{
	with_platforms(write_body, seed_count());
}

static int read_body(struct run *run)
{
	struct client_pcm pcm;
	size_t done;

	attach(run, true);
	if (open_stream(run, &pcm, false, true))
		return -EIO;
	EXPECT(!client_pcm_read(&pcm, heard, FRAMES, &done) && done == FRAMES);
	EXPECT(!memcmp(heard, sound, sizeof(sound)), "(%s)", run->config->platform);
	return client_pcm_close(&pcm);
}

static void reading_is_bit_exact_everywhere(void)
{
	with_platforms(read_body, seed_count());
}

/* ---- through a mapping -------------------------------------------------------------------------------------- */

static void expect_view(struct run *run, const char *file)
{
	bool copied = sim_platform_find(run->config->platform)->foreign_ram;
	char text[512];

	EXPECT(client_read_file(&run->client, file, text, sizeof(text)) > 0);
	EXPECT(strstr(text, copied ? "view: copied\n" : "view: backed\n"), "(%s: %s)", run->config->platform, text);
}

static int map_body(struct run *run, bool capture)
{
	struct client_pcm pcm;
	struct client_map map;
	size_t done;
	int err;

	attach(run, capture);
	if (open_stream(run, &pcm, true, capture))
		return -EIO;
	err = client_map_open(&map, &pcm);
	EXPECT(!err, "(%s: %s)", run->config->platform, strerror(-err));
	if (err)
		return err;
	expect_view(run, capture ? "/proc/asound/card0/pcm0c/sub0/buffer" : "/proc/asound/card0/pcm0p/sub0/buffer");
	if (capture)
		EXPECT(!client_map_read(&map, heard, FRAMES, &done) && done == FRAMES);
	else
		EXPECT(!client_map_write(&map, sound, FRAMES, &done) && !client_map_drain(&map));
	EXPECT(!memcmp(heard, sound, sizeof(sound)), "(%s)", run->config->platform);
	client_map_close(&map);
	return client_pcm_close(&pcm);
}

static int map_play_body(struct run *run)
{
	return map_body(run, false);
}

static void a_mapping_plays_bit_exact_everywhere(void)
{
	with_platforms(map_play_body, seed_count());
}

static int map_record_body(struct run *run)
{
	return map_body(run, true);
}

static void a_mapping_records_bit_exact_everywhere(void)
{
	with_platforms(map_record_body, seed_count());
}

/* ---- what the platform does to the buffer ------------------------------------------------------------------- */

static unsigned long number_in(struct run *run, const char *file, const char *key)
{
	char text[512] = "", *at;

	EXPECT(client_read_file(&run->client, file, text, sizeof(text)) > 0);
	at = strstr(text, key);
	return at ? strtoul(at + strlen(key), NULL, 0) : 0;
}

static int prealloc_body(struct run *run)
{
	unsigned long *kib = run->arg;

	*kib = number_in(run, "/proc/asound/card0/pcm0p/sub0/prealloc", "");
	return 0;
}

static void preallocation_is_what_the_platform_has_in_one_piece(void)
{
	static const struct {
		const char *platform;
		unsigned long kib;
	} expected[] = {
		{ "pc", 64 }, { "pc-fragmented", 32 }, { "pc-iommu-fragmented", 64 }, { "cma", 64 }, { "small", 64 },
	};
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1 };
	struct run_result result;
	unsigned long kib;

	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		config.platform = expected[i].platform;
		EXPECT(!run_world(&config, prealloc_body, &kib, &result));
		EXPECT(kib == expected[i].kib, "(%s: %lu KiB)", expected[i].platform, kib);
	}
}

static int defragment_body(struct run *run)
{
	static const char prealloc[] = "/proc/asound/card0/pcm0p/sub0/prealloc";

	EXPECT(client_write_file(&run->client, prealloc, "64") == -ENOMEM);
	EXPECT(number_in(run, prealloc, "") == 32);
	usnd_defragment();
	EXPECT(!client_write_file(&run->client, prealloc, "64"));
	EXPECT(number_in(run, prealloc, "") == 64);
	return 0;
}

static void fragmentation_ends_on_request(void)
{
	struct run_config config = { .platform = "pc-fragmented", .cards = { card_find("es1370") }, .card_count = 1 };
	struct run_result result;

	EXPECT(!run_world(&config, defragment_body, NULL, &result), "(%s, %lu findings)", strerror(-result.error),
	       result.findings);
}

/* ---- every request fails once ------------------------------------------------------------------------------ */

static void a_life_survives_every_failed_request_behind_an_iommu(void)
{
	struct run_config config = {
		.platform = "arm-iommu", .cards = { card_find("es1370") }, .card_count = 1, .plug_only = true,
	};
	struct sweep_result result;
	int err = sweep(&config, scenario_play, NULL, 1, 20000, &result);

	EXPECT(!err, "fault %lu (%s): %s\n%s", result.bad, result.site, result.why, result.end.output);
}

static void an_unknown_platform_is_refused(void)
{
	struct run_config config = { .platform = "cray" };
	struct run_result result;

	EXPECT(run_world(&config, NULL, NULL, &result) == -EINVAL && !strcmp(result.step, "machine"));
}

static const struct tap_case cases[] = {
	TAP_CASE(writing_is_bit_exact_everywhere),
	TAP_CASE(reading_is_bit_exact_everywhere),
	TAP_CASE(a_mapping_plays_bit_exact_everywhere),
	TAP_CASE(a_mapping_records_bit_exact_everywhere),
	TAP_CASE(preallocation_is_what_the_platform_has_in_one_piece),
	TAP_CASE(fragmentation_ends_on_request),
	TAP_CASE(a_life_survives_every_failed_request_behind_an_iommu),
	TAP_CASE(an_unknown_platform_is_refused),
};

TAP_MAIN(cases)
