// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proc.c - entries of /proc: made, found, taken away; and the files whose text a seq_file makes.
 *
 * Removal takes an entry out of the tree and has proc_calls.c end what clients do with it. Locks: tree_lock, for the
 * entry's place; never held while an entry is run down.
 */
#define KBUILD_MODNAME "fs"

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "proc_local.h"

/* ---- making entries ---------------------------------------------------------------------------------- */

static void free_entry(struct fs_node *node)
{
	kfree(container_of(node, struct proc_dir_entry, node));
}

static struct fs_node *parent_node(struct proc_dir_entry *parent)
{
	return parent ? &parent->node : tree_proc();
}

/*
 * The directory of the last component of *@name below @dir, and that component. NULL if a directory is missing.
 * tree_lock held.
 */
static struct fs_node *find_dir(struct fs_node *dir, const char **name)
{
	size_t length;

	for (;;) {
		length = strcspn(*name, "/");
		if (!(*name)[length])
			return dir;
		dir = node_child(dir, *name, length);
		if (!dir)
			return NULL;
		*name += length + 1;
	}
}

/* An entry that is not in the tree yet. @name may have directories before it. */
static struct proc_dir_entry *new_entry(const char *name, umode_t mode)
{
	const char *slash = strrchr(name, '/');
	const char *last = slash ? slash + 1 : name;
	struct proc_dir_entry *pde;

	if (WARN(!*last, "proc: an entry without a name\n"))
		return NULL;
	pde = kzalloc(sizeof(*pde), GFP_KERNEL);
	if (!pde)
		return NULL;
	if (node_setup(&pde->node, last, strlen(last), mode, free_entry)) {
		kfree(pde);
		return NULL;
	}
	proc_calls_init(pde);
	return pde;
}

/* Put a new entry into the tree, or drop it and return NULL. */
static struct proc_dir_entry *publish(struct proc_dir_entry *pde, const char *name, struct proc_dir_entry *parent)
{
	struct fs_node *dir;
	int err = -ENOENT;

	mutex_lock(&tree_lock);
	dir = find_dir(parent_node(parent), &name);
	if (dir)
		err = node_link(dir, &pde->node);
	mutex_unlock(&tree_lock);
	if (!err)
		return pde;
	WARN(1, "proc: cannot add %s: %s\n", name, err == -EEXIST ? "it exists" : "no such directory");
	node_put(&pde->node);
	return NULL;
}

/** proc_symlink() - a link called @name that points to @dest; NULL on failure */
struct proc_dir_entry *proc_symlink(const char *name, struct proc_dir_entry *parent, const char *dest)
{
	struct proc_dir_entry *pde = new_entry(name, S_IFLNK | 0777);

	if (!pde)
		return NULL;
	pde->node.target = kstrdup(dest, GFP_KERNEL);
	if (!pde->node.target) {
		node_put(&pde->node);
		return NULL;
	}
	return publish(pde, name, parent);
}
EXPORT_SYMBOL(proc_symlink);

/** proc_mkdir_data() - a directory; @mode 0: readable for all. NULL on failure. */
struct proc_dir_entry *proc_mkdir_data(const char *name, umode_t mode, struct proc_dir_entry *parent, void *data)
{
	struct proc_dir_entry *pde = new_entry(name, S_IFDIR | (mode ? mode & S_IALLUGO : 0555));

	if (!pde)
		return NULL;
	pde->node.inode.i_private = data;
	return publish(pde, name, parent);
}
EXPORT_SYMBOL_GPL(proc_mkdir_data);

struct proc_dir_entry *proc_mkdir_mode(const char *name, umode_t mode, struct proc_dir_entry *parent)
{
	return proc_mkdir_data(name, mode, parent, NULL);
}
EXPORT_SYMBOL(proc_mkdir_mode);

struct proc_dir_entry *proc_mkdir(const char *name, struct proc_dir_entry *parent)
{
	return proc_mkdir_data(name, 0, parent, NULL);
}
EXPORT_SYMBOL(proc_mkdir);

static struct proc_dir_entry *new_file(const char *name, umode_t mode, const struct proc_ops *ops, void *data)
{
	struct proc_dir_entry *pde;

	if (!(mode & S_IFMT))
		mode |= S_IFREG;
	if (!(mode & S_IALLUGO))
		mode |= S_IRUGO;
	if (WARN_ON_ONCE(!S_ISREG(mode)))
		return NULL;
	pde = new_entry(name, mode);
	if (!pde)
		return NULL;
	pde->ops = ops;
	pde->node.inode.i_private = data;
	pde->node.inode.i_fop = proc_file_ops(ops);
	return pde;
}

/**
 * proc_create_data() - a file
 * @mode: permissions; 0: 0444
 * @parent: NULL: /proc itself
 * @data: what pde_data() gives
 * Return: the entry, NULL on failure (no memory; the name exists or its directory does not, both reported). Sleeps.
 */
struct proc_dir_entry *proc_create_data(const char *name, umode_t mode, struct proc_dir_entry *parent,
					const struct proc_ops *proc_ops, void *data)
{
	struct proc_dir_entry *pde = new_file(name, mode, proc_ops, data);

	return pde ? publish(pde, name, parent) : NULL;
}
EXPORT_SYMBOL(proc_create_data);

struct proc_dir_entry *proc_create(const char *name, umode_t mode, struct proc_dir_entry *parent,
				   const struct proc_ops *proc_ops)
{
	return proc_create_data(name, mode, parent, proc_ops, NULL);
}
EXPORT_SYMBOL(proc_create);

static int open_seq(struct inode *inode, struct file *file)
{
	struct proc_dir_entry *pde = inode_pde(inode);

	if (pde->state_size)
		return seq_open_private(file, pde->seq_ops, pde->state_size);
	return seq_open(file, pde->seq_ops);
}

static int release_seq(struct inode *inode, struct file *file)
{
	return inode_pde(inode)->state_size ? seq_release_private(inode, file) : seq_release(inode, file);
}

static const struct proc_ops seq_file_ops = {
	.proc_open = open_seq,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = release_seq,
};

/** proc_create_seq_private() - a file read by @ops, with @state_size bytes of private state per reader */
struct proc_dir_entry *proc_create_seq_private(const char *name, umode_t mode, struct proc_dir_entry *parent,
					       const struct seq_operations *ops, unsigned int state_size,
					       void *data)
{
	struct proc_dir_entry *pde = new_file(name, mode, &seq_file_ops, data);

	if (!pde)
		return NULL;
	pde->seq_ops = ops;
	pde->state_size = state_size;
	return publish(pde, name, parent);
}
EXPORT_SYMBOL(proc_create_seq_private);

static int open_single(struct inode *inode, struct file *file)
{
	return single_open(file, inode_pde(inode)->show, pde_data(inode));
}

static const struct proc_ops single_file_ops = {
	.proc_open = open_single,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};

/** proc_create_single_data() - a file whose whole text @show writes */
struct proc_dir_entry *proc_create_single_data(const char *name, umode_t mode, struct proc_dir_entry *parent,
					       int (*show)(struct seq_file *m, void *v), void *data)
{
	struct proc_dir_entry *pde = new_file(name, mode, &single_file_ops, data);

	if (!pde)
		return NULL;
	pde->show = show;
	return publish(pde, name, parent);
}
EXPORT_SYMBOL(proc_create_single_data);

void proc_set_size(struct proc_dir_entry *de, loff_t size)
{
	i_size_write(&de->node.inode, size);
}
EXPORT_SYMBOL(proc_set_size);

/* ---- removal ----------------------------------------------------------------------------------------- */

/* The entry at the end of a chain of first children, taken off; NULL: only @pde itself is left. */
static struct proc_dir_entry *take_leaf(struct proc_dir_entry *pde)
{
	struct fs_node *node = &pde->node;

	mutex_lock(&tree_lock);
	while (!list_empty(&node->children))
		node = list_first_entry(&node->children, struct fs_node, list);
	if (node == &pde->node)
		node = NULL;
	else
		node_unlink(node);
	mutex_unlock(&tree_lock);
	return node ? container_of(node, struct proc_dir_entry, node) : NULL;
}

/* @pde is out of the tree and ours; end it with all below it. */
static void remove_taken(struct proc_dir_entry *pde)
{
	struct proc_dir_entry *leaf;

	while ((leaf = take_leaf(pde))) {
		proc_run_down(leaf);
		node_put(&leaf->node);
	}
	proc_run_down(pde);
	node_put(&pde->node);
}

/** proc_remove() - an entry and everything below it go; NULL is fine. Sleeps until all calls inside have returned. */
void proc_remove(struct proc_dir_entry *de)
{
	if (!de)
		return;
	mutex_lock(&tree_lock);
	node_unlink(&de->node);
	mutex_unlock(&tree_lock);
	remove_taken(de);
}
EXPORT_SYMBOL(proc_remove);

/** remove_proc_subtree() - proc_remove() by name; -ENOENT */
int remove_proc_subtree(const char *name, struct proc_dir_entry *parent)
{
	struct fs_node *dir, *node = NULL;

	mutex_lock(&tree_lock);
	dir = find_dir(parent_node(parent), &name);
	if (dir)
		node = node_child(dir, name, strlen(name));
	if (node)
		node_unlink(node);
	mutex_unlock(&tree_lock);
	if (!node)
		return -ENOENT;
	remove_taken(container_of(node, struct proc_dir_entry, node));
	return 0;
}
EXPORT_SYMBOL(remove_proc_subtree);

/** remove_proc_entry() - the same; that there is no such entry, or that it still has some below it, is reported */
void remove_proc_entry(const char *name, struct proc_dir_entry *parent)
{
	struct fs_node *dir, *node = NULL;
	const char *last = name;
	bool full;

	mutex_lock(&tree_lock);
	dir = find_dir(parent_node(parent), &last);
	if (dir)
		node = node_child(dir, last, strlen(last));
	full = node && !list_empty(&node->children);
	mutex_unlock(&tree_lock);
	WARN(full, "proc: %s is removed with entries below it\n", name);
	if (remove_proc_subtree(name, parent))
		WARN(1, "proc: %s is removed and does not exist\n", name);
}
EXPORT_SYMBOL(remove_proc_entry);
