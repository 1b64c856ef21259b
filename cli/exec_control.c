// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * exec_control.c - a folder of our own in XDG_RUNTIME_DIR, TMPDIR or /tmp, with the socket in it. One that a killed
 * server left is empty but for the socket, and nobody finds it.
 */
#include "cli/exec_control.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool make_folder(struct exec_control *control, const char *in)
{
	if (!in || snprintf(control->folder, sizeof(control->folder), "%s/usnd-exec-XXXXXX", in) >=
			   (int)sizeof(control->folder))
		return false;
	return mkdtemp(control->folder) != NULL;
}

void exec_control_place(struct exec_control *control)
{
	control->control = NULL;
	if (!make_folder(control, getenv("XDG_RUNTIME_DIR")) && !make_folder(control, getenv("TMPDIR")) &&
	    !make_folder(control, "/tmp")) {
		control->folder[0] = '\0';
		/* not that of an outer one either */
		setenv("USND_SOCKET", "/nowhere", 1);
		return;
	}
	snprintf(control->path, sizeof(control->path), "%s/control", control->folder);
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
}
