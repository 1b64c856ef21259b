// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_life.c - whole lives of a driver on the virtual clock: bit-exactness, determinism, and a hostile schedule.
 *
 * USND_SEEDS sets how many schedules the last cases try (default 60; make test-all asks for 1000).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "harness/forked.h"
#include "harness/play.h"
#include "harness/sweep.h"
#include "host/log.h"
#include "tests/host/tap.h"

#define ES1370_BDF USND_BDF(0, 5, 0)
#define SECONDS_PER_SEED 20

static const char source_path[] = "test_life_source.wav";
static const char heard_path[] = "test_life_heard.wav";

static unsigned int seed_count(void)
{
	const char *wanted = getenv("USND_SEEDS");

	return wanted ? strtoul(wanted, NULL, 0) : 60;
}

/* a signal in which no two frames near each other are alike, so that a slip of one frame is seen */
static void make_source(unsigned int rate, unsigned int channels, int bits, size_t frames)
{
	struct wav_info info = { .rate = rate, .channels = channels, .bits = bits };
	size_t samples = frames * channels, i;
	uint32_t noise = 1;
	struct wav *wav;
	int16_t *data = calloc(samples, sizeof(*data));

	for (i = 0; i < samples; i++) {
		noise = noise * 1664525 + 1013904223;
		if (bits == 8)
			((uint8_t *)data)[i] = noise >> 24;
		else
			data[i] = noise >> 16;
	}
	EXPECT(!wav_create(&wav, source_path, &info, NULL));
	EXPECT(!wav_write(wav, data, frames));
	EXPECT(!wav_close(wav));
	free(data);
}

static int play(uint64_t seed, struct stream_report *report)
{
	struct play_config config = {
		.card = card_find("es1370"),
		.file = source_path,
		.line_out = heard_path,
		.clock = HOST_CLOCK_VIRTUAL,
		.seed = seed,
	};

	return play_file(&config, report);
}

static void every_format_and_channel_count_is_bit_exact(void)
{
	static const struct {
		unsigned int rate, channels;
		int bits;
	} formats[] = {
		{ 48000, 1, 16 }, { 48000, 2, 16 }, { 44100, 2, 16 }, { 8000, 1, 8 }, { 22050, 2, 8 }, { 11025, 1, 16 },
	};
	struct stream_report report;
	size_t i;
	int err;

	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		make_source(formats[i].rate, formats[i].channels, formats[i].bits, 30011);
		err = play(0, &report);
		EXPECT(!err && report.verdict.equal, "%u Hz, %u channels, %d bit: %d at frame %" PRIu64 " %s",
		       formats[i].rate, formats[i].channels, formats[i].bits, err, report.verdict.frames,
		       report.message);
		EXPECT(report.frames == 30011);
		EXPECT(!report.run.findings);
	}
}

static void the_table_names_the_preallocated_buffer(void)
{
	struct stream_report report;

	make_source(48000, 2, 16, 5000);
	EXPECT(!play(0, &report));
	EXPECT(!strcmp(report.buffer_type, "DEV"), "%s", report.buffer_type);
	EXPECT(report.prealloc_kib == 64);
	EXPECT(report.buffer_bytes > 0 && report.buffer_bytes <= 64 * 1024);
	EXPECT(report.bus_address && !(report.bus_address & 0xffff), "natural alignment of 64 KiB");
	EXPECT(report.rate == 48662, "%u", report.rate);
}

static void a_wrong_bus_address_is_judged_and_heard(void)
{
	static const struct card bent = { .name = "es1370", .module = "bug_address" };
	struct play_config config = { .card = &bent, .file = source_path, .line_out = heard_path };
	struct stream_report report;

	make_source(44100, 2, 16, 20000);
	host_log_level(-1);
	EXPECT(play_file(&config, &report) == -EILSEQ);
	host_log_level(4);
	EXPECT(report.run.findings > 0, "the machine did not judge the access");
	EXPECT(!report.verdict.equal && !report.verdict.frames, "equal for %" PRIu64 " frames", report.verdict.frames);
	EXPECT(!report.message[0], "%s", report.message);
}

static void every_schedule_is_bit_exact(void)
{
	struct stream_report report;
	uint64_t seed;
	int err;

	make_source(44100, 2, 16, 20000);
	for (seed = 1; seed <= 30; seed++) {
		err = play(seed, &report);
		EXPECT(!err && report.verdict.equal && !report.run.findings, "seed %" PRIu64 ": %d, %s", seed, err,
		       report.message);
	}
}

static void the_same_seed_is_the_same_run(void)
{
	struct stream_report first, second, other;

	make_source(44100, 2, 16, 20000);
	play(7, &first);
	play(7, &second);
	play(8, &other);
	EXPECT(first.run.hash == second.run.hash);
	EXPECT(first.run.hash != other.run.hash, "two seeds, one schedule: nothing was drawn");
}

/* ---- play while prealloc is written and the card is removed ---- */

struct storm {
	struct run *run;
	uint64_t seed;
	unsigned int busy, accepted;
	struct run_result result;
};

static void write_prealloc(void *arg)
{
	static const char *const values[] = { "0", "8", "64", "128", "16", "junk", "129", "100" };
	struct storm *storm = arg;
	int i, err;

	for (i = 0; i < 30; i++) {
		err = client_write_file(&storm->run->client, "/proc/asound/card0/pcm0p/sub0/prealloc",
					values[host_random() % 8]);
		storm->busy += err == -EBUSY;
		storm->accepted += !err;
		host_task_park(host_now() + host_random() % 100000000);
	}
}

static void remove_card(void *arg)
{
	host_task_park(host_now() + host_random() % 2500000000);
	usnd_pci_remove(ES1370_BDF);
}

static int storm_body(struct run *run)
{
	struct storm *storm = run->arg;
	struct host_task *writer, *remover;
	int err, i;

	storm->run = run;
	err = host_task_create(&writer, "prealloc", write_prealloc, storm, NULL);
	if (err)
		return err;
	err = host_task_create(&remover, "remover", remove_card, storm, NULL);
	/* play until it is over, or the card is; between two streams prealloc can be changed */
	if (!err) {
		for (i = 0; i < 4 && !scenario_stream(run); i++)
			host_task_park(host_now() + 30000000);
		host_task_join(remover);
	}
	host_task_join(writer);
	return err;
}

static int storm_child(void *shared)
{
	struct storm *storm = shared;
	struct run_config config = {
		.seed = storm->seed,
		.cards = { card_find("es1370") },
		.card_count = 1,
	};

	return run_world(&config, storm_body, storm, &storm->result) != 0;
}

static void no_schedule_of_play_prealloc_and_removal_finds_anything(void)
{
	unsigned int seeds = seed_count(), busy = 0, accepted = 0;
	struct forked_end end;
	struct storm storm;
	uint64_t seed;

	for (seed = 1; seed <= seeds; seed++) {
		storm = (struct storm){ .seed = seed };
		EXPECT(!forked_run(storm_child, &storm, sizeof(storm), SECONDS_PER_SEED, &end));
		EXPECT(!end.crashed && !end.status, "seed %" PRIu64 ": signal %d, %lu findings, stuck %d, %s %d:\n%s",
		       seed, end.signal, storm.result.findings, storm.result.stuck,
		       storm.result.step ? storm.result.step : "", storm.result.error, end.output);
		busy += storm.busy;
		accepted += storm.accepted;
	}
	printf("# %u seeds, prealloc accepted %u times, busy %u times\n", seeds, accepted, busy);
	EXPECT(accepted && busy, "the storm does not blow");
}

/* ---- what a run hands on ---- */

static int find_cards(struct run *run)
{
	char text[32];
	int i;

	for (i = 4; i <= 6; i++) {
		snprintf(text, sizeof(text), "/proc/asound/card%d/id", i);
		EXPECT(client_read_file(&run->client, text, text, sizeof(text)) > 0, "card %d", i);
	}
	return 0;
}

static void a_card_has_parameters_of_its_own(void)
{
	struct run_config config = {
		.cards = { card_find("es1370"), card_find("dummy"), card_find("dummy") },
		.card_count = 3,
		.params = "index=7",
		.card_params = { "index=4", "index=5,6", "enable=1,1" },
	};
	struct run_result result;

	EXPECT(!run_world(&config, find_cards, NULL, &result), "%s: %d", result.step, result.error);
}

static uint64_t follow_next(void *ctx, uint64_t now, uint64_t next, uint64_t *wait)
{
	++*(unsigned int *)ctx;
	return next;
}

static int sleep_a_little(struct run *run)
{
	host_task_park(host_now() + 1000000);
	return 0;
}

static void a_run_asks_its_owner_for_time(void)
{
	unsigned int asked = 0;
	struct run_config config = { .idle = follow_next, .idle_ctx = &asked };
	struct run_result result;

	EXPECT(!run_world(&config, sleep_a_little, NULL, &result));
	EXPECT(asked);
}

static const struct tap_case cases[] = {
	TAP_CASE(a_card_has_parameters_of_its_own),
	TAP_CASE(a_run_asks_its_owner_for_time),
	TAP_CASE(every_format_and_channel_count_is_bit_exact),
	TAP_CASE(the_table_names_the_preallocated_buffer),
	TAP_CASE(a_wrong_bus_address_is_judged_and_heard),
	TAP_CASE(every_schedule_is_bit_exact),
	TAP_CASE(the_same_seed_is_the_same_run),
	TAP_CASE(no_schedule_of_play_prealloc_and_removal_finds_anything),
};

TAP_MAIN(cases)
