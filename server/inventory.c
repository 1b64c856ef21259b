// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inventory.c - modules and cards of a running machine; what names and parameters mean is in inventory_names.c.
 *
 * Which numbers came with a module is seen by looking before and after: a driver says nothing about it. That is why
 * changes are made one at a time.
 */
#include "server/inventory.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "server/sleep.h"

/* slot of the first card; es1370's place in QEMU's default PC, so that both show the same address */
#define FIRST_SLOT 5
#define SLOTS 32
/* for a driver to find out that its card is gone, in real time */
#define PULL_MS 2000
#define PULL_STEP_MS 5
/*
 * and then to give its number back, which nobody sees; if clients have files open it stays until they have closed them
 */
#define PULL_REST_MS 100

static bool is_isa(const struct card *card)
{
	return card && !strcmp(card->bus, "ISA");
}

void inventory_attach(struct inventory *inventory, struct usnd_machine *machine, const struct client *client)
{
	inventory->machine = machine;
	inventory->client = client;
}

/* the numbers of the cards that there are */
static uint64_t numbers_now(const struct inventory *inventory)
{
	struct snd_ctl_card_info info;
	uint64_t numbers = 0;

	for (unsigned int i = 0; i < INVENTORY_NUMBERS; i++)
		if (!client_card_info(inventory->client, i, &info))
			numbers |= 1ull << i;
	return numbers;
}

/* ---- pieces ------------------------------------------------------------------------------------------------------ */

static struct inventory_piece *new_piece(struct inventory *inventory, const struct card *card, const char *module,
					 const char *params)
{
	struct inventory_piece *piece = &inventory->pieces[inventory->count];

	*piece = (struct inventory_piece){ .card = card, .bdf = USND_NO_BDF };
	snprintf(piece->module, sizeof(piece->module), "%s", module);
	snprintf(piece->params, sizeof(piece->params), "%s", params);
	inventory->count++;
	return piece;
}

static void remove_piece(struct inventory *inventory, struct inventory_piece *piece)
{
	inventory->count--;
	memmove(piece, piece + 1, (inventory->pieces + inventory->count - piece) * sizeof(*piece));
}

static struct inventory_piece *loaded_piece(struct inventory *inventory, const char *module)
{
	for (unsigned int i = 0; i < inventory->count; i++)
		if (inventory->pieces[i].loaded && !strcmp(inventory->pieces[i].module, module))
			return &inventory->pieces[i];
	return NULL;
}

/* hardware that nobody drives: an ISA card whose module has been unloaded, or that was plugged in before its module */
static struct inventory_piece *idle_piece(struct inventory *inventory, const struct card *card)
{
	for (unsigned int i = 0; i < inventory->count; i++)
		if (inventory->pieces[i].card == card && inventory->pieces[i].plugged && !inventory->pieces[i].numbers)
			return &inventory->pieces[i];
	return NULL;
}

const struct inventory_piece *inventory_of_number(const struct inventory *inventory, unsigned int number)
{
	for (unsigned int i = 0; i < inventory->count; i++)
		if (inventory->pieces[i].numbers >> number & 1)
			return &inventory->pieces[i];
	return NULL;
}

const char *inventory_place(const struct inventory_piece *piece, char *text, size_t size)
{
	if (!piece->plugged)
		snprintf(text, size, "-");
	else if (piece->bdf == USND_NO_BDF)
		snprintf(text, size, "isa");
	else
		snprintf(text, size, "0000:%02x:%02x.%x", piece->bdf >> 8, piece->bdf >> 3 & 31, piece->bdf & 7);
	return text;
}

/* ISA cards stay, and so do their pieces: the machine's slots in the order of the pieces */
const char *inventory_jack(const struct inventory *inventory, const struct inventory_piece *piece, char *text,
			   size_t size)
{
	unsigned int slot = 0;

	if (!piece->plugged || piece->bdf != USND_NO_BDF)
		return inventory_place(piece, text, size);
	for (const struct inventory_piece *p = inventory->pieces; p < piece; p++)
		slot += p->plugged && p->bdf == USND_NO_BDF;
	snprintf(text, size, "isa%u", slot);
	return text;
}

/* ---- hardware ---------------------------------------------------------------------------------------------------- */

static int free_slot(const struct inventory *inventory, uint32_t *bdf)
{
	for (unsigned int slot = FIRST_SLOT; slot < SLOTS; slot++) {
		*bdf = USND_BDF(0, slot, 0);
		if (inventory->machine->ops->pci_read(inventory->machine, *bdf, 0, 4) == 0xffffffffu)
			return 0;
	}
	return -ENOSPC;
}

static int plug_in(struct inventory *inventory, struct inventory_piece *piece, char *message)
{
	uint32_t bdf;
	int err = free_slot(inventory, &bdf);

	if (!err)
		err = usnd_pci_add(piece->card->name, bdf);
	if (err) {
		snprintf(message, INVENTORY_MESSAGE, "%s cannot be plugged in: %s", piece->card->name,
			 err == -ENOSPC ? "all slots are taken" : strerror(-err));
		return err;
	}
	piece->plugged = true;
	piece->bdf = is_isa(piece->card) ? USND_NO_BDF : bdf;
	return 0;
}

/* nobody drives it any more; ISA cards stay where they are */
static void take_out(struct inventory_piece *piece)
{
	if (!piece->plugged || piece->bdf == USND_NO_BDF)
		return;
	usnd_pci_remove(piece->bdf);
	piece->plugged = false;
}

/* ---- modules ----------------------------------------------------------------------------------------------------- */

static int load_module(const struct inventory_piece *piece, const char *file, char *message)
{
	const char *own = piece->card && piece->card->params ? piece->card->params : "";
	char path[512], params[1024];
	int err = 0;

	if (strchr(file, '/'))
		snprintf(path, sizeof(path), "%s", file);
	else
		err = module_path(file, path, sizeof(path));
	snprintf(params, sizeof(params), "%s%s%s", own, *own && *piece->params ? " " : "", piece->params);
	if (!err)
		err = usnd_module_load(path, params);
	if (err)
		snprintf(message, INVENTORY_MESSAGE, "%s cannot be loaded: %s; the log says more", piece->module,
			 strerror(-err));
	return err;
}

static int check_numbers(const struct inventory *inventory, const char *params, char *message)
{
	uint64_t wanted = inventory_index(params) & numbers_now(inventory);
	const struct inventory_piece *owner;
	unsigned int number;

	if (!wanted)
		return 0;
	number = __builtin_ctzll(wanted);
	owner = inventory_of_number(inventory, number);
	snprintf(message, INVENTORY_MESSAGE, "card number %u is taken by %s; give another index=, or none", number,
		 owner ? owner->module : "another module");
	return -EBUSY;
}

/* the module is loaded and the hardware is there: what came of it? */
static int count_cards(struct inventory *inventory, struct inventory_piece *piece, uint64_t before, char *message)
{
	piece->numbers = numbers_now(inventory) & ~before;
	if (piece->numbers || !piece->card)
		return 0;
	snprintf(message, INVENTORY_MESSAGE, "%s made no card; the log says why", piece->module);
	return -ENODEV;
}

static int load_piece(struct inventory *inventory, struct inventory_piece *piece, const char *file, char *message)
{
	uint64_t before = numbers_now(inventory);
	bool was_plugged = piece->plugged;
	int err = 0;

	if (piece->card && !piece->card->no_hardware && !was_plugged)
		err = plug_in(inventory, piece, message);
	if (!err)
		err = load_module(piece, file, message);
	if (err)
		goto err_take_out;
	err = count_cards(inventory, piece, before, message);
	if (err)
		goto err_unload;
	piece->loaded = true;
	return 0;

err_unload:
	usnd_module_unload(piece->module);
err_take_out:
	if (!was_plugged)
		take_out(piece);
	return err;
}

int inventory_load(struct inventory *inventory, const char *name, const char *params, char *message)
{
	char module[64], file[512];
	struct inventory_piece *piece;
	const struct card *card;
	int err = inventory_check(name, params, inventory->system, message);

	if (!err)
		err = inventory_find(name, &card, file, sizeof(file));
	if (!err)
		err = check_numbers(inventory, params, message);
	if (err)
		return err;
	inventory_module_name(file, module, sizeof(module));
	if (loaded_piece(inventory, module)) {
		snprintf(message, INVENTORY_MESSAGE, "%s is loaded already", module);
		return -EEXIST;
	}
	piece = card ? idle_piece(inventory, card) : NULL;
	if (!piece && inventory->count == INVENTORY_PIECES) {
		snprintf(message, INVENTORY_MESSAGE, "a server has at most %d cards and modules", INVENTORY_PIECES);
		return -ENOSPC;
	}
	if (!piece)
		piece = new_piece(inventory, card, module, params);
	else
		snprintf(piece->params, sizeof(piece->params), "%s", params);
	err = load_piece(inventory, piece, file, message);
	if (err && !piece->plugged)
		remove_piece(inventory, piece);
	return err;
}

int inventory_unload(struct inventory *inventory, const char *name, char *message)
{
	char module[64], file[512];
	const struct card *card;
	int err = inventory_find(name, &card, file, sizeof(file));

	inventory_module_name(err ? name : file, module, sizeof(module));
	err = usnd_module_unload(module);
	if (err) {
		snprintf(message, INVENTORY_MESSAGE,
			 err == -EBUSY ? "%s is in use: somebody has a file of its card open" : "%s is not loaded",
			 module);
		return err;
	}
	for (unsigned int i = inventory->count; i--;) {
		struct inventory_piece *piece = &inventory->pieces[i];

		if (strcmp(piece->module, module))
			continue;
		take_out(piece);
		piece->loaded = false;
		piece->numbers = 0;
		if (!piece->plugged)
			remove_piece(inventory, piece);
	}
	return 0;
}

/* ---- cards ------------------------------------------------------------------------------------------------------- */

/* the piece that a card of this kind will be: a module that lost its card, or a new one; NULL: @message says why not */
static struct inventory_piece *piece_for(struct inventory *inventory, const struct card *card, char *message)
{
	struct inventory_piece *piece = loaded_piece(inventory, card->module);

	if (piece && piece->card == card && !piece->plugged)
		return piece;
	if (inventory->count < INVENTORY_PIECES)
		return new_piece(inventory, card, card->module, "");
	snprintf(message, INVENTORY_MESSAGE, "a server has at most %d cards and modules", INVENTORY_PIECES);
	return NULL;
}

int inventory_plug(struct inventory *inventory, const char *name, char *place, size_t size, char *message)
{
	struct inventory_piece *piece;
	const struct card *card;
	char file[512];
	uint64_t before;
	int err = inventory_find(name, &card, file, sizeof(file));

	if (err || !card || strcmp(card->bus, "PCI")) {
		snprintf(message, INVENTORY_MESSAGE, "%s is no PCI card; only such can be plugged in", name);
		return err ? err : -EOPNOTSUPP;
	}
	piece = piece_for(inventory, card, message);
	if (!piece)
		return -ENOSPC;
	before = numbers_now(inventory);
	err = plug_in(inventory, piece, message);
	/* without its driver it waits for it */
	if (!err && loaded_piece(inventory, card->module))
		err = count_cards(inventory, piece, before, message);
	inventory_place(piece, place, size);
	if (err) {
		take_out(piece);
		if (!piece->loaded)
			remove_piece(inventory, piece);
	}
	return err;
}

/* its driver does it in a task of its own */
static void wait_for_nodes(const struct inventory *inventory, uint64_t numbers)
{
	for (unsigned int waited = 0; numbers_now(inventory) & numbers && waited < PULL_MS; waited += PULL_STEP_MS)
		real_sleep(PULL_STEP_MS);
	for (unsigned int waited = 0; usnd_detaching() && waited < PULL_REST_MS; waited += PULL_STEP_MS)
		real_sleep(PULL_STEP_MS);
}

int inventory_unplug(struct inventory *inventory, const char *place, char *message)
{
	struct inventory_piece *piece;
	char text[32];
	int err;

	for (piece = inventory->pieces; piece < inventory->pieces + inventory->count; piece++) {
		if (piece->bdf == USND_NO_BDF || strcmp(inventory_place(piece, text, sizeof(text)), place))
			continue;
		err = usnd_pci_pull(piece->bdf);
		if (err)
			snprintf(message, INVENTORY_MESSAGE, "%s: %s", place, strerror(-err));
		wait_for_nodes(inventory, piece->numbers);
		piece->plugged = false;
		piece->numbers = 0;
		if (!piece->loaded)
			remove_piece(inventory, piece);
		return err;
	}
	snprintf(message, INVENTORY_MESSAGE, "there is no PCI card at \"%.40s\"", place);
	return -ENODEV;
}
