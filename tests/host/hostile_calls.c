// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hostile_calls.c - random system calls: every number of the ABI, arguments that are sometimes right, in memory that is
 * sometimes there.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/time.h>

#include <sound/asound.h>

#include "tests/host/hostile.h"
#include "tests/host/ioctl_numbers.h"

struct hostile_place hostile;

/* ---- tools ---- */

uint32_t hostile_random(void)
{
	static _Thread_local uint64_t state;

	if (!state)
		state = hostile.seed * 0x9e3779b97f4a7c15ull + 1;
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 16;
}

int hostile_open(const char *name, int flags)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", hostile.snd, name);
	return open(path, flags | O_CLOEXEC);
}

static void only(struct snd_pcm_hw_params *params, unsigned int which, unsigned int value)
{
	struct snd_interval *interval = &params->intervals[which - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL];

	interval->min = interval->max = value;
	interval->integer = 1;
}

static void only_bit(struct snd_pcm_hw_params *params, unsigned int which, unsigned int bit)
{
	memset(&params->masks[which], 0, sizeof(params->masks[which]));
	params->masks[which].bits[bit / 32] = 1u << bit % 32;
}

int hostile_set_up(int pcm, bool map, bool starts)
{
	struct snd_pcm_sw_params sw = {
		.period_step = 1,
		.avail_min = SOUND_PERIOD,
		.stop_threshold = SOUND_BUFFER,
		.start_threshold = starts ? SOUND_BUFFER : 1u << 30,
	};
	struct snd_pcm_hw_params hw;
	unsigned int i;

	memset(&hw, 0, sizeof(hw));
	memset(hw.masks, 0xff, sizeof(hw.masks));
	for (i = 0; i < sizeof(hw.intervals) / sizeof(hw.intervals[0]); i++)
		hw.intervals[i].max = ~0u;
	hw.rmask = ~0u;
	only_bit(&hw, SNDRV_PCM_HW_PARAM_ACCESS, map ? 0 : 3);
	only_bit(&hw, SNDRV_PCM_HW_PARAM_FORMAT, 2);
	only(&hw, SNDRV_PCM_HW_PARAM_CHANNELS, 1);
	only(&hw, SNDRV_PCM_HW_PARAM_RATE, SOUND_RATE);
	only(&hw, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, SOUND_PERIOD);
	only(&hw, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, SOUND_BUFFER);
	if (ioctl(pcm, SNDRV_PCM_IOCTL_HW_PARAMS, &hw) || ioctl(pcm, SNDRV_PCM_IOCTL_SW_PARAMS, &sw))
		return -1;
	return ioctl(pcm, SNDRV_PCM_IOCTL_PREPARE);
}

long hostile_write(int pcm, const int16_t *data, unsigned long frames)
{
	struct snd_xferi xfer = {.buf = (void *)data, .frames = frames};

	return ioctl(pcm, SNDRV_PCM_IOCTL_WRITEI_FRAMES, &xfer) ? -1 : xfer.result;
}

pid_t hostile_fork(void)
{
	pid_t child = fork();

	if (!child)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	NEED(child >= 0);
	return child;
}

/* ---- memory: RW, RW, RW, RO, NONE, and the page after that is not there; before it nothing that an answer may hit */

#define PAGE 4096u
#define BEFORE (5 * PAGE) /* the longest argument of an ioctl is 16383 bytes */

static uint8_t *arena;

static void make_arena(void)
{
	uint8_t *all = mmap(NULL, BEFORE + 6 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	NEED(all != MAP_FAILED);
	arena = all + BEFORE;
	NEED(!mprotect(arena, 3 * PAGE, PROT_READ | PROT_WRITE) && !mprotect(arena + 3 * PAGE, PAGE, PROT_READ));
	NEED(!munmap(arena + 5 * PAGE, PAGE));
}

static void *address(size_t bytes)
{
	static const uintptr_t odd[] = {0, 1, 4095, 1ul << 47, ~0ul, ~0ul - 4095, 0xffff800000000000ul};
	size_t before = hostile_random() % (bytes + 1);

	switch (hostile_random() % 16) {
	case 0:
		return arena + 3 * PAGE; /* read only */
	case 1:
		return arena + 3 * PAGE - before; /* ends in what is read only */
	case 2:
		return arena + 4 * PAGE - before; /* ends where there is nothing */
	case 3:
		return arena + 4 * PAGE + hostile_random() % (2 * PAGE);
	case 4:
		return (void *)odd[hostile_random() % (sizeof(odd) / sizeof(odd[0]))];
	case 5:
		return arena + PAGE - before; /* crosses */
	default:
		return arena + hostile_random() % 8 * 8;
	}
}

static uint64_t number(void)
{
	static const uint64_t some[] = {
		0,
		1,
		2,
		3,
		4,
		8,
		16,
		64,
		255,
		1024,
		4096,
		8000,
		48000,
		65536,
		0x7fffffff,
		0x80000000,
		0xffffffff,
		0x100000000,
		0x7fffffffffffffff,
		0x8000000000000000,
		0xffffffffffffffff,
	};

	return hostile_random() % 4 ? some[hostile_random() % (sizeof(some) / sizeof(some[0]))] : hostile_random();
}

static void scribble(uint8_t *at, size_t bytes)
{
	uint64_t value;
	size_t place;
	int i;

	switch (hostile_random() % 8) {
	case 0:
		memset(at, 0, bytes);
		break;
	case 1:
		memset(at, 0xff, bytes);
		break;
	case 2:
		for (place = 0; place < bytes; place++)
			at[place] = hostile_random();
		break;
	default: /* what the last one has left */
		break;
	}
	for (i = hostile_random() % 5; i; i--) {
		place = hostile_random() % bytes & ~7u;
		value = hostile_random() % 4 ? number() : (uintptr_t)address(64);
		memcpy(at + place, &value, bytes - place < 8 ? bytes - place : 8);
	}
}

/* ---- calls ---- */

static const unsigned int commands[] = {
	IOCTL_NUMBERS,
	SNDRV_PCM_IOCTL_WRITEI_FRAMES,
	SNDRV_PCM_IOCTL_READI_FRAMES,
	SNDRV_PCM_IOCTL_WRITEN_FRAMES,
	SNDRV_PCM_IOCTL_READN_FRAMES,
	FIONBIO,
	FIONREAD,
	FIOASYNC,
};

static const char *const nodes[] = {
	"pcmC1D0p", "pcmC1D1c",	 "pcmC0D0p",  "pcmC0D0c",  "pcmC2D0p",
	"pcmC2D0c", "controlC0", "controlC1", "controlC2", "timer",
};

#define NODES (sizeof(nodes) / sizeof(nodes[0]))
#define FILES 12

static int files[FILES];

static void random_ioctl(int fd)
{
	unsigned int cmd = commands[hostile_random() % (sizeof(commands) / sizeof(commands[0]))];
	void *at;

	switch (hostile_random() % 16) {
	case 0:
		cmd = _IOC(hostile_random() % 4, "AUT"[hostile_random() % 3], hostile_random() % 256,
			   hostile_random() % 16384);
		break;
	case 1: /* a size that lies */
		cmd = _IOC(_IOC_DIR(cmd), _IOC_TYPE(cmd), _IOC_NR(cmd), hostile_random() % 2048);
		break;
	}
	at = address(_IOC_SIZE(cmd));
	scribble(arena, 1024);
	if (!(hostile_random() % 16))
		at = (void *)(uintptr_t)files[hostile_random() % FILES]; /* LINK */
	ioctl(fd, cmd, at);
}

/* O_APPEND shares a substream with whoever has it, as Linux would: not the player's, who has done nothing for it */
static void open_one(int *fd)
{
	static const int how[] = {O_RDWR, O_RDONLY, O_WRONLY, O_RDWR | O_APPEND};
	const char *node = nodes[hostile_random() % NODES];
	int flags = how[hostile_random() % 4];

	if (!strcmp(node, "pcmC0D0p"))
		flags &= ~O_APPEND;
	if (*fd >= 0)
		close(*fd);
	*fd = hostile_open(node, flags | O_NONBLOCK);
}

static void random_wait(void)
{
	struct pollfd fds[FILES];
	struct timeval now = {0, hostile_random() % 2000};
	fd_set set[3];
	int i;

	for (i = 0; i < FILES; i++)
		fds[i] = (struct pollfd){files[i], hostile_random(), 0};
	if (hostile_random() % 2) {
		/* answers for any number of them: not on the stack */
		if (hostile_random() % 4)
			poll(fds, FILES, hostile_random() % 3);
		else
			poll(address(sizeof(fds)), hostile_random() % 16 ? FILES : number(), hostile_random() % 3);
		return;
	}
	for (i = 0; i < (int)sizeof(set); i++)
		((uint8_t *)set)[i] = hostile_random() % 8 ? 0 : hostile_random();
	select(hostile_random() % 1024, set, hostile_random() % 2 ? set + 1 : NULL, set + 2, &now);
}

static void random_other(int *fd)
{
	static int sets[2] = {-1, -1};
	struct epoll_event event = {.events = hostile_random()};
	uint8_t bytes[64];
	int *set = &sets[hostile_random() % 2];

	switch (hostile_random() % 8) {
	case 0:
	case 1:
		open_one(fd);
		break;
	case 2:
		dup2(files[hostile_random() % FILES], *fd);
		break;
	case 3:
		fcntl(*fd, F_SETFL, hostile_random() % 2 ? O_NONBLOCK : O_NONBLOCK | O_APPEND);
		break;
	case 4:
		if (*set < 0 || !(hostile_random() % 8)) {
			close(*set);
			*set = epoll_create1(EPOLL_CLOEXEC);
		}
		epoll_ctl(hostile_random() % 16 ? *set : *fd, hostile_random() % 4, *fd,
			  hostile_random() % 8 ? &event : address(16));
		break;
	case 5:
		epoll_wait(*set, &event, 1, 0);
		break;
	case 6:
		if (fcntl(*fd, F_GETFL) & O_NONBLOCK && read(*fd, bytes, hostile_random() % sizeof(bytes)) < 0)
			break;
		break;
	default:
		hostile_set_up(*fd, hostile_random() % 2, hostile_random() % 2);
		break;
	}
}

static void on_alarm(int number)
{
}

static void random_calls(void)
{
	struct itimerval often = {{0, 20000}, {0, 20000}};
	struct sigaction action = {.sa_handler = on_alarm};
	unsigned long i;

	make_arena();
	for (i = 0; i < FILES; i++)
		files[i] = -1;
	/* what sleeps must not for ever */
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	for (i = 0; i < hostile.count; i++)
		switch (hostile_random() % 16) {
		case 0:
			random_other(&files[hostile_random() % FILES]);
			break;
		case 1:
			if (!(hostile_random() % 8))
				random_wait();
			break;
		default:
			random_ioctl(files[hostile_random() % FILES]);
		}
}

const struct hostile_act hostile_calls[] = {
	{"random_system_calls_harm_nobody", random_calls},
	{NULL},
};
