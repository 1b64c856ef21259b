// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * seq_file.c - text files written record by record.
 *
 * A reader's buffer holds whole records. fill() runs the iterator from m->index on until the buffer has what was
 * asked for; a record that does not fit is taken back and shown again, into a bigger buffer if it is the first one.
 * Bytes [from, count) of the buffer stand at file position read_pos and have not been read. m->lock orders readers.
 */
#define KBUILD_MODNAME "fs"

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "local.h"

/** seq_open() - from ->open(): file->private_data becomes a new reader over @op; -ENOMEM */
int seq_open(struct file *file, const struct seq_operations *op)
{
	struct seq_file *m;

	WARN_ON(file->private_data);
	m = kzalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return -ENOMEM;
	mutex_init(&m->lock);
	m->op = op;
	m->file = file;
	file->private_data = m;
	/* text is made in order: there is nothing to write at a position */
	file->f_mode &= ~FMODE_PWRITE;
	return 0;
}
EXPORT_SYMBOL(seq_open);

static int grow(struct seq_file *m)
{
	size_t size = m->size ? m->size * 2 : PAGE_SIZE;

	kvfree(m->buf);
	m->count = 0;
	m->size = 0;
	m->buf = kvmalloc(size, GFP_KERNEL_ACCOUNT);
	if (!m->buf)
		return -ENOMEM;
	m->size = size;
	return 0;
}

/* On to the next record. */
static void *advance(struct seq_file *m, void *v)
{
	loff_t index = m->index;

	v = m->op->next(m, v, &m->index);
	if (m->index == index) {
		report("seq_file iterator does not advance", (void *)m->op->next, "position %lld", index);
		m->index++;
	}
	return v;
}

/*
 * Records from m->index on into the empty buffer, until @want bytes are there or there are no more.
 * An error after the first record waits for the next call.
 */
static int fill(struct seq_file *m, size_t want)
{
	size_t before;
	int err = 0;
	void *v;

	m->from = 0;
	m->count = 0;
	if (!m->buf) {
		err = grow(m);
		if (err)
			return err;
	}
	v = m->op->start(m, &m->index);
	while (!IS_ERR_OR_NULL(v) && m->count < want) {
		before = m->count;
		err = m->op->show(m, v);
		if (err < 0) {
			m->count = before;
			break;
		}
		if (err == SEQ_SKIP) {
			m->count = before;
		} else if (seq_has_overflowed(m)) {
			m->count = before;
			if (before)
				break;
			m->op->stop(m, v);
			err = grow(m);
			if (err)
				return err;
			v = m->op->start(m, &m->index);
			continue;
		}
		err = 0;
		v = advance(m, v);
	}
	if (IS_ERR(v))
		err = PTR_ERR(v);
	m->op->stop(m, v);
	return m->count ? 0 : err;
}

/* Make the reader stand at @offset by going through everything before it. */
static int go_to(struct seq_file *m, loff_t offset)
{
	loff_t pos = 0;
	int err;

	m->index = 0;
	m->from = 0;
	m->count = 0;
	while (pos < offset) {
		err = fill(m, 1);
		if (err)
			return err;
		if (!m->count)
			break;
		m->from = min_t(loff_t, m->count, offset - pos);
		pos += m->from;
	}
	m->read_pos = offset;
	return 0;
}

/** seq_read() - ->read() of such a file */
ssize_t seq_read(struct file *file, char __user *buf, size_t size, loff_t *ppos)
{
	struct seq_file *m = file->private_data;
	ssize_t done = 0;
	size_t piece;
	int err = 0;

	mutex_lock(&m->lock);
	/* position 0 always means anew: a second read from the start sees the present state */
	if (!*ppos || *ppos != m->read_pos)
		err = go_to(m, *ppos);
	while (!err && size) {
		if (m->from == m->count) {
			err = fill(m, size);
			if (err || !m->count)
				break;
		}
		piece = min(size, m->count - m->from);
		if (copy_to_user(buf + done, m->buf + m->from, piece)) {
			err = -EFAULT;
			break;
		}
		m->from += piece;
		size -= piece;
		done += piece;
	}
	*ppos += done;
	/* after an error it stands nowhere: the next call goes there anew */
	m->read_pos = err ? -1 : *ppos;
	mutex_unlock(&m->lock);
	return done ? done : err;
}
EXPORT_SYMBOL(seq_read);

/** seq_lseek() - ->llseek() of such a file; there is no end to seek from */
loff_t seq_lseek(struct file *file, loff_t offset, int whence)
{
	struct seq_file *m = file->private_data;
	int err = -EINVAL;

	mutex_lock(&m->lock);
	if (whence == SEEK_CUR)
		offset += file->f_pos;
	if ((whence == SEEK_CUR || whence == SEEK_SET) && offset >= 0) {
		err = go_to(m, offset);
		if (!err)
			file->f_pos = offset;
	}
	mutex_unlock(&m->lock);
	return err ? err : offset;
}
EXPORT_SYMBOL(seq_lseek);

int seq_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	kvfree(m->buf);
	kfree(m);
	return 0;
}
EXPORT_SYMBOL(seq_release);

/** __seq_open_private() - seq_open() with @psize zeroed bytes behind m->private. Return: them, or NULL. */
void *__seq_open_private(struct file *file, const struct seq_operations *op, int psize)
{
	void *private = kzalloc(psize, GFP_KERNEL_ACCOUNT);

	if (!private)
		return NULL;
	if (seq_open(file, op)) {
		kfree(private);
		return NULL;
	}
	((struct seq_file *)file->private_data)->private = private;
	return private;
}
EXPORT_SYMBOL(__seq_open_private);

int seq_open_private(struct file *file, const struct seq_operations *op, int psize)
{
	return __seq_open_private(file, op, psize) ? 0 : -ENOMEM;
}
EXPORT_SYMBOL(seq_open_private);

int seq_release_private(struct inode *inode, struct file *file)
{
	kfree(((struct seq_file *)file->private_data)->private);
	return seq_release(inode, file);
}
EXPORT_SYMBOL(seq_release_private);

/* ---- one record: the whole text --------------------------------------------------------------------- */

static void *single_start(struct seq_file *m, loff_t *pos)
{
	/* any pointer that is not NULL */
	return *pos ? NULL : m;
}

static void *single_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return NULL;
}

static void single_stop(struct seq_file *m, void *v)
{
}

/** single_open() - seq_open() for a file whose text one @show writes; m->private is @data */
int single_open(struct file *file, int (*show)(struct seq_file *m, void *v), void *data)
{
	struct seq_operations *op = kmalloc(sizeof(*op), GFP_KERNEL_ACCOUNT);
	int err;

	if (!op)
		return -ENOMEM;
	*op = (struct seq_operations){
		.start = single_start, .next = single_next, .stop = single_stop, .show = show,
	};
	err = seq_open(file, op);
	if (err)
		kfree(op);
	else
		((struct seq_file *)file->private_data)->private = data;
	return err;
}
EXPORT_SYMBOL(single_open);

/** single_open_size() - the same with a buffer of @size bytes to begin with */
int single_open_size(struct file *file, int (*show)(struct seq_file *m, void *v), void *data, size_t size)
{
	char *buf = kvmalloc(size, GFP_KERNEL_ACCOUNT);
	struct seq_file *m;
	int err;

	if (!buf)
		return -ENOMEM;
	err = single_open(file, show, data);
	if (err) {
		kvfree(buf);
		return err;
	}
	m = file->private_data;
	m->buf = buf;
	m->size = size;
	return 0;
}
EXPORT_SYMBOL(single_open_size);

int single_release(struct inode *inode, struct file *file)
{
	kfree(((struct seq_file *)file->private_data)->op);
	return seq_release(inode, file);
}
EXPORT_SYMBOL(single_release);

/* ---- writing text; what does not fit sets the overflow state: count == size -------------------------- */

/** seq_write() - bytes as they are; 0, or -1 if they did not fit */
int seq_write(struct seq_file *m, const void *data, size_t len)
{
	if (len >= m->size - m->count) {
		m->count = m->size;
		return -1;
	}
	memcpy(m->buf + m->count, data, len);
	m->count += len;
	return 0;
}
EXPORT_SYMBOL(seq_write);

void seq_vprintf(struct seq_file *m, const char *fmt, va_list args)
{
	size_t room = m->size - m->count;
	int length;

	if (!room)
		return;
	length = vsnprintf(m->buf + m->count, room, fmt, args);
	m->count = length < room ? m->count + length : m->size;
}
EXPORT_SYMBOL(seq_vprintf);

void seq_printf(struct seq_file *m, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	seq_vprintf(m, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL(seq_printf);

void seq_putc(struct seq_file *m, char c)
{
	seq_write(m, &c, 1);
}
EXPORT_SYMBOL(seq_putc);

void seq_puts(struct seq_file *m, const char *s)
{
	seq_write(m, s, strlen(s));
}
EXPORT_SYMBOL(seq_puts);

/** seq_list_start() - ->start() over a list: the entry at @pos, or NULL */
struct list_head *seq_list_start(struct list_head *head, loff_t pos)
{
	struct list_head *entry;

	list_for_each(entry, head)
		if (!pos--)
			return entry;
	return NULL;
}
EXPORT_SYMBOL(seq_list_start);

struct list_head *seq_list_next(void *v, struct list_head *head, loff_t *ppos)
{
	struct list_head *entry = ((struct list_head *)v)->next;

	++*ppos;
	return entry == head ? NULL : entry;
}
EXPORT_SYMBOL(seq_list_next);
