// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * System sleep from outside, with the ES1370's driver on its model, which loses its registers and its place on the bus:
 * play, sleep, wake up, prepare again, and the sound goes on. And streams that are linked by descriptors.
 */
#include <errno.h>
#include <string.h>

#include "harness/run.h"
#include "tests/host/tap.h"

#define FRAMES 30000u
#define MILLISECOND 1000000u
#define CARD USND_BDF(0, 5, 0)
#define PCI_COMMAND 0x04
#define PCI_BAR0 0x10

static int16_t sound[FRAMES * 2], heard[3 * FRAMES * 2];
static size_t heard_frames;

static void on_play(void *ctx, void *data, size_t count)
{
	if (heard_frames + count <= 3 * FRAMES)
		memcpy(heard + 2 * heard_frames, data, count * 4);
	heard_frames += count;
}

static void on_record(void *ctx, void *data, size_t count)
{
	memset(data, 0x11, count * 4);
	heard_frames += count;
}

static void attach(struct run *run, bool capture)
{
	const struct usnd_line line = { NULL, NULL, capture ? on_record : on_play };

	for (size_t i = 0; i < 2 * FRAMES; i++)
		sound[i] = i * 7 + 1;
	heard_frames = 0;
	memset(heard, 0, sizeof(heard));
	EXPECT(!run->machine->ops->line(run->machine, "es1370", capture, &line));
}

static void with_card(int (*body)(struct run *run))
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1 };
	struct run_result result;
	int err;

	for (config.seed = 0; config.seed < 6; config.seed++) {
		err = run_world(&config, body, NULL, &result);
		EXPECT(!err, "(seed %u: %s: %s, %lu findings)", (unsigned int)config.seed,
		       result.step ? result.step : "", strerror(-err), result.findings);
	}
}

static int open_stream(const struct client *client, struct client_pcm *pcm, unsigned int device, bool capture)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = 44100, .channels = 2,
		.period_frames = 1024, .buffer_frames = 4096,
	};
	int err = client_pcm_open(pcm, client, 0, device, capture, 0);

	if (!err)
		err = client_pcm_configure(pcm, &want);
	EXPECT(!err, "(device %u: %s)", device, strerror(-err));
	return err;
}

static void pass(unsigned int milliseconds)
{
	host_task_park(host_now() + (uint64_t)milliseconds * MILLISECOND);
}

/* ---- playing ------------------------------------------------------------------------------------------- */

static struct client_pcm playing;
static size_t written;
static int write_error;

static void play(void *arg)
{
	write_error = client_pcm_write(&playing, sound, FRAMES, &written);
}

static int play_body(struct run *run)
{
	struct host_task *task;
	size_t before, done;

	attach(run, false);
	if (open_stream(&run->client, &playing, 0, false))
		return -EIO;
	EXPECT(!host_task_create(&task, "play", play, NULL, NULL));
	pass(200);
	EXPECT(usnd_resume() == -EALREADY);
	EXPECT(!usnd_suspend());
	EXPECT(usnd_suspend() == -EALREADY);
	before = heard_frames;
	pass(500);
	EXPECT(heard_frames == before && before > 4000, "(%zu, %zu)", before, heard_frames);
	EXPECT(!usnd_resume());
	host_task_join(task);
	EXPECT(write_error == -ESTRPIPE && written < FRAMES, "(%s after %zu)", strerror(-write_error), written);
	EXPECT(!memcmp(heard, sound, before * 4));
	pass(100);
	EXPECT(heard_frames == before, "(nothing plays by itself)");

	/* the hardware has not kept its place */
	EXPECT(client_pcm_do(&playing, SNDRV_PCM_IOCTL_RESUME) == -ENOSYS);
	EXPECT(!client_pcm_do(&playing, SNDRV_PCM_IOCTL_PREPARE));
	EXPECT(!client_pcm_write(&playing, sound, FRAMES, &done) && done == FRAMES);
	EXPECT(!client_pcm_drain(&playing));
	EXPECT(!memcmp(heard + 2 * before, sound, sizeof(sound)), "(after the sleep)");
	return client_pcm_close(&playing);
}

static void sound_goes_on_after_the_sleep(void)
{
	with_card(play_body);
}

/* ---- the card itself ----------------------------------------------------------------------------------- */

static uint32_t config(struct run *run, unsigned int reg)
{
	return run->machine->ops->pci_read(run->machine, CARD, reg, 4);
}

static int lose_body(struct run *run)
{
	uint32_t command = config(run, PCI_COMMAND) & 0xffff, bar = config(run, PCI_BAR0);
	struct client_pcm pcm;
	size_t done;

	EXPECT((command & 5) == 5 && bar > 1);
	EXPECT(!usnd_suspend());
	EXPECT((config(run, PCI_COMMAND) & 0xffff) == 0 && config(run, PCI_BAR0) == 1, "(the power was away)");
	EXPECT(!usnd_resume());
	EXPECT((config(run, PCI_COMMAND) & 0xffff) == command && config(run, PCI_BAR0) == bar);
	/* and the chip was set up anew */
	attach(run, false);
	if (open_stream(&run->client, &pcm, 0, false))
		return -EIO;
	EXPECT(!client_pcm_write(&pcm, sound, FRAMES, &done) && !client_pcm_drain(&pcm));
	EXPECT(!memcmp(heard, sound, sizeof(sound)));
	return client_pcm_close(&pcm);
}

static void what_the_sleep_takes_is_brought_back(void)
{
	with_card(lose_body);
}

static int asleep_body(struct run *run)
{
	struct client_pcm pcm;

	if (open_stream(&run->client, &pcm, 0, false))
		return -EIO;
	EXPECT(!usnd_suspend());
	/* no call from outside could close it now: shutdown does, and tells it */
	EXPECT(usnd_shutdown() == 1);
	return 0;
}

static void shutdown_wakes_the_system_first(void)
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1 };
	struct run_result result;

	run_world(&config, asleep_body, NULL, &result);
	EXPECT(!result.stuck);
}

/* ---- recording ----------------------------------------------------------------------------------------- */

static struct client_pcm recording;
static int16_t frames[2 * FRAMES];
static int read_error;

static void record(void *arg)
{
	size_t done;

	read_error = client_pcm_read(&recording, frames, FRAMES, &done);
}

static int record_body(struct run *run)
{
	struct host_task *task;
	size_t done;

	attach(run, true);
	if (open_stream(&run->client, &recording, 0, true))
		return -EIO;
	EXPECT(!client_pcm_do(&recording, SNDRV_PCM_IOCTL_START));
	EXPECT(!host_task_create(&task, "record", record, NULL, NULL));
	pass(200);
	EXPECT(!usnd_suspend());
	pass(10);
	EXPECT(!usnd_resume());
	host_task_join(task);
	EXPECT(read_error == -ESTRPIPE, "(%s)", strerror(-read_error));
	EXPECT(!client_pcm_do(&recording, SNDRV_PCM_IOCTL_PREPARE));
	EXPECT(!client_pcm_do(&recording, SNDRV_PCM_IOCTL_START));
	memset(frames, 0, sizeof(frames));
	EXPECT(!client_pcm_read(&recording, frames, 10000, &done) && done == 10000);
	EXPECT(frames[0] == 0x1111 && frames[19999] == 0x1111);
	EXPECT(!client_pcm_do(&recording, SNDRV_PCM_IOCTL_DROP));
	return client_pcm_close(&recording);
}

static void recording_goes_on_after_the_sleep(void)
{
	with_card(record_body);
}

/* ---- descriptors --------------------------------------------------------------------------------------- */

static struct usnd_file *table[2];

static struct usnd_file *look_up(void *ctx, int fd)
{
	return fd >= 0 && fd < 2 ? table[fd] : NULL;
}

static int state_of(struct client_pcm *pcm)
{
	struct snd_pcm_status status;

	EXPECT(!client_pcm_status(pcm, &status));
	return status.state;
}

static int link_body(struct run *run)
{
	struct client client = run->client;
	struct client_pcm first, second;
	size_t done;

	if (open_stream(&client, &first, 0, false) || open_stream(&client, &second, 1, false))
		return -EIO;
	/* a process without descriptors */
	EXPECT(usnd_ioctl(first.file, SNDRV_PCM_IOCTL_LINK, 1, &client.caller) == -EBADFD);
	client.caller.file = look_up;
	table[0] = first.file;
	table[1] = second.file;
	EXPECT(usnd_ioctl(first.file, SNDRV_PCM_IOCTL_LINK, 2, &client.caller) == -EBADFD);
	EXPECT(usnd_ioctl(first.file, SNDRV_PCM_IOCTL_LINK, 0, &client.caller) == -EINVAL);
	EXPECT(usnd_ioctl(first.file, SNDRV_PCM_IOCTL_LINK, 1, &client.caller) == 0);
	EXPECT(!client_pcm_write(&first, sound, 3000, &done) && !client_pcm_write(&second, sound, 3000, &done));
	EXPECT(!client_pcm_do(&second, SNDRV_PCM_IOCTL_START));
	EXPECT(state_of(&first) == SNDRV_PCM_STATE_RUNNING && state_of(&second) == SNDRV_PCM_STATE_RUNNING);
	EXPECT(!client_pcm_do(&first, SNDRV_PCM_IOCTL_DROP));
	EXPECT(state_of(&second) == SNDRV_PCM_STATE_SETUP);
	EXPECT(!client_pcm_close(&second));
	EXPECT(client_pcm_do(&first, SNDRV_PCM_IOCTL_UNLINK) == -EALREADY);
	return client_pcm_close(&first);
}

static void streams_are_linked_by_the_callers_descriptors(void)
{
	with_card(link_body);
}

static const struct tap_case cases[] = {
	TAP_CASE(sound_goes_on_after_the_sleep),
	TAP_CASE(what_the_sleep_takes_is_brought_back),
	TAP_CASE(shutdown_wakes_the_system_first),
	TAP_CASE(recording_goes_on_after_the_sleep),
	TAP_CASE(streams_are_linked_by_the_callers_descriptors),
};

TAP_MAIN(cases)
