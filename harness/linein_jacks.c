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

static int open_source(struct linein_jacks *jacks, struct linein *in, const char *path)
{
	const char *why = NULL;
	int err = linein_open(in, path, &why);

	if (err == -EINVAL)
		return refuse(jacks, err, "%s is not a sound file that can be read: %s", path, why);
	return err ? refuse(jacks, err, "cannot open %s: %s", path, strerror(-err)) : 0;
}

int linein_check(struct linein_jacks *jacks, const struct run_config *config, const char *path)
{
	struct linein in;
	unsigned int cards = 0;
	int err;

	for (unsigned int i = 0; i < config->card_count; i++)
		cards += !config->cards[i]->no_hardware;
	if (!cards)
		return refuse(jacks, -ENODEV,
			      "--line-in %s: no card here has a line-in; add one that \"usnd drivers\" shows on a bus",
			      path);
	if (cards > 1 && sound_pipe_is(path))
		return refuse(jacks, -EINVAL,
			      "--line-in %s: a pipe goes into one card, and there are %u; name one card", path, cards);
	/* whoever writes to a pipe must not see it closed */
	if (sound_pipe_is(path))
		return 0;
	err = open_source(jacks, &in, path);
	if (!err)
		linein_close(&in);
	return err;
}

static int plug(struct linein_jacks *jacks, unsigned int index, const char *path)
{
	struct linein *in = &jacks->line[index];
	struct usnd_line line;
	int err = open_source(jacks, in, path);

	if (err)
		return err;
	in->patience = host_is_real_time() ? 0 : LINEIN_PACED_PATIENCE_NS;
	in->stop = jacks->run->config->stop;
	line = linein_line(in);
	err = run_line(jacks->run, index, true, &line);
	if (!err) {
		jacks->plugged |= 1u << index;
		return 0;
	}
	linein_close(in);
	if (err == -EOPNOTSUPP)
		return 0;
	return refuse(jacks, err, "cannot plug %s into %s: %s", path, jacks->run->config->cards[index]->name,
		      strerror(-err));
}

int linein_plug(struct linein_jacks *jacks, struct run *run, const char *path)
{
	const struct run_config *config = run->config;
	int err;

	*jacks = (struct linein_jacks){.run = run};
	err = linein_check(jacks, config, path);
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
		if (jacks->plugged & 1u << i)
			run_line(jacks->run, i, true, NULL);
	linein_finish(jacks, "");
}

int linein_finish(struct linein_jacks *jacks, const char *path)
{
	int err = 0;

	for (unsigned int i = 0; i < RUN_CARDS; i++) {
		struct linein *in = &jacks->line[i];

		if (!(jacks->plugged & 1u << i))
			continue;
		if (in->error && !err)
			err = refuse(jacks, in->error, "cannot read %s: %s", path,
				     in->why ? in->why : strerror(-in->error));
		linein_close(in);
	}
	jacks->plugged = 0;
	return err;
}
