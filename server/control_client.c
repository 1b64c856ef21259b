// SPDX-License-Identifier: GPL-2.0-or-later
/* control_client.c - requests and answers from the client's side. Blocking, with a limit on every wait. */
#include "server/control_client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "server/control_wire.h"

static void limit(int fd, long seconds)
{
	struct timeval most = { .tv_sec = seconds };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof(most));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof(most));
}

int control_connect(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd, err;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	limit(fd, CONTROL_TIMEOUT_S);
	if (!connect(fd, (struct sockaddr *)&address, sizeof(address)))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

static int receive(int fd, char *to, size_t bytes)
{
	ssize_t got;

	while (bytes) {
		got = recv(fd, to, bytes, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 && errno == EAGAIN ? -ETIMEDOUT : -EPIPE;
		to += got;
		bytes -= got;
	}
	return 0;
}

/* "OK 5\n": byte by byte, so that nothing of the body is taken */
static int receive_head(int fd, int *status, size_t *bytes)
{
	char line[64], name[32];
	size_t used = 0;
	int err;

	do {
		if (used == sizeof(line) - 1)
			return -EPROTO;
		err = receive(fd, line + used, 1);
		if (err)
			return err;
	} while (line[used++] != '\n');
	line[used] = '\0';
	if (sscanf(line, "%31s %zu", name, bytes) != 2 || *bytes > CONTROL_BODY)
		return -EPROTO;
	*status = control_status_parse(name);
	return *status > 0 ? -EPROTO : 0;
}

static int receive_answer(int fd, char **body, size_t *bytes)
{
	size_t size = 0;
	int err, status;
	char *text;

	*body = NULL;
	*bytes = 0;
	err = receive_head(fd, &status, &size);
	if (err)
		return err;
	text = malloc(size + 1);
	err = text ? receive(fd, text, size) : -ENOMEM;
	if (err) {
		free(text);
		return err;
	}
	text[size] = '\0';
	*body = text;
	*bytes = size;
	return status;
}

int control_ask(int fd, const char *request, char **body, size_t *bytes)
{
	size_t length = strlen(request), sent = 0;
	char line[CONTROL_LINE];
	ssize_t some;

	*body = NULL;
	*bytes = 0;
	if (length >= sizeof(line))
		return -EMSGSIZE;
	memcpy(line, request, length);
	line[length++] = '\n';
	for (; sent < length; sent += some) {
		some = send(fd, line + sent, length - sent, MSG_NOSIGNAL);
		if (some < 0)
			return errno == EAGAIN ? -ETIMEDOUT : -EPIPE;
	}
	return receive_answer(fd, body, bytes);
}

int control_listen(int fd, char **body, size_t *bytes)
{
	limit(fd, 0);
	return receive_answer(fd, body, bytes);
}
