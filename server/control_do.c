// SPDX-License-Identifier: GPL-2.0-or-later
/* control_do.c - the verbs of the control socket. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/control_local.h"
#include "server/inventory.h"
#include "server/mounts.h"
#include "server/sleep.h"

#define GOODBYE_MS 1000
#define GOODBYE_STEP_MS 10
#define READ_BYTES (64u << 10)

/* ---- asking ------------------------------------------------------------------------------------------------------ */

static int do_ping(struct control_request *r, char *arg, char *rest)
{
	fprintf(r->body, "usnd-control %d\nversion %s\npid %d\nuid %d\nclock %s\n", CONTROL_VERSION, USND_VERSION,
		getpid(), geteuid(), r->server && r->server->config->clock == SERVER_PACED ? "paced" : "real");
	if (r->server)
		fprintf(r->body, "platform %s\n",
			r->server->config->world.platform ? r->server->config->world.platform : "pc");
	return 0;
}

static int do_cards(struct control_request *r, char *arg, char *rest)
{
	return control_print_cards(&r->server->run->client, r->config->inventory, r->body);
}

static bool is_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return !strncmp(path, folder, length) && (!path[length] || path[length] == '/');
}

static int do_list(struct control_request *r, char *path, char *rest)
{
	struct usnd_node node;
	unsigned int i;
	int err;

	for (i = 0; !(err = usnd_readdir(path, i, &node)); i++)
		fprintf(r->body, "%o %s%s%s\n", node.mode, node.name, node.target[0] ? " " : "", node.target);
	return err == -ENOENT && i ? 0 : err;
}

/* devices are opened by the ways that are made for them */
static int do_read(struct control_request *r, char *path, char *rest)
{
	size_t size;
	char *text;
	long got;

	if (!is_below(path, "/proc"))
		return -EACCES;
	for (size = READ_BYTES;; size *= 8) {
		text = malloc(size);
		if (!text)
			return -ENOMEM;
		got = client_read_file(&r->server->run->client, path, text, size);
		if (got >= 0)
			fwrite(text, 1, got, r->body);
		free(text);
		if (got != -ENOBUFS || size >= CONTROL_BODY)
			return got < 0 ? got : 0;
	}
}

static int do_log(struct control_request *r, char *arg, char *rest)
{
	char text[8192];
	uint64_t from = 0;
	size_t bytes;

	if (!r->config->log)
		return -EOPNOTSUPP;
	while ((bytes = loglines_copy(r->config->log, &from, text, sizeof(text))))
		fwrite(text, 1, bytes, r->body);
	return 0;
}

static int do_follow(struct control_request *r, char *arg, char *rest)
{
	if (!r->config->log)
		return -EOPNOTSUPP;
	r->follow = true;
	return 0;
}

/* ---- changing ---------------------------------------------------------------------------------------------------- */

static int do_write(struct control_request *r, char *path, char *text)
{
	return is_below(path, "/proc") ? client_write_file(&r->server->run->client, path, text) : -EACCES;
}

/* the end of a verb that cards come and go by */
static int told(struct control_request *r, int err, const char *text)
{
	fputs(text, r->body);
	if (r->config->changed)
		r->config->changed(r->config->ctx);
	return err;
}

static bool has_inventory(struct control_request *r)
{
	if (!r->config->inventory)
		fputs("the cards of this server stay as they are", r->body);
	return r->config->inventory;
}

static int do_load(struct control_request *r, char *name, char *params)
{
	char message[INVENTORY_MESSAGE] = "";
	int err;

	if (!has_inventory(r))
		return -EOPNOTSUPP;
	err = inventory_load(r->config->inventory, name, params, message);
	return told(r, err, message);
}

static int do_unload(struct control_request *r, char *name, char *rest)
{
	char message[INVENTORY_MESSAGE] = "";
	int err;

	if (!has_inventory(r))
		return -EOPNOTSUPP;
	err = inventory_unload(r->config->inventory, name, message);
	return told(r, err, message);
}

static int do_plug(struct control_request *r, char *name, char *rest)
{
	char message[INVENTORY_MESSAGE] = "", place[32] = "";
	int err;

	if (!has_inventory(r))
		return -EOPNOTSUPP;
	err = inventory_plug(r->config->inventory, name, place, sizeof(place), message);
	return told(r, err, err ? message : place);
}

static int do_unplug(struct control_request *r, char *place, char *rest)
{
	char message[INVENTORY_MESSAGE] = "";
	int err;

	if (!has_inventory(r))
		return -EOPNOTSUPP;
	err = inventory_unplug(r->config->inventory, place, message);
	return told(r, err, message);
}

/* whose namespace? -1: nobody's, said */
static pid_t pid_of(struct control_request *r, const char *text)
{
	char *end;
	unsigned long pid = strtoul(text, &end, 10);

	if (*end || end == text || *text == '-' || pid > INT32_MAX) {
		fprintf(r->body, "\"%.40s\" is no process id", text);
		return -1;
	}
	if (!pid && !r->pid) {
		fputs("the server does not see you, who are of another pid namespace: ask from outside of the container",
		      r->body);
		return -1;
	}
	return pid ? (pid_t)pid : r->pid;
}

static int at_a_place(struct control_request *r, const char *pid, const char *path,
		      int (*fn)(struct mounts *mounts, pid_t pid, const char *path, char *message))
{
	char message[MOUNTS_MESSAGE] = "";
	pid_t who;
	int err;

	if (!r->config->mounts) {
		fputs("the cards of this server are for one command", r->body);
		return -EOPNOTSUPP;
	}
	who = pid_of(r, pid);
	if (who < 0)
		return -EINVAL;
	err = fn(r->config->mounts, who, path, message);
	fputs(message, r->body);
	return err;
}

static int do_mount(struct control_request *r, char *pid, char *path)
{
	return at_a_place(r, pid, path, mounts_add);
}

static int do_umount(struct control_request *r, char *pid, char *path)
{
	return at_a_place(r, pid, path, mounts_remove);
}

static int do_mounts(struct control_request *r, char *arg, char *rest)
{
	if (r->config->mounts)
		mounts_print(r->config->mounts, r->body);
	return 0;
}

static int do_suspend(struct control_request *r, char *arg, char *rest)
{
	return usnd_suspend();
}

static int do_resume(struct control_request *r, char *arg, char *rest)
{
	return usnd_resume();
}

int control_say_goodbye(const struct control_config *config)
{
	unsigned int waited;
	int err = usnd_detach_all();

	for (waited = 0; usnd_detaching() && waited < GOODBYE_MS; waited += GOODBYE_STEP_MS)
		real_sleep(GOODBYE_STEP_MS);
	if (config->changed)
		config->changed(config->ctx);
	return err;
}

static int do_down(struct control_request *r, char *arg, char *rest)
{
	if (!r->config->stop) {
		fputs("this server ends with its command", r->body);
		return -EOPNOTSUPP;
	}
	control_say_goodbye(r->config);
	r->down = true;
	return 0;
}

/* ---- a line ------------------------------------------------------------------------------------------------------ */

/**
 * struct verb
 * @changes: for the server's own user and root, one at a time
 * @early: also before everything is up
 * @least, @most: arguments; the last of two takes the rest of the line
 */
static const struct verb {
	const char *name;
	int (*run)(struct control_request *r, char *arg, char *rest);
	bool changes, early;
	unsigned int least, most;
} verbs[] = {
	{ "ping", do_ping, false, true, 0, 0 },
	{ "cards", do_cards, false, false, 0, 0 },
	{ "list", do_list, false, false, 1, 1 },
	{ "read", do_read, false, false, 1, 1 },
	{ "log", do_log, false, true, 0, 0 },
	{ "follow", do_follow, false, true, 0, 0 },
	{ "write", do_write, true, false, 2, 2 },
	{ "load", do_load, true, false, 1, 2 },
	{ "unload", do_unload, true, false, 1, 1 },
	{ "plug", do_plug, true, false, 1, 1 },
	{ "unplug", do_unplug, true, false, 1, 1 },
	{ "mounts", do_mounts, false, false, 0, 0 },
	{ "mount", do_mount, true, false, 2, 2 },
	{ "umount", do_umount, true, false, 2, 2 },
	{ "suspend", do_suspend, true, false, 0, 0 },
	{ "resume", do_resume, true, false, 0, 0 },
	{ "down", do_down, true, true, 0, 0 },
};

static const struct verb *find_verb(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return NULL;
}

static char *cut(char *text)
{
	char *space = text ? strchr(text, ' ') : NULL;

	if (space)
		*space++ = '\0';
	return space;
}

static int refuse(struct control_request *r, int err, const char *why, const char *what)
{
	fprintf(r->body, why, what);
	return err;
}

/* one after the other: a load while another waits for its card would take that one for its own */
static int run_alone(struct control_request *r, const struct verb *verb, char *arg, char *rest)
{
	int err;

	while (atomic_flag_test_and_set(r->changing))
		real_sleep(5);
	err = verb->run(r, arg, rest);
	atomic_flag_clear(r->changing);
	return err;
}

int control_do(struct control_request *r, char *line)
{
	char *arg = cut(line), *rest;
	const struct verb *verb = find_verb(line);
	unsigned int count;

	if (!verb)
		return refuse(r, -EINVAL, "there is no verb \"%.40s\"", line);
	rest = verb->most > 1 ? cut(arg) : NULL;
	count = !!arg + !!rest;
	if (count < verb->least || count > verb->most || (verb->most == 1 && arg && strchr(arg, ' ')))
		return refuse(r, -EINVAL, "wrong number of arguments for \"%s\"", line);
	if (verb->changes && !r->trusted)
		return refuse(r, -EPERM, "only the server's own user and root may %s", line);
	if (!verb->early && !r->server)
		return refuse(r, -EAGAIN, "%s: the server is not up yet", line);
	if (!rest)
		rest = line + strlen(line);
	return verb->changes ? run_alone(r, verb, arg, rest) : verb->run(r, arg, rest);
}
