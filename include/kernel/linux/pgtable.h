/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protections. They are noted in a vma or a kernel mapping, so that a machine with caches can tell what the driver
 * asked for; user space has one cache mode.
 */
#ifndef _LINUX_PGTABLE_H
#define _LINUX_PGTABLE_H

#include <linux/mm_types.h>
#include <linux/pfn.h>

#define _PAGE_READ		0x1UL
#define _PAGE_WRITE		0x2UL
#define _PAGE_EXEC		0x4UL
#define _PAGE_USER		0x8UL
#define _PAGE_CACHE_MASK	0x30UL
#define _PAGE_CACHE_WB		0x00UL
#define _PAGE_CACHE_WC		0x10UL
#define _PAGE_CACHE_UC		0x20UL

#define PAGE_NONE		__pgprot(0)
#define PAGE_SHARED		__pgprot(_PAGE_USER | _PAGE_READ | _PAGE_WRITE)
#define PAGE_READONLY		__pgprot(_PAGE_USER | _PAGE_READ)
#define PAGE_KERNEL		__pgprot(_PAGE_READ | _PAGE_WRITE)
#define PAGE_KERNEL_RO		__pgprot(_PAGE_READ)
#define PAGE_KERNEL_EXEC	__pgprot(_PAGE_READ | _PAGE_WRITE | _PAGE_EXEC)
#define PAGE_KERNEL_NOCACHE	__pgprot(_PAGE_READ | _PAGE_WRITE | _PAGE_CACHE_UC)

static inline pgprot_t pgprot_modify_cache(pgprot_t prot, unsigned long mode)
{
	return __pgprot((pgprot_val(prot) & ~_PAGE_CACHE_MASK) | mode);
}

#define pgprot_noncached(prot)		pgprot_modify_cache(prot, _PAGE_CACHE_UC)
#define pgprot_writecombine(prot)	pgprot_modify_cache(prot, _PAGE_CACHE_WC)
#define pgprot_device(prot)		pgprot_noncached(prot)
#define pgprot_dmacoherent(prot)	(prot)
#define pgprot_decrypted(prot)		(prot)

#endif
