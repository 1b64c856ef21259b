/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * place.h - the folder in which a server of `usnd up` can be found: /run/usnd of root, $XDG_RUNTIME_DIR/usnd of others.
 * Root who may not write to /run, as that of a user namespace: $XDG_RUNTIME_DIR/usnd, or $TMPDIR/usnd-UID (/tmp without
 * TMPDIR; UID as it is outside of the namespace).
 *
 *	pid	locked (flock) while the server lives; its process id
 *	control	the control socket
 *	log	the log, as long as there is a server
 *	fs	the FUSE mount
 *	snd	a symbolic link to its nodes; proc: to its proc files
 *	devsnd	what was done to /dev/snd (nodes.h)
 *	mounts	where else its nodes are shown (mounts.h)
 *
 * Whoever has the lock owns everything in the folder; what is there then is left over from a server that died.
 */
#ifndef SERVER_PLACE_H
#define SERVER_PLACE_H

#include <sys/types.h>

#define PLACE_BYTES 80
#define PLACE_OF_ROOT "/run/usnd"

/** struct place - names of all of it; @lock: of the pid file, -1: not taken */
struct place {
	char folder[PLACE_BYTES], pid[PLACE_BYTES + 16], control[PLACE_BYTES + 16], log[PLACE_BYTES + 16],
		mount[PLACE_BYTES + 16], nodes[PLACE_BYTES + 16], mark[PLACE_BYTES + 16], mounts[PLACE_BYTES + 16];
	int lock;
};

/**
 * place_find() - where a server of this user is, or would be
 * Return: 0; -ENOENT: not root, and XDG_RUNTIME_DIR is not set; -EACCES: root, and none of the three folders can be
 * had;
 *	-ENAMETOOLONG.
 */
int place_find(struct place *place);

/** place_owner() - the process id of the server that lives there; 0: none does */
pid_t place_owner(const struct place *place);

/** place_take() - make the folder and take the lock; -EBUSY: a server has it; -errno of making it */
int place_take(struct place *place);

/** place_clear() - with the lock: remove what is in the folder; what is mounted was taken away before */
void place_clear(const struct place *place);

/** place_give() - with the lock: clear, remove the folder, let the lock go */
void place_give(struct place *place);

#endif
