// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * i386.c - system calls of 32-bit programs on x86-64, as those of 64-bit ones (i386.h).
 */
#include "server/notify/i386.h"

#include <errno.h>
#include <linux/audit.h>
#include <string.h>
#include <sys/syscall.h>

#include "server/memory.h"

#ifdef __x86_64__
/* @flags: which argument has those of open(2), -1: none */
static const struct {
	int theirs, ours;
	enum i386_layout layout;
	int flags;
} calls[] = {
	{ I386_OPEN, __NR_open, I386_TIME32, 1 },
	{ I386_OPENAT, __NR_openat, I386_TIME32, 2 },
	{ I386_OPENAT2, __NR_openat2, I386_TIME32, -1 },
	{ I386_IOCTL, __NR_ioctl, I386_TIME32, -1 },
	{ I386_FCNTL, __NR_fcntl, I386_TIME32, -1 },
	{ I386_FCNTL64, __NR_fcntl, I386_TIME32, -1 },
	{ I386_EPOLL_CTL, __NR_epoll_ctl, I386_TIME32, -1 },
	{ I386_POLL, __NR_poll, I386_TIME32, -1 },
	{ I386_PPOLL, __NR_ppoll, I386_TIME32, -1 },
	{ I386_PPOLL_TIME64, __NR_ppoll, I386_TIME64, -1 },
	{ I386_NEWSELECT, __NR_select, I386_TIME32, -1 },
	{ I386_PSELECT6, __NR_pselect6, I386_TIME32, -1 },
	{ I386_PSELECT6_TIME64, __NR_pselect6, I386_TIME64, -1 },
};

enum i386_layout i386_translate(struct seccomp_data *data)
{
	size_t i;

	if (data->arch != AUDIT_ARCH_I386)
		return I386_NONE;
	if (data->nr == I386_MMAP2) {
		data->nr = __NR_mmap;
		data->args[5] <<= 12;
		return I386_TIME32;
	}
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (calls[i].theirs != data->nr)
			continue;
		data->nr = calls[i].ours;
		if (calls[i].flags >= 0)
			data->args[calls[i].flags] &= ~(uint64_t)I386_O_LARGEFILE;
		return calls[i].layout;
	}
	return I386_TIME32;
}

int i386_fetch_old(pid_t thread, struct seccomp_data *data)
{
	bool map = data->nr == I386_OLD_MMAP;
	uint32_t words[6] = { 0 };
	size_t i, count = map ? 6 : 5;

	if (client_fetch(thread, words, data->args[0], count * sizeof(words[0])))
		return -EFAULT;
	for (i = 0; i < 6; i++)
		data->args[i] = words[i];
	data->nr = map ? __NR_mmap : __NR_select;
	return 0;
}
#else
enum i386_layout i386_translate(struct seccomp_data *data)
{
	return I386_NONE;
}

int i386_fetch_old(pid_t thread, struct seccomp_data *data)
{
	return -EFAULT;
}
#endif

int i386_time_fetch(pid_t thread, enum i386_layout layout, uint64_t at, long parts[2])
{
	int32_t narrow[2];
	int64_t wide[2];

	if (layout == I386_NONE)
		return client_fetch(thread, parts, at, 2 * sizeof(parts[0])) ? -EFAULT : 0;
	if (layout == I386_TIME32) {
		if (client_fetch(thread, narrow, at, sizeof(narrow)))
			return -EFAULT;
		parts[0] = narrow[0];
		parts[1] = narrow[1];
		return 0;
	}
	if (client_fetch(thread, wide, at, sizeof(wide)))
		return -EFAULT;
	parts[0] = wide[0];
	/* a long to the program: there may be anything above it */
	parts[1] = (uint32_t)wide[1];
	return 0;
}

void i386_time_store(pid_t thread, enum i386_layout layout, uint64_t at, const long parts[2])
{
	int32_t narrow[2] = { parts[0], parts[1] };
	int64_t wide[2] = { parts[0], parts[1] };

	if (layout == I386_NONE)
		client_store(thread, at, parts, 2 * sizeof(parts[0]));
	else if (layout == I386_TIME32)
		client_store(thread, at, narrow, sizeof(narrow));
	else
		client_store(thread, at, wide, sizeof(wide));
}

int i386_mask_fetch(pid_t thread, enum i386_layout layout, uint64_t at, uint64_t *mask)
{
	uint32_t narrow[2] = { 0 };
	uint64_t wide[2] = { 0 };

	if (layout == I386_NONE) {
		if (client_fetch(thread, wide, at, sizeof(wide)))
			return -EFAULT;
		*mask = wide[0];
		return 0;
	}
	if (client_fetch(thread, narrow, at, sizeof(narrow)))
		return -EFAULT;
	*mask = narrow[0];
	return 0;
}

size_t i386_set_bytes(enum i386_layout layout, unsigned int fds)
{
	size_t bits = layout == I386_NONE ? 64 : 32;

	return (fds + bits - 1) / bits * (bits / 8);
}
