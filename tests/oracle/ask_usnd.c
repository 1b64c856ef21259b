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

/* what a run asks, and where the answers go */
struct asked {
	const char *theme;
	FILE *out;
};

static int ask(struct run *run)
{
	static const char probe[] = "snd-probe-card";
	const struct asked *asked = run->arg;
	int err;

	/* what is said about bad applications is not the question */
	host_log_level(2);
	err = usnd_target.load(probe);
	if (!err)
		err = oracle_run(&usnd_target, asked->theme, asked->out);
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

/* a file's text, to be freed; NULL: it cannot be read */
static char *file_text(const char *path)
{
	FILE *file = fopen(path, "r");
	size_t room = 0;
	char *text = NULL;

	if (!file)
		return NULL;
	if (getdelim(&text, &room, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

/* the lines of @text that are compared: no comments, none that is known to differ. @text is theirs from then on. */
static void split_lines(char *text, const char *theme, struct lines *lines)
{
	char *line, *rest = text;
	size_t room = 0;

	*lines = (struct lines){ .text = text };
	while ((line = strsep(&rest, "\n"))) {
		if (line[0] == '#' || (!line[0] && !rest) || known(theme, line))
			continue;
		if (lines->count == room)
			lines->line = realloc(lines->line, (room = room * 2 + 64) * sizeof(char *));
		lines->line[lines->count++] = line;
	}
}

static void free_lines(struct lines *lines)
{
	free(lines->text);
	free(lines->line);
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

/* takes over @answers and @golden, which may be NULL */
static bool check(const char *theme, char *answers, char *golden, const struct run_result *result)
{
	struct lines linux_says, usnd_says;
	unsigned int told;
	bool good;

	split_lines(golden, theme, &linux_says);
	split_lines(answers, theme, &usnd_says);
	told = compare(&linux_says, &usnd_says);
	printf("# %zu lines of Linux, %zu of usnd compared, %u differ\n", linux_says.count, usnd_says.count, told);
	good = !told && linux_says.count && !unused_patterns();
	if (result->error || result->stuck || result->findings) {
		printf("# %s %d, %lu findings, stuck %d\n", result->step ?: "run", result->error, result->findings,
		       result->stuck);
		good = false;
	}
	free_lines(&linux_says);
	free_lines(&usnd_says);
	return good;
}

/* one life under one schedule */
static bool ask_and_check(const char *theme, const char *golden, const char *differences, uint64_t seed)
{
	const struct theme *known_theme = oracle_theme(theme);
	struct run_config config = { .seed = seed, .platform = known_theme ? known_theme->platform : NULL };
	struct asked asked = { .theme = theme };
	struct run_result result;
	char *answers = NULL;
	size_t size;

	pattern_count = 0;
	asked.out = open_memstream(&answers, &size);
	if (!asked.out || read_patterns(differences, theme)) {
		printf("# cannot read %s\n", differences);
		return false;
	}
	run_world(&config, ask, &asked, &result);
	fclose(asked.out);
	return check(theme, answers, file_text(golden), &result);
}

/* how many schedules: the answers must be the same under each. A hundredth of what other tests try. */
static unsigned int seed_count(void)
{
	const char *wanted = getenv("USND_SEEDS");
	unsigned int seeds = wanted ? strtoul(wanted, NULL, 0) / 100 : DEFAULT_SEEDS;

	return seeds ?: 1;
}

/* sizes in these answers are rounded to whole pages, which were of 4 KiB where Linux was asked */
static bool is_about_pages(const char *theme)
{
	static const char *const themes_of_pages[] = { "dma", "memory", "mmap", "prealloc", "walk" };
	size_t i;

	for (i = 0; i < COUNT(themes_of_pages); i++)
		if (!strcmp(theme, themes_of_pages[i]))
			return true;
	return false;
}

static int print_answers(const char *theme)
{
	struct asked asked = { theme, stdout };
	const struct theme *known_theme = oracle_theme(theme);
	struct run_config config = { .platform = known_theme ? known_theme->platform : NULL };
	struct run_result result;

	run_world(&config, ask, &asked, &result);
	fprintf(stderr, "%s %d, %lu findings, stuck %d\n", result.step ?: "run", result.error, result.findings,
		result.stuck);
	return result.error || result.stuck;
}

int main(int argc, char **argv)
{
	unsigned int seeds = seed_count(), seed;
	bool good = true;

	if (argc == 2)
		return print_answers(argv[1]);
	if (argc != 4) {
		fprintf(stderr, "usage: ask_usnd THEME [GOLDEN DIFFERENCES]\n");
		return 2;
	}
	printf("1..1\n");
	if (USND_PAGE_SHIFT != 12 && is_about_pages(argv[1])) {
		printf("ok 1 - %s is as on Linux # SKIP Linux was asked on pages of 4 KiB\n", argv[1]);
		return 0;
	}
	for (seed = 0; good && seed < seeds; seed++) {
		fflush(stdout);
		good = ask_and_check(argv[1], argv[2], argv[3], seed);
	}
	if (!good)
		printf("# under schedule %u\n", seed - 1);
	printf("%s 1 - %s is as on Linux\n", good ? "ok" : "not ok", argv[1]);
	return !good;
}
