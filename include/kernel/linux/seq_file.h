/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files whose text is written anew by show() for each reader (linux/fs/seq_file.c). The text of one record is buffered;
 * if it does not fit, the buffer grows and show() runs again, so show() must not change anything.
 */
#ifndef _LINUX_SEQ_FILE_H
#define _LINUX_SEQ_FILE_H

#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <linux/types.h>

struct seq_operations;

/**
 * struct seq_file - one reader
 * @buf: @size bytes; @count of them written, those before @from already read
 * @index: the record to show next
 * @read_pos: file position the state stands at
 * @lock: protects all of it
 * @op: of seq_open()
 * @file: the open file
 * @private: for show()
 */
struct seq_file {
	char *buf;
	size_t size;
	size_t from;
	size_t count;
	loff_t index;
	loff_t read_pos;
	struct mutex lock;
	const struct seq_operations *op;
	const struct file *file;
	void *private;
};

struct seq_operations {
	void *(*start)(struct seq_file *m, loff_t *pos);
	void (*stop)(struct seq_file *m, void *v);
	void *(*next)(struct seq_file *m, void *v, loff_t *pos);
	int (*show)(struct seq_file *m, void *v);
};

/* show() returned it: leave this record out */
#define SEQ_SKIP 1

static inline bool seq_has_overflowed(struct seq_file *m)
{
	return m->count == m->size;
}

int seq_open(struct file *file, const struct seq_operations *op);
void *__seq_open_private(struct file *file, const struct seq_operations *op, int psize);
int seq_open_private(struct file *file, const struct seq_operations *op, int psize);
int seq_release_private(struct inode *inode, struct file *file);
ssize_t seq_read(struct file *file, char __user *buf, size_t size, loff_t *ppos);
loff_t seq_lseek(struct file *file, loff_t offset, int whence);
int seq_release(struct inode *inode, struct file *file);
int single_open(struct file *file, int (*show)(struct seq_file *m, void *v), void *data);
int single_open_size(struct file *file, int (*show)(struct seq_file *m, void *v), void *data, size_t size);
int single_release(struct inode *inode, struct file *file);

int seq_write(struct seq_file *m, const void *data, size_t len);
void seq_printf(struct seq_file *m, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void seq_vprintf(struct seq_file *m, const char *fmt, va_list args) __attribute__((format(printf, 2, 0)));
void seq_putc(struct seq_file *m, char c);
void seq_puts(struct seq_file *m, const char *s);

struct list_head *seq_list_start(struct list_head *head, loff_t pos);
struct list_head *seq_list_next(void *v, struct list_head *head, loff_t *ppos);

#define DEFINE_SEQ_ATTRIBUTE(__name)                                                                     \
	static int __name##_open(struct inode *inode, struct file *file)                                 \
	{                                                                                               \
		int ret = seq_open(file, &__name##_sops);                                                \
		if (!ret && inode->i_private)                                                            \
			((struct seq_file *)file->private_data)->private = inode->i_private;              \
		return ret;                                                                             \
	}                                                                                               \
	static const struct file_operations __name##_fops = {                                            \
		.owner = THIS_MODULE, .open = __name##_open, .read = seq_read, .llseek = seq_lseek,      \
		.release = seq_release,                                                                  \
	}

#define DEFINE_SHOW_ATTRIBUTE(__name)                                                                    \
	static int __name##_open(struct inode *inode, struct file *file)                                 \
	{                                                                                               \
		return single_open(file, __name##_show, inode->i_private);                               \
	}                                                                                               \
	static const struct file_operations __name##_fops = {                                            \
		.owner = THIS_MODULE, .open = __name##_open, .read = seq_read, .llseek = seq_lseek,      \
		.release = single_release,                                                               \
	}

#endif
