// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record.c - a file through a driver the other way: plug it into the line-in, configure the card as near as it can, read,
 * stop, take the world down, compare.
 */
#include "harness/record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/linein.h"

struct recording {
	const struct record_config *config;
	struct play_report *report;
	struct linein line_in;
	struct wav *wav;
	uint64_t wanted;
};

static const char *source_name(const struct record_config *config)
{
	return config->line_in ? config->line_in : "the test signal";
}

static int configure(struct recording *r, struct client_pcm *pcm)
{
	const struct wav_info *source = &r->report->source;
	struct client_params want = {
		.format = source->bits == 8 ? SNDRV_PCM_FORMAT_U8 : SNDRV_PCM_FORMAT_S16_LE,
		.rate = source->rate,
		.channels = source->channels,
	};
	const char *card = r->config->card->name;
	int err = client_pcm_configure(pcm, &want);

	if (err) {
		play_say(r->report, "card %s cannot record %s (%s, %u Hz, %u channels): %s", card, source_name(r->config),
			 source->format, source->rate, source->channels, strerror(-err));
		return err;
	}
	if (pcm->channels < source->channels) {
		play_say(r->report, "card %s has %u channels and %s has %u: mix them down first", card, pcm->channels,
			 source_name(r->config), source->channels);
		return -EINVAL;
	}
	play_note_format(r->report, pcm);
	return 0;
}

static int create_file(struct recording *r)
{
	const struct play_report *report = r->report;
	struct wav_info info = { .rate = report->rate, .channels = report->channels, .bits = report->source.bits };
	int err = wav_create(&r->wav, r->config->file, &info, NULL);

	if (err)
		play_say(r->report, "cannot write %s: %s", r->config->file, strerror(-err));
	return err;
}

static int write_frames(struct recording *r, const void *block, size_t frames)
{
	int err = wav_write(r->wav, block, frames);

	if (err)
		play_say(r->report, "cannot write %s: %s", r->config->file, strerror(-err));
	else
		r->report->frames += frames;
	return err;
}

/* period by period; what a signal or an error leaves of one is written, too */
static int read_all(struct recording *r, struct client_pcm *pcm)
{
	const struct record_config *config = r->config;
	char *block = malloc(pcm->period_frames * pcm->frame_bytes);
	int err, failed = 0;

	if (!block)
		return -ENOMEM;
	err = client_pcm_do(pcm, SNDRV_PCM_IOCTL_START);
	while (!err && !failed && r->report->frames < r->wanted) {
		uint64_t left = r->wanted - r->report->frames;
		size_t done;

		err = client_pcm_read(pcm, block, left < pcm->period_frames ? left : pcm->period_frames, &done);
		failed = write_frames(r, block, done);
		if (config->progress)
			config->progress(config->progress_ctx, r->report->frames, r->wanted);
	}
	free(block);
	return failed ? failed : err;
}

static int record_open(struct recording *r, struct run *run, struct client_pcm *pcm)
{
	struct play_report *report = r->report;
	int err = configure(r, pcm);

	if (err)
		return err;
	play_note_buffer(report, &run->client, "pcm0c");
	r->wanted = r->config->seconds ? r->config->seconds * report->rate + 0.5 :
		    r->config->line_in ? report->source.frames : report->rate;
	if (!r->wanted)
		r->wanted = 1;
	report->source.frames = r->wanted;
	err = create_file(r);
	if (err)
		return err;
	err = read_all(r, pcm);
	client_pcm_do(pcm, SNDRV_PCM_IOCTL_DROP);
	if (err == -EINTR)
		report->stopped = true;
	else if (err)
		play_say(report, "recording stopped after %" PRIu64 " frames: %s", report->frames, strerror(-err));
	return err;
}

static int record_body(struct run *run)
{
	struct recording *r = run->arg;
	struct usnd_line line = linein_line(&r->line_in);
	const char *card = r->config->card->name;
	struct snd_ctl_card_info info;
	struct client_pcm pcm;
	int err;

	err = client_card_info(&run->client, 0, &info);
	if (!err)
		snprintf(r->report->card, sizeof(r->report->card), "%s", (const char *)info.name);
	if (!err)
		err = run->machine->ops->line(run->machine, card, true, &line);
	if (err) {
		play_say(r->report, "card %s has no line-in: %s", card, strerror(-err));
		return err;
	}
	err = client_pcm_open(&pcm, &run->client, 0, 0, true, 0);
	if (err) {
		play_say(r->report, "cannot open card %s for recording: %s", card, strerror(-err));
	} else {
		err = record_open(r, run, &pcm);
		client_pcm_close(&pcm);
	}
	run->machine->ops->line(run->machine, card, true, NULL);
	return err;
}

static bool same_file(const char *a, const char *b)
{
	struct stat first, second;

	return !stat(a, &first) && !stat(b, &second) && first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static int open_source(struct recording *r)
{
	const struct record_config *config = r->config;
	struct play_report *report = r->report;
	const char *why = NULL;
	int err = linein_open(&r->line_in, config->line_in, &why);

	report->source = r->line_in.info;
	if (err)
		return play_refuse(report, config->line_in, err, why);
	if (!config->line_in)
		return 0;
	if (same_file(config->line_in, config->file)) {
		play_say(report, "%s is the line-in itself: record into another file", config->file);
		return -EINVAL;
	}
	return play_check_source(report, config->line_in, config->card);
}

static int judge(struct recording *r, int err)
{
	const struct record_config *config = r->config;
	struct play_report *report = r->report;
	int failed = wav_close(r->wav);

	if (failed)
		play_say(report, "cannot write %s: %s", config->file, strerror(-failed));
	if (!failed)
		failed = r->line_in.error;
	if (failed)
		play_say(report, "cannot read %s: %s", config->line_in, strerror(-failed));
	if (report->run.stuck)
		play_say(report, "the driver is stuck; the log tells where");
	else if (report->run.error && !report->stopped)
		play_say(report, "%s failed: %s", report->run.step, strerror(-err));
	if (failed || report->run.error)
		return failed ? failed : err;
	failed = verdict_compare(config->line_in, config->file, &report->verdict);
	if (failed) {
		play_say(report, "cannot compare %s with %s: %s", config->file, source_name(config), strerror(-failed));
		return failed;
	}
	/* a recording may end before what is played to it does */
	if (report->verdict.ended && report->verdict.frames == r->wanted) {
		report->verdict.ended = false;
		report->verdict.equal = true;
	}
	return report->verdict.equal ? err : -EILSEQ;
}

int record_file(const struct record_config *config, struct play_report *report)
{
	struct recording r = { .config = config, .report = report };
	struct run_config world = {
		.clock = config->clock,
		.seed = config->seed,
		.cards = { config->card },
		.card_count = 1,
		.stop = config->stop,
	};
	int err;

	*report = (struct play_report){ 0 };
	err = open_source(&r);
	if (!err)
		err = judge(&r, run_world(&world, record_body, &r, &report->run));
	linein_close(&r.line_in);
	return err;
}
