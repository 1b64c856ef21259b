/* SPDX-License-Identifier: GPL-2.0-or-later */
/* themes.h - the themes, one function each (theme_*.c); their table is in themes.c. */
#ifndef TESTS_ORACLE_THEMES_H
#define TESTS_ORACLE_THEMES_H

#include "tests/oracle/oracle.h"

void theme_state(struct oracle *o);
void theme_suspended(struct oracle *o);
void theme_disconnected(struct oracle *o);

#endif
