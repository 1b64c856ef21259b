/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memalloc_classic.h - names of the chapter that <sound/memalloc.h> has dropped; implemented in
 * sound/memalloc/classic*.c and reserve.c.
 *
 * Mind the orders: snd_free_pages(ptr, size), but snd_free_pci_pages(pci, size, ptr, addr). Sizes given back must be
 * the sizes asked for (or *res_size).
 */
#ifndef _SOUND_MEMALLOC_CLASSIC_H
#define _SOUND_MEMALLOC_CLASSIC_H

#include <linux/types.h>
#include <asm/page.h>

struct device;
struct page;
struct pci_dev;
struct snd_dma_buffer;

/* 0.9 to 5.1 */
void *snd_malloc_pages(size_t size, gfp_t gfp_flags);
void *snd_malloc_pages_fallback(size_t size, gfp_t gfp_flags, unsigned long *res_size);
void snd_free_pages(void *ptr, size_t size);

/* 0.9 to 2.6.4 */
void *snd_malloc_pci_pages(struct pci_dev *pci, size_t size, dma_addr_t *dma_addr);
void *snd_malloc_pci_pages_fallback(struct pci_dev *pci, size_t size, dma_addr_t *dma_addr, unsigned long *res_size);
void snd_free_pci_pages(struct pci_dev *pci, size_t size, void *ptr, dma_addr_t dma_addr);

/* 2.5.53 to 2.6.4: one page, zeroed; sleeps */
#define snd_malloc_pci_page(pci, addrp) snd_malloc_pci_pages(pci, PAGE_SIZE, addrp)
#define snd_free_pci_page(pci, ptr, addr) snd_free_pci_pages(pci, PAGE_SIZE, ptr, addr)

/* 0.9 to 2.6.4: memory an ISA card reaches; macros since 2002 */
#define snd_malloc_isa_pages(size, dma_addr) snd_malloc_pci_pages(NULL, size, dma_addr)
#define snd_malloc_isa_pages_fallback(size, dma_addr, res_size)                                                        \
	snd_malloc_pci_pages_fallback(NULL, size, dma_addr, res_size)
#define snd_free_isa_pages(size, ptr, dma_addr) snd_free_pci_pages(NULL, size, ptr, dma_addr)

/* what to pass as the device: 2.6.5 to 5.4, to 5.1, and to 6.0 */
#define snd_dma_pci_data(pci) (&(pci)->dev)
struct device *snd_dma_isa_data(void);
struct device *snd_dma_continuous_data(gfp_t gfp_flags);

/* ---- scatter-gather: 2.5.66 to 5.13 ---- */

/** struct snd_sg_page - one page: @buf for the CPU, @addr for the device */
struct snd_sg_page {
	void *buf;
	dma_addr_t addr;
};

/**
 * struct snd_sg_buf - what &snd_dma_buffer.private_data of such a buffer points to
 * @size: bytes
 * @pages: of the buffer
 * @tblsize: entries of both tables, those from @pages on being empty
 * @table, @page_table: by page
 * @pci: for whom, or NULL
 */
struct snd_sg_buf {
	int size;
	int pages;
	int tblsize;
	struct snd_sg_page *table;
	struct page **page_table;
	struct pci_dev *pci;
};

void *snd_malloc_sgbuf_pages(struct pci_dev *pci, size_t size, struct snd_dma_buffer *dmab);
int snd_free_sgbuf_pages(struct snd_dma_buffer *dmab);

/* ---- buffers that outlive their driver: 2.6.9 to 3.13 ---- */

size_t snd_dma_get_reserved_buf(struct snd_dma_buffer *dmab, unsigned int id);
int snd_dma_reserve_buf(struct snd_dma_buffer *dmab, unsigned int id);
#define snd_dma_pci_buf_id(pci) (((unsigned int)(pci)->vendor << 16) | (pci)->device)

#endif
