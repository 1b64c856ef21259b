/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * linein_jacks.h - one sound for the line-in of every card that a run has: what `--line-in` means when clients come
 * from outside. Each card hears a file from its beginning; a pipe there is only once, so it goes into one card.
 */
#ifndef HARNESS_LINEIN_JACKS_H
#define HARNESS_LINEIN_JACKS_H

#include "harness/linein.h"
#include "harness/run.h"

/**
 * struct linein_jacks - in the caller's memory
 * @line: of each card of @run; those without a line-in (aloop and dummy have no hardware) hear nothing
 * @plugged: bit by bit, whose line is in
 * @message: one sentence when something failed
 */
struct linein_jacks {
	struct run *run;
	struct linein line[RUN_CARDS];
	unsigned int plugged;
	char message[320];
};

/**
 * linein_check() - could @path be plugged into the cards of @config? Before anything is up
 * Return: as linein_plug(), with jacks->message.
 */
int linein_check(struct linein_jacks *jacks, const struct run_config *config, const char *path);

/**
 * linein_plug() - in a task of @run
 * @path: a sound file, "-" or a FIFO
 * Return: 0; -ENODEV: no card has a line-in; -EINVAL: a pipe and several cards, or no sound file; -errno of opening.
 *	   On error nothing is plugged, and jacks->message says why.
 */
int linein_plug(struct linein_jacks *jacks, struct run *run, const char *path);

/** linein_pull() - and out again, in a task of the run */
void linein_pull(struct linein_jacks *jacks);

/**
 * linein_finish() - the machine is gone, or linein_pull() was called; accepts jacks of zeroes
 * Return: the first error of reading, which jacks->message tells; 0
 */
int linein_finish(struct linein_jacks *jacks, const char *path);

#endif
