// SPDX-License-Identifier: GPL-2.0-or-later
/* handover.c - two processes wake each other. See handover.h. */
#include "bench/handover.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/batches.h"

#define TURNS (BATCHES * 400)

/** struct line - pipes between the two, as the one that measures sees them */
struct line {
	int to[2], from[2];
};

static void __attribute__((noreturn)) be_the_other(const struct line *line)
{
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (read(line->to[0], &byte, 1) == 1 && write(line->from[1], &byte, 1) == 1)
		;
	_exit(1);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static double fastest(const struct line *line)
{
	struct batches batches;
	char byte = 0;

	batches_begin(&batches, now, TURNS);
	for (int i = 0; i < TURNS; i++) {
		if (write(line->to[1], &byte, 1) != 1 || read(line->from[0], &byte, 1) != 1)
			return -EIO;
		batches_turn(&batches);
	}
	return batches.best / 1e3 / batches.size;
}

/* the @number-th processor of those that we may use */
static int stay_on(const cpu_set_t *all, int number)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, all) && !number--) {
			CPU_SET(cpu, &one);
			return sched_setaffinity(0, sizeof(one), &one) ? -errno : 0;
		}
	return -ENODEV;
}

static double measure(const struct line *line, enum handover_place place, const cpu_set_t *all)
{
	pid_t other = fork();
	double us;

	if (!other) {
		if (place != HANDOVER_ANY && stay_on(all, place == HANDOVER_TWO))
			_exit(1);
		be_the_other(line);
	}
	if (other < 0)
		return -errno;
	us = place == HANDOVER_ANY ? 0 : stay_on(all, 0);
	if (!us)
		us = fastest(line);
	kill(other, SIGKILL);
	waitpid(other, NULL, 0);
	sched_setaffinity(0, sizeof(*all), all);
	return us;
}

static void close_pipe(int *ends)
{
	close(ends[0]);
	close(ends[1]);
}

double handover_us(enum handover_place place)
{
	struct line line;
	cpu_set_t all;
	double us;

	if (sched_getaffinity(0, sizeof(all), &all))
		return -errno;
	if (place == HANDOVER_TWO && CPU_COUNT(&all) < 2)
		return -ENODEV;
	if (pipe(line.to))
		return -errno;
	if (pipe(line.from)) {
		us = -errno;
	} else {
		us = measure(&line, place, &all);
		close_pipe(line.from);
	}
	close_pipe(line.to);
	return us;
}
