// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * client.c - files and life of the in-process ALSA application; its parameters are in client_params.c.
 */
#include "harness/client.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t fetch(void *ctx, void *dst, uint64_t src, size_t bytes)
{
	memcpy(dst, (const void *)(uintptr_t)src, bytes);
	return 0;
}

static size_t store(void *ctx, uint64_t dst, const void *src, size_t bytes)
{
	memcpy((void *)(uintptr_t)dst, src, bytes);
	return 0;
}

static bool interrupted(void *ctx)
{
	const struct client *client = ctx;

	return client->stop && *client->stop;
}

struct usnd_caller client_own_caller(int pid)
{
	return (struct usnd_caller){ .pid = pid, .fetch = fetch, .store = store };
}

void client_init(struct client *client, const volatile bool *stop)
{
	*client = (struct client){ .caller = client_own_caller(1), .stop = stop };
	client->caller.ctx = client;
	client->caller.interrupted = interrupted;
}

int client_pcm_open(struct client_pcm *pcm, const struct client *client, unsigned int card, unsigned int device,
		    bool capture, int flags)
{
	char path[48];
	int err;

	*pcm = (struct client_pcm){ .client = client, .capture = capture };
	snprintf(path, sizeof(path), "/dev/snd/pcmC%uD%u%c", card, device, capture ? 'c' : 'p');
	err = usnd_open(path, O_RDWR | flags, &client->caller, &pcm->file);
	if (err)
		pcm->file = NULL;
	return err;
}

int client_pcm_close(struct client_pcm *pcm)
{
	int err = 0;

	if (pcm->file)
		err = usnd_release(pcm->file, &pcm->client->caller);
	pcm->file = NULL;
	return err;
}

int client_pcm_do(struct client_pcm *pcm, unsigned int cmd)
{
	return usnd_ioctl(pcm->file, cmd, 0, &pcm->client->caller);
}

int client_pcm_status(struct client_pcm *pcm, struct snd_pcm_status *status)
{
	memset(status, 0, sizeof(*status));
	return usnd_ioctl(pcm->file, SNDRV_PCM_IOCTL_STATUS, (uintptr_t)status, &pcm->client->caller);
}

/* one WRITEI, READI, WRITEN or READN from frame @done on; frames taken or -errno */
static long transfer_once(struct client_pcm *pcm, unsigned int cmd, void *data, size_t done, size_t frames)
{
	unsigned int sample_bytes = pcm->frame_bytes / pcm->channels;
	void *channels[32];
	struct snd_xferi xfer = { .frames = frames - done };
	struct snd_xfern xfern = { .bufs = channels, .frames = frames - done };
	unsigned int c;
	long err;

	if (pcm->interleaved) {
		xfer.buf = (char *)data + done * pcm->frame_bytes;
		err = usnd_ioctl(pcm->file, cmd, (uintptr_t)&xfer, &pcm->client->caller);
		return err < 0 ? err : xfer.result;
	}
	for (c = 0; c < pcm->channels && c < 32; c++) {
		char *channel = ((void **)data)[c];

		channels[c] = channel ? channel + done * sample_bytes : NULL;
	}
	err = usnd_ioctl(pcm->file, cmd, (uintptr_t)&xfern, &pcm->client->caller);
	return err < 0 ? err : xfern.result;
}

static int transfer(struct client_pcm *pcm, unsigned int cmd, void *data, size_t frames, size_t *done)
{
	long taken;

	for (*done = 0; *done < frames; *done += taken) {
		taken = transfer_once(pcm, cmd, data, *done, frames);
		if (taken < 0)
			return taken;
	}
	return 0;
}

int client_pcm_write(struct client_pcm *pcm, const void *data, size_t frames, size_t *done)
{
	int err = transfer(pcm, pcm->interleaved ? SNDRV_PCM_IOCTL_WRITEI_FRAMES : SNDRV_PCM_IOCTL_WRITEN_FRAMES,
			   (void *)data, frames, done);

	pcm->written += *done;
	return err;
}

static int write_silence(struct client_pcm *pcm, size_t frames)
{
	int silence = pcm->format == SNDRV_PCM_FORMAT_U8 ? 0x80 : 0;
	size_t bytes = frames * pcm->frame_bytes, done;
	void *channels[32] = { NULL }; /* WRITEN: no data for a channel is silence */
	char *block;
	int err;

	if (!pcm->interleaved)
		return client_pcm_write(pcm, channels, frames, &done);
	block = malloc(bytes);
	if (!block)
		return -ENOMEM;
	memset(block, silence, bytes);
	err = client_pcm_write(pcm, block, frames, &done);
	free(block);
	return err;
}

size_t client_pcm_pad(const struct client_pcm *pcm)
{
	size_t pad = (pcm->period_frames - pcm->written % pcm->period_frames) % pcm->period_frames;

	return pad < pcm->fifo_frames ? pad + pcm->period_frames : pad;
}

static int part(struct client_pcm *pcm)
{
	struct snd_pcm_status status;
	int err = client_pcm_status(pcm, &status);

	if (!err && status.state == SNDRV_PCM_STATE_PREPARED)
		err = client_pcm_do(pcm, SNDRV_PCM_IOCTL_START);
	if (!err)
		err = client_pcm_do(pcm->linked, SNDRV_PCM_IOCTL_UNLINK);
	if (!err)
		pcm->linked = NULL;
	return err;
}

int client_pcm_drain(struct client_pcm *pcm)
{
	size_t pad = client_pcm_pad(pcm);
	int err;

	err = pad ? write_silence(pcm, pad) : 0;
	if (!err && pcm->linked)
		err = part(pcm);
	if (!err)
		err = client_pcm_set_sw(pcm, pcm->buffer_frames);
	if (!err)
		err = client_pcm_do(pcm, SNDRV_PCM_IOCTL_DRAIN);
	return err;
}

int client_pcm_read(struct client_pcm *pcm, void *data, size_t frames, size_t *done)
{
	return transfer(pcm, pcm->interleaved ? SNDRV_PCM_IOCTL_READI_FRAMES : SNDRV_PCM_IOCTL_READN_FRAMES,
			data, frames, done);
}

int client_card_info(const struct client *client, unsigned int card, struct snd_ctl_card_info *info)
{
	struct usnd_file *file;
	char path[48];
	int err;

	snprintf(path, sizeof(path), "/dev/snd/controlC%u", card);
	err = usnd_open(path, O_RDONLY, &client->caller, &file);
	if (err)
		return err;
	memset(info, 0, sizeof(*info));
	err = usnd_ioctl(file, SNDRV_CTL_IOCTL_CARD_INFO, (uintptr_t)info, &client->caller);
	usnd_release(file, &client->caller);
	return err;
}

long client_read_file(const struct client *client, const char *path, char *text, size_t size)
{
	struct usnd_file *file;
	size_t used = 0;
	long got;
	int err;

	err = usnd_open(path, O_RDONLY, &client->caller, &file);
	if (err)
		return err;
	do {
		got = usnd_read(file, (uintptr_t)text + used, size - used, &client->caller);
		if (got > 0)
			used += got;
	} while (got > 0 && used < size);
	usnd_release(file, &client->caller);
	if (got < 0)
		return got;
	if (used == size)
		return -ENOBUFS;
	text[used] = '\0';
	return used;
}

int client_write_file(const struct client *client, const char *path, const char *text)
{
	struct usnd_file *file;
	char line[256];
	long err;
	int bytes, released;

	bytes = snprintf(line, sizeof(line), "%s\n", text);
	if (bytes < 0 || (size_t)bytes >= sizeof(line))
		return -EINVAL;
	err = usnd_open(path, O_WRONLY, &client->caller, &file);
	if (err)
		return err;
	err = usnd_write(file, (uintptr_t)line, bytes, &client->caller);
	released = usnd_release(file, &client->caller);
	if (err < 0)
		return err;
	return released;
}
