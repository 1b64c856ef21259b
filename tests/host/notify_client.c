// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * notify_client.c - programs that open, close, hand over, map and talk to devices. Waiting is in notify_wait.c.
 */
#include "tests/host/notify_client.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sound/asound.h>

#include <linux/openat2.h>

#include "tests/host/features.h"

/* ---- tools ------------------------------------------------------------------------------------------------------- */

int open_pcm(int flags)
{
	int pcm = open(PLAYBACK, O_RDWR | flags);

	NEED(pcm >= 0);
	return pcm;
}

static void all(struct snd_pcm_hw_params *params)
{
	unsigned int i;

	memset(params, 0, sizeof(*params));
	for (i = 0; i <= SNDRV_PCM_HW_PARAM_LAST_MASK - SNDRV_PCM_HW_PARAM_FIRST_MASK; i++)
		memset(&params->masks[i], 0xff, sizeof(params->masks[i]));
	for (i = 0; i <= SNDRV_PCM_HW_PARAM_LAST_INTERVAL - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL; i++)
		params->intervals[i].max = ~0u;
	params->rmask = ~0u;
}

static void only(struct snd_pcm_hw_params *params, unsigned int which, unsigned int value)
{
	struct snd_interval *interval = &params->intervals[which - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL];

	interval->min = interval->max = value;
	interval->integer = 1;
}

static void only_bit(struct snd_pcm_hw_params *params, unsigned int which, unsigned int bit)
{
	struct snd_mask *mask = &params->masks[which - SNDRV_PCM_HW_PARAM_FIRST_MASK];

	memset(mask, 0, sizeof(*mask));
	mask->bits[bit / 32] = 1u << bit % 32;
}

void set_up(int pcm, bool map, unsigned int rate)
{
	struct snd_pcm_sw_params sw = {
		.period_step = 1,
		.avail_min = PERIOD,
		.stop_threshold = BUFFER,
		.start_threshold = 1u << 30,
	};
	struct snd_pcm_hw_params hw;

	all(&hw);
	only_bit(&hw, SNDRV_PCM_HW_PARAM_ACCESS, map ? 0 : 3); /* MMAP_INTERLEAVED, RW_INTERLEAVED */
	only_bit(&hw, SNDRV_PCM_HW_PARAM_FORMAT, 2);	       /* S16_LE */
	only(&hw, SNDRV_PCM_HW_PARAM_CHANNELS, 2);
	only(&hw, SNDRV_PCM_HW_PARAM_RATE, rate);
	only(&hw, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, PERIOD);
	only(&hw, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, BUFFER);
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_HW_PARAMS, &hw));
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_SW_PARAMS, &sw));
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_PREPARE));
}

long write_frames(int pcm, unsigned long frames)
{
	static short silence[4 * BUFFER][2];
	struct snd_xferi xfer = {.buf = silence, .frames = frames};

	return ioctl(pcm, SNDRV_PCM_IOCTL_WRITEI_FRAMES, &xfer) ? -1 : xfer.result;
}

int state_of(int pcm)
{
	struct snd_pcm_status status;

	memset(&status, 0, sizeof(status));
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_STATUS, &status));
	return status.state;
}

bool is_free(void)
{
	int pcm = open(PLAYBACK, O_RDWR | O_NONBLOCK);

	NEED(pcm >= 0 || errno == EBUSY || errno == EAGAIN);
	if (pcm >= 0)
		close(pcm);
	return pcm >= 0;
}

int fork_child(void)
{
	int child = fork();

	if (!child)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return child;
}

void wait_for_child(int pid)
{
	int status;

	NEED(waitpid(pid, &status, 0) == pid);
	NEED(WIFEXITED(status) && !WEXITSTATUS(status));
}

/* ---- opening ----------------------------------------------------------------------------------------------------- */

static void opens_by_every_call(void)
{
	struct open_how how = {.flags = O_RDWR | O_CLOEXEC};
	int pcm;

	pcm = syscall(SYS_openat, AT_FDCWD, PLAYBACK, O_RDWR);
	NEED(pcm >= 0 && !(fcntl(pcm, F_GETFD) & FD_CLOEXEC) && !(fcntl(pcm, F_GETFL) & O_NONBLOCK));
	close(pcm);
	pcm = syscall(SYS_openat2, AT_FDCWD, "/dev//snd/./pcmC0D0p", &how, sizeof(how));
	NEED(pcm >= 0 && fcntl(pcm, F_GETFD) & FD_CLOEXEC && (fcntl(pcm, F_GETFL) & O_ACCMODE) == O_RDWR);
	close(pcm);
#ifdef SYS_open
	pcm = syscall(SYS_open, PLAYBACK, O_RDONLY | O_NONBLOCK);
	NEED(pcm >= 0 && mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, pcm, 0) == MAP_FAILED && errno == EACCES);
	close(pcm);
	pcm = syscall(SYS_open, PLAYBACK, O_WRONLY | O_NONBLOCK);
	NEED(pcm >= 0 && fcntl(pcm, F_GETFL) & O_NONBLOCK);
	close(pcm);
#endif
}

/* from where such a folder would be; the command may have a root of its own, where /dev is anywhere to us */
static void relative_paths_are_seen(void)
{
	int dev = open("/dev", O_PATH | O_DIRECTORY), proc = open("/proc", O_RDONLY | O_DIRECTORY);

	NEED(dev >= 0 && proc >= 0);
	NEED(openat(dev, "snd/controlC0", O_RDWR) >= 0 && openat(dev, "./snd//timer", O_RDWR) >= 0);
	NEED(openat(proc, "asound/cards", O_RDONLY) >= 0 && openat(proc, "asound/nothing", O_RDONLY) < 0 &&
	     errno == ENOENT);
	NEED(openat(99, "snd/controlC0", O_RDWR) < 0 && errno == EBADF);
	NEED(!chdir("/") && open("dev/snd/controlC0", O_RDWR) >= 0 && open("snd/controlC0", O_RDWR) < 0 &&
	     errno == ENOENT);
	NEED(!chdir("/proc") && open("asound/cards", O_RDONLY) >= 0);
	NEED(!chdir("/dev") && open("snd/pcmC0D0p", O_RDWR) >= 0 && !is_free());
}

static void other_files_and_calls_are_the_kernels(void)
{
	int fd, pair[2], on = 1;
	char text[8] = "";

	NEED(open("/dev/snd/pcmC9D9p", O_RDWR) < 0 && errno == ENOENT);
	NEED(open("/nowhere/at/all", O_RDONLY) < 0 && errno == ENOENT);
	NEED(syscall(SYS_openat, AT_FDCWD, (char *)8, O_RDONLY) < 0 && errno == EFAULT);
	fd = open("/proc/self/comm", O_RDONLY);
	NEED(fd >= 0 && read(fd, text, sizeof(text)) > 0);
	NEED(ioctl(fd, SNDRV_PCM_IOCTL_START) < 0 && errno == ENOTTY);
	NEED(ioctl(99, SNDRV_PCM_IOCTL_START) < 0 && errno == EBADF);
	NEED(!pipe(pair) && !ioctl(pair[0], FIONBIO, &on) && read(pair[0], text, 1) < 0 && errno == EAGAIN);
	NEED(!fcntl(pair[0], F_SETFL, 0) && !(fcntl(pair[0], F_GETFL) & O_NONBLOCK));
	fd = open("/dev/snd", O_PATH | O_DIRECTORY);
	NEED(fd >= 0 || errno == ENOENT);
}

static void devices_answer_as_the_kernels(void)
{
	struct snd_pcm_info info = {.device = 7};
	int version = 0, pcm = open_pcm(0);

	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_PVERSION, &version) && version >= SNDRV_PROTOCOL_VERSION(2, 0, 15));
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_INFO, &info) && !info.device && info.subdevices_count == 1);
	NEED(ioctl(pcm, SNDRV_PCM_IOCTL_INFO, (void *)8) < 0 && errno == EFAULT);
	NEED(ioctl(pcm, SNDRV_CTL_IOCTL_CARD_INFO, &info) < 0 && errno == ENOTTY);
	set_up(pcm, false, SLOW);
	NEED(state_of(pcm) == (int)SNDRV_PCM_STATE_PREPARED);
	NEED(write_frames(pcm, PERIOD) == PERIOD);
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_START) && state_of(pcm) == (int)SNDRV_PCM_STATE_RUNNING);
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_DRAIN) && state_of(pcm) == (int)SNDRV_PCM_STATE_SETUP);
}

static void arguments_that_are_no_addresses_arrive(void)
{
	int a = open("/dev/snd/pcmC1D0p", O_RDWR), b = open("/dev/snd/pcmC1D0p", O_RDWR);

	NEED(a >= 0 && b >= 0);
	set_up(a, false, FAST);
	set_up(b, false, FAST);
	NEED(ioctl(a, SNDRV_PCM_IOCTL_LINK, 99) < 0 && errno == EBADFD);
	NEED(!ioctl(a, SNDRV_PCM_IOCTL_LINK, b));
	NEED(ioctl(a, SNDRV_PCM_IOCTL_LINK, b) < 0 && errno == EALREADY);
	NEED(write_frames(a, BUFFER) == BUFFER && write_frames(b, BUFFER) == BUFFER);
	NEED(!ioctl(a, SNDRV_PCM_IOCTL_START) && state_of(b) == (int)SNDRV_PCM_STATE_RUNNING);
	NEED(!ioctl(a, SNDRV_PCM_IOCTL_PAUSE, 1) && state_of(b) == (int)SNDRV_PCM_STATE_PAUSED);
	NEED(!ioctl(a, SNDRV_PCM_IOCTL_PAUSE, 0) && state_of(b) == (int)SNDRV_PCM_STATE_RUNNING);
	NEED(!ioctl(a, SNDRV_PCM_IOCTL_UNLINK) && !ioctl(a, SNDRV_PCM_IOCTL_DROP));
	NEED(state_of(b) == (int)SNDRV_PCM_STATE_RUNNING);
}

static void no_descriptor_left_is_emfile_and_opens_nothing(void)
{
	struct rlimit few = {0}, many;
	int fd = open("/dev/null", O_RDONLY);

	NEED(!getrlimit(RLIMIT_NOFILE, &many));
	few = (struct rlimit){fd + 1, many.rlim_max};
	NEED(!setrlimit(RLIMIT_NOFILE, &few));
	NEED(open(PLAYBACK, O_RDWR) < 0 && errno == EMFILE);
	NEED(open("/dev/snd/controlC0", O_RDWR) < 0 && errno == EMFILE);
	NEED(open("/proc/asound/cards", O_RDONLY) < 0 && errno == EMFILE);
	NEED(!setrlimit(RLIMIT_NOFILE, &many));
	NEED(is_free());
}

#define PREALLOC "/proc/asound/card0/pcm0p/sub0/prealloc"

static void expect_text(const char *path, const char *wanted)
{
	char text[64] = "";
	int fd = open(path, O_RDONLY);

	NEED(fd >= 0 && read(fd, text, sizeof(text) - 1) > 0 && !strcmp(text, wanted));
	close(fd);
}

static int write_text(const char *text)
{
	int fd = open(PREALLOC, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	NEED(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	return fd;
}

/* as soon as anybody opens it, or the stream: also what was written by a process that is gone, and two lines at once */
static void what_was_written_is_so_for_who_comes_next(void)
{
	int fd, child, i;

	for (i = 0; i < 50; i++) {
		fd = write_text(i % 2 ? "32\n" : "64\n");
		expect_text(PREALLOC, i % 2 ? "32\n" : "64\n");
		close(fd);
		close(write_text("64\n16\n"));
		expect_text(PREALLOC, "16\n");
		/* without a newline it is the close that counts */
		close(write_text("48"));
		expect_text(PREALLOC, "48\n");
	}
	child = fork_child();
	if (!child) {
		write_text("64");
		_exit(0);
	}
	wait_for_child(child);
	expect_text(PREALLOC, "64\n");
	fd = write_text("nonsense\n");
	expect_text(PREALLOC, "64\n");
	close(fd);
}

#define WRITERS 3

/* others are served meanwhile, and none of them waits until they have written all */
static void who_writes_texts_for_ever_keeps_nobody(void)
{
	int children[WRITERS], fd, i;
	char lines[3 * 8192];

	for (i = 0; i < (int)sizeof(lines); i++)
		lines[i] = "64\n"[i % 3];
	for (i = 0; i < WRITERS; i++) {
		children[i] = fork_child();
		if (children[i])
			continue;
		fd = open(PREALLOC, O_WRONLY);
		while (fd >= 0 && write(fd, lines, sizeof(lines)) > 0)
			;
		_exit(1);
	}
	for (i = 0; i < 3; i++) {
		fd = open_pcm(O_NONBLOCK);
		set_up(fd, false, FAST);
		NEED(write_frames(fd, PERIOD) == PERIOD);
		close(fd);
		expect_text("/proc/asound/card0/id", "Dummy\n");
	}
	for (i = 0; i < WRITERS; i++)
		NEED(!kill(children[i], SIGKILL) && waitpid(children[i], NULL, 0) == children[i]);
}

static void copies_of_texts_are_read_only(void)
{
	char text[256] = "";
	struct stat is;
	int fd = open("/proc/asound/cards", O_RDONLY);

	NEED(fd >= 0 && read(fd, text, sizeof(text) - 1) > 0 && strstr(text, "Dummy"));
	NEED(lseek(fd, 0, SEEK_SET) == 0 && read(fd, text, 2) == 2 && !fstat(fd, &is) && S_ISREG(is.st_mode));
	NEED(write(fd, text, 1) < 0);
	NEED(open("/proc/asound/cards", O_WRONLY | O_TRUNC) < 0 && errno == EACCES);
	NEED(open("/proc/asound/cards", O_RDWR) < 0 && errno == EACCES);
	NEED(open(PREALLOC, O_RDWR) < 0 && errno == EOPNOTSUPP);
	NEED(open("/proc/asound/nothing", O_WRONLY | O_CREAT, 0666) < 0 && errno == ENOENT);
	NEED(open("/proc/asound/nothing", O_RDONLY) < 0 && errno == ENOENT);
}

/* ---- closing ----------------------------------------------------------------------------------------------------- */

static void closing_is_the_last_descriptors(void)
{
	int pcm = open_pcm(0), again = dup(pcm), third = fcntl(pcm, F_DUPFD, 40);

	NEED(!is_free());
	close(pcm);
	NEED(!is_free());
	close(third);
	NEED(!is_free() && state_of(again) == (int)SNDRV_PCM_STATE_OPEN);
	NEED(dup2(open("/dev/null", O_RDONLY), again) == again);
	NEED(is_free());
	NEED(ioctl(again, SNDRV_PCM_IOCTL_START) < 0 && errno == ENOTTY);
}

static void closing_is_the_last_mappings(void)
{
	int pcm = open_pcm(0);
	void *status = mmap(NULL, 4096, PROT_READ, MAP_SHARED, pcm, SNDRV_PCM_MMAP_OFFSET_STATUS);

	NEED(status != MAP_FAILED);
	close(pcm);
	NEED(!is_free());
	munmap(status, 4096);
	NEED(is_free());
}

static void children_hold_what_they_inherit(void)
{
	int pcm = open_pcm(0), go[2], child;
	char byte;

	NEED(!pipe(go));
	child = fork_child();
	if (!child) {
		close(go[1]);
		NEED(read(go[0], &byte, 1) == 0 && state_of(pcm) == (int)SNDRV_PCM_STATE_OPEN);
		_exit(0);
	}
	close(pcm);
	NEED(!is_free());
	close(go[1]);
	wait_for_child(child);
	NEED(is_free());
}

static void killed_children_let_go(void)
{
	int ready[2], child, status;
	char byte;

	NEED(!pipe(ready));
	child = fork_child();
	if (!child) {
		int pcm = open_pcm(0);

		set_up(pcm, true, FAST);
		NEED(mmap(NULL, BUFFER * 4, PROT_READ | PROT_WRITE, MAP_SHARED, pcm, 0) != MAP_FAILED);
		NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_START) || errno == EPIPE);
		NEED(write(ready[1], "", 1) == 1);
		for (;;)
			pause();
	}
	NEED(read(ready[0], &byte, 1) == 1 && !is_free());
	kill(child, SIGKILL);
	NEED(waitpid(child, &status, 0) == child);
	NEED(is_free());
}

/* to whom the socket's other end belongs */
static void send_descriptor(int to, int fd)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {0};
	char byte = 'x';
	struct iovec data = {&byte, 1};
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};

	control.header = (struct cmsghdr){CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	NEED(sendmsg(to, &message, 0) == 1);
}

static int receive_descriptor(int from)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {0};
	char byte;
	struct iovec data = {&byte, 1};
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	int fd;

	NEED(recvmsg(from, &message, 0) == 1);
	memcpy(&fd, CMSG_DATA(&control.header), sizeof(fd));
	return fd;
}

static void descriptors_travel(void)
{
	int pair[2], child, pcm = open_pcm(0);
	char byte;

	NEED(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	child = fork_child();
	if (!child) {
		close(pcm);
		close(pair[0]);
		pcm = receive_descriptor(pair[1]);
		NEED(read(pair[1], &byte, 1) == 1);
		set_up(pcm, false, FAST);
		_exit(write_frames(pcm, 10) == 10 ? 0 : 1);
	}
	send_descriptor(pair[0], pcm);
	close(pcm);
	NEED(!is_free() && write(pair[0], "", 1) == 1);
	wait_for_child(child);
	NEED(is_free());
}

static void exec_closes_what_it_should(void)
{
	int flags[] = {O_CLOEXEC, 0}, i, child, pcm;
	char number[12];

	for (i = 0; i < 2; i++) {
		pcm = open_pcm(flags[i]);
		snprintf(number, sizeof(number), "%d", pcm);
		child = fork_child();
		if (!child) {
			execl("/proc/self/exe", "test_notify", "descriptor", number, i ? "pcm" : "none", NULL);
			_exit(2);
		}
		wait_for_child(child);
		close(pcm);
	}
	NEED(is_free());
}

int notify_inherit(const char *number)
{
	int version;

	return ioctl(atoi(number), SNDRV_PCM_IOCTL_PVERSION, &version) ? 1 : 0;
}

/* ---- mapping ----------------------------------------------------------------------------------------------------- */

static void maps_samples_status_and_control(void)
{
	int pcm = open_pcm(0);
	struct snd_pcm_mmap_status *status = mmap(NULL, 4096, PROT_READ, MAP_SHARED, pcm, SNDRV_PCM_MMAP_OFFSET_STATUS);
	struct snd_pcm_mmap_control *control;
	struct snd_pcm_sync_ptr sync = {.flags = SNDRV_PCM_SYNC_PTR_APPL | SNDRV_PCM_SYNC_PTR_AVAIL_MIN};
	short(*samples)[2];

	control = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, pcm, SNDRV_PCM_MMAP_OFFSET_CONTROL);
	NEED(status != MAP_FAILED && control != MAP_FAILED && status->state == SNDRV_PCM_STATE_OPEN);
	set_up(pcm, true, SLOW);
	samples = mmap(NULL, BUFFER * 4, PROT_READ | PROT_WRITE, MAP_SHARED, pcm, SNDRV_PCM_MMAP_OFFSET_DATA);
	NEED(samples != MAP_FAILED && status->state == SNDRV_PCM_STATE_PREPARED);
	NEED(control->avail_min == PERIOD && !control->appl_ptr);
	samples[BUFFER - 1][1] = 1;
	control->appl_ptr = BUFFER;
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_SYNC_PTR, &sync) && sync.c.control.appl_ptr == BUFFER);
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_START) && !ioctl(pcm, SNDRV_PCM_IOCTL_DRAIN));
	NEED(status->hw_ptr >= BUFFER && status->state == SNDRV_PCM_STATE_SETUP);
}

/* ---- the end by a clock of one's own ----------------------------------------------------------------------------- */

static struct snd_pcm_status status_of(int pcm)
{
	struct snd_pcm_status status;

	memset(&status, 0, sizeof(status));
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_STATUS, &status));
	return status;
}

/*
 * plays a ring full, by which it returns when it was started; and waits until it must be over, without a call that
 * sleeps
 */
static double play_and_wait(int pcm)
{
	struct snd_pcm_status status;

	set_up(pcm, false, SLOW);
	NEED(write_frames(pcm, BUFFER) == BUFFER && !ioctl(pcm, SNDRV_PCM_IOCTL_START));
	do {
		poll(NULL, 0, 10);
		status = status_of(pcm);
	} while (status.state == SNDRV_PCM_STATE_RUNNING && status.avail < BUFFER - PERIOD / 4);
	poll(NULL, 0, 50);
	return status.trigger_tstamp.tv_sec + status.trigger_tstamp.tv_nsec / 1e9;
}

static void what_is_stopped_when_it_must_be_over_was_played(void)
{
	struct snd_pcm_sync_ptr sync = {.flags = SNDRV_PCM_SYNC_PTR_APPL | SNDRV_PCM_SYNC_PTR_AVAIL_MIN};
	int pcm = open_pcm(0);

	play_and_wait(pcm);
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_DROP));
	NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_SYNC_PTR, &sync));
	NEED(sync.s.status.hw_ptr >= BUFFER && sync.s.status.state == SNDRV_PCM_STATE_SETUP);
}

static void what_is_closed_when_it_must_be_over_was_played(void)
{
	double first, second;
	int pcm = open_pcm(0);

	first = play_and_wait(pcm);
	close(pcm);
	pcm = open_pcm(0);
	second = play_and_wait(pcm);
	NEED(second - first >= 0.99 * BUFFER / SLOW);
}

/* ---- what the other modes have, too ------------------------------------------------------------------------------ */

static void own_elements_and_timers_work(void)
{
	int control = open("/dev/snd/controlC0", O_RDWR), timer = open("/dev/snd/timer", O_RDWR);
	const char *failed;

	NEED(control >= 0 && timer >= 0);
	failed = own_element_works(control) ?: a_timer_ticks(timer);
	if (failed)
		printf("# %s\n", failed);
	NEED(!failed);
}

const struct notify_program notify_programs[] = {
	{"what_is_stopped_when_it_must_be_over_was_played", what_is_stopped_when_it_must_be_over_was_played, .paced = true},
	{"what_is_closed_when_it_must_be_over_was_played", what_is_closed_when_it_must_be_over_was_played, .paced = true},
	{"own_elements_and_timers_work", own_elements_and_timers_work},
	{"opens_by_every_call", opens_by_every_call},
	{"relative_paths_are_seen", relative_paths_are_seen},
	{"other_files_and_calls_are_the_kernels", other_files_and_calls_are_the_kernels},
	{"devices_answer_as_the_kernels", devices_answer_as_the_kernels},
	{"arguments_that_are_no_addresses_arrive", arguments_that_are_no_addresses_arrive},
	{"no_descriptor_left_is_emfile_and_opens_nothing", no_descriptor_left_is_emfile_and_opens_nothing},
	{"copies_of_texts_are_read_only", copies_of_texts_are_read_only},
	{"what_was_written_is_so_for_who_comes_next", what_was_written_is_so_for_who_comes_next},
	{"who_writes_texts_for_ever_keeps_nobody", who_writes_texts_for_ever_keeps_nobody},
	{"closing_is_the_last_descriptors", closing_is_the_last_descriptors},
	{"closing_is_the_last_mappings", closing_is_the_last_mappings},
	{"children_hold_what_they_inherit", children_hold_what_they_inherit},
	{"killed_children_let_go", killed_children_let_go},
	{"descriptors_travel", descriptors_travel},
	{"exec_closes_what_it_should", exec_closes_what_it_should},
	{"maps_samples_status_and_control", maps_samples_status_and_control},
	{0},
};
