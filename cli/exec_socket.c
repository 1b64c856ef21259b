// SPDX-License-Identifier: GPL-2.0-or-later
/* exec_socket.c - usnd exec can be asked, too. Its cards are those of its command line, and it ends with its command. */
#include "cli/exec_socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/log.h"

/* TMPDIR may be too long for the name of a socket */
static int make_folder(struct exec_socket *socket)
{
	const char *above[] = { getenv("XDG_RUNTIME_DIR"), getenv("TMPDIR"), "/tmp" };

	for (size_t i = 0; i < sizeof(above) / sizeof(above[0]); i++)
		if (above[i] && above[i][0] == '/' &&
		    snprintf(socket->folder, sizeof(socket->folder), "%s/usnd-exec.XXXXXX", above[i]) < (int)sizeof(socket->folder) &&
		    mkdtemp(socket->folder))
			return 0;
	socket->folder[0] = '\0';
	return -errno;
}

void exec_socket_open(struct exec_socket *socket)
{
	struct control_config config = { .path = socket->path, .log = &socket->log };
	int err = make_folder(socket);

	socket->control = NULL;
	loglines_start(&socket->log, STDERR_FILENO);
	snprintf(socket->path, sizeof(socket->path), "%s/control", socket->folder);
	if (!err)
		err = control_open(&socket->control, &config);
	if (err)
		log_line(5, "usnd: no control socket: %s", strerror(-err));
	/* of an outer one it must not be */
	setenv("USND_SOCKET", err ? "/nowhere" : socket->path, 1);
}

void exec_socket_add(struct exec_socket *socket, struct server_config *config)
{
	if (socket->control)
		config->transports[config->count++] = control_transport(socket->control);
}

void exec_socket_ready(struct exec_socket *socket, struct server *server)
{
	if (socket->control)
		control_attach(socket->control, server);
}

void exec_socket_close(struct exec_socket *socket)
{
	control_close(socket->control);
	if (socket->folder[0])
		rmdir(socket->folder);
	loglines_stop(&socket->log);
}
