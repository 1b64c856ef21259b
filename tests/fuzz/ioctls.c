// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ioctls.c - the programs' ioctls: every number of the PCM, control and timer ABI, with arguments that are sometimes
 * right.
 */
#include <string.h>
#include <sys/ioctl.h>

#include <sound/asound.h>

#include "tests/fuzz/i386.h"
#include "tests/fuzz/program.h"
#include "tests/host/ioctl_numbers.h"

/* arguments lie here in the arena, so that the result of one call is the plausible argument of the next of its kind */
#define ARGUMENT 0u
#define POINTED 8192u /* what pointers inside of arguments point to */
#define DATA 16384u /* samples, texts */

static const unsigned int commands[] = {
	IOCTL_NUMBERS,
	_IO('A', 0xff), _IOWR('U', 0xfe, int), _IOWR('T', 0x77, long),
};

static const uint64_t interesting[] = {
	0, 1, 2, 3, 4, 7, 8, 16, 64, 128, 255, 256, 1024, 4096, 8000, 44100, 48000, 65536, 0x7fffffff, 0x80000000,
	0xffffffff, 0x100000000, 0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff, BASE, BASE + POINTED,
	BASE + ARENA - 4,
};

static void overwrite(struct process *p, uint8_t *at, size_t bytes)
{
	size_t place = tape_word(&p->tape) % bytes, size = 1u << tape_byte(&p->tape) % 4;
	uint8_t kind = tape_byte(&p->tape);
	uint64_t value = kind & 0x80 ? tape_word(&p->tape) :
				       interesting[kind % (sizeof(interesting) / sizeof(interesting[0]))];

	if (value - BASE < ARENA)
		value = value - BASE + p->base;
	place -= place % size;
	if (size > bytes - place)
		size = bytes - place;
	memcpy(at + place, &value, size);
}

/* pointers inside of arguments lead somewhere, most of the time */
static void point(struct process *p, unsigned int cmd, void *argument)
{
	union {
		struct snd_ctl_elem_list list;
		struct elem_list32 list32;
		struct snd_ctl_elem_info info;
	} *u = argument;

	switch (cmd) {
	case SNDRV_CTL_IOCTL_ELEM_LIST:
		u->list.space = tape_byte(&p->tape) % 64;
		if (p->narrow)
			u->list32.pids = p->base + POINTED;
		else
			u->list.pids = (void *)(uintptr_t)(p->base + POINTED);
		break;
	case SNDRV_CTL_IOCTL_ELEM_ADD:
	case SNDRV_CTL_IOCTL_ELEM_REPLACE:
		u->info.type = tape_byte(&p->tape) % 8;
		u->info.count = tape_byte(&p->tape) % 4 + 1;
		u->info.owner = tape_byte(&p->tape) % 4;
		u->info.id.iface = SNDRV_CTL_ELEM_IFACE_MIXER;
		u->info.id.name[0] = 'a' + tape_byte(&p->tape) % 4;
		if (u->info.type == SNDRV_CTL_ELEM_TYPE_ENUMERATED) {
			u->info.value.enumerated.items = tape_byte(&p->tape) % 5;
			u->info.value.enumerated.names_ptr = p->base + POINTED;
			u->info.value.enumerated.names_length = tape_byte(&p->tape);
		}
		break;
	default:
		break;
	}
}

void op_ioctl(struct process *p)
{
	unsigned int cmd = commands[tape_byte(&p->tape) % (sizeof(commands) / sizeof(commands[0]))];
	uint8_t how = tape_byte(&p->tape), *argument = p->arena + ARGUMENT;
	unsigned int number = p->narrow ? i386_command(cmd, p->late) : cmd;
	size_t bytes = _IOC_SIZE(number) ? _IOC_SIZE(number) : 8;
	struct usnd_file *file = process_slot(p);
	uint64_t arg = p->base + ARGUMENT;

	if (!file)
		return;
	if (how & 1)
		memset(argument, how & 2 ? 0xff : 0, bytes);
	if (how & 4)
		point(p, cmd, argument);
	for (unsigned int n = how >> 4; n--;)
		overwrite(p, argument, bytes);
	if (how & 8)
		arg = tape_word(&p->tape) % (2 * SLOTS); /* LINK, PAUSE: the number itself; others: a bad address */
	usnd_ioctl(file, number, arg, &p->caller);
}

/* ---- deeper ------------------------------------------------------------------------------------ */

static void single(struct snd_pcm_hw_params *params, int var, unsigned int value)
{
	struct snd_interval *i = &params->intervals[var - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL];

	i->min = i->max = value;
	i->openmin = i->openmax = 0;
}

static void choose(struct process *p, struct snd_pcm_hw_params *params)
{
	static const uint16_t rates[] = { 8000, 11025, 22050, 44100, 48000, 5512 };
	uint8_t how = tape_byte(&p->tape);

	memset(params, 0, sizeof(*params));
	memset(params->masks, 0xff, sizeof(params->masks));
	for (int i = 0; i <= SNDRV_PCM_HW_PARAM_LAST_INTERVAL - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL; i++)
		params->intervals[i].max = UINT32_MAX;
	params->rmask = ~0u;
	memset(&params->masks[SNDRV_PCM_HW_PARAM_ACCESS], 0, sizeof(params->masks[0]));
	params->masks[SNDRV_PCM_HW_PARAM_ACCESS].bits[0] = 1u << (how & 1 ? SNDRV_PCM_ACCESS_MMAP_INTERLEAVED :
									      SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	if (how & 2)
		single(params, SNDRV_PCM_HW_PARAM_RATE, rates[tape_byte(&p->tape) % 6]);
	if (how & 4)
		single(params, SNDRV_PCM_HW_PARAM_CHANNELS, 1 + tape_byte(&p->tape) % 2);
	if (how & 8)
		single(params, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, 16u << tape_byte(&p->tape) % 8);
	if (how & 16)
		single(params, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, 64u << tape_byte(&p->tape) % 8);
	params->flags = how >> 5;
}

/* a command whose argument lies at ARGUMENT, as this step's program calls it */
static long command(struct process *p, struct usnd_file *file, unsigned int cmd)
{
	return usnd_ioctl(file, p->narrow ? i386_command(cmd, p->late) : cmd, p->base + ARGUMENT, &p->caller);
}

static long sw_params(struct process *p, struct usnd_file *file, struct snd_pcm_sw_params *sw)
{
	struct sw_params32 *narrow = (struct sw_params32 *)(p->arena + ARGUMENT);
	long err;

	if (p->narrow)
		i386_sw_params(sw, narrow);
	else
		memcpy(p->arena + ARGUMENT, sw, sizeof(*sw));
	err = command(p, file, SNDRV_PCM_IOCTL_SW_PARAMS);
	if (p->narrow)
		native_sw_params(narrow, sw);
	else
		memcpy(sw, p->arena + ARGUMENT, sizeof(*sw));
	return err;
}

static void set_software(struct process *p, struct usnd_file *file)
{
	struct snd_pcm_sw_params sw = {
		.avail_min = 1, .start_threshold = 1, .stop_threshold = 1024, .period_step = 1,
	};
	uint8_t how = tape_byte(&p->tape);
	uint64_t boundary;

	if (sw_params(p, file, &sw))
		return;
	boundary = sw.boundary;
	sw.tstamp_mode = how & 1;
	sw.start_threshold = how & 2 ? boundary : tape_word(&p->tape) % 4096;
	sw.stop_threshold = how & 4 ? boundary : tape_word(&p->tape) % 8192;
	sw.silence_size = how & 8 ? boundary : tape_word(&p->tape) % 2048;
	sw.silence_threshold = how & 16 ? 0 : sw.silence_size + tape_byte(&p->tape);
	sw.avail_min = tape_word(&p->tape) % 4096;
	sw_params(p, file, &sw);
}

void op_configure(struct process *p)
{
	struct usnd_file *file = process_slot(p);

	if (!file)
		return;
	/* the two kinds' parameters are alike as far as we fill them in */
	choose(p, (struct snd_pcm_hw_params *)(p->arena + ARGUMENT));
	if (command(p, file, SNDRV_PCM_IOCTL_HW_PARAMS))
		return;
	if (tape_byte(&p->tape) & 1)
		set_software(p, file);
	usnd_ioctl(file, SNDRV_PCM_IOCTL_PREPARE, 0, &p->caller);
}

/* addresses of two channels, and of what is moved */
static void point_transfer(struct process *p, uint8_t how, uint32_t frames)
{
	uint64_t to = how & 2 ? p->base + POINTED : p->base + DATA, channels[2] = { p->base + DATA };
	uint32_t narrow_channels[2];

	channels[1] = how & 0x40 ? 0 : p->base + DATA + ARENA / 8;
	if (p->narrow) {
		narrow_channels[0] = channels[0];
		narrow_channels[1] = channels[1];
		*(struct xfer32 *)(p->arena + ARGUMENT) = (struct xfer32){ .buf = to, .frames = frames };
		memcpy(p->arena + POINTED, narrow_channels, sizeof(narrow_channels));
		return;
	}
	((struct snd_xferi *)(p->arena + ARGUMENT))->frames = frames;
	((struct snd_xferi *)(p->arena + ARGUMENT))->buf = (void *)(uintptr_t)to;
	memcpy(p->arena + POINTED, channels, sizeof(channels));
}

void op_transfer(struct process *p)
{
	static const unsigned int transfers[] = { SNDRV_PCM_IOCTL_WRITEI_FRAMES, SNDRV_PCM_IOCTL_READI_FRAMES,
						  SNDRV_PCM_IOCTL_WRITEN_FRAMES, SNDRV_PCM_IOCTL_READN_FRAMES };
	uint8_t how = tape_byte(&p->tape);
	struct usnd_file *file = process_slot(p);

	if (!file)
		return;
	point_transfer(p, how, tape_word(&p->tape) % (how & 0x80 ? 100000 : 3000));
	command(p, file, transfers[how & 3]);
}
