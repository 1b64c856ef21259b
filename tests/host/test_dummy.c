// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The dummy card, by what applications and the record of its streams see. USND_DRIVER names another driver that is to
 * behave in the same way: Linux's own dummy.c.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "harness/client_ctl.h"
#include "harness/record_tap.h"
#include "harness/sweep.h"
#include "host/wav.h"
#include "tests/host/any_stream.h"

#define FRAMES 9000u

static frame_t sound[FRAMES], other[2 * FRAMES];

static struct run_config dummy_world(const char *params)
{
	struct run_config config = { .cards = { card_find("dummy") }, .card_count = 1, .params = params };

	return config;
}

/* ---- time -------------------------------------------------------------------------------------------------------- */

static int second_body(struct run *run)
{
	unsigned int tolerance = *(const unsigned int *)run->arg;
	struct any_stream play;
	uint64_t begin, took;

	if (any_open(&play, run, 0, 0, false, 48000, &accesses[0]))
		return -EIO;
	begin = host_now();
	for (unsigned int i = 0; i < 10; i++)
		EXPECT(!any_move(&play, sound, 4800));
	EXPECT(!client_pcm_do(&play.pcm, SNDRV_PCM_IOCTL_DRAIN));
	took = (host_now() - begin) / 1000000;
	/* drained at the first period's end behind the last frame */
	EXPECT(took >= 1000 && took <= 1000 + 22 + tolerance, "(%u ms)", (unsigned int)took);
	any_close(&play);
	return 0;
}

static void both_clocks_make_a_second_of_a_second(void)
{
	unsigned int tolerance = 1;

	with_world(dummy_world("hrtimer=1"), second_body, &tolerance, 4);
	tolerance = 8; /* jiffies */
	with_world(dummy_world("hrtimer=0"), second_body, &tolerance, 4);
}

static int periods_body(struct run *run)
{
	struct any_stream record;
	uint64_t begin, took;

	if (any_open(&record, run, 0, 0, true, 48000, &accesses[0]))
		return -EIO;
	begin = host_now();
	EXPECT(!client_pcm_do(&record.pcm, SNDRV_PCM_IOCTL_START));
	for (unsigned int i = 1; i <= 30; i++) {
		EXPECT(!any_move(&record, other, 1024));
		took = (host_now() - begin) / 1000;
		/* 1024 / 48000 s, and what the calls take */
		EXPECT(took >= i * 1024000 / 48 && took < i * 1024000 / 48 + 500, "(period %u after %u us)", i,
		       (unsigned int)took);
	}
	any_close(&record);
	return 0;
}

static void each_period_is_told_when_it_ends(void)
{
	with_world(dummy_world("hrtimer=1"), periods_body, NULL, 2);
}

static int record_body(struct run *run)
{
	struct any_stream record;
	uint64_t begin, took;
	size_t i;

	if (any_open(&record, run, 0, 0, true, 48000, run->arg))
		return -EIO;
	memset(other, 0x55, sizeof(other));
	begin = host_now();
	EXPECT(!any_move(&record, other, 9600));
	took = (host_now() - begin) / 1000000;
	EXPECT(took >= 199 && took < 240, "(%u ms)", (unsigned int)took);
	for (i = 0; i < 9600 && is_silence(other[i]); i++)
		;
	EXPECT(i == 9600, "(frame %zu)", i);
	any_close(&record);
	return 0;
}

static void silence_comes_in_in_time(void)
{
	with_world(dummy_world(NULL), record_body, (void *)&accesses[0], 2);
	with_world(dummy_world(NULL), record_body, (void *)&accesses[2], 2);
}

/* ---- the record -------------------------------------------------------------------------------------------------- */

static char folder[] = "/tmp/usnd-test-dummy-XXXXXX";

static void path_of(char *path, size_t size, const char *name)
{
	snprintf(path, size, "%s/%s", folder, name);
}

/* the files of a stream of device @device */
static void forget(unsigned int device)
{
	char name[64], path[256];

	for (unsigned int i = 0; i < 2; i++) {
		snprintf(name, sizeof(name), "card0-pcm%up-sub0.%s", device, i ? "json" : "wav");
		path_of(path, sizeof(path), name);
		EXPECT(!unlink(path), "(%s)", path);
	}
}

/* Return: frames in the file, which are those of @sound and then silence */
static long check_file(const char *name)
{
	struct wav_info info = { 0 };
	char path[256];
	struct wav *wav;
	long got, i;

	path_of(path, sizeof(path), name);
	if (wav_open(&wav, path, &info, NULL)) {
		EXPECT(false, "(no file %s)", path);
		return 0;
	}
	EXPECT(info.rate == 48000 && info.channels == 2 && info.bits == 16);
	got = wav_read(wav, other, 2 * FRAMES);
	wav_close(wav);
	i = got < (long)FRAMES ? got : (long)FRAMES;
	EXPECT(!memcmp(other, sound, i * sizeof(frame_t)), "(%s)", name);
	for (; i < got && is_silence(other[i]); i++)
		;
	EXPECT(i == got, "(frame %ld of %s)", i, name);
	return got;
}

static int tap_body(struct run *run)
{
	const struct access *access = run->arg;
	const struct record_stream *s;
	struct record_tap record;
	struct any_stream play;
	char name[64];
	long half;

	make_sound(sound, FRAMES, 1);
	EXPECT(!record_tap_start(&record, folder));
	/* device 1 is the one that is not interleaved */
	if (any_open(&play, run, 0, access->noninterleaved, false, 48000, access))
		return -EIO;
	snprintf(name, sizeof(name), "card0-pcm%dp-sub0.wav", access->noninterleaved);
	EXPECT(!any_move(&play, sound, FRAMES));
	record_tap_flush(&record);
	half = check_file(name);
	EXPECT(half > 0 && half < (long)FRAMES, "(%ld frames while it plays)", half);
	EXPECT(!any_drain(&play));
	any_close(&play);
	s = record_tap_find(&record, 0, access->noninterleaved, 0, false);
	EXPECT(record.count == 1 && s && s->frames >= FRAMES && !s->unseen);
	EXPECT(!record_tap_stop(&record));
	EXPECT(check_file(name) >= (long)FRAMES, "(%s)", access->name);
	forget(access->noninterleaved);
	return 0;
}

static void the_record_of_a_stream_is_bit_exact_and_always_valid(void)
{
	struct run_config config = dummy_world("pcm_devs=2");

	EXPECT(mkdtemp(folder) != NULL);
	for (size_t i = 0; i < ACCESSES; i++) {
		config.foreign_ram = accesses[i].copied;
		with_world(config, tap_body, (void *)&accesses[i], 4);
	}
	rmdir(folder);
}

static int xrun_body(struct run *run)
{
	const struct record_stream *s;
	struct record_tap record;
	struct any_stream play;

	make_sound(sound, FRAMES, 2);
	EXPECT(!record_tap_start(&record, folder));
	if (any_open(&play, run, 0, 0, false, 48000, &accesses[0]))
		return -EIO;
	EXPECT(!any_move(&play, sound, 4096));
	host_task_park(host_now() + 200000000);
	EXPECT(any_move(&play, sound, 1024) == -EPIPE);
	any_close(&play);
	s = record_tap_find(&record, 0, 0, 0, false);
	EXPECT(s && s->xruns == 1 && s->frames >= 4096 && s->listed == 1 && s->xrun[0].frame >= 4096);
	EXPECT(!record_tap_stop(&record));
	forget(0);
	return 0;
}

static void an_underrun_is_told(void)
{
	snprintf(folder, sizeof(folder), "/tmp/usnd-test-dummy-XXXXXX");
	EXPECT(mkdtemp(folder) != NULL);
	with_world(dummy_world(NULL), xrun_body, NULL, 1);
	rmdir(folder);
}

static int fake_body(struct run *run)
{
	const struct record_stream *s;
	struct record_tap record;
	struct any_stream play;

	EXPECT(!record_tap_start(&record, folder));
	if (any_open(&play, run, 0, 0, false, 48000, run->arg))
		return -EIO;
	EXPECT(!any_move(&play, sound, FRAMES) && !any_drain(&play));
	any_close(&play);
	s = record_tap_find(&record, 0, 0, 0, false);
	EXPECT(s && !s->frames && s->unseen >= FRAMES);
	EXPECT(!record_tap_stop(&record));
	forget(0);
	return 0;
}

static void without_a_buffer_what_is_mapped_passes_unseen(void)
{
	snprintf(folder, sizeof(folder), "/tmp/usnd-test-dummy-XXXXXX");
	EXPECT(mkdtemp(folder) != NULL);
	with_world(dummy_world("fake_buffer=1"), fake_body, (void *)&accesses[2], 2);
	rmdir(folder);
}

/* ---- models, limits ---------------------------------------------------------------------------------------------- */

/** struct model - what a stream gets that asks for S16_LE or S32_LE, 44100 Hz, 2 channels */
struct model {
	const char *params;
	int format;
	unsigned int rate, channels;
	unsigned long buffer_max;
};

static int model_body(struct run *run)
{
	const struct model *model = run->arg;
	struct client_params want = {
		.format = model->format, .rate = 44100, .channels = 2, .buffer_frames = 1 << 20, .period_frames = 1 << 19,
	};
	struct client_pcm pcm;

	EXPECT(!client_pcm_open(&pcm, &run->client, 0, 0, false, 0));
	EXPECT(!client_pcm_configure(&pcm, &want), "(%s)", model->params);
	EXPECT(pcm.rate == model->rate && pcm.channels == model->channels, "(%s: %u Hz, %u)", model->params, pcm.rate,
	       pcm.channels);
	EXPECT(pcm.buffer_frames * pcm.frame_bytes <= model->buffer_max &&
	       pcm.buffer_frames * pcm.frame_bytes > model->buffer_max / 2, "(%s: %lu)", model->params,
	       (unsigned long)pcm.buffer_frames * pcm.frame_bytes);
	return client_pcm_close(&pcm);
}

static void models_have_the_limits_of_their_cards(void)
{
	static const struct model models[] = {
		{ "fake_buffer=1", SNDRV_PCM_FORMAT_S16_LE, 44100, 2, 65536 },
		{ "fake_buffer=1 model=emu10k1", SNDRV_PCM_FORMAT_S16_LE, 44100, 2, 131072 },
		{ "fake_buffer=1 model=rme9652", SNDRV_PCM_FORMAT_S32_LE, 44100, 26, 131072 },
		{ "fake_buffer=1 model=ice1712", SNDRV_PCM_FORMAT_S32_LE, 44100, 10, 262144 },
		{ "fake_buffer=1 model=uda1341", SNDRV_PCM_FORMAT_S16_LE, 44100, 2, 16380 },
		{ "fake_buffer=1 model=ac97", SNDRV_PCM_FORMAT_S16_LE, 48000, 2, 65536 },
		{ "fake_buffer=1 model=ca0106", SNDRV_PCM_FORMAT_S16_LE, 48000, 2, 524288 },
	};

	for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++)
		with_world(dummy_world(models[i].params), model_body, (void *)&models[i], 1);
}

static int limits_body(struct run *run)
{
	static const char path[] = "/proc/asound/card0/dummy_pcm";
	struct any_stream play;
	char text[2048];

	EXPECT(client_read_file(&run->client, path, text, sizeof(text)) > 0);
	EXPECT(strstr(text, "formats 0x6 U8 S16_LE\n") && strstr(text, "rate_max 48000\n") &&
	       strstr(text, "buffer_bytes_max 65536\n") && strstr(text, " continuous"), "%s", text);
	EXPECT(!client_write_file(&run->client, path, "rate_max 22050"));
	EXPECT(client_read_file(&run->client, path, text, sizeof(text)) > 0);
	EXPECT(strstr(text, "rate_max 22050\n"), "%s", text);
	if (any_open(&play, run, 0, 0, false, 48000, &accesses[0]))
		return -EIO;
	EXPECT(play.pcm.rate == 22050, "(%u)", play.pcm.rate);
	any_close(&play);
	if (!other_driver()) {
		EXPECT(client_write_file(&run->client, path, "rate_max much") == -EINVAL);
		EXPECT(client_write_file(&run->client, path, "rat_max 1") == -EINVAL);
	}
	return 0;
}

static void limits_are_read_and_changed_in_proc(void)
{
	with_world(dummy_world(NULL), limits_body, NULL, 1);
}

/* ---- mixer ------------------------------------------------------------------------------------------------------- */

static bool is_active(struct client_ctl *ctl, const char *name)
{
	struct snd_ctl_elem_id id = client_mixer_elem(name, 0);
	struct snd_ctl_elem_info info;

	EXPECT(!client_ctl_info(ctl, &id, &info), "(%s)", name);
	return !(info.access & SNDRV_CTL_ELEM_ACCESS_INACTIVE);
}

static void check_volumes(struct client_ctl *ctl)
{
	static const char *const lines[] = { "Master", "Synth", "Line", "Mic", "CD" };
	long in[2], out[2], loud[2] = { 1000, -1000 };
	struct snd_ctl_elem_info info;
	struct snd_ctl_elem_id id;
	char name[40];

	for (unsigned int i = 0; i < 5; i++) {
		snprintf(name, sizeof(name), "%s Volume", lines[i]);
		id = client_mixer_elem(name, 0);
		in[0] = i + 1;
		in[1] = -10 - (long)i;
		EXPECT(!client_ctl_write(ctl, &id, in, 2) && !client_ctl_read(ctl, &id, out, 2));
		EXPECT(out[0] == in[0] && out[1] == in[1], "(%s: %ld %ld)", name, out[0], out[1]);
		EXPECT(!client_ctl_info(ctl, &id, &info) && info.value.integer.min == -50 &&
		       info.value.integer.max == 100);
		EXPECT(!client_ctl_write(ctl, &id, loud, 2) && !client_ctl_read(ctl, &id, out, 2));
		EXPECT(out[0] == 100 && out[1] == -50, "(%s: %ld %ld)", name, out[0], out[1]);
		snprintf(name, sizeof(name), "%s Capture Switch", lines[i]);
		id = client_mixer_elem(name, 0);
		in[0] = 0;
		in[1] = 1;
		EXPECT(!client_ctl_write(ctl, &id, in, 2) && !client_ctl_read(ctl, &id, out, 2));
		EXPECT(!out[0] && out[1], "(%s)", name);
	}
}

static int mixer_body(struct run *run)
{
	struct snd_ctl_elem_id box = client_mixer_elem("External I/O Box", 0), ids[16];
	struct snd_ctl_elem_value value = { .id = box };
	unsigned int changed = 0;
	struct snd_ctl_event event;
	struct client_ctl ctl;

	EXPECT(!client_ctl_open(&ctl, &run->client, 0));
	EXPECT(client_ctl_list(&ctl, ids, 16) == 11);
	check_volumes(&ctl);
	EXPECT(is_active(&ctl, "CD Volume") && is_active(&ctl, "CD Capture Switch"));
	EXPECT(!client_ctl_subscribe(&ctl));
	EXPECT(!usnd_ioctl(ctl.file, SNDRV_CTL_IOCTL_ELEM_WRITE, (uintptr_t)&value, &run->client.caller));
	EXPECT(!is_active(&ctl, "CD Volume") && !is_active(&ctl, "CD Capture Switch") && is_active(&ctl, "Mic Volume"));
	while (client_ctl_event(&ctl, &event) > 0)
		if (event.data.elem.mask & SNDRV_CTL_EVENT_MASK_INFO)
			changed++;
	EXPECT(changed == 2, "(%u elements)", changed);
	value.value.enumerated.item[0] = 2;
	EXPECT(usnd_ioctl(ctl.file, SNDRV_CTL_IOCTL_ELEM_WRITE, (uintptr_t)&value, &run->client.caller) == -EINVAL);
	return client_ctl_close(&ctl);
}

static void the_mixer_keeps_what_is_set(void)
{
	with_world(dummy_world(NULL), mixer_body, NULL, 1);
}

/* ---- sleep ------------------------------------------------------------------------------------------------------- */

static int sleep_body(struct run *run)
{
	struct any_stream play;

	if (any_open(&play, run, 0, 0, false, 48000, &accesses[0]))
		return -EIO;
	EXPECT(!any_move(&play, sound, 6000));
	EXPECT(!usnd_suspend());
	EXPECT(!usnd_resume());
	EXPECT(any_move(&play, sound, 1024) == -ESTRPIPE);
	EXPECT(!client_pcm_do(&play.pcm, SNDRV_PCM_IOCTL_RESUME));
	EXPECT(!any_move(&play, sound, 6000) && !any_drain(&play));
	any_close(&play);
	return 0;
}

static void streams_go_on_after_system_sleep(void)
{
	if (ours_only())
		with_world(dummy_world(NULL), sleep_body, NULL, 2);
}

/* ---- faults ------------------------------------------------------------------------------------------------------ */

static void every_fault_of_its_life_is_survived(void)
{
	static const char *const params[] = { "fake_buffer=1 pcm_substreams=1", "hrtimer=0 pcm_substreams=1" };
	struct sweep_result result;
	struct run_config config;

	for (unsigned int i = 0; i < 2 && ours_only(); i++) {
		config = dummy_world(params[i]);
		config.plug_only = true;
		EXPECT(!sweep(&config, scenario_play_and_record, NULL, 1, 20000, &result), "fault %lu (%s): %s\n%s",
		       result.bad, result.site, result.why, result.end.output);
		printf("# %lu requests failed once each\n", result.runs - 1);
	}
}

static const struct tap_case cases[] = {
	TAP_CASE(both_clocks_make_a_second_of_a_second),
	TAP_CASE(each_period_is_told_when_it_ends),
	TAP_CASE(silence_comes_in_in_time),
	TAP_CASE(the_record_of_a_stream_is_bit_exact_and_always_valid),
	TAP_CASE(an_underrun_is_told),
	TAP_CASE(without_a_buffer_what_is_mapped_passes_unseen),
	TAP_CASE(models_have_the_limits_of_their_cards),
	TAP_CASE(limits_are_read_and_changed_in_proc),
	TAP_CASE(the_mixer_keeps_what_is_set),
	TAP_CASE(streams_go_on_after_system_sleep),
	TAP_CASE(every_fault_of_its_life_is_survived),
};

TAP_MAIN(cases)
