/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostile.h - clients that do what they should not, while another one plays: what test_hostile.c runs.
 *
 * All of it is below one transport: the player, and the hostile process with whatever it forks. Card 0 is a dummy with
 * two substreams, the player's is its first; card 1 is a loopback with four, card 2 an es1370.
 */
#ifndef TESTS_HOST_HOSTILE_H
#define TESTS_HOST_HOSTILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#include "tests/host/need.h"

/**
 * enum hostile_need - where an act has its meaning
 * @HOSTILE_MAPS: PCM descriptors can be mapped
 * @HOSTILE_REAL: the real clock: it stops whoever touches its memory, and on the paced one that is everybody
 * @HOSTILE_ROOT: its user may mount FUSE, or handle page faults
 */
enum hostile_need { HOSTILE_MAPS = 1, HOSTILE_REAL = 2, HOSTILE_ROOT = 4 };

/**
 * struct hostile_act
 * @run: in a process of its own; returns when it has done enough, exits with 77 if it cannot be done here
 * @stays: it does not return: the player's end is the act's
 */
struct hostile_act {
	const char *name;
	void (*run)(void);
	unsigned int needs;
	bool stays;
};

extern const struct hostile_act hostile_calls[], hostile_lives[], hostile_memory[];

/** struct hostile_place - the folder of the nodes; what is drawn from @seed; how often to do it */
struct hostile_place {
	const char *snd;
	uint64_t seed;
	unsigned long count;
};

extern struct hostile_place hostile;

/* NEED() is for what must be true of the server, whatever is done to it */

#define SOUND_RATE 8000u
#define SOUND_BUFFER 4096u
#define SOUND_PERIOD 1024u

/** hostile_random() - each thread's own numbers, seeded by hostile.seed */
uint32_t hostile_random(void);
/** hostile_open() - a node of hostile.snd; -1 */
int hostile_open(const char *name, int flags);
/** hostile_set_up() - S16_LE, mono, SOUND_…, prepared; does not start by itself if not @starts. 0 or -1 */
int hostile_set_up(int pcm, bool map, bool starts);
/** hostile_write() - frames taken or -1 */
long hostile_write(int pcm, const int16_t *data, unsigned long frames);
/** hostile_fork() - a child that is killed with us */
pid_t hostile_fork(void);

#endif
