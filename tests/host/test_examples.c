// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_examples.c - the chapter's drivers (examples/) on the model of its chip: each plays bit-exact, written and
 * mapped, in both ways a client can see a buffer; the one that does not care plays from every type of buffer on every
 * kind of machine. What the device is given is judged by the machine, what it heard is compared here.
 *
 * USND_SEEDS: how many schedules the plain transfers are tried on (default 4).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/client_mmap.h"
#include "harness/forked.h"
#include "harness/sweep.h"
#include "tests/host/tap.h"

#define FRAMES 24000u
#define PERIOD 1000u /* no divisor of a page: pieces and periods end at different places */
#define BUFFER 4000u
#define FRAME_BYTES 4u

/* SNDRV_DMA_TYPE_* */
enum { DEV = 2, DEV_SG, DEV_IRAM, DEV_WC, DEV_WC_SG, NONCONTIG = 8, NONCOHERENT };

static int16_t sound[FRAMES * 2], heard[2 * FRAMES * 2];
static size_t heard_frames;
static unsigned int heard_rate;

static const struct card examples[] = {
	{ .name = "mychip", .module = "snd-mychip-buffer-types" },
	{ .name = "mychip", .module = "snd-mychip-buffer-types-classic" },
	{ .name = "mychip", .module = "snd-mychip-noncontiguous" },
	{ .name = "mychip", .module = "snd-mychip-noncontiguous-classic" },
	{ .name = "mychip", .module = "snd-mychip-vmalloc" },
	{ .name = "mychip", .module = "snd-mychip-vmalloc-classic" },
	{ .name = "mychip", .module = "snd-mychip-external" },
	{ .name = "mychip", .module = "snd-mychip-external-classic" },
};

#define MAPPABLE 6 /* the first of them */
static const struct card *const any_type = &examples[2], *const classic = &examples[1];

static void on_format(void *ctx, unsigned int rate, unsigned int channels, unsigned int bits)
{
	heard_rate = rate;
}

static void on_play(void *ctx, void *data, size_t count)
{
	if (heard_frames + count <= 2 * FRAMES)
		memcpy(heard + 2 * heard_frames, data, count * FRAME_BYTES);
	heard_frames += count;
}

static void attach(struct run *run)
{
	const struct usnd_line line = { NULL, on_format, on_play };
	uint32_t noise = 1;

	for (size_t i = 0; i < 2 * FRAMES; i++) {
		noise = noise * 1664525 + 1013904223;
		sound[i] = noise >> 16;
	}
	memset(heard, 0, sizeof(heard));
	heard_frames = heard_rate = 0;
	EXPECT(!run->machine->ops->line(run->machine, "mychip", false, &line));
}

static void on_record(void *ctx, void *data, size_t count)
{
	for (size_t i = 0; i < count; i++, heard_frames++)
		memcpy((int16_t *)data + 2 * i, sound + 2 * (heard_frames % FRAMES), FRAME_BYTES);
}

static int open_direction(struct run *run, struct client_pcm *pcm, bool mapped, bool capture)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2, .mmap = mapped,
		.period_frames = PERIOD, .buffer_frames = BUFFER,
	};
	int err = client_pcm_open(pcm, &run->client, 0, 0, capture, 0);

	return err ? err : client_pcm_configure(pcm, &want);
}

static int open_stream(struct run *run, struct client_pcm *pcm, bool mapped)
{
	return open_direction(run, pcm, mapped, false);
}

static int play_body(struct run *run)
{
	struct client_pcm pcm;
	size_t done;

	attach(run);
	if (open_stream(run, &pcm, false))
		return -ENXIO;
	EXPECT(!client_pcm_write(&pcm, sound, FRAMES, &done) && !client_pcm_drain(&pcm));
	EXPECT(heard_rate == 44100 && heard_frames >= FRAMES);
	EXPECT(!memcmp(heard, sound, sizeof(sound)), "(%s, written)", run->config->cards[0]->module);
	return client_pcm_close(&pcm);
}

static int map_body(struct run *run)
{
	struct client_pcm pcm;
	struct client_map map;
	size_t done;

	attach(run);
	if (open_stream(run, &pcm, true))
		return -ENXIO;
	if (client_map_open(&map, &pcm))
		return -EIO;
	EXPECT(!client_map_write(&map, sound, FRAMES, &done) && !client_map_drain(&map));
	EXPECT(!memcmp(heard, sound, sizeof(sound)), "(%s, mapped)", run->config->cards[0]->module);
	client_map_close(&map);
	return client_pcm_close(&pcm);
}

static int16_t got[FRAMES * 2];

static int record_body(struct run *run)
{
	const struct usnd_line line = { NULL, NULL, on_record };
	struct client_pcm pcm;
	size_t done;

	attach(run);
	EXPECT(!run->machine->ops->line(run->machine, "mychip", true, &line));
	if (open_direction(run, &pcm, false, true))
		return -ENXIO;
	EXPECT(!client_pcm_read(&pcm, got, FRAMES, &done));
	EXPECT(done == FRAMES && !memcmp(got, sound, sizeof(sound)), "(%s, read)", run->config->params);
	return client_pcm_close(&pcm);
}

static int record_mapped_body(struct run *run)
{
	const struct usnd_line line = { NULL, NULL, on_record };
	struct client_pcm pcm;
	struct client_map map;
	size_t done;

	attach(run);
	EXPECT(!run->machine->ops->line(run->machine, "mychip", true, &line));
	if (open_direction(run, &pcm, true, true))
		return -ENXIO;
	if (client_map_open(&map, &pcm))
		return -EIO;
	EXPECT(!client_map_read(&map, got, FRAMES, &done));
	EXPECT(done == FRAMES && !memcmp(got, sound, sizeof(sound)), "(%s, mapped)", run->config->params);
	client_map_close(&map);
	return client_pcm_close(&pcm);
}

static void expect_run(const struct run_config *config, int (*body)(struct run *run))
{
	struct run_result result;
	int err = run_world(config, body, NULL, &result);

	EXPECT(!err, "(%s %s on %s, seed %u: %s: %s, %lu findings)", config->cards[0]->module,
	       config->params ? config->params : "", config->platform ? config->platform : "pc",
	       (unsigned int)config->seed, result.step ? result.step : "", strerror(-err), result.findings);
}

/* ---- each of them ----------------------------------------------------------------------------------------- */

static void with_examples(int (*body)(struct run *run), unsigned int count)
{
	const char *wanted = getenv("USND_SEEDS");
	unsigned int seeds = wanted ? strtoul(wanted, NULL, 0) : 4;

	for (unsigned int e = 0; e < count; e++) {
		struct run_config config = { .cards = { &examples[e] }, .card_count = 1 };

		for (config.seed = 0; config.seed < seeds; config.seed++) {
			config.foreign_ram = false;
			expect_run(&config, body);
			config.foreign_ram = true;
			expect_run(&config, body);
		}
	}
}

static void every_example_plays_bit_exact(void)
{
	with_examples(play_body, sizeof(examples) / sizeof(examples[0]));
}

static void every_mappable_example_plays_what_is_mapped(void)
{
	with_examples(map_body, MAPPABLE);
}

static int refuse_body(struct run *run)
{
	struct client_pcm pcm;

	EXPECT(open_stream(run, &pcm, true) == -EINVAL);
	client_pcm_close(&pcm);
	return 0;
}

static void external_buffers_cannot_be_mapped(void)
{
	for (unsigned int e = MAPPABLE; e < sizeof(examples) / sizeof(examples[0]); e++)
		expect_run(&(struct run_config){ .cards = { &examples[e] }, .card_count = 1 }, refuse_body);
}

static int life_body(struct run *run)
{
	const struct card *card = run->config->cards[0];
	int err = run_load(run, card), unloaded;

	if (err)
		return err;
	err = scenario_stream(run);
	unloaded = run_unload(run, card);
	return err ? err : unloaded;
}

static void every_request_of_every_example_may_fail(void)
{
	struct sweep_result result;

	for (unsigned int e = 0; e < sizeof(examples) / sizeof(examples[0]); e++) {
		struct run_config config = { .cards = { &examples[e] }, .card_count = 1, .plug_only = true };

		EXPECT(!sweep(&config, life_body, NULL, 1, 2000, &result), "(%s, request %lu, %s: %s: %s)",
		       examples[e].module, result.bad, result.site, result.why, result.end.output);
	}
}

/* ---- every type, everywhere --------------------------------------------------------------------------------- */

static const char *const platforms[] = {
	"pc", "pc-fragmented", "pc-iommu", "pc-6g", "pc-6g-swiotlb", "pc-6g-iommu", "arm-noncoherent",
	"arm-iommu", "arm-6g-swiotlb", "holes", "cma", "foreign-ram",
};

static const int types[] = { DEV, DEV_SG, DEV_IRAM, DEV_WC, DEV_WC_SG, NONCONTIG, NONCOHERENT };

static void with_types(int (*body)(struct run *run), bool foreign_ram)
{
	char params[40];

	for (size_t p = 0; p < sizeof(platforms) / sizeof(platforms[0]); p++) {
		for (size_t t = 0; t < sizeof(types) / sizeof(types[0]); t++) {
			struct run_config config = { .cards = { any_type }, .card_count = 1, .platform = platforms[p],
						     .params = params, .foreign_ram = foreign_ram };

			snprintf(params, sizeof(params), "type=%d preallocate=%d", types[t], t % 2 ? 64 : 0);
			expect_run(&config, body);
		}
	}
}

static void every_type_plays_on_every_machine(void)
{
	with_types(play_body, false);
}

static void every_type_plays_what_is_mapped_on_every_machine(void)
{
	with_types(map_body, false);
	with_types(map_body, true);
}

static void every_type_records_on_every_machine(void)
{
	with_types(record_body, false);
	with_types(record_mapped_body, false);
	with_types(record_mapped_body, true);
}

/* the chapter's table is right wherever a device sees what the CPU writes, and elsewhere the buffer is one block */
static void chapters_table_plays_on_every_machine(void)
{
	for (size_t p = 0; p < sizeof(platforms) / sizeof(platforms[0]); p++)
		expect_run(&(struct run_config){ .cards = { &examples[3] }, .card_count = 1, .platform = platforms[p] },
			   map_body);
}

/* an application that starts the stream and never writes: the ring is as hw_params left it, for the device, too */
static int silent_body(struct run *run)
{
	struct snd_pcm_sw_params sw = { .period_step = 1, .avail_min = 1, .start_threshold = 1 };
	struct client_pcm pcm;

	attach(run);
	if (open_stream(run, &pcm, false))
		return -ENXIO;
	sw.stop_threshold = pcm.boundary;
	EXPECT(!usnd_ioctl(pcm.file, SNDRV_PCM_IOCTL_SW_PARAMS, (uintptr_t)&sw, &run->client.caller));
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_START));
	host_task_park(host_now() + 200000000);
	EXPECT(heard_frames > BUFFER);
	for (size_t i = 0; i < 2 * BUFFER; i++)
		EXPECT(!heard[i]);
	return client_pcm_close(&pcm);
}

static void zeroes_of_hw_params_reach_the_device(void)
{
	with_types(silent_body, false);
}

/* ---- preallocation --------------------------------------------------------------------------------------------- */

static long first_number(const struct client *client, const char *path)
{
	char text[256];

	return client_read_file(client, path, text, sizeof(text)) > 0 ? strtol(text, NULL, 10) : -1;
}

/* the chapter: a buffer in advance bounds what can be asked for, and its size can be changed while nobody plays */
static int prealloc_body(struct run *run)
{
	static const char prealloc[] = "/proc/asound/card0/pcm0p/sub0/prealloc";
	struct client_params want = { .format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2,
				      .buffer_frames = 65536 };
	struct client_pcm pcm;

	EXPECT(first_number(&run->client, prealloc) == 64);
	EXPECT(first_number(&run->client, "/proc/asound/card0/pcm0p/sub0/prealloc_max") == 256);
	EXPECT(!client_pcm_open(&pcm, &run->client, 0, 0, false, 0) && !client_pcm_configure(&pcm, &want));
	EXPECT(pcm.buffer_frames == 16384, "(%lu)", pcm.buffer_frames);
	EXPECT(client_write_file(&run->client, prealloc, "128") == -EBUSY);
	EXPECT(!client_pcm_close(&pcm));
	EXPECT(!client_write_file(&run->client, prealloc, "128"));
	EXPECT(!client_pcm_open(&pcm, &run->client, 0, 0, false, 0) && !client_pcm_configure(&pcm, &want));
	EXPECT(pcm.buffer_frames == 32768, "(%lu)", pcm.buffer_frames);
	EXPECT(!client_pcm_close(&pcm));
	EXPECT(!client_write_file(&run->client, prealloc, "0"));
	EXPECT(!client_pcm_open(&pcm, &run->client, 0, 0, false, 0) && !client_pcm_configure(&pcm, &want));
	EXPECT(pcm.buffer_frames == 65536, "(%lu)", pcm.buffer_frames);
	return client_pcm_close(&pcm);
}

static void preallocation_bounds_what_can_be_asked_for(void)
{
	expect_run(&(struct run_config){ .cards = { &examples[0] }, .card_count = 1 }, prealloc_body);
}

static unsigned long bus_address(struct run *run)
{
	char text[512], *at;

	if (client_read_file(&run->client, "/proc/asound/card0/pcm0p/sub0/buffer", text, sizeof(text)) <= 0)
		return 0;
	at = strstr(text, "addr: ");
	return at ? strtoul(at + 6, NULL, 16) : 0;
}

/* what the module leaves behind is told by the file, and found when it comes again */
static int reload_body(struct run *run)
{
	static const char file[] = "/proc/driver/snd-page-alloc";
	char text[512], expected[512];
	unsigned long addr = bus_address(run);

	EXPECT(addr);
	EXPECT(!run_unload(run, classic));
	EXPECT(client_read_file(&run->client, file, text, sizeof(text)) > 0);
	snprintf(expected, sizeof(expected), "pages  : 65536 bytes (%u pages per %ukB)\n"
		 "buffer 1 : ID cafe0001 : type DEV\n  addr = 0x%lx, size = 65536 bytes\n",
		 65536u >> USND_PAGE_SHIFT, (1u << USND_PAGE_SHIFT) / 1024, addr);
	EXPECT(!strcmp(text, expected), "(%s)", text);
	EXPECT(!run_load(run, classic));
	EXPECT(bus_address(run) == addr);
	EXPECT(!run_unload(run, classic));
	/* made before the driver comes */
	EXPECT(!client_write_file(&run->client, file, "erase"));
	EXPECT(!client_write_file(&run->client, file, "add 0xcafe 1 0 128K 1"));
	EXPECT(!run_load(run, classic));
	EXPECT(first_number(&run->client, "/proc/asound/card0/pcm0p/sub0/prealloc") == 128);
	return play_body(run);
}

static void buffers_outlive_their_driver(void)
{
	expect_run(&(struct run_config){ .cards = { classic }, .card_count = 1 }, reload_body);
}

static const struct tap_case cases[] = {
	TAP_CASE(every_example_plays_bit_exact),
	TAP_CASE(every_mappable_example_plays_what_is_mapped),
	TAP_CASE(external_buffers_cannot_be_mapped),
	TAP_CASE(every_request_of_every_example_may_fail),
	TAP_CASE(every_type_plays_on_every_machine),
	TAP_CASE(every_type_plays_what_is_mapped_on_every_machine),
	TAP_CASE(every_type_records_on_every_machine),
	TAP_CASE(chapters_table_plays_on_every_machine),
	TAP_CASE(zeroes_of_hw_params_reach_the_device),
	TAP_CASE(preallocation_bounds_what_can_be_asked_for),
	TAP_CASE(buffers_outlive_their_driver),
};

TAP_MAIN(cases)
