// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ask_usnd.c - asks usnd one theme and compares, line by line, with what Linux has answered; under several schedules.
 *
 *   ask_usnd THEME                                  print the answers
 *   ask_usnd THEME GOLDEN DIFFERENCES               TAP: one case, lines that differ are told
 *
 * A line of DIFFERENCES is "theme: pattern: reason": a line of either side that the shell pattern fits is not compared.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/run.h"
#include "host/log.h"
#include "tests/oracle/oracle.h"

#define TOLD 60 /* lines that are told */
#define REACH 300 /* lines that one side may have more */
#define DEFAULT_SEEDS 3

struct lines {
	char *text;
	char **line;
	size_t count;
};

struct pattern {
	char theme[32], shape[256];
	unsigned int used;
};

static struct pattern patterns[256];
static size_t pattern_count;

static int ask(struct run *run)
{
	static const char probe[] = "snd-probe-card";
	const char *const *what = run->arg;
	FILE *out = fopen(what[1], "w");
	int err;

	/* what is said about bad applications is not the question */
	host_log_level(2);
	err = out ? usnd_target.load(probe) : -errno;

	if (!err)
		err = oracle_run(&usnd_target, what[0], out);
	if (out)
		fclose(out);
	usnd_target.unload(probe);
	return err;
}

static bool known(const char *theme, const char *line)
{
	size_t i;

	for (i = 0; i < pattern_count; i++) {
		if (!strcmp(patterns[i].theme, theme) && !fnmatch(patterns[i].shape, line, 0)) {
			patterns[i].used++;
			return true;
		}
	}
	return false;
}

/* the compared lines of @path: no comments, none that is known to differ */
static int read_lines(const char *path, const char *theme, struct lines *lines)
{
	FILE *file = fopen(path, "r");
	size_t room = 0, used = 0;
	char *line, *rest;
	long size;

	*lines = (struct lines){ 0 };
	if (!file)
		return -errno;
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	rewind(file);
	lines->text = calloc(1, size + 1);
	if (lines->text)
		used = fread(lines->text, 1, size, file);
	fclose(file);
	for (rest = lines->text; used && (line = strsep(&rest, "\n"));) {
		if (line[0] == '#' || (!line[0] && !rest) || known(theme, line))
			continue;
		if (lines->count == room)
			lines->line = realloc(lines->line, (room = room * 2 + 64) * sizeof(char *));
		lines->line[lines->count++] = line;
	}
	return 0;
}

static int read_patterns(const char *path, const char *theme)
{
	char line[512];
	FILE *file = fopen(path, "r");

	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file) && pattern_count < COUNT(patterns)) {
		struct pattern *p = &patterns[pattern_count];
		char *reason = strstr(line, " # ");

		if (line[0] == '#' || !reason)
			continue;
		*reason = '\0';
		if (sscanf(line, "%31[^:]: %255[^\n]", p->theme, p->shape) == 2 && !strcmp(p->theme, theme))
			pattern_count++;
	}
	fclose(file);
	return 0;
}

/* the part of a line that names the question */
static size_t question(const char *line)
{
	const char *end = strstr(line, ": ");

	return end ? (size_t)(end - line) : strlen(line);
}

static bool same_question(const char *a, const char *b)
{
	return question(a) == question(b) && !strncmp(a, b, question(a));
}

static unsigned int print_line(unsigned int told, const char *side, const char *line)
{
	if (told < TOLD)
		printf("# %s %s\n", side, line);
	return told + 1;
}

/* the nearest lines from @a and @b on that answer the same question; the ends, if there are none in reach */
static void find_common(const struct lines *linux_says, const struct lines *usnd_says, size_t *a, size_t *b)
{
	size_t skipped, i;

	for (skipped = 1; skipped < REACH; skipped++) {
		for (i = 0; i <= skipped; i++) {
			if (*a + i < linux_says->count && *b + skipped - i < usnd_says->count &&
			    same_question(linux_says->line[*a + i], usnd_says->line[*b + skipped - i])) {
				*a += i;
				*b += skipped - i;
				return;
			}
		}
	}
	*a = linux_says->count;
	*b = usnd_says->count;
}

/* questions come in the same order on both sides; one may have more of them */
static unsigned int compare(const struct lines *linux_says, const struct lines *usnd_says)
{
	size_t a = 0, b = 0, next_a, next_b;
	unsigned int told = 0;

	while (a < linux_says->count || b < usnd_says->count) {
		bool both = a < linux_says->count && b < usnd_says->count;

		if (both && same_question(linux_says->line[a], usnd_says->line[b])) {
			if (strcmp(linux_says->line[a], usnd_says->line[b])) {
				print_line(told, "linux:", linux_says->line[a]);
				told = print_line(told, "usnd: ", usnd_says->line[b]);
			}
			a++;
			b++;
			continue;
		}
		next_a = a;
		next_b = b;
		find_common(linux_says, usnd_says, &next_a, &next_b);
		while (a < next_a)
			told = print_line(told, "only linux:", linux_says->line[a++]);
		while (b < next_b)
			told = print_line(told, "only usnd: ", usnd_says->line[b++]);
	}
	return told;
}

static bool unused_patterns(void)
{
	bool any = false;
	size_t i;

	for (i = 0; i < pattern_count; i++) {
		if (!patterns[i].used) {
			printf("# no line is like \"%s\" any more\n", patterns[i].shape);
			any = true;
		}
	}
	return any;
}

static int check(const char *theme, const char *answers, const char *golden, const char *differences,
		 const struct run_result *result)
{
	struct lines linux_says = { 0 }, usnd_says = { 0 };
	unsigned int told;
	bool good;

	pattern_count = 0;
	if (read_patterns(differences, theme) || read_lines(golden, theme, &linux_says) ||
	    read_lines(answers, theme, &usnd_says)) {
		printf("# cannot read %s, %s or %s\n", golden, differences, answers);
		good = false;
	} else {
		told = compare(&linux_says, &usnd_says);
		printf("# %zu lines of Linux, %zu of usnd compared, %u differ\n", linux_says.count, usnd_says.count, told);
		good = !told && linux_says.count && !unused_patterns();
	}
	if (result->error || result->stuck || result->findings)
		printf("# %s %d, %lu findings, stuck %d\n", result->step ? result->step : "run", result->error,
		       result->findings, result->stuck);
	good = good && !result->error && !result->stuck && !result->findings;
	free(linux_says.text);
	free(linux_says.line);
	free(usnd_says.text);
	free(usnd_says.line);
	return !good;
}

/* how many schedules: the answers must be the same under each. A hundredth of what other tests try. */
static unsigned int seed_count(void)
{
	const char *wanted = getenv("USND_SEEDS");
	unsigned int seeds = wanted ? strtoul(wanted, NULL, 0) / 100 : DEFAULT_SEEDS;

	return seeds ?: 1;
}

static int print_answers(const char *theme)
{
	struct run_config config = { 0 };
	const char *what[2] = { theme, "/dev/stdout" };
	struct run_result result;

	run_world(&config, ask, what, &result);
	fprintf(stderr, "%s %d, %lu findings, stuck %d\n", result.step ?: "run", result.error, result.findings, result.stuck);
	return result.error || result.stuck;
}

int main(int argc, char **argv)
{
	char answers[] = "/tmp/oracle-XXXXXX";
	const char *what[2] = { argv[1], answers };
	struct run_config config = { 0 };
	struct run_result result;
	unsigned int seeds = seed_count();
	int file, bad = 0;

	if (argc == 2)
		return print_answers(argv[1]);
	if (argc != 4) {
		fprintf(stderr, "usage: ask_usnd THEME [GOLDEN DIFFERENCES]\n");
		return 2;
	}
	file = mkstemp(answers);
	if (file < 0)
		return 1;
	close(file);
	printf("1..1\n");
	for (; !bad && config.seed < seeds; config.seed++) {
		fflush(stdout);
		run_world(&config, ask, what, &result);
		bad = check(argv[1], answers, argv[2], argv[3], &result);
	}
	remove(answers);
	if (bad)
		printf("# under schedule %llu\n", (unsigned long long)config.seed - 1);
	printf("%s 1 - %s is as on Linux\n", bad ? "not ok" : "ok", argv[1]);
	return bad;
}
