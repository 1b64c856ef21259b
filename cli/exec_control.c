// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * exec_control.c - a folder of our own in XDG_RUNTIME_DIR, TMPDIR or /tmp, with the socket in it.
 *
 * Whoever made it has it locked (flock) for as long as it lives. What nobody has locked was left by one that was
 * killed, and goes with the next one, or with usnd doctor.
 */
#include "cli/exec_control.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/control_client.h"

#define PREFIX "usnd-exec-"
#define SOCKET "control"
#define TRIES 50

/* ---- what others have left --------------------------------------------------------------------------------------- */

/* a server answers there; one that does not lock its folder is of an older usnd */
static bool answers(const char *above, const char *name)
{
	char path[108];
	int fd;

	if (snprintf(path, sizeof(path), "%s/%s/" SOCKET, above, name) >= (int)sizeof(path))
		return true;
	fd = control_connect(path);
	if (fd >= 0)
		close(fd);
	return fd != -ECONNREFUSED && fd != -ENOENT;
}

/* @name is a folder of ours that nobody has; Return: it is gone */
static bool remove_left(int parent, const char *above, const char *name)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat folder;
	bool gone = false;

	if (fd < 0)
		return false;
	if (!fstat(fd, &folder) && folder.st_uid == geteuid() && !flock(fd, LOCK_EX | LOCK_NB) &&
	    !answers(above, name)) {
		unlinkat(fd, SOCKET, 0);
		gone = !unlinkat(parent, name, AT_REMOVEDIR);
	}
	close(fd);
	return gone;
}

static unsigned int sweep_folder(const char *above)
{
	DIR *folder = above && above[0] == '/' ? opendir(above) : NULL;
	unsigned int gone = 0;
	struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		if (!strncmp(entry->d_name, PREFIX, strlen(PREFIX)) && strlen(entry->d_name) == strlen(PREFIX) + 6)
			gone += remove_left(dirfd(folder), above, entry->d_name);
	if (folder)
		closedir(folder);
	return gone;
}

unsigned int exec_control_sweep(void)
{
	return sweep_folder(getenv("XDG_RUNTIME_DIR")) + sweep_folder(getenv("TMPDIR")) + sweep_folder("/tmp");
}

/* ---- ours -------------------------------------------------------------------------------------------------------- */

/* who sweeps may have been at it before it was locked: then it is gone */
static bool lock_folder(struct exec_control *control)
{
	struct stat ours, there;

	control->lock = open(control->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (control->lock < 0)
		return false;
	/* a file system without locks has no one who sweeps, either */
	flock(control->lock, LOCK_EX);
	if (!fstat(control->lock, &ours) && !stat(control->folder, &there) && ours.st_ino == there.st_ino)
		return true;
	close(control->lock);
	control->lock = -1;
	return false;
}

static bool make_folder(struct exec_control *control, const char *in)
{
	for (int i = 0; in && i < TRIES; i++) {
		if (snprintf(control->folder, sizeof(control->folder), "%s/" PREFIX "XXXXXX", in) >=
		    (int)sizeof(control->folder))
			return false;
		if (!mkdtemp(control->folder))
			return false;
		if (lock_folder(control))
			return true;
	}
	return false;
}

void exec_control_place(struct exec_control *control)
{
	control->control = NULL;
	control->lock = -1;
	exec_control_sweep();
	if (!make_folder(control, getenv("XDG_RUNTIME_DIR")) && !make_folder(control, getenv("TMPDIR")) &&
	    !make_folder(control, "/tmp")) {
		control->folder[0] = '\0';
		/* not that of an outer one either */
		setenv("USND_SOCKET", "/nowhere", 1);
		return;
	}
	snprintf(control->path, sizeof(control->path), "%s/" SOCKET, control->folder);
	setenv("USND_SOCKET", control->path, 1);
}

struct transport *exec_control_open(struct exec_control *control)
{
	struct control_config config = {.path = control->path, .log = &control->log};

	if (!control->folder[0] || control_open(&control->control, &config))
		return NULL;
	loglines_start(&control->log, STDERR_FILENO);
	return control_transport(control->control);
}

void exec_control_attach(struct exec_control *control, struct server *server)
{
	if (control->control)
		control_attach(control->control, server);
}

void exec_control_close(struct exec_control *control)
{
	if (control->control) {
		loglines_stop(&control->log);
		control_close(control->control);
	}
	if (control->folder[0])
		rmdir(control->folder);
	if (control->lock >= 0)
		close(control->lock);
	control->lock = -1;
}
