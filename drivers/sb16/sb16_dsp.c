// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sound Blaster 16: bytes to and from its signal processor.
 */
#include <linux/delay.h>
#include <linux/errno.h>

#include "sb16.h"

#define READY		0x80
#define BUSY		0x80
#define AWAKE		0xaa
#define TRIES		1000	/* of a microsecond; a byte takes some */

/* the next byte, or -EIO */
static int read_byte(unsigned long port)
{
	int tries;

	for (tries = 0; tries < TRIES; tries++) {
		if (inb(port + PORT_READ_STATUS) & READY)
			return inb(port + PORT_READ);
		udelay(1);
	}
	return -EIO;
}

int sb16_dsp_send(unsigned long port, const u8 *bytes, unsigned int count)
{
	int tries = 0;

	while (count) {
		if (!(inb(port + PORT_WRITE) & BUSY)) {
			outb(*bytes++, port + PORT_WRITE);
			count--;
			tries = 0;
		} else if (++tries > TRIES) {
			return -EIO;
		} else {
			udelay(1);
		}
	}
	return 0;
}

int sb16_dsp_reset(unsigned long port)
{
	int tries;

	outb(1, port + PORT_RESET);
	udelay(5);
	outb(0, port + PORT_RESET);
	for (tries = 0; tries < 10; tries++) {
		usleep_range(100, 200);
		if (inb(port + PORT_READ_STATUS) & READY)
			return inb(port + PORT_READ) == AWAKE ? 0 : -ENODEV;
	}
	return -ENODEV;
}

int sb16_dsp_version(unsigned long port)
{
	const u8 command = DSP_VERSION;
	int err, major, minor;

	err = sb16_dsp_send(port, &command, 1);
	if (err < 0)
		return err;
	major = read_byte(port);
	if (major < 0)
		return major;
	minor = read_byte(port);
	return minor < 0 ? minor : major << 8 | minor;
}
