/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * oracle.h - asking the rules: streams of the probe card, ways into each state, and lines that say what came of it.
 *
 * A theme prints one line a question: "name: answer | state hw appl | callbacks". Lines are functions of the rules
 * only: no times, no process numbers, no addresses.
 */
#ifndef TESTS_ORACLE_ORACLE_H
#define TESTS_ORACLE_ORACLE_H

#include <sys/ioctl.h>

#include <fcntl.h>
#include <sound/asound.h>
#include <stdbool.h>
#include <stdio.h>

#include "tests/oracle/target.h"

/* since the headers of Linux 6.1 */
#ifndef SNDRV_PCM_HW_PARAMS_NO_DRAIN_SILENCE
#define SNDRV_PCM_HW_PARAMS_NO_DRAIN_SILENCE (1 << 3)
#endif
#ifndef SNDRV_PCM_INFO_PERFECT_DRAIN
#define SNDRV_PCM_INFO_PERFECT_DRAIN 0x00000040
#endif

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* devices of the probe card (probe_pcm.c) */
enum {
	ATOMIC, NONATOMIC, PREALLOCATED, DEVICE, CHIP, OWN, FIXED, LEAST
};

#define PLAYBACK 0
#define CAPTURE 1

/* what set_up() asks for: stereo S16_LE at 4000 Hz */
#define PERIOD 256
#define RING 1024
#define FRAME 4

/**
 * struct oracle - a run of questions
 * @ops: who is asked
 * @out: where the lines go
 */
struct oracle {
	const struct target_ops *ops;
	FILE *out;
};

/**
 * struct stream - an open substream of the probe card
 * @file: negative: not open
 */
struct stream {
	struct oracle *o;
	int file;
	int device, way, number;
};

/**
 * struct theme - questions about one thing
 * @module: a module that is loaded for them and unloaded again; NULL: none
 * @platform: usnd's machine that is like the guest, if that matters; NULL: a PC
 */
struct theme {
	const char *name;
	void (*run)(struct oracle *o);
	const char *module;
	const char *platform;
};

extern const struct theme themes[];

/** oracle_run() - ask theme @name of @ops; its lines go to @out. Return: 0, -ENOENT without such a theme, or why its
 * module does not load */
int oracle_run(const struct target_ops *ops, const char *name, FILE *out);

/** oracle_theme() - by its name, or NULL */
const struct theme *oracle_theme(const char *name);

/* ---- lines ---- */

void say(struct oracle *o, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** answer() - "0", "17", "EBADFD"; in a buffer that lives for eight more calls */
const char *answer(long ret);

/** state_name() - of an SNDRV_PCM_STATE_* */
const char *state_name(int state);

/** say_stream() - a line with the stream's state, pointers and callbacks behind the text */
void say_stream(struct stream *s, long ret, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* ---- files ---- */

/** read_text() - a file, at most @size - 1 bytes of it; what cannot be read is its error's name */
void read_text(struct oracle *o, const char *path, char *text, size_t size);

/** write_text() - open, write, close; the first error */
int write_text(struct oracle *o, const char *path, const char *text);

/** say_text() - a line for every line of a file */
void say_text(struct oracle *o, const char *name, const char *path);

/* ---- the probe card ---- */

/** command() - a line to /proc/asound/probe; its error */
int command(struct oracle *o, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** tell() - a command about a stream: "move", "xrun" … */
int tell(struct stream *s, const char *what, long value);

/** say_ring() - the ring as runs of equal frames */
void say_ring(struct stream *s, const char *name);

/* ---- streams ---- */

int stream_open(struct stream *s, struct oracle *o, int device, int way, int flags);
int stream_close(struct stream *s);
long do_ioctl(struct stream *s, unsigned long cmd, void *arg);

void hw_any(struct snd_pcm_hw_params *params);
void hw_set_mask(struct snd_pcm_hw_params *params, int var, unsigned int bit);
void hw_set(struct snd_pcm_hw_params *params, int var, unsigned int min, unsigned int max);

/** hw_usual() - the parameters of set_up(): interleaved, PERIOD, RING */
void hw_usual(struct snd_pcm_hw_params *params);

/** sw_usual() - the parameters of set_up(): starts by command only, stops at an xrun */
void sw_usual(struct snd_pcm_sw_params *params);

/** set_up() - HW_PARAMS and SW_PARAMS as above; 0 or -errno */
int set_up(struct stream *s);

/** write_frames() - @frames of samples that are all @byte; what writei or readi answers */
long write_frames(struct stream *s, unsigned int frames, int byte);
long read_frames(struct stream *s, unsigned int frames);

/** reach() - into @state from OPEN; SNDRV_PCM_STATE_DISCONNECTED takes the card away */
int reach(struct stream *s, int state);

/** stream_in() - open, and reach() */
int stream_in(struct stream *s, struct oracle *o, int device, int way, int state);

/** forget() - the callbacks so far */
void forget(struct stream *s);

/** settings_reset() - the card's settings as at the beginning */
void settings_reset(struct oracle *o);

#endif
