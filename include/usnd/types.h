/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Types of the bridge: the same names and sizes in the kernel world and in the host world.
 * Bridge headers use uint8_t … uint64_t, size_t and bool only.
 */
#ifndef USND_TYPES_H
#define USND_TYPES_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#endif

#endif
