"""What brings decoded settings nearer to the curve that their latent stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.eq.fit_layout import usual_params
from semeq.eq.params import N_PARAMS, SAFE_KINDS
from semeq.files.tensor_checks import Tensors

# Half of the grid's points are enough to step by, and take half the time.
_EVERY_POINT = 2


def curve_grid_hz(n_points: int) -> npt.NDArray[np.float64]:
    """Return log-spaced frequencies from 20 Hz to 20 kHz, those of an encoder's curve."""
    return np.geomspace(20.0, 20_000.0, n_points)


def make_polish(tensors: Tensors, metadata: Mapping[str, Any]) -> _core.Polish | None:
    """Return what polishes decoded settings; None where latents are not those of curves.

    Parameters
    ----------
    tensors : mapping of str to ndarray
        With ``bounds`` and, of networks that run natively, ``encoder.0.weight``.
    metadata : mapping
        The artifact's.
    """
    if "polish" not in metadata or "encoder.0.weight" not in tensors:
        return None
    options = metadata["polish"]
    n_points = int(metadata["n_curve_points"])
    # Directions are orthonormal: what encodes a curve also draws it.
    per_unit_db = tensors["encoder.0.weight"][:, -n_points:].astype(np.float64)
    per_unit_db *= n_points / float(metadata["curve_scale_db"])
    freq_hz = curve_grid_hz(n_points)[::_EVERY_POINT]
    low, high = tensors["bounds"].astype(np.float64).T
    no_prior = np.zeros(N_PARAMS)
    fit = _core.CurveFit(
        SAFE_KINDS,
        freq_hz,
        float(metadata["sample_rate_hz"]),
        np.full(len(freq_hz), 1.0 / len(freq_hz)),
        False,
        (low, high),
        (usual_params(), no_prior),
    )
    basis = np.ascontiguousarray(per_unit_db[:, ::_EVERY_POINT])
    return _core.Polish(fit, basis, float(options["anchor_db"]), int(options["n_steps"]))
