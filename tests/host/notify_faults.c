// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * notify_faults.c - programs whose server lacks something: memory in the kernel world, descriptors, a permission. They
 * are told so, nothing is left behind, and the next try works.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <dirent.h>
#include <sound/asound.h>

#include "tests/host/notify_client.h"

static const char *const paths[] = {PLAYBACK, "/dev/snd/controlC0", "/dev/snd/timer", "/proc/asound/cards"};

#define PATHS (sizeof(paths) / sizeof(paths[0]))

/* on the real clock, tasks of the server have a descriptor each, and come and go */
#define TASKS 10

/* ---- memory -------------------------------------------------------------------------------------------------- */

/* the server has one fault armed, somewhere in what follows */
static void what_fails_once_works_the_next_time(void)
{
	int on = 1, fd, err;
	size_t i;

	for (i = 0; i < PATHS; i++) {
		fd = open(paths[i], O_RDONLY);
		err = errno;
		if (fd < 0) {
			NEED(err == ENOMEM);
			fd = open(paths[i], O_RDONLY);
		}
		NEED(fd >= 0);
		if (i == 1)
			NEED(!ioctl(fd, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &on) || errno == ENOMEM);
		close(fd);
		/* the fault may have waited for this one */
		fd = open(PLAYBACK, O_RDWR | O_NONBLOCK);
		NEED(fd >= 0 || errno == ENOMEM);
		close(fd);
	}
}

/* ---- descriptors --------------------------------------------------------------------------------------------- */

/* how many it has, and the number that its next one gets */
static void count_descriptors(unsigned int *count, unsigned int *next)
{
	bool taken[1024] = {false};
	struct dirent *entry;
	char path[32];
	DIR *dir;

	/* opening what is not there: what has been closed before is released when it returns */
	NEED(open("/dev/snd/pcmC9D9p", O_RDONLY) < 0);
	snprintf(path, sizeof(path), "/proc/%d/fd", getppid());
	dir = opendir(path);
	NEED(dir);
	for (*count = *next = 0; (entry = readdir(dir)); ++*count)
		if (entry->d_name[0] != '.' && atoi(entry->d_name) < 1024)
			taken[atoi(entry->d_name)] = true;
	closedir(dir);
	while (taken[*next])
		++*next;
}

static struct rlimit limit_server(unsigned int most)
{
	struct rlimit limit, old;

	NEED(!prlimit(getppid(), RLIMIT_NOFILE, NULL, &old));
	limit = (struct rlimit){most, old.rlim_max};
	NEED(!prlimit(getppid(), RLIMIT_NOFILE, &limit, NULL));
	return old;
}

static int open_with(const char *path, unsigned int most)
{
	struct rlimit old = limit_server(most);
	int fd = open(path, O_RDONLY), err = errno;

	NEED(!prlimit(getppid(), RLIMIT_NOFILE, &old, NULL));
	errno = err;
	return fd;
}

static void a_server_without_descriptors_opens_nothing(void)
{
	unsigned int used, next, now, more, failures = 0;
	size_t i;
	int fd;

	NEED(is_free());
	for (i = 0; i < PATHS; i++) {
		count_descriptors(&used, &next);
		for (more = 0; (fd = open_with(paths[i], next + more)) < 0; more++) {
			/* the kernel world says ENOMEM for a file of the host that it does not get */
			NEED(errno == EMFILE || errno == ENOMEM);
			count_descriptors(&now, &next);
			NEED(now <= used + TASKS && more < 8);
			failures++;
		}
		close(fd);
	}
	NEED(is_free() && failures >= PATHS);
}

static void a_server_without_descriptors_goes_on(void)
{
	int pcm = open_pcm(0), pair[2];
	struct pollfd fds[2] = {{.events = POLLIN}, {.fd = pcm, .events = POLLOUT}};
	struct rlimit old;

	NEED(!pipe(pair));
	fds[0].fd = pair[0];
	set_up(pcm, false, FAST);
	NEED(write_frames(pcm, BUFFER) == BUFFER);
	old = limit_server(3);
	/* it cannot see the pipe: that is as if time were over */
	NEED(poll(fds, 2, -1) == 0);
	NEED(epoll_ctl(pair[0], EPOLL_CTL_ADD, pcm, NULL) < 0);
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_DROP) && !ioctl(pcm, SNDRV_PCM_IOCTL_PREPARE));
	NEED(poll(fds, 2, -1) == 1 && fds[1].revents == POLLOUT);
	NEED(!prlimit(getppid(), RLIMIT_NOFILE, &old, NULL));
	close(pcm);
	NEED(is_free());
}

/* ---- permission ---------------------------------------------------------------------------------------------- */

static void without_duplicates_polls_end_now_and_then(void)
{
	int pcm = open_pcm(0), pair[2], set = epoll_create1(0);
	struct pollfd fds[2] = {{.events = POLLIN}, {.fd = pcm, .events = POLLOUT}};
	struct epoll_event event = {.events = EPOLLOUT};

	NEED(!pipe(pair));
	fds[0].fd = pair[0];
	set_up(pcm, false, FAST);
	NEED(poll(fds, 2, -1) == 1 && fds[1].revents == POLLOUT && !fds[0].revents);
	NEED(write_frames(pcm, BUFFER) == BUFFER && poll(fds, 2, -1) == 0);
	NEED(epoll_ctl(set, EPOLL_CTL_ADD, pcm, &event) < 0 && errno == EPERM);
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_START));
	while (!poll(fds, 2, -1))
		;
	NEED(fds[1].revents & POLLOUT);
}

const struct notify_program notify_fault_programs[] = {
	{"a_server_without_descriptors_opens_nothing", a_server_without_descriptors_opens_nothing},
	{"a_server_without_descriptors_goes_on", a_server_without_descriptors_goes_on},
	{0},
};

const struct notify_program notify_sweep_programs[] = {
	{"what_fails_once_works_the_next_time", what_fails_once_works_the_next_time},
	{0},
};

const struct notify_program notify_blind_programs[] = {
	{"without_duplicates_polls_end_now_and_then", without_duplicates_polls_end_now_and_then},
	{0},
};
