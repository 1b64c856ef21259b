// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * themes.c - the table of themes. Each has a file of its own in tests/golden.
 */
#include "tests/oracle/themes.h"

const struct theme themes[] = {
	{ "state", theme_state },
	{ "suspended", theme_suspended },
	{ "disconnected", theme_disconnected },
	{ 0 },
};
