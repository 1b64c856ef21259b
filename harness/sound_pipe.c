// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sound_pipe.c - a WAV stream, header first. poll(2) is asked before every read, so that none waits, and the flags of a
 * descriptor that others share stay as they are. libsndfile reads pipes too, but waits for them.
 */
#include "harness/sound_pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TAG_PCM 1
#define TAG_EXTENSIBLE 0xfffe
#define OPEN_LENGTH 0x7fff0000u
#define CHANNELS_MAX 1024 /* as libsndfile */

bool sound_pipe_is(const char *path)
{
	struct stat st;

	return !strcmp(path, "-") || (!stat(path, &st) && S_ISFIFO(st.st_mode));
}

int sound_pipe_open(struct sound_pipe **pipe, const char *path)
{
	struct sound_pipe *p = calloc(1, sizeof(*p));
	int err;

	*pipe = NULL;
	if (!p)
		return -ENOMEM;
	p->fifo = strcmp(path, "-");
	/* without O_NONBLOCK, opening would wait for who writes */
	p->fd = p->fifo ? open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) : STDIN_FILENO;
	if (p->fd < 0) {
		err = -errno;
		free(p);
		return err;
	}
	*pipe = p;
	return 0;
}

void sound_pipe_close(struct sound_pipe *p)
{
	if (!p)
		return;
	if (p->fifo)
		close(p->fd);
	free(p);
}

/* ---- the header ---------------------------------------------------------------------------------------------- */

static uint32_t le(const uint8_t *at, unsigned int bytes)
{
	uint32_t value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

static int refuse(struct sound_pipe *p, const char *why)
{
	p->error = -EINVAL;
	p->why = why;
	return -EINVAL;
}

static int take_format(struct sound_pipe *p, const uint8_t *fmt, size_t bytes)
{
	static const char *const names[] = {"8 bit unsigned", "16 bit", "24 bit", "32 bit"};
	unsigned int tag = le(fmt, 2), bits = le(fmt + 14, 2);

	if (tag == TAG_EXTENSIBLE && bytes >= 26)
		tag = le(fmt + 24, 2);
	if (tag != TAG_PCM || bits % 8 || bits < 8 || bits > 32)
		return refuse(p, "only 8, 16, 24 and 32 bit PCM comes through a pipe");
	p->info = (struct wav_info){.channels = le(fmt + 2, 2), .rate = le(fmt + 4, 4), .bits = bits};
	p->info.format = names[bits / 8 - 1];
	p->bytes = bits / 8;
	if (!p->info.channels || !p->info.rate || p->info.channels > CHANNELS_MAX)
		return refuse(p, "its header has no sensible rate and channels");
	return 0;
}

static void begin_sound(struct sound_pipe *p, uint32_t bytes)
{
	p->state = SOUND_PIPE_SOUND;
	p->left = !bytes || bytes >= OPEN_LENGTH ? UINT64_MAX : bytes;
	p->info.frames = p->left == UINT64_MAX ? 0 : bytes / (p->info.channels * p->bytes);
}

/* is the whole header in the block? 0: yes, and it is used up; -EAGAIN: more is needed; -EINVAL: it is none */
static int take_header(struct sound_pipe *p)
{
	const uint8_t *at = p->block + 12, *end = p->block + p->filled;
	uint32_t size;

	if (p->filled < 12)
		return -EAGAIN;
	if ((memcmp(p->block, "RIFF", 4) && memcmp(p->block, "RF64", 4)) || memcmp(p->block + 8, "WAVE", 4))
		return refuse(p, "it does not begin as a WAV stream");
	for (; end - at >= 8; at += 8 + size + size % 2) {
		size = le(at + 4, 4);
		if (!memcmp(at, "data", 4)) {
			if (!p->bytes)
				return refuse(p, "it has sound before its format");
			begin_sound(p, size);
			p->used = at + 8 - p->block;
			return 0;
		}
		if (size > sizeof(p->block) - 16 || (size_t)(at - p->block) + size > sizeof(p->block) - 16)
			return refuse(p, "its header is too long");
		if ((size_t)(end - at) < 8 + size + size % 2)
			return -EAGAIN;
		if (!memcmp(at, "fmt ", 4) && (size < 16 || take_format(p, at + 8, size)))
			return p->error ? p->error : refuse(p, "its format is too short");
	}
	return -EAGAIN;
}

/* ---- what comes ----------------------------------------------------------------------------------------------- */

/* poll(2) of a FIFO that was left says so for ever; opened anew, it waits for another writer. It is never closed in
 * between. */
static void listen_again(struct sound_pipe *p)
{
	char path[40];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", p->fd);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return;
	close(p->fd);
	p->fd = fd;
}

static void on_end(struct sound_pipe *p)
{
	if (p->fifo)
		listen_again(p);
	if (p->state == SOUND_PIPE_HEADER && p->filled && !p->fifo)
		refuse(p, "it ends within its header");
	/* another writer begins anew */
	p->state = p->fifo ? SOUND_PIPE_HEADER : SOUND_PIPE_ENDED;
	p->filled = p->used = p->bytes = 0;
}

/* Return: false: there is no room, or nothing has come */
static bool take(struct sound_pipe *p)
{
	ssize_t got;

	if (p->used) {
		memmove(p->block, p->block + p->used, p->filled - p->used);
		p->filled -= p->used;
		p->used = 0;
	}
	if (p->filled == sizeof(p->block))
		return false;
	got = read(p->fd, p->block + p->filled, sizeof(p->block) - p->filled);
	if (got < 0) {
		if (errno == EAGAIN || errno == EINTR)
			return false;
		p->error = -errno;
		return true;
	}
	/* a FIFO that nobody has opened yet reads as ended, too */
	if (!got && p->fifo && p->state == SOUND_PIPE_HEADER && !p->filled)
		return false;
	if (!got)
		on_end(p);
	p->filled += got;
	return true;
}

bool sound_pipe_fill(struct sound_pipe *p, int timeout)
{
	struct pollfd wanted = {.fd = p->fd, .events = POLLIN};

	if (p->error || p->state == SOUND_PIPE_ENDED)
		return false;
	if (poll(&wanted, 1, timeout) <= 0 || !take(p))
		return false;
	if (p->state == SOUND_PIPE_HEADER && !p->error)
		take_header(p);
	if (p->state == SOUND_PIPE_REST)
		p->used = p->filled;
	return true;
}

/* 24 bits lie in the upper ones of 32 */
static void unpack(uint8_t *to, const uint8_t *from, size_t samples)
{
	for (; samples--; to += 4, from += 3) {
		to[0] = 0;
		memcpy(to + 1, from, 3);
	}
}

size_t sound_pipe_read(struct sound_pipe *p, void *data, size_t frames)
{
	unsigned int frame = p->info.channels * p->bytes;
	size_t there;

	if (p->state != SOUND_PIPE_SOUND)
		return 0;
	there = p->filled - p->used;
	if (there > p->left)
		there = p->left;
	there = there / frame < frames ? there / frame : frames;
	if (p->bytes == 3)
		unpack(data, p->block + p->used, there * p->info.channels);
	else
		memcpy(data, p->block + p->used, there * frame);
	p->used += there * frame;
	if (p->left != UINT64_MAX)
		p->left -= there * frame;
	if (p->left < frame) {
		p->state = SOUND_PIPE_REST;
		p->used = p->filled;
	}
	return there;
}
