/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_EVENTPOLL_H
#define _LINUX_EVENTPOLL_H

#include <uapi/linux/eventpoll.h>

#endif
