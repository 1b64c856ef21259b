/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inventory.h - which modules a server has loaded, for which cards, and what they are: "load", "plug" and their
 * opposites.
 *
 * A module is called as modprobe calls it: by our name, by Linux's ("snd-ens1370"), by the card's ("es1370"), or as a
 * file with a slash. A module of a card that usnd brings along gets that card: it is plugged in before the module is
 * loaded, so that its numbers are known. A word that is a file, a driver of somebody's own, gets none.
 *
 * All calls that need a server run in a task and sleep; one of them at a time.
 */
#ifndef SERVER_INVENTORY_H
#define SERVER_INVENTORY_H

#include <stdbool.h>
#include <stdint.h>
#include <usnd/syscall.h>

#include "harness/cards.h"
#include "harness/client.h"

#define INVENTORY_PIECES 64
#define INVENTORY_NUMBERS 64
#define INVENTORY_MESSAGE 512

/**
 * struct inventory_piece - a module, or one more card for it
 * @card: NULL: a driver of somebody's own
 * @module: its name
 * @params: what it was loaded with; ""
 * @plugged: hardware of it is in the machine, at @bdf (USND_NO_BDF: ISA)
 * @loaded: this piece stands for the loading of the module
 * @numbers: of the cards that came with it, a bit each
 */
struct inventory_piece {
	const struct card *card;
	char module[64], params[512];
	bool plugged, loaded;
	uint32_t bdf;
	uint64_t numbers;
};

/**
 * struct inventory
 * @machine, @client: of the server, from inventory_attach() on
 * @system: numbers of the kernel's own cards, as they were at the start
 */
struct inventory {
	struct usnd_machine *machine;
	const struct client *client;
	uint64_t system;
	struct inventory_piece pieces[INVENTORY_PIECES];
	unsigned int count;
};

/**
 * inventory_system_numbers() - numbers that cards of this host's kernel have: /proc/asound/cards, and nodes of @folder
 * ("/dev/snd")
 */
uint64_t inventory_system_numbers(const char *folder);

/**
 * inventory_hidden_numbers() - those of the kernel's cards (/proc/asound/cards) for which @folder has a link of ours
 * Such a card came later; it has no nodes, and gets none until its driver is loaded anew.
 */
uint64_t inventory_hidden_numbers(const char *folder);

/**
 * inventory_cmdline() - the kernel command line that keeps the numbers @system from cards that do not ask for one
 * Return: @text.
 */
const char *inventory_cmdline(uint64_t system, char *text, size_t size);

/**
 * inventory_check() - could this be loaded? Without a server: the module is there, has these parameters, and the
 * numbers it asks for are not the kernel's.
 * @message: for people, if not; INVENTORY_MESSAGE bytes
 * Return: 0; -ENOENT: no such module; -EINVAL: no such parameter; -EBUSY: a number is taken.
 */
int inventory_check(const char *name, const char *params, uint64_t system, char *message);

/**
 * inventory_find() - the module that @name means, as a name or a file for inventory_load(); NULL @card: of somebody's
 * own
 */
int inventory_find(const char *name, const struct card **card, char *module, size_t size);

/** inventory_module_name() - what the module in @file is called */
void inventory_module_name(const char *file, char *module, size_t size);

/** inventory_index() - the numbers that "index=…" in @params asks for, a bit each */
uint64_t inventory_index(const char *params);

void inventory_attach(struct inventory *inventory, struct usnd_machine *machine, const struct client *client);

/**
 * inventory_load() - plug the card in, if it has hardware, and load its module
 * Return: 0; -EEXIST: it is loaded; -ENODEV: no card came of it; others as inventory_check() and usnd_module_load(). On
 * error nothing is left, except an ISA card without a driver.
 */
int inventory_load(struct inventory *inventory, const char *name, const char *params, char *message);

/** inventory_unload() - -EBUSY while clients have files open; its cards are taken out of the machine */
int inventory_unload(struct inventory *inventory, const char *name, char *message);

/** inventory_plug() - one more card of a kind whose module is loaded; @place: "0000:00:06.0" */
int inventory_plug(struct inventory *inventory, const char *name, char *place, size_t size, char *message);

/**
 * inventory_unplug() - pull the PCI card at @place out; clients get -ENODEV, and its nodes are gone when this returns
 */
int inventory_unplug(struct inventory *inventory, const char *place, char *message);

/** inventory_of_number() - the piece that card @number came with, or NULL */
const struct inventory_piece *inventory_of_number(const struct inventory *inventory, unsigned int number);

/** inventory_place() - "0000:00:05.0", "isa", or "-": no hardware; returns @text */
const char *inventory_place(const struct inventory_piece *piece, char *text, size_t size);

/**
 * inventory_jack() - the same for usnd_machine_ops.line(): an ISA card by its slot, "isa1", for two of a model are two
 * places
 */
const char *inventory_jack(const struct inventory *inventory, const struct inventory_piece *piece, char *text,
			   size_t size);

#endif
