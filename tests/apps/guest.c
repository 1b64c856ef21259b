// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * guest.c - the first process of the guest in which Linux's own ALSA answers its own tests (scripts/selftests-oracle):
 * loads the cards, runs the programs as often as the kernel's command line says (rounds=N), switches off. Everything
 * goes to the console.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void load(const char *module, const char *params)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/modules/%s.ko", module);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || syscall(SYS_finit_module, fd, params, 0))
		printf("!! %s: %s\n", module, strerror(errno));
	close(fd);
}

static void run(const char *program)
{
	char path[64];
	pid_t child;

	printf("== %s\n", program);
	fflush(stdout);
	snprintf(path, sizeof(path), "/tests/%s", program);
	child = fork();
	if (!child) {
		execl(path, program, NULL);
		_exit(127);
	}
	waitpid(child, NULL, 0);
}

int main(void)
{
	static const char *const core[] = {"soundcore",	     "snd",	    "snd-timer", "snd-pcm",
					   "snd-seq-device", "snd-rawmidi", "gameport"};
	const char *rounds = getenv("rounds");

	mount("dev", "/dev", "devtmpfs", 0, NULL);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sys", "/sys", "sysfs", 0, NULL);
	for (size_t i = 0; i < sizeof(core) / sizeof(*core); i++)
		load(core[i], "");
	load("snd-aloop", "pcm_substreams=1");
	load("snd-dummy", "fake_buffer=0 pcm_substreams=1");
	load("snd-ens1370", "");
	if (chdir("/tests"))
		printf("!! no tests\n");
	for (int i = 0; rounds && i < atoi(rounds); i++) {
		printf("== round\n");
		run("mixer-test");
		run("pcm-test");
	}
	printf("== end\n");
	fflush(stdout);
	sleep(1);
	reboot(RB_AUTOBOOT);
	return 0;
}
