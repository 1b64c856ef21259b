// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_record_card.c - what is told of rings that are no plain memory: on the Digi32, whose driver copies to the card
 * or lets applications map it, and of the dummy's pretended buffer, of which copy() is all there is.
 */
#include "tests/host/any_stream.h"
/* whose names are global */
#include "tests/host/rme32_card.h"

/** struct told - what the tap has been told, interleaved */
static struct {
	struct usnd_tap_format format;
	size_t bytes, unseen;
	uint8_t data[2 * SOUND_BYTES];
} told;

static void on_told_format(void *ctx, const struct usnd_tap_stream *stream, const struct usnd_tap_format *format)
{
	told.format = *format;
	told.bytes = told.unseen = 0;
}

static void on_frames(void *ctx, const struct usnd_tap_stream *stream, const void *const *data, size_t frames)
{
	size_t sample = told.format.sample_bits / 8, each = told.format.channels;
	uint8_t *to = told.data + told.bytes;

	if (!data) {
		told.unseen += frames;
		return;
	}
	told.bytes += frames * each * sample;
	EXPECT(told.bytes <= sizeof(told.data));
	if (told.bytes > sizeof(told.data))
		return;
	if (told.format.interleaved)
		memcpy(to, data[0], frames * each * sample);
	for (size_t f = 0; !told.format.interleaved && f < frames; f++)
		for (size_t c = 0; c < each; c++, to += sample)
			memcpy(to, (const uint8_t *)data[c] + f * sample, sample);
}

static const struct usnd_tap tap = { .format = on_told_format, .frames = on_frames };

/* ---- the Digi32 -------------------------------------------------------------------------------------------------- */

static bool tapped;

static void in_every_way_tapped(int (*body)(struct run *run))
{
	tapped = true;
	usnd_tap(&tap);
	in_every_way(body);
	usnd_tap(NULL);
	tapped = false;
}

static int play_body(struct run *run)
{
	const struct client_params wide = { .format = SNDRV_PCM_FORMAT_S32_LE, .rate = 48000, .channels = 2 };
	struct stream stream;

	for (unsigned int i = 0; i < 2; i++) {
		size_t bytes = FRAMES * (i ? 8 : 4);

		plug(run, "", 0);
		make_noise(sound, bytes, 1, i);
		if (try_stream(run, &stream, 0, false, i ? &wide : &usual))
			return -EIO;
		EXPECT(!play(&stream, sound, FRAMES) && !drain(&stream));
		EXPECT(!memcmp(heard.data, sound, bytes));
		EXPECT(!tapped || (told.bytes >= bytes && !told.unseen), "(%zu bytes, %zu frames unseen)", told.bytes,
		       told.unseen);
		EXPECT(!tapped || !memcmp(told.data, sound, bytes));
		EXPECT(!close_stream(&stream));
	}
	return 0;
}

static void what_is_played_is_told_as_it_is_heard(void)
{
	in_every_way_tapped(play_body);
}

static int record_body(struct run *run)
{
	struct stream stream;

	plug(run, "rme32", 44100);
	make_noise(source.data, sizeof(source.data), 2, false);
	if (open_stream(run, &stream, true))
		return -EIO;
	EXPECT(!client_pcm_do(&stream.pcm, SNDRV_PCM_IOCTL_START));
	EXPECT(!record(&stream, got, FRAMES));
	EXPECT(told.bytes >= FRAMES * 4 && !told.unseen && !memcmp(told.data, source.data, told.bytes),
	       "(%zu bytes, %zu frames unseen)", told.bytes, told.unseen);
	return close_stream(&stream);
}

static void what_is_recorded_is_told_as_it_came_in(void)
{
	in_every_way_tapped(record_body);
}

static int rewind_body(struct run *run)
{
	snd_pcm_uframes_t frames = 4096, buffer;
	struct stream stream;

	if (way_of(run)->duplex)
		return 0;
	if (open_stream(run, &stream, false))
		return -EIO;
	buffer = stream.pcm.buffer_frames;
	EXPECT(!play_and_rewind(run, &stream, &frames));
	EXPECT(!play(&stream, sound, 4096) && !drain(&stream));
	EXPECT(told.bytes >= buffer * 4 && !memcmp(told.data, heard.data, buffer * 4) && !told.unseen);
	EXPECT(!memcmp(told.data + (buffer - 4096) * 4, sound, 4096 * 4), "(the new sound is told)");
	return close_stream(&stream);
}

static void of_rewound_sound_what_is_heard_is_told(void)
{
	in_every_way_tapped(rewind_body);
}

/* ---- the dummy --------------------------------------------------------------------------------------------------- */

static struct run_config fake_world(void)
{
	return (struct run_config){
		.cards = {card_find("dummy")}, .card_count = 1, .params = "fake_buffer=1 pcm_devs=2"};
}

static int shadow_body(struct run *run)
{
	const struct access *access = run->arg;
	frame_t *frames = (frame_t *)sound;
	struct any_stream stream;

	make_sound(frames, 9001, 3);
	/* device 1 is the one that is not interleaved */
	if (any_open(&stream, run, 0, access->noninterleaved, false, 48000, access))
		return -EIO;
	EXPECT(!any_move(&stream, frames, 9001) && !any_drain(&stream));
	any_close(&stream);
	if (access->mmap) {
		EXPECT(!told.bytes && told.unseen >= 9001, "(%s: %zu bytes)", access->name, told.bytes);
		return 0;
	}
	EXPECT(told.bytes >= 9001 * 4 && !told.unseen && !memcmp(told.data, sound, 9001 * 4),
	       "(%s: %zu bytes, %zu frames unseen)", access->name, told.bytes, told.unseen);
	for (size_t i = 9001 * 4; i < told.bytes; i++)
		EXPECT(!told.data[i], "(%s: silence behind it)", access->name);
	return 0;
}

static void what_was_copied_is_told_when_the_pointer_passes(void)
{
	struct run_config config = fake_world();

	usnd_tap(&tap);
	for (size_t i = 0; ours_only() && i < ACCESSES; i++) {
		config.foreign_ram = accesses[i].copied;
		with_world(config, shadow_body, (void *)&accesses[i], 4);
	}
	usnd_tap(NULL);
}

static int never_written_body(struct run *run)
{
	frame_t *frames = (frame_t *)sound;
	struct snd_pcm_sw_params sw = {
		.avail_min = 1, .start_threshold = 1 << 20, .stop_threshold = 1ul << 62, .period_step = 1,
	};
	struct any_stream stream;

	make_sound(frames, 1000, 4);
	if (any_open(&stream, run, 0, 0, false, 48000, &accesses[0]))
		return -EIO;
	EXPECT(!usnd_ioctl(stream.pcm.file, SNDRV_PCM_IOCTL_SW_PARAMS, (uintptr_t)&sw, &run->client.caller));
	EXPECT(!any_move(&stream, frames, 1000) && !client_pcm_do(&stream.pcm, SNDRV_PCM_IOCTL_START));
	host_task_park(host_now() + 60000000);
	EXPECT(!client_pcm_do(&stream.pcm, SNDRV_PCM_IOCTL_HWSYNC));
	EXPECT(told.bytes == 1000 * 4 && !memcmp(told.data, sound, 1000 * 4) && told.unseen > 1000,
	       "(%zu bytes, %zu frames)", told.bytes, told.unseen);
	any_close(&stream);
	return 0;
}

static void what_nobody_has_written_is_not_known(void)
{
	usnd_tap(&tap);
	if (ours_only())
		with_world(fake_world(), never_written_body, NULL, 2);
	usnd_tap(NULL);
}

static int capture_body(struct run *run)
{
	struct any_stream stream;

	if (any_open(&stream, run, 0, 0, true, 48000, &accesses[0]))
		return -EIO;
	EXPECT(!any_move(&stream, (frame_t *)got, 4096));
	EXPECT(!told.bytes && told.unseen >= 4096);
	any_close(&stream);
	return 0;
}

static void recordings_that_only_copy_can_reach_stay_unseen(void)
{
	usnd_tap(&tap);
	if (ours_only())
		with_world(fake_world(), capture_body, NULL, 2);
	usnd_tap(NULL);
}

/* ---- channel by channel ------------------------------------------------------------------------------------------ */

#define RING_FRAMES 8192 /* that the ring of the fixture holds */

/** struct apart - a ring of tests/unit/fixtures/probe_ring.c */
struct apart {
	const char *params;
	bool mmap;
};

static int apart_body(struct run *run)
{
	const struct apart *apart = run->arg;
	const struct access access = { "apart", .mmap = apart->mmap, .noninterleaved = true };
	frame_t *frames = (frame_t *)sound, *seen = (frame_t *)told.data;
	struct any_stream stream;

	make_sound(frames, 9001, 6);
	if (any_open(&stream, run, 0, 0, false, 48000, &access))
		return -EIO;
	EXPECT(!any_move(&stream, frames, 9001) && !any_drain(&stream));
	any_close(&stream);
	EXPECT(told.bytes >= 9001 * 4 && !told.unseen && !memcmp(told.data, sound, 9001 * 4),
	       "(%s%s: %zu bytes, %zu frames unseen)", apart->params, apart->mmap ? " mmap" : "", told.bytes,
	       told.unseen);
	if (any_open(&stream, run, 0, 0, true, 48000, &access))
		return -EIO;
	EXPECT(!client_pcm_do(&stream.pcm, SNDRV_PCM_IOCTL_START));
	EXPECT(!any_move(&stream, (frame_t *)got, 9001));
	any_close(&stream);
	EXPECT(told.bytes >= 9001 * 4 && !told.unseen);
	for (size_t i = 0; i < 9001; i++)
		if (seen[i][0] != (int16_t)(i % RING_FRAMES * 2 + 1) ||
		    seen[i][1] != (int16_t)(i % RING_FRAMES * 2 + 2)) {
			EXPECT(false, "(%s%s: recorded frame %zu: %d %d)", apart->params, apart->mmap ? " mmap" : "", i,
			       seen[i][0], seen[i][1]);
			break;
		}
	return 0;
}

static void channels_are_told_from_where_the_driver_says(void)
{
	static const struct apart all[] = {
		{ "" }, { "reversed=1" }, { "ram=1" }, { "ram=1 reversed=1" }, { "", true }, { "ram=1", true },
	};
	struct run_config config = { .cards = { card_find("rme32") }, .card_count = 1 };
	struct run_result result;
	char path[512];

	EXPECT(!module_path("probe_ring", path, sizeof(path)));
	config.driver = path;
	usnd_tap(&tap);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		for (config.seed = 0; config.seed < 2; config.seed++) {
			config.params = all[i].params;
			EXPECT(!run_world(&config, apart_body, (void *)&all[i], &result), "(%s: %s)", all[i].params,
			       result.step ? result.step : "");
		}
	usnd_tap(NULL);
}

/* ---- nobody notices ---------------------------------------------------------------------------------------------- */

static uint64_t fingerprint(const struct way *way, bool listen)
{
	const struct run_config config = {
		.cards = { card_find(way->card) }, .card_count = 1, .seed = 3, .foreign_ram = way->foreign,
		.params = way->duplex ? "fullduplex=1" : NULL,
	};
	struct run_result result;

	usnd_tap(listen ? &tap : NULL);
	EXPECT(!run_world(&config, play_body, (void *)way, &result));
	usnd_tap(NULL);
	return result.hash;
}

static void looking_at_the_card_is_no_part_of_the_run(void)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		EXPECT(fingerprint(&ways[i], true) == fingerprint(&ways[i], false), "(way %zu)", i);
}

static const struct tap_case cases[] = {
	TAP_CASE(what_is_played_is_told_as_it_is_heard),
	TAP_CASE(what_is_recorded_is_told_as_it_came_in),
	TAP_CASE(of_rewound_sound_what_is_heard_is_told),
	TAP_CASE(what_was_copied_is_told_when_the_pointer_passes),
	TAP_CASE(what_nobody_has_written_is_not_known),
	TAP_CASE(recordings_that_only_copy_can_reach_stay_unseen),
	TAP_CASE(channels_are_told_from_where_the_driver_says),
	TAP_CASE(looking_at_the_card_is_no_part_of_the_run),
};

TAP_MAIN(cases)
