// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The PC's two Intel 8237A DMA controllers and their page registers, from Intel's data sheet and the AT's wiring.
 *
 * Channels 0 … 3 move bytes: the controller counts 16 address bits and the page register adds eight, so that a block
 * stays inside 64 KiB. Channels 5 … 7 move words: the controller counts words, is wired one address line up, and the
 * page register adds seven bits: inside 128 KiB. Past the end a transfer goes on at the beginning of the same 64 or 128
 * KiB, which is never what anybody wants: it is told as USND_DMA_WRAPPED. 24 bits in all: nothing above 16 MiB is ever
 * reached. What the memory cycles then touch is judged as any device's access is (dma.c).
 *
 * Channel 4 passes the first controller's requests on; firmware has set it to cascade and let it through. Demand,
 * single and block mode differ in how the bus is shared, which takes no time here: a card gets what it asks for at
 * once. Left out: memory-to-memory transfers, requests by software, priorities, extended write and compressed timing,
 * polarity of DREQ and DACK (their bits do nothing), and what a floating bus leaves in memory when the direction of a
 * channel is not the card's.
 */
#include <string.h>

#include "machines/sim/sim_local.h"

#define COMMAND_OFF 0x04

#define MODE_CASCADE 0xc0
#define MODE_MASK 0xc0
#define MODE_DOWN 0x20
#define MODE_AUTO 0x10
#define MODE_TYPE 0x0c
#define TYPE_WRITE 0x04 /* to memory */
#define TYPE_READ 0x08

/* registers of a controller, past the addresses and counts of its channels */
enum { REG_STATUS = 8, REG_REQUEST, REG_MASK, REG_MODE, REG_FLIP_FLOP, REG_CLEAR, REG_UNMASK, REG_MASKS };

#define NOBODY 8

/* whose page register a port from 0x80 on is */
static const uint8_t pages[16] = {
	NOBODY, 2, 3, 1, NOBODY, NOBODY, NOBODY, 0, NOBODY, 6, 7, 5, NOBODY, NOBODY, NOBODY, 4,
};

static bool is_wide(unsigned int channel)
{
	return channel > 3;
}

/** i8237_power_on() - as firmware leaves it: everything masked, the first controller led through the second */
void i8237_power_on(struct i8237 *chip)
{
	memset(chip, 0, sizeof(*chip));
	for (unsigned int i = 0; i < 8; i++)
		chip->channels[i].masked = i != 4;
	chip->channels[4].mode = MODE_CASCADE;
}

/* ---- registers ----------------------------------------------------------------------------------------- */

static bool is_page(uint32_t port)
{
	return port >= 0x80 && port <= 0x8f;
}

/** i8237_decodes() - is it a port of the controllers or their page registers? */
bool i8237_decodes(uint32_t port)
{
	return port <= 0x0f || is_page(port) || (port >= 0xc0 && port <= 0xdf);
}

/* the byte of @value that the flip-flop points to; moves it on */
static uint8_t low_or_high(bool *high, uint16_t value)
{
	bool was_high = *high;

	*high = !was_high;
	return was_high ? value >> 8 : value;
}

static uint16_t set_half(uint16_t value, bool high, uint8_t byte)
{
	return high ? (value & 0x00ff) | byte << 8 : (value & 0xff00) | byte;
}

static uint8_t status(struct i8237 *chip, unsigned int controller)
{
	uint8_t done = chip->done[controller];

	chip->done[controller] = 0;
	return done; /* no request is ever pending: a card's are served at once or not at all */
}

/** i8237_read() - a byte from @port; registers that can only be written give what the bus floats at */
uint8_t i8237_read(struct i8237 *chip, uint32_t port)
{
	unsigned int controller = port >= 0xc0, reg = controller ? (port - 0xc0) / 2 : port;
	const struct i8237_channel *channel;

	if (is_page(port)) {
		unsigned int owner = pages[port - 0x80];

		return owner == NOBODY ? chip->latches[port - 0x80] : chip->channels[owner].page;
	}
	channel = &chip->channels[4 * controller + (reg / 2 & 3)];
	if (reg < REG_STATUS)
		return low_or_high(&chip->high[controller], reg & 1 ? channel->count : channel->address);
	if (reg == REG_STATUS)
		return status(chip, controller);
	return reg == REG_CLEAR ? 0 : 0xff; /* the temporary register is for memory to memory */
}

static void write_channel(struct i8237 *chip, unsigned int controller, unsigned int reg, uint8_t value)
{
	struct i8237_channel *channel = &chip->channels[4 * controller + reg / 2];
	bool *high = &chip->high[controller];
	uint16_t *base = reg & 1 ? &channel->base_count : &channel->base_address;
	uint16_t *current = reg & 1 ? &channel->count : &channel->address;

	*base = set_half(*base, *high, value);
	*current = set_half(*current, *high, value);
	*high = !*high;
}

static void clear(struct i8237 *chip, unsigned int controller)
{
	chip->command[controller] = chip->done[controller] = 0;
	chip->high[controller] = false;
	for (unsigned int i = 0; i < 4; i++)
		chip->channels[4 * controller + i].masked = true;
}

static void write_control(struct i8237 *chip, unsigned int controller, unsigned int reg, uint8_t value)
{
	struct i8237_channel *first = &chip->channels[4 * controller];

	switch (reg) {
	case REG_STATUS:
		chip->command[controller] = value;
		break;
	case REG_MASK:
		first[value & 3].masked = value & 4;
		break;
	case REG_MODE:
		first[value & 3].mode = value & ~3;
		break;
	case REG_FLIP_FLOP:
		chip->high[controller] = false;
		break;
	case REG_CLEAR:
		clear(chip, controller);
		break;
	case REG_UNMASK:
	case REG_MASKS:
		for (unsigned int i = 0; i < 4; i++)
			first[i].masked = reg == REG_MASKS && value >> i & 1;
		break;
	}
}

/** i8237_write() - a byte to @port */
void i8237_write(struct i8237 *chip, uint32_t port, uint8_t value)
{
	unsigned int controller = port >= 0xc0, reg = controller ? (port - 0xc0) / 2 : port;

	if (is_page(port)) {
		unsigned int owner = pages[port - 0x80];

		if (owner == NOBODY)
			chip->latches[port - 0x80] = value;
		else
			chip->channels[owner].page = value;
	} else if (reg < REG_STATUS) {
		write_channel(chip, controller, reg, value);
	} else {
		write_control(chip, controller, reg, value);
	}
}

/* ---- transfers ----------------------------------------------------------------------------------------- */

static bool serves(const struct i8237 *chip, unsigned int index)
{
	const struct i8237_channel *channel = &chip->channels[index];

	if (channel->masked || (channel->mode & MODE_MASK) == MODE_CASCADE || chip->command[index / 4] & COMMAND_OFF)
		return false;
	return index > 4 || (!chip->channels[4].masked && (chip->channels[4].mode & MODE_MASK) == MODE_CASCADE &&
			     !(chip->command[1] & COMMAND_OFF));
}

static uint64_t bus_address(const struct i8237_channel *channel, bool wide)
{
	if (wide)
		return (uint64_t)(channel->page & 0xfe) << 16 | (uint64_t)channel->address << 1;
	return (uint64_t)channel->page << 16 | channel->address;
}

/* so many bytes or words can be moved in one go: to the terminal count, to the end of the page; downwards one by one */
static uint32_t run_length(const struct i8237_channel *channel)
{
	uint32_t left = channel->count + 1u, room = 0x10000u - channel->address;

	if (channel->mode & MODE_DOWN)
		return 1;
	return left < room ? left : room;
}

/* the memory cycles of @bytes */
static void move(struct sim *sim, unsigned int index, uint8_t *data, size_t bytes, bool to_card)
{
	const struct i8237_channel *channel = &sim->isa_dma.channels[index];
	unsigned int type = channel->mode & MODE_TYPE;
	uint64_t bus = bus_address(channel, is_wide(index));

	if (to_card && (type != TYPE_READ || !sim_dma_access(sim, USND_NO_BDF, bus, data, bytes, false)))
		memset(data, 0xff, bytes);
	else if (!to_card && type == TYPE_WRITE)
		sim_dma_access(sim, USND_NO_BDF, bus, data, bytes, true);
}

static void tell_wrap(struct sim *sim, unsigned int index, uint64_t last, bool to_card)
{
	struct usnd_dma_fault fault = {
		.bdf = USND_NO_BDF, .bus = last, .bytes = is_wide(index) ? 2 : 1, .write = !to_card,
		.error = USND_DMA_WRAPPED,
	};

	sim_event_fault(sim, &fault);
}

/* count @units on; at the terminal count start anew or mask */
static void advance(struct sim *sim, unsigned int index, uint32_t units, bool to_card)
{
	struct i8237_channel *channel = &sim->isa_dma.channels[index];
	bool down = channel->mode & MODE_DOWN;
	uint64_t last;

	channel->address += units - 1;
	last = bus_address(channel, is_wide(index));
	channel->address += down ? -1 : 1;
	if (units <= channel->count) {
		if (channel->address == (down ? 0xffff : 0))
			tell_wrap(sim, index, last, to_card);
		channel->count -= units;
		return;
	}
	sim->isa_dma.done[index / 4] |= 1 << (index & 3);
	channel->count = 0xffff;
	if (channel->mode & MODE_AUTO) {
		channel->address = channel->base_address;
		channel->count = channel->base_count;
	} else {
		channel->masked = true;
	}
}

/**
 * i8237_transfer() - an ISA card's request on @index for @bytes from (@to_card) or to memory
 * Return: bytes moved; an odd one is left over on a 16-bit channel.
 */
size_t i8237_transfer(struct sim *sim, unsigned int index, uint8_t *data, size_t bytes, bool to_card)
{
	unsigned int shift = is_wide(index);
	size_t done = 0, left;

	while (index < 8 && (left = (bytes - done) >> shift) && serves(&sim->isa_dma, index)) {
		uint32_t units = run_length(&sim->isa_dma.channels[index]);

		if (units > left)
			units = left;
		move(sim, index, data + done, (size_t)units << shift, to_card);
		advance(sim, index, units, to_card);
		done += (size_t)units << shift;
	}
	return done;
}
