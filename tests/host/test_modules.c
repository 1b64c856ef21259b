// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_modules.c - insmod and rmmod: words to parameters, unknown symbols, users, failures, a fresh start every time.
 *
 * The module under test (tests/unit/fixtures/probe_params.c) says in the log what it got.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <usnd/syscall.h>

#include "harness/cards.h"
#include "harness/run.h"
#include "host/log.h"
#include "tests/host/tap.h"

static char logged[16384];
static char probe_path[512], unknown_path[512], several_path[512];

static void keep_line(void *ctx, int level, const char *text, size_t length)
{
	size_t used = strlen(logged);

	(void)ctx;
	(void)level;
	snprintf(logged + used, sizeof(logged) - used, "%.*s\n", (int)length, text);
}

/* did the log, since the last question, have this? */
static bool said(const char *text)
{
	bool yes = strstr(logged, text);

	if (!yes)
		printf("# log: %s\n", logged);
	logged[0] = '\0';
	return yes;
}

/* one boot: @body, and the number of findings */
static unsigned long in_world(const char *cmdline, int (*body)(struct run *run), int *error)
{
	struct run_config config = { .cmdline = cmdline };
	struct run_result result = { 0 };

	logged[0] = '\0';
	host_log_level(6);
	host_log_sink(keep_line, NULL);
	run_world(&config, body, NULL, &result);
	host_log_sink(NULL, NULL);
	host_log_level(4);
	if (error)
		*error = result.error;
	return result.findings;
}

static int words(struct run *run)
{
	static const struct {
		const char *words;
		int result;
		const char *says;
	} loads[] = {
		{ NULL, 0, "number=1 numbers=0:0,0,0 flag=0 text=<default> loads=1 name=probe_params" },
		{ "number=0x10 flag numbers=3,4", 0, "number=16 numbers=2:3,4,0 flag=1 text=<default> loads=1" },
		{ "  text=\"two words\"  number=2 ", 0, "number=2 numbers=0:0,0,0 flag=0 text=<two words> loads=1" },
		{ "\"text=three more words\" number=3", 0, "number=3 numbers=0:0,0,0 flag=0 text=<three more words>" },
		{ "text= flag=n", 0, "flag=0 text=<>" },
		{ "nothing=1 number=4", 0, "unknown parameter 'nothing' ignored" },
		{ "number=1 -- number=9", 0, "number=1 " },
		{ "number", -EINVAL, "`' invalid for parameter `number'" },
		{ "number=x", -EINVAL, "`x' invalid for parameter `number'" },
		{ "number=99999999999", -ERANGE, "`99999999999' invalid for parameter `number'" },
		{ "numbers=1,2,3,4", -EINVAL, "numbers: can only take 3 arguments" },
		{ "text=abc number=x", -EINVAL, "invalid for parameter" },
		{ "fail=5 text=abc", -EIO, "init function failed with error -5" },
	};
	size_t i;

	(void)run;
	for (i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
		int err = usnd_module_load(probe_path, loads[i].words);

		EXPECT(err == loads[i].result, "%s: %d", loads[i].words ? loads[i].words : "", err);
		EXPECT(said(loads[i].says), "wanted: %s", loads[i].says);
		if (!err) {
			EXPECT(!usnd_module_unload("probe-params"));
			EXPECT(said("probe exit"));
		}
	}
	return 0;
}

static void words_reach_their_parameters(void)
{
	int error;

	EXPECT(in_world(NULL, words, &error) == 0);
	EXPECT(!error);
}

static int strange_files(struct run *run)
{
	(void)run;
	EXPECT(usnd_module_load("/nowhere/to/be/found.so", NULL) == -ENOENT);
	EXPECT(said("found.so"));
	EXPECT(usnd_module_load("/etc/passwd", NULL) == -ENOEXEC);
	EXPECT(usnd_module_load(unknown_path, NULL) == -ENOEXEC);
	EXPECT(said("unknown_symbol.so: Unknown symbol nobody_exports_this (err -2)"));
	EXPECT(usnd_module_unload("unknown_symbol") == -ENOENT);
	return 0;
}

static void what_is_no_module_is_refused_by_name(void)
{
	EXPECT(in_world(NULL, strange_files, NULL) == 0);
}

/* did the log have both, in this order? */
static bool said_in_order(const char *first, const char *second)
{
	const char *at = strstr(logged, first);

	return at && strstr(at, second) ? said(second) : said("both, in order");
}

static int several(struct run *run)
{
	(void)run;
	EXPECT(!usnd_module_load(several_path, NULL));
	EXPECT(said_in_order("base begins", "several begins"));
	EXPECT(!usnd_module_unload("probe_several"));
	EXPECT(said_in_order("several ends", "base ends"));
	EXPECT(usnd_module_load(several_path, "fail=1") == -EIO);
	EXPECT(!strstr(logged, "several ends"));
	EXPECT(said_in_order("several begins", "base ends"));
	return 0;
}

/* a driver of the Linux tree and the modules that it needs, in one */
static void files_of_a_module_begin_last_first_and_end_the_other_way_round(void)
{
	EXPECT(in_world(NULL, several, NULL) == 0);
}

static int twice(struct run *run)
{
	(void)run;
	EXPECT(!usnd_module_load(probe_path, NULL));
	EXPECT(usnd_module_load(probe_path, NULL) == -EEXIST);
	EXPECT(!usnd_module_unload("probe_params"));
	EXPECT(usnd_module_unload("probe_params") == -ENOENT);
	return 0;
}

static void a_module_is_loaded_once(void)
{
	EXPECT(in_world(NULL, twice, NULL) == 0);
}

static int in_use(struct run *run)
{
	(void)run;
	EXPECT(!usnd_module_load(probe_path, "use"));
	EXPECT(usnd_module_unload("probe_params") == -EBUSY);
	return 0;
}

static void a_used_module_stays_and_is_reported(void)
{
	EXPECT(in_world(NULL, in_use, NULL) == 1);
	EXPECT(said("probe_params still has 1 user(s) at shutdown"));
}

static int left_loaded(struct run *run)
{
	(void)run;
	return usnd_module_load(probe_path, "text=abc");
}

static void shutdown_unloads_what_is_left(void)
{
	int error;

	EXPECT(in_world(NULL, left_loaded, &error) == 0);
	EXPECT(!error);
	EXPECT(said("probe exit"));
	EXPECT(in_world(NULL, left_loaded, &error) == 0);
	EXPECT(said("text=<abc> loads=1"));
}

static int nothing(struct run *run)
{
	(void)run;
	return 0;
}

static void a_bad_command_line_names_the_word(void)
{
	int error;

	EXPECT(in_world("snd_pcm.no_such_thing=1", nothing, &error) == 0);
	EXPECT(error == -EINVAL, "%d", error);
	EXPECT(said("snd_pcm.no_such_thing"));
	EXPECT(in_world("snd_pcm.preallocate_dma=maybe", nothing, &error) == 0);
	EXPECT(error == -EINVAL, "%d", error);
	EXPECT(said("`maybe' invalid for parameter `snd_pcm.preallocate_dma'"));
}

static int fail_every_request(struct run *run)
{
	unsigned long n;
	int err = -ENOMEM;

	(void)run;
	for (n = 1; err; n++) {
		usnd_fault_arm(n);
		err = usnd_module_load(probe_path, "text=abc numbers=1,2");
		EXPECT(!err || err == -ENOMEM, "%d", err);
		EXPECT(!err == !usnd_fault_hit(NULL));
		if (n > 20)
			break;
	}
	usnd_fault_arm(0);
	EXPECT(n > 3);
	return usnd_module_unload("probe_params");
}

static void every_failed_request_leaves_nothing(void)
{
	int error;

	EXPECT(in_world(NULL, fail_every_request, &error) == 0);
	EXPECT(!error);
}

static const struct tap_case cases[] = {
	TAP_CASE(words_reach_their_parameters),
	TAP_CASE(what_is_no_module_is_refused_by_name),
	TAP_CASE(a_module_is_loaded_once),
	TAP_CASE(files_of_a_module_begin_last_first_and_end_the_other_way_round),
	TAP_CASE(shutdown_unloads_what_is_left),
	TAP_CASE(a_bad_command_line_names_the_word),
	TAP_CASE(every_failed_request_leaves_nothing),
	/* last: its module cannot be loaded again in this process */
	TAP_CASE(a_used_module_stays_and_is_reported),
};

int main(void)
{
	if (module_path("probe_params", probe_path, sizeof(probe_path)) ||
	    module_path("probe_several", several_path, sizeof(several_path)) ||
	    module_path("unknown_symbol", unknown_path, sizeof(unknown_path))) {
		printf("1..0 # SKIP no test modules beside the program\n");
		return 0;
	}
	return tap_main(cases, sizeof(cases) / sizeof(cases[0]));
}
