"""The search behind :mod:`semeq.eq.fit`: Levenberg-Marquardt from many starts, all at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, permutations

import numpy as np
import numpy.typing as npt

from semeq.eq.gradients import curve_and_jacobian
from semeq.eq.params import (
    BAND_COLUMNS,
    FREQ_COLUMNS,
    GAIN_COLUMNS,
    LOG_COLUMNS,
    N_PARAMS,
    Q_COLUMNS,
    SAFE_BOUNDS,
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

# The search moves gains in steps of 6 dB, and logarithms of frequencies and Qs.
_GAIN_UNIT_DB = 6.0
_LAYOUT_GAIN_DB = 3.0
# Where the bands of 394 taught words want to be: means over words, weighted by gain.
_USUAL_PARAMS = (0.0, 150.0, 0.0, 310.0, 0.7, 0.0, 1.2e3, 0.7, 0.0, 4e3, 0.8, 0.0, 7e3)
_LAYOUT_Q_RANGE = (0.3, 3.0)

# How wide to look before how deep: of 512 layouts of frequencies and Qs with their best gains, 8
# are improved for a few steps and 2 to the end. On the 394 SocialEQ words, more of anything lowers
# the median residual by less than 0.02 dB.
_N_LAYOUTS, _N_STARTS, _N_FINALISTS = 512, 8, 2
_N_FIRST_STEPS, _N_LAST_STEPS, _MAX_IDLE_STEPS = 8, 25, 3
_WORTHWHILE = 1e-3  # of the cost, in one step
_EXACT_DB2 = 1e-6
_RIDGE = 1e-3


@dataclass(slots=True)
class _Place:
    """Where points are, and what a step from there needs to know."""

    points: Float64Array
    missed: Float64Array
    jacobian: Float64Array
    cost: Float64Array

    @classmethod
    def of(cls, points: Float64Array, missed: Float64Array, jacobian: Float64Array) -> _Place:
        return cls(points, missed, jacobian, np.square(missed).sum(axis=1))

    def take(self, other: _Place, rows: npt.NDArray[np.bool_]) -> None:
        self.points[rows], self.missed[rows] = other.points[rows], other.missed[rows]
        self.jacobian[rows], self.cost[rows] = other.jacobian[rows], other.cost[rows]

    def select(self, rows: npt.NDArray[np.bool_]) -> _Place:
        return _Place(self.points[rows], self.missed[rows], self.jacobian[rows], self.cost[rows])


class CurveSearch:
    """The least-squares problem on one grid; points are gains / 6 dB, log Hz and log Q."""

    def __init__(
        self,
        freq_hz: Float64Array,
        weights: Float64Array,
        sample_rate: float,
        *,
        free_level: bool,
        pull_db: float,
    ) -> None:
        self._freq_hz, self._sample_rate = freq_hz, sample_rate
        self._weights, self._root = weights, np.sqrt(weights)
        self._free_level = free_level
        self._low, self._high = to_points(np.array(SAFE_BOUNDS).T)
        self._usual = to_points(np.array([_USUAL_PARAMS]))
        self._pull = np.full(N_PARAMS, 0.5 * pull_db)
        self._pull[list(FREQ_COLUMNS)] = pull_db

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
        unusual = np.square(self._pull * (layouts - self._usual))[:, _LOGS].sum(axis=1)
        starts = np.empty((len(curves), _N_STARTS, N_PARAMS))
        for start, target in zip(starts, self._centered(curves), strict=True):
            gains = np.clip(solve @ target, self._low[_GAINS], self._high[_GAINS])
            missed = target - (gains[:, np.newaxis] @ jacobian)[:, 0]
            cost = np.square(missed).sum(axis=1) + np.square(self._pull[_GAINS] * gains).sum(axis=1)
            best = np.argsort(cost + unusual, kind="stable")[:_N_STARTS]
            start[:] = layouts[best]
            start[:, _GAINS] = gains[best]
        return self._reordered(starts)

    def _reordered(self, points: Float64Array) -> Float64Array:
        """Put the peaks of points ``(..., 13)`` in the most usual order: all play alike."""
        if not self._pull.any():
            return points
        orders = points[..., _PEAK_ORDERS]
        barred = ((orders < self._low) | (orders > self._high)).any(axis=-1)
        away = np.square(self._pull * (orders - self._usual)).sum(axis=-1)
        best = np.argmin(np.where(barred, np.inf, away), axis=-1)[..., np.newaxis, np.newaxis]
        return np.asarray(np.take_along_axis(orders, best, axis=-2)[..., 0, :])

    @cached_property
    def _layout_gains(self) -> tuple[Float64Array, Float64Array]:
        """What the gains of each layout do, and the gains that come nearest to a curve.

        A band's curve is nearly proportional to its gain in dB, so linear least squares do.
        """
        jacobian = self._linearized(_layouts())[1][:, _GAINS]
        normal = jacobian @ jacobian.transpose(0, 2, 1) + _RIDGE * np.eye(len(_GAINS))
        solve = np.asarray(np.linalg.solve(normal, jacobian), dtype=np.float64)
        return jacobian, solve

    def _descend(
        self, points: Float64Array, curves: Float64Array, n_steps: int
    ) -> tuple[Float64Array, Float64Array]:
        """Improve points ``(n, 13)`` by Levenberg-Marquardt steps; bounds are active sets.

        J. Nocedal & S. J. Wright, *Numerical Optimization*, 2006, sections 10.3 and 16.7. Points
        step together, each with its own damping, until they gain nothing any more.
        """
        points, targets = points.copy(), self._centered(curves)
        cost = np.empty(len(points))
        live = np.arange(len(points))
        at = _Place.of(points, *self._missed(points, targets))
        damping, n_idle = np.full(len(points), 1e-2), np.zeros(len(points), dtype=int)
        for _ in range(n_steps):
            tried_points = np.clip(at.points + self._step(at, damping), self._low, self._high)
            tried = _Place.of(tried_points, *self._missed(tried_points, targets[live]))
            n_idle = np.where(tried.cost < (1.0 - _WORTHWHILE) * at.cost, 0, n_idle + 1)
            better = tried.cost < at.cost
            damping = np.clip(np.where(better, 0.3 * damping, 4.0 * damping), 1e-7, 1e4)
            at.take(tried, better)
            points[live], cost[live] = at.points, at.cost
            going = (n_idle < _MAX_IDLE_STEPS) & (at.cost > _EXACT_DB2)
            if not going.all():
                live, damping, n_idle = live[going], damping[going], n_idle[going]
                at = at.select(going)
            if not live.size:
                break
        return points, cost

    def _step(self, at: _Place, damping: Float64Array) -> Float64Array:
        downhill = (at.jacobian @ at.missed[..., np.newaxis])[..., 0]
        stuck = ((at.points <= self._low) & (downhill < 0)) | (
            (at.points >= self._high) & (downhill > 0)
        )
        free = at.jacobian * ~stuck[..., np.newaxis]
        normal = free @ free.transpose(0, 2, 1)
        diagonal = np.einsum("nii->ni", normal)
        # The floor keeps bands at 0 dB, whose frequency changes nothing, where they are.
        diagonal += damping[:, np.newaxis] * (diagonal + 1e-3)
        step = np.linalg.solve(normal, (downhill * ~stuck)[..., np.newaxis])[..., 0]
        return np.clip(step, -1.0, 1.0)

    def _missed(
        self, points: Float64Array, targets: Float64Array
    ) -> tuple[Float64Array, Float64Array]:
        modeled, jacobian = self._linearized(points)
        missed = targets - modeled
        if self._pull.any():
            away = self._pull * (self._usual - points)
            pull = np.broadcast_to(np.diag(self._pull), (len(points), *2 * self._pull.shape))
            missed = np.concatenate([missed, away], axis=1)
            jacobian = np.concatenate([jacobian, pull], axis=2)
        return missed, jacobian

    def _linearized(self, points: Float64Array) -> tuple[Float64Array, Float64Array]:
        curves, jacobian = curve_and_jacobian(to_params(points), self._freq_hz, self._sample_rate)
        jacobian[:, _GAINS] *= _GAIN_UNIT_DB
        return self._centered(curves), self._centered(jacobian)

    def _centered(self, curves: Float64Array) -> Float64Array:
        """Remove the level where it is free, and weigh the points."""
        if self._free_level:
            curves = curves - (curves @ self._weights)[..., np.newaxis]
        return np.asarray(curves * self._root)


@lru_cache(maxsize=8)
def curve_search(
    freq_hz: bytes, weights: bytes, sample_rate: float, free_level: bool, pull_db: float
) -> CurveSearch:
    """Keep what can be prepared for a grid: most callers fit many curves on the same one."""
    return CurveSearch(
        np.frombuffer(freq_hz),
        np.frombuffer(weights),
        sample_rate,
        free_level=free_level,
        pull_db=pull_db,
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
    # scipy is loaded when a curve is fitted, not with semeq.
    from scipy.stats import qmc  # noqa: PLC0415

    ranges = np.array(SAFE_BOUNDS).T
    ranges[:, _QS] = np.array(_LAYOUT_Q_RANGE)[:, np.newaxis]
    low, high = to_points(ranges)[:, _LOGS]
    layouts = np.empty((_N_LAYOUTS, ranges.shape[1]))
    layouts[:, _GAINS] = _LAYOUT_GAIN_DB / _GAIN_UNIT_DB
    layouts[:, _LOGS] = low + qmc.Sobol(len(_LOGS), seed=0).random(_N_LAYOUTS) * (high - low)
    return layouts
