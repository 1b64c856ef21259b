// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * guest.c - the first and only process of the guest: loads ALSA and the probe card, asks every theme, switches off.
 *
 * The modules are the files of the root that end in .ko, loaded in the order of their names. What is asked comes out of QEMU's debug port,
 * apart from the kernel's log: a line "== theme" before each.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/oracle/oracle.h"

#define DEBUG_PORT 0xe9

static ssize_t to_port(void *cookie, const char *text, size_t size)
{
	const char *end = text + size;
	size_t left = size;

	__asm__ volatile("rep outsb" : "+S"(text), "+c"(left) : "d"(DEBUG_PORT) : "memory");
	return size - (end - text);
}

static int load(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC), err = 0;

	if (file < 0 || syscall(SYS_finit_module, file, "", 0))
		err = -errno;
	close(file);
	return err;
}

static void load_all(FILE *out)
{
	glob_t found;
	size_t i;
	int err;

	if (glob("/*.ko", 0, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc; i++) {
		err = load(found.gl_pathv[i]);
		if (err)
			fprintf(out, "!! %s: %s\n", found.gl_pathv[i], answer(err));
	}
}

static void ask_all(FILE *out)
{
	const struct theme *theme;

	for (theme = themes; theme->name; theme++) {
		fprintf(out, "== %s\n", theme->name);
		oracle_run(&native_target, theme->name, out);
		fflush(out);
	}
	fprintf(out, "== end\n");
}

int main(void)
{
	cookie_io_functions_t port = { .write = to_port };
	FILE *out;

	mount("dev", "/dev", "devtmpfs", 0, NULL);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sys", "/sys", "sysfs", 0, NULL);
	if (!ioperm(DEBUG_PORT, 1, 1) && (out = fopencookie(NULL, "w", port))) {
		setvbuf(out, NULL, _IOFBF, 65536);
		load_all(out);
		ask_all(out);
		fclose(out);
	}
	sync();
	reboot(RB_AUTOBOOT);
	return 0;
}
