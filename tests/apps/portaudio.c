// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * portaudio.c - a program that plays by PortAudio: 16 bits, two channels, 44100 Hz of a file without a header, to the
 * device that has a text in its name. PortAudio's default device would be alsa-lib's "default", a mixer at 48 kHz for
 * many cards.
 *
 *   portaudio DEVICE FILE
 */
#include <portaudio.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define FRAMES 1024

static int complain(const char *what, PaError err)
{
	fprintf(stderr, "portaudio: %s: %s\n", what, Pa_GetErrorText(err));
	return 1;
}

static PaDeviceIndex find(const char *text)
{
	PaDeviceIndex i = Pa_GetDeviceCount();

	while (--i >= 0)
		if (strstr(Pa_GetDeviceInfo(i)->name, text))
			break;
	return i;
}

static int play(PaStream *stream, FILE *file)
{
	static int16_t samples[2 * FRAMES];
	PaError err = Pa_StartStream(stream);
	size_t frames;

	while (!err && (frames = fread(samples, 4, FRAMES, file)))
		err = Pa_WriteStream(stream, samples, frames);
	if (!err)
		err = Pa_StopStream(stream);
	return err ? complain("playing", err) : 0;
}

int main(int argc, char **argv)
{
	PaStreamParameters out = { .channelCount = 2, .sampleFormat = paInt16 };
	FILE *file = argc == 3 ? fopen(argv[2], "rb") : NULL;
	PaStream *stream;
	PaError err;

	if (!file) {
		fprintf(stderr, "usage: portaudio DEVICE FILE\n");
		return 2;
	}
	err = Pa_Initialize();
	if (err)
		return complain("beginning", err);
	out.device = find(argv[1]);
	if (out.device < 0) {
		fprintf(stderr, "portaudio: there is no device %s\n", argv[1]);
		return 1;
	}
	out.suggestedLatency = Pa_GetDeviceInfo(out.device)->defaultHighOutputLatency;
	err = Pa_OpenStream(&stream, NULL, &out, 44100, FRAMES, paClipOff | paDitherOff, NULL, NULL);
	if (err)
		return complain("opening", err);
	if (play(stream, file))
		return 1;
	Pa_CloseStream(stream);
	Pa_Terminate();
	return 0;
}
