"""The search behind :mod:`semeq.eq.fit`: which starts are improved, and which result is kept."""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.eq.fit_layout import GAIN_UNIT_DB, fit_layout

Float64Array = npt.NDArray[np.float64]

# Of all layouts of frequencies and Qs with their best gains, the best 8 are improved for a few
# steps, and the best 2 of those to the end. On the 394 SocialEQ words, more of anything lowers
# the median residual by less than 0.02 dB.
_N_STARTS, _N_FINALISTS = 8, 2
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
        n_bands: int,
    ) -> None:
        self.layout = layout = fit_layout(n_bands)
        self._weights, self._root = weights, np.sqrt(weights)
        self._free_level = free_level
        self._prior = prior_db / layout.deviation
        self._fit = _core.CurveFit(
            layout.kinds,
            freq_hz,
            sample_rate,
            weights,
            free_level,
            (layout.low, layout.high),
            (layout.mean, self._prior),
        )

    def rows(self, curves: Float64Array, n_threads: int) -> Float64Array:
        """Search for all curves ``(n, n_freqs)`` at once; return rows ``(n, n_numbers)``."""
        found = self._starts(curves)
        for n_steps, n_kept in ((_N_FIRST_STEPS, _N_FINALISTS), (_N_LAST_STEPS, 1)):
            ends, costs = self._fit.descend(curves, found, n_steps, n_threads)
            best = np.argsort(costs, axis=1)[:, :n_kept, np.newaxis]
            found = self.layout.reordered(np.take_along_axis(ends, best, axis=1), self._prior)
        return np.asarray(np.clip(found[:, 0], self.layout.low, self.layout.high))  # exp() rounds

    def curves(self, rows: Float64Array) -> Float64Array:
        """Return the curves of rows in dB, ``(n, n_freqs)``."""
        return np.asarray(self._fit.curves(rows)[0])

    def _starts(self, curves: Float64Array) -> Float64Array:
        """Choose the best layouts for each curve with their gains, ``(n, n_starts, n_numbers)``.

        A band's curve is nearly proportional to its gain in dB, so linear least squares do.
        """
        layout, rows = self.layout, self.layout.starts
        jacobian, normal, solve = self._per_gain
        targets = self._centered(curves)
        along = (jacobian.reshape(-1, jacobian.shape[2]) @ targets.T).reshape(
            *jacobian.shape[:2], len(curves)
        )
        low, high = (
            each[layout.gains, np.newaxis] / GAIN_UNIT_DB for each in (layout.low, layout.high)
        )
        gains = np.clip(solve @ along, low, high)
        # Of the squared error, what depends on the layout.
        cost = (gains * (normal @ gains - 2.0 * along)).sum(axis=1)
        cost += np.square(self._prior[layout.gains, np.newaxis] * gains).sum(axis=1)
        away = self._prior * (layout.to_points(rows) - layout.to_points(layout.mean))
        cost += np.square(away[:, layout.logs]).sum(axis=1, keepdims=True)
        best = np.argsort(cost, axis=0, kind="stable")[:_N_STARTS]
        chosen = rows[best.T]
        of_best = gains[best, :, np.arange(len(curves))]  # (n_starts, n, n_bands)
        chosen[..., layout.gains] = GAIN_UNIT_DB * of_best.transpose(1, 0, 2)
        return layout.reordered(chosen, self._prior)

    @cached_property
    def _per_gain(self) -> tuple[Float64Array, Float64Array, Float64Array]:
        """For each layout: the curve per unit of gain, its products, and what solves for gains."""
        slopes = self._fit.curves(self.layout.starts)[1]
        jacobian = self._centered(slopes[:, self.layout.gains])
        normal = jacobian @ jacobian.transpose(0, 2, 1)
        solve = np.linalg.inv(normal + _RIDGE * np.eye(normal.shape[1]))
        return jacobian, normal, np.asarray(solve, dtype=np.float64)

    def _centered(self, curves: Float64Array) -> Float64Array:
        """Remove the level where it is free, and weigh the points."""
        if self._free_level:
            curves = curves - (curves @ self._weights)[..., np.newaxis]
        return np.asarray(curves * self._root)


@lru_cache(maxsize=8)
def curve_search(
    freq_hz: bytes,
    weights: bytes,
    sample_rate: float,
    free_level: bool,
    prior_db: float,
    n_bands: int,
) -> CurveSearch:
    """Prepare the problem for a grid, once: most callers fit many curves on the same one."""
    return CurveSearch(
        np.frombuffer(freq_hz),
        np.frombuffer(weights),
        sample_rate,
        free_level=free_level,
        prior_db=prior_db,
        n_bands=n_bands,
    )
