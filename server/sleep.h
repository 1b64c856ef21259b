/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sleep.h - waiting by the real clock, whatever the run's clock is: for clients, who are real. */
#ifndef SERVER_SLEEP_H
#define SERVER_SLEEP_H

/** real_sleep() - the task sleeps for so many ms */
void real_sleep(unsigned int ms);

#endif
