#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The guest's side of scripts/guest-system: the cases of one boot, TAP on stdout. The file "boot" beside it says which boot it is."""
import os
import subprocess
import sys
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import admin  # noqa: E402
import limits  # noqa: E402
import servers  # noqa: E402
import users  # noqa: E402
from tools import HERE, Skip, root  # noqa: E402

BOOTS = {
    'first': admin.BEFORE_ANYTHING + users.CASES + servers.CASES + limits.CASES + [admin.enabled_it_comes_back_with_the_next_boot],
    'second': [admin.after_the_boot_the_cards_are_there] + users.CASES + servers.CASES + limits.SHORT,
}


def main():
    with open(HERE + '/boot') as file:
        boot, *names = file.read().split()
    sys.stdout.reconfigure(line_buffering=True)
    root('systemctl is-system-running --wait')
    print('# boot %s, Linux %s, systemd %s' % (boot, os.uname().release, root('systemctl --version').out.split()[1]))
    left = root('systemctl --failed --no-legend --plain').out.strip()
    print('# units that have failed: ' + (left or 'none'))
    cases = [case for case in BOOTS[boot] if not names or case.__name__ in names]
    print('1..%d' % len(cases))
    for number, case in enumerate(cases, 1):
        title = case.__name__.replace('_', ' ')
        try:
            case()
            print('ok %d - %s' % (number, title))
        except Skip as why:
            print('ok %d - %s # SKIP %s' % (number, title, why))
        except (AssertionError, OSError, subprocess.SubprocessError, LookupError, ValueError) as error:
            text = str(error) if isinstance(error, AssertionError) else ''.join(traceback.format_exception(error))
            for line in text.splitlines():
                print('# ' + line)
            print('not ok %d - %s' % (number, title))
    print('# end')
    os.sync()


main()
