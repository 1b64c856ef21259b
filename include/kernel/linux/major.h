/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Major numbers of character devices that sound code names. */
#ifndef _LINUX_MAJOR_H
#define _LINUX_MAJOR_H

#define MEM_MAJOR	1
#define MISC_MAJOR	10
#define SOUND_MAJOR	14

#endif
