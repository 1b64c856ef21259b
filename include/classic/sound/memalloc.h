/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sound/memalloc.h for sources in the chapter's older spelling: today's header and the names it has dropped.
 *
 * DEV_SG is the buffer with the table. snd_sgbuf_get_addr() takes that table, as until 2.6.27, or the buffer's record.
 */
#ifndef _CLASSIC_SOUND_MEMALLOC_H
#define _CLASSIC_SOUND_MEMALLOC_H

#include_next <sound/memalloc.h>
#include <classic/sound/memalloc_classic.h>

#undef SNDRV_DMA_TYPE_DEV_SG
#define SNDRV_DMA_TYPE_DEV_SG SNDRV_DMA_TYPE_CLASSIC_SG

static inline dma_addr_t classic_table_addr(struct snd_sg_buf *sgbuf, size_t offset)
{
	return sgbuf->table[offset >> PAGE_SHIFT].addr + offset % PAGE_SIZE;
}

#define snd_sgbuf_get_addr(sgbuf, offset) \
	_Generic((sgbuf), struct snd_sg_buf *: classic_table_addr, default: (snd_sgbuf_get_addr))(sgbuf, offset)

#endif
