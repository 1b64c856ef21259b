// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_rawmidi.c - MIDI ports: their ring, their file, who may open it, parameters, what the control device says of
 * them (sound/core/rawmidi*.c).
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <sound/control.h>
#include "midi_port.h"

/* applications with 64-bit time; the kernel's header does not name it */
struct midi_status {
	int stream, pad;
	s64 sec, nsec;
	size_t avail, xruns;
	unsigned char reserved[16];
};

#define SNDRV_RAWMIDI_IOCTL_STATUS_NOW _IOWR('W', 0x20, struct midi_status)

static const unsigned char note[3] = { 0x90, 60, 100 };

static size_t bytes_lost(struct player *player)
{
	struct midi_status status = { .stream = SNDRV_RAWMIDI_STREAM_INPUT };

	KUNIT_EXPECT_EQ(player->test, PLAYER(player, STATUS_NOW, &status), 0L);
	return status.xruns;
}

static size_t bytes_there(struct player *player, int stream)
{
	struct midi_status status = { .stream = stream, .sec = 7 };

	KUNIT_EXPECT_EQ(player->test, PLAYER(player, STATUS_NOW, &status), 0L);
	KUNIT_EXPECT_EQ(player->test, status.sec, 0);
	return status.avail;
}

/* ---- the device ---------------------------------------------------------------------------------------- */

static void port_is_a_node_and_a_proc_file(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 1);
	struct player *player = player_new(test, rmidi, O_RDWR | O_NONBLOCK);
	char path[32], expect[256];

	KUNIT_EXPECT_EQ(test, player_write(player, note, 3), 3);
	snprintf(path, sizeof(path), "/proc/asound/card%d/midi0", rmidi->card->number);
	snprintf(expect, sizeof(expect),
		 "A port\n\n"
		 "Output 0\n  Tx bytes     : 0\n  Owner PID    : %d\n  Mode         : native\n"
		 "  Buffer size  : %lu\n  Avail        : %lu\n"
		 "Input 0\n  Rx bytes     : 0\n  Owner PID    : %d\n"
		 "  Buffer size  : %lu\n  Avail        : 0\n  Overruns     : 0\n",
		 current->pid, PAGE_SIZE, PAGE_SIZE - 3, current->pid, PAGE_SIZE);
	KUNIT_EXPECT_STREQ(test, text_of(test, path), expect);
	port.auto_send = true;
	KUNIT_EXPECT_EQ(test, player_write(player, note, 3), 3);
	player_close(player);
	snprintf(expect, sizeof(expect), "A port\n\nOutput 0\n  Tx bytes     : 6\nInput 0\n  Rx bytes     : 0\n");
	KUNIT_EXPECT_STREQ(test, text_of(test, path), expect);
}

static void number_is_below_eight_and_once_a_card(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_rawmidi *rmidi, *twin;

	KUNIT_ASSERT_EQ(test, snd_rawmidi_new(card, NULL, 8, 1, 1, &rmidi), 0);
	KUNIT_EXPECT_EQ(test, snd_device_register(card, rmidi), -ENOMEM);
	KUNIT_ASSERT_EQ(test, snd_rawmidi_new(card, NULL, 7, 1, 1, &rmidi), 0);
	KUNIT_ASSERT_EQ(test, snd_rawmidi_new(card, NULL, 7, 1, 1, &twin), 0);
	KUNIT_EXPECT_EQ(test, snd_device_register(card, rmidi), 0);
	KUNIT_EXPECT_EQ(test, snd_device_register(card, twin), -EBUSY);
}

static void every_request_of_new_and_open_may_fail(struct kunit *test)
{
	struct snd_card *card = card_new(test);
	struct snd_rawmidi *rmidi = NULL, *other;
	unsigned int n;
	int err = -ENOMEM;

	/* whatever the first port of all asks for */
	KUNIT_ASSERT_EQ(test, snd_rawmidi_new(card, "first", 1, 1, 1, &other), 0);
	for (n = 1; err == -ENOMEM && n < 32; n++) {
		fail_request(test, n);
		err = snd_rawmidi_new(card, "port", 0, 1, 1, &rmidi);
		KUNIT_EXPECT_EQ(test, !rmidi, err != 0);
	}
	fail_request(test, 0);
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_EXPECT_GT(test, n, 5u);

	rmidi = port_new(test, 1, 1);
	KUNIT_ASSERT_EQ(test, snd_card_register(rmidi->card), 0);
	for (n = 1, err = -ENOMEM; err == -ENOMEM && n < 32; n++) {
		fail_request(test, n);
		err = player_error(rmidi, O_RDWR | O_NONBLOCK);
		KUNIT_EXPECT_EQ(test, port.opens[0], port.closes[0]);
		KUNIT_EXPECT_EQ(test, port.opens[1], port.closes[1]);
	}
	fail_request(test, 0);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_GT(test, n, 5u);
}

/* ---- who may open -------------------------------------------------------------------------------------- */

static void only_directions_there_are_can_be_opened(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 0);

	KUNIT_ASSERT_EQ(test, snd_card_register(rmidi->card), 0);
	KUNIT_EXPECT_EQ(test, player_error(rmidi, O_RDONLY), -ENXIO);
	KUNIT_EXPECT_EQ(test, player_error(rmidi, O_RDWR), -ENXIO);
	KUNIT_EXPECT_EQ(test, player_error(rmidi, O_WRONLY), 0);
	KUNIT_EXPECT_EQ(test, port.opens[SNDRV_RAWMIDI_STREAM_OUTPUT], 1u);
	/* a substream is not enough: the driver says what it can */
	rmidi->info_flags = 0;
	KUNIT_EXPECT_EQ(test, player_error(rmidi, O_WRONLY), -ENXIO);
}

static void drivers_open_may_refuse(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 1);

	KUNIT_ASSERT_EQ(test, snd_card_register(rmidi->card), 0);
	port.open_error = -ENODATA;
	KUNIT_EXPECT_EQ(test, player_error(rmidi, O_RDWR), -ENODATA);
	port.open_error = 0;
	KUNIT_EXPECT_EQ(test, player_error(rmidi, O_RDWR), 0);
}

static void substream_in_use_is_ebusy_without_waiting(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 2, 1);
	struct player *first = player_new(test, rmidi, O_RDWR);

	KUNIT_EXPECT_EQ(test, player_error(rmidi, O_RDONLY | O_NONBLOCK), -EBUSY);
	/* one output is left */
	player_new(test, rmidi, O_WRONLY);
	KUNIT_EXPECT_EQ(test, player_error(rmidi, O_WRONLY | O_NONBLOCK), -EBUSY);
	player_close(first);
	KUNIT_EXPECT_EQ(test, player_error(rmidi, O_RDWR | O_NONBLOCK), 0);
}

static void appending_needs_nonblock_and_shares(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 0);
	struct player *one, *two;
	char *large = kunit_kzalloc(test, PAGE_SIZE + 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, large);
	KUNIT_ASSERT_EQ(test, snd_card_register(rmidi->card), 0);
	KUNIT_EXPECT_EQ(test, player_error(rmidi, O_WRONLY | O_APPEND), -EINVAL);
	one = player_new(test, rmidi, O_WRONLY | O_APPEND | O_NONBLOCK);
	two = player_new(test, rmidi, O_WRONLY | O_APPEND | O_NONBLOCK);
	KUNIT_EXPECT_EQ(test, port.opens[0], 1u);
	KUNIT_EXPECT_EQ(test, player_error(rmidi, O_WRONLY | O_NONBLOCK), -EBUSY);
	/* all of a write, or nothing */
	KUNIT_EXPECT_EQ(test, player_write(one, large, PAGE_SIZE - 2), (ssize_t)PAGE_SIZE - 2);
	KUNIT_EXPECT_EQ(test, player_write(two, note, 3), -EAGAIN);
	KUNIT_EXPECT_EQ(test, player_write(two, note, 2), 2);
	KUNIT_EXPECT_EQ(test, player_write(two, large, PAGE_SIZE + 1), -EIO);
	port.auto_send = true;
	snd_rawmidi_proceed(OUT_OF(rmidi));
	player_close(one);
	KUNIT_EXPECT_EQ(test, port.closes[0], 0u);
	player_close(two);
	KUNIT_EXPECT_EQ(test, port.closes[0], 1u);
}

/* ---- a task that waits --------------------------------------------------------------------------------- */

struct waiting {
	struct player *player;
	struct snd_rawmidi *rmidi;
	struct completion done;
	int flags;
	ssize_t result;
	unsigned char data[16];
};

static int wait_open(void *data)
{
	struct waiting *waiting = data;

	waiting->result = player_error(waiting->rmidi, waiting->flags);
	complete(&waiting->done);
	return 0;
}

static int wait_read(void *data)
{
	struct waiting *waiting = data;
	struct player *player = waiting->player;

	waiting->result =
		player->file->f_op->read(player->file, player->memory, sizeof(waiting->data), &player->file->f_pos);
	complete(&waiting->done);
	return 0;
}

static int wait_write(void *data)
{
	struct waiting *waiting = data;
	struct player *player = waiting->player;

	waiting->result = player->file->f_op->write(player->file, player->memory, 3, &player->file->f_pos);
	complete(&waiting->done);
	return 0;
}

static void wait_begin(struct kunit *test, struct waiting *waiting, int (*fn)(void *data))
{
	init_completion(&waiting->done);
	waiting->result = -EINPROGRESS;
	KUNIT_ASSERT_EQ(test, IS_ERR(kthread_run(fn, waiting, "waits")), false);
	msleep(5);
	KUNIT_EXPECT_FALSE(test, completion_done(&waiting->done));
}

static void open_waits_for_the_substream(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 0, 1);
	struct player *player = player_new(test, rmidi, O_RDONLY);
	struct waiting waiting = { .rmidi = rmidi, .flags = O_RDONLY };

	wait_begin(test, &waiting, wait_open);
	player_close(player);
	wait_for_completion(&waiting.done);
	KUNIT_EXPECT_EQ(test, waiting.result, 0);
	KUNIT_EXPECT_EQ(test, port.opens[1], 2u);
}

static void waiting_ends_with_the_card(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 1);
	struct player *player = player_new(test, rmidi, O_RDWR);
	struct waiting reads = { .player = player }, opens = { .rmidi = rmidi, .flags = O_RDONLY };

	wait_begin(test, &reads, wait_read);
	wait_begin(test, &opens, wait_open);
	snd_card_disconnect(rmidi->card);
	wait_for_completion(&reads.done);
	wait_for_completion(&opens.done);
	KUNIT_EXPECT_EQ(test, reads.result, -ENODEV);
	KUNIT_EXPECT_EQ(test, opens.result, -ENODEV);
	KUNIT_EXPECT_EQ(test, player_write(player, note, 3), -ENODEV);
	KUNIT_EXPECT_EQ(test, port.closes[0], 0u);
	player_close(player);
	KUNIT_EXPECT_EQ(test, port.closes[0], 1u);
}

/* ---- output -------------------------------------------------------------------------------------------- */

static void bytes_go_out_in_order(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 0);
	struct player *player = player_new(test, rmidi, O_WRONLY | O_NONBLOCK);
	struct snd_rawmidi_params params = { .buffer_size = 32, .avail_min = 1, .no_active_sensing = 1 };
	unsigned char data[40], got[40];
	unsigned int i;

	for (i = 0; i < sizeof(data); i++)
		data[i] = i;
	KUNIT_EXPECT_EQ(test, snd_rawmidi_transmit_empty(OUT_OF(rmidi)), 1);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_transmit(OUT_OF(rmidi), got, 4), 0);
	KUNIT_EXPECT_EQ(test, PLAYER(player, PARAMS, &params), 0L);
	KUNIT_EXPECT_EQ(test, player_write(player, data, 20), 20);
	KUNIT_EXPECT_EQ(test, port.up[0], 1);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_transmit_empty(OUT_OF(rmidi)), 0);
	/* what was only looked at stays */
	KUNIT_EXPECT_EQ(test, snd_rawmidi_transmit_peek(OUT_OF(rmidi), got, 4), 4);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_transmit_peek(OUT_OF(rmidi), got, 40), 20);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_transmit_ack(OUT_OF(rmidi), 18), 18);
	/* round the end of the ring: 2 are left, 30 have room */
	KUNIT_EXPECT_EQ(test, player_write(player, data + 20, 20), 20);
	KUNIT_EXPECT_EQ(test, player_write(player, data, 20), 10);
	KUNIT_EXPECT_EQ(test, player_write(player, data, 1), -EAGAIN);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_transmit(OUT_OF(rmidi), got, 40), 32);
	KUNIT_EXPECT_EQ(test, memcmp(got, data + 18, 22), 0);
	KUNIT_EXPECT_EQ(test, memcmp(got + 22, data, 10), 0);
	KUNIT_EXPECT_EQ(test, OUT_OF(rmidi)->bytes, 50UL);
}

static void write_waits_for_room(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 0);
	struct player *player = player_new(test, rmidi, O_WRONLY);
	struct snd_rawmidi_params params = { .buffer_size = 32, .avail_min = 2, .no_active_sensing = 1 };
	struct waiting waiting = { .player = player };
	unsigned char bytes[32] = { };

	KUNIT_EXPECT_EQ(test, PLAYER(player, PARAMS, &params), 0L);
	KUNIT_EXPECT_EQ(test, player_write(player, bytes, 32), 32);
	wait_begin(test, &waiting, wait_write);
	/* less than a sleeper wants */
	KUNIT_EXPECT_EQ(test, snd_rawmidi_transmit(OUT_OF(rmidi), bytes, 1), 1);
	msleep(5);
	KUNIT_EXPECT_FALSE(test, completion_done(&waiting.done));
	KUNIT_EXPECT_EQ(test, snd_rawmidi_transmit(OUT_OF(rmidi), bytes, 4), 4);
	wait_for_completion(&waiting.done);
	KUNIT_EXPECT_EQ(test, waiting.result, 3);
	snd_rawmidi_proceed(OUT_OF(rmidi));
}

static void port_that_takes_nothing_is_eio(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 0);
	struct player *player = player_new(test, rmidi, O_WRONLY);
	struct snd_rawmidi_params params = { .buffer_size = 32, .avail_min = 1, .no_active_sensing = 1 };
	unsigned char bytes[40] = { };
	unsigned long begin = jiffies;
	int stream = SNDRV_RAWMIDI_STREAM_OUTPUT;

	KUNIT_EXPECT_EQ(test, PLAYER(player, PARAMS, &params), 0L);
	/* 32 have room; half a minute for the others */
	KUNIT_EXPECT_EQ(test, player_write(player, bytes, 40), 32);
	KUNIT_EXPECT_EQ(test, player_write(player, bytes, 1), -EIO);
	KUNIT_EXPECT_GE(test, jiffies - begin, 60UL * HZ);
	/* ten seconds to drain, and what is left is forgotten */
	KUNIT_EXPECT_EQ(test, PLAYER(player, DRAIN, &stream), (long)-EIO);
	KUNIT_EXPECT_EQ(test, bytes_there(player, SNDRV_RAWMIDI_STREAM_OUTPUT), 32UL);
	KUNIT_EXPECT_EQ(test, port.drains[0], 2u);
}

static void drop_forgets_and_drain_waits(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 1);
	struct player *player = player_new(test, rmidi, O_RDWR | O_NONBLOCK);
	int out = SNDRV_RAWMIDI_STREAM_OUTPUT, in = SNDRV_RAWMIDI_STREAM_INPUT, none = 2;

	KUNIT_EXPECT_EQ(test, player_write(player, note, 3), 3);
	KUNIT_EXPECT_EQ(test, PLAYER(player, DROP, &out), 0L);
	KUNIT_EXPECT_EQ(test, port.up[0], 0);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_transmit_empty(OUT_OF(rmidi)), 1);
	KUNIT_EXPECT_EQ(test, PLAYER(player, DRAIN, &out), 0L);
	KUNIT_EXPECT_EQ(test, port.drains[0], 1u);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(IN_OF(rmidi), note, 3), 3);
	KUNIT_EXPECT_EQ(test, PLAYER(player, DRAIN, &in), 0L);
	KUNIT_EXPECT_EQ(test, bytes_there(player, in), 0UL);
	KUNIT_EXPECT_EQ(test, PLAYER(player, DROP, &in), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, PLAYER(player, DRAIN, &none), (long)-EINVAL);
}

/* ---- input --------------------------------------------------------------------------------------------- */

static void input_begins_with_the_first_read(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 0, 1);
	struct player *player = player_new(test, rmidi, O_RDONLY | O_NONBLOCK);
	unsigned char got[8];

	KUNIT_EXPECT_EQ(test, port.up[1], 0);
	KUNIT_EXPECT_EQ(test, player_read(player, got, 8), -EAGAIN);
	KUNIT_EXPECT_EQ(test, port.up[1], 1);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(IN_OF(rmidi), note, 3), 3);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(IN_OF(rmidi), note, 1), 1);
	KUNIT_EXPECT_EQ(test, player_read(player, got, 2), 2);
	KUNIT_EXPECT_EQ(test, player_read(player, got, 8), 2);
	KUNIT_EXPECT_EQ(test, got[0], note[2]);
	KUNIT_EXPECT_EQ(test, got[1], note[0]);
	player_close(player);
	KUNIT_EXPECT_EQ(test, port.up[1], 0);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(IN_OF(rmidi), note, 3), -EBADFD);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_transmit_peek(IN_OF(rmidi), got, 3), -EBADFD);
}

static void read_waits_for_enough(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 0, 1);
	struct player *player = player_new(test, rmidi, O_RDONLY);
	struct snd_rawmidi_params params = { .stream = 1, .buffer_size = 64, .avail_min = 3 };
	struct waiting waiting = { .player = player };

	KUNIT_EXPECT_EQ(test, PLAYER(player, PARAMS, &params), 0L);
	wait_begin(test, &waiting, wait_read);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(IN_OF(rmidi), note, 2), 2);
	msleep(5);
	KUNIT_EXPECT_FALSE(test, completion_done(&waiting.done));
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(IN_OF(rmidi), note + 2, 1), 1);
	wait_for_completion(&waiting.done);
	KUNIT_EXPECT_EQ(test, waiting.result, 3);
}

static void what_has_no_room_is_lost_and_counted_once(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 0, 1);
	struct player *player = player_new(test, rmidi, O_RDONLY | O_NONBLOCK);
	struct snd_rawmidi_params params = { .stream = 1, .buffer_size = 32, .avail_min = 1 };
	unsigned char bytes[40] = { };

	KUNIT_EXPECT_EQ(test, PLAYER(player, PARAMS, &params), 0L);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(IN_OF(rmidi), bytes, 30), 30);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(IN_OF(rmidi), bytes, 5), 2);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(IN_OF(rmidi), bytes, 1), 0);
	KUNIT_EXPECT_EQ(test, bytes_lost(player), 4UL);
	KUNIT_EXPECT_EQ(test, bytes_lost(player), 0UL);
	KUNIT_EXPECT_EQ(test, IN_OF(rmidi)->bytes, 36UL);
}

static void full_ring_counts_whole_messages_unlike_linux(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 0, 1);
	struct player *player = player_new(test, rmidi, O_RDONLY | O_NONBLOCK);
	struct snd_rawmidi_params params = { .stream = 1, .buffer_size = 32, .avail_min = 1 };
	unsigned char bytes[32] = { };

	KUNIT_EXPECT_EQ(test, PLAYER(player, PARAMS, &params), 0L);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(IN_OF(rmidi), bytes, 32), 32);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(IN_OF(rmidi), note, 3), 0);
	KUNIT_EXPECT_EQ(test, bytes_lost(player), 3UL);
}

static void acknowledging_more_than_there_was_leaves_nothing(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 0);
	struct player *player = player_new(test, rmidi, O_WRONLY | O_NONBLOCK);
	unsigned char bytes[8];

	KUNIT_EXPECT_EQ(test, player_write(player, note, 3), 3);
	expect_findings(test, 1);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_transmit_ack(OUT_OF(rmidi), 5), 5);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_transmit_empty(OUT_OF(rmidi)), 1);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_transmit_peek(OUT_OF(rmidi), bytes, sizeof(bytes)), 0);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_transmit(OUT_OF(rmidi), bytes, sizeof(bytes)), 0);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_proceed(OUT_OF(rmidi)), 0);
}

/* no memory of anybody */
#define NOWHERE ((char __user *)8)

static void read_into_null_is_efault_unlike_linux(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 0, 1);
	struct file *file = player_new(test, rmidi, O_RDONLY | O_NONBLOCK)->file;

	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(IN_OF(rmidi), note, 3), 3);
	KUNIT_EXPECT_EQ(test, file->f_op->read(file, NULL, 3, &file->f_pos), -EFAULT);
}

static void bad_addresses_are_efault(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 1);
	struct player *player = player_new(test, rmidi, O_RDWR | O_NONBLOCK);
	struct file *file = player->file;

	KUNIT_EXPECT_EQ(test, file->f_op->write(file, NOWHERE, 3, &file->f_pos), -EFAULT);
	KUNIT_EXPECT_EQ(test, file->f_op->write(file, NULL, 3, &file->f_pos), -EINVAL);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(IN_OF(rmidi), note, 3), 3);
	KUNIT_EXPECT_EQ(test, file->f_op->read(file, NOWHERE, 3, &file->f_pos), -EFAULT);
	KUNIT_EXPECT_EQ(test, file->f_op->unlocked_ioctl(file, SNDRV_RAWMIDI_IOCTL_PVERSION, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, file->f_op->unlocked_ioctl(file, SNDRV_RAWMIDI_IOCTL_INFO, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, file->f_op->unlocked_ioctl(file, SNDRV_RAWMIDI_IOCTL_PARAMS, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, file->f_op->unlocked_ioctl(file, SNDRV_RAWMIDI_IOCTL_STATUS_NOW, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, file->f_op->unlocked_ioctl(file, SNDRV_RAWMIDI_IOCTL_DROP, 0), (long)-EFAULT);
	KUNIT_EXPECT_EQ(test, file->f_op->unlocked_ioctl(file, _IO('W', 0x77), 0), (long)-ENOTTY);
	KUNIT_EXPECT_EQ(test, file->f_op->unlocked_ioctl(file, _IO('A', 0x01), 0), (long)-ENOTTY);
	snd_rawmidi_proceed(OUT_OF(rmidi));
}

/* ---- parameters ---------------------------------------------------------------------------------------- */

static const struct params_case {
	const char *what;
	struct snd_rawmidi_params params;
	long expect;
} params_cases[] = {
	{ "least", { 0, 32, 1 }, 0 },
	{ "less", { 0, 31, 1 }, -EINVAL },
	{ "most", { 0, 1024 * 1024, 1024 * 1024 }, 0 },
	{ "more", { 0, 1024 * 1024 + 1, 1 }, -EINVAL },
	{ "avail_min 0", { 0, 32, 0 }, -EINVAL },
	{ "avail_min above", { 0, 32, 33 }, -EINVAL },
	{ "no such stream", { 2, 32, 1 }, -EINVAL },
	{ "input", { 1, 32, 32 }, 0 },
	{ "frames", { 1, 64, 1, .mode = SNDRV_RAWMIDI_MODE_FRAMING_TSTAMP }, 0 },
	{ "half a frame", { 1, 80, 1, .mode = SNDRV_RAWMIDI_MODE_FRAMING_TSTAMP }, -EINVAL },
	{ "clock without frames", { 1, 64, 1, .mode = SNDRV_RAWMIDI_MODE_CLOCK_MONOTONIC }, -EINVAL },
	{ "no such clock", { 1, 64, 1, .mode = SNDRV_RAWMIDI_MODE_FRAMING_TSTAMP | 4 << 3 }, -EINVAL },
	{ "no such frames", { 1, 64, 1, .mode = 2 }, -EINVAL },
	{ "output with frames", { 0, 64, 1, .mode = SNDRV_RAWMIDI_MODE_FRAMING_TSTAMP }, 0 },
};

static void describe_params(const struct params_case *c, char *desc)
{
	strscpy(desc, c->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(params, params_cases, describe_params);

static void parameters_are_judged(struct kunit *test)
{
	const struct params_case *c = test->param_value;
	struct player *player = player_new(test, port_new(test, 1, 1), O_RDWR | O_NONBLOCK);
	struct snd_rawmidi_params params = c->params;
	int version = SNDRV_RAWMIDI_VERSION;

	port.auto_send = true;
	KUNIT_EXPECT_EQ(test, PLAYER(player, USER_PVERSION, &version), 0L);
	KUNIT_EXPECT_EQ(test, PLAYER(player, PARAMS, &params), c->expect);
}

static void frames_are_for_those_who_know_them(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 0, 1);
	struct player *player = player_new(test, rmidi, O_RDONLY | O_NONBLOCK);
	struct snd_rawmidi_params params = { .stream = 1, .buffer_size = 64, .avail_min = 1 };
	int version = SNDRV_PROTOCOL_VERSION(2, 0, 1);

	params.mode = SNDRV_RAWMIDI_MODE_FRAMING_TSTAMP | SNDRV_RAWMIDI_MODE_CLOCK_MONOTONIC;
	KUNIT_EXPECT_EQ(test, PLAYER(player, USER_PVERSION, &version), 0L);
	KUNIT_EXPECT_EQ(test, PLAYER(player, PARAMS, &params), 0L);
	KUNIT_EXPECT_EQ(test, IN_OF(rmidi)->framing, 0u);
	version = SNDRV_PROTOCOL_VERSION(2, 0, 2);
	params.mode = SNDRV_RAWMIDI_MODE_FRAMING_TSTAMP | SNDRV_RAWMIDI_MODE_CLOCK_MONOTONIC;
	KUNIT_EXPECT_EQ(test, PLAYER(player, USER_PVERSION, &version), 0L);
	KUNIT_EXPECT_EQ(test, PLAYER(player, PARAMS, &params), 0L);
	KUNIT_EXPECT_EQ(test, IN_OF(rmidi)->framing, (unsigned int)SNDRV_RAWMIDI_MODE_FRAMING_TSTAMP);
}

static void frames_hold_sixteen_bytes_and_the_time(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 0, 1);
	struct player *player = player_new(test, rmidi, O_RDONLY | O_NONBLOCK);
	struct snd_rawmidi_params params = { .stream = 1, .buffer_size = 96, .avail_min = 1 };
	struct snd_rawmidi_framing_tstamp frames[3];
	int version = SNDRV_RAWMIDI_VERSION;
	unsigned char bytes[40] = { 1, 2, 3, [16] = 17 };
	struct timespec64 before;

	params.mode = SNDRV_RAWMIDI_MODE_FRAMING_TSTAMP | SNDRV_RAWMIDI_MODE_CLOCK_MONOTONIC;
	KUNIT_EXPECT_EQ(test, PLAYER(player, USER_PVERSION, &version), 0L);
	KUNIT_EXPECT_EQ(test, PLAYER(player, PARAMS, &params), 0L);
	ktime_get_ts64(&before);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(IN_OF(rmidi), bytes, 20), 20);
	KUNIT_EXPECT_EQ(test, player_read(player, frames, sizeof(frames)), 64);
	KUNIT_EXPECT_EQ(test, frames[0].length, 16);
	KUNIT_EXPECT_EQ(test, frames[0].data[2], 3);
	KUNIT_EXPECT_EQ(test, frames[1].length, 4);
	KUNIT_EXPECT_EQ(test, frames[1].data[0], 17);
	KUNIT_EXPECT_EQ(test, frames[1].data[15], 0);
	KUNIT_EXPECT_GE(test, frames[0].tv_sec * NSEC_PER_SEC + frames[0].tv_nsec,
			(u64)before.tv_sec * NSEC_PER_SEC + before.tv_nsec);
	/* three frames have room, of 16, 16 and 8 */
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(IN_OF(rmidi), bytes, 40), 40);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(IN_OF(rmidi), bytes, 5), 0);
	KUNIT_EXPECT_EQ(test, bytes_lost(player), 5UL);
}

static void last_word_of_an_output_is_active_sensing(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 0);
	struct player *player = player_new(test, rmidi, O_WRONLY);
	struct snd_rawmidi_params params = { .buffer_size = 64, .avail_min = 1 };

	port.auto_send = true;
	player_close(player);
	KUNIT_EXPECT_EQ(test, port.sent_count, 0u);
	player = player_new(test, rmidi, O_WRONLY);
	KUNIT_EXPECT_EQ(test, PLAYER(player, PARAMS, &params), 0L);
	player_close(player);
	KUNIT_EXPECT_EQ(test, port.sent_count, 1u);
	KUNIT_EXPECT_EQ(test, port.sent[0], 0xfe);
}

/* ---- told ---------------------------------------------------------------------------------------------- */

static void info_tells_of_the_files_substreams(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 2, 0);
	struct player *player = player_new(test, rmidi, O_WRONLY);
	struct snd_rawmidi_info info = { .stream = SNDRV_RAWMIDI_STREAM_OUTPUT };
	int version = 0;

	strscpy(OUT_OF(rmidi)->name, "left", sizeof(OUT_OF(rmidi)->name));
	KUNIT_EXPECT_EQ(test, PLAYER(player, PVERSION, &version), 0L);
	KUNIT_EXPECT_EQ(test, version, SNDRV_RAWMIDI_VERSION);
	KUNIT_EXPECT_EQ(test, PLAYER(player, INFO, &info), 0L);
	KUNIT_EXPECT_EQ(test, info.card, rmidi->card->number);
	KUNIT_EXPECT_EQ(test, info.flags, (unsigned int)SNDRV_RAWMIDI_INFO_OUTPUT);
	KUNIT_EXPECT_EQ(test, info.subdevices_count, 2u);
	KUNIT_EXPECT_EQ(test, info.subdevices_avail, 1u);
	KUNIT_EXPECT_EQ(test, info.tied_device, SNDRV_RAWMIDI_DEVICE_UNKNOWN);
	KUNIT_EXPECT_STREQ(test, (char *)info.id, "usnd port");
	KUNIT_EXPECT_STREQ(test, (char *)info.name, "A port");
	KUNIT_EXPECT_STREQ(test, (char *)info.subname, "left");
	info.stream = SNDRV_RAWMIDI_STREAM_INPUT;
	KUNIT_EXPECT_EQ(test, PLAYER(player, INFO, &info), (long)-ENODEV);
	info.stream = 2;
	KUNIT_EXPECT_EQ(test, PLAYER(player, INFO, &info), (long)-EINVAL);
}

static void control_device_lists_ports(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 2, 0);
	struct player *control = kunit_kzalloc(test, sizeof(*control), GFP_KERNEL);
	struct snd_rawmidi_info info = { .stream = SNDRV_RAWMIDI_STREAM_OUTPUT, .subdevice = 1 };
	struct player *player;
	int device = -1, subdevice = 1;
	char path[32];

	KUNIT_ASSERT_NOT_NULL(test, control);
	KUNIT_ASSERT_EQ(test, snd_card_register(rmidi->card), 0);
	snprintf(path, sizeof(path), "/dev/snd/controlC%d", rmidi->card->number);
	*control = (struct player){ test, open_file(test, path, O_RDWR), user_memory(test) };
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, player_close, control), 0);
#define CONTROL(cmd, arg) player_ioctl(control, SNDRV_CTL_IOCTL_RAWMIDI_##cmd, arg, sizeof(*(arg)))
	KUNIT_EXPECT_EQ(test, CONTROL(NEXT_DEVICE, &device), 0L);
	KUNIT_EXPECT_EQ(test, device, 0);
	KUNIT_EXPECT_EQ(test, CONTROL(NEXT_DEVICE, &device), 0L);
	KUNIT_EXPECT_EQ(test, device, -1);
	device = INT_MAX;
	KUNIT_EXPECT_EQ(test, CONTROL(NEXT_DEVICE, &device), 0L);
	KUNIT_EXPECT_EQ(test, device, -1);
	device = INT_MIN;
	KUNIT_EXPECT_EQ(test, CONTROL(NEXT_DEVICE, &device), 0L);
	KUNIT_EXPECT_EQ(test, device, 0);
	KUNIT_EXPECT_EQ(test, CONTROL(INFO, &info), 0L);
	KUNIT_EXPECT_EQ(test, info.subdevice, 1u);
	info.subdevice = 2;
	KUNIT_EXPECT_EQ(test, CONTROL(INFO, &info), (long)-ENXIO);
	info.stream = SNDRV_RAWMIDI_STREAM_INPUT;
	KUNIT_EXPECT_EQ(test, CONTROL(INFO, &info), (long)-ENOENT);
	info.stream = 2;
	KUNIT_EXPECT_EQ(test, CONTROL(INFO, &info), (long)-EINVAL);
	info.device = 1;
	KUNIT_EXPECT_EQ(test, CONTROL(INFO, &info), (long)-ENXIO);
	/* the next open of this process */
	KUNIT_EXPECT_EQ(test, CONTROL(PREFER_SUBDEVICE, &subdevice), 0L);
	player = player_new(test, rmidi, O_WRONLY);
	KUNIT_EXPECT_PTR_EQ(test, ((struct snd_rawmidi_file *)player->file->private_data)->output,
			    port_substream(rmidi, SNDRV_RAWMIDI_STREAM_OUTPUT, 1));
}

/* ---- users in the kernel ------------------------------------------------------------------------------- */

static struct completion heard;

static void hear(struct snd_rawmidi_substream *substream)
{
	complete(&heard);
}

static void kernel_users_read_and_write(struct kunit *test)
{
	struct snd_rawmidi *rmidi = port_new(test, 1, 1);
	struct snd_rawmidi_file rfile, other;
	unsigned char got[8];

	KUNIT_ASSERT_EQ(test, snd_card_register(rmidi->card), 0);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_kernel_open(rmidi, 1, SNDRV_RAWMIDI_LFLG_OPEN, &rfile), -ENODEV);
	KUNIT_ASSERT_EQ(test, snd_rawmidi_kernel_open(rmidi, 0, SNDRV_RAWMIDI_LFLG_OPEN, &rfile), 0);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_kernel_open(rmidi, -1, SNDRV_RAWMIDI_LFLG_INPUT, &other), -EAGAIN);
	init_completion(&heard);
	rfile.input->runtime->event = hear;
	KUNIT_EXPECT_EQ(test, snd_rawmidi_receive(rfile.input, note, 3), 3);
	wait_for_completion(&heard);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_kernel_read(rfile.input, got, 8), 3);
	KUNIT_EXPECT_EQ(test, memcmp(got, note, 3), 0);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_kernel_write(rfile.output, note, 3), 3);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_kernel_write(rfile.output, NULL, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_proceed(rfile.output), 3);
	KUNIT_EXPECT_EQ(test, snd_rawmidi_kernel_release(&rfile), 0);
	KUNIT_EXPECT_EQ(test, port.closes[0], 1u);
	KUNIT_EXPECT_EQ(test, port.closes[1], 1u);
}

static struct kunit_case rawmidi_cases[] = {
	KUNIT_CASE(port_is_a_node_and_a_proc_file),
	KUNIT_CASE(number_is_below_eight_and_once_a_card),
	KUNIT_CASE(every_request_of_new_and_open_may_fail),
	KUNIT_CASE(only_directions_there_are_can_be_opened),
	KUNIT_CASE(drivers_open_may_refuse),
	KUNIT_CASE(substream_in_use_is_ebusy_without_waiting),
	KUNIT_CASE(appending_needs_nonblock_and_shares),
	KUNIT_CASE(open_waits_for_the_substream),
	KUNIT_CASE(waiting_ends_with_the_card),
	KUNIT_CASE(bytes_go_out_in_order),
	KUNIT_CASE(write_waits_for_room),
	KUNIT_CASE(port_that_takes_nothing_is_eio),
	KUNIT_CASE(drop_forgets_and_drain_waits),
	KUNIT_CASE(input_begins_with_the_first_read),
	KUNIT_CASE(read_waits_for_enough),
	KUNIT_CASE(what_has_no_room_is_lost_and_counted_once),
	KUNIT_CASE(full_ring_counts_whole_messages_unlike_linux),
	KUNIT_CASE(acknowledging_more_than_there_was_leaves_nothing),
	KUNIT_CASE(read_into_null_is_efault_unlike_linux),
	KUNIT_CASE(bad_addresses_are_efault),
	KUNIT_CASE_PARAM(parameters_are_judged, params_gen_params),
	KUNIT_CASE(frames_are_for_those_who_know_them),
	KUNIT_CASE(frames_hold_sixteen_bytes_and_the_time),
	KUNIT_CASE(last_word_of_an_output_is_active_sensing),
	KUNIT_CASE(info_tells_of_the_files_substreams),
	KUNIT_CASE(control_device_lists_ports),
	KUNIT_CASE(kernel_users_read_and_write),
	{}
};

static struct kunit_suite rawmidi_suite = {
	.name = "rawmidi",
	.test_cases = rawmidi_cases,
};

kunit_test_suite(rawmidi_suite);

MODULE_DESCRIPTION("MIDI ports");
MODULE_LICENSE("GPL");
