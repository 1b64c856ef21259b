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

int place_find(struct place *p)
{
	const char *above = geteuid() ? getenv("XDG_RUNTIME_DIR") : "/run";

	*p = (struct place){ .lock = -1 };
	if (!above || above[0] != '/')
		return -ENOENT;
	/* the socket's name has 108 bytes */
	if (snprintf(p->folder, sizeof(p->folder), "%s/usnd", above) >= (int)sizeof(p->folder))
		return -ENAMETOOLONG;
	snprintf(p->pid, sizeof(p->pid), "%s/pid", p->folder);
	snprintf(p->control, sizeof(p->control), "%s/control", p->folder);
	snprintf(p->log, sizeof(p->log), "%s/log", p->folder);
	snprintf(p->mount, sizeof(p->mount), "%s/fs", p->folder);
	snprintf(p->nodes, sizeof(p->nodes), "%s/fs/snd", p->folder);
	snprintf(p->mark, sizeof(p->mark), "%s/devsnd", p->folder);
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
