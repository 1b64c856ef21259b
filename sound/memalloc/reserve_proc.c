// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reserve_proc.c - /proc/driver/snd-page-alloc: how much memory buffers take, and which are reserved (until 3.13; the
 * text as it was, byte for byte: contract 1.5).
 *
 * A write is one command, of at most 127 bytes:
 *   add VENDOR DEVICE MASK SIZE BUFFERS   reserve BUFFERS (1 to 4) buffers of SIZE (64K to 16M) for each PCI device of that
 *                                         name, and limit it to MASK unless that is 0; without one, for the one to come
 *   erase                                 free what is reserved
 * Nothing, or a line that begins with #, is no command. Words are separated by one blank, tab or newline each. Unlike
 * then, errors reach the writer: -EINVAL, -ENOMEM, or what setting the mask returned. What was reserved before an error
 * stays.
 */
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/pci.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "reserve_local.h"

#define COMMAND_MAX 127

/* ---- reading ----------------------------------------------------------------------------------- */

static const char *type_name(int type)
{
	switch (type) {
	case SNDRV_DMA_TYPE_CONTINUOUS:
		return "CONT";
	case SNDRV_DMA_TYPE_DEV:
		return "DEV";
	case SNDRV_DMA_TYPE_DEV_SG:
	case SNDRV_DMA_TYPE_CLASSIC_SG:
		return "DEV-SG";
	default: /* a type of later days */
		return "UNKNOWN";
	}
}

static void show_one(void *ctx, unsigned int number, const struct reserved_buffer *entry)
{
	struct seq_file *seq = ctx;

	seq_printf(seq, "buffer %u : ID %08x : type %s\n", number, entry->id, type_name(entry->buffer.dev.type));
	seq_printf(seq, "  addr = 0x%lx, size = %d bytes\n", (unsigned long)entry->buffer.addr,
		   (int)entry->buffer.bytes);
}

static int show(struct seq_file *seq, void *data)
{
	long pages = snd_allocated_pages();

	seq_printf(seq, "pages  : %li bytes (%li pages per %likB)\n", (long)(pages * PAGE_SIZE), pages,
		   (long)(PAGE_SIZE / 1024));
	reserved_for_each(show_one, seq);
	return 0;
}

static int open(struct inode *inode, struct file *file)
{
	return single_open(file, show, NULL);
}

/* ---- commands ---------------------------------------------------------------------------------- */

/** struct request - the words of "add" */
struct request {
	int vendor, device;
	u64 mask;
	size_t size;
	int buffers;
};

static const char *next_word(char **rest)
{
	const char *word = strsep(rest, " \t\n");

	return word ? word : "";
}

static int parse_id(const char *word, int *id)
{
	long value;

	if (kstrtol(word, 0, &value) || value <= 0)
		return -EINVAL;
	*id = value & 0xffff;
	return 0;
}

static int parse_add(char *rest, struct request *request)
{
	long mask;
	char *end;

	if (parse_id(next_word(&rest), &request->vendor) || parse_id(next_word(&rest), &request->device))
		return -EINVAL;
	if (kstrtol(next_word(&rest), 0, &mask) || mask < 0)
		return -EINVAL;
	request->mask = mask;
	request->size = memparse(next_word(&rest), &end);
	if (*end || request->size < SZ_64K || request->size > SZ_16M)
		return -EINVAL;
	if (kstrtoint(next_word(&rest), 0, &request->buffers) || request->buffers <= 0 || request->buffers > 4)
		return -EINVAL;
	return 0;
}

static int reserve(struct device *dev, const struct request *request, unsigned int id)
{
	struct snd_dma_buffer buffer;
	int i, err;

	for (i = 0; i < request->buffers; i++) {
		err = snd_dma_alloc_pages(SNDRV_DMA_TYPE_DEV, dev, request->size, &buffer);
		if (err)
			return err;
		err = snd_dma_reserve_buf(&buffer, id);
		if (err) {
			snd_dma_free_pages(&buffer);
			return err;
		}
	}
	return 0;
}

static int limit(struct pci_dev *pci, u64 mask)
{
	/* all 32 bits are what a device has anyway */
	return mask && mask < 0xffffffff ? dma_set_mask_and_coherent(&pci->dev, mask) : 0;
}

static int add(char *rest)
{
	struct pci_dev *pci = NULL;
	struct request request;
	bool found = false;
	int err = parse_add(rest, &request);

	while (!err && (pci = pci_get_device(request.vendor, request.device, pci))) {
		found = true;
		err = limit(pci, request.mask);
		if (!err)
			err = reserve(&pci->dev, &request, snd_dma_pci_buf_id(pci));
	}
	/* left early: the walk would have let go of it */
	pci_dev_put(pci);
	if (!err && !found)
		err = reserve(snd_dma_isa_data(), &request, (unsigned int)request.vendor << 16 | request.device);
	return err;
}

static int command(char *text)
{
	const char *word = next_word(&text);

	if (!*word || *word == '#')
		return 0;
	if (!strcmp(word, "add"))
		return add(text);
	if (strcmp(word, "erase"))
		return -EINVAL;
	reserved_free_all();
	return 0;
}

static ssize_t write(struct file *file, const char __user *from, size_t count, loff_t *ppos)
{
	char text[COMMAND_MAX + 1];
	int err;

	if (count > COMMAND_MAX)
		return -EINVAL;
	if (copy_from_user(text, from, count))
		return -EFAULT;
	text[count] = '\0';
	err = command(text);
	return err ? err : (ssize_t)count;
}

static const struct proc_ops proc_ops = {
	.proc_open = open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
	.proc_write = write,
};

static struct proc_dir_entry *directory;

int reserve_proc_init(void)
{
	directory = proc_mkdir("driver", NULL);
	if (!directory)
		return -ENOMEM;
	if (proc_create("snd-page-alloc", 0644, directory, &proc_ops))
		return 0;
	proc_remove(directory);
	return -ENOMEM;
}

void reserve_proc_exit(void)
{
	proc_remove(directory);
	directory = NULL;
}
