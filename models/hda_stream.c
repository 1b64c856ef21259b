// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * High Definition Audio: one stream descriptor and its DMA engine: buffer descriptor list, FIFO, clock, position.
 *
 * A frame crosses the link exactly one frame time after the stream began to run, the next one a frame time later, and
 * no rounding accumulates. Playback is read up to HDA_FIFO bytes ahead of the link; a recording reaches memory in
 * bursts of HDA_BURST bytes and at the end of each buffer. LPIB counts what crossed the link, the position in memory
 * what was moved over the bus; both start again after CBL bytes, the list after its last buffer: a driver whose list
 * is not CBL bytes long hears the difference. Clearing RUN keeps everything in its place; only a stream reset begins
 * anew.
 *
 * The position is written to memory whenever it has changed and the card is run: before each interrupt, and once a
 * millisecond. Samples are then read as they are at the time of the call, which is never later than that.
 *
 * Left out: striping, traffic priority, bidirectional streams, FIFO errors (memory is always there in time); that the
 * link carries 44.1 kHz in groups of 12 and 11 frames; that a stream waits for the link's next frame.
 */
#include <string.h>

#include "models/hda.h"

#define ENTRY_BYTES 16
#define BATCH 2048 /* bytes handed to the codec at most at once */

#define SD_FIXED 0xff00ffe0u /* bits of CTL that do not exist here; STS is not merged */

static uint64_t min64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static bool is_input(const struct hda_stream *stream)
{
	return stream->number < HDA_INPUTS;
}

static unsigned int frame_bytes(const struct hda_stream *stream)
{
	return HDA_FMT_CHANNELS(stream->fmt) * hda_sample_bytes(stream->fmt);
}

/* may the engine move anything? */
static bool enabled(const struct hda_stream *stream)
{
	return stream->ctl & SD_RUN && stream->lvi && stream->cbl && frame_bytes(stream);
}

static bool ticks(const struct hda_stream *stream)
{
	return enabled(stream) && !(stream->chip->ssync >> stream->number & 1);
}

/* ---- clock ------------------------------------------------------------------------------------------------------- */

/* a frame takes rate_den / rate_num seconds */
static uint64_t rate_num(const struct hda_stream *stream)
{
	return (uint64_t)HDA_FMT_BASE(stream->fmt) * HDA_FMT_MULT(stream->fmt);
}

static uint64_t rate_den(const struct hda_stream *stream)
{
	return HDA_FMT_DIV(stream->fmt);
}

#define SECOND 1000000000ull

static uint64_t frame_time(const struct hda_stream *stream, uint64_t frames)
{
	return stream->clock_base + frames * rate_den(stream) * SECOND / rate_num(stream);
}

/* the inverse: how many frames are due at @now? */
static uint64_t frames_by(const struct hda_stream *stream, uint64_t now)
{
	uint64_t period = rate_den(stream) * SECOND, elapsed = now - stream->clock_base;
	uint64_t whole = elapsed / period * rate_num(stream);

	return whole + ((elapsed % period + 1) * rate_num(stream) - 1) / period;
}

/* rate_num frames are a whole number of seconds: the base moves on without an error, and numbers stay small */
static void rebase_clock(struct hda_stream *stream)
{
	stream->clock_base += stream->clock_frames / rate_num(stream) * rate_den(stream) * SECOND;
	stream->clock_frames %= rate_num(stream);
}

/* ---- the list, and memory ---------------------------------------------------------------------------------------- */

static uint32_t load32(const uint8_t *at)
{
	return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24;
}

/* the next buffer of the list, if the one at hand is used up; false: the list is no list, and the engine halts */
static bool load_entry(struct hda_stream *stream)
{
	uint64_t list = (uint64_t)stream->bdpu << 32 | stream->bdpl;
	uint8_t raw[ENTRY_BYTES];
	bool granted;

	if (stream->loaded)
		return true;
	granted = model_dma_read(stream->chip->slot, list + ENTRY_BYTES * stream->index, raw, sizeof(raw));
	if (!granted || !load32(raw + 8)) {
		stream->sts |= STS_DESE;
		stream->ctl &= ~SD_RUN;
		return false;
	}
	stream->entry.address = (uint64_t)load32(raw + 4) << 32 | load32(raw);
	stream->entry.left = load32(raw + 8);
	stream->entry.ioc = raw[12] & 1;
	stream->index = stream->index >= stream->lvi ? 0 : stream->index + 1;
	stream->loaded = true;
	return true;
}

/* move @bytes: not more than are left in the buffer, and in one piece in the FIFO. true: its end, which interrupts */
static bool move(struct hda_stream *stream, uint64_t position, uint32_t bytes)
{
	uint8_t *fifo = stream->fifo + position % HDA_FIFO;

	if (is_input(stream))
		model_dma_write(stream->chip->slot, stream->entry.address, fifo, bytes);
	else
		model_dma_read(stream->chip->slot, stream->entry.address, fifo, bytes);
	stream->entry.address += bytes;
	stream->entry.left -= bytes;
	stream->fetched = (stream->fetched + bytes) % stream->cbl;
	stream->loaded = stream->entry.left;
	return !stream->loaded && stream->entry.ioc;
}

static uint64_t to_fifo_end(uint64_t position)
{
	return HDA_FIFO - position % HDA_FIFO;
}

static void fill_fifo(struct hda_stream *stream)
{
	while (stream->filled - stream->drained <= HDA_FIFO - HDA_BURST && load_entry(stream)) {
		uint64_t step = min64(min64(HDA_BURST, stream->entry.left), to_fifo_end(stream->filled));
		bool end = move(stream, stream->filled, step);

		memset(stream->ends + stream->filled % HDA_FIFO, 0, step * sizeof(stream->ends[0]));
		stream->filled += step;
		stream->ends[(stream->filled - 1) % HDA_FIFO] = end;
	}
}

static void empty_fifo(struct hda_stream *stream)
{
	while (stream->filled != stream->drained && load_entry(stream)) {
		uint64_t step = min64(HDA_BURST, stream->entry.left);

		if (stream->filled - stream->drained < step)
			return;
		step = min64(step, to_fifo_end(stream->drained));
		if (move(stream, stream->drained, step))
			stream->sts |= STS_BCIS;
		stream->drained += step;
	}
}

static void report_position(struct hda_stream *stream)
{
	const struct hda *chip = stream->chip;
	uint64_t at = ((uint64_t)chip->dpubase << 32 | (chip->dplbase & ~0x7fu)) + 8 * stream->number;
	uint8_t raw[4];

	if (!(chip->dplbase & DPL_ENABLE) || stream->reported == stream->fetched)
		return;
	for (unsigned int i = 0; i < 4; i++)
		raw[i] = stream->fetched >> (8 * i);
	model_dma_write(chip->slot, at, raw, sizeof(raw));
	stream->reported = stream->fetched;
}

/* ---- frames ------------------------------------------------------------------------------------------------------ */

static void count(struct hda_stream *stream, uint64_t frames, uint64_t bytes)
{
	stream->clock_frames += frames;
	stream->lpib = (stream->lpib + bytes) % stream->cbl;
}

/* play up to @due frames; returns how many. The engine may halt on the way, the link does not wait for it. */
static uint64_t play(struct hda_stream *stream, uint64_t due)
{
	unsigned int bytes = frame_bytes(stream);
	uint64_t frames = min64(due, BATCH / bytes), wanted = frames * bytes;
	uint8_t batch[BATCH] = { 0 };

	for (uint64_t done = 0, step; done < wanted && stream->filled != stream->drained; done += step) {
		step = min64(min64(stream->filled - stream->drained, to_fifo_end(stream->drained)), wanted - done);
		memcpy(batch + done, stream->fifo + stream->drained % HDA_FIFO, step);
		for (uint64_t i = 0; i < step; i++)
			if (stream->ends[(stream->drained + i) % HDA_FIFO])
				stream->sts |= STS_BCIS;
		stream->drained += step;
		fill_fifo(stream);
	}
	hda_codec_play(&stream->chip->codec, SD_TAG(stream->ctl), stream->fmt, batch, frames);
	count(stream, frames, wanted);
	return frames;
}

/* the same the other way */
static uint64_t record(struct hda_stream *stream, uint64_t due)
{
	unsigned int bytes = frame_bytes(stream);
	uint64_t frames = min64(due, BATCH / bytes), wanted = frames * bytes;
	uint8_t batch[BATCH];

	hda_codec_record(&stream->chip->codec, SD_TAG(stream->ctl), stream->fmt, batch, frames);
	for (uint64_t done = 0, step; done < wanted; done += step) {
		step = min64(HDA_FIFO - (stream->filled - stream->drained), wanted - done);
		step = min64(step, to_fifo_end(stream->filled));
		if (!step)
			break; /* halted: what comes now is lost */
		memcpy(stream->fifo + stream->filled % HDA_FIFO, batch + done, step);
		stream->filled += step;
		empty_fifo(stream);
	}
	count(stream, frames, wanted);
	return frames;
}

/* bytes until the next buffer ends on the link (playback: one that interrupts, or the last one that is known) */
static uint64_t to_next_end(const struct hda_stream *stream)
{
	uint64_t ahead = stream->filled - stream->drained;

	if (is_input(stream))
		return stream->loaded ? stream->entry.left - ahead : 1;
	for (uint64_t i = 0; i < ahead; i++)
		if (stream->ends[(stream->drained + i) % HDA_FIFO])
			return i + 1;
	return ahead + (stream->loaded ? stream->entry.left : 0);
}

/** hda_stream_run() - do what is due until @now. Return: when the next interrupt, or half a buffer, will be due */
uint64_t hda_stream_run(struct hda_stream *stream, uint64_t now)
{
	unsigned int bytes = frame_bytes(stream);
	uint64_t due, ahead, next;

	report_position(stream);
	if (!ticks(stream))
		return UINT64_MAX;
	due = frames_by(stream, now) - stream->clock_frames;
	while (due && ticks(stream))
		due -= is_input(stream) ? record(stream, due) : play(stream, due);
	rebase_clock(stream);
	report_position(stream);
	if (!ticks(stream))
		return UINT64_MAX;
	ahead = (min64(to_next_end(stream), stream->cbl / 2) + bytes - 1) / bytes;
	next = frame_time(stream, stream->clock_frames + (ahead ? ahead : 1));
	return stream->chip->dplbase & DPL_ENABLE ? min64(next, now + HDA_REPORT_NS) : next;
}

/* ---- registers --------------------------------------------------------------------------------------------------- */

/** hda_stream_reset() - what SRST does: everything but the place in the controller */
void hda_stream_reset(struct hda_stream *stream)
{
	*stream = (struct hda_stream){ .chip = stream->chip, .number = stream->number };
}

/** hda_stream_update() - a register that lets it run has changed */
void hda_stream_update(struct hda_stream *stream)
{
	bool ticking;

	if (enabled(stream) && !is_input(stream))
		fill_fifo(stream);
	else if (enabled(stream))
		load_entry(stream);
	ticking = ticks(stream);
	if (ticking && !stream->ticking) {
		stream->clock_base = model_now(stream->chip->slot);
		stream->clock_frames = 0;
		hda_codec_restart(&stream->chip->codec, is_input(stream), SD_TAG(stream->ctl));
	}
	stream->ticking = ticking;
}

static uint32_t status(const struct hda_stream *stream)
{
	bool ready = enabled(stream) && (is_input(stream) || stream->filled - stream->drained > HDA_FIFO - HDA_BURST);

	return stream->sts | (ready ? STS_FIFORDY : 0);
}

uint32_t hda_stream_read(const struct hda_stream *stream, unsigned int reg)
{
	switch (reg) {
	case HDA_SD_CTL:
		return stream->ctl | status(stream) << 24;
	case HDA_SD_LPIB:
		return stream->lpib;
	case HDA_SD_CBL:
		return stream->cbl;
	case HDA_SD_LVI:
		return stream->lvi;
	case HDA_SD_FIFOS:
		return (HDA_FIFO - 1) | (uint32_t)stream->fmt << 16;
	case HDA_SD_BDPL:
		return stream->bdpl;
	case HDA_SD_BDPU:
		return stream->bdpu;
	default:
		return 0;
	}
}

void hda_stream_write(struct hda_stream *stream, unsigned int reg, uint32_t mask, uint32_t value)
{
	if (reg == HDA_SD_CTL) {
		stream->sts &= ~((value & mask) >> 24);
		stream->ctl = hda_merge(stream->ctl, mask, value, SD_FIXED);
		if (stream->ctl & SD_SRST) {
			hda_stream_reset(stream);
			stream->ctl = SD_SRST;
		}
		hda_stream_update(stream);
		return;
	}
	if (stream->ctl & (SD_SRST | SD_RUN))
		return; /* held in reset, or latched */
	switch (reg) {
	case HDA_SD_CBL:
		stream->cbl = hda_merge(stream->cbl, mask, value, 0);
		break;
	case HDA_SD_LVI:
		stream->lvi = hda_merge(stream->lvi, mask, value, ~0xffu);
		break;
	case HDA_SD_FIFOS:
		stream->fmt = hda_merge((uint32_t)stream->fmt << 16, mask, value, 0x8080ffff) >> 16;
		break;
	case HDA_SD_BDPL:
		stream->bdpl = hda_merge(stream->bdpl, mask, value, 0x7f);
		break;
	case HDA_SD_BDPU:
		stream->bdpu = hda_merge(stream->bdpu, mask, value, 0);
		break;
	}
}
