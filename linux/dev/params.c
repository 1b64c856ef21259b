// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * params.c - parameters from text: insmod's words, and the boot command line for built-in code.
 *
 * A word is name or name=value; "quotes" keep white space in a value. - and _ in names are the same. What the command
 * line changes is remembered and put back at shutdown, so that the next boot starts from the source's defaults.
 */
#include <linux/bug.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "local.h"

extern const struct kernel_param *const __start_usnd_params[] __weak;
extern const struct kernel_param *const __stop_usnd_params[] __weak;

static char fold(char c)
{
	return c == '-' ? '_' : c;
}

/** parameqn() - are the first @n characters the same name? */
bool parameqn(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (fold(a[i]) != fold(b[i]))
			return false;
		if (!a[i])
			break;
	}
	return true;
}
EXPORT_SYMBOL(parameqn);

bool parameq(const char *a, const char *b)
{
	return parameqn(a, b, strlen(a) + 1);
}
EXPORT_SYMBOL(parameq);

/*
 * Cut the next word off @args. Quotes go around the value (name="a b") or the whole word ("name=a b") and are dropped.
 * Gives what follows; *@val is NULL without "=".
 */
static char *next_word(char *args, char **param, char **val)
{
	bool quoted = *args == '"', in_quote = quoted;
	char *equals = NULL, *end;

	if (quoted)
		args++;
	for (end = args; *end; end++) {
		if (isspace(*end) && !in_quote)
			break;
		if (*end == '=' && !equals)
			equals = end;
		else if (*end == '"')
			in_quote = !in_quote;
	}
	*param = args;
	*val = NULL;
	args = *end ? end + 1 : end;
	*end = '\0';
	if (equals) {
		*equals = '\0';
		*val = equals + 1;
		if (**val == '"') {
			(*val)++;
			quoted = true;
		}
	}
	if (quoted && end > *param && end[-1] == '"')
		end[-1] = '\0';
	return skip_spaces(args);
}

static int set_one(char *param, char *val, const char *doing, const struct kernel_param *const *params,
		   unsigned int num, void *arg,
		   int (*unknown)(char *param, char *val, const char *doing, void *arg))
{
	for (unsigned int i = 0; i < num; i++) {
		const struct kernel_param *kp = params[i];

		if (!kp || !parameq(param, kp->name))
			continue;
		if (!val && !(kp->ops->flags & KERNEL_PARAM_OPS_FL_NOARG))
			return -EINVAL;
		return kp->ops->set(val, kp);
	}
	return unknown ? unknown(param, val, doing, arg) : -ENOENT;
}

char *parse_args(const char *doing, char *args, const struct kernel_param *const *params, unsigned int num, void *arg,
		 int (*unknown)(char *param, char *val, const char *doing, void *arg))
{
	char *param, *val;
	int err;

	args = skip_spaces(args);
	while (*args) {
		args = next_word(args, &param, &val);
		if (!val && !strcmp(param, "--"))
			return args;
		err = set_one(param, val, doing, params, num, arg, unknown);
		switch (err) {
		case 0:
			break;
		case -ENOENT:
			pr_err("%s: Unknown parameter `%s'\n", doing, param);
			return ERR_PTR(err);
		case -ENOSPC:
			pr_err("%s: `%s' too large for parameter `%s'\n", doing, val ?: "", param);
			return ERR_PTR(err);
		default:
			pr_err("%s: `%s' invalid for parameter `%s'\n", doing, val ?: "", param);
			return ERR_PTR(err);
		}
	}
	return NULL;
}

int params_set(const char *doing, char *args, const struct kernel_param *const *start,
	       const struct kernel_param *const *stop,
	       int (*unknown)(char *param, char *val, const char *doing, void *arg))
{
	char *rest = parse_args(doing, args, start, stop - start, NULL, unknown);

	if (IS_ERR(rest))
		return PTR_ERR(rest);
	if (rest && *rest)
		pr_warn("%s: parameters '%s' after `--' ignored\n", doing, rest);
	return 0;
}

void params_free(const struct kernel_param *const *start, const struct kernel_param *const *stop)
{
	for (; start < stop; start++) {
		if (*start && (*start)->ops->free)
			(*start)->ops->free((*start)->arg);
	}
}

/* ---- built-in code ---- */

/**
 * struct changed - what a parameter's variable held before the command line
 * @num: of an array, its number of elements
 */
struct changed {
	struct list_head list;
	const struct kernel_param *kp;
	void *variable;
	size_t size;
	unsigned int num;
	u8 bytes[];
};

static LIST_HEAD(all_changed);

/* Bytes behind kp->arg; 0 for types of somebody's own, which are put back as text. */
static size_t variable_size(const struct kernel_param_ops *ops)
{
	static const struct {
		const struct kernel_param_ops *ops;
		size_t size;
	} types[] = {
		{ &param_ops_byte, 1 }, { &param_ops_bool, sizeof(bool) }, { &param_ops_invbool, sizeof(bool) },
		{ &param_ops_short, 2 }, { &param_ops_ushort, 2 },
		{ &param_ops_int, 4 }, { &param_ops_uint, 4 }, { &param_ops_bint, 4 }, { &param_ops_hexint, 4 },
		{ &param_ops_long, sizeof(long) }, { &param_ops_ulong, sizeof(long) }, { &param_ops_ullong, 8 },
		{ &param_ops_charp, sizeof(char *) },
	};

	for (int i = 0; i < ARRAY_SIZE(types); i++) {
		if (types[i].ops == ops)
			return types[i].size;
	}
	return 0;
}

static int remember(const struct kernel_param *kp)
{
	size_t size = variable_size(kp->ops);
	void *variable = kp->arg;
	struct changed *changed;

	list_for_each_entry(changed, &all_changed, list) {
		if (changed->kp == kp)
			return 0;
	}
	if (kp->ops == &param_array_ops) {
		variable = kp->arr->elem;
		size = kp->arr->elemsize * kp->arr->max;
	} else if (kp->ops == &param_ops_string) {
		variable = kp->str->string;
		size = kp->str->maxlen;
	}
	changed = kzalloc(struct_size(changed, bytes, size ?: PAGE_SIZE), GFP_KERNEL);
	if (!changed)
		return -ENOMEM;
	changed->kp = kp;
	changed->variable = variable;
	changed->size = size;
	if (size)
		memcpy(changed->bytes, variable, size);
	else if (kp->ops->get)
		kp->ops->get(changed->bytes, kp);
	if (kp->ops == &param_array_ops && kp->arr->num)
		changed->num = *kp->arr->num;
	list_add(&changed->list, &all_changed);
	return 0;
}

/** params_restore() - shutdown: the variables that the command line has set get their old values */
void params_restore(void)
{
	struct changed *changed, *next;

	list_for_each_entry_safe(changed, next, &all_changed, list) {
		const struct kernel_param *kp = changed->kp;

		if (kp->ops->free)
			kp->ops->free(kp->arg);
		if (changed->size)
			memcpy(changed->variable, changed->bytes, changed->size);
		else if (kp->ops->get)
			WARN_ON(kp->ops->set(strim(changed->bytes), kp));
		if (kp->ops == &param_array_ops && kp->arr->num)
			*kp->arr->num = changed->num;
		list_del(&changed->list);
		kfree(changed);
	}
}

/* Notes the parameter that a word is about, before it is set. The text is not changed. */
static int remember_word(const char *word)
{
	size_t length = strcspn(word, "= \t\n");

	for (const struct kernel_param *const *at = __start_usnd_params; at < __stop_usnd_params; at++) {
		if (*at && strlen((*at)->name) == length && parameqn(word, (*at)->name, length))
			return remember(*at);
	}
	return 0;
}

int parse_cmdline(const char *cmdline)
{
	char *copy, *args, *param, *val;
	int err = 0;

	copy = kstrdup(cmdline, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	/* once to see which parameters it is about … */
	for (args = skip_spaces(copy); *args && !err;) {
		args = next_word(args, &param, &val);
		err = remember_word(param);
	}
	/* … and once to set them */
	if (!err) {
		strcpy(copy, cmdline);
		err = params_set("command line", copy, __start_usnd_params, __stop_usnd_params, NULL);
	}
	kfree(copy);
	if (err)
		params_restore();
	return err && err != -ENOMEM ? -EINVAL : err;
}
