// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * theme_numbers.c - which ioctl numbers there are: each number, direction and size of argument, of each kind of file,
 * with an argument of zeros. A line for each that is answered with anything else than ENOTTY; so a structure of another
 * size, or a forgotten number, is seen.
 */
#include "tests/oracle/themes.h"

#include <errno.h>
#include <string.h>

/* every argument of <sound/asound.h> has one of these, or is not known here and is to be refused */
static const size_t sizes[] = {
	0,   1,	  2,   4,   8,	 12,  16,  20,	24,  28,  32,  40,  48,	 52,   56,   60,   64,	 68,  72,
	76,  80,  88,  96,  104, 108, 112, 120, 124, 128, 136, 144, 152, 160,  168,  200,  208,	 220, 232,
	248, 256, 272, 280, 288, 312, 376, 384, 512, 604, 608, 708, 712, 1224, 1228, 1232, 1288,
};

/* these are of all files: they never come to a device (FIONBIO is the number of a timer's old STOP) */
static bool of_every_file(unsigned long cmd)
{
	return cmd == FIONBIO || cmd == FIOCLEX || cmd == FIONCLEX || cmd == FIOASYNC;
}

static void ask_number(struct oracle *o, int file, const char *name, int type, unsigned int number)
{
	static _Alignas(64) char zeros[2048];
	unsigned int direction;
	unsigned long cmd;
	size_t i;
	long ret;

	for (direction = 0; direction < 4; direction++) {
		for (i = 0; i < COUNT(sizes); i++) {
			cmd = _IOC(direction, type, number, sizes[i]);
			if (of_every_file(cmd))
				continue;
			memset(zeros, 0, sizeof(zeros));
			ret = o->ops->ioctl(file, cmd, zeros);
			if (ret != -ENOTTY)
				say(o, "%s '%c' %02x %c%c %zu: %s", name, type, number,
				    direction & _IOC_WRITE ? 'w' : '-', direction & _IOC_READ ? 'r' : '-', sizes[i],
				    answer(ret));
		}
	}
}

static void ask_file(struct oracle *o, const char *name, const char *path, int flags, int type)
{
	int file = o->ops->open(path, flags | O_NONBLOCK);
	unsigned int number;

	say(o, "%s: %s", name, file < 0 ? answer(file) : "0");
	for (number = 0; file >= 0 && number < 256; number++)
		ask_number(o, file, name, type, number);
	if (file >= 0)
		o->ops->close(file);
}

void theme_numbers(struct oracle *o)
{
	static const char types[] = { 'A', 'U', 'T' };
	size_t i;

	for (i = 0; i < COUNT(types); i++) {
		ask_file(o, "playback", "/dev/snd/pcmC0D0p", O_RDWR, types[i]);
		ask_file(o, "capture", "/dev/snd/pcmC0D0c", O_RDWR, types[i]);
		ask_file(o, "control", "/dev/snd/controlC0", O_RDWR, types[i]);
		ask_file(o, "timer", "/dev/snd/timer", O_RDONLY, types[i]);
	}
}
