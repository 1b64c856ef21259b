// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The Digi32's driver on its model: what is heard and recorded. One direction at a time with the ring on the card,
 * and both at once through rings in memory; by read/write and by mmap, as the client's view of the samples may be.
 *
 * USND_SEEDS: how many schedules the transfers are tried on (default 8).
 */
#include <fcntl.h>

#include "tests/host/rme32_card.h"

static void expect_view(struct run *run, char direction, const char *view)
{
	char path[64], text[512];

	snprintf(path, sizeof(path), "/proc/asound/card0/pcm0%c/sub0/buffer", direction);
	EXPECT(client_read_file(&run->client, path, text, sizeof(text)) > 0);
	EXPECT(strstr(text, view), "(%s)", text);
}

/* ---- transfers ---------------------------------------------------------------------------------------------- */

static int play_body(struct run *run)
{
	struct stream stream;

	plug(run, "", 0);
	make_noise(sound, FRAMES * 4, 1, false);
	if (open_stream(run, &stream, false))
		return -EIO;
	if (stream.mmap)
		expect_view(run, 'p', !way_of(run)->duplex || way_of(run)->foreign ? "view: copied" : "view: backed");
	EXPECT(stream.pcm.rate == 44100 && stream.pcm.period_frames == 2048);
	EXPECT(!play(&stream, sound, FRAMES) && !drain(&stream));
	EXPECT(heard.rate == 44100 && heard.bits == 16 && heard.bytes >= FRAMES * 4);
	EXPECT(!memcmp(heard.data, sound, FRAMES * 4));
	return close_stream(&stream);
}

static void playback_is_bit_exact(void)
{
	in_every_way(play_body);
}

static int record_body(struct run *run)
{
	struct stream stream;

	plug(run, "rme32", 44100);
	make_noise(source.data, FRAMES * 4, 2, false);
	if (open_stream(run, &stream, true))
		return -EIO;
	EXPECT(!client_pcm_do(&stream.pcm, SNDRV_PCM_IOCTL_START));
	EXPECT(!record(&stream, got, FRAMES));
	EXPECT(!memcmp(got, source.data, FRAMES * 4));
	EXPECT(!client_pcm_do(&stream.pcm, SNDRV_PCM_IOCTL_DROP));
	EXPECT(first_heard() >= heard.bytes, "(the output is mute)");
	return close_stream(&stream);
}

static void recording_is_bit_exact(void)
{
	in_every_way(record_body);
}

static int wide_body(struct run *run)
{
	const struct client_params want = { .format = SNDRV_PCM_FORMAT_S32_LE, .rate = 48000, .channels = 2 };
	struct stream stream;

	plug(run, "rme32", 48000);
	make_noise(sound, FRAMES * 8, 3, true);
	make_noise(source.data, FRAMES * 8, 4, true);
	if (try_stream(run, &stream, 0, false, &want))
		return -EIO;
	EXPECT(!play(&stream, sound, FRAMES) && !drain(&stream));
	EXPECT(heard.bits == 32 && heard.rate == 48000 && !memcmp(heard.data, sound, FRAMES * 8));
	EXPECT(!close_stream(&stream));
	source.bytes = 0;
	if (try_stream(run, &stream, 0, true, &want))
		return -EIO;
	EXPECT(!record(&stream, got, FRAMES));
	EXPECT(!memcmp(got, source.data, FRAMES * 8));
	return close_stream(&stream);
}

static void wide_samples_are_bit_exact(void)
{
	in_every_way(wide_body);
}

/* a piece near the end is taken back and written anew, while the stream runs */
static int rewind_body(struct run *run)
{
	snd_pcm_uframes_t frames = 4096, buffer;
	struct stream stream;
	int err;

	if (open_stream(run, &stream, false))
		return -EIO;
	buffer = stream.pcm.buffer_frames;
	err = play_and_rewind(run, &stream, &frames);
	if (way_of(run)->duplex) {
		struct snd_pcm_status status;

		EXPECT(!err && !frames, "(%d, %lu)", err, frames);
		EXPECT(!client_pcm_status(&stream.pcm, &status) && status.state == SNDRV_PCM_STATE_XRUN);
		return close_stream(&stream);
	}
	EXPECT(!err && frames == 4096);
	EXPECT(!play(&stream, sound, 4096) && !drain(&stream));
	EXPECT(!memcmp(heard.data, sound, (buffer - 4096) * 4));
	EXPECT(!memcmp(heard.data + (buffer - 4096) * 4, sound, 4096 * 4), "(the new sound is heard)");
	return close_stream(&stream);
}

static void rewound_sound_is_heard_but_not_with_duplex(void)
{
	in_every_way(rewind_body);
}

static int pause_body(struct run *run)
{
	struct stream stream;

	plug(run, "", 0);
	make_noise(sound, FRAMES * 4, 6, false);
	if (open_stream(run, &stream, false))
		return -EIO;
	EXPECT(!play(&stream, sound, 40000));
	EXPECT(!usnd_ioctl(stream.pcm.file, SNDRV_PCM_IOCTL_PAUSE, 1, &run->client.caller));
	host_task_park(host_now() + 2000000000);
	EXPECT(!usnd_ioctl(stream.pcm.file, SNDRV_PCM_IOCTL_PAUSE, 0, &run->client.caller));
	EXPECT(!play(&stream, sound + 40000 * 4, FRAMES - 40000) && !drain(&stream));
	EXPECT(!memcmp(heard.data, sound, FRAMES * 4));
	return close_stream(&stream);
}

static void pause_loses_nothing(void)
{
	on_card("rme32", false, pause_body);
}

/* ---- both directions ---------------------------------------------------------------------------------------- */

#define RING_FRAMES 32768u /* of the card, 16 bit stereo */

static struct stream player;
static int player_error;

static void play_all(void *arg)
{
	host_task_park(host_now() + 123456789);
	player_error = play(&player, sound, FRAMES);
	if (!player_error)
		player_error = drain(&player);
}

static int both_body(struct run *run)
{
	struct host_task *task;
	struct stream recorder;
	size_t first;

	if (!way_of(run)->duplex)
		return 0;
	plug(run, "rme32", 44100);
	make_noise(sound, FRAMES * 4, 7, false);
	make_noise(source.data, sizeof(source.data), 8, false);
	if (open_stream(run, &recorder, true) || open_stream(run, &player, false))
		return -EIO;
	EXPECT(!host_task_create(&task, "player", play_all, NULL, NULL));
	EXPECT(!record(&recorder, got, 2 * FRAMES));
	host_task_join(task);
	EXPECT(!player_error, "(%s)", strerror(-player_error));
	EXPECT(!memcmp(got, source.data, 2 * FRAMES * 4), "(nothing recorded was overwritten)");
	first = first_heard();
	EXPECT(first && first % 4 == 0 && !memcmp(heard.data + first, sound, FRAMES * 4), "(from byte %zu)", first);
	EXPECT(!close_stream(&player));
	return close_stream(&recorder);
}

static void both_directions_are_bit_exact_at_once(void)
{
	in_every_way(both_body);
}

/* ---- looked at all the time --------------------------------------------------------------------------------- */

static volatile bool done_looking;

/* whoever asks for the position makes room for playback: at any moment, not only after an interrupt */
static void look(void *arg)
{
	while (!done_looking) {
		host_task_park(host_now() + 3333333);
		client_pcm_do(&player.pcm, SNDRV_PCM_IOCTL_HWSYNC);
	}
}

static int look_body(struct run *run)
{
	const struct client_params want = { .format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2,
					    .buffer_frames = 2 * RING_FRAMES };
	struct host_task *task, *looker;
	struct stream recorder;
	size_t first;

	if (!way_of(run)->duplex)
		return 0;
	plug(run, "rme32", 44100);
	make_noise(sound, FRAMES * 4, 7, false);
	make_noise(source.data, sizeof(source.data), 8, false);
	done_looking = false;
	if (open_stream(run, &recorder, true) || try_stream(run, &player, 0, false, &want))
		return -EIO;
	EXPECT(player.pcm.buffer_frames == 2 * RING_FRAMES);
	EXPECT(!host_task_create(&task, "player", play_all, NULL, NULL));
	EXPECT(!host_task_create(&looker, "looker", look, NULL, NULL));
	EXPECT(!record(&recorder, got, 2 * FRAMES));
	done_looking = true;
	host_task_join(looker);
	host_task_join(task);
	EXPECT(!player_error, "(%s)", strerror(-player_error));
	EXPECT(!memcmp(got, source.data, 2 * FRAMES * 4), "(nothing recorded was overwritten)");
	first = first_heard();
	EXPECT(!memcmp(heard.data + first, sound, FRAMES * 4), "(from byte %zu)", first);
	EXPECT(!close_stream(&player));
	return close_stream(&recorder);
}

static void looking_at_the_position_disturbs_no_recording(void)
{
	in_every_way(look_body);
}

/* ---- linked, shared --------------------------------------------------------------------------------------------- */

static struct usnd_file *linked_file;

static struct usnd_file *file_of(void *ctx, int fd)
{
	return fd ? NULL : linked_file;
}

/* one write starts both: the first frame recorded came in when the first one played went out */
static int linked_body(struct run *run)
{
	struct stream recorder;
	int err;

	if (!way_of(run)->duplex)
		return 0;
	plug(run, "rme32", 44100);
	make_noise(sound, FRAMES * 4, 9, false);
	make_noise(source.data, FRAMES * 4, 10, false);
	run->client.caller.file = file_of;
	if (open_stream(run, &player, false) || open_stream(run, &recorder, true))
		return -EIO;
	linked_file = recorder.pcm.file;
	EXPECT(!usnd_ioctl(player.pcm.file, SNDRV_PCM_IOCTL_LINK, 0, &run->client.caller));
	err = play(&player, sound, player.pcm.buffer_frames);
	if (!err && player.mmap)
		err = client_pcm_do(&player.pcm, SNDRV_PCM_IOCTL_START);
	if (!err)
		err = record(&recorder, got, 4096);
	EXPECT(!err, "(%s)", strerror(-err));
	EXPECT(!memcmp(got, source.data, 4096 * 4) && !memcmp(heard.data, sound, 4096 * 4));
	EXPECT(!client_pcm_do(&player.pcm, SNDRV_PCM_IOCTL_DROP));
	EXPECT(!close_stream(&player));
	return close_stream(&recorder);
}

static void linked_streams_start_with_the_same_frame(void)
{
	in_every_way(linked_body);
}

static int half_body(struct run *run)
{
	const struct client_params wide = { .format = SNDRV_PCM_FORMAT_S32_LE, .rate = 44100, .channels = 2 };
	struct stream first, second;
	int err;

	plug(run, "", 0);
	if (open_stream(run, &first, false))
		return -EIO;
	err = client_pcm_open(&second.pcm, &run->client, 0, 0, true, O_NONBLOCK);
	if (way_of(run)->duplex) {
		EXPECT(!err);
		/* one clock, one width: those of the first */
		EXPECT(client_pcm_configure(&second.pcm, &wide) == -EINVAL);
		EXPECT(!client_pcm_configure(&second.pcm,
			&(struct client_params){ .format = SNDRV_PCM_FORMAT_S16_LE, .rate = 32000, .channels = 2 }));
		EXPECT(second.pcm.rate == 44100, "(%u)", second.pcm.rate);
		EXPECT(!client_pcm_close(&second.pcm));
	} else {
		EXPECT(err == -EBUSY, "(%s)", strerror(-err));
	}
	return close_stream(&first);
}

static void directions_share_what_there_is_once(void)
{
	on_card("rme32", false, half_body);
	on_card("rme32", true, half_body);
}

static const struct tap_case cases[] = {
	TAP_CASE(playback_is_bit_exact),
	TAP_CASE(recording_is_bit_exact),
	TAP_CASE(wide_samples_are_bit_exact),
	TAP_CASE(rewound_sound_is_heard_but_not_with_duplex),
	TAP_CASE(pause_loses_nothing),
	TAP_CASE(both_directions_are_bit_exact_at_once),
	TAP_CASE(looking_at_the_position_disturbs_no_recording),
	TAP_CASE(linked_streams_start_with_the_same_frame),
	TAP_CASE(directions_share_what_there_is_once),
};

TAP_MAIN(cases)
