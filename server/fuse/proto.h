/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proto.h - what <linux/fuse.h> of a distribution may not have yet: the protocol up to 7.40, as far as we speak it.
 *
 * Numbers and layouts are those of Linux 6.9's include/uapi/linux/fuse.h; names are ours, so that both can be there.
 */
#ifndef SERVER_FUSE_PROTO_H
#define SERVER_FUSE_PROTO_H

#include <linux/fuse.h>
#include <linux/ioctl.h>
#include <stdint.h>

#define PROTO_MINOR 40
#define PROTO_MINOR_LEAST 31 /* Linux 5.2: FOPEN_STREAM */

/* INIT */
#define PROTO_INIT_EXT (1ull << 30)
#define PROTO_PASSTHROUGH (1ull << 37)

/* OPEN */
#define PROTO_OPEN_PARALLEL_WRITES (1u << 6)
#define PROTO_OPEN_PASSTHROUGH (1u << 7)

/* IOCTL */
#define PROTO_IOCTL_COMPAT (1u << 0)
#define PROTO_IOCTL_COMPAT_X32 (1u << 5)

/* GETATTR and READDIR have nothing newer than 7.9 */

struct proto_init_in {
	uint32_t major, minor, max_readahead, flags;
	uint32_t flags2, unused[11];
};

struct proto_init_out {
	uint32_t major, minor, max_readahead, flags;
	uint16_t max_background, congestion_threshold;
	uint32_t max_write, time_gran;
	uint16_t max_pages, map_alignment;
	uint32_t flags2, max_stack_depth, unused[6];
};

_Static_assert(sizeof(struct proto_init_out) == 64, "FUSE_INIT's answer has 64 bytes");

struct proto_open_out {
	uint64_t fh;
	uint32_t open_flags;
	int32_t backing_id;
};

_Static_assert(sizeof(struct proto_open_out) == sizeof(struct fuse_open_out), "backing_id was padding");

struct proto_backing_map {
	int32_t fd;
	uint32_t flags;
	uint64_t padding;
};

#define PROTO_BACKING_OPEN _IOW(229, 1, struct proto_backing_map)
#define PROTO_BACKING_CLOSE _IOW(229, 2, uint32_t)

#endif
