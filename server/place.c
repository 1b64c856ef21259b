// SPDX-License-Identifier: GPL-2.0-or-later
/* place.c - the folder of a server, and who owns it. */
#include "server/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES 50

/* who we are outside of the user namespace: the root of somebody's has a name of its own in a folder that all share */
static unsigned int outer_uid(void)
{
	FILE *file = fopen("/proc/self/uid_map", "re");
	unsigned int inside, outside, count, found = geteuid();
	bool done = !file;

	while (!done && fscanf(file, "%u %u %u", &inside, &outside, &count) == 3) {
		done = geteuid() >= inside && geteuid() - inside < count;
		if (done)
			found = outside + (geteuid() - inside);
	}
	if (file)
		fclose(file);
	return found;
}

/* the socket's name has 108 bytes */
static int name_folder(struct place *p, const char *above, const char *name)
{
	return snprintf(p->folder, sizeof(p->folder), "%s/%s", above, name) < (int)sizeof(p->folder) ? 0
												     : -ENAMETOOLONG;
}

/* can a folder @name be ours in @above? One that somebody else has put there is not. */
static bool can_have(struct place *p, const char *above, const char *name)
{
	struct stat there;

	if (!above || above[0] != '/' || faccessat(AT_FDCWD, above, W_OK | X_OK, AT_EACCESS) ||
	    name_folder(p, above, name))
		return false;
	return lstat(p->folder, &there) ? errno == ENOENT : S_ISDIR(there.st_mode) && there.st_uid == geteuid();
}

/* root whose /run cannot be written to: the root of a user namespace, or of a container that may only read */
static int find_for_root(struct place *p)
{
	const char *shared = getenv("TMPDIR");
	char name[24];

	snprintf(name, sizeof(name), "usnd-%u", outer_uid());
	if (can_have(p, "/run", "usnd") || can_have(p, getenv("XDG_RUNTIME_DIR"), "usnd") ||
	    can_have(p, shared && *shared ? shared : "/tmp", name))
		return 0;
	return -EACCES;
}

static int find_folder(struct place *p)
{
	const char *above = getenv("XDG_RUNTIME_DIR");

	if (!geteuid())
		return find_for_root(p);
	return above && above[0] == '/' ? name_folder(p, above, "usnd") : -ENOENT;
}

int place_find(struct place *p)
{
	int err;

	*p = (struct place){ .lock = -1 };
	err = find_folder(p);
	if (err)
		return err;
	snprintf(p->pid, sizeof(p->pid), "%s/pid", p->folder);
	snprintf(p->control, sizeof(p->control), "%s/control", p->folder);
	snprintf(p->log, sizeof(p->log), "%s/log", p->folder);
	snprintf(p->mount, sizeof(p->mount), "%s/fs", p->folder);
	snprintf(p->nodes, sizeof(p->nodes), "%s/fs/snd", p->folder);
	snprintf(p->mark, sizeof(p->mark), "%s/devsnd", p->folder);
	snprintf(p->mounts, sizeof(p->mounts), "%s/mounts", p->folder);
	return 0;
}

pid_t place_owner(const struct place *p)
{
	int fd = open(p->pid, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char text[16] = "";
	bool taken;

	if (fd < 0)
		return 0;
	taken = flock(fd, LOCK_SH | LOCK_NB) && errno == EWOULDBLOCK;
	if (taken && read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(fd);
	/* locked, and not written yet: whoever it is lives */
	return taken ? atoi(text) ? atoi(text) : 1 : 0;
}

/* is the file that was locked still the one that has the name? */
static bool is_current(const struct place *p, int fd)
{
	struct stat ours, there;

	return !fstat(fd, &ours) && !stat(p->pid, &there) && ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

static int take_once(struct place *p)
{
	int fd, err;

	if (mkdir(p->folder, 0755) && errno != EEXIST)
		return -errno;
	fd = open(p->pid, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0)
		return errno == ENOENT ? -EAGAIN : -errno;
	err = flock(fd, LOCK_EX | LOCK_NB) ? errno == EWOULDBLOCK ? -EBUSY : -errno : 0;
	if (!err && !is_current(p, fd))
		err = -EAGAIN;
	if (!err && (ftruncate(fd, 0) || dprintf(fd, "%d\n", getpid()) < 0))
		err = -errno;
	if (err)
		close(fd);
	else
		p->lock = fd;
	return err;
}

int place_take(struct place *p)
{
	int err = -EAGAIN;

	/* a server that goes removes the folder under us */
	for (int i = 0; err == -EAGAIN && i < TRIES; i++)
		err = take_once(p);
	return err;
}

void place_clear(const struct place *p)
{
	char path[PLACE_BYTES + 16];

	unlink(p->control);
	unlink(p->log);
	unlink(p->mark);
	unlink(p->mounts);
	snprintf(path, sizeof(path), "%s/snd", p->folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/proc", p->folder);
	unlink(path);
	rmdir(p->mount);
}

void place_give(struct place *p)
{
	if (p->lock < 0)
		return;
	place_clear(p);
	unlink(p->pid);
	rmdir(p->folder);
	close(p->lock);
	p->lock = -1;
}
