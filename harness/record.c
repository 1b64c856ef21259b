// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record.c - a file through a driver the other way: it comes into the line-in, is read period by period, and compared.
 */
#include "harness/record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/linein.h"

#define UNTIL_ITS_END UINT64_MAX

struct recording {
	const struct record_config *config;
	struct stream_report *report;
	struct linein line_in;
	struct wav *wav;
	uint64_t wanted;
};

static int create_file(struct recording *r)
{
	const struct stream_report *report = r->report;
	struct wav_info info = { .rate = report->rate, .channels = report->channels, .bits = report->source.bits };
	int err = wav_create(&r->wav, r->config->file, &info, NULL);

	if (err)
		stream_say(r->report, "cannot write %s: %s", r->config->file, strerror(-err));
	return err;
}

static int write_frames(struct recording *r, const void *block, size_t frames)
{
	int err = wav_write(r->wav, block, frames);

	if (err)
		stream_say(r->report, "cannot write %s: %s", r->config->file, strerror(-err));
	else
		r->report->frames += frames;
	return err;
}

/* of @done frames, those before the end of a pipe, wherever its header says that it is */
static size_t cut_at_end(struct recording *r, size_t done)
{
	uint64_t left;

	if (r->report->unjudged && !r->config->seconds && r->line_in.ended && r->line_in.heard < r->wanted)
		r->wanted = r->line_in.heard;
	left = r->wanted > r->report->frames ? r->wanted - r->report->frames : 0;
	return done < left ? done : left;
}

/* what a signal or an error leaves of a period is written, too */
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
		failed = write_frames(r, block, cut_at_end(r, done));
		if (config->progress)
			config->progress(config->progress_ctx, r->report->frames, r->wanted);
	}
	free(block);
	return failed ? failed : err;
}

static void set_length(struct recording *r)
{
	struct stream_report *report = r->report;

	if (r->config->seconds)
		r->wanted = r->config->seconds * report->rate + 0.5;
	else
		r->wanted = r->config->line_in ? report->source.frames : report->rate;
	if (!r->wanted)
		r->wanted = 1;
	report->source.frames = r->wanted;
}

static int record_body(void *ctx, struct client_pcm *pcm)
{
	struct recording *r = ctx;
	int err;

	set_length(r);
	err = create_file(r);
	if (err)
		return err;
	err = read_all(r, pcm);
	client_pcm_do(pcm, SNDRV_PCM_IOCTL_DROP);
	if (err && err != -EINTR)
		stream_say(r->report, "recording stopped after %" PRIu64 " frames: %s", r->report->frames,
			   strerror(-err));
	return err;
}

static bool same_file(const char *a, const char *b)
{
	struct stat first, second;

	return !stat(a, &first) && !stat(b, &second) && first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* on the virtual clock nothing is missed by waiting */
static int wait_for_source(struct recording *r)
{
	const struct record_config *config = r->config;
	struct stream_report *report = r->report;
	int err;

	r->line_in.stop = config->stop;
	r->line_in.patience = config->clock == HOST_CLOCK_VIRTUAL ? HOST_FOREVER : 0;
	err = linein_wait(&r->line_in);
	report->source = r->line_in.info;
	report->stopped = err == -EINTR;
	if (err == -EINTR)
		return err;
	if (err)
		return stream_refuse(report, config->line_in, -EINVAL,
				     err == -EINVAL ? r->line_in.why : strerror(-err));
	report->unjudged = true;
	if (!report->source.frames)
		report->source.frames = UNTIL_ITS_END;
	return stream_check_source(report, config->line_in, config->card);
}

static int open_source(struct recording *r)
{
	const struct record_config *config = r->config;
	struct stream_report *report = r->report;
	const char *why = NULL;
	int err = linein_open(&r->line_in, config->line_in, &why);

	report->source = r->line_in.info;
	if (err)
		return stream_refuse(report, config->line_in, err, why);
	if (!config->line_in)
		return 0;
	if (r->line_in.pipe)
		return wait_for_source(r);
	if (same_file(config->line_in, config->file)) {
		stream_say(report, "%s is the line-in itself: record into another file", config->file);
		return -EINVAL;
	}
	return stream_check_source(report, config->line_in, config->card);
}

/* @err: of the run; the world is down */
static int judge(struct recording *r, const char *source, int err)
{
	struct stream_report *report = r->report;
	int failed = wav_close(r->wav);

	if (failed)
		stream_say(report, "cannot write %s: %s", r->config->file, strerror(-failed));
	else if (r->line_in.error)
		stream_say(report, "cannot read %s: %s", source,
			   r->line_in.why ? r->line_in.why : strerror(-r->line_in.error));
	failed = failed ? failed : r->line_in.error;
	report->starved = r->line_in.starved;
	if (failed || report->run.error || report->unjudged)
		return failed ? failed : err;
	failed = stream_compare(report, r->config->line_in, source, r->config->file);
	if (failed)
		return failed;
	/* a recording may end before what comes in does */
	if (report->verdict.ended && report->verdict.frames == r->wanted) {
		report->verdict.ended = false;
		report->verdict.equal = true;
	}
	return report->verdict.equal ? err : -EILSEQ;
}

int record_file(const struct record_config *config, struct stream_report *report)
{
	struct recording r = { .config = config, .report = report };
	struct stream_job job = {
		.card = config->card,
		.platform = config->platform,
		.driver = config->driver,
		.clock = config->clock,
		.seed = config->seed,
		.stop = config->stop,
		.capture = true,
		.name = config->line_in ? config->line_in : "the test signal",
		.body = record_body,
		.ctx = &r,
	};
	int err;

	*report = (struct stream_report){ 0 };
	err = open_source(&r);
	job.line = linein_line(&r.line_in);
	if (!err)
		err = judge(&r, job.name, stream_run(&job, report));
	linein_close(&r.line_in);
	return err;
}
