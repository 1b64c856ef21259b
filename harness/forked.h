/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * forked.h - run something that may crash in a child process, and learn how it ended.
 */
#ifndef HARNESS_FORKED_H
#define HARNESS_FORKED_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct forked_end - how the child ended
 * @crashed: a signal, an exit status that fn did not give (a sanitizer's), or the time ran out
 * @signal: the signal, or 0
 * @status: what @fn returned, 0 … 100
 * @output: the last of what it wrote to stderr
 */
struct forked_end {
	bool crashed;
	int signal;
	int status;
	char output[4096];
};

/**
 * forked_run() - @fn in a child
 * @shared: memory that both sides see, @bytes of it, filled by @fn; copied in before and out after
 * @seconds: after that the child is killed
 * The caller must have one thread only.
 * Return: 0, or -errno when no child could be made
 */
int forked_run(int (*fn)(void *shared), void *shared, size_t bytes, unsigned int seconds, struct forked_end *end);

#endif
