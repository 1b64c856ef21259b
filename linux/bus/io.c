// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Port and device memory accesses: each is one operation of the machine and then a scheduling point.
 *
 * No lock is held on the way down; the machine locks itself. What comes of an access (an interrupt, say) is told by
 * the machine before it returns, so a driver may be overtaken by its own interrupt handler right here, as on a
 * second CPU.
 */
#include <linux/export.h>
#include <linux/io.h>
#include <linux/minmax.h>
#include <linux/swab.h>

#include "local.h"

/* the run's fingerprint: kind of access and place, then the value */
static void trace(unsigned int kind, u64 place, u64 value)
{
	host_trace((u64)kind << 56 ^ place);
	host_trace(value);
}

static u32 port_read(unsigned long port, unsigned int size)
{
	u32 value;

	look_takes_time();
	value = machine()->ops->io_read(machine(), port, size);
	trace(1, port, value);
	host_task_preempt();
	return value;
}

static void port_write(unsigned long port, unsigned int size, u32 value)
{
	trace(2, port, value);
	machine()->ops->io_write(machine(), port, size, value);
	host_task_preempt();
}

static u64 mem_read(const volatile void __iomem *addr, unsigned int size, const void *where)
{
	u64 value = ~0ULL;
	phys_addr_t phys;

	look_takes_time();
	if (iomap_phys(addr, size, &phys, where)) {
		value = machine()->ops->mem_read(machine(), phys, size);
		trace(3, phys, value);
	}
	host_task_preempt();
	return value;
}

static void mem_write(volatile void __iomem *addr, unsigned int size, u64 value, const void *where)
{
	phys_addr_t phys;

	if (iomap_phys(addr, size, &phys, where)) {
		trace(4, phys, value);
		machine()->ops->mem_write(machine(), phys, size, value);
	}
	host_task_preempt();
}

/* ---- ports ------------------------------------------------------------------------------------------- */

#define PORT_ACCESS(letter, type, size)							\
	type in##letter(unsigned long port)						\
	{										\
		return port_read(port, size);						\
	}										\
	EXPORT_SYMBOL(in##letter);							\
	void out##letter(type value, unsigned long port)				\
	{										\
		port_write(port, size, value);						\
	}										\
	EXPORT_SYMBOL(out##letter);							\
	void ins##letter(unsigned long port, void *buffer, unsigned int count)		\
	{										\
		type *item = buffer;							\
											\
		while (count--)								\
			*item++ = port_read(port, size);				\
	}										\
	EXPORT_SYMBOL(ins##letter);							\
	void outs##letter(unsigned long port, const void *buffer, unsigned int count)	\
	{										\
		const type *item = buffer;						\
											\
		while (count--)								\
			port_write(port, size, *item++);				\
	}										\
	EXPORT_SYMBOL(outs##letter)

PORT_ACCESS(b, u8, 1);
PORT_ACCESS(w, u16, 2);
PORT_ACCESS(l, u32, 4);

/* ---- device memory ------------------------------------------------------------------------------------- */

#define MEM_ACCESS(letter, type, size)							\
	type read##letter(const volatile void __iomem *addr)				\
	{										\
		return mem_read(addr, size, __builtin_return_address(0));		\
	}										\
	EXPORT_SYMBOL(read##letter);							\
	void write##letter(type value, volatile void __iomem *addr)			\
	{										\
		mem_write(addr, size, value, __builtin_return_address(0));		\
	}										\
	EXPORT_SYMBOL(write##letter)

#define MEM_STRING(letter, type, size)								\
	void reads##letter(const volatile void __iomem *addr, void *buffer, unsigned int count)	\
	{											\
		type *item = buffer;								\
												\
		while (count--)									\
			*item++ = mem_read(addr, size, __builtin_return_address(0));		\
	}											\
	EXPORT_SYMBOL(reads##letter);								\
	void writes##letter(volatile void __iomem *addr, const void *buffer, unsigned int count) \
	{											\
		const type *item = buffer;							\
												\
		while (count--)									\
			mem_write(addr, size, *item++, __builtin_return_address(0));		\
	}											\
	EXPORT_SYMBOL(writes##letter)

MEM_ACCESS(b, u8, 1);
MEM_ACCESS(w, u16, 2);
MEM_ACCESS(l, u32, 4);
MEM_ACCESS(q, u64, 8);
MEM_STRING(b, u8, 1);
MEM_STRING(w, u16, 2);
MEM_STRING(l, u32, 4);

static void mem_block(const volatile void __iomem *addr, void *data, size_t count, bool write, const void *where)
{
	phys_addr_t phys;

	if (!count)
		return;
	if (iomap_phys(addr, count, &phys, where)) {
		trace(5, phys, count);
		machine()->ops->mem_block(machine(), phys, data, count, write);
	} else if (!write) {
		host_memset(data, 0xff, count);
	}
	host_task_preempt();
}

void memcpy_fromio(void *to, const volatile void __iomem *from, size_t count)
{
	mem_block(from, to, count, false, __builtin_return_address(0));
}
EXPORT_SYMBOL(memcpy_fromio);

void memcpy_toio(volatile void __iomem *to, const void *from, size_t count)
{
	mem_block(to, (void *)from, count, true, __builtin_return_address(0));
}
EXPORT_SYMBOL(memcpy_toio);

void memcpy_peekio(void *to, const volatile void __iomem *from, size_t count)
{
	phys_addr_t phys;

	if (iomap_phys(from, count, &phys, __builtin_return_address(0)))
		machine()->ops->mem_block(machine(), phys, to, count, false);
	else
		host_memset(to, 0xff, count);
}

void memset_io(volatile void __iomem *dst, int value, size_t count)
{
	u8 block[64];

	host_memset(block, value, sizeof(block));
	for (size_t step; count; count -= step, dst += step) {
		step = min(count, sizeof(block));
		mem_block(dst, block, step, true, __builtin_return_address(0));
	}
}
EXPORT_SYMBOL(memset_io);

/* ---- either: ports and memory behind one kind of cookie --------------------------------------------------- */

static u64 any_read(const void __iomem *addr, unsigned int size, const void *where)
{
	unsigned long port;

	return iomap_port(addr, &port) ? port_read(port, size) : mem_read(addr, size, where);
}

static void any_write(void __iomem *addr, unsigned int size, u64 value, const void *where)
{
	unsigned long port;

	if (iomap_port(addr, &port))
		port_write(port, size, value);
	else
		mem_write(addr, size, value, where);
}

#define ANY_ACCESS(suffix, type, result, size, from_bus, to_bus)				\
	result ioread##suffix(const void __iomem *addr)						\
	{											\
		return from_bus((type)any_read(addr, size, __builtin_return_address(0)));	\
	}											\
	EXPORT_SYMBOL(ioread##suffix);								\
	void iowrite##suffix(type value, void __iomem *addr)					\
	{											\
		any_write(addr, size, to_bus(value), __builtin_return_address(0));		\
	}											\
	EXPORT_SYMBOL(iowrite##suffix)

#define ANY_STRING(bits, type, size)								\
	void ioread##bits##_rep(const void __iomem *addr, void *buffer, unsigned long count)	\
	{											\
		type *item = buffer;								\
												\
		while (count--)									\
			*item++ = any_read(addr, size, __builtin_return_address(0));		\
	}											\
	EXPORT_SYMBOL(ioread##bits##_rep);							\
	void iowrite##bits##_rep(void __iomem *addr, const void *buffer, unsigned long count)	\
	{											\
		const type *item = buffer;							\
												\
		while (count--)									\
			any_write(addr, size, *item++, __builtin_return_address(0));		\
	}											\
	EXPORT_SYMBOL(iowrite##bits##_rep)

ANY_ACCESS(8, u8, unsigned int, 1, , );
ANY_ACCESS(16, u16, unsigned int, 2, , );
ANY_ACCESS(32, u32, unsigned int, 4, , );
ANY_ACCESS(16be, u16, unsigned int, 2, swab16, swab16);
ANY_ACCESS(32be, u32, unsigned int, 4, swab32, swab32);
ANY_STRING(8, u8, 1);
ANY_STRING(16, u16, 2);
ANY_STRING(32, u32, 4);

/* ports are 32 bits wide at most: two accesses, low half first */
u64 ioread64(const void __iomem *addr)
{
	unsigned long port;
	u64 low;

	if (!iomap_port(addr, &port))
		return mem_read(addr, 8, __builtin_return_address(0));
	low = port_read(port, 4);
	return low | (u64)port_read(port + 4, 4) << 32;
}
EXPORT_SYMBOL(ioread64);

void iowrite64(u64 value, void __iomem *addr)
{
	unsigned long port;

	if (!iomap_port(addr, &port)) {
		mem_write(addr, 8, value, __builtin_return_address(0));
		return;
	}
	port_write(port, 4, value);
	port_write(port + 4, 4, value >> 32);
}
EXPORT_SYMBOL(iowrite64);
