/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What uname(2) would say of this world. */
#ifndef _LINUX_UTSNAME_H
#define _LINUX_UTSNAME_H

#define __NEW_UTS_LEN 64

struct new_utsname {
	char sysname[__NEW_UTS_LEN + 1];
	char release[__NEW_UTS_LEN + 1];
	char machine[__NEW_UTS_LEN + 1];
};

struct new_utsname *init_utsname(void);

#endif
