// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * client_mmap.c - an application that maps the samples.
 */
#include "harness/client_mmap.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE 4096u

volatile struct snd_pcm_mmap_status *client_status(const struct client_map *map)
{
	return map->at[CLIENT_STATUS];
}

volatile struct snd_pcm_mmap_control *client_control(const struct client_map *map)
{
	return map->at[CLIENT_CONTROL];
}

/* ---- pages, or SYNC_PTR where there are none ---------------------------------------------------- */

/* @flags: what to fetch rather than to tell; does nothing where pages are mapped */
static int exchange(struct client_map *map, unsigned int flags)
{
	if (!map->sync_ptr)
		return 0;
	map->pointers.flags = flags;
	return usnd_ioctl(map->pcm->file, SNDRV_PCM_IOCTL_SYNC_PTR, (uintptr_t)&map->pointers,
			  &map->pcm->client->caller);
}

int client_map_look(struct client_map *map)
{
	return exchange(map, SNDRV_PCM_SYNC_PTR_HWSYNC | SNDRV_PCM_SYNC_PTR_APPL | SNDRV_PCM_SYNC_PTR_AVAIL_MIN);
}

/* ---- mapping ----------------------------------------------------------------------------------- */

int client_map_area(struct client_map *map, enum client_area area, uint64_t offset, size_t bytes, int prot)
{
	const struct usnd_caller *caller = &map->pcm->client->caller;
	uint64_t fd_offset;
	void *at;
	int fd, err;

	err = usnd_mmap(map->pcm->file, offset, bytes, prot, caller, &map->mapping[area], &fd, &fd_offset);
	if (err)
		return err;
	at = mmap(NULL, bytes, prot, MAP_SHARED, fd, (off_t)fd_offset);
	if (at == MAP_FAILED) {
		err = -errno;
		usnd_munmap(map->mapping[area], caller);
		map->mapping[area] = NULL;
		return err;
	}
	map->at[area] = at;
	map->bytes[area] = bytes;
	return 0;
}

void client_map_forget(struct client_map *map, enum client_area area)
{
	if (map->mapping[area])
		usnd_munmap(map->mapping[area], &map->pcm->client->caller);
	map->mapping[area] = NULL;
}

void client_map_close(struct client_map *map)
{
	for (enum client_area area = 0; area < CLIENT_AREAS; area++) {
		client_map_forget(map, area);
		if (map->bytes[area])
			munmap(map->at[area], map->bytes[area]);
		map->bytes[area] = 0;
		map->at[area] = NULL;
	}
}

static int map_pages(struct client_map *map)
{
	int err = client_map_area(map, CLIENT_STATUS, SNDRV_PCM_MMAP_OFFSET_STATUS, PAGE, PROT_READ);

	if (!err)
		err = client_map_area(map, CLIENT_CONTROL, SNDRV_PCM_MMAP_OFFSET_CONTROL, PAGE, PROT_READ | PROT_WRITE);
	if (err != -ENXIO)
		return err;
	/* a buffer that must be handed over: every step of a pointer is the kernel's affair */
	client_map_close(map);
	map->sync_ptr = true;
	map->at[CLIENT_STATUS] = &map->pointers.s.status;
	map->at[CLIENT_CONTROL] = &map->pointers.c.control;
	return exchange(map, SNDRV_PCM_SYNC_PTR_APPL | SNDRV_PCM_SYNC_PTR_AVAIL_MIN);
}

int client_map_open(struct client_map *map, struct client_pcm *pcm)
{
	size_t bytes = (pcm->buffer_frames * pcm->frame_bytes + PAGE - 1) & ~(size_t)(PAGE - 1);
	int err;

	*map = (struct client_map){ .pcm = pcm };
	err = map_pages(map);
	if (!err)
		err = client_map_area(map, CLIENT_SAMPLES, SNDRV_PCM_MMAP_OFFSET_DATA, bytes,
				      pcm->capture ? PROT_READ : PROT_READ | PROT_WRITE);
	if (err)
		client_map_close(map);
	return err;
}

/* ---- pointers ---------------------------------------------------------------------------------- */

snd_pcm_uframes_t client_map_avail(const struct client_map *map)
{
	const struct client_pcm *pcm = map->pcm;
	snd_pcm_sframes_t avail = client_status(map)->hw_ptr - client_control(map)->appl_ptr;

	if (!pcm->capture)
		avail += pcm->buffer_frames;
	if (avail < 0)
		avail += pcm->boundary;
	else if ((snd_pcm_uframes_t)avail >= pcm->boundary)
		avail -= pcm->boundary;
	return avail;
}

static int commit(struct client_map *map, snd_pcm_uframes_t frames)
{
	snd_pcm_uframes_t appl_ptr = client_control(map)->appl_ptr + frames;

	if (appl_ptr >= map->pcm->boundary)
		appl_ptr -= map->pcm->boundary;
	client_control(map)->appl_ptr = appl_ptr;
	return exchange(map, 0);
}

static int state_error(struct client_map *map)
{
	switch (client_status(map)->state) {
	case SNDRV_PCM_STATE_PREPARED:
	case SNDRV_PCM_STATE_RUNNING:
	case SNDRV_PCM_STATE_DRAINING:
	case SNDRV_PCM_STATE_PAUSED:
		return 0;
	case SNDRV_PCM_STATE_XRUN:
		return -EPIPE;
	case SNDRV_PCM_STATE_SUSPENDED:
		return -ESTRPIPE;
	case SNDRV_PCM_STATE_DISCONNECTED:
		return -ENODEV;
	default:
		return -EBADFD;
	}
}

/* until the pages show something to do: starts what stands, sleeps in poll otherwise */
static int wait_for_room(struct client_map *map)
{
	short events = map->pcm->capture ? POLLIN : POLLOUT;
	long ready;
	int err;

	for (;;) {
		err = client_map_look(map);
		if (!err)
			err = state_error(map);
		if (err)
			return err;
		if (client_status(map)->state == SNDRV_PCM_STATE_PREPARED &&
		    (map->pcm->capture || !client_map_avail(map))) {
			err = client_pcm_do(map->pcm, SNDRV_PCM_IOCTL_START);
			if (err)
				return err;
		}
		if (client_map_avail(map))
			return 0;
		ready = usnd_poll(map->pcm->file, events | POLLERR, UINT64_MAX, &map->pcm->client->caller);
		if (ready < 0)
			return ready;
		/* alsa-lib's answer, too: a card on its way out is told by poll before the page says so */
		if (ready & POLLERR)
			return state_error(map) ? state_error(map) : -EIO;
	}
}

/* ---- samples ----------------------------------------------------------------------------------- */

/* @frames between ring position @pos and frame @done of the application's data; the ring does not wrap in between */
static void copy_frames(struct client_map *map, size_t pos, void *data, size_t done, size_t frames)
{
	const struct client_pcm *pcm = map->pcm;
	size_t sample = pcm->frame_bytes / pcm->channels, bytes = frames * sample;
	char *ring = map->at[CLIENT_SAMPLES];

	for (unsigned int c = 0; !pcm->interleaved && c < pcm->channels; c++) {
		char *at = ring + (c * pcm->buffer_frames + pos) * sample, *mine = ((char **)data)[c];

		if (mine && pcm->capture)
			memcpy(mine + done * sample, at, bytes);
		else if (mine)
			memcpy(at, mine + done * sample, bytes);
		else if (!pcm->capture)
			memset(at, pcm->format == SNDRV_PCM_FORMAT_U8 ? 0x80 : 0, bytes);
	}
	if (!pcm->interleaved)
		return;
	if (pcm->capture)
		memcpy((char *)data + done * pcm->frame_bytes, ring + pos * pcm->frame_bytes,
		       frames * pcm->frame_bytes);
	else
		memcpy(ring + pos * pcm->frame_bytes, (char *)data + done * pcm->frame_bytes,
		       frames * pcm->frame_bytes);
}

static int transfer(struct client_map *map, void *data, size_t frames, size_t *done)
{
	size_t pos, piece;
	int err;

	for (*done = 0; *done < frames; *done += piece) {
		err = wait_for_room(map);
		if (err)
			return err;
		pos = client_control(map)->appl_ptr % map->pcm->buffer_frames;
		piece = map->pcm->buffer_frames - pos;
		if (piece > client_map_avail(map))
			piece = client_map_avail(map);
		if (piece > frames - *done)
			piece = frames - *done;
		copy_frames(map, pos, data, *done, piece);
		err = commit(map, piece);
		if (err)
			return err;
	}
	return 0;
}

int client_map_write(struct client_map *map, const void *data, size_t frames, size_t *done)
{
	int err = transfer(map, (void *)data, frames, done);

	map->pcm->written += *done;
	return err;
}

int client_map_read(struct client_map *map, void *data, size_t frames, size_t *done)
{
	return transfer(map, data, frames, done);
}

int client_map_drain(struct client_map *map)
{
	struct client_pcm *pcm = map->pcm;
	size_t pad = client_pcm_pad(pcm), done;
	char silence[4096];
	void *channels[32] = { NULL };
	size_t block = sizeof(silence) / pcm->frame_bytes;
	int err = 0;

	memset(silence, pcm->format == SNDRV_PCM_FORMAT_U8 ? 0x80 : 0, sizeof(silence));
	for (; !err && pad; pad -= done)
		err = client_map_write(map, pcm->interleaved ? (void *)silence : (void *)channels,
				       pad < block ? pad : block, &done);
	if (!err)
		err = client_pcm_set_sw(pcm, pcm->buffer_frames);
	if (!err)
		err = client_pcm_do(pcm, SNDRV_PCM_IOCTL_DRAIN);
	return err;
}
