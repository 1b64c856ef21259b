// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * up_server.c - the process of `usnd up`: a machine whose cards are files of a FUSE mount, until somebody says "down".
 *
 * Set-up and its undoing are one ladder; whatever an earlier server has left is removed on the way up, with the same
 * calls.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/up.h"
#include "harness/linein.h"
#include "host/log.h"
#include "server/control.h"
#include "server/fuse/fuse.h"
#include "server/nodes.h"

#define LINES 32

_Static_assert(INVENTORY_MESSAGE >= MOUNTS_MESSAGE, "messages of both");

/** struct up_line - a card with the line-in file on its jack */
struct up_line {
	char place[32];
	struct linein in;
};

/**
 * struct up - everything of the server
 * @message: why it is not up
 * @status: exit status for that
 * @is_covered: a folder is where the link to the nodes should be
 * @stop_fd: ends server_run()
 * @report: as of up_serve(); -1 once told
 */
struct up {
	const struct up_config *config;
	struct place *place;
	struct inventory inventory;
	struct loglines log;
	struct control *control;
	struct fuse_mount mount;
	struct nodes nodes;
	struct mounts mounts;
	struct up_line lines[LINES];
	unsigned int line_count;
	bool nodes_are_open, is_covered;
	int stop_fd, report, status;
	char message[INVENTORY_MESSAGE];
};

/* one server in a process; for the signal handler */
static struct control *_Atomic signalled;
static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	struct control *control = signalled;

	interrupted |= number == SIGINT;
	if (control)
		control_down(control);
}

/* ---- telling ----------------------------------------------------------------------------------------------------- */

/* sd_notify(3) without its library: a datagram with a line */
static void tell_systemd(const char *line)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (!path || strlen(path) >= sizeof(address.sun_path))
		return;
	strcpy(address.sun_path, path);
	if (path[0] == '@')
		address.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	if (sendto(fd, line, strlen(line), MSG_NOSIGNAL, (struct sockaddr *)&address,
		   offsetof(struct sockaddr_un, sun_path) + strlen(path)) < 0)
		log_line(4, "usnd: cannot tell systemd: %s", strerror(errno));
	close(fd);
}

/* to whoever waits in `usnd up`; once */
static void report(struct up *up, int status, const char *why)
{
	if (up->report >= 0) {
		dprintf(up->report, "%d %s\n", status, why);
		close(up->report);
	} else if (status) {
		cli_error("%s", why);
	}
	up->report = -1;
}

static int fail(struct up *up, int status, int err, const char *what)
{
	if (!up->message[0])
		snprintf(up->message, sizeof(up->message), "%s: %s", what, strerror(-err));
	up->status = status;
	return err;
}

/* ---- cards ------------------------------------------------------------------------------------------------------- */

static void attach_line(struct up *up, const struct inventory_piece *piece)
{
	struct up_line *line = &up->lines[up->line_count];
	const char *why = NULL;
	struct usnd_line end;
	char place[32];

	inventory_jack(&up->inventory, piece, place, sizeof(place));
	for (unsigned int i = 0; i < up->line_count; i++)
		if (!strcmp(up->lines[i].place, place))
			return;
	if (up->line_count == LINES)
		return;
	if (linein_open(&line->in, up->config->line_in, &why)) {
		log_line(3, "usnd: line-in %s: %s", up->config->line_in, why ? why : "cannot be read");
		return;
	}
	line->in.patience = up->config->clock == SERVER_PACED ? LINEIN_PACED_PATIENCE_NS : 0;
	end = linein_line(&line->in);
	if (up->inventory.machine->ops->line(up->inventory.machine, place, true, &end)) {
		linein_close(&line->in);
		return;
	}
	snprintf(line->place, sizeof(line->place), "%s", place);
	up->line_count++;
}

/* cards have come or gone */
static void refresh(void *ctx)
{
	struct up *up = ctx;
	unsigned int refused;

	for (unsigned int i = 0; up->config->line_in[0] && i < up->inventory.count; i++)
		if (up->inventory.pieces[i].plugged)
			attach_line(up, &up->inventory.pieces[i]);
	refused = up->nodes_are_open ? nodes_refresh(&up->nodes) : 0;
	if (refused)
		log_line(4, "usnd: %u nodes are missing in %s: their names are taken", refused, up->nodes.folder);
}

static char *cards_text(struct up *up)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);

	if (!out)
		return NULL;
	control_print_cards(up->inventory.client, &up->inventory, out);
	fclose(out);
	return text;
}

static int add_card(struct up *up, unsigned int i)
{
	const struct up_module *word = &up->config->modules[i];
	char *cards = cards_text(up), place[32];
	enum up_do todo = UP_NOTHING;
	int err = cards ? up_plan(up->config, i, cards, &todo, up->message) : -ENOMEM;

	free(cards);
	if (!err && todo == UP_LOAD)
		err = inventory_load(&up->inventory, word->name, word->params, up->message);
	if (!err && todo == UP_PLUG)
		err = inventory_plug(&up->inventory, word->name, place, sizeof(place), up->message);
	return err ? fail(up, CLI_FAILED, err, word->name) : 0;
}

static int show_at(struct up *up, const struct up_place *place)
{
	int err = mounts_add(&up->mounts, place->pid, place->path, up->message);

	if (!err || err == -EEXIST) {
		up->message[0] = '\0';
		return 0;
	}
	return fail(up, CLI_FAILED, err, "");
}

static int cover(struct up *up)
{
	struct up_place place = { .pid = 0 };

	snprintf(place.path, sizeof(place.path), "%s/snd", up->place->folder);
	return show_at(up, &place);
}

static int ready(struct server *server, void *ctx)
{
	struct up *up = ctx;
	int err;

	inventory_attach(&up->inventory, server->run->machine, &server->run->client);
	err = up->is_covered ? cover(up) : 0;
	for (unsigned int i = 0; !err && i < up->config->count; i++)
		err = add_card(up, i);
	for (unsigned int i = 0; !err && i < up->config->place_count; i++)
		err = show_at(up, &up->config->places[i]);
	if (err)
		return err;
	refresh(up);
	control_attach(up->control, server);
	report(up, CLI_OK, fuse_mode_name(up->mount.mode));
	tell_systemd("READY=1\nSTATUS=cards are up");
	return 0;
}

static void stop(void *ctx)
{
	struct up *up = ctx;
	uint64_t one = 1;

	if (write(up->stop_fd, &one, sizeof(one)) < 0)
		log_line(3, "usnd: cannot stop: %s", strerror(errno));
}

/* ---- up and down ------------------------------------------------------------------------------------------------- */

/* with the place taken */
static void remove_left(const struct place *place)
{
	struct nodes nodes = { .folder = NODES_FOLDER, .target = place->nodes, .mark = place->mark };

	mounts_clean(place->mounts);
	fuse_clean(place->mount);
	nodes_close(&nodes);
	place_clear(place);
}

bool up_clean_up(struct place *place)
{
	if (access(place->folder, F_OK) || place_take(place))
		return false;
	remove_left(place);
	place_give(place);
	return true;
}

/* what is said from now on goes to the log, whose readers come by its name */
static void write_to_log(const struct place *place)
{
	int out = open(place->log, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644);

	if (out < 0)
		out = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (out < 0)
		return;
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	close(out);
}

/* nobody may write to a file whose group this user namespace does not have */
static bool has_group(gid_t gid)
{
	FILE *file = fopen("/proc/self/gid_map", "re");
	unsigned long inside, outside, count;
	bool found = !file;

	while (!found && fscanf(file, "%lu %lu %lu", &inside, &outside, &count) == 3)
		found = gid >= inside && gid - inside < count;
	if (file)
		fclose(file);
	return found;
}

/* of the nodes: @config->gid */
static int choose_group(struct up *up, struct fuse_config *config)
{
	const char *name = up->config->group;
	struct group *group = getgrnam(name ? name : "audio");
	bool usable = group && has_group(group->gr_gid);

	if (usable)
		config->gid = group->gr_gid;
	if (usable || !name)
		return 0;
	snprintf(up->message, sizeof(up->message), "there is no group \"%s\"%s", name,
		 group ? " in this user namespace" : "");
	return fail(up, CLI_FAILED, -ENOENT, "");
}

static int open_mount(struct up *up)
{
	struct fuse_config config = {
		.folder = up->place->mount, .mode = FUSE_MODE_AUTO, .node_mode = up->config->mode, .uid = geteuid(),
		.gid = getegid(), .allow_other = true, .proc = true,
		.no_timer = !up->nodes.alone && nodes_timer_is_kernels(up->nodes.folder),
	};
	int err = choose_group(up, &config);

	if (err)
		return err;
	if (mkdir(config.folder, 0755)) {
		snprintf(up->message, sizeof(up->message), "cannot make the folder %s: %s; remove what is there",
			 config.folder, strerror(errno));
		return fail(up, CLI_FAILED, -errno, "");
	}
	err = fuse_transport_open(&up->mount, &config);
	if (err) {
		snprintf(up->message, sizeof(up->message), "%s; \"usnd doctor\" says what is missing",
			 up->mount.problem);
		return fail(up, CLI_CANNOT, err, "");
	}
	return 0;
}

/* to what is in the mount, by the names that everybody uses */
static int make_links(struct up *up)
{
	char link[PLACE_BYTES + 16];
	struct stat there;
	int err;

	snprintf(link, sizeof(link), "%s/proc", up->place->folder);
	err = symlink("fs/proc", link) ? -errno : 0;
	if (!err) {
		snprintf(link, sizeof(link), "%s/snd", up->place->folder);
		err = symlink("fs/snd", link) ? -errno : 0;
		/*
		 * a folder: container engines make what -v names and is not there. Their containers show it already: it stays,
		 * and the cards go over it
		 */
		up->is_covered = err == -EEXIST && !lstat(link, &there) && S_ISDIR(there.st_mode);
	}
	if (!err || up->is_covered)
		return 0;
	snprintf(up->message, sizeof(up->message), "cannot make %s: %s; remove what is there", link, strerror(-err));
	return fail(up, CLI_FAILED, err, "");
}

static int open_control(struct up *up)
{
	struct control_config config = {
		.path = up->place->control, .log = &up->log, .inventory = &up->inventory, .mounts = &up->mounts, .changed = refresh, .stop = stop,
		.ctx = up,
	};
	int err = control_open(&up->control, &config);

	return err ? fail(up, CLI_FAILED, err, up->place->control) : 0;
}

static void serve(struct up *up)
{
	char cmdline[512];
	struct server_config config = {
		.world = { .platform = up->config->platform,
			   .cmdline = inventory_cmdline(up->config->system, cmdline, sizeof(cmdline)) },
		.clock = up->config->clock,
		.record = up->config->record[0] ? up->config->record : NULL,
		.transports = { control_transport(up->control), &up->mount.transport },
		.count = 2,
		.ready = ready,
		.stop_fd = up->stop_fd,
		.ctx = up,
	};
	struct run_result result;
	int err = server_run(&config, &result);

	if (result.error && !up->message[0])
		snprintf(up->message, sizeof(up->message), "%s: %s", result.step ? result.step : "the server",
			 strerror(-result.error));
	if (err && !up->status)
		up->status = CLI_FAILED;
	if (result.findings)
		log_line(4, "usnd: %lu findings, %lu of them leaks", result.findings, result.leaks);
}

static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
}

static void run_ladder(struct up *up)
{
	up->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (up->stop_fd < 0) {
		fail(up, CLI_FAILED, -errno, "eventfd");
		return;
	}
	if (nodes_open(&up->nodes, up->message)) {
		up->status = CLI_CANNOT;
		goto close_nodes;
	}
	up->nodes_are_open = true;
	if (open_mount(up))
		goto close_nodes;
	if (make_links(up) || open_control(up))
		goto close_mount;
	signalled = up->control;
	catch_signals();
	serve(up);
	signalled = NULL;
	control_close(up->control);
	mounts_close(&up->mounts);
close_mount:
	fuse_transport_close(&up->mount);
close_nodes:
	nodes_close(&up->nodes);
	close(up->stop_fd);
}

int up_serve(const struct up_config *config, struct place *place, int report_fd)
{
	struct up *up = calloc(1, sizeof(*up));
	int status;

	if (!up)
		return CLI_FAILED;
	up->config = config;
	up->place = place;
	up->report = report_fd;
	up->inventory.system = config->system;
	up->mounts = (struct mounts){.source = place->nodes, .file = place->mounts, .lock = PTHREAD_MUTEX_INITIALIZER};
	up->nodes = (struct nodes){ .folder = NODES_FOLDER, .target = place->nodes, .mark = place->mark,
				   .alone = !config->system };
	status = place_take(place);
	if (status) {
		fail(up, CLI_FAILED, status, status == -EBUSY ? "another \"usnd up\" has just begun" : place->folder);
	} else {
		remove_left(place);
		if (report_fd >= 0)
			write_to_log(place);
		loglines_start(&up->log, STDERR_FILENO);
		run_ladder(up);
		loglines_stop(&up->log);
		for (unsigned int i = 0; i < up->line_count; i++)
			linein_close(&up->lines[i].in);
		place_give(place);
	}
	if (up->status)
		report(up, up->status, up->message[0] ? up->message : "failed");
	status = up->status ? up->status : interrupted ? CLI_STOPPED : CLI_OK;
	free(up);
	return status;
}
