// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * guest.c - the first and only process of the guest: loads ALSA and the probe card, asks every theme, switches off.
 *
 * The modules are in the root folder. The answers come out of QEMU's debug port, apart from the kernel's log: a line
 * "== theme" before each.
 */
#include <sys/io.h>
#include <sys/mount.h>
#include <sys/reboot.h>
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

static void load_all(FILE *out)
{
	static const char *const modules[] = { "soundcore", "snd", "snd-timer", "snd-pcm", "snd-probe-card" };
	size_t i;
	int err;

	for (i = 0; i < COUNT(modules); i++) {
		err = native_target.load(modules[i]);
		if (err)
			fprintf(out, "!! %s: %s\n", modules[i], answer(err));
	}
}

static void ask_all(FILE *out)
{
	const struct theme *theme;
	int err;

	for (theme = themes; theme->name; theme++) {
		fprintf(out, "== %s\n", theme->name);
		err = oracle_run(&native_target, theme->name, out);
		if (err)
			fprintf(out, "!! %s: %s\n", theme->name, answer(err));
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
