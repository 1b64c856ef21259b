// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nodes.c - names: what the kernel asks about folders, links, and files that are not open.
 *
 * The trees are usnd's own, asked anew at each LOOKUP and READDIR: cards come and go, so the kernel is told to keep
 * neither names nor attributes (times of 0). The root and the tops of both trees have fixed numbers and are always
 * there, also without a card: somebody may have bound them elsewhere.
 *
 * A PCM node gets a new number at each LOOKUP: to the kernel it is another file each time, which may have its own
 * memory behind it. Everything else keeps its number while the kernel knows it, else its working directories would
 * vanish.
 */
#include "server/fuse/local.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NODE_SND = FUSE_ROOT_ID + 1, NODE_PROC, NODE_FIRST_FREE };

#define PATH_MOST 512

void fuse_nodes_init(struct fuse_mount *m)
{
	m->root = (struct fuse_node){ .id = FUSE_ROOT_ID, .kind = FUSE_IS_FOLDER, .mode = S_IFDIR | 0755 };
	m->snd = (struct fuse_node){.id = NODE_SND, .path = "/dev/snd", .kind = FUSE_IS_FOLDER, .mode = S_IFDIR | 0755};
	m->proc = (struct fuse_node){.id = NODE_PROC, .path = "/proc", .kind = FUSE_IS_FOLDER, .mode = S_IFDIR | 0755};
	m->last_node = NODE_FIRST_FREE;
}

static void free_node(struct fuse_node *node)
{
	free((char *)node->path);
	free(node);
}

void fuse_nodes_finish(struct fuse_mount *m)
{
	struct fuse_node *node;

	while ((node = m->nodes)) {
		m->nodes = node->next;
		free_node(node);
	}
}

struct fuse_node *fuse_node(struct fuse_mount *m, uint64_t id)
{
	struct fuse_node *node;

	switch (id) {
	case FUSE_ROOT_ID:
		return &m->root;
	case NODE_SND:
		return &m->snd;
	case NODE_PROC:
		return &m->proc;
	}
	for (node = m->nodes; node && node->id != id;)
		node = node->next;
	return node;
}

void fuse_forget(struct fuse_mount *m, uint64_t id, uint64_t lookups)
{
	struct fuse_node **at, *node;

	fuse_lock(m);
	for (at = &m->nodes; (node = *at); at = &node->next)
		if (node->id == id)
			break;
	if (node) {
		node->lookups -= lookups < node->lookups ? lookups : node->lookups;
		if (!node->lookups) {
			*at = node->next;
			free_node(node);
		}
	}
	fuse_unlock(m);
}

/* ---- what there is ----------------------------------------------------------------------------------------------- */

/* copies the path of node @id, "" for the root */
static int path_of(struct fuse_mount *m, uint64_t id, char *path, size_t size)
{
	const struct fuse_node *node;
	int err = -ENOENT;

	fuse_lock(m);
	node = fuse_node(m, id);
	if (node)
		err = snprintf(path, size, "%s", node->path ? node->path : "") < (int)size ? 0 : -ENAMETOOLONG;
	fuse_unlock(m);
	return err;
}

static int root_entry(const struct fuse_mount *m, unsigned int i, struct usnd_node *entry)
{
	if (i > m->config.proc)
		return -ENOENT;
	*entry = (struct usnd_node){ .mode = S_IFDIR };
	strcpy(entry->name, i ? "proc" : "snd");
	return 0;
}

/* "" is the root */
static int read_folder(const struct fuse_mount *m, const char *folder, unsigned int i, struct usnd_node *entry)
{
	return *folder ? usnd_readdir(folder, i, entry) : root_entry(m, i, entry);
}

/* as every file system that counts them: its name, its ".", and the ".." of those in it. Without the lock. */
static uint32_t links_of(const struct fuse_mount *m, const char *folder)
{
	struct usnd_node entry;
	uint32_t links = 2;
	unsigned int i;

	for (i = 0; !read_folder(m, folder, i, &entry); i++)
		links += S_ISDIR(entry.mode);
	return links;
}

/*
 * The number of a file as stat(2) and getdents(2) say it, by its name, so that it is the same each time and in both.
 * But for PCMs: theirs is another one at each open, by which their descriptors are known (nonblock.c). Never 0.
 */
static uint64_t number_of(const char *path)
{
	uint32_t hash = 2166136261u;

	for (; *path; path++)
		hash = (hash ^ (uint8_t)*path) * 16777619u;
	return hash | 1ull << 31;
}

static int find_entry(const char *folder, const char *name, struct usnd_node *entry)
{
	unsigned int i;
	int err;

	for (i = 0; !(err = usnd_readdir(folder, i, entry)); i++)
		if (!strcmp(entry->name, name))
			return 0;
	return err == -ENOTDIR ? err : -ENOENT;
}

static enum fuse_kind kind_of(const char *path, uint32_t mode)
{
	const char *name = strrchr(path, '/') + 1;

	if (S_ISDIR(mode))
		return FUSE_IS_FOLDER;
	if (S_ISLNK(mode))
		return FUSE_IS_LINK;
	if (S_ISREG(mode))
		return FUSE_IS_TEXT;
	if (!strncmp(name, "pcm", 3))
		return FUSE_IS_PCM;
	return strcmp(name, "timer") ? FUSE_IS_CONTROL : FUSE_IS_TIMER;
}

static uint32_t shown_mode(const struct fuse_mount *m, uint32_t mode)
{
	return S_ISCHR(mode) ? S_IFREG | m->config.node_mode : mode;
}

static bool is_device(const struct fuse_node *node)
{
	return node->kind == FUSE_IS_PCM || node->kind == FUSE_IS_CONTROL || node->kind == FUSE_IS_TIMER;
}

/*
 * Devices have no size: what can be mapped is theirs to say, and 32-bit programs cannot open what seems to have 2 GiB.
 * Without what complete_attr() adds.
 */
static void fill_attr(const struct fuse_mount *m, const struct fuse_node *node, struct fuse_attr *attr)
{
	uint64_t when = m->since.tv_sec;
	uint32_t ns = m->since.tv_nsec;

	*attr = (struct fuse_attr){
		.ino = node->kind == FUSE_IS_PCM || !node->path ? node->id : number_of(node->path),
		.mode = node->mode,
		.nlink = node->kind == FUSE_IS_FOLDER ? 2 : 1,
		.blksize = 4096,
		.atime = when, .mtime = when, .ctime = when, .atimensec = ns, .mtimensec = ns, .ctimensec = ns,
		.uid = is_device(node) ? m->config.uid : geteuid(), .gid = is_device(node) ? m->config.gid : getegid(),
	};
}

/*
 * What the world must be asked for, which may sleep: without the lock. A text has a size, unlike in /proc, for the
 * kernel carries sendfile(2) out by itself, up to there.
 */
static void complete_attr(struct fuse_mount *m, uint64_t id, struct fuse_attr *attr)
{
	const struct fuse_node *node;
	enum fuse_kind kind = FUSE_IS_LINK;
	char path[PATH_MOST];

	fuse_lock(m);
	node = fuse_node(m, id);
	if (node)
		kind = node->kind;
	fuse_unlock(m);
	if ((kind != FUSE_IS_FOLDER && kind != FUSE_IS_TEXT) || path_of(m, id, path, sizeof(path)))
		return;
	if (kind == FUSE_IS_FOLDER)
		attr->nlink = links_of(m, path);
	else
		attr->size = fuse_text_size(path);
}

/* ---- LOOKUP ------------------------------------------------------------------------------------------------------ */

/* under the lock: the node of @path, a new one if need be; NULL: no memory */
static struct fuse_node *node_of(struct fuse_mount *m, const char *path, uint32_t mode)
{
	enum fuse_kind kind = kind_of(path, mode);
	struct fuse_node *node;

	for (node = kind == FUSE_IS_PCM ? NULL : m->nodes; node; node = node->next)
		if (!strcmp(node->path, path) && node->kind == kind)
			break;
	if (!node) {
		node = calloc(1, sizeof(*node));
		if (!node)
			return NULL;
		node->path = strdup(path);
		if (!node->path) {
			free(node);
			return NULL;
		}
		node->id = m->last_node++;
		node->kind = kind;
		node->next = m->nodes;
		m->nodes = node;
	}
	node->mode = shown_mode(m, mode);
	node->lookups++;
	return node;
}

static int look_in_root(struct fuse_mount *m, const char *name, struct fuse_entry_out *out)
{
	const struct fuse_node *node = NULL;

	if (!strcmp(name, "snd"))
		node = &m->snd;
	if (!strcmp(name, "proc") && m->config.proc)
		node = &m->proc;
	if (!node)
		return -ENOENT;
	out->nodeid = node->id;
	fill_attr(m, node, &out->attr);
	return 0;
}

static int look_in_tree(struct fuse_mount *m, const char *folder, const char *name, struct fuse_entry_out *out)
{
	struct usnd_node entry;
	const struct fuse_node *node;
	char path[PATH_MOST];
	int err = find_entry(folder, name, &entry);

	if (err)
		return err;
	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	fuse_lock(m);
	node = node_of(m, path, entry.mode);
	if (node) {
		out->nodeid = node->id;
		fill_attr(m, node, &out->attr);
	}
	fuse_unlock(m);
	return node ? 0 : -ENOMEM;
}

void fuse_do_lookup(struct fuse_mount *m, struct fuse_call *c)
{
	struct fuse_entry_out out = { 0 };
	char folder[PATH_MOST];
	int err = path_of(m, c->in.nodeid, folder, sizeof(folder));

	if (strlen(c->args) > FUSE_NAME_MOST) /* the kernel lets more through than STATFS says */
		err = -ENAMETOOLONG;
	if (!err)
		err = *folder ? look_in_tree(m, folder, c->args, &out) : look_in_root(m, c->args, &out);
	if (!err)
		complete_attr(m, out.nodeid, &out.attr);
	if (fuse_answer(m, c, err, &out, sizeof(out)) && !err)
		fuse_forget(m, out.nodeid, 1);
}

/* ---- attributes, links ------------------------------------------------------------------------------------------- */

static void answer_attr(struct fuse_mount *m, struct fuse_call *c)
{
	struct fuse_attr_out out = { 0 };
	const struct fuse_node *node;

	fuse_lock(m);
	node = fuse_node(m, c->in.nodeid);
	if (node)
		fill_attr(m, node, &out.attr);
	fuse_unlock(m);
	if (node)
		complete_attr(m, c->in.nodeid, &out.attr);
	fuse_answer(m, c, node ? 0 : -ENOENT, &out, sizeof(out));
}

void fuse_do_getattr(struct fuse_mount *m, struct fuse_call *c)
{
	answer_attr(m, c);
}

/* `>` truncates, tar and cp set times: both change nothing here. Who may do what is said when mounting. */
void fuse_do_setattr(struct fuse_mount *m, struct fuse_call *c)
{
	const struct fuse_setattr_in *in = c->args;

	if (in->valid & (FATTR_MODE | FATTR_UID | FATTR_GID))
		fuse_answer(m, c, -EPERM, NULL, 0);
	else
		answer_attr(m, c);
}

void fuse_do_readlink(struct fuse_mount *m, struct fuse_call *c)
{
	struct usnd_node entry;
	char path[PATH_MOST], *name;
	int err = path_of(m, c->in.nodeid, path, sizeof(path));

	if (!err && !*path)
		err = -EINVAL;
	if (!err) {
		name = strrchr(path, '/');
		*name++ = '\0';
		err = find_entry(path, name, &entry);
	}
	if (!err && !S_ISLNK(entry.mode))
		err = -EINVAL;
	fuse_answer(m, c, err, entry.target, err ? 0 : strlen(entry.target));
}

/* ---- READDIR ----------------------------------------------------------------------------------------------------- */

/* entry @i of what getdents(2) shows: . and .. first */
static int entry_at(const struct fuse_mount *m, const char *folder, uint64_t i, struct usnd_node *entry)
{
	if (i >= 2)
		return read_folder(m, folder, i - 2, entry);
	*entry = (struct usnd_node){ .mode = S_IFDIR };
	strcpy(entry->name, i ? ".." : ".");
	return 0;
}

void fuse_do_readdir(struct fuse_mount *m, struct fuse_call *c)
{
	const struct fuse_read_in *in = c->args;
	size_t size = in->size < 32768 ? in->size : 32768, used = 0, bytes;
	struct fuse_dirent *to;
	struct usnd_node entry;
	char folder[PATH_MOST], path[2 * PATH_MOST];
	uint64_t i;
	int err = path_of(m, c->in.nodeid, folder, sizeof(folder));

	c->window.data = calloc(1, size + 1);
	if (!err && !c->window.data)
		err = -ENOMEM;
	for (i = in->offset; !err && !entry_at(m, folder, i, &entry); i++) {
		bytes = FUSE_DIRENT_ALIGN(FUSE_NAME_OFFSET + strlen(entry.name));
		if (bytes > size - used)
			break;
		to = (struct fuse_dirent *)(c->window.data + used);
		/* of the two in the root, snd is /dev/snd */
		snprintf(path, sizeof(path), "%s/%s", *folder || entry.name[0] != 's' ? folder : "/dev", entry.name);
		to->ino = number_of(path);
		to->off = i + 1;
		to->namelen = strlen(entry.name);
		to->type = shown_mode(m, entry.mode) >> 12;
		memcpy(to->name, entry.name, to->namelen);
		used += bytes;
	}
	fuse_answer(m, c, err, c->window.data, used);
}
