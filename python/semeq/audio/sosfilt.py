"""A drop-in for scipy.signal.sosfilt."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.checks import check_count, check_sos, show
from semeq.errors import AudioError, ParameterError


def sosfilt(
    sos: npt.ArrayLike, x: npt.ArrayLike, axis: int = -1, zi: npt.ArrayLike | None = None
) -> Any:
    """Filter along one axis with second-order sections.

    Same arguments, states and result dtype as :func:`scipy.signal.sosfilt`, several times
    faster, and in float32 closer to the float64 result than scipy is. As there, and unlike
    elsewhere in semeq, `axis` and `zi` may be given without their names.

    Parameters
    ----------
    sos : array_like, shape (n_sections, 6)
        Rows ``b0 b1 b2 a0 a1 a2`` with ``a0 = 1``; sections need not be stable.
    x : array_like
        At least one dimension, real or complex. float32 stays float32 where `sos` is float32
        too; integers become float64. NaN and infinity are filtered like any sample.
    axis : int, default -1
        Axis of `x` to filter along.
    zi : array_like, optional
        Initial states, shape ``(n_sections, ..., 2, ...)``: the shape of `x` with 2 in place
        of `axis`.

    Returns
    -------
    y : ndarray
        Filtered `x`.
    zf : ndarray
        Final states; only where `zi` is given.

    Raises
    ------
    ParameterError
        If a shape does not fit, or an array holds no numbers.
    AudioError
        If the result would be neither single nor double precision.

    Examples
    --------
    >>> sosfilt([[0.5, 0.5, 0, 1, 0, 0]], [1.0, 3.0, 5.0])
    array([0.5, 2. , 4. ])
    >>> y, zf = sosfilt([[0.5, 0.5, 0, 1, 0, 0]], [1.0, 3.0, 5.0], zi=[[1.0, 0.0]])
    >>> y
    array([1.5, 2. , 4. ])
    """
    given = np.atleast_2d(_as_numbers("sos", sos))
    sections = check_sos(given)
    x = _as_numbers("x", x)
    if x.ndim == 0:
        raise ParameterError("x must have at least one dimension")
    axis = check_count("axis", axis, -x.ndim, x.ndim - 1) % x.ndim
    initial = None if zi is None else _check_zi(_as_numbers("zi", zi), sections, x, axis)
    dtype = np.result_type(given, x, *([] if initial is None else [initial]))
    if dtype.char not in "fdFD":
        raise AudioError(f"sosfilt works in single or double precision, not {dtype}")

    if dtype.kind == "c":
        y, zf = _filter_complex(sections, x.astype(dtype), axis, initial)
    else:
        y, zf = _filter_real(sections, x.astype(dtype), axis, initial)
    return y if zi is None else (y, zf.astype(dtype))


def _as_numbers(name: str, values: npt.ArrayLike) -> npt.NDArray[Any]:
    try:
        array = np.asarray(values)
    except (TypeError, ValueError, RuntimeError) as error:
        raise ParameterError(f"{name} must hold numbers, got {show(values)}") from error
    if array.dtype.kind not in "biufc":
        raise ParameterError(f"{name} must hold numbers, got {show(values)}")
    return array


def _check_zi(
    zi: npt.NDArray[Any], sections: npt.NDArray[np.float64], x: npt.NDArray[Any], axis: int
) -> npt.NDArray[Any]:
    expected = (len(sections), *x.shape[:axis], 2, *x.shape[axis + 1 :])
    if zi.shape != expected:
        raise ParameterError(
            f"zi must have shape {expected} for x of shape {x.shape} along axis {axis} and "
            f"{len(sections)} sections, got {zi.shape}"
        )
    return zi


def _filter_complex(
    sections: npt.NDArray[np.float64],
    x: npt.NDArray[Any],
    axis: int,
    zi: npt.NDArray[Any] | None,
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    real_zi, imag_zi = (None, None) if zi is None else (np.real(zi), np.imag(zi))
    real, real_zf = _filter_real(sections, np.real(x), axis, real_zi)
    imag, imag_zf = _filter_real(sections, np.imag(x), axis, imag_zi)
    return (real + 1j * imag).astype(x.dtype), real_zf + 1j * imag_zf


def _filter_real(
    sections: npt.NDArray[np.float64],
    x: npt.NDArray[Any],
    axis: int,
    zi: npt.NDArray[Any] | None,
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Filter rows: signals become channels, states (n_channels, n_sections, 2)."""
    moved = np.moveaxis(x, axis, -1)
    rows = np.ascontiguousarray(moved).reshape(math.prod(moved.shape[:-1]), x.shape[axis])
    filtered = np.empty_like(rows)
    if rows.size == 0:
        states = np.empty(0) if zi is None else zi
    elif zi is None:
        _core.sosfilt(sections, rows, filtered)
        states = np.empty(0)
    else:
        moved_zi = np.moveaxis(zi, (0, axis + 1), (-2, -1))
        states = np.array(moved_zi, dtype=np.float64, order="C")
        _core.sosfilt(sections, rows, filtered, states.reshape(-1, len(sections), 2))
        states = np.moveaxis(states, (-2, -1), (0, axis + 1))
    return np.moveaxis(filtered.reshape(moved.shape), -1, axis), states
