// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_info.c - files of drivers below /proc/asound (sound/core/info*.c), as clients meet them.
 *
 * The write rules are those of contract 1.10 but for one: the error of a write callback reaches the writer, with the
 * write that completes the line, or with close for a line that never ends. A kernel swallows it; there the cases that
 * look for it are skipped.
 */
#include <linux/device.h>
#include <sound/core.h>
#include <sound/info.h>
#include "client.h"
#include "expect.h"

/* what the entry's callbacks saw and say */
static char lines[512];
static int calls;
static int say_error;
static int shown;

static struct device *parent;
static struct snd_card *card;

static void read_shown(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	int i;

	for (i = 0; i < shown; i++)
		snd_iprintf(buffer, "line %04d of many\n", i);
}

static void write_lines(struct snd_info_entry *entry, struct snd_info_buffer *buffer)
{
	char line[64];

	calls++;
	while (!snd_info_get_line(buffer, line, sizeof(line))) {
		strlcat(lines, line, sizeof(lines));
		strlcat(lines, ";", sizeof(lines));
		if (!strcmp(line, "bad"))
			buffer->error = say_error;
	}
}

/* /proc/asound/card0/text */
#define TEXT "/proc/asound/card0/text"

static int info_test_init(struct kunit *test)
{
	int err;

	lines[0] = '\0';
	calls = 0;
	say_error = -EBUSY;
	shown = 2;
	parent = root_device_register("test_info");
	if (IS_ERR(parent))
		return PTR_ERR(parent);
	err = snd_card_new(parent, 0, "Info", THIS_MODULE, 0, &card);
	if (err)
		return err;
	err = snd_card_rw_proc_new(card, "text", NULL, read_shown, write_lines);
	if (!err)
		err = snd_card_ro_proc_new(card, "readonly", NULL, read_shown);
	return err ? err : snd_card_register(card);
}

static void info_test_exit(struct kunit *test)
{
	snd_card_free(card);
	card = NULL;
	root_device_unregister(parent);
}

/* ---- parsing ------------------------------------------------------------------------------------------- */

static void get_line_cuts_long_lines_and_ends(struct kunit *test)
{
	char text[] = "first\n\na longer line\nlast", line[8];
	struct snd_info_buffer buffer = { .buffer = text, .size = strlen(text), .len = sizeof(text) };

	KUNIT_EXPECT_EQ(test, snd_info_get_line(&buffer, line, sizeof(line)), 0);
	KUNIT_EXPECT_STREQ(test, line, "first");
	KUNIT_EXPECT_EQ(test, snd_info_get_line(&buffer, line, sizeof(line)), 0);
	KUNIT_EXPECT_STREQ(test, line, "");
	KUNIT_EXPECT_EQ(test, snd_info_get_line(&buffer, line, sizeof(line)), 0);
	KUNIT_EXPECT_STREQ(test, line, "a longe");
	KUNIT_EXPECT_EQ(test, snd_info_get_line(&buffer, line, sizeof(line)), 0);
	KUNIT_EXPECT_STREQ(test, line, "last");
	KUNIT_EXPECT_EQ(test, snd_info_get_line(&buffer, line, sizeof(line)), 1);
}

static void get_line_stops_after_an_error(struct kunit *test)
{
	char text[] = "a\nb\n", line[8];
	struct snd_info_buffer buffer = { .buffer = text, .size = 4, .len = 4, .error = -EIO };

	KUNIT_EXPECT_EQ(test, snd_info_get_line(&buffer, line, sizeof(line)), 1);
}

static void get_str_takes_words_and_quotes(struct kunit *test)
{
	const char *at = "  one\t'two words' \"three\" and-a-long-one";
	char word[8];

	at = snd_info_get_str(word, at, sizeof(word));
	KUNIT_EXPECT_STREQ(test, word, "one");
	at = snd_info_get_str(word, at, sizeof(word));
	KUNIT_EXPECT_STREQ(test, word, "two wor");
	/* the quoted rest counts as the next word, up to the quote and with it */
	at = snd_info_get_str(word, at, sizeof(word));
	KUNIT_EXPECT_STREQ(test, word, "ds'");
	at = snd_info_get_str(word, at, sizeof(word));
	KUNIT_EXPECT_STREQ(test, word, "three");
	at = snd_info_get_str(word, at, sizeof(word));
	KUNIT_EXPECT_STREQ(test, word, "and-a-l");
	at = snd_info_get_str(word, at, sizeof(word));
	KUNIT_EXPECT_STREQ(test, word, "ong-one");
	KUNIT_EXPECT_STREQ(test, at, "");
}

/* ---- reading ------------------------------------------------------------------------------------------- */

static void text_is_read_in_pieces(struct kunit *test)
{
	struct file *file = open_file(test, TEXT, O_RDONLY);
	char piece[16];

	KUNIT_EXPECT_EQ(test, read_text(test, file, piece, 10), (ssize_t)9);
	KUNIT_EXPECT_STREQ(test, piece, "line 0000");
	KUNIT_EXPECT_EQ(test, read_text(test, file, piece, 10), (ssize_t)9);
	KUNIT_EXPECT_STREQ(test, piece, " of many\n");
	filp_close(file, NULL);
}

static void text_may_be_longer_than_a_page(struct kunit *test)
{
	struct file *file = open_file(test, TEXT, O_RDONLY);
	size_t size = 32 * 1024, total = 0;
	char *text = kunit_kzalloc(test, size, GFP_KERNEL);
	ssize_t length;

	KUNIT_ASSERT_NOT_NULL(test, text);
	shown = 1000;
	while ((length = read_text(test, file, text + total, size - total)) > 0)
		total += length;
	KUNIT_EXPECT_EQ(test, length, (ssize_t)0);
	KUNIT_EXPECT_EQ(test, total, (size_t)18000);
	KUNIT_EXPECT_STREQ(test, text + 17982, "line 0999 of many\n");
	filp_close(file, NULL);
}

/* ---- writing ------------------------------------------------------------------------------------------- */

static void lines_reach_the_callback(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, echo(test, TEXT, "one\ntwo\n"), 0);
	KUNIT_EXPECT_STREQ(test, lines, "one;two;");
	KUNIT_EXPECT_EQ(test, calls, 1);
}

static void error_reaches_the_write_that_ends_the_line(struct kunit *test)
{
	struct file *file = open_file(test, TEXT, O_WRONLY);

	KUNIT_EXPECT_EQ(test, write_text(test, file, "good\nba"), (ssize_t)7);
	KUNIT_EXPECT_STREQ(test, lines, "good;");
	KUNIT_EXPECT_EQ(test, write_text(test, file, "d\n"), (ssize_t)-EBUSY);
	KUNIT_EXPECT_STREQ(test, lines, "good;bad;");
	/* the failed write has not happened, and is not parsed again */
	KUNIT_EXPECT_EQ(test, file->f_pos, (loff_t)7);
	KUNIT_EXPECT_EQ(test, filp_close(file, NULL), 0);
	KUNIT_EXPECT_EQ(test, calls, 2);
}

static void error_of_an_unfinished_line_reaches_close(struct kunit *test)
{
	struct file *file = open_file(test, TEXT, O_WRONLY);

	KUNIT_EXPECT_EQ(test, write_text(test, file, "bad"), (ssize_t)3);
	KUNIT_EXPECT_EQ(test, calls, 0);
	KUNIT_EXPECT_EQ(test, filp_close(file, NULL), -EBUSY);
	KUNIT_EXPECT_STREQ(test, lines, "bad;");
}

static void each_line_is_parsed_once(struct kunit *test)
{
	struct file *file = open_file(test, TEXT, O_WRONLY);

	KUNIT_EXPECT_EQ(test, write_text(test, file, "a\nb"), (ssize_t)3);
	KUNIT_EXPECT_EQ(test, write_text(test, file, "c\n"), (ssize_t)2);
	KUNIT_EXPECT_EQ(test, write_text(test, file, ""), (ssize_t)0);
	KUNIT_EXPECT_EQ(test, write_text(test, file, "rest"), (ssize_t)4);
	KUNIT_EXPECT_STREQ(test, lines, "a;bc;");
	KUNIT_EXPECT_EQ(test, filp_close(file, NULL), 0);
	KUNIT_EXPECT_STREQ(test, lines, "a;bc;rest;");
}

static void nothing_written_is_nothing_parsed(struct kunit *test)
{
	filp_close(open_file(test, TEXT, O_RDWR), NULL);
	KUNIT_EXPECT_EQ(test, calls, 0);
}

static void input_ends_at_16_kib(struct kunit *test)
{
	struct file *file = open_file(test, TEXT, O_WRONLY);
	char __user *memory = user_memory(test);

	KUNIT_EXPECT_EQ(test, file->f_op->write(file, memory, 16 * 1024 + 1, &file->f_pos), (ssize_t)-EIO);
	KUNIT_EXPECT_EQ(test, file->f_op->write(file, memory, 16 * 1024, &file->f_pos), (ssize_t)16 * 1024);
	KUNIT_EXPECT_EQ(test, file->f_op->write(file, memory, 1, &file->f_pos), (ssize_t)-EIO);
	filp_close(file, NULL);
}

static void long_input_is_kept_over_several_writes(struct kunit *test)
{
	struct file *file = open_file(test, TEXT, O_WRONLY);
	char __user *memory = user_memory(test);

	KUNIT_EXPECT_EQ(test, write_text(test, file, "begin"), (ssize_t)5);
	KUNIT_EXPECT_EQ(test, file->f_op->write(file, memory, 8000, &file->f_pos), (ssize_t)8000);
	KUNIT_EXPECT_EQ(test, write_text(test, file, "\n"), (ssize_t)1);
	KUNIT_EXPECT_STREQ(test, lines, "begin;");
	filp_close(file, NULL);
}

static void user_memory_may_be_missing(struct kunit *test)
{
	struct file *file = open_file(test, TEXT, O_RDWR);

	KUNIT_EXPECT_EQ(test, file->f_op->write(file, NULL, 5, &file->f_pos), (ssize_t)-EFAULT);
	KUNIT_EXPECT_EQ(test, file->f_op->read(file, NULL, 5, &file->f_pos), (ssize_t)-EFAULT);
	filp_close(file, NULL);
	KUNIT_EXPECT_EQ(test, calls, 0);
}

static void read_only_entry_refuses_text(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, echo(test, "/proc/asound/card0/readonly", "x\n"), -EIO);
	KUNIT_EXPECT_EQ(test, echo(test, "/proc/asound/version", "x\n"), -EIO);
}

/* ---- removal ------------------------------------------------------------------------------------------- */

static void entry_removed_while_open(struct kunit *test)
{
	struct snd_info_entry *entry = snd_info_create_card_entry(card, "extra", NULL);
	struct file *file;
	char text[32];

	KUNIT_ASSERT_NOT_NULL(test, entry);
	snd_info_set_text_ops(entry, NULL, read_shown);
	entry->c.text.write = write_lines;
	KUNIT_EXPECT_EQ(test, open_error("/proc/asound/card0/extra", O_RDONLY), -ENOENT);
	KUNIT_EXPECT_EQ(test, snd_info_register(entry), 0);
	file = open_file(test, "/proc/asound/card0/extra", O_RDWR);
	KUNIT_EXPECT_EQ(test, write_text(test, file, "unfinished"), (ssize_t)10);
	snd_info_free_entry(entry);
	/* the removal released it: the rest was parsed then */
	KUNIT_EXPECT_STREQ(test, lines, "unfinished;");
	KUNIT_EXPECT_EQ(test, read_text(test, file, text, sizeof(text)), (ssize_t)-EIO);
	KUNIT_EXPECT_EQ(test, write_text(test, file, "x\n"), (ssize_t)-EIO);
	KUNIT_EXPECT_EQ(test, open_error("/proc/asound/card0/extra", O_RDONLY), -ENOENT);
	filp_close(file, NULL);
	KUNIT_EXPECT_EQ(test, calls, 1);
}

static void disconnection_takes_the_files_away(struct kunit *test)
{
	struct file *file = open_file(test, TEXT, O_RDWR);
	char text[32];

	snd_card_disconnect(card);
	KUNIT_EXPECT_EQ(test, read_text(test, file, text, sizeof(text)), (ssize_t)-EIO);
	KUNIT_EXPECT_EQ(test, open_error(TEXT, O_RDONLY), -ENOENT);
	KUNIT_EXPECT_EQ(test, open_error("/proc/asound/Info/text", O_RDONLY), -ENOENT);
	filp_close(file, NULL);
}

static int entries_freed;

static void count_freed(struct snd_info_entry *entry)
{
	entries_freed++;
}

static void private_data_is_freed_with_the_entry(struct kunit *test)
{
	struct snd_info_entry *dir = snd_info_create_card_entry(card, "dir", NULL), *child;

	KUNIT_ASSERT_NOT_NULL(test, dir);
	dir->mode = S_IFDIR | 0555;
	dir->private_free = count_freed;
	child = snd_info_create_card_entry(card, "child", dir);
	KUNIT_ASSERT_NOT_NULL(test, child);
	child->private_free = count_freed;
	entries_freed = 0;
	KUNIT_EXPECT_EQ(test, snd_info_register(dir), 0);
	KUNIT_EXPECT_EQ(test, open_error("/proc/asound/card0/dir/child", O_RDONLY), 0);
	snd_info_free_entry(dir);
	KUNIT_EXPECT_EQ(test, entries_freed, 2);
	KUNIT_EXPECT_EQ(test, open_error("/proc/asound/card0/dir/child", O_RDONLY), -ENOENT);
}

/* ---- data ---------------------------------------------------------------------------------------------- */

static char data[100];

static ssize_t read_data(struct snd_info_entry *entry, void *private, struct file *file, char __user *buf,
			 size_t count, loff_t pos)
{
	return copy_to_user(buf, data + pos, count) ? -EFAULT : count;
}

static ssize_t write_data(struct snd_info_entry *entry, void *private, struct file *file, const char __user *buf,
			  size_t count, loff_t pos)
{
	return copy_from_user(data + pos, buf, count) ? -EFAULT : count;
}

static const struct snd_info_entry_ops data_ops = { .read = read_data, .write = write_data };
static const struct snd_info_entry_ops data_read_ops = { .read = read_data };

static struct snd_info_entry *data_entry(struct kunit *test, const struct snd_info_entry_ops *ops)
{
	struct snd_info_entry *entry;

	KUNIT_ASSERT_EQ(test, snd_card_proc_new(card, "data", &entry), 0);
	entry->content = SNDRV_INFO_CONTENT_DATA;
	entry->c.ops = ops;
	entry->size = sizeof(data);
	entry->mode = S_IFREG | 0644;
	KUNIT_ASSERT_EQ(test, snd_info_register(entry), 0);
	return entry;
}

static void data_ends_at_its_size(struct kunit *test)
{
	struct snd_info_entry *entry = data_entry(test, &data_ops);
	struct file *file = open_file(test, "/proc/asound/card0/data", O_RDWR);
	char text[16];

	memset(data, 'x', sizeof(data));
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, 95, SEEK_SET), (loff_t)95);
	KUNIT_EXPECT_EQ(test, write_text(test, file, "0123456789"), (ssize_t)5);
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, -7, SEEK_END), (loff_t)93);
	KUNIT_EXPECT_EQ(test, read_text(test, file, text, sizeof(text)), (ssize_t)7);
	KUNIT_EXPECT_STREQ(test, text, "xx01234");
	KUNIT_EXPECT_EQ(test, read_text(test, file, text, sizeof(text)), (ssize_t)0);
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, 5000, SEEK_SET), (loff_t)100);
	KUNIT_EXPECT_EQ(test, vfs_llseek(file, -1, SEEK_SET), (loff_t)-EINVAL);
	filp_close(file, NULL);
	snd_info_free_entry(entry);
}

static void data_without_write_cannot_be_opened_for_it(struct kunit *test)
{
	struct snd_info_entry *entry = data_entry(test, &data_read_ops);

	KUNIT_EXPECT_EQ(test, open_error("/proc/asound/card0/data", O_RDWR), -ENODEV);
	KUNIT_EXPECT_EQ(test, open_error("/proc/asound/card0/data", O_WRONLY), -ENODEV);
	KUNIT_EXPECT_EQ(test, open_error("/proc/asound/card0/data", O_RDONLY), 0);
	snd_info_free_entry(entry);
}

static void every_failed_request_leaves_the_card_whole(struct kunit *test)
{
	unsigned long nth;
	int err = -ENOMEM;

	for (nth = 1; err && nth < 100; nth++) {
		fail_request(test, nth);
		err = open_error(TEXT, O_RDWR);
		fail_request(test, 0);
		KUNIT_EXPECT_TRUE_MSG(test, !err || err == -ENOMEM, "request %lu: %d", nth, err);
	}
	KUNIT_EXPECT_GT(test, nth, 3UL);
}

static struct kunit_case info_cases[] = {
	KUNIT_CASE(get_line_cuts_long_lines_and_ends),
	KUNIT_CASE(get_line_stops_after_an_error),
	KUNIT_CASE(get_str_takes_words_and_quotes),
	KUNIT_CASE(text_is_read_in_pieces),
	KUNIT_CASE(text_may_be_longer_than_a_page),
	KUNIT_CASE(lines_reach_the_callback),
	KUNIT_CASE(error_reaches_the_write_that_ends_the_line),
	KUNIT_CASE(error_of_an_unfinished_line_reaches_close),
	KUNIT_CASE(each_line_is_parsed_once),
	KUNIT_CASE(nothing_written_is_nothing_parsed),
	KUNIT_CASE(input_ends_at_16_kib),
	KUNIT_CASE(long_input_is_kept_over_several_writes),
	KUNIT_CASE(user_memory_may_be_missing),
	KUNIT_CASE(read_only_entry_refuses_text),
	KUNIT_CASE(entry_removed_while_open),
	KUNIT_CASE(disconnection_takes_the_files_away),
	KUNIT_CASE(private_data_is_freed_with_the_entry),
	KUNIT_CASE(data_ends_at_its_size),
	KUNIT_CASE(data_without_write_cannot_be_opened_for_it),
	KUNIT_CASE(every_failed_request_leaves_the_card_whole),
	{}
};

static struct kunit_suite info_suite = {
	.name = "info",
	.init = info_test_init,
	.exit = info_test_exit,
	.test_cases = info_cases,
};

kunit_test_suite(info_suite);

MODULE_DESCRIPTION("files of drivers below /proc/asound");
MODULE_LICENSE("GPL");
