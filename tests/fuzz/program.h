/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * program.h - a fuzzer's input as a program: bytes that say what a process does with the card's files.
 *
 * The input is read like a tape; an exhausted tape gives zeroes, so every prefix of a program is a program. The process
 * has memory of its own, an arena; addresses outside of it fault, as in any other process.
 */
#ifndef TESTS_FUZZ_PROGRAM_H
#define TESTS_FUZZ_PROGRAM_H

#include <stdbool.h>
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

/** enum program_kind - 64-bit, 32-bit, or one of each that share their files */
enum program_kind { PROGRAM_WIDE, PROGRAM_NARROW, PROGRAM_MIXED };

/**
 * struct process - who runs the program
 * @arena: its memory; @base is the address it believes it lies at
 * @kind: how many bits it has
 * @narrow: this step is a 32-bit program's; @late: one that knows 64-bit time
 * @files: its descriptors
 * @puller: who pulls the card out, or NULL
 * @maps: what it has mapped: kernel side, and where it sees it
 */
struct process {
	struct run *run;
	struct tape tape;
	struct usnd_caller caller;
	enum program_kind kind;
	uint64_t base;
	bool narrow, late;
	_Alignas(16) uint8_t arena[ARENA];
	struct usnd_file *files[SLOTS];
	struct host_task *puller;
	struct {
		struct usnd_mapping *mapping;
		uint8_t *at;
		size_t bytes;
	} maps[MAPS];
};

#define BASE 0x7f0000000000ull
#define NARROW_BASE 0x7f000000ull

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
