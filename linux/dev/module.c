// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * module.c - modules come and go: insmod, rmmod, their parameters and their users.
 *
 * A module is a shared object with the one visible symbol usnd_this_module. Its undefined names are looked for among
 * the exported ones when it is opened. modules_lock protects the list and every state; it is not held while init and
 * exit functions run, so that those may call anything; a module that is coming or going is in the list with its state.
 */
#define pr_fmt(fmt) "module: " fmt

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "local.h"

static DEFINE_MUTEX(modules_lock);
/* newest first */
static LIST_HEAD(modules);

/* Under modules_lock. */
static struct module *find_module_locked(const char *name)
{
	struct module *module;

	list_for_each_entry(module, &modules, list) {
		if (parameq(module->name, name))
			return module;
	}
	return NULL;
}

int module_for_each(int (*fn)(struct module *module, void *data), void *data)
{
	struct module *module;
	int ret = 0;

	mutex_lock(&modules_lock);
	list_for_each_entry(module, &modules, list) {
		ret = fn(module, data);
		if (ret)
			break;
	}
	mutex_unlock(&modules_lock);
	return ret;
}

/* ---- users ---- */

bool try_module_get(struct module *module)
{
	int users;

	if (!module)
		return true;
	users = __atomic_load_n(&module->refcnt, __ATOMIC_RELAXED);
	do {
		if (users < 0 || !module_is_live(module))
			return false;
	} while (!__atomic_compare_exchange_n(&module->refcnt, &users, users + 1, false, __ATOMIC_SEQ_CST,
					      __ATOMIC_RELAXED));
	return true;
}
EXPORT_SYMBOL(try_module_get);

void __module_get(struct module *module)
{
	if (module)
		WARN(__atomic_fetch_add(&module->refcnt, 1, __ATOMIC_SEQ_CST) < 0,
		     "module %s is used while it goes", module->name);
}
EXPORT_SYMBOL(__module_get);

void module_put(struct module *module)
{
	if (module)
		WARN(__atomic_fetch_sub(&module->refcnt, 1, __ATOMIC_SEQ_CST) <= 0,
		     "module %s is put more often than got", module->name);
}
EXPORT_SYMBOL(module_put);

int module_refcount(struct module *module)
{
	return max(__atomic_load_n(&module->refcnt, __ATOMIC_RELAXED), 0);
}
EXPORT_SYMBOL(module_refcount);

/* Nobody uses it, and from now on nobody can. */
static bool lock_out(struct module *module)
{
	int nobody = 0;

	return __atomic_compare_exchange_n(&module->refcnt, &nobody, -1, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

/* ---- coming ---- */

/* As Linux does since 3.11: it says so and goes on. */
static int unknown_parameter(char *param, char *val, const char *doing, void *arg)
{
	pr_warn("%s: unknown parameter '%s' ignored\n", doing, param);
	return 0;
}

/* of the file @file, or NULL */
static const struct initcall *find_init(const struct module *module, const char *file)
{
	for (const struct initcall *const *at = module->init_start; at < module->init_stop; at++) {
		if (*at && !strcmp((*at)->file, file))
			return *at;
	}
	return NULL;
}

static struct exitcall *find_exit(const struct module *module, const char *file)
{
	for (struct exitcall *const *at = module->exit_start; at < module->exit_stop; at++) {
		if (*at && !strcmp((*at)->file, file))
			return *at;
	}
	return NULL;
}

/* the file that begins last ends first; one that did not begin, but has an init function, does not end */
static void call_exits(const struct module *module)
{
	for (struct exitcall *const *at = module->exit_start; at < module->exit_stop; at++) {
		if (*at && ((*at)->due || !find_init(module, (*at)->file)))
			(*at)->fn();
	}
}

/* Several modules in one, last file first (linux/init.h). */
static int call_inits(const struct module *module)
{
	for (const struct initcall *const *at = module->init_stop; at-- > module->init_start;) {
		struct exitcall *exit = *at ? find_exit(module, (*at)->file) : NULL;
		int err = *at ? (*at)->fn() : 0;

		if (err < 0) {
			pr_info("%s: init function failed with error %d\n", module->name, err);
			call_exits(module);
			return err;
		}
		if (err > 0)
			pr_warn("%s: init function returned %d instead of 0 or a negative error\n", module->name, err);
		if (exit)
			exit->due = true;
	}
	return 0;
}

/* Is there an init function that nothing undoes? */
static bool cannot_end(const struct module *module)
{
	for (const struct initcall *const *at = module->init_start; at < module->init_stop; at++) {
		if (*at && !find_exit(module, (*at)->file))
			return true;
	}
	return false;
}

static int open_object(const char *path, void **object, struct module **module)
{
	char error[512] = "";
	int err;

	if (should_fail("module load", __builtin_return_address(0)))
		return -ENOMEM;
	err = host_dl_open(path, object, error, sizeof(error));
	if (err) {
		if (strstarts(error, "Unknown symbol "))
			pr_err("%s: %s (err %d)\n", kbasename(path), error, -ENOENT);
		else
			pr_err("%s: %s\n", kbasename(path), error);
		return err;
	}
	*module = host_dl_symbol(*object, "usnd_this_module");
	if (!*module) {
		pr_err("%s is not a module\n", path);
		host_dl_close(*object);
		return -ENOEXEC;
	}
	return 0;
}

/* Enter the module into the list, as one that is coming. */
static int announce(struct module *module)
{
	int err = 0;

	mutex_lock(&modules_lock);
	if (find_module_locked(module->name)) {
		pr_err("%s is already loaded\n", module->name);
		err = -EEXIST;
	} else if (module->state != MODULE_STATE_UNFORMED) {
		/* its memory has outlived its last unload, with all values in it */
		pr_err("%s cannot be loaded again: the host keeps its old image\n", module->name);
		err = -EBUSY;
	} else {
		module->state = MODULE_STATE_COMING;
		/* its init function is its first user */
		module->refcnt = 1;
		list_add(&module->list, &modules);
	}
	mutex_unlock(&modules_lock);
	return err;
}

/* Everything but its code. */
static void take_off(struct module *module)
{
	drivers_left(module);
	task_forget_module(module);
	params_free(module->params_start, module->params_stop);
	mutex_lock(&modules_lock);
	list_del(&module->list);
	mutex_unlock(&modules_lock);
	kfree(module->args);
}

static void forget(struct module *module)
{
	void *object = module->object;

	take_off(module);
	/* the structure goes with the object */
	host_dl_close(object);
}

static int load(const char *path, const char *params)
{
	struct module *module;
	void *object;
	char *args;
	int err;

	args = kstrdup(params ?: "", GFP_KERNEL);
	if (!args)
		return -ENOMEM;
	err = open_object(path, &object, &module);
	if (err)
		goto free_args;
	err = announce(module);
	if (err)
		goto close_object;
	module->object = object;
	module->args = args;

	err = params_set(module->name, args, module->params_start, module->params_stop, unknown_parameter);
	if (err)
		goto forget;
	err = call_inits(module);
	if (err)
		goto forget;
	module->state = MODULE_STATE_LIVE;
	module_put(module);
	return 0;

forget:
	module->state = MODULE_STATE_GOING;
	forget(module);
	return err;
close_object:
	host_dl_close(object);
free_args:
	kfree(args);
	return err;
}

int usnd_module_load(const char *path, const char *params)
{
	struct task_struct task;
	int err;

	syscall_enter(&task, NULL);
	err = load(path, params);
	syscall_leave(&task);
	return err;
}

int usnd_module_parameter(const char *path, unsigned int index, char *name, size_t size)
{
	const struct kernel_param *const *at;
	struct module *module;
	char error[16];
	void *object;
	int err = host_dl_open(path, &object, error, sizeof(error));

	if (err)
		return err;
	module = host_dl_symbol(object, "usnd_this_module");
	err = module ? -ERANGE : -ENOEXEC;
	for (at = module ? module->params_start : NULL; module && at < module->params_stop; at++) {
		if (!*at || index--)
			continue;
		strscpy(name, (*at)->name, size);
		err = 0;
		break;
	}
	host_dl_close(object);
	return err;
}

/* ---- going ---- */

/* Under modules_lock: may it go? If so, nobody can get it any more. */
static int begin_unload(struct module *module)
{
	if (!module)
		return -ENOENT;
	if (module->state != MODULE_STATE_LIVE)
		return -EBUSY;
	/* one that cannot undo its init function stays for ever */
	if (cannot_end(module))
		return -EBUSY;
	if (!lock_out(module))
		return -EBUSY;
	module->state = MODULE_STATE_GOING;
	return 0;
}

static void finish_unload(struct module *module)
{
	call_exits(module);
	forget(module);
}

int usnd_module_unload(const char *name)
{
	struct task_struct task;
	struct module *module;
	int err;

	syscall_enter(&task, NULL);
	mutex_lock(&modules_lock);
	module = find_module_locked(name);
	err = begin_unload(module);
	mutex_unlock(&modules_lock);
	if (!err)
		finish_unload(module);
	syscall_leave(&task);
	return err;
}

void modules_unload_all(void)
{
	struct module *module, *next;
	bool again = true;

	/* newest first, and again: one that goes may have been the user of another */
	while (again) {
		again = false;
		mutex_lock(&modules_lock);
		module = NULL;
		list_for_each_entry(next, &modules, list) {
			if (!begin_unload(next)) {
				module = next;
				break;
			}
		}
		mutex_unlock(&modules_lock);
		if (module) {
			finish_unload(module);
			again = true;
		}
	}
	/* nobody is left who could use the others: they go, too, but stay mapped, in case that somebody runs in one */
	while ((module = list_first_entry_or_null(&modules, struct module, list))) {
		report("module leak", NULL, "%s still has %d user(s) at shutdown", module->name,
		       module_refcount(module));
		module->state = MODULE_STATE_GOING;
		call_exits(module);
		take_off(module);
	}
}

int __request_module(bool wait, const char *name, ...)
{
	return -ENOENT;
}
EXPORT_SYMBOL(__request_module);
