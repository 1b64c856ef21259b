// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build.c - cc for each source, kernel-link over the objects, cc -shared, and a look at what is missing.
 */
#include "harness/build.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS 160
#define TEXT 16384

extern char **environ;

/** struct command - a command line; @text holds the words it has made itself */
struct command {
	char *words[WORDS];
	unsigned int count;
	char text[TEXT];
	size_t used;
};

/** struct build - one call of build_module(); @folder: for everything between sources and output */
struct build {
	const struct build_config *config;
	void (*say)(const char *fmt, ...);
	char include[512], link[512];
	char *flags[WORDS];
	unsigned int flag_count;
	char kit_text[4096];
	char name[64], output[512], folder[256];
};

/* ---- commands -------------------------------------------------------------------------------------------------- */

/* words that do not fit are dropped, and run() refuses */
static void add(struct command *command, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void add(struct command *command, const char *fmt, ...)
{
	char *word = command->text + command->used;
	size_t room = sizeof(command->text) - command->used;
	va_list args;
	int length;

	va_start(args, fmt);
	length = vsnprintf(word, room, fmt, args);
	va_end(args);
	if (command->count < WORDS)
		command->words[command->count] = word;
	if (length < 0 || (size_t)length >= room)
		command->count = WORDS;
	else
		command->used += length + 1;
	command->count++;
}

/* $CC may be several words */
static void add_compiler(struct command *command)
{
	const char *cc = getenv("CC");

	if (!cc || !*cc)
		cc = "cc";
	while (*cc) {
		int length = strcspn(cc, " ");

		if (length)
			add(command, "%.*s", length, cc);
		cc += length + strspn(cc + length, " ");
	}
}

/* @into: what it writes goes there; NULL: to our stdout. Return: 0; -ENOEXEC: it failed; -errno: it could not be run */
static int run(struct build *b, struct command *command, const char *into)
{
	posix_spawn_file_actions_t actions;
	int err, status;
	unsigned int i;
	pid_t pid;

	if (command->count >= WORDS)
		return -E2BIG;
	command->words[command->count] = NULL;
	for (i = 0; b->config->verbose && i < command->count; i++)
		fprintf(stderr, "%s%c", command->words[i], i + 1 < command->count ? ' ' : '\n');
	posix_spawn_file_actions_init(&actions);
	if (into)
		posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, into, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	err = posix_spawnp(&pid, command->words[0], &actions, NULL, command->words, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (err) {
		b->say("cannot run %s: %s%s", command->words[0], strerror(err),
		       err == ENOENT ? "; install it, or add its folder to PATH" : "");
		return -err;
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -ENOEXEC;
}

/* ---- the kit --------------------------------------------------------------------------------------------------- */

static FILE *open_kit(char *path, size_t size)
{
	const char *wanted = getenv("USND_KIT");
	static const char *const beside[] = { "kit", "../kit" };
	char program[400], *slash;
	ssize_t length;
	size_t i;
	FILE *kit;

	if (wanted) {
		snprintf(path, size, "%s", wanted);
		return fopen(path, "r");
	}
	length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	program[length < 0 ? 0 : length] = '\0';
	slash = strrchr(program, '/');
	for (i = 0; slash && i < sizeof(beside) / sizeof(beside[0]); i++) {
		snprintf(path, size, "%.*s/%s", (int)(slash - program), program, beside[i]);
		kit = fopen(path, "r");
		if (kit)
			return kit;
	}
	snprintf(path, size, "%s/kit", USND_KIT_DIR);
	return fopen(path, "r");
}

static int read_kit(struct build *b)
{
	char path[512], *line;
	FILE *kit = open_kit(path, sizeof(path));
	size_t length;

	if (!kit) {
		b->say("there is no %s, which says what modules are built with (set USND_KIT)", path);
		return -ENOENT;
	}
	length = fread(b->kit_text, 1, sizeof(b->kit_text) - 1, kit);
	b->kit_text[length] = '\0';
	fclose(kit);
	for (line = strtok(b->kit_text, "\n"); line; line = strtok(NULL, "\n")) {
		if (!strncmp(line, "include ", 8))
			snprintf(b->include, sizeof(b->include), "%s", line + 8);
		else if (!strncmp(line, "link ", 5))
			snprintf(b->link, sizeof(b->link), "%s", line + 5);
		else if (b->flag_count < WORDS)
			b->flags[b->flag_count++] = line;
	}
	if (!access(b->include, R_OK) && !access(b->link, X_OK))
		return 0;
	b->say("%s names %s and %s, which are not there", path, b->include, b->link);
	return -ENOENT;
}

/* ---- steps ------------------------------------------------------------------------------------------------------ */

/* the compiler's own stdarg.h and stddef.h */
static int compiler_include(struct build *b, char *folder, size_t size)
{
	struct command command = { .count = 0 };
	char path[300];
	FILE *answer;
	int err;

	snprintf(path, sizeof(path), "%s/include", b->folder);
	add_compiler(&command);
	add(&command, "-print-file-name=include");
	err = run(b, &command, path);
	answer = err ? NULL : fopen(path, "r");
	if (!answer)
		return err ? err : -errno;
	if (!fgets(folder, size, answer))
		*folder = '\0';
	fclose(answer);
	folder[strcspn(folder, "\n")] = '\0';
	return 0;
}

/*
 * What is found before it is ours: a driver of the tree is compiled against usnd's kernel, and its subsystem's own
 * headers.
 */
static void add_linux_tree(struct command *command, const char *tree)
{
	static const char *const folders[] = { "include", "include/uapi" };
	size_t i;

	for (i = 0; tree && i < sizeof(folders) / sizeof(folders[0]); i++) {
		add(command, "-idirafter");
		add(command, "%s/%s", tree, folders[i]);
	}
	/* as the tree's Makefile has it */
	if (tree)
		add(command, "-Wno-maybe-uninitialized");
}

static int check_linux_tree(struct build *b)
{
	const char *tree = b->config->linux_tree;
	char path[512];

	snprintf(path, sizeof(path), "%s/include/sound/core.h", tree ? tree : "");
	if (!tree || !access(path, R_OK))
		return 0;
	b->say("%s is no source tree of Linux: there is no %s", tree, path);
	return -ENOENT;
}

/* sources and parts, one after the other */
static unsigned int file_count(const struct build *b)
{
	return b->config->source_count + b->config->part_count;
}

static int compile(struct build *b, unsigned int number, const char *own_include)
{
	bool part = number >= b->config->source_count;
	const char *source = part ? b->config->parts[number - b->config->source_count] : b->config->sources[number];
	struct command command = { .count = 0 };
	unsigned int i;
	char *c;
	int err;

	add_compiler(&command);
	for (i = 0; i < b->config->option_count; i++)
		add(&command, "%s", b->config->options[i]);
	if (b->config->classic)
		add(&command, "-I%s/classic", b->include);
	add(&command, "-std=gnu11");
	add(&command, "-O2");
	add(&command, "-g");
	add(&command, "-fPIC");
	add(&command, "-Wall");
	for (i = 0; i < b->flag_count; i++)
		add(&command, "%s", b->flags[i]);
	/* what is not declared does not exist */
	add(&command, "-Werror=implicit-function-declaration");
	add(&command, "-DMODULE");
	if (part)
		add(&command, "-DUSND_PART");
	add(&command, "-DKBUILD_MODNAME=\"%s\"", b->name);
	for (c = strchr(command.words[command.count - 1], '"'); *c; c++)
		if (*c == '-')
			*c = '_';
	add(&command, "-include");
	add(&command, "%s/kernel/linux/kconfig.h", b->include);
	add(&command, "-I%s/kernel", b->include);
	add(&command, "-I%s/kernel/uapi", b->include);
	add(&command, "-idirafter");
	add(&command, "%s", own_include);
	add_linux_tree(&command, b->config->linux_tree);
	add(&command, "-c");
	add(&command, "%s", source);
	add(&command, "-o");
	add(&command, "%s/%u.o", b->folder, number);
	err = run(b, &command, NULL);
	if (err == -ENOEXEC)
		b->say("%s does not compile", source);
	return err;
}

static int compile_all(struct build *b)
{
	char own_include[512];
	unsigned int i;
	int err = compiler_include(b, own_include, sizeof(own_include));

	for (i = 0; i < file_count(b) && !err; i++)
		err = compile(b, i, own_include);
	return err;
}

static int link_all(struct build *b)
{
	struct command join = { .count = 0 }, share = { .count = 0 };
	unsigned int i;
	int err;

	add(&join, "%s", b->link);
	add(&join, "module");
	add(&join, "%s", b->folder);
	add(&join, "%s/module.o", b->folder);
	add(&join, "-");
	add_compiler(&join);
	add(&join, "--");
	for (i = 0; i < file_count(b); i++)
		add(&join, "%s/%u.o", b->folder, i);
	err = run(b, &join, NULL);
	if (err)
		return err;
	add_compiler(&share);
	add(&share, "-shared");
	add(&share, "%s/module.o", b->folder);
	add(&share, "-o");
	add(&share, "%s", b->output);
	return run(b, &share, NULL);
}

/* kernel-link calls the kernel's names k_NAME, and the program that runs has those that there are */
static int check_names(struct build *b)
{
	struct command command = { .count = 0 };
	char path[300], line[256], name[256];
	FILE *names;
	int err;

	snprintf(path, sizeof(path), "%s/names", b->folder);
	add(&command, "nm");
	add(&command, "-u");
	add(&command, "%s", b->output);
	err = run(b, &command, path);
	names = err ? NULL : fopen(path, "r");
	if (!names)
		return err ? err : -errno;
	while (fgets(line, sizeof(line), names)) {
		if (sscanf(line, " U %255s", name) != 1 || strncmp(name, "k_", 2) || dlsym(RTLD_DEFAULT, name))
			continue;
		b->say("%s needs %s, which usnd does not have", b->output, name + 2);
		err = -ENOEXEC;
	}
	fclose(names);
	return err;
}

/* ---- the whole -------------------------------------------------------------------------------------------------- */

static int name_output(struct build *b)
{
	const char *path = b->config->output ? b->config->output : b->config->sources[0];
	const char *base = strrchr(path, '/');
	const char *end = strrchr(path, '.');

	base = base ? base + 1 : path;
	if (!end || end <= base || (size_t)(end - base) >= sizeof(b->name) ||
	    strcmp(end, b->config->output ? ".so" : ".c")) {
		b->say("%s is not called NAME%s", path, b->config->output ? ".so" : ".c");
		return -EINVAL;
	}
	snprintf(b->name, sizeof(b->name), "%.*s", (int)(end - base), base);
	if (b->config->output)
		snprintf(b->output, sizeof(b->output), "%s", b->config->output);
	else
		snprintf(b->output, sizeof(b->output), "%s.so", b->name);
	return 0;
}

static int make_folder(struct build *b)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(b->folder, sizeof(b->folder), "%s/usnd-build-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (mkdtemp(b->folder))
		return 0;
	b->say("cannot make %s: %s", b->folder, strerror(errno));
	return -errno;
}

static void remove_folder(struct build *b)
{
	static const char *const files[] = { "include", "names", "module.o", "module.o.joined", "module.o.rename" };
	char path[300];
	unsigned int i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", b->folder, files[i]);
		unlink(path);
	}
	for (i = 0; i < file_count(b); i++) {
		snprintf(path, sizeof(path), "%s/%u.o", b->folder, i);
		unlink(path);
	}
	rmdir(b->folder);
}

int build_module(const struct build_config *config, void (*say)(const char *fmt, ...))
{
	struct build b = { .config = config, .say = say };
	int err;

	err = name_output(&b);
	if (!err)
		err = check_linux_tree(&b);
	if (!err)
		err = read_kit(&b);
	if (!err)
		err = make_folder(&b);
	if (err)
		return err;
	err = compile_all(&b);
	if (!err)
		err = link_all(&b);
	if (!err) {
		err = check_names(&b);
		if (err)
			unlink(b.output);
	}
	remove_folder(&b);
	return err;
}
