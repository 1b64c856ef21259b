/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reserve_local.h - between reserve.c and reserve_proc.c: the buffers nobody uses at the moment.
 */
#ifndef SOUND_MEMALLOC_RESERVE_LOCAL_H
#define SOUND_MEMALLOC_RESERVE_LOCAL_H

#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include "memalloc_local.h"
#include <classic/sound/memalloc_classic.h>

/** struct reserved_buffer - one on the list: @buffer, whose device is held, left under @id */
struct reserved_buffer {
	struct list_head node;
	struct snd_dma_buffer buffer;
	unsigned int id;
};

/** reserved_for_each() - show all of them, numbered from 1, in the order they came; @fn must not call back */
void reserved_for_each(void (*fn)(void *ctx, unsigned int number, const struct reserved_buffer *entry), void *ctx);
/** reserved_free_all() - free them; what is in use is not among them. May sleep. */
void reserved_free_all(void);

int reserve_proc_init(void);
void reserve_proc_exit(void);

#endif
