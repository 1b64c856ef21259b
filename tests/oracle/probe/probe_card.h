/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * probe_card.h - the card without hardware that the oracle asks the same questions of on Linux and on usnd.
 *
 * Nothing happens on it by itself: its pointers move, its errors come and its streams stop when the client says so in
 * /proc/asound/probe (probe_proc.c). So an answer depends on the rules only, and not on time.
 */
#ifndef TESTS_ORACLE_PROBE_PROBE_CARD_H
#define TESTS_ORACLE_PROBE_PROBE_CARD_H

#include <linux/platform_device.h>
#include <sound/core.h>
#include <sound/info.h>
#include <sound/pcm.h>

#define PROBE_DEVICES	8
#define PROBE_STREAMS	2 /* of each direction, at most */
#define PROBE_TRACE	64
#define PROBE_CHIP	65536 /* bytes of a chip's own memory */

/**
 * struct probe_stream - one substream of the card
 * @pos: what pointer() answers, frames; may be set to nonsense
 * @trace: letters of the callbacks since they were read last (probe_pcm.c); stream lock not needed: the client asks
 * when nothing else happens
 * @traced: letters in it
 * @triggers: trigger() calls so far
 * @chip: memory of a device with copy(), PROBE_CHIP bytes
 */
struct probe_stream {
	struct snd_pcm_substream *substream;
	snd_pcm_uframes_t pos;
	char trace[PROBE_TRACE];
	unsigned int traced;
	unsigned int triggers;
	unsigned char *chip;
};

/**
 * struct probe_settings - what the client can change with "set NAME VALUE"; "reset" brings the first values back
 * @info: SNDRV_PCM_INFO_*, at the next open
 * @pcm_info: of the PCM: half or joint duplex
 * @rate_min … @periods_max: of struct snd_pcm_hardware, at the next open
 * @rule: which further constraints open() adds, a set of PROBE_RULE_*
 * @fifo: answer to snd_pcm_lib_ioctl's FIFO size
 * @delay: what pointer() leaves in runtime->delay
 * @open_error … @copy_error: what the callbacks answer, 0 or -errno
 * @trigger_error, @trigger_nth: the answer of the nth trigger() from "reset" on; 0: of every one
 * @trigger_only: only of this SNDRV_PCM_TRIGGER_*; -1: of any
 * @big_ack: applications' pointers are accepted up to this many bytes before appl_ptr; negative: everything
 */
struct probe_settings {
	long info, pcm_info;
	long formats, rates, rate_min, rate_max, channels_min, channels_max;
	long buffer_bytes_max, period_bytes_min, period_bytes_max, periods_min, periods_max;
	long rule, fifo, delay;
	long open_error, hw_params_error, hw_free_error, prepare_error, ack_error, copy_error, silence_error;
	long trigger_error, trigger_nth, trigger_only;
};

enum {
	PROBE_RULE_INTEGER = 1, /* whole periods */
	PROBE_RULE_STEP = 2, /* period in steps of 32 frames */
	PROBE_RULE_POW2 = 4, /* buffer a power of two */
	PROBE_RULE_LIST = 8, /* rates 8000, 11025, 32000 */
	PROBE_RULE_RATNUM = 16, /* rates 1000000 / 10 … 200 */
	PROBE_RULE_MSBITS = 32, /* 20 of 32 bits */
	PROBE_RULE_NORESAMPLE = 64, /* 48000 without resampling */
	PROBE_RULE_RANGES = 128, /* periods of 64 … 100 or 200 … 300 frames */
};

/**
 * struct probe - the card
 * @proc: /proc/asound/probe, which outlives it
 * @error: of the last command, 0 or -errno
 */
struct probe {
	struct platform_device *parent;
	struct snd_card *card;
	struct snd_info_entry *proc;
	struct snd_pcm *pcms[PROBE_DEVICES];
	struct probe_stream streams[PROBE_DEVICES][2][PROBE_STREAMS];
	struct probe_settings settings;
	int error;
};

extern struct probe probe;

void probe_reset(void);
int probe_card_create(void);
void probe_card_destroy(void);
int probe_pcm_create(struct snd_card *card);
void probe_pcm_trace(struct probe_stream *stream, char letter);
int probe_proc_create(void);
void probe_proc_destroy(void);

/** probe_ring() - the bytes that @substream plays from or records to; NULL and 0 without a buffer */
unsigned char *probe_ring(struct snd_pcm_substream *substream, size_t *bytes);

#endif
