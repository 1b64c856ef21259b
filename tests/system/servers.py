# SPDX-License-Identifier: GPL-2.0-or-later
"""PulseAudio and PipeWire as a user's services, on the unit's cards, told of them as docs/ci.md says."""
import os

from tools import block_with, cards, expect, good, heard, make_sound, root, user, wait_until

LAST_OF_PIPEWIRE = 1024  # frames of a last quantum that is not full: pw-play ends before they are played


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as file:
        file.write(text)


def closed(card):
    def is_closed():
        return '"state": "closed"' in root('cat $(ls -t /srv/record/card%d-pcm0p-sub0*.json | head -n 1)' % card).out
    wait_until(is_closed, 'the record is not closed')


def pulseaudio_plays_bit_by_bit():
    lines = block_with('module-alsa-sink').splitlines()
    expect('module-native-protocol-unix' in lines[0], lines)
    write('/etc/pulse/default.pa.d/usnd.pa', '\n'.join(lines[1:]) + '\n')
    make_sound('a.wav')
    cards('--record /srv/record es1370')
    good(root('rm -f /srv/record/*'))
    out = good(user('systemctl --user stop pulseaudio.socket pulseaudio.service; systemctl --user reset-failed; { systemctl --user start pulseaudio.service && '
                    'pactl list short sinks && pactl list short sources && pactl get-default-sink && paplay /srv/sounds/a.wav && '
                    'systemctl --user stop pulseaudio.socket pulseaudio.service; } || { journalctl -q -o cat --user -n 40 >&2; false; }'))
    expect('usnd\tmodule-alsa-sink.c' in out, out, root('journalctl -q -o cat _UID=1000 -n 30').out)
    expect('usnd_in\tmodule-alsa-source.c' in out and out.rstrip().endswith('usnd'), out)
    closed(0)
    heard(0, '/srv/sounds/a.wav')


def pipewire_plays_bit_by_bit():
    write('/etc/pipewire/pipewire.conf.d/usnd.conf', block_with('api.alsa.pcm.sink'))
    cards('--record /srv/record es1370')
    good(root('rm -f /srv/record/*'))
    out = good(user('systemctl --user restart pipewire.service && systemctl --user start wireplumber.service && sleep 3; '
                    'pw-cli list-objects Node && pw-play --target usnd /srv/sounds/a.wav; status=$?; '
                    'systemctl --user stop wireplumber.service pipewire.socket pipewire.service; exit $status', timeout=300))
    expect('node.name = "usnd"' in out and 'node.name = "usnd_in"' in out, out)
    closed(0)
    heard(0, '/srv/sounds/a.wav', last=LAST_OF_PIPEWIRE)


CASES = [pulseaudio_plays_bit_by_bit, pipewire_plays_bit_by_bit]
