/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ctl.h - the control device of snd-probe-ctl: lines about elements (theme_ctl.c). */
#ifndef TESTS_ORACLE_CTL_H
#define TESTS_ORACLE_CTL_H

#include "tests/oracle/oracle.h"

int ctl_open(struct oracle *o, int flags);
void say_id(struct oracle *o, const char *name, long err, const struct snd_ctl_elem_id *id);
void say_elem_info(struct oracle *o, int file, const char *name, const struct snd_ctl_elem_id *id, unsigned int item);
void say_value(struct oracle *o, int file, const char *name, const struct snd_ctl_elem_id *id);
long write_value(struct oracle *o, int file, const struct snd_ctl_elem_id *id, long first, long second);

/** say_events() - what read(2) of @room bytes gives */
void say_events(struct oracle *o, int file, size_t room);

#endif
