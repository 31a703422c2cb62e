"""Move latents until they decode to the curve they were encoded from.

An encoder answers at once but is only as good as what it has seen. Refining searches the latent
for the decoder's own best answer: damped Gauss-Newton steps on the curve (Levenberg 1944,
Marquardt 1963; Nocedal & Wright, *Numerical Optimization*, 2006, ch. 10).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from semeq.eq.response import model_curves_db

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

MAX_STEPS = 12
GOOD_ENOUGH_DB = 1e-3
"""A row whose curve errs by less than this RMS is left alone."""

# Damping relative to the mean diagonal of J'J. All are tried and the best is kept: bold where
# the decoder is smooth, timid where it is not, and no state to carry between steps.
_DAMPINGS = (1e-6, 1e-4, 1e-2, 1.0)
# Half the interval of a central difference: the decoder is float32, a smaller one drowns in
# rounding. One unit is about the spread of a coordinate over the data.
_HALF_STEP = 5e-3
_MAX_STEP = 2.0  # longest move of a latent in one step
_CHUNK_ROWS = 128  # of which the Jacobian takes 128 * 32 * 2 curves, 8 MB


def refine_latents(
    decode: Callable[[Float32Array], Float64Array],
    latents: Float32Array,
    params: Float64Array,
    *,
    max_steps: int = MAX_STEPS,
) -> Float32Array:
    """Lower the RMS distance in dB between the decoded curves and those of *params*.

    Parameters
    ----------
    decode : callable
        Maps latents ``(n, d)`` to *params* ``(n, 13)``.
    latents : ndarray of float32, shape (n, d)
        Where to start; not changed.
    params : ndarray, shape (n, 13)
        Settings whose curves are wanted.
    max_steps : int, default 12
        Steps at most; a row stops earlier when it is within 0.001 dB or no step helps.

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
        rows = slice(start, start + _CHUNK_ROWS)
        refined[rows] = _refine_chunk(decode, refined[rows], wanted_db[rows], max_steps)
    return refined


def _refine_chunk(
    decode: Callable[[Float32Array], Float64Array],
    latents: Float32Array,
    wanted_db: Float64Array,
    max_steps: int,
) -> Float32Array:
    refined = latents.copy()
    residuals = model_curves_db(decode(refined)) - wanted_db
    active = np.arange(len(refined))
    for _ in range(max_steps):
        active = active[_mean_square(residuals[active]) > GOOD_ENOUGH_DB**2]
        if not active.size:
            break
        at, error_db = refined[active], residuals[active]
        tried = _candidates(at, error_db, _jacobian(decode, at))
        n_rows, n_tried, n_latent = tried.shape
        curves_db = model_curves_db(decode(tried.reshape(-1, n_latent)))
        tried_db = curves_db.reshape(n_rows, n_tried, -1) - wanted_db[active, np.newaxis]
        best = _mean_square(tried_db).argmin(axis=1)
        rows = np.arange(n_rows)
        better = _mean_square(tried_db[rows, best]) < _mean_square(error_db)
        active = active[better]
        refined[active] = tried[rows, best][better]
        residuals[active] = tried_db[rows, best][better]
    return refined


def _jacobian(
    decode: Callable[[Float32Array], Float64Array], latents: Float32Array
) -> Float64Array:
    """Return the change of the curve per unit of each latent, shape (n, n_freqs, d), in dB."""
    n_rows, n_latent = latents.shape
    shifts = _HALF_STEP * np.concatenate([np.eye(n_latent), -np.eye(n_latent)]).astype(np.float32)
    around = (latents[:, np.newaxis] + shifts).reshape(-1, n_latent)
    curves_db = model_curves_db(decode(around)).reshape(n_rows, 2, n_latent, -1)
    slope: Float64Array = (curves_db[:, 0] - curves_db[:, 1]) / (2 * _HALF_STEP)
    return slope.transpose(0, 2, 1)


def _candidates(
    latents: Float32Array, residuals: Float64Array, jacobian: Float64Array
) -> Float32Array:
    """Return the damped Gauss-Newton step for each damping, shape (n, n_dampings, d)."""
    transposed = jacobian.transpose(0, 2, 1)
    normal = transposed @ jacobian
    gradient = transposed @ residuals[:, :, np.newaxis]
    n_latent = latents.shape[1]
    scale = np.trace(normal, axis1=1, axis2=2)[:, np.newaxis, np.newaxis] / n_latent
    scale = np.maximum(scale, np.finfo(np.float32).tiny)  # a decoder that does not answer
    steps = np.stack(
        [
            np.linalg.solve(normal + damping * scale * np.eye(n_latent), -gradient)[..., 0]
            for damping in _DAMPINGS
        ],
        axis=1,
    )
    length = np.linalg.norm(steps, axis=2, keepdims=True)
    steps *= np.minimum(1.0, _MAX_STEP / np.maximum(length, np.finfo(np.float64).tiny))
    candidates: Float32Array = (latents[:, np.newaxis] + steps).astype(np.float32)
    return candidates


def _mean_square(errors_db: Float64Array) -> Float64Array:
    squared: Float64Array = np.square(errors_db).mean(axis=-1)
    return squared
