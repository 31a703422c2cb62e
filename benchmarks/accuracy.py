"""Measure what the docs state of accuracy: ``python -m benchmarks.accuracy``.

Each line is one measurement against an independent reference. The
tests hold limits on the same quantities; here they are told as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import numpy.typing as npt
import pyloudnorm
import scipy.signal

import semeq
from semeq import Band, EqSettings, StreamingEqualizer
from semeq.audio.loudness import k_weighting_sos

Line = tuple[str, str]
Audio = npt.NDArray[np.float64]

RATE = 48_000
BLOCK = 64


def moving(start: EqSettings, end: EqSettings, audio: Audio, ramp_ms: float = 10.0) -> Audio:
    """What a stream plays whose settings change after a tenth of the audio."""
    stream = StreamingEqualizer(start, sample_rate=RATE, ramp_ms=ramp_ms, dtype=audio.dtype)
    change_at = len(audio) // 10 // BLOCK * BLOCK
    blocks = []
    for first in range(0, len(audio), BLOCK):
        if first == change_at:
            stream.settings = end
        blocks.append(stream.process(audio[first : first + BLOCK]))
    return np.concatenate(blocks)


def sine(freq_hz: float, level_dbfs: float, seconds: float) -> Audio:
    """A sine, level in dB of its peak."""
    frames = np.arange(round(seconds * RATE))
    wave: Audio = 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * freq_hz * frames / RATE)
    return wave


def dbfs(signal: Audio) -> float:
    """Largest sample in dB re full scale."""
    return float(20 * np.log10(np.abs(signal).max()))


def gain_swings() -> Iterator[Line]:
    """-12 to +12 dB in 10 ms on a 100 Hz sine at -12 dBFS: what appears above 1.5 kHz."""
    high_pass = scipy.signal.butter(10, 1_500, "high", fs=RATE, output="sos")
    for kind, freq_hz, q in (
        ("peak", 100.0, 0.71),
        ("peak", 100.0, 4.0),
        ("low_shelf", 200.0, 0.71),
    ):
        low, high = (EqSettings((Band(kind, freq_hz, gain, q),)) for gain in (-12.0, 12.0))
        out = moving(low, high, sine(100, -12, 1))
        artifact = dbfs(scipy.signal.sosfilt(high_pass, out)[RATE // 20 :])
        yield f"-12 to +12 dB in 10 ms, {kind} Q {q:g}: above 1.5 kHz", f"{artifact:.1f} dBFS"


def frequency_jumps() -> Iterator[Line]:
    """A peak of Q 4 that jumps 8 kHz -> 62 Hz and back: rise over what it can give at rest."""
    tones = (62.0, 100.0, 150.0, 250.0, 450.0, 650.0, 1_000.0, 8_000.0)
    onset = RATE // 10  # the tone's own start; the change comes at twice that
    for gain_db in (12.0, -3.0, -12.0):
        ends = [EqSettings((Band("peak", freq_hz, gain_db, 4.0),)) for freq_hz in (8_000.0, 62.0)]
        worst = max(
            dbfs(moving(start, end, sine(tone, -20, 2))[onset:]) + 20 - max(gain_db, 0.0)
            for tone in tones
            for start, end in (ends, ends[::-1])
        )
        yield (
            f"frequency jump 8 kHz to 62 Hz or back, Q 4, {gain_db:+g} dB: overshoot",
            f"{worst:.2f} dB",
        )


def matched_design() -> Iterator[Line]:
    """How far a band's curve at 44.1 kHz is from that at higher rates, to 0.9 of 22.05 kHz."""
    grid_hz = np.geomspace(20, 0.9 * 22_050, 300)
    cases = (
        ("rbj", ("peak", "low_shelf", "high_shelf"), (0.71,), "Q 0.71"),
        ("matched", ("peak",), (0.1, 0.3, 0.71, 2.0, 4.0, 10.0), "peaks, Q 0.1 to 10"),
        ("matched", ("low_shelf", "high_shelf"), (0.3, 0.71, 1.8), "shelves, Q 0.3 to 1.8"),
        ("matched", ("low_shelf", "high_shelf"), (4.0,), "shelves, Q 4"),
    )
    for design, kinds, qs, what in cases:
        bands = product(kinds, np.geomspace(22, 20_000, 40), (-12.0, 3.0, 12.0), qs)
        settings = [EqSettings((Band(*band),)) for band in bands]
        worst = max(
            np.abs(
                s.curve_db(grid_hz, sample_rate=44_100, design=design)
                - s.curve_db(grid_hz, sample_rate=rate, design=design)
            ).max()
            for s in settings
            for rate in (48_000, 96_000, 192_000)
        )
        yield f"`design={design!r}`, {what}: 44.1 kHz against 48 to 192 kHz", f"{worst:.2f} dB"


def seams() -> Iterator[Line]:
    """One channel cut in time for several threads against one thread.

    In units of rounding at the result's peak: a difference of 1 is its last bit.
    """
    five = (Band("low_shelf", 90.0, 4.0), *(Band("peak", f, -4.0, 2.0) for f in (200, 1e3, 5e3)))
    cases = (
        five,
        *((Band("low_shelf", 20.0, gain, q),) for gain in (-12.0, 12.0) for q in (0.5, 0.71)),
        (*five, Band("peak", 30.0, -12.0, 30.0)),
        tuple(Band("peak", 30 * 2 ** (i / 4.5), 5 * (-1) ** i, 2.0) for i in range(40)),
    )
    audio = np.random.default_rng(1).uniform(-0.5, 0.5, 60 * RATE)
    for dtype in ("float32", "float64"):
        differences = []
        for bands, n_threads in product(cases, (2, 3, 7)):
            one, several = (
                semeq.Equalizer(EqSettings(bands), sample_rate=RATE, n_threads=n)(
                    audio.astype(dtype)
                )
                for n in (1, n_threads)
            )
            rounding = np.abs(one).max() * np.finfo(dtype).eps
            differences.append(np.abs(one - several).max() / rounding)
        n_equal = sum(difference == 0 for difference in differences)
        yield (
            f"a minute of {dtype} cut for 2, 3 and 7 threads against one",
            f"{max(differences):.1f} roundings at the peak ({n_equal} of {len(differences)} equal)",
        )


def k_weighting() -> Iterator[Line]:
    """The K-weighting at other rates against the published 48 kHz filter."""
    for rate in (8_000, 16_000, 44_100, 96_000, 192_000):
        freq_hz = np.geomspace(10, min(0.45 * rate, 20_000), 300)
        _, expected = scipy.signal.sosfreqz(k_weighting_sos(48_000), freq_hz, fs=48_000)
        _, result = scipy.signal.sosfreqz(k_weighting_sos(rate), freq_hz, fs=rate)
        worst = np.abs(20 * np.log10(np.abs(result / expected))).max()
        yield f"K-weighting at {rate:,} Hz against 48 kHz", f"{worst:.3f} dB"


def against_pyloudnorm() -> Iterator[Line]:
    """Integrated loudness of noise against pyloudnorm with its BS.1770 filters."""
    for rate in (8_000, 44_100, 48_000, 96_000):
        noise = np.random.default_rng(1).normal(0, 0.05, (2, 9 * rate))
        theirs = pyloudnorm.Meter(rate, filter_class="DeMan").integrated_loudness(noise.T)
        difference = semeq.loudness(noise, sample_rate=rate) - theirs
        yield f"loudness at {rate:,} Hz less pyloudnorm's", f"{difference:+.6f} LU"


def lines() -> Iterator[Line]:
    """Every measurement."""
    for measure in (
        gain_swings,
        frequency_jumps,
        matched_design,
        seams,
        k_weighting,
        against_pyloudnorm,
    ):
        yield from measure()


def main() -> None:
    """Print one measurement a line."""
    for what, figure in lines():
        print(f"{what}: {figure}")


if __name__ == "__main__":
    main()
