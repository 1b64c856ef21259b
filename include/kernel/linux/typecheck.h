/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_TYPECHECK_H
#define _LINUX_TYPECHECK_H

/* 1, and a warning unless x has the type. */
#define typecheck(type, x) \
	({ type __want; typeof(x) __have; (void)(&__want == &__have); 1; })
#define typecheck_fn(type, function) \
	({ typeof(type) __fn = function; (void)__fn; })

#endif
