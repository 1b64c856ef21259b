# SPDX-License-Identifier: GPL-2.0-or-later
"""What an administrator may forbid: Yama's scopes, user namespaces, AppArmor. What is not possible says so, and usnd doctor the truth."""
import contextlib
import os

from tools import Skip, block_with, doctor, expect, fails, good, root, user

EXEC = 'usnd exec -- aplay -q -D hw:0,0 -f S16_LE -r 48000 -c 2 -s 4800 /dev/zero'
UP = "unshare -Urm sh -c 'usnd up snd-aloop && aplay -q -D hw:0,0 -f S16_LE -r 48000 -c 2 -s 4800 /dev/zero; s=$?; usnd down; exit $s'"


@contextlib.contextmanager
def sysctl(name, value):
    path = '/proc/sys/' + name.replace('.', '/')
    if not os.path.exists(path):
        raise Skip('this kernel has no ' + name)
    with open(path) as file:
        before = file.read()
    good(root('sysctl -q -w %s=%s' % (name, value)))
    try:
        yield
    finally:
        root('sysctl -q -w %s=%s' % (name, before.strip()))


@contextlib.contextmanager
def stopped():
    good(root('systemctl stop usnd'))
    try:
        yield
    finally:
        good(root('systemctl reset-failed usnd; systemctl start usnd'))


def yama_as_debian_has_it_lets_exec_work():
    with open('/proc/sys/kernel/yama/ptrace_scope') as file:
        print('# kernel.yama.ptrace_scope is', file.read().strip())
    good(user(EXEC))


def yama_1_lets_exec_work_and_the_unit():
    with sysctl('kernel.yama.ptrace_scope', 1):
        good(user(EXEC))
        good(root('systemctl restart usnd'))
        good(user('aplay -q -D hw:0,0 -f S16_LE -r 48000 -c 2 -s 4800 /dev/zero'))
        found = doctor(user)
        expect(found['exec'][0] and found['Yama'][0], found)


def yama_2_is_for_root_only():
    with sysctl('kernel.yama.ptrace_scope', 2):
        fails(user(EXEC), 77)
        found = doctor(user)
        expect(not found['exec'][0] and not found['Yama'][0] and 'ptrace_scope=1' in found['Yama'][1], found)
        good(root(EXEC))
        good(root('systemctl restart usnd'))
        good(user('aplay -q -D hw:0,0 -f S16_LE -r 48000 -c 2 -s 4800 /dev/zero'))
        expect(doctor(root)['exec'][0])


def namespaces_forbidden_by(name, value):
    with stopped(), sysctl(name, value):
        expect(user(UP).status != 0)
        found = doctor(user)
        expect(not found['user namespaces'][0] and name in found['user namespaces'][1], found)
        expect(not found['mount in them'][0] and not found['up'][0] and found['exec'][0], found)
        good(user(EXEC))
        found = doctor(root)
        expect(found['up'][0], found)


def without_unprivileged_userns_clone_up_is_roots():
    namespaces_forbidden_by('kernel.unprivileged_userns_clone', 0)


def without_user_namespaces_up_is_roots():
    namespaces_forbidden_by('user.max_user_namespaces', 0)


def fuse_for_root_only_is_said():
    good(root('chmod 600 /dev/fuse'))
    try:
        with stopped():
            fails(user(UP), 77, '/dev/fuse')
            found = doctor(user)
            expect(not found['fuse device'][0] and not found['up'][0], found)
            good(user(EXEC))
    finally:
        root('chmod 666 /dev/fuse')


# Ubuntu's kernel moves whoever makes a user namespace without a profile into "unprivileged_userns", which takes all
# capabilities away: this is that profile, put on a copy of unshare, which Debian's kernels can do as well.
RESTRICTED = '''include <tunables/global>
profile restricted /usr/local/bin/unshare-restricted {
  / r,
  /** mrwlk,
  network,
  unix,
  ptrace,
  signal,
  dbus,
  /** pix,
  deny capability,
  deny mount,
}
'''


def load_profile(name, text):
    with open('/etc/apparmor.d/' + name, 'w') as file:
        file.write(text)
    good(root('apparmor_parser -r /etc/apparmor.d/' + name))


def apparmor_that_takes_the_capabilities_away_is_said():
    if not os.path.isdir('/sys/kernel/security/apparmor'):
        raise Skip('this kernel has no AppArmor')
    good(root('cp /usr/bin/unshare /usr/local/bin/unshare-restricted'))
    load_profile('restricted', RESTRICTED)
    with stopped():
        fails(user(UP.replace('unshare', 'unshare-restricted', 1)), 1, 'not permitted')
        good(user(EXEC))
        found = doctor(lambda command: user('aa-exec -p restricted -- ' + command))
        expect(not found['up'][0] and 'profile "restricted"' in found['user namespaces'][1] and found['exec'][0], found)
        expect(doctor(user)['up'][0])


def the_profile_of_the_manual_is_one():
    """Debian 12's parser does not know the rule "userns", which came with AppArmor 4; it is tried where it is known."""
    text = block_with('profile usnd-unshare')
    with open('/var/tmp/usnd-unshare', 'w') as file:
        file.write(text)
    done = root('apparmor_parser -Q -K /var/tmp/usnd-unshare')
    if done.status:
        print('# ' + done.err.strip().replace('\n', ' | '))
        raise Skip('this AppArmor has no rule "userns"')


def whole_doctor_of_a_user_and_of_root():
    for run in root, user:
        print('# ' + run('usnd doctor').out.replace('\n', '\n# '))


SHORT = [yama_as_debian_has_it_lets_exec_work, without_unprivileged_userns_clone_up_is_roots, whole_doctor_of_a_user_and_of_root]
CASES = [yama_as_debian_has_it_lets_exec_work, yama_1_lets_exec_work_and_the_unit, yama_2_is_for_root_only,
         without_unprivileged_userns_clone_up_is_roots, without_user_namespaces_up_is_roots, fuse_for_root_only_is_said,
         apparmor_that_takes_the_capabilities_away_is_said, the_profile_of_the_manual_is_one, whole_doctor_of_a_user_and_of_root]
