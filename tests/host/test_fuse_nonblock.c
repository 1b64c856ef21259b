// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_fuse_nonblock.c - O_NONBLOCK of a FUSE node's descriptor is what fcntl(2) has made of it, which nobody tells the
 * server.
 */
#include <limits.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tests/host/fuse_client.h"

/* the kernel compares it with a sign: ~0ul would be less than any */
#define NEVER LONG_MAX

/* a stream that does not start by itself has room for a ring full, and no more, however busy the machine is */
static void start_at(int fd, unsigned long threshold)
{
	struct snd_pcm_sw_params sw = {
		.period_step = 1, .avail_min = PCM_PERIOD, .start_threshold = threshold, .stop_threshold = ~0ul,
	};

	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_SW_PARAMS, &sw));
}

/*
 * more than there is room for: never -EAGAIN. On the real clock a busy machine may make it several calls (test_fuse.c).
 */
static void expect_that_it_waits(int fd)
{
	unsigned long left = 2 * PCM_BUFFER;
	long done;

	start_at(fd, PCM_BUFFER);
	do {
		done = write_frames(fd, frames, left);
		if (done == -EIO && rig.clock == SERVER_REAL)
			done = 0;
		EXPECT(done == (long)left || (done >= 0 && rig.clock == SERVER_REAL), "%ld of %lu", done, left);
		left -= done < 0 ? left : (unsigned long)done;
	} while (left);
}

static void change_nonblock(void)
{
	int fd = open_playback(O_NONBLOCK);

	EXPECT(!set_up(fd, SNDRV_PCM_ACCESS_RW_INTERLEAVED));
	start_at(fd, NEVER);
	EXPECT(write_frames(fd, frames, 2 * PCM_BUFFER) == PCM_BUFFER);
	EXPECT(!fcntl(fd, F_SETFL, O_RDWR));
	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_DROP) && !ioctl(fd, SNDRV_PCM_IOCTL_PREPARE));
	expect_that_it_waits(fd);
	EXPECT(!fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK));
	start_at(fd, NEVER);
	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_DROP) && !ioctl(fd, SNDRV_PCM_IOCTL_PREPARE));
	EXPECT(write_frames(fd, frames, 2 * PCM_BUFFER) == PCM_BUFFER);
	EXPECT(ioctl(fd, SNDRV_PCM_IOCTL_DRAIN) && errno == EAGAIN, "%s", strerror(errno));
	close(fd);
}

static void nonblocking_is_what_fcntl_said_before_prepare(void)
{
	each_way(change_nonblock);
}

static double prepare_in_us(int fd)
{
	struct timespec from, to;

	clock_gettime(CLOCK_MONOTONIC, &from);
	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_PREPARE));
	clock_gettime(CLOCK_MONOTONIC, &to);
	return (to.tv_sec - from.tv_sec) * 1e6 + (to.tv_nsec - from.tv_nsec) / 1e3;
}

/* it is the last of them */
static void change_nonblock_of_many(void)
{
	struct rlimit files;
	int fd, last, count;
	double first;

	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	for (count = 0; count < 10000 && dup(0) >= 0; count++)
		;
	if (count < 10000) /* the last two are given back */
		close(count + 2), close(count + 1);
	fd = open_playback(O_NONBLOCK);
	EXPECT(!set_up(fd, SNDRV_PCM_ACCESS_RW_INTERLEAVED));
	EXPECT(!fcntl(fd, F_SETFL, O_RDWR) && !ioctl(fd, SNDRV_PCM_IOCTL_DROP) && !ioctl(fd, SNDRV_PCM_IOCTL_PREPARE));
	expect_that_it_waits(fd);
	/* another number: it is looked for anew */
	last = dup(fd);
	close(fd);
	EXPECT(!fcntl(last, F_SETFL, O_RDWR | O_NONBLOCK) && !ioctl(last, SNDRV_PCM_IOCTL_DROP));
	start_at(last, NEVER);
	first = prepare_in_us(last);
	printf("# among %d descriptors: %.0f us, and then %.0f us\n", count, first, prepare_in_us(last));
	EXPECT(write_frames(last, frames, 2 * PCM_BUFFER) == PCM_BUFFER);
	close(last);
}

static void nonblocking_is_found_among_many_descriptors(void)
{
	each_way(change_nonblock_of_many);
}

/* the node's number; to be the same on both mounts, names are looked up */
static unsigned long number_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) ? 0 : st.st_ino;
}

static int open_with_number(const char *folder, const char *name, unsigned long number)
{
	int fd = open_in(folder, name, O_RDWR | O_NONBLOCK);

	while (fd >= 0 && number_of(fd) < number) {
		close(fd);
		fd = open_in(folder, name, O_RDWR | O_NONBLOCK);
	}
	return fd;
}

/*
 * The first descriptor has the number that is looked for, and waits; the second one is it. The thread's call does not
 * tell which it is: the kernel does not look at what is above 32 bits, /proc/THREAD/syscall shows it.
 */
static void share_a_number(void)
{
	int first = open_playback(0), second;
	struct snd_pcm_hw_params params;

	second = open_with_number(rig.folder[1], "snd/pcmC0D1p", number_of(first));
	EXPECT(second > first && number_of(first) == number_of(second));
	EXPECT(!set_hw(second, SNDRV_PCM_ACCESS_RW_INTERLEAVED, &params));
	start_at(second, NEVER);
	EXPECT(!syscall(SYS_ioctl, second | 1l << 32, SNDRV_PCM_IOCTL_PREPARE));
	EXPECT(write_frames(second, frames, PCM_BUFFER) == PCM_BUFFER);
	EXPECT(write_frames(second, frames, 1) == -EAGAIN);
	close(second);
	close(first);
}

static void another_file_system_may_have_the_same_number(void)
{
	rig_run(&(struct rig){ .card = "es1370", .mode = FUSE_MODE_DIRECT, .mounts = 2, .client = share_a_number });
}

/* a file of another file system whose inode has the number @wanted; -1: there is none */
static int same_number_elsewhere(const char *folder, ino_t wanted)
{
	char path[4096];
	struct stat is;
	int fd;

	for (int i = 0; i < 10000; i++) {
		snprintf(path, sizeof(path), "%s/%d", folder, i);
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (fd < 0 || fstat(fd, &is) || is.st_ino >= wanted)
			return fd >= 0 && is.st_ino == wanted ? fd : -1;
		close(fd);
	}
	return -1;
}

/* the number under which the stream was known leads to a file that is like it, but for the file system */
static void change_to_a_namesake(void)
{
	char folder[] = "/tmp/namesake.XXXXXX";
	int fd, other, namesake;
	struct stat is;

	EXPECT(mkdtemp(folder) && !mount("namesake", folder, "tmpfs", 0, NULL), "%s", strerror(errno));
	fd = open_playback(O_NONBLOCK);
	EXPECT(!set_up(fd, SNDRV_PCM_ACCESS_RW_INTERLEAVED));
	start_at(fd, NEVER);
	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_DROP) && !ioctl(fd, SNDRV_PCM_IOCTL_PREPARE) && !fstat(fd, &is));
	namesake = same_number_elsewhere(folder, is.st_ino);
	EXPECT(namesake >= 0, "no inode %lu", is.st_ino);
	other = dup(fd);
	EXPECT(dup2(namesake, fd) == fd && !ioctl(other, SNDRV_PCM_IOCTL_DROP));
	EXPECT(!ioctl(other, SNDRV_PCM_IOCTL_PREPARE));
	EXPECT(write_frames(other, frames, 2 * PCM_BUFFER) == PCM_BUFFER, "it is O_NONBLOCK");
	close(other);
	close(fd);
	close(namesake);
	umount2(folder, MNT_DETACH);
	rmdir(folder);
}

static void nonblocking_is_not_that_of_a_namesake(void)
{
	each_way(change_to_a_namesake);
}

static const struct tap_case cases[] = {
	TAP_CASE(nonblocking_is_what_fcntl_said_before_prepare),
	TAP_CASE(nonblocking_is_found_among_many_descriptors),
	TAP_CASE(another_file_system_may_have_the_same_number),
	TAP_CASE(nonblocking_is_not_that_of_a_namesake),
};

/* in a mount namespace of its own, as every test that mounts */
int main(int argc, char **argv)
{
	return rig_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
