/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * client_mmap.h - the part of the in-process application that maps: samples, status page, control page, as alsa-lib's
 * hw plug-in does with SND_PCM_ACCESS_MMAP_*.
 *
 * The pointers are read from and written to the pages; a system call is made to start, to wait, and to prepare only.
 * Where the kernel gives no pages, SYNC_PTR takes their place.
 */
#ifndef HARNESS_CLIENT_MMAP_H
#define HARNESS_CLIENT_MMAP_H

#include "harness/client.h"

/** enum client_area - what can be mapped */
enum client_area { CLIENT_SAMPLES, CLIENT_STATUS, CLIENT_CONTROL, CLIENT_AREAS };

/**
 * struct client_map - a stream's mappings
 * @at: where each lies in this process, NULL: not mapped
 * @bytes: of each
 * @mapping: the kernel's side of each
 * @sync_ptr: the kernel gives no pages (SNDRV_PCM_INFO_EXPLICIT_SYNC): @pointers, exchanged by SYNC_PTR, stand for them
 */
struct client_map {
	struct client_pcm *pcm;
	void *at[CLIENT_AREAS];
	size_t bytes[CLIENT_AREAS];
	struct usnd_mapping *mapping[CLIENT_AREAS];
	bool sync_ptr;
	struct snd_pcm_sync_ptr pointers;
};

/**
 * client_map_open() - map all three; the stream is configured with want.mmap
 * @map: to be closed with client_map_close() before the pcm is, and not moved meanwhile. On error nothing stays mapped.
 */
int client_map_open(struct client_map *map, struct client_pcm *pcm);

/** client_map_area() - map one of them as mmap(2) would: @offset, @bytes, @prot; for what is not there already */
int client_map_area(struct client_map *map, enum client_area area, uint64_t offset, size_t bytes, int prot);

/**
 * client_map_forget() - end the kernel's side of a mapping but keep looking: what a client that dies hard leaves behind
 */
void client_map_forget(struct client_map *map, enum client_area area);
void client_map_close(struct client_map *map);

/** client_map_look() - after this status and control are as they are now; nothing to do where they are pages */
int client_map_look(struct client_map *map);

volatile struct snd_pcm_mmap_status *client_status(const struct client_map *map);
volatile struct snd_pcm_mmap_control *client_control(const struct client_map *map);

/** client_map_avail() - frames that can be written (playback) or read, by the pages alone */
snd_pcm_uframes_t client_map_avail(const struct client_map *map);

/**
 * client_map_write() - as client_pcm_write(), through the mapping
 * Starts a prepared stream when the ring is full; waits in poll.
 */
int client_map_write(struct client_map *map, const void *data, size_t frames, size_t *done);
/** client_map_read() - as client_pcm_read(); starts a prepared stream at once */
int client_map_read(struct client_map *map, void *data, size_t frames, size_t *done);
/** client_map_drain() - as client_pcm_drain(): pads with silence, then drains */
int client_map_drain(struct client_map *map);

#endif
