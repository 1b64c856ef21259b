/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_GCD_H
#define _LINUX_GCD_H
unsigned long gcd(unsigned long a, unsigned long b);
#endif
