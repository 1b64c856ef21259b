# SPDX-License-Identifier: GPL-2.0-or-later
"""What the cases of the guest have in common: commands as root and as a user who has logged in, the unit, sounds."""
import os
import random
import re
import subprocess
import time
import wave

USER = 'anna'
SOUNDS = '/srv/sounds'
RECORD = '/srv/record'
HERE = os.path.dirname(os.path.abspath(__file__))


class Skip(Exception):
    pass


def expect(condition, *what):
    if not condition:
        raise AssertionError(' '.join(map(str, what)))


def wait_until(condition, what, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        expect(time.monotonic() < deadline, what)
        time.sleep(0.05)


class Done:
    """A command's end."""

    def __init__(self, command, status, out, err):
        self.command, self.status, self.out, self.err = command, status, out, err

    def __str__(self):
        return '%s: status %d\n%s%s' % (self.command, self.status, self.out, self.err)


def root(command, timeout=120):
    """A line of shell as the administrator."""
    done = subprocess.run(['sh', '-c', command], capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL)
    return Done(command, done.returncode, done.stdout, done.stderr)


def user(command, timeout=120, name=USER):
    """A line of shell as a user who has logged in: su asks PAM for a session, and PAM logind."""
    done = subprocess.run(['su', '-', name, '-c', command], capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL)
    return Done('%s: %s' % (name, command), done.returncode, done.stdout, done.stderr)


def good(done):
    expect(done.status == 0, done)
    return done.out


def fails(done, status, *words):
    expect(done.status == status, 'not', status, done)
    for word in words:
        expect(word in done.out + done.err, 'no', word, 'in', done)


# ---- usnd's unit --------------------------------------------------------------------------------


def unit(name):
    """A property of usnd.service."""
    return good(root('systemctl show -P %s usnd' % name)).strip()


def edit_unit(text):
    """As systemctl edit does, which wants a terminal and an editor."""
    with open('/var/tmp/edited', 'w') as file:
        file.write(text)
    with open('/var/tmp/editor', 'w') as file:
        file.write('#!/bin/sh\ncp /var/tmp/edited "$1"\n')
    os.chmod('/var/tmp/editor', 0o755)
    good(root("SYSTEMD_EDITOR=/var/tmp/editor script -qec 'systemctl edit usnd' /dev/null"))


def cards(words):
    """The unit is up with these."""
    edit_unit('[Service]\nEnvironment="USND_CARDS=%s"\n' % words)
    good(root('systemctl reset-failed usnd; systemctl restart usnd'))
    is_up()


def is_up():
    expect(unit('ActiveState') == 'active' and unit('SubState') == 'running', unit('ActiveState'), unit('SubState'), journal())


def journal():
    return root('journalctl -q -o cat -u usnd -n 30').out


def mounts():
    with open('/proc/self/mountinfo') as lines:
        return [line for line in lines if 'usnd' in line]


def nothing_is_left():
    expect(not mounts(), 'mounted:', *mounts())
    expect(not os.path.exists('/run/usnd'), '/run/usnd is there')
    links = [name for name in os.listdir('/dev/snd') if os.path.islink('/dev/snd/' + name)] if os.path.isdir('/dev/snd') else []
    expect(not links, 'links in /dev/snd:', *links)


def kernel():
    return tuple(int(number) for number in re.match(r'(\d+)\.(\d+)', os.uname().release).groups())


def passthrough():
    return kernel() >= (6, 9)


# ---- sounds -------------------------------------------------------------------------------------


def make_sound(name, rate=48000, seconds=1.0):
    """Noise, so that a sample's place is known by its value."""
    os.makedirs(SOUNDS, exist_ok=True)
    path = '%s/%s' % (SOUNDS, name)
    with wave.open(path, 'wb') as out:
        out.setparams((2, 2, rate, 0, 'NONE', ''))
        out.writeframes(random.Random(rate).randbytes(4 * int(rate * seconds)))
    return path


def frames_of(path):
    with wave.open(path) as source:
        return source.readframes(source.getnframes())


def recorded(card):
    """The newest recording of a card's playback."""
    names = [name for name in os.listdir(RECORD) if re.match(r'card%d-pcm0p-sub0.*\.wav$' % card, name)]
    expect(names, 'nothing is recorded:', os.listdir(RECORD))
    return max((RECORD + '/' + name for name in names), key=os.path.getmtime)


def heard(card, sound, last=0):
    """What was played is in the recording, bit by bit, but for its last @last frames."""
    frames, got = frames_of(sound), frames_of(recorded(card))
    wanted = frames[:len(frames) - 4 * last]
    expect(wanted in got, 'not heard as played:', len(frames) // 4, 'frames,', len(got) // 4, 'recorded',
           root('usnd compare --offset auto %s %s' % (sound, recorded(card))))


def doctor(run=root):
    """usnd doctor: {condition: (good, text and remedy)}, and its last two lines as exec and up."""
    done = run('usnd doctor')
    found, name = {}, None
    for line in done.out.splitlines():
        head = re.match(r'(ok|-) {1,4}(\S.{17}) (.*)', line)
        if head:
            name = head[2].strip()
            found[name] = (head[1] == 'ok', head[3])
        elif name and line.startswith('     '):
            found[name] = (found[name][0], found[name][1] + '; ' + line.strip())
        last = re.match(r'usnd (exec|up): +(.*)', line)
        if last:
            found[last[1]] = ('cannot' not in last[2], last[2])
    expect('exec' in found and 'up' in found, done)
    return found


def blocks_of(document):
    """The indented blocks of a text: what a reader copies."""
    with open('%s/%s' % (HERE, document)) as text:
        found = re.findall(r'(?:^    .*\n|^\n(?=    ))+', text.read(), re.M)
    return [re.sub(r'^    ', '', block.strip('\n') + '\n', flags=re.M) for block in found]


def block_with(word, document='ci.md'):
    found = [block for block in blocks_of(document) if word in block]
    expect(found, document, 'has nothing with', word)
    return found[0]
