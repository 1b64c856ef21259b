// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stream.c - bring the world up, plug the line in, open and configure the stream; the rest is the job's.
 */
#include "harness/stream.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cable.h"

struct streaming {
	const struct stream_job *job;
	struct stream_report *report;
};

/* ---- sentences --------------------------------------------------------------------------------------------- */

void stream_say(struct stream_report *report, const char *fmt, ...)
{
	va_list args;

	if (report->message[0])
		return;
	va_start(args, fmt);
	vsnprintf(report->message, sizeof(report->message), fmt, args);
	va_end(args);
}

int stream_refuse(struct stream_report *report, const char *file, int err, const char *why)
{
	if (err == -EINVAL)
		stream_say(report, "%s is not a sound file that can be read: %s", file, why);
	else
		stream_say(report, "cannot open %s: %s", file, strerror(-err));
	return err;
}

static const char *width_names(unsigned int widths)
{
	static const struct {
		unsigned int widths;
		const char *names;
	} known[] = {
		{ 8 | 16, "8 bit unsigned and 16 bit" }, { 16 | 32, "16, 24 and 32 bit" }, { 8, "8 bit unsigned" },
		{ 16, "16 bit" }, { 32, "24 and 32 bit" },
	};
	size_t i = 0;

	while (i < sizeof(known) / sizeof(known[0]) - 1 && known[i].widths != widths)
		i++;
	return known[i].names;
}

int stream_check_source(struct stream_report *report, const char *file, const struct card *card)
{
	unsigned int width = 8 * wav_sample_bytes(&report->source);

	if (!(width & card_widths(card)))
		stream_say(report, "%s is %s, and card %s takes %s: convert it first", file, report->source.format,
			   card->name, width_names(card_widths(card)));
	else if (!report->source.frames)
		stream_say(report, "%s holds no sound", file);
	else
		return 0;
	return -EINVAL;
}

int stream_compare(struct stream_report *report, const char *source, const char *name, const char *heard)
{
	int err = verdict_compare(source, heard, &report->verdict);

	if (err)
		stream_say(report, "cannot compare %s with %s: %s", heard, name, strerror(-err));
	return err;
}

/* ---- in the world ------------------------------------------------------------------------------------------ */

static int configure(struct streaming *s, struct client_pcm *pcm)
{
	const char *card = s->job->card->name, *name = s->job->name;
	const struct wav_info *source = &s->report->source;
	static const int formats[] = {
		[1] = SNDRV_PCM_FORMAT_U8, [2] = SNDRV_PCM_FORMAT_S16_LE, [4] = SNDRV_PCM_FORMAT_S32_LE,
	};
	struct client_params want = {
		.format = formats[wav_sample_bytes(source)],
		.rate = source->rate,
		.channels = source->channels,
	};
	int err = client_pcm_configure(pcm, &want);

	if (err) {
		stream_say(s->report, "card %s cannot %s %s (%s, %u Hz, %u channels): %s", card,
			   s->job->capture ? "record" : "play", name, source->format, source->rate, source->channels,
			   strerror(-err));
		return err;
	}
	if (pcm->channels < source->channels) {
		stream_say(s->report, "card %s has %u channels and %s has %u: mix them down first", card, pcm->channels,
			   name, source->channels);
		return -EINVAL;
	}
	/* what the clock really makes: a card that takes 48000 for its 48662.07 says so in the fraction */
	s->report->rate = pcm->rate_den ? (pcm->rate_num + pcm->rate_den / 2) / pcm->rate_den : pcm->rate;
	s->report->channels = pcm->channels;
	return 0;
}

/* what usnd adds beside the kernel's files: sub0/buffer, "key: value" lines (sound/pcm/buffer_proc.c) */
static void note_buffer(struct streaming *s, const struct client *client)
{
	struct stream_report *report = s->report;
	char folder[] = "/proc/asound/card0/pcm0p/sub0", path[80], text[512], *line;

	if (s->job->capture)
		*strstr(folder, "p/sub0") = 'c';
	snprintf(path, sizeof(path), "%s/prealloc", folder);
	if (client_read_file(client, path, text, sizeof(text)) > 0)
		report->prealloc_kib = strtoul(text, NULL, 10);
	snprintf(path, sizeof(path), "%s/buffer", folder);
	if (client_read_file(client, path, text, sizeof(text)) <= 0)
		return;
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		sscanf(line, "type: %15s", report->buffer_type);
		sscanf(line, "dma_bytes: %lu", &report->buffer_bytes);
		sscanf(line, "addr: %" SCNx64, &report->bus_address);
		sscanf(line, "chunks: %u", &report->chunks);
	}
}

static int at_both_ends(struct streaming *s, struct client_pcm *pcm)
{
	const struct stream_job *job = s->job;
	struct cable cable;
	int err, failed;

	err = cable_plug(&cable, pcm, job->card->far_device, &job->line);
	if (err) {
		stream_say(s->report, "cannot use the other end of card %s: %s", job->card->name, strerror(-err));
		return err;
	}
	err = job->body(job->ctx, pcm);
	failed = cable_pull(&cable, err);
	if (failed && failed != -EINTR)
		stream_say(s->report, "the other end of card %s has failed: %s", job->card->name, strerror(-failed));
	return err ? err : failed;
}

static int with_stream(struct streaming *s, struct run *run)
{
	struct client_pcm pcm;
	int err;

	err = client_pcm_open(&pcm, &run->client, 0, 0, s->job->capture, 0);
	if (err) {
		stream_say(s->report, "cannot open card %s: %s", s->job->card->name, strerror(-err));
		return err;
	}
	err = configure(s, &pcm);
	if (!err) {
		note_buffer(s, &run->client);
		err = s->job->card->far_device ? at_both_ends(s, &pcm) : s->job->body(s->job->ctx, &pcm);
	}
	client_pcm_close(&pcm);
	s->report->stopped = err == -EINTR;
	return err;
}

/* ---- the line ---------------------------------------------------------------------------------------------- */

static bool is_the_stream(const struct stream_job *job, const struct usnd_tap_stream *stream)
{
	return !stream->card && !stream->device && stream->capture == job->capture;
}

static void on_tap_format(void *ctx, const struct usnd_tap_stream *stream, const struct usnd_tap_format *format)
{
	const struct stream_job *job = ctx;

	if (is_the_stream(job, stream))
		job->line.format(job->line.ctx, format->rate, format->channels, format->sample_bits);
}

static void on_tap_frames(void *ctx, const struct usnd_tap_stream *stream, const void *const *data, size_t frames)
{
	const struct stream_job *job = ctx;

	if (is_the_stream(job, stream) && data)
		job->line.frames(job->line.ctx, (void *)data[0], frames);
}

/* what has no jack is tapped, if it has no other end either (at_both_ends()); nothing can be led into it */
static int plug_line(const struct stream_job *job, struct usnd_tap *tap, struct run *run)
{
	if (!job->card->no_hardware)
		return run->machine->ops->line(run->machine, job->card->name, job->capture, &job->line);
	if (job->card->far_device)
		return 0;
	if (job->capture)
		return -ENODEV;
	*tap = (struct usnd_tap){ .ctx = (void *)job, .format = on_tap_format, .frames = on_tap_frames };
	usnd_tap(tap);
	return 0;
}

static void pull_line(const struct stream_job *job, struct run *run)
{
	if (job->card->no_hardware)
		usnd_tap(NULL);
	else
		run->machine->ops->line(run->machine, job->card->name, job->capture, NULL);
}

static int stream_body(struct run *run)
{
	struct streaming *s = run->arg;
	const struct stream_job *job = s->job;
	struct snd_ctl_card_info info;
	struct usnd_tap tap;
	int err;

	err = client_card_info(&run->client, 0, &info);
	if (!err)
		snprintf(s->report->card, sizeof(s->report->card), "%s", (const char *)info.name);
	if (!err)
		err = plug_line(job, &tap, run);
	if (err) {
		stream_say(s->report, "card %s has no line-%s: %s", job->card->name, job->capture ? "in" : "out",
			   strerror(-err));
		return err;
	}
	err = with_stream(s, run);
	pull_line(job, run);
	return err;
}

int stream_run(const struct stream_job *job, struct stream_report *report)
{
	struct streaming s = { .job = job, .report = report };
	struct run_config world = {
		.platform = job->platform,
		.driver = job->driver,
		.clock = job->clock,
		.seed = job->seed,
		.cards = { job->card },
		.card_count = 1,
		.stop = job->stop,
	};
	int err = run_world(&world, stream_body, &s, &report->run);

	if (report->run.stuck)
		stream_say(report, "the driver is stuck; the log tells where");
	else if (report->run.error && !report->stopped)
		stream_say(report, "%s failed: %s", report->run.step, strerror(-err));
	return err;
}
