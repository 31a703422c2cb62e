"""The search behind :mod:`semeq.eq.fit`: Levenberg-Marquardt from many starts, all at once."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import chain, permutations

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.eq.least_squares import minimize
from semeq.eq.params import (
    BAND_COLUMNS,
    GAIN_COLUMNS,
    LOG_COLUMNS,
    N_PARAMS,
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
    """The least-squares problem on one grid; points are gains / 6 dB, log Hz and log Q."""

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
        self._low, self._high = to_points(np.array(SAFE_BOUNDS).T)
        self._means = to_points(PRIOR_MEANS[np.newaxis])
        self._prior = prior_db / _PRIOR_DEVIATIONS

    def params(self, curves: Float64Array) -> Float64Array:
        """Search for all curves ``(n, n_freqs)`` at once; return *params* ``(n, 13)``."""
        points = self._starts(curves)
        for n_steps, n_kept in ((_N_FIRST_STEPS, _N_FINALISTS), (_N_LAST_STEPS, 1)):
            n_each = points.shape[1]
            ends, costs = self._descend(
                points.reshape(-1, points.shape[2]), np.repeat(curves, n_each, axis=0), n_steps
            )
            best = np.argsort(costs.reshape(-1, n_each), axis=1)[:, :n_kept, np.newaxis]
            points = self._reordered(np.take_along_axis(ends.reshape(points.shape), best, axis=1))
        return np.asarray(
            np.clip(to_params(points[:, 0]), *np.array(SAFE_BOUNDS).T)
        )  # exp() rounds

    def _starts(self, curves: Float64Array) -> Float64Array:
        """Choose the best layouts for each curve with their gains, ``(n, n_starts, 13)``."""
        jacobian, solve = self._layout_gains
        layouts = _layouts()
        unlikely = np.square(self._prior * (layouts - self._means))[:, _LOGS].sum(axis=1)
        starts = np.empty((len(curves), _N_STARTS, N_PARAMS))
        for start, target in zip(starts, self._centered(curves), strict=True):
            gains = np.clip(solve @ target, self._low[_GAINS], self._high[_GAINS])
            residual = target - (gains[:, np.newaxis] @ jacobian)[:, 0]
            cost = np.square(residual).sum(axis=1) + np.square(self._prior[_GAINS] * gains).sum(
                axis=1
            )
            best = np.argsort(cost + unlikely, kind="stable")[:_N_STARTS]
            start[:] = layouts[best]
            start[:, _GAINS] = gains[best]
        return self._reordered(starts)

    def _reordered(self, points: Float64Array) -> Float64Array:
        """Put the peaks of points ``(..., 13)`` in the likeliest order; the curve is the same."""
        if not self._prior.any():
            return points
        orders = points[..., _PEAK_ORDERS]
        barred = ((orders < self._low) | (orders > self._high)).any(axis=-1)
        away = np.square(self._prior * (orders - self._means)).sum(axis=-1)
        best = np.argmin(np.where(barred, np.inf, away), axis=-1)[..., np.newaxis, np.newaxis]
        return np.asarray(np.take_along_axis(orders, best, axis=-2)[..., 0, :])

    @cached_property
    def _layout_gains(self) -> tuple[Float64Array, Float64Array]:
        """For each layout, the curve per unit of gain, and what solves for the gains of a curve.

        A band's curve is nearly proportional to its gain in dB, so linear least squares do.
        """
        jacobian = self._linearized(_layouts())[1][:, _GAINS]
        normal = jacobian @ jacobian.transpose(0, 2, 1) + _RIDGE * np.eye(len(_GAINS))
        solve = np.asarray(np.linalg.solve(normal, jacobian), dtype=np.float64)
        return jacobian, solve

    def _descend(
        self, points: Float64Array, curves: Float64Array, n_steps: int
    ) -> tuple[Float64Array, Float64Array]:
        """Improve points ``(n, 13)``; return them with their costs ``(n,)``."""
        targets = self._centered(curves)

        def linearize(
            points: Float64Array, rows: npt.NDArray[np.intp]
        ) -> tuple[Float64Array, Float64Array]:
            modeled, jacobian = self._linearized(points)
            return self._with_prior(points, targets[rows] - modeled, jacobian)

        return minimize(linearize, points, low=self._low, high=self._high, max_steps=n_steps)

    def _with_prior(
        self, points: Float64Array, residual: Float64Array, jacobian: Float64Array
    ) -> tuple[Float64Array, Float64Array]:
        """Append the distances from the prior's means as residuals."""
        if not self._prior.any():
            return residual, jacobian
        away = self._prior * (self._means - points)
        slopes = np.broadcast_to(np.diag(self._prior), (len(points), *2 * self._prior.shape))
        return np.concatenate([residual, away], axis=1), np.concatenate([jacobian, slopes], axis=2)

    def _linearized(self, points: Float64Array) -> tuple[Float64Array, Float64Array]:
        curves, jacobian = _core.params_curve_jacobian(
            to_params(points), self._freq_hz, self._sample_rate
        )
        jacobian[:, _GAINS] *= _GAIN_UNIT_DB
        return self._centered(curves), self._centered(jacobian)

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
    """Map *params* ``(n, 13)`` to what the search moves: gains / 6 dB, log Hz, log Q."""
    points = params.copy()
    points[:, _GAINS] /= _GAIN_UNIT_DB
    points[:, _LOGS] = np.log(points[:, _LOGS])
    return points


def to_params(points: Float64Array) -> Float64Array:
    """Undo :func:`to_points`."""
    params = points.copy()
    params[:, _GAINS] *= _GAIN_UNIT_DB
    params[:, _LOGS] = np.exp(params[:, _LOGS])
    return params


@lru_cache(maxsize=1)
def _layouts() -> Float64Array:
    """Frequencies and Qs to start from, evenly spread over their ranges, ``(n_layouts, 13)``."""
    ranges = np.array(SAFE_BOUNDS).T
    ranges[:, _QS] = np.array(_LAYOUT_Q_RANGE)[:, np.newaxis]
    low, high = to_points(ranges)[:, _LOGS]
    layouts = np.empty((_N_LAYOUTS, ranges.shape[1]))
    layouts[:, _GAINS] = _LAYOUT_GAIN_DB / _GAIN_UNIT_DB
    layouts[:, _LOGS] = low + _spread_evenly(_N_LAYOUTS, len(_LOGS)) * (high - low)
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
