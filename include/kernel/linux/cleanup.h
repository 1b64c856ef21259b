/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Things that end by themselves when a variable leaves its scope: memory (__free), objects (CLASS) and locks
 * (guard, scoped_guard). Each lock's header defines its guards with DEFINE_GUARD() or DEFINE_LOCK_GUARD_*().
 */
#ifndef _LINUX_CLEANUP_H
#define _LINUX_CLEANUP_H

#include <linux/args.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/err.h>

/* DEFINE_FREE(name, type, statement on _T); type *p __free(name) = …; */
#define DEFINE_FREE(_name, _type, _free) \
	static inline void __free_##_name(void *p) { _type _T = *(_type *)p; _free; }
#define __free(_name)	__cleanup(__free_##_name)

#define __get_and_null(p, nullvalue) \
	({ __auto_type __gan_ptr = &(p); __auto_type __gan_val = *__gan_ptr; *__gan_ptr = nullvalue; __gan_val; })

static inline __must_check const volatile void *__must_check_fn(const volatile void *val)
{
	return val;
}

/* The owner changes: the variable's end does nothing any more. */
#define no_free_ptr(p) \
	((typeof(p))__must_check_fn((__force const volatile void *)__get_and_null(p, NULL)))
#define return_ptr(p)	return no_free_ptr(p)

/* A class is a type with a constructor and a destructor; CLASS(name, variable)(arguments); */
#define DEFINE_CLASS(_name, _type, _exit, _init, _init_args...)		\
	typedef _type class_##_name##_t;				\
	static inline void class_##_name##_destructor(_type *p)		\
	{ _type _T = *p; _exit; }					\
	static inline _type class_##_name##_constructor(_init_args)	\
	{ _type t = _init; return t; }

/* The same type and end, another beginning. */
#define EXTEND_CLASS(_name, ext, _init, _init_args...)			\
	typedef class_##_name##_t class_##_name##ext##_t;		\
	static inline void class_##_name##ext##_destructor(class_##_name##_t *p) \
	{ class_##_name##_destructor(p); }				\
	static inline class_##_name##_t class_##_name##ext##_constructor(_init_args) \
	{ class_##_name##_t t = _init; return t; }

#define CLASS(_name, var) \
	class_##_name##_t var __maybe_unused __cleanup(class_##_name##_destructor) = class_##_name##_constructor

/* Guards: class_X_lock_ptr() is what is held, NULL when a conditional guard failed. */
#define DEFINE_CLASS_IS_GUARD(_name) \
	static __maybe_unused const bool class_##_name##_is_conditional = false
#define DEFINE_CLASS_IS_COND_GUARD(_name) \
	static __maybe_unused const bool class_##_name##_is_conditional = true
#define __DEFINE_CLASS_IS_CONDITIONAL(_name, _cond) \
	static __maybe_unused const bool class_##_name##_is_conditional = _cond

#define DEFINE_GUARD(_name, _type, _lock, _unlock)			\
	__DEFINE_CLASS_IS_CONDITIONAL(_name, false);			\
	DEFINE_CLASS(_name, _type, if (_T) { _unlock; }, ({ _lock; _T; }), _type _T); \
	static inline void *class_##_name##_lock_ptr(class_##_name##_t *_T) \
	{ return (void *)(unsigned long)*_T; }

#define DEFINE_GUARD_COND(_name, _ext, _condlock)			\
	__DEFINE_CLASS_IS_CONDITIONAL(_name##_ext, true);		\
	EXTEND_CLASS(_name, _ext, ({ void *_t = _T; if (_T && !(_condlock)) _t = NULL; _t; }), \
		     class_##_name##_t _T)				\
	static inline void *class_##_name##_ext##_lock_ptr(class_##_name##_t *_T) \
	{ return class_##_name##_lock_ptr(_T); }

#define guard(_name)		CLASS(_name, __UNIQUE_ID(guard))
#define __guard_ptr(_name)	class_##_name##_lock_ptr
#define __is_cond_ptr(_name)	class_##_name##_is_conditional

/* The statement behind it runs with the lock held; left by any way out, break included. */
#define __scoped_guard(_name, label, args...)				\
	for (CLASS(_name, __scope)(args);				\
	     __guard_ptr(_name)(&__scope) || !__is_cond_ptr(_name);	\
	     ({ goto label; }))						\
		if (0) {						\
label:									\
			break;						\
		} else
#define scoped_guard(_name, args...)	__scoped_guard(_name, __UNIQUE_ID(scope_end), args)

/* As scoped_guard(); the statement @_fail runs if the lock was not to be had. */
#define __scoped_cond_guard(_name, _fail, label, args...)		\
	for (CLASS(_name, __scope)(args); true; ({ goto label; }))	\
		if (!__guard_ptr(_name)(&__scope)) {			\
			_fail;						\
label:									\
			break;						\
		} else
#define scoped_cond_guard(_name, _fail, args...) \
	__scoped_cond_guard(_name, _fail, __UNIQUE_ID(scope_end), args)

/* Guards that remember more than the lock: members of the structure, reached as _T->member (flags …). */
#define __DEFINE_UNLOCK_GUARD(_name, _type, _unlock, ...)		\
	typedef struct { _type *lock; __VA_ARGS__; } class_##_name##_t;	\
	static inline void class_##_name##_destructor(class_##_name##_t *_T) \
	{ if (_T->lock) { _unlock; } }					\
	static inline void *class_##_name##_lock_ptr(class_##_name##_t *_T) \
	{ return (void *)(unsigned long)_T->lock; }

#define DEFINE_LOCK_GUARD_1(_name, _type, _lock, _unlock, ...)		\
	__DEFINE_CLASS_IS_CONDITIONAL(_name, false);			\
	__DEFINE_UNLOCK_GUARD(_name, _type, _unlock, __VA_ARGS__)	\
	static inline class_##_name##_t class_##_name##_constructor(_type *l) \
	{ class_##_name##_t _t = { .lock = l }, *_T = &_t; _lock; return _t; }

#define DEFINE_LOCK_GUARD_0(_name, _lock, _unlock, ...)			\
	__DEFINE_CLASS_IS_CONDITIONAL(_name, false);			\
	__DEFINE_UNLOCK_GUARD(_name, void, _unlock, __VA_ARGS__)	\
	static inline class_##_name##_t class_##_name##_constructor(void) \
	{ class_##_name##_t _t = { .lock = (void *)1 }, *_T __maybe_unused = &_t; _lock; return _t; }

#define DEFINE_LOCK_GUARD_1_COND(_name, _ext, _condlock)		\
	__DEFINE_CLASS_IS_CONDITIONAL(_name##_ext, true);		\
	EXTEND_CLASS(_name, _ext,					\
		     ({ class_##_name##_t _t = { .lock = l }, *_T = &_t; \
			if (_T->lock && !(_condlock)) _T->lock = NULL;	\
			_t; }),						\
		     typeof_member(class_##_name##_t, lock) l)		\
	static inline void *class_##_name##_ext##_lock_ptr(class_##_name##_t *_T) \
	{ return class_##_name##_lock_ptr(_T); }

#endif
