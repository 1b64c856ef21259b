// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record_json.c - what stands beside a file of the record. Times are "run_ns", ns of the machine's clock since it is up
 * (on the virtual and the paced clock not those of a watch), and "wall", the time of day in UTC.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/record_local.h"

void record_name(const struct record_stream *s, const char *suffix, char name[RECORD_NAME_MAX])
{
	char again[16] = "";

	if (s->files > 1)
		snprintf(again, sizeof(again), "-%u", s->files);
	snprintf(name, RECORD_NAME_MAX, "card%d-pcm%d%c-sub%d%s%s", s->id.card, s->id.device, s->id.capture ? 'c' : 'p',
		 s->id.subdevice, again, suffix);
}

/* a process may call itself anything */
static void put_text(FILE *to, const char *text)
{
	fputc('"', to);
	for (; *text; text++) {
		unsigned char c = *text;

		if (c < ' ' || c > '~')
			fprintf(to, "\\u%04x", c);
		else
			fprintf(to, c == '"' || c == '\\' ? "\\%c" : "%c", c);
	}
	fputc('"', to);
}

static void put_moment(FILE *to, const struct record_time *time)
{
	struct tm day;
	char text[32];

	gmtime_r(&time->wall.tv_sec, &day);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &day);
	fprintf(to, "\"run_ns\": %" PRIu64 ", \"wall\": \"%s.%09ldZ\"", time->run, text, time->wall.tv_nsec);
}

static void put_time(FILE *to, const char *name, const struct record_time *time)
{
	fprintf(to, "  \"%s\": ", name);
	if (!time->wall.tv_sec) {
		fputs("null,\n", to);
		return;
	}
	fputs("{ ", to);
	put_moment(to, time);
	fputs(" },\n", to);
}

static void put_who(FILE *to, const struct record_stream *s)
{
	fprintf(to, "  \"card\": %d,\n  \"device\": %d,\n  \"subdevice\": %d,\n  \"direction\": \"%s\",\n", s->id.card,
		s->id.device, s->id.subdevice, s->id.capture ? "capture" : "playback");
	if (s->id.pid <= 0) {
		fputs("  \"client\": null,\n", to);
		return;
	}
	fprintf(to, "  \"client\": { \"pid\": %d, \"comm\": ", s->id.pid);
	if (s->comm[0])
		put_text(to, s->comm);
	else
		fputs("null", to);
	fputs(" },\n", to);
}

static void put_format(FILE *to, const struct usnd_tap_format *f)
{
	fprintf(to,
		"  \"format\": \"%s\",\n  \"sample_bits\": %u,\n  \"rate\": %u,\n  \"channels\": %u,\n  \"access\": "
		"\"%s\",\n",
		record_format(f->format)->name, f->sample_bits, f->rate, f->channels, record_access_name(f->access));
	fprintf(to, "  \"period_frames\": %" PRIu64 ",\n  \"buffer_frames\": %" PRIu64 ",\n", f->period_frames,
		f->buffer_frames);
}

static void put_xruns(FILE *to, const struct record_stream *s)
{
	fprintf(to, "  \"xruns\": %u,\n  \"xrun_list\": [", s->xruns);
	for (unsigned int i = 0; i < s->listed; i++) {
		fprintf(to, "%s\n    { \"frame\": %" PRIu64 ", ", i ? "," : "", s->xrun[i].frame);
		put_moment(to, &s->xrun[i].time);
		fputs(" }", to);
	}
	fputs(s->listed ? "\n  ]\n" : "]\n", to);
}

static void put_end(FILE *to, const struct record_stream *s)
{
	const char *error = s->error ? strerror(-s->error) : NULL;

	fprintf(to, "  \"frames\": %" PRIu64 ",\n  \"unseen_frames\": %" PRIu64 ",\n  \"lost_frames\": %" PRIu64 ",\n",
		s->frames, s->unseen, s->lost);
	if (!error && !record_is_exact(&s->format))
		error = "frames are not whole bytes: they are counted, not recorded";
	fputs("  \"error\": ", to);
	if (error)
		put_text(to, error);
	else
		fputs("null", to);
	fputs(",\n", to);
}

char *record_json(const struct record_stream *s, size_t *bytes)
{
	char name[RECORD_NAME_MAX], *text = NULL;
	FILE *to = open_memstream(&text, bytes);
	bool failed;

	if (!to)
		return NULL;
	record_name(s, record_suffix(record_container(&s->format)), name);
	fprintf(to, "{\n  \"file\": \"%s\",\n  \"state\": \"%s\",\n", name, s->closing ? "closed" : "open");
	put_who(to, s);
	put_format(to, &s->format);
	put_end(to, s);
	put_time(to, "opened", &s->opened);
	put_time(to, "first_frame", &s->first);
	put_time(to, "last_frame", &s->last);
	put_time(to, "closed", &s->closed);
	put_xruns(to, s);
	fputs("}\n", to);
	failed = ferror(to);
	if (!fclose(to) && !failed)
		return text;
	free(text);
	return NULL;
}
