// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * oracle.c - lines, files and commands to the probe card.
 */
#include "tests/oracle/oracle.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define PROBE "/proc/asound/probe"

void say(struct oracle *o, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(o->out, format, args);
	va_end(args);
	fputc('\n', o->out);
}

const char *answer(long ret)
{
	static char texts[8][24];
	static unsigned int turn;
	char *text = texts[turn++ % 8];
	const char *name = ret < 0 && ret > -4096 ? strerrorname_np(-ret) : NULL;

	if (name)
		snprintf(text, sizeof(texts[0]), "%s", name);
	else
		snprintf(text, sizeof(texts[0]), "%ld", ret);
	return text;
}

const char *state_name(int state)
{
	static const char *const names[] = {
		"OPEN", "SETUP", "PREPARED", "RUNNING", "XRUN", "DRAINING", "PAUSED", "SUSPENDED", "DISCONNECTED",
	};

	return state >= 0 && (size_t)state < COUNT(names) ? names[state] : "?";
}

void read_text(struct oracle *o, const char *path, char *text, size_t size)
{
	int file = o->ops->open(path, O_RDONLY);
	size_t used = 0;
	long got = file;

	if (file >= 0) {
		do {
			got = o->ops->read(file, text + used, size - 1 - used);
			used += got > 0 ? got : 0;
		} while (got > 0 && used < size - 1);
		o->ops->close(file);
	}
	if (got < 0)
		snprintf(text, size, "<%s>", answer(got));
	else
		text[used] = '\0';
}

int write_text(struct oracle *o, const char *path, const char *text)
{
	int file = o->ops->open(path, O_WRONLY), closed;
	long written;

	if (file < 0)
		return file;
	written = o->ops->write(file, text, strlen(text));
	closed = o->ops->close(file);
	return written < 0 ? written : closed;
}

void say_text(struct oracle *o, const char *name, const char *path)
{
	size_t size = 65536;
	char *text = malloc(size), *line, *rest = text;

	if (!text)
		abort();
	read_text(o, path, text, size);
	while ((line = strsep(&rest, "\n")) && (*line || rest))
		say(o, "%s: %s", name, line);
	free(text);
}

int command(struct oracle *o, const char *format, ...)
{
	char line[128], text[64];
	va_list args;
	int err;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	err = write_text(o, PROBE, line);
	if (err)
		return err;
	read_text(o, PROBE, text, sizeof(text));
	return sscanf(text, "error %d", &err) == 1 ? err : -EIO;
}

int tell(struct stream *s, const char *what, long value)
{
	return command(s->o, "%s %d %d %d %ld", what, s->device, s->way, s->number, value);
}

/* as tell(), without asking how it went */
static void just_tell(struct stream *s, const char *what, long value)
{
	char line[128];

	snprintf(line, sizeof(line), "%s %d %d %d %ld", what, s->device, s->way, s->number, value);
	write_text(s->o, PROBE, line);
}

void settings_reset(struct oracle *o)
{
	write_text(o, PROBE, "reset");
}

void forget(struct stream *s)
{
	just_tell(s, "clear", 0);
}

/* the line of the card's report that begins with @key */
static void report(struct stream *s, const char *key, char *text, size_t size)
{
	static char all[65536];
	const size_t room = sizeof(all), length = strlen(key);
	char *line, *rest = all;

	just_tell(s, "show", !strcmp(key, "ring"));
	read_text(s->o, PROBE, all, room);
	snprintf(text, size, "?");
	while ((line = strsep(&rest, "\n")))
		if (!strncmp(line, key, length))
			snprintf(text, size, "%s", line + length);
}

void say_ring(struct stream *s, const char *name)
{
	char *text = malloc(65536);

	if (!text)
		abort();
	report(s, "ring", text, 65536);
	say(s->o, "%s: ring%s", name, text);
	free(text);
}

void say_stream(struct stream *s, long ret, const char *format, ...)
{
	struct snd_pcm_sync_ptr sync = { .flags = SNDRV_PCM_SYNC_PTR_APPL | SNDRV_PCM_SYNC_PTR_AVAIL_MIN };
	char text[160], trace[80];
	va_list args;
	long err;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	report(s, "trace ", trace, sizeof(trace));
	if (!trace[0])
		strcpy(trace, "-");
	forget(s);
	err = do_ioctl(s, SNDRV_PCM_IOCTL_SYNC_PTR, &sync);
	if (err)
		say(s->o, "%s: %s | %s | %s", text, answer(ret), answer(err), trace);
	else
		say(s->o, "%s: %s | %s %lu %lu | %s", text, answer(ret), state_name(sync.s.status.state),
		    sync.s.status.hw_ptr, sync.c.control.appl_ptr, trace);
}

const struct theme *oracle_theme(const char *name)
{
	const struct theme *theme;

	for (theme = themes; theme->name; theme++)
		if (!strcmp(theme->name, name))
			return theme;
	return NULL;
}

int oracle_run(const struct target_ops *ops, const char *name, FILE *out)
{
	const struct theme *theme = oracle_theme(name);
	struct oracle o = { .ops = ops, .out = out };
	int err;

	if (!theme)
		return -ENOENT;
	err = theme->module ? ops->load(theme->module) : 0;
	if (err)
		return err;
	settings_reset(&o);
	theme->run(&o);
	if (theme->module)
		ops->unload(theme->module);
	return 0;
}
