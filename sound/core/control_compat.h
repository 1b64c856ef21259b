/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control_compat.h - the control ioctls of 32-bit programs: what they hand over, as i386 lays it out.
 *
 * What Linux 6.12 does differently for these callers:
 *  - ELEM_INFO takes nothing but the id and the item of an enumeration, and gives back no more than the element's type has
 *  - ELEM_READ and ELEM_WRITE ask the element what it is first (-ENOENT: there is none), and carry so many values; a value that
 *    is neither BOOLEAN nor INTEGER is as long as its type, and the rest of the structure is left alone
 *  - ELEM_ADD and ELEM_REPLACE do not tell the element's number
 * Not here: x32.
 */
#ifndef SOUND_CORE_CONTROL_COMPAT_H
#define SOUND_CORE_CONTROL_COMPAT_H

#include <linux/compat.h>
#include <linux/ioctl.h>
#include <sound/control.h>

struct file;

/** struct ctl_elem_list_compat - @pids: room for @space ids */
struct ctl_elem_list_compat {
	u32 offset, space, used, count;
	compat_uptr_t pids;
	u8 reserved[50];
};

/** struct ctl_elem_info_compat - ranges of INTEGER are narrower; everything else is where the native one has it */
struct ctl_elem_info_compat {
	struct snd_ctl_elem_id id;
	s32 type;
	u32 access, count;
	s32 owner;
	union {
		struct {
			compat_long_t min, max, step;
		} integer;
		struct {
			compat_s64 min, max, step;
		} integer64;
		struct {
			u32 items, item;
			char name[64];
			compat_u64 names_ptr;
			u32 names_length;
		} enumerated;
		u8 reserved[128];
	} value;
	u8 reserved[64];
};

struct ctl_elem_value_compat {
	struct snd_ctl_elem_id id;
	u32 indirect; /* a bit of it */
	union {
		compat_long_t integer[128];
		u8 data[512];
	} value;
	u8 reserved[128];
};

_Static_assert(sizeof(struct ctl_elem_list_compat) == 72, "struct snd_ctl_elem_list of i386");
_Static_assert(sizeof(struct ctl_elem_info_compat) == sizeof(struct snd_ctl_elem_info) &&
	       offsetof(struct ctl_elem_info_compat, value) == offsetof(struct snd_ctl_elem_info, value) &&
	       offsetof(struct ctl_elem_info_compat, value.enumerated.names_length) ==
		       offsetof(struct snd_ctl_elem_info, value.enumerated.names_length), "struct snd_ctl_elem_info of i386");
_Static_assert(sizeof(struct ctl_elem_value_compat) == 708 && offsetof(struct ctl_elem_value_compat, value) == 68,
	       "struct snd_ctl_elem_value of i386");

#define CTL_COMPAT_ELEM_LIST _IOWR('U', 0x10, struct ctl_elem_list_compat)
#define CTL_COMPAT_ELEM_INFO _IOWR('U', 0x11, struct ctl_elem_info_compat)
#define CTL_COMPAT_ELEM_READ _IOWR('U', 0x12, struct ctl_elem_value_compat)
#define CTL_COMPAT_ELEM_WRITE _IOWR('U', 0x13, struct ctl_elem_value_compat)
#define CTL_COMPAT_ELEM_ADD _IOWR('U', 0x17, struct ctl_elem_info_compat)
#define CTL_COMPAT_ELEM_REPLACE _IOWR('U', 0x18, struct ctl_elem_info_compat)

/**
 * ctl_compat_ioctl() - &file_operations.compat_ioctl of control files
 * Context: may sleep
 * Return: as the native ioctls; -ENOIOCTLCMD or what others say (ctl_compat_ask_others()) of an unknown one.
 */
long ctl_compat_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

#endif
