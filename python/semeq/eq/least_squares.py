"""Damped least squares for many problems of one kind at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Float64Array = npt.NDArray[np.float64]

Linearize = Callable[[Float64Array, npt.NDArray[np.intp]], tuple[Float64Array, Float64Array]]
"""Maps points ``(k, d)`` of the problems ``(k,)`` to residuals ``(k, m)``, target less model,
and the model's derivatives ``(k, d, m)``."""

_WORTHWHILE = 1e-3  # of the cost, in one step
_DAMPING_RANGE = (1e-7, 1e4)
# Keeps coordinates that change nothing, as the frequency of a band at 0 dB, where they are.
_DIAGONAL_FLOOR = 1e-3


@dataclass(slots=True)
class _Iterate:
    """Where the searches are, and what a step from there needs to know."""

    points: Float64Array
    residual: Float64Array
    jacobian: Float64Array
    cost: Float64Array

    @classmethod
    def at(cls, points: Float64Array, linearized: tuple[Float64Array, Float64Array]) -> _Iterate:
        residual, jacobian = linearized
        return cls(points, residual, jacobian, np.square(residual).sum(axis=1))

    def take(self, other: _Iterate, rows: npt.NDArray[np.bool_]) -> None:
        self.points[rows], self.residual[rows] = other.points[rows], other.residual[rows]
        self.jacobian[rows], self.cost[rows] = other.jacobian[rows], other.cost[rows]

    def select(self, rows: npt.NDArray[np.bool_]) -> _Iterate:
        return _Iterate(
            self.points[rows], self.residual[rows], self.jacobian[rows], self.cost[rows]
        )


def minimize(
    linearize: Linearize,
    start: Float64Array,
    *,
    max_steps: int,
    low: npt.ArrayLike = -np.inf,
    high: npt.ArrayLike = np.inf,
    max_move: float = 1.0,
    good_enough: float = 1e-6,
    damping: float = 1e-2,
    max_idle_steps: int = 3,
) -> tuple[Float64Array, Float64Array]:
    """Minimize the sum of squared residuals from each of several points.

    Levenberg-Marquardt steps; bounds are active sets (J. Nocedal & S. J. Wright, *Numerical
    Optimization*, 2006, sections 10.3 and 16.7). Points step together, each with its own
    damping, until none improves any more.

    Parameters
    ----------
    linearize : callable
        The problem; see :data:`Linearize`.
    start : ndarray, shape (n, d)
        Where to start; not changed.
    max_steps : int
        Steps at most.
    low, high : array_like, shape (d,) or (), optional
        Bounds of the points. Default: none.
    max_move : float, default 1.0
        Largest change of a coordinate in one step.
    good_enough : float, default 1e-6
        A point whose cost is not above this one stops.
    damping : float, default 0.01
        Initial damping, relative to the diagonal of the normal equations.
    max_idle_steps : int, default 3
        A point stops after as many steps in a row that lower its cost by less than a thousandth.

    Returns
    -------
    points : ndarray, shape (n, d)
    cost : ndarray, shape (n,)
        Sum of squares, never larger than at `start`.

    Examples
    --------
    >>> def line(points, rows):
    ...     return 6.0 - 2.0 * points, np.full((len(points), 1, 1), 2.0)
    >>> points, cost = minimize(line, np.zeros((1, 1)), max_steps=30)
    >>> points.round(3).tolist()
    [[3.0]]
    """
    points, lowest, highest = start.copy(), np.asarray(low), np.asarray(high)
    cost = np.empty(len(points))
    live = np.arange(len(points))
    at = _Iterate.at(points.copy(), linearize(points, live))
    cost[:] = at.cost
    dampings, n_idle = np.full(len(points), damping), np.zeros(len(points), dtype=int)
    for _ in range(max_steps):
        step = np.clip(_step(at, dampings, lowest, highest), -max_move, max_move)
        tried_points = np.clip(at.points + step, lowest, highest)
        tried = _Iterate.at(tried_points, linearize(tried_points, live))
        n_idle = np.where(tried.cost < (1.0 - _WORTHWHILE) * at.cost, 0, n_idle + 1)
        better = tried.cost < at.cost
        dampings = np.clip(np.where(better, 0.3 * dampings, 4.0 * dampings), *_DAMPING_RANGE)
        at.take(tried, better)
        points[live], cost[live] = at.points, at.cost
        going = (n_idle < max_idle_steps) & (at.cost > good_enough)
        if not going.all():
            live, dampings, n_idle = live[going], dampings[going], n_idle[going]
            at = at.select(going)
        if not live.size:
            break
    return points, cost


def _step(
    at: _Iterate, dampings: Float64Array, low: Float64Array, high: Float64Array
) -> Float64Array:
    downhill = (at.jacobian @ at.residual[..., np.newaxis])[..., 0]
    stuck = ((at.points <= low) & (downhill < 0)) | ((at.points >= high) & (downhill > 0))
    free = at.jacobian * ~stuck[..., np.newaxis]
    normal = free @ free.transpose(0, 2, 1)
    diagonal = np.einsum("nii->ni", normal)
    diagonal += dampings[:, np.newaxis] * (diagonal + _DIAGONAL_FLOOR)
    step = np.linalg.solve(normal, (downhill * ~stuck)[..., np.newaxis])
    return np.asarray(step[..., 0], dtype=np.float64)
