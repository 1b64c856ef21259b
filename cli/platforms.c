// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * platforms.c - usnd platforms: what machines --platform knows.
 */
#include <stdio.h>

#include "cli/cli.h"
#include "machines/sim/sim.h"

static int platforms_run(int argc, char **argv)
{
	const struct sim_platform *platform;
	size_t i;

	if (cli_words(&platforms_command, argc - 1, argv + 1, 0, 0, NULL))
		return CLI_USAGE;
	for (i = 0; (platform = sim_platform_at(i)); i++)
		printf("%-20s  %s\n", platform->name, platform->help);
	return CLI_OK;
}

const struct command platforms_command = {
	.name = "platforms",
	.run = platforms_run,
	.usage = "",
	.help = "list the machines that --platform knows: IOMMU, no coherence, memory in pieces or out of reach …",
};
