/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * filter.h - which system calls of a process are told to us.
 */
#ifndef SERVER_NOTIFY_FILTER_H
#define SERVER_NOTIFY_FILTER_H

#include <stdbool.h>

/**
 * notify_filter_install() - from now on, for this thread and whatever it forks and executes; cannot be undone
 * @killable: receives whether received calls wait for us whatever signals come
 * Return: the listener's descriptor; -EBUSY: there is a listener already; -ENOSYS, -EINVAL: the kernel is too old; or
 * of prctl(2)
 */
int notify_filter_install(bool *killable);

#endif
