// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mmap.c - the PCM file as mmap(2) sees it: samples, status page, control page (contract 1.13).
 *
 * What may be mapped is decided here as Linux does; what the client then sees is shared.c's and view.c's. While samples
 * are mapped, mmap_count keeps hw_params and hw_free from the buffer.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <sound/core.h>
#include <sound/pcm.h>

#include "pcm_local.h"
#include "shared.h"

/* from this protocol on alsa-lib can do with one of the two pages */
#define PROTO_SINGLE_PAGE SNDRV_PROTOCOL_VERSION(2, 0, 14)

/* ---- samples ----------------------------------------------------------------------------------- */

static struct page *sample_page(struct snd_pcm_substream *substream, unsigned long offset)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	if (substream->ops->page)
		return substream->ops->page(substream, offset);
	if (snd_pcm_get_dma_buf(substream))
		return snd_sgbuf_get_page(snd_pcm_get_dma_buf(substream), offset);
	if (WARN_ON_ONCE(!runtime->dma_area))
		return NULL;
	return virt_to_page(runtime->dma_area + offset);
}

static vm_fault_t sample_fault(struct vm_fault *vmf)
{
	struct snd_pcm_substream *substream = vmf->vma->vm_private_data;
	size_t bytes, offset = vmf->pgoff << PAGE_SHIFT;
	struct page *page;

	if (!substream)
		return VM_FAULT_SIGBUS;
	bytes = PAGE_ALIGN(substream->runtime->dma_bytes);
	if (offset >= bytes)
		return VM_FAULT_SIGBUS;
	page = sample_page(substream, offset);
	if (!page)
		return VM_FAULT_SIGBUS;
	get_page(page);
	vmf->page = page;
	return 0;
}

static const struct vm_operations_struct counting_ops = {
	.open = snd_pcm_mmap_data_open,
	.close = snd_pcm_mmap_data_close,
};

static const struct vm_operations_struct faulting_ops = {
	.open = snd_pcm_mmap_data_open,
	.close = snd_pcm_mmap_data_close,
	.fault = sample_fault,
};

/**
 * snd_pcm_lib_default_mmap() - what stands for a driver without mmap(): the buffer's own way, or page by page
 * Return: 0, or -ENOMEM. Whatever else keeps the buffer's type from mapping it at once, it is mapped when it is
 * touched.
 */
int snd_pcm_lib_default_mmap(struct snd_pcm_substream *substream, struct vm_area_struct *area)
{
	int err = -ENOENT;

	vm_flags_set(area, VM_DONTEXPAND | VM_DONTDUMP);
	if (!substream->ops->page)
		err = snd_dma_buffer_mmap(snd_pcm_get_dma_buf(substream), area);
	/* pages of coherent memory must not be referred to one by one: want of memory is no reason to try */
	if (!err || err == -ENOMEM)
		return err;
	area->vm_ops = &faulting_ops;
	return 0;
}
EXPORT_SYMBOL_GPL(snd_pcm_lib_default_mmap);

/**
 * snd_pcm_lib_mmap_iomem() - an mmap() for drivers whose ring is the card's memory: runtime->dma_addr, physical,
 * uncached
 */
int snd_pcm_lib_mmap_iomem(struct snd_pcm_substream *substream, struct vm_area_struct *area)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	area->vm_page_prot = pgprot_noncached(area->vm_page_prot);
	return vm_iomap_memory(area, runtime->dma_addr, runtime->dma_bytes);
}
EXPORT_SYMBOL(snd_pcm_lib_mmap_iomem);

int pcm_map_samples(struct snd_pcm_substream *substream, struct vm_area_struct *area)
{
	int err;

	area->vm_ops = &counting_ops;
	area->vm_private_data = substream;
	err = substream->ops->mmap ? substream->ops->mmap(substream, area) : snd_pcm_lib_default_mmap(substream, area);
	if (!err)
		atomic_inc(&substream->mmap_count);
	return err;
}

static int check_samples(struct snd_pcm_runtime *runtime, const struct vm_area_struct *area)
{
	size_t size = area->vm_end - area->vm_start, whole = PAGE_ALIGN(runtime->dma_bytes);
	unsigned long offset = area->vm_pgoff << PAGE_SHIFT;

	if (pcm_peek_state(runtime) == SNDRV_PCM_STATE_OPEN)
		return -EBADFD;
	if (!(runtime->info & SNDRV_PCM_INFO_MMAP))
		return -ENXIO;
	if (runtime->access == SNDRV_PCM_ACCESS_RW_INTERLEAVED || runtime->access == SNDRV_PCM_ACCESS_RW_NONINTERLEAVED)
		return -EINVAL;
	return size > whole || offset > whole - size ? -EINVAL : 0;
}

/**
 * snd_pcm_mmap_data() - map the samples, or a part of them
 * Context: may sleep
 * Return: 0; -EINVAL: not readable (capture), neither readable nor writable (playback), an access that copies, or
 * beyond the buffer's last page; -EBUSY: the buffer is being changed; -EBADFD: no parameters; -ENXIO: this card cannot;
 * the driver's error.
 */
int snd_pcm_mmap_data(struct snd_pcm_substream *substream, struct file *file, struct vm_area_struct *area)
{
	vm_flags_t needed = substream->stream == SNDRV_PCM_STREAM_PLAYBACK ? VM_READ | VM_WRITE : VM_READ;
	struct snd_pcm_runtime *runtime = substream->runtime;
	int err;

	if (!(area->vm_flags & needed))
		return -EINVAL;
	/* as a transfer does: hw_params and hw_free stay out meanwhile */
	if (!atomic_inc_unless_negative(&runtime->buffer_accessing))
		return -EBUSY;
	err = check_samples(runtime, area);
	if (!err)
		err = pcm_map_samples(substream, area);
	atomic_dec_return(&runtime->buffer_accessing); /* orders what was done before it */
	return err;
}
EXPORT_SYMBOL(snd_pcm_mmap_data);

/* ---- pages ------------------------------------------------------------------------------------- */

static bool may_map_status(const struct snd_pcm_file *pcm_file)
{
	unsigned int info = pcm_file->substream->runtime->hw.info;

	if (info & SNDRV_PCM_INFO_EXPLICIT_SYNC)
		return false;
	/* older libraries want both pages or none */
	return !(info & SNDRV_PCM_INFO_SYNC_APPLPTR) || pcm_file->user_pversion >= PROTO_SINGLE_PAGE;
}

/* a driver that must hear of every step of appl_ptr cannot have it moved behind its back */
static bool may_map_control(const struct snd_pcm_file *pcm_file)
{
	return !pcm_file->no_compat_mmap && !(pcm_file->substream->runtime->hw.info &
					     (SNDRV_PCM_INFO_EXPLICIT_SYNC | SNDRV_PCM_INFO_SYNC_APPLPTR));
}

static int map_page(struct vm_area_struct *area, size_t bytes, bool writable)
{
	if (!(area->vm_flags & VM_READ) || area->vm_end - area->vm_start != PAGE_ALIGN(bytes))
		return -EINVAL;
	vm_flags_mod(area, VM_DONTEXPAND | VM_DONTDUMP, writable ? 0 : VM_WRITE | VM_MAYWRITE);
	return 0;
}

enum place { SAMPLES, STATUS, CONTROL };

static enum place place_of(unsigned long offset)
{
	switch (offset) {
	case SNDRV_PCM_MMAP_OFFSET_STATUS_OLD:
	case SNDRV_PCM_MMAP_OFFSET_STATUS_NEW:
		return STATUS;
	case SNDRV_PCM_MMAP_OFFSET_CONTROL_OLD:
	case SNDRV_PCM_MMAP_OFFSET_CONTROL_NEW:
		return CONTROL;
	default:
		return SAMPLES;
	}
}

/** pcm_mmap() - &file_operations.mmap of the PCM device files */
int pcm_mmap(struct file *file, struct vm_area_struct *area)
{
	unsigned long offset = area->vm_pgoff << PAGE_SHIFT;
	struct snd_pcm_file *pcm_file = file->private_data;
	struct snd_pcm_substream *substream = pcm_file->substream;
	bool old = offset == SNDRV_PCM_MMAP_OFFSET_STATUS_OLD || offset == SNDRV_PCM_MMAP_OFFSET_CONTROL_OLD;

	if (PCM_RUNTIME_CHECK(substream))
		return -ENXIO;
	if (pcm_peek_state(substream->runtime) == SNDRV_PCM_STATE_DISCONNECTED)
		return -EBADFD;
	/* the old layout has time stamps of the application's own long */
	if (old && pcm_file->no_compat_mmap)
		return -ENXIO;
	switch (place_of(offset)) {
	case STATUS:
		if (!may_map_status(pcm_file))
			return -ENXIO;
		return map_page(area, sizeof(struct snd_pcm_mmap_status), false);
	case CONTROL:
		if (!may_map_control(pcm_file))
			return -ENXIO;
		return map_page(area, sizeof(struct snd_pcm_mmap_control), true);
	default:
		return snd_pcm_mmap_data(substream, file, area);
	}
}

/** pcm_client_file() - &file_operations.client_file: the open's file, with pages and samples in place */
int pcm_client_file(struct file *file, const struct vm_area_struct *area, u64 *offset)
{
	struct snd_pcm_file *pcm_file = file->private_data;
	struct snd_pcm_substream *substream = pcm_file->substream;
	struct snd_pcm_runtime *runtime = substream->runtime;
	unsigned long asked = area ? area->vm_pgoff << PAGE_SHIFT : 0;
	int err;

	if (PCM_RUNTIME_CHECK(substream))
		return -ENXIO;
	*offset = asked;
	if (place_of(asked) == STATUS)
		*offset = SNDRV_PCM_MMAP_OFFSET_STATUS_OLD;
	if (place_of(asked) == CONTROL)
		*offset = SNDRV_PCM_MMAP_OFFSET_CONTROL_OLD;

	guard(mutex)(&runtime->buffer_mutex);
	err = pcm_shared_get(substream);
	if (!err)
		err = pcm_view_attach(substream);
	return err ? err : runtime->shared->fd;
}
