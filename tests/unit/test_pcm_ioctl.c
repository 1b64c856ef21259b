// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pcm_ioctl.c - the commands of the device files pcmCxDyp and controlCx as applications send them: what they read
 * and write in the application's memory, and the errors (sound/pcm/ioctl.c, status.c, pcm.c).
 */
#include <sound/control.h>
#include "pcm_client.h"

/* ---- about the device ------------------------------------------------------------------------ */

static void versions_are_told_and_kept(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct snd_pcm_file *pcm_file = opened->file->private_data;
	int version = 0;

	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_PVERSION, &version), 0L);
	KUNIT_EXPECT_EQ(test, version, SNDRV_PCM_VERSION);
	version = SNDRV_PROTOCOL_VERSION(2, 0, 9);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_USER_PVERSION, &version), 0L);
	KUNIT_EXPECT_EQ(test, pcm_file->user_pversion, (unsigned int)version);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_PVERSION, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_USER_PVERSION, 0), (long)-EFAULT);
}

static void unknown_commands_are_enotty(struct kunit *test)
{
	struct opened *opened = open_playback(test);

	KUNIT_EXPECT_EQ(test, send(opened, _IO('U', 0x40), 0), (long)-ENOTTY);
	KUNIT_EXPECT_EQ(test, send(opened, _IO('A', 0xff), 0), (long)-ENOTTY);
}

static void info_names_the_substream(struct kunit *test)
{
	struct fake *fake = fake_create_counts(test, 3, 0);
	struct opened *opened = open_device(fake, PLAYBACK, O_WRONLY);
	struct snd_pcm_info info;

	memset(&info, 0xee, sizeof(info));
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_INFO, &info), 0L);
	KUNIT_EXPECT_EQ(test, info.card, fake->card->number);
	KUNIT_EXPECT_EQ(test, info.device, 0u);
	KUNIT_EXPECT_EQ(test, info.subdevice, 0u);
	KUNIT_EXPECT_EQ(test, info.stream, SNDRV_PCM_STREAM_PLAYBACK);
	KUNIT_EXPECT_STREQ(test, (const char *)info.id, "Fake");
	KUNIT_EXPECT_STREQ(test, (const char *)info.name, "Fake PCM");
	KUNIT_EXPECT_STREQ(test, (const char *)info.subname, "subdevice #0");
	KUNIT_EXPECT_EQ(test, info.subdevices_count, 3u);
	KUNIT_EXPECT_EQ(test, info.subdevices_avail, 2u);
	KUNIT_EXPECT_NULL(test, memchr_inv(info.reserved, 0, sizeof(info.reserved)));
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_INFO, 0), (long)-EFAULT);
}

static long ask_control(struct opened *control, unsigned int device, int stream, unsigned int subdevice)
{
	struct snd_pcm_info info = { .device = device, .stream = stream, .subdevice = subdevice };
	long result = EXCHANGE(control, SNDRV_CTL_IOCTL_PCM_INFO, &info);

	if (!result)
		KUNIT_EXPECT_EQ(control->fake->test, info.subdevice, subdevice);
	return result;
}

static void control_finds_devices_by_number(struct kunit *test)
{
	struct fake *fake = fake_create_counts(test, 2, 0);
	struct opened *control;
	struct snd_pcm *pcm;
	int device = -1;

	KUNIT_ASSERT_EQ(test, snd_pcm_new(fake->card, "Far", 5, 0, 1, &pcm), 0);
	control = open_device(fake, CONTROL, O_RDONLY);
	KUNIT_EXPECT_EQ(test, ask_control(control, 0, 0, 0), 0L);
	KUNIT_EXPECT_EQ(test, ask_control(control, 0, 0, 1), 0L);
	KUNIT_EXPECT_EQ(test, ask_control(control, 5, 1, 0), 0L);
	KUNIT_EXPECT_EQ(test, ask_control(control, 0, 2, 0), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, ask_control(control, 0, -1, 0), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, ask_control(control, 1, 0, 0), (long)-ENXIO);
	KUNIT_EXPECT_EQ(test, ask_control(control, 0, 1, 0), (long)-ENOENT);
	KUNIT_EXPECT_EQ(test, ask_control(control, 0, 0, 2), (long)-ENXIO);
	/* the direction is looked at before the device */
	KUNIT_EXPECT_EQ(test, ask_control(control, 1, 2, 0), (long)-EINVAL);

	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_PCM_NEXT_DEVICE, &device), 0L);
	KUNIT_EXPECT_EQ(test, device, 0);
	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_PCM_NEXT_DEVICE, &device), 0L);
	KUNIT_EXPECT_EQ(test, device, 5);
	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_PCM_NEXT_DEVICE, &device), 0L);
	KUNIT_EXPECT_EQ(test, device, -1);
	device = INT_MAX;
	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_PCM_NEXT_DEVICE, &device), 0L);
	KUNIT_EXPECT_EQ(test, device, -1);
	KUNIT_EXPECT_EQ(test, send(control, SNDRV_CTL_IOCTL_PCM_NEXT_DEVICE, 0), (long)-EFAULT);
}

static int number_opened(struct fake *fake)
{
	struct file *file = fake_file(fake, PLAYBACK, O_WRONLY | O_NONBLOCK);
	int number = ((struct snd_pcm_file *)file->private_data)->substream->number;

	filp_close(file, NULL);
	return number;
}

static void preferred_subdevice_is_opened_or_none(struct kunit *test)
{
	struct fake *fake = fake_create_counts(test, 3, 0);
	struct opened *control = open_device(fake, CONTROL, O_RDONLY);
	struct file *first;
	int number = 1;
	char path[32];

	KUNIT_EXPECT_EQ(test, EXCHANGE(control, SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE, &number), 0L);
	KUNIT_EXPECT_EQ(test, number_opened(fake), 1);
	first = fake_file(fake, PLAYBACK, O_WRONLY);
	/* two others are free, but this one is wanted */
	snprintf(path, sizeof(path), PLAYBACK, fake->card->number);
	KUNIT_EXPECT_EQ(test, open_error(path, O_WRONLY | O_NONBLOCK), -EBUSY);
	filp_close(first, NULL);
	close_opened(control);
	KUNIT_EXPECT_EQ(test, number_opened(fake), 0);
}

/* ---- time ------------------------------------------------------------------------------------ */

static void ttstamp_chooses_the_clock(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct snd_pcm_runtime *runtime = opened->fake->substream->runtime;
	int type = SNDRV_PCM_TSTAMP_TYPE_MONOTONIC_RAW;

	KUNIT_EXPECT_EQ(test, runtime->tstamp_type, (unsigned int)SNDRV_PCM_TSTAMP_TYPE_GETTIMEOFDAY);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_TTSTAMP, &type), 0L);
	KUNIT_EXPECT_EQ(test, runtime->tstamp_type, (unsigned int)SNDRV_PCM_TSTAMP_TYPE_MONOTONIC_RAW);
	type = SNDRV_PCM_TSTAMP_TYPE_LAST + 1;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_TTSTAMP, &type), (long)-EINVAL);
	type = -1;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_TTSTAMP, &type), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_TTSTAMP, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, runtime->tstamp_type, (unsigned int)SNDRV_PCM_TSTAMP_TYPE_MONOTONIC_RAW);
	/* the older switch says nothing, and its argument is not looked at */
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_TSTAMP, 0), 0L);
	/* new parameters keep the clock and switch stamps off */
	set_up(opened, FAKE_CONFIG());
	KUNIT_EXPECT_EQ(test, runtime->tstamp_mode, SNDRV_PCM_TSTAMP_NONE);
}

/* ---- status ---------------------------------------------------------------------------------- */

static void status_of_an_open_stream_is_its_state(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct snd_pcm_status64 status;

	memset(&status, 0xee, sizeof(status));
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_STATUS64, &status), 0L);
	KUNIT_EXPECT_EQ(test, status.state, SNDRV_PCM_STATE_OPEN);
	status.state = 0;
	/* nothing of the kernel's stack */
	KUNIT_EXPECT_NULL(test, memchr_inv(&status, 0, sizeof(status)));
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_STATUS64, 0), (long)-EFAULT);
}

static void status_tells_pointers_and_forgets_maxima(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct fake *fake = opened->fake;
	struct snd_pcm_status64 status = {};

	set_up(opened, FAKE_CONFIG());
	KUNIT_ASSERT_EQ(test, fake_write_silence(fake, 24), 24L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_STATUS64, &status), 0L);
	/* a write looks at what is left */
	KUNIT_EXPECT_EQ(test, status.avail_max, FAKE_BUFFER - 24UL);
	KUNIT_ASSERT_EQ(test, fake_write_silence(fake, FAKE_BUFFER), FAKE_BUFFER - 24L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_STATUS64, &status), 0L);
	KUNIT_EXPECT_EQ(test, status.state, SNDRV_PCM_STATE_PREPARED);
	KUNIT_EXPECT_EQ(test, status.appl_ptr, (unsigned long)FAKE_BUFFER);
	/* a delay is of something that moves */
	KUNIT_EXPECT_EQ(test, status.delay, 0L);

	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake_move(fake, 600);
	fake->substream->runtime->delay = 7;
	fake->pos = 700;
	KUNIT_ASSERT_EQ(test, fake_write_silence(fake, 300), 300L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_STATUS64, &status), 0L);
	KUNIT_EXPECT_EQ(test, status.state, SNDRV_PCM_STATE_RUNNING);
	KUNIT_EXPECT_EQ(test, status.hw_ptr, 700UL);
	KUNIT_EXPECT_EQ(test, status.appl_ptr, FAKE_BUFFER + 300UL);
	KUNIT_EXPECT_EQ(test, status.avail, 400UL);
	KUNIT_EXPECT_EQ(test, status.delay, FAKE_BUFFER - 400 + 7L);
	KUNIT_EXPECT_EQ(test, status.avail_max, 700UL);
	/* off by default */
	KUNIT_EXPECT_EQ(test, status.tstamp_sec, 0LL);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_STATUS64, &status), 0L);
	/* nothing has moved since */
	KUNIT_EXPECT_EQ(test, status.avail_max, 0UL);
}

/* the state is the one from before the look that finds the ring empty */
static void status_that_finds_an_xrun_tells_it_next_time(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct snd_pcm_status64 status = {};

	set_up(opened, FAKE_CONFIG());
	fake_write_silence(opened->fake, FAKE_PERIOD);
	KUNIT_ASSERT_EQ(test, fake_start(opened->fake), 0);
	opened->fake->pos = FAKE_PERIOD;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_STATUS64, &status), 0L);
	KUNIT_EXPECT_EQ(test, status.state, SNDRV_PCM_STATE_RUNNING);
	KUNIT_EXPECT_EQ(test, status.delay, 0L);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_STATUS64, &status), 0L);
	KUNIT_EXPECT_EQ(test, status.state, SNDRV_PCM_STATE_XRUN);
}

static void status_ext_reads_the_request(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct snd_pcm_status64 status = { .audio_tstamp_data = SNDRV_PCM_AUDIO_TSTAMP_TYPE_LINK | 1 << 4 };
	struct snd_pcm_runtime *runtime = opened->fake->substream->runtime;

	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_STATUS_EXT64, &status), 0L);
	KUNIT_EXPECT_EQ(test, +runtime->audio_tstamp_config.type_requested, SNDRV_PCM_AUDIO_TSTAMP_TYPE_LINK);
	KUNIT_EXPECT_EQ(test, +runtime->audio_tstamp_config.report_delay, 1);
	KUNIT_EXPECT_EQ(test, +runtime->audio_tstamp_report.valid, 1);
	/* the plain one does not read: as applications from before there was a choice */
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_STATUS64, &status), 0L);
	KUNIT_EXPECT_EQ(test, +runtime->audio_tstamp_config.type_requested, SNDRV_PCM_AUDIO_TSTAMP_TYPE_DEFAULT);
	KUNIT_EXPECT_EQ(test, +runtime->audio_tstamp_report.valid, 0);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_STATUS_EXT64, 0), (long)-EFAULT);
}

/* ---- pointers -------------------------------------------------------------------------------- */

static void sync_ptr_sets_what_it_does_not_ask_for(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct fake *fake = opened->fake;
	struct snd_pcm_runtime *runtime = fake->substream->runtime;
	struct snd_pcm_sync_ptr sync = {};

	set_up(opened, FAKE_CONFIG());
	sync.c.control.appl_ptr = 100;
	sync.c.control.avail_min = 33;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_SYNC_PTR, &sync), 0L);
	KUNIT_EXPECT_EQ(test, runtime->control->appl_ptr, 100UL);
	KUNIT_EXPECT_EQ(test, runtime->control->avail_min, 33UL);
	KUNIT_EXPECT_EQ(test, fake->acks, 1u);
	KUNIT_EXPECT_EQ(test, sync.s.status.state, SNDRV_PCM_STATE_PREPARED);

	sync.flags = SNDRV_PCM_SYNC_PTR_APPL;
	sync.c.control.appl_ptr = 5;
	sync.c.control.avail_min = 44;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_SYNC_PTR, &sync), 0L);
	KUNIT_EXPECT_EQ(test, sync.c.control.appl_ptr, 100UL);
	KUNIT_EXPECT_EQ(test, runtime->control->appl_ptr, 100UL);
	KUNIT_EXPECT_EQ(test, runtime->control->avail_min, 44UL);
	KUNIT_EXPECT_EQ(test, fake->acks, 1u);

	sync.flags = SNDRV_PCM_SYNC_PTR_AVAIL_MIN;
	sync.c.control.appl_ptr = 200;
	sync.c.control.avail_min = 55;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_SYNC_PTR, &sync), 0L);
	KUNIT_EXPECT_EQ(test, sync.c.control.avail_min, 44UL);
	KUNIT_EXPECT_EQ(test, runtime->control->avail_min, 44UL);
	KUNIT_EXPECT_EQ(test, runtime->control->appl_ptr, 200UL);

	sync.flags = 0;
	sync.c.control.appl_ptr = runtime->boundary;
	sync.c.control.avail_min = 66;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_SYNC_PTR, &sync), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, runtime->control->appl_ptr, 200UL);
	KUNIT_EXPECT_EQ(test, runtime->control->avail_min, 44UL);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_SYNC_PTR, 0), (long)-EFAULT);
}

static void sync_ptr_looks_at_the_hardware_on_demand(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct fake *fake = opened->fake;
	struct snd_pcm_sync_ptr sync = { .flags = SNDRV_PCM_SYNC_PTR_APPL | SNDRV_PCM_SYNC_PTR_AVAIL_MIN };

	set_up(opened, FAKE_CONFIG());
	fake_write_silence(fake, FAKE_BUFFER);
	KUNIT_ASSERT_EQ(test, fake_start(fake), 0);
	fake->pos = 300;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_SYNC_PTR, &sync), 0L);
	KUNIT_EXPECT_EQ(test, sync.s.status.hw_ptr, 0UL);
	sync.flags |= SNDRV_PCM_SYNC_PTR_HWSYNC;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_SYNC_PTR, &sync), 0L);
	KUNIT_EXPECT_EQ(test, sync.s.status.hw_ptr, 300UL);

	snd_pcm_stop_xrun(fake->substream);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_SYNC_PTR, &sync), (long)-EPIPE);
	sync.flags &= ~SNDRV_PCM_SYNC_PTR_HWSYNC;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_SYNC_PTR, &sync), 0L);
	KUNIT_EXPECT_EQ(test, sync.s.status.state, SNDRV_PCM_STATE_XRUN);
}

static void rewind_and_forward_move_what_they_can(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct fake *fake = opened->fake;
	unsigned long frames = 100;

	/* before there are parameters; the answer is in both places */
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_REWIND, &frames), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, (long)frames, (long)-EBADFD);
	set_up(opened, FAKE_CONFIG());
	fake_write_silence(fake, 500);
	frames = 100;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_REWIND, &frames), 0L);
	KUNIT_EXPECT_EQ(test, frames, 100UL);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(fake), 400UL);
	frames = 1000;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_REWIND, &frames), 0L);
	KUNIT_EXPECT_EQ(test, frames, 400UL);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_REWIND, &frames), 0L);
	KUNIT_EXPECT_EQ(test, frames, 0UL);
	frames = 5000;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_FORWARD, &frames), 0L);
	KUNIT_EXPECT_EQ(test, frames, (unsigned long)FAKE_BUFFER);
	KUNIT_EXPECT_EQ(test, fake_appl_ptr(fake), (unsigned long)FAKE_BUFFER);
	/* a driver that refuses: rewind moves nothing, forward is an error */
	fake->ack_result = -EIO;
	frames = 8;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_REWIND, &frames), 0L);
	KUNIT_EXPECT_EQ(test, frames, 0UL);
	fake->ack_result = 0;
	frames = 8;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_REWIND, &frames), 0L);
	fake->ack_result = -EIO;
	frames = 8;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_FORWARD, &frames), (long)-EIO);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_FORWARD, 0), (long)-EFAULT);
}

static void delay_is_written_only_without_an_error(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	long delay = 1234;

	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_DELAY, &delay), (long)-EBADFD);
	KUNIT_EXPECT_EQ(test, delay, 1234L);
	set_up(opened, FAKE_CONFIG());
	fake_write_silence(opened->fake, 77);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_DELAY, &delay), 0L);
	KUNIT_EXPECT_EQ(test, delay, 77L);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_DELAY, 0), (long)-EFAULT);
}

/* ---- where channels lie ---------------------------------------------------------------------- */

static void channel_info_is_for_mappings(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct snd_pcm_channel_info info = { .channel = 1, .offset = 5, .first = 5, .step = 5 };
	struct opened *opened;

	fake->hw.info |= SNDRV_PCM_INFO_MMAP;
	opened = open_device(fake, PLAYBACK, O_WRONLY | O_NONBLOCK);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_CHANNEL_INFO, &info), (long)-EBADFD);
	set_up(opened, FAKE_CONFIG());
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_CHANNEL_INFO, &info), 0L);
	KUNIT_EXPECT_EQ(test, info.channel, 1u);
	KUNIT_EXPECT_EQ(test, (long)info.offset, 0L);
	KUNIT_EXPECT_EQ(test, info.first, 16u);
	KUNIT_EXPECT_EQ(test, info.step, 32u);
	info.channel = 2;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_CHANNEL_INFO, &info), (long)-EINVAL);

	set_up(opened, FAKE_CONFIG(.access = SNDRV_PCM_ACCESS_RW_NONINTERLEAVED));
	info.channel = 1;
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_CHANNEL_INFO, &info), 0L);
	/* half of the ring, in bits */
	KUNIT_EXPECT_EQ(test, info.first, FAKE_BUFFER * 2u * 8);
	KUNIT_EXPECT_EQ(test, info.step, 16u);
}

static void channel_info_without_mmap_has_no_offset(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct snd_pcm_channel_info info = { .channel = 0, .first = 5, .step = 5 };

	set_up(opened, FAKE_CONFIG());
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_CHANNEL_INFO, &info), 0L);
	KUNIT_EXPECT_EQ(test, (long)info.offset, -1L);
	KUNIT_EXPECT_EQ(test, info.first, 0u);
	KUNIT_EXPECT_EQ(test, info.step, 0u);
}

/* ---- parameters ------------------------------------------------------------------------------ */

static void hw_params_go_through_the_applications_memory(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct snd_pcm_hw_params *params = kunit_kzalloc(test, sizeof(*params), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, params);
	_snd_pcm_hw_params_any(params);
	fake_only(params, SNDRV_PCM_HW_PARAM_RATE, FAKE_RATE);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_HW_REFINE, params), 0L);
	KUNIT_EXPECT_EQ(test, fake_state(opened->fake), SNDRV_PCM_STATE_OPEN);
	KUNIT_EXPECT_EQ(test, params->rmask, 0u);
	KUNIT_EXPECT_EQ(test, params->rate_num, (unsigned int)FAKE_RATE);
	KUNIT_EXPECT_EQ(test, hw_param_interval(params, SNDRV_PCM_HW_PARAM_CHANNELS)->max, 2u);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_HW_PARAMS, params), 0L);
	KUNIT_EXPECT_EQ(test, fake_state(opened->fake), SNDRV_PCM_STATE_SETUP);
	KUNIT_EXPECT_EQ(test, params_channels(params), 1u);
	KUNIT_EXPECT_EQ(test, params_buffer_size(params), opened->fake->substream->runtime->buffer_size);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_HW_REFINE, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_HW_PARAMS, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, fake_state(opened->fake), SNDRV_PCM_STATE_SETUP);
}

static unsigned int fifo_size_of(struct opened *opened, int format, unsigned int channels)
{
	struct snd_pcm_hw_params *params = kunit_kzalloc(opened->fake->test, sizeof(*params), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(opened->fake->test, params);
	_snd_pcm_hw_params_any(params);
	fake_only(params, SNDRV_PCM_HW_PARAM_FORMAT, format);
	fake_only(params, SNDRV_PCM_HW_PARAM_CHANNELS, channels);
	KUNIT_EXPECT_EQ(opened->fake->test, EXCHANGE(opened, SNDRV_PCM_IOCTL_HW_REFINE, params), 0L);
	KUNIT_EXPECT_EQ(opened->fake->test, params->info & SNDRV_PCM_INFO_FIFO_IN_FRAMES, 0u);
	return params->fifo_size;
}

static void fifo_size_is_told_in_frames(struct kunit *test)
{
	struct fake *fake = fake_create(test);
	struct opened *opened;

	fake->hw.fifo_size = 64;
	opened = open_device(fake, PLAYBACK, O_WRONLY | O_NONBLOCK);
	KUNIT_EXPECT_EQ(test, fifo_size_of(opened, SNDRV_PCM_FORMAT_S16_LE, 2), 16u);
	/* half a byte a frame: nothing to divide by (contract 1.18, bug 26) */
	KUNIT_EXPECT_EQ(test, fifo_size_of(opened, SNDRV_PCM_FORMAT_IMA_ADPCM, 1), 64u);
	fake->substream->runtime->hw.info |= SNDRV_PCM_INFO_FIFO_IN_FRAMES;
	KUNIT_EXPECT_EQ(test, fifo_size_of(opened, SNDRV_PCM_FORMAT_S16_LE, 2), 64u);
}

static void sw_params_tell_the_boundary(struct kunit *test)
{
	struct opened *opened = open_playback(test);
	struct snd_pcm_sw_params sw = { .avail_min = 1 };

	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_SW_PARAMS, &sw), (long)-EBADFD);
	set_up(opened, FAKE_CONFIG());
	sw = fake_sw(opened->fake);
	KUNIT_EXPECT_EQ(test, EXCHANGE(opened, SNDRV_PCM_IOCTL_SW_PARAMS, &sw), 0L);
	KUNIT_EXPECT_EQ(test, sw.boundary, opened->fake->substream->runtime->boundary);
	KUNIT_EXPECT_EQ(test, send(opened, SNDRV_PCM_IOCTL_SW_PARAMS, 0), (long)-EFAULT);
}

static struct kunit_case pcm_ioctl_cases[] = {
	KUNIT_CASE(versions_are_told_and_kept),
	KUNIT_CASE(unknown_commands_are_enotty),
	KUNIT_CASE(info_names_the_substream),
	KUNIT_CASE(control_finds_devices_by_number),
	KUNIT_CASE(preferred_subdevice_is_opened_or_none),
	KUNIT_CASE(ttstamp_chooses_the_clock),
	KUNIT_CASE(status_of_an_open_stream_is_its_state),
	KUNIT_CASE(status_tells_pointers_and_forgets_maxima),
	KUNIT_CASE(status_that_finds_an_xrun_tells_it_next_time),
	KUNIT_CASE(status_ext_reads_the_request),
	KUNIT_CASE(sync_ptr_sets_what_it_does_not_ask_for),
	KUNIT_CASE(sync_ptr_looks_at_the_hardware_on_demand),
	KUNIT_CASE(rewind_and_forward_move_what_they_can),
	KUNIT_CASE(delay_is_written_only_without_an_error),
	KUNIT_CASE(channel_info_is_for_mappings),
	KUNIT_CASE(channel_info_without_mmap_has_no_offset),
	KUNIT_CASE(hw_params_go_through_the_applications_memory),
	KUNIT_CASE(fifo_size_is_told_in_frames),
	KUNIT_CASE(sw_params_tell_the_boundary),
	{}
};

static struct kunit_suite pcm_ioctl_suite = { .name = "pcm_ioctl", .test_cases = pcm_ioctl_cases };
kunit_test_suite(pcm_ioctl_suite);

MODULE_DESCRIPTION("ioctls of PCM device files");
MODULE_LICENSE("GPL");
