/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * build.h - a driver's sources become a module that usnd loads: what Kbuild is for the kernel.
 *
 * The compiler is $CC, or cc. Headers, flags and scripts/kernel-link are those that usnd itself was built with; the
 * file "kit" beside the program (a build tree), or where usnd is installed, or in $USND_KIT, says where they are.
 */
#ifndef HARNESS_BUILD_H
#define HARNESS_BUILD_H

#include <stdbool.h>
#include <stddef.h>

#define BUILD_OPTIONS 32
#define BUILD_PARTS 64

/**
 * struct build_config
 * @sources: @source_count C files
 * @parts: @part_count sources of other modules that it needs, as if they were built in: what they register counts no user
 *	of this module, and they begin before the sources do
 * @output: the module; its name without .so is the module's. NULL: as the first source, in the current folder
 * @options: "-I…", "-D…" for the compiler, before everything else; @option_count of them
 * @linux_tree: a Linux source tree; headers that usnd has not are taken from its include/. NULL: none
 * @classic: the chapter's older names are there, too (include/classic)
 * @verbose: the commands are told on stderr
 */
struct build_config {
	char *const *sources;
	unsigned int source_count;
	const char *parts[BUILD_PARTS];
	unsigned int part_count;
	const char *output;
	const char *options[BUILD_OPTIONS];
	unsigned int option_count;
	const char *linux_tree;
	bool classic;
	bool verbose;
};

/**
 * build_module() - compile and link
 * @say: called with one sentence for each thing that is wrong; what the compiler says goes to stderr
 * Return: 0; -ENOENT: no kit, or no Linux tree there; -ENOEXEC: a source does not compile, or needs what usnd does not
 * have; or -errno. On error there is no output.
 */
int build_module(const struct build_config *config, void (*say)(const char *fmt, ...));

#endif
