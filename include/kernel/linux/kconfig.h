/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration every kernel-world source sees (forced in by the build, as Kbuild does).
 * IS_ENABLED() and friends decide without #ifdef.
 */
#ifndef _LINUX_KCONFIG_H
#define _LINUX_KCONFIG_H

/* the one name by which a source can tell usnd from a kernel; tests/unit/expect.h does, nobody else may */
#define CONFIG_USND 1
#define CONFIG_64BIT 1
#define CONFIG_COMPAT 1
#define CONFIG_PCI 1
#define CONFIG_ISA 1
#define CONFIG_ISA_DMA_API 1
#define CONFIG_HAS_IOPORT 1
#define CONFIG_HAS_IOMEM 1
#define CONFIG_HAS_DMA 1
#define CONFIG_PM 1
#define CONFIG_PM_SLEEP 1
#define CONFIG_PROC_FS 1
#define CONFIG_HIGH_RES_TIMERS 1
#define CONFIG_HZ 250
#define CONFIG_SND 1
#define CONFIG_SND_TIMER 1
#define CONFIG_SND_PCM 1
#define CONFIG_SND_PCM_TIMER 1
#define CONFIG_SND_HRTIMER_MODULE 1
#define CONFIG_SND_PROC_FS 1
#define CONFIG_SND_VERBOSE_PROCFS 1
#define CONFIG_SND_VERBOSE_PRINTK 1
#define CONFIG_SND_DEBUG 1
#define CONFIG_SND_PCM_XRUN_DEBUG 1
#define CONFIG_SND_DMA_SGBUF 1
#define CONFIG_SND_DYNAMIC_MINORS 1
#define CONFIG_SND_MAX_CARDS 32

/* 1 if the option is defined to 1, else 0: a defined option turns the first comma-probe into two arguments. */
#define __ARG_PLACEHOLDER_1 0,
#define __take_second_arg(ignored, value, ...) value
#define __is_defined(x) ___is_defined(x)
#define ___is_defined(value) ____is_defined(__ARG_PLACEHOLDER_##value)
#define ____is_defined(probe) __take_second_arg(probe 1, 0)
#define IS_BUILTIN(option) __is_defined(option)
#define IS_MODULE(option) __is_defined(option##_MODULE)
#define IS_ENABLED(option) (IS_BUILTIN(option) || IS_MODULE(option))
#define IS_REACHABLE(option) IS_BUILTIN(option)

#endif
