/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parameters of modules and of built-in code ("snd_pcm.preallocate_dma=0" on the boot command line).
 * Every parameter leaves a pointer in the section usnd_params.
 */
#ifndef _LINUX_MODULEPARAM_H
#define _LINUX_MODULEPARAM_H

#include <linux/array_size.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/stringify.h>

#ifndef KBUILD_MODNAME
#define KBUILD_MODNAME "usnd"
#endif

#define MODULE_NAME_LEN (64 - sizeof(unsigned long))
#define __MODULE_INFO_TAGGED(tag, name, info)						\
	static const char name[] __used __section("usnd_modinfo") __aligned(1) = #tag "=" info
#define __MODULE_INFO(tag, name, info) __MODULE_INFO_TAGGED(tag, __UNIQUE_ID(name), info)
#define __MODULE_PARM_TYPE(name, type) __MODULE_INFO(parmtype, parmtype, #name ":" type)
#define MODULE_PARM_DESC(parm, desc)	__MODULE_INFO(parm, parm, #parm ":" desc)

struct kernel_param;

#define KERNEL_PARAM_FL_NOARG	BIT(0)
#define KERNEL_PARAM_OPS_FL_NOARG KERNEL_PARAM_FL_NOARG

/**
 * struct kernel_param_ops - a parameter's type
 * @flags: KERNEL_PARAM_OPS_FL_NOARG: @set takes NULL (the name without "=value")
 * @set: 0 or -errno
 * @get: writes the value and a newline into a page; its length or -errno
 * @free: optional, when the module goes
 */
struct kernel_param_ops {
	unsigned int flags;
	int (*set)(const char *val, const struct kernel_param *kp);
	int (*get)(char *buffer, const struct kernel_param *kp);
	void (*free)(void *arg);
};

struct kparam_string {
	unsigned int maxlen;
	char *string;
};

struct kparam_array {
	unsigned int max;
	unsigned int elemsize;
	unsigned int *num;
	const struct kernel_param_ops *ops;
	void *elem;
};

struct kernel_param {
	const char *name;
	struct module *mod;
	const struct kernel_param_ops *ops;
	const u16 perm;
	s8 level;
	u8 flags;
	union {
		void *arg;
		const struct kparam_string *str;
		const struct kparam_array *arr;
	};
};

#ifdef MODULE
#define MODULE_PARAM_PREFIX
#else
#define MODULE_PARAM_PREFIX KBUILD_MODNAME "."
#endif

#define __module_param_call(prefix, name, ops, arg, perm, level, flags)			\
	static const char __param_str_##name[] = prefix #name;				\
	static const struct kernel_param __param_##name =				\
		{ __param_str_##name, THIS_MODULE, ops, VERIFY_OCTAL_PERMISSIONS(perm), level, flags, { arg } }; \
	static const struct kernel_param *const __param_ptr_##name __used		\
		__section("usnd_params") = &__param_##name

#define module_param_cb(name, ops, arg, perm) \
	__module_param_call(MODULE_PARAM_PREFIX, name, ops, arg, perm, -1, 0)
#define core_param_cb(name, ops, arg, perm) \
	__module_param_call("", name, ops, arg, perm, 1, 0)
#define module_param_call(name, set, get, arg, perm)					\
	static const struct kernel_param_ops __param_ops_##name = { .flags = 0, .set = set, .get = get }; \
	__module_param_call(MODULE_PARAM_PREFIX, name, &__param_ops_##name, arg, perm, -1, 0)
#define module_param(name, type, perm)	module_param_named(name, name, type, perm)
#define module_param_unsafe(name, type, perm) module_param(name, type, perm)
#define module_param_named(name, value, type, perm)					\
	param_check_##type(name, &(value));						\
	module_param_cb(name, &param_ops_##type, &value, perm);				\
	__MODULE_PARM_TYPE(name, #type)
#define module_param_string(name, buffer, len, perm)					\
	static const struct kparam_string __param_string_##name = { len, buffer };	\
	__module_param_call(MODULE_PARAM_PREFIX, name, &param_ops_string,		\
			    (void *)&__param_string_##name, perm, -1, 0);		\
	__MODULE_PARM_TYPE(name, "string")
#define module_param_array(name, type, nump, perm) \
	module_param_array_named(name, name, type, nump, perm)
#define module_param_array_named(name, array, type, nump, perm)				\
	param_check_##type(name, &(array)[0]);						\
	static const struct kparam_array __param_arr_##name = {				\
		.max = ARRAY_SIZE(array), .elemsize = sizeof((array)[0]), .num = nump,	\
		.ops = &param_ops_##type, .elem = array };				\
	__module_param_call(MODULE_PARAM_PREFIX, name, &param_array_ops,		\
			    (void *)&__param_arr_##name, perm, -1, 0);			\
	__MODULE_PARM_TYPE(name, "array of " #type)

/* What the number is (irq, ioport, dma …) matters to kernel lockdown only. */
#define module_param_hw(name, type, hwtype, perm)	module_param(name, type, perm)
#define module_param_hw_named(name, value, type, hwtype, perm) module_param_named(name, value, type, perm)
#define module_param_hw_array(name, type, hwtype, nump, perm) module_param_array(name, type, nump, perm)

#define __param_check(name, p, type) \
	static inline type __always_unused *__check_##name(void) { return (p); }

#define __param_type(type, ctype)							\
	extern const struct kernel_param_ops param_ops_##type;				\
	int param_set_##type(const char *val, const struct kernel_param *kp);		\
	int param_get_##type(char *buffer, const struct kernel_param *kp);
__param_type(byte, unsigned char)
__param_type(short, short)
__param_type(ushort, unsigned short)
__param_type(int, int)
__param_type(uint, unsigned int)
__param_type(long, long)
__param_type(ulong, unsigned long)
__param_type(ullong, unsigned long long)
__param_type(hexint, unsigned int)
__param_type(charp, char *)
__param_type(bool, bool)
__param_type(invbool, bool)
__param_type(bint, int)
#undef __param_type
#define param_check_byte(name, p)	__param_check(name, p, unsigned char)
#define param_check_short(name, p)	__param_check(name, p, short)
#define param_check_ushort(name, p)	__param_check(name, p, unsigned short)
#define param_check_int(name, p)	__param_check(name, p, int)
#define param_check_uint(name, p)	__param_check(name, p, unsigned int)
#define param_check_long(name, p)	__param_check(name, p, long)
#define param_check_ulong(name, p)	__param_check(name, p, unsigned long)
#define param_check_ullong(name, p)	__param_check(name, p, unsigned long long)
#define param_check_hexint(name, p)	param_check_uint(name, p)
#define param_check_charp(name, p)	__param_check(name, p, char *)
#define param_check_bool(name, p)	__param_check(name, p, bool)
#define param_check_invbool(name, p)	param_check_bool(name, p)
#define param_check_bint(name, p)	param_check_int(name, p)

extern const struct kernel_param_ops param_ops_string;
extern const struct kernel_param_ops param_array_ops;
int param_set_copystring(const char *val, const struct kernel_param *kp);
int param_get_string(char *buffer, const struct kernel_param *kp);
void param_free_charp(void *arg);
int param_set_uint_minmax(const char *val, const struct kernel_param *kp, unsigned int min, unsigned int max);

/**
 * parse_args() - set parameters from text: name=value words, values may be "quoted"
 * @doing: who asks, for messages
 * @args: is taken apart
 * @params: @num of them; pointers, NULL ones are skipped
 * @arg: for @unknown
 * @unknown: what to do with a name that is in no table; NULL: -ENOENT
 * Return: NULL, an ERR_PTR(), or what stands behind "--".
 */
char *parse_args(const char *doing, char *args, const struct kernel_param *const *params, unsigned int num,
		 void *arg, int (*unknown)(char *param, char *val, const char *doing, void *arg));
bool parameq(const char *a, const char *b);
bool parameqn(const char *a, const char *b, size_t n);

#endif
