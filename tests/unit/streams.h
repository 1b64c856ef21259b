/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * streams.h - device files of several fakes (a card each) that are linked, suspended and shared; atomic and nonatomic:
 * a case with KUNIT_CASE_PARAM(…, kind_gen_params) runs on both kinds; its file has KUNIT_ARRAY_PARAM(kind, kinds,
 * kind_desc).
 */
#ifndef TESTS_UNIT_STREAMS_H
#define TESTS_UNIT_STREAMS_H

#include <linux/fdtable.h>
#include <linux/file.h>
#include "pcm_client.h"

struct kind {
	const char *name;
	bool nonatomic;
};

static const struct kind __maybe_unused kinds[] = { { "atomic", false }, { "nonatomic", true } };

static void __maybe_unused kind_desc(const struct kind *kind, char *desc)
{
	strscpy(desc, kind->name, KUNIT_PARAM_DESC_SIZE);
}

static inline bool nonatomic_case(struct kunit *test)
{
	const struct kind *kind = test->param_value;

	return kind && kind->nonatomic;
}

/** create_kind() - a fake of the case's kind */
static inline struct fake *create_kind(struct kunit *test)
{
	struct fake *fake = fake_create(test);

	fake->pcm->nonatomic = nonatomic_case(test);
	return fake;
}

/** prepare_file() - open a device file of @fake and prepare the stream, with @frames queued (playback) */
static inline struct opened *prepare_file(struct fake *fake, const char *name, unsigned int frames)
{
	struct opened *opened = open_device(fake, name, O_RDWR | O_NONBLOCK);

	set_up(opened, FAKE_CONFIG());
	if (frames)
		KUNIT_ASSERT_EQ(fake->test, fake_write_silence(fake, frames), (long)frames);
	return opened;
}

/** playing() - a prepared playback stream of the case's kind with a period queued */
static inline struct opened *playing(struct kunit *test)
{
	return prepare_file(create_kind(test), PLAYBACK, FAKE_PERIOD);
}

static inline struct opened *recording(struct kunit *test)
{
	return prepare_file(create_kind(test), CAPTURE, 0);
}

/** descriptor() - a number for @file while the command runs that takes it; close_fd() */
static inline int descriptor(struct kunit *test, struct file *file)
{
	int fd = get_unused_fd_flags(0);

	KUNIT_ASSERT_GE(test, fd, 0);
	get_file(file);
	fd_install(fd, file);
	return fd;
}

static inline long link_file(struct opened *opened, struct file *file)
{
	int fd = descriptor(opened->fake->test, file);
	long result = send(opened, SNDRV_PCM_IOCTL_LINK, fd);

	close_fd(fd);
	return result;
}

/** link_to() - LINK on @opened with a descriptor of @other */
static inline long link_to(struct opened *opened, struct opened *other)
{
	return link_file(opened, other->file);
}

static inline snd_pcm_state_t state_of(struct opened *opened)
{
	return fake_state(opened->fake);
}

static inline unsigned int triggers_of(struct opened *opened, int cmd)
{
	return fake_triggers(opened->fake, cmd);
}

#define EXPECT_STATE(opened, state) \
	KUNIT_EXPECT_EQ((opened)->fake->test, (int)state_of(opened), (int)SNDRV_PCM_STATE_##state)
#define EXPECT_TRIGGERS(opened, cmd, count) \
	KUNIT_EXPECT_EQ((opened)->fake->test, triggers_of(opened, SNDRV_PCM_TRIGGER_##cmd), count)

#endif
