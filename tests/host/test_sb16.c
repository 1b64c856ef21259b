// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The Sound Blaster 16's driver on its model, by what an application sees and what the lines carry: every format in
 * both directions, read/write and mmap, frames shown and copied; who gets which DMA channel; one clock; sleep;
 * resources.
 *
 * USND_SEEDS sets how many schedules are tried where it is a matter of schedules (default 12).
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "harness/client_mmap.h"
#include "harness/sweep.h"
#include "machines/sim/sim.h"
#include "tests/host/other_driver.h"

#define FRAMES 12000u
#define PERIOD 512u
#define BUFFER 2048u
#define ROOM (4 * 2 * FRAMES)

/* ---- lines ------------------------------------------------------------------------------------------------------ */

/** struct jack - what came out, or goes in; @bytes of @data are done */
struct jack {
	unsigned int rate, channels, bits;
	size_t bytes;
	uint8_t data[ROOM];
};

static struct jack line_out, line_in;
static uint8_t sound[ROOM], got[ROOM];

static void on_format(void *ctx, unsigned int rate, unsigned int channels, unsigned int bits)
{
	struct jack *jack = ctx;

	jack->rate = rate;
	jack->channels = channels;
	jack->bits = bits;
}

static void on_frames(struct jack *jack, void *data, size_t count, bool capture)
{
	size_t bytes = count * jack->channels * jack->bits / 8;

	for (size_t i = 0; i < bytes && jack->bytes < ROOM; i++, jack->bytes++)
		if (capture)
			((uint8_t *)data)[i] = jack->data[jack->bytes];
		else
			jack->data[jack->bytes] = ((uint8_t *)data)[i];
}

static void on_heard(void *ctx, void *data, size_t count)
{
	on_frames(ctx, data, count, false);
}

static void on_sampled(void *ctx, void *data, size_t count)
{
	on_frames(ctx, data, count, true);
}

static void make_noise(uint8_t *data, uint32_t seed)
{
	for (size_t i = 0; i < ROOM; i++) {
		seed = seed * 1664525 + 1013904223;
		data[i] = seed >> 24;
	}
}

static void plug_all(struct run *run)
{
	const struct usnd_line out = { &line_out, on_format, on_heard }, in = { &line_in, on_format, on_sampled };

	memset(&line_out, 0, sizeof(line_out));
	memset(&line_in, 0, sizeof(line_in));
	make_noise(sound, 1);
	make_noise(line_in.data, 2);
	EXPECT(!run->machine->ops->line(run->machine, "sb16", false, &out));
	EXPECT(!run->machine->ops->line(run->machine, "sb16", true, &in));
}

/* ---- streams ---------------------------------------------------------------------------------------------------- */

/** struct format - @flip: the line's samples differ from memory's by this in their top byte */
struct format {
	int format;
	unsigned int channels, rate, bits;
	uint8_t flip;
};

static const struct format formats[] = {
	{ SNDRV_PCM_FORMAT_S16_LE, 2, 44100, 16, 0 },
	{ SNDRV_PCM_FORMAT_U16_LE, 1, 8000, 16, 0x80 },
	{ SNDRV_PCM_FORMAT_U8, 2, 22050, 8, 0 },
	{ SNDRV_PCM_FORMAT_S8, 1, 4000, 8, 0x80 },
};

/** struct way - how the frames are reached */
struct way {
	const char *name;
	bool mmap, foreign_ram;
};

static const struct way ways[] = {
	{ "read and write", false, false },
	{ "mmap of the frames", true, false },
	{ "mmap of a copy", true, true },
};

struct stream {
	struct client_pcm pcm;
	struct client_map map;
	bool mmap;
};

static int stream_open(struct stream *stream, struct run *run, const struct format *format, bool capture, bool mmap)
{
	const struct client_params want = {
		.format = format->format, .rate = format->rate, .channels = format->channels, .mmap = mmap,
		.period_frames = PERIOD, .buffer_frames = BUFFER,
	};
	int err = client_pcm_open(&stream->pcm, &run->client, 0, 0, capture, 0);

	stream->mmap = mmap;
	stream->map = (struct client_map){ .pcm = &stream->pcm };
	if (!err)
		err = client_pcm_configure(&stream->pcm, &want);
	if (!err && mmap)
		err = client_map_open(&stream->map, &stream->pcm);
	EXPECT(!err, "(format %d: %s)", format->format, strerror(-err));
	return err;
}

static void stream_close(struct stream *stream)
{
	if (stream->mmap)
		client_map_close(&stream->map);
	EXPECT(!client_pcm_close(&stream->pcm));
}

static int stream_play(struct stream *stream)
{
	size_t done;
	int err;

	if (stream->mmap)
		err = client_map_write(&stream->map, sound, FRAMES, &done);
	else
		err = client_pcm_write(&stream->pcm, sound, FRAMES, &done);
	if (err)
		return err;
	return stream->mmap ? client_map_drain(&stream->map) : client_pcm_drain(&stream->pcm);
}

static int stream_record(struct stream *stream)
{
	size_t done;
	int err;

	if (stream->mmap)
		err = client_map_read(&stream->map, got, FRAMES, &done);
	else
		err = client_pcm_read(&stream->pcm, got, FRAMES, &done);
	return err ? err : client_pcm_do(&stream->pcm, SNDRV_PCM_IOCTL_DROP);
}

/* bytes that are not those of the line, as memory has them */
static size_t wrong_bytes(const struct format *format, const uint8_t *memory, const uint8_t *line)
{
	size_t size = format->bits / 8, wrong = 0;

	for (size_t i = 0; i < FRAMES * format->channels * size; i++)
		wrong += memory[i] != (line[i] ^ (i % size == size - 1 ? format->flip : 0));
	return wrong;
}

static struct snd_ctl_elem_id allocation(void)
{
	return client_elem(SNDRV_CTL_ELEM_IFACE_CARD, "16-bit DMA Allocation", 0);
}

enum { AUTO, PLAYBACK, CAPTURE };

/* the enumeration is read and written as it lies in memory */
static int reserve(struct run *run, unsigned int whom)
{
	struct snd_ctl_elem_value value = { .id = allocation() };
	struct client_ctl ctl;
	int err = client_ctl_open(&ctl, &run->client, 0);

	if (err)
		return err;
	value.value.enumerated.item[0] = whom;
	err = usnd_ioctl(ctl.file, SNDRV_CTL_IOCTL_ELEM_WRITE, (uintptr_t)&value, &run->client.caller);
	client_ctl_close(&ctl);
	return err < 0 ? err : 0;
}

/* ---- running ---------------------------------------------------------------------------------------------------- */

static unsigned int seed_count(void)
{
	const char *wanted = getenv("USND_SEEDS");

	return wanted ? strtoul(wanted, NULL, 0) : 12;
}

static void run_card(const char *params, bool foreign_ram, unsigned int seeds, int (*body)(struct run *run),
		     const void *arg)
{
	struct run_config config = {
		.cards = { card_find("sb16") }, .card_count = 1, .params = params, .foreign_ram = foreign_ram,
		.driver = other_driver(),
	};
	struct opened_card card = { sb16_opened, body, (void *)arg };
	struct run_result result;
	int err;

	for (config.seed = 0; config.seed <= seeds; config.seed++) {
		err = run_world(&config, opened_body, &card, &result);
		EXPECT(!err, "(seed %" PRIu64 ": %s: %s, %lu findings)", config.seed, result.step ? result.step : "",
		       strerror(-err), result.findings);
		if (err)
			break;
	}
}

static void with_card(int (*body)(struct run *run))
{
	run_card(NULL, false, 3, body, NULL);
}

/* ---- every format, either direction ------------------------------------------------------------------------------ */

/* 8-bit formats go through the 8-bit channel: the other one is kept for the other direction */
static int prepare_for(struct run *run, const struct format *format, bool capture)
{
	plug_all(run);
	return reserve(run, format->bits == 16 ? AUTO : capture ? PLAYBACK : CAPTURE);
}

static int play_body(struct run *run)
{
	const struct way *way = run->arg;
	struct stream stream;
	int err;

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		EXPECT(!prepare_for(run, &formats[i], false));
		if (stream_open(&stream, run, &formats[i], false, way->mmap))
			return -EIO;
		err = stream_play(&stream);
		EXPECT(!err, "(%s)", strerror(-err));
		EXPECT(line_out.rate == formats[i].rate && line_out.channels == formats[i].channels &&
		       line_out.bits == formats[i].bits);
		EXPECT(!wrong_bytes(&formats[i], sound, line_out.data), "(%s, format %d)", way->name,
		       formats[i].format);
		stream_close(&stream);
	}
	return tap_failed ? -EIO : 0;
}

static int record_body(struct run *run)
{
	const struct way *way = run->arg;
	struct stream stream;
	int err;

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		EXPECT(!prepare_for(run, &formats[i], true));
		if (stream_open(&stream, run, &formats[i], true, way->mmap))
			return -EIO;
		err = stream_record(&stream);
		EXPECT(!err, "(%s)", strerror(-err));
		EXPECT(line_in.rate == formats[i].rate && line_in.bits == formats[i].bits);
		EXPECT(!wrong_bytes(&formats[i], got, line_in.data), "(%s, format %d)", way->name, formats[i].format);
		stream_close(&stream);
	}
	return tap_failed ? -EIO : 0;
}

static void every_way(int (*body)(struct run *run), unsigned int seeds)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		run_card(NULL, ways[i].foreign_ram, seeds, body, &ways[i]);
}

/* an ISA card reaches the same memory on all of them: the lowest 16 MiB of its bus, by an IOMMU or not */
static void every_platform(int (*body)(struct run *run))
{
	struct run_config config = { .cards = { card_find("sb16") }, .card_count = 1, .driver = other_driver() };
	struct opened_card card = { sb16_opened, body, NULL };
	const struct sim_platform *platform;
	struct run_result result;
	int err;

	for (size_t i = 0; (platform = sim_platform_at(i)) != NULL; i++) {
		config.platform = platform->name;
		for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]) - 1; way++) {
			card.arg = (void *)&ways[way];
			err = run_world(&config, opened_body, &card, &result);
			EXPECT(!err, "(%s, %s: %s, %lu findings)", platform->name, ways[way].name, strerror(-err),
			       result.findings);
		}
	}
}

static void every_platform_plays_and_records(void)
{
	every_platform(play_body);
	every_platform(record_body);
}

static void playing_is_bit_exact(void)
{
	every_way(play_body, seed_count());
}

static void recording_is_bit_exact(void)
{
	every_way(record_body, seed_count());
}

/* ---- both at once ------------------------------------------------------------------------------------------------ */

static struct stream player;
static int player_error;

static void player_main(void *arg)
{
	player_error = stream_play(&player);
}

/* who opens first gets the 16-bit channel; the other the 8-bit one; one rate */
static int duplex_body(struct run *run)
{
	static const struct format wide = { SNDRV_PCM_FORMAT_S16_LE, 2, 22050, 16, 0 };
	/* Linux's driver takes the second one's rate for what the card does, whatever that is: docs/differences.md */
	const struct format narrow = { SNDRV_PCM_FORMAT_U8, 2, other_driver() ? 22050 : 8000, 8, 0 };
	const struct way *way = run->arg;
	struct host_task *task;
	struct stream recorder;

	plug_all(run);
	if (stream_open(&recorder, run, &wide, true, way->mmap) || stream_open(&player, run, &narrow, false, way->mmap))
		return -EIO;
	EXPECT(player.pcm.rate == 22050, "(the clock is shared: %u)", player.pcm.rate);
	EXPECT(!host_task_create(&task, "player", player_main, NULL, NULL));
	EXPECT(!stream_record(&recorder));
	host_task_join(task);
	EXPECT(!player_error, "(%s)", strerror(-player_error));
	EXPECT(!wrong_bytes(&wide, got, line_in.data), "(recording)");
	EXPECT(!wrong_bytes(&narrow, sound, line_out.data), "(playing)");
	stream_close(&recorder);
	stream_close(&player);
	return tap_failed ? -EIO : 0;
}

static void both_directions_at_once_are_bit_exact(void)
{
	/* the handler of Linux's driver looks once: under other schedules the ends of two blocks meet there, and it hangs */
	every_way(duplex_body, other_driver() ? 0 : seed_count());
}

/* ---- channels ---------------------------------------------------------------------------------------------------- */

static int open_only(struct run *run, struct client_pcm *pcm, bool capture, int format)
{
	const struct client_params want = { .format = format, .rate = 8000, .channels = 1 };
	int err = client_pcm_open(pcm, &run->client, 0, 0, capture, 04000); /* O_NONBLOCK */

	if (err)
		return err;
	err = client_pcm_configure(pcm, &want);
	if (err)
		client_pcm_close(pcm);
	return err;
}

static int allocation_body(struct run *run)
{
	struct client_pcm play, record;

	EXPECT(open_only(run, &play, false, SNDRV_PCM_FORMAT_U8) == -EINVAL, "(auto: 16 bit comes first)");
	EXPECT(!open_only(run, &play, false, SNDRV_PCM_FORMAT_S16_LE));
	EXPECT(reserve(run, CAPTURE) == -EBUSY);
	EXPECT(open_only(run, &record, true, SNDRV_PCM_FORMAT_S16_LE) == -EINVAL);
	EXPECT(!open_only(run, &record, true, SNDRV_PCM_FORMAT_U8));
	client_pcm_close(&play);
	client_pcm_close(&record);
	EXPECT(!reserve(run, CAPTURE));
	EXPECT(!open_only(run, &play, false, SNDRV_PCM_FORMAT_S8));
	EXPECT(!open_only(run, &record, true, SNDRV_PCM_FORMAT_U16_LE));
	client_pcm_close(&play);
	client_pcm_close(&record);
	EXPECT(reserve(run, CAPTURE + 1) == -EINVAL);
	EXPECT(!reserve(run, PLAYBACK));
	EXPECT(open_only(run, &record, true, SNDRV_PCM_FORMAT_S16_LE) == -EINVAL);
	return tap_failed ? -EIO : 0;
}

static void the_16_bit_channel_goes_where_it_is_allocated(void)
{
	with_card(allocation_body);
}

/* in bytes, of 16-bit stereo */
static size_t largest_buffer(struct run *run)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2, .buffer_frames = 1 << 20,
	};
	struct client_pcm pcm;
	size_t bytes = 0;

	EXPECT(!client_write_file(&run->client, "/proc/asound/card0/pcm0p/sub0/prealloc", "0"));
	if (client_pcm_open(&pcm, &run->client, 0, 0, false, 0))
		return 0;
	if (!client_pcm_configure(&pcm, &want))
		bytes = pcm.buffer_frames * pcm.frame_bytes;
	client_pcm_close(&pcm);
	return bytes;
}

static int half_body(struct run *run)
{
	struct client_pcm play, record;
	struct client_ctl ctl;
	struct snd_ctl_elem_info info;
	struct snd_ctl_elem_id id = allocation();
	struct stream stream;

	EXPECT(!client_ctl_open(&ctl, &run->client, 0));
	EXPECT(client_ctl_info(&ctl, &id, &info) == -ENOENT, "(there is nothing to allocate)");
	client_ctl_close(&ctl);
	EXPECT(!open_only(run, &play, false, SNDRV_PCM_FORMAT_S16_LE));
	EXPECT(open_only(run, &record, true, SNDRV_PCM_FORMAT_S16_LE) == -EBUSY, "(one channel, one direction)");
	client_pcm_close(&play);
	EXPECT(largest_buffer(run) == 65536);
	plug_all(run);
	if (stream_open(&stream, run, &formats[0], false, false))
		return -EIO;
	EXPECT(!stream_play(&stream) && !wrong_bytes(&formats[0], sound, line_out.data));
	stream_close(&stream);
	if (stream_open(&stream, run, &formats[0], true, false))
		return -EIO;
	EXPECT(!stream_record(&stream) && !wrong_bytes(&formats[0], got, line_in.data));
	stream_close(&stream);
	return tap_failed ? -EIO : 0;
}

static void without_a_16_bit_channel_all_goes_through_the_8_bit_one(void)
{
	run_card("dma16=-1 dma8=3 irq=10", false, 3, half_body, NULL);
}

static int wide_only_body(struct run *run)
{
	struct client_pcm play, record;

	EXPECT(open_only(run, &play, false, SNDRV_PCM_FORMAT_U8) == -EINVAL);
	EXPECT(!open_only(run, &play, false, SNDRV_PCM_FORMAT_S16_LE));
	EXPECT(open_only(run, &record, true, SNDRV_PCM_FORMAT_S16_LE) == -EBUSY);
	client_pcm_close(&play);
	EXPECT(largest_buffer(run) == 131072);
	return tap_failed ? -EIO : 0;
}

static void without_an_8_bit_channel_there_is_16_bit_only(void)
{
	run_card("dma8=-1", false, 3, wide_only_body, NULL);
}

/* ---- the buffer -------------------------------------------------------------------------------------------------- */

static unsigned long number_in(const char *text, const char *key)
{
	const char *at = strstr(text, key);

	return at ? strtoul(at + strlen(key), NULL, 0) : 0;
}

/* whatever is asked for lies where the controller can walk it */
static int buffer_body(struct run *run)
{
	static const unsigned int kib[] = { 128, 100, 64, 68, 4 };
	struct client_params want = { .format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2 };
	struct client_pcm pcm;
	char text[512];

	EXPECT(!client_write_file(&run->client, "/proc/asound/card0/pcm0p/sub0/prealloc", "0"));
	for (size_t i = 0; i < sizeof(kib) / sizeof(kib[0]); i++) {
		unsigned long bus, bytes;

		want.buffer_frames = kib[i] * 256;
		EXPECT(!client_pcm_open(&pcm, &run->client, 0, 0, false, 0) && !client_pcm_configure(&pcm, &want));
		EXPECT(client_read_file(&run->client, "/proc/asound/card0/pcm0p/sub0/buffer", text, sizeof(text)) > 0);
		bus = number_in(text, "addr: ");
		bytes = number_in(text, "dma_bytes: ");
		EXPECT(bytes >= kib[i] * 1024ul && bus && bus + bytes <= 16ul << 20, "(%s)", text);
		EXPECT(bus >> 17 == (bus + kib[i] * 1024ul - 1) >> 17, "(%lx)", bus);
		EXPECT(!client_pcm_close(&pcm));
	}
	return tap_failed ? -EIO : 0;
}

static void the_buffer_is_within_the_controllers_reach(void)
{
	with_card(buffer_body);
}

/* ---- sleep ------------------------------------------------------------------------------------------------------- */

static int sleep_body(struct run *run)
{
	const struct snd_ctl_elem_id volume = client_mixer_elem("Tone Control - Bass", 0);
	const long flat_and_less[] = { 8, 5 };
	struct client_ctl ctl;
	struct stream stream;
	long values[2] = { 0 };
	size_t done;

	plug_all(run);
	EXPECT(!client_ctl_open(&ctl, &run->client, 0) && !client_ctl_write(&ctl, &volume, flat_and_less, 2));
	if (stream_open(&stream, run, &formats[0], false, false))
		return -EIO;
	EXPECT(!client_pcm_write(&stream.pcm, sound, BUFFER + PERIOD, &done));
	EXPECT(!usnd_suspend() && !usnd_resume());
	EXPECT(client_pcm_do(&stream.pcm, SNDRV_PCM_IOCTL_RESUME) == -ENOSYS);
	memset(&line_out, 0, sizeof(line_out));
	EXPECT(!client_pcm_do(&stream.pcm, SNDRV_PCM_IOCTL_PREPARE));
	EXPECT(!stream_play(&stream) && !wrong_bytes(&formats[0], sound, line_out.data), "(at 0 dB, from the start)");
	EXPECT(!client_ctl_read(&ctl, &volume, values, 2) && values[0] == 8 && values[1] == 5);
	stream_close(&stream);
	client_ctl_close(&ctl);
	return tap_failed ? -EIO : 0;
}

static void it_plays_again_after_sleep(void)
{
	/* not what the card wakes up with, which is all that Linux's driver can do with */
	run_card(other_driver() ? NULL : "irq=10 dma8=3 dma16=6", false, 3, sleep_body, NULL);
}

/* ---- mistakes of others ------------------------------------------------------------------------------------------ */

/* whichever request of open fails: the channel is free again */
static int failed_open_body(struct run *run)
{
	struct client_pcm pcm;
	unsigned long nth;
	bool hit = true;
	int err;

	for (nth = 1; hit; nth++) {
		usnd_fault_arm(nth);
		err = client_pcm_open(&pcm, &run->client, 0, 0, false, 04000);
		hit = usnd_fault_hit(NULL);
		usnd_fault_arm(0);
		if (!err)
			client_pcm_close(&pcm);
		EXPECT(!open_only(run, &pcm, false, SNDRV_PCM_FORMAT_S16_LE), "(after fault %lu)", nth);
		client_pcm_close(&pcm);
	}
	EXPECT(nth > 5, "(only %lu requests)", nth);
	return tap_failed ? -EIO : 0;
}

static void a_failed_open_holds_no_channel(void)
{
	run_card(NULL, false, 0, failed_open_body, NULL);
}

static void dsp_out(struct run *run, uint8_t byte)
{
	host_delay(5000);
	run->machine->ops->io_write(run->machine, 0x22c, 1, byte);
}

static uint8_t irq_status(struct run *run)
{
	run->machine->ops->io_write(run->machine, 0x224, 1, 0x82);
	return run->machine->ops->io_read(run->machine, 0x225, 1);
}

/* a DSP that goes on, or interrupts, by itself: after the stream is closed its buffer is left alone */
static int stray_body(struct run *run)
{
	struct stream stream;

	plug_all(run);
	if (stream_open(&stream, run, &formats[0], false, false))
		return -EIO;
	EXPECT(!stream_play(&stream));
	stream_close(&stream);
	EXPECT(!client_write_file(&run->client, "/proc/asound/card0/pcm0p/sub0/prealloc", "0"));
	dsp_out(run, 0xd6);
	host_task_park(host_now() + 100000000);
	dsp_out(run, 0xf2);
	dsp_out(run, 0xf3);
	host_task_park(host_now() + 100000000);
	EXPECT(!irq_status(run), "(acknowledged)");
	/* and who interrupts for nobody was told to pause: even a channel that is let loose moves nothing */
	run->machine->ops->io_write(run->machine, 0xd4, 1, 1);
	host_task_park(host_now() + 100000000);
	run->machine->ops->io_write(run->machine, 0xd4, 1, 5);
	return tap_failed ? -EIO : 0;
}

static void what_nobody_wanted_is_stopped(void)
{
	if (ours_only())
		with_card(stray_body);
}

/* ---- resources --------------------------------------------------------------------------------------------------- */

static int nothing_body(struct run *run)
{
	struct snd_ctl_card_info info;

	EXPECT(client_card_info(&run->client, 0, &info) < 0);
	return 0;
}

static int names_body(struct run *run)
{
	struct snd_ctl_card_info info;
	char text[256];

	EXPECT(!client_card_info(&run->client, 0, &info));
	EXPECT(!strcmp((char *)info.driver, "SB16") && !strcmp((char *)info.longname, run->arg), "(%s)", info.longname);
	EXPECT(client_read_file(&run->client, "/proc/dma", text, sizeof(text)) > 0 && strstr(text, " 4: cascade\n"));
	return 0;
}

static void the_card_is_tried_at_four_places(void)
{
	struct run_config config = { .cards = { card_find("sb16") }, .card_count = 1, .isa_port = 0x260 };
	struct run_result result;

	if (!ours_only())
		return;
	EXPECT(!run_world(&config, names_body, (void *)"Sound Blaster 16 at 0x260, irq 5, dma 1&5", &result));
	config.isa_port = 0x300;
	EXPECT(!run_world(&config, nothing_body, NULL, &result));
}

static void resources_are_as_wanted_or_free(void)
{
	run_card(NULL, false, 0, names_body, "Sound Blaster 16 at 0x220, irq 5, dma 1&5");
	run_card("irq=7 dma8=0 dma16=7 port=0x220", false, 0, names_body, "Sound Blaster 16 at 0x220, irq 7, dma 0&7");
	run_card("irq=9 dma16=-1", false, 0, names_body, "Sound Blaster 16 at 0x220, irq 9, dma 1");
}

static void a_card_that_cannot_be_had_so_is_not_there(void)
{
	/* Linux's driver does without a 16-bit channel if it gets another one */
	static const char *const params[] = {
		"port=0x240", "irq=11", "dma8=2", "enable=0,1 port=1,0x260", "dma16=4", "dma16=3",
	};
	struct run_config config = { .cards = { card_find("sb16") }, .card_count = 1, .driver = other_driver() };
	struct run_result result;

	for (size_t i = 0; i < (other_driver() ? 4 : 6); i++) {
		config.params = params[i];
		EXPECT(!run_world(&config, nothing_body, NULL, &result), "(%s)", params[i]);
	}
}

/* ---- faults ------------------------------------------------------------------------------------------------------ */

/* a second of recording, and the other direction opened beside it */
static int record_a_little(struct run *run)
{
	const struct client_params want = { .format = SNDRV_PCM_FORMAT_S16_LE, .rate = 8000, .channels = 2 };
	struct client_pcm record, play;
	size_t done;
	int err = client_pcm_open(&record, &run->client, 0, 0, true, 0);

	if (err)
		return err;
	err = client_pcm_configure(&record, &want);
	if (!err)
		err = client_pcm_read(&record, got, 8000, &done);
	if (!err)
		err = open_only(run, &play, false, SNDRV_PCM_FORMAT_U8);
	if (!err)
		client_pcm_close(&play);
	client_pcm_close(&record);
	return err;
}

static int life_body(struct run *run)
{
	const struct card *card = run->config->cards[0];
	int err = run_load(run, card);

	if (err)
		return err;
	plug_all(run);
	err = scenario_stream(run);
	if (!err)
		err = record_a_little(run);
	run_unload(run, card);
	return err;
}

static void every_fault_of_its_life_is_survived(void)
{
	const struct run_config config = { .cards = { card_find("sb16") }, .card_count = 1, .plug_only = true,
		.driver = other_driver() };
	struct sweep_result result;
	int err = sweep(&config, life_body, NULL, 1, 20000, &result);

	EXPECT(!err, "fault %lu (%s): %s\n%s", result.bad, result.site, result.why, result.end.output);
	EXPECT(result.runs > 50, "only %lu requests in a driver's life", result.runs - 1);
	printf("# %lu requests failed once each\n", result.runs - 1);
}

static const struct tap_case cases[] = {
	TAP_CASE(playing_is_bit_exact),
	TAP_CASE(recording_is_bit_exact),
	TAP_CASE(every_platform_plays_and_records),
	TAP_CASE(both_directions_at_once_are_bit_exact),
	TAP_CASE(the_16_bit_channel_goes_where_it_is_allocated),
	TAP_CASE(without_a_16_bit_channel_all_goes_through_the_8_bit_one),
	TAP_CASE(without_an_8_bit_channel_there_is_16_bit_only),
	TAP_CASE(the_buffer_is_within_the_controllers_reach),
	TAP_CASE(it_plays_again_after_sleep),
	TAP_CASE(a_failed_open_holds_no_channel),
	TAP_CASE(what_nobody_wanted_is_stopped),
	TAP_CASE(the_card_is_tried_at_four_places),
	TAP_CASE(resources_are_as_wanted_or_free),
	TAP_CASE(a_card_that_cannot_be_had_so_is_not_there),
	TAP_CASE(every_fault_of_its_life_is_survived),
};

TAP_MAIN(cases)
