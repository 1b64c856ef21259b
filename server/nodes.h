/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nodes.h - how applications find the cards: symbolic links in /dev/snd to the nodes of the mount.
 *
 * The links live beside the nodes of the kernel's own cards. /dev/snd is made if there is none. Where it cannot be
 * written to, a tmpfs is mounted over it: in a mount namespace of a user namespace, where the kernel's cards are
 * nobody's anyway. A file of the place (@mark) says what was done, for whoever cleans up after a server that died.
 *
 * /dev/snd/timer is there on a whole system, before any card is: a node that loads the kernel's snd-timer. That knows
 * nothing of our streams, and dmix asks it for theirs. While the kernel has no card, ours takes the name, and the
 * kernel's node is NODES_TIMER until then; beside cards of the kernel it stays, for their sake.
 *
 * Nothing here touches what lies below the mount, so a server may call it that has no task free to answer itself.
 */
#ifndef SERVER_NODES_H
#define SERVER_NODES_H

#include <stdbool.h>

#define NODES_FOLDER "/dev/snd"
#define NODES_MESSAGE 256
#define NODES_TIMER "timer.kernel"

/**
 * struct nodes
 * @folder: NODES_FOLDER; another one in tests
 * @target: folder that the links lead to
 * @mark: file that says what was done
 * @alone: the kernel has no card: its timer may be put aside
 * @made: the folder was made; @mounted: a tmpfs is over it
 */
struct nodes {
	const char *folder, *target, *mark;
	bool alone, made, mounted;
};

/**
 * nodes_open() - be able to put links into the folder
 * @message: why not, for people; NODES_MESSAGE bytes
 * Return: 0, -EACCES, -ENOTDIR, -errno.
 */
int nodes_open(struct nodes *nodes, char *message);

/**
 * nodes_refresh() - a link for each node of the world's /dev/snd, and none for those that are gone
 * In a task. A name that somebody else has is left alone, but see "timer" above. Return: how many of ours could not be
 * put there for that, "timer" apart.
 */
unsigned int nodes_refresh(const struct nodes *nodes);

/**
 * nodes_timer_is_kernels() - does "timer" of @folder belong to the kernel, so that nobody there finds ours?
 */
bool nodes_timer_is_kernels(const char *folder);

/**
 * nodes_close() - all links are gone, and what nodes_open() did; also after a server that died: nodes_open() was not
 * called then
 */
void nodes_close(struct nodes *nodes);

#endif
