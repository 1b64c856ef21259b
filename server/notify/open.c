// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * open.c - opening files of /dev/snd and /proc/asound: what the client gets as a descriptor.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/memory.h"
#include "server/notify/local.h"

/* longer paths are not ours */
#define PATH_ROOM 128

#ifndef O_LARGEFILE
#define O_LARGEFILE 0
#endif

static bool begins_with(const char *path, const char *start)
{
	return !strncmp(path, start, strlen(start));
}

/* "//" and "/./" are "/" */
static void tidy(char *path)
{
	char *from = path, *to = path;

	while ((*to = *from)) {
		if (to == path || to[-1] != '/')
			from++, to++;
		else if (*from == '/')
			from++;
		else if (from[0] == '.' && from[1] == '/')
			from += 2;
		else
			from++, to++;
	}
}

/* does what is not absolute look as if it led to us? Others are not worth asking where they begin. */
static bool may_be_ours(const char *path)
{
	return strstr(path, "snd/") || strstr(path, "asound/");
}

/* @name, of the thread in /proc, as it sees it: below a root of its own the kernel tells us more */
static bool folder_of(pid_t thread, const char *name, char *folder, size_t size)
{
	char path[48], root[PATH_ROOM];
	ssize_t length, above;

	snprintf(path, sizeof(path), "/proc/%d/%s", thread, name);
	length = readlink(path, folder, size - 1);
	snprintf(path, sizeof(path), "/proc/%d/root", thread);
	above = readlink(path, root, sizeof(root) - 1);
	if (length < 1 || above < 1 || *folder != '/')
		return false;
	folder[length] = '\0';
	root[above] = '\0';
	if (above > 1 && (strncmp(folder, root, above) || (folder[above] && folder[above] != '/')))
		return false;
	if (above > 1)
		memmove(folder, folder + above, length - above + 1);
	return true;
}

/* makes @path, of PATH_ROOM, absolute: it begins in folder @at; false: it is none of ours */
static bool make_absolute(struct notify_call *c, int at, char *path)
{
	char folder[PATH_ROOM], name[16] = "cwd", whole[2 * PATH_ROOM + 1];

	if (*path == '/')
		return true;
	if (!may_be_ours(path))
		return false;
	if (at != AT_FDCWD)
		snprintf(name, sizeof(name), "fd/%d", at);
	if (!folder_of(c->call.thread, name, folder, sizeof(folder)))
		return false;
	if (snprintf(whole, sizeof(whole), "%s/%s", folder, path) >= PATH_ROOM)
		return false;
	strcpy(path, whole);
	return true;
}

/* a description of the client's own of the file that our @fd is, with its access; -errno */
static int reopen(int fd, int flags)
{
	char path[40];
	int theirs;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	theirs = open(path, (flags & (O_ACCMODE | O_NONBLOCK | O_APPEND)) | O_CLOEXEC);
	return theirs < 0 ? -errno : theirs;
}

/* ---- devices ----------------------------------------------------------------------------------------------------- */

/* what @f is and the client's descriptor of it; -errno */
static int client_end(struct notify_call *c, struct notify_file *f, const char *path)
{
	int reader, err;

	f->capture = path[strlen(path) - 1] == 'c';
	f->fd = usnd_client_file(f->file, &c->call.caller);
	if (f->fd >= 0)
		return reopen(f->fd, f->flags);
	if (f->fd != -ENODEV)
		return f->fd;
	f->kind = begins_with(path, "/dev/snd/timer") ? NOTIFY_TIMER : NOTIFY_CONTROL;
	err = notify_pipe_open(notify_of(c), f, &reader);
	return err ? err : reader;
}

static struct pace *pace_for(struct notify *n, const struct notify_file *f)
{
	return f->kind == NOTIFY_CONTROL ? NULL : pace_of(n);
}

/* the client has the descriptor and its answer, or -errno and @f is closed */
static int give(struct notify_call *c, struct notify_file *f, const char *path, bool cloexec)
{
	struct notify *n = notify_of(c);
	int theirs = client_end(c, f, path), err;

	if (theirs < 0) {
		err = theirs;
		goto err_release;
	}
	pace_file_opened(pace_for(n, f), &f->pace, f->file, c->call.thread);
	err = notify_file_add(n, f, theirs);
	if (err)
		goto err_close;
	/* the client may close it before we do */
	notify_files_begin_change(n);
	err = notify_answer_fd(c, theirs, cloexec);
	if (err)
		notify_file_drop(n, f);
	close(theirs);
	notify_files_end_change(n);
	return err;

err_close:
	pace_file_closed(pace_for(n, f), &f->pace);
	notify_pipe_close(f);
	close(theirs);
err_release:
	usnd_release(f->file, &c->call.caller);
	free(f);
	return err;
}

/* pipes are filled when there is something: the device must never make us wait */
static int device_flags(const char *path, int flags)
{
	return begins_with(path, "/dev/snd/pcm") ? flags : flags | O_NONBLOCK;
}

static void open_device(struct notify_call *c, const char *path, int flags)
{
	struct notify_file *f = calloc(1, sizeof(*f));
	int err = f ? 0 : -ENOMEM;

	if (!err) {
		/* what was closed before is free now, and what was written has had its effect */
		notify_files_settle(c);
		notify_written_settle(c);
		f->flags = flags & (O_ACCMODE | O_NONBLOCK | O_APPEND);
		if (!(flags & O_NONBLOCK))
			engine_will_sleep(&c->call);
		err = usnd_open(path, device_flags(path, flags), &c->call.caller, &f->file);
		if (err)
			free(f);
		else
			err = give(c, f, path, flags & O_CLOEXEC);
	}
	if (err)
		notify_answer(c, err);
}

/* ---- texts ------------------------------------------------------------------------------------------------------- */

static int copy_text(struct usnd_file *file, int fd, int pid)
{
	struct usnd_caller caller = client_own_caller(pid);
	char piece[4096];
	long got;

	while ((got = usnd_read(file, (uintptr_t)piece, sizeof(piece), &caller)) > 0)
		if (write(fd, piece, got) != got)
			return -EIO;
	return got;
}

static int seal(int fd)
{
	return fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) ? -errno : 0;
}

static int give_copy(struct notify_call *c, struct usnd_file *file, int flags)
{
	int fd = memfd_create("usnd-text", MFD_CLOEXEC | MFD_ALLOW_SEALING), theirs, err;

	if (fd < 0)
		return -errno;
	err = copy_text(file, fd, c->call.thread);
	if (!err)
		err = seal(fd);
	if (!err) {
		theirs = reopen(fd, flags & O_NONBLOCK);
		err = theirs < 0 ? theirs : notify_answer_fd(c, theirs, flags & O_CLOEXEC);
		if (theirs >= 0)
			close(theirs);
	}
	close(fd);
	return err;
}

/* may anybody write it? */
static bool is_writable(const char *path)
{
	char folder[PATH_ROOM];
	struct usnd_node node;
	const char *name = strrchr(path, '/') + 1;
	unsigned int i;

	snprintf(folder, sizeof(folder), "%.*s", (int)(name - path - 1), path);
	for (i = 0; !usnd_readdir(folder, i, &node); i++)
		if (!strcmp(node.name, name))
			return node.mode & 0222;
	return true; /* opening it says what is wrong */
}

/* as it is now; what comes later is not in it */
static void open_text(struct notify_call *c, const char *path, int flags)
{
	struct usnd_file *file;
	int err;

	notify_written_settle(c);
	switch (flags & O_ACCMODE) {
	case O_RDONLY:
		err = usnd_open(path, flags & ~(O_CREAT | O_TRUNC), &c->call.caller, &file);
		break;
	case O_WRONLY:
		err = is_writable(path) ? notify_written_open(c, path, flags) : -EACCES;
		if (err)
			notify_answer(c, err);
		return;
	default: /* a descriptor for both would be two things */
		err = is_writable(path) ? -EOPNOTSUPP : -EACCES;
	}
	if (!err) {
		err = give_copy(c, file, flags);
		usnd_release(file, &c->call.caller);
	}
	if (err)
		notify_answer(c, err);
}

/* ---- calls ------------------------------------------------------------------------------------------------------- */

void notify_handle_open(struct notify_call *c, int folder, uint64_t at, int flags)
{
	char path[PATH_ROOM];

	if (client_fetch_string(c->call.thread, path, at, sizeof(path)) < 0 || !make_absolute(c, folder, path)) {
		notify_pass(c);
		return;
	}
	tidy(path);
	flags &= ~O_LARGEFILE;
	if (strstr(path, "/../"))
		notify_pass(c);
	else if (begins_with(path, "/dev/snd/") && notify_is_asking(c))
		open_device(c, path, flags);
	else if (begins_with(path, "/proc/asound/") && notify_is_asking(c))
		open_text(c, path, flags);
	else
		notify_pass(c);
}

void notify_handle_openat2(struct notify_call *c)
{
	struct open_how how;

	if (client_fetch(c->call.thread, &how, notify_argument(c, 2), sizeof(how)) ||
	    how.flags & (O_DIRECTORY | O_PATH))
		notify_pass(c);
	else
		notify_handle_open(c, notify_argument(c, 0), notify_argument(c, 1), how.flags);
}
