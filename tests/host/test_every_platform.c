// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every card on every platform, both directions, by read and write and by mmap, sample by sample; with a buffer that is
 * larger than a piece of fragmented memory. (tests/scripts/test_cli plays a file on each of them, too.)
 */
#include "machines/sim/sim.h"
#include "tests/host/any_stream.h"

#define FRAMES 20000u
#define ROOM (3 * FRAMES)
#define PERIOD 2048u
#define BUFFER 16384u /* 64 KiB */
#define RATE 44100u

/* what is played, comes in, was recorded */
static frame_t sound[FRAMES], came_in[ROOM], recorded[ROOM];

/* what has left the device */
static struct {
	frame_t frames[ROOM];
	size_t count;
} heard;

static void on_heard(void *ctx, void *data, size_t count)
{
	for (size_t i = 0; i < count && heard.count < ROOM; i++, heard.count++)
		memcpy(heard.frames[heard.count], (frame_t *)data + i, sizeof(frame_t));
}

static void on_sampled(void *ctx, void *data, size_t count)
{
	size_t *at = ctx;

	for (size_t i = 0; i < count && *at < ROOM; i++, ++*at)
		memcpy((frame_t *)data + i, came_in[*at], sizeof(frame_t));
}

/* cards without hardware are heard by what passes their pointers */
static void on_tap(void *ctx, const struct usnd_tap_stream *stream, const void *const *data, size_t frames)
{
	if (!stream->capture && data)
		on_heard(NULL, (void *)data[0], frames);
}

static bool is_card(struct run *run, const char *name)
{
	return run->config->cards[0] == card_find(name);
}

/* dummy's buffer is one block, and there is none of that size: -ENOMEM, as on Linux */
static bool lacks_memory(struct run *run)
{
	struct usnd_platform platform;

	run->machine->ops->describe(run->machine, &platform);
	return platform.fragmented && is_card(run, "dummy");
}

static int open_large(struct any_stream *s, struct run *run, unsigned int device, bool capture)
{
	int err = any_open_sized(s, run, 0, device, capture, RATE, run->arg, PERIOD, BUFFER);

	EXPECT(err == (lacks_memory(run) ? -ENOMEM : 0), "(%s: %s)", capture ? "capture" : "playback", strerror(-err));
	if (err)
		client_pcm_close(&s->pcm);
	return err;
}

/* ---- one direction after the other --------------------------------------------------------------------- */

static void expect_heard(void)
{
	EXPECT(heard.count >= FRAMES && !memcmp(heard.frames, sound, sizeof(sound)), "(%zu heard)", heard.count);
	for (size_t i = FRAMES; i < heard.count; i++)
		EXPECT(is_silence(heard.frames[i]), "(behind the end)");
}

static void play(struct run *run)
{
	const struct usnd_line line = {NULL, NULL, on_heard};
	const struct usnd_tap tap = {.frames = on_tap};
	const struct card *card = run->config->cards[0];
	struct any_stream s;

	heard.count = 0;
	if (card->no_hardware)
		usnd_tap(&tap);
	else
		EXPECT(!run->machine->ops->line(run->machine, card->name, false, &line));
	if (!open_large(&s, run, 0, false)) {
		EXPECT(!any_move(&s, sound, FRAMES) && !any_drain(&s));
		any_close(&s);
		expect_heard();
	}
	usnd_tap(NULL);
}

static void record(struct run *run)
{
	const struct card *card = run->config->cards[0];
	size_t at = 0;
	const struct usnd_line line = {&at, NULL, on_sampled, RATE};
	struct any_stream s;

	if (!card->no_hardware)
		EXPECT(!run->machine->ops->line(run->machine, card->name, true, &line));
	if (open_large(&s, run, 0, true))
		return;
	EXPECT(!client_pcm_do(&s.pcm, SNDRV_PCM_IOCTL_START));
	EXPECT(!any_move(&s, recorded, FRAMES));
	EXPECT(!client_pcm_do(&s.pcm, SNDRV_PCM_IOCTL_DROP));
	any_close(&s);
	if (card->no_hardware)
		EXPECT(is_silence(recorded[0]) && !memcmp(recorded, recorded + 1, (FRAMES - 1) * sizeof(frame_t)));
	else
		EXPECT(!memcmp(recorded, came_in, FRAMES * sizeof(frame_t)));
}

static int one_way_body(struct run *run)
{
	make_sound(sound, FRAMES, 1);
	make_sound(came_in, ROOM, 2);
	play(run);
	record(run);
	return tap_failed ? -EIO : 0;
}

/* ---- the loopback card's cable -------------------------------------------------------------------------- */

static void player_main(void *arg)
{
	struct any_stream *s = arg;

	EXPECT(!any_move(s, sound, FRAMES) && !any_drain(s));
}

static int cable_body(struct run *run)
{
	struct any_stream in, out;
	struct host_task *task;
	size_t first = 0;

	make_sound(sound, FRAMES, 3);
	if (open_large(&out, run, 1, true) || open_large(&in, run, 0, false))
		return -EIO;
	EXPECT(!client_pcm_do(&out.pcm, SNDRV_PCM_IOCTL_START));
	EXPECT(!host_task_create(&task, "player", player_main, &in, NULL));
	EXPECT(!any_move(&out, recorded, 2 * FRAMES));
	host_task_join(task);
	while (first < FRAMES && is_silence(recorded[first]))
		first++;
	EXPECT(!memcmp(recorded + first, sound, sizeof(sound)), "(from %zu)", first);
	any_close(&in);
	any_close(&out);
	return tap_failed ? -EIO : 0;
}

/* ---- everywhere ------------------------------------------------------------------------------------------ */

static void everywhere(const char *card, int (*body)(struct run *run))
{
	static const struct access ways[] = {{"read and write"}, {"mmap", .mmap = true}};
	const struct sim_platform *platform;
	struct run_result result;

	for (size_t i = 0; (platform = sim_platform_at(i)); i++)
		for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]); way++) {
			struct run_config config = {
				.platform = platform->name,
				.cards = {card_find(card)},
				.card_count = 1,
				.seed = way,
			};
			int err = run_world(&config, body, (void *)&ways[way], &result);

			EXPECT(!err, "(%s on %s, %s: %s: %s, %lu findings)", card, platform->name, ways[way].name,
			       result.step ? result.step : "", strerror(-err), result.findings);
		}
}

#define CARD_CASE(card, name)                                                                                          \
	static void card##_##name(void)                                                                                \
	{                                                                                                              \
		everywhere(#card, one_way_body);                                                                       \
	}

CARD_CASE(es1370, plays_and_records_on_every_platform)
CARD_CASE(sb16, plays_and_records_on_every_platform)
CARD_CASE(hda, plays_and_records_on_every_platform)
CARD_CASE(rme32, plays_and_records_on_every_platform)
CARD_CASE(aloop, plays_what_passes_and_records_silence_on_every_platform)
CARD_CASE(dummy, plays_what_passes_and_records_silence_where_it_has_a_block)

static void aloop_carries_sound_to_its_other_end_on_every_platform(void)
{
	everywhere("aloop", cable_body);
}

static const struct tap_case cases[] = {
	TAP_CASE(es1370_plays_and_records_on_every_platform),
	TAP_CASE(sb16_plays_and_records_on_every_platform),
	TAP_CASE(hda_plays_and_records_on_every_platform),
	TAP_CASE(rme32_plays_and_records_on_every_platform),
	TAP_CASE(aloop_plays_what_passes_and_records_silence_on_every_platform),
	TAP_CASE(dummy_plays_what_passes_and_records_silence_where_it_has_a_block),
	TAP_CASE(aloop_carries_sound_to_its_other_end_on_every_platform),
};

TAP_MAIN(cases)
