// SPDX-License-Identifier: GPL-2.0-or-later
/* doctor.c - usnd doctor: a line a condition, what comes of them, and what would help. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/doctor.h"
#include "cli/exec_control.h"

/* exec traps the system calls of its command and its children */
static bool exec_works(const struct doctor_finding *f)
{
	return f[DOCTOR_LINUX].good && f[DOCTOR_LISTENER].good && f[DOCTOR_PROCESS_VM].good;
}

static const char *mode_of_up(const struct doctor_finding *f)
{
	if (!f[DOCTOR_FUSE_DEVICE].good)
		return NULL;
	if (f[DOCTOR_FUSE_MOUNT].good && f[DOCTOR_DEV_SND].good && f[DOCTOR_PLACE].good)
		return f[DOCTOR_PASSTHROUGH].good ? "FUSE with passthrough: mmap access, dmix, JACK" :
						    "FUSE, direct: read and write access, no mmap";
	if (f[DOCTOR_USERNS_MOUNT].good)
		return "FUSE, direct, inside \"unshare -Urm\" only: there it is up for what runs in it";
	return NULL;
}

/* where else a server shows its cards; nothing without one */
static void print_places(void)
{
	int fd = ask_server();
	char *text = NULL, *rest, line[2048];
	bool there;

	if (fd < 0)
		return;
	rest = ask_quietly(fd, &text, "mounts") ? NULL : text;
	while (rest && (rest = ask_place(rest, line, sizeof(line), &there))) {
		printf("%-4s %-18s %s\n", there ? "ok" : "-", "cards also at", line);
		if (!there)
			printf("     %-18s usnd up --at shows them there again\n", "");
	}
	free(text);
	close(fd);
}

static int doctor_run(int argc, char **argv)
{
	static struct doctor_finding findings[DOCTOR_CONDITIONS];
	unsigned int swept;
	const char *up;
	bool exec;

	if (cli_words(&doctor_command, argc - 1, argv + 1, 0, 0, NULL))
		return CLI_USAGE;
	doctor_examine(findings);
	for (int i = 0; i < DOCTOR_CONDITIONS; i++) {
		printf("%-4s %-18s %s\n", findings[i].good ? "ok" : "-", doctor_name(i), findings[i].text);
		if (!findings[i].good && findings[i].remedy[0])
			printf("     %-18s %s\n", "", findings[i].remedy);
	}
	print_places();
	swept = exec_control_sweep();
	if (swept)
		printf("ok   %-18s %u, of runs of usnd exec that were killed: removed\n", "folders left", swept);
	exec = exec_works(findings);
	up = mode_of_up(findings);
	printf("\nusnd exec: %s\n",
	       exec ? "works, by seccomp notification: mmap access, dmix, JACK" : "cannot work here");
	printf("usnd up:   %s\n", up ? up : "cannot work here");
	return exec ? CLI_OK : up ? CLI_FAILED : CLI_CANNOT;
}

const struct command doctor_command = {
	.name = "doctor",
	.run = doctor_run,
	.usage = "",
	.help = "what \"usnd exec\" and \"usnd up\" can do in this environment, and what is missing",
};
