// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_fuse_clients.c - clients of a FUSE mount come and go: descriptors that are passed on, signals, kills, polls,
 * text that they write, cards that are pulled out under them.
 */
#include <poll.h>
#include <sys/time.h>

#include "tests/host/features.h"
#include "tests/host/fuse_client.h"

/* ---- descriptors ------------------------------------------------------------------------------------------------- */

static void pass_it_on(void)
{
	int fd = play_up_to_full(), copy = dup(fd), status;
	pid_t child;

	close(fd);
	child = fork();
	if (!child)
		_exit(write_frames(copy, frames, PCM_PERIOD) != PCM_PERIOD);
	EXPECT(waitpid(child, &status, 0) == child && !status);
	EXPECT(write_frames(copy, frames, PCM_PERIOD) == PCM_PERIOD);
	close(copy);
}

static void a_descriptor_survives_dup_and_fork(void)
{
	each_way(pass_it_on);
}

static void open_again_and_again(void)
{
	int fd, i;

	for (i = 0; i < 100; i++) {
		fd = open_playback(O_NONBLOCK);
		if (i % 10 == 0) {
			EXPECT(!set_up(fd, SNDRV_PCM_ACCESS_RW_INTERLEAVED));
			EXPECT(write_frames(fd, frames, PCM_BUFFER) == PCM_BUFFER);
		}
		EXPECT(open_in(rig.snd, PLAYBACK, O_RDWR | O_NONBLOCK) < 0 && errno == EBUSY, "%s", strerror(errno));
		close(fd);
	}
}

static void what_was_closed_is_never_busy(void)
{
	unsigned int seed;

	each_way(open_again_and_again);
	for (seed = 1; seed <= 3; seed++) /* in other orders */
		rig_run(&(struct rig){ .clock = SERVER_PACED, .client = open_again_and_again, .seed = seed });
}

/* ---- signals ----------------------------------------------------------------------------------------------------- */

static int signalled_fd;
static volatile sig_atomic_t signals;

static void on_signal(int number)
{
	/* the third one ends what the call waits for */
	if (++signals == 3)
		ioctl(signalled_fd, SNDRV_PCM_IOCTL_DROP);
}

/* every 20 ms, so that one comes when the call waits */
static void send_signals(int fd, int flags)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = flags };
	struct itimerval every = { { 0, 20000 }, { 0, 20000 } };

	signals = 0;
	signalled_fd = fd;
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &every, NULL);
}

static void stop_signals(void)
{
	setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, NULL);
	signal(SIGALRM, SIG_DFL);
	alarm(60);
}

static void be_interrupted(void)
{
	struct snd_ctl_event event;
	int control = open_in(rig.snd, "controlC0", O_RDWR), on = 1;

	EXPECT(!ioctl(control, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &on));
	send_signals(-1, 0);
	EXPECT(read(control, &event, sizeof(event)) == -1 && errno == EINTR, "%s", strerror(errno));
	stop_signals();
	close(control);
}

static void a_signal_ends_a_call_that_waits(void)
{
	each_way(be_interrupted);
}

/* full, and never started */
static int fill_without_start(void)
{
	struct snd_pcm_sw_params sw = {
		.period_step = 1, .avail_min = PCM_PERIOD, .start_threshold = 2 * PCM_BUFFER, .stop_threshold = PCM_BUFFER,
	};
	int fd = open_playback(0);

	EXPECT(!set_up(fd, SNDRV_PCM_ACCESS_RW_INTERLEAVED));
	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_SW_PARAMS, &sw));
	EXPECT(write_frames(fd, frames, PCM_BUFFER) == PCM_BUFFER);
	return fd;
}

/* a signal that is late lets the wait time out (a tenth of a second, -EIO); then it is begun again */
static int write_one_more(int fd)
{
	int err;

	do
		err = write_frames(fd, frames, 1);
	while (err == -EIO);
	return err;
}

static void restart_an_ioctl(void)
{
	int fd = fill_without_start(), err;

	send_signals(fd, SA_RESTART);
	err = write_one_more(fd);
	EXPECT(err == -EBADFD && signals >= 3, "%d after %d signals", err, (int)signals);
	stop_signals();
	close(fd);
	fd = fill_without_start();
	send_signals(-1, 0);
	EXPECT(write_one_more(fd) == -EINTR);
	stop_signals();
	close(fd);
}

/* on the real clock: the paced one lets the wait time out at once */
static void an_ioctl_goes_on_after_a_handler_that_says_so(void)
{
	static const enum fuse_mode modes[] = { FUSE_MODE_AUTO, FUSE_MODE_DIRECT };
	unsigned int i;

	for (i = 0; i < 2; i++) {
		struct rig what = { .clock = SERVER_REAL, .mode = modes[i], .client = restart_an_ioctl };

		rig_run(&what);
	}
}

/* @what does not return by itself; killed when it is inside */
static void kill_in(void (*what)(int say))
{
	int ends[2], status;
	pid_t child;
	char byte;

	if (pipe(ends))
		return;
	child = fork();
	if (!child) {
		what(ends[1]);
		_exit(0);
	}
	EXPECT(read(ends[0], &byte, 1) == 1);
	kill(child, SIGKILL);
	EXPECT(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
	close(ends[0]);
	close(ends[1]);
}

static void play_for_ever(int say)
{
	int fd = open_playback(0);

	EXPECT(!set_up(fd, SNDRV_PCM_ACCESS_RW_INTERLEAVED));
	while (write_frames(fd, frames, PCM_BUFFER) > 0)
		EXPECT(write(say, "", 1) == 1);
}

static void wait_for_ever(int say)
{
	int control = open_in(rig.snd, "controlC0", O_RDWR), on = 1;
	struct snd_ctl_event event;

	ioctl(control, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &on);
	EXPECT(write(say, "", 1) == 1);
	EXPECT(read(control, &event, sizeof(event)) < 0);
}

static void kill_clients(void)
{
	int fd, i;

	for (i = 0; i < 5; i++) {
		kill_in(play_for_ever);
		fd = open_in(rig.snd, PLAYBACK, O_RDWR | O_NONBLOCK);
		EXPECT(fd >= 0, "%s", strerror(errno));
		close(fd);
		kill_in(wait_for_ever);
	}
}

static void a_killed_client_leaves_nothing_busy(void)
{
	each_way(kill_clients);
}

/* ---- poll -------------------------------------------------------------------------------------------------------- */

static void poll_for_room(void)
{
	int fd = open_playback(O_NONBLOCK), i;
	struct pollfd wait = { fd, POLLOUT, 0 };

	EXPECT(!set_up(fd, SNDRV_PCM_ACCESS_RW_INTERLEAVED));
	EXPECT(poll(&wait, 1, 0) == 1 && wait.revents == POLLOUT, "0x%x", wait.revents);
	EXPECT(write_frames(fd, frames, PCM_BUFFER) == PCM_BUFFER);
	for (i = 0; i < 10; i++) {
		EXPECT(poll(&wait, 1, 5000) == 1 && wait.revents == POLLOUT, "0x%x", wait.revents);
		EXPECT(write_frames(fd, frames, PCM_PERIOD) == PCM_PERIOD);
	}
	close(fd);
}

static void poll_wakes_when_there_is_room(void)
{
	each_way(poll_for_room);
}

/* in real time it would not end before the client is killed */
static void poll_for_two_minutes(void)
{
	int fd = open_playback(O_NONBLOCK);
	struct pollfd wait = { fd, POLLOUT, 0 };
	unsigned int done;

	EXPECT(!set_up(fd, SNDRV_PCM_ACCESS_RW_INTERLEAVED));
	for (done = 0; done < 120 * PCM_RATE && !tap_failed; done += PCM_PERIOD) {
		EXPECT(poll(&wait, 1, -1) == 1 && wait.revents == POLLOUT, "0x%x", wait.revents);
		EXPECT(write_frames(fd, frames, PCM_PERIOD) == PCM_PERIOD);
	}
	close(fd);
}

static void on_the_paced_clock_time_jumps_for_who_polls(void)
{
	in_mode(FUSE_MODE_AUTO, poll_for_two_minutes);
	in_mode(FUSE_MODE_DIRECT, poll_for_two_minutes);
}

/* a ring full, until it must be over, without a call that sleeps; the run's time when it began */
static double play_and_wait(int fd)
{
	struct snd_pcm_sw_params sw = {
		.period_step = 1, .avail_min = PCM_PERIOD, .start_threshold = PCM_BUFFER, .stop_threshold = PCM_BUFFER,
	};
	struct snd_pcm_status status;

	EXPECT(!set_up(fd, SNDRV_PCM_ACCESS_RW_INTERLEAVED) && !ioctl(fd, SNDRV_PCM_IOCTL_SW_PARAMS, &sw));
	EXPECT(write_frames(fd, frames, PCM_BUFFER) == PCM_BUFFER);
	do {
		poll(NULL, 0, 10);
		memset(&status, 0, sizeof(status));
		EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_STATUS, &status));
	} while (!tap_failed && status.state == SNDRV_PCM_STATE_RUNNING && status.avail < PCM_BUFFER - PCM_PERIOD / 4);
	poll(NULL, 0, 50);
	return status.trigger_tstamp.tv_sec + status.trigger_tstamp.tv_nsec / 1e9;
}

static void end_when_it_must_be_over(void)
{
	struct snd_pcm_sync_ptr sync = { .flags = SNDRV_PCM_SYNC_PTR_APPL | SNDRV_PCM_SYNC_PTR_AVAIL_MIN };
	int fd = open_playback(0);
	double first, second;

	first = play_and_wait(fd);
	close(fd);
	fd = open_playback(0);
	second = play_and_wait(fd);
	EXPECT(second - first >= 0.99 * PCM_BUFFER / PCM_RATE, "%f s, and then %f s", first, second);
	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_DROP) && !ioctl(fd, SNDRV_PCM_IOCTL_SYNC_PTR, &sync));
	EXPECT(sync.s.status.hw_ptr >= PCM_BUFFER && sync.s.status.state == SNDRV_PCM_STATE_SETUP, "%lu",
	       sync.s.status.hw_ptr);
	close(fd);
}

static void on_the_paced_clock_what_is_ended_when_it_must_be_over_was_played(void)
{
	in_mode(FUSE_MODE_AUTO, end_when_it_must_be_over);
	in_mode(FUSE_MODE_DIRECT, end_when_it_must_be_over);
}

static void change_a_control(int control)
{
	struct snd_ctl_elem_id ids[8] = { 0 };
	struct snd_ctl_elem_list list = { .space = 8, .pids = ids };
	struct snd_ctl_elem_value value = { 0 };
	unsigned int i;

	EXPECT(!ioctl(control, SNDRV_CTL_IOCTL_ELEM_LIST, &list));
	for (i = 0; i < list.used && strcmp((char *)ids[i].name, "Master Playback Volume"); i++)
		;
	EXPECT(i < list.used);
	value.id = ids[i];
	EXPECT(!ioctl(control, SNDRV_CTL_IOCTL_ELEM_READ, &value));
	value.value.integer.value[0] ^= 1;
	EXPECT(!ioctl(control, SNDRV_CTL_IOCTL_ELEM_WRITE, &value), "%s", strerror(errno));
}

static void wait_for_an_event(void)
{
	int control = open_in(rig.snd, "controlC0", O_RDWR), on = 1;
	struct pollfd wait = { control, POLLIN, 0 };
	struct snd_ctl_event event;
	pid_t child;

	EXPECT(!ioctl(control, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &on) && on == 1);
	EXPECT(poll(&wait, 1, 0) == 0);
	child = fork();
	if (!child) {
		change_a_control(control);
		_exit(tap_failed);
	}
	EXPECT(poll(&wait, 1, 5000) == 1 && wait.revents == POLLIN, "0x%x", wait.revents);
	EXPECT(read(control, &event, sizeof(event)) == sizeof(event) && event.type == SNDRV_CTL_EVENT_ELEM);
	EXPECT(!strcmp((char *)event.data.elem.id.name, "Master Playback Volume"), "%s", event.data.elem.id.name);
	waitpid(child, NULL, 0);
	close(control);
}

static void a_control_event_wakes_poll_and_read(void)
{
	each_way(wait_for_an_event);
}

/* ---- text -------------------------------------------------------------------------------------------------------- */

static int write_text(const char *text, size_t piece, int *at_close)
{
	int fd = open_in(rig.folder[0], PREALLOC, O_WRONLY | O_TRUNC), err = 0;
	size_t bytes = strlen(text), done;

	EXPECT(fd >= 0, "%s", strerror(errno));
	for (done = 0; !err && done < bytes; done += piece)
		err = write(fd, text + done, piece < bytes - done ? piece : bytes - done) < 0 ? -errno : 0;
	*at_close = close(fd) ? -errno : 0;
	return err;
}

static void expect_text(const char *file, const char *want)
{
	int fd = open_in(rig.folder[0], file, O_RDONLY), i;
	char text[64] = "", again[64] = "", byte;

	EXPECT(read(fd, text, sizeof(text) - 1) > 0 && !strcmp(text, want), "%s: %s", file, text);
	EXPECT(read(fd, &byte, 1) == 0);
	EXPECT(lseek(fd, 0, SEEK_SET) == 0);
	for (i = 0; i < 63 && read(fd, again + i, 1) == 1;)
		i++;
	EXPECT(!strcmp(again, want), "%s", again);
	EXPECT(pread(fd, again, 1, 1) == 1 && *again == want[1]);
	close(fd);
}

static void write_and_read_text(void)
{
	char text[4] = "";
	int fd, at_close;

	EXPECT(!write_text("64\n", 100, &at_close) && !at_close);
	expect_text(PREALLOC, "64\n");
	EXPECT(!write_text("32\n", 1, &at_close) && !at_close);
	expect_text(PREALLOC, "32\n");
	EXPECT(write_text("nonsense\n", 100, &at_close) == -EINVAL && !at_close);
	EXPECT(write_text("nonsense\n", 1, &at_close) == -EINVAL && !at_close);
	EXPECT(!write_text("nonsense", 100, &at_close) && at_close == -EINVAL, "%d", at_close);
	EXPECT(!write_text("64", 1, &at_close) && !at_close);
	expect_text(PREALLOC, "64\n");
	fd = open_in(rig.folder[0], PREALLOC, O_RDONLY);
	EXPECT(read(fd, text, 3) == 3 && !strcmp(text, "64\n"));
	EXPECT(!write_text("32\n", 100, &at_close));
	EXPECT(!lseek(fd, 0, SEEK_SET) && read(fd, text, 3) == 3 && !strcmp(text, "32\n"), "%s", text);
	close(fd);
	fd = open_playback(0);
	EXPECT(write_text("64\n", 100, &at_close) == -EBUSY);
	close(fd);
}

static void text_is_read_whole_and_errors_reach_the_writer(void)
{
	each_way(write_and_read_text);
}

static void write_through_a_copy(void)
{
	int fd = open_in(rig.folder[0], PREALLOC, O_WRONLY), copy = dup(fd);

	EXPECT(write(fd, "6", 1) == 1 && write(fd, "4", 1) == 1);
	EXPECT(!close(fd));
	expect_text(PREALLOC, "64\n");
	EXPECT(write(copy, "32\n", 3) == 3);
	expect_text(PREALLOC, "32\n");
	EXPECT(!close(copy));
}

static void text_goes_on_through_a_copy_of_a_closed_descriptor(void)
{
	in_mode(FUSE_MODE_DIRECT, write_through_a_copy);
}

/* ---- cards that go ----------------------------------------------------------------------------------------------- */

static void lose_the_card(void)
{
	int fd = play_up_to_full(), control = open_in(rig.snd, "controlC0", O_RDWR), on = 1, status;
	struct pollfd wait = { control, POLLIN, 0 };
	pid_t child;

	EXPECT(!ioctl(control, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &on));
	child = fork();
	if (!child)
		_exit(poll(&wait, 1, 10000) != 1 || !(wait.revents & POLLERR));
	rig_remove_card();
	EXPECT(waitpid(child, &status, 0) == child && !status, "0x%x", status);
	EXPECT(write_frames(fd, frames, 1) == -ENODEV || errno == EBADFD, "%s", strerror(errno));
	EXPECT(ioctl(control, SNDRV_CTL_IOCTL_CARD_INFO, frames) && errno == ENODEV, "%s", strerror(errno));
	EXPECT(open_in(rig.snd, PLAYBACK, O_RDWR) < 0 && errno == ENOENT);
	EXPECT(!is_listed(rig.snd, PLAYBACK, DT_REG));
	EXPECT(is_listed(rig.folder[0], "snd", DT_DIR));
	close(fd);
	close(control);
	rig_card_is_removed();
}

static void a_card_that_is_pulled_out_is_gone_for_clients(void)
{
	each_way(lose_the_card);
}

/* ---- what the other modes have, too ------------------------------------------------------------------------------ */

static void make_an_element_and_tick(void)
{
	int control = open_in(rig.snd, "controlC0", O_RDWR), timer = open_in(rig.snd, "timer", O_RDWR);
	const char *failed = own_element_works(control) ?: a_timer_ticks(timer);

	EXPECT(!failed, "%s", failed);
	close(timer);
	close(control);
}

static void own_elements_and_timers_work(void)
{
	each_way(make_an_element_and_tick);
}

static const struct tap_case cases[] = {
	TAP_CASE(own_elements_and_timers_work),
	TAP_CASE(a_descriptor_survives_dup_and_fork),
	TAP_CASE(what_was_closed_is_never_busy),
	TAP_CASE(a_signal_ends_a_call_that_waits),
	TAP_CASE(an_ioctl_goes_on_after_a_handler_that_says_so),
	TAP_CASE(a_killed_client_leaves_nothing_busy),
	TAP_CASE(poll_wakes_when_there_is_room),
	TAP_CASE(on_the_paced_clock_time_jumps_for_who_polls),
	TAP_CASE(on_the_paced_clock_what_is_ended_when_it_must_be_over_was_played),
	TAP_CASE(a_control_event_wakes_poll_and_read),
	TAP_CASE(text_is_read_whole_and_errors_reach_the_writer),
	TAP_CASE(text_goes_on_through_a_copy_of_a_closed_descriptor),
	TAP_CASE(a_card_that_is_pulled_out_is_gone_for_clients),
};


int main(int argc, char **argv)
{
	return rig_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
