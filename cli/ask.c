// SPDX-License-Identifier: GPL-2.0-or-later
/* ask.c - finding the server, and asking it. */
#include "cli/ask.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "server/control_client.h"
#include "server/control_wire.h"
#include "server/place.h"

/* a socket without a server is what one that died has left */
static int try(const char *path)
{
	int fd = control_connect(path);

	return fd == -ECONNREFUSED ? -ENOENT : fd;
}

int ask_server(void)
{
	const char *path = getenv("USND_SOCKET");
	struct place place;
	int fd;

	if (path && *path)
		return try(path);
	fd = place_find(&place) ? -ENOENT : try(place.control);
	return fd == -ENOENT && strcmp(place.folder, PLACE_OF_ROOT) ? try(PLACE_OF_ROOT "/control") : fd;
}

int ask_say(int err)
{
	const char *path = getenv("USND_SOCKET");

	if (err == -ENOENT && path && *path)
		cli_error("no server answers at %s, which USND_SOCKET says; unset it for that of \"usnd up\"", path);
	else if (err == -ENOENT)
		cli_error("no server is up; \"usnd up MODULE\" starts one, and \"usnd exec\" has one of its own");
	else
		cli_error("cannot speak to the server: %s", strerror(-err));
	return CLI_FAILED;
}

int ask_server_or_say(void)
{
	int fd = ask_server();

	if (fd < 0)
		ask_say(fd);
	return fd;
}

static int ask_list(int fd, char **body, const char *request, va_list args)
{
	char line[CONTROL_LINE];
	size_t bytes;
	int length = vsnprintf(line, sizeof(line), request, args);

	*body = NULL;
	if (length >= (int)sizeof(line))
		return -EMSGSIZE;
	if (strchr(line, '\n'))
		return -EINVAL;
	return control_ask(fd, line, body, &bytes);
}

int ask_quietly(int fd, char **body, const char *request, ...)
{
	va_list args;
	int err;

	va_start(args, request);
	err = ask_list(fd, body, request, args);
	va_end(args);
	return err;
}

const char *ask_error(int err)
{
	return err == -ETIMEDOUT
		       ? "the server does not answer; \"usnd doctor\" says which process it is, kill it if it is stopped"
	       : err == -EPIPE ? "the server has gone; \"usnd log\" may say why"
			       : strerror(-err);
}

int ask(int fd, char **body, const char *request, ...)
{
	char *text;
	va_list args;
	int err;

	va_start(args, request);
	err = ask_list(fd, &text, request, args);
	va_end(args);
	if (err)
		cli_error("%s", text && *text ? text : ask_error(err));
	if (err || !body)
		free(text);
	else
		*body = text;
	return err;
}

char *ask_fields(char *text, char **fields, unsigned int most)
{
	char *line = strsep(&text, "\n");

	if (!line || (!*line && !text))
		return NULL;
	for (unsigned int i = 0; i < most; i++)
		fields[i] = line ? strsep(&line, "\t") : (char *)"";
	return text ? text : line ? line : fields[0] + strlen(fields[0]);
}

char *ask_place(char *text, char *line, size_t size, bool *there)
{
	char *field[4], *rest = ask_fields(text, field, 4);
	bool other;

	if (!rest)
		return NULL;
	other = strcmp(field[1], "0");
	*there = !strcmp(field[2], "there");
	snprintf(line, size, "%s%s%s%s", field[3], other ? " of process " : "", other ? field[1] : "",
		 *there			      ? ""
		 : !strcmp(field[2], "ended") ? ": gone, its mount namespace has ended"
					      : ": gone, somebody has unmounted it");
	return rest;
}
