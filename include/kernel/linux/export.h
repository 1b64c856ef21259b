/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a module may use. EXPORT_SYMBOL(x) leaves a local marker __ksymtab_x in the object; scripts/kernel-link
 * makes the linker's dynamic list from the markers, and a module that needs another name is refused at load.
 */
#ifndef _LINUX_EXPORT_H
#define _LINUX_EXPORT_H

#include <linux/compiler.h>
#include <linux/linkage.h>
#include <linux/stringify.h>

struct module;

#ifdef MODULE
extern struct module usnd_this_module;
#ifdef USND_PART /* of another module of Linux, built in here: it needs no users (usnd build --with) */
#define THIS_MODULE ((struct module *)0)
#else
#define THIS_MODULE (&usnd_this_module)
#endif
#define ___EXPORT_SYMBOL(sym)
#else
#define THIS_MODULE ((struct module *)0)
#define ___EXPORT_SYMBOL(sym) \
	static const void *const __ksymtab_##sym __used __section("__ksymtab") = (const void *)&sym;
#endif

#define __EXPORT_SYMBOL(sym)		___EXPORT_SYMBOL(sym) extern typeof(sym) sym
#define EXPORT_SYMBOL(sym)		__EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_GPL(sym)		__EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_NS(sym, ns)	__EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_NS_GPL(sym, ns)	__EXPORT_SYMBOL(sym)

#endif
