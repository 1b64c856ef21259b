/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sound_pipe.h - sound that comes while it is listened to: a WAV stream from a pipe, a FIFO or standard input.
 *
 * What writes WAV files writes such streams ("ffmpeg -f wav -", "sox -t wav -", "arecord -"); lengths that they leave
 * open (0, or at the upper end of 32 bits) last until the end. A FIFO has no end: when its writer has gone, another one
 * may come, with a header of its own. Nothing is read beyond what is asked for, except the rest of a frame.
 */
#ifndef HARNESS_SOUND_PIPE_H
#define HARNESS_SOUND_PIPE_H

#include <stdbool.h>
#include <stdint.h>

#include "host/wav.h"

enum sound_pipe_state { SOUND_PIPE_HEADER, SOUND_PIPE_SOUND, SOUND_PIPE_REST, SOUND_PIPE_ENDED };

/**
 * struct sound_pipe
 * @fd: read from; @fifo: it has a name in the file system, and no end
 * @info: once @state is SOUND_PIPE_SOUND; frames: as the header says, 0: open
 * @left: bytes of sound to come; UINT64_MAX: open
 * @block: @filled bytes, of which @used have been taken
 * @error: -errno, for good; @why: what is wrong with the stream
 */
struct sound_pipe {
	int fd;
	bool fifo;
	enum sound_pipe_state state;
	struct wav_info info;
	unsigned int bytes; /* of a sample in the stream */
	uint64_t left;
	uint8_t block[16384];
	size_t filled, used;
	int error;
	const char *why;
};

/** sound_pipe_is() - is @path one: "-", or a FIFO? */
bool sound_pipe_is(const char *path);

/** sound_pipe_open() - 0 or -errno; it does not wait for who writes */
int sound_pipe_open(struct sound_pipe **pipe, const char *path);

/** sound_pipe_close() - standard input stays open; accepts NULL */
void sound_pipe_close(struct sound_pipe *pipe);

/**
 * sound_pipe_fill() - take what is there, if anything
 * @timeout: ms to wait for it, as poll(2)
 * Return: true: something came, or the end, or an error: look again. false: nothing yet.
 */
bool sound_pipe_fill(struct sound_pipe *pipe, int timeout);

/**
 * sound_pipe_read() - up to @frames of what has been filled, as wav_read() gives them
 * Return: how many; 0: none are there
 */
size_t sound_pipe_read(struct sound_pipe *pipe, void *data, size_t frames);

#endif
