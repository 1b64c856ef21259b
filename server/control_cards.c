// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control_cards.c - the body of "cards": lines of fields with a tab between two.
 *
 *	module NAME PARAMETERS				as it was loaded
 *	card NUMBER ID DRIVER MODULE KIND PLACE NAME	KIND of the table of cards, "-": a module of somebody's own;
 *	PLACE
 *							"0000:00:05.0", "isa", "-": no hardware
 *	stream NUMBER DEVICE p|c SUBSTREAMS ID
 *	open NUMBER DEVICE p|c SUBSTREAM PID STATE	somebody has it
 *	node NUMBER NAME				of /dev/snd
 *
 * Lines of a card follow it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "server/control_local.h"
#include "server/inventory.h"

/* @field of a file "field: value", to the end of its line; "" if there is none */
static void field(const char *text, const char *name, char *value, size_t size)
{
	size_t length = strlen(name);

	value[0] = '\0';
	for (; text && *text; text = strchr(text, '\n'), text += text != NULL) {
		const char *colon = strchr(text, ':');

		if (strncmp(text, name, length) || !colon ||
		    strspn(text + length, " ") != (size_t)(colon - text) - length)
			continue;
		colon += 1 + strspn(colon + 1, " ");
		snprintf(value, size, "%.*s", (int)strcspn(colon, "\n"), colon);
		return;
	}
}

static void print_openers(const struct client *client, unsigned int card, unsigned int device, char side,
			  unsigned int subs, FILE *out)
{
	char path[96], text[1024], state[24], pid[16];

	for (unsigned int sub = 0; sub < subs; sub++) {
		snprintf(path, sizeof(path), "/proc/asound/card%u/pcm%u%c/sub%u/status", card, device, side, sub);
		if (client_read_file(client, path, text, sizeof(text)) < 0 || !strncmp(text, "closed", 6))
			continue;
		field(text, "state", state, sizeof(state));
		field(text, "owner_pid", pid, sizeof(pid));
		fprintf(out, "open\t%u\t%u\t%c\t%u\t%s\t%s\n", card, device, side, sub, pid, state);
	}
}

static void print_streams(const struct client *client, unsigned int card, FILE *out)
{
	char path[96], text[2048], id[80], subs[16], side;
	struct usnd_node node;
	unsigned int device;

	for (unsigned int i = 0;; i++) {
		snprintf(path, sizeof(path), "/proc/asound/card%u", card);
		if (usnd_readdir(path, i, &node))
			return;
		if (sscanf(node.name, "pcm%u%c", &device, &side) != 2)
			continue;
		snprintf(path, sizeof(path), "/proc/asound/card%u/pcm%u%c/info", card, device, side);
		if (client_read_file(client, path, text, sizeof(text)) < 0)
			continue;
		field(text, "id", id, sizeof(id));
		field(text, "subdevices_count", subs, sizeof(subs));
		fprintf(out, "stream\t%u\t%u\t%c\t%s\t%s\n", card, device, side, subs, id);
		print_openers(client, card, device, side, strtoul(subs, NULL, 10), out);
	}
}

static void print_nodes(unsigned int card, FILE *out)
{
	char control[16], pcm[16], hw[16];
	struct usnd_node node;

	snprintf(control, sizeof(control), "controlC%u", card);
	snprintf(pcm, sizeof(pcm), "pcmC%uD", card);
	snprintf(hw, sizeof(hw), "hwC%uD", card);
	for (unsigned int i = 0; !usnd_readdir("/dev/snd", i, &node); i++)
		if (!strcmp(node.name, control) || !strncmp(node.name, pcm, strlen(pcm)) ||
		    !strncmp(node.name, hw, strlen(hw)))
			fprintf(out, "node\t%u\t%s\n", card, node.name);
}

int control_print_cards(const struct client *client, const struct inventory *inventory, FILE *out)
{
	const struct inventory_piece *piece;
	struct snd_ctl_card_info info;
	char place[32];

	for (unsigned int i = 0; inventory && i < inventory->count; i++)
		if (inventory->pieces[i].loaded)
			fprintf(out, "module\t%s\t%s\n", inventory->pieces[i].module, inventory->pieces[i].params);
	for (unsigned int card = 0; card < INVENTORY_NUMBERS; card++) {
		if (client_card_info(client, card, &info))
			continue;
		piece = inventory ? inventory_of_number(inventory, card) : NULL;
		fprintf(out, "card\t%u\t%s\t%s\t%s\t%s\t%s\t%s\n", card, (char *)info.id, (char *)info.driver,
			piece ? piece->module : "-", piece && piece->card ? piece->card->name : "-",
			piece ? inventory_place(piece, place, sizeof(place)) : "-", (char *)info.name);
		print_streams(client, card, out);
		print_nodes(card, out);
	}
	return 0;
}
