// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * forked.c - fork, a pipe for stderr, shared memory for the answer, an alarm.
 */
#include "harness/forked.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define FN_STATUS_MAX 100

static void child(int (*fn)(void *shared), void *shared, unsigned int seconds, int output)
{
	int status;

	dup2(output, STDERR_FILENO);
	alarm(seconds);
	status = fn(shared);
	fflush(NULL);
	_exit(status < 0 || status > FN_STATUS_MAX ? FN_STATUS_MAX : status);
}

/* keep the end of what the child says: that is where the report of a crash is */
static void collect(int fd, char *text, size_t size)
{
	char piece[1024];
	size_t used = 0, keep;
	ssize_t got;

	while ((got = read(fd, piece, sizeof(piece))) > 0) {
		keep = used + got < size ? used : size - 1 - got;
		memmove(text, text + used - keep, keep);
		memcpy(text + keep, piece, got);
		used = keep + got;
	}
	text[used] = '\0';
}

int forked_run(int (*fn)(void *shared), void *shared, size_t bytes, unsigned int seconds, struct forked_end *end)
{
	int pipe_fds[2], status, err = 0;
	void *window;
	pid_t pid;

	memset(end, 0, sizeof(*end));
	window = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (window == MAP_FAILED)
		return -errno;
	memcpy(window, shared, bytes);
	if (pipe(pipe_fds)) {
		err = -errno;
		goto err_unmap;
	}
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		child(fn, window, seconds, pipe_fds[1]);
	close(pipe_fds[1]);
	if (pid < 0) {
		err = -errno;
		goto err_close;
	}
	collect(pipe_fds[0], end->output, sizeof(end->output));
	waitpid(pid, &status, 0);
	end->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	end->status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	end->crashed = end->signal || end->status > FN_STATUS_MAX;
	memcpy(shared, window, bytes);
err_close:
	close(pipe_fds[0]);
err_unmap:
	munmap(window, bytes);
	return err;
}
