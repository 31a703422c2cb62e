"""Move latents until they decode to the curve they were encoded from.

An encoder answers at once but is only as good as what it has seen. Refining searches the latent
for the decoder's own best answer by damped least squares on the curve.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.eq.least_squares import minimize
from semeq.eq.params import LOG_COLUMNS
from semeq.eq.response import GRID_HZ, MODEL_SAMPLE_RATE, model_curves_db

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]
Decode = Callable[[Float32Array], Float64Array]

MAX_STEPS = 30
GOOD_ENOUGH_DB = 1e-4
"""A row whose curve errs by less than this RMS is left alone."""

# Half the interval of a central difference: the decoder is float32, a smaller one drowns in
# rounding. One unit is about the spread of a coordinate over the data.
_HALF_STEP = 5e-3
_MAX_MOVE = 1.0  # of a coordinate, in one step
_DAMPING, _MAX_IDLE_STEPS = 1.0, 8
_CHUNK_ROWS = 128  # whose derivatives take 128 * 32 * 128 numbers, 4 MB


def refine_latents(
    decode: Decode,
    latents: Float32Array,
    params: Float64Array,
    *,
    max_steps: int = MAX_STEPS,
) -> Float32Array:
    """Lower the RMS distance in dB between the decoded curves and those of *params*.

    Parameters
    ----------
    decode : callable
        Maps float32 latents ``(n, d)`` to *params* ``(n, 13)``.
    latents : ndarray of float32, shape (n, d)
        Where to start; not changed.
    params : ndarray, shape (n, 13)
        Settings whose curves are wanted.
    max_steps : int, default 30
        Steps at most; a row stops earlier when it is within 0.0001 dB or no step helps.

    Returns
    -------
    ndarray of float32, shape (n, d)
        Never farther from the wanted curve than `latents`.

    Raises
    ------
    ParameterError
        If a frequency or Q of `params` is not > 0.
    """
    wanted_db = model_curves_db(params)
    refined = np.array(latents, dtype=np.float32)
    for start in range(0, len(refined), _CHUNK_ROWS):
        chunk = slice(start, start + _CHUNK_ROWS)
        refined[chunk] = _refine_chunk(decode, refined[chunk], wanted_db[chunk], max_steps)
    return refined


def curves_by_latent(decode: Decode, latents: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Return the curves of latents on the model's grid, and their derivatives.

    Parameters
    ----------
    decode : callable
        As for :func:`refine_latents`.
    latents : ndarray, shape (n, d)
        Rounded to float32, as the decoder takes them.

    Returns
    -------
    curves_db : ndarray, shape (n, 128)
    jacobian : ndarray, shape (n, d, 128)
        Exact for the curve, by central differences for the decoder.
    """
    n_rows, n_latent = latents.shape
    at = latents.astype(np.float32)
    shifts = _HALF_STEP * np.concatenate([np.eye(n_latent), -np.eye(n_latent)]).astype(np.float32)
    around = decode((at[:, np.newaxis] + shifts).reshape(-1, n_latent))
    around[:, LOG_COLUMNS] = np.log(around[:, LOG_COLUMNS])
    up, down = around.reshape(n_rows, 2, n_latent, -1).transpose(1, 0, 2, 3)
    curves_db, by_params = _core.params_curve_jacobian(decode(at), GRID_HZ, MODEL_SAMPLE_RATE)
    return curves_db, (up - down) / (2.0 * _HALF_STEP) @ by_params


def _refine_chunk(
    decode: Decode, latents: Float32Array, wanted_db: Float64Array, max_steps: int
) -> Float32Array:
    root = np.sqrt(wanted_db.shape[1])

    def linearize(
        points: Float64Array, rows: npt.NDArray[np.intp]
    ) -> tuple[Float64Array, Float64Array]:
        curves_db, jacobian = curves_by_latent(decode, points)
        return (wanted_db[rows] - curves_db) / root, jacobian / root

    refined, _ = minimize(
        linearize,
        latents.astype(np.float64),
        max_steps=max_steps,
        max_move=_MAX_MOVE,
        good_enough=GOOD_ENOUGH_DB**2,
        damping=_DAMPING,
        max_idle_steps=_MAX_IDLE_STEPS,
    )
    return refined.astype(np.float32)
