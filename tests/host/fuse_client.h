/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuse_client.h - cases whose clients play on the first card: in each mode, on each clock.
 */
#ifndef TESTS_HOST_FUSE_CLIENT_H
#define TESTS_HOST_FUSE_CLIENT_H

#include <dirent.h>

#include "tests/host/fuse_pcm.h"
#include "tests/host/fuse_rig.h"

#define PLAYBACK "pcmC0D0p"
#define PREALLOC "proc/asound/card0/pcm0p/sub0/prealloc"

static int16_t frames[2 * 65536];

static inline void each_way(void (*client)(void))
{
	static const enum fuse_mode modes[] = { FUSE_MODE_AUTO, FUSE_MODE_DIRECT };
	unsigned int i, clock;

	for (i = 0; i < 2; i++)
		for (clock = SERVER_PACED; clock <= SERVER_REAL; clock++) {
			struct rig what = { .clock = clock, .mode = modes[i], .client = client };

			rig_run(&what);
		}
}

static inline void in_mode(enum fuse_mode mode, void (*client)(void))
{
	struct rig what = { .clock = SERVER_PACED, .mode = mode, .client = client };

	rig_run(&what);
}

static inline int open_playback(int flags)
{
	int fd = open_in(rig.snd, PLAYBACK, O_RDWR | flags);

	EXPECT(fd >= 0, "%s", strerror(errno));
	return fd;
}

static inline int play_up_to_full(void)
{
	int fd = open_playback(0);

	EXPECT(!set_up(fd, SNDRV_PCM_ACCESS_RW_INTERLEAVED));
	EXPECT(write_frames(fd, frames, PCM_BUFFER) == PCM_BUFFER);
	return fd;
}

static inline bool is_listed(const char *folder, const char *name, unsigned char type)
{
	struct dirent *entry;
	DIR *all = opendir(folder);
	bool found = false;

	while (all && (entry = readdir(all)))
		found |= !strcmp(entry->d_name, name) && entry->d_type == type;
	if (all)
		closedir(all);
	return found;
}

#endif
