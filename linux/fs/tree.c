// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tree.c - the one tree of files: directories, links, device nodes and proc entries under one root.
 *
 * Everything a client can name hangs here: chrdev.c and devnode.c below /dev, proc.c below /proc. Lookup walks with
 * tree_lock held and comes back with a reference, so a node that is taken away in the meantime stays valid for
 * whoever found it; what opening it then means is up to its operations.
 */
#define KBUILD_MODNAME "fs"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "local.h"

#define MAX_LINKS 40 /* followed in one lookup, as Linux */

/* Protects the links of all nodes. Innermost of linux/fs: nothing else is taken under it but the allocator's. */
DEFINE_MUTEX(tree_lock);

static struct fs_node *root, *dev_dir, *proc_dir;

struct fs_node *tree_dev(void)
{
	return dev_dir;
}

struct fs_node *tree_proc(void)
{
	return proc_dir;
}

int node_setup(struct fs_node *node, const char *name, size_t length, umode_t mode, void (*free)(struct fs_node *node))
{
	node->name = kmemdup_nul(name, length, GFP_KERNEL);
	if (!node->name)
		return -ENOMEM;
	node->inode.i_mode = mode;
	spin_lock_init(&node->inode.i_lock);
	INIT_LIST_HEAD(&node->children);
	INIT_LIST_HEAD(&node->list);
	atomic_set(&node->refs, 1);
	node->free = free;
	return 0;
}

static void free_plain_node(struct fs_node *node)
{
	kfree(node);
}

struct fs_node *node_create(const char *name, size_t length, umode_t mode)
{
	struct fs_node *node = kzalloc(sizeof(*node), GFP_KERNEL);

	if (node && node_setup(node, name, length, mode, free_plain_node)) {
		kfree(node);
		return NULL;
	}
	return node;
}

void node_put(struct fs_node *node)
{
	if (!node || !atomic_dec_and_test(&node->refs))
		return;
	kfree(node->name);
	kfree(node->target);
	node->free(node);
}

struct fs_node *node_child(struct fs_node *dir, const char *name, size_t length)
{
	struct fs_node *node;

	list_for_each_entry(node, &dir->children, list)
		if (!strncmp(node->name, name, length) && !node->name[length])
			return node;
	return NULL;
}

int node_link(struct fs_node *parent, struct fs_node *node)
{
	lockdep_assert_held(&tree_lock);
	if (node_child(parent, node->name, strlen(node->name)))
		return -EEXIST;
	node->parent = parent;
	list_add_tail(&node->list, &parent->children);
	return 0;
}

void node_unlink(struct fs_node *node)
{
	lockdep_assert_held(&tree_lock);
	list_del_init(&node->list);
	node->parent = NULL;
}

char *node_path(struct fs_node *node, char *text, size_t size)
{
	char *at = text + size - 1;
	size_t length;

	*at = '\0';
	/* a node that was unlinked still has a name */
	for (; *node->name; node = node->parent) {
		length = strlen(node->name);
		if (length + 1 > (size_t)(at - text))
			break;
		at -= length;
		memcpy(at, node->name, length);
		*--at = '/';
		if (!node->parent)
			break;
	}
	memmove(text, at, text + size - at);
	return text;
}

/*
 * From @node along @path. Links in the middle are always followed, the last one only with @follow.
 * Returns a borrowed node or an error pointer.
 */
static struct fs_node *walk(struct fs_node *node, const char *path, bool follow, int *links)
{
	struct fs_node *next;
	size_t length;

	if (*path == '/')
		node = root;
	for (;;) {
		path += strspn(path, "/");
		if (!*path)
			return node;
		if (!S_ISDIR(node->inode.i_mode))
			return ERR_PTR(-ENOTDIR);
		length = strcspn(path, "/");
		if (length == 1 && path[0] == '.') {
			next = node;
		} else if (length == 2 && path[0] == '.' && path[1] == '.') {
			next = node->parent ? node->parent : node;
		} else {
			next = node_child(node, path, length);
			if (!next)
				return ERR_PTR(-ENOENT);
		}
		path += length;
		if (S_ISLNK(next->inode.i_mode) && (follow || *path)) {
			if (++*links > MAX_LINKS)
				return ERR_PTR(-ELOOP);
			next = walk(node, next->target, true, links);
			if (IS_ERR(next))
				return next;
		}
		node = next;
	}
}

int tree_lookup(const char *path, bool follow, struct fs_node **found)
{
	struct fs_node *node;
	int links = 0;

	if (!root || *path != '/')
		return -ENOENT;
	mutex_lock(&tree_lock);
	node = walk(root, path, follow, &links);
	if (!IS_ERR(node))
		node_get(node);
	mutex_unlock(&tree_lock);
	*found = IS_ERR(node) ? NULL : node;
	return PTR_ERR_OR_ZERO(node);
}

static int fill_entry(struct fs_node *dir, unsigned int index, struct usnd_node *entry)
{
	struct fs_node *node;

	if (!S_ISDIR(dir->inode.i_mode))
		return -ENOTDIR;
	list_for_each_entry(node, &dir->children, list) {
		if (index--)
			continue;
		memset(entry, 0, sizeof(*entry));
		strscpy(entry->name, node->name, sizeof(entry->name));
		if (node->target)
			strscpy(entry->target, node->target, sizeof(entry->target));
		entry->mode = node->inode.i_mode;
		entry->rdev = node->inode.i_rdev;
		return 0;
	}
	return -ENOENT;
}

int usnd_readdir(const char *path, unsigned int index, struct usnd_node *node)
{
	struct task_struct task;
	struct fs_node *dir;
	int err;

	syscall_enter(&task, NULL);
	err = tree_lookup(path, true, &dir);
	if (!err) {
		mutex_lock(&tree_lock);
		err = fill_entry(dir, index, node);
		mutex_unlock(&tree_lock);
		node_put(dir);
	}
	syscall_leave(&task);
	return err;
}

/* A first-level directory; NULL if there is no memory. */
static struct fs_node *make_top(const char *name)
{
	struct fs_node *node = node_create(name, strlen(name), S_IFDIR | 0755);

	if (node) {
		mutex_lock(&tree_lock);
		node_link(root, node);
		mutex_unlock(&tree_lock);
	}
	return node;
}

/* Everything below @dir; whatever stands there was forgotten by somebody. */
static unsigned int drop_children(struct fs_node *dir)
{
	unsigned int dropped = 0;
	struct fs_node *node;
	char path[128];

	while (!list_empty(&dir->children)) {
		node = list_first_entry(&dir->children, struct fs_node, list);
		report("file node left behind", NULL, "%s", node_path(node, path, sizeof(path)));
		dropped += 1 + drop_children(node);
		node_unlink(node);
		node_put(node);
	}
	return dropped;
}

static void drop_top(struct fs_node **dir, unsigned int *dropped)
{
	if (!*dir)
		return;
	*dropped += drop_children(*dir);
	node_unlink(*dir);
	node_put(*dir);
	*dir = NULL;
}

unsigned int tree_finish(void)
{
	unsigned int dropped = 0;

	if (!root)
		return 0;
	mutex_lock(&tree_lock);
	drop_top(&dev_dir, &dropped);
	drop_top(&proc_dir, &dropped);
	mutex_unlock(&tree_lock);
	node_put(root);
	root = NULL;
	return dropped;
}

int tree_init(void)
{
	root = node_create("", 0, S_IFDIR | 0755);
	if (!root)
		return -ENOMEM;
	dev_dir = make_top("dev");
	proc_dir = make_top("proc");
	if (!dev_dir || !proc_dir) {
		tree_finish();
		return -ENOMEM;
	}
	return 0;
}
