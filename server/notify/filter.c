// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * filter.c - the BPF program. What it lets through costs nothing; what it tells costs some 40 us, so it tells little.
 *
 * ioctl(2): by the command's type byte: 'A' (PCM), 'U' (control); 'T' is also the terminals': by what only the timers'
 * have. Opens: all but those of directories and O_PATH, for a filter cannot read paths. Waiting: if there is a
 * descriptor to wait for.
 */
#include "server/notify/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "server/notify/i386.h"

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define NATIVE AUDIT_ARCH_RISCV64
#else
#define NATIVE 0 /* not tried: there is no filter */
#endif

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1ul << 5)
#endif

#define TELL SECCOMP_RET_USER_NOTIF
#define PASS SECCOMP_RET_ALLOW

/* numbers of the timers' ioctls: up to STATUS, all of which have a direction, and START … TREAD64 */
#define TIMER_LOW_END 0x14
#define TIMER_HIGH 0xa0
#define TIMER_HIGH_END 0xa4

struct program {
	struct sock_filter code[256];
	unsigned short length;
};

static void emit(struct program *p, uint16_t code, uint8_t yes, uint8_t no, uint32_t k)
{
	p->code[p->length++] = (struct sock_filter){code, yes, no, k};
}

static void load(struct program *p, size_t offset)
{
	emit(p, BPF_LD | BPF_W | BPF_ABS, 0, 0, offset);
}

/* the lower half of argument @i: descriptors, commands and flags have no upper one */
static void load_argument(struct program *p, unsigned int i)
{
	load(p, offsetof(struct seccomp_data, args) + i * 8 + (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0));
}

static void end(struct program *p, uint32_t action)
{
	emit(p, BPF_RET | BPF_K, 0, 0, action);
}

/* @action if the loaded value compares with @k by @how (BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET) */
static void end_if(struct program *p, uint16_t how, uint32_t k, uint32_t action)
{
	emit(p, BPF_JMP | how | BPF_K, 0, 1, k);
	end(p, action);
}

/* what follows, to end_block(), is for system call @number; it ends in an action on every path */
static unsigned short begin_block(struct program *p, uint32_t number)
{
	emit(p, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, number);
	return p->length;
}

static void end_block(struct program *p, unsigned short begin)
{
	p->code[begin - 1].jf = p->length - begin;
}

static void for_ioctl(struct program *p, uint32_t number)
{
	unsigned short begin = begin_block(p, number);

	load_argument(p, 1);
	end_if(p, BPF_JEQ, FIONBIO, TELL);
	emit(p, BPF_ALU | BPF_AND | BPF_K, 0, 0, 0xff00);
	end_if(p, BPF_JEQ, 'A' << 8, TELL);
	end_if(p, BPF_JEQ, 'U' << 8, TELL);
	emit(p, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 'T' << 8);
	end(p, PASS);
	load_argument(p, 1);
	emit(p, BPF_ALU | BPF_AND | BPF_K, 0, 0, 0xff);
	end_if(p, BPF_JGT, TIMER_HIGH_END, PASS);
	end_if(p, BPF_JGE, TIMER_HIGH, TELL);
	end_if(p, BPF_JGT, TIMER_LOW_END, PASS);
	load_argument(p, 1);
	end_if(p, BPF_JSET, 0xc0000000, TELL);
	end(p, PASS);
	end_block(p, begin);
}

static void for_fcntl(struct program *p, uint32_t number)
{
	unsigned short begin = begin_block(p, number);

	load_argument(p, 1);
	end_if(p, BPF_JEQ, F_SETFL, TELL);
	end(p, PASS);
	end_block(p, begin);
}

static void for_open(struct program *p, uint32_t number, unsigned int flags)
{
	unsigned short begin = begin_block(p, number);

	load_argument(p, flags);
	end_if(p, BPF_JSET, O_DIRECTORY | O_PATH, PASS);
	end(p, TELL);
	end_block(p, begin);
}

/* @count: the argument that is 0 if there is nothing to wait for but time */
static void for_wait(struct program *p, uint32_t number, unsigned int count)
{
	unsigned short begin = begin_block(p, number);

	load_argument(p, count);
	end_if(p, BPF_JEQ, 0, PASS);
	end(p, TELL);
	end_block(p, begin);
}

/* 32-bit programs: the same calls by their numbers, and mappings of what lies at 2 GiB of a file or beyond */
static void for_i386(struct program *p)
{
	unsigned short begin = begin_block(p, AUDIT_ARCH_I386), map;

	load(p, offsetof(struct seccomp_data, nr));
	for_ioctl(p, I386_IOCTL);
	for_fcntl(p, I386_FCNTL);
	for_fcntl(p, I386_FCNTL64);
	for_open(p, I386_OPENAT, 2);
	for_open(p, I386_OPEN, 1);
	end_if(p, BPF_JEQ, I386_OPENAT2, TELL);
	end_if(p, BPF_JEQ, I386_EPOLL_CTL, TELL);
	end_if(p, BPF_JEQ, I386_OLD_SELECT, TELL);
	end_if(p, BPF_JEQ, I386_OLD_MMAP, TELL);
	for_wait(p, I386_POLL, 1);
	for_wait(p, I386_PPOLL, 1);
	for_wait(p, I386_PPOLL_TIME64, 1);
	for_wait(p, I386_NEWSELECT, 0);
	for_wait(p, I386_PSELECT6, 0);
	for_wait(p, I386_PSELECT6_TIME64, 0);
	map = begin_block(p, I386_MMAP2);
	load_argument(p, 5);
	end_if(p, BPF_JGE, I386_FIRST_PAGE, TELL);
	end(p, PASS);
	end_block(p, map);
	end(p, PASS);
	end_block(p, begin);
}

/*
 * A processor that came late to Linux has no open(2), poll(2) or select(2): its C library makes them of the calls that
 * every one has, which are told here by the numbers of this one.
 */
static void for_native(struct program *p)
{
	unsigned short begin = begin_block(p, NATIVE);

	load(p, offsetof(struct seccomp_data, nr));
	for_ioctl(p, __NR_ioctl);
	for_fcntl(p, __NR_fcntl);
	for_open(p, __NR_openat, 2);
	end_if(p, BPF_JEQ, __NR_openat2, TELL);
	end_if(p, BPF_JEQ, __NR_epoll_ctl, TELL);
#ifdef __NR_open
	for_open(p, __NR_open, 1);
#endif
#ifdef __NR_poll
	for_wait(p, __NR_poll, 1);
#endif
	for_wait(p, __NR_ppoll, 1);
#ifdef __NR_select
	for_wait(p, __NR_select, 0);
#endif
	for_wait(p, __NR_pselect6, 0);
	end(p, PASS);
	end_block(p, begin);
}

/*
 * other machines pass: 32-bit programs on arm64 (AUDIT_ARCH_ARM) run, without sound; so do those of x32, which is
 * x86-64 with numbers that are none of these
 */
static void build(struct program *p)
{
	load(p, offsetof(struct seccomp_data, arch));
	for_native(p);
	if (NATIVE == AUDIT_ARCH_X86_64)
		for_i386(p);
	end(p, PASS);
}

int notify_filter_install(bool *killable)
{
	struct program p = {.length = 0};
	struct sock_fprog program;
	unsigned int flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
	int fd;

	if (!NATIVE)
		return -ENOSYS;
	build(&p);
	program = (struct sock_fprog){.len = p.length, .filter = p.code};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	*killable = true;
	fd = syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
	if (fd < 0 && errno == EINVAL) {
		/* before Linux 5.19 */
		*killable = false;
		fd = syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
	}
	return fd < 0 ? -errno : fd;
}
