// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe_proc.c - /proc/asound/probe: one command a line makes the card do something; reading tells what it did.
 *
 *   set NAME VALUE, reset           settings (struct probe_settings)
 *   move D W S FRAMES               the pointer of device D, W 0 playback or 1 capture, substream S goes on; the
 *                                   driver's interrupt follows if a period has passed
 *   slide D W S FRAMES              the same without an interrupt
 *   place D W S POSITION            any position, also one outside the ring
 *   elapsed D W S, stop D W S STATE, xrun D W S
 *                                   snd_pcm_period_elapsed(), snd_pcm_stop(), snd_pcm_stop_xrun()
 *   fill D W S BYTE                 every byte of the ring, but the n-th frame of it counts from BYTE on if it is 256
 *   clear D W S                     forget the trace
 *   suspend D                       snd_pcm_suspend_all()
 *   disconnect, renew               the card goes; it is freed, and a new one comes
 *   show D W S RING                 what the next reads are about; 1: with the ring
 *
 * A read gives "error E", then of the stream shown its trace, position and the ring as runs of equal frames.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>

#include "probe_card.h"

#define COUNTING 256

static struct {
	int device, way, number;
	bool ring;
} shown;

struct setting {
	const char *name;
	long *value;
};

static const struct setting settings[] = {
#define SETTING(name) { #name, &probe.settings.name }
	SETTING(info), SETTING(pcm_info), SETTING(formats), SETTING(rates), SETTING(rate_min), SETTING(rate_max),
	SETTING(channels_min), SETTING(channels_max), SETTING(buffer_bytes_max), SETTING(period_bytes_min),
	SETTING(period_bytes_max), SETTING(periods_min), SETTING(periods_max), SETTING(rule), SETTING(fifo),
	SETTING(delay), SETTING(open_error), SETTING(hw_params_error), SETTING(hw_free_error),
	SETTING(prepare_error), SETTING(ack_error), SETTING(copy_error), SETTING(silence_error),
	SETTING(trigger_error), SETTING(trigger_nth), SETTING(trigger_only),
#undef SETTING
};

static int set(const char *name, long value)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		if (!strcmp(settings[i].name, name)) {
			*settings[i].value = value;
			return 0;
		}
	}
	return -ENOENT;
}

/* ---- commands about a stream: pcm->open_mutex is held, the stream is open ---------------------------------- */

struct command {
	const char *name;
	int (*run)(struct probe_stream *stream, long value);
};

static int go_on(struct probe_stream *stream, long frames, bool interrupt)
{
	struct snd_pcm_runtime *runtime = stream->substream->runtime;
	snd_pcm_uframes_t period;

	if (!runtime->buffer_size || frames < 0)
		return -EBADFD;
	period = stream->pos % runtime->period_size + frames;
	stream->pos = (stream->pos + frames) % runtime->buffer_size;
	if (interrupt && period >= runtime->period_size)
		snd_pcm_period_elapsed(stream->substream);
	return 0;
}

static int move(struct probe_stream *stream, long frames)
{
	return go_on(stream, frames, true);
}

static int slide(struct probe_stream *stream, long frames)
{
	return go_on(stream, frames, false);
}

static int place(struct probe_stream *stream, long position)
{
	stream->pos = position;
	return 0;
}

static int elapsed(struct probe_stream *stream, long value)
{
	snd_pcm_period_elapsed(stream->substream);
	return 0;
}

static int stop(struct probe_stream *stream, long state)
{
	guard(pcm_stream_lock_irq)(stream->substream);
	return snd_pcm_stop(stream->substream, (__force snd_pcm_state_t)state);
}

static int xrun(struct probe_stream *stream, long value)
{
	return snd_pcm_stop_xrun(stream->substream);
}

static int fill(struct probe_stream *stream, long value)
{
	struct snd_pcm_runtime *runtime = stream->substream->runtime;
	size_t bytes, frame, i;
	unsigned char *ring;

	if (!runtime->buffer_size)
		return -EBADFD;
	ring = probe_ring(stream->substream, &bytes);
	frame = bytes / runtime->buffer_size;
	for (i = 0; i < bytes; i++)
		ring[i] = value == COUNTING ? i / frame / 16 : value;
	return 0;
}

static const struct command commands[] = {
	{ "move", move }, { "slide", slide }, { "place", place }, { "elapsed", elapsed }, { "stop", stop },
	{ "xrun", xrun }, { "fill", fill },
};

static int find_stream(int device, int way, int number, struct probe_stream **stream)
{
	if (device < 0 || device >= PROBE_DEVICES || way < 0 || way > 1 || number < 0 || number >= PROBE_STREAMS)
		return -EINVAL;
	*stream = &probe.streams[device][way][number];
	return (*stream)->substream ? 0 : -ENODEV;
}

static int run_command(const struct command *command, int device, int way, int number, long value)
{
	struct probe_stream *stream;
	int err = find_stream(device, way, number, &stream);

	if (err)
		return err;
	guard(mutex)(&probe.pcms[device]->open_mutex);
	return stream->substream->runtime ? command->run(stream, value) : -EBADFD;
}

/* ---- lines ------------------------------------------------------------------------------------------------- */

static int renew(void)
{
	probe_card_destroy();
	return probe_card_create();
}

static int other_command(const char *name, int device, int way, int number, long value)
{
	struct probe_stream *stream;

	if (!strcmp(name, "reset")) {
		probe_reset();
		return 0;
	}
	if (!strcmp(name, "disconnect")) {
		snd_card_disconnect(probe.card);
		return 0;
	}
	if (!strcmp(name, "renew"))
		return renew();
	if (!strcmp(name, "suspend") && device >= 0 && device < PROBE_DEVICES)
		return snd_pcm_suspend_all(probe.pcms[device]);
	if (find_stream(device, way, number, &stream))
		return -EINVAL;
	if (!strcmp(name, "show")) {
		shown.device = device;
		shown.way = way;
		shown.number = number;
		shown.ring = value;
		return 0;
	}
	if (!strcmp(name, "clear")) {
		stream->traced = 0;
		return 0;
	}
	return -ENOENT;
}

static int run_line(const char *line)
{
	int device = 0, way = 0, number = 0;
	char name[16], what[24];
	long value = 0;
	size_t i;

	if (sscanf(line, "set %23s %li", what, &value) == 2)
		return set(what, value);
	if (sscanf(line, "%15s %d %d %d %li", name, &device, &way, &number, &value) < 1)
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, name))
			return run_command(&commands[i], device, way, number, value);
	return other_command(name, device, way, number, value);
}

static void probe_write(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	char line[80];

	while (!snd_info_get_line(buffer, line, sizeof(line)))
		probe.error = run_line(line);
}

static void show_frame(struct snd_info_buffer *buffer, const unsigned char *frame, size_t bytes, size_t times)
{
	snd_iprintf(buffer, " %*phN*%zu", (int)bytes, frame, times);
}

static void show_ring(struct snd_info_buffer *buffer, struct snd_pcm_substream *substream)
{
	size_t bytes, frame, at, run = 0;
	unsigned char *ring;

	if (!substream->runtime->buffer_size)
		return;
	ring = probe_ring(substream, &bytes);
	frame = bytes / substream->runtime->buffer_size;
	if (!ring || !frame)
		return;
	for (at = 0; at < bytes; at += frame) {
		if (at && memcmp(ring + at, ring + at - frame, frame)) {
			show_frame(buffer, ring + at - frame, frame, run);
			run = 0;
		}
		run++;
	}
	show_frame(buffer, ring + bytes - frame, frame, run);
}

static void probe_read(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	struct probe_stream *stream;

	snd_iprintf(buffer, "error %d\n", probe.error);
	if (find_stream(shown.device, shown.way, shown.number, &stream))
		return;
	guard(mutex)(&probe.pcms[shown.device]->open_mutex);
	snd_iprintf(buffer, "trace %.*s\npos %ld\nring", (int)stream->traced, stream->trace, (long)stream->pos);
	if (shown.ring && stream->substream->runtime)
		show_ring(buffer, stream->substream);
	snd_iprintf(buffer, "\n");
}

int probe_proc_create(void)
{
	struct snd_info_entry *entry = snd_info_create_module_entry(THIS_MODULE, "probe", NULL);
	int err;

	if (!entry)
		return -ENOMEM;
	entry->mode = S_IFREG | 0644;
	entry->c.text.read = probe_read;
	entry->c.text.write = probe_write;
	err = snd_info_register(entry);
	if (err < 0) {
		snd_info_free_entry(entry);
		return err;
	}
	probe.proc = entry;
	return 0;
}

void probe_proc_destroy(void)
{
	snd_info_free_entry(probe.proc);
	probe.proc = NULL;
}
