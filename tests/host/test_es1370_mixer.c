// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The ES1370's mixer by what a mixer application sees, and by what its jacks carry then: names and ranges of the
 * elements, defaults that change no bit, volumes and switches that are heard, and what is there after system sleep.
 */
#include <errno.h>
#include <string.h>

#include <sound/tlv.h>

#include "host/log.h"
#include "tests/host/other_driver.h"

#define FRAMES 6000u

typedef int16_t frame_t[2];

static frame_t sound[FRAMES], recorded[FRAMES];

/** struct jack - what line-out has carried since it was plugged in, and where line-in stands */
static struct jack {
	size_t heard_frames, sampled_frames;
	frame_t heard[2 * FRAMES];
} jack;

static int16_t line_sample(size_t frame, unsigned int side)
{
	return frame * 37 + 1000 * side;
}

static void on_heard(void *ctx, void *data, size_t count)
{
	for (size_t i = 0; i < count; i++, jack.heard_frames++)
		if (jack.heard_frames < 2 * FRAMES)
			memcpy(jack.heard[jack.heard_frames], (frame_t *)data + i, sizeof(frame_t));
}

static void on_sampled(void *ctx, void *data, size_t count)
{
	frame_t *frame = data;

	for (size_t i = 0; i < count; i++, jack.sampled_frames++)
		for (unsigned int side = 0; side < 2; side++)
			frame[i][side] = line_sample(jack.sampled_frames, side);
}

static void plug_jacks(struct run *run)
{
	static const struct usnd_line out = { NULL, NULL, on_heard }, in = { NULL, NULL, on_sampled };

	memset(&jack, 0, sizeof(jack));
	EXPECT(!run->machine->ops->line(run->machine, "es1370", false, &out));
	EXPECT(!run->machine->ops->line(run->machine, "es1370", true, &in));
	for (unsigned int i = 0; i < FRAMES; i++) {
		sound[i][0] = i * 31 - 5000;
		sound[i][1] = 7000 - i * 13;
	}
}

static struct client_ctl ctl;

static void with_mixer(int (*body)(struct run *run))
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1, .driver = other_driver() };
	struct opened_card card = { es1370_opened, body, NULL };
	struct run_result result;
	int err = run_world(&config, opened_body, &card, &result);

	EXPECT(!err, "(%s: %s, %lu findings)", result.step ? result.step : "", strerror(-err), result.findings);
}

/* a case: the body runs with ctl open and both jacks plugged in */
#define MIXER_CASE(name)                                          \
	static void name##_check(struct run *run);                \
	static int name##_body(struct run *run)                   \
	{                                                         \
		int err = client_ctl_open(&ctl, &run->client, 0); \
								  \
		plug_jacks(run);                                  \
		if (!err)                                         \
			err = client_ctl_subscribe(&ctl);         \
		if (!err)                                         \
			name##_check(run);                        \
		client_ctl_close(&ctl);                           \
		return err;                                       \
	}                                                         \
	static void name(void)                                    \
	{                                                         \
		with_mixer(name##_body);                          \
	}                                                         \
	static void name##_check(struct run *run)

/* 0: it was so already, 1: changed, and everybody was told so, -errno */
static int written(const struct snd_ctl_elem_id *id, const long *values, unsigned int count)
{
	int err = client_ctl_write(&ctl, id, values, count), told;
	struct snd_ctl_event event;

	told = client_ctl_event(&ctl, &event);
	if (told > 0)
		EXPECT(!err && event.type == SNDRV_CTL_EVENT_ELEM &&
		       event.data.elem.mask == SNDRV_CTL_EVENT_MASK_VALUE &&
		       !strcmp((char *)event.data.elem.id.name, (char *)id->name), "(%s)", event.data.elem.id.name);
	return err ? err : told;
}

static int set(const char *name, unsigned int index, long left, long right)
{
	struct snd_ctl_elem_id id = client_mixer_elem(name, index);
	const long values[2] = { left, right };

	return written(&id, values, 2);
}

static long get(const char *name, unsigned int index)
{
	struct snd_ctl_elem_id id = client_mixer_elem(name, index);
	long value = -1;

	EXPECT(!client_ctl_read(&ctl, &id, &value, 1), "(%s)", name);
	return value;
}

static int open_stream(struct run *run, struct client_pcm *pcm, unsigned int device, bool capture)
{
	const struct client_params want = { .format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2 };
	int err = client_pcm_open(pcm, &run->client, 0, device, capture, 0);

	if (!err)
		err = client_pcm_configure(pcm, &want);
	EXPECT(!err, "(%s)", strerror(-err));
	return err;
}

static void play(struct run *run, unsigned int device)
{
	struct client_pcm pcm;
	size_t done;

	jack.heard_frames = 0;
	if (open_stream(run, &pcm, device, false))
		return;
	EXPECT(!client_pcm_write(&pcm, sound, FRAMES, &done) && !client_pcm_drain(&pcm));
	EXPECT(!client_pcm_close(&pcm));
}

static void record(struct run *run)
{
	struct client_pcm pcm;
	size_t done;

	jack.sampled_frames = 0;
	if (open_stream(run, &pcm, 0, true))
		return;
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_START) && !client_pcm_read(&pcm, recorded, FRAMES, &done));
	EXPECT(!client_pcm_close(&pcm));
}

static int scaled(int sample, long num, long den)
{
	long value = sample * num;

	return (value < 0 ? value - den / 2 : value + den / 2) / den;
}

/* was @frames[i][side] heard as sound[i][side] * num / den, give or take one? */
static bool heard_as(unsigned int side, long num, long den)
{
	for (unsigned int i = 0; i < FRAMES; i++)
		if (abs(jack.heard[i][side] - scaled(sound[i][side], num, den)) > 1)
			return false;
	return jack.heard_frames >= FRAMES;
}

#define DB_MINUS_6 501187, 1000000

/* ---- elements ------------------------------------------------------------------------------------------------- */

/* as `amixer controls` lists them for snd-ens1370 of Linux 6.12 */
static const struct {
	const char *name;
	unsigned int index, count, max;
} expected[] = {
	{ "Master Playback Switch", 0, 2, 1 },	  { "Master Playback Volume", 0, 2, 31 },
	{ "Master Mono Playback Switch", 0, 1, 1 }, { "Master Mono Playback Volume", 0, 1, 7 },
	{ "PCM Switch", 0, 2, 1 },		  { "PCM Volume", 0, 2, 31 },
	{ "PCM Playback Switch", 0, 2, 1 },	  { "PCM Capture Switch", 0, 2, 1 },
	{ "PCM Switch", 1, 2, 1 },		  { "PCM Volume", 1, 2, 31 },
	{ "PCM Playback Switch", 1, 2, 1 },	  { "PCM Capture Route", 1, 4, 1 },
	{ "CD Switch", 0, 2, 1 },		  { "CD Volume", 0, 2, 31 },
	{ "CD Playback Switch", 0, 2, 1 },	  { "CD Capture Route", 0, 4, 1 },
	{ "Line Switch", 0, 2, 1 },		  { "Line Volume", 0, 2, 31 },
	{ "Line Playback Switch", 0, 2, 1 },	  { "Line Capture Route", 0, 4, 1 },
	{ "Aux Switch", 0, 2, 1 },		  { "Aux Volume", 0, 2, 31 },
	{ "Aux Playback Switch", 0, 2, 1 },	  { "Aux Capture Route", 0, 4, 1 },
	{ "Mono Switch", 0, 1, 1 },		  { "Mono Volume", 0, 1, 31 },
	{ "Mono Playback Switch", 0, 1, 1 },	  { "Mono Capture Switch", 0, 2, 1 },
	{ "Mono Switch", 1, 1, 1 },		  { "Mono Volume", 1, 1, 31 },
	{ "Mono Playback Switch", 1, 1, 1 },	  { "Mono Capture Switch", 1, 2, 1 },
	{ "Mic Volume", 0, 1, 31 },		  { "Mic Switch", 0, 1, 1 },
	{ "Mic Playback Switch", 0, 1, 1 },	  { "Mic Capture Switch", 0, 2, 1 },
	{ "Mic Bypass Capture Switch", 0, 2, 1 }, { "Mono1 Bypass Capture Switch", 0, 2, 1 },
	{ "Mono2 Bypass Capture Switch", 0, 2, 1 }, { "AD Input Select", 0, 1, 1 },
	{ "Mic Boost (+30dB)", 0, 1, 1 },	  { "PCM 0 Output also on Line-In Jack", 0, 1, 1 },
	{ "Mic +5V bias", 0, 1, 1 },		  { "Playback Channel Map", 0, 2, 36 },
	{ "Playback Channel Map", 0, 2, 36 },
};

#define ELEMENTS (sizeof(expected) / sizeof(expected[0]))

MIXER_CASE(the_elements_are_those_of_ens1370)
{
	struct snd_ctl_elem_id ids[ELEMENTS + 1];
	int count = client_ctl_list(&ctl, ids, ELEMENTS + 1);
	struct snd_ctl_elem_info info;
	struct snd_ctl_card_info card;

	EXPECT(count == ELEMENTS, "(%d instead of %zu)", count, ELEMENTS);
	for (unsigned int i = 0; i < ELEMENTS && (int)i < count; i++) {
		EXPECT(!strcmp((char *)ids[i].name, expected[i].name) && ids[i].index == expected[i].index &&
		       ids[i].numid == i + 1, "(%u: %s,%u)", i, ids[i].name, ids[i].index);
		EXPECT(!client_ctl_info(&ctl, &ids[i], &info) && info.count == expected[i].count &&
		       info.value.integer.min == 0 && info.value.integer.max == (long)expected[i].max,
		       "(%s: %u values up to %ld)", ids[i].name, info.count, info.value.integer.max);
		EXPECT((info.type == SNDRV_CTL_ELEM_TYPE_BOOLEAN) == (expected[i].max == 1));
		/* what can be turned says how loud it is; with Linux's driver it is the master's switches that say so */
		EXPECT((other_driver() && !strncmp(expected[i].name, "Master", 6)) ||
		       !strstr(expected[i].name, "Volume") == !(info.access & SNDRV_CTL_ELEM_ACCESS_TLV_READ) ||
		       info.id.iface == SNDRV_CTL_ELEM_IFACE_PCM, "(%s)", ids[i].name);
	}
	EXPECT(!client_card_info(&run->client, 0, &card));
	EXPECT(!strcmp((char *)card.mixername, "Asahi Kasei AK4531") && !strcmp((char *)card.components, "AK4531"));
	EXPECT(!strcmp((char *)card.driver, "ENS1370"));
}

static void expect_scale(const char *name, int min, unsigned int step)
{
	struct snd_ctl_elem_id id = client_mixer_elem(name, 0);
	unsigned int words[4] = { 0 };

	EXPECT(!client_ctl_tlv(&ctl, &id, words, sizeof(words)));
	EXPECT(words[0] == SNDRV_CTL_TLVT_DB_SCALE && words[1] == 8 && (int)words[2] == min && words[3] == step,
	       "(%s: %d, %u)", name, (int)words[2], words[3]);
}

MIXER_CASE(volumes_say_their_decibels)
{
	expect_scale(other_driver() ? "Master Playback Switch" : "Master Playback Volume", -6200, 200);
	expect_scale(other_driver() ? "Master Mono Playback Switch" : "Master Mono Playback Volume", -2800, 400);
	expect_scale("PCM Volume", -5000, 200);
	expect_scale("Mic Volume", -5000, 200);
}

static bool is_silent(const frame_t *frames)
{
	for (unsigned int i = 0; i < FRAMES; i++)
		if (frames[i][0] || frames[i][1])
			return false;
	return true;
}

static int untouched_body(struct run *run)
{
	plug_jacks(run);
	for (unsigned int device = 0; device < 2; device++) {
		play(run, device);
		EXPECT(jack.heard_frames >= FRAMES && is_silent(jack.heard) == !!other_driver(), "(device %u)", device);
	}
	record(run);
	EXPECT(jack.sampled_frames >= FRAMES && is_silent(recorded) == !!other_driver(), "(line-in)");
	return 0;
}

static void until_somebody_opens_it_linuxs_mixer_is_muted_and_ours_is_not(void)
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1, .driver = other_driver() };
	struct run_result result;

	EXPECT(!run_world(&config, untouched_body, NULL, &result));
}

MIXER_CASE(defaults_change_no_bit)
{
	play(run, 0);
	EXPECT(!memcmp(jack.heard, sound, sizeof(sound)), "(DAC2)");
	play(run, 1);
	EXPECT(!memcmp(jack.heard, sound, sizeof(sound)), "(DAC1)");
	record(run);
	for (unsigned int i = 0; i < FRAMES; i++)
		if (recorded[i][0] != line_sample(i, 0) || recorded[i][1] != line_sample(i, 1)) {
			EXPECT(false, "(line-in, frame %u)", i);
			break;
		}
	EXPECT(get("Master Playback Volume", 0) == 31 && get("PCM Volume", 0) == 25 && get("PCM Switch", 0) == 1);
	EXPECT(get("CD Switch", 0) == 0 && get("Mic Switch", 0) == 0);
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

MIXER_CASE(a_value_that_changes_says_so_and_is_read_back)
{
	struct snd_ctl_elem_id route = client_mixer_elem("Line Capture Route", 0);
	const long wanted[4] = { 0, 1, 1, 0 };
	long got[4];

	EXPECT(set("PCM Volume", 0, 10, 20) == 1 && set("PCM Volume", 0, 10, 20) == 0);
	EXPECT(set("PCM Volume", 0, 10, 21) == 1 && get("PCM Volume", 0) == 10 && get("PCM Switch", 0) == 1);
	EXPECT(get("PCM Volume", 1) == 25, "(the other DAC's)");
	EXPECT(written(&route, wanted, 4) == 1);
	EXPECT(!client_ctl_read(&ctl, &route, got, 4) && !memcmp(got, wanted, sizeof(got)));
}

MIXER_CASE(a_value_out_of_range_is_refused)
{
	if (!ours_only())
		return;
	EXPECT(set("PCM Volume", 0, 32, 0) == -EINVAL && set("PCM Volume", 0, 0, -1) == -EINVAL);
	EXPECT(set("PCM Switch", 0, 1, 2) == -EINVAL);
	EXPECT(get("PCM Volume", 0) == 25);
}

MIXER_CASE(a_volume_is_heard)
{
	EXPECT(set("PCM Volume", 0, 22, 25) == 1);
	play(run, 0);
	EXPECT(heard_as(0, DB_MINUS_6) && heard_as(1, 1, 1));
	EXPECT(set("PCM Volume", 0, 25, 25) == 1 && set("Master Playback Volume", 0, 31, 28) == 1);
	play(run, 0);
	EXPECT(heard_as(0, 1, 1) && heard_as(1, DB_MINUS_6));
	play(run, 1);
	EXPECT(heard_as(1, DB_MINUS_6), "(master is for both DACs)");
}

MIXER_CASE(switches_are_heard)
{
	EXPECT(set("Master Playback Switch", 0, 0, 1) == 1);
	play(run, 0);
	EXPECT(heard_as(0, 0, 1) && heard_as(1, 1, 1));
	EXPECT(set("Master Playback Switch", 0, 1, 1) == 1 && set("PCM Playback Switch", 0, 1, 0) == 1);
	play(run, 0);
	EXPECT(heard_as(0, 1, 1) && heard_as(1, 0, 1));
	EXPECT(set("PCM Switch", 1, 0, 0) == 1);
	play(run, 1);
	EXPECT(heard_as(0, 0, 1) && heard_as(1, 0, 1));
}

static void play_task(void *arg)
{
	play(arg, 0);
}

MIXER_CASE(the_adc_records_what_is_routed_to_it)
{
	struct snd_ctl_elem_id route = client_mixer_elem("Line Capture Route", 0);
	const long crossed[4] = { 0, 1, 1, 0 }, none[4] = { 0 };
	struct host_task *task;
	unsigned int at = 0;

	EXPECT(written(&route, crossed, 4) == 1);
	record(run);
	EXPECT(recorded[100][0] == line_sample(100, 1) && recorded[100][1] == line_sample(100, 0));
	/* not the line but what DAC2 plays */
	EXPECT(written(&route, none, 4) == 1 && set("PCM Capture Switch", 0, 1, 1) == 1);
	EXPECT(!host_task_create(&task, "play", play_task, run, NULL));
	record(run);
	host_task_join(task);
	while (at < FRAMES && recorded[at][0] != sound[0][0])
		at++;
	EXPECT(at < FRAMES / 2 && !memcmp(recorded + at, sound, (FRAMES - at) * sizeof(frame_t)), "(from frame %u)",
	       at);
}

/* ---- files, pins, failure ---------------------------------------------------------------------------------------- */

static bool file_says(struct run *run, const char *path, const char *words)
{
	char text[512] = "";

	return client_read_file(&run->client, path, text, sizeof(text)) > 0 && strstr(text, words);
}

MIXER_CASE(proc_files_tell_what_has_no_sound)
{
	struct snd_ctl_elem_id pin = client_elem(SNDRV_CTL_ELEM_IFACE_CARD, "PCM 0 Output also on Line-In Jack", 0);
	const long on = 1;

	/* the microphone's amplifier is on when Linux's driver is loaded */
	EXPECT(file_says(run, "/proc/asound/card0/ak4531", other_driver() ?
			 "Recording source   : mixer\nMIC gain           : +30dB\n" :
			 "Recording source   : mixer\nMIC gain           : +0dB\n"));
	EXPECT(set("AD Input Select", 0, 1, 0) == 1);
	EXPECT(set("Mic Boost (+30dB)", 0, 1, 0) == !other_driver());
	EXPECT(file_says(run, "/proc/asound/card0/ak4531",
			 "Recording source   : external\nMIC gain           : +30dB\n"));
	EXPECT(file_says(run, "/proc/asound/card0/audiopci", "Line In to AOUT  : off"));
	EXPECT(written(&pin, &on, 1) == 1 && written(&pin, &on, 1) == 0);
	EXPECT(file_says(run, "/proc/asound/card0/audiopci", "Line In to AOUT  : on"));
	play(run, 0);
	EXPECT(file_says(run, "/proc/asound/card0/audiopci", "Line In to AOUT  : on"),
	       "(a stream leaves the pin alone)");
}

MIXER_CASE(channel_maps_put_dac2_behind_dac1)
{
	struct snd_ctl_elem_id id = client_elem(SNDRV_CTL_ELEM_IFACE_PCM, "Playback Channel Map", 0);
	struct client_pcm pcm;
	long map[2];

	for (id.device = 0; id.device < 2; id.device++) {
		if (open_stream(run, &pcm, id.device, false))
			return;
		EXPECT(!client_ctl_read(&ctl, &id, map, 2));
		EXPECT(map[0] == (id.device ? SNDRV_CHMAP_FL : SNDRV_CHMAP_RL) &&
		       map[1] == (id.device ? SNDRV_CHMAP_FR : SNDRV_CHMAP_RR), "(%ld %ld)", map[0], map[1]);
		EXPECT(!client_pcm_close(&pcm));
	}
}

MIXER_CASE(a_codec_that_does_not_answer_is_eio)
{
	if (!ours_only())
		return;
	host_task_park(host_now() + 1000000);
	EXPECT(!run->machine->ops->unplug(run->machine, USND_BDF(0, 5, 0)));
	host_log_level(-1);
	EXPECT(set("PCM Volume", 0, 10, 10) == -EIO);
	host_log_level(4);
	EXPECT(get("PCM Volume", 0) == 25, "(it was not set)");
}

/* ---- system sleep ------------------------------------------------------------------------------------------------ */

MIXER_CASE(the_mixer_is_as_it_was_after_system_sleep)
{
	struct snd_ctl_elem_id pin = client_elem(SNDRV_CTL_ELEM_IFACE_CARD, "PCM 0 Output also on Line-In Jack", 0);
	const long on = 1;

	EXPECT(set("PCM Volume", 0, 22, 25) == 1 && set("Line Volume", 0, 28, 25) == 1 && written(&pin, &on, 1) == 1);
	EXPECT(!usnd_suspend() && !usnd_resume());
	EXPECT(get("PCM Volume", 0) == 22);
	EXPECT(file_says(run, "/proc/asound/card0/audiopci", "Line In to AOUT  : on"));
	/* what is read back is what the codec does, though it has forgotten everything */
	play(run, 0);
	EXPECT(heard_as(0, DB_MINUS_6) && heard_as(1, 1, 1));
	record(run);
	EXPECT(abs(recorded[10][0] - scaled(line_sample(10, 0), 1995262, 1000000)) <= 1 &&
	       recorded[10][1] == line_sample(10, 1));
}

static void write_asleep(void *arg)
{
	int *err = arg;

	*err = set("PCM Volume", 0, 22, 25);
}

MIXER_CASE(a_volume_written_asleep_waits_for_the_morning)
{
	struct host_task *task;
	int err = -1;

	EXPECT(!usnd_suspend());
	EXPECT(!host_task_create(&task, "write", write_asleep, &err, NULL));
	host_task_park(host_now() + 100000000);
	EXPECT(err == -1);
	EXPECT(!usnd_resume());
	host_task_join(task);
	EXPECT(err == 1);
	play(run, 0);
	EXPECT(heard_as(0, DB_MINUS_6));
}

static const struct tap_case cases[] = {
	TAP_CASE(the_elements_are_those_of_ens1370),
	TAP_CASE(volumes_say_their_decibels),
	TAP_CASE(until_somebody_opens_it_linuxs_mixer_is_muted_and_ours_is_not),
	TAP_CASE(defaults_change_no_bit),
	TAP_CASE(a_value_that_changes_says_so_and_is_read_back),
	TAP_CASE(a_value_out_of_range_is_refused),
	TAP_CASE(a_volume_is_heard),
	TAP_CASE(switches_are_heard),
	TAP_CASE(the_adc_records_what_is_routed_to_it),
	TAP_CASE(proc_files_tell_what_has_no_sound),
	TAP_CASE(channel_maps_put_dac2_behind_dac1),
	TAP_CASE(a_codec_that_does_not_answer_is_eio),
	TAP_CASE(the_mixer_is_as_it_was_after_system_sleep),
	TAP_CASE(a_volume_written_asleep_waits_for_the_morning),
};

TAP_MAIN(cases)
