// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_sigio.c - O_ASYNC as the host world has it (usnd_set_signal()): which device tells when, and when not any more.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>

#include "harness/client_ctl.h"
#include "harness/run.h"
#include "tests/host/tap.h"

#define RATE 44100u
#define PERIOD 1024u
#define PERIODS(n) ((n) * 1000000000ull * PERIOD / RATE)
#define SLOT USND_BDF(0, 5, 0)

static unsigned int told;
static int last_band;

static void on_signal(void *ctx, int band)
{
	(*(unsigned int *)ctx)++;
	last_band = band;
}

/* under a handful of schedules */
static void with_card(int (*body)(struct run *run))
{
	struct run_config config = { .cards = { card_find("es1370") }, .card_count = 1 };
	struct run_result result;
	int err;

	for (config.seed = 0; config.seed < 4; config.seed++) {
		told = 0;
		last_band = 0;
		err = run_world(&config, body, NULL, &result);
		EXPECT(!err, "(seed %u: %s: %s, %lu findings)", (unsigned int)config.seed,
		       result.step ? result.step : "", strerror(-err), result.findings);
	}
}

/* ---- PCM ------------------------------------------------------------------------------------------------- */

/* nobody who polls would be woken: there is no room for as much as avail_min says */
static int start_playing(struct run *run, struct client_pcm *pcm, int flags)
{
	const struct client_params want = {
		.format = SNDRV_PCM_FORMAT_S16_LE, .rate = RATE, .channels = 2,
		.period_frames = PERIOD, .buffer_frames = 8 * PERIOD,
	};
	struct snd_pcm_sw_params sw = {
		.period_step = 1, .avail_min = 8 * PERIOD, .start_threshold = 8 * PERIOD, .stop_threshold = ~0ul,
	};
	static const int16_t silence[2 * 8 * PERIOD];
	size_t done;
	int err = client_pcm_open(pcm, &run->client, 0, 0, false, flags);

	if (!err)
		err = client_pcm_configure(pcm, &want);
	if (!err)
		err = usnd_ioctl(pcm->file, SNDRV_PCM_IOCTL_SW_PARAMS, (uintptr_t)&sw, &run->client.caller);
	EXPECT(!err && !usnd_set_signal(pcm->file, on_signal, &told), "(%s)", strerror(-err));
	return err ? err : client_pcm_write(pcm, silence, 8 * PERIOD, &done);
}

static int periods_body(struct run *run)
{
	struct client_pcm pcm;

	if (start_playing(run, &pcm, 0))
		return -EIO;
	host_task_park(host_now() + PERIODS(3) + PERIODS(1) / 2);
	EXPECT(told == 3 && last_band == POLL_IN, "(%u)", told);
	/* twice is once */
	EXPECT(!usnd_set_signal(pcm.file, on_signal, &told));
	host_task_park(host_now() + PERIODS(1));
	EXPECT(told == 4, "(%u)", told);
	EXPECT(!usnd_set_signal(pcm.file, NULL, NULL) && !usnd_set_signal(pcm.file, NULL, NULL));
	host_task_park(host_now() + PERIODS(2));
	EXPECT(told == 4, "(%u)", told);
	/* closed with it on */
	EXPECT(!usnd_set_signal(pcm.file, on_signal, &told));
	return client_pcm_close(&pcm);
}

static void each_period_of_a_pcm_is_told_whatever_avail_min_is(void)
{
	with_card(periods_body);
}

static int shared_body(struct run *run)
{
	struct client_pcm pcm, other;
	unsigned int too = 0;

	if (start_playing(run, &pcm, 0) || client_pcm_open(&other, &run->client, 0, 0, false, O_APPEND))
		return -EIO;
	EXPECT(!usnd_set_signal(other.file, on_signal, &too));
	host_task_park(host_now() + PERIODS(2) + PERIODS(1) / 2);
	EXPECT(told == 2 && too == 2, "(%u, %u)", told, too);
	/* the first one goes, the other one goes on */
	EXPECT(!client_pcm_close(&pcm));
	host_task_park(host_now() + PERIODS(1));
	EXPECT(told == 2 && too == 3, "(%u, %u)", told, too);
	return client_pcm_close(&other);
}

static void files_that_share_a_stream_are_told_each(void)
{
	with_card(shared_body);
}

static int gone_body(struct run *run)
{
	struct client_pcm pcm;
	struct client_pcm late;

	if (start_playing(run, &pcm, 0) || client_pcm_open(&late, &run->client, 0, 1, false, 0))
		return -EIO;
	EXPECT(!usnd_pci_pull(SLOT));
	host_task_park(host_now() + 1000000);
	EXPECT(usnd_set_signal(late.file, on_signal, &told) == -ENODEV);
	client_pcm_close(&pcm);
	client_pcm_close(&late);
	return 0;
}

static void card_that_has_gone_is_enodev(void)
{
	with_card(gone_body);
}

static int scarce_body(struct run *run)
{
	struct client_pcm pcm;
	unsigned long nth;
	int err;

	if (client_pcm_open(&pcm, &run->client, 0, 0, false, 0))
		return -EIO;
	for (nth = 1;; nth++) {
		usnd_fault_arm(nth);
		err = usnd_set_signal(pcm.file, on_signal, &told);
		if (!usnd_fault_hit(NULL))
			break;
		EXPECT(err == -ENOMEM, "(%lu: %d)", nth, err);
	}
	usnd_fault_arm(0);
	EXPECT(!err && nth == 3, "(%lu)", nth);
	return client_pcm_close(&pcm);
}

static void without_memory_it_is_enomem(void)
{
	with_card(scarce_body);
}

/* ---- controls, timers, texts ----------------------------------------------------------------------------- */

static int control_body(struct run *run)
{
	struct snd_ctl_elem_info mine = {
		.id = { .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .name = "Mine" },
		.type = SNDRV_CTL_ELEM_TYPE_BOOLEAN, .count = 1,
	};
	struct client_ctl ctl, other;
	long value;

	EXPECT(!client_ctl_open(&ctl, &run->client, 0) && !client_ctl_open(&other, &run->client, 0));
	EXPECT(!usnd_set_signal(ctl.file, on_signal, &told));
	EXPECT(!usnd_ioctl(other.file, SNDRV_CTL_IOCTL_ELEM_ADD, (uintptr_t)&mine, &run->client.caller));
	EXPECT(told == 0, "it has not subscribed (%u)", told);
	EXPECT(!client_ctl_subscribe(&ctl));
	for (value = 1; value >= 0; value--)
		EXPECT(!client_ctl_write(&other, &mine.id, &value, 1));
	EXPECT(told == 2 && last_band == POLL_IN, "(%u)", told);
	EXPECT(!usnd_pci_pull(SLOT));
	host_task_park(host_now() + 1000000);
	EXPECT(told == 3 && last_band == POLL_ERR, "(%u, %d)", told, last_band);
	client_ctl_close(&ctl);
	client_ctl_close(&other);
	return 0;
}

static void control_tells_of_events_and_of_the_end(void)
{
	with_card(control_body);
}

static int timer_body(struct run *run)
{
	const struct snd_timer_select select = { .id = { SNDRV_TIMER_CLASS_GLOBAL, 0, -1, SNDRV_TIMER_GLOBAL_SYSTEM, 0 } };
	const struct snd_timer_params params = { .ticks = 5 };
	const struct usnd_caller *me = &run->client.caller;
	struct usnd_file *file;

	EXPECT(!usnd_open("/dev/snd/timer", O_RDONLY, me, &file));
	EXPECT(!usnd_ioctl(file, SNDRV_TIMER_IOCTL_SELECT, (uintptr_t)&select, me));
	EXPECT(!usnd_ioctl(file, SNDRV_TIMER_IOCTL_PARAMS, (uintptr_t)&params, me));
	EXPECT(!usnd_set_signal(file, on_signal, &told) && !usnd_ioctl(file, SNDRV_TIMER_IOCTL_START, 0, me));
	host_task_park(host_now() + 100000000);
	EXPECT(told == 1 && last_band == POLL_IN, "(%u)", told);
	return usnd_release(file, me);
}

static void timer_tells_of_its_ticks(void)
{
	with_card(timer_body);
}

static int text_body(struct run *run)
{
	struct usnd_file *file;

	EXPECT(!usnd_open("/proc/asound/cards", O_RDONLY, &run->client.caller, &file));
	EXPECT(!usnd_set_signal(file, on_signal, &told) && !usnd_set_signal(file, NULL, NULL));
	return usnd_release(file, &run->client.caller);
}

static void what_sends_none_takes_the_flag(void)
{
	with_card(text_body);
}

static const struct tap_case cases[] = {
	TAP_CASE(each_period_of_a_pcm_is_told_whatever_avail_min_is),
	TAP_CASE(files_that_share_a_stream_are_told_each),
	TAP_CASE(card_that_has_gone_is_enodev),
	TAP_CASE(without_memory_it_is_enomem),
	TAP_CASE(control_tells_of_events_and_of_the_end),
	TAP_CASE(timer_tells_of_its_ticks),
	TAP_CASE(what_sends_none_takes_the_flag),
};

TAP_MAIN(cases)
