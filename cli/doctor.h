/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * doctor.h - what this environment lets usnd do: doctor_checks.c tries it, doctor.c says it.
 *
 * Nothing is left behind: what has effects is tried in a child, mounts in a mount namespace of its own.
 */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

#include <stdbool.h>

/** enum doctor_condition - one line each */
enum doctor_condition {
	DOCTOR_LINUX,		/* 5.14: ADDFD that answers */
	DOCTOR_LISTENER,
	DOCTOR_PROCESS_VM,
	DOCTOR_YAMA,
	DOCTOR_FUSE_DEVICE,
	DOCTOR_FUSE_MOUNT,
	DOCTOR_PASSTHROUGH,
	DOCTOR_CAPABILITIES,
	DOCTOR_USERNS,
	DOCTOR_USERNS_MOUNT,
	DOCTOR_DEV_SND,
	DOCTOR_PLACE,
	DOCTOR_NUMBER,
	DOCTOR_INOTIFY,
	DOCTOR_FILES,
	DOCTOR_CONDITIONS
};

/**
 * struct doctor_finding
 * @good: it is as it should be
 * @text: how it is
 * @remedy: what to do about it if it is not @good
 */
struct doctor_finding {
	bool good;
	char text[160];
	char remedy[240];
};

/** doctor_name() - "fuse device" */
const char *doctor_name(enum doctor_condition condition);

/** doctor_examine() - try all of them */
void doctor_examine(struct doctor_finding findings[DOCTOR_CONDITIONS]);

#endif
