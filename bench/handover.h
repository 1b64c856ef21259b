/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * handover.h - what a call to another process costs the machine, without any server of ours: two processes wake each
 * other in turn and do nothing else.
 */
#ifndef BENCH_HANDOVER_H
#define BENCH_HANDOVER_H

/**
 * enum handover_place - where the two run
 * @HANDOVER_ONE: both on one processor
 * @HANDOVER_TWO: each on its own
 * @HANDOVER_ANY: as the scheduler likes
 */
enum handover_place { HANDOVER_ONE, HANDOVER_TWO, HANDOVER_ANY, HANDOVER_PLACES };

/**
 * handover_us() - a byte through a pipe and one back, the fastest of 16 batches
 * Return: µs; negative: -errno (-ENODEV: there is one processor only)
 */
double handover_us(enum handover_place place);

#endif
