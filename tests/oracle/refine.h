/* SPDX-License-Identifier: GPL-2.0-or-later */
/* refine.h - random requests for hardware parameters, and lines about what became of them (theme_refine.c). */
#ifndef TESTS_ORACLE_REFINE_H
#define TESTS_ORACLE_REFINE_H

#include "tests/oracle/oracle.h"

/** say_refined() - a line with every parameter, behind @name and the answer */
void say_refined(struct oracle *o, const char *name, long err, const struct snd_pcm_hw_params *p);

/**
 * ask_refinements() - @count requests, the same ones for each @start (not 0), by HW_REFINE and by HW_PARAMS; lines
 * begin with @prefix
 */
void ask_refinements(struct stream *s, const char *prefix, unsigned long start, unsigned int count);

#endif
