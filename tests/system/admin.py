# SPDX-License-Identifier: GPL-2.0-or-later
"""What an administrator does: the package, the unit, its cards beside the kernel's."""
import os
import re
import signal
import stat

from tools import (HERE, USER, cards, doctor, edit_unit, expect, good, is_up, journal, mounts, nothing_is_left, passthrough,
                   root, unit, user, wait_until)


def dev_snd():
    return sorted(os.listdir('/dev/snd')) if os.path.isdir('/dev/snd') else []


def installing_starts_nothing():
    before = dev_snd()
    good(root('dpkg -i %s/usnd.deb' % HERE))
    expect(dev_snd() == before, dev_snd(), before)
    nothing_is_left()
    # the fresh unit is known without anybody's daemon-reload
    expect(unit('LoadState') == 'loaded' and unit('ActiveState') == 'inactive' and unit('UnitFileState') == 'disabled',
           unit('LoadState'), unit('ActiveState'), unit('UnitFileState'))


def systemd_finds_nothing_to_complain_about():
    done = root('systemd-analyze verify --man=no usnd.service')
    expect(done.status == 0 and 'usnd' not in done.out + done.err, done)
    done = root('systemd-analyze security --no-pager usnd.service')
    level = re.search(r'exposure level for usnd\.service: ([\d.]+)', done.out)
    expect(level, done)
    print('# exposure, as systemd-analyze security sees it:', level[1])
    expect(float(level[1]) < 5, level[1])


def enabled_now_its_cards_are_there():
    good(root('systemctl enable --now usnd'))
    is_up()
    expect(unit('UnitFileState') == 'enabled' and unit('NRestarts') == '0', unit('UnitFileState'), unit('NRestarts'))
    expect('cards are up' in unit('StatusText'), unit('StatusText'))
    expect('Loopback' in good(root('aplay -l')))
    expect('Loopback' in good(root('usnd cards')))
    out = good(root('systemctl status --no-pager usnd'))
    expect('active (running)' in out and 'cards are up' in out, out)


def edited_it_has_the_cards_that_the_manual_names():
    text = block_of_the_manual()
    edit_unit(text)
    good(root('systemctl restart usnd'))
    is_up()
    out = good(root('aplay -l'))
    expect('card 0: Loopback' in out and 'card 1: Dummy' in out, out)


def block_of_the_manual():
    """docs/ci.md, "Your own runners", says it within a sentence."""
    with open(HERE + '/ci.md') as text:
        found = re.search(r'`\[Service\]`, `(Environment="USND_CARDS=[^`]*")`', text.read())
    expect(found, 'docs/ci.md says no longer how the unit is edited')
    return '[Service]\n%s\n' % found[1]


def nodes_are_of_root_and_audio_and_for_all():
    audio = int(good(root('getent group audio')).split(':')[2])
    for name in 'controlC0', 'pcmC0D0p', 'pcmC0D0c', 'controlC1':
        expect(os.path.islink('/dev/snd/' + name), name, 'is no link')
        node = os.stat('/dev/snd/' + name)
        expect((stat.S_IMODE(node.st_mode), node.st_uid, node.st_gid) == (0o666, 0, audio), name, oct(node.st_mode), node.st_uid, node.st_gid)
    cards('--mode 0660 snd-dummy')
    try:
        expect('audio' not in good(user('id -nG')))
        expect('no soundcards' in good(user('aplay -l 2>&1; true')))
        good(root('usermod -a -G audio ' + USER))
        expect('card 0: Dummy' in good(user('aplay -l')))
    finally:
        root('gpasswd -d %s audio' % USER)


def the_journal_has_its_log():
    cards('snd-aloop')
    good(root('aplay -q -D hw:0,0 -f S16_LE -r 48000 -c 2 -d 1 /dev/zero'))
    out = good(root('journalctl -q -o cat -u usnd -b'))
    expect('Started usnd.service' in out, out)
    expect('Started' not in good(root('usnd log')))
    # what is wrong with the cards' names is said where the administrator looks for it
    edit_unit('[Service]\nEnvironment="USND_CARDS=snd-aloop pcm_substraems=4"\n')
    try:
        expect(root('systemctl restart usnd').status != 0)
        expect('pcm_substraems' in journal(), journal())
        wait_until(lambda: unit('ActiveState') == 'failed', 'with the wrong words it is tried again and again: ' + journal())
        expect(unit('NRestarts') == '0', unit('NRestarts'))
        nothing_is_left()
    finally:
        cards('snd-aloop')


def stopped_it_leaves_nothing_and_restarted_it_is_another():
    before = unit('MainPID')
    good(root('systemctl restart usnd'))
    is_up()
    expect(unit('MainPID') != before)
    good(root('systemctl stop usnd'))
    expect(unit('ActiveState') == 'inactive' and unit('Result') == 'success', unit('ActiveState'), unit('Result'))
    nothing_is_left()
    good(root('systemctl start usnd'))
    is_up()


def usnd_down_ends_it_in_order():
    good(root('usnd down'))
    wait_until(lambda: unit('ActiveState') == 'inactive', 'the unit does not see that its server has ended')
    expect(unit('Result') == 'success', unit('Result'), journal())
    nothing_is_left()
    good(root('systemctl start usnd'))


def killed_it_comes_back_without_a_stale_mount():
    pid, player = int(unit('MainPID')), 'timeout 60 aplay -q -D hw:0,0 -f S16_LE -r 48000 -c 2 /dev/zero'
    good(root('%s > /dev/null 2>&1 & echo' % player))
    wait_until(lambda: 'RUNNING' in root('usnd cards').out, 'nobody plays')
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: unit('ActiveState') == 'active' and unit('MainPID') not in ('0', str(pid)), 'it does not come back: ' + journal())
    expect(unit('NRestarts') == '1', unit('NRestarts'))
    expect(len(mounts()) == 1, *mounts())
    wait_until(lambda: not root('pgrep -x aplay').out, 'the player of the dead server is left')
    good(user('aplay -q -D hw:0,0 -f S16_LE -r 48000 -c 2 -s 4800 /dev/zero'))


def beside_the_kernels_cards_it_takes_free_numbers():
    good(root('systemctl stop usnd; modprobe snd-dummy'))
    try:
        wait_until(lambda: os.path.exists('/dev/snd/controlC0'), 'the kernel has no card')
        cards('snd-aloop')
        out = good(root('aplay -l'))
        expect('card 0: Dummy' in out and 'card 1: Loopback' in out, out)
        expect(not os.path.islink('/dev/snd/controlC0') and os.path.islink('/dev/snd/controlC1'))
        good(user('aplay -q -D hw:1,0 -f S16_LE -r 48000 -c 2 -s 4800 /dev/zero'))
        good(root('aplay -q -D hw:0,0 -f S16_LE -r 48000 -c 2 -s 4800 /dev/zero'))
        # the timer is that of the kernel's cards, and a default that asks for another one would be none
        good(root('aplay -q -D sysdefault:CARD=Dummy -f S16_LE -r 48000 -c 2 -s 4800 /dev/zero'))
        cards('es1370')
        good(user('aplay -q -D sysdefault:CARD=AudioPCI -f S16_LE -r 48000 -c 2 -s 4800 /dev/zero'))
        good(root('systemctl stop usnd'))
        expect('card 0: Dummy' in good(root('aplay -l')))
        expect(not os.path.islink('/dev/snd/timer') and os.path.exists('/dev/snd/controlC0'))
    finally:
        root('modprobe -r snd-dummy')


def a_card_of_the_kernel_that_comes_later_hides_nobody_else():
    """Both sides want number 0 by themselves. The name is taken, so devtmpfs makes no node; usnd's card stays, and doctor says what helps."""
    cards('snd-aloop')
    good(root('modprobe snd-dummy'))
    try:
        expect('card 0: Loopback' in good(root('aplay -l')) and '[Dummy' in good(root('cat /proc/asound/cards')))
        good(user('aplay -q -D hw:0,0 -f S16_LE -r 48000 -c 2 -s 4800 /dev/zero'))
        found = doctor()['free card number']
        expect(not found[0] and "kernel's card 0" in found[1] and 'index=' in found[1], found)
        # what doctor says helps
        good(root('usnd down; modprobe -r snd-dummy; modprobe snd-dummy'))
        wait_until(lambda: os.path.exists('/dev/snd/controlC0'), 'the kernel has no card')
        good(root('systemctl start usnd'))
        out = good(root('aplay -l'))
        expect('card 0: Dummy' in out and 'card 1: Loopback' in out and doctor()['free card number'][0], out)
    finally:
        root('systemctl stop usnd; modprobe -r snd-dummy; systemctl start usnd')
    out = good(root('aplay -l'))
    expect('card 0: Loopback' in out and 'Dummy' not in out, out)


def containers_are_shown_the_cards():
    """usnd up --at, carried out by the unit's server, for a mount namespace of root and for one in a user namespace."""
    cards('snd-aloop')
    with open('/var/tmp/hold', 'w') as script:
        script.write('mount -t tmpfs c /mnt && echo $$ > $1 && exec sleep 1000\n')
    for run, how in (root, 'unshare -m --propagation private'), (user, 'unshare -Urm'):
        file = '/var/tmp/%s.pid' % run.__name__
        good(run('rm -f %s; %s sh /var/tmp/hold %s > /dev/null 2>&1 < /dev/null & echo' % (file, how, file)))
        wait_until(lambda: os.path.exists(file) and open(file).read().strip(), 'no container of ' + run.__name__)
        pid = int(open(file).read())
        try:
            good(root('usnd up --at %d:/mnt' % pid))
            out = good(root('usnd cards; nsenter -t %d -m ls /mnt' % pid))
            expect('%d:/mnt' % pid in out.replace('process ', '') or '/mnt' in out, out)
            expect('pcmC0D0p' in out.splitlines(), out)
            good(root('usnd down --at %d:/mnt' % pid))
            expect('pcmC0D0p' not in good(root('nsenter -t %d -m ls /mnt' % pid)))
        finally:
            os.kill(pid, signal.SIGKILL)


def enabled_it_comes_back_with_the_next_boot():
    cards('--record /srv/record snd-aloop snd-dummy index=1')
    expect(good(root('systemctl is-enabled usnd')).strip() == 'enabled')


def after_the_boot_the_cards_are_there():
    is_up()
    out = good(user('aplay -l'))
    expect('card 0: Loopback' in out and 'card 1: Dummy' in out, out)
    expect(unit('NRestarts') == '0', unit('NRestarts'))
    said = good(root('usnd doctor'))
    expect(('with passthrough' in said) == passthrough(), said)


BEFORE_ANYTHING = [installing_starts_nothing, systemd_finds_nothing_to_complain_about, enabled_now_its_cards_are_there,
                   edited_it_has_the_cards_that_the_manual_names, nodes_are_of_root_and_audio_and_for_all, the_journal_has_its_log,
                   stopped_it_leaves_nothing_and_restarted_it_is_another, usnd_down_ends_it_in_order,
                   containers_are_shown_the_cards, killed_it_comes_back_without_a_stale_mount, beside_the_kernels_cards_it_takes_free_numbers,
                   a_card_of_the_kernel_that_comes_later_hides_nobody_else]
