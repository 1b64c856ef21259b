# SPDX-License-Identifier: GPL-2.0-or-later
"""What an ordinary user who has logged in does with the unit's cards, and without them: usnd exec, and up in a user namespace."""
import os
import re

from tools import Skip, cards, doctor, expect, fails, frames_of, good, heard, make_sound, mounts, passthrough, root, user, wait_until


def a_login_has_a_session_and_a_folder():
    out = good(user('echo $XDG_RUNTIME_DIR; loginctl show-session $XDG_SESSION_ID -p Name -p Class; systemctl --user is-system-running --wait'))
    expect('/run/user/1000' in out and 'Name=anna' in out, out)


def what_a_user_plays_is_heard_bit_by_bit():
    make_sound('a.wav')
    cards('--record /srv/record es1370 snd-aloop')
    for way in ['aplay -q -D hw:0,0', 'aplay -q -D plughw:0,0'] + ['aplay -q -M -D hw:0,0', 'aplay -q -D plug:dmix:0'] * passthrough():
        good(root('rm -f /srv/record/*'))
        good(user(way + ' /srv/sounds/a.wav'))
        wait_until(lambda: any(name.endswith('.wav') for name in os.listdir('/srv/record')), 'nothing is recorded')
        heard(0, '/srv/sounds/a.wav')


def without_passthrough_mmap_is_not_offered():
    if passthrough():
        raise Skip('this kernel has passthrough')
    fails(user('aplay -q -M -D hw:0,0 /srv/sounds/a.wav'), 1, 'Access type not available')


def two_users_meet_on_a_loopback():
    sound = '/srv/sounds/a.wav'
    good(root('useradd -m -s /bin/bash berta 2> /dev/null || id berta'))
    good(root('rm -f /var/tmp/heard.wav; su - berta -c "arecord -q -D hw:Loopback,1 -f S16_LE -r 48000 -c 2 -d 3 /var/tmp/heard.wav" '
              '< /dev/null > /var/tmp/arecord.log 2>&1 &'))
    wait_until(lambda: re.search(r'arecord \(\d+\), RUNNING', root('usnd cards').out), 'nobody records: ' + root('cat /var/tmp/arecord.log').out)
    fails(user('arecord -q -D hw:Loopback,1,0 -f S16_LE -r 48000 -c 2 -d 1 /dev/null'), 1, 'busy')
    good(user('aplay -q -D hw:Loopback,0 ' + sound))
    wait_until(lambda: not root('pgrep -x arecord').out, 'arecord does not end')
    expect(frames_of(sound) in frames_of('/var/tmp/heard.wav'), 'what was recorded is not what was played')


def a_users_mixer_is_the_cards():
    cards('es1370')
    good(user('amixer -q -c AudioPCI sset PCM 20'))
    out = good(root('amixer -c AudioPCI sget PCM'))
    expect('Front Left: 20 [' in out, out)


def the_default_device_plays_what_is_no_wav_of_the_card():
    cards('es1370')
    make_sound('odd.wav', rate=22050, seconds=0.5)
    # without mmap alsa-lib converts only what is mapped, in its emulation (docs/fuse.md)
    good(user('aplay -q %s-D sysdefault:CARD=AudioPCI /srv/sounds/odd.wav' % ('' if passthrough() else '-M ')))


def alsactl_keeps_what_the_mixer_says():
    cards('es1370')
    good(root('alsactl -f /var/tmp/asound.state store && grep -q "state.AudioPCI" /var/tmp/asound.state && alsactl -f /var/tmp/asound.state restore'))


def exec_is_the_users_own_machine_beside_it():
    make_sound('a.wav')
    cards('es1370')
    for way in '', '-M ':
        good(user('rm -rf rec; mkdir rec; usnd exec --record rec -- aplay -q %s-D hw:0,0 /srv/sounds/a.wav' % way))
        good(user('usnd compare --offset auto /srv/sounds/a.wav rec/card0-pcm0p-sub0.wav'))
    # the machine's own cards are not seen below it, and are there afterwards
    out = good(user('usnd exec snd-dummy -- aplay -l; aplay -l'))
    expect(out.index('Dummy') < out.index('AudioPCI'), out)
    found = doctor(user)
    expect(found['exec'][0] and found['Yama'][0] and found['process memory'][0], found)


def a_user_has_cards_in_a_namespace():
    """What docs/ci.md says of it, with /dev/fuse as udev has made it."""
    good(root('systemctl stop usnd'))
    try:
        expect(good(root('stat -c %a /dev/fuse')).strip() == '666')
        found = doctor(user)
        expect(found['fuse device'][0] and found['user namespaces'][0] and found['mount in them'][0], found)
        expect('unshare -Urm' in found['up'][1], found['up'])
        out = good(user("unshare -Urm sh -c 'usnd up snd-aloop es1370 && aplay -l && aplay -q -D hw:1,0 /srv/sounds/a.wav && "
                        "usnd cards && usnd doctor; usnd down'"))
        expect('Loopback' in out and 'AudioPCI' in out, out)
        expect('usnd up:   FUSE, direct' in out, out)
        expect(not mounts(), *mounts())
        expect('no soundcards' in good(user('aplay -l 2>&1; true')))
        fails(user('usnd up snd-aloop'), 77, '/dev/snd', 'be root')
    finally:
        good(root('systemctl reset-failed usnd; systemctl start usnd'))


def a_user_sees_the_server_and_cannot_end_it():
    cards('es1370')
    out = good(user('usnd cards'))
    expect('AudioPCI' in out, out)
    expect(user('usnd down').status != 0 and 'AudioPCI' in good(user('aplay -l')))


CASES = [a_login_has_a_session_and_a_folder, what_a_user_plays_is_heard_bit_by_bit, without_passthrough_mmap_is_not_offered,
         two_users_meet_on_a_loopback, a_users_mixer_is_the_cards, the_default_device_plays_what_is_no_wav_of_the_card,
         alsactl_keeps_what_the_mixer_says, a_user_sees_the_server_and_cannot_end_it, exec_is_the_users_own_machine_beside_it,
         a_user_has_cards_in_a_namespace]
