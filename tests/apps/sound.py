# SPDX-License-Identifier: GPL-2.0-or-later
"""Sound files of the tests: made, read, compared, and listened to for tones. Whole-number samples and floats, little endian."""

import cmath
import math
import random
import struct
from array import array

RATE = 44100  # what every card here can do


class Sound:
    """rate, channels, and data: the frames as they are in the file; bits of a sample, float or not."""

    def __init__(self, rate, channels, bits, is_float, data):
        self.rate, self.channels, self.bits, self.is_float, self.data = rate, channels, bits, is_float, data

    @property
    def frame_bytes(self):
        return self.channels * self.bits // 8

    @property
    def frames(self):
        return len(self.data) // self.frame_bytes

    def channel(self, index=0):
        """Samples of one channel, -1 to 1."""
        if self.is_float:
            samples = array('f' if self.bits == 32 else 'd', self.data[:self.frames * self.frame_bytes])
            return samples[index::self.channels]
        if self.bits == 24:
            raw = self.data[:self.frames * self.frame_bytes]
            samples = [int.from_bytes(raw[i:i + 3], 'little', signed=True) for i in range(0, len(raw), 3)]
        else:
            samples = array({8: 'B', 16: 'h', 32: 'i'}[self.bits], self.data[:self.frames * self.frame_bytes])
        zero = 128 if self.bits == 8 else 0
        return [(s - zero) / (1 << (self.bits - 1)) for s in samples[index::self.channels]]


def read_wav(path):
    """A WAV file, also one that was never closed properly, or written to a pipe: sizes beyond its end are cut."""
    with open(path, 'rb') as f:
        raw = f.read()
    if raw[:4] != b'RIFF' or raw[8:12] != b'WAVE':
        raise ValueError('%s is no WAV file' % path)
    form, at = None, 12
    while at + 8 <= len(raw):
        name, size = raw[at:at + 4], struct.unpack_from('<I', raw, at + 4)[0]
        at += 8
        if name == b'fmt ':
            form = struct.unpack_from('<HHIIHH', raw, at)
            tag = struct.unpack_from('<H', raw, at + 24)[0] if form[0] == 0xfffe else form[0]
        elif name == b'data':
            return Sound(form[2], form[1], form[5], tag == 3, raw[at:at + size])
        at += size + (size & 1)
    raise ValueError('%s has no sound in it' % path)


def write_wav(path, sound):
    with open(path, 'wb') as f:
        f.write(struct.pack('<4sI4s4sIHHIIHH4sI', b'RIFF', 36 + len(sound.data), b'WAVE', b'fmt ', 16, 3 if sound.is_float else 1,
                            sound.channels, sound.rate, sound.rate * sound.frame_bytes, sound.frame_bytes, sound.bits,
                            b'data', len(sound.data)))
        f.write(sound.data)


def noise(frames, rate=RATE, channels=2, seed=1):
    """16 bits, every value as likely as another, none of them 0: nothing that loses or repeats a frame keeps it as it is."""
    source = random.Random(seed)
    samples = array('h', source.randbytes(frames * channels * 2))
    for i, sample in enumerate(samples):
        if not sample:
            samples[i] = 1
    return Sound(rate, channels, 16, False, samples.tobytes())


def tone(hertz, frames, rate=RATE, channels=2, amplitude=0.25):
    """16 bits, whole periods or not."""
    step = 2 * math.pi * hertz / rate
    one = [round(32767 * amplitude * math.sin(step * i)) for i in range(frames)]
    return Sound(rate, channels, 16, False, array('h', [s for s in one for _ in range(channels)]).tobytes())


def find(needle, hay):
    """The first frame of hay at which needle begins, all of it, bit by bit; -1: it is not there."""
    at = hay.data.find(needle.data)
    while at >= 0 and at % hay.frame_bytes:
        at = hay.data.find(needle.data, at + 1)
    return at // hay.frame_bytes if at >= 0 else -1


def common(sound, original):
    """How many frames of original are in sound, in order and without a gap, from the first frame of sound that is not silent."""
    silent = bytes(sound.frame_bytes)
    size = sound.frame_bytes
    start = next((i for i in range(sound.frames) if sound.data[i * size:(i + 1) * size] != silent), None)
    if start is None:
        return 0
    heard = sound.data[start * size:]
    at = original.data.find(heard[:64 * size])
    if at < 0:
        return 0
    length = min(len(heard), len(original.data) - at)
    low, high = 0, length
    while low < high:  # the longest equal beginning
        middle = (low + high + 1) // 2
        if heard[:middle] == original.data[at:at + middle]:
            low = middle
        else:
            high = middle - 1
    return low // size


def amplitude(samples, hertz, rate):
    """Of the tone of that frequency in samples; through a Hann window, so that neighbours do not leak into it."""
    count = len(samples)
    if count < 2:
        return 0.0
    turn, bend = cmath.exp(-2j * math.pi * hertz / rate), cmath.exp(2j * math.pi / count)
    total, phase, window = 0, 1, 1
    for sample in samples:
        total += sample * phase * (1 - window.real)
        phase *= turn
        window *= bend
    return 2 * abs(total) / count


def loudest(sound, index=0, seconds=0.5):
    """(hertz, amplitude) of the loudest tone in the middle of a channel, to about 1 Hz."""
    samples = sound.channel(index)
    wanted = min(len(samples), 1 << int(math.log2(max(2, sound.rate * seconds))))
    size = 1 << int(math.log2(max(2, wanted)))
    start = (len(samples) - size) // 2
    piece = samples[start:start + size]
    spectrum = fft([s * (1 - math.cos(2 * math.pi * i / size)) for i, s in enumerate(piece)])
    peak = max(range(1, size // 2), key=lambda i: abs(spectrum[i]))
    step = sound.rate / size
    best = max((peak + d / 10 for d in range(-10, 11)), key=lambda b: amplitude(piece, b * step, sound.rate))
    return best * step, amplitude(piece, best * step, sound.rate)


def fft(x):
    """Radix 2, a power of two of values."""
    count = len(x)
    if count == 1:
        return [complex(x[0])]
    even, odd = fft(x[0::2]), fft(x[1::2])
    turned = [cmath.exp(-2j * math.pi * i / count) * odd[i] for i in range(count // 2)]
    return [e + t for e, t in zip(even, turned)] + [e - t for e, t in zip(even, turned)]
