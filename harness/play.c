// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * play.c - a file through a driver: written until its end, drained, and compared with what came out of the line-out.
 */
#include "harness/play.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "harness/lineout.h"

struct playing {
	const struct play_config *config;
	struct stream_report *report;
	struct wav *wav;
	struct lineout line_out;
};

void play_spread(void *samples, size_t frames, unsigned int bytes, unsigned int from, unsigned int to)
{
	char *data = samples;
	unsigned int c;

	/* from the end, so that nothing is overwritten before it was read */
	if (from != to)
		while (frames--)
			for (c = to; c--;)
				memmove(data + (frames * to + c) * bytes, data + (frames * from + c % from) * bytes,
					bytes);
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
				stream_say(p->report, "cannot read %s: %s", config->file, strerror(-got));
			err = got;
			break;
		}
		play_spread(block, got, wav_sample_bytes(source), source->channels, pcm->channels);
		err = client_pcm_write(pcm, block, got, &done);
		p->report->frames += done;
		if (config->progress)
			config->progress(config->progress_ctx, p->report->frames, p->report->source.frames);
		if (!err)
			err = lineout_error(&p->line_out);
	}
	free(block);
	return err;
}

static int play_body(void *ctx, struct client_pcm *pcm)
{
	struct playing *p = ctx;
	int err = write_all(p, pcm);

	if (!err)
		err = client_pcm_drain(pcm);
	if (err == -EINTR)
		client_pcm_do(pcm, SNDRV_PCM_IOCTL_DROP);
	else if (err && err == lineout_error(&p->line_out))
		stream_say(p->report, "cannot write %s: %s", p->config->line_out, strerror(-err));
	else if (err)
		stream_say(p->report, "playing stopped after %" PRIu64 " frames: %s", p->report->frames,
			   strerror(-err));
	return err;
}

static int open_source(struct playing *p)
{
	struct stream_report *report = p->report;
	const char *why = NULL, *file = p->config->file;
	int err = wav_open(&p->wav, file, &report->source, &why);

	return err ? stream_refuse(report, file, err, why) : stream_check_source(report, file, p->config->card);
}

static int judge(struct playing *p, int failed, int err)
{
	const struct play_config *config = p->config;
	struct stream_report *report = p->report;

	if (failed || report->run.error)
		return failed ? failed : err;
	if (!p->line_out.frames) {
		stream_say(report, "nothing was heard on the line-out of card %s", config->card->name);
		return -EIO;
	}
	failed = stream_compare(report, config->file, config->file, config->line_out);
	if (failed)
		return failed;
	return report->verdict.equal ? err : -EILSEQ;
}

static int play_in_world(struct playing *p)
{
	const struct play_config *config = p->config;
	struct stream_job job = {
		.card = config->card,
		.platform = config->platform,
		.driver = config->driver,
		.clock = config->clock,
		.seed = config->seed,
		.stop = config->stop,
		.name = config->file,
		.line = lineout_line(&p->line_out),
		.body = play_body,
		.ctx = p,
	};
	int err, failed;

	lineout_init(&p->line_out, config->line_out);
	err = stream_run(&job, p->report);
	failed = lineout_close(&p->line_out);
	if (failed)
		stream_say(p->report, "cannot write %s: %s", config->line_out, strerror(-failed));
	return judge(p, failed, err);
}

int play_file(const struct play_config *config, struct stream_report *report)
{
	struct playing p = { .config = config, .report = report };
	int err;

	*report = (struct stream_report){ 0 };
	err = open_source(&p);
	if (!err)
		err = play_in_world(&p);
	wav_close(p.wav);
	return err;
}
