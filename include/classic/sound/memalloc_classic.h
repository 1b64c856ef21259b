/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memalloc_classic.h - names of the chapter that <sound/memalloc.h> has dropped; implemented in sound/memalloc/classic.c.
 *
 * Mind the orders: snd_free_pages(ptr, size), but snd_free_pci_pages(pci, size, ptr, addr). Sizes given back must be the
 * sizes asked for (or *res_size).
 */
#ifndef _SOUND_MEMALLOC_CLASSIC_H
#define _SOUND_MEMALLOC_CLASSIC_H

#include <linux/types.h>

struct device;
struct pci_dev;

/* 0.9 to 5.1 */
void *snd_malloc_pages(size_t size, gfp_t gfp_flags);
void *snd_malloc_pages_fallback(size_t size, gfp_t gfp_flags, unsigned long *res_size);
void snd_free_pages(void *ptr, size_t size);

/* 0.9 to 2.6.4 */
void *snd_malloc_pci_pages(struct pci_dev *pci, size_t size, dma_addr_t *dma_addr);
void *snd_malloc_pci_pages_fallback(struct pci_dev *pci, size_t size, dma_addr_t *dma_addr, unsigned long *res_size);
void snd_free_pci_pages(struct pci_dev *pci, size_t size, void *ptr, dma_addr_t dma_addr);

/* 0.9 to 2.6.4: memory an ISA card reaches; macros since 2002 */
#define snd_malloc_isa_pages(size, dma_addr) snd_malloc_pci_pages(NULL, size, dma_addr)
#define snd_malloc_isa_pages_fallback(size, dma_addr, res_size) snd_malloc_pci_pages_fallback(NULL, size, dma_addr, res_size)
#define snd_free_isa_pages(size, ptr, dma_addr) snd_free_pci_pages(NULL, size, ptr, dma_addr)

/* what to pass as the device: 2.6.5 to 5.4, and to 6.0 */
#define snd_dma_pci_data(pci) (&(pci)->dev)
struct device *snd_dma_continuous_data(gfp_t gfp_flags);

#endif
