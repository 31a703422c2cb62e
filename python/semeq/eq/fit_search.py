"""The search behind :mod:`semeq.eq.fit`: where it starts, and which result is kept."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import chain, permutations

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.eq.params import (
    BAND_COLUMNS,
    GAIN_COLUMNS,
    LOG_COLUMNS,
    Q_COLUMNS,
    SAFE_BOUNDS,
    SHELF_Q,
    pack,
)

Float64Array = npt.NDArray[np.float64]

_GAINS, _QS = list(GAIN_COLUMNS), list(Q_COLUMNS)
_LOGS = list(LOG_COLUMNS)

# The three peaks of a setting, in every order.
_PEAK_ORDERS = np.array(
    [
        [*chain(BAND_COLUMNS[0], *order, BAND_COLUMNS[-1])]
        for order in permutations(BAND_COLUMNS[1:-1])
    ]
)

# The search moves gains in units of 6 dB, and logarithms of frequencies and Qs.
_GAIN_UNIT_DB = 6.0
_LAYOUT_GAIN_DB = 3.0
# Bands where people put them: means over 394 taught words, weighted by gain.
PRIOR_MEANS = pack(
    freq_hz=[150.0, 310.0, 1_200.0, 4_000.0, 7_000.0],
    gain_db=np.zeros(5),
    q=[SHELF_Q, 0.7, 0.7, 0.8, SHELF_Q],
)
"""Means of the Gaussian prior, as *params*: of gains, log frequencies and log Qs."""

PRIOR_GAIN_DEVIATION_DB = 12.0
PRIOR_FREQ_DEVIATION, PRIOR_Q_DEVIATION = 1.0, 2.0
"""Standard deviations of the prior in log frequency and log Q: a factor of e, and of e²."""

# In the search's units.
_PRIOR_DEVIATIONS = pack(
    freq_hz=np.full(5, PRIOR_FREQ_DEVIATION),
    gain_db=np.full(5, PRIOR_GAIN_DEVIATION_DB / _GAIN_UNIT_DB),
    q=np.full(5, PRIOR_Q_DEVIATION),
)
_LAYOUT_Q_RANGE = (0.3, 3.0)

# Of 512 layouts of frequencies and Qs with their best gains, the best 8 are improved for a few
# steps, and the best 2 of those to the end. On the 394 SocialEQ words, more of anything lowers
# the median residual by less than 0.02 dB.
_N_LAYOUTS, _N_STARTS, _N_FINALISTS = 512, 8, 2
_N_FIRST_STEPS, _N_LAST_STEPS = 8, 25
_RIDGE = 1e-3


class CurveSearch:
    """The least-squares problem on one grid."""

    def __init__(
        self,
        freq_hz: Float64Array,
        weights: Float64Array,
        sample_rate: float,
        *,
        free_level: bool,
        prior_db: float,
    ) -> None:
        self._freq_hz, self._sample_rate = freq_hz, sample_rate
        self._weights, self._root = weights, np.sqrt(weights)
        self._free_level = free_level
        self._bounds = np.array(SAFE_BOUNDS).T
        self._prior = prior_db / _PRIOR_DEVIATIONS
        self._fit = _core.CurveFit(
            freq_hz,
            sample_rate,
            weights,
            free_level,
            tuple(self._bounds),
            (PRIOR_MEANS, self._prior),
        )

    def params(self, curves: Float64Array, n_threads: int) -> Float64Array:
        """Search for all curves ``(n, n_freqs)`` at once; return *params* ``(n, 13)``."""
        found = self._starts(curves)
        for n_steps, n_kept in ((_N_FIRST_STEPS, _N_FINALISTS), (_N_LAST_STEPS, 1)):
            ends, costs = self._fit.descend(curves, found, n_steps, n_threads)
            best = np.argsort(costs, axis=1)[:, :n_kept, np.newaxis]
            found = self._reordered(np.take_along_axis(ends, best, axis=1))
        return np.asarray(np.clip(found[:, 0], *self._bounds))  # exp() rounds

    def _starts(self, curves: Float64Array) -> Float64Array:
        """Choose the best layouts for each curve with their gains, ``(n, n_starts, 13)``.

        A band's curve is nearly proportional to its gain in dB, so linear least squares do.
        """
        jacobian, normal, solve = self._layout_gains
        layouts = _layouts()
        targets = self._centered(curves)
        along = (jacobian.reshape(-1, jacobian.shape[2]) @ targets.T).reshape(
            *jacobian.shape[:2], len(curves)
        )
        low, high = self._bounds[:, _GAINS, np.newaxis] / _GAIN_UNIT_DB
        gains = np.clip(solve @ along, low, high)
        # Of the squared error, what depends on the layout.
        cost = (gains * (normal @ gains - 2.0 * along)).sum(axis=1)
        cost += np.square(self._prior[_GAINS, np.newaxis] * gains).sum(axis=1)
        away = self._prior * (to_points(layouts) - to_points(PRIOR_MEANS))
        cost += np.square(away[:, _LOGS]).sum(axis=1, keepdims=True)
        best = np.argsort(cost, axis=0, kind="stable")[:_N_STARTS]
        starts = layouts[best.T]
        chosen = gains[best, :, np.arange(len(curves))]  # (n_starts, n, 5)
        starts[..., _GAINS] = _GAIN_UNIT_DB * chosen.transpose(1, 0, 2)
        return self._reordered(starts)

    def _reordered(self, params: Float64Array) -> Float64Array:
        """Put the peaks of *params* ``(..., 13)`` in the likeliest order; the curve is the same."""
        if not self._prior.any():
            return params
        orders = params[..., _PEAK_ORDERS]
        low, high = self._bounds
        barred = ((orders < low) | (orders > high)).any(axis=-1)
        away = self._prior * (to_points(orders) - to_points(PRIOR_MEANS))
        cost = np.where(barred, np.inf, np.square(away).sum(axis=-1))
        best = np.argmin(cost, axis=-1)[..., np.newaxis, np.newaxis]
        return np.asarray(np.take_along_axis(orders, best, axis=-2)[..., 0, :])

    @cached_property
    def _layout_gains(self) -> tuple[Float64Array, Float64Array, Float64Array]:
        """For each layout: the curve per unit of gain, its products, and what solves for gains."""
        slopes = _core.params_curve_jacobian(_layouts(), self._freq_hz, self._sample_rate)[1]
        jacobian = self._centered(_GAIN_UNIT_DB * slopes[:, _GAINS])
        normal = jacobian @ jacobian.transpose(0, 2, 1)
        solve = np.linalg.inv(normal + _RIDGE * np.eye(len(_GAINS)))
        return jacobian, normal, np.asarray(solve, dtype=np.float64)

    def _centered(self, curves: Float64Array) -> Float64Array:
        """Remove the level where it is free, and weigh the points."""
        if self._free_level:
            curves = curves - (curves @ self._weights)[..., np.newaxis]
        return np.asarray(curves * self._root)


@lru_cache(maxsize=8)
def curve_search(
    freq_hz: bytes, weights: bytes, sample_rate: float, free_level: bool, prior_db: float
) -> CurveSearch:
    """Prepare the problem for a grid, once: most callers fit many curves on the same one."""
    return CurveSearch(
        np.frombuffer(freq_hz),
        np.frombuffer(weights),
        sample_rate,
        free_level=free_level,
        prior_db=prior_db,
    )


def to_points(params: Float64Array) -> Float64Array:
    """Map *params* ``(..., 13)`` to what the search moves: gains / 6 dB, log Hz, log Q."""
    points = params.copy()
    points[..., _GAINS] /= _GAIN_UNIT_DB
    points[..., _LOGS] = np.log(points[..., _LOGS])
    return points


@lru_cache(maxsize=1)
def _layouts() -> Float64Array:
    """Frequencies and Qs to start from, evenly spread over their ranges, ``(n_layouts, 13)``."""
    ranges = np.array(SAFE_BOUNDS).T
    ranges[:, _QS] = np.array(_LAYOUT_Q_RANGE)[:, np.newaxis]
    low, high = np.log(ranges[:, _LOGS])
    layouts = np.empty((_N_LAYOUTS, ranges.shape[1]))
    layouts[:, _GAINS] = _LAYOUT_GAIN_DB
    layouts[:, _LOGS] = np.exp(low + _spread_evenly(_N_LAYOUTS, len(_LOGS)) * (high - low))
    return layouts


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
