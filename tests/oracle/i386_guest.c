// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * i386_guest.c - the first process of the guest of scripts/oracle-i386: loads ALSA and Linux's driver for QEMU's ES1370, has the 32-bit
 * program tests/host/i386_client.c do each of its acts, switches off.
 *
 * The modules and the program are in the root folder. TAP comes out of QEMU's debug port, apart from the kernel's log.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/io.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DEBUG_PORT 0xe9
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
/* the card's nodes come a moment after its driver */
#define TRIES 200

static const char *const modules[] = { "soundcore", "snd", "snd-timer", "snd-pcm", "gameport", "snd-seq-device", "snd-rawmidi",
				       "snd-ens1370" };
static const char *const acts[] = { "play", "pages", "mapped", "wakes", "times_out", "epolls", "opens", "control", "timer", "facts" };

static void __attribute__((format(printf, 1, 2))) tell(const char *format, ...)
{
	const char *at;
	char line[256];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	for (at = line; *at; at++)
		outb(*at, DEBUG_PORT);
}

static void load(const char *name)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/%s.ko", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (syscall(SYS_finit_module, fd, "", 0))
		tell("# %s: %s\n", path, strerror(errno));
	close(fd);
}

static void wait_for(const char *path)
{
	const struct timespec pause = { .tv_nsec = 50000000 };
	int tries;

	for (tries = 0; tries < TRIES && access(path, F_OK); tries++)
		nanosleep(&pause, NULL);
}

/* what it prints goes where the TAP goes */
static int run(const char *act)
{
	char text[200];
	int status = -1, ends[2];
	ssize_t got;
	pid_t child;

	if (pipe(ends))
		return -1;
	child = fork();
	if (!child) {
		dup2(ends[1], 1);
		execl("/client", "client", act, "/dev/snd", "6", (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	while ((got = read(ends[0], text, sizeof(text) - 1)) > 0) {
		text[got] = '\0';
		tell("%s", text);
	}
	close(ends[0]);
	waitpid(child, &status, 0);
	return status;
}

int main(void)
{
	size_t i;

	mount("dev", "/dev", "devtmpfs", 0, NULL);
	mount("proc", "/proc", "proc", 0, NULL);
	if (!iopl(3)) {
		for (i = 0; i < COUNT(modules); i++)
			load(modules[i]);
		wait_for("/dev/snd/pcmC0D0p");
		tell("1..%zu\n", COUNT(acts));
		for (i = 0; i < COUNT(acts); i++)
			tell("%s %zu - %s\n", run(acts[i]) ? "not ok" : "ok", i + 1, acts[i]);
		tell("== end\n");
	}
	reboot(RB_POWER_OFF);
	return 1;
}
