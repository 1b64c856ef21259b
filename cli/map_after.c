// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * map_after.c - what happens before the picture is taken: usnd map --after "STEP; STEP; …".
 *
 *   card0/pcm0p/sub0/prealloc=128     write to a file of /proc/asound (or, with a slash in front, to any)
 *   open pcm0p                        open the first free substream of a PCM of card 0, "card1/pcm0c" of another, and set it
 *   open pcm0p 32768                  up, with a buffer of about so many bytes; it stays open while the picture is taken
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/map.h"

#define FRAME_BYTES 4 /* 16 bit stereo */

static int write_step(const struct client *client, const char *path, const char *value)
{
	char full[256];

	snprintf(full, sizeof(full), "%s%s", path[0] == '/' ? "" : "/proc/asound/", path);
	return client_write_file(client, full, value);
}

static int open_step(struct map_after *after, const struct client *client, const char *what)
{
	struct client_params want = { .format = SNDRV_PCM_FORMAT_S16_LE, .rate = 48000, .channels = 2 };
	struct client_pcm *pcm = &after->streams[after->count];
	unsigned int card = 0, device;
	unsigned long bytes = 0;
	int err, used = 0;
	char direction;

	if (sscanf(what, "card%u/%n", &card, &used) != 1)
		used = 0;
	if (sscanf(what + used, "pcm%u%c %lu", &device, &direction, &bytes) < 2 || !strchr("pc", direction))
		return -EINVAL;
	if (after->count == sizeof(after->streams) / sizeof(after->streams[0]))
		return -EMFILE;
	want.buffer_frames = bytes / FRAME_BYTES;
	err = client_pcm_open(pcm, client, card, device, direction == 'c', O_NONBLOCK);
	if (err)
		return err;
	after->count++;
	return client_pcm_configure(pcm, &want);
}

static char *trimmed(char *text)
{
	char *end;

	while (isspace((unsigned char)*text))
		text++;
	for (end = text + strlen(text); end > text && isspace((unsigned char)end[-1]);)
		*--end = '\0';
	return text;
}

static int do_step(struct map_after *after, const struct client *client, char *step)
{
	char *value = strchr(step, '=');

	if (!strncmp(step, "open ", 5))
		return open_step(after, client, step + 5);
	if (!value)
		return -EINVAL;
	*value++ = '\0';
	return write_step(client, trimmed(step), trimmed(value));
}

int map_after(struct map_after *after, const struct client *client, const char *steps)
{
	char *copy = strdup(steps), *rest = copy, *step;
	char name[160];
	int err, first = 0;

	if (!copy)
		return -ENOMEM;
	while ((step = strsep(&rest, ";"))) {
		step = trimmed(step);
		if (!*step)
			continue;
		snprintf(name, sizeof(name), "%s", step);
		err = do_step(after, client, step);
		if (err)
			cli_error("%s: %s", name, strerror(-err));
		if (!first)
			first = err;
	}
	free(copy);
	return first;
}

void map_after_end(struct map_after *after)
{
	while (after->count)
		client_pcm_close(&after->streams[--after->count]);
}
