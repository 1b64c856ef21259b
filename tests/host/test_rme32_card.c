// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The Digi32's driver on its models: clocks, connectors, channel status, the Digi32/8 and the PRO, and what may go
 * wrong.
 */
#include "harness/client_ctl.h"
#include "harness/sweep.h"
#include "tests/host/rme32_card.h"

/* ---- clocks, connectors ------------------------------------------------------------------------------------- */

static int rate_of(struct run *run, bool capture, unsigned int *rate)
{
	struct stream stream;
	int err = try_stream(run, &stream, 0, capture, &usual);

	if (err)
		return err;
	*rate = stream.pcm.rate;
	return close_stream(&stream);
}

static int clock_body(struct run *run)
{
	const struct snd_ctl_elem_id source_elem = client_mixer_elem("Sample Clock Source", 0);
	const struct snd_ctl_elem_id input_elem = client_mixer_elem("Input Connector", 0);
	const long autosync = 0, internal_44 = 2, optical = 0, coaxial = 1;
	struct client_ctl ctl;
	unsigned int rate = 0;
	struct stream stream;
	char text[1024];

	plug(run, "rme32", 32000);
	EXPECT(!client_ctl_open(&ctl, &run->client, 0));
	EXPECT(!rate_of(run, true, &rate) && rate == 32000, "(a recording follows what comes in: %u)", rate);
	EXPECT(!client_ctl_write(&ctl, &source_elem, &internal_44, 1));
	EXPECT(!rate_of(run, false, &rate) && rate == 44100, "(%u)", rate);
	EXPECT(!client_ctl_write(&ctl, &source_elem, &autosync, 1));
	EXPECT(!rate_of(run, false, &rate) && rate == 32000, "(slave: %u)", rate);
	EXPECT(client_read_file(&run->client, "/proc/asound/card0/rme32", text, sizeof(text)) > 0);
	EXPECT(strstr(text, "coaxial (2 channels)") && strstr(text, "32000 Hz") && strstr(text, "AutoSync"), "(%s)",
	       text);
	EXPECT(!client_ctl_write(&ctl, &input_elem, &optical, 1));
	EXPECT(!rate_of(run, false, &rate) && rate == 44100, "(nothing comes in there: %u)", rate);
	EXPECT(!client_ctl_write(&ctl, &input_elem, &coaxial, 1));
	EXPECT(client_ctl_write(&ctl, &input_elem, &(long){ 3 }, 1) == -EINVAL, "(no XLR)");
	if (open_stream(run, &stream, true))
		return -EIO;
	EXPECT(client_ctl_write(&ctl, &source_elem, &(long){ 3 }, 1) == -EBUSY);
	EXPECT(!close_stream(&stream));
	return client_ctl_close(&ctl);
}

static void clock_is_the_quartz_or_what_comes_in(void)
{
	on_card("rme32", false, clock_body);
}

static int through_body(struct run *run)
{
	const struct snd_ctl_elem_id through = client_mixer_elem("Loopback Input", 0);
	struct client_ctl ctl;
	struct stream stream;

	plug(run, "rme32", 44100);
	make_noise(source.data, FRAMES * 4, 11, false);
	EXPECT(!client_ctl_open(&ctl, &run->client, 0) && !client_ctl_write(&ctl, &through, &(long){ 1 }, 1));
	if (open_stream(run, &stream, true))
		return -EIO;
	EXPECT(!record(&stream, got, 40000) && !client_pcm_do(&stream.pcm, SNDRV_PCM_IOCTL_DROP));
	EXPECT(!memcmp(heard.data, source.data, 40000 * 4));
	EXPECT(!close_stream(&stream));
	return client_ctl_close(&ctl);
}

static void input_is_led_to_the_output(void)
{
	on_card("rme32", false, through_body);
}

static bool is_active(struct client_ctl *ctl, const struct snd_ctl_elem_id *id)
{
	struct snd_ctl_elem_info info;

	return !client_ctl_info(ctl, id, &info) && !(info.access & SNDRV_CTL_ELEM_ACCESS_INACTIVE);
}

static int status_body(struct run *run)
{
	const struct snd_ctl_elem_id usually = client_elem(SNDRV_CTL_ELEM_IFACE_PCM, "IEC958 Playback Default", 0);
	const struct snd_ctl_elem_id now = client_elem(SNDRV_CTL_ELEM_IFACE_PCM, "IEC958 Playback PCM Stream", 0);
	struct snd_ctl_elem_value value = { .id = usually };
	struct client_ctl ctl;
	struct stream stream;
	char text[1024];

	plug(run, "", 0);
	EXPECT(!client_ctl_open(&ctl, &run->client, 0));
	EXPECT(!is_active(&ctl, &now));
	value.value.iec958.status[0] = 0x0d; /* professional, 50/15 us */
	EXPECT(!usnd_ioctl(ctl.file, SNDRV_CTL_IOCTL_ELEM_WRITE, (uintptr_t)&value, &run->client.caller));
	if (open_stream(run, &stream, false))
		return -EIO;
	EXPECT(is_active(&ctl, &now));
	value = (struct snd_ctl_elem_value){ .id = now };
	EXPECT(!usnd_ioctl(ctl.file, SNDRV_CTL_IOCTL_ELEM_READ, (uintptr_t)&value, &run->client.caller));
	EXPECT(value.value.iec958.status[0] == 0x0d);
	EXPECT(client_read_file(&run->client, "/proc/asound/card0/rme32", text, sizeof(text)) > 0);
	EXPECT(strstr(text, "professional") && strstr(text, "emphasis: on"), "(%s)", text);
	value.value.iec958.status[0] = 0x08; /* consumer, 50/15 us */
	EXPECT(!usnd_ioctl(ctl.file, SNDRV_CTL_IOCTL_ELEM_WRITE, (uintptr_t)&value, &run->client.caller));
	EXPECT(client_read_file(&run->client, "/proc/asound/card0/rme32", text, sizeof(text)) > 0);
	EXPECT(strstr(text, "consumer") && strstr(text, "emphasis: on"), "(%s)", text);
	EXPECT(!close_stream(&stream) && !is_active(&ctl, &now));
	return client_ctl_close(&ctl);
}

static void channel_status_is_the_stream_s_own(void)
{
	on_card("rme32", false, status_body);
}

/* ---- the other cards ---------------------------------------------------------------------------------------- */

static int pro_body(struct run *run)
{
	const struct client_params want = { .format = SNDRV_PCM_FORMAT_S16_LE, .rate = 96000, .channels = 2 };
	const struct snd_ctl_elem_id input = client_mixer_elem("Input Connector", 0);
	struct client_ctl ctl;
	struct stream stream;

	plug(run, "rme32-pro/xlr", 88200);
	make_noise(sound, FRAMES * 4, 12, false);
	make_noise(source.data, FRAMES * 4, 13, false);
	if (try_stream(run, &stream, 0, false, &want))
		return -EIO;
	EXPECT(!play(&stream, sound, FRAMES) && !drain(&stream));
	EXPECT(heard.rate == 96000 && !memcmp(heard.data, sound, FRAMES * 4), "(%u)", heard.rate);
	EXPECT(!close_stream(&stream));
	EXPECT(!client_ctl_open(&ctl, &run->client, 0) && !client_ctl_write(&ctl, &input, &(long){ 3 }, 1));
	source.bytes = 0;
	if (try_stream(run, &stream, 0, true, &want))
		return -EIO;
	EXPECT(!record(&stream, got, FRAMES) && stream.pcm.rate == 88200);
	EXPECT(!memcmp(got, source.data, FRAMES * 4));
	EXPECT(!close_stream(&stream));
	return client_ctl_close(&ctl);
}

static void pro_runs_at_double_speed(void)
{
	on_card("rme32-pro", false, pro_body);
	on_card("rme32-pro", true, pro_body);
}

static int adat_body(struct run *run)
{
	const struct client_params want = { .format = SNDRV_PCM_FORMAT_S16_LE, .rate = 48000, .channels = 8 };
	const struct snd_ctl_elem_id input = client_mixer_elem("Input Connector", 0);
	struct stream stream, other;
	struct client_ctl ctl;

	plug(run, "rme32-8/adat", 48000);
	make_noise(sound, FRAMES * 16, 14, false);
	make_noise(source.data, FRAMES * 16, 15, false);
	if (try_stream(run, &stream, 1, false, &want))
		return -EIO;
	EXPECT(try_stream(run, &other, 0, false, &usual) == -EBUSY, "(one ring for both devices)");
	EXPECT(!play(&stream, sound, FRAMES) && !drain(&stream));
	EXPECT(heard.channels == 8 && !memcmp(heard.data, sound, FRAMES * 16));
	EXPECT(!close_stream(&stream));
	EXPECT(!client_ctl_open(&ctl, &run->client, 0) && !client_ctl_write(&ctl, &input, &(long){ 0 }, 1));
	EXPECT(try_stream(run, &stream, 0, true, &usual) == -EIO, "(that is no S/PDIF)");
	source.bytes = 0;
	if (try_stream(run, &stream, 1, true, &want))
		return -EIO;
	EXPECT(!record(&stream, got, FRAMES));
	EXPECT(!memcmp(got, source.data, FRAMES * 16));
	EXPECT(!close_stream(&stream));
	return client_ctl_close(&ctl);
}

static void adat_carries_eight_channels(void)
{
	on_card("rme32-8", false, adat_body);
	on_card("rme32-8", true, adat_body);
}

/* ---- what may go wrong -------------------------------------------------------------------------------------- */

static void pull(void *arg)
{
	host_task_park(host_now() + 1500000000);
	EXPECT(!usnd_pci_remove(USND_BDF(0, 5, 0)));
}

static int pull_body(struct run *run)
{
	struct host_task *task;
	struct stream stream;
	int err;

	plug(run, "", 0);
	make_noise(sound, FRAMES * 4, 16, false);
	if (open_stream(run, &stream, false))
		return -EIO;
	EXPECT(!host_task_create(&task, "pull", pull, NULL, NULL));
	err = play(&stream, sound, FRAMES);
	if (!err)
		err = play(&stream, sound, FRAMES);
	EXPECT(err == -ENODEV || err == -EBADFD || err == -EPIPE || err == -EIO, "(%s)", strerror(-err));
	close_stream(&stream);
	host_task_join(task);
	return 0;
}

static void a_card_pulled_out_while_playing_leaves_nothing(void)
{
	in_every_way(pull_body);
}

static int sleep_body(struct run *run)
{
	struct stream stream;

	plug(run, "", 0);
	make_noise(sound, FRAMES * 4, 17, false);
	if (open_stream(run, &stream, false))
		return -EIO;
	EXPECT(!play(&stream, sound, 40000));
	EXPECT(!usnd_suspend() && !usnd_resume());
	EXPECT(play(&stream, sound, 4000) == -ESTRPIPE);
	EXPECT(!client_pcm_do(&stream.pcm, SNDRV_PCM_IOCTL_PREPARE));
	heard.bytes = 0;
	EXPECT(!play(&stream, sound, FRAMES) && !drain(&stream));
	EXPECT(!memcmp(heard.data, sound, FRAMES * 4), "(the card works again)");
	return close_stream(&stream);
}

static void the_card_works_after_sleep(void)
{
	on_card("rme32", false, sleep_body);
	on_card("rme32", true, sleep_body);
}

static void sweep_card(const char *card, const char *params)
{
	const struct run_config config = {
		.cards = { card_find(card) }, .card_count = 1, .plug_only = true, .params = params,
	};
	struct sweep_result result;
	int err = sweep(&config, scenario_play, NULL, 1, 20000, &result);

	EXPECT(!err, "fault %lu (%s): %s\n%s", result.bad, result.site, result.why, result.end.output);
	EXPECT(result.runs > 50, "only %lu requests in a driver's life", result.runs - 1);
}

static void every_fault_of_the_driver_s_life_is_survived(void)
{
	sweep_card("rme32-8", NULL);
	sweep_card("rme32", "fullduplex=1");
}

static const struct tap_case cases[] = {
	TAP_CASE(clock_is_the_quartz_or_what_comes_in),
	TAP_CASE(input_is_led_to_the_output),
	TAP_CASE(channel_status_is_the_stream_s_own),
	TAP_CASE(pro_runs_at_double_speed),
	TAP_CASE(adat_carries_eight_channels),
	TAP_CASE(a_card_pulled_out_while_playing_leaves_nothing),
	TAP_CASE(the_card_works_after_sleep),
	TAP_CASE(every_fault_of_the_driver_s_life_is_survived),
};

TAP_MAIN(cases)
