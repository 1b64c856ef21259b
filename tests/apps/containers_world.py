# SPDX-License-Identifier: GPL-2.0-or-later
"""A machine for container engines: the root of scripts/fetch-containers, with usnd's package in it, in namespaces and a cgroup of its own.

/run, /dev, /tmp and what is written to /usr are in memory and seen by nobody else; images, too, or else in a folder. The engines' network is the
machine's, which they are told to leave alone. Whatever happens to this process, a janitor that waits for its end kills what is left in
the cgroup, and removes that and the folder; the mounts end with the last process.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

USER = 4242  # unprivileged, of the machine; has Podman containers of its own

SCRIPT = r'''
set -e
scratch=$1 engine=$2
mount -t tmpfs tmpfs "$scratch/memory"
mkdir "$scratch/memory/up" "$scratch/memory/work"
# images in memory, if there is plenty: engines write them without need of their being kept, and wait for the disk
if [ "$(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo)" -gt 6000000 ]; then
	mount -t tmpfs -o size=3g tmpfs "$scratch/images"
	mount -t tmpfs -o size=1g tmpfs "$scratch/player"
fi
mount -t overlay overlay -o "lowerdir=$scratch/usnd:$engine,upperdir=$scratch/memory/up,workdir=$scratch/memory/work" "$scratch/root"
cd "$scratch/root"
mkdir -p proc sys dev run tmp old srv var/lib/docker var/lib/player
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty dev
[ ! -e /dev/fuse ] || { cp -a /dev/fuse dev && chmod 666 dev/fuse; }
mkdir dev/pts dev/shm dev/mqueue
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mount --bind "$scratch/images" var/lib/docker
mount --bind "$scratch/player" var/lib/player
mount --bind "$scratch/share" srv
cp -L /etc/resolv.conf /etc/hosts etc
echo "player:x:$3:$3::/var/lib/player:/bin/sh" >> etc/passwd
echo "player:x:$3:" >> etc/group
echo player:100000:65536 > etc/subuid
echo player:100000:65536 > etc/subgid
mkdir -p run/user/$3 var/lib/player
chown $3:$3 run/user/$3 var/lib/player
pivot_root . old
# as systemd has it: -v …:rslave is to see what is mounted later
exec chroot . sh -c 'umount -l /old && mount --make-rshared / && echo && exec tini -g -- sleep infinity > /dev/null'
'''


def cgroup2():
    with open('/proc/mounts') as mounts:
        return next((line.split()[1] for line in mounts if line.split()[2] == 'cgroup2'), None)


def why_not():
    """Why there can be no containers here, or None."""
    if os.getuid():
        return 'Docker needs root'
    if subprocess.run(['unshare', '--mount', '--pid', '--fork', '--cgroup', '--mount-proc', 'true'], stderr=subprocess.DEVNULL).returncode:
        return 'there are no namespaces for us here (docker: --cap-add SYS_ADMIN)'
    if not cgroup2() or not os.access(cgroup2() + '/cgroup.procs', os.W_OK):
        return 'there is no cgroup2 here, or not for us'
    return None


def within(seconds, condition):
    """Does it become true? A limit for what hangs, and nothing that is measured."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def populated(group):
    with open(group + '/cgroup.events') as events:
        return 'populated 1' in events.read()


def sweep(group, scratch):
    """The janitor's work."""
    if os.path.exists(group):
        with open(group + '/cgroup.kill', 'w') as kill:
            kill.write('1')
        within(60, lambda: not populated(group))
        for path, _, _ in os.walk(group, topdown=False):
            # the kernel may be about to take the last process out of it
            within(10, lambda: not os.path.exists(path) or not rmdir_fails(path))
    within(60, lambda: shutil.rmtree(scratch, ignore_errors=True) or not os.path.exists(scratch))


def rmdir_fails(path):
    try:
        os.rmdir(path)
        return False
    except OSError:
        return True


def start_janitor(group, scratch):
    """The descriptor whose end he waits for, and his process."""
    theirs, ours = os.pipe()
    pid = os.fork()
    if pid:
        os.close(theirs)
        return ours, pid
    try:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_IGN)
        os.close(ours)
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in range(3):
            os.dup2(null, descriptor)
        os.read(theirs, 1)
        sweep(group, scratch)
    finally:
        os._exit(0)


class Machine:
    """Made by with. run(): a command in it."""

    def __init__(self, build, fetched, package):
        self.fetched, self.scratch = os.path.abspath(fetched), tempfile.mkdtemp(prefix='containers-', dir=os.path.abspath(build))
        self.group = '%s/usnd-%s' % (cgroup2(), os.path.basename(self.scratch))
        self.janitor_pipe, self.janitor = start_janitor(self.group, self.scratch)
        for name in ('root', 'memory', 'usnd', 'images', 'player', 'share'):
            os.mkdir(os.path.join(self.scratch, name))
        self.share = os.path.join(self.scratch, 'share')
        subprocess.run(['dpkg-deb', '-x', package, os.path.join(self.scratch, 'usnd')], check=True)
        shutil.copy(package, os.path.join(self.share, 'usnd.deb'))

    def __enter__(self):
        os.mkdir(self.group)
        with open(os.path.join(self.scratch, 'log'), 'w') as log:
            self.shell = self.start(log)
        if self.shell.stdout.readline() != b'\n':
            with open(log.name) as text:
                raise RuntimeError('the machine does not start: ' + text.read())
        with open('/proc/%d/task/%d/children' % (self.shell.pid, self.shell.pid)) as children:
            self.first = children.read().strip()
        return self

    def start(self, log):
        return subprocess.Popen(
            ['unshare', '--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', 'sh', '-c',
             'echo $$ > "$0/cgroup.procs" && exec unshare --cgroup sh -c "$@"', self.group, SCRIPT, 'sh', self.scratch,
             self.fetched + '/engine', str(USER)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)

    def processor_seconds(self):
        """What all of it has used."""
        with open(self.group + '/cpu.stat') as stat:
            return int(stat.readline().split()[1]) / 1e6

    def __exit__(self, *_):
        os.close(self.janitor_pipe)
        os.waitpid(self.janitor, 0)
        self.shell.stdout.close()
        self.shell.wait()

    def inside(self, *command, user=None):
        """The command line that runs one in it, and in its cgroup."""
        if user:
            command = ('setpriv', '--reuid', str(user), '--regid', str(user), '--clear-groups', 'env', 'HOME=/var/lib/player',
                       'XDG_RUNTIME_DIR=/run/user/%d' % user, *command)
        return ['nsenter', '-t', self.first, '--mount', '--pid', '--cgroup', '--', 'env', '-i', 'PATH=/usr/sbin:/usr/bin', 'HOME=/root',
                'LC_ALL=C', 'DOCKER_HOST=unix:///run/docker.sock', 'sh', '-c', 'echo $$ > /sys/fs/cgroup/cgroup.procs; exec "$@"', 'sh', *command]

    def run(self, *command, user=None, timeout=120, **options):
        options = {'stdin': subprocess.DEVNULL} | options
        return subprocess.run(self.inside(*command, user=user), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors='replace',
                              timeout=timeout, **options)

    def put(self, path):
        """A file, to be /srv/NAME."""
        shutil.copy(path, self.share)

    @contextlib.contextmanager
    def docker(self):
        """While its daemon runs."""
        with open(os.path.join(self.scratch, 'dockerd.log'), 'w') as log:
            daemon = subprocess.Popen(self.inside(
                'dockerd', '--host=unix:///run/docker.sock', '--pidfile=/run/docker.pid', '--bridge=none', '--iptables=false',
                '--ip6tables=false', '--ip-forward=false', '--ip-masq=false', '--exec-opt=native.cgroupdriver=cgroupfs',
                '--oom-score-adjust=0'), stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        try:
            if not within(60, lambda: daemon.poll() is not None or not self.run('docker', 'version').returncode) or daemon.poll() is not None:
                with open(log.name) as text:
                    sys.stdout.writelines('# dockerd: ' + line for line in text.readlines()[-20:])
                raise RuntimeError('dockerd does not start')
            yield
        finally:
            daemon.terminate()
            daemon.wait()
