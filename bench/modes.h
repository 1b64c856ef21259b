/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modes.h - what a card costs its client, by whichever way the client's calls come: the measuring half of bench-modes.
 *
 * The client speaks the ioctl ABI itself, as alsa-lib does below its plug-ins, so nothing but the way is measured. A
 * way is a struct door. What several programs are told of the same by alsa-lib is bench/clients.c's.
 */
#ifndef BENCH_MODES_H
#define BENCH_MODES_H

#include <sys/types.h>

#include <sound/asound.h>
#include <stdbool.h>
#include <stdint.h>
#include <usnd/syscall.h>

#define WAKES 400

/**
 * struct door - a way to the card's playback stream, which it opens
 * @call: ioctl; 0 or -errno
 * @wait: for room, by poll; 0 or -errno
 * @status: map the status page; NULL: there is none to be had
 */
struct door {
	int (*open)(struct door *door);
	int (*call)(struct door *door, unsigned long cmd, void *arg);
	int (*wait)(struct door *door);
	const volatile struct snd_pcm_mmap_status *(*status)(struct door *door);
	void (*close)(struct door *door);
	const char *path;
	int fd;
	void *page;
	struct usnd_file *file;
	const struct usnd_caller *caller;
};

/**
 * struct mode_figures - what was found out
 * @avail_us: to see the pointers: the status page where it is mapped, SYNC_PTR where not
 * @delay_us: the ioctl DELAY of a running stream
 * @write_us: 1024 frames for which there is room
 * @wake_us: how late poll came back, periods of 256 frames, the earliest being in time; @timer_us: the same of a bare
 * timerfd
 * @fast: Mframes/s by writes of 1024 frames, on a clock that does not make anybody wait
 * @done: of the two halves
 */
struct mode_figures {
	double avail_us, delay_us, write_us, wake_us[WAKES], timer_us[WAKES], fast;
	unsigned int done;
};

/** door_outside() - by system calls, of the file at @path; door_inside(): in process, in a task */
struct door door_outside(const char *path);
struct door door_inside(const struct usnd_caller *caller);

/** measure_costs() - on the real clock; measure_speed(): on the paced one. 0 or -errno, told on stderr. */
int measure_costs(struct door *door, struct mode_figures *figures);
int measure_speed(struct door *door, struct mode_figures *figures);

#endif
