// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The ES1370's driver on its model, by what an application sees and what the lines carry: DAC1, ADC, the clock that
 * DAC2 and ADC share, pause, all channels at once, and the card pulled out in the middle.
 */
#include <errno.h>
#include <string.h>

#include "harness/run.h"
#include "tests/host/other_driver.h"

#define FRAMES 30000u
#define FRAME_BYTES 4u

static int16_t sound[FRAMES * 2], heard[2 * FRAMES * 2];
static size_t heard_frames;
static unsigned int heard_rate, sampled_bytes;

static void on_format(void *ctx, unsigned int rate, unsigned int channels, unsigned int bits)
{
	heard_rate = rate;
	sampled_bytes = channels * bits / 8;
}

static void on_play(void *ctx, void *data, size_t count)
{
	if (heard_frames + count <= 2 * FRAMES)
		memcpy(heard + 2 * heard_frames, data, count * FRAME_BYTES);
	heard_frames += count;
}

static void on_record(void *ctx, void *data, size_t count)
{
	for (size_t i = 0; i < count; i++, heard_frames++)
		memcpy((uint8_t *)data + i * sampled_bytes,
		       (uint8_t *)sound + heard_frames % FRAMES * sampled_bytes, sampled_bytes);
}

static void make_sound(void)
{
	uint32_t noise = 1;

	for (size_t i = 0; i < 2 * FRAMES; i++) {
		noise = noise * 1664525 + 1013904223;
		sound[i] = noise >> 16;
	}
	heard_frames = heard_rate = 0;
}

static void attach(struct run *run, const char *card, bool capture)
{
	const struct usnd_line line = { NULL, on_format, capture ? on_record : on_play };

	make_sound();
	EXPECT(!run->machine->ops->line(run->machine, card, capture, &line));
}

/* every case under a handful of schedules; seed 0 is first come, first served */
static void with_card(int (*body)(struct run *run))
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1, .driver = other_driver() };
	struct opened_card card = { es1370_opened, body, NULL };
	struct run_result result;
	int err;

	for (config.seed = 0; config.seed < 6; config.seed++) {
		err = run_world(&config, opened_body, &card, &result);
		EXPECT(!err, "(seed %u: %s: %s, %lu findings)", (unsigned int)config.seed,
		       result.step ? result.step : "", strerror(-err), result.findings);
	}
}

static int open_sized(struct run *run, struct client_pcm *pcm, unsigned int device, bool capture, unsigned int rate,
		      unsigned int period, unsigned int buffer)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = rate, .channels = 2,
		.period_frames = period, .buffer_frames = buffer,
	};
	int err = client_pcm_open(pcm, &run->client, 0, device, capture, 0);

	if (!err)
		err = client_pcm_configure(pcm, &want);
	EXPECT(!err, "(device %u: %s)", device, strerror(-err));
	return err;
}

static int open_stream(struct run *run, struct client_pcm *pcm, unsigned int device, bool capture, unsigned int rate)
{
	return open_sized(run, pcm, device, capture, rate, 1024, 4096);
}

static int play_all(struct client_pcm *pcm)
{
	size_t done;
	int err = client_pcm_write(pcm, sound, FRAMES, &done);

	return err ? err : client_pcm_drain(pcm);
}

/* ---- playing on DAC1 ------------------------------------------------------------------------------------------ */

static int dac1_body(struct run *run)
{
	static const unsigned int rates[] = { 5512, 11025, 22050, 44100 };
	struct client_pcm pcm;

	for (size_t i = 0; i < 4; i++) {
		attach(run, "es1370/dac1", false);
		if (open_stream(run, &pcm, 1, false, rates[i]))
			return -EIO;
		EXPECT(pcm.rate == rates[i]);
		EXPECT(!play_all(&pcm));
		EXPECT(!client_pcm_close(&pcm));
		EXPECT(heard_rate == rates[i] && heard_frames >= FRAMES);
		EXPECT(!memcmp(heard, sound, sizeof(sound)), "(at %u Hz)", rates[i]);
	}
	return 0;
}

static void dac1_is_bit_exact_at_its_four_rates(void)
{
	with_card(dac1_body);
}

/* ---- formats ------------------------------------------------------------------------------------------- */

static const struct {
	int format;
	unsigned int channels, bytes;
} formats[] = {
	{ SNDRV_PCM_FORMAT_U8, 1, 1 }, { SNDRV_PCM_FORMAT_U8, 2, 2 },
	{ SNDRV_PCM_FORMAT_S16_LE, 1, 2 }, { SNDRV_PCM_FORMAT_S16_LE, 2, 4 },
};

static size_t line_bytes;
static unsigned int line_frame;

static void on_line_format(void *ctx, unsigned int rate, unsigned int channels, unsigned int bits)
{
	line_frame = channels * bits / 8;
}

static void on_line_heard(void *ctx, void *data, size_t count)
{
	for (size_t i = 0; i < count * line_frame && line_bytes < sizeof(heard); i++)
		((uint8_t *)heard)[line_bytes++] = ((uint8_t *)data)[i];
}

static void on_line_sampled(void *ctx, void *data, size_t count)
{
	for (size_t i = 0; i < count * line_frame; i++)
		((uint8_t *)data)[i] = ((uint8_t *)sound)[line_bytes++ % sizeof(sound)];
}

/* device and direction of a channel of the card, and the end of the line that belongs to it */
static int format_body(struct run *run)
{
	static const struct usnd_line out = { NULL, on_line_format, on_line_heard };
	static const struct usnd_line in = { NULL, on_line_format, on_line_sampled };
	static const char *const ends[] = { "es1370", "es1370/dac1", "es1370" };

	for (unsigned int i = 0; i < 4 * 3; i++) {
		unsigned int channel = i % 3;
		bool capture = channel == 2;
		const struct client_params want = {
			.format = formats[i / 3].format, .rate = 11025, .channels = formats[i / 3].channels,
			.period_frames = 512, .buffer_frames = 2048,
		};
		struct client_pcm pcm;
		size_t done;
		int err;

		make_sound();
		memset(heard, 0x55, sizeof(heard));
		line_bytes = 0;
		EXPECT(!run->machine->ops->line(run->machine, ends[channel], capture, capture ? &in : &out));
		err = client_pcm_open(&pcm, &run->client, 0, channel == 1, capture, 0);
		if (!err)
			err = client_pcm_configure(&pcm, &want);
		if (!err && capture)
			err = client_pcm_read(&pcm, heard, 9000, &done);
		else if (!err)
			err = client_pcm_write(&pcm, sound, 9000, &done);
		if (!err && !capture)
			err = client_pcm_drain(&pcm);
		EXPECT(!err && line_frame == formats[i / 3].bytes, "(%s)", strerror(-err));
		EXPECT(!memcmp(heard, sound, 9000 * formats[i / 3].bytes), "(%u bytes a frame, channel %u)",
		       formats[i / 3].bytes, channel);
		client_pcm_close(&pcm);
		/* what is plugged in somewhere else would take the frames */
		EXPECT(!run->machine->ops->line(run->machine, ends[channel], capture, NULL));
	}
	return 0;
}

static void every_format_is_bit_exact_on_every_channel(void)
{
	with_card(format_body);
}

/* ---- recording ----------------------------------------------------------------------------------------- */

static int record_body(struct run *run)
{
	struct client_pcm pcm;
	size_t done;

	attach(run, "es1370", true);
	if (open_stream(run, &pcm, 0, true, 44100))
		return -EIO;
	EXPECT(!client_pcm_read(&pcm, heard, FRAMES, &done) && done == FRAMES);
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_DROP));
	EXPECT(heard_rate == 44100 && !memcmp(heard, sound, sizeof(sound)));
	return client_pcm_close(&pcm);
}

static void recording_is_bit_exact(void)
{
	with_card(record_body);
}

/* ---- periods ------------------------------------------------------------------------------------------- */

static int odd_body(struct run *run)
{
	struct client_pcm pcm;

	attach(run, "es1370", false);
	if (open_sized(run, &pcm, 0, false, 44100, 1001, 3003))
		return -EIO;
	EXPECT(pcm.period_frames == 1001 && pcm.buffer_frames == 3003, "(%lu of %lu)", pcm.period_frames,
	       pcm.buffer_frames);
	EXPECT(!play_all(&pcm));
	EXPECT(!memcmp(heard, sound, sizeof(sound)));
	return client_pcm_close(&pcm);
}

static void played_periods_are_of_any_size(void)
{
	with_card(odd_body);
}

static const struct recorded {
	int format;
	unsigned int channels, period, buffer;
} recorded[] = {
	{ SNDRV_PCM_FORMAT_S16_LE, 2, 96, 192 },  { SNDRV_PCM_FORMAT_S16_LE, 2, 100, 200 },
	{ SNDRV_PCM_FORMAT_S16_LE, 2, 17, 34 },	  { SNDRV_PCM_FORMAT_S16_LE, 2, 1001, 3003 },
	{ SNDRV_PCM_FORMAT_S16_LE, 1, 98, 196 },  { SNDRV_PCM_FORMAT_U8, 2, 34, 68 },
	{ SNDRV_PCM_FORMAT_U8, 1, 66, 132 },	  { SNDRV_PCM_FORMAT_U8, 1, 65503, 65536 },
};

#define RECORDED (sizeof(recorded) / sizeof(recorded[0]))

/* when may the reader have the first @frames, in ns? Half of the chip's cache later, at the latest; and it takes a while */
static uint64_t latest(const struct client_pcm *pcm, uint64_t frames)
{
	return (frames + 32 / pcm->frame_bytes) * 1000000000ull / pcm->rate + 100000;
}

/* a ring of two periods: who is woken a period late has lost what was recorded */
static void record_periods(struct run *run, const struct recorded *r)
{
	const struct client_params want = { .format = r->format, .rate = 44100, .channels = r->channels,
		.period_frames = r->period, .buffer_frames = r->buffer };
	struct client_pcm pcm;
	uint64_t began;
	size_t done, at = 0;
	bool good = true;

	make_sound();
	EXPECT(!client_pcm_open(&pcm, &run->client, 0, 0, true, 0) && !client_pcm_configure(&pcm, &want));
	EXPECT(pcm.period_frames == r->period && pcm.buffer_frames == r->buffer, "(%lu of %lu)",
	       pcm.period_frames, pcm.buffer_frames);
	began = host_now();
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_START));
	for (unsigned int i = 1; i <= 8; i++) {
		EXPECT(!client_pcm_read(&pcm, heard, r->period, &done) && done == r->period, "(%u, period %u: %zu)",
		       r->period, i, done);
		EXPECT(host_now() - began <= latest(&pcm, (uint64_t)i * r->period), "(%u, period %u after %llu ns)",
		       r->period, i, (unsigned long long)(host_now() - began));
		for (size_t k = 0; k < done * pcm.frame_bytes && good; k++) {
			good = ((uint8_t *)heard)[k] == ((uint8_t *)sound)[at % (FRAMES * pcm.frame_bytes)];
			at++;
		}
		EXPECT(good, "(%u, period %u)", r->period, i);
	}
	EXPECT(!client_pcm_close(&pcm));
}

static int whole_body(struct run *run)
{
	const struct client_params most = { .format = SNDRV_PCM_FORMAT_U8, .rate = 44100, .channels = 1,
		.period_frames = 65530, .buffer_frames = 65536 };
	struct client_pcm pcm;

	attach(run, "es1370", true);
	for (size_t i = 0; i < RECORDED; i++)
		record_periods(run, &recorded[i]);
	/* the first one would be longer than what the chip counts */
	if (!client_pcm_open(&pcm, &run->client, 0, 0, true, 0) && !client_pcm_configure(&pcm, &most))
		EXPECT(pcm.period_frames == 65504, "(%lu)", pcm.period_frames);
	return client_pcm_close(&pcm);
}

static void recorded_periods_are_there_when_they_interrupt(void)
{
	if (ours_only())
		with_card(whole_body);
}

/* ---- one clock for two --------------------------------------------------------------------------------- */

static int clock_body(struct run *run)
{
	struct client_pcm play, record;

	if (open_stream(run, &play, 0, false, 44100) || open_stream(run, &record, 0, true, 8000))
		return -EIO;
	EXPECT(record.rate == 44100, "(%u)", record.rate);
	/* the first one gives it up: but now it is the second one's */
	EXPECT(!client_pcm_close(&play));
	if (open_stream(run, &play, 0, false, 8000))
		return -EIO;
	EXPECT(play.rate == 44100, "(%u)", play.rate);
	EXPECT(!client_pcm_close(&play) && !client_pcm_close(&record));
	if (open_stream(run, &record, 0, true, 8000) || open_stream(run, &play, 0, false, 48000))
		return -EIO;
	EXPECT(record.rate_den == 176 && play.rate_den == 176, "(%u)", play.rate_den);
	EXPECT(!client_pcm_close(&play) && !client_pcm_close(&record));
	return 0;
}

static void second_opener_gets_the_running_rate(void)
{
	if (ours_only())
		with_card(clock_body);
}

/* ---- pause --------------------------------------------------------------------------------------------- */

static int pause_body(struct run *run)
{
	struct snd_pcm_status before, after;
	struct client_pcm pcm;
	size_t done;

	attach(run, "es1370", false);
	if (open_stream(run, &pcm, 0, false, 44100))
		return -EIO;
	EXPECT(!client_pcm_write(&pcm, sound, 6000, &done));
	EXPECT(!usnd_ioctl(pcm.file, SNDRV_PCM_IOCTL_PAUSE, 1, &run->client.caller));
	EXPECT(!client_pcm_status(&pcm, &before) && before.state == SNDRV_PCM_STATE_PAUSED);
	host_task_park(host_now() + 100000000);
	EXPECT(!client_pcm_status(&pcm, &after) && after.hw_ptr == before.hw_ptr);
	EXPECT(!usnd_ioctl(pcm.file, SNDRV_PCM_IOCTL_PAUSE, 0, &run->client.caller));
	EXPECT(!client_pcm_write(&pcm, sound + 2 * 6000, FRAMES - 6000, &done));
	EXPECT(!client_pcm_drain(&pcm));
	EXPECT(!memcmp(heard, sound, sizeof(sound)), "(nothing lost, nothing twice)");
	return client_pcm_close(&pcm);
}

static void pause_loses_nothing(void)
{
	with_card(pause_body);
}

/* ---- everything at once -------------------------------------------------------------------------------- */

static struct client_pcm second;

static void play_second(void *arg)
{
	EXPECT(!play_all(&second));
}

static int all_body(struct run *run)
{
	struct client_pcm first, third;
	struct host_task *task;
	int16_t frames[2048];
	size_t done;

	attach(run, "es1370/dac1", false);
	if (open_stream(run, &first, 0, false, 44100) || open_stream(run, &second, 1, false, 22050) ||
	    open_stream(run, &third, 0, true, 44100))
		return -EIO;
	EXPECT(!host_task_create(&task, "second", play_second, NULL, NULL));
	EXPECT(!client_pcm_do(&third, SNDRV_PCM_IOCTL_START));
	/* full duplex: what is recorded (silence) goes out again, a quarter of the buffer behind */
	EXPECT(!client_pcm_write(&first, sound, 2048, &done));
	for (unsigned int i = 0; i < 50; i++) {
		EXPECT(!client_pcm_read(&third, frames, 1024, &done));
		EXPECT(!client_pcm_write(&first, frames, 1024, &done));
	}
	EXPECT(!client_pcm_do(&third, SNDRV_PCM_IOCTL_DROP) && !client_pcm_drain(&first));
	host_task_join(task);
	EXPECT(!memcmp(heard, sound, sizeof(sound)), "(DAC1 was not disturbed)");
	EXPECT(!client_pcm_close(&first) && !client_pcm_close(&second) && !client_pcm_close(&third));
	return 0;
}

static void three_channels_run_at_once(void)
{
	with_card(all_body);
}

/* ---- pulled out ---------------------------------------------------------------------------------------- */

static void pull(void *arg)
{
	host_task_park(host_now() + 100000000);
	EXPECT(!usnd_pci_remove(USND_BDF(0, 5, 0)));
}

static int pull_body(struct run *run)
{
	struct client_pcm pcm;
	struct host_task *task;
	size_t done;
	int err;

	if (open_stream(run, &pcm, 0, false, 44100))
		return -EIO;
	make_sound();
	EXPECT(!host_task_create(&task, "pull", pull, NULL, NULL));
	err = client_pcm_write(&pcm, sound, FRAMES, &done);
	EXPECT(err == -ENODEV || err == -EBADFD || err == -EPIPE, "(%s)", strerror(-err));
	EXPECT(done < FRAMES);
	client_pcm_close(&pcm);
	host_task_join(task);
	EXPECT(usnd_pci_remove(USND_BDF(0, 5, 0)) == -ENODEV);
	EXPECT(run->machine->ops->pci_read(run->machine, USND_BDF(0, 5, 0), 0, 4) == UINT32_MAX);
	return 0;
}

static void a_card_pulled_out_while_playing_leaves_nothing(void)
{
	with_card(pull_body);
}

static const struct tap_case cases[] = {
	TAP_CASE(dac1_is_bit_exact_at_its_four_rates),
	TAP_CASE(every_format_is_bit_exact_on_every_channel),
	TAP_CASE(recording_is_bit_exact),
	TAP_CASE(played_periods_are_of_any_size),
	TAP_CASE(recorded_periods_are_there_when_they_interrupt),
	TAP_CASE(second_opener_gets_the_running_rate),
	TAP_CASE(pause_loses_nothing),
	TAP_CASE(three_channels_run_at_once),
	TAP_CASE(a_card_pulled_out_while_playing_leaves_nothing),
};

TAP_MAIN(cases)
