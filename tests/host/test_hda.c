// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_hda.c - the High Definition Audio driver on its model, sample by sample: both directions at once in every
 * width and at many rates, by read and write and by mmap, through both views of a client, on several schedules; and
 * with a buffer in dozens of pieces.
 *
 * USND_SEEDS sets how many schedules are tried (default 4).
 */
#include "machines/sim/sim.h"
#include "tests/host/hda_card.h"

#define FRAMES 12000u
#define RAM (16u << 20) /* to be scattered */
#define PAGE (1u << USND_PAGE_SHIFT)
#define PAGES_IN_A_ROW 3 /* at most, in memory that is scattered */

static unsigned int seed_count(void)
{
	const char *wanted = getenv("USND_SEEDS");

	return wanted ? strtoul(wanted, NULL, 0) : 4;
}

/** struct variant - how a case is run */
struct variant {
	bool mmap;
	int format, subformat;
	unsigned int rate, period;
	unsigned int scattered; /* seed of the memory's holes, 0: it has none */
};

static uint8_t sound[FRAMES * 8], recorded[FRAMES * 8];

static unsigned int frame_bytes(const struct variant *variant)
{
	return variant->format == SNDRV_PCM_FORMAT_S16_LE ? 4 : 8;
}

/* Linux's driver knows which there are, and offers none */
static int subformat(const struct variant *variant)
{
	return other_driver() ? 0 : variant->subformat;
}

/* bits that a converter of 20 or 24 does not have */
static uint32_t lost_bits(const struct variant *variant)
{
	if (subformat(variant) == SUBFORMAT_MSBITS_20)
		return 0xfff;
	return subformat(variant) == SUBFORMAT_MSBITS_24 ? 0xff : 0;
}

static bool same(const struct variant *variant, const void *a, const void *b)
{
	const uint32_t *first = a, *second = b;
	size_t i, words = FRAMES * frame_bytes(variant) / 4;

	for (i = 0; i < words; i++)
		if ((first[i] & ~lost_bits(variant)) != second[i])
			return false;
	return true;
}

/* ---- both directions at once ------------------------------------------------------------------------------------- */

static void expect_pieces(struct run *run, const struct variant *variant, const struct stream *stream, bool capture)
{
	unsigned int periods = stream->pcm.buffer_frames / stream->pcm.period_frames;
	unsigned int period_bytes = stream->pcm.period_frames * frame_bytes(variant);
	/* one that is a few whole pages need not be in pieces */
	unsigned int more = period_bytes % PAGE || period_bytes > PAGES_IN_A_ROW * PAGE;
	unsigned int entries = list_entries(run, capture ? RECORD_ENGINE : PLAY_ENGINE);
	const char *platform = run->config->platform;

	if (platform && strcmp(platform, "pc-fragmented"))
		return;
	/* Linux's driver begins with a small piece of its own, whose end interrupts */
	if (other_driver())
		periods++;
	if (variant->scattered || platform) {
		EXPECT(buffer_is(run, capture, "type: DEV_SG\n") && entries >= periods + more,
		       "(%u entries)", entries);
	} else {
		EXPECT(buffer_is(run, capture, "type: DEV\n") && entries == periods, "(%u entries)", entries);
	}
}

static int duplex_body(struct run *run)
{
	const struct variant *variant = run->arg;
	const struct client_params want = {
		.format = variant->format, .subformat = subformat(variant), .rate = variant->rate, .channels = 2,
		.mmap = variant->mmap, .period_frames = variant->period, .buffer_frames = 4 * variant->period,
	};
	struct player player = { .sound = sound, .frames = FRAMES };
	struct stream in;

	make_noise(sound, sizeof(sound), 1);
	plug(run, false);
	plug(run, true);
	EXPECT(!client_pcm_open(&player.stream.pcm, &run->client, 0, 0, false, 0));
	EXPECT(!client_pcm_open(&in.pcm, &run->client, 0, 0, true, 0));
	if (variant->scattered && scatter_memory(variant->scattered))
		return -EIO;
	EXPECT(!stream_configure(&player.stream, &want) && !stream_configure(&in, &want));
	if (tap_failed)
		return -EIO;
	expect_pieces(run, variant, &player.stream, false);
	expect_pieces(run, variant, &in, true);
	EXPECT(player.stream.pcm.rate == variant->rate && player.stream.pcm.period_frames == variant->period);
	EXPECT(!host_task_create(&player.task, "player", player_main, &player, NULL));
	EXPECT(!client_pcm_do(&in.pcm, SNDRV_PCM_IOCTL_START) && !stream_read(&in, recorded, FRAMES));
	EXPECT(!client_pcm_do(&in.pcm, SNDRV_PCM_IOCTL_DROP));
	host_task_join(player.task);
	EXPECT(!player.err, "(%s)", strerror(-player.err));
	EXPECT(line_out.rate == variant->rate && line_out.bits == 4 * frame_bytes(variant));
	EXPECT(same(variant, sound, line_out.data), "(played)");
	EXPECT(line_in.rate == variant->rate && same(variant, line_in.data, recorded), "(recorded)");
	EXPECT(!stream_close(&player.stream) && !stream_close(&in));
	if (variant->scattered)
		gather_memory();
	return tap_failed ? -EIO : 0;
}

static const struct variant widths[] = {
	{ false, SNDRV_PCM_FORMAT_S16_LE, 0, 44100, 1024, 0 },
	{ true, SNDRV_PCM_FORMAT_S16_LE, 0, 48000, 1024, 0 },
	{ false, SNDRV_PCM_FORMAT_S32_LE, SUBFORMAT_MSBITS_20, 48000, 1024, 0 },
	{ true, SNDRV_PCM_FORMAT_S32_LE, SUBFORMAT_MSBITS_24, 96000, 1024, 0 },
	{ false, SNDRV_PCM_FORMAT_S32_LE, SUBFORMAT_MSBITS_MAX, 192000, 2048, 0 },
	{ true, SNDRV_PCM_FORMAT_S32_LE, 0, 44100, 1024, 0 },
	{ true, SNDRV_PCM_FORMAT_S16_LE, 0, 8000, 64, 0 },
	{ false, SNDRV_PCM_FORMAT_S16_LE, 0, 192000, 96, 0 },
};

/* periods that are no whole number of pages, so that pieces have every size that is a multiple of 128 */
static const struct variant scattered[] = {
	{ false, SNDRV_PCM_FORMAT_S16_LE, 0, 44100, 2080, 1 },
	{ true, SNDRV_PCM_FORMAT_S16_LE, 0, 44100, 2080, 2 },
	{ false, SNDRV_PCM_FORMAT_S32_LE, 0, 96000, 1552, 3 },
	{ true, SNDRV_PCM_FORMAT_S32_LE, SUBFORMAT_MSBITS_24, 48000, 4000, 4 },
	{ true, SNDRV_PCM_FORMAT_S16_LE, 0, 48000, 8192, 5 },
};

static void on_both_views(const struct variant *variants, size_t count)
{
	for (size_t i = 0; i < 2 * count && !tap_failed; i++) {
		const struct run_config like = { .foreign_ram = i & 1, .ram_bytes = RAM };

		/* Linux's driver may tell the end of a period two jiffies late, which is more than these give to a copy */
		if (other_driver() && like.foreign_ram && variants[i / 2].period < 96)
			continue;
		with_worlds(&like, seed_count(), duplex_body, &variants[i / 2]);
		EXPECT(!tap_failed, "(variant %zu)", i / 2);
	}
}

static void every_width_is_bit_exact_both_ways(void)
{
	on_both_views(widths, sizeof(widths) / sizeof(widths[0]));
}

static void a_buffer_in_pieces_is_bit_exact_both_ways(void)
{
	on_both_views(scattered, sizeof(scattered) / sizeof(scattered[0]));
}

/* a ring of 41472 bytes: more than a block of memory that has been in use for weeks */
static void every_platform_is_bit_exact_both_ways(void)
{
	static const struct variant large[] = {
		{ false, SNDRV_PCM_FORMAT_S16_LE, 0, 48000, 2592, 0 },
		{ true, SNDRV_PCM_FORMAT_S32_LE, 0, 44100, 1296, 0 },
	};
	const struct sim_platform *platform;

	for (size_t i = 0; (platform = sim_platform_at(i)) && !tap_failed; i++)
		for (size_t v = 0; v < sizeof(large) / sizeof(large[0]); v++) {
			const struct run_config like = { .platform = platform->name };

			if (!strcmp(platform->name, "pc"))
				continue;
			with_worlds(&like, 2, duplex_body, &large[v]);
			EXPECT(!tap_failed, "(%s)", platform->name);
		}
}

/* the whole list: every period in several pieces */
static int many_body(struct run *run)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE,
		.rate = 48000,
		.channels = 2,
		.period_frames = 16384,
		.buffer_frames = 65536,
	};
	struct stream out;
	unsigned int entries;

	make_noise(sound, sizeof(sound), 9);
	plug(run, false);
	EXPECT(!client_pcm_open(&out.pcm, &run->client, 0, 0, false, 0));
	if (scatter_memory(7) || stream_configure(&out, &want))
		return -EIO;
	entries = list_entries(run, PLAY_ENGINE);
	EXPECT(entries > 6 * 16384 / PAGE, "(%u)", entries);
	for (unsigned int round = 0; round < 12; round++)
		EXPECT(!stream_write(&out, sound, FRAMES));
	EXPECT(!client_pcm_drain(&out.pcm) && !stream_close(&out));
	for (unsigned int round = 0; round < 12; round++)
		EXPECT(!memcmp(line_out.data + round * FRAMES * 4, sound, FRAMES * 4), "(round %u)", round);
	printf("# 256 KiB in %u pieces\n", entries);
	gather_memory();
	return tap_failed ? -EIO : 0;
}

static void a_quarter_of_a_megabyte_in_pieces_is_bit_exact(void)
{
	with_worlds(&(struct run_config){ .ram_bytes = RAM }, 2, many_body, NULL);
}

static int too_many_body(struct run *run)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE,
		.rate = 48000,
		.channels = 2,
		.period_frames = 131072,
		.buffer_frames = 1048576,
	};
	struct stream out;
	int err;

	EXPECT(!client_pcm_open(&out.pcm, &run->client, 0, 0, false, 0));
	if (scatter_memory(8))
		return -EIO;
	listen_to_log(true);
	err = stream_configure(&out, &want);
	listen_to_log(false);
	EXPECT(err == -EINVAL, "(%s)", strerror(-err));
	EXPECT(strstr(logged, "a buffer of 4194304 bytes in periods of 524288 lies in more than 256 pieces"), "(%s)",
	       logged);
	EXPECT(buffer_is(run, false, "type: none\n") || buffer_is(run, false, "bytes: 0\n"), "(it was given back)");
	EXPECT(!stream_close(&out));
	gather_memory();
	/* and with memory in one piece it fits */
	EXPECT(!stream_open(&out, run, false, &want) && list_entries(run, PLAY_ENGINE) == 8 && !stream_close(&out));
	return tap_failed ? -EIO : 0;
}

static void more_pieces_than_the_list_has_entries_are_refused(void)
{
	if (!ours_only() || !TAP_PAGES_OF_4K("the largest buffer has 256 pages of 16 KiB, and the list as many entries"))
		return;
	with_worlds(&(struct run_config){ 0 }, 1, too_many_body, NULL);
}

/* ---- positions, pause, linked ------------------------------------------------------------------------------------ */

static int position_body(struct run *run)
{
	bool by_link = run->arg;
	struct snd_pcm_status status;
	struct stream out;
	long ahead;

	plug(run, false);
	if (stream_open(&out, run, false, &usual))
		return -EIO;
	EXPECT(!stream_write(&out, sound, 4096));
	for (unsigned int i = 1; i < 50; i++) {
		host_task_park(host_now() + 1100000);
		EXPECT(!client_pcm_status(&out.pcm, &status));
		ahead = (long)status.hw_ptr - (long)line_out.bytes / 4;
		if (by_link)
			EXPECT(!ahead, "(%ld frames)", ahead);
		else
			EXPECT(ahead > 0 && ahead <= 48, "(%ld frames)", ahead);
	}
	EXPECT(!client_pcm_do(&out.pcm, SNDRV_PCM_IOCTL_DROP) && !stream_close(&out));
	return tap_failed ? -EIO : 0;
}

static void position_is_what_memory_or_the_link_says(void)
{
	if (!ours_only())
		return;
	with_worlds(&(struct run_config){ 0 }, 1, position_body, NULL);
	with_worlds(&(struct run_config){ .params = "lpib=1" }, 1, position_body, &tap_failed);
	with_worlds(&(struct run_config){ .params = "lpib=1" }, seed_count(), duplex_body, &widths[0]);
}

static int pause_body(struct run *run)
{
	struct snd_pcm_status before, after;
	struct stream out;

	make_noise(sound, sizeof(sound), 5);
	plug(run, false);
	if (stream_open(&out, run, false, &usual))
		return -EIO;
	EXPECT(!stream_write(&out, sound, 6000));
	EXPECT(!usnd_ioctl(out.pcm.file, SNDRV_PCM_IOCTL_PAUSE, 1, &run->client.caller));
	EXPECT(!client_pcm_status(&out.pcm, &before) && before.state == SNDRV_PCM_STATE_PAUSED);
	host_task_park(host_now() + 100000000);
	EXPECT(!client_pcm_status(&out.pcm, &after) && after.hw_ptr == before.hw_ptr);
	EXPECT(!usnd_ioctl(out.pcm.file, SNDRV_PCM_IOCTL_PAUSE, 0, &run->client.caller));
	EXPECT(!stream_play(&out, sound + 6000 * 4, FRAMES - 6000));
	EXPECT(!memcmp(line_out.data, sound, FRAMES * 4), "(nothing lost, nothing twice)");
	return stream_close(&out);
}

static void pause_loses_nothing(void)
{
	with_worlds(&(struct run_config){ 0 }, seed_count(), pause_body, NULL);
}

static struct usnd_file *linked_file;

static struct usnd_file *file_of(void *ctx, int fd)
{
	return fd ? NULL : linked_file;
}

static int linked_body(struct run *run)
{
	struct stream out, in;

	plug(run, false);
	plug(run, true);
	run->client.caller.file = file_of;
	if (stream_open(&out, run, false, &usual) || stream_open(&in, run, true, &usual))
		return -EIO;
	linked_file = in.pcm.file;
	EXPECT(!usnd_ioctl(out.pcm.file, SNDRV_PCM_IOCTL_LINK, 0, &run->client.caller));
	/* a full buffer starts the one, and with it the other */
	EXPECT(!stream_write(&out, sound, 4096 + 1024) && !stream_read(&in, recorded, 1024));
	card_register(run, HDA_GCTL, 4);
	EXPECT(line_out.bytes && line_out.bytes == line_in.bytes, "(%zu, %zu)", line_out.bytes, line_in.bytes);
	EXPECT(!client_pcm_do(&out.pcm, SNDRV_PCM_IOCTL_DROP));
	EXPECT(!stream_close(&out) && !stream_close(&in));
	return tap_failed ? -EIO : 0;
}

static void linked_streams_start_with_the_same_frame(void)
{
	with_worlds(&(struct run_config){ 0 }, seed_count(), linked_body, NULL);
}

static const struct tap_case cases[] = {
	TAP_CASE(every_width_is_bit_exact_both_ways),
	TAP_CASE(a_buffer_in_pieces_is_bit_exact_both_ways),
	TAP_CASE(every_platform_is_bit_exact_both_ways),
	TAP_CASE(a_quarter_of_a_megabyte_in_pieces_is_bit_exact),
	TAP_CASE(more_pieces_than_the_list_has_entries_are_refused),
	TAP_CASE(position_is_what_memory_or_the_link_says),
	TAP_CASE(pause_loses_nothing),
	TAP_CASE(linked_streams_start_with_the_same_frame),
};

TAP_MAIN(cases)
