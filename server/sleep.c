// SPDX-License-Identifier: GPL-2.0-or-later
/* sleep.c - a task waits by the real clock: a deadline of host_task_park() would be one of the run's. */
#include "server/sleep.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <usnd/host.h>

void real_sleep(unsigned int ms)
{
	struct itimerspec in = { .it_value = { ms / 1000, ms % 1000 * 1000000 } };
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	uint64_t ticks;

	if (fd < 0)
		return;
	timerfd_settime(fd, 0, &in, NULL);
	while (read(fd, &ticks, sizeof(ticks)) < 0 && errno == EAGAIN)
		if (host_task_wait_fd(fd, POLLIN, HOST_FOREVER) < 0)
			break;
	close(fd);
}
