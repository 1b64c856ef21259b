/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * midi_port.h - a card with a MIDI port whose hardware is the case: what goes out it fetches, what comes in it makes
 * up. And applications that have the port open. Everything goes when the case ends, files before the card.
 */
#ifndef TESTS_UNIT_MIDI_PORT_H
#define TESTS_UNIT_MIDI_PORT_H

#include <linux/slab.h>
#include <sound/rawmidi.h>
#include "client.h"
#include "expect.h"
#include "plain_card.h"

/**
 * struct port - by direction: how often each operation came, and what trigger() was told last
 * @open_error: what open() answers
 * @auto_send: trigger(1) takes everything out at once, into @sent
 */
static struct port {
	unsigned int opens[2], closes[2], drains[2];
	int up[2];
	int open_error;
	bool auto_send;
	unsigned char sent[128];
	unsigned int sent_count;
} port;

static inline int port_open(struct snd_rawmidi_substream *substream)
{
	if (port.open_error)
		return port.open_error;
	port.opens[substream->stream]++;
	return 0;
}

static inline int port_close(struct snd_rawmidi_substream *substream)
{
	port.closes[substream->stream]++;
	return 0;
}

static inline void port_trigger(struct snd_rawmidi_substream *substream, int up)
{
	int got;

	port.up[substream->stream] = up;
	if (!up || !port.auto_send || substream->stream != SNDRV_RAWMIDI_STREAM_OUTPUT)
		return;
	got = snd_rawmidi_transmit(substream, port.sent + port.sent_count, sizeof(port.sent) - port.sent_count);
	if (got > 0)
		port.sent_count += got;
}

static inline void port_drain(struct snd_rawmidi_substream *substream)
{
	port.drains[substream->stream]++;
}

static const struct snd_rawmidi_ops port_ops = {
	.open = port_open, .close = port_close, .trigger = port_trigger, .drain = port_drain,
};

/* Port 0 of a new card, both directions, @outputs and @inputs substreams of each; not registered. */
static inline struct snd_rawmidi *port_new(struct kunit *test, int outputs, int inputs)
{
	struct snd_rawmidi *rmidi;

	memset(&port, 0, sizeof(port));
	KUNIT_ASSERT_EQ(test, snd_rawmidi_new(card_new(test), "usnd port", 0, outputs, inputs, &rmidi), 0);
	strscpy(rmidi->name, "A port", sizeof(rmidi->name));
	rmidi->info_flags = (outputs ? SNDRV_RAWMIDI_INFO_OUTPUT : 0) | (inputs ? SNDRV_RAWMIDI_INFO_INPUT : 0);
	snd_rawmidi_set_ops(rmidi, SNDRV_RAWMIDI_STREAM_OUTPUT, &port_ops);
	snd_rawmidi_set_ops(rmidi, SNDRV_RAWMIDI_STREAM_INPUT, &port_ops);
	return rmidi;
}

static inline struct snd_rawmidi_substream *port_substream(struct snd_rawmidi *rmidi, int stream, unsigned int number)
{
	struct snd_rawmidi_substream *substream;

	list_for_each_entry(substream, &rmidi->streams[stream].substreams, list)
		if (substream->number == number)
			return substream;
	return NULL;
}

#define OUT_OF(rmidi) port_substream(rmidi, SNDRV_RAWMIDI_STREAM_OUTPUT, 0)
#define IN_OF(rmidi) port_substream(rmidi, SNDRV_RAWMIDI_STREAM_INPUT, 0)

/* ---- applications -------------------------------------------------------------------------------------- */

struct player {
	struct kunit *test;
	struct file *file;
	char __user *memory;
};

static inline const char *port_path(struct snd_rawmidi *rmidi, char path[32])
{
	snprintf(path, 32, "/dev/snd/midiC%dD%u", rmidi->card->number, rmidi->device);
	return path;
}

static inline int player_error(struct snd_rawmidi *rmidi, int flags)
{
	char path[32];

	return open_error(port_path(rmidi, path), flags);
}

static inline void player_close(void *data)
{
	struct player *player = data;

	if (player->file)
		filp_close(player->file, NULL);
	player->file = NULL;
}

/* The card is registered, if it is not. */
static inline struct player *player_new(struct kunit *test, struct snd_rawmidi *rmidi, int flags)
{
	struct player *player = kunit_kzalloc(test, sizeof(*player), GFP_KERNEL);
	char path[32];

	KUNIT_ASSERT_NOT_NULL(test, player);
	KUNIT_ASSERT_EQ(test, snd_card_register(rmidi->card), 0);
	player->test = test;
	player->memory = user_memory(test);
	player->file = open_file(test, port_path(rmidi, path), flags);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, player_close, player), 0);
	return player;
}

static inline ssize_t player_write(struct player *player, const void *data, size_t count)
{
	KUNIT_ASSERT_EQ(player->test, copy_to_user(player->memory, data, count), 0UL);
	return player->file->f_op->write(player->file, player->memory, count, &player->file->f_pos);
}

static inline ssize_t player_read(struct player *player, void *data, size_t count)
{
	ssize_t got = player->file->f_op->read(player->file, player->memory, count, &player->file->f_pos);

	if (got > 0)
		KUNIT_ASSERT_EQ(player->test, copy_from_user(data, player->memory, got), 0UL);
	return got;
}

/* the command with a copy of @arg; what is left there comes back */
static inline long player_ioctl(struct player *player, unsigned int cmd, void *arg, size_t size)
{
	long result;

	KUNIT_ASSERT_EQ(player->test, copy_to_user(player->memory, arg, size), 0UL);
	result = player->file->f_op->unlocked_ioctl(player->file, cmd, (unsigned long)player->memory);
	KUNIT_ASSERT_EQ(player->test, copy_from_user(arg, player->memory, size), 0UL);
	return result;
}

#define PLAYER(player, cmd, arg) player_ioctl(player, SNDRV_RAWMIDI_IOCTL_##cmd, arg, sizeof(*(arg)))

#endif
