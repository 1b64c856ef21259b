// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * param_types.c - the types of module parameters: text to value and back.
 *
 * set() gets the text behind "name=", or NULL if there was none; get() writes the value and a newline into a page.
 * No locking: parameters are set before their module runs.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>

#define PARAM_TYPE(name, type, format, parse)						\
int param_set_##name(const char *val, const struct kernel_param *kp)			\
{											\
	return parse(val, 0, (type *)kp->arg);						\
}											\
EXPORT_SYMBOL(param_set_##name);							\
int param_get_##name(char *buffer, const struct kernel_param *kp)			\
{											\
	return scnprintf(buffer, PAGE_SIZE, format "\n", *(type *)kp->arg);		\
}											\
EXPORT_SYMBOL(param_get_##name);							\
const struct kernel_param_ops param_ops_##name = {					\
	.set = param_set_##name,							\
	.get = param_get_##name,							\
};											\
EXPORT_SYMBOL(param_ops_##name)

PARAM_TYPE(byte, unsigned char, "%hhu", kstrtou8);
PARAM_TYPE(short, short, "%hi", kstrtos16);
PARAM_TYPE(ushort, unsigned short, "%hu", kstrtou16);
PARAM_TYPE(int, int, "%i", kstrtoint);
PARAM_TYPE(uint, unsigned int, "%u", kstrtouint);
PARAM_TYPE(long, long, "%li", kstrtol);
PARAM_TYPE(ulong, unsigned long, "%lu", kstrtoul);
PARAM_TYPE(ullong, unsigned long long, "%llu", kstrtoull);
PARAM_TYPE(hexint, unsigned int, "%#08x", kstrtouint);

int param_set_uint_minmax(const char *val, const struct kernel_param *kp, unsigned int min, unsigned int max)
{
	unsigned int number;
	int err;

	if (!val)
		return -EINVAL;
	err = kstrtouint(val, 0, &number);
	if (err)
		return err;
	if (number < min || number > max)
		return -EINVAL;
	*(unsigned int *)kp->arg = number;
	return 0;
}
EXPORT_SYMBOL(param_set_uint_minmax);

/* ---- bool: also without a value ---- */

int param_set_bool(const char *val, const struct kernel_param *kp)
{
	return kstrtobool(val ?: "1", kp->arg);
}
EXPORT_SYMBOL(param_set_bool);

int param_get_bool(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PAGE_SIZE, "%c\n", *(bool *)kp->arg ? 'Y' : 'N');
}
EXPORT_SYMBOL(param_get_bool);

const struct kernel_param_ops param_ops_bool = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bool,
	.get = param_get_bool,
};
EXPORT_SYMBOL(param_ops_bool);

int param_set_invbool(const char *val, const struct kernel_param *kp)
{
	bool value;
	int err = kstrtobool(val, &value);

	if (!err)
		*(bool *)kp->arg = !value;
	return err;
}
EXPORT_SYMBOL(param_set_invbool);

int param_get_invbool(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PAGE_SIZE, "%c\n", *(bool *)kp->arg ? 'N' : 'Y');
}
EXPORT_SYMBOL(param_get_invbool);

const struct kernel_param_ops param_ops_invbool = {
	.set = param_set_invbool,
	.get = param_get_invbool,
};
EXPORT_SYMBOL(param_ops_invbool);

/* A bool in an int. */
int param_set_bint(const char *val, const struct kernel_param *kp)
{
	bool value;
	int err = kstrtobool(val ?: "1", &value);

	if (!err)
		*(int *)kp->arg = value;
	return err;
}
EXPORT_SYMBOL(param_set_bint);

int param_get_bint(char *buffer, const struct kernel_param *kp)
{
	return param_get_int(buffer, kp);
}
EXPORT_SYMBOL(param_get_bint);

const struct kernel_param_ops param_ops_bint = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bint,
	.get = param_get_bint,
};
EXPORT_SYMBOL(param_ops_bint);

/* ---- strings ---- */

#define PARAM_TEXT_MAX 1024

/*
 * struct param_text - the memory of a charp parameter's value
 * @list: of all, so that a pointer the driver has put there itself is never freed
 */
struct param_text {
	struct list_head list;
	char text[];
};

static LIST_HEAD(texts);

static void free_text(const char *text)
{
	struct param_text *at;

	list_for_each_entry(at, &texts, list) {
		if (at->text == text) {
			list_del(&at->list);
			kfree(at);
			return;
		}
	}
}

int param_set_charp(const char *val, const struct kernel_param *kp)
{
	size_t length = strnlen(val, PARAM_TEXT_MAX + 1);
	struct param_text *copy;

	if (length > PARAM_TEXT_MAX) {
		pr_err("%s: string parameter too long\n", kp->name);
		return -ENOSPC;
	}
	copy = kmalloc(struct_size(copy, text, length + 1), GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	strcpy(copy->text, val);
	free_text(*(char **)kp->arg);
	list_add(&copy->list, &texts);
	*(char **)kp->arg = copy->text;
	return 0;
}
EXPORT_SYMBOL(param_set_charp);

int param_get_charp(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PAGE_SIZE, "%s\n", *(char **)kp->arg);
}
EXPORT_SYMBOL(param_get_charp);

void param_free_charp(void *arg)
{
	free_text(*(char **)arg);
}
EXPORT_SYMBOL(param_free_charp);

const struct kernel_param_ops param_ops_charp = {
	.set = param_set_charp,
	.get = param_get_charp,
	.free = param_free_charp,
};
EXPORT_SYMBOL(param_ops_charp);

int param_set_copystring(const char *val, const struct kernel_param *kp)
{
	if (strlen(val) + 1 > kp->str->maxlen) {
		pr_err("%s: string doesn't fit in %u chars.\n", kp->name, kp->str->maxlen - 1);
		return -ENOSPC;
	}
	strcpy(kp->str->string, val);
	return 0;
}
EXPORT_SYMBOL(param_set_copystring);

int param_get_string(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PAGE_SIZE, "%s\n", kp->str->string);
}
EXPORT_SYMBOL(param_get_string);

const struct kernel_param_ops param_ops_string = {
	.set = param_set_copystring,
	.get = param_get_string,
};
EXPORT_SYMBOL(param_ops_string);

/* ---- arrays: values with commas between them ---- */

static struct kernel_param element(const struct kernel_param *kp, unsigned int index)
{
	const struct kparam_array *arr = kp->arr;

	return (struct kernel_param){
		.name = kp->name, .mod = kp->mod, .ops = arr->ops, .perm = kp->perm, .level = kp->level,
		.flags = kp->flags, .arg = arr->elem + arr->elemsize * index,
	};
}

/* How many elements hold something. */
static unsigned int given(const struct kparam_array *arr)
{
	return arr->num ? *arr->num : arr->max;
}

static int param_array_set(const char *val, const struct kernel_param *kp)
{
	const struct kparam_array *arr = kp->arr;
	unsigned int count = 0, max = arr->max;
	char *rest = (char *)val, *word;
	int err;

	/* whole text is ours to cut, as parse_args() says */
	while ((word = strsep(&rest, ","))) {
		const struct kernel_param one = element(kp, count);

		if (count == max) {
			pr_err("%s: can only take %u arguments\n", kp->name, max);
			return -EINVAL;
		}
		err = arr->ops->set(word, &one);
		if (err)
			return err;
		count++;
	}
	if (arr->num)
		*arr->num = count;
	return 0;
}

static int param_array_get(char *buffer, const struct kernel_param *kp)
{
	unsigned int count = given(kp->arr);
	int length = 0;

	for (unsigned int i = 0; i < count; i++) {
		struct kernel_param one = element(kp, i);
		int ret;

		if (length)
			buffer[length - 1] = ',';
		ret = kp->arr->ops->get(buffer + length, &one);
		if (ret < 0)
			return ret;
		length += ret;
	}
	buffer[length] = '\0';
	return length;
}

static void param_array_free(void *arg)
{
	const struct kparam_array *arr = arg;
	unsigned int left = given(arr);

	if (!arr->ops->free)
		return;
	for (void *at = arr->elem; left; at += arr->elemsize, left--)
		arr->ops->free(at);
}

const struct kernel_param_ops param_array_ops = {
	.set = param_array_set,
	.get = param_array_get,
	.free = param_array_free,
};
EXPORT_SYMBOL(param_array_ops);
