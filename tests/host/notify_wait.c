// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * notify_wait.c - programs that wait: in transfers, in poll and select, for events, and are interrupted meanwhile.
 *
 * A stream that is full and not started does not move, so that whoever waits on it is inside when something happens:
 * poll for ever, a write for a little longer than the buffer lasts. (On the paced clock that is no time at all.)
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <sound/asound.h>

#include "tests/host/notify_client.h"

/* ---- signals ----------------------------------------------------------------------------------------------------- */

static volatile int alarms, pcm_of_handler = -1;

static void on_alarm(int number)
{
	int err = errno;

	alarms++;
	if (pcm_of_handler >= 0)
		ioctl(pcm_of_handler, SNDRV_PCM_IOCTL_DROP);
	errno = err;
}

/* soon, when we are inside a call, or shortly before: then it comes once more */
static void alarm_soon(int flags)
{
	struct sigaction action = {.sa_handler = on_alarm, .sa_flags = flags};
	struct itimerval soon = {{0, 50000}, {0, 50000}};

	alarms = 0;
	NEED(!sigaction(SIGALRM, &action, NULL) && !setitimer(ITIMER_REAL, &soon, NULL));
}

static void no_more_alarms(void)
{
	struct itimerval off = {{0}};

	NEED(!setitimer(ITIMER_REAL, &off, NULL));
}

static void a_signal_ends_a_write(void)
{
	int pcm = open_pcm(0);

	set_up(pcm, false, SLOW);
	alarm_soon(0);
	NEED(write_frames(pcm, BUFFER + 1) == BUFFER);
	NEED(alarms);
	NEED(write_frames(pcm, 1) < 0 && errno == EINTR);
	no_more_alarms();
	NEED(state_of(pcm) == (int)SNDRV_PCM_STATE_PREPARED);
}

static void a_restarting_signal_does_not(void)
{
	int pcm = open_pcm(0);

	set_up(pcm, false, SLOW);
	NEED(write_frames(pcm, BUFFER) == BUFFER);
	/* the handler drops the stream: the write that was begun again finds that */
	pcm_of_handler = pcm;
	alarm_soon(SA_RESTART);
	NEED(write_frames(pcm, 1) < 0 && errno == EBADFD && alarms);
	no_more_alarms();
}

static void a_signal_ends_an_open_that_waits(void)
{
	int pcm = open_pcm(0);

	alarm_soon(0);
	NEED(open(PLAYBACK, O_RDWR) < 0 && errno == EINTR && alarms);
	no_more_alarms();
	close(pcm);
	NEED(is_free());
}

static void fatal_signals_kill_in_a_write(void)
{
	int turn, ready[2], child;
	char byte;

	for (turn = 0; turn < 8; turn++) {
		NEED(!pipe(ready));
		child = fork_child();
		if (!child) {
			int pcm = open_pcm(0);

			set_up(pcm, false, SLOW);
			NEED(write_frames(pcm, BUFFER) == BUFFER && write(ready[1], "", 1) == 1);
			write_frames(pcm, 1);
			_exit(1);
		}
		close(ready[1]);
		NEED(read(ready[0], &byte, 1) == 1 && !kill(child, SIGTERM));
		/* the device is free when its end has been waited for */
		NEED(syscall(SYS_wait4, child, NULL, 0, NULL) == child);
		NEED(is_free());
		close(ready[0]);
	}
}

/* ---- threads ----------------------------------------------------------------------------------------------------- */

static void *write_more(void *arg)
{
	NEED(write_frames(*(int *)arg, BUFFER + PERIOD) == BUFFER + PERIOD);
	return NULL;
}

static void a_thread_that_waits_holds_up_nobody(void)
{
	int pcm = open_pcm(0), control = open("/dev/snd/controlC0", O_RDONLY);
	struct snd_ctl_card_info info;
	struct snd_pcm_status status = {.state = 0};
	pthread_t writer;

	set_up(pcm, false, SLOW);
	NEED(!pthread_create(&writer, NULL, write_more, &pcm));
	do
		NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_STATUS, &status));
	while (status.appl_ptr < BUFFER);
	NEED(!ioctl(control, SNDRV_CTL_IOCTL_CARD_INFO, &info));
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_START));
	pthread_join(writer, NULL);
}

static void *close_later(void *arg)
{
	close(*(int *)arg);
	return NULL;
}

static void an_open_waits_until_the_device_is_free(void)
{
	int pcm = open_pcm(0), again;
	pthread_t closer;

	NEED(!is_free());
	NEED(!pthread_create(&closer, NULL, close_later, &pcm));
	again = open(PLAYBACK, O_RDWR);
	NEED(again >= 0);
	pthread_join(closer, NULL);
}

/* ---- flags ------------------------------------------------------------------------------------------------------- */

/* they count from the next preparation on, as in the kernel */
static void flags_may_change(void)
{
	int pcm = open_pcm(O_NONBLOCK), off = 0;

	set_up(pcm, false, SLOW);
	NEED(write_frames(pcm, BUFFER) == BUFFER);
	NEED(write_frames(pcm, 1) < 0 && errno == EAGAIN);
	NEED(!ioctl(pcm, FIONBIO, &off) && !(fcntl(pcm, F_GETFL) & O_NONBLOCK));
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_DROP) && !ioctl(pcm, SNDRV_PCM_IOCTL_PREPARE));
	NEED(write_frames(pcm, BUFFER) == BUFFER);
	NEED(write_frames(pcm, 1) < 0 && errno == EIO); /* nothing has moved for longer than the buffer lasts */
	NEED(!fcntl(pcm, F_SETFL, O_NONBLOCK) && fcntl(pcm, F_GETFL) & O_NONBLOCK);
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_PREPARE) && write_frames(pcm, BUFFER) == BUFFER);
	NEED(write_frames(pcm, 1) < 0 && errno == EAGAIN);
}

static void appended_opens_share(void)
{
	int pcm = open_pcm(0), shared;

	set_up(pcm, false, FAST);
	NEED(write_frames(pcm, BUFFER) == BUFFER);
	shared = open(PLAYBACK, O_RDWR | O_NONBLOCK | O_APPEND);
	NEED(shared >= 0 && state_of(shared) == (int)SNDRV_PCM_STATE_PREPARED);
	/* which of two files with one inode it is, is told by their flags: a preparation takes them over */
	NEED(!ioctl(shared, SNDRV_PCM_IOCTL_PREPARE) && write_frames(pcm, BUFFER) == BUFFER);
	NEED(write_frames(pcm, 1) < 0 && errno == EAGAIN);
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_PREPARE) && write_frames(shared, BUFFER) == BUFFER);
	NEED(write_frames(shared, 1) < 0 && errno == EIO);
	close(pcm);
	NEED(!is_free() && state_of(shared) == (int)SNDRV_PCM_STATE_PREPARED);
	close(shared);
	NEED(is_free());
}

/* ---- poll and select --------------------------------------------------------------------------------------------- */

static void poll_tells_of_a_pcm(void)
{
	int pcm = open_pcm(0), pair[2];
	struct pollfd fds[3] = {{.events = POLLIN}, {.events = POLLOUT}, {.fd = -1, .events = POLLIN}};
	char byte;

	set_up(pcm, false, FAST);
	NEED(!pipe(pair));
	fds[0].fd = pair[0];
	fds[1].fd = pcm;
	NEED(poll(fds, 3, -1) == 1 && !fds[0].revents && fds[1].revents == POLLOUT && !fds[2].revents);
	NEED(write_frames(pcm, BUFFER) == BUFFER);
	NEED(poll(fds, 3, 0) == 0 && poll(fds, 3, 10) == 0);
	NEED(write(pair[1], "", 1) == 1 && poll(fds, 3, -1) == 1 && fds[0].revents == POLLIN && !fds[1].revents);
	NEED(read(pair[0], &byte, 1) == 1 && !ioctl(pcm, SNDRV_PCM_IOCTL_START));
	NEED(poll(fds, 3, -1) == 1 && !fds[0].revents && fds[1].revents & POLLOUT);
	fds[2].fd = 99;
	NEED(poll(fds, 3, -1) >= 1 && fds[2].revents == POLLNVAL);
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_DROP) && poll(fds, 2, -1) == 1 && fds[1].revents & POLLERR);
}

static void *write_byte(void *arg)
{
	NEED(write(*(int *)arg, "", 1) == 1);
	return NULL;
}

static void poll_sleeps_for_the_others_too(void)
{
	int pcm = open_pcm(0), pair[2];
	struct pollfd fds[2] = {{.events = POLLIN}, {.fd = pcm, .events = POLLOUT}};
	pthread_t writer;

	set_up(pcm, false, FAST);
	NEED(write_frames(pcm, BUFFER) == BUFFER && !pipe(pair));
	fds[0].fd = pair[0];
	NEED(!pthread_create(&writer, NULL, write_byte, &pair[1]));
	NEED(poll(fds, 2, -1) == 1 && fds[0].revents == POLLIN && !fds[1].revents);
	pthread_join(writer, NULL);
	/* a regular file is always ready */
	fds[0].fd = open("/proc/self/exe", O_RDONLY);
	NEED(poll(fds, 2, -1) == 1 && fds[0].revents == POLLIN);
}

#define CROWD 16

static void *poll_many(void *arg)
{
	struct pollfd *fds = arg;
	long ready = 0, i;

	for (i = 0; i < CROWD; i++)
		fds[i].events = POLLIN | POLLOUT;
	NEED(poll(fds, CROWD, -1) > 0);
	for (i = 0; i < CROWD; i++)
		ready += fds[i].revents != 0;
	return (void *)ready;
}

/* each is what it is alone; also out of a thread that is not the first one */
static void poll_tells_of_many(void)
{
	int pcm = open_pcm(0), plain = open("/proc/self/exe", O_RDONLY), pair[2], i;
	struct pollfd fds[CROWD];
	pthread_t thread;
	void *ready;

	set_up(pcm, false, FAST);
	NEED(!pipe(pair) && plain >= 0);
	for (i = 0; i < CROWD; i += 4) {
		fds[i].fd = dup(pcm);
		fds[i + 1].fd = dup(pair[0]);
		fds[i + 2].fd = i ? dup(plain) : -1;
		fds[i + 3].fd = i ? -1 : 99;
	}
	NEED(!pthread_create(&thread, NULL, poll_many, fds) && !pthread_join(thread, &ready));
	NEED((long)ready == 4 + 3 + 1 && fds[3].revents == POLLNVAL);
	for (i = 0; i < CROWD; i += 4)
		NEED(fds[i].revents == POLLOUT && !fds[i + 1].revents &&
		     fds[i + 2].revents == (i ? POLLIN | POLLOUT : 0));
	NEED(write_frames(pcm, BUFFER) == BUFFER);
	for (i = 0; i < CROWD; i += 4) {
		close(fds[i].fd);
		fds[i].fd = dup(pcm);
	}
	NEED(poll_many(fds) == (void *)(3 + 1) && !fds[0].revents);
}

static void a_signal_ends_a_poll(void)
{
	int pcm = open_pcm(0);
	struct pollfd fd = {.fd = pcm, .events = POLLOUT};
	struct timespec hour = {3600, 0};
	fd_set set;

	set_up(pcm, false, FAST);
	NEED(write_frames(pcm, BUFFER) == BUFFER);
	alarm_soon(SA_RESTART);
	NEED(poll(&fd, 1, -1) < 0 && errno == EINTR);
	FD_ZERO(&set);
	FD_SET(pcm, &set);
	NEED(select(pcm + 1, NULL, &set, NULL, NULL) < 0 && errno == EINTR);
	no_more_alarms();
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_START));
	NEED(ppoll(&fd, 1, &hour, NULL) == 1 && fd.revents & POLLOUT);
}

static void select_tells_of_a_pcm(void)
{
	int pcm = open_pcm(0), pair[2];
	struct timeval tenth = {0, 100000};
	struct timespec no = {0};
	fd_set in, out, except;

	set_up(pcm, false, FAST);
	NEED(!pipe(pair) && write(pair[1], "", 1) == 1);
	FD_ZERO(&in);
	FD_SET(pair[0], &in);
	FD_SET(pcm, &in);
	out = except = in;
	FD_CLR(pair[0], &out);
	NEED(select(pcm + pair[0] + 1, &in, &out, &except, NULL) == 2);
	NEED(FD_ISSET(pair[0], &in) && !FD_ISSET(pcm, &in) && FD_ISSET(pcm, &out) && !FD_ISSET(pcm, &except));
	NEED(write_frames(pcm, BUFFER) == BUFFER);
	NEED(pselect(pcm + 1, NULL, &out, NULL, &no, NULL) == 0 && !FD_ISSET(pcm, &out));
	FD_SET(pcm, &out);
	NEED(select(pcm + 1, NULL, &out, NULL, &tenth) == 0 && !tenth.tv_sec && !tenth.tv_usec);
	FD_SET(pcm, &out);
	FD_SET(99, &out);
	NEED(select(100, NULL, &out, NULL, NULL) < 0 && errno == EBADF);
}

static void a_mapping_client_polls_its_way(void)
{
	int pcm = open_pcm(0), turns;
	struct pollfd fd = {.fd = pcm, .events = POLLOUT};
	volatile struct snd_pcm_mmap_status *status;
	volatile struct snd_pcm_mmap_control *control;
	struct snd_pcm_sync_ptr sync = {.flags = SNDRV_PCM_SYNC_PTR_APPL | SNDRV_PCM_SYNC_PTR_AVAIL_MIN};
	unsigned long fill;

	status = mmap(NULL, 4096, PROT_READ, MAP_SHARED, pcm, SNDRV_PCM_MMAP_OFFSET_STATUS);
	control = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, pcm, SNDRV_PCM_MMAP_OFFSET_CONTROL);
	NEED(status != MAP_FAILED && control != MAP_FAILED);
	set_up(pcm, true, FAST);
	control->appl_ptr = BUFFER;
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_SYNC_PTR, &sync) && !ioctl(pcm, SNDRV_PCM_IOCTL_START));
	for (turns = 0; turns < 20; turns++) {
		NEED(poll(&fd, 1, -1) == 1);
		/* a busy machine may be late on the real clock */
		if (status->state != SNDRV_PCM_STATE_RUNNING)
			return;
		fill = status->hw_ptr + BUFFER - control->appl_ptr;
		NEED(fill >= PERIOD);
		control->appl_ptr += fill;
	}
}

static void epoll_tells_of_a_pcm(void)
{
	int pcm = open_pcm(O_NONBLOCK), set = epoll_create1(0), pair[2];
	struct epoll_event event = {.events = EPOLLOUT | EPOLLIN, .data.u64 = 7}, got[2];
	char byte;

	NEED(set >= 0 && !pipe(pair));
	NEED(epoll_ctl(set, EPOLL_CTL_MOD, pcm, &event) < 0 && errno == ENOENT);
	NEED(epoll_ctl(pair[0], EPOLL_CTL_ADD, pcm, &event) < 0 && errno == EINVAL);
	NEED(!epoll_ctl(set, EPOLL_CTL_ADD, pcm, &event));
	NEED(epoll_ctl(set, EPOLL_CTL_ADD, pcm, &event) < 0 && errno == EEXIST);
	event = (struct epoll_event){.events = EPOLLIN, .data.u64 = 8};
	NEED(!epoll_ctl(set, EPOLL_CTL_ADD, pair[0], &event));
	set_up(pcm, false, FAST);
	NEED(epoll_wait(set, got, 2, -1) == 1 && got[0].data.u64 == 7 && got[0].events == EPOLLOUT);
	NEED(write_frames(pcm, BUFFER) == BUFFER && epoll_wait(set, got, 2, 0) == 0);
	NEED(write(pair[1], "", 1) == 1 && epoll_wait(set, got, 2, -1) == 1 && got[0].data.u64 == 8);
	NEED(read(pair[0], &byte, 1) == 1 && !ioctl(pcm, SNDRV_PCM_IOCTL_START));
	NEED(epoll_wait(set, got, 2, -1) == 1 && got[0].data.u64 == 7);
	event = (struct epoll_event){.events = EPOLLOUT, .data.u64 = 9};
	NEED(!epoll_ctl(set, EPOLL_CTL_MOD, pcm, &event));
	NEED(epoll_wait(set, got, 2, -1) == 1 && got[0].data.u64 == 9);
	NEED(!epoll_ctl(set, EPOLL_CTL_DEL, pcm, NULL) && epoll_wait(set, got, 2, 0) == 0);
	NEED(epoll_ctl(set, EPOLL_CTL_DEL, pcm, NULL) < 0 && errno == ENOENT);
	NEED(!epoll_ctl(set, EPOLL_CTL_ADD, pcm, &event) && epoll_wait(set, got, 2, -1) == 1);
	close(pcm);
	NEED(is_free() && epoll_wait(set, got, 2, 0) == 0);
	pcm = open("/dev/snd/pcmC1D1c", O_RDONLY);
	event.events = EPOLLIN;
	NEED(pcm >= 0 && !epoll_ctl(set, EPOLL_CTL_ADD, pcm, &event));
	set_up(pcm, false, FAST);
	NEED(epoll_wait(set, got, 2, 0) == 0 && !ioctl(pcm, SNDRV_PCM_IOCTL_START));
	NEED(epoll_wait(set, got, 2, -1) == 1 && got[0].data.u64 == 9 && got[0].events == EPOLLIN);
}

/* ---- events ------------------------------------------------------------------------------------------------------ */

static void change_something(int control, int channel)
{
	struct snd_ctl_elem_value value;
	struct snd_ctl_elem_id ids[1];
	struct snd_ctl_elem_list list = {.space = 1, .pids = ids};

	memset(&value, 0, sizeof(value));
	NEED(!ioctl(control, SNDRV_CTL_IOCTL_ELEM_LIST, &list) && list.used == 1);
	value.id = ids[0];
	NEED(!ioctl(control, SNDRV_CTL_IOCTL_ELEM_READ, &value));
	value.value.integer.value[channel] ^= 1;
	NEED(ioctl(control, SNDRV_CTL_IOCTL_ELEM_WRITE, &value) >= 0);
}

static void control_events_are_read_whole(void)
{
	int control = open("/dev/snd/controlC0", O_RDWR | O_NONBLOCK), on = 1, off = 0;
	struct pollfd fd = {.fd = control, .events = POLLIN};
	struct snd_ctl_event event;

	NEED(control >= 0 && poll(&fd, 1, 0) == 0);
	NEED(!ioctl(control, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &on));
	NEED(read(control, &event, sizeof(event)) < 0 && errno == EAGAIN);
	change_something(control, 0);
	NEED(poll(&fd, 1, -1) == 1 && fd.revents == POLLIN);
	NEED(read(control, &event, sizeof(event)) == sizeof(event));
	NEED(event.type == SNDRV_CTL_EVENT_ELEM && event.data.elem.mask == SNDRV_CTL_EVENT_MASK_VALUE &&
	     event.data.elem.id.numid);
	change_something(control, 0);
	NEED(poll(&fd, 1, -1) == 1 && !ioctl(control, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &off));
	NEED(read(control, &event, sizeof(event)) < 0 && errno == EAGAIN);
}

static void an_event_is_there_when_the_write_has_returned(void)
{
	int control = open("/dev/snd/controlC0", O_RDWR | O_NONBLOCK), on = 1, i;
	struct pollfd fd = {.fd = control, .events = POLLIN};
	struct snd_ctl_event event;

	NEED(!ioctl(control, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &on));
	for (i = 0; i < 20; i++) {
		change_something(control, 0);
		NEED(poll(&fd, 1, 0) == 1 && fd.revents == POLLIN);
		/* what has not been read is one event */
		change_something(control, 1);
		NEED(read(control, &event, sizeof(event)) == sizeof(event));
		NEED(read(control, &event, sizeof(event)) < 0 && errno == EAGAIN);
	}
}

static void a_reader_that_sleeps_gets_its_event(void)
{
	int control = open("/dev/snd/controlC0", O_RDWR), on = 1, child;
	struct snd_ctl_event event;

	NEED(control >= 0 && !ioctl(control, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &on));
	child = fork_child();
	if (!child) {
		NEED(read(control, &event, sizeof(event)) == sizeof(event) && event.type == SNDRV_CTL_EVENT_ELEM);
		_exit(0);
	}
	change_something(control, 0);
	wait_for_child(child);
}

static void a_reader_that_does_not_read_harms_nobody(void)
{
	int slow = open("/dev/snd/controlC0", O_RDWR | O_NONBLOCK), control = open("/dev/snd/controlC0", O_RDWR),
	    on = 1, i, got = 0;
	struct snd_ctl_event event;

	NEED(!ioctl(slow, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &on));
	for (i = 0; i < 3000; i++)
		change_something(control, i % 2);
	while (read(slow, &event, sizeof(event)) == sizeof(event)) {
		NEED(event.type == SNDRV_CTL_EVENT_ELEM);
		got++;
	}
	NEED(got == 1); /* of one element */
	change_something(control, 0);
	close(slow);
	change_something(control, 0);
}

static void timers_tick(void)
{
	int timer = open("/dev/snd/timer", O_RDWR | O_NONBLOCK), i;
	struct snd_timer_select select_it = {
		.id = {.dev_class = SNDRV_TIMER_CLASS_GLOBAL, .dev_sclass = SNDRV_TIMER_SCLASS_NONE}};
	struct snd_timer_params params = {.flags = SNDRV_TIMER_PSFLG_AUTO, .ticks = 1, .queue_size = 32};
	struct pollfd fd = {.fd = timer, .events = POLLIN};
	struct snd_timer_read ticks[4];
	int version;
	long got;

	NEED(timer >= 0 && !ioctl(timer, SNDRV_TIMER_IOCTL_PVERSION, &version));
	NEED(!ioctl(timer, SNDRV_TIMER_IOCTL_SELECT, &select_it));
	NEED(!ioctl(timer, SNDRV_TIMER_IOCTL_PARAMS, &params));
	NEED(poll(&fd, 1, 0) == 0 && !ioctl(timer, SNDRV_TIMER_IOCTL_START));
	for (i = 0; i < 10; i++) {
		NEED(poll(&fd, 1, -1) == 1 && fd.revents == POLLIN);
		got = read(timer, ticks, sizeof(ticks));
		NEED(got > 0 && got % sizeof(ticks[0]) == 0 && ticks[0].ticks);
	}
	NEED(!ioctl(timer, SNDRV_TIMER_IOCTL_STOP));
}

/* ---- signals that a device sends --------------------------------------------------------------------------------- */

static volatile sig_atomic_t signals, signal_fd, signal_code;

static void on_device(int number, siginfo_t *info, void *context)
{
	signals++;
	signal_fd = info->si_fd;
	signal_code = info->si_code;
}

/* our signals come here, and wait until we do; they are @number, 0: SIGIO */
static void have_signals(int fd, int number, sigset_t *before)
{
	struct sigaction action = {.sa_sigaction = on_device, .sa_flags = SA_SIGINFO | SA_RESTART};
	sigset_t blocked;

	signals = signal_fd = signal_code = 0;
	sigemptyset(&blocked);
	sigaddset(&blocked, number ? number : SIGIO);
	NEED(!sigprocmask(SIG_BLOCK, &blocked, before) && !sigaction(number ? number : SIGIO, &action, NULL));
	/* in alsa-lib's order */
	NEED(!fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_ASYNC));
	NEED(!fcntl(fd, F_SETSIG, number) && !fcntl(fd, F_SETOWN, getpid()));
}

/* one, or more if we were late */
static void expect_signals(const sigset_t *before, int pcm, int number, int count)
{
	int had;

	while (count--) {
		had = signals;
		sigsuspend(before);
		NEED(signals > had && (!number || (signal_fd == pcm && signal_code == SI_SIGIO)));
	}
}

/* it never runs dry, however late we are */
static void play_for_ever(int pcm)
{
	struct snd_pcm_sw_params sw = {
		.period_step = 1, .avail_min = BUFFER, .start_threshold = 1u << 30, .stop_threshold = ~0ul,
	};

	set_up(pcm, false, FAST);
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_SW_PARAMS, &sw) && write_frames(pcm, BUFFER) == BUFFER);
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_START));
}

static void hear_of_periods(int number)
{
	int pcm = open_pcm(O_NONBLOCK);
	sigset_t before;

	play_for_ever(pcm);
	have_signals(pcm, number, &before);
	expect_signals(&before, pcm, number, 4);
	/* who changes another flag has not asked for the end of it */
	NEED(!fcntl(pcm, F_SETFL, O_RDWR));
	expect_signals(&before, pcm, number, 2);
	NEED(!fcntl(pcm, F_SETFL, O_RDWR) && !ioctl(pcm, SNDRV_PCM_IOCTL_DROP));
	close(pcm);
}

static void a_period_of_a_pcm_is_a_signal(void)
{
	hear_of_periods(0);
	hear_of_periods(SIGRTMIN);
}

static void an_event_of_a_control_is_a_signal(void)
{
	int control = open("/dev/snd/controlC0", O_RDWR), other = open("/dev/snd/controlC0", O_RDWR), on = 1;
	sigset_t before;

	NEED(control >= 0 && other >= 0 && !ioctl(control, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &on));
	have_signals(control, SIGRTMIN, &before);
	change_something(other, 0);
	sigsuspend(&before);
	NEED(signals == 1 && signal_fd == control && signal_code == POLL_IN);
}

const struct notify_program notify_wait_programs[] = {
	{"a_signal_ends_a_write", a_signal_ends_a_write, true, .killable = true},
	{"a_restarting_signal_does_not", a_restarting_signal_does_not, true},
	{"a_signal_ends_an_open_that_waits", a_signal_ends_an_open_that_waits, .killable = true},
	{"fatal_signals_kill_in_a_write", fatal_signals_kill_in_a_write, true},
	{"a_thread_that_waits_holds_up_nobody", a_thread_that_waits_holds_up_nobody, true},
	{"an_open_waits_until_the_device_is_free", an_open_waits_until_the_device_is_free},
	{"flags_may_change", flags_may_change},
	{"appended_opens_share", appended_opens_share},
	{"poll_tells_of_a_pcm", poll_tells_of_a_pcm},
	{"poll_sleeps_for_the_others_too", poll_sleeps_for_the_others_too},
	{"poll_tells_of_many", poll_tells_of_many},
	{"a_signal_ends_a_poll", a_signal_ends_a_poll, .killable = true},
	{"select_tells_of_a_pcm", select_tells_of_a_pcm},
	{"a_mapping_client_polls_its_way", a_mapping_client_polls_its_way},
	{"epoll_tells_of_a_pcm", epoll_tells_of_a_pcm},
	{"control_events_are_read_whole", control_events_are_read_whole},
	{"an_event_is_there_when_the_write_has_returned", an_event_is_there_when_the_write_has_returned},
	{"a_reader_that_sleeps_gets_its_event", a_reader_that_sleeps_gets_its_event},
	{"a_reader_that_does_not_read_harms_nobody", a_reader_that_does_not_read_harms_nobody},
	{"timers_tick", timers_tick},
	{"a_period_of_a_pcm_is_a_signal", a_period_of_a_pcm_is_a_signal},
	{"an_event_of_a_control_is_a_signal", an_event_of_a_control_is_a_signal},
	{0},
};
