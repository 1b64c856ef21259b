/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcm_classic.h - names of the chapter that <sound/pcm.h> has dropped; implemented in sound/pcm/classic.c.
 *
 * The operations table of a source in the older spelling is struct classic_pcm_ops, which snd_pcm_set_ops() lets
 * today's core call: @copy and @silence in frames, with channel -1 where the samples of all channels lie together.
 */
#ifndef _SOUND_PCM_CLASSIC_H
#define _SOUND_PCM_CLASSIC_H

#include <classic/sound/memalloc_classic.h>
#include <sound/pcm.h>

/**
 * struct classic_pcm_ops - &struct snd_pcm_ops until 4.12
 * @copy: move @count frames between @buf, already advanced, and frame @pos of the ring (or of @channel's part of it);
 * sleeps
 * @silence: @count frames of silence from frame @pos on; stream lock held, perhaps. Required for non-interleaved
 *           playback with @copy.
 * @adapted: what the core sees; filled by snd_pcm_set_ops(), so the table must not be const
 * The other slots are those of today.
 */
struct classic_pcm_ops {
	int (*open)(struct snd_pcm_substream *substream);
	int (*close)(struct snd_pcm_substream *substream);
	int (*ioctl)(struct snd_pcm_substream *substream, unsigned int cmd, void *arg);
	int (*hw_params)(struct snd_pcm_substream *substream, struct snd_pcm_hw_params *params);
	int (*hw_free)(struct snd_pcm_substream *substream);
	int (*prepare)(struct snd_pcm_substream *substream);
	int (*trigger)(struct snd_pcm_substream *substream, int cmd);
	snd_pcm_uframes_t (*pointer)(struct snd_pcm_substream *substream);
	int (*copy)(struct snd_pcm_substream *substream, int channel, snd_pcm_uframes_t pos, void __user *buf,
		    snd_pcm_uframes_t count);
	int (*silence)(struct snd_pcm_substream *substream, int channel, snd_pcm_uframes_t pos,
		       snd_pcm_uframes_t count);
	struct page *(*page)(struct snd_pcm_substream *substream, unsigned long offset);
	int (*mmap)(struct snd_pcm_substream *substream, struct vm_area_struct *vma);
	int (*ack)(struct snd_pcm_substream *substream);
	struct snd_pcm_ops adapted;
};

void classic_pcm_set_ops(struct snd_pcm *pcm, int direction, struct classic_pcm_ops *ops);

/* scatter-gather: until 5.4 what .page had to be; the table of the buffer in use */
struct page *snd_pcm_sgbuf_ops_page(struct snd_pcm_substream *substream, unsigned long offset);
#define snd_pcm_substream_sgbuf(substream) ((struct snd_sg_buf *)snd_pcm_get_dma_buf(substream)->private_data)
#define snd_pcm_sgbuf_pages(size) snd_sgbuf_aligned_pages(size)

/* vmalloc()ed buffers: 2.6.33 to 6.8. They bypass preallocation and the card's quota. */
int _snd_pcm_lib_alloc_vmalloc_buffer(struct snd_pcm_substream *substream, size_t size, gfp_t gfp_flags);
int snd_pcm_lib_free_vmalloc_buffer(struct snd_pcm_substream *substream);
struct page *snd_pcm_lib_get_vmalloc_page(struct snd_pcm_substream *substream, unsigned long offset);
#define snd_pcm_lib_alloc_vmalloc_buffer(substream, size) \
	_snd_pcm_lib_alloc_vmalloc_buffer(substream, size, GFP_KERNEL | __GFP_HIGHMEM | __GFP_ZERO)
#define snd_pcm_lib_alloc_vmalloc_32_buffer(substream, size) \
	_snd_pcm_lib_alloc_vmalloc_buffer(substream, size, GFP_KERNEL | GFP_DMA32 | __GFP_ZERO)
#define snd_pcm_lib_mmap_vmalloc NULL

/* a source in the older spelling means the table above */
#ifdef _CLASSIC_SOUND_PCM_H
#define snd_pcm_ops classic_pcm_ops
#define snd_pcm_set_ops classic_pcm_set_ops
#endif

#endif
