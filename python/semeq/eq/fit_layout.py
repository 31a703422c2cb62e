"""The bands that a fit may set: their kinds and bounds, where people put them, where to start."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import chain, permutations

import numpy as np
import numpy.typing as npt

from semeq.eq.band import Band
from semeq.eq.params import SAFE_BOUNDS, SAFE_KINDS, SHELF_Q, BandKind
from semeq.eq.settings import EqSettings

Float64Array = npt.NDArray[np.float64]
Columns = npt.NDArray[np.intp]

GAIN_UNIT_DB = 6.0
"""The search moves gains in units of 6 dB, and logarithms of frequencies and Qs."""

_PEAK_BOUNDS = ((-12.0, 12.0), (20.0, 20_000.0), (0.1, 10.0))
_LAYOUT_GAIN_DB = 3.0
_LAYOUT_Q_RANGE = (0.3, 3.0)
_N_LAYOUTS = 512

# Where people put bands: means over 394 taught words, weighted by gain. Of other numbers of peaks,
# the outermost lie there.
_SHELF_HZ = (150.0, 7_000.0)
_PEAKS_HZ, _PEAKS_Q = (310.0, 1_200.0, 4_000.0), (0.7, 0.7, 0.8)
# Standard deviations: of a gain in units of 6 dB; a factor of e, and of e².
_GAIN_DEVIATION, _FREQ_DEVIATION, _Q_DEVIATION = 2.0, 1.0, 2.0


class FitLayout:
    """A low shelf, peaks and a high shelf, as rows of numbers.

    A row has the gain and frequency of each band, and the Q of a peak, one band after the other:
    of five bands it is what *params* are, within SAFE's bounds.

    Parameters
    ----------
    n_bands : int
        At least 3.
    """

    def __init__(self, n_bands: int) -> None:
        n_peaks = n_bands - 2
        self._is_safe = n_bands == len(SAFE_KINDS)
        peaks: list[BandKind] = ["peak"] * n_peaks
        self.kinds: tuple[BandKind, ...] = ("low_shelf", *peaks, "high_shelf")
        names = [
            name
            for kind in self.kinds
            for name in ("gain", "freq", "q")[: 3 if kind == "peak" else 2]
        ]
        self.gains, self.freqs, self.qs = (
            np.flatnonzero([name == each for name in names]) for each in ("gain", "freq", "q")
        )
        self.logs: Columns = np.concatenate([self.freqs, self.qs])
        shelves = SAFE_BOUNDS[:2], SAFE_BOUNDS[-2:]
        bounds = (
            SAFE_BOUNDS if self._is_safe else (*shelves[0], *_PEAK_BOUNDS * n_peaks, *shelves[1])
        )
        self.low, self.high = np.array(bounds).T
        peaks_hz, peaks_q = np.array(_PEAKS_HZ), np.array(_PEAKS_Q)
        if not self._is_safe:
            peaks_hz = np.geomspace(peaks_hz[0], peaks_hz[-1], n_peaks)
            peaks_q = np.full(n_peaks, peaks_q.mean())
        self.mean = np.zeros(len(names))
        self.mean[self.freqs] = [_SHELF_HZ[0], *peaks_hz, _SHELF_HZ[1]]
        self.mean[self.qs] = peaks_q
        self.deviation = np.full(len(names), _GAIN_DEVIATION)
        self.deviation[self.freqs], self.deviation[self.qs] = _FREQ_DEVIATION, _Q_DEVIATION

    def to_points(self, rows: Float64Array) -> Float64Array:
        """Map rows ``(..., n_numbers)`` to what the search moves."""
        points = rows.copy()
        points[..., self.gains] /= GAIN_UNIT_DB
        points[..., self.logs] = np.log(points[..., self.logs])
        return points

    def settings(self, row: Float64Array) -> EqSettings:
        """Return the settings of one row."""
        numbers = iter(row.tolist())
        bands = []
        for kind in self.kinds:
            gain_db, freq_hz = next(numbers), next(numbers)
            bands.append(Band(kind, freq_hz, gain_db, next(numbers) if kind == "peak" else SHELF_Q))
        return EqSettings(tuple(bands))

    @cached_property
    def starts(self) -> Float64Array:
        """Frequencies and Qs to start from, evenly spread over their ranges, ``(n, n_numbers)``."""
        ranges = np.stack([self.low, self.high])
        ranges[:, self.qs] = np.array(_LAYOUT_Q_RANGE)[:, np.newaxis]
        low, high = np.log(ranges[:, self.logs])
        rows = np.empty((_N_LAYOUTS, len(self.low)))
        rows[:, self.gains] = _LAYOUT_GAIN_DB
        rows[:, self.logs] = np.exp(low + _spread_evenly(_N_LAYOUTS, len(self.logs)) * (high - low))
        return rows

    def reordered(self, rows: Float64Array, prior: Float64Array) -> Float64Array:
        """Put the peaks of rows ``(..., n_numbers)`` in the likeliest order; the curve is the same.

        `prior` is what a unit of a point away from the mean costs. Peaks with one range, those of
        any number but three, are in ascending order.
        """
        if not self._is_safe:
            peaks = rows[..., 2:-2].reshape(*rows.shape[:-1], -1, 3)
            order = np.argsort(peaks[..., 1:2], axis=-2, kind="stable")
            sorted_peaks = np.take_along_axis(peaks, order, axis=-2).reshape(rows[..., 2:-2].shape)
            return np.concatenate([rows[..., :2], sorted_peaks, rows[..., -2:]], axis=-1)
        if not prior.any():
            return rows
        orders = rows[..., self._peak_orders]
        barred = ((orders < self.low) | (orders > self.high)).any(axis=-1)
        away = prior * (self.to_points(orders) - self.to_points(self.mean))
        cost = np.where(barred, np.inf, np.square(away).sum(axis=-1))
        best = np.argmin(cost, axis=-1)[..., np.newaxis, np.newaxis]
        return np.asarray(np.take_along_axis(orders, best, axis=-2)[..., 0, :])

    @cached_property
    def _peak_orders(self) -> Columns:
        """Columns of a row with its three peaks in every order, ``(6, 13)``."""
        columns = np.split(np.arange(len(self.low)), self.gains[1:])
        low_shelf, *peaks, high_shelf = columns
        return np.array([[*chain(low_shelf, *order, high_shelf)] for order in permutations(peaks)])


def usual_params() -> Float64Array:
    """Return where people put the five bands, as *params* of a flat equalizer, shape ``(13,)``."""
    return fit_layout(len(SAFE_KINDS)).mean.copy()


@lru_cache(maxsize=32)
def fit_layout(n_bands: int) -> FitLayout:
    """Return the layout of some number of bands, made once."""
    return FitLayout(n_bands)


def _spread_evenly(n_points: int, n_dims: int) -> Float64Array:
    """Return points ``(n_points, n_dims)`` that fill the unit cube evenly: an additive recurrence.

    M. Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018. The steps are
    powers of 1 / x, where x^(n_dims + 1) = x + 1.
    """
    root = 2.0
    for _ in range(64):
        root = (1.0 + root) ** (1.0 / (n_dims + 1))
    steps = root ** -np.arange(1.0, n_dims + 1)
    # Of a few stretches of the sequence, this one left the vocabulary's curves the least error.
    return np.asarray((0.5 + np.outer(np.arange(n_points, 2 * n_points), steps)) % 1.0)
