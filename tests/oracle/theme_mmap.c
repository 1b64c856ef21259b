// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_mmap.c - mapping the ring and the two shared pages: what may be mapped when, and what a mapping forbids.
 */
#include "tests/oracle/themes.h"

#include <string.h>
#include <sys/mman.h>

#define PAGE 4096

static const struct {
	const char *name;
	int protection;
} protections[] = {
	{ "none", PROT_NONE }, { "read", PROT_READ }, { "write", PROT_WRITE }, { "both", PROT_READ | PROT_WRITE },
};

static long set_up_mmap(struct stream *s, int access, unsigned int buffer)
{
	struct snd_pcm_hw_params hw;
	struct snd_pcm_sw_params sw;
	long err;

	hw_usual(&hw);
	hw_set_mask(&hw, SNDRV_PCM_HW_PARAM_ACCESS, access);
	hw_set(&hw, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, buffer, buffer);
	err = do_ioctl(s, SNDRV_PCM_IOCTL_HW_PARAMS, &hw);
	sw_usual(&sw);
	return err ? err : do_ioctl(s, SNDRV_PCM_IOCTL_SW_PARAMS, &sw);
}

static void try_mmap(struct stream *s, const char *name, size_t bytes, int protection, long offset)
{
	void *at;
	int err = s->o->ops->mmap(s->file, bytes, protection, MAP_SHARED, offset, &at);

	say(s->o, "%s: %zu bytes at %lx: %s", name, bytes, offset, answer(err));
	if (!err)
		say(s->o, "  munmap: %s", answer(s->o->ops->munmap(s->file, at, bytes)));
}

static void ask_data(struct oracle *o, int device, int way, int mode, int access, unsigned int buffer)
{
	static const size_t sizes[] = { 0, 1, 100, PAGE, PAGE + 1, 2 * PAGE, 16 * PAGE };
	static const long offsets[] = { 0, 1, PAGE, 2 * PAGE, 1L << 30, 1L << 40 };
	static const char *const modes[] = { "r", "w", "rw" };
	char name[96];
	struct stream s;
	size_t i;
	long err;

	stream_open(&s, o, device, way, O_NONBLOCK);
	if (mode != O_RDWR) {
		stream_close(&s);
		s.file = o->ops->open(way ? "/dev/snd/pcmC0D0c" : "/dev/snd/pcmC0D0p", mode | O_NONBLOCK);
	}
	snprintf(name, sizeof(name), "%d%c %s access %d buffer %u", device, way ? 'c' : 'p', modes[mode], access,
		 buffer);
	try_mmap(&s, "open", PAGE, PROT_READ, 0);
	err = set_up_mmap(&s, access, buffer);
	say_stream(&s, err, "%s", name);
	for (i = 0; i < COUNT(protections); i++)
		try_mmap(&s, protections[i].name, PAGE, protections[i].protection, 0);
	for (i = 0; i < COUNT(sizes); i++)
		try_mmap(&s, "size", sizes[i], PROT_READ, 0);
	for (i = 0; i < COUNT(offsets); i++)
		try_mmap(&s, "offset", PAGE, PROT_READ, offsets[i]);
	do_ioctl(&s, SNDRV_PCM_IOCTL_PREPARE, NULL);
	try_mmap(&s, "prepared", PAGE, PROT_READ, 0);
	tell(&s, "xrun", 0);
	try_mmap(&s, "xrun", PAGE, PROT_READ, 0);
	do_ioctl(&s, SNDRV_PCM_IOCTL_HW_FREE, NULL);
	try_mmap(&s, "freed", PAGE, PROT_READ, 0);
	stream_close(&s);
}

/* the status and control pages, at their old and new offsets */
static void ask_pages(struct oracle *o, int way, const char *info)
{
	static const long offsets[] = { 0x80000000L, 0x81000000L, 0x82000000L, 0x83000000L, 0x80001000L, 0x84000000L };
	static const size_t sizes[] = { 1, 64, 136, PAGE, 2 * PAGE };
	static const int versions[] = { 0, SNDRV_PROTOCOL_VERSION(2, 0, 14), SNDRV_PROTOCOL_VERSION(2, 0, 15) };
	char name[96];
	struct stream s;
	size_t i, n, v;
	int version;

	settings_reset(o);
	if (info)
		command(o, "set info %s", info);
	for (v = 0; v < COUNT(versions); v++) {
		stream_in(&s, o, ATOMIC, way, SNDRV_PCM_STATE_OPEN);
		version = versions[v];
		if (version)
			do_ioctl(&s, SNDRV_PCM_IOCTL_USER_PVERSION, &version);
		for (i = 0; i < COUNT(offsets); i++) {
			snprintf(name, sizeof(name), "page %c %s version %x", way ? 'c' : 'p', info ?: "usual",
				 version);
			for (n = 0; n < COUNT(sizes); n++)
				try_mmap(&s, name, sizes[n], PROT_READ, offsets[i]);
			try_mmap(&s, "  writable", PAGE, PROT_READ | PROT_WRITE, offsets[i]);
		}
		stream_close(&s);
	}
	settings_reset(o);
}

/* what is written through the mapping is in the ring; the pages tell pointers */
static void ask_contents(struct oracle *o, int device)
{
	struct snd_pcm_mmap_status *status = NULL;
	struct snd_pcm_mmap_control *control = NULL;
	struct stream s;
	void *at;
	int err;

	stream_open(&s, o, device, PLAYBACK, O_NONBLOCK);
	say_stream(&s, set_up_mmap(&s, SNDRV_PCM_ACCESS_MMAP_INTERLEAVED, RING), "contents %d", device);
	err = o->ops->mmap(s.file, RING * FRAME, PROT_READ | PROT_WRITE, MAP_SHARED, 0, &at);
	say(o, "  data: %s", answer(err));
	if (err) {
		stream_close(&s);
		return;
	}
	err = o->ops->mmap(s.file, PAGE, PROT_READ, MAP_SHARED, 0x82000000L, (void **)&status);
	say(o, "  status: %s", answer(err));
	err = o->ops->mmap(s.file, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, 0x83000000L, (void **)&control);
	say(o, "  control: %s", answer(err));
	memset(at, 0x21, 400 * FRAME);
	say_ring(&s, "  written");
	say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_HW_FREE, NULL), "  HW_FREE while mapped");
	say_stream(&s, set_up_mmap(&s, SNDRV_PCM_ACCESS_MMAP_INTERLEAVED, RING), "  HW_PARAMS while mapped");
	say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_PREPARE, NULL), "  PREPARE while mapped");
	if (status && control && !err) {
		control->appl_ptr = 400;
		say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_START, NULL), "  START");
		tell(&s, "move", 300);
		say(o, "  pages: state %d hw %lu appl %lu avail_min %lu", status->state, status->hw_ptr,
		    control->appl_ptr, control->avail_min);
		control->appl_ptr = 100; /* behind the hardware */
		say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_HWSYNC, NULL), "  HWSYNC behind");
		control->appl_ptr = 1UL << 63;
		say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_HWSYNC, NULL), "  HWSYNC wild");
		control->appl_ptr = 400;
		say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_DROP, NULL), "  DROP");
		o->ops->munmap(s.file, status, PAGE);
		o->ops->munmap(s.file, control, PAGE);
	}
	o->ops->munmap(s.file, at, RING * FRAME);
	say_stream(&s, do_ioctl(&s, SNDRV_PCM_IOCTL_HW_FREE, NULL), "  HW_FREE afterwards");
	stream_close(&s);
}

void theme_mmap(struct oracle *o)
{
	static const int accesses[] = { SNDRV_PCM_ACCESS_MMAP_INTERLEAVED, SNDRV_PCM_ACCESS_MMAP_NONINTERLEAVED,
					SNDRV_PCM_ACCESS_RW_INTERLEAVED };
	static const int devices[] = { ATOMIC, PREALLOCATED, DEVICE, OWN, CHIP };
	size_t i;
	int way, mode;

	if (!o->ops->mmap)
		return;
	for (way = PLAYBACK; way <= CAPTURE; way++) {
		for (mode = O_RDONLY; mode <= O_RDWR; mode++)
			ask_data(o, ATOMIC, way, mode, accesses[0], RING);
		for (i = 1; i < COUNT(accesses); i++)
			ask_data(o, ATOMIC, way, O_RDWR, accesses[i], RING);
		for (i = 1; i < COUNT(devices); i++)
			ask_data(o, devices[i], way, O_RDWR, accesses[0], RING + 256);
		ask_pages(o, way, NULL);
		ask_pages(o, way, "0x303");
		ask_pages(o, way, "0x323"); /* SYNC_APPLPTR: no pages for the application to write */
	}
	for (i = 0; i < COUNT(devices); i++)
		ask_contents(o, devices[i]);
}
