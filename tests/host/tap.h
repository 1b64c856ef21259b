/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tap.h - TAP for host-world tests: a table of named cases, one line a case. A case is named after the rule it checks.
 */
#ifndef TESTS_HOST_TAP_H
#define TESTS_HOST_TAP_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <usnd/machine.h>

struct tap_case {
	const char *name;
	void (*run)(void);
};

static bool tap_failed;
static const char *tap_skipped;

/** tap_skip() - the case cannot show its rule here; it is counted as skipped, with @why */
static inline void tap_skip(const char *why)
{
	tap_skipped = why;
}

/* a rule that shows with pages of 4 KiB only; 0: the rest of the case is skipped with @why */
#define TAP_PAGES_OF_4K(why) (USND_PAGE_SHIFT == 12 || (tap_skip(why), 0))

/* a failed expectation is told and the case goes on */
#define EXPECT(condition, ...)                                                                  \
	do {                                                                                    \
		if (!(condition)) {                                                              \
			tap_failed = true;                                                       \
			printf("# %s:%d: not true: %s", __FILE__, __LINE__, #condition);          \
			printf(" " __VA_ARGS__);                                                  \
			printf("\n");                                                            \
		}                                                                                \
	} while (0)

#define TAP_CASE(function) { #function, function }

static inline int tap_main(const struct tap_case *cases, size_t count)
{
	bool any = false;
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("1..%zu\n", count);
	for (i = 0; i < count; i++) {
		tap_failed = false;
		tap_skipped = NULL;
		cases[i].run();
		any |= tap_failed;
		printf("%s %zu - %s%s%s\n", tap_failed ? "not ok" : "ok", i + 1, cases[i].name,
		       tap_skipped ? " # SKIP " : "", tap_skipped ? tap_skipped : "");
	}
	return any;
}

#define TAP_MAIN(cases)                                                        \
	int main(void)                                                         \
	{                                                                      \
		return tap_main(cases, sizeof(cases) / sizeof((cases)[0]));     \
	}

#endif
