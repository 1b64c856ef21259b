// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hostile_lives.c - processes that are killed, stopped, forked, replaced, or hand their descriptors on, at moments that
 * suit nobody; and those that take all they can get.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include <sound/asound.h>

#include "tests/host/hostile.h"

static int16_t silence[4 * SOUND_BUFFER];

static void sleep_us(unsigned int us)
{
	struct timespec t = {us / 1000000, us % 1000000 * 1000};

	nanosleep(&t, NULL);
}

/* the whole buffer written, and running; -1 if the device is busy */
static int play(const char *name, int flags)
{
	int pcm = hostile_open(name, O_RDWR | flags);

	if (pcm >= 0 && (hostile_set_up(pcm, false, true) || hostile_write(pcm, silence, SOUND_BUFFER) < 0)) {
		close(pcm);
		return -1;
	}
	return pcm;
}

/* it sleeps in a transfer, a drain, or a read of events, over and over */
static void sleep_in_calls(void)
{
	int pcm = play("pcmC1D0p", 0);

	while (pcm >= 0)
		if (hostile_write(pcm, silence, 4 * SOUND_BUFFER) < 0 ||
		    (!(hostile_random() % 4) && ioctl(pcm, SNDRV_PCM_IOCTL_DRAIN)))
			ioctl(pcm, SNDRV_PCM_IOCTL_PREPARE);
}

/* ---- killed ---- */

static void killed_at_any_moment(void)
{
	unsigned long i, lives = hostile.count / 400 + 4;
	pid_t child;

	for (i = 0; i < lives; i++) {
		child = hostile_fork();
		if (!child) {
			hostile.seed += i;
			if (i % 2)
				sleep_in_calls();
			else
				hostile_calls[0].run();
			_exit(0);
		}
		sleep_us(hostile_random() % 20000);
		kill(child, SIGKILL);
		NEED(waitpid(child, NULL, 0) == child);
	}
}

static void stopped_and_continued_goes_on(void)
{
	pid_t child = hostile_fork();
	int pcm, i, status;
	long done = 0, got;

	if (!child) {
		pcm = play("pcmC1D0p", 0);
		NEED(pcm >= 0);
		while (done < SOUND_RATE / 2) {
			got = hostile_write(pcm, silence, SOUND_RATE / 2 - done);
			/* a transfer ends with what it has done; one that has done nothing begins anew; and it may have
			 * run dry */
			NEED(got > 0 || (got < 0 && (errno == EPIPE || errno == EINTR)));
			if (got < 0 && errno == EPIPE)
				NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_PREPARE));
			done += got > 0 ? got : 0;
		}
		_exit(0);
	}
	for (i = 0; i < 6 && !waitpid(child, &status, WNOHANG); i++) {
		sleep_us(hostile_random() % 30000);
		kill(child, SIGSTOP);
		sleep_us(i == 3 ? 300000 : hostile_random() % 30000);
		kill(child, SIGCONT);
	}
	if (i == 6)
		NEED(waitpid(child, &status, 0) == child);
	NEED(WIFEXITED(status) && !WEXITSTATUS(status));
}

static void stopped_for_ever(void)
{
	pid_t child = hostile_fork();

	if (!child)
		sleep_in_calls();
	sleep_us(20000);
	kill(child, SIGSTOP);
	for (;;)
		pause();
}

/* ---- handed on ---- */

static void send_descriptor(int to, int fd)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct iovec data = {(char[]){0}, 1};
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};

	control.header = (struct cmsghdr){CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	sendmsg(to, &message, 0);
}

/* descriptors in messages that nobody reads, and in those of children that are killed */
static void descriptors_are_left_in_messages(void)
{
	int pair[2], pcm, round;
	pid_t child;

	for (round = 0; round < 10; round++) {
		NEED(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
		pcm = play(round % 2 ? "pcmC1D0p" : "pcmC2D0p", O_NONBLOCK);
		send_descriptor(pair[0], pcm);
		send_descriptor(pair[0], hostile_open("controlC1", O_RDWR));
		close(pcm);
		child = hostile_fork();
		if (!child) {
			send_descriptor(pair[0], pair[1]);
			execl("/bin/sh", "sh", "-c", "kill -9 $$", NULL);
			_exit(1);
		}
		close(pair[0]);
		close(pair[1]);
		NEED(waitpid(child, NULL, 0) == child);
	}
}

/* ---- threads that take the descriptor away while another one sleeps with it ---- */

static bool *over;

static void *take_away(void *arg)
{
	int pcm = *(int *)arg, other = open("/dev/null", O_RDWR), control = hostile_open("controlC1", O_RDONLY);

	while (!__atomic_load_n(over, __ATOMIC_RELAXED)) {
		sleep_us(hostile_random() % 3000);
		switch (hostile_random() % 3) {
		case 0:
			close(pcm);
			break;
		case 1:
			dup2(other, pcm);
			break;
		default:
			dup2(control, pcm);
			break;
		}
	}
	return NULL;
}

static void closed_under_a_sleeping_call(void)
{
	struct snd_pcm_status status;
	bool ended = false;
	pthread_t thread;
	int pcm = 50, i, got;

	over = &ended;
	NEED(!pthread_create(&thread, NULL, take_away, &pcm));
	for (i = 0; i < 16; i++) {
		got = play("pcmC1D0p", i % 2 ? O_NONBLOCK : 0);
		if (got < 0)
			continue;
		dup2(got, pcm);
		close(got);
		hostile_write(pcm, silence, SOUND_BUFFER + SOUND_PERIOD);
		ioctl(pcm, SNDRV_PCM_IOCTL_STATUS, &status);
	}
	__atomic_store_n(over, true, __ATOMIC_RELAXED);
	NEED(!pthread_join(thread, NULL));
}

/* ---- greed ---- */

static void opens_until_there_are_none_left(void)
{
	static const char *const names[] = {"controlC1", "pcmC1D0p", "timer", "controlC0", "pcmC1D1c"};
	struct rlimit limit;
	int opened = 0, failed, next;

	NEED(!getrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = limit.rlim_max < 3000 ? limit.rlim_max : 3000;
	NEED(!setrlimit(RLIMIT_NOFILE, &limit));
	for (failed = next = 0; failed < 40 && opened < 3000; next++)
		if (hostile_open(names[next % 5], O_RDWR | O_NONBLOCK) >= 0)
			opened++, failed = 0;
		else
			failed++;
	for (;;)
		pause();
}

static void many_elements_and_sets(void)
{
	struct snd_ctl_elem_info info = {
		.id = {.iface = SNDRV_CTL_ELEM_IFACE_MIXER},
		.count = 128,
		.type = SNDRV_CTL_ELEM_TYPE_INTEGER,
		.owner = 1,
	};
	int control = hostile_open("controlC1", O_RDWR), pcm = hostile_open("pcmC1D0p", O_RDWR | O_NONBLOCK), i,
	    failed = 0;
	struct epoll_event event = {.events = EPOLLOUT};

	NEED(control >= 0);
	info.value.integer.max = 100;
	info.access = SNDRV_CTL_ELEM_ACCESS_READWRITE;
	for (i = 0; i < 2000 && failed < 4; i++) {
		snprintf((char *)info.id.name, sizeof(info.id.name), "Element %d", i);
		failed += ioctl(control, SNDRV_CTL_IOCTL_ELEM_ADD, &info) != 0;
	}
	for (i = 0; pcm >= 0 && i < 200; i++)
		epoll_ctl(epoll_create1(EPOLL_CLOEXEC), EPOLL_CTL_ADD, pcm, &event);
}

static void opens_and_closes(void)
{
	unsigned long i;

	for (i = 0; i < 200 + hostile.count / 20; i++)
		close(hostile_open(i % 3 ? "pcmC1D0p" : i % 2 ? "controlC1" : "timer", O_RDWR | O_NONBLOCK));
}

/* each has a task of the server's */
static void *one_sleeper(void *arg)
{
	for (;;)
		hostile_write(*(int *)arg, silence, 4 * SOUND_BUFFER);
	return NULL;
}

static void many_calls_sleep(void)
{
	int pcm = play("pcmC1D0p", 0), i;
	pthread_attr_t small;
	pthread_t thread;

	NEED(pcm >= 0 && !pthread_attr_init(&small) && !pthread_attr_setstacksize(&small, 65536));
	for (i = 0; i < 200; i++)
		NEED(!pthread_create(&thread, &small, one_sleeper, &pcm));
	for (;;)
		pause();
}

const struct hostile_act hostile_lives[] = {
	{"killed_at_any_moment", killed_at_any_moment},
	{"stopped_and_continued_goes_on", stopped_and_continued_goes_on},
	{"stopped_for_ever", stopped_for_ever, .stays = true},
	{"descriptors_are_left_in_messages", descriptors_are_left_in_messages},
	{"closed_under_a_sleeping_call", closed_under_a_sleeping_call},
	{"opens_until_there_are_none_left", opens_until_there_are_none_left, .stays = true},
	{"many_elements_and_sets", many_elements_and_sets},
	{"opens_and_closes", opens_and_closes},
	{"many_calls_sleep", many_calls_sleep, .stays = true},
	{NULL},
};
