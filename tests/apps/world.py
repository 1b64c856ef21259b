# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the programs run: a root of Debian's packages (scripts/fetch-apps), and the ways in which they reach usnd's cards.

The root gets /proc, /tmp and a small /dev by mounts that only this process and its children see: enter() starts the script again in a mount
namespace of its own, as root or, for other users, in a user namespace.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time

import sound

INSIDE = 'USND_APPS_INSIDE'
ENVIRONMENT = {'PATH': '/usr/sbin:/usr/bin', 'LC_ALL': 'C', 'TERM': 'vt100', 'JACK_NO_AUDIO_RESERVATION': '1'}


def enter():
    """The script again, in a mount namespace; returns inside of it. A line why not, and exit status 77, if there is none to be had."""
    if os.environ.get(INSIDE):
        return
    unshare = ['unshare', '--mount', '--propagation', 'private']
    if os.getuid():
        unshare += ['--user', '--map-root-user']
    if subprocess.run(unshare + ['true'], stderr=subprocess.DEVNULL).returncode:
        print('1..0 # SKIP no mount namespace for us here (docker: --cap-add SYS_ADMIN)')
        sys.exit(77)
    os.environ[INSIDE] = '1'
    os.execvp('unshare', unshare + [sys.executable] + sys.argv)


def mount(*arguments):
    subprocess.run(['mount', *arguments], check=True)


def furnish(root):
    """The mounts; once, after enter(). /dev and /run of the root are ours, too: usnd up makes /dev/snd and /run/usnd there."""
    mount('--rbind', '/proc', root + '/proc')
    mount('-t', 'tmpfs', '-o', 'mode=1777', 'tmpfs', root + '/tmp')
    mount('-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', root + '/dev')
    for name in ('null', 'zero', 'full', 'random', 'urandom', 'tty', 'fuse'):
        if os.path.exists('/dev/' + name):
            open(root + '/dev/' + name, 'w').close()
            mount('--bind', '/dev/' + name, root + '/dev/' + name)
    for name in ('pts', 'shm', 'snd'):
        os.mkdir(root + '/dev/' + name)
    mount('-t', 'devpts', '-o', 'newinstance,ptmxmode=0666', 'devpts', root + '/dev/pts')
    os.symlink('pts/ptmx', root + '/dev/ptmx')
    mount('-t', 'tmpfs', 'tmpfs', root + '/dev/shm')
    mount('--rbind', root + '/dev', '/dev')


class Failed(Exception):
    """What was wrong, in a line."""


class Stream:
    """A file of the record: what passed the hardware pointer between an open and its close."""

    def __init__(self, path):
        with open(path) as f:
            self.about = json.load(f)
        self.path = os.path.join(os.path.dirname(path), self.about['file'])
        self.card, self.device, self.direction = (self.about[k] for k in ('card', 'device', 'direction'))
        self.frames, self.xruns, self.opened = self.about['frames'], self.about['xruns'], self.about['opened']['run_ns']

    def sound(self):
        return sound.read_wav(self.path)


class Outcome:
    """Of a run: exit status, everything printed, when each line of it was (time.monotonic(); not of a terminal's), the folder in which it
    ran, seconds, the record's streams as they were opened."""

    def __init__(self, status, text, times, folder, seconds, record):
        self.status, self.text, self.times, self.folder, self.seconds = status, text, times, folder, seconds
        self.streams = [Stream(os.path.join(record, n)) for n in os.listdir(record) if n.endswith('.json')]
        self.streams.sort(key=lambda s: s.opened)

    def stream(self, direction='playback', card=None, device=0):
        """The last one that has frames."""
        found = [s for s in self.streams if s.direction == direction and card in (None, s.card) and s.device == device and s.frames]
        if not found:
            raise Failed('no sound in the record')
        return found[-1]

    def file(self, name):
        return os.path.join(self.folder, name)


class Source:
    """A program of ours, in the work folder by its name: name.c beside this file, built against the root's libraries."""

    def __init__(self, name, *libraries):
        self.name, self.libraries = name, libraries

    def build(self, root, path):
        folder = os.path.dirname(os.path.abspath(__file__))
        build(root, [os.path.join(folder, self.name + '.c')], path, *self.libraries)


def build(root, sources, path, *options):
    """With the host's compiler and the root's headers and libraries."""
    places = [p for p in (os.path.join(root, 'usr/lib', name) for name in os.listdir(root + '/usr/lib')) if os.path.exists(p + '/libasound.so')]
    subprocess.run([os.environ.get('CC', 'gcc'), '-O1', '-w', '-I', root + '/usr/include', '-o', path, *sources, '-L', places[0],
                    '-Wl,--allow-shlib-undefined', *options], check=True)


class Mode:
    """A way for programs to reach cards. name; mmap: is mapped access there; records: what is played is kept. Several may be in use at a
    time: each has a work folder."""

    name, mmap, records = '', True, True

    def __init__(self, usnd, root, scratch):
        self.usnd, self.root, self.record = usnd, root, os.path.join(scratch, self.name)
        self.work = '/tmp/' + re.sub(r'\W+', '-', self.name)

    def missing(self):
        """Why it cannot be tried at all on this machine, or None."""
        return None

    def inside(self, script):
        """The host's command line that runs script in the root."""
        variables = ENVIRONMENT | {'HOME': self.work, 'XDG_RUNTIME_DIR': self.work}
        return ['chroot', self.root, '/usr/bin/env', '-i', *('%s=%s' % e for e in variables.items()), '/bin/sh', '-c',
                'cd || exit\n' + script]

    def options(self, clock):
        """Of the server."""
        return ['--clock', clock, *(('--record', self.record) if self.records else ())]

    def command(self, cards, script, clock):
        raise NotImplementedError

    def prepare(self, files):
        """A fresh work folder in the root, with these files in it: text, bytes, sound, or programs of ours."""
        folder = self.root + self.work
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder, mode=0o700)
        for name, content in files.items():
            if isinstance(content, sound.Sound):
                sound.write_wav(os.path.join(folder, name), content)
            elif isinstance(content, Source):
                content.build(self.root, os.path.join(folder, name))
            else:
                with open(os.path.join(folder, name), 'wb') as f:
                    f.write(content.encode() if isinstance(content, str) else content)
        return folder

    def run(self, cards, script, files, clock='paced', limit=30, keys=()):
        """keys: (text on the screen, what is typed then) in turn; with any, the program has a terminal."""
        folder = self.prepare(files)
        shutil.rmtree(self.record, ignore_errors=True)
        os.makedirs(self.record)
        start = time.monotonic()
        command = self.command(cards, script, clock)
        status, text, times = typed(command, keys, limit) if keys else plain(command, limit)
        return Outcome(status, text, times, folder, time.monotonic() - start, self.record)


def end(process):
    """A program that does not end, and all that it started."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(2)
    except (subprocess.TimeoutExpired, ProcessLookupError):
        pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def plain(command, limit):
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               start_new_session=True)
    lines = []
    reader = threading.Thread(target=lambda: lines.extend((line, time.monotonic()) for line in process.stdout))
    reader.start()
    reader.join(limit)
    if reader.is_alive():
        end(process)
        reader.join()
        status = 'no end within %d s' % limit
    else:
        status = process.wait()
    return status, b''.join(line for line, _ in lines).decode(errors='replace'), [when for _, when in lines]


def typed(command, keys, limit):
    ours, theirs = os.openpty()
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    text, keys, status = '', list(keys), None
    os.set_blocking(ours, False)
    until = time.monotonic() + limit
    while time.monotonic() < until and status is None:
        status = process.poll()
        try:
            text += os.read(ours, 65536).decode(errors='replace')
        except BlockingIOError:
            time.sleep(0.01)
        except OSError:  # the other end is closed
            time.sleep(0.01)
        if keys and keys[0][0] in text:
            os.write(ours, keys.pop(0)[1].encode())
    if status is None:
        end(process)
        status = 'no end within %d s' % limit
    os.close(ours)
    return status, text, []


class Notify(Mode):
    """usnd exec: system calls of the program and its children."""

    name = 'notify'

    def command(self, cards, script, clock):
        return [self.usnd, 'exec', *cards, *self.options(clock), '--', *self.inside(script)]


class Fuse(Mode):
    """usnd up: files in /dev/snd. A server and mounts of its own for every run; /run is shared with the root, so that what is mounted there
    later is in both."""

    name = 'fuse, passthrough'
    unshare = ['unshare', '--mount', '--propagation', 'private']
    script = '''
mount -t tmpfs tmpfs "$1/run" && mount --make-shared "$1/run" && mount --bind "$1/run" /run &&
mount -t tmpfs tmpfs "$1/dev/snd" && mount --bind "$1/dev/snd" /dev/snd || exit 99
usnd=$2; up=$3; shift 3
eval "$usnd up $up" || exit 99
"$@"
status=$?
"$usnd" down || status=99
exit $status'''

    def missing(self):
        if not os.access('/dev/fuse', os.R_OK | os.W_OK):
            return 'there is no /dev/fuse, or not for us'
        if subprocess.run(self.unshare + ['true'], stderr=subprocess.DEVNULL).returncode:
            return 'namespaces are not permitted'
        return None

    def command(self, cards, script, clock):
        up = ' '.join(shlex.quote(word) for word in [*self.options(clock), *cards])
        return [*self.unshare, '/bin/sh', '-c', self.script, 'sh', self.root, self.usnd, up, *self.inside(script)]


class Direct(Fuse):
    """As an unprivileged user has it: in a user namespace there is no passthrough."""

    name, mmap = 'fuse, direct', False
    unshare = ['unshare', '--user', '--map-root-user', '--mount', '--propagation', 'private']


MODES = (Notify, Fuse, Direct)
