// SPDX-License-Identifier: GPL-2.0-or-later
/* cards.c - usnd cards: what the running server has, and who uses it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/ask.h"
#include "cli/cli.h"

static void program_of(const char *pid, char *name, size_t size)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%.16s/comm", pid);
	file = fopen(path, "re");
	if (!file || !fgets(name, size, file))
		snprintf(name, size, "?");
	name[strcspn(name, "\n")] = '\0';
	if (file)
		fclose(file);
}

/* @line: the kind of the line before, so that nodes stand in one */
static void print_line(char *const *field, const char *line)
{
	char program[64];

	if (!strcmp(line, "node") && strcmp(field[0], "node"))
		putchar('\n');
	if (!strcmp(field[0], "card")) {
		/* the module is not known in "usnd exec" */
		printf("%s  %s: %s (%s)%s%s%s%s\n", field[1], field[2], field[7], field[3],
		       strcmp(field[4], "-") ? ", " : "", strcmp(field[4], "-") ? field[4] : "",
		       strcmp(field[6], "-") ? " at " : "", strcmp(field[6], "-") ? field[6] : "");
	} else if (!strcmp(field[0], "stream")) {
		printf("     pcm%s%s  %s, %s substream%s\n", field[2], field[3], field[5][0] ? field[5] : "-", field[4],
		       strcmp(field[4], "1") ? "s" : "");
	} else if (!strcmp(field[0], "open")) {
		program_of(field[5], program, sizeof(program));
		printf("         sub%s  %s (%s), %s\n", field[4], program, field[5], field[6]);
	} else if (!strcmp(field[0], "node")) {
		printf("%s%s", strcmp(line, "node") ? "     nodes " : " ", field[2]);
	}
}

static void print_cards(char *text)
{
	char *field[8], line[16] = "";

	while ((text = ask_fields(text, field, 8))) {
		print_line(field, line);
		snprintf(line, sizeof(line), "%s", field[0]);
	}
	if (!strcmp(line, "node"))
		putchar('\n');
}

static int cards_run(int argc, char **argv)
{
	char *cards, *places, *rest, line[2048];
	bool there;
	int fd, status = CLI_FAILED;

	if (argc != 1)
		return cli_usage(&cards_command);
	fd = ask_server_or_say();
	if (fd < 0)
		return CLI_FAILED;
	if (!ask(fd, &cards, "cards")) {
		print_cards(cards);
		free(cards);
		status = CLI_OK;
	}
	if (!status && !ask(fd, &places, "mounts")) {
		for (rest = places; (rest = ask_place(rest, line, sizeof(line), &there));)
			printf("also at %s\n", line);
		free(places);
	}
	close(fd);
	return status;
}

const struct command cards_command = {
	.name = "cards",
	.run = cards_run,
	.usage = "",
	.help = "the cards of the server that runs: number, driver, streams, who has them open, nodes, and where else those are shown",
};
