// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * linein_jacks.c - the lines of a run's cards.
 */
#include "harness/linein_jacks.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness/sound_pipe.h"

static int refuse(struct linein_jacks *jacks, int err, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static int refuse(struct linein_jacks *jacks, int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(jacks->message, sizeof(jacks->message), fmt, args);
	va_end(args);
	return err;
}

static int plug(struct linein_jacks *jacks, unsigned int index, const char *path)
{
	struct linein *in = &jacks->line[index];
	struct usnd_line line;
	const char *why = NULL;
	int err = linein_open(in, path, &why);

	if (err == -EINVAL)
		return refuse(jacks, err, "%s is not a sound file that can be read: %s", path, why);
	if (err)
		return refuse(jacks, err, "cannot open %s: %s", path, strerror(-err));
	in->patience = host_is_real_time() ? 0 : LINEIN_PACED_PATIENCE_NS;
	in->stop = jacks->run->config->stop;
	line = linein_line(in);
	err = run_line(jacks->run, index, true, &line);
	if (err) {
		linein_close(in);
		return err == -EOPNOTSUPP ? 0
					  : refuse(jacks, err, "cannot plug %s into %s: %s", path,
						   jacks->run->config->cards[index]->name, strerror(-err));
	}
	jacks->plugged |= 1u << index;
	return 0;
}

int linein_plug(struct linein_jacks *jacks, struct run *run, const char *path)
{
	const struct run_config *config = run->config;
	unsigned int cards = 0;
	int err = 0;

	*jacks = (struct linein_jacks){.run = run};
	for (unsigned int i = 0; i < config->card_count; i++)
		cards += !config->cards[i]->no_hardware;
	if (!cards)
		return refuse(jacks, -ENODEV,
			      "--line-in %s: no card here has a line-in; add one that \"usnd drivers\" shows on a bus",
			      path);
	if (cards > 1 && sound_pipe_is(path))
		return refuse(jacks, -EINVAL,
			      "--line-in %s: a pipe goes into one card, and there are %u; name one card", path, cards);
	for (unsigned int i = 0; !err && i < config->card_count; i++)
		if (!config->cards[i]->no_hardware)
			err = plug(jacks, i, path);
	if (err)
		linein_pull(jacks);
	return err;
}

void linein_pull(struct linein_jacks *jacks)
{
	for (unsigned int i = 0; i < jacks->run->config->card_count; i++)
		if (jacks->plugged & 1u << i) {
			run_line(jacks->run, i, true, NULL);
			linein_close(&jacks->line[i]);
		}
	jacks->plugged = 0;
}
