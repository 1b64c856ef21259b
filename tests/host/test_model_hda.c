// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The High Definition Audio model by its registers alone: no kernel, no driver. Commands and responses, and every
 * sample on the line compared with the pieces in RAM, every interrupt with its time. What the codec does to samples
 * is test_model_hda_codec.c.
 */
#include "tests/host/hda_rig.h"

#define FMT_48_16 0x0011u
#define FMT_44_16 0x4011u

/* pieces of odd sizes, out of order, of which the second and the last interrupt: 5120 bytes */
static const struct piece odd[] = {
	{ DATA_AT + 0x8000, 132, false }, { DATA_AT + 0x1080, 1140, true }, { DATA_AT + 0x4f80, 3452, false },
	{ DATA_AT, 396, true },
};

#define ODD_BYTES 5120u
#define ODD_FIRST 1272u /* up to the first interrupt */

/* byte @n of the cyclic buffer that @pieces make */
static uint8_t *piece_byte(const struct piece *pieces, size_t n)
{
	while (n >= pieces->bytes)
		n -= pieces++->bytes;
	return rig.ram + pieces->offset + n;
}

static void fill_pieces(const struct piece *pieces, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		*piece_byte(pieces, i) = i * 13 + i / 255;
}

static void expect_heard(const struct piece *pieces, size_t ring)
{
	size_t wrong = 0;

	for (size_t i = 0; i < jack_out.bytes && i < LINE_ROOM; i++)
		wrong += jack_out.data[i] != *piece_byte(pieces, i % ring);
	EXPECT(!wrong, "(%zu of %zu bytes differ)", wrong, jack_out.bytes);
}

static uint64_t frames_48(uint64_t frames)
{
	return frames * 1000000 / 48;
}

/* ---- reset and commands ------------------------------------------------------------------------------------------ */

HDA_CASE(codec_shows_up_after_the_reset)
{
	uint64_t from;

	cfg_write(0x10, 4, BAR);
	cfg_write(0x04, 2, 0x0006);
	EXPECT(peek(HDA_GCAP, 2) == 0x4401 && peek(HDA_VMAJ, 1) == 1 && peek(HDA_VMIN, 1) == 0);
	EXPECT(!(peek(HDA_GCTL, 4) & GCTL_CRST));
	poke(HDA_CORBLBASE, 4, 0x1000);
	EXPECT(peek(HDA_CORBLBASE, 4) == 0, "(nothing is taken in reset)");
	poke(HDA_GCTL, 4, GCTL_CRST);
	from = host_now();
	EXPECT(peek(HDA_GCTL, 4) == GCTL_CRST);
	run_until(from + HDA_ENUMERATION_NS - 1);
	EXPECT(peek(HDA_STATESTS, 2) == 0);
	run_until(from + HDA_ENUMERATION_NS);
	EXPECT(peek(HDA_STATESTS, 2) == 1);
	poke(HDA_STATESTS, 2, 1);
	EXPECT(peek(HDA_STATESTS, 2) == 0);
	poke(HDA_CORBLBASE, 4, 0x12345fff);
	EXPECT(peek(HDA_CORBLBASE, 4) == 0x12345f80);
	EXPECT(peek(HDA_WALCLK, 4) == (host_now() - from) * 24 / 1000);
	poke(HDA_GCTL, 4, 0);
	EXPECT(peek(HDA_CORBLBASE, 4) == 0);
}

HDA_CASE(commands_are_answered_one_a_frame)
{
	uint64_t from;

	rig_link();
	queue_verb(HDA_ROOT, 0xf0000);
	queue_verb(HDA_ROOT, 0xf0004);
	queue_verb(HDA_AFG, 0xf0004);
	poke(HDA_CORBWP, 2, 3);
	from = host_now();
	run_until(from + 2 * HDA_FRAME_NS - 1);
	EXPECT(peek(HDA_RIRBWP, 1) == 0 && peek(HDA_CORBRP, 2) == 0);
	for (unsigned int i = 0; i < 3; i++) {
		run_until(from + (2 + i) * HDA_FRAME_NS);
		EXPECT(peek(HDA_RIRBWP, 1) == i + 1 && peek(HDA_CORBRP, 2) == i + 1);
	}
	EXPECT(get32(RIRB_AT + 8) == 0x75736e64 && get32(RIRB_AT + 12) == 0);
	EXPECT(get32(RIRB_AT + 16) == 0x00010001);
	EXPECT(get32(RIRB_AT + 24) == 0x00020006);
	EXPECT(!rig.fault_count && !rig.irq_count);
}

HDA_CASE(response_interrupt_counts_or_comes_with_the_last)
{
	rig_link();
	poke(HDA_INTCTL, 4, INT_GLOBAL | INT_CONTROLLER);
	poke(HDA_RINTCNT, 2, 2);
	poke(HDA_RIRBCTL, 1, RIRB_RUN | RIRB_INT);
	for (unsigned int i = 0; i < 3; i++)
		queue_verb(HDA_ROOT, 0xf0000);
	poke(HDA_CORBWP, 2, 3);
	run_until(host_now() + 2 * HDA_FRAME_NS);
	EXPECT(!rig.irq_level);
	run_until(host_now() + HDA_FRAME_NS);
	EXPECT(rig.irq_level && peek(HDA_RIRBSTS, 1) == RIRB_INT, "(two of two)");
	EXPECT(peek(HDA_INTSTS, 4) == (INT_GLOBAL | INT_CONTROLLER));
	poke(HDA_RIRBSTS, 1, RIRB_INT);
	EXPECT(!rig.irq_level && !peek(HDA_INTSTS, 4));
	run_until(host_now() + HDA_FRAME_NS);
	EXPECT(rig.irq_level, "(the third is the last)");
}

HDA_CASE(rings_go_round_and_start_again)
{
	rig_link();
	for (unsigned int i = 0; i < 300; i++)
		EXPECT(verb(HDA_ROOT, 0xf0002) == 0x00100100, "(%u)", i);
	EXPECT(peek(HDA_RIRBWP, 1) == 300 % 256 && peek(HDA_CORBRP, 2) == 300 % 256);
	poke(HDA_CORBCTL, 1, 0);
	poke(HDA_CORBRP, 2, RP_RESET);
	EXPECT(peek(HDA_CORBRP, 2) == RP_RESET);
	poke(HDA_CORBRP, 2, 0);
	EXPECT(peek(HDA_CORBRP, 2) == 0);
	poke(HDA_RIRBWP, 2, RP_RESET);
	EXPECT(peek(HDA_RIRBWP, 2) == 0);
}

HDA_CASE(other_codecs_do_not_answer)
{
	rig_link();
	put32(CORB_AT + 4, 1u << 28 | 0xf0000);
	poke(HDA_CORBWP, 2, 1);
	run_until(host_now() + 1000000);
	EXPECT(peek(HDA_CORBRP, 2) == 1 && peek(HDA_RIRBWP, 1) == 0);
}

HDA_CASE(commands_that_cannot_be_read_are_an_error)
{
	rig_link();
	poke(HDA_CORBCTL, 1, 0);
	poke(HDA_CORBLBASE, 4, 0x3000000);
	poke(HDA_INTCTL, 4, INT_GLOBAL | INT_CONTROLLER);
	poke(HDA_CORBCTL, 1, CORB_RUN | CORB_CMEIE);
	poke(HDA_CORBWP, 2, 1);
	run_until(host_now() + 1000000);
	EXPECT(rig.fault_count == 1 && rig.irq_level && peek(HDA_CORBSTS, 1) == CORB_CMEI);
}

/* ---- playing ----------------------------------------------------------------------------------------------------- */

HDA_CASE(pieces_of_any_size_are_played_in_order)
{
	uint64_t from;

	rig_codec();
	attach(false);
	fill_pieces(odd, ODD_BYTES);
	rig_stream(PLAY, FMT_48_16, odd, 4);
	from = rig_start(PLAY);
	for (unsigned int round = 0; round < 20; round++) {
		run_until(from + frames_48((round * ODD_BYTES + ODD_FIRST) / 4));
		EXPECT(rig.irq_count == 2 * round + 1 && rig.irq_level, "(round %u: %u)", round, rig.irq_count);
		EXPECT(rig.irq_time[2 * round] == from + frames_48((round * ODD_BYTES + ODD_FIRST) / 4));
		EXPECT(peek(HDA_INTSTS, 4) == (INT_GLOBAL | 1u << PLAY));
		EXPECT(peek(HDA_SD(PLAY) + HDA_SD_STS, 1) == (STS_BCIS | STS_FIFORDY));
		acknowledge(PLAY);
		EXPECT(!rig.irq_level);
		run_until(from + frames_48((round + 1) * ODD_BYTES / 4));
		EXPECT(rig.irq_count == 2 * round + 2);
		EXPECT(jack_out.bytes == (round + 1) * ODD_BYTES);
		acknowledge(PLAY);
	}
	EXPECT(jack_out.rate == 48000 && jack_out.channels == 2 && jack_out.bits == 16 && jack_out.formats == 1);
	expect_heard(odd, ODD_BYTES);
	EXPECT(!rig.fault_count);
}

HDA_CASE(positions_of_link_and_memory)
{
	uint64_t from;

	rig_codec();
	attach(false);
	rig_stream(PLAY, FMT_48_16, odd, 4);
	from = rig_start(PLAY);
	for (unsigned int frame = 0; frame < 4000; frame += 7) {
		uint32_t played = frame * 4, memory;

		run_until(from + frames_48(frame) + 1);
		EXPECT(peek(HDA_SD(PLAY) + HDA_SD_LPIB, 4) == played % ODD_BYTES, "(frame %u)", frame);
		memory = get32(POSITIONS_AT + 8 * PLAY);
		memory = (memory + ODD_BYTES - played % ODD_BYTES) % ODD_BYTES;
		EXPECT(memory > HDA_FIFO - HDA_BURST && memory <= HDA_FIFO, "(frame %u: %u ahead)", frame, memory);
	}
	EXPECT(get32(POSITIONS_AT) == 0, "(of nobody else)");
}

HDA_CASE(position_in_memory_is_told_by_itself)
{
	uint64_t from;

	rig_codec();
	rig_stream(PLAY, FMT_48_16, (struct piece[]){ { DATA_AT, 65536, true }, { DATA_AT + 65536, 65536, true } }, 2);
	from = rig_start(PLAY);
	for (unsigned int ms = 1; ms < 300; ms++) {
		run_until(from + ms * 1000000);
		/* nobody has touched a register; at most a millisecond old */
		EXPECT(get32(POSITIONS_AT + 8 * PLAY) >= (ms - 1) * 192, "(%u ms)", ms);
	}
}

HDA_CASE(run_cleared_keeps_the_place)
{
	rig_codec();
	attach(false);
	fill_pieces(odd, ODD_BYTES);
	rig_stream(PLAY, FMT_48_16, odd, 4);
	run_until(rig_start(PLAY) + frames_48(100));
	poke(HDA_SD(PLAY) + HDA_SD_CTL, 1, 0);
	run_until(host_now() + 5000000);
	EXPECT(jack_out.frames == 100 && !rig.irq_count && peek(HDA_SD(PLAY) + HDA_SD_LPIB, 4) == 400);
	run_until(rig_start(PLAY) + frames_48(3000));
	peek(HDA_GCTL, 4);
	EXPECT(jack_out.frames == 3100);
	expect_heard(odd, ODD_BYTES);
	/* and a stream reset does not */
	poke(HDA_SD(PLAY) + HDA_SD_CTL, 1, SD_SRST);
	EXPECT(peek(HDA_SD(PLAY) + HDA_SD_CTL, 4) == SD_SRST && !peek(HDA_SD(PLAY) + HDA_SD_LPIB, 4));
	EXPECT(!peek(HDA_SD(PLAY) + HDA_SD_CBL, 4) && !peek(HDA_SD(PLAY) + HDA_SD_BDPL, 4));
	poke(HDA_SD(PLAY) + HDA_SD_CBL, 4, 4096);
	EXPECT(!peek(HDA_SD(PLAY) + HDA_SD_CBL, 4), "(held)");
}

HDA_CASE(a_list_of_one_entry_does_not_run)
{
	rig_codec();
	attach(false);
	rig_stream(PLAY, FMT_48_16, odd, 1);
	run_until(rig_start(PLAY) + 10000000);
	EXPECT(!jack_out.frames && !peek(HDA_SD(PLAY) + HDA_SD_LPIB, 4));
}

HDA_CASE(every_rate_is_exact)
{
	static const struct {
		uint16_t fmt;
		unsigned int rate;
	} rates[] = { { 0x0511, 8000 },	 { 0x4311, 11025 }, { 0x0211, 16000 },	{ 0x4111, 22050 },
		      { 0x0a11, 32000 }, { 0x4011, 44100 }, { 0x0011, 48000 },	{ 0x4811, 88200 },
		      { 0x0811, 96000 }, { 0x5811, 176400 }, { 0x1811, 192000 } };

	rig_codec();
	fill_pieces(odd, ODD_BYTES);
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		uint64_t from;

		attach(false);
		rig_stream(PLAY, rates[i].fmt, odd, 4);
		from = rig_start(PLAY);
		run_until(from + 2 * 1000000000ull - 1);
		peek(HDA_GCTL, 4);
		EXPECT(jack_out.frames == 2 * rates[i].rate - 1, "(%u Hz: %zu)", rates[i].rate, jack_out.frames);
		run_until(from + 2 * 1000000000ull);
		peek(HDA_GCTL, 4);
		EXPECT(jack_out.frames == 2 * rates[i].rate && jack_out.rate == rates[i].rate);
		expect_heard(odd, ODD_BYTES);
		poke(HDA_SD(PLAY) + HDA_SD_CTL, 1, 0);
	}
	EXPECT(!rig.fault_count);
}

HDA_CASE(ten_minutes_do_not_drift)
{
	rig_codec();
	attach(false);
	rig_stream(PLAY, FMT_44_16, (struct piece[]){{DATA_AT, 65536, false}, {DATA_AT + 65536, 65536, false}}, 2);
	poke(HDA_DPLBASE, 4, 0);
	run_until(rig_start(PLAY) + 600ull * 1000000000);
	peek(HDA_GCTL, 4);
	EXPECT(jack_out.frames == 600ull * 44100, "(%zu)", jack_out.frames);
}

/* ---- recording --------------------------------------------------------------------------------------------------- */

HDA_CASE(recording_fills_the_pieces_in_order)
{
	size_t wrong = 0;
	uint64_t from;

	rig_codec();
	attach(true);
	rig_stream(RECORD, FMT_48_16, odd, 4);
	from = rig_start(RECORD);
	run_until(from + frames_48(ODD_FIRST / 4));
	EXPECT(rig.irq_count == 1 && rig.irq_time[0] == from + frames_48(ODD_FIRST / 4));
	EXPECT(get32(POSITIONS_AT) == ODD_FIRST, "(all of it is in memory when it interrupts: %u)",
	       get32(POSITIONS_AT));
	EXPECT(*piece_byte(odd, ODD_FIRST - 1) == source_byte(ODD_FIRST - 1));
	acknowledge(RECORD);
	run_until(from + frames_48(2 * ODD_BYTES / 4));
	EXPECT(rig.irq_count == 2, "(one was not acknowledged)");
	for (size_t i = 0; i < ODD_BYTES; i++)
		wrong += *piece_byte(odd, i) != source_byte(ODD_BYTES + i);
	EXPECT(!wrong && !rig.fault_count, "(%zu bytes)", wrong);
}

HDA_CASE(recording_reaches_memory_in_bursts)
{
	uint64_t from;

	rig_codec();
	attach(true);
	memset(rig.ram + DATA_AT, 0xee, 0x10000);
	rig_stream(RECORD, FMT_48_16, odd, 4);
	from = rig_start(RECORD);
	run_until(from + frames_48(31));
	EXPECT(peek(HDA_SD(RECORD) + HDA_SD_LPIB, 4) == 124, "(the link is ahead)");
	EXPECT(get32(POSITIONS_AT) == HDA_BURST);
	EXPECT(*piece_byte(odd, HDA_BURST - 1) == source_byte(HDA_BURST - 1) && *piece_byte(odd, HDA_BURST) == 0xee);
}

/* ---- several ----------------------------------------------------------------------------------------------------- */

HDA_CASE(synchronised_streams_begin_together)
{
	static const struct piece in[] = { { DATA_AT + 0x40000, 4096, true }, { DATA_AT + 0x50000, 4096, true } };
	uint64_t from;

	rig_codec();
	attach(false);
	attach(true);
	rig_stream(PLAY, FMT_48_16, odd, 4);
	rig_stream(RECORD, FMT_48_16, in, 2);
	poke(HDA_SSYNC, 4, 1u << PLAY | 1u << RECORD);
	rig_start(PLAY);
	run_until(host_now() + 12345);
	rig_start(RECORD);
	EXPECT(peek(HDA_SD(PLAY) + HDA_SD_STS, 1) == STS_FIFORDY &&
	       peek(HDA_SD(RECORD) + HDA_SD_STS, 1) == STS_FIFORDY);
	run_until(host_now() + 5000000);
	EXPECT(!jack_out.frames && !jack_in.frames, "(they wait)");
	poke(HDA_SSYNC, 4, 0);
	from = host_now();
	run_until(from + frames_48(500));
	peek(HDA_GCTL, 4);
	EXPECT(jack_out.frames == 500 && jack_in.frames == 500);
}

HDA_CASE(each_stream_interrupts_if_it_may)
{
	rig_codec();
	rig_stream(PLAY, FMT_48_16, odd, 4);
	poke(HDA_INTCTL, 4, INT_GLOBAL);
	run_until(rig_start(PLAY) + frames_48(400));
	EXPECT(!rig.irq_level && peek(HDA_INTSTS, 4) == 1u << PLAY);
	poke(HDA_INTCTL, 4, 1u << PLAY);
	EXPECT(!rig.irq_level);
	poke(HDA_INTCTL, 4, INT_GLOBAL | 1u << PLAY);
	EXPECT(rig.irq_level && rig.irq_line == cfg_read(0x3c, 1));
	poke(HDA_SD(PLAY) + HDA_SD_CTL, 1, SD_RUN);
	EXPECT(!rig.irq_level);
}

/* ---- mistakes of a driver ---------------------------------------------------------------------------------------- */

HDA_CASE(a_piece_longer_than_its_memory_is_judged)
{
	rig_codec();
	attach(false);
	rig_stream(PLAY, FMT_48_16, odd, 4);
	/* 132 bytes were mapped */
	put32(LIST_AT + 0x1000 * PLAY + 8, 256);
	run_until(rig_start(PLAY) + frames_48(200));
	EXPECT(rig.fault_count && rig.faults[0].error == USND_DMA_OUT_OF_RANGE && !rig.faults[0].write);
	EXPECT(rig.faults[0].bus == get32(LIST_AT + 0x1000 * PLAY) + 128);
	EXPECT(jack_out.data[127] == *piece_byte(odd, 127) && jack_out.data[128] == 0xff);
}

HDA_CASE(a_piece_recorded_into_what_is_played_is_judged)
{
	rig_codec();
	attach(true);
	rig_stream(PLAY, FMT_48_16, odd, 4);
	rig_stream(RECORD, FMT_48_16,
		   (struct piece[]){{DATA_AT + 0x40000, 4096, true}, {DATA_AT + 0x50000, 4096, true}}, 2);
	put32(LIST_AT + 0x1000 * RECORD, get32(LIST_AT + 0x1000 * PLAY + 32));
	run_until(rig_start(RECORD) + frames_48(100));
	EXPECT(rig.fault_count && rig.faults[0].error == USND_DMA_DIRECTION && rig.faults[0].write);
}

HDA_CASE(a_list_that_is_none_halts_the_stream)
{
	rig_codec();
	attach(false);
	rig_stream(PLAY, FMT_48_16, odd, 4);
	poke(HDA_SD(PLAY) + HDA_SD_BDPL, 8, 0x3000000);
	rig_start(PLAY);
	EXPECT(rig.irq_level && peek(HDA_SD(PLAY) + HDA_SD_STS, 1) == STS_DESE);
	EXPECT(!(peek(HDA_SD(PLAY) + HDA_SD_CTL, 1) & SD_RUN));
	EXPECT(rig.fault_count == 1 && rig.faults[0].error == USND_DMA_UNMAPPED);
	acknowledge(PLAY);
	run_until(host_now() + 10000000);
	EXPECT(!rig.irq_level && !jack_out.frames);
}

HDA_CASE(a_list_shorter_than_cbl_slips)
{
	rig_codec();
	attach(false);
	fill_pieces(odd, ODD_BYTES);
	rig_stream(PLAY, FMT_48_16, odd, 4);
	poke(HDA_SD(PLAY) + HDA_SD_CBL, 4, ODD_BYTES + 128);
	run_until(rig_start(PLAY) + frames_48(ODD_BYTES / 4 + 8));
	EXPECT(peek(HDA_SD(PLAY) + HDA_SD_LPIB, 4) == ODD_BYTES + 32);
	expect_heard(odd, ODD_BYTES);
}

static const struct tap_case cases[] = {
	TAP_CASE(codec_shows_up_after_the_reset),
	TAP_CASE(commands_are_answered_one_a_frame),
	TAP_CASE(response_interrupt_counts_or_comes_with_the_last),
	TAP_CASE(rings_go_round_and_start_again),
	TAP_CASE(other_codecs_do_not_answer),
	TAP_CASE(commands_that_cannot_be_read_are_an_error),
	TAP_CASE(pieces_of_any_size_are_played_in_order),
	TAP_CASE(positions_of_link_and_memory),
	TAP_CASE(position_in_memory_is_told_by_itself),
	TAP_CASE(run_cleared_keeps_the_place),
	TAP_CASE(a_list_of_one_entry_does_not_run),
	TAP_CASE(every_rate_is_exact),
	TAP_CASE(ten_minutes_do_not_drift),
	TAP_CASE(recording_fills_the_pieces_in_order),
	TAP_CASE(recording_reaches_memory_in_bursts),
	TAP_CASE(synchronised_streams_begin_together),
	TAP_CASE(each_stream_interrupts_if_it_may),
	TAP_CASE(a_piece_longer_than_its_memory_is_judged),
	TAP_CASE(a_piece_recorded_into_what_is_played_is_judged),
	TAP_CASE(a_list_that_is_none_halts_the_stream),
	TAP_CASE(a_list_shorter_than_cbl_slips),
};

TAP_MAIN(cases)
