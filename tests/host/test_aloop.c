// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The loopback card, by what goes in at one end and comes out at the other. USND_DRIVER names another driver that is to
 * behave in the same way: Linux's own aloop.c.
 */
#include <fcntl.h>

#include "harness/client_ctl.h"
#include "harness/sweep.h"
#include "tests/host/any_stream.h"

#define FRAMES 9000u
#define ROOM (4 * FRAMES)

static frame_t sound[FRAMES], recorded[ROOM];

static const struct run_config one_card = { .card_count = 1 };

static struct run_config aloop_world(void)
{
	struct run_config config = one_card;

	config.cards[0] = card_find("aloop");
	return config;
}

/** struct player - a task that plays all of @sound and drains */
struct player {
	struct any_stream stream;
	struct host_task *task;
	int err;
};

/*
 * snd-aloop of Linux 6.12 spoils the last sound of a drain: the silence that follows it is written to where it begins
 * (docs/differences.md). There, silence is played until the sound has passed.
 */
static int finish(struct any_stream *play)
{
	static frame_t silence[4096];
	int err;

	if (!other_driver())
		return any_drain(play);
	err = any_move(play, silence, 4096);
	return err ? err : client_pcm_do(&play->pcm, SNDRV_PCM_IOCTL_DROP);
}

static void player_main(void *arg)
{
	struct player *player = arg;

	player->err = any_move(&player->stream, sound, FRAMES);
	if (!player->err)
		player->err = finish(&player->stream);
}

static void start_player(struct player *player)
{
	EXPECT(!host_task_create(&player->task, "player", player_main, player, NULL));
}

static void join_player(struct player *player)
{
	host_task_join(player->task);
	EXPECT(!player->err, "(%s)", strerror(-player->err));
}

/*
 * where the sound begins in what was recorded; everything before it and after it is silence
 * @loosely: whatever follows, follows: snd-aloop of Linux 6.12 clears rings that are not interleaved as if they were
 */
static void expect_sound(size_t frames, bool loosely)
{
	size_t first = 0, i;

	while (first < frames && is_silence(recorded[first]))
		first++;
	EXPECT(first + FRAMES <= frames, "(it begins at %zu of %zu)", first, frames);
	if (first + FRAMES > frames)
		return;
	EXPECT(!memcmp(recorded[first], sound, sizeof(sound)), "(from %zu)", first);
	for (i = first + FRAMES; i < frames && is_silence(recorded[i]); i++)
		;
	EXPECT(loosely || i == frames, "(something is heard at %zu, behind the end)", i - first - FRAMES);
}

/* ---- bit by bit -------------------------------------------------------------------------------------------------- */

/** struct way - how a case goes through the card */
struct way {
	const struct access *access;
	unsigned int plays;
};

static int cable_body(struct run *run)
{
	const struct way *way = run->arg;
	struct any_stream record;
	struct player player;

	make_sound(sound, FRAMES, 1);
	if (any_open(&record, run, 0, !way->plays, true, 48000, way->access) ||
	    any_open(&player.stream, run, 0, way->plays, false, 48000, way->access))
		return -EIO;
	EXPECT(!client_pcm_do(&record.pcm, SNDRV_PCM_IOCTL_START));
	start_player(&player);
	EXPECT(!any_move(&record, recorded, 2 * FRAMES));
	join_player(&player);
	expect_sound(2 * FRAMES, way->access->noninterleaved && other_driver());
	any_close(&player.stream);
	any_close(&record);
	return tap_failed ? -EIO : 0;
}

static void what_is_played_is_recorded_bit_by_bit(void)
{
	struct run_config config = aloop_world();
	struct way way;

	for (size_t i = 0; i < ACCESSES; i++)
		for (way.plays = 0; way.plays < 2; way.plays++) {
			way.access = &accesses[i];
			config.foreign_ram = way.access->copied;
			with_world(config, cable_body, &way, 6);
		}
}

/* ---- the other end ----------------------------------------------------------------------------------------------- */

static long number_of(struct client_ctl *ctl, const char *name, unsigned int device)
{
	struct snd_ctl_elem_id id = client_elem(SNDRV_CTL_ELEM_IFACE_PCM, name, 0);
	long value = -1;

	id.device = device;
	EXPECT(!client_ctl_read(ctl, &id, &value, 1), "(%s)", name);
	return value;
}

static int other_end_body(struct run *run)
{
	struct any_stream play, record;
	struct client_ctl ctl;

	if (client_ctl_open(&ctl, &run->client, 0) || any_open(&play, run, 0, 0, false, 44100, &accesses[0]) ||
	    any_open(&record, run, 0, 1, true, 8000, &accesses[0]))
		return -EIO;
	EXPECT(record.pcm.rate == 44100, "(%u)", record.pcm.rate);
	EXPECT(number_of(&ctl, "PCM Slave Active", 1) == 0 && number_of(&ctl, "PCM Slave Rate", 1) == 48000);
	EXPECT(!any_move(&play, sound, 4096));
	EXPECT(number_of(&ctl, "PCM Slave Active", 1) == 1 && number_of(&ctl, "PCM Slave Active", 0) == 0);
	EXPECT(number_of(&ctl, "PCM Slave Rate", 1) == 44100 && number_of(&ctl, "PCM Slave Rate", 0) == 48000);
	EXPECT(number_of(&ctl, "PCM Slave Channels", 1) == 2);
	EXPECT(number_of(&ctl, "PCM Slave Format", 1) == SNDRV_PCM_FORMAT_S16_LE);
	EXPECT(!client_pcm_do(&play.pcm, SNDRV_PCM_IOCTL_DROP));
	EXPECT(number_of(&ctl, "PCM Slave Active", 1) == 0);
	any_close(&play);
	any_close(&record);
	return client_ctl_close(&ctl);
}

static void the_other_end_gets_the_same_parameters_and_sees_them(void)
{
	with_world(aloop_world(), other_end_body, NULL, 2);
}

static int events_body(struct run *run)
{
	unsigned int active = 0, rate = 0;
	struct snd_ctl_event event;
	struct any_stream play;
	struct client_ctl ctl;

	if (client_ctl_open(&ctl, &run->client, 0) || client_ctl_subscribe(&ctl) ||
	    any_open(&play, run, 0, 0, false, 44100, &accesses[0]))
		return -EIO;
	EXPECT(!any_move(&play, sound, 4096) && !client_pcm_do(&play.pcm, SNDRV_PCM_IOCTL_DROP));
	while (client_ctl_event(&ctl, &event) > 0) {
		active += !strcmp((char *)event.data.elem.id.name, "PCM Slave Active");
		rate += !strcmp((char *)event.data.elem.id.name, "PCM Slave Rate");
	}
	/* events of one element that nobody has read yet are one */
	EXPECT(active >= 1 && rate == 1, "(%u, %u)", active, rate);
	any_close(&play);
	return client_ctl_close(&ctl);
}

static void who_listens_is_told_of_what_is_played(void)
{
	with_world(aloop_world(), events_body, NULL, 2);
}

/* ---- time -------------------------------------------------------------------------------------------------------- */

static uint64_t time_to_play(struct run *run)
{
	struct any_stream play;
	uint64_t begin;

	if (any_open(&play, run, 0, 0, false, 48000, &accesses[0]))
		return 0;
	begin = host_now();
	for (unsigned int i = 0; i < 10; i++)
		EXPECT(!any_move(&play, sound, 4800));
	EXPECT(!any_drain(&play));
	any_close(&play);
	return (host_now() - begin) / 1000000;
}

static int shift_body(struct run *run)
{
	struct snd_ctl_elem_id id = client_elem(SNDRV_CTL_ELEM_IFACE_PCM, "PCM Rate Shift 100000", 0);
	static const struct {
		long written, read;
		uint64_t ms;
	} rows[] = { { 100000, 100000, 1000 }, { 110000, 110000, 1100 }, { 90000, 90000, 900 }, { 1, 80000, 800 } };
	struct client_ctl ctl;

	if (client_ctl_open(&ctl, &run->client, 0))
		return -EIO;
	id.device = 1; /* where it would be recorded */
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t took;

		EXPECT(!client_ctl_write(&ctl, &id, &rows[i].written, 1));
		EXPECT(number_of(&ctl, "PCM Rate Shift 100000", 1) == rows[i].read);
		took = time_to_play(run);
		/* the last period is filled up, and jiffies are 4 ms */
		EXPECT(took >= rows[i].ms && took < rows[i].ms + 40, "(%ld: %u ms)", rows[i].written,
		       (unsigned int)took);
	}
	return client_ctl_close(&ctl);
}

static void a_second_is_as_long_as_the_rate_shift_says(void)
{
	with_world(aloop_world(), shift_body, NULL, 2);
}

static int alone_body(struct run *run)
{
	struct any_stream record;
	uint64_t begin;
	size_t i;

	if (any_open(&record, run, 0, 1, true, 48000, &accesses[0]))
		return -EIO;
	memset(recorded, 0x55, sizeof(recorded));
	begin = host_now();
	EXPECT(!any_move(&record, recorded, 9600));
	begin = (host_now() - begin) / 1000000;
	EXPECT(begin >= 200 && begin < 240, "(%u ms)", (unsigned int)begin);
	for (i = 0; i < 9600 && is_silence(recorded[i]); i++)
		;
	EXPECT(i == 9600, "(frame %zu)", i);
	any_close(&record);
	return 0;
}

static void a_recording_without_a_player_is_silence_in_time(void)
{
	with_world(aloop_world(), alone_body, NULL, 2);
}

/* ---- ends -------------------------------------------------------------------------------------------------------- */

/* the ring is full of old sound when a short one is played: only the short one is heard */
static int short_body(struct run *run)
{
	struct any_stream play, record;
	size_t i, heard = 0;

	make_sound(sound, FRAMES, 3);
	if (any_open(&play, run, 0, 0, false, 48000, &accesses[0]) ||
	    any_open(&record, run, 0, 1, true, 48000, &accesses[0]))
		return -EIO;
	/* it runs dry, and nobody clears it */
	EXPECT(!any_move(&play, sound, 4096));
	host_task_park(host_now() + 200000000);
	EXPECT(any_move(&play, sound, 1) == -EPIPE && !client_pcm_do(&play.pcm, SNDRV_PCM_IOCTL_PREPARE));
	EXPECT(!client_pcm_do(&record.pcm, SNDRV_PCM_IOCTL_START));
	EXPECT(!any_move(&play, sound + 4096, 1500));
	EXPECT(!client_pcm_do(&play.pcm, SNDRV_PCM_IOCTL_DRAIN));
	EXPECT(!any_move(&record, recorded, 4000));
	for (i = 0; i < 4000; i++)
		heard += !is_silence(recorded[i]);
	EXPECT(heard == 1500, "(%zu frames)", heard);
	for (i = 0; i < 4000 && is_silence(recorded[i]); i++)
		;
	EXPECT(!memcmp(recorded[i], sound[4096], 1500 * sizeof(frame_t)), "(from %zu)", i);
	any_close(&play);
	any_close(&record);
	return 0;
}

static void what_lies_behind_the_last_frame_is_not_heard(void)
{
	if (ours_only())
		with_world(aloop_world(), short_body, NULL, 4);
}

static int pause_body(struct run *run)
{
	struct any_stream record;
	struct player player;
	size_t i, heard = 0;
	int push = 1;

	make_sound(sound, FRAMES, 4);
	if (any_open(&record, run, 0, 1, true, 48000, &accesses[0]) ||
	    any_open(&player.stream, run, 0, 0, false, 48000, &accesses[0]))
		return -EIO;
	EXPECT(!client_pcm_do(&record.pcm, SNDRV_PCM_IOCTL_START));
	start_player(&player);
	EXPECT(!any_move(&record, recorded, 4096));
	EXPECT(!usnd_ioctl(player.stream.pcm.file, SNDRV_PCM_IOCTL_PAUSE, push, &run->client.caller));
	EXPECT(!any_move(&record, recorded + 4096, 4096));
	EXPECT(!usnd_ioctl(player.stream.pcm.file, SNDRV_PCM_IOCTL_PAUSE, !push, &run->client.caller));
	EXPECT(!any_move(&record, recorded + 8192, FRAMES));
	join_player(&player);
	/* take the silence out: the sound is whole */
	for (i = 0; i < 8192 + FRAMES; i++)
		if (!is_silence(recorded[i]))
			memcpy(recorded[heard++], recorded[i], sizeof(frame_t));
	EXPECT(heard == FRAMES && !memcmp(recorded, sound, sizeof(sound)), "(%zu frames)", heard);
	any_close(&player.stream);
	any_close(&record);
	return 0;
}

static void a_pause_loses_nothing(void)
{
	with_world(aloop_world(), pause_body, NULL, 6);
}

/* ---- /proc, parameters ------------------------------------------------------------------------------------------- */

static int proc_body(struct run *run)
{
	static char text[8192];
	struct any_stream play;

	EXPECT(client_read_file(&run->client, "/proc/asound/card0/cable#1", text, sizeof(text)) > 0);
	EXPECT(strstr(text, "Cable 1 substream 0:\n  inactive\n"), "%s", text);
	if (any_open(&play, run, 0, 1, false, 48000, &accesses[0]))
		return -EIO;
	EXPECT(!any_move(&play, sound, 4096));
	EXPECT(client_read_file(&run->client, "/proc/asound/card0/cable#1", text, sizeof(text)) > 0);
	EXPECT(strstr(text, "  valid: 1\n  running: 1\n  pause: 0\n  Playback\n    buffer_size:\t16384\n"), "%s", text);
	EXPECT(strstr(text, "    bytes_per_sec:\t192000\n") && strstr(text, "  Capture\n    inactive\n"), "%s", text);
	EXPECT(client_read_file(&run->client, "/proc/asound/card0/cable#0", text, sizeof(text)) > 0);
	EXPECT(!strstr(text, "running: 1"), "%s", text);
	any_close(&play);
	EXPECT(client_read_file(&run->client, "/proc/asound/cards", text, sizeof(text)) > 0);
	EXPECT(strstr(text, "[Loopback       ]: Loopback - Loopback"), "%s", text);
	return 0;
}

static void the_card_tells_of_its_cables(void)
{
	with_world(aloop_world(), proc_body, NULL, 1);
}

static int substreams_body(struct run *run)
{
	struct client_pcm pcm[3];
	int err;

	EXPECT(!client_pcm_open(&pcm[0], &run->client, 0, 0, false, O_NONBLOCK));
	EXPECT(!client_pcm_open(&pcm[1], &run->client, 0, 0, false, O_NONBLOCK));
	err = client_pcm_open(&pcm[2], &run->client, 0, 0, false, O_NONBLOCK);
	EXPECT(err == -EBUSY, "(%s)", strerror(-err));
	client_pcm_close(&pcm[0]);
	return client_pcm_close(&pcm[1]);
}

static void pcm_substreams_says_how_many_cables_there_are(void)
{
	struct run_config config = aloop_world();

	config.params = "pcm_substreams=2";
	with_world(config, substreams_body, NULL, 1);
}

/* ---- a sound timer ----------------------------------------------------------------------------------------------- */

/* the dummy card's playback beats */
static void beat_main(void *arg)
{
	static frame_t nothing[1024];
	struct player *beat = arg;

	for (unsigned int i = 0; i < 30 && !beat->err; i++)
		beat->err = any_move(&beat->stream, nothing, 1024);
}

static int timer_body(struct run *run)
{
	struct player player, beat = { .err = 0 };
	struct any_stream record;

	make_sound(sound, FRAMES, 5);
	EXPECT(!client_write_file(&run->client, "/proc/asound/card0/timer_source", "Dummy.0.0"));
	if (any_open(&beat.stream, run, 1, 0, false, 48000, &accesses[0]) ||
	    any_open(&record, run, 0, 1, true, 48000, &accesses[0]) ||
	    any_open(&player.stream, run, 0, 0, false, 48000, &accesses[0]))
		return -EIO;
	EXPECT(!client_pcm_do(&record.pcm, SNDRV_PCM_IOCTL_START));
	start_player(&player);
	EXPECT(!host_task_create(&beat.task, "beat", beat_main, &beat, NULL));
	EXPECT(!any_move(&record, recorded, 2 * FRAMES));
	join_player(&player);
	join_player(&beat);
	expect_sound(2 * FRAMES, false);
	any_close(&player.stream);
	any_close(&record);
	any_close(&beat.stream);
	return 0;
}

static void a_sound_timer_beats_the_periods(void)
{
	struct run_config config = aloop_world();

	config.cards[1] = card_find("dummy");
	config.card_count = 2;
	with_world(config, timer_body, NULL, 2);
}

/* ---- what snd-aloop does not ------------------------------------------------------------------------------------- */

static int again_body(struct run *run)
{
	struct client_params want = { .format = SNDRV_PCM_FORMAT_S16_LE, .rate = 8000, .channels = 2 };
	struct any_stream play;

	if (any_open(&play, run, 0, 0, false, 48000, &accesses[0]))
		return -EIO;
	EXPECT(!client_pcm_configure(&play.pcm, &want) && play.pcm.rate == 8000);
	any_close(&play);
	return 0;
}

static void a_stream_alone_can_be_set_up_anew(void)
{
	if (ours_only())
		with_world(aloop_world(), again_body, NULL, 1);
}

static int notify_body(struct run *run)
{
	struct any_stream play, record;
	int err;

	make_sound(sound, FRAMES, 6);
	if (any_open(&record, run, 0, 1, true, 44100, &accesses[0]))
		return -EIO;
	EXPECT(!client_pcm_do(&record.pcm, SNDRV_PCM_IOCTL_START));
	EXPECT(!any_move(&record, recorded, 1024));
	if (any_open(&play, run, 0, 0, false, 48000, &accesses[0]))
		return -EIO;
	EXPECT(play.pcm.rate == 48000, "(%u)", play.pcm.rate);
	EXPECT(!any_move(&play, sound, 4096));
	err = any_move(&record, recorded, FRAMES);
	EXPECT(err == -EPIPE || err == -EBADFD, "(%s)", strerror(-err));
	/* and it can not go on with what it was set up for */
	EXPECT(!client_pcm_do(&record.pcm, SNDRV_PCM_IOCTL_PREPARE));
	EXPECT(client_pcm_do(&record.pcm, SNDRV_PCM_IOCTL_START) == -EIO);
	any_close(&play);
	any_close(&record);
	return 0;
}

static void with_notify_a_recording_that_does_not_match_is_stopped(void)
{
	struct run_config config = aloop_world();

	config.params = "pcm_notify=1";
	if (ours_only())
		with_world(config, notify_body, NULL, 6);
}

/* ---- faults ------------------------------------------------------------------------------------------------------ */

static void sweep_life(int (*body)(struct run *run))
{
	struct run_config config = aloop_world();
	struct sweep_result result;
	int err;

	config.plug_only = true;
	config.params = "pcm_substreams=1";
	err = sweep(&config, body, NULL, 1, 20000, &result);
	EXPECT(!err, "fault %lu (%s): %s\n%s", result.bad, result.site, result.why, result.end.output);
	printf("# %lu requests failed once each\n", result.runs - 1);
}

static void every_fault_of_its_life_is_survived(void)
{
	if (!ours_only())
		return;
	sweep_life(scenario_play);
	sweep_life(scenario_play_and_record);
}

static const struct tap_case cases[] = {
	TAP_CASE(what_is_played_is_recorded_bit_by_bit),
	TAP_CASE(the_other_end_gets_the_same_parameters_and_sees_them),
	TAP_CASE(who_listens_is_told_of_what_is_played),
	TAP_CASE(a_second_is_as_long_as_the_rate_shift_says),
	TAP_CASE(a_recording_without_a_player_is_silence_in_time),
	TAP_CASE(what_lies_behind_the_last_frame_is_not_heard),
	TAP_CASE(a_pause_loses_nothing),
	TAP_CASE(the_card_tells_of_its_cables),
	TAP_CASE(pcm_substreams_says_how_many_cables_there_are),
	TAP_CASE(a_sound_timer_beats_the_periods),
	TAP_CASE(a_stream_alone_can_be_set_up_anew),
	TAP_CASE(with_notify_a_recording_that_does_not_match_is_stopped),
	TAP_CASE(every_fault_of_its_life_is_survived),
};

TAP_MAIN(cases)
