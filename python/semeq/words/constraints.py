"""Limits on a curve, and the nearest latent that keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from semeq.eq.curves import rms_db
from semeq.eq.least_squares import minimize
from semeq.eq.response import GRID_HZ, model_curves_db
from semeq.eq.settings import EqSettings
from semeq.errors import ParameterError
from semeq.words.refine import Decode, curves_by_latent

Float64Array = npt.NDArray[np.float64]

KEEP_TOLERANCE_DB = 0.25
"""How far :func:`keep` lets a curve leave 0 dB."""

# The weight of a violated dB against a dB of departure from the unconstrained curve, raised in
# steps so that the search does not start on a cliff (quadratic penalty method, Nocedal & Wright,
# Numerical Optimization, 2006, ch. 17).
_PENALTIES = (1.0, 3.0, 10.0, 30.0, 100.0)
# With each: small steps and patience, for a curve that touches a limit has a kink there.
_MAX_STEPS, _MAX_IDLE_STEPS, _DAMPING = 60, 6, 1.0

# dB that a unit step of the latent costs: keeps the search near where the decoder was trained.
_LATENT_DB = 0.02


@dataclass(frozen=True, slots=True)
class Constraint:
    """A range the curve must stay in, over a range of frequencies.

    Attributes
    ----------
    lowest_db, highest_db : float
        Range of the curve.
    above_hz, below_hz : float
        Frequencies it holds for.
    """

    lowest_db: float = -np.inf
    highest_db: float = np.inf
    above_hz: float = 0.0
    below_hz: float = np.inf

    def __post_init__(self) -> None:
        if not self.lowest_db <= 0 <= self.highest_db:
            raise ParameterError(
                "a constraint must allow 0 dB, so its limit must be >= 0; "
                f"got {self.lowest_db:g} to {self.highest_db:g} dB"
            )
        if not 0 <= self.above_hz < self.below_hz:
            raise ParameterError(
                "a constraint needs 0 <= above_hz < below_hz, "
                f"got {self.above_hz:g} to {self.below_hz:g} Hz"
            )

    def excess_db(self, curves_db: Float64Array) -> Float64Array:
        """Return by how many dB each point of curves on the model's grid is outside, or 0.

        Parameters
        ----------
        curves_db : ndarray, shape (..., 128)
            Curves on the model's grid.

        Returns
        -------
        ndarray, shape (..., 128)
            In dB: above 0 over the range, below 0 under it.
        """
        applies = (self.above_hz <= GRID_HZ) & (self.below_hz >= GRID_HZ)
        inside = np.clip(curves_db, self.lowest_db, self.highest_db)
        return np.where(applies, curves_db - inside, 0.0)


def max_boost_db(limit: float, *, above_hz: float = 0.0, below_hz: float = np.inf) -> Constraint:
    """Boost nothing by more than `limit` dB.

    Parameters
    ----------
    limit : float
        Largest boost, in dB, at least 0.
    above_hz, below_hz : float, optional
        Frequencies it holds for. Default: all.

    Returns
    -------
    Constraint
        For :func:`semeq.words.constrained_morph.constrained_morph`.

    Examples
    --------
    >>> max_boost_db(6).highest_db
    6
    """
    return Constraint(highest_db=limit, above_hz=above_hz, below_hz=below_hz)


def max_cut_db(limit: float, *, above_hz: float = 0.0, below_hz: float = np.inf) -> Constraint:
    """Cut nothing by more than `limit` dB.

    Parameters
    ----------
    limit : float
        Largest cut, in dB, at least 0.
    above_hz, below_hz : float, optional
        Frequencies it holds for. Default: all.

    Returns
    -------
    Constraint
        For :func:`semeq.words.constrained_morph.constrained_morph`.

    Examples
    --------
    >>> max_cut_db(6).lowest_db
    -6
    """
    return Constraint(lowest_db=-limit, above_hz=above_hz, below_hz=below_hz)


def max_change_db(limit: float, *, above_hz: float = 0.0, below_hz: float = np.inf) -> Constraint:
    """Neither boost nor cut by more than `limit` dB.

    Parameters
    ----------
    limit : float
        Largest boost or cut, in dB, at least 0.
    above_hz, below_hz : float, optional
        Frequencies it holds for. Default: all.

    Returns
    -------
    Constraint
        For :func:`semeq.words.constrained_morph.constrained_morph`.

    Examples
    --------
    >>> max_change_db(3, below_hz=100).below_hz
    100
    """
    return Constraint(-limit, limit, above_hz, below_hz)


def keep(low_hz: float, high_hz: float, *, tolerance_db: float = KEEP_TOLERANCE_DB) -> Constraint:
    """Leave a range of frequencies as it is, within a tolerance.

    Parameters
    ----------
    low_hz, high_hz : float
        The range, in Hz.
    tolerance_db : float, default 0.25
        How far the curve may be from 0 dB there.

    Returns
    -------
    Constraint
        For :func:`semeq.words.constrained_morph.constrained_morph`.

    Examples
    --------
    >>> keep(2_000, 4_000).highest_db
    0.25
    """
    return Constraint(-tolerance_db, tolerance_db, low_hz, high_hz)


@dataclass(frozen=True, slots=True)
class Constrained:
    """Settings found under constraints, and what the constraints cost.

    Attributes
    ----------
    settings : EqSettings
        Five bands.
    residual_db : float
        Largest amount by which a constraint is still violated; 0 where all hold.
    moved_db : float
        RMS difference from the curve without constraints.
    """

    settings: EqSettings
    residual_db: float
    moved_db: float


def project(
    decode: Decode,
    latent: Float64Array,
    constraints: Sequence[Constraint],
) -> Constrained:
    """Find the latent nearest to another, in dB of its curve, that keeps all constraints.

    Parameters
    ----------
    decode : callable
        Maps float32 latents ``(n, d)`` to *params* ``(n, 13)``.
    latent : ndarray, shape (d,)
        Where to start.
    constraints : sequence of Constraint
        All must hold.

    Returns
    -------
    Constrained
        With what remains violated, should the constraints contradict the model.

    Raises
    ------
    ParameterError
        If one of `constraints` is not a :class:`Constraint`.
    """
    for constraint in constraints:
        if not isinstance(constraint, Constraint):
            raise ParameterError(
                f"constraints must come from semeq.words.constraints, such as max_boost_db(6), "
                f"got {constraint!r}"
            )
    start_db = model_curves_db(decode(latent[np.newaxis].astype(np.float32)))[0]
    best = latent[np.newaxis]
    for penalty in _PENALTIES:
        problem = partial(_linearize, decode, latent, start_db, constraints, penalty)
        best, _ = minimize(
            problem,
            best,
            max_steps=_MAX_STEPS,
            damping=_DAMPING,
            max_idle_steps=_MAX_IDLE_STEPS,
            good_enough=0.0,
        )
    params = decode(best.astype(np.float32))
    curve_db = model_curves_db(params)[0]
    return Constrained(
        settings=EqSettings.from_params(params[0]),
        residual_db=max(
            (float(np.abs(c.excess_db(curve_db)).max()) for c in constraints), default=0.0
        ),
        moved_db=float(rms_db(curve_db - start_db)),
    )


def _linearize(
    decode: Decode,
    latent: Float64Array,
    start_db: Float64Array,
    constraints: Sequence[Constraint],
    penalty: float,
    points: Float64Array,
    _: object,
) -> tuple[Float64Array, Float64Array]:
    """Linearize the departures from the curve and the latent, and what is violated."""
    curves_db, by_latent = curves_by_latent(decode, points)
    excess = [penalty * constraint.excess_db(curves_db) for constraint in constraints]
    residual = [start_db - curves_db, _LATENT_DB * (latent - points), *(-each for each in excess)]
    near = np.broadcast_to(
        _LATENT_DB * np.eye(latent.size), (len(points), latent.size, latent.size)
    )
    slopes = [penalty * by_latent * (each != 0.0)[:, np.newaxis] for each in excess]
    return np.concatenate(residual, axis=1), np.concatenate([by_latent, near, *slopes], axis=2)
