// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sweep.c - a child process per fault.
 */
#include "harness/sweep.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define SECONDS_PER_RUN 30

/* what goes into and comes out of the child */
struct fault_run {
	const struct run_config *config;
	int (*body)(struct run *run);
	void *arg;
	unsigned long nth;
	bool hit;
	char site[200];
	struct run_result result;
};

static int armed_body(struct run *run)
{
	struct fault_run *fault = run->arg;
	const char *site;
	int err;

	run->arg = fault->arg;
	usnd_fault_arm(fault->nth);
	err = fault->body(run);
	fault->hit = usnd_fault_hit(&site);
	snprintf(fault->site, sizeof(fault->site), "%s", site);
	usnd_fault_arm(0);
	return err;
}

static int run_in_child(void *shared)
{
	struct fault_run *fault = shared;

	run_world(fault->config, armed_body, fault, &fault->result);
	return 0;
}

/* what was wrong with a run, empty if nothing */
static void judge(const struct fault_run *fault, const struct forked_end *end, char *why, size_t size)
{
	why[0] = '\0';
	if (end->crashed && end->signal)
		snprintf(why, size, "signal %d (%s)", end->signal, strsignal(end->signal));
	else if (end->crashed)
		snprintf(why, size, "exit status %d", end->status);
	else if (fault->result.stuck)
		snprintf(why, size, "stuck");
	else if (fault->result.findings)
		snprintf(why, size, "%lu findings", fault->result.findings);
	else if (fault->result.error && strcmp(fault->result.step, "body"))
		snprintf(why, size, "%s failed: %s", fault->result.step, strerror(-fault->result.error));
	else if (fault->result.error && !fault->hit)
		snprintf(why, size, "error without a fault: %s", strerror(-fault->result.error));
}

int sweep(const struct run_config *config, int (*body)(struct run *run), void *arg, unsigned long first,
	  unsigned long limit, struct sweep_result *result)
{
	struct fault_run fault;
	unsigned long nth;
	int err;

	memset(result, 0, sizeof(*result));
	for (nth = first; nth < first + limit; nth++) {
		fault = (struct fault_run){ .config = config, .body = body, .arg = arg, .nth = nth };
		err = forked_run(run_in_child, &fault, sizeof(fault), SECONDS_PER_RUN, &result->end);
		if (err)
			return err;
		result->runs++;
		judge(&fault, &result->end, result->why, sizeof(result->why));
		if (result->why[0]) {
			result->bad = nth;
			memcpy(result->site, fault.site, sizeof(result->site));
			return -EIO;
		}
		if (!fault.hit)
			return 0;
	}
	snprintf(result->why, sizeof(result->why), "no end after %lu runs", limit);
	result->bad = nth;
	return -ELOOP;
}
