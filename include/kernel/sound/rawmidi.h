/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MIDI ports (sound/core/rawmidi*.c): bytes from and to /dev/snd/midiC*D*, through a ring of each substream.
 *
 * A driver makes a device with any number of substreams in each direction, sets operations for each direction, and
 * info_flags, before the card is registered. What comes in it hands to snd_rawmidi_receive(); what is to go out it
 * fetches with snd_rawmidi_transmit() after trigger(…, 1), until there is nothing more.
 *
 * Left out: UMP (MIDI 2.0) and the sequencer's client, which Debian's kernel has as modules of their own, and OSS.
 */
#ifndef __SOUND_RAWMIDI_H
#define __SOUND_RAWMIDI_H

#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <sound/asound.h>
#include <sound/info.h>

/* devices of a card */
#define SNDRV_RAWMIDI_DEVICES 8

/* how a substream is opened */
#define SNDRV_RAWMIDI_LFLG_OUTPUT (1 << 0)
#define SNDRV_RAWMIDI_LFLG_INPUT (1 << 1)
#define SNDRV_RAWMIDI_LFLG_OPEN (3 << 0)
#define SNDRV_RAWMIDI_LFLG_APPEND (1 << 2)

struct snd_rawmidi;
struct snd_rawmidi_substream;
struct snd_seq_port_info;

/**
 * struct snd_rawmidi_ops - the hardware of one direction
 * @open: the substream's runtime is there; 0 or -errno. open_mutex held.
 * @close: nothing is transmitted or received any more. open_mutex held.
 * @trigger: begin (1) or end (0) to fetch or hand over bytes; atomic, no lock of the core held
 * @drain: wait until what was fetched has left the hardware; NULL: 50 ms are waited. Sleeps.
 */
struct snd_rawmidi_ops {
	int (*open)(struct snd_rawmidi_substream *substream);
	int (*close)(struct snd_rawmidi_substream *substream);
	void (*trigger)(struct snd_rawmidi_substream *substream, int up);
	void (*drain)(struct snd_rawmidi_substream *substream);
};

/**
 * struct snd_rawmidi_global_ops - of the whole device; NULL, and each of them may be NULL
 * @dev_register, @dev_unregister: behind its registration, and before it is freed
 * @get_port_info: for the sequencer
 * @ioctl: what the core does not know
 * @proc_read: adds to its file in /proc
 */
struct snd_rawmidi_global_ops {
	int (*dev_register)(struct snd_rawmidi *rmidi);
	int (*dev_unregister)(struct snd_rawmidi *rmidi);
	void (*get_port_info)(struct snd_rawmidi *rmidi, int number, struct snd_seq_port_info *info);
	long (*ioctl)(struct snd_rawmidi *rmidi, unsigned int cmd, void __user *argp);
	void (*proc_read)(struct snd_info_entry *entry, struct snd_info_buffer *buf);
};

/**
 * struct snd_rawmidi_runtime - the ring of an open substream; substream->lock
 * @drain: somebody waits until it is empty
 * @oss: never
 * @appl_ptr, @hw_ptr: where the application and the hardware are in @buffer
 * @avail: input: bytes to read; output: room
 * @avail_min: how much of it wakes a sleeper
 * @xruns: bytes that found no room since the last STATUS
 * @align: 0: UMP has words
 * @buffer_ref: copies in progress without the lock: @buffer stays
 * @event: input: called by @event_work instead of waking readers
 */
struct snd_rawmidi_runtime {
	struct snd_rawmidi_substream *substream;
	unsigned int drain : 1, oss : 1;
	unsigned char *buffer;
	size_t buffer_size;
	size_t appl_ptr;
	size_t hw_ptr;
	size_t avail_min;
	size_t avail;
	size_t xruns;
	size_t align;
	int buffer_ref;
	wait_queue_head_t sleep;
	void (*event)(struct snd_rawmidi_substream *substream);
	struct work_struct event_work;
	void *private_data;
	void (*private_free)(struct snd_rawmidi_substream *substream);
};

/**
 * struct snd_rawmidi_substream - a port's one direction
 * @stream: SNDRV_RAWMIDI_STREAM_*
 * @opened, @append: how; under @lock and open_mutex
 * @active_sensing: say at close that nobody is there any more
 * @framing, @clock_type: input: SNDRV_RAWMIDI_MODE_*
 * @use_count: files, more than one only if they append
 * @bytes: moved since it exists
 * @lock: the ring; irq-safe
 * @pid: who opened it
 */
struct snd_rawmidi_substream {
	struct list_head list;
	int stream;
	int number;
	bool opened;
	bool append;
	bool active_sensing;
	unsigned int framing;
	unsigned int clock_type;
	int use_count;
	bool inactive;
	size_t bytes;
	spinlock_t lock;
	struct snd_rawmidi *rmidi;
	struct snd_rawmidi_str *pstr;
	char name[32];
	struct snd_rawmidi_runtime *runtime;
	int pid;
	const struct snd_rawmidi_ops *ops;
};

/** struct snd_rawmidi_file - an open file, or a user in the kernel; NULL: not that direction */
struct snd_rawmidi_file {
	struct snd_rawmidi *rmidi;
	struct snd_rawmidi_substream *input;
	struct snd_rawmidi_substream *output;
	unsigned int user_pversion;
};

struct snd_rawmidi_str {
	unsigned int substream_count;
	unsigned int substream_opened;
	struct list_head substreams;
};

/**
 * struct snd_rawmidi - a device: /dev/snd/midiC(card)D(device)
 * @info_flags: SNDRV_RAWMIDI_INFO_*, by the driver; a direction that is not in it cannot be opened
 * @streams: by direction
 * @private_free: called when it is freed
 * @open_mutex: opening, closing and parameters; @open_wait is woken when a substream is free again
 */
struct snd_rawmidi {
	struct snd_card *card;
	struct list_head list;
	unsigned int device;
	unsigned int info_flags;
	unsigned int tied_device;
	char id[64];
	char name[80];
	const struct snd_rawmidi_global_ops *ops;
	struct snd_rawmidi_str streams[2];
	void *private_data;
	void (*private_free)(struct snd_rawmidi *rmidi);
	struct mutex open_mutex;
	wait_queue_head_t open_wait;
	struct device *dev;
	struct snd_info_entry *proc_entry;
};

/* rawmidi.c */
int snd_rawmidi_new(struct snd_card *card, char *id, int device, int output_count, int input_count,
		    struct snd_rawmidi **rmidi);
int snd_rawmidi_init(struct snd_rawmidi *rmidi, struct snd_card *card, char *id, int device, int output_count,
		     int input_count, unsigned int info_flags);
int snd_rawmidi_free(struct snd_rawmidi *rmidi);
void snd_rawmidi_set_ops(struct snd_rawmidi *rmidi, int stream, const struct snd_rawmidi_ops *ops);
int snd_rawmidi_info_select(struct snd_card *card, struct snd_rawmidi_info *info);

/* rawmidi_ring.c: the driver's side */
int snd_rawmidi_receive(struct snd_rawmidi_substream *substream, const unsigned char *buffer, int count);
int snd_rawmidi_transmit_empty(struct snd_rawmidi_substream *substream);
int snd_rawmidi_transmit_peek(struct snd_rawmidi_substream *substream, unsigned char *buffer, int count);
int snd_rawmidi_transmit_ack(struct snd_rawmidi_substream *substream, int count);
int snd_rawmidi_transmit(struct snd_rawmidi_substream *substream, unsigned char *buffer, int count);
int snd_rawmidi_proceed(struct snd_rawmidi_substream *substream);

/* rawmidi_open.c, rawmidi_params.c, rawmidi_file.c: users in the kernel */
int snd_rawmidi_kernel_open(struct snd_rawmidi *rmidi, int subdevice, int mode, struct snd_rawmidi_file *rfile);
int snd_rawmidi_kernel_release(struct snd_rawmidi_file *rfile);
int snd_rawmidi_output_params(struct snd_rawmidi_substream *substream, struct snd_rawmidi_params *params);
int snd_rawmidi_input_params(struct snd_rawmidi_substream *substream, struct snd_rawmidi_params *params);
int snd_rawmidi_drop_output(struct snd_rawmidi_substream *substream);
int snd_rawmidi_drain_output(struct snd_rawmidi_substream *substream);
int snd_rawmidi_drain_input(struct snd_rawmidi_substream *substream);
long snd_rawmidi_kernel_read(struct snd_rawmidi_substream *substream, unsigned char *buf, long count);
long snd_rawmidi_kernel_write(struct snd_rawmidi_substream *substream, const unsigned char *buf, long count);

#endif
