/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * client.h - a case as a client of files: open, read, write, ioctl and poll through the file's operations, with user
 * memory of its own (kunit_vm_mmap), so that the same case works where user addresses are real.
 */
#ifndef TESTS_UNIT_CLIENT_H
#define TESTS_UNIT_CLIENT_H

#include <kunit/test.h>
#include <linux/fs.h>
#include <linux/mman.h>
#include <linux/poll.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define CLIENT_MEMORY (32 * 1024)

/* Zeroed user memory until the case ends. */
static __maybe_unused char __user *user_memory(struct kunit *test)
{
	unsigned long at = kunit_vm_mmap(test, NULL, 0, CLIENT_MEMORY, PROT_READ | PROT_WRITE,
					 MAP_ANONYMOUS | MAP_PRIVATE, 0);

	KUNIT_ASSERT_NE(test, at, 0UL);
	return (char __user *)at;
}

static __maybe_unused struct file *open_file(struct kunit *test, const char *path, int flags)
{
	struct file *file = filp_open(path, flags, 0);

	KUNIT_ASSERT_EQ_MSG(test, IS_ERR(file), false, "open %s: %ld", path, PTR_ERR(file));
	return file;
}

static __maybe_unused int open_error(const char *path, int flags)
{
	struct file *file = filp_open(path, flags, 0);

	if (IS_ERR(file))
		return PTR_ERR(file);
	filp_close(file, NULL);
	return 0;
}

/* What write(2) returns for @text. */
static __maybe_unused ssize_t write_text(struct kunit *test, struct file *file, const char *text)
{
	char __user *memory = user_memory(test);
	size_t length = strlen(text);

	KUNIT_ASSERT_EQ(test, copy_to_user(memory, text, length), 0UL);
	return file->f_op->write(file, memory, length, &file->f_pos);
}

/* One read(2) of at most @size - 1 bytes; @text is ended. */
static __maybe_unused ssize_t read_text(struct kunit *test, struct file *file, char *text, size_t size)
{
	char __user *memory = user_memory(test);
	ssize_t length = file->f_op->read(file, memory, size - 1, &file->f_pos);

	text[0] = '\0';
	if (length > 0) {
		KUNIT_ASSERT_EQ(test, copy_from_user(text, memory, length), 0UL);
		text[length] = '\0';
	}
	return length;
}

/* The whole of a file that fits. */
static __maybe_unused const char *text_of(struct kunit *test, const char *path)
{
	char *text = kunit_kzalloc(test, 4096, GFP_KERNEL);
	struct file *file = open_file(test, path, O_RDONLY);
	ssize_t length;

	KUNIT_ASSERT_NOT_NULL(test, text);
	length = read_text(test, file, text, 4096);
	KUNIT_EXPECT_GE(test, length, (ssize_t)0);
	filp_close(file, NULL);
	return text;
}

/* echo @text > @path: the first error of write and close (close: only where it is told). */
static __maybe_unused int echo(struct kunit *test, const char *path, const char *text)
{
	struct file *file = open_file(test, path, O_WRONLY | O_TRUNC);
	ssize_t written = write_text(test, file, text);
	int closed = filp_close(file, NULL);

	return written < 0 ? written : closed;
}

#endif
