// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_hda_list.c - the High Definition Audio driver's work, seen from below: its buffer descriptor list entry by
 * entry, how streams start and stop; lists that somebody has spoilt; every fault of a buffer in pieces.
 */
#include "harness/sweep.h"
#include "tests/host/hda_card.h"

#define FRAMES 8000u

static int16_t sound[FRAMES][2], recorded[FRAMES][2];

extern const struct model_ops hda_model;

/* ---- lists, and what a stream leaves behind ---------------------------------------------------------------------- */

static int list_body(struct run *run)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE,
		.rate = 48000,
		.channels = 2,
		.period_frames = 2080,
		.buffer_frames = 8320,
	};
	unsigned int count, i, period = 4 * 2080, from = 0;
	struct entry list[256];
	struct stream out;

	EXPECT(!client_pcm_open(&out.pcm, &run->client, 0, 0, false, 0) && !scatter_memory(3));
	EXPECT(!stream_configure(&out, &want));
	count = read_list(run, PLAY_ENGINE, list);
	for (i = 0; i < count; from += list[i++].bytes) {
		unsigned int end = from % period + list[i].bytes;

		EXPECT(list[i].bytes && !(list[i].bytes % 128) && !(list[i].address % 128) && end <= period,
		       "(entry %u)", i);
		EXPECT(list[i].flags == (end == period), "(interrupts: entry %u)", i);
	}
	EXPECT(from == 4 * period && count > 4, "(%u bytes in %u entries)", from, count);
	EXPECT(card_register(run, HDA_SD(PLAY_ENGINE) + HDA_SD_CBL, 4) == from);
	EXPECT(last_command(run) == (HDA_DAC << 20 | 0x70610), "(0x%08x)", last_command(run));
	EXPECT(!stream_close(&out));
	EXPECT(last_command(run) == (HDA_DAC << 20 | 0x70600), "(0x%08x: on no stream any more)", last_command(run));
	gather_memory();
	return tap_failed ? -EIO : 0;
}

static void the_list_is_the_buffer_and_interrupts_once_a_period(void)
{
	if (ours_only())
		with_worlds(&(struct run_config){ .ram_bytes = 16 << 20 }, 1, list_body, NULL);
}

static int stop_body(struct run *run)
{
	struct snd_pcm_status status;
	struct stream in;

	plug(run, true);
	if (stream_open(&in, run, true, &usual))
		return -EIO;
	EXPECT(!client_pcm_do(&in.pcm, SNDRV_PCM_IOCTL_START) && !stream_read(&in, recorded, 1500));
	EXPECT(card_register(run, HDA_INTCTL, 4) == (INT_GLOBAL | INT_CONTROLLER | 1u << RECORD_ENGINE));
	EXPECT(!client_pcm_do(&in.pcm, SNDRV_PCM_IOCTL_DROP));
	EXPECT(card_register(run, HDA_INTCTL, 4) == (INT_GLOBAL | INT_CONTROLLER), "(its interrupt is off)");
	EXPECT(!(card_register(run, HDA_SD(RECORD_ENGINE) + HDA_SD_CTL, 1) & SD_RUN));
	EXPECT(!client_pcm_do(&in.pcm, SNDRV_PCM_IOCTL_PREPARE) && !client_pcm_do(&in.pcm, SNDRV_PCM_IOCTL_START));
	EXPECT(!client_pcm_status(&in.pcm, &status) && status.hw_ptr < 32, "(%ld: where the last one was)",
	       status.hw_ptr);
	EXPECT(!client_pcm_do(&in.pcm, SNDRV_PCM_IOCTL_DROP));
	return stream_close(&in);
}

static void a_stream_that_stops_leaves_nothing_to_the_next(void)
{
	with_worlds(&(struct run_config){ 0 }, 3, stop_body, NULL);
}

/* what SSYNC holds back, and which engines were told to run without being held */
static uint32_t held_back, ran_free;

static void watching_write(void *state, unsigned int bar, uint32_t offset, unsigned int size, uint64_t value)
{
	if (offset == HDA_SSYNC)
		held_back = value;
	for (unsigned int engine = 0; engine < HDA_STREAMS; engine++)
		if (offset == HDA_SD(engine) + HDA_SD_CTL && value & SD_RUN && !(held_back >> engine & 1))
			ran_free |= 1u << engine;
	hda_model.write(state, bar, offset, size, value);
}

static int start_body(struct run *run)
{
	struct stream in, out;

	if (stream_open(&in, run, true, &usual))
		return -EIO;
	EXPECT(!client_pcm_do(&in.pcm, SNDRV_PCM_IOCTL_START));
	EXPECT(!ran_free && !held_back, "(0x%x, 0x%x)", ran_free, held_back);
	EXPECT(!client_pcm_do(&in.pcm, SNDRV_PCM_IOCTL_DROP) && !stream_close(&in));
	EXPECT(!stream_open(&out, run, false, &usual) && !stream_play(&out, sound, FRAMES));
	EXPECT(!ran_free && !held_back, "(0x%x, 0x%x)", ran_free, held_back);
	return stream_close(&out);
}

static void streams_are_let_go_by_the_synchronisation_register(void)
{
	struct model_ops model = hda_model;

	if (!ours_only())
		return;
	model.write = watching_write;
	held_back = ran_free = 0;
	with_worlds(&(struct run_config){ .model = &model }, 1, start_body, NULL);
}

/* ---- a list that somebody has spoilt ----------------------------------------------------------------------------- */

/* change word @word of the list's entry @entry, as a driver with a mistake in it would have written it */
static void spoil_list(struct run *run, unsigned int entry, unsigned int word, uint32_t value)
{
	struct usnd_platform platform;
	uint64_t list = card_register(run, HDA_SD(PLAY_ENGINE) + HDA_SD_BDPL, 4);

	run->machine->ops->describe(run->machine, &platform);
	list -= platform.dma_offset + platform.ranges[0].phys;
	EXPECT(pwrite(platform.ram_fd, &value, 4, list + 16 * entry + 4 * word) == 4);
}

static int judge_body(struct run *run)
{
	struct stream out;

	plug(run, false);
	if (stream_open(&out, run, false, &usual))
		return -EIO;
	/* the second period, 4096 bytes on, is said to lie where no memory was given to the card */
	spoil_list(run, 1, 0, 0x3f00000);
	listen_to_log(true);
	EXPECT(!stream_write(&out, sound, FRAMES));
	listen_to_log(false);
	EXPECT(strstr(logged, "0000:00:05.0 reads 64 bytes at bus 0x3f00000: nothing is mapped there"), "(%s)", logged);
	EXPECT(line_out.data[4095] == ((uint8_t *)sound)[4095] && line_out.data[4096] == 0xff);
	EXPECT(!client_pcm_do(&out.pcm, SNDRV_PCM_IOCTL_DROP) && !stream_close(&out));
	return 0;
}

static void a_wrong_address_in_the_list_is_caught_by_the_judge(void)
{
	struct run_config config = { .cards = { card_find("hda") }, .card_count = 1 };
	struct run_result result;

	EXPECT(run_world(&config, judge_body, NULL, &result) == -EIO && !result.error && result.findings,
	       "(%lu findings)", result.findings);
}

static int halt_body(struct run *run)
{
	struct stream out;

	plug(run, false);
	if (stream_open(&out, run, false, &usual))
		return -EIO;
	spoil_list(run, 1, 2, 0);
	listen_to_log(true);
	EXPECT(stream_write(&out, sound, FRAMES) == -EPIPE);
	listen_to_log(false);
	EXPECT(strstr(logged, "cannot read its buffer list"), "(%s)", logged);
	return stream_close(&out);
}

static void a_list_that_cannot_be_followed_is_an_xrun(void)
{
	if (ours_only())
		with_worlds(&(struct run_config){ 0 }, 3, halt_body, NULL);
}

/* ---- every fault of a buffer in pieces --------------------------------------------------------------------------- */

static int scattered_body(struct run *run)
{
	const struct card *card = run->config->cards[0];
	struct stream out;
	int err = run_load(run, card);

	if (err)
		return err;
	err = client_pcm_open(&out.pcm, &run->client, 0, 0, false, 0);
	if (err)
		return err;
	err = scatter_memory(1);
	if (!err) {
		err = client_pcm_configure(&out.pcm, &usual);
		if (!err)
			err = client_pcm_write(&out.pcm, sound, FRAMES, &(size_t){ 0 });
		usnd_module_unload("fragment");
	}
	client_pcm_close(&out.pcm);
	run_unload(run, card);
	return err;
}

static void every_fault_of_a_buffer_in_pieces_is_survived(void)
{
	struct run_config config = {
		.cards = { card_find("hda") }, .card_count = 1, .plug_only = true, .ram_bytes = 8 << 20,
	};
	struct sweep_result result;
	int err = sweep(&config, scattered_body, NULL, 1, 2000, &result);

	EXPECT(!err, "fault %lu (%s): %s\n%s", result.bad, result.site, result.why, result.end.output);
	printf("# %lu requests failed once each\n", result.runs - 1);
}

static const struct tap_case cases[] = {
	TAP_CASE(the_list_is_the_buffer_and_interrupts_once_a_period),
	TAP_CASE(a_stream_that_stops_leaves_nothing_to_the_next),
	TAP_CASE(streams_are_let_go_by_the_synchronisation_register),
	TAP_CASE(a_wrong_address_in_the_list_is_caught_by_the_judge),
	TAP_CASE(a_list_that_cannot_be_followed_is_an_xrun),
	TAP_CASE(every_fault_of_a_buffer_in_pieces_is_survived),
};

TAP_MAIN(cases)
