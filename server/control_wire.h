/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control_wire.h - what goes over the control socket, for both of its ends.
 *
 * Version 1. A request is a line of at most CONTROL_LINE bytes with its newline: a verb and its arguments, one space
 * between two. Answers come in the order of the requests: a line "OK BYTES" or "ENOENT BYTES" (an errno's name, or E
 * and its number), then BYTES of body: text for people if it is an error. "follow" is answered for ever, once a bunch
 * of lines.
 *
 *	ping			"usnd-control 1", then lines "name value": version, pid, uid, clock, platform
 *	cards			a line each card, stream, opener, node, fields with tabs between: control_cards.c
 *	list FOLDER		a line an entry of /proc or /dev/snd: "mode name [target]", the mode in octal
 *	read PATH		a file below /proc
 *	write PATH TEXT		*
 *	load MODULE [PARAMS]	* as modprobe; the card of a module that usnd brings along is plugged in first
 *	unload MODULE		*
 *	plug CARD		* one more of that kind, its module loaded; the body is its place, "0000:00:05.0"
 *	unplug PLACE		* pulled out: clients get ENODEV
 *	mount PID FOLDER	* show the nodes at one more place, mounts.h; PID as the server sees it, 0: who asks
 *	umount PID FOLDER	* no longer there
 *	mounts			a line each: "mount PID STATE FOLDER", with tabs: mounts_print()
 *	suspend, resume		* the system's sleep
 *	log			the newest lines of the log
 *	follow			the same, and then those to come
 *	down			* the end: answered when clients know
 *
 * Verbs with a star are for the server's own user and for root; others get EPERM.
 */
#ifndef SERVER_CONTROL_WIRE_H
#define SERVER_CONTROL_WIRE_H

#include <stddef.h>

#define CONTROL_VERSION 1
#define CONTROL_LINE 4096
#define CONTROL_BODY (16u << 20)

/** control_status() - "OK" for 0, else the name of -errno @err; @text (at least 16 bytes) may hold it */
const char *control_status(int err, char *text, size_t size);

/** control_status_parse() - 0 for "OK", -errno for a name; 1: neither */
int control_status_parse(const char *status);

#endif
