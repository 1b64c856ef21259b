/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The event bits that poll methods of files answer with. */
#ifndef _UAPI_LINUX_EVENTPOLL_H
#define _UAPI_LINUX_EVENTPOLL_H

#include <linux/types.h>

#define EPOLLIN		((__poll_t)0x0001)
#define EPOLLPRI	((__poll_t)0x0002)
#define EPOLLOUT	((__poll_t)0x0004)
#define EPOLLERR	((__poll_t)0x0008)
#define EPOLLHUP	((__poll_t)0x0010)
#define EPOLLNVAL	((__poll_t)0x0020)
#define EPOLLRDNORM	((__poll_t)0x0040)
#define EPOLLRDBAND	((__poll_t)0x0080)
#define EPOLLWRNORM	((__poll_t)0x0100)
#define EPOLLWRBAND	((__poll_t)0x0200)
#define EPOLLMSG	((__poll_t)0x0400)
#define EPOLLRDHUP	((__poll_t)0x2000)

#endif
