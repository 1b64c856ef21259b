/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * program.h - a fuzzer's input as a program: bytes that say what a process does with the card's files.
 *
 * The input is read like a tape; an exhausted tape gives zeroes, so every prefix of a program is a program. The process
 * has memory of its own, an arena; addresses outside of it fault, as in any other process.
 */
#ifndef TESTS_FUZZ_PROGRAM_H
#define TESTS_FUZZ_PROGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "harness/run.h"

#define ARENA 65536u
#define SLOTS 8
#define MAPS 4

/** struct tape - what is left of the input */
struct tape {
	const uint8_t *at;
	size_t left;
};

uint8_t tape_byte(struct tape *tape);
uint32_t tape_word(struct tape *tape);

/**
 * struct process - who runs the program
 * @arena: its memory; @base is the address it believes it lies at
 * @files: its descriptors
 * @puller: who pulls the card out, or NULL
 * @maps: what it has mapped: kernel side, and where it sees it
 */
struct process {
	struct run *run;
	struct tape tape;
	struct usnd_caller caller;
	uint8_t arena[ARENA];
	struct usnd_file *files[SLOTS];
	struct host_task *puller;
	struct {
		struct usnd_mapping *mapping;
		uint8_t *at;
		size_t bytes;
	} maps[MAPS];
};

#define BASE 0x7f0000000000ull

/**
 * op_ioctl() - one ioctl of any of the three ABIs (ioctls.c): a plausible argument with some of its words overwritten
 */
void op_ioctl(struct process *p);
/** op_configure() - parameters that a card is likely to accept, so that programs get beyond the first state */
void op_configure(struct process *p);
/** op_transfer() - WRITEI, READI, WRITEN, READN */
void op_transfer(struct process *p);

/** process_slot() - one of the open files, or NULL */
struct usnd_file *process_slot(struct process *p);

#endif
