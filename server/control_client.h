/* SPDX-License-Identifier: GPL-2.0-or-later */
/* control_client.h - the other end of the control socket: what usnd's commands speak to a server with. */
#ifndef SERVER_CONTROL_CLIENT_H
#define SERVER_CONTROL_CLIENT_H

#include <stddef.h>

#define CONTROL_TIMEOUT_S 30

/** control_connect() - a descriptor, -ENOENT or -ECONNREFUSED: nobody is there; other -errno */
int control_connect(const char *path);

/**
 * control_ask() - send one request and wait for its answer, CONTROL_TIMEOUT_S at most between two pieces of it
 * @request: without a newline
 * @body: with a zero behind its @bytes; to be freed; NULL on errors of the connection, *@bytes is 0 then
 * Return: 0 or what the server says; of the connection: -EPIPE it is gone, -ETIMEDOUT, -EPROTO: it does not speak the
 * protocol,
 *	-EMSGSIZE: @request is too long.
 */
int control_ask(int fd, const char *request, char **body, size_t *bytes);

/** control_listen() - the next answer, without a request: for "follow"; waits for ever */
int control_listen(int fd, char **body, size_t *bytes);

#endif
