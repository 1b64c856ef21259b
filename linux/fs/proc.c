// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proc.c - entries of /proc: nodes whose operations may go away while files are open.
 *
 * Every call on a proc file goes through enter() and leave(), which count the calls inside the entry's operations.
 * Removal takes the entry out of the tree, lets no new call in, waits for those inside, and then releases each open
 * file itself, so that afterwards the operations and their module can vanish. What a file's later calls answer is Linux's: -EIO
 * for data, -ENOTTY for ioctl, "ready" for poll. The file itself lives on until its client closes it.
 */
#define KBUILD_MODNAME "fs"

#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uio.h>

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
 * @openers: &struct opener that still need releasing
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

/**
 * struct opener - an open file of an entry that has a release operation
 * @list: in openers (the entry's lock); off it: somebody releases
 * @released: by removal; then @error is what release returned
 */
struct opener {
	struct list_head list;
	struct file *file;
	struct completion released;
	int error;
};

static struct proc_dir_entry *inode_pde(struct inode *inode)
{
	return container_of(inode_node(inode), struct proc_dir_entry, node);
}

/* May a call go in? Then leave() must follow. */
static bool enter(struct proc_dir_entry *pde)
{
	bool in;

	spin_lock(&pde->lock);
	in = !pde->gone;
	if (in)
		pde->users++;
	spin_unlock(&pde->lock);
	return in;
}

static void leave(struct proc_dir_entry *pde)
{
	spin_lock(&pde->lock);
	if (!--pde->users && pde->gone)
		complete(&pde->idle);
	spin_unlock(&pde->lock);
}

/* ---- calls on an open file -------------------------------------------------------------------------- */

static loff_t entry_llseek(struct file *file, loff_t offset, int whence)
{
	struct proc_dir_entry *pde = inode_pde(file->f_inode);
	loff_t pos = -EINVAL;

	if (enter(pde)) {
		pos = pde->ops->proc_lseek(file, offset, whence);
		leave(pde);
	}
	return pos;
}

static ssize_t entry_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	struct proc_dir_entry *pde = inode_pde(file->f_inode);
	ssize_t done = -EIO;

	if (enter(pde)) {
		if (pde->ops->proc_read)
			done = pde->ops->proc_read(file, buf, count, ppos);
		leave(pde);
	}
	return done;
}

static ssize_t entry_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct proc_dir_entry *pde = inode_pde(iocb->ki_filp->f_inode);
	ssize_t done = -EIO;

	if (enter(pde)) {
		done = pde->ops->proc_read_iter(iocb, to);
		leave(pde);
	}
	return done;
}

static ssize_t entry_write(struct file *file, const char __user *buf, size_t count, loff_t *ppos)
{
	struct proc_dir_entry *pde = inode_pde(file->f_inode);
	ssize_t done = -EIO;

	if (enter(pde)) {
		if (pde->ops->proc_write)
			done = pde->ops->proc_write(file, buf, count, ppos);
		leave(pde);
	}
	return done;
}

static __poll_t entry_poll(struct file *file, struct poll_table_struct *wait)
{
	struct proc_dir_entry *pde = inode_pde(file->f_inode);
	__poll_t ready = DEFAULT_POLLMASK;

	if (enter(pde)) {
		if (pde->ops->proc_poll)
			ready = pde->ops->proc_poll(file, wait);
		leave(pde);
	}
	return ready;
}

static long entry_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct proc_dir_entry *pde = inode_pde(file->f_inode);
	long ret = -ENOTTY;

	if (enter(pde)) {
		if (pde->ops->proc_ioctl)
			ret = pde->ops->proc_ioctl(file, cmd, arg);
		leave(pde);
	}
	return ret;
}

static int entry_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct proc_dir_entry *pde = inode_pde(file->f_inode);
	int err = -EIO;

	if (enter(pde)) {
		if (pde->ops->proc_mmap)
			err = pde->ops->proc_mmap(file, vma);
		leave(pde);
	}
	return err;
}

/* Called with the entry entered. */
static int open_inside(struct proc_dir_entry *pde, struct inode *inode, struct file *file)
{
	struct opener *opener = NULL;
	int err = 0;

	if (!pde->ops->proc_lseek)
		file->f_mode &= ~FMODE_LSEEK;
	if (pde->ops->proc_release) {
		opener = kzalloc(sizeof(*opener), GFP_KERNEL);
		if (!opener)
			return -ENOMEM;
		opener->file = file;
		init_completion(&opener->released);
	}
	if (pde->ops->proc_open)
		err = pde->ops->proc_open(inode, file);
	if (err) {
		kfree(opener);
		return err;
	}
	if (opener) {
		file->f_proc = opener;
		spin_lock(&pde->lock);
		list_add(&opener->list, &pde->openers);
		spin_unlock(&pde->lock);
	}
	return 0;
}

static int entry_open(struct inode *inode, struct file *file)
{
	struct proc_dir_entry *pde = inode_pde(inode);
	int err = -ENOENT;

	if (enter(pde)) {
		err = open_inside(pde, inode, file);
		leave(pde);
	}
	return err;
}

static int entry_release(struct inode *inode, struct file *file)
{
	struct proc_dir_entry *pde = inode_pde(inode);
	struct opener *opener = file->f_proc;
	int err;

	if (!opener)
		return 0;
	spin_lock(&pde->lock);
	if (pde->gone) {
		spin_unlock(&pde->lock);
		wait_for_completion(&opener->released);
		err = opener->error;
	} else {
		list_del(&opener->list);
		pde->users++;
		spin_unlock(&pde->lock);
		err = pde->ops->proc_release(inode, file);
		leave(pde);
	}
	kfree(opener);
	return err;
}

#define ENTRY_OPS(read_form)                                                                             \
	{                                                                                               \
		.llseek = entry_llseek, read_form, .write = entry_write, .poll = entry_poll,             \
		.unlocked_ioctl = entry_ioctl, .mmap = entry_mmap, .open = entry_open,                   \
		.release = entry_release,                                                                \
	}

static const struct file_operations entry_fops = ENTRY_OPS(.read = entry_read);
static const struct file_operations entry_iter_fops = ENTRY_OPS(.read_iter = entry_read_iter);

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
	spin_lock_init(&pde->lock);
	init_completion(&pde->idle);
	INIT_LIST_HEAD(&pde->openers);
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
	pde->node.inode.i_fop = ops->proc_read_iter ? &entry_iter_fops : &entry_fops;
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

static void release_opener(struct proc_dir_entry *pde, struct opener *opener)
{
	opener->error = pde->ops->proc_release(opener->file->f_inode, opener->file);
	complete(&opener->released);
}

/* No call is inside any more when this returns, and none will be. The entry is not in the tree. */
static void run_down(struct proc_dir_entry *pde)
{
	struct opener *opener;
	bool busy;

	spin_lock(&pde->lock);
	pde->gone = true;
	busy = pde->users;
	spin_unlock(&pde->lock);
	if (busy)
		wait_for_completion(&pde->idle);
	spin_lock(&pde->lock);
	while ((opener = list_first_entry_or_null(&pde->openers, struct opener, list))) {
		list_del(&opener->list);
		spin_unlock(&pde->lock);
		release_opener(pde, opener);
		spin_lock(&pde->lock);
	}
	spin_unlock(&pde->lock);
}

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
		run_down(leaf);
		node_put(&leaf->node);
	}
	run_down(pde);
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
