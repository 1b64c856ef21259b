// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stream.c - the common part of usnd play and usnd record.
 */
#include "cli/stream.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

#define PROGRESS_EVERY_NS 200000000

/* ---- options ---------------------------------------------------------------------------------------------- */

void stream_defaults(struct stream_options *options)
{
	*options = (struct stream_options){ .card = card_at(0), .clock = HOST_CLOCK_VIRTUAL };
}

int stream_option(struct stream_options *options, int c)
{
	switch (c) {
	case 'c':
		options->card = cli_card(optarg);
		return options->card ? CLI_OK : CLI_USAGE;
	case 'm':
		options->driver = optarg;
		return CLI_OK;
	case 'p':
		options->platform = cli_platform(optarg);
		return options->platform ? CLI_OK : CLI_USAGE;
	case 't':
		if (strcmp(optarg, "real") && strcmp(optarg, "virtual")) {
			cli_error("clock \"%s\" is neither real nor virtual", optarg);
			return CLI_USAGE;
		}
		options->clock = strcmp(optarg, "real") ? HOST_CLOCK_VIRTUAL : HOST_CLOCK_REAL;
		return CLI_OK;
	case 's':
		return cli_seed(&options->seed, optarg);
	case 'v':
		cli_verbose();
		return CLI_OK;
	}
	return -1;
}

/* as `make run` on a fresh clone needs it */
int stream_make_folder(const char *file)
{
	char *copy = strdup(file);
	int status = copy ? cli_make_folder(dirname(copy)) : CLI_FAILED;

	free(copy);
	return status;
}

/* ---- progress ---------------------------------------------------------------------------------------------- */

static void on_progress(void *ctx, uint64_t done, uint64_t total)
{
	struct stream_progress *progress = ctx;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if ((now.tv_sec - progress->last.tv_sec) * 1000000000ll + now.tv_nsec - progress->last.tv_nsec <
	    PROGRESS_EVERY_NS)
		return;
	progress->last = now;
	progress->shown = true;
	fprintf(stderr, "\r%3u %%", (unsigned int)(done * 100 / total));
	fflush(stderr);
}

stream_progress_fn *stream_progress_begin(struct stream_progress *progress)
{
	*progress = (struct stream_progress){ 0 };
	clock_gettime(CLOCK_MONOTONIC, &progress->last);
	return isatty(STDERR_FILENO) ? on_progress : NULL;
}

void stream_progress_end(const struct stream_progress *progress)
{
	if (progress->shown)
		fputs("\r      \r", stderr);
}

/* ---- the end ----------------------------------------------------------------------------------------------- */

static void print_verdict(const struct stream_report *report)
{
	const struct verdict *v = &report->verdict;

	if (report->stopped)
		printf("stopped\n");
	else if (report->message[0])
		printf("failed\n");
	else if (report->unjudged && report->starved)
		printf("recorded, with %" PRIu64 " frames of silence while nothing came\n", report->starved);
	else if (report->unjudged)
		printf("recorded\n");
	else if (v->equal)
		printf("bit-exact\n");
	else if (v->ended)
		printf("ends at frame %" PRIu64 " of %" PRIu64 "\n", v->frames, report->source.frames);
	else
		printf("differs %sframe %" PRIu64 " channel %u: %d instead of %d\n",
		       v->tail ? "after the end, " : "at ", v->frames, v->channel, v->heard, v->expected);
}

#define ROW "%-10s  %-8s  %-13s  %-10s  %12s  %12s  %-11s  %6s  %8s  %-16s  %8s  "

void stream_header(void)
{
	printf(ROW "%s\n", "card", "stream", "machine", "buffer", "preallocated", "buffer bytes", "bus address",
	       "chunks", "channels", "rate", "frames", "result");
}

static void print_row(const struct card *card, const char *platform, const char *direction,
		      const struct stream_report *report)
{
	char rate[32], address[24] = "-", preallocated[24], bytes[24], chunks[16], channels[16], frames[24];

	snprintf(rate, sizeof(rate), report->rate == report->source.rate ? "%u" : "%u (of %u)", report->rate,
		 report->source.rate);
	/* CONTINUOUS and VMALLOC are for the CPU: what stands in the record is no bus address */
	if (!card->no_hardware && report->bus_address)
		snprintf(address, sizeof(address), "0x%08" PRIx64, report->bus_address);
	snprintf(preallocated, sizeof(preallocated), "%lu KiB", report->prealloc_kib);
	snprintf(bytes, sizeof(bytes), "%lu", report->buffer_bytes);
	snprintf(chunks, sizeof(chunks), "%u", report->chunks);
	snprintf(channels, sizeof(channels), "%u", report->channels);
	snprintf(frames, sizeof(frames), "%" PRIu64, report->frames);
	printf(ROW, card->name, direction, platform ? platform : "pc", strcmp(report->buffer_type, "none") ?
	       report->buffer_type : "on card", preallocated, bytes, address, chunks, channels, rate, frames);
	print_verdict(report);
}

int stream_close(const struct card *card, const char *platform, const char *direction,
		 const struct stream_report *report, int err)
{
	if (report->buffer_bytes)
		print_row(card, platform, direction, report);
	if (report->message[0])
		cli_error("%s%s", report->message,
			  err == -ENOSPC || err == -EDQUOT ? "; make room there, or name a file on another disk"
			  : err == -EROFS		   ? "; name a file in a folder that can be written to"
							   : "");
	if (report->run.findings)
		cli_error("%lu findings, see the log above", report->run.findings);
	if (report->stopped)
		return CLI_STOPPED;
	return err ? CLI_FAILED : CLI_OK;
}
