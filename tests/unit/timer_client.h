/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * timer_client.h - a case as an application that has /dev/snd/timer open, with arguments in memory of its own; and the
 * structures that carry time stamps, which the kernel's header does not name.
 */
#ifndef TESTS_UNIT_TIMER_CLIENT_H
#define TESTS_UNIT_TIMER_CLIENT_H

#include <sound/asound.h>
#include "client.h"
#include "timer_rig.h"

#define TIMER "/dev/snd/timer"

struct timer_tread {
	int event;
	int pad;
	s64 sec, nsec;
	unsigned int val;
	int pad2;
};

struct timer_status {
	s64 sec, nsec;
	unsigned int resolution, lost, overrun, queue;
	unsigned char reserved[64];
};

struct timer_status32 {
	s32 sec, nsec;
	unsigned int resolution, lost, overrun, queue;
	unsigned char reserved[64];
};

#define IOCTL_STATUS _IOR('T', 0x14, struct timer_status)
#define IOCTL_STATUS32 _IOR('T', 0x14, struct timer_status32)

/* closed by the case, or with it */
struct timer_client {
	struct kunit *test;
	struct file *file;
	char __user *memory;
};

static inline void client_close(void *data)
{
	struct timer_client *client = data;

	if (client->file)
		filp_close(client->file, NULL);
	client->file = NULL;
}

static inline struct timer_client *client_open(struct kunit *test, int flags)
{
	struct timer_client *client = kunit_kzalloc(test, sizeof(*client), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, client);
	client->test = test;
	client->memory = user_memory(test);
	client->file = open_file(test, TIMER, O_RDONLY | flags);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, client_close, client), 0);
	return client;
}

static inline long client_send(struct timer_client *client, unsigned int cmd, unsigned long arg)
{
	return client->file->f_op->unlocked_ioctl(client->file, cmd, arg);
}

/* the command with a copy of @arg in the application's memory; what it leaves there comes back */
static inline long client_exchange(struct timer_client *client, unsigned int cmd, void *arg, size_t size)
{
	long result;

	KUNIT_ASSERT_EQ(client->test, copy_to_user(client->memory, arg, size), 0UL);
	result = client_send(client, cmd, (unsigned long)client->memory);
	KUNIT_ASSERT_EQ(client->test, copy_from_user(arg, client->memory, size), 0UL);
	return result;
}

#define ASK(client, cmd, arg) client_exchange(client, cmd, arg, sizeof(*(arg)))

static inline long client_select(struct timer_client *client, int class, int sclass, int card, int device, int sub)
{
	struct snd_timer_select select = { .id = { class, sclass, card, device, sub } };

	return ASK(client, SNDRV_TIMER_IOCTL_SELECT, &select);
}

static inline long client_select_rig(struct timer_client *client)
{
	return client_select(client, SNDRV_TIMER_CLASS_GLOBAL, 0, -1, RIG_DEVICE, 0);
}

static inline long client_params(struct timer_client *client, unsigned int flags, unsigned int ticks,
				 unsigned int queue_size, unsigned int filter)
{
	struct snd_timer_params params = {
		.flags = flags, .ticks = ticks, .queue_size = queue_size, .filter = filter,
	};

	return ASK(client, SNDRV_TIMER_IOCTL_PARAMS, &params);
}

static inline long client_tread(struct timer_client *client, int on)
{
	return ASK(client, SNDRV_TIMER_IOCTL_TREAD64, &on);
}

static inline struct timer_status client_status(struct timer_client *client)
{
	struct timer_status status = {};

	KUNIT_EXPECT_EQ(client->test, ASK(client, IOCTL_STATUS, &status), 0L);
	return status;
}

/* read(2) into @data */
static inline long client_read(struct timer_client *client, void *data, size_t bytes)
{
	loff_t pos = 0;
	long result = client->file->f_op->read(client->file, client->memory, bytes, &pos);

	if (result > 0)
		KUNIT_ASSERT_EQ(client->test, copy_from_user(data, client->memory, result), 0UL);
	return result;
}

static inline __poll_t client_poll(struct timer_client *client)
{
	return client->file->f_op->poll(client->file, NULL);
}

/* A client of the rig, which ticks again and again if @auto; with events if @filter. */
static inline struct timer_client *client_of_rig(struct rig *rig, unsigned int flags, unsigned int filter)
{
	struct timer_client *client = client_open(rig->test, O_NONBLOCK);

	KUNIT_ASSERT_EQ(rig->test, client_tread(client, filter != 0), 0L);
	KUNIT_ASSERT_EQ(rig->test, client_select_rig(client), 0L);
	KUNIT_ASSERT_EQ(rig->test, client_params(client, flags, 1, 0, filter), 0L);
	return client;
}

#define FILTER(name) (1u << SNDRV_TIMER_EVENT_##name)

#endif
