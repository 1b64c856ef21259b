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

/*
 * Memory: DEFINE_FREE(name, type, statement) says how a variable of @type ends; the statement sees it as _T.
 * type variable __free(name) = …;
 */
#define DEFINE_FREE(name, type, statement)					\
	static inline void __free_##name(void *variable)			\
	{									\
		type _T = *(type *)variable;					\
		statement;							\
	}
#define __free(name)		__cleanup(__free_##name)

/* The value, and @left in its place. */
#define __get_and_null(variable, left)						\
	({ __auto_type __place = &(variable); __auto_type __value = *__place;	\
	   *__place = (left); __value; })

static inline const volatile void * __must_check __must_check_fn(const volatile void *value)
{
	return value;
}

/* The owner changes: the variable's end does nothing any more. The result must be used. */
#define no_free_ptr(p)		((typeof(p))__must_check_fn(__get_and_null(p, NULL)))
#define return_ptr(p)		return no_free_ptr(p)

/*
 * Objects: a class has a type, an end (a statement that sees the object as _T) and a beginning (an expression over
 * its parameters). CLASS(name, variable)(arguments); its three parts are called class_NAME_t, _constructor and
 * _destructor.
 */
#define __CLASS_END(name, statement)						\
	static inline void class_##name##_destructor(class_##name##_t *variable)	\
	{									\
		class_##name##_t _T = *variable;				\
		statement;							\
	}
#define __CLASS_BEGIN(name, value, parameters...)				\
	static inline class_##name##_t class_##name##_constructor(parameters)	\
	{									\
		class_##name##_t __object = value;				\
		return __object;						\
	}

#define DEFINE_CLASS(name, type, end, begin, parameters...)			\
	typedef type class_##name##_t;						\
	__CLASS_END(name, end)							\
	__CLASS_BEGIN(name, begin, parameters)

/* name##extension: the same type and end, another beginning. */
#define EXTEND_CLASS(name, extension, begin, parameters...)			\
	typedef class_##name##_t class_##name##extension##_t;			\
	static inline void class_##name##extension##_destructor(class_##name##_t *variable) \
	{									\
		class_##name##_destructor(variable);				\
	}									\
	__CLASS_BEGIN(name##extension, begin, parameters)

#define CLASS(name, variable) \
	class_##name##_t variable __maybe_unused __cleanup(class_##name##_destructor) = class_##name##_constructor

/*
 * Locks: a guard is a class that also has class_NAME_lock_ptr(), which gives what is held, NULL for a conditional
 * guard that did not get its lock, and the constant class_NAME_is_conditional.
 */
#define __GUARD_TRAITS(name, conditional, held)					\
	static __maybe_unused const bool class_##name##_is_conditional = conditional; \
	static inline void *class_##name##_lock_ptr(class_##name##_t *_T)	\
	{									\
		return (void *)(uintptr_t)(held);				\
	}

/* A guard that is nothing but the lock's address. */
#define DEFINE_GUARD(name, type, take, drop)					\
	DEFINE_CLASS(name, type, if (_T) { drop; }, ({ take; _T; }), type _T)	\
	__GUARD_TRAITS(name, false, *_T)
#define DEFINE_GUARD_COND(name, extension, try_take)				\
	EXTEND_CLASS(name, extension, ({ _T && (try_take) ? _T : NULL; }), class_##name##_t _T) \
	__GUARD_TRAITS(name##extension, true, *_T)

/* Guards that remember more than the lock: members of a structure, reached as _T->member (flags …). */
#define __LOCK_GUARD(name, type, drop, members...)				\
	typedef struct {							\
		type *lock;							\
		members;							\
	} class_##name##_t;							\
	static inline void class_##name##_destructor(class_##name##_t *_T)	\
	{									\
		if (_T->lock) {							\
			drop;							\
		}								\
	}									\
	__GUARD_TRAITS(name, false, _T->lock)
/* The structure with its lock, filled by the statement. */
#define __LOCK_GUARD_TAKE(name, address, statement)				\
	({ class_##name##_t __guard = { .lock = (address) }, *_T __maybe_unused = &__guard; \
	   statement; __guard; })

#define DEFINE_LOCK_GUARD_1(name, type, take, drop, members...)			\
	__LOCK_GUARD(name, type, drop, members)					\
	__CLASS_BEGIN(name, __LOCK_GUARD_TAKE(name, l, take), type *l)
/* For what has no address (preemption, interrupts of this CPU): any that is not NULL stands for it. */
#define DEFINE_LOCK_GUARD_0(name, take, drop, members...)			\
	__LOCK_GUARD(name, void, drop, members)					\
	__CLASS_BEGIN(name, __LOCK_GUARD_TAKE(name, (void *)1, take), void)
#define DEFINE_LOCK_GUARD_1_COND(name, extension, try_take)			\
	EXTEND_CLASS(name, extension,						\
		     __LOCK_GUARD_TAKE(name, l, if (l && !(try_take)) _T->lock = NULL), \
		     typeof(((class_##name##_t *)0)->lock) l)			\
	__GUARD_TRAITS(name##extension, true, _T->lock)

#define guard(name)		CLASS(name, __UNIQUE_ID(guard))
#define __guard_ptr(name)	class_##name##_lock_ptr
#define __is_cond_ptr(name)	class_##name##_is_conditional

/*
 * The statement behind these runs once, with the lock held, which is dropped however the statement is left. The loop
 * exists for its variable; its step jumps out, so that the compiler does not see a second turn.
 */
#define __scoped_guard(name, end, arguments...)					\
	for (CLASS(name, __scope)(arguments);					\
	     !__is_cond_ptr(name) || __guard_ptr(name)(&__scope); ({ goto end; })) \
		if (false) {							\
end:										\
			break;							\
		} else
#define scoped_guard(name, arguments...) __scoped_guard(name, __UNIQUE_ID(scope_end), arguments)

/* As scoped_guard(); the statement @fail runs if the lock was not to be had. */
#define __scoped_cond_guard(name, fail, end, arguments...)			\
	for (CLASS(name, __scope)(arguments); true; ({ goto end; }))		\
		if (!__guard_ptr(name)(&__scope)) {				\
			fail;							\
end:										\
			break;							\
		} else
#define scoped_cond_guard(name, fail, arguments...) \
	__scoped_cond_guard(name, fail, __UNIQUE_ID(scope_end), arguments)

#endif
