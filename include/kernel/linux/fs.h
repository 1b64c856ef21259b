/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Open files and the operations behind them (linux/fs). There are character devices and proc files, no disks:
 * an inode is part of its node in the one tree, and a file has no mapping of its own.
 */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/ioctl.h>
#include <linux/kdev_t.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/stat.h>
#include <linux/types.h>

struct cdev;
struct file;
struct fs_node;
struct inode;
struct iov_iter;
struct kiocb;
struct poll_table_struct;
struct seq_file;
struct vm_area_struct;

#define SEEK_SET	0
#define SEEK_CUR	1
#define SEEK_END	2

#define READ		0
#define WRITE		1

/* one read or write moves at most this many bytes; more is cut, as in Linux */
#define MAX_RW_COUNT	(INT_MAX & ~((1 << CONFIG_PAGE_SHIFT) - 1))

#define FMODE_READ		((fmode_t)(1 << 0))
#define FMODE_WRITE		((fmode_t)(1 << 1))
#define FMODE_LSEEK		((fmode_t)(1 << 2))
#define FMODE_PREAD		((fmode_t)(1 << 3))
#define FMODE_PWRITE		((fmode_t)(1 << 4))
#define FMODE_ATOMIC_POS	((fmode_t)(1 << 15)) /* reads and writes take turns at f_pos */
#define FMODE_CAN_READ		((fmode_t)(1 << 17))
#define FMODE_CAN_WRITE		((fmode_t)(1 << 18))
#define FMODE_OPENED		((fmode_t)(1 << 19)) /* ->open() succeeded: ->release() is due */
#define FMODE_STREAM		((fmode_t)(1 << 21)) /* no position at all */

#define OPEN_FMODE(flags)	((fmode_t)(((flags) + 1) & O_ACCMODE))

/**
 * struct inode - what a node of the tree shows its operations
 * @i_mode: S_IF* and permissions
 * @i_rdev: of a device node
 * @i_size: proc_set_size(); i_lock
 * @i_lock: protects i_size
 * @i_fop: what a file starts with
 * @i_private: of proc_create_data(): pde_data()
 */
struct inode {
	umode_t i_mode;
	dev_t i_rdev;
	loff_t i_size;
	spinlock_t i_lock;
	const struct file_operations *i_fop;
	void *i_private;
};

/**
 * struct file - one open file
 * @f_count: references; the last fput() releases
 * @f_lock: protects f_flags
 * @f_mode: FMODE_*; written by open only
 * @f_op: swapped by replace_fops() and by disconnection: read it once per call
 * @private_data: of the operations
 * @f_inode: pinned by the file
 * @f_flags: O_*
 * @f_pos_lock: held over a read or write if FMODE_ATOMIC_POS
 * @f_pos: position in bytes
 */
struct file {
	atomic_t f_count;
	spinlock_t f_lock;
	fmode_t f_mode;
	const struct file_operations *f_op;
	void *private_data;
	struct inode *f_inode;
	unsigned int f_flags;
	struct mutex f_pos_lock;
	loff_t f_pos;
	/* private to linux/fs */
	struct list_head f_list;
	void *f_proc;
	void (*f_signal)(void *ctx, int band);
	void *f_signal_ctx;
};

#define IOCB_APPEND	(1 << 1)
#define IOCB_NOWAIT	(1 << 3)

/* One read_iter() or write_iter(); always synchronous here: ki_complete is NULL. */
struct kiocb {
	struct file *ki_filp;
	loff_t ki_pos;
	void (*ki_complete)(struct kiocb *iocb, long ret);
	void *private;
	int ki_flags;
};

static inline bool is_sync_kiocb(struct kiocb *kiocb)
{
	return !kiocb->ki_complete;
}

void init_sync_kiocb(struct kiocb *kiocb, struct file *filp);

typedef void *fl_owner_t;

/* a file that wants to be told: an entry of a device's list (linux/fs/fasync.c) */
struct fasync_struct {
	struct fasync_struct *fa_next;
	struct file *fa_file;
	int fa_fd;
};

int fasync_helper(int fd, struct file *file, int on, struct fasync_struct **list);
void kill_fasync(struct fasync_struct **list, int sig, int band);

/* Slots nobody on this side calls (splice, locks, …) do not exist. */
struct file_operations {
	struct module *owner;
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	ssize_t (*read)(struct file *file, char __user *buf, size_t count, loff_t *pos);
	ssize_t (*write)(struct file *file, const char __user *buf, size_t count, loff_t *pos);
	ssize_t (*read_iter)(struct kiocb *iocb, struct iov_iter *to);
	ssize_t (*write_iter)(struct kiocb *iocb, struct iov_iter *from);
	__poll_t (*poll)(struct file *file, struct poll_table_struct *wait);
	long (*unlocked_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	long (*compat_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	unsigned long (*get_unmapped_area)(struct file *file, unsigned long addr, unsigned long len,
					   unsigned long pgoff, unsigned long flags);
	int (*open)(struct inode *inode, struct file *file);
	int (*flush)(struct file *file, fl_owner_t id);
	int (*release)(struct inode *inode, struct file *file);
	int (*fasync)(int fd, struct file *file, int on);
	/*
	 * usnd's own: the host's file behind this open's mappings, borrowed. @vma: one that mmap() has accepted;
	 * *@offset is where its first page lies. NULL: make everything ready for a client that maps the file without
	 * telling.
	 */
	int (*client_file)(struct file *file, const struct vm_area_struct *vma, u64 *offset);
	/*
	 * usnd's own: does time matter to this open now? @until: up to when, by ktime_get(), it neither runs dry nor
	 * over; left alone: for ever. Called outside of tasks, on the virtual clock: neither locks nor current.
	 */
	bool (*runs)(struct file *file, u64 *until);
};

static inline const struct file_operations *fops_get(const struct file_operations *fops)
{
	return fops && try_module_get(fops->owner) ? fops : NULL;
}

static inline void fops_put(const struct file_operations *fops)
{
	if (fops)
		module_put(fops->owner);
}

/* Only inside ->open(): @fops carries the reference that fops_get() took. */
#define replace_fops(f, fops)                                                                            \
	do {                                                                                            \
		struct file *__replaced = (f);                                                           \
		fops_put(__replaced->f_op);                                                              \
		__replaced->f_op = (fops);                                                               \
		BUG_ON(!__replaced->f_op);                                                               \
	} while (0)

static inline struct inode *file_inode(const struct file *f)
{
	return f->f_inode;
}

static inline unsigned int iminor(const struct inode *inode)
{
	return MINOR(inode->i_rdev);
}

static inline unsigned int imajor(const struct inode *inode)
{
	return MAJOR(inode->i_rdev);
}

loff_t i_size_read(struct inode *inode);
void i_size_write(struct inode *inode, loff_t size);

static inline struct file *get_file(struct file *f)
{
	atomic_inc(&f->f_count);
	return f;
}

void fput(struct file *file);

struct file *filp_open(const char *path, int flags, umode_t mode);
int filp_close(struct file *file, fl_owner_t id);
ssize_t kernel_read(struct file *file, void *buf, size_t count, loff_t *pos);
ssize_t kernel_write(struct file *file, const void *buf, size_t count, loff_t *pos);
loff_t vfs_llseek(struct file *file, loff_t offset, int whence);
long vfs_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

int nonseekable_open(struct inode *inode, struct file *file);
int stream_open(struct inode *inode, struct file *file);
loff_t noop_llseek(struct file *file, loff_t offset, int whence);
loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size);
ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *ppos, const void *from, size_t available);
ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *ppos, const void __user *from, size_t count);

int register_chrdev_region(dev_t from, unsigned int count, const char *name);
int alloc_chrdev_region(dev_t *dev, unsigned int baseminor, unsigned int count, const char *name);
void unregister_chrdev_region(dev_t from, unsigned int count);
int __register_chrdev(unsigned int major, unsigned int baseminor, unsigned int count, const char *name,
		      const struct file_operations *fops);
void __unregister_chrdev(unsigned int major, unsigned int baseminor, unsigned int count, const char *name);

static inline int register_chrdev(unsigned int major, const char *name, const struct file_operations *fops)
{
	return __register_chrdev(major, 0, 256, name, fops);
}

static inline void unregister_chrdev(unsigned int major, const char *name)
{
	__unregister_chrdev(major, 0, 256, name);
}

#endif
