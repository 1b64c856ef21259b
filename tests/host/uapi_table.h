/* SPDX-License-Identifier: GPL-2.0-or-later */
/* uapi_table.h - what uapi_table.c makes of one header, see test_uapi.c. Plain C: both worlds include it. */
#ifndef TESTS_HOST_UAPI_TABLE_H
#define TESTS_HOST_UAPI_TABLE_H

/**
 * struct uapi_entry - one number of the ABI
 * @kind: 'p' protocol version, 's' size of a structure, 'o' offset of a member, 'i' ioctl number, 'v' another constant
 * @name: "snd_pcm_info.device"; the table ends with NULL
 */
struct uapi_entry {
	char kind;
	const char *name;
	long long value;
};

extern const struct uapi_entry usnd_uapi_kernel[], usnd_uapi_system[];

#endif
