// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * info_text.c - text files of /proc/asound: reading, and writing line by line.
 *
 * Read: the entry's read callback writes the text anew for each reader (seq_file). Write: text is collected per open
 * file, at most 16 KiB of it, and parsed by the entry's write callback.
 *
 * Where this differs from Linux: there the callback runs when the file is closed, and what it leaves in buffer->error
 * is lost, so that "echo 1 > prealloc" succeeds whatever happens (contract 1.10). Here complete lines are parsed by the
 * write(2) that completes them, and that write(2) fails with the error; a rest without newline is parsed at release,
 * whose result reaches the client's close(2). Each call of the callback sees each line once.
 */
#define KBUILD_MODNAME "snd"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "local.h"

#define TEXT_LIMIT (16 * 1024)

/**
 * struct text_file - an open text file; calls on one take turns (f_pos_lock)
 * @reader: handed to the read callback
 * @text: what was written, @room bytes allocated; NULL: nothing
 * @size: bytes of text
 * @parsed: of these, seen by the write callback
 */
struct text_file {
	struct snd_info_entry *entry;
	struct snd_info_buffer reader;
	char *text;
	size_t room;
	size_t size;
	size_t parsed;
};

/**
 * snd_info_get_line() - the next line of what was written
 * @line: receives at most @len - 1 bytes of it, without newline; the rest of the line is skipped
 * Return: 0, or 1 if there is none.
 */
int snd_info_get_line(struct snd_info_buffer *buffer, char *line, int len)
{
	const char *text, *end;
	size_t left, length;

	if (snd_BUG_ON(!buffer))
		return 1;
	if (!buffer->buffer || len <= 0 || buffer->stop || buffer->error)
		return 1;
	if (buffer->curr >= buffer->size) {
		buffer->stop = 1;
		return 1;
	}
	text = buffer->buffer + buffer->curr;
	left = buffer->size - buffer->curr;
	end = memchr(text, '\n', left);
	length = end ? end - text : left;
	buffer->curr += end ? length + 1 : length;
	if (buffer->curr >= buffer->size)
		buffer->stop = 1;
	length = min_t(size_t, length, len - 1);
	memcpy(line, text, length);
	line[length] = '\0';
	return 0;
}
EXPORT_SYMBOL(snd_info_get_line);

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/**
 * snd_info_get_str() - the next word of a line, perhaps in quotes
 * @dest: receives at most @len - 1 bytes; a longer word goes on at the next call
 * @src: the line
 * Return: behind the word and the blanks that follow it.
 */
const char *snd_info_get_str(char *dest, const char *src, int len)
{
	char quote = '\0';

	while (is_blank(*src))
		src++;
	if (*src == '"' || *src == '\'')
		quote = *src++;
	while (len > 1 && *src && (quote ? *src != quote : !is_blank(*src))) {
		*dest++ = *src++;
		len--;
	}
	*dest = '\0';
	if (quote && *src == quote)
		src++;
	while (is_blank(*src))
		src++;
	return src;
}
EXPORT_SYMBOL(snd_info_get_str);

/* Let the entry see the text up to @end. Returns what it says. */
static int parse(struct text_file *tf, size_t end)
{
	struct snd_info_buffer writer = {
		.buffer = tf->text + tf->parsed,
		.size = end - tf->parsed,
		.len = end - tf->parsed,
	};

	tf->parsed = end;
	tf->entry->c.text.write(tf->entry, &writer);
	return writer.error;
}

static int make_room(struct text_file *tf, size_t bytes)
{
	size_t room = PAGE_ALIGN(bytes);
	char *text;

	if (bytes <= tf->room)
		return 0;
	text = kvzalloc(room, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	if (tf->text)
		memcpy(text, tf->text, tf->size);
	kvfree(tf->text);
	tf->text = text;
	tf->room = room;
	return 0;
}

/* Where the complete lines end: behind the last newline not parsed yet, or tf->parsed. */
static size_t end_of_lines(const struct text_file *tf)
{
	size_t end = tf->size;

	while (end > tf->parsed && tf->text[end - 1] != '\n')
		end--;
	return end;
}

static ssize_t text_write(struct file *file, const char __user *buf, size_t count, loff_t *offset)
{
	struct text_file *tf = ((struct seq_file *)file->private_data)->private;
	size_t end;
	int err;

	if (!tf->entry->c.text.write)
		return -EIO;
	if (*offset < 0 || *offset > TEXT_LIMIT || count > TEXT_LIMIT - *offset)
		return -EIO;
	err = make_room(tf, *offset + count);
	if (err)
		return err;
	if (copy_from_user(tf->text + *offset, buf, count))
		return -EFAULT;
	tf->size = *offset + count;
	/* who went back and wrote again wants that to count */
	tf->parsed = min_t(size_t, tf->parsed, *offset);

	end = end_of_lines(tf);
	err = end > tf->parsed ? parse(tf, end) : 0;
	if (err) {
		/* this write has not happened: the client may write something better in its place */
		tf->size = *offset;
		tf->parsed = *offset;
		return err;
	}
	*offset += count;
	return count;
}

static int text_show(struct seq_file *m, void *v)
{
	struct text_file *tf = m->private;

	if (!tf->entry->c.text.read)
		return -EIO;
	/* the callback knows its output only as a buffer: snd_iprintf() casts it back */
	tf->reader.buffer = (char *)m;
	tf->entry->c.text.read(tf->entry, &tf->reader);
	return 0;
}

static int text_open(struct inode *inode, struct file *file)
{
	struct snd_info_entry *entry = pde_data(inode);
	struct text_file *tf;
	int err;

	mutex_lock(&info_mutex);
	err = info_pin(entry);
	if (err)
		goto out_unlock;
	err = -ENOMEM;
	tf = kzalloc(sizeof(*tf), GFP_KERNEL);
	if (!tf)
		goto err_unpin;
	tf->entry = entry;
	err = entry->size ? single_open_size(file, text_show, tf, entry->size) : single_open(file, text_show, tf);
	if (err)
		goto err_free;
	mutex_unlock(&info_mutex);
	return 0;

err_free:
	kfree(tf);
err_unpin:
	module_put(entry->module);
out_unlock:
	mutex_unlock(&info_mutex);
	return err;
}

static int text_release(struct inode *inode, struct file *file)
{
	struct text_file *tf = ((struct seq_file *)file->private_data)->private;
	struct module *module = tf->entry->module;
	int err = tf->size > tf->parsed ? parse(tf, tf->size) : 0;

	single_release(inode, file);
	kvfree(tf->text);
	kfree(tf);
	module_put(module);
	return err;
}

const struct proc_ops info_text_ops = {
	.proc_open = text_open,
	.proc_read = seq_read,
	.proc_write = text_write,
	.proc_lseek = seq_lseek,
	.proc_release = text_release,
};
