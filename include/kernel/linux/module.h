/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Modules. A module is a shared object whose one visible symbol is its struct module, usnd_this_module; the
 * header makes it in every file of a module, and the linker keeps one. linux/dev/module.c loads and unloads.
 */
#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H

#include <linux/list.h>
#include <linux/kmod.h>
#include <linux/init.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/mod_devicetable.h>
#include <linux/moduleparam.h>
#include <linux/stat.h>

enum module_state {
	MODULE_STATE_LIVE,
	MODULE_STATE_COMING,
	MODULE_STATE_GOING,
	MODULE_STATE_UNFORMED,
};

/**
 * struct module - one module; lives in its own shared object
 * @state: under the module lock
 * @list: of loaded modules
 * @name: with underscores, as KBUILD_MODNAME
 * @refcnt: users; -1 once it is going
 * @init, @exit, @params, @info: the module's sections; pointers in them may be NULL
 * @object: of host_dl_open()
 * @args: parameters as given; owned by the loader
 */
struct module {
	enum module_state state;
	struct list_head list;
	const char *name;
	const char *version;
	int refcnt;
	const struct initcall *const *init_start, *const *init_stop;
	struct exitcall *const *exit_start, *const *exit_stop;
	const struct kernel_param *const *params_start, *const *params_stop;
	const char *info_start, *info_stop;
	void *object;
	char *args;
};

#ifdef MODULE

#define __module_section(type, name)					\
	extern type __start_##name[] __attribute__((visibility("hidden"))); \
	extern type __stop_##name[] __attribute__((visibility("hidden")))
__module_section(const struct initcall *const, usnd_inits);
__module_section(struct exitcall *const, usnd_exits);
__module_section(const struct kernel_param *const, usnd_params);
__module_section(const char, usnd_modinfo);

/* So that no section is empty, and __start_ and __stop_ exist. */
static const struct initcall *const __module_no_init __used __section("usnd_inits") = NULL;
static struct exitcall *const __module_no_exit __used __section("usnd_exits") = NULL;
static const struct kernel_param *const __module_no_param __used __section("usnd_params") = NULL;
static const char __module_no_info[] __used __section("usnd_modinfo") __aligned(1) = "";

struct module usnd_this_module __weak = {
	.state = MODULE_STATE_UNFORMED,
	.name = KBUILD_MODNAME,
	.init_start = __start_usnd_inits, .init_stop = __stop_usnd_inits,
	.exit_start = __start_usnd_exits, .exit_stop = __stop_usnd_exits,
	.params_start = __start_usnd_params, .params_stop = __stop_usnd_params,
	.info_start = __start_usnd_modinfo, .info_stop = __stop_usnd_modinfo,
};

/* with the semicolon: many drivers write none */
#define module_init(function) \
	static const struct initcall __module_init_##function = { #function, __FILE__, function };	\
	static const struct initcall *const __module_init_ptr_##function __used __section("usnd_inits") = \
		&__module_init_##function;
#define module_exit(function) \
	static struct exitcall __module_exit_##function = { #function, __FILE__, function, false };	\
	static struct exitcall *const __module_exit_ptr_##function __used __section("usnd_exits") =	\
		&__module_exit_##function;

#else

#define module_init(function)	device_initcall(function)
#define module_exit(function)	__exitcall(function)

#endif

#define MODULE_INFO(tag, info)		__MODULE_INFO(tag, tag, info)
#define MODULE_LICENSE(text)		MODULE_INFO(license, text)
#define MODULE_AUTHOR(text)		MODULE_INFO(author, text)
#define MODULE_DESCRIPTION(text)	MODULE_INFO(description, text)
#define MODULE_VERSION(text)		MODULE_INFO(version, text)
#define MODULE_ALIAS(text)		MODULE_INFO(alias, text)
#define MODULE_SOFTDEP(text)		MODULE_INFO(softdep, text)
#define MODULE_FIRMWARE(text)		MODULE_INFO(firmware, text)
#define MODULE_IMPORT_NS(ns)		MODULE_INFO(import_ns, __stringify(ns))
#define MODULE_ALIAS_CHARDEV(major, minor) MODULE_ALIAS("char-major-" __stringify(major) "-" __stringify(minor))
#define MODULE_ALIAS_CHARDEV_MAJOR(major) MODULE_ALIAS("char-major-" __stringify(major) "-*")
/* depmod reads these on Linux; here the bus walks the driver's table, and modules are loaded by path. */
#define MODULE_DEVICE_TABLE(type, name)						\
	static const void *const __mod_device_table_##type##_##name __used = &(name)
#define MODULE_SUPPORTED_DEVICE(name)

/**
 * try_module_get() - one user more
 * Return: false if the module is going. @module NULL (built-in): true.
 */
bool try_module_get(struct module *module);
/** __module_get() - the same for a caller that already has a reference */
void __module_get(struct module *module);
void module_put(struct module *module);
int module_refcount(struct module *module);
#define symbol_put(x) do { } while (0)

static inline bool module_is_live(struct module *module)
{
	return module->state != MODULE_STATE_GOING;
}

static inline const char *module_name(struct module *module)
{
	return module ? module->name : "kernel";
}

#endif
