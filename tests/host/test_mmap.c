// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_mmap.c - a client that maps the samples, on the ES1370 and its model, in both ways it can see them: the buffer's
 * own frames ("backed") and copies ("copied", a machine whose RAM cannot be moved). Bit-exact both ways, rewound and
 * rewritten sound is what is heard, and what a client does to its memory is its own affair.
 *
 * USND_SEEDS: how many schedules the transfers are tried on (default 12).
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/client_mmap.h"
#include "harness/forked.h"
#include "harness/sweep.h"
#include "tests/host/tap.h"

#define FRAMES 20000u
#define PERIOD 1024u
#define BUFFER 4096u
#define PAGE 4096u
#define RW (PROT_READ | PROT_WRITE)

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

static void make_sound(void)
{
	uint32_t noise = 1;

	for (size_t i = 0; i < 2 * FRAMES; i++) {
		noise = noise * 1664525 + 1013904223;
		sound[i] = noise >> 16;
	}
	memset(heard, 0, sizeof(heard));
	heard_frames = 0;
}

static void attach(struct run *run, bool capture)
{
	const struct usnd_line line = { NULL, NULL, capture ? on_record : on_play };

	make_sound();
	EXPECT(!run->machine->ops->line(run->machine, "es1370", capture, &line));
}

static unsigned int seed_count(void)
{
	const char *wanted = getenv("USND_SEEDS");

	return wanted ? strtoul(wanted, NULL, 0) : 12;
}

/* every case with both views, under @seeds schedules */
static void with_views(int (*body)(struct run *run), unsigned int seeds)
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1 };
	struct run_result result;
	int err;

	for (unsigned int i = 0; i < 2 * seeds; i++) {
		config.seed = i / 2;
		config.foreign_ram = i % 2;
		err = run_world(&config, body, NULL, &result);
		EXPECT(!err, "(seed %u, %s: %s: %s, %lu findings)", i / 2, i % 2 ? "copied" : "backed",
		       result.step ? result.step : "", strerror(-err), result.findings);
	}
}

static int open_stream(struct run *run, struct client_pcm *pcm, bool capture)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2, .mmap = true,
		.period_frames = PERIOD, .buffer_frames = BUFFER,
	};
	int err = client_pcm_open(pcm, &run->client, 0, 0, capture, 0);

	if (!err)
		err = client_pcm_configure(pcm, &want);
	EXPECT(!err, "(%s)", strerror(-err));
	return err;
}

static int open_mapped(struct run *run, struct client_pcm *pcm, struct client_map *map, bool capture)
{
	int err = open_stream(run, pcm, capture);

	if (!err)
		err = client_map_open(map, pcm);
	EXPECT(!err, "(%s)", strerror(-err));
	return err;
}

static void expect_view(struct run *run, char direction)
{
	char path[64], text[512];

	snprintf(path, sizeof(path), "/proc/asound/card0/pcm0%c/sub0/buffer", direction);
	EXPECT(client_read_file(&run->client, path, text, sizeof(text)) > 0);
	EXPECT(strstr(text, run->config->foreign_ram ? "view: copied\n" : "view: backed\n"), "(%s)", text);
}

/* ---- transfers ------------------------------------------------------------------------------------------ */

static int play_body(struct run *run)
{
	struct client_pcm pcm;
	struct client_map map;
	size_t done;

	attach(run, false);
	if (open_mapped(run, &pcm, &map, false))
		return -EIO;
	expect_view(run, 'p');
	EXPECT(!client_map_write(&map, sound, FRAMES, &done) && !client_map_drain(&map));
	EXPECT(heard_frames >= FRAMES && !memcmp(heard, sound, sizeof(sound)));
	client_map_close(&map);
	return client_pcm_close(&pcm);
}

static void playback_is_bit_exact(void)
{
	with_views(play_body, seed_count());
}

static int record_body(struct run *run)
{
	static int16_t got[FRAMES * 2];
	struct client_pcm pcm;
	struct client_map map;
	size_t done;

	attach(run, true);
	if (open_mapped(run, &pcm, &map, true))
		return -EIO;
	expect_view(run, 'c');
	EXPECT(!client_map_read(&map, got, FRAMES, &done));
	EXPECT(done == FRAMES && !memcmp(got, sound, sizeof(sound)));
	client_map_close(&map);
	return client_pcm_close(&pcm);
}

static void recording_is_bit_exact(void)
{
	with_views(record_body, seed_count());
}

/* everything is in the ring; two periods behind what was heard first, a piece is taken back and written anew */
static int rewind_body(struct run *run)
{
	static const int16_t other[2 * PERIOD];
	snd_pcm_uframes_t frames = PERIOD;
	struct client_pcm pcm;
	struct client_map map;
	size_t done;

	attach(run, false);
	if (open_mapped(run, &pcm, &map, false))
		return -EIO;
	EXPECT(!client_map_write(&map, sound, BUFFER, &done));
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_START));
	host_task_park(host_now() + 20000000);
	EXPECT(!usnd_ioctl(pcm.file, SNDRV_PCM_IOCTL_REWIND, (uintptr_t)&frames, &run->client.caller) &&
	       frames == PERIOD);
	EXPECT(client_control(&map)->appl_ptr == BUFFER - PERIOD);
	EXPECT(!client_map_write(&map, other, PERIOD, &done) && !client_map_drain(&map));
	EXPECT(!memcmp(heard, sound, (BUFFER - PERIOD) * 4));
	EXPECT(!memcmp(heard + 2 * (BUFFER - PERIOD), other, sizeof(other)), "(the new sound is heard)");
	client_map_close(&map);
	return client_pcm_close(&pcm);
}

static void rewound_and_rewritten_sound_is_heard(void)
{
	with_views(rewind_body, 6);
}

/* ---- a client that maps its file without asking: other processes do ------------------------------------- */

static int own_body(struct run *run)
{
	struct client_pcm pcm;
	struct client_map map = { .pcm = &pcm };
	size_t done;
	int fd;

	attach(run, false);
	EXPECT(!client_pcm_open(&pcm, &run->client, 0, 0, false, 0));
	fd = usnd_client_file(pcm.file, &run->client.caller);
	EXPECT(fd >= 0, "(%d)", fd);
	map.at[CLIENT_SAMPLES] = mmap(NULL, BUFFER * 4, RW, MAP_SHARED, fd, 0);
	map.at[CLIENT_STATUS] = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, SNDRV_PCM_MMAP_OFFSET_STATUS);
	map.at[CLIENT_CONTROL] = mmap(NULL, PAGE, RW, MAP_SHARED, fd, SNDRV_PCM_MMAP_OFFSET_CONTROL);
	map.bytes[CLIENT_SAMPLES] = BUFFER * 4;
	map.bytes[CLIENT_STATUS] = map.bytes[CLIENT_CONTROL] = PAGE;
	EXPECT(!client_pcm_configure(&pcm, &(struct client_params){ .format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100,
			.channels = 2, .mmap = true, .period_frames = PERIOD, .buffer_frames = BUFFER }));
	expect_view(run, 'p');
	EXPECT(!client_map_write(&map, sound, FRAMES, &done) && !client_map_drain(&map));
	EXPECT(!memcmp(heard, sound, sizeof(sound)));
	EXPECT(ftruncate(fd, 0) < 0, "(a client cannot take the pages from under us)");
	/* the old mapping outlives the stream and is the client's own memory from now on */
	memset(map.at[CLIENT_SAMPLES], 0x11, PAGE);
	EXPECT(!client_pcm_close(&pcm));
	EXPECT(client_status(&map)->state == SNDRV_PCM_STATE_DISCONNECTED);
	client_map_close(&map);
	return 0;
}

static void a_client_may_map_its_file_itself(void)
{
	with_views(own_body, 2);
}

/* what the next stream plays is not in a mapping that an earlier client kept, nor the other way round */
static int stale_body(struct run *run)
{
	struct client_pcm first, second;
	struct client_map map;
	int16_t *kept;
	size_t done;
	int fd;

	attach(run, false);
	if (open_stream(run, &first, false))
		return -EIO;
	fd = usnd_client_file(first.file, &run->client.caller);
	kept = mmap(NULL, BUFFER * 4, RW, MAP_SHARED, fd, 0);
	EXPECT(fd >= 0 && kept != MAP_FAILED);
	memset(kept, 0x22, BUFFER * 4);
	EXPECT(!client_pcm_close(&first));

	if (open_mapped(run, &second, &map, false))
		return -EIO;
	for (size_t i = 0; i < BUFFER * 2; i++)
		EXPECT(!((int16_t *)map.at[CLIENT_SAMPLES])[i], "(the second client finds zeroes)");
	EXPECT(!client_map_write(&map, sound, FRAMES / 2, &done));
	memset(kept, 0x33, BUFFER * 4);
	EXPECT(!client_map_write(&map, sound + FRAMES, FRAMES / 2, &done) && !client_map_drain(&map));
	EXPECT(!memcmp(heard, sound, sizeof(sound)), "(the first client cannot be heard any more)");
	for (size_t i = 0; i < BUFFER * 2; i++)
		EXPECT(kept[i] == 0x3333, "(and hears nothing)");
	client_map_close(&map);
	munmap(kept, BUFFER * 4);
	return client_pcm_close(&second);
}

static void a_mapping_that_was_kept_is_of_no_use(void)
{
	with_views(stale_body, 2);
}

/* ---- a client that scribbles ---------------------------------------------------------------------------- */

static uint32_t next(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* a victim plays on device 1 meanwhile, by write */
static int scribble_body(struct run *run)
{
	const struct client_params want = { .format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2,
					    .period_frames = PERIOD, .buffer_frames = BUFFER };
	const struct usnd_line line = { NULL, NULL, on_play };
	struct client_pcm pcm, victim;
	struct client_map map;
	uint32_t noise = run->config->seed + 1;
	size_t done;

	make_sound();
	EXPECT(!run->machine->ops->line(run->machine, "es1370/dac1", false, &line));
	EXPECT(!client_pcm_open(&victim, &run->client, 0, 1, false, 0) && !client_pcm_configure(&victim, &want));
	if (open_mapped(run, &pcm, &map, false))
		return -EIO;
	/* the host lets a client write whatever it has a descriptor of: the status page, too */
	mprotect(map.at[CLIENT_STATUS], PAGE, RW);
	for (unsigned int i = 0; i < FRAMES / 500; i++) {
		for (unsigned int n = next(&noise) % 64; n--;)
			((uint32_t *)map.at[next(&noise) % CLIENT_AREAS])[next(&noise) % (PAGE / 4)] =
				next(&noise) & 1 ? next(&noise) : -(next(&noise) % 3);
		client_control(&map)->appl_ptr = (uint64_t)next(&noise) << (next(&noise) % 40);
		client_pcm_do(&pcm, next(&noise) & 1 ? SNDRV_PCM_IOCTL_PREPARE : SNDRV_PCM_IOCTL_START);
		client_pcm_do(&pcm, SNDRV_PCM_IOCTL_HWSYNC);
		EXPECT(!client_pcm_write(&victim, sound + 2 * 500 * i, 500, &done));
	}
	EXPECT(!client_pcm_drain(&victim));
	EXPECT(!memcmp(heard, sound, sizeof(sound)), "(the other stream heard nothing of it)");
	client_map_close(&map);
	EXPECT(!client_pcm_close(&pcm));
	return client_pcm_close(&victim);
}

static void scribbling_over_pages_disturbs_nobody_else(void)
{
	with_views(scribble_body, 6);
}

/* ---- without memory ------------------------------------------------------------------------------------- */

static int mapped_life(struct run *run)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2, .mmap = true};
	const struct card *card = run->config->cards[0];
	struct client_pcm pcm;
	struct client_map map;
	int16_t silence[2 * PERIOD] = { 0 };
	size_t done;
	int err = run_load(run, card);

	if (err)
		return err;
	err = client_pcm_open(&pcm, &run->client, 0, 0, false, 0);
	if (!err)
		err = client_pcm_configure(&pcm, &want);
	if (!err)
		err = client_map_open(&map, &pcm);
	if (!err) {
		err = client_map_write(&map, silence, PERIOD, &done);
		client_map_close(&map);
	}
	client_pcm_close(&pcm);
	done = run_unload(run, card);
	return err ? err : (int)done;
}

static void every_request_on_the_way_may_fail(void)
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1, .plug_only = true };
	struct sweep_result result;

	for (int i = 0; i < 2; i++) {
		config.foreign_ram = i;
		EXPECT(!sweep(&config, mapped_life, NULL, 1, 2000, &result), "(%s, request %lu, %s: %s: %s)",
		       i ? "copied" : "backed", result.bad, result.site, result.why, result.end.output);
	}
}

static const struct tap_case cases[] = {
	TAP_CASE(playback_is_bit_exact),
	TAP_CASE(recording_is_bit_exact),
	TAP_CASE(rewound_and_rewritten_sound_is_heard),
	TAP_CASE(a_client_may_map_its_file_itself),
	TAP_CASE(a_mapping_that_was_kept_is_of_no_use),
	TAP_CASE(scribbling_over_pages_disturbs_nobody_else),
	TAP_CASE(every_request_on_the_way_may_fail),
};

TAP_MAIN(cases)
