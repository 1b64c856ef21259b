/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every lock carries for the lock checker (linux/task/lockclass.c): its class's key and name, and where the
 * checker found the class the last time.
 */
#ifndef _LINUX_LOCKDEP_TYPES_H
#define _LINUX_LOCKDEP_TYPES_H

#include <linux/types.h>

#define MAX_LOCKDEP_SUBCLASSES 8UL

/* One for every place that initialises locks: what comes from one place is one class. */
struct lock_class_key {
	char subclass[MAX_LOCKDEP_SUBCLASSES];
};

struct lockdep_map {
	struct lock_class_key *key;	/* NULL: a static lock, which is its own class */
	const char *name;		/* NULL: never initialised */
	u32 seen[2];			/* class found for subclass 0 and 1, with the generation of the table */
};

#define __LOCKDEP_MAP_INIT(lockname)	{ .name = #lockname }

#endif
