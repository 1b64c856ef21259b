/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cards.h - which cards usnd brings along: a driver, the model it runs on, and where the module's file is.
 */
#ifndef HARNESS_CARDS_H
#define HARNESS_CARDS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct card - one row of `usnd drivers`
 * @name: what --card takes; also the model's name
 * @module: the driver's module, without .so
 * @title: for people
 * @bus: "PCI", "ISA", "platform"
 * @buffer: how its PCM buffer is allocated
 * @widths: of its samples in memory, 8 | 16 | 32 bits; 0: 8 and 16
 * @no_hardware: there is none, and no model: nothing is plugged in. What it plays is what the streams' tap tells.
 * @far_device: the card is a cable: what is played on device 0 is recorded on this one, and the other way round; 0: it
 * is none
 * @params: what its module is loaded with, before anything a caller gives; NULL: nothing
 */
struct card {
	const char *name;
	const char *module;
	const char *title;
	const char *bus;
	const char *buffer;
	unsigned int widths;
	bool no_hardware;
	unsigned int far_device;
	const char *params;
};

/** card_at() - the @index-th card, NULL past the end */
const struct card *card_at(size_t index);

/** card_widths() - its @widths, as they count */
unsigned int card_widths(const struct card *card);

/** card_find() - by @name or by module name; NULL if there is none */
const struct card *card_find(const char *name);

/**
 * module_path() - where a module's shared object is
 * Looked for in $USND_MODULE_PATH, beside the executable (a build tree), and in the installed place, in that order.
 * Return: 0; -ENOENT with @path holding the last place tried.
 */
int module_path(const char *module, char *path, size_t size);

#endif
