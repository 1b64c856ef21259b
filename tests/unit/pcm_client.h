/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcm_client.h - a case as an application that has a device file of a fake_pcm open and sends it commands, with
 * arguments in memory of its own.
 */
#ifndef TESTS_UNIT_PCM_CLIENT_H
#define TESTS_UNIT_PCM_CLIENT_H

#include <sound/asound.h>
#include "client.h"
#include "fake_pcm.h"

/* A file of a fake's device; closed by the case, or with it. */
struct opened {
	struct fake *fake;
	struct file *file;
	char __user *memory;
};

static inline void close_opened(void *arg)
{
	struct opened *opened = arg;

	opened->fake->substream = NULL;
	if (opened->file)
		filp_close(opened->file, NULL);
	opened->file = NULL;
}

static inline struct file *fake_file(struct fake *fake, const char *name, int flags)
{
	char path[32];

	snprintf(path, sizeof(path), name, fake->card->number);
	return open_file(fake->test, path, flags);
}

static inline struct opened *open_device(struct fake *fake, const char *name, int flags)
{
	struct opened *opened = kunit_kzalloc(fake->test, sizeof(*opened), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(fake->test, opened);
	KUNIT_ASSERT_EQ(fake->test, snd_card_register(fake->card), 0);
	opened->fake = fake;
	opened->memory = user_memory(fake->test);
	opened->file = fake_file(fake, name, flags);
	KUNIT_ASSERT_EQ(fake->test, kunit_add_action_or_reset(fake->test, close_opened, opened), 0);
	if (strstr(name, "pcm"))
		fake->substream = ((struct snd_pcm_file *)opened->file->private_data)->substream;
	return opened;
}

#define PLAYBACK "/dev/snd/pcmC%dD0p"
#define CAPTURE "/dev/snd/pcmC%dD0c"
#define CONTROL "/dev/snd/controlC%d"

static inline struct opened *open_playback(struct kunit *test)
{
	return open_device(fake_create(test), PLAYBACK, O_WRONLY | O_NONBLOCK);
}

static inline void set_up(struct opened *opened, const struct fake_config *config)
{
	KUNIT_ASSERT_EQ(opened->fake->test, fake_hw_params(opened->fake, config), 0);
	fake_start_at(opened->fake, LONG_MAX);
	KUNIT_ASSERT_EQ(opened->fake->test, fake_ioctl(opened->fake, SNDRV_PCM_IOCTL_PREPARE, NULL), 0);
}

static inline long send(struct opened *opened, unsigned int cmd, unsigned long arg)
{
	return opened->file->f_op->unlocked_ioctl(opened->file, cmd, arg);
}

/* the command with a copy of @arg in the application's memory; what it leaves there comes back */
static inline long exchange(struct opened *opened, unsigned int cmd, void *arg, size_t size)
{
	long result;

	KUNIT_ASSERT_EQ(opened->fake->test, copy_to_user(opened->memory, arg, size), 0UL);
	result = send(opened, cmd, (unsigned long)opened->memory);
	KUNIT_ASSERT_EQ(opened->fake->test, copy_from_user(arg, opened->memory, size), 0UL);
	return result;
}

#define EXCHANGE(opened, cmd, arg) exchange(opened, cmd, arg, sizeof(*(arg)))

#endif
