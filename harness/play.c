// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * play.c - a file through a driver: open it, bring the world up, configure the card as near as it can, write until the end,
 * drain, take the world down, compare.
 */
#include "harness/play.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/lineout.h"

struct playing {
	const struct play_config *config;
	struct play_report *report;
	struct wav *wav;
	struct lineout line_out;
};

void play_say(struct play_report *report, const char *fmt, ...)
{
	va_list args;

	if (report->message[0])
		return;
	va_start(args, fmt);
	vsnprintf(report->message, sizeof(report->message), fmt, args);
	va_end(args);
}

static int configure(struct playing *p, struct client_pcm *pcm)
{
	const struct wav_info *source = &p->report->source;
	struct client_params want = {
		.format = source->bits == 8 ? SNDRV_PCM_FORMAT_U8 : SNDRV_PCM_FORMAT_S16_LE,
		.rate = source->rate,
		.channels = source->channels,
	};
	int err = client_pcm_configure(pcm, &want);

	if (err) {
		play_say(p->report, "card %s cannot play %s (%s, %u Hz, %u channels): %s", p->config->card->name,
		    p->config->file, source->format, source->rate, source->channels, strerror(-err));
		return err;
	}
	if (pcm->channels < source->channels) {
		play_say(p->report, "card %s has %u channels and %s has %u: mix them down first", p->config->card->name,
		    pcm->channels, p->config->file, source->channels);
		return -EINVAL;
	}
	play_note_format(p->report, pcm);
	return 0;
}

void play_note_format(struct play_report *report, const struct client_pcm *pcm)
{
	/* a card that takes 48000 for its 48662.07 says so in the fraction */
	report->rate = pcm->rate_den ? (pcm->rate_num + pcm->rate_den / 2) / pcm->rate_den : pcm->rate;
	report->channels = pcm->channels;
}

/* what usnd adds beside the kernel's files: sub0/buffer, "key: value" lines (sound/pcm/buffer_proc.c) */
void play_note_buffer(struct play_report *report, const struct client *client, const char *pcm)
{
	char path[80], text[512], *line;

	snprintf(path, sizeof(path), "/proc/asound/card0/%s/sub0/prealloc", pcm);
	if (client_read_file(client, path, text, sizeof(text)) > 0)
		report->prealloc_kib = strtoul(text, NULL, 10);
	snprintf(path, sizeof(path), "/proc/asound/card0/%s/sub0/buffer", pcm);
	if (client_read_file(client, path, text, sizeof(text)) <= 0)
		return;
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		sscanf(line, "type: %15s", report->buffer_type);
		sscanf(line, "dma_bytes: %lu", &report->buffer_bytes);
		sscanf(line, "addr: %" SCNx64, &report->bus_address);
	}
}

void play_spread(void *samples, size_t frames, unsigned int bytes, unsigned int from, unsigned int to)
{
	char *data = samples;
	unsigned int c;

	/* from the end, so that nothing is overwritten before it was read */
	if (from != to)
		while (frames--)
			for (c = to; c--;)
				memmove(data + (frames * to + c) * bytes, data + (frames * from + c % from) * bytes, bytes);
}

static int write_all(struct playing *p, struct client_pcm *pcm)
{
	const struct play_config *config = p->config;
	const struct wav_info *source = &p->report->source;
	char *block = malloc(pcm->period_frames * pcm->frame_bytes);
	size_t done;
	long got;
	int err = 0;

	if (!block)
		return -ENOMEM;
	while (!err) {
		got = wav_read(p->wav, block, pcm->period_frames);
		if (got <= 0) {
			if (got < 0)
				play_say(p->report, "cannot read %s: %s", config->file, strerror(-got));
			err = got;
			break;
		}
		play_spread(block, got, source->bits / 8, source->channels, pcm->channels);
		err = client_pcm_write(pcm, block, got, &done);
		p->report->frames += done;
		if (config->progress)
			config->progress(config->progress_ctx, p->report->frames, p->report->source.frames);
		if (!err)
			err = p->line_out.error;
	}
	free(block);
	return err;
}

static int play_open(struct playing *p, struct run *run, struct client_pcm *pcm)
{
	int err = configure(p, pcm);

	if (err)
		return err;
	play_note_buffer(p->report, &run->client, "pcm0p");
	err = write_all(p, pcm);
	if (!err)
		err = client_pcm_drain(pcm);
	if (err == -EINTR) {
		p->report->stopped = true;
		client_pcm_do(pcm, SNDRV_PCM_IOCTL_DROP);
	} else if (err && err != p->line_out.error) {
		play_say(p->report, "playing stopped after %" PRIu64 " frames: %s", p->report->frames, strerror(-err));
	}
	return err;
}

static int play_body(struct run *run)
{
	struct playing *p = run->arg;
	struct usnd_line line = lineout_line(&p->line_out);
	struct snd_ctl_card_info info;
	struct client_pcm pcm;
	int err;

	err = client_card_info(&run->client, 0, &info);
	if (!err)
		snprintf(p->report->card, sizeof(p->report->card), "%s", (const char *)info.name);
	if (!err)
		err = run->machine->ops->line(run->machine, p->config->card->name, false, &line);
	if (err) {
		play_say(p->report, "card %s has no line-out: %s", p->config->card->name, strerror(-err));
		return err;
	}
	err = client_pcm_open(&pcm, &run->client, 0, 0, false, 0);
	if (err) {
		play_say(p->report, "cannot open card %s: %s", p->config->card->name, strerror(-err));
	} else {
		err = play_open(p, run, &pcm);
		client_pcm_close(&pcm);
	}
	run->machine->ops->line(run->machine, p->config->card->name, false, NULL);
	return err;
}

int play_refuse(struct play_report *report, const char *file, int err, const char *why)
{
	if (err == -EINVAL)
		play_say(report, "%s is not a sound file that can be read: %s", file, why);
	else
		play_say(report, "cannot open %s: %s", file, strerror(-err));
	return err;
}

int play_check_source(struct play_report *report, const char *file, const struct card *card)
{
	if (report->source.bits != 8 && report->source.bits != 16)
		play_say(report, "%s is %s, and card %s takes 8 bit unsigned and 16 bit: convert it first", file,
			 report->source.format, card->name);
	else if (!report->source.frames)
		play_say(report, "%s holds no sound", file);
	else
		return 0;
	return -EINVAL;
}

static int open_source(struct playing *p)
{
	struct play_report *report = p->report;
	const char *why = NULL, *file = p->config->file;
	int err = wav_open(&p->wav, file, &report->source, &why);

	return err ? play_refuse(report, file, err, why) : play_check_source(report, file, p->config->card);
}

static int judge(struct playing *p, int err)
{
	const struct play_config *config = p->config;
	struct play_report *report = p->report;
	int failed = lineout_close(&p->line_out);

	if (failed) {
		play_say(report, "cannot write %s: %s", config->line_out, strerror(-failed));
		return failed;
	}
	/* findings alone do not keep the device from being heard: the verdict says what they did */
	if (report->run.error) {
		if (report->run.stuck)
			play_say(report, "the driver is stuck; the log tells where");
		else if (!report->stopped)
			play_say(report, "%s failed: %s", report->run.step, strerror(-err));
		return err;
	}
	if (!p->line_out.frames) {
		play_say(report, "nothing was heard on the line-out of card %s", config->card->name);
		return -EIO;
	}
	failed = verdict_compare(config->file, config->line_out, &report->verdict);
	if (failed) {
		play_say(report, "cannot compare %s with %s: %s", config->line_out, config->file, strerror(-failed));
		return failed;
	}
	return report->verdict.equal ? err : -EILSEQ;
}

int play_file(const struct play_config *config, struct play_report *report)
{
	struct playing p = { .config = config, .report = report };
	struct run_config world = {
		.clock = config->clock,
		.seed = config->seed,
		.cards = { config->card },
		.card_count = 1,
		.stop = config->stop,
	};
	int err;

	*report = (struct play_report){ 0 };
	err = open_source(&p);
	if (!err) {
		lineout_init(&p.line_out, config->line_out);
		err = judge(&p, run_world(&world, play_body, &p, &report->run));
	}
	wav_close(p.wav);
	return err;
}
