/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of sound drivers below /proc/asound (sound/core/info.c): a tree of entries, made at any time, visible once
 * registered. Text entries have a read and perhaps a write callback on a buffer; data entries have operations.
 */
#ifndef __SOUND_INFO_H
#define __SOUND_INFO_H

#include <linux/poll.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <sound/core.h>

/**
 * struct snd_info_buffer - what a text callback works on
 * @buffer: read: the seq_file (use snd_iprintf()); write: the text
 * @curr: write: next byte
 * @size: write: bytes of text
 * @len: write: bytes allocated
 * @stop: write: no more lines
 * @error: -errno from the write callback; the writer gets it
 */
struct snd_info_buffer {
	char *buffer;
	unsigned int curr;
	unsigned int size;
	unsigned int len;
	int stop;
	int error;
};

#define SNDRV_INFO_CONTENT_TEXT		0
#define SNDRV_INFO_CONTENT_DATA		1

struct snd_info_entry;

struct snd_info_entry_text {
	void (*read)(struct snd_info_entry *entry, struct snd_info_buffer *buffer);
	void (*write)(struct snd_info_entry *entry, struct snd_info_buffer *buffer);
};

/* Operations of a data entry. @pos and counts in bytes; reads and writes are cut at entry->size. */
struct snd_info_entry_ops {
	int (*open)(struct snd_info_entry *entry, unsigned short mode, void **file_private_data);
	int (*release)(struct snd_info_entry *entry, unsigned short mode, void *file_private_data);
	ssize_t (*read)(struct snd_info_entry *entry, void *file_private_data, struct file *file, char __user *buf,
			size_t count, loff_t pos);
	ssize_t (*write)(struct snd_info_entry *entry, void *file_private_data, struct file *file,
			 const char __user *buf, size_t count, loff_t pos);
	loff_t (*llseek)(struct snd_info_entry *entry, void *file_private_data, struct file *file, loff_t offset,
			 int orig);
	__poll_t (*poll)(struct snd_info_entry *entry, void *file_private_data, struct file *file, poll_table *wait);
	int (*ioctl)(struct snd_info_entry *entry, void *file_private_data, struct file *file, unsigned int cmd,
		     unsigned long arg);
	int (*mmap)(struct snd_info_entry *entry, void *file_private_data, struct inode *inode, struct file *file,
		    struct vm_area_struct *vma);
};

/**
 * struct snd_info_entry - a file or directory
 * @name: copied
 * @mode: type and permissions; before registration
 * @size: of a data entry's content; for text: first guess of the buffer, 0: a page
 * @content: SNDRV_INFO_CONTENT_*
 * @module: pinned while the file is open
 * @private_free: called when the entry is freed
 * @p: NULL: not visible
 * @access: serialises writers; protects @children
 * @children, @list: the tree
 */
struct snd_info_entry {
	const char *name;
	umode_t mode;
	long size;
	unsigned short content;
	union {
		struct snd_info_entry_text text;
		const struct snd_info_entry_ops *ops;
	} c;
	struct snd_info_entry *parent;
	struct module *module;
	void *private_data;
	void (*private_free)(struct snd_info_entry *entry);
	struct proc_dir_entry *p;
	struct mutex access;
	struct list_head children;
	struct list_head list;
};

/* printf into a text entry's reader */
#define snd_iprintf(buf, fmt, args...) \
	seq_printf((struct seq_file *)(buf)->buffer, fmt, ##args)

int snd_info_init(void);
int snd_info_done(void);

int snd_info_get_line(struct snd_info_buffer *buffer, char *line, int len);
const char *snd_info_get_str(char *dest, const char *src, int len);
struct snd_info_entry *snd_info_create_module_entry(struct module *module, const char *name,
						    struct snd_info_entry *parent);
struct snd_info_entry *snd_info_create_card_entry(struct snd_card *card, const char *name,
						  struct snd_info_entry *parent);
void snd_info_free_entry(struct snd_info_entry *entry);
int snd_info_register(struct snd_info_entry *entry);

int snd_info_card_create(struct snd_card *card);
int snd_info_card_register(struct snd_card *card);
int snd_info_card_free(struct snd_card *card);
void snd_info_card_disconnect(struct snd_card *card);
int snd_info_check_reserved_words(const char *str);

int snd_card_rw_proc_new(struct snd_card *card, const char *name, void *private_data,
			 void (*read)(struct snd_info_entry *entry, struct snd_info_buffer *buffer),
			 void (*write)(struct snd_info_entry *entry, struct snd_info_buffer *buffer));

static inline int snd_card_ro_proc_new(struct snd_card *card, const char *name, void *private_data,
				       void (*read)(struct snd_info_entry *entry, struct snd_info_buffer *buffer))
{
	return snd_card_rw_proc_new(card, name, private_data, read, NULL);
}

static inline int snd_card_proc_new(struct snd_card *card, const char *name, struct snd_info_entry **entryp)
{
	struct snd_info_entry *made = snd_info_create_card_entry(card, name, card->proc_root);

	*entryp = made;
	return made ? 0 : -ENOMEM;
}

static inline void snd_info_set_text_ops(struct snd_info_entry *entry, void *private_data,
					 void (*read)(struct snd_info_entry *entry, struct snd_info_buffer *buffer))
{
	entry->c.text.read = read;
	entry->private_data = private_data;
}

#endif
