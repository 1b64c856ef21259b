/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Port and device memory access. Every call goes to the machine (linux/bus/io.c) and is a scheduling point.
 *
 * An __iomem pointer is a cookie, not an address: dereferencing it faults on purpose. Cookies of ioremap() and
 * of ioport_map() both work with ioread*()/iowrite*(); readb()…writeq() take ioremap()'s only.
 * Any context. In program order, as uncached accesses are: the _relaxed forms are the same here.
 */
#ifndef _ASM_IO_H
#define _ASM_IO_H

#include <linux/compiler.h>
#include <linux/types.h>

u8 inb(unsigned long port);
u16 inw(unsigned long port);
u32 inl(unsigned long port);
void outb(u8 value, unsigned long port);
void outw(u16 value, unsigned long port);
void outl(u32 value, unsigned long port);
/* @count items from or to one port */
void insb(unsigned long port, void *buffer, unsigned int count);
void insw(unsigned long port, void *buffer, unsigned int count);
void insl(unsigned long port, void *buffer, unsigned int count);
void outsb(unsigned long port, const void *buffer, unsigned int count);
void outsw(unsigned long port, const void *buffer, unsigned int count);
void outsl(unsigned long port, const void *buffer, unsigned int count);

/* with the pause that ISA chips want */
#define inb_p inb
#define inw_p inw
#define inl_p inl
#define outb_p outb
#define outw_p outw
#define outl_p outl

u8 readb(const volatile void __iomem *addr);
u16 readw(const volatile void __iomem *addr);
u32 readl(const volatile void __iomem *addr);
u64 readq(const volatile void __iomem *addr);
void writeb(u8 value, volatile void __iomem *addr);
void writew(u16 value, volatile void __iomem *addr);
void writel(u32 value, volatile void __iomem *addr);
void writeq(u64 value, volatile void __iomem *addr);
#define readb readb
#define readw readw
#define readl readl
#define readq readq
#define writeb writeb
#define writew writew
#define writel writel
#define writeq writeq

#define readb_relaxed readb
#define readw_relaxed readw
#define readl_relaxed readl
#define readq_relaxed readq
#define writeb_relaxed writeb
#define writew_relaxed writew
#define writel_relaxed writel
#define writeq_relaxed writeq

/* @count items from or to one register */
void readsb(const volatile void __iomem *addr, void *buffer, unsigned int count);
void readsw(const volatile void __iomem *addr, void *buffer, unsigned int count);
void readsl(const volatile void __iomem *addr, void *buffer, unsigned int count);
void writesb(volatile void __iomem *addr, const void *buffer, unsigned int count);
void writesw(volatile void __iomem *addr, const void *buffer, unsigned int count);
void writesl(volatile void __iomem *addr, const void *buffer, unsigned int count);

void memcpy_fromio(void *to, const volatile void __iomem *from, size_t count);
void memcpy_toio(volatile void __iomem *to, const void *from, size_t count);
/* ours: memcpy_fromio() by nobody, for who only watches: no turn of other tasks, nothing in the run's fingerprint */
void memcpy_peekio(void *to, const volatile void __iomem *from, size_t count);
void memset_io(volatile void __iomem *dst, int value, size_t count);

unsigned int ioread8(const void __iomem *addr);
unsigned int ioread16(const void __iomem *addr);
unsigned int ioread32(const void __iomem *addr);
u64 ioread64(const void __iomem *addr);
unsigned int ioread16be(const void __iomem *addr);
unsigned int ioread32be(const void __iomem *addr);
void iowrite8(u8 value, void __iomem *addr);
void iowrite16(u16 value, void __iomem *addr);
void iowrite32(u32 value, void __iomem *addr);
void iowrite64(u64 value, void __iomem *addr);
void iowrite16be(u16 value, void __iomem *addr);
void iowrite32be(u32 value, void __iomem *addr);
void ioread8_rep(const void __iomem *addr, void *buffer, unsigned long count);
void ioread16_rep(const void __iomem *addr, void *buffer, unsigned long count);
void ioread32_rep(const void __iomem *addr, void *buffer, unsigned long count);
void iowrite8_rep(void __iomem *addr, const void *buffer, unsigned long count);
void iowrite16_rep(void __iomem *addr, const void *buffer, unsigned long count);
void iowrite32_rep(void __iomem *addr, const void *buffer, unsigned long count);

/**
 * ioremap() - make [@phys, +@size) of device memory reachable
 * Context: sleeps.
 * Return: a cookie, or NULL: no room, or the range lies in RAM.
 */
void __iomem *ioremap(phys_addr_t phys, size_t size);
void __iomem *ioremap_uc(phys_addr_t phys, size_t size);
void __iomem *ioremap_wc(phys_addr_t phys, size_t size);
void __iomem *ioremap_wt(phys_addr_t phys, size_t size);
void __iomem *ioremap_np(phys_addr_t phys, size_t size);
void iounmap(volatile void __iomem *addr);
#define ioremap ioremap
#define ioremap_uc ioremap_uc
#define ioremap_wc ioremap_wc
#define ioremap_wt ioremap_wt
#define iounmap iounmap

/** ioport_map() - a cookie for @nr ports from @port, for ioread*() and iowrite*() */
void __iomem *ioport_map(unsigned long port, unsigned int nr);
void ioport_unmap(void __iomem *addr);

#define IO_SPACE_LIMIT 0xffff

#endif
