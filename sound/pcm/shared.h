/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shared.h - what a client maps: the status and control pages, and its view of the samples.
 *
 * Each open has a file of its own at the host, the client's file, made when somebody first asks for it: samples from
 * offset 0, the status page at 0x80000000, the control page at 0x81000000. It is never given to another open, so a
 * client that keeps a mapping after close sees memory of its own and nothing else.
 *
 * The pages are copies. runtime->status and runtime->control stay private; at the edges of the stream lock what the
 * client wrote is fetched, looked at and taken over (lock), and what has changed is published (unlock). Whatever a
 * client scribbles, it can move its own appl_ptr and avail_min and nothing else.
 *
 * Samples are seen in one of two ways, struct pcm_view_ops: the frames of the buffer lie in the client's file
 * (view_backed.c), or they are copied between the two at every pointer update (view_copied.c).
 */
#ifndef SOUND_PCM_SHARED_H
#define SOUND_PCM_SHARED_H

#include <sound/pcm.h>

struct pcm_view;

/**
 * struct pcm_view_ops - a way for a client to see the samples
 *
 * @name: "backed", "copied"
 * @attach: make the buffer's pages visible in the client's file from offset 0, with their contents. The stream does not
 *          run, or this way copes with that. 0 or -errno, and then nothing is left.
 * @detach: the buffer stays as it is and the client keeps what it last saw; from now on they are strangers
 * @to_device: optional (NULL: nothing to do): bring bytes [@from, +@bytes) of the client to the buffer
 * @to_client: optional: and the other way
 *
 * attach and detach may sleep, under buffer_mutex; the others are called with the stream lock held.
 */
struct pcm_view_ops {
	const char *name;
	int (*attach)(struct pcm_view *view);
	void (*detach)(struct pcm_view *view);
	void (*to_device)(struct pcm_view *view, size_t from, size_t bytes);
	void (*to_client)(struct pcm_view *view, size_t from, size_t bytes);
};

extern const struct pcm_view_ops pcm_view_backed;
extern const struct pcm_view_ops pcm_view_copied;

/**
 * struct pcm_pages - the pages of a ring; pages.c
 * @pfns: the frame at each page, as the driver's mmap path has put them there; device memory is not pfn_valid()
 * @io: device memory page by page, NULL for RAM; from pcm_pages_map() on
 */
struct pcm_pages {
	unsigned long count;
	unsigned long *pfns;
	void __iomem **io;
};

/**
 * pcm_pages_find() - run the driver's mmap path; may sleep, and the buffer stays: -ENOMEM, or why the driver does not
 * map it
 */
int pcm_pages_find(struct snd_pcm_substream *substream, struct pcm_pages *pages);
void pcm_pages_forget(struct pcm_pages *pages);

/** pcm_pages_map() - make them reachable for pcm_pages_move(); may sleep; 0 or -ENOMEM */
int pcm_pages_map(struct pcm_pages *pages);
void pcm_pages_unmap(struct pcm_pages *pages);

/**
 * enum pcm_pages_way - PEEK reads as well, and no driver and no test can tell: neither a turn nor an access of the run
 */
enum pcm_pages_way { PCM_PAGES_WRITE, PCM_PAGES_READ, PCM_PAGES_PEEK };

/** pcm_pages_move() - bytes [@from, +@bytes) of the ring from or to @data; any context */
void pcm_pages_move(const struct pcm_pages *pages, size_t from, void *data, size_t bytes, enum pcm_pages_way way);

/**
 * struct pcm_view - the samples of one buffer as a client sees them
 * @fd: the client's file
 * @pages: of the buffer
 * @client: the client's file in our address space (copied)
 */
struct pcm_view {
	const struct pcm_view_ops *ops;
	int fd;
	struct pcm_pages pages;
	char *client;
};

/**
 * struct pcm_shared - an open's client file; from the first question for it to the end of the runtime
 * @fd: the file
 * @status, @control: its pages, in our address space
 * @told: what the status page says
 * @seen: what the control page said, or was told, last; what differs was written by the client
 * @view: NULL: no buffer, or an access that does not map it
 */
struct pcm_shared {
	int fd;
	struct snd_pcm_mmap_status *status;
	struct snd_pcm_mmap_control *control;
	struct snd_pcm_mmap_status told;
	struct snd_pcm_mmap_control seen;
	struct pcm_view *view;
};

/**
 * pcm_shared_get() - the client's file, made if there is none yet
 * Context: may sleep; buffer_mutex held
 * Return: 0, -ENOMEM or the host's error
 */
int pcm_shared_get(struct snd_pcm_substream *substream);
/** pcm_shared_free() - the open ends: the client keeps the file as it is now, marked as disconnected */
void pcm_shared_free(struct pcm_shared *shared);

/** pcm_shared_peek_appl_ptr() - what appl_ptr is once the stream lock is taken; without it */
snd_pcm_uframes_t pcm_shared_peek_appl_ptr(const struct snd_pcm_runtime *runtime);

void pcm_shared_do_fetch(struct snd_pcm_runtime *runtime);
void pcm_shared_do_publish(struct snd_pcm_runtime *runtime);

/** pcm_shared_fetch() - take over what the client has written since; the stream lock was just taken */
static inline void pcm_shared_fetch(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	if (runtime && runtime->shared)
		pcm_shared_do_fetch(runtime);
}

/** pcm_shared_publish() - tell the client what has changed; the stream lock is about to be dropped */
static inline void pcm_shared_publish(struct snd_pcm_substream *substream)
{
	struct snd_pcm_runtime *runtime = substream->runtime;

	if (runtime && runtime->shared)
		pcm_shared_do_publish(runtime);
}

/**
 * pcm_view_attach() - show the buffer in use to the client, if there is a client's file and the access is one that maps
 * Context: may sleep; hw_params has the buffer, or a copy of it may be in progress; buffer_mutex held
 * Return: 0, also if there is nothing to show or it is shown already; -ENOMEM, or why the driver does not map it.
 */
int pcm_view_attach(struct snd_pcm_substream *substream);
/** pcm_view_detach() - before the buffer changes or goes; same context */
void pcm_view_detach(struct snd_pcm_substream *substream);

/**
 * pcm_view_to_device() - before the device reads them: frames [@hw_ptr, +@frames) that the client has queued; stream
 * lock held
 */
void pcm_view_to_device(struct snd_pcm_substream *substream);
/** pcm_view_to_client() - @frames from ring position @pos on have changed in the buffer; stream lock held */
void pcm_view_to_client(struct snd_pcm_substream *substream, snd_pcm_uframes_t pos, snd_pcm_uframes_t frames);

/** pcm_map_samples() - run the driver's mmap path on @area; mmap.c, also for views */
int pcm_map_samples(struct snd_pcm_substream *substream, struct vm_area_struct *area);
int pcm_mmap(struct file *file, struct vm_area_struct *area);
int pcm_client_file(struct file *file, const struct vm_area_struct *area, u64 *offset);

/** pcm_runs() - &file_operations.runs; runs.c */
bool pcm_runs(struct file *file, u64 *until);

#endif
