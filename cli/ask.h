/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ask.h - commands that speak to a server that runs: that of `usnd exec` around us (USND_SOCKET), else our own
 * of `usnd up`, else root's.
 */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include <stdbool.h>
#include <stddef.h>

/** ask_server() - a connection; -ENOENT: there is none; other -errno */
int ask_server(void);

/** ask_server_or_say() - the same; without one a sentence on stderr says how to get one */
int ask_server_or_say(void);

/** ask_say() - why there is no connection, an error of ask_server(), on stderr; returns CLI_FAILED */
int ask_say(int err);

/**
 * ask() - one request; what the server says against it goes to stderr
 * @body: may be NULL, else to be freed
 * Return: 0 or -errno.
 */
int ask(int fd, char **body, const char *request, ...) __attribute__((format(printf, 3, 4)));

/** ask_error() - words for an error without any of the server's own */
const char *ask_error(int err);

/** ask_quietly() - the same; @body also of an error, for the caller to say */
int ask_quietly(int fd, char **body, const char *request, ...) __attribute__((format(printf, 3, 4)));

/**
 * ask_fields() - cut the next line of @text into fields at its tabs
 * @fields: @most of them, those that are not there are ""
 * Return: behind the line; NULL: there was none.
 */
char *ask_fields(char *text, char **fields, unsigned int most);

/**
 * ask_place() - the next line of "mounts": "FOLDER of process 123: gone, …"; @there: it is. As ask_fields() otherwise.
 */
char *ask_place(char *text, char *line, size_t size, bool *there);

#endif
