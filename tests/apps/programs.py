# SPDX-License-Identifier: GPL-2.0-or-later
"""The table's rows: programs, how they are called, and how their result is judged."""

import re
from dataclasses import dataclass, field

import sound
from world import Failed, Source

NOISE = sound.noise(sound.RATE)
TONE = sound.tone(441, sound.RATE)
THREE = [sound.tone(hertz, 2 * sound.RATE, amplitude=0.2) for hertz in (315, 441, 630)]
# for programs that begin to listen when it plays already, or stop before their last buffer was played
PADDED = sound.Sound(NOISE.rate, 2, 16, False, bytes(4 * 8192) + NOISE.data + bytes(4 * 8192))


# ---- judges: an Outcome becomes what stands in the table, or raises Failed --------------------------------------------

def done(outcome):
    if outcome.status:
        raise Failed('exit status %s' % outcome.status)


def played(original=NOISE, card=None):
    """Every frame of it, as it is, left through the card; before and after it only silence, or what was left in the ring."""
    def judge(outcome):
        done(outcome)
        stream = outcome.stream(card=card, device=0)
        heard = stream.sound()
        if sound.find(original, heard) < 0:
            raise Failed('%d of %d frames are as they were, %d xruns' % (sound.common(heard, original), original.frames, stream.xruns))
        return 'bit-exact'
    return judge


def captured(*names, original=NOISE):
    def judge(outcome):
        done(outcome)
        for name in names:
            heard = sound.read_wav(outcome.file(name))
            if sound.find(original, heard) < 0:
                raise Failed('%s: %d of %d frames are as they were' % (name, sound.common(heard, original), original.frames))
        return 'bit-exact'
    return judge


def tones(*wanted, within=0.02):
    """wanted: (channel, hertz, amplitude or None) of what left through the card."""
    def judge(outcome):
        done(outcome)
        heard = outcome.stream().sound()
        for channel, hertz, amplitude in wanted:
            samples = heard.channel(channel)
            middle = samples[len(samples) // 4:-len(samples) // 4]
            found = sound.amplitude(middle, hertz, heard.rate)
            if amplitude is None and sound.loudest(heard, channel)[0] - hertz > 2 or found < 0.001:
                raise Failed('channel %d: %.0f Hz, not %g Hz' % (channel, sound.loudest(heard, channel)[0], hertz))
            if amplitude is not None and abs(found / amplitude - 1) > within:
                raise Failed('channel %d: %g Hz has amplitude %.4f, not %.4f' % (channel, hertz, found, amplitude))
        return ', '.join('%g Hz' % hertz for hertz in dict.fromkeys(w[1] for w in wanted))
    return judge


def says(pattern, cell='ok'):
    def judge(outcome):
        done(outcome)
        if not re.search(pattern, outcome.text, re.S):
            raise Failed('does not say /%s/' % pattern)
        return cell
    return judge


# ---- rows -----------------------------------------------------------------------------------------------------------

@dataclass
class Row:
    """rw, mmap: what is run for that access; a tuple of one text says why there is nothing to be run. clock: 'real' for programs that
    meet each other, because the paced clock runs as fast as the one that is there already. direct: why it cannot work without mapped
    access of the card, even if the program has none. needs: a file of the root without which the row is left out. no_map: the reason why
    there is no mapped access on any mount."""
    name: str
    judge: object
    rw: object
    mmap: object
    cards: tuple = ('es1370',)
    files: dict = field(default_factory=lambda: {'in.wav': NOISE})
    clock: str = 'paced'
    direct: str = ''
    maps_where_it_can: bool = False
    needs: str = ''
    no_map: str = ''
    keys: tuple = ()
    limit: int = 30


NO_MMAP = ('it has no option for mapped access',)
ONLY_MMAP = ('it works by mapped access only',)
NO_PCM = ('no PCM is used',)

SOFTVOL = '''
pcm.soft { type softvol slave.pcm "%s" control { name "Soft Playback Volume" card 0 } }
pcm.mapped { type mmap_emul slave.pcm "hw:0" }
'''
DIRECT = 'defaults.pcm.dmix.rate 44100\ndefaults.pcm.dmix.format S16_LE\n'  # dsnoop's, too

PULSE = '''export PULSE_RUNTIME_PATH=$HOME/pulse PULSE_SERVER=unix:$HOME/pulse.sock
pulseaudio -n --daemonize=no --use-pid-file=no --exit-idle-time=-1 --realtime=no --high-priority=no --log-level=warning \
 -L "module-native-protocol-unix socket=$HOME/pulse.sock auth-anonymous=1" \
 -L "module-alsa-sink device=hw:0 rate=44100 channels=2 format=s16le tsched=%d mmap=%d" & server=$!
trap 'kill $server; wait $server' EXIT
until [ -S pulse.sock ]; do kill -0 $server || exit 1; sleep 0.05; done
paplay in.wav; status=$?; sleep 0.5; exit $status'''

# what wireplumber would say is said by hand: which ports the player has, and what they are linked with
PIPEWIRE = '''
context.properties = { core.daemon = true core.name = pipewire-0 default.clock.rate = 44100 default.clock.allowed-rates = [ 44100 ]
	default.clock.quantum = 1024 }
context.spa-libs = { audio.convert.* = audioconvert/libspa-audioconvert api.alsa.* = alsa/libspa-alsa support.* = support/libspa-support }
context.modules = [ { name = libpipewire-module-protocol-native } { name = libpipewire-module-client-node }
	{ name = libpipewire-module-adapter } { name = libpipewire-module-link-factory } { name = libpipewire-module-metadata }
	{ name = libpipewire-module-access args = { } } ]
context.objects = [ { factory = adapter args = { factory.name = api.alsa.pcm.sink node.name = card media.class = Audio/Sink
	api.alsa.path = "hw:0" api.alsa.disable-mmap = %s audio.format = S16LE audio.rate = 44100 audio.channels = 2
	audio.position = [ FL FR ] api.alsa.period-size = 1024 node.suspend-on-idle = false
	adapter.auto-port-config = { mode = dsp monitor = false position = preserve } } } ]
'''

PIPEWIRE_PLAY = '''pipewire -c $HOME/%s & server=$!
trap 'kill $server; wait $server' EXIT
until [ -S pipewire-0 ]; do kill -0 $server || exit 1; sleep 0.05; done
pw-cat --playback --target 0 in.wav & client=$!
try() { tries=0; until "$@"; do tries=$((tries + 1)); [ $tries -lt 100 ] || exit 1; sleep 0.05; done }
player() { id=$(pw-cli ls Node | sed -n '/^.id/{s/^.id //;s/,.*//;h};/pw-cat/{g;p;q}'); [ "$id" ]; }
try player
pw-cli set-param $id PortConfig '{ direction: Output, mode: dsp, format: { mediaType: audio, mediaSubtype: raw, format: F32P,
	rate: 44100, channels: 2, position: [ FL, FR ] } }' > /dev/null
for channel in FL FR; do try pw-link pw-cat:output_$channel card:playback_$channel 2> /dev/null; done
wait $client; status=$?; sleep 0.5; exit $status'''

# jack_simple_client's tones have 200 frames a period on the left, a third of that on the right
JACK = '''export JACK_DEFAULT_SERVER=usnd$$
jackd --no-realtime --name $JACK_DEFAULT_SERVER -d alsa --device hw:0 --rate 44100 --period 1024 --nperiods 4 --playback --shorts > jackd.log 2>&1 & server=$!
trap 'kill $server; wait $server; cat jackd.log' EXIT
jack_wait --wait --timeout 10 > /dev/null || exit 1
timeout --kill-after=2 1.5 jack_simple_client; true'''

LOOP = 'arecord -q %s -D hw:0,1 -f S16_LE -c 2 -r 44100 -d 3 out.wav & sleep 0.5; aplay -q %s -D hw:0,0 in.wav; wait $!'

# Debian's i386 packages, beside the others
NO_NARROW_MAP = 'on a mount 32-bit programs have no mapped access'
I386 = '/i386/usr/bin/'


def i386(name, judge, rw, mmap, **more):
    def script(access):
        if isinstance(access, tuple):
            return access
        return 'export ALSA_CONFIG_PATH=/i386/alsa.conf; ' + re.sub(r'\b(aplay|arecord|amixer)\b', I386 + r'\1', access)
    return Row(name + ', 32-bit', judge, script(rw), script(mmap), needs=I386 + 'aplay', no_map=NO_NARROW_MAP, **more)


ROWS = [
    Row('aplay', played(), 'aplay -q -D hw:0 in.wav', 'aplay -q -M -D hw:0 in.wav'),
    Row('aplay, default', played(), 'aplay -q in.wav', NO_MMAP, cards=('dummy',)),
    Row('aplay, plughw', tones((0, 441, 0.25)), 'aplay -q -D plughw:0 in.wav', 'aplay -q -M -D plughw:0 in.wav',
        files={'in.wav': sound.tone(441, 48000, rate=96000, channels=1)}, direct='conversion by alsa-lib needs mapped access of the card'),
    Row('arecord', captured('out.wav'), LOOP % ('', ''), LOOP % ('-M', '-M'), cards=('aloop',), clock='real'),
    Row('speaker-test', tones((0, 441, None), (1, 441, None)), 'speaker-test -D hw:0 -c 2 -r 44100 -F S16_LE -t sine -f 441 -l 1', NO_MMAP),
    Row('amixer', says(r'Front Left: Playback 10 '), 'amixer -q -c 0 sset Master 10 && amixer -c 0 sget Master', NO_PCM),
    Row('alsamixer', says(r'AlsaMixer.*Front Left: Playback 10 '),
        'amixer -q -c 0 sset Master 9; alsamixer -c 0 && amixer -c 0 sget Master', NO_PCM, keys=(('Master', '+'), ('dB gain', '\x1b'))),
    Row('alsabat', says(r'Return value is 0'), 'alsabat -P hw:0,0 -C hw:0,1 -f S16_LE -c 2 -r 44100 -F 997 && echo Return value is 0',
        NO_MMAP, cards=('aloop',), clock='real'),
    Row('alsaloop', played(card=1),
        'alsaloop -C hw:0,1 -P hw:1,0 -f S16_LE -c 2 -r 44100 -t 200000 -S none & loop=$!; sleep 0.5; aplay -q -D hw:0,0 in.wav; sleep 0.5;'
        ' kill $loop; wait $loop; true', NO_MMAP, cards=('aloop', 'es1370'), clock='real', files={'in.wav': PADDED}),
    Row('sox play', played(), 'AUDIODRIVER=alsa AUDIODEV=hw:0 play -q in.wav', NO_MMAP),
    Row('sox rec', captured('out.wav'),
        'AUDIODRIVER=alsa AUDIODEV=hw:0,1 rec -q -c 2 -r 44100 -b 16 out.wav trim 0 3 & sleep 0.5; aplay -q -D hw:0,0 in.wav; wait $!',
        NO_MMAP, cards=('aloop',), clock='real'),
    Row('ffmpeg, playing', played(), 'ffmpeg -v error -nostdin -i in.wav -f alsa hw:0', NO_MMAP),
    Row('ffmpeg, recording', captured('out.wav'),
        'ffmpeg -v error -nostdin -f alsa -channels 2 -sample_rate 44100 -i hw:0,1 -t 3 out.wav & sleep 0.7; aplay -q -D hw:0,0 in.wav; wait $!',
        NO_MMAP, cards=('aloop',), clock='real'),
    Row('mpv', played(), 'mpv --no-config --really-quiet --no-video --ao=alsa --audio-device=alsa/hw:0 in.wav', NO_MMAP),
    Row('out123', played(), 'out123 -q -o alsa -a hw:0 -r 44100 -c 2 -e s16 in.raw', NO_MMAP, files={'in.raw': NOISE.data}),
    *(Row(name, played(), ('it maps where it can',), './portaudio hw:0,0 in.raw', cards=(card,),
          files={'in.raw': PADDED.data, 'portaudio': Source('portaudio', '-lportaudio')}, maps_where_it_can=True)
      for name, card in (('PortAudio', 'es1370'), ('PortAudio, dummy', 'dummy'))),
    Row('JACK', tones((0, 220.5, None), (1, 661.5, None)), ONLY_MMAP, JACK, files={}, clock='real'),
    Row('dmix, three players', tones(*((c, h, 0.2) for c in (0, 1) for h in (315, 441, 630))), ONLY_MMAP,
        'for i in 0 1 2; do aplay -q -D dmix:0 in$i.wav & done; wait',
        files={'.asoundrc': DIRECT, **{'in%d.wav' % i: s for i, s in enumerate(THREE)}}, clock='real'),
    Row('dsnoop, two recorders', captured('out0.wav', 'out1.wav'), ONLY_MMAP,
        'for i in 0 1; do arecord -q -D dsnoop:0,1 -f S16_LE -c 2 -r 44100 -d 3 out$i.wav & done; sleep 0.7; aplay -q -D hw:0,0 in.wav; wait',
        cards=('aloop',), files={'.asoundrc': DIRECT, 'in.wav': NOISE}, clock='real'),
    Row('softvol', tones((0, 441, 0.25 * 10 ** (-6 / 20))),
        'aplay -q -D soft in.wav && amixer -q -c 0 cset name="Soft Playback Volume" 225 && aplay -q -D soft in.wav',
        'aplay -q -M -D soft in.wav && amixer -q -c 0 cset name="Soft Playback Volume" 225 && aplay -q -M -D soft in.wav',
        files={'.asoundrc': SOFTVOL % 'hw:0', 'in.wav': TONE}, direct='it needs mapped access of the card'),
    Row('PulseAudio', played(), PULSE % (0, 0), PULSE % (0, 1), files={'in.wav': PADDED}, clock='real'),
    Row('PipeWire', played(), PIPEWIRE_PLAY % 'rw.conf', PIPEWIRE_PLAY % 'mmap.conf',
        files={'in.wav': PADDED, 'rw.conf': PIPEWIRE % 'true', 'mmap.conf': PIPEWIRE % 'false'}, clock='real'),
    i386('aplay', played(), 'aplay -q -D hw:0 in.wav', 'aplay -q -M -D hw:0 in.wav'),
    i386('aplay, default', played(), 'aplay -q in.wav', NO_MMAP, cards=('dummy',)),
    i386('arecord', captured('out.wav'), LOOP % ('', ''), LOOP % ('-M', '-M'), cards=('aloop',), clock='real'),
    i386('amixer', says(r'Front Left: Playback 10 '), 'amixer -q -c 0 sset Master 10 && amixer -c 0 sget Master', NO_PCM),
    i386('dmix, three players', tones(*((c, h, 0.2) for c in (0, 1) for h in (315, 441, 630))), ONLY_MMAP,
         'for i in 0 1 2; do aplay -q -D dmix:0 in$i.wav & done; wait',
         files={'.asoundrc': DIRECT, **{'in%d.wav' % i: s for i, s in enumerate(THREE)}}, clock='real'),
]
