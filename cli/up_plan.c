// SPDX-License-Identifier: GPL-2.0-or-later
/* up_plan.c - what `usnd up MODULE [param=value…] …` means, beside what a server has already. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/ask.h"
#include "cli/up.h"
#include "server/mountinfo.h"

/* name=value, and the value in quotes if it has white space */
static int add_param(struct up_module *module, const char *word)
{
	const char *value = strchr(word, '=') + 1;
	size_t used = strlen(module->params);
	bool quote = strpbrk(value, " \t") && value[0] != '"';
	int more = snprintf(module->params + used, sizeof(module->params) - used, "%s%.*s%s%s%s", used ? " " : "",
			    (int)(value - word), word, quote ? "\"" : "", value, quote ? "\"" : "");

	if (used + more < sizeof(module->params))
		return CLI_OK;
	cli_error("the parameters of %s are too long", module->name);
	return CLI_USAGE;
}

static int add_module(struct up_config *config, const char *word)
{
	struct up_module *module = &config->modules[config->count];
	char path[PATH_MAX];

	if (config->count == UP_MODULES) {
		cli_error("no more than %d modules at a time", UP_MODULES);
		return CLI_USAGE;
	}
	/* a server has a working folder of its own */
	if (strchr(word, '/') && realpath(word, path))
		word = path;
	if (snprintf(module->name, sizeof(module->name), "%s", word) >= (int)sizeof(module->name)) {
		cli_error("the name %s is too long", word);
		return CLI_USAGE;
	}
	config->count++;
	return CLI_OK;
}

/* "123:/dev/snd": another process's; else ours */
static const char *cut_pid(const char *text, pid_t *pid)
{
	size_t digits = strspn(text, "0123456789");

	*pid = 0;
	if (!digits || text[digits] != ':')
		return text;
	*pid = digits < 10 ? atoi(text) : 0;
	return *pid ? text + digits + 1 : NULL;
}

int up_place(struct up_place *place, const char *text)
{
	const char *folder = cut_pid(text, &place->pid);
	char full[PATH_MAX];
	int err = 0;

	if (!folder || strpbrk(text, "\n\t")) {
		cli_error("--at %s: [PID:]FOLDER is wanted, the id of a process and a folder of its", text);
		return CLI_USAGE;
	}
	if (place->pid && (folder[0] != '/' || !folder[1])) {
		cli_error("--at %s: a folder of another process is wanted by its full name, %d:/dev/snd", text,
			  place->pid);
		return CLI_USAGE;
	}
	/* ours gets its full name; it may be missing, what is before its last part may not */
	if (!place->pid) {
		err = realpath(folder, full) ? 0 : mountinfo_path(folder, full, sizeof(full));
		folder = full;
	}
	if (!err && snprintf(place->path, sizeof(place->path), "%s", folder) >= (int)sizeof(place->path))
		err = -ENAMETOOLONG;
	if (!err)
		return CLI_OK;
	cli_error("--at %s: %s; make the folder first", text, strerror(-err));
	return CLI_USAGE;
}

int up_words(struct up_config *config, char **words)
{
	int status = CLI_OK;

	for (; !status && *words; words++) {
		if (strchr(*words, '\n')) {
			cli_error("a newline is no part of a module's name or parameter");
			status = CLI_USAGE;
		} else if (!strchr(*words, '=')) {
			status = add_module(config, *words);
		} else if (config->count) {
			status = add_param(&config->modules[config->count - 1], *words);
		} else {
			cli_error("%s stands before the first module", *words);
			status = CLI_USAGE;
		}
	}
	return status;
}

int up_check(const struct up_config *config)
{
	char message[INVENTORY_MESSAGE];

	for (unsigned int i = 0; i < config->count; i++)
		if (inventory_check(config->modules[i].name, config->modules[i].params, config->system, message)) {
			cli_error("%s", message);
			return CLI_FAILED;
		}
	return CLI_OK;
}

/* ---- beside what there is ---------------------------------------------------------------------------------------- */

/**
 * struct having - what a server has of a module
 * @cards: of the kind that is asked for
 */
struct having {
	bool loaded;
	char params[UP_PARAMS];
	unsigned int cards;
};

static int look(const char *cards, const struct card *card, const char *module, struct having *having)
{
	char *text = strdup(cards), *rest = text, *field[8];

	*having = (struct having){ 0 };
	if (!text)
		return -ENOMEM;
	while ((rest = ask_fields(rest, field, 8))) {
		if (!strcmp(field[0], "module") && !strcmp(field[1], module)) {
			having->loaded = true;
			snprintf(having->params, sizeof(having->params), "%s", field[2]);
		} else if (!strcmp(field[0], "card") && !strcmp(field[4], module) &&
			   (!card || !strcmp(field[5], card->name))) {
			having->cards++;
		}
	}
	free(text);
	return 0;
}

/* how many of the words up to @i mean the same kind of card */
static unsigned int nth_of_kind(const struct up_config *config, unsigned int i, const struct card *card,
				const char *file)
{
	const struct card *other;
	char other_file[512];
	unsigned int count = 0;

	for (unsigned int j = 0; j <= i; j++)
		if (!inventory_find(config->modules[j].name, &other, other_file, sizeof(other_file)) && other == card &&
		    !strcmp(other_file, file))
			count++;
	return count;
}

int up_plan(const struct up_config *config, unsigned int i, const char *cards, enum up_do *todo, char *message)
{
	const struct up_module *word = &config->modules[i];
	char file[512], module[64];
	struct having having;
	const struct card *card;
	unsigned int nth;
	int err = inventory_find(word->name, &card, file, sizeof(file));

	if (err)
		return err;
	inventory_module_name(file, module, sizeof(module));
	err = look(cards, card, module, &having);
	if (err)
		return err;
	*todo = having.loaded ? UP_NOTHING : UP_LOAD;
	if (!having.loaded)
		return 0;
	nth = nth_of_kind(config, i, card, file);
	if (word->params[0] && strcmp(word->params, having.params)) {
		snprintf(message, INVENTORY_MESSAGE,
			 "%s is loaded already, with %s%.300s%s; \"usnd down %s\" unloads it", module,
			 having.params[0] ? "\"" : "no parameters", having.params, having.params[0] ? "\"" : "",
			 module);
		return -EEXIST;
	}
	if (having.cards >= nth || !card)
		return 0;
	if (strcmp(card->bus, "PCI")) {
		snprintf(message, INVENTORY_MESSAGE, "a second card of %s is asked for by its parameters: enable=1,1",
			 module);
		return -EINVAL;
	}
	*todo = UP_PLUG;
	return 0;
}
