// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cable.c - the far end: a task that reads until it has all that was played, or writes until it is stopped.
 */
#include "harness/cable.h"

#include <errno.h>
#include <stdlib.h>

#include <usnd/host.h>

/* not known yet; and: no more, the near end has failed or has enough */
#define ALL UINT64_MAX
#define NOTHING 0

static uint64_t wanted(const struct cable *cable)
{
	return __atomic_load_n(&cable->wanted, __ATOMIC_ACQUIRE);
}

/* what the stream says when it is stopped from the near end is no error */
static void end(struct cable *cable, int err)
{
	cable->error = wanted(cable) ? err : 0;
}

static void listen(struct cable *cable)
{
	struct client_pcm *far = &cable->far;
	uint64_t got = 0, left;
	size_t done;
	int err = 0;

	while (!err && got < wanted(cable)) {
		left = wanted(cable) - got;
		err = client_pcm_read(far, cable->block, left < far->period_frames ? left : far->period_frames, &done);
		cable->line->frames(cable->line->ctx, cable->block, done);
		got += done;
	}
	end(cable, err);
}

static int feed_period(struct cable *cable)
{
	size_t done;

	cable->line->frames(cable->line->ctx, cable->block, cable->far.period_frames);
	return client_pcm_write(&cable->far, cable->block, cable->far.period_frames, &done);
}

static void feed(struct cable *cable)
{
	int err = 0;

	while (!err && wanted(cable))
		err = feed_period(cable);
	end(cable, err);
}

static void far_task(void *arg)
{
	struct cable *cable = arg;

	if (cable->far.capture)
		listen(cable);
	else
		feed(cable);
}

/* ---- plug and pull ------------------------------------------------------------------------------------- */

static struct usnd_file *far_file(void *ctx, int fd)
{
	return ((struct cable *)ctx)->far.file;
}

static int link_ends(struct cable *cable)
{
	/* a descriptor of whoever asks; this one has a single one */
	const struct usnd_caller caller = {.ctx = cable, .file = far_file};
	int err = usnd_ioctl(cable->near->file, SNDRV_PCM_IOCTL_LINK, 0, &caller);

	if (!err)
		cable->near->linked = &cable->far;
	return err;
}

static int open_far(struct cable *cable, unsigned int device)
{
	const struct client_pcm *near = cable->near;
	const struct client_params want = {
		.format = near->format,
		.rate = near->rate,
		.channels = near->channels,
		.period_frames = near->period_frames,
		.buffer_frames = near->buffer_frames,
	};
	int err = client_pcm_open(&cable->far, near->client, 0, device, !near->capture, 0);

	if (!err)
		err = client_pcm_configure(&cable->far, &want);
	return err ? err : client_pcm_start_by_hand(&cable->far);
}

/* one period less than all: what follows is written when there is room, so the first sound is there when it starts */
static int fill(struct cable *cable)
{
	snd_pcm_uframes_t frames = 2 * cable->far.period_frames;
	int err = 0;

	for (; !err && frames <= cable->far.buffer_frames; frames += cable->far.period_frames)
		err = feed_period(cable);
	return err;
}

int cable_plug(struct cable *cable, struct client_pcm *near, unsigned int device, const struct usnd_line *line)
{
	int err;

	*cable = (struct cable){.line = line, .near = near, .wanted = ALL};
	err = open_far(cable, device);
	if (err)
		goto close;
	err = -ENOMEM;
	cable->block = malloc(cable->far.period_frames * cable->far.frame_bytes);
	if (!cable->block)
		goto close;
	line->format(line->ctx, near->rate, near->channels, 8 * near->frame_bytes / near->channels);
	err = cable->far.capture ? 0 : fill(cable);
	if (!err)
		err = link_ends(cable);
	if (!err)
		err = host_task_create(&cable->task, "far end", far_task, cable, NULL);
	if (!err)
		return 0;
	near->linked = NULL;
close:
	free(cable->block);
	client_pcm_close(&cable->far);
	return err;
}

int cable_pull(struct cable *cable, int err)
{
	bool all = !err && cable->far.capture;

	__atomic_store_n(&cable->wanted, all ? cable->near->written : NOTHING, __ATOMIC_RELEASE);
	if (!all)
		client_pcm_do(&cable->far, SNDRV_PCM_IOCTL_DROP);
	host_task_join(cable->task);
	cable->near->linked = NULL;
	client_pcm_close(&cable->far);
	free(cable->block);
	return cable->error;
}
