/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sound/driver.h - the first include of every ALSA driver until 2.6.24: what <linux/module.h> brings in today.
 */
#ifndef _CLASSIC_SOUND_DRIVER_H
#define _CLASSIC_SOUND_DRIVER_H

#include <linux/module.h>
#include <linux/slab.h>
#include <linux/types.h>

#endif
