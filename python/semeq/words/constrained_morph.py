"""A walk between two words within limits on the curve."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from semeq.words.constraints import Constrained, Constraint, project
from semeq.words.model import ModelLike, load_model
from semeq.words.morph import walk_point

Float64Array = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]


def constrained_morph(
    term_a: str,
    term_b: str,
    alpha: float = 0.5,
    *,
    constraints: Sequence[Constraint],
    amount: float = 1.0,
    extrapolate: bool = False,
    model: ModelLike = None,
) -> Constrained:
    """Return the settings nearest to a point of a walk that keep limits on the curve.

    Parameters
    ----------
    term_a, term_b : str
        Words of the vocabulary.
    alpha : float, default 0.5
        Place on the walk, as in :func:`semeq.morph`.
    constraints : sequence of Constraint
        Limits on the curve from :mod:`semeq.words.constraints`; all must hold, with the
        gains scaled by `amount`.
    amount, extrapolate, model : optional
        As in :func:`semeq.morph`.

    Returns
    -------
    Constrained
        The settings, with what remains violated, should the constraints contradict the model.

    Raises
    ------
    UnknownTermError
        If a word is not in the vocabulary; the message names the nearest ones.
    ParameterError
        If `alpha` or `amount` is not a number in its range, or one of `constraints` is no
        :class:`~semeq.words.constraints.Constraint`.

    Examples
    --------
    >>> from semeq.words.constraints import max_boost_db
    >>> limited = constrained_morph("bright", "bright", constraints=[max_boost_db(2)])
    >>> bool(limited.settings.curve_db(sample_rate=44_100).max() < 2.05)
    True
    """
    loaded = load_model(model)
    start, end, alpha, amount = walk_point(
        loaded.vocabulary, term_a, term_b, alpha, amount, extrapolate=extrapolate
    )
    latents = loaded.term_latents.astype(np.float64)
    latent = latents[start] * (1 - alpha) + latents[end] * alpha
    walker = loaded.network.walker

    def decode(points: Float32Array) -> Float64Array:
        return walker.decode_scaled(points, amount).astype(np.float64)

    return project(decode, latent, constraints)
