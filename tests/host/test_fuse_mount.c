// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_fuse_mount.c - FUSE mounts come and go: what can fail, where passthrough cannot be had, servers that end or die
 * with clients inside. What is asked of a mount: test_fuse.c.
 */
#include "tests/host/fuse_rig.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "tests/host/fuse_pcm.h"
#include "tests/host/tap.h"

static struct fuse_mount mounted;
static char folder[64];

static void make_folder(void)
{
	snprintf(folder, sizeof(folder), "/tmp/usnd-fuse-XXXXXX");
	EXPECT(mkdtemp(folder));
}

static int open_at(const char *where, enum fuse_mode mode)
{
	const struct fuse_config config = { .folder = where, .mode = mode };

	return fuse_transport_open(&mounted, &config);
}

/* @what in a process of its own, which may spoil everything */
static void apart(void (*what)(void))
{
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	if (!child) {
		what();
		fflush(stdout);
		_exit(tap_failed);
	}
	EXPECT(waitpid(child, &status, 0) == child && !status, "0x%x", status);
}

static bool is_mounted(const char *where)
{
	struct stat inside, around;
	char above[128];

	snprintf(above, sizeof(above), "%s/..", where);
	return stat(where, &inside) || stat(above, &around) || inside.st_dev != around.st_dev;
}

/* ---- what can fail ----------------------------------------------------------------------------------------------- */

static void fails(const char *where, enum fuse_mode mode, int err, const char *word)
{
	int got = open_at(where, mode);

	EXPECT(got == err, "%d: %s", got, mounted.problem);
	EXPECT(strstr(mounted.problem, word), "%s", mounted.problem);
	EXPECT(mounted.transport.fd < 0 && !mounted.mounted);
}

static void a_folder_that_is_none_is_named(void)
{
	make_folder();
	rmdir(folder);
	fails(folder, FUSE_MODE_AUTO, -ENOENT, folder);
	close(open(folder, O_CREAT | O_CLOEXEC, 0600));
	fails(folder, FUSE_MODE_AUTO, -ENOTDIR, folder);
	unlink(folder);
}

static void with_another_dev(void)
{
	EXPECT(!unshare(CLONE_NEWNS));
	EXPECT(!mount("dev", "/dev", "tmpfs", 0, NULL));
	fails(folder, FUSE_MODE_AUTO, -ENOENT, "modprobe");
	EXPECT(!mknod("/dev/fuse", S_IFCHR | 0600, makedev(1, 3)));
	fails(folder, FUSE_MODE_AUTO, -EINVAL, folder);
	unlink("/dev/fuse");
	EXPECT(!mknod("/dev/fuse", S_IFCHR | 0666, makedev(10, 229)));
	chmod("/dev/fuse", 0666);
	EXPECT(!setresuid(65534, 65534, 65534));
	fails(folder, FUSE_MODE_AUTO, -EPERM, "unshare");
}

static void as_nobody(void)
{
	EXPECT(!setresuid(65534, 65534, 65534));
	if (access("/dev/fuse", R_OK))
		fails(folder, FUSE_MODE_AUTO, -EACCES, "root");
}

static void no_device_and_no_right_say_what_to_do(void)
{
	if (geteuid()) {
		tap_skip("needs root");
		return;
	}
	make_folder();
	apart(with_another_dev);
	apart(as_nobody);
	rmdir(folder);
}

/* as many descriptors as are open, and @more */
static void limit_descriptors(unsigned int more)
{
	int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct rlimit limit = { next + more, next + more };

	close(next);
	EXPECT(!setrlimit(RLIMIT_NOFILE, &limit));
}

static void without_descriptors(void)
{
	limit_descriptors(0);
	fails(folder, FUSE_MODE_AUTO, -EMFILE, "/dev/fuse");
}

/* one for the connection, none for a first memory file */
static void with_one_descriptor(void)
{
	limit_descriptors(1);
	EXPECT(!open_at(folder, FUSE_MODE_AUTO) && mounted.mode == FUSE_MODE_DIRECT);
	EXPECT(!fuse_transport_close(&mounted));
	fails(folder, FUSE_MODE_PASSTHROUGH, -EOPNOTSUPP, "passthrough");
}

static void running_out_of_descriptors_leaves_nothing(void)
{
	make_folder();
	apart(without_descriptors);
	EXPECT(!is_mounted(folder));
	apart(with_one_descriptor);
	EXPECT(!is_mounted(folder));
	rmdir(folder);
}

static void a_mount_that_was_never_served_goes_away(void)
{
	make_folder();
	EXPECT(!open_at(folder, FUSE_MODE_AUTO), "%s", mounted.problem);
	EXPECT(!fuse_transport_close(&mounted));
	EXPECT(!is_mounted(folder));
	EXPECT(!open_at(folder, FUSE_MODE_DIRECT) && mounted.mode == FUSE_MODE_DIRECT);
	EXPECT(!umount2(folder, MNT_DETACH));
	EXPECT(!fuse_transport_close(&mounted));
	rmdir(folder);
}

/* ---- in a user namespace ----------------------------------------------------------------------------------------- */

static void play_something(void)
{
	int fd = open_in(rig.snd, "pcmC0D0p", O_RDWR);
	static int16_t frames[2 * PCM_BUFFER];

	EXPECT(rig.mode == FUSE_MODE_DIRECT);
	EXPECT(!set_up(fd, SNDRV_PCM_ACCESS_RW_INTERLEAVED), "%s", strerror(errno));
	EXPECT(write_frames(fd, frames, PCM_BUFFER) == PCM_BUFFER);
	EXPECT(!ioctl(fd, SNDRV_PCM_IOCTL_DRAIN));
	close(fd);
}

static void be_root_of_a_namespace(void)
{
	const struct rig what = { .mode = FUSE_MODE_AUTO, .client = play_something };
	const char *why = rig_enter_user();

	if (why) {
		printf("# %s\n", why);
		_exit(2);
	}
	rig_run(&what);
	make_folder();
	fails(folder, FUSE_MODE_PASSTHROUGH, -EOPNOTSUPP, rig_linux_is(6, 9) ? "initial user namespace" : "Linux 6.9");
	EXPECT(!is_mounted(folder));
	rmdir(folder);
}

static void in_a_user_namespace_it_is_direct(void)
{
	apart(be_root_of_a_namespace);
}

/* ---- ends with clients inside ------------------------------------------------------------------------------------ */

static long until_cut_off(int fd)
{
	int version;

	while (!ioctl(fd, SNDRV_CTL_IOCTL_PVERSION, &version))
		;
	return -errno;
}

static void stay_inside(void)
{
	int control = open_in(rig.snd, "controlC0", O_RDWR), pcm = open_in(rig.snd, "pcmC0D0p", O_RDWR), on = 1, status;
	struct snd_ctl_event event;
	pid_t child;
	char byte;
	long err;

	EXPECT(!chdir(rig.snd));
	EXPECT(!set_up(pcm, SNDRV_PCM_ACCESS_RW_INTERLEAVED));
	EXPECT(!ioctl(control, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &on));
	child = fork();
	close(rig.stop);
	if (!child)
		_exit(read(control, &event, sizeof(event)) != -1);
	err = until_cut_off(control);
	EXPECT(err == -ENOTCONN || err == -ECONNABORTED, "%ld", err);
	EXPECT(waitpid(child, &status, 0) == child && !status, "0x%x", status);
	EXPECT(pcm_state(pcm) == -ENOTCONN);
	EXPECT(recv(rig.orders, &byte, 1, 0) == 0); /* inside until the server has ended */
}

static void a_server_ends_whoever_is_inside(void)
{
	static const enum fuse_mode modes[] = { FUSE_MODE_AUTO, FUSE_MODE_DIRECT };
	unsigned int i, clock;

	for (i = 0; i < 2; i++)
		for (clock = SERVER_PACED; clock <= SERVER_REAL; clock++)
			rig_run(&(struct rig){ .clock = clock, .mode = modes[i], .client = stay_inside });
}

static void take_it_away(void)
{
	char byte;

	EXPECT(!umount2(rig.folder[0], 0), "%s", strerror(errno));
	EXPECT(recv(rig.orders, &byte, 1, 0) == 0);
}

static void a_server_ends_when_its_mount_is_taken_away(void)
{
	rig_run(&(struct rig){ .clock = SERVER_PACED, .client = take_it_away });
	rig_run(&(struct rig){ .clock = SERVER_REAL, .client = take_it_away });
}

/* ---- servers that die -------------------------------------------------------------------------------------------- */

static pid_t start_server(int *input)
{
	int in[2], out[2];
	char mode[32];
	pid_t server;

	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
		return -1;
	server = fork();
	if (!server) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl("/proc/self/exe", "test_fuse_mount", "--serve", folder, "auto", "real", "dummy", "", NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	EXPECT(read(out[0], mode, sizeof(mode)) > 0);
	close(out[0]);
	*input = in[1];
	return server;
}

static void what_a_dead_server_left_is_cleaned_away(void)
{
	char other[96], version[8];
	int input = -1, fd, status;
	pid_t server;

	snprintf(folder, sizeof(folder), "/tmp/usnd fuse-XXXXXX");
	EXPECT(mkdtemp(folder));
	EXPECT(!fuse_clean(folder));
	server = start_server(&input);
	EXPECT(fuse_clean(folder) == -EBUSY);
	fails(folder, FUSE_MODE_AUTO, -EBUSY, "already");
	kill(server, SIGSTOP);
	EXPECT(fuse_clean(folder) == -EBUSY);
	kill(server, SIGCONT);
	fd = open_in(folder, "snd/controlC0", O_RDWR);
	EXPECT(fd >= 0);
	kill(server, SIGKILL);
	EXPECT(waitpid(server, &status, 0) == server);
	EXPECT(ioctl(fd, SNDRV_CTL_IOCTL_PVERSION, version) && errno == ENOTCONN, "%s", strerror(errno));
	EXPECT(open_in(folder, "snd", O_RDONLY) < 0 && errno == ENOTCONN, "%s", strerror(errno));
	fails(folder, FUSE_MODE_AUTO, -EBUSY, "umount");
	snprintf(other, sizeof(other), "%s/", folder);
	EXPECT(!fuse_clean(other));
	EXPECT(!is_mounted(folder));
	close(fd);
	close(input);
	EXPECT(!rmdir(folder));
	EXPECT(!fuse_clean(folder));
}

static const struct tap_case cases[] = {
	TAP_CASE(a_folder_that_is_none_is_named),
	TAP_CASE(no_device_and_no_right_say_what_to_do),
	TAP_CASE(running_out_of_descriptors_leaves_nothing),
	TAP_CASE(a_mount_that_was_never_served_goes_away),
	TAP_CASE(in_a_user_namespace_it_is_direct),
	TAP_CASE(a_server_ends_whoever_is_inside),
	TAP_CASE(a_server_ends_when_its_mount_is_taken_away),
	TAP_CASE(what_a_dead_server_left_is_cleaned_away),
};

int main(int argc, char **argv)
{
	return rig_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
