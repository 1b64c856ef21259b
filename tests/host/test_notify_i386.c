// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_notify_i386.c - system calls of 32-bit programs become those of 64-bit ones (server/notify/i386.c), and which ioctls are the same
 * (server/narrow.c). The client is this process, by process_vm_readv(2).
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <sound/asound.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "server/narrow.h"
#include "server/notify/i386.h"
#include "tests/host/tap.h"

#define NOWHERE 16

static uint64_t address(const void *at)
{
	return (uintptr_t)at;
}

#ifdef __x86_64__
static void calls_get_our_numbers(void)
{
	/* theirs from arch/x86/entry/syscalls/syscall_32.tbl */
	static const struct {
		int theirs, ours;
		enum i386_layout layout;
	} calls[] = {
		{ 5, __NR_open, I386_TIME32 },		 { 54, __NR_ioctl, I386_TIME32 },     { 55, __NR_fcntl, I386_TIME32 },
		{ 142, __NR_select, I386_TIME32 },	 { 168, __NR_poll, I386_TIME32 },     { 192, __NR_mmap, I386_TIME32 },
		{ 221, __NR_fcntl, I386_TIME32 },	 { 255, __NR_epoll_ctl, I386_TIME32 }, { 295, __NR_openat, I386_TIME32 },
		{ 308, __NR_pselect6, I386_TIME32 },	 { 309, __NR_ppoll, I386_TIME32 },    { 413, __NR_pselect6, I386_TIME64 },
		{ 414, __NR_ppoll, I386_TIME64 },	 { 437, __NR_openat2, I386_TIME32 },
	};
	struct seccomp_data data;
	size_t i;

	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		data = (struct seccomp_data){ .nr = calls[i].theirs, .arch = AUDIT_ARCH_I386 };
		EXPECT(i386_translate(&data) == calls[i].layout && data.nr == calls[i].ours, "%d: %d", calls[i].theirs, data.nr);
	}
	/* of a 64-bit program */
	data = (struct seccomp_data){ .nr = 5, .arch = AUDIT_ARCH_X86_64 };
	EXPECT(i386_translate(&data) == I386_NONE && data.nr == 5);
}

static void large_files_are_no_flag_of_ours(void)
{
	struct seccomp_data data = { .nr = I386_OPEN, .arch = AUDIT_ARCH_I386, .args = { 0, 0100000 | O_NONBLOCK, 0100000 } };

	i386_translate(&data);
	EXPECT(data.args[1] == O_NONBLOCK && data.args[2] == 0100000);
	data = (struct seccomp_data){ .nr = I386_OPENAT, .arch = AUDIT_ARCH_I386, .args = { 0, 0100000, 0100000 | O_RDWR } };
	i386_translate(&data);
	EXPECT(data.args[2] == O_RDWR && data.args[1] == 0100000);
}

static void mappings_are_counted_in_bytes(void)
{
	struct seccomp_data data = { .nr = I386_MMAP2, .arch = AUDIT_ARCH_I386, .args = { 0, 4096, 1, 1, 7, 0x80000 } };

	i386_translate(&data);
	EXPECT(data.args[5] == 0x80000000u && data.args[4] == 7);
}

static void old_calls_have_their_arguments_in_memory(void)
{
	const uint32_t words[6] = { 1, 2, 3, 4, 0xfffffff0, 6 };
	struct seccomp_data data = { .nr = I386_OLD_MMAP, .arch = AUDIT_ARCH_I386, .args = { address(words) } };

	EXPECT(i386_translate(&data) == I386_TIME32 && data.nr == I386_OLD_MMAP);
	EXPECT(!i386_fetch_old(getpid(), &data));
	EXPECT(data.nr == __NR_mmap && data.args[0] == 1 && data.args[4] == 0xfffffff0 && data.args[5] == 6);
	data = (struct seccomp_data){ .nr = I386_OLD_SELECT, .arch = AUDIT_ARCH_I386, .args = { address(words) } };
	EXPECT(!i386_fetch_old(getpid(), &data));
	EXPECT(data.nr == __NR_select && data.args[0] == 1 && data.args[3] == 4);
	data = (struct seccomp_data){ .nr = I386_OLD_SELECT, .arch = AUDIT_ARCH_I386, .args = { NOWHERE } };
	EXPECT(i386_fetch_old(getpid(), &data) == -EFAULT);
}
#endif

static void times_have_three_layouts(void)
{
	const struct {
		int32_t seconds, rest;
	} narrow = { -1, 5 };
	const struct {
		int64_t seconds;
		int32_t rest, above;
	} wide = { 1ll << 40, 6, -1 };
	const long own[2] = { 7, 8 };
	long parts[2];

	EXPECT(!i386_time_fetch(getpid(), I386_TIME32, address(&narrow), parts) && parts[0] == -1 && parts[1] == 5);
	EXPECT(!i386_time_fetch(getpid(), I386_TIME64, address(&wide), parts) && parts[0] == 1ll << 40 && parts[1] == 6);
	EXPECT(!i386_time_fetch(getpid(), I386_NONE, address(own), parts) && parts[0] == 7 && parts[1] == 8);
	EXPECT(i386_time_fetch(getpid(), I386_TIME32, NOWHERE, parts) == -EFAULT);
	EXPECT(i386_time_fetch(getpid(), I386_TIME64, NOWHERE, parts) == -EFAULT);
	EXPECT(i386_time_fetch(getpid(), I386_NONE, NOWHERE, parts) == -EFAULT);
}

static void what_is_left_of_a_time_is_as_long_as_it_was(void)
{
	const long left[2] = { 3, 4 };
	int32_t words[5] = { 9, 9, 9, 9, 9 };

	i386_time_store(getpid(), I386_TIME32, address(words), left);
	EXPECT(words[0] == 3 && words[1] == 4 && words[2] == 9);
	i386_time_store(getpid(), I386_TIME64, address(words), left);
	EXPECT(words[0] == 3 && !words[1] && words[2] == 4 && !words[3] && words[4] == 9);
	words[0] = 9;
	i386_time_store(getpid(), I386_NONE, address(words), left);
	EXPECT(words[0] == 3 && words[2] == 4 && words[4] == 9);
	i386_time_store(getpid(), I386_TIME32, NOWHERE, left);
}

static void a_mask_is_found_by_a_pointer_of_its_width(void)
{
	const uint32_t narrow[2] = { 0xfffff000, 8 };
	const uint64_t wide[2] = { 1ull << 40, 8 };
	uint64_t mask;

	EXPECT(!i386_mask_fetch(getpid(), I386_TIME64, address(narrow), &mask) && mask == 0xfffff000);
	EXPECT(!i386_mask_fetch(getpid(), I386_TIME32, address(narrow), &mask) && mask == 0xfffff000);
	EXPECT(!i386_mask_fetch(getpid(), I386_NONE, address(wide), &mask) && mask == 1ull << 40);
	EXPECT(i386_mask_fetch(getpid(), I386_NONE, NOWHERE, &mask) == -EFAULT);
	EXPECT(i386_mask_fetch(getpid(), I386_TIME32, NOWHERE, &mask) == -EFAULT);
}

static void sets_are_whole_longs(void)
{
	EXPECT(i386_set_bytes(I386_NONE, 1) == 8 && i386_set_bytes(I386_NONE, 64) == 8 && i386_set_bytes(I386_NONE, 65) == 16);
	EXPECT(i386_set_bytes(I386_TIME32, 1) == 4 && i386_set_bytes(I386_TIME64, 32) == 4 && i386_set_bytes(I386_TIME32, 33) == 8);
	EXPECT(!i386_set_bytes(I386_TIME32, 0));
}

static void ioctls_that_differ_in_size_are_the_same(void)
{
	EXPECT(narrow_command(0xc25c4111) == SNDRV_PCM_IOCTL_HW_PARAMS);
	EXPECT(narrow_command(0x400c4150) == SNDRV_PCM_IOCTL_WRITEI_FRAMES);
	EXPECT(narrow_command(0x80044121) == SNDRV_PCM_IOCTL_DELAY);
	/* no other than itself */
	EXPECT(narrow_command(SNDRV_PCM_IOCTL_DRAIN) == SNDRV_PCM_IOCTL_DRAIN);
	EXPECT(narrow_command(SNDRV_CTL_IOCTL_CARD_INFO) == SNDRV_CTL_IOCTL_CARD_INFO);
	EXPECT(narrow_command(0x40044121) == 0x40044121);
}

static size_t fetch(void *ctx, void *dst, uint64_t src, size_t bytes)
{
	if (src == NOWHERE)
		return bytes;
	memcpy(dst, (const void *)(uintptr_t)src, bytes);
	return 0;
}

static void the_frames_of_a_transfer_are_found(void)
{
	const uint32_t transfer[3] = { 1, 2, 3 };
	uint32_t frames = 0;

	EXPECT(!narrow_transfer_frames(fetch, NULL, address(transfer), &frames) && frames == 3);
	EXPECT(narrow_transfer_frames(fetch, NULL, NOWHERE, &frames) == -EFAULT);
}

static void this_program_is_none_of_32_bits(void)
{
	EXPECT(!narrow_program(getpid()));
	EXPECT(!narrow_program(-1));
}

static const struct tap_case cases[] = {
#ifdef __x86_64__
	TAP_CASE(calls_get_our_numbers),
	TAP_CASE(large_files_are_no_flag_of_ours),
	TAP_CASE(mappings_are_counted_in_bytes),
	TAP_CASE(old_calls_have_their_arguments_in_memory),
#endif
	TAP_CASE(times_have_three_layouts),
	TAP_CASE(what_is_left_of_a_time_is_as_long_as_it_was),
	TAP_CASE(a_mask_is_found_by_a_pointer_of_its_width),
	TAP_CASE(sets_are_whole_longs),
	TAP_CASE(ioctls_that_differ_in_size_are_the_same),
	TAP_CASE(the_frames_of_a_transfer_are_found),
	TAP_CASE(this_program_is_none_of_32_bits),
};

TAP_MAIN(cases)
