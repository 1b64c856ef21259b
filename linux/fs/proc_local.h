/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proc_local.h - what an entry of /proc is to the two files about it: proc.c, which makes it and takes it away, and
 * proc_calls.c, which lets clients call its operations.
 */
#ifndef LINUX_FS_PROC_LOCAL_H
#define LINUX_FS_PROC_LOCAL_H

#include <linux/completion.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>

#include "local.h"

/**
 * struct proc_dir_entry - an entry
 * @node: in the tree; its inode's i_private is the creator's data
 * @ops: of a file
 * @seq_ops, @state_size, @show: of proc_create_seq_private() and proc_create_single_data()
 * @lock: protects the following
 * @users: calls inside
 * @gone: removed: no new calls
 * @idle: completed when the last call has left a removed entry
 * @openers: &struct opener (proc_calls.c) that still need releasing
 */
struct proc_dir_entry {
	struct fs_node node;
	const struct proc_ops *ops;
	const struct seq_operations *seq_ops;
	unsigned int state_size;
	int (*show)(struct seq_file *m, void *v);
	spinlock_t lock;
	unsigned int users;
	bool gone;
	struct completion idle;
	struct list_head openers;
};

static inline struct proc_dir_entry *inode_pde(struct inode *inode)
{
	return container_of(inode_node(inode), struct proc_dir_entry, node);
}

/* ---- proc_calls.c ---- */

/** proc_calls_init() - a new entry that nobody calls */
void proc_calls_init(struct proc_dir_entry *pde);

/** proc_file_ops() - what the tree calls for files of an entry with @ops */
const struct file_operations *proc_file_ops(const struct proc_ops *ops);

/**
 * proc_run_down() - no call is inside any more when this returns, and none will be; all files are released
 * The entry is not in the tree. Sleeps.
 */
void proc_run_down(struct proc_dir_entry *pde);

#endif
