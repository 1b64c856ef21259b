// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fault.c - make the Nth request fail.
 *
 * Every allocation, mapping and request asks should_fail() once, before it has changed anything. A run arms one number
 * and that request fails. Repeated for every number until a run comes through untouched, each failure path has been
 * taken once (harness/sweep).
 *
 * The counter is one atomic: on the virtual clock the numbering is the same in every run of a seed. Nothing is counted
 * while nothing is armed, for an atomic is a good part of what a small allocation costs.
 */
#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/refusal.h>

#include "../core.h"
#include "local.h"

#define SITE_LENGTH 160

unsigned long fault_armed;

static atomic_long_t requests;
static bool hit;
static char site[SITE_LENGTH];

bool fault_is_due(const char *what, const void *where)
{
	unsigned long number = atomic_long_inc_return(&requests);
	char place[128];

	if (number != READ_ONCE(fault_armed))
		return false;
	/* once: the number cannot come again before the next arm, so nobody else writes these */
	host_symbol(where, place, sizeof(place));
	snprintf(site, sizeof(site), "%s at %s", what, place);
	hit = true;
	refusal_note(&(struct refusal){ .reason = REFUSED_INJECTED });
	return true;
}

void usnd_fault_arm(unsigned long nth)
{
	hit = false;
	site[0] = '\0';
	atomic_long_set(&requests, 0);
	WRITE_ONCE(fault_armed, nth);
}

bool usnd_fault_hit(const char **where)
{
	if (where)
		*where = site;
	return hit;
}

void fault_reset(void)
{
	usnd_fault_arm(0);
}
