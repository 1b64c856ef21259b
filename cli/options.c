// SPDX-License-Identifier: GPL-2.0-or-later
/* options.c - what the command lines of several commands have. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "harness/run.h"
#include "machines/sim/sim.h"

const struct card *cli_card(const char *name)
{
	const struct card *card = card_find(name);
	char known[256] = "";
	size_t i, used = 0;

	if (card)
		return card;
	for (i = 0; card_at(i) && used < sizeof(known); i++)
		used += snprintf(known + used, sizeof(known) - used, "%s%s", i ? ", " : "", card_at(i)->name);
	cli_error("there is no card \"%s\"; there is: %s", name, known);
	return NULL;
}

int cli_add_card(struct run_config *config, const char *name)
{
	const struct card *card = cli_card(name);

	if (!card)
		return CLI_USAGE;
	if (config->card_count == RUN_CARDS) {
		cli_error("no more than %d cards at a time: not %s, too", RUN_CARDS, name);
		return CLI_USAGE;
	}
	config->cards[config->card_count++] = card;
	return CLI_OK;
}

const char *cli_platform(const char *name)
{
	if (sim_platform_find(name))
		return name;
	cli_error("there is no platform \"%s\"; \"usnd platforms\" lists them", name);
	return NULL;
}

int cli_seed(uint64_t *seed, const char *text)
{
	char *end;

	errno = 0;
	*seed = strtoull(text, &end, 0);
	if (!*end && end != text && !errno && !strchr(text, '-'))
		return CLI_OK;
	cli_error("seed \"%s\" is not a number, 0 or more", text);
	return CLI_USAGE;
}

int cli_make_folder(const char *name)
{
	struct stat there;
	int err = mkdir(name, 0777) && errno != EEXIST ? errno : 0;

	if (!err && stat(name, &there))
		err = errno;
	if (!err && S_ISDIR(there.st_mode))
		return CLI_OK;
	if (err)
		cli_error("cannot make the folder %s: %s; name one that is there, or can be made", name, strerror(err));
	else
		cli_error("%s is no folder; name one", name);
	return CLI_FAILED;
}
