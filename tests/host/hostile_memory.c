// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hostile_memory.c - what a client may do to the memory it shares with the server, to descriptors, and with memory that
 * somebody else has to bring first.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <sound/asound.h>

#include "tests/host/hostile.h"

static int16_t silence[2 * SOUND_BUFFER];

/* ---- the shared pages ---- */

static struct {
	void *at;
	size_t bytes;
} shared[3];

static bool scribbles;

static void *scribble(void *arg)
{
	unsigned int which, i;

	while (__atomic_load_n(&scribbles, __ATOMIC_RELAXED))
		for (which = 0; which < 3; which++)
			for (i = 0; shared[which].at && i < 64; i++)
				((volatile uint32_t *)shared[which]
					 .at)[hostile_random() % (which ? 16 : shared[which].bytes / 4)] =
					hostile_random() % 2 ? hostile_random() : hostile_random() % 8192;
	return NULL;
}

static void map_all(int pcm)
{
	static const off_t offsets[] = {0, SNDRV_PCM_MMAP_OFFSET_STATUS, SNDRV_PCM_MMAP_OFFSET_CONTROL};
	unsigned int i;

	for (i = 0; i < 3; i++) {
		shared[i].bytes = i ? 4096 : 2 * SOUND_BUFFER;
		shared[i].at = mmap(NULL, shared[i].bytes, PROT_READ | PROT_WRITE, MAP_SHARED, pcm, offsets[i]);
		if (shared[i].at == MAP_FAILED)
			shared[i].at = NULL;
	}
	NEED(shared[0].at);
}

static void some_calls(int pcm)
{
	struct snd_pcm_sync_ptr sync = {.flags = hostile_random() % 8};
	snd_pcm_sframes_t delay;

	ioctl(pcm, SNDRV_PCM_IOCTL_SYNC_PTR, &sync);
	ioctl(pcm, SNDRV_PCM_IOCTL_DELAY, &delay);
	ioctl(pcm, SNDRV_PCM_IOCTL_HWSYNC);
	if (ioctl(pcm, SNDRV_PCM_IOCTL_START))
		ioctl(pcm, SNDRV_PCM_IOCTL_PREPARE);
	hostile_write(pcm, silence, hostile_random() % SOUND_BUFFER);
}

static void scribbles_over_shared_pages(void)
{
	int pcm = hostile_open("pcmC1D0p", O_RDWR | O_NONBLOCK);
	pthread_t thread;
	unsigned long i;

	NEED(pcm >= 0 && !hostile_set_up(pcm, true, false));
	map_all(pcm);
	scribbles = true;
	NEED(!pthread_create(&thread, NULL, scribble, NULL));
	for (i = 0; i < hostile.count / 10; i++) {
		some_calls(pcm);
		if (!(i % 64))
			NEED(!ioctl(pcm, SNDRV_PCM_IOCTL_DROP) && !ioctl(pcm, SNDRV_PCM_IOCTL_HW_FREE) &&
			     !hostile_set_up(pcm, true, false));
	}
	__atomic_store_n(&scribbles, false, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
}

/* ---- descriptors ---- */

/* each call may fail; the server must not mind */
static void do_all_to(int fd)
{
	struct flock all = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
	char path[40];
	int again, how;

	ftruncate(fd, 0);
	ftruncate(fd, 1ll << 40);
	fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 1 << 16);
	fallocate(fd, FALLOC_FL_ZERO_RANGE, 0, 1 << 16);
	fcntl(fd, F_SETPIPE_SZ, 4096);
	fcntl(fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE | F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW);
	fcntl(fd, F_SETLEASE, F_RDLCK);
	fcntl(fd, F_SETFL, O_ASYNC | O_DIRECT | O_NONBLOCK);
	fcntl(fd, F_OFD_SETLK, &all);
	pwrite(fd, silence, sizeof(silence), 0);
	lseek(fd, 1ll << 50, SEEK_SET);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	for (how = 0; how < 4; how++) {
		again = open(path, ((int[]){O_RDWR | O_TRUNC, O_PATH, O_WRONLY, O_RDONLY})[how] | O_NONBLOCK);
		if (again < 0)
			continue;
		all.l_type = how ? F_RDLCK : F_WRLCK;
		fcntl(again, F_OFD_SETLK, &all);
		ioctl(again, SNDRV_PCM_IOCTL_HWSYNC);
		write(again, silence, 100);
		close(again);
	}
}

static void descriptors_are_bent(void)
{
	int pcm, control, timer, text, round;

	for (round = 0; round < 10; round++) {
		pcm = hostile_open("pcmC1D0p", O_RDWR | (round % 2 ? O_NONBLOCK : 0));
		control = hostile_open("controlC1", O_RDWR);
		timer = hostile_open("timer", O_RDWR);
		text = open("/proc/asound/cards", O_RDONLY);
		NEED(pcm >= 0 && control >= 0 && timer >= 0);
		hostile_set_up(pcm, true, false);
		ioctl(control, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, (int[]){1});
		do_all_to(pcm);
		do_all_to(control);
		do_all_to(timer);
		do_all_to(text);
		some_calls(pcm);
		if (round % 3)
			close(pcm);
		close(control);
		close(timer);
	}
}

static void *keep_full(void *arg)
{
	while (__atomic_load_n(&scribbles, __ATOMIC_RELAXED))
		if (write(*(int *)arg, silence, 4096) < 0 && errno != EAGAIN)
			break;
	return NULL;
}

/* the end that events are written into, opened by the one who reads it */
static void events_of_its_own_making(void)
{
	int control = hostile_open("controlC1", O_RDWR), other, i;
	pthread_t threads[2];
	char path[40];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", control);
	other = open(path, O_WRONLY | O_NONBLOCK);
	NEED(control >= 0 && other >= 0);
	scribbles = true;
	for (i = 0; i < 2; i++)
		NEED(!pthread_create(&threads[i], NULL, keep_full, &other));
	for (i = 0; i < 100; i++)
		NEED(!ioctl(control, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, (int[]){i % 2}));
	_exit(0);
}

/* calls of sound on what is none of ours */
static void descriptors_of_others(void)
{
	int fds[] = {
		memfd_create("usnd-client", MFD_ALLOW_SEALING),
		open("/proc/self/fd", O_RDONLY | O_DIRECTORY),
		epoll_create1(0),
		open("/dev/null", O_RDWR),
		socket(AF_UNIX, SOCK_STREAM, 0),
		open("/proc/self/mem", O_RDWR),
		-1,
		1 << 30,
	};
	int pcm = hostile_open("pcmC1D0p", O_RDWR | O_NONBLOCK);
	struct epoll_event event = {.events = EPOLLOUT};
	struct pollfd both[2] = {{pcm, POLLOUT, 0}};
	unsigned int i;

	NEED(pcm >= 0 && !hostile_set_up(pcm, false, false));
	for (i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		NEED(ioctl(fds[i], SNDRV_PCM_IOCTL_START) < 0 && hostile_write(fds[i], silence, 10) < 0);
		NEED(ioctl(fds[i], SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, (int[]){1}) < 0);
		NEED(ioctl(pcm, SNDRV_PCM_IOCTL_LINK, fds[i]) < 0);
		NEED(i == 2 || epoll_ctl(fds[i], EPOLL_CTL_ADD, pcm, &event) < 0);
		both[1] = (struct pollfd){fds[i], POLLIN | POLLOUT, 0};
		NEED(poll(both, 2, 1000) >= 1);
	}
}

/* ---- memory and files of somebody who never answers ---- */

static void *missing_pages(size_t bytes)
{
	struct uffdio_api api = {.api = UFFD_API};
	struct uffdio_register range = {.mode = UFFDIO_REGISTER_MODE_MISSING};
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC);
	void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (fd < 0)
		_exit(77);
	range.range = (struct uffdio_range){(uintptr_t)at, bytes};
	NEED(at != MAP_FAILED && !ioctl(fd, UFFDIO_API, &api) && !ioctl(fd, UFFDIO_REGISTER, &range));
	return at;
}

static void *transfer_it(void *at)
{
	int pcm = hostile_open("pcmC1D0p", O_RDWR);

	NEED(pcm >= 0 && !hostile_set_up(pcm, false, true));
	hostile_write(pcm, at, 100);
	return NULL;
}

static void *info_it(void *at)
{
	int control = hostile_open("controlC1", O_RDWR);

	NEED(control >= 0);
	ioctl(control, SNDRV_CTL_IOCTL_ELEM_WRITE, at);
	return NULL;
}

static void pages_that_never_come(void)
{
	void *at = missing_pages(1 << 20);
	pthread_t threads[2];

	NEED(!pthread_create(&threads[0], NULL, transfer_it, at) &&
	     !pthread_create(&threads[1], NULL, info_it, (char *)at + 4096));
	for (;;)
		pause();
}

/* the threads are killed, the descriptors are gone, and the call still waits for its page: the handler lives on */
static void pages_that_never_come_to_the_dead(void)
{
	int pcm, control, version;
	void *at;
	pid_t child = hostile_fork();

	if (!child) {
		at = missing_pages(1 << 20);
		/* whose handler lives on in another process */
		if (!fork())
			for (;;)
				pause();
		transfer_it(at);
		_exit(0);
	}
	usleep(300000);
	kill(child, SIGKILL);
	NEED(waitpid(child, NULL, 0) == child);
	control = hostile_open("controlC0", O_RDWR);
	pcm = hostile_open("pcmC2D0p", O_RDWR | O_NONBLOCK);
	NEED(control >= 0 && pcm >= 0 && !ioctl(pcm, SNDRV_PCM_IOCTL_PVERSION, &version));
}

/* a file system with one file, which is its root, and which answers no more once that is open */
static void serve_one_file(int fuse)
{
	static char room[1 << 20];
	const struct fuse_in_header *in = (void *)room;
	struct {
		struct fuse_out_header head;
		union {
			struct fuse_init_out init;
			struct fuse_attr_out attr;
			struct fuse_open_out open;
		};
	} out;
	size_t bytes;

	while (read(fuse, room, sizeof(room)) > 0) {
		memset(&out, 0, sizeof(out));
		out.head.unique = in->unique;
		switch (in->opcode) {
		case FUSE_INIT:
			out.init = (struct fuse_init_out){
				.major = FUSE_KERNEL_VERSION, .minor = FUSE_KERNEL_MINOR_VERSION, .max_write = 4096};
			bytes = sizeof(out.init);
			break;
		case FUSE_GETATTR:
			out.attr.attr =
				(struct fuse_attr){.ino = 1, .mode = S_IFREG | 0666, .nlink = 1, .size = 1 << 20};
			bytes = sizeof(out.attr);
			break;
		case FUSE_OPEN:
			bytes = sizeof(out.open);
			break;
		default:
			for (;;)
				pause();
		}
		out.head.len = sizeof(out.head) + bytes;
		if (write(fuse, &out, out.head.len) < 0)
			return;
	}
}

static int file_that_never_answers(void)
{
	char folder[] = "/tmp/usnd-hostile-XXXXXX", path[64], options[80];
	int fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC), fd;

	if (fuse < 0 || unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		_exit(77);
	NEED(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/file", folder);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	NEED(fd >= 0);
	close(fd);
	snprintf(options, sizeof(options), "fd=%d,rootmode=100000,user_id=0,group_id=0,allow_other", fuse);
	if (mount("hostile", path, "fuse", 0, options))
		_exit(77);
	if (!hostile_fork()) {
		serve_one_file(fuse);
		_exit(0);
	}
	close(fuse);
	fd = open(path, O_RDWR);
	NEED(fd >= 0);
	/* nothing is left of it but what is open */
	umount2(path, MNT_DETACH);
	unlink(path);
	rmdir(folder);
	return fd;
}

static void touch(int what, int fd, int pcm)
{
	struct pollfd both[2] = {{pcm, 0, 0}, {fd, POLLIN, 0}};
	struct epoll_event event = {.events = EPOLLOUT};

	switch (what) {
	case 0:
		ioctl(fd, SNDRV_PCM_IOCTL_START);
		break;
	case 1:
		poll(both, 2, -1);
		break;
	case 2:
		epoll_ctl(fd, EPOLL_CTL_ADD, pcm, &event);
		break;
	default:
		ioctl(pcm, SNDRV_PCM_IOCTL_LINK, fd);
		break;
	}
}

/* each sleeps in the kernel for ever, and only itself */
static void files_that_never_answer(void)
{
	int fd = file_that_never_answers(), pcm = hostile_open("pcmC1D0p", O_RDWR), what;

	NEED(pcm >= 0 && !hostile_set_up(pcm, false, false));
	for (what = 0; what < 4; what++)
		if (!hostile_fork()) {
			touch(what, fd, pcm);
			for (;;)
				pause();
		}
	for (;;)
		pause();
}

static void memory_of_files_that_never_answer(void)
{
	int fd = file_that_never_answers(), control = hostile_open("controlC1", O_RDWR);
	void *at = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	NEED(control >= 0 && at != MAP_FAILED);
	if (!hostile_fork())
		transfer_it(at);
	ioctl(control, SNDRV_CTL_IOCTL_CARD_INFO, at);
	for (;;)
		pause();
}

const struct hostile_act hostile_memory[] = {
	{"scribbles_over_shared_pages", scribbles_over_shared_pages, .needs = HOSTILE_MAPS},
	{"descriptors_are_bent", descriptors_are_bent},
	{"events_of_its_own_making", events_of_its_own_making},
	{"descriptors_of_others", descriptors_of_others},
	{"pages_that_never_come", pages_that_never_come, .needs = HOSTILE_REAL | HOSTILE_ROOT, .stays = true},
	{"pages_that_never_come_to_the_dead", pages_that_never_come_to_the_dead, .needs = HOSTILE_REAL | HOSTILE_ROOT},
	{"files_that_never_answer", files_that_never_answer, .needs = HOSTILE_ROOT, .stays = true},
	{"memory_of_files_that_never_answer", memory_of_files_that_never_answer, .needs = HOSTILE_REAL | HOSTILE_ROOT,
	 .stays = true},
	{NULL},
};
