// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * drivers.c - usnd drivers: which cards there are, and whether their module is found.
 */
#include <stdio.h>

#include "cli/cli.h"
#include "harness/cards.h"

static int drivers_run(int argc, char **argv)
{
	const struct card *card;
	int status = CLI_OK;
	char path[512];
	size_t i;

	if (cli_words(&drivers_command, argc - 1, argv + 1, 0, 0, NULL))
		return CLI_USAGE;
	printf("%-8s  %-10s  %-8s  %-16s  %s\n", "card", "module", "bus", "buffer", "hardware");
	for (i = 0; (card = card_at(i)) != NULL; i++) {
		printf("%-8s  %-10s  %-8s  %-16s  %s\n", card->name, card->module, card->bus, card->buffer,
		       card->title);
		if (module_path(card->module, path, sizeof(path))) {
			cli_error("module %s is not found; the last place tried was %s (set USND_MODULE_PATH)",
				  card->module, path);
			status = CLI_FAILED;
		}
	}
	return status;
}

const struct command drivers_command = {
	.name = "drivers",
	.run = drivers_run,
	.usage = "",
	.help = "list the cards, their drivers and buffer types",
};
