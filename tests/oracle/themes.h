/* SPDX-License-Identifier: GPL-2.0-or-later */
/* themes.h - the themes, one function each (theme_*.c); their table is in themes.c. */
#ifndef TESTS_ORACLE_THEMES_H
#define TESTS_ORACLE_THEMES_H

#include "tests/oracle/oracle.h"

void theme_state(struct oracle *o);
void theme_suspended(struct oracle *o);
void theme_disconnected(struct oracle *o);
void theme_badarg(struct oracle *o);
void theme_sw(struct oracle *o);
void theme_hw(struct oracle *o);
void theme_refine(struct oracle *o);
void theme_chmap(struct oracle *o);
void theme_pointer(struct oracle *o);
void theme_status(struct oracle *o);
void theme_transfer(struct oracle *o);
void theme_vectors(struct oracle *o);
void theme_silence(struct oracle *o);
void theme_run(struct oracle *o);
void theme_wait(struct oracle *o);
void theme_open(struct oracle *o);
void theme_shared(struct oracle *o);
void theme_proc(struct oracle *o);
void theme_prealloc(struct oracle *o);
void theme_link(struct oracle *o);
void theme_mmap(struct oracle *o);
void theme_walk(struct oracle *o);
void theme_card(struct oracle *o);
void theme_ctl(struct oracle *o);
void theme_vmaster(struct oracle *o);
void theme_userctl(struct oracle *o);
void theme_timer(struct oracle *o);
void theme_numbers(struct oracle *o);
void theme_dummy(struct oracle *o);
void theme_aloop(struct oracle *o);
void theme_dma(struct oracle *o);
void theme_memory(struct oracle *o);

#endif
