"""The layout of *params*: the 13 numbers of SAFE's five bands, and how they map to bands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, TypeVar, get_args

import numpy as np
import numpy.typing as npt

from semeq.checks import check_choice

Float64Array = npt.NDArray[np.float64]
_Made = TypeVar("_Made")

BandKind = Literal["low_shelf", "peak", "high_shelf"]

KINDS: tuple[BandKind, ...] = get_args(BandKind)
"""Every kind of band there is."""

SHELF_Q = 0.71
"""Q of a shelf where none is given: the value the SAFE plug-in used."""

MAX_ABS_GAIN_DB = 60.0
"""Largest gain of a band, in dB."""

SAFE_KINDS: tuple[BandKind, ...] = ("low_shelf", "peak", "peak", "peak", "high_shelf")
"""The kinds of the five bands that *params* describe."""

PARAM_NAMES = (
    "low_shelf_gain_db",
    "low_shelf_freq_hz",
    "peak1_gain_db",
    "peak1_freq_hz",
    "peak1_q",
    "peak2_gain_db",
    "peak2_freq_hz",
    "peak2_q",
    "peak3_gain_db",
    "peak3_freq_hz",
    "peak3_q",
    "high_shelf_gain_db",
    "high_shelf_freq_hz",
)
"""Names of the 13 *params*, in SAFE order."""

SAFE_BOUNDS = (
    (-12.0, 12.0),
    (22.0, 1_000.0),
    (-12.0, 12.0),
    (82.0, 3_900.0),
    (0.1, 10.0),
    (-12.0, 12.0),
    (180.0, 4_700.0),
    (0.1, 10.0),
    (-12.0, 12.0),
    (220.0, 10_000.0),
    (0.1, 10.0),
    (-12.0, 12.0),
    (580.0, 20_000.0),
)
"""Range of each *param* in the SAFE plug-in (dB, Hz, dimensionless)."""

N_PARAMS = len(PARAM_NAMES)


def _columns(ending: str) -> tuple[int, ...]:
    return tuple(i for i, name in enumerate(PARAM_NAMES) if name.endswith(ending))


GAIN_COLUMNS = _columns("_gain_db")
FREQ_COLUMNS = _columns("_freq_hz")
Q_COLUMNS = _columns("_q")

LOG_COLUMNS = FREQ_COLUMNS + Q_COLUMNS
"""The *params* whose ratios count, not their differences."""

BAND_COLUMNS = tuple(
    tuple(range(start, end))
    for start, end in zip(GAIN_COLUMNS, (*GAIN_COLUMNS[1:], N_PARAMS), strict=True)
)
"""The columns of each of the five bands."""

GAIN_OF_COLUMN = tuple(columns[0] for columns in BAND_COLUMNS for _ in columns)
"""For each *param*, the column of its band's gain: at 0 dB the others cannot be heard."""

# Where a band's values lie in a row of params with the shelves' Q appended.
_Q_OF_BAND = (N_PARAMS, *Q_COLUMNS, N_PARAMS)
_PLACES = tuple(zip(SAFE_KINDS, FREQ_COLUMNS, GAIN_COLUMNS, _Q_OF_BAND, strict=True))


class BandValues(NamedTuple):
    """Values of the five bands.

    Attributes
    ----------
    freq_hz : ndarray, shape (..., 5)
        Corner or center frequencies.
    gain_db : ndarray, shape (..., 5)
        Gains.
    q : ndarray, shape (..., 5)
        Dimensionless.
    """

    freq_hz: Float64Array
    gain_db: Float64Array
    q: Float64Array


def check_kind(kind: object) -> BandKind:
    """Return the kind of a band, or raise ParameterError for an unknown one.

    Parameters
    ----------
    kind : object
        The value to check.

    Returns
    -------
    str
        The same kind.
    """
    return KINDS[KINDS.index(check_choice("kind", kind, KINDS))]


def unpack(params: Float64Array) -> BandValues:
    """Split *params* into the frequencies, gains and Qs of the five bands.

    Parameters
    ----------
    params : ndarray, shape (..., 13)
        In SAFE order.

    Returns
    -------
    BandValues
        Arrays of shape ``(..., 5)``; the shelves' Q is 0.71.

    Examples
    --------
    >>> unpack(np.array([2, 100, 0, 250, 1.5, 0, 1e3, 2, 0, 3e3, 1, -3, 8e3])).q
    array([0.71, 1.5 , 2.  , 1.  , 0.71])
    """
    q = np.full((*params.shape[:-1], len(SAFE_KINDS)), SHELF_Q)
    q[..., 1:-1] = params[..., Q_COLUMNS]
    return BandValues(params[..., FREQ_COLUMNS], params[..., GAIN_COLUMNS], q)


def pack(freq_hz: npt.ArrayLike, gain_db: npt.ArrayLike, q: npt.ArrayLike) -> Float64Array:
    """Undo :func:`unpack`; the shelves' Q is left out.

    Parameters
    ----------
    freq_hz, gain_db, q : array_like, shape (..., 5)
        Values of the five bands: Hz, dB, dimensionless.

    Returns
    -------
    ndarray, shape (..., 13)
        *Params* in SAFE order.

    Examples
    --------
    >>> row = np.array([2, 100, 0, 250, 1.5, 0, 1e3, 2, 0, 3e3, 1, -3, 8e3])
    >>> bool((pack(*unpack(row)) == row).all())
    True
    """
    freqs = np.asarray(freq_hz, dtype=np.float64)
    params = np.empty((*freqs.shape[:-1], N_PARAMS))
    params[..., FREQ_COLUMNS] = freqs
    params[..., GAIN_COLUMNS] = gain_db
    params[..., Q_COLUMNS] = np.asarray(q)[..., 1:-1]
    return params


def make_bands(
    make: Callable[[BandKind, float, float, float], _Made], params: Sequence[float]
) -> tuple[_Made, ...]:
    """Call ``make(kind, freq_hz, gain_db, q)`` for each band of one row of *params*.

    Parameters
    ----------
    make : callable
        Called with ``(kind, freq_hz, gain_db, q)``.
    params : sequence of 13 floats
        One row in SAFE order.

    Returns
    -------
    tuple
        What the five calls returned, low shelf first.
    """
    row = [*params, SHELF_Q]
    return tuple([make(kind, row[f], row[g], row[q]) for kind, f, g, q in _PLACES])
