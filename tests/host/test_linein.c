// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_linein.c - what comes into a card: layouts, pipes that have nothing, too little or nonsense, and the jacks of
 * every card.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/linein_jacks.h"
#include "harness/sound_pipe.h"
#include "tests/host/any_stream.h"

static char folder[] = "/tmp/usnd-test-linein-XXXXXX", path[80];

static const char *file_in_folder(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

/* a RIFF header; Return: its length */
static size_t make_header(uint8_t *at, unsigned int channels, unsigned int bits, uint32_t bytes)
{
	uint32_t words[] = {0x46464952,
			    36 + bytes,
			    0x45564157,
			    0x20746d66,
			    16,
			    channels << 16 | 1,
			    8000,
			    8000 * channels * bits / 8,
			    bits << 16 | channels * bits / 8,
			    0x61746164,
			    bytes};

	memcpy(at, words, sizeof(words));
	return sizeof(words);
}

/* ---- layouts ----------------------------------------------------------------------------------------------------- */

static void a_line_is_heard_in_every_width_and_number_of_channels(void)
{
	static const int16_t stereo[] = {0x1234, -2, 32767, -32768};
	static const int32_t wide[] = {0x12345678, -1};
	int16_t mono[2], four[8];
	uint8_t narrow[4];
	int32_t words[4];

	linein_convert(words, 2, 32, stereo, 2, 16, 2);
	EXPECT(words[0] == 0x12340000 && words[1] == -0x20000 && words[2] == 0x7fff0000 && words[3] == INT32_MIN);
	linein_convert(narrow, 2, 8, stereo, 2, 16, 2);
	EXPECT(narrow[0] == 0x92 && narrow[1] == 0x7f && narrow[2] == 0xff && narrow[3] == 0);
	linein_convert(mono, 1, 16, stereo, 2, 16, 2);
	EXPECT(mono[0] == 0x1234 && mono[1] == 32767);
	linein_convert(four, 4, 16, stereo, 2, 16, 2);
	EXPECT(four[2] == 0x1234 && four[3] == -2 && four[6] == 32767 && four[7] == -32768);
	linein_convert(mono, 1, 16, wide, 1, 32, 2);
	EXPECT(mono[0] == 0x1234 && mono[1] == -1);
	linein_convert(mono, 1, 16, narrow, 1, 8, 2);
	EXPECT(mono[0] == 0x1200 && mono[1] == -256);
}

/* ---- pipes ------------------------------------------------------------------------------------------------------- */

static struct linein in;
static struct usnd_line line;

/* both ends of a FIFO; it is a line of 16 bit stereo from now on. Return: where to write. */
static int open_fifo(uint64_t patience)
{
	const char *name = file_in_folder("fifo");
	int fd;

	EXPECT(!mkfifo(name, 0600));
	EXPECT(sound_pipe_is(name) && sound_pipe_is("-") && !sound_pipe_is("/dev/null") && !sound_pipe_is("/nowhere"));
	EXPECT(!linein_open(&in, name, NULL));
	in.patience = patience;
	line = linein_line(&in);
	line.format(line.ctx, 48000, 2, 16);
	fd = open(name, O_WRONLY);
	EXPECT(fd >= 0);
	return fd;
}

static void close_fifo(int fd)
{
	close(fd);
	linein_close(&in);
	unlink(file_in_folder("fifo"));
}

static void put(int fd, const void *data, size_t bytes)
{
	EXPECT(write(fd, data, bytes) == (ssize_t)bytes);
}

static void a_pipe_without_data_is_silence_and_counted(void)
{
	static const int16_t sound[] = {1, 2, 3, 4, 5, 6};
	int16_t heard[20];
	uint8_t header[64];
	int fd = open_fifo(0);

	memset(heard, 0x55, sizeof(heard));
	line.frames(line.ctx, heard, 5);
	for (unsigned int i = 0; i < 10; i++)
		EXPECT(!heard[i]);
	EXPECT(heard[10] == 0x5555 && in.starved == 5 && !in.heard && in.frames == 5);
	put(fd, header, make_header(header, 2, 16, 0));
	/* a frame and a half: the half one waits for the rest */
	put(fd, sound, 6);
	line.frames(line.ctx, heard, 3);
	EXPECT(heard[0] == 1 && heard[1] == 2 && !heard[2] && !heard[3] && in.starved == 7 && in.heard == 1);
	put(fd, sound + 3, 6);
	line.frames(line.ctx, heard, 3);
	EXPECT(heard[0] == 3 && heard[1] == 4 && heard[2] == 5 && heard[3] == 6 && !heard[4] && in.starved == 8);
	EXPECT(!in.error && !in.converted && !in.ended);
	close_fifo(fd);
}

static void a_stream_that_comes_byte_by_byte_is_whole(void)
{
	uint8_t stream[64 + 3 * 2 * 50];
	size_t length = make_header(stream, 2, 24, 3 * 2 * 50), sent = 0, got = 0;
	int32_t heard[2 * 50], word;
	int fd = open_fifo(0);

	line.format(line.ctx, 48000, 2, 32);
	for (unsigned int i = 0; i < 300; i++)
		stream[length + i] = 7 * i + 1;
	while (sent < length + 300) {
		put(fd, stream + sent++, 1);
		line.frames(line.ctx, heard + 2 * got, 1);
		got = in.heard;
	}
	EXPECT(got == 50, "(%zu)", got);
	for (unsigned int i = 0; i < 100; i++) {
		word = 0;
		memcpy((uint8_t *)&word + 1, stream + length + 3 * i, 3);
		EXPECT(heard[i] == word, "(sample %u)", i);
	}
	close_fifo(fd);
}

static void a_fifo_has_another_writer_with_another_format(void)
{
	static const int16_t sound[] = {1, 2, 3, 4};
	static const uint8_t other[] = {0x81, 0x82, 0x83};
	int16_t heard[12];
	uint8_t header[64];
	int fd = open_fifo(0);

	put(fd, header, make_header(header, 2, 16, sizeof(sound)));
	put(fd, sound, sizeof(sound));
	put(fd, "what is behind the sound is no sound", 30);
	line.frames(line.ctx, heard, 4);
	EXPECT(heard[0] == 1 && heard[3] == 4 && !heard[4] && in.heard == 2);
	close(fd);
	line.frames(line.ctx, heard, 1);
	/* or waiting for the next one would be spinning */
	EXPECT(!poll(&(struct pollfd){ .fd = in.pipe->fd, .events = POLLIN }, 1, 0));
	fd = open(file_in_folder("fifo"), O_WRONLY);
	put(fd, header, make_header(header, 1, 8, 0));
	put(fd, other, sizeof(other));
	line.frames(line.ctx, heard, 4);
	EXPECT(heard[0] == 0x100 && heard[1] == 0x100 && heard[4] == 0x300 && !heard[6], "(%x %x)", heard[0], heard[4]);
	EXPECT(in.converted && in.heard == 5 && !in.error && !in.ended);
	close_fifo(fd);
}

static void patience_ends_and_is_not_spent_again(void)
{
	int16_t heard[8];
	uint8_t header[64];
	int fd = open_fifo(1);

	line.frames(line.ctx, heard, 4);
	EXPECT(in.impatient && in.starved == 4);
	in.patience = HOST_FOREVER;
	/* would never come back */
	line.frames(line.ctx, heard, 4);
	EXPECT(in.starved == 8);
	put(fd, header, make_header(header, 2, 16, 0));
	put(fd, "1234", 4);
	line.frames(line.ctx, heard, 1);
	EXPECT(!in.impatient && in.heard == 1);
	in.stop = &(const volatile bool){true};
	line.frames(line.ctx, heard, 4);
	EXPECT(in.starved == 12);
	close_fifo(fd);
}

static void with_patience_a_late_writer_is_heard_from_its_first_frame(void)
{
	static const int16_t sound[] = {1, 2, 3, 4};
	uint8_t header[64];
	int16_t heard[4];
	int fd = open_fifo(HOST_FOREVER);

	fflush(stdout);
	if (!fork()) {
		put(fd, header, make_header(header, 2, 16, 0));
		put(fd, sound, 2);
		put(fd, (const char *)sound + 2, 6);
		_exit(0);
	}
	line.frames(line.ctx, heard, 2);
	EXPECT(!memcmp(heard, sound, sizeof(sound)) && !in.starved && in.heard == 2);
	wait(NULL);
	close_fifo(fd);
}

static void what_is_no_wav_stream_is_refused_with_a_reason(void)
{
	static const struct {
		const char *bytes;
		size_t count;
		const char *why;
	} bad[] = {
		{"this is a text, and no sound", 28, "does not begin"},
		{"RIFF\0\0\0\0WAVEdata\0\0\0\0", 20, "before its format"},
		{"RIFF\0\0\0\0WAVEfmt \4\0\0\0abcd", 24, "too short"},
		{"RIFF\0\0\0\0WAVELIST\xff\xff\xff\x7f", 20, "too long"},
		{"RIFF\0\0\0\0WAVEfmt \20\0\0\0\3\0\2\0\1\1\1\1\1\1\1\1\1\1\40\0", 36, "PCM"},
		{"RIFF\0\0\0\0WAVEfmt \20\0\0\0\1\0\0\0\1\1\1\1\1\1\1\1\1\1\40\0", 36, "sensible"},
	};
	int16_t heard[4];
	int fd;

	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		fd = open_fifo(0);
		put(fd, bad[i].bytes, bad[i].count);
		EXPECT(linein_wait(&in) == -EINVAL && in.why && strstr(in.why, bad[i].why), "(%u: %s)", i, in.why);
		memset(heard, 1, sizeof(heard));
		line.frames(line.ctx, heard, 2);
		EXPECT(in.error == -EINVAL && in.ended && !heard[0] && !heard[3] && !in.starved);
		close_fifo(fd);
	}
}

/* ---- jacks ------------------------------------------------------------------------------------------------------- */

#define SOUND 3000u

static frame_t source[SOUND], heard_frames[SOUND];

static void make_file(void)
{
	struct wav_info info = {.rate = 48000, .channels = 2, .bits = 16};
	struct wav *wav;

	make_sound(source, SOUND, 5);
	EXPECT(!wav_create(&wav, file_in_folder("in.wav"), &info, NULL));
	EXPECT(!wav_write(wav, source, SOUND) && !wav_close(wav));
}

static int jacks_body(struct run *run)
{
	struct linein_jacks jacks;
	struct any_stream record;

	EXPECT(!linein_plug(&jacks, run, file_in_folder("in.wav")), "(%s)", jacks.message);
	for (unsigned int i = 0; i < run->config->card_count; i++) {
		EXPECT(!!(jacks.plugged & 1u << i) == !run->config->cards[i]->no_hardware);
		if (run->config->cards[i]->no_hardware)
			continue;
		if (any_open(&record, run, i, 0, true, 48000, &accesses[0]))
			return -EIO;
		memset(heard_frames, 0, sizeof(heard_frames));
		EXPECT(!client_pcm_do(&record.pcm, SNDRV_PCM_IOCTL_START));
		EXPECT(!any_move(&record, heard_frames, 2048));
		EXPECT(!memcmp(heard_frames, source, 2048 * sizeof(frame_t)), "(%s)", run->config->cards[i]->name);
		any_close(&record);
	}
	linein_pull(&jacks);
	return 0;
}

static void every_card_with_hardware_hears_the_same_file(void)
{
	struct run_config config = {
		.cards = { card_find("es1370"), card_find("es1370"), card_find("dummy"), card_find("sb16"), card_find("hda"),
			   card_find("rme32") },
		.card_count = 6,
	};

	make_file();
	with_world(config, jacks_body, NULL, 2);
	unlink(file_in_folder("in.wav"));
}

static int narrow_body(struct run *run)
{
	struct client_params want = {.format = SNDRV_PCM_FORMAT_U8, .rate = 8000, .channels = 1};
	struct linein_jacks jacks;
	struct client_pcm pcm;
	uint8_t bytes[500];
	size_t done;

	EXPECT(!linein_plug(&jacks, run, file_in_folder("in.wav")));
	EXPECT(!client_pcm_open(&pcm, &run->client, 0, 0, true, 0) && !client_pcm_configure(&pcm, &want));
	EXPECT(!client_pcm_do(&pcm, SNDRV_PCM_IOCTL_START));
	EXPECT(!client_pcm_read(&pcm, bytes, sizeof(bytes), &done));
	for (unsigned int i = 0; i < sizeof(bytes); i++)
		EXPECT(bytes[i] == (((uint16_t)source[i][0] >> 8) ^ 0x80), "(frame %u)", i);
	EXPECT(jacks.line[0].converted);
	client_pcm_close(&pcm);
	linein_pull(&jacks);
	return 0;
}

static void a_client_that_asks_for_less_hears_the_upper_bits_of_the_first_channel(void)
{
	struct run_config config = {.cards = {card_find("es1370")}, .card_count = 1};

	make_file();
	with_world(config, narrow_body, NULL, 1);
	unlink(file_in_folder("in.wav"));
}

static int refuse_body(struct run *run)
{
	static struct linein_jacks jacks;
	bool hardware = !run->config->cards[0]->no_hardware;

	EXPECT(linein_plug(&jacks, run, "-") == (hardware ? -EINVAL : -ENODEV));
	EXPECT(strstr(jacks.message, hardware ? "name one card" : "usnd drivers"), "(%s)", jacks.message);
	EXPECT(linein_plug(&jacks, run, "/nowhere.wav") == (hardware ? -ENOENT : -ENODEV) && !jacks.plugged);
	EXPECT(linein_plug(&jacks, run, "/dev/null") && jacks.message[0]);
	EXPECT(linein_check(&jacks, run->config, "/nowhere.wav") == (hardware ? -ENOENT : -ENODEV));
	EXPECT(!linein_finish(&jacks, ""));
	return 0;
}

static void what_cannot_be_plugged_is_one_sentence(void)
{
	struct run_config two = {.cards = {card_find("es1370"), card_find("hda")}, .card_count = 2};
	struct run_config none = {.cards = {card_find("dummy")}, .card_count = 1};

	with_world(two, refuse_body, NULL, 1);
	with_world(none, refuse_body, NULL, 1);
}

static const struct tap_case cases[] = {
	TAP_CASE(a_line_is_heard_in_every_width_and_number_of_channels),
	TAP_CASE(a_pipe_without_data_is_silence_and_counted),
	TAP_CASE(a_stream_that_comes_byte_by_byte_is_whole),
	TAP_CASE(a_fifo_has_another_writer_with_another_format),
	TAP_CASE(patience_ends_and_is_not_spent_again),
	TAP_CASE(with_patience_a_late_writer_is_heard_from_its_first_frame),
	TAP_CASE(what_is_no_wav_stream_is_refused_with_a_reason),
	TAP_CASE(every_card_with_hardware_hears_the_same_file),
	TAP_CASE(a_client_that_asks_for_less_hears_the_upper_bits_of_the_first_channel),
	TAP_CASE(what_cannot_be_plugged_is_one_sentence),
};

int main(void)
{
	int status;

	if (!mkdtemp(folder))
		return 1;
	status = tap_main(cases, sizeof(cases) / sizeof(cases[0]));
	rmdir(folder);
	return status;
}
