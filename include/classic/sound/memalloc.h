/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sound/memalloc.h for sources in the chapter's older spelling: today's header and the names it has dropped.
 */
#ifndef _CLASSIC_SOUND_MEMALLOC_H
#define _CLASSIC_SOUND_MEMALLOC_H

#include_next <sound/memalloc.h>
#include <sound/memalloc_classic.h>

#endif
