"""What an equalizer does, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from semeq.eq.curve_of import Eq, curve_of
from semeq.eq.response import GRID_HZ

Float64Array = npt.NDArray[np.float64]

# Narrow peaks fit between the model's points.
_GRID_HZ = np.geomspace(GRID_HZ[0], GRID_HZ[-1], 1024)

AUDIBLE_DB = 0.5
"""What is said to be changed: less than this is said to be nothing."""

MAX_PHRASES = 4

_GENTLE_DB = 4.0
_SOFT_FROM_HZ = 2_000.0

# Two hills of a curve are two changes if the valley between them is below this share of the
# lower one, in dB.
_VALLEY = 0.6


@dataclass(frozen=True, slots=True)
class Change:
    """A range of frequencies that an equalizer lifts or lowers.

    Attributes
    ----------
    low_hz, high_hz : float
        Where the curve passes half of `gain_db`; 0 and infinity where the range is open.
    gain_db : float
        The curve's extremum in the range.
    peak_hz : float
        Frequency of the extremum.
    """

    low_hz: float
    high_hz: float
    gain_db: float
    peak_hz: float

    def __str__(self) -> str:
        return f"{self._verb()} {self._place()} by {_decibels(self.gain_db)}"

    def _verb(self) -> str:
        if self.gain_db > 0:
            return "lifts"
        gentle = self.gain_db > -_GENTLE_DB and self.low_hz >= _SOFT_FROM_HZ
        return "softens" if gentle else "cuts"

    def _place(self) -> str:
        if self.low_hz <= 0 and self.high_hz == np.inf:
            return "everything"
        if self.low_hz <= 0:
            return f"below {_hertz(self.high_hz)}"
        if self.high_hz == np.inf:
            return f"above {_hertz(self.low_hz)}"
        low, high = _hertz(self.low_hz), _hertz(self.high_hz)
        if low == high:
            return f"around {_hertz(self.peak_hz)}"
        same_unit = low.endswith("kHz") == high.endswith("kHz")
        return f"{low.split()[0] if same_unit else low}–{high}"


def explain(eq: Eq, freq_hz: npt.ArrayLike | None = None, *, sample_rate: float) -> str:
    """Say in a sentence what an equalizer does.

    Parameters
    ----------
    eq : EqSettings or array_like
        Settings, sections of shape ``(n_sections, 6)``, or a curve in dB.
    freq_hz : array_like, shape (n_freqs,), optional
        Where a curve is given. Default: the model's grid.
    sample_rate : float
        In Hz, for settings and sections.

    Returns
    -------
    str
        The strongest changes, at most four, from low to high frequencies. A range ends where
        the curve has fallen to half of its extreme gain in dB; changes below 0.5 dB are left
        out.

    Raises
    ------
    ParameterError
        If `eq` is none of these, or not finite.

    Examples
    --------
    >>> from semeq import Band, EqSettings
    >>> bands = (Band("peak", 280, 4.0, 1.4), Band("high_shelf", 7_000, -3.0))
    >>> explain(EqSettings(bands), sample_rate=44_100)
    'lifts 200–400 Hz by 4 dB, softens above 7 kHz by 3 dB'
    >>> explain(EqSettings(()), sample_rate=44_100)
    'leaves the sound as it is'
    """
    found = changes(eq, freq_hz, sample_rate=sample_rate)
    if not found:
        curve = curve_of(eq, freq_hz, sample_rate=sample_rate, grid_hz=_GRID_HZ)
        if np.abs(curve).max() < 0.01:
            return "leaves the sound as it is"
        return f"changes nothing by more than {AUDIBLE_DB:g} dB"
    strongest = sorted(found, key=lambda change: -abs(change.gain_db))[:MAX_PHRASES]
    said = ", ".join(str(change) for change in found if change in strongest)
    left_out = len(found) - len(strongest)
    return said + (f", and {left_out} smaller changes" if left_out > 1 else
                   ", and one smaller change" if left_out else "")  # fmt: skip


def changes(eq: Eq, freq_hz: npt.ArrayLike | None = None, *, sample_rate: float) -> list[Change]:
    """Return the ranges that an equalizer lifts or lowers, from low to high frequencies.

    Parameters
    ----------
    eq, freq_hz, sample_rate
        As in :func:`explain`.

    Examples
    --------
    >>> from semeq import Band, EqSettings
    >>> shelf = EqSettings((Band("low_shelf", 100, 6.0),))
    >>> [change] = changes(shelf, sample_rate=44_100)
    >>> round(change.gain_db), round(change.high_hz)
    (6, 100)
    """
    curve = curve_of(eq, freq_hz, sample_rate=sample_rate, grid_hz=_GRID_HZ)
    return [
        _change(curve, first, last)
        for run in _runs(np.where(np.abs(curve) >= AUDIBLE_DB, np.sign(curve), 0.0))
        for first, last in _hills(np.abs(curve), *run)
    ]


def _runs(signs: Float64Array) -> Iterator[tuple[int, int]]:
    """Yield first and last index of the runs of one sign, zeros left out."""
    edges = np.flatnonzero(np.diff(signs)) + 1
    for first, end in zip([0, *edges], [*edges, signs.size], strict=True):
        if signs[first]:
            yield int(first), int(end) - 1


def _hills(height: Float64Array, first: int, last: int) -> list[tuple[int, int]]:
    """Split a run where a valley lies deep between two hills."""
    if last - first < 2:
        return [(first, last)]
    inner = height[first : last + 1]
    left = np.maximum.accumulate(inner)
    right = np.maximum.accumulate(inner[::-1])[::-1]
    depth = inner / np.minimum(left, right)
    valley = int(np.argmin(depth))
    if depth[valley] >= _VALLEY:
        return [(first, last)]
    middle = first + valley
    return [*_hills(height, first, middle), *_hills(height, middle + 1, last)]


def _change(curve: Float64Array, first: int, last: int) -> Change:
    height = np.abs(curve)
    peak = first + int(np.argmax(height[first : last + 1]))
    half = 0.5 * height[peak]
    low = _crossing(height, peak, range(peak, first - 1, -1), half)
    high = _crossing(height, peak, range(peak, last + 1), half)
    return Change(
        0.0 if low is None and first == 0 else low or float(_GRID_HZ[first]),
        np.inf if high is None and last == curve.size - 1 else high or float(_GRID_HZ[last]),
        float(curve[peak]),
        float(_GRID_HZ[peak]),
    )


def _crossing(height: Float64Array, peak: int, path: Sequence[int], level: float) -> float | None:
    """Walk from a peak to where the curve falls below a level; None if it never does."""
    before = peak
    for at in path:
        if height[at] < level:
            share = (height[before] - level) / (height[before] - height[at])
            logs = np.log(_GRID_HZ[[before, at]])
            return float(np.exp(logs[0] + share * (logs[1] - logs[0])))
        before = at
    return None


def _decibels(gain_db: float) -> str:
    size = abs(gain_db)
    rounded = round(size) if size >= 2 else round(2 * size) / 2
    return f"{rounded:g} dB"


def _hertz(freq_hz: float) -> str:
    """Two significant digits.

    Examples
    --------
    >>> _hertz(7_042), _hertz(12_600), _hertz(237)
    ('7 kHz', '13 kHz', '240 Hz')
    """
    rounded = float(f"{freq_hz:.2g}")
    return f"{rounded / 1_000:g} kHz" if rounded >= 1_000 else f"{rounded:g} Hz"
