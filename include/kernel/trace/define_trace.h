/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a file with CREATE_TRACE_POINTS would make them: see <linux/tracepoint.h>. */
