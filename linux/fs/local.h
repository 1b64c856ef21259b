/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to linux/fs: the tree of nodes, and what its files do for each other.
 *
 * One tree holds directories, symbolic links, device nodes and proc files. A node is kept by references: one of the
 * tree while it is linked, one of each open file. tree_lock protects the links, not what nodes contain.
 */
#ifndef LINUX_FS_LOCAL_H
#define LINUX_FS_LOCAL_H

#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/types.h>

#include "../core.h"

struct compat_iovec;
struct iov_iter;
struct iovec;

/**
 * struct fs_node - an entry of the tree
 * @inode: what operations see of it
 * @name: one path component; the root's is empty
 * @target: of a symbolic link
 * @parent: NULL: the root, or not linked (tree_lock)
 * @children, @list: in the order they were added (tree_lock)
 * @refs: see above
 * @implied: a directory that fs_node_add() made on the way; goes with its last child
 * @free: ends the object the node is embedded in
 */
struct fs_node {
	struct inode inode;
	char *name;
	char *target;
	struct fs_node *parent;
	struct list_head children;
	struct list_head list;
	atomic_t refs;
	bool implied;
	void (*free)(struct fs_node *node);
};

static inline struct fs_node *inode_node(struct inode *inode)
{
	return container_of(inode, struct fs_node, inode);
}

/* ---- fasync.c ---- */
/** file_set_signal() - usnd_set_signal() of a file in use */
int file_set_signal(struct file *file, void (*signal)(void *ctx, int band), void *ctx);

/* ---- tree.c ---- */
extern struct mutex tree_lock;

/** tree_init() - root, /dev and /proc; tree_finish() - report and drop what is left below them */
int tree_init(void);
unsigned int tree_finish(void);

struct fs_node *tree_dev(void);
struct fs_node *tree_proc(void);

/**
 * node_setup() - initialise an embedded, zeroed node: one reference, not linked
 * @length: of @name, which is copied
 */
int node_setup(struct fs_node *node, const char *name, size_t length, umode_t mode, void (*free)(struct fs_node *node));
struct fs_node *node_create(const char *name, size_t length, umode_t mode);

static inline struct fs_node *node_get(struct fs_node *node)
{
	atomic_inc(&node->refs);
	return node;
}

void node_put(struct fs_node *node);

/** node_link() - the tree takes over the caller's reference; -EEXIST (then it does not). tree_lock held. */
int node_link(struct fs_node *parent, struct fs_node *node);
/** node_unlink() - the caller gets the tree's reference. tree_lock held. */
void node_unlink(struct fs_node *node);
/** node_child() - borrowed, or NULL. tree_lock held. */
struct fs_node *node_child(struct fs_node *dir, const char *name, size_t length);
/** node_path() - for messages; returns @text. tree_lock held. */
char *node_path(struct fs_node *node, char *text, size_t size);

/** tree_lookup() - the node at @path, with a reference. @follow: also if the last component is a link. */
int tree_lookup(const char *path, bool follow, struct fs_node **found);

/* ---- file.c ---- */
int file_open(const char *path, int flags, struct file **opened);

/** file_put() - drop a reference; the last one releases: 0 or what release() returned */
int file_put(struct file *file);
int file_close(struct file *file);
ssize_t file_read(struct file *file, char __user *buf, size_t count);
ssize_t file_write(struct file *file, const char __user *buf, size_t count);
ssize_t file_iter(struct file *file, struct iov_iter *iter, bool write);

/* ---- compat.c: callers with 32-bit pointers ---- */

/** file_compat_ioctl() - vfs_ioctl() of one: what the file's compat_ioctl() says; -ENOTTY without one */
long file_compat_ioctl(struct file *file, unsigned int cmd, u32 arg);
/** compat_fetch_iovec() - the @count pieces at @uvec; -EFAULT; -EINVAL: one of 2 GiB or more */
int compat_fetch_iovec(struct iovec *iov, const struct compat_iovec __user *uvec, unsigned int count);

/* ---- vector.c ---- */
ssize_t file_vector(struct file *file, const struct iovec __user *uvec, unsigned long count, bool write);

/* ---- fd.c ---- */
void fd_init(void);

/* ---- mmap.c ---- */

/**
 * struct file_map - a mapping
 * @vma: on paper; holds a reference of its file
 * @fd, @offset: the host's file whose pages the client sees, and where; borrowed
 */
struct file_map {
	struct vm_area_struct *vma;
	int fd;
	u64 offset;
};

/** file_mmap() - mmap(2), MAP_SHARED; -ENODEV: cannot be mapped; -EACCES, -EINVAL, or what the file's mmap() says */
int file_mmap(struct file *file, u64 offset, size_t bytes, unsigned long prot, struct file_map *map);
/** file_munmap() - the end of it; what closing the file returned, if this was its last reference */
int file_munmap(struct vm_area_struct *vma);

/* ---- usermem.c ---- */
/** user_memory_at() - where the @n bytes at @address of a test's memory are; NULL: they are not (all) there */
void *user_memory_at(u64 address, size_t n);

/* ---- chrdev.c ---- */
extern const struct file_operations chrdev_fops;
unsigned int chrdev_finish(void);

/* ---- poll.c ---- */
struct waiter;

long file_poll(struct file *file, __poll_t events, u64 timeout);
int file_watch(struct file *file, void (*ready)(void *ctx), void *ctx, struct waiter **watch);
void file_unwatch(struct waiter *watch);

#endif
