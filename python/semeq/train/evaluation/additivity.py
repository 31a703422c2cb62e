"""Whether blends add up: the curve of a sum of words against the sum of their curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from semeq.eq.curves import rms_db
from semeq.train.data.table import Float64Array
from semeq.train.evaluation.codec import Codec
from semeq.train.evaluation.playable import optimum_errors_db
from semeq.train.evaluation.quantiles import median_and_p95
from semeq.train.model.spaces import curves_db, space_of_params

WEIGHTS = {"plus_half": 0.5, "minus": -1.0}
"""Weights of the second word of a blend; that of the first is 1."""

PLAYABLE_DB = 0.25
"""A sum counts where settings can come this near to it, in RMS dB."""


def blend_errors(codec: Codec, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Blend pairs of words as ``a + 0.5 b`` and ``a - b``, and compare with sums of their curves.

    Two words have ten bands, their blend has five: sums that no settings can play within 0.25 dB
    are left out.

    Parameters
    ----------
    codec : Codec
        The model.
    pairs : sequence of (str, str)
        Words a and b.

    Returns
    -------
    dict
        For ``plus_half`` and ``minus``: ``n_pairs`` that count, and over these, ``median`` and
        ``p95`` in RMS dB of ``error_db``, of the model's blend, and of ``optimum_db``, of the
        nearest settings there are. Without such sums, ``n_pairs`` alone.
    """
    words = sorted({word for pair in pairs for word in pair})
    own_db = {word: curves_db(codec.walk(word, word, [0.0]))[0] for word in words}
    return {
        name: _errors(codec, pairs, weight, own_db) for name, weight in WEIGHTS.items() if pairs
    }


def _errors(
    codec: Codec,
    pairs: Sequence[tuple[str, str]],
    weight: float,
    own_db: dict[str, Float64Array],
) -> dict[str, Any]:
    blended = np.stack([codec.blend({a: 1.0, b: weight}) for a, b in pairs])
    sums_db = np.stack([own_db[a] + weight * own_db[b] for a, b in pairs])
    optima = optimum_errors_db(sums_db, space_of_params(blended))
    counts = optima <= PLAYABLE_DB
    if not counts.any():
        return {"n_pairs": 0}
    errors = rms_db(curves_db(blended) - sums_db)
    return {
        "n_pairs": int(counts.sum()),
        "error_db": median_and_p95(errors[counts]),
        "optimum_db": median_and_p95(optima[counts]),
    }
