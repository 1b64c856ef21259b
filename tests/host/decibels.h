/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decibels.h - what a 16 bit sample becomes at so many decibels, by other means than the models'.
 */
#ifndef TESTS_HOST_DECIBELS_H
#define TESTS_HOST_DECIBELS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* an even number of decibels */
static inline int at_db(double value, int db)
{
	for (; db > 0; db -= 2)
		value *= 1.2589254117941673; /* 10^(2 / 20) */
	for (; db < 0; db += 2)
		value /= 1.2589254117941673;
	if (value > INT16_MAX)
		return INT16_MAX;
	return value < INT16_MIN ? INT16_MIN : value < 0 ? value - 0.5 : value + 0.5;
}

static inline bool near(int a, int b)
{
	return abs(a - b) <= 1;
}

#endif
