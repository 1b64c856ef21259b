// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_hostile.c - a client harms only itself: while it does what hostile_*.c have, another one plays, and is heard to
 * the bit; then the card can be opened as before, the drivers have broken no rule, and nothing is left open in the
 * server.
 *
 * By seccomp notification always, by FUSE where it can be mounted; on both clocks. On the real one the machine is busy
 * with other tests, so the sound has half a second of room. `--way notify|fuse|direct`, then part of a name, runs some.
 * USND_HOSTILE: how many random calls an act makes; USND_HOSTILE_SEED.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <sound/asound.h>

#include "harness/verdict.h"
#include "host/wav.h"
#include "server/notify/notify.h"
#include "tests/host/fuse_rig.h"
#include "tests/host/hostile.h"

#define FRAMES 6000u
#define CLIENT_SECONDS 40
#define CASE_SECONDS 60
#define COUNT 500
#define CALLS_A_SECOND 400 /* where it is slow */
#define CASES_MOST 128
#define AT_A_TIME 20
/*
 * On the real clock a player whose ring of half a second ran dry (EPIPE), or whose last periods took twice their time
 * (EIO), does not tell who was slow: an act that harms others does it again when it is alone, a busy host does not.
 */
#define LATE 75
#define TRIES 3

enum way { BY_NOTIFY, BY_FUSE, BY_DIRECT, WAYS };

static const char *const way_names[WAYS] = {"notify", "fuse", "direct"};
static const struct hostile_act *const lists[] = {hostile_calls, hostile_lives, hostile_memory};

static int16_t sound[FRAMES];

static void make_sound(void)
{
	uint32_t noise = 1;
	unsigned int i;

	for (i = 0; i < FRAMES; i++) {
		noise = noise * 1664525 + 1013904223;
		sound[i] = noise >> 16 | 1;
	}
}

/* ---- below the transport: the player, the act, and who looks after both ---- */

static void play(int ready)
{
	unsigned long done, now;
	int pcm = hostile_open("pcmC0D0p", O_RDWR);
	long taken;

	NEED(pcm >= 0 && !hostile_set_up(pcm, false, true));
	NEED(write(ready, "", 1) == 1);
	for (done = 0; done < FRAMES; done += taken) {
		now = FRAMES - done < 512 ? FRAMES - done : 512;
		taken = hostile_write(pcm, sound + done, now);
		/* what was cut short by an underrun is told as such by the next write */
		if (taken > 0)
			continue;
		NEED(errno == EPIPE);
		_exit(LATE);
	}
	if (!ioctl(pcm, SNDRV_PCM_IOCTL_DRAIN))
		return;
	NEED(errno == EIO);
	_exit(LATE);
}

/* others can still begin */
static void play_again(void)
{
	int pcm = hostile_open("pcmC0D0p", O_RDWR | O_NONBLOCK), control = hostile_open("controlC0", O_RDWR);
	struct snd_ctl_card_info info;

	NEED(pcm >= 0 && control >= 0);
	NEED(!ioctl(control, SNDRV_CTL_IOCTL_CARD_INFO, &info) && !info.card);
}

static void wait_for(pid_t pid, const char *whom)
{
	int status;

	NEED(waitpid(pid, &status, 0) == pid);
	if (!status)
		return;
	if (status == LATE << 8)
		_exit(LATE);
	printf("# the %s ended with 0x%x\n", whom, status);
	fflush(stdout);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

static void look_after(const struct hostile_act *act)
{
	pid_t player, enemy;
	int ready[2];
	char byte;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	alarm(CLIENT_SECONDS + hostile.count / CALLS_A_SECOND);
	NEED(!pipe(ready));
	player = hostile_fork();
	if (!player) {
		play(ready[1]);
		_exit(0);
	}
	close(ready[1]);
	NEED(read(ready[0], &byte, 1) == 1);
	enemy = hostile_fork();
	if (!enemy) {
		setpgid(0, 0);
		signal(SIGIO, SIG_IGN);
		act->run();
		_exit(act->stays);
	}
	setpgid(enemy, enemy);
	if (!act->stays)
		wait_for(enemy, "act");
	wait_for(player, "player");
	play_again();
	kill(-enemy, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;
}

static const struct hostile_act *find_act(const char *name)
{
	const struct hostile_act *act;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (act = lists[i]; act->name; act++)
			if (!strcmp(act->name, name))
				return act;
	return NULL;
}

/* ---- the server ---- */

/**
 * struct life - a server, for one act
 * @record: folder of the record, with source.wav in it
 * @go: FUSE: the client waits for a byte
 */
struct hostile_life {
	const struct hostile_act *act;
	enum way way;
	enum server_clock clock;
	char record[64];
	struct server_config config;
	struct notify_child child;
	int go;
};

static char *in_record(const struct hostile_life *l, const char *name)
{
	static char path[2][128];
	static unsigned int turn;

	snprintf(path[++turn % 2], sizeof(path[0]), "%s/%s", l->record, name);
	return path[turn % 2];
}

static void write_source(const struct hostile_life *l)
{
	const struct wav_info info = {.rate = SOUND_RATE, .channels = 1, .bits = 16};
	struct wav *wav;

	EXPECT(!wav_create(&wav, in_record(l, "source.wav"), &info, NULL) && !wav_write(wav, sound, FRAMES) &&
	       !wav_close(wav));
}

static void judge(const struct hostile_life *l)
{
	struct verdict v = {0};
	int err = verdict_compare(in_record(l, "source.wav"), in_record(l, "card0-pcm0p-sub0.wav"), &v);

	/* the card goes on to the end of a period over what was there before */
	EXPECT(!err && (v.equal || (v.tail && v.frames == FRAMES)), "%d: after %lu frames: 0x%x instead of 0x%x%s", err,
	       (unsigned long)v.frames, v.heard, v.expected,
	       v.ended	? ", the end"
	       : v.tail ? ", behind the end"
			: "");
}

static unsigned int open_files(void)
{
	unsigned int count = 0;
	DIR *all = opendir("/proc/self/fd");

	while (all && readdir(all))
		count++;
	if (all)
		closedir(all);
	return count;
}

static int let_go(struct server *server, void *ctx)
{
	struct hostile_life *l = ctx;

	return l->way == BY_NOTIFY ? notify_go(&l->child) : write(l->go, "", 1) == 1 ? 0 : -EIO;
}

static void serve_life(struct hostile_life *l, struct transport *transport, int stop)
{
	static const char *const cards[] = {"dummy", "aloop", "es1370"};
	static const char *const params[] = {"pcm_substreams=2", "pcm_substreams=4", NULL};
	struct run_result result;
	unsigned int i;
	int err;

	l->config = (struct server_config){
		.clock = l->clock, .ready = let_go, .ctx = l, .count = 1, .stop_fd = stop, .record = l->record};
	l->config.transports[0] = transport;
	for (i = 0; i < 3; i++) {
		l->config.world.cards[i] = card_find(cards[i]);
		l->config.world.card_params[i] = params[i];
	}
	l->config.world.card_count = 3;
	err = server_run(&l->config, &result);
	EXPECT(!err && !result.findings && !result.stuck, "%d, %s, %lu findings", err, result.step ? result.step : "",
	       result.findings);
}

/* the client's status as a shell has it; 77: not possible here */
static int by_notify(struct hostile_life *l)
{
	char self[] = "/proc/self/exe", act[] = "act", *argv[] = {self, act, (char *)l->act->name, NULL};
	struct notify *notify;
	int err = notify_spawn(&l->child, argv), status;

	if (err == -EBUSY || err == -EACCES || err == -ENOSYS || err == -EPERM)
		return 77;
	EXPECT(!err, "%d", err);
	if (err || notify_open(&notify, l->child.listener, l->child.killable))
		return 1;
	serve_life(l, notify_transport(notify), l->child.pidfd);
	status = notify_reap(&l->child);
	notify_close(notify);
	notify_caretake(&l->child);
	return status;
}

static void be_fuse_client(const struct hostile_life *l, const char *folder, int go)
{
	static char snd[80];
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(snd, sizeof(snd), "%s/snd", folder);
	hostile.snd = snd;
	if (read(go, &byte, 1) == 1)
		look_after(l->act);
	_exit(0);
}

static int by_fuse(struct hostile_life *l)
{
	char folder[] = "/tmp/usnd-hostile-XXXXXX";
	struct fuse_config config = {.folder = folder, .node_mode = 0666, .allow_other = true};
	static struct fuse_mount mount;
	int go[2], status = 1, pidfd;
	pid_t client;

	config.mode = l->way == BY_FUSE ? FUSE_MODE_PASSTHROUGH : FUSE_MODE_DIRECT;
	EXPECT(mkdtemp(folder) && !pipe2(go, O_CLOEXEC));
	fflush(stdout);
	client = fork();
	if (!client) {
		close(go[1]);
		be_fuse_client(l, folder, go[0]);
	}
	close(go[0]);
	l->go = go[1];
	pidfd = syscall(SYS_pidfd_open, client, 0);
	if (pidfd < 0 || fuse_transport_open(&mount, &config)) {
		status = 77 << 8;
		kill(client, SIGKILL);
	} else {
		serve_life(l, &mount.transport, pidfd);
		EXPECT(!fuse_transport_close(&mount));
	}
	close(go[1]);
	waitpid(client, status == 1 ? &status : NULL, 0);
	close(pidfd);
	EXPECT(!rmdir(folder), "%s", strerror(errno));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* ---- cases ---- */

static int one_life(struct hostile_life *l)
{
	unsigned int before, after;
	char command[96];
	int status;

	snprintf(l->record, sizeof(l->record), "%s/usnd-hostile-XXXXXX",
		 access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	EXPECT(mkdtemp(l->record));
	write_source(l);
	before = open_files();
	status = l->way == BY_NOTIFY ? by_notify(l) : by_fuse(l);
	after = open_files();
	EXPECT(!status || status == 77 || (status == LATE && l->clock == SERVER_REAL), "the client ended with %d",
	       status);
	EXPECT(before == after, "%u files were open, now %u", before, after);
	if (!status)
		judge(l);
	snprintf(command, sizeof(command), "rm -rf %s", l->record);
	EXPECT(!system(command));
	return status;
}

/* a case, in a process of its own: those of several run at a time */
struct running {
	const struct hostile_act *act;
	enum way way;
	enum server_clock clock;
	pid_t pid;
	int output;
	unsigned int tries;
};

static void begin_case(struct running *r)
{
	struct hostile_life l = {.act = r->act, .way = r->way, .clock = r->clock};
	int status;

	r->tries++;
	r->output = memfd_create("output", 0);
	r->pid = fork();
	if (r->pid)
		return;
	dup2(r->output, STDOUT_FILENO);
	setvbuf(stdout, NULL, _IOLBF, 0);
	setpgid(0, 0);
	alarm(CASE_SECONDS + hostile.count / CALLS_A_SECOND);
	status = one_life(&l);
	fflush(stdout);
	_exit(tap_failed ? 1 : status);
}

static int wait_for_case(struct running *r)
{
	char piece[4096];
	ssize_t got;
	int status;

	EXPECT(r->pid > 0 && waitpid(r->pid, &status, 0) == r->pid);
	kill(-r->pid, SIGKILL);
	lseek(r->output, 0, SEEK_SET);
	while ((got = read(r->output, piece, sizeof(piece))) > 0)
		fwrite(piece, 1, got, stdout);
	close(r->output);
	return status;
}

/* for those begun after @r; whoever waits for one of them later still gets its status */
static void let_others_end(const struct running *r, const struct running *end)
{
	siginfo_t info;

	while (++r < end)
		if (r->pid)
			waitid(P_PID, r->pid, &info, WEXITED | WNOWAIT);
}

/* @begun: behind the last case that runs by now */
static bool end_case(struct running *r, unsigned int number, const struct running *begun)
{
	int status;

	while ((status = wait_for_case(r)) == LATE << 8 && r->tries < TRIES) {
		printf("# %s, %s: the player was late, once more, alone\n", r->act->name, way_names[r->way]);
		let_others_end(r, begun);
		begin_case(r);
	}
	if (WIFSIGNALED(status))
		printf("# the server ended with signal %d\n", WTERMSIG(status));
	printf("%s %u - %s, %s, %s clock%s\n", status && status != 77 << 8 ? "not ok" : "ok", number, r->act->name,
	       way_names[r->way], r->clock == SERVER_REAL ? "real" : "paced",
	       status == 77 << 8 ? " # SKIP it cannot be had here" : "");
	return status && status != 77 << 8;
}

static bool has_meaning(const struct hostile_act *act, enum way way, enum server_clock clock)
{
	return !(act->needs & HOSTILE_REAL && clock == SERVER_PACED) &&
	       !(act->needs & HOSTILE_MAPS && way == BY_DIRECT);
}

static unsigned int list_cases(struct running *cases, const char *way_name, const char *only)
{
	const struct hostile_act *act;
	unsigned int count = 0, way, clock;

	for (way = 0; way < WAYS; way++)
		for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
			for (act = lists[i]; act->name; act++)
				for (clock = SERVER_PACED; clock <= SERVER_REAL; clock++)
					if (has_meaning(act, way, clock) && (!only || strstr(act->name, only)) &&
					    (!way_name || !strcmp(way_name, way_names[way])))
						cases[count++] =
							(struct running){.act = act, .way = way, .clock = clock};
	return count;
}

static int run_cases(const char *way_name, const char *only)
{
	static struct running cases[CASES_MOST];
	unsigned int count = list_cases(cases, way_name, only), begun = 0, i;
	const char *no_fuse = rig_enter();
	bool any = false;

	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	printf("1..%u\n", count);
	for (i = 0; i < count; i++) {
		for (; begun < count && begun < i + AT_A_TIME; begun++)
			if (cases[begun].way == BY_NOTIFY || !no_fuse)
				begin_case(&cases[begun]);
		if (cases[i].pid)
			any |= end_case(&cases[i], i + 1, cases + begun);
		else
			printf("ok %u - %s, %s # SKIP %s\n", i + 1, cases[i].act->name, way_names[cases[i].way],
			       no_fuse);
	}
	return any;
}

int main(int argc, char **argv)
{
	const char *count = getenv("USND_HOSTILE"), *seed = getenv("USND_HOSTILE_SEED");
	const struct hostile_act *act = argc == 3 && !strcmp(argv[1], "act") ? find_act(argv[2]) : NULL;
	const char *way = argc > 2 && !strcmp(argv[1], "--way") ? argv[2] : NULL;

	make_sound();
	hostile = (struct hostile_place){.snd = "/dev/snd", .seed = seed ? strtoull(seed, NULL, 0) : 1, .count = COUNT};
	if (count)
		hostile.count = strtoul(count, NULL, 0);
	if (!act)
		return run_cases(way, way ? argv[3] : argv[1]);
	look_after(act);
	return 0;
}
