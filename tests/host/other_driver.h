/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * other_driver.h - the tests of a card with another driver than ours: Linux's own, named by USND_DRIVER (make test-all).
 *
 * Linux's drivers begin with a muted mixer. The cases that are about samples open it first, as a user of alsamixer does.
 */
#ifndef TESTS_HOST_OTHER_DRIVER_H
#define TESTS_HOST_OTHER_DRIVER_H

#include <stdlib.h>
#include <string.h>

#include "harness/client_ctl.h"
#include "harness/run.h"
#include "tests/host/tap.h"

/** other_driver() - the file of the driver to be used instead of ours, NULL: ours */
static inline const char *other_driver(void)
{
	return getenv("USND_DRIVER");
}

/** ours_only() - the case is of what our driver does otherwise: with another one it is skipped, and says so */
static inline bool ours_only(void)
{
	if (other_driver())
		tap_skip("our driver differs here on purpose: docs/differences.md");
	return !other_driver();
}

/** struct mixer_setting - of one element: its first @count values */
struct mixer_setting {
	const char *name;
	unsigned int index, count;
	long values[4];
};

/** mixer_set() - write @settings, up to one without a name, to card 0. Return: 0, or the first error, which it tells */
static inline int mixer_set(struct run *run, const struct mixer_setting *settings)
{
	struct client_ctl ctl;
	int err = client_ctl_open(&ctl, &run->client, 0);

	EXPECT(!err, "(%s)", strerror(-err));
	for (; !err && settings->name; settings++) {
		struct snd_ctl_elem_id id = client_mixer_elem(settings->name, settings->index);

		err = client_ctl_write(&ctl, &id, settings->values, settings->count);
		err = err < 0 ? err : 0;
		EXPECT(!err, "(%s: %s)", settings->name, strerror(-err));
	}
	client_ctl_close(&ctl);
	return err;
}

/** struct opened_card - run_world()'s @arg for opened_body(): what is then called, and with which run->arg */
struct opened_card {
	const struct mixer_setting *settings;
	int (*body)(struct run *run);
	void *arg;
};

/** opened_body() - the body of a world: another driver's mixer is opened before the case begins */
static inline int opened_body(struct run *run)
{
	const struct opened_card *card = run->arg;
	int err = other_driver() ? mixer_set(run, card->settings) : 0;

	run->arg = card->arg;
	return err ? err : card->body(run);
}

/* what snd-es1370 begins with: both DACs to line-out and line-in to the ADC, at 0 dB */
static const struct mixer_setting es1370_opened[] __attribute__((unused)) = {
	{ "Master Playback Switch", 0, 2, { 1, 1 } },
	{ "Master Playback Volume", 0, 2, { 31, 31 } },
	{ "PCM Switch", 0, 2, { 1, 1 } },
	{ "PCM Volume", 0, 2, { 25, 25 } },
	{ "PCM Playback Switch", 0, 2, { 1, 1 } },
	{ "PCM Switch", 1, 2, { 1, 1 } },
	{ "PCM Volume", 1, 2, { 25, 25 } },
	{ "PCM Playback Switch", 1, 2, { 1, 1 } },
	{ "Line Switch", 0, 2, { 1, 1 } },
	{ "Line Volume", 0, 2, { 25, 25 } },
	{ "Line Capture Route", 0, 4, { 1, 0, 0, 1 } },
	{ NULL }
};

/* what snd-sb16 begins with */
static const struct mixer_setting sb16_opened[] __attribute__((unused)) = {
	{ "Master Playback Volume", 0, 2, { 31, 31 } },
	{ "PCM Playback Volume", 0, 2, { 31, 31 } },
	{ "Line Playback Volume", 0, 2, { 31, 31 } },
	{ "Line Capture Route", 0, 4, { 1, 0, 0, 1 } },
	{ "Playback Volume", 0, 2, { 0, 0 } },
	{ "Capture Volume", 0, 2, { 0, 0 } },
	{ NULL }
};

#endif
