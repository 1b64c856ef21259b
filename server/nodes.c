// SPDX-License-Identifier: GPL-2.0-or-later
/* nodes.c - symbolic links in /dev/snd: ours are those that lead into our mount. */
#include "server/nodes.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include <usnd/syscall.h>

static void write_mark(const struct nodes *n)
{
	FILE *file = fopen(n->mark, "we");

	if (!file)
		return;
	fprintf(file, "%s%s\n", n->made ? "made " : "", n->mounted ? "mounted" : "");
	fclose(file);
}

static void read_mark(struct nodes *n)
{
	FILE *file = fopen(n->mark, "re");
	char text[64] = "";

	if (!file)
		return;
	if (fgets(text, sizeof(text), file)) {
		n->made = strstr(text, "made");
		n->mounted = strstr(text, "mounted");
	}
	fclose(file);
}

int nodes_open(struct nodes *n, char *message)
{
	struct stat there;

	n->made = !mkdir(n->folder, 0755);
	if (!n->made && errno != EEXIST) {
		int err = -errno;

		snprintf(message, NODES_MESSAGE, "cannot make %s: %s", n->folder, strerror(errno));
		return err;
	}
	if (stat(n->folder, &there) || !S_ISDIR(there.st_mode)) {
		snprintf(message, NODES_MESSAGE, "%s is no folder; remove what is there", n->folder);
		return -ENOTDIR;
	}
	if (access(n->folder, W_OK | X_OK)) {
		if (mount("usnd", n->folder, "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755,size=64k")) {
			int err = -errno;

			snprintf(message, NODES_MESSAGE, "cannot put nodes into %s: %s; be root, or make it writable",
				 n->folder, strerror(EACCES));
			return err;
		}
		n->mounted = true;
	}
	write_mark(n);
	return 0;
}

/* does the link @name lead into our mount? */
static bool is_ours(const struct nodes *n, int dir, const char *name)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(dir, name, target, sizeof(target) - 1);
	size_t prefix = strlen(n->target);

	if (length < 0)
		return false;
	target[length] = '\0';
	return !strncmp(target, n->target, prefix) && target[prefix] == '/';
}

static bool has_node(const char *name)
{
	struct usnd_node node;

	for (unsigned int i = 0; !usnd_readdir("/dev/snd", i, &node); i++)
		if (!strcmp(node.name, name))
			return true;
	return false;
}

/* remove links of ours; with @stale only those without a node behind them */
static void remove_links(const struct nodes *n, bool stale)
{
	DIR *dir = opendir(n->folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (is_ours(n, dirfd(dir), entry->d_name) && !(stale && has_node(entry->d_name)))
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
}

static bool is_device(const char *folder, const char *name)
{
	char path[PATH_MAX];
	struct stat there;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return !lstat(path, &there) && S_ISCHR(there.st_mode);
}

bool nodes_timer_is_kernels(const char *folder)
{
	return is_device(folder, "timer");
}

/* the kernel's node has its name, or is out of the way */
static void move_timer(const struct nodes *n, bool away)
{
	char path[PATH_MAX], aside[PATH_MAX];

	if (!is_device(n->folder, away ? "timer" : NODES_TIMER))
		return;
	snprintf(path, sizeof(path), "%s/timer", n->folder);
	snprintf(aside, sizeof(aside), "%s/" NODES_TIMER, n->folder);
	if (away)
		rename(path, aside);
	else if (nodes_timer_is_kernels(n->folder))
		unlink(aside); /* the kernel has made another one */
	else
		rename(aside, path);
}

unsigned int nodes_refresh(const struct nodes *n)
{
	char link[PATH_MAX], target[PATH_MAX];
	unsigned int refused = 0;
	struct usnd_node node;

	remove_links(n, true);
	if (n->alone)
		move_timer(n, true);
	for (unsigned int i = 0; !usnd_readdir("/dev/snd", i, &node); i++) {
		if ((node.mode & S_IFMT) == S_IFDIR)
			continue;
		snprintf(link, sizeof(link), "%s/%s", n->folder, node.name);
		snprintf(target, sizeof(target), "%s/%s", n->target, node.name);
		if (symlink(target, link) && !is_ours(n, AT_FDCWD, link) && strcmp(node.name, "timer"))
			refused++;
	}
	return refused;
}

void nodes_close(struct nodes *n)
{
	read_mark(n);
	remove_links(n, false);
	move_timer(n, false);
	if (n->mounted)
		umount2(n->folder, MNT_DETACH | UMOUNT_NOFOLLOW);
	/* not empty: somebody else uses it by now */
	if (n->made)
		rmdir(n->folder);
	n->made = n->mounted = false;
}
