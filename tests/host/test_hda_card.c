// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_hda_card.c - the High Definition Audio card beyond its samples: mixer, system sleep, pulled out while it
 * plays; codecs that are not there or do not answer.
 */
#include <sound/tlv.h>

#include "harness/client_ctl.h"
#include "tests/host/decibels.h"
#include "tests/host/hda_card.h"

#define FRAMES 8000u

static int16_t sound[FRAMES][2], recorded[FRAMES][2];

static int16_t heard(size_t frame, unsigned int side)
{
	return ((int16_t(*)[2])line_out.data)[frame][side];
}

static int play_once(struct run *run)
{
	struct stream out;
	int err;

	make_noise(sound, sizeof(sound), 1);
	plug(run, false);
	err = stream_open(&out, run, false, &usual);
	if (!err)
		err = stream_play(&out, sound, FRAMES);
	EXPECT(!stream_close(&out));
	return err;
}

static int record_once(struct run *run)
{
	struct stream in;
	int err;

	plug(run, true);
	err = stream_open(&in, run, true, &usual);
	if (!err)
		err = stream_read(&in, recorded, FRAMES);
	EXPECT(!client_pcm_do(&in.pcm, SNDRV_PCM_IOCTL_DROP) && !stream_close(&in));
	return err;
}

static bool bit_exact(void)
{
	return !memcmp(line_out.data, sound, sizeof(sound));
}

/* ---- mixer ------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	bool volume;
} elements[] = {
	{ "Master Playback Volume", true }, { "Master Playback Switch", false },
	{ "Capture Volume", true }, { "Capture Switch", false },
};

static int elements_body(struct run *run)
{
	struct snd_ctl_elem_id ids[8];
	struct client_ctl ctl;
	unsigned int tlv[4];
	long values[2];

	EXPECT(!client_ctl_open(&ctl, &run->client, 0));
	/* and the channel map */
	EXPECT(client_ctl_list(&ctl, ids, 8) == 5);
	for (size_t i = 0; i < 4; i++) {
		struct snd_ctl_elem_info info;

		EXPECT(!strcmp((const char *)ids[i].name, elements[i].name), "(%s)", ids[i].name);
		EXPECT(!client_ctl_info(&ctl, &ids[i], &info) && info.count == 2);
		EXPECT(!client_ctl_read(&ctl, &ids[i], values, 2));
		if (!elements[i].volume) {
			EXPECT(values[0] == 1 && values[1] == 1);
			continue;
		}
		EXPECT(info.value.integer.min == 0 && info.value.integer.max == 74);
		EXPECT(values[0] == 74 && values[1] == 74, "(%ld)", values[0]);
		EXPECT(!client_ctl_tlv(&ctl, &ids[i], tlv, sizeof(tlv)) && tlv[0] == SNDRV_CTL_TLVT_DB_SCALE);
		EXPECT((int)tlv[2] == -7400 && tlv[3] == 100);
		values[1] = 75;
		EXPECT(client_ctl_write(&ctl, &ids[i], values, 2) == -EINVAL);
	}
	return client_ctl_close(&ctl);
}

static void the_mixer_is_the_codecs_amplifiers(void)
{
	if (ours_only())
		with_worlds(&(struct run_config){ 0 }, 1, elements_body, NULL);
}

static void set(struct run *run, const char *name, long left, long right)
{
	struct snd_ctl_elem_id id = client_mixer_elem(name, 0);
	struct client_ctl ctl;
	long now[2];

	EXPECT(!client_ctl_open(&ctl, &run->client, 0));
	EXPECT(client_ctl_write(&ctl, &id, (long[2]){ left, right }, 2) >= 0, "(%s)", name);
	EXPECT(!client_ctl_write(&ctl, &id, (long[2]){ left, right }, 2), "(the same again is no change)");
	EXPECT(!client_ctl_read(&ctl, &id, now, 2) && now[0] == left && now[1] == right);
	EXPECT(!client_ctl_close(&ctl));
}

/* both sides are what was sent, at so many decibels */
#define SILENT -100

static void expect_levels(const int16_t (*sent)[2], int16_t (*got)(size_t frame, unsigned int side), int left,
			  int right)
{
	unsigned int wrong = 0;

	for (size_t i = 0; i < FRAMES; i++)
		for (unsigned int side = 0; side < 2; side++) {
			int db = side ? right : left;

			wrong += !near(got(i, side), db == SILENT ? 0 : at_db(sent[i][side], db));
		}
	EXPECT(!wrong, "(%u samples)", wrong);
}

static int16_t was_recorded(size_t frame, unsigned int side)
{
	return recorded[frame][side];
}

static int volume_body(struct run *run)
{
	EXPECT(!play_once(run) && bit_exact());
	set(run, "Master Playback Volume", 68, 54);
	EXPECT(!play_once(run));
	expect_levels(sound, heard, -6, -20);
	set(run, "Master Playback Switch", 1, 0);
	EXPECT(!play_once(run));
	expect_levels(sound, heard, -6, SILENT);
	set(run, "Capture Volume", 74, 64);
	EXPECT(!record_once(run));
	expect_levels((const int16_t(*)[2])line_in.data, was_recorded, 0, -10);
	set(run, "Capture Switch", 0, 1);
	EXPECT(!record_once(run));
	expect_levels((const int16_t(*)[2])line_in.data, was_recorded, SILENT, -10);

	/* the sleep takes the codec's power, not what it was set to */
	EXPECT(!usnd_suspend() && !usnd_resume());
	EXPECT(!play_once(run) && !record_once(run));
	expect_levels(sound, heard, -6, SILENT);
	expect_levels((const int16_t(*)[2])line_in.data, was_recorded, SILENT, -10);
	set(run, "Master Playback Switch", 1, 1);
	set(run, "Master Playback Volume", 74, 74);
	EXPECT(!play_once(run) && bit_exact());
	return tap_failed ? -EIO : 0;
}

static void volumes_and_switches_are_heard(void)
{
	with_worlds(&(struct run_config){ 0 }, 3, volume_body, NULL);
}

/* ---- system sleep, and pulled out -------------------------------------------------------------------------------- */

/** struct writer - a task that writes until it cannot; @closes: and then closes the stream */
static struct writer {
	struct stream out;
	size_t done;
	int err;
	bool closes;
} writer;

static void keep_writing(void *arg)
{
	writer.err = client_pcm_write(&writer.out.pcm, sound, FRAMES, &writer.done);
	if (writer.closes)
		stream_close(&writer.out);
}

static int start_writer(struct run *run, struct host_task **task, bool closes)
{
	writer = (struct writer){ .closes = closes };
	make_noise(sound, sizeof(sound), 2);
	plug(run, false);
	if (stream_open(&writer.out, run, false, &usual))
		return -EIO;
	EXPECT(!host_task_create(task, "writer", keep_writing, NULL, NULL));
	host_task_park(host_now() + 50000000);
	return 0;
}

static int sleep_body(struct run *run)
{
	struct host_task *task;
	size_t before;

	if (start_writer(run, &task, false))
		return -EIO;
	EXPECT(!usnd_suspend());
	before = line_out.bytes;
	host_task_park(host_now() + 100000000);
	EXPECT(before > 1000 && line_out.bytes == before && !usnd_resume());
	host_task_join(task);
	EXPECT(writer.err == -ESTRPIPE && writer.done < FRAMES, "(%s)", strerror(-writer.err));
	EXPECT(!memcmp(line_out.data, sound, before));
	EXPECT(client_pcm_do(&writer.out.pcm, SNDRV_PCM_IOCTL_RESUME) == -ENOSYS);
	EXPECT(!client_pcm_do(&writer.out.pcm, SNDRV_PCM_IOCTL_PREPARE));
	EXPECT(!stream_play(&writer.out, sound, FRAMES));
	EXPECT(!memcmp(line_out.data + before, sound, sizeof(sound)), "(after the sleep)");
	return stream_close(&writer.out);
}

static void sound_goes_on_after_the_sleep(void)
{
	with_worlds(&(struct run_config){ 0 }, 6, sleep_body, NULL);
}

static int pull_body(struct run *run)
{
	struct host_task *task;

	if (start_writer(run, &task, true))
		return -EIO;
	/* waits until the last file is closed */
	EXPECT(!usnd_pci_remove(CARD));
	host_task_join(task);
	EXPECT(writer.err == -ENODEV || writer.err == -EBADFD || writer.err == -EPIPE, "(%s)", strerror(-writer.err));
	return tap_failed ? -EIO : 0;
}

static void a_card_pulled_out_while_playing_leaves_nothing(void)
{
	with_worlds(&(struct run_config){ 0 }, 6, pull_body, NULL);
}

/* ---- codecs that do not do their part ---------------------------------------------------------------------------- */

extern const struct model_ops hda_model;

/* commands are left unanswered after so many */
static unsigned int patience;

static uint64_t absent_read(void *state, unsigned int bar, uint32_t offset, unsigned int size)
{
	return offset == HDA_STATESTS ? 0 : hda_model.read(state, bar, offset, size);
}

static void silent_write(void *state, unsigned int bar, uint32_t offset, unsigned int size, uint64_t value)
{
	if (offset != HDA_CORBWP || !value || (patience && patience--))
		hda_model.write(state, bar, offset, size, value);
}

/* load the driver; *arg: did a card come of it? */
static int probe_body(struct run *run)
{
	struct usnd_file *file;
	bool *there = run->arg;

	listen_to_log(true);
	EXPECT(!run_load(run, run->config->cards[0]), "(the driver is loaded, with or without a card)");
	listen_to_log(false);
	*there = !usnd_open("/dev/snd/controlC0", 0, &run->client.caller, &file);
	if (*there)
		usnd_release(file, &run->client.caller);
	return 0;
}

static bool probe(const struct model_ops *model)
{
	const struct run_config like = { .model = model, .plug_only = true };
	bool there = true;

	with_worlds(&like, 1, probe_body, &there);
	return there;
}

static void without_a_codec_there_is_no_card(void)
{
	struct model_ops model = hda_model;

	if (!ours_only())
		return;
	model.read = absent_read;
	EXPECT(!probe(&model) && strstr(logged, "no audio codec"), "(%s)", logged);
}

/* whichever command it is that the codec does not answer any more */
static void a_codec_that_falls_silent_fails_the_probe(void)
{
	struct model_ops model = hda_model;
	unsigned int answered = 0;

	if (!ours_only())
		return;
	model.write = silent_write;
	for (patience = 0; !probe(&model) && !tap_failed; patience = ++answered)
		EXPECT(strstr(logged, "codec 0 does not answer"), "(after %u: %s)", answered, logged);
	EXPECT(answered > 30, "(%u)", answered);
	printf("# %u commands make a card\n", answered);
}

static int late_body(struct run *run)
{
	struct stream out;

	patience = 0;
	listen_to_log(true);
	EXPECT(!client_pcm_open(&out.pcm, &run->client, 0, 0, false, 0));
	EXPECT(stream_configure(&out, &usual) == -EIO && !stream_close(&out));
	EXPECT(strstr(logged, "codec 0 does not answer"), "(%s)", logged);
	/* what would come now might be the answer to anything, until the rings are set up anew */
	patience = 1000;
	EXPECT(!client_pcm_open(&out.pcm, &run->client, 0, 0, false, 0));
	EXPECT(stream_configure(&out, &usual) == -EIO && !stream_close(&out));
	EXPECT(!usnd_suspend() && !usnd_resume());
	listen_to_log(false);
	EXPECT(!play_once(run) && bit_exact());
	return tap_failed ? -EIO : 0;
}

static void a_codec_that_falls_silent_later_is_an_error(void)
{
	struct model_ops model = hda_model;

	if (!ours_only())
		return;
	model.write = silent_write;
	patience = 1000;
	with_worlds(&(struct run_config){ .model = &model }, 1, late_body, NULL);
}

static const struct tap_case cases[] = {
	TAP_CASE(the_mixer_is_the_codecs_amplifiers),
	TAP_CASE(volumes_and_switches_are_heard),
	TAP_CASE(sound_goes_on_after_the_sleep),
	TAP_CASE(a_card_pulled_out_while_playing_leaves_nothing),
	TAP_CASE(without_a_codec_there_is_no_card),
	TAP_CASE(a_codec_that_falls_silent_fails_the_probe),
	TAP_CASE(a_codec_that_falls_silent_later_is_an_error),
};

TAP_MAIN(cases)
