/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notify_client.h - the programs that test_notify.c runs under the transport: system calls, and nothing of ours.
 *
 * Cards: 0 is a dummy with one substream, 1 a loopback with two.
 */
#ifndef TESTS_HOST_NOTIFY_CLIENT_H
#define TESTS_HOST_NOTIFY_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/host/need.h"

/** struct notify_program - a program; its process ends well, or NEED() tells why not. @real: its waiting takes time of
 * the real clock; @paced: it is about the other one; @killable: what it shows, kernels before Linux 5.19 cannot do
 * (notify.h) */
struct notify_program {
	const char *name;
	void (*run)(void);
	bool real, paced, killable;
};

extern const struct notify_program notify_programs[], notify_wait_programs[], notify_fault_programs[];

/**
 * notify_sweep_programs - under a server in which each request fails once
 * notify_blind_programs - under one that may call neither pidfd_getfd(2) nor process_vm_readv(2)
 */
extern const struct notify_program notify_sweep_programs[], notify_blind_programs[];

/** what inherits a descriptor by exec: argv[1] "descriptor", argv[2] its number; 0: it is a PCM */
int notify_inherit(const char *number);

#define PLAYBACK "/dev/snd/pcmC0D0p"
#define BUFFER 4096u
#define PERIOD 1024u
#define FAST 48000
#define SLOW 8000

/** open_pcm() - or the program ends */
int open_pcm(int flags);
/** set_up() - S16_LE, stereo, BUFFER frames, does not start by itself; prepared */
void set_up(int pcm, bool map, unsigned int rate);
/** write_frames() - of zeros; the frames taken, or -1 */
long write_frames(int pcm, unsigned long frames);
/** state_of() - SNDRV_PCM_STATE_… */
int state_of(int pcm);
/** is_free() - the one substream can be opened */
bool is_free(void);
/** fork_child() - it ends with us, whatever happens */
int fork_child(void);
/** wait_for_child() - it has ended well */
void wait_for_child(int pid);

#endif
