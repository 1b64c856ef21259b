// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_duplex.c - the ES1370 in both directions at once, sample by sample, on many schedules: DAC2 and ADC on their
 * shared clock, DAC1 beside them; and line-out led back into line-in. Every case goes through every way of access.
 *
 * USND_SEEDS sets how many schedules are tried (default 60; make test-all asks for 1000). Non-interleaved access is
 * not here: the chip has none; the unit tests have it (tests/unit/test_transfer.c, test_pcm_files.c).
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "harness/client_mmap.h"
#include "harness/run.h"
#include "tests/host/tap.h"

#define FRAMES 12000u
#define PERIOD 1024u
#define BUFFER 4096u

typedef int16_t frame_t[2];

/* ---- ways of access --------------------------------------------------------------------------------------------- */

/** struct stream - an open stream, whichever way it is accessed; @map: only with @mmap */
struct stream {
	struct client_pcm pcm;
	struct client_map map;
	bool mmap;
};

static const struct {
	const char *name;
	bool mmap;
} methods[] = { { "read and write", false }, { "mmap", true } };

#define METHODS (sizeof(methods) / sizeof(methods[0]))

static int stream_open(struct stream *stream, struct run *run, unsigned int device, bool capture, unsigned int rate,
		       bool mmap)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = rate, .channels = 2, .mmap = mmap,
		.period_frames = PERIOD, .buffer_frames = BUFFER,
	};
	int err = client_pcm_open(&stream->pcm, &run->client, 0, device, capture, 0);

	stream->mmap = mmap;
	stream->map = (struct client_map){ .pcm = &stream->pcm };
	if (!err)
		err = client_pcm_configure(&stream->pcm, &want);
	if (!err && mmap)
		err = client_map_open(&stream->map, &stream->pcm);
	EXPECT(!err, "(device %u: %s)", device, strerror(-err));
	return err;
}

static void stream_close(struct stream *stream)
{
	if (stream->mmap)
		client_map_close(&stream->map);
	EXPECT(!client_pcm_close(&stream->pcm));
}

static int stream_play(struct stream *stream, const frame_t *data, size_t frames)
{
	size_t done;
	int err;

	if (stream->mmap)
		err = client_map_write(&stream->map, data, frames, &done);
	else
		err = client_pcm_write(&stream->pcm, data, frames, &done);
	if (err)
		return err;
	return stream->mmap ? client_map_drain(&stream->map) : client_pcm_drain(&stream->pcm);
}

static int stream_record(struct stream *stream, frame_t *data, size_t frames)
{
	size_t done;
	int err = client_pcm_do(&stream->pcm, SNDRV_PCM_IOCTL_START);

	if (!err && stream->mmap)
		err = client_map_read(&stream->map, data, frames, &done);
	else if (!err)
		err = client_pcm_read(&stream->pcm, data, frames, &done);
	return err ? err : client_pcm_do(&stream->pcm, SNDRV_PCM_IOCTL_DROP);
}

/* ---- lines ------------------------------------------------------------------------------------------------------ */

/** struct tap_line - what came out of an end of the card, or goes into one */
struct tap_line {
	unsigned int rate;
	size_t frames;
	frame_t data[2 * FRAMES];
};

static void on_format(void *ctx, unsigned int rate, unsigned int channels, unsigned int bits)
{
	((struct tap_line *)ctx)->rate = rate;
}

static void on_heard(void *ctx, void *data, size_t count)
{
	struct tap_line *line = ctx;

	for (size_t i = 0; i < count; i++, line->frames++)
		if (line->frames < 2 * FRAMES)
			memcpy(line->data[line->frames], (frame_t *)data + i, sizeof(frame_t));
}

static void on_sampled(void *ctx, void *data, size_t count)
{
	struct tap_line *line = ctx;

	for (size_t i = 0; i < count; i++, line->frames++)
		memcpy((frame_t *)data + i, line->data[line->frames % (2 * FRAMES)], sizeof(frame_t));
}

/* noise: a slip of one frame is seen; @seed makes each stream its own */
static void make_noise(frame_t *data, size_t frames, uint32_t seed)
{
	for (size_t i = 0; i < frames; i++)
		for (unsigned int c = 0; c < 2; c++) {
			seed = seed * 1664525 + 1013904223;
			data[i][c] = seed >> 16;
		}
}

static void plug(struct run *run, const char *end, bool capture, struct tap_line *line)
{
	const struct usnd_line ends = { line, on_format, capture ? on_sampled : on_heard };

	line->frames = line->rate = 0;
	EXPECT(!run->machine->ops->line(run->machine, end, capture, &ends));
}

/* ---- running ---------------------------------------------------------------------------------------------------- */

static unsigned int seed_count(void)
{
	const char *wanted = getenv("USND_SEEDS");

	return wanted ? strtoul(wanted, NULL, 0) : 60;
}

static void on_every_schedule(int (*body)(struct run *run))
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1 };
	unsigned int seeds = seed_count();
	struct run_result result;
	int err;

	for (size_t method = 0; method < METHODS; method++)
		for (config.seed = 0; config.seed <= seeds; config.seed++) {
			err = run_world(&config, body, (void *)&methods[method].mmap, &result);
			EXPECT(!err, "(%s, seed %" PRIu64 ": %s: %s, %lu findings)", methods[method].name, config.seed,
			       result.step ? result.step : "", strerror(-err), result.findings);
			if (err)
				break;
		}
}

static bool by_mmap(struct run *run)
{
	return *(const bool *)run->arg;
}

/** struct player - a task that plays all of @sound */
struct player {
	struct stream stream;
	const frame_t *sound;
	struct host_task *task;
	int err;
};

static void player_main(void *arg)
{
	struct player *player = arg;

	player->err = stream_play(&player->stream, player->sound, FRAMES);
}

static frame_t front[FRAMES], rear[FRAMES], recorded[FRAMES];
static struct tap_line heard_front, heard_rear, line_in;

/* ---- three streams ---------------------------------------------------------------------------------------------- */

static int three_body(struct run *run)
{
	struct player dac1 = { .sound = front }, dac2 = { .sound = rear };
	struct stream adc;

	make_noise(front, FRAMES, 1);
	make_noise(rear, FRAMES, 2);
	make_noise(line_in.data, FRAMES, 3);
	plug(run, "es1370/dac1", false, &heard_front);
	plug(run, "es1370/dac2", false, &heard_rear);
	plug(run, "es1370", true, &line_in);
	if (stream_open(&dac2.stream, run, 0, false, 44100, by_mmap(run)) ||
	    stream_open(&dac1.stream, run, 1, false, 22050, by_mmap(run)) ||
	    stream_open(&adc, run, 0, true, 8000, by_mmap(run)))
		return -EIO;
	EXPECT(adc.pcm.rate == 44100, "(the clock is shared: %u)", adc.pcm.rate);
	EXPECT(!host_task_create(&dac1.task, "dac1", player_main, &dac1, NULL));
	EXPECT(!host_task_create(&dac2.task, "dac2", player_main, &dac2, NULL));
	EXPECT(!stream_record(&adc, recorded, FRAMES));
	host_task_join(dac1.task);
	host_task_join(dac2.task);
	EXPECT(!dac1.err && !dac2.err, "(%s, %s)", strerror(-dac1.err), strerror(-dac2.err));
	EXPECT(heard_front.rate == 22050 && !memcmp(heard_front.data, front, sizeof(front)), "(DAC1)");
	EXPECT(heard_rear.rate == 44100 && !memcmp(heard_rear.data, rear, sizeof(rear)), "(DAC2)");
	EXPECT(line_in.rate == 44100 && !memcmp(recorded, line_in.data, sizeof(recorded)), "(ADC)");
	stream_close(&dac1.stream);
	stream_close(&dac2.stream);
	stream_close(&adc);
	return tap_failed ? -EIO : 0;
}

static void three_streams_at_once_are_bit_exact(void)
{
	on_every_schedule(three_body);
}

/* ---- both jacks ------------------------------------------------------------------------------------------------- */

static int jacks_body(struct run *run)
{
	struct player dac2 = { .sound = rear };
	struct stream adc;

	make_noise(rear, FRAMES, 4);
	make_noise(line_in.data, FRAMES, 5);
	plug(run, "es1370", false, &heard_rear);
	plug(run, "es1370", true, &line_in);
	if (stream_open(&adc, run, 0, true, 48000, by_mmap(run)) ||
	    stream_open(&dac2.stream, run, 0, false, 48000, by_mmap(run)))
		return -EIO;
	EXPECT(!host_task_create(&dac2.task, "dac2", player_main, &dac2, NULL));
	EXPECT(!stream_record(&adc, recorded, FRAMES));
	host_task_join(dac2.task);
	EXPECT(!dac2.err && heard_rear.rate == 48662 && !memcmp(heard_rear.data, rear, sizeof(rear)));
	EXPECT(line_in.rate == 48662 && !memcmp(recorded, line_in.data, sizeof(recorded)));
	stream_close(&dac2.stream);
	stream_close(&adc);
	return tap_failed ? -EIO : 0;
}

static void both_jacks_are_bit_exact_at_once(void)
{
	on_every_schedule(jacks_body);
}

/* ---- a cable from line-out to line-in --------------------------------------------------------------------------- */

#define CABLE 65536u
#define DELAY 8u

/**
 * struct cable - frames on their way
 * @in, @out: counted; @out stands until the first one came in. Some silence is always ahead, since the two sides do
 *	      not tick at the same moment.
 */
static struct cable {
	frame_t frames[CABLE];
	size_t in, out;
} cable;

static void on_cable_in(void *ctx, void *data, size_t count)
{
	for (size_t i = 0; i < count; i++, cable.in++)
		memcpy(cable.frames[cable.in % CABLE], (frame_t *)data + i, sizeof(frame_t));
}

static void on_cable_out(void *ctx, void *data, size_t count)
{
	frame_t *frame = data;

	memset(data, 0, count * sizeof(frame_t));
	for (size_t i = 0; i < count && cable.in > DELAY && cable.out < cable.in; i++)
		memcpy(frame[i], cable.frames[cable.out++ % CABLE], sizeof(frame_t));
}

static void plug_cable(struct run *run)
{
	static const struct usnd_line in = { NULL, NULL, on_cable_in }, out = { NULL, NULL, on_cable_out };

	memset(&cable, 0, sizeof(cable));
	cable.in = DELAY;
	EXPECT(!run->machine->ops->line(run->machine, "es1370", false, &in));
	EXPECT(!run->machine->ops->line(run->machine, "es1370", true, &out));
}

static int cable_body(struct run *run)
{
	static frame_t back[2 * FRAMES];
	struct player dac2 = { .sound = rear };
	struct stream adc;
	size_t first = 0;

	make_noise(rear, FRAMES, 6);
	rear[0][0] = 1; /* where it begins must be seen */
	plug_cable(run);
	if (stream_open(&dac2.stream, run, 0, false, 44100, by_mmap(run)) ||
	    stream_open(&adc, run, 0, true, 44100, by_mmap(run)))
		return -EIO;
	EXPECT(!host_task_create(&dac2.task, "dac2", player_main, &dac2, NULL));
	EXPECT(!stream_record(&adc, back, FRAMES + FRAMES / 2));
	host_task_join(dac2.task);
	while (first < FRAMES / 2 && !back[first][0] && !back[first][1])
		first++;
	EXPECT(!memcmp(back + first, rear, sizeof(rear)), "(from frame %zu)", first);
	stream_close(&dac2.stream);
	stream_close(&adc);
	return tap_failed ? -EIO : 0;
}

static void line_out_led_into_line_in_comes_back_unchanged(void)
{
	on_every_schedule(cable_body);
}

/* ---- linked ------------------------------------------------------------------------------------------------------ */

static struct usnd_file *linked_file;

static struct usnd_file *file_of(void *ctx, int fd)
{
	return fd ? NULL : linked_file;
}

/* one register write starts both: what is played comes back at the same place, behind the silence on the cable */
static int linked_body(struct run *run)
{
	static frame_t back[BUFFER];
	struct stream dac2, adc;
	size_t done;
	int err;

	make_noise(rear, FRAMES, 7);
	plug_cable(run);
	run->client.caller.file = file_of;
	if (stream_open(&dac2, run, 0, false, 44100, by_mmap(run)) ||
	    stream_open(&adc, run, 0, true, 44100, by_mmap(run)))
		return -EIO;
	linked_file = adc.pcm.file;
	EXPECT(!usnd_ioctl(dac2.pcm.file, SNDRV_PCM_IOCTL_LINK, 0, &run->client.caller));
	/* a full buffer starts the one, and with it the other */
	if (dac2.mmap)
		err = client_map_write(&dac2.map, rear, BUFFER + PERIOD, &done);
	else
		err = client_pcm_write(&dac2.pcm, rear, BUFFER + PERIOD, &done);
	EXPECT(!err, "(%s)", strerror(-err));
	if (adc.mmap)
		err = client_map_read(&adc.map, back, PERIOD, &done);
	else
		err = client_pcm_read(&adc.pcm, back, PERIOD, &done);
	EXPECT(!err && !memcmp(back + DELAY, rear, (PERIOD - DELAY) * sizeof(frame_t)), "(%s)", strerror(-err));
	EXPECT(!client_pcm_do(&dac2.pcm, SNDRV_PCM_IOCTL_DROP));
	stream_close(&dac2);
	stream_close(&adc);
	return tap_failed ? -EIO : 0;
}

static void linked_streams_start_with_the_same_frame(void)
{
	on_every_schedule(linked_body);
}

static const struct tap_case cases[] = {
	TAP_CASE(three_streams_at_once_are_bit_exact),
	TAP_CASE(both_jacks_are_bit_exact_at_once),
	TAP_CASE(linked_streams_start_with_the_same_frame),
	TAP_CASE(line_out_led_into_line_in_comes_back_unchanged),
};

TAP_MAIN(cases)
