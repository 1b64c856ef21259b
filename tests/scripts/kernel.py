# SPDX-License-Identifier: GPL-2.0-or-later
"""What the kernel that runs the tests is too old for (docs/kernels.md)."""
import os
import re


def linux_is(major, minor):
    """By its version, so that something that is missing on a newer kernel is a failure, and no reason to skip."""
    return tuple(map(int, re.match(r'(\d+)\.(\d+)', os.uname().release).groups())) >= (major, minor)


def passthrough_is_missing():
    return None if linux_is(6, 9) else 'passthrough needs Linux 6.9'
