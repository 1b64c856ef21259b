// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * devnode.c - the nodes of /dev: what udev and devtmpfs do for a kernel.
 *
 * device_add() calls fs_node_add() for each device with a number. Directories on the way (snd) come with the first
 * node in them and go with the last.
 */
#define KBUILD_MODNAME "fs"

#include <linux/errno.h>
#include <linux/string.h>

#include "local.h"

/* Drop implied directories from @dir upwards while they are empty. */
static void prune(struct fs_node *dir)
{
	struct fs_node *parent;

	while (dir->implied && list_empty(&dir->children)) {
		parent = dir->parent;
		node_unlink(dir);
		node_put(dir);
		dir = parent;
	}
}

/* The directory for the last component of *@path, made if need be; *@path is moved to that component. */
static struct fs_node *make_way(const char **path)
{
	struct fs_node *dir = tree_dev(), *next;
	size_t length;

	for (;;) {
		length = strcspn(*path, "/");
		if (!(*path)[length])
			return dir;
		next = node_child(dir, *path, length);
		if (!next) {
			next = node_create(*path, length, S_IFDIR | 0755);
			if (!next) {
				prune(dir);
				return NULL;
			}
			next->implied = true;
			node_link(dir, next);
		}
		dir = next;
		*path += length + 1;
	}
}

int fs_node_add(const char *path, umode_t mode, dev_t devt)
{
	struct fs_node *dir, *node;
	int err = -ENOMEM;

	mutex_lock(&tree_lock);
	dir = make_way(&path);
	if (!dir)
		goto out;
	node = node_create(path, strlen(path), S_IFCHR | ((mode & 0777) ? (mode & 0777) : 0600));
	if (!node)
		goto out_prune;
	node->inode.i_rdev = devt;
	node->inode.i_fop = &chrdev_fops;
	err = node_link(dir, node);
	if (err)
		node_put(node);
out_prune:
	if (err)
		prune(dir);
out:
	mutex_unlock(&tree_lock);
	return err;
}

void fs_node_remove(const char *path)
{
	struct fs_node *dir, *node = NULL;
	size_t length;

	mutex_lock(&tree_lock);
	for (dir = tree_dev(); dir; dir = node, path += length + 1) {
		length = strcspn(path, "/");
		node = node_child(dir, path, length);
		if (!node || !path[length])
			break;
	}
	if (node && S_ISCHR(node->inode.i_mode)) {
		node_unlink(node);
		prune(dir);
	} else {
		node = NULL;
	}
	mutex_unlock(&tree_lock);
	node_put(node);
}
