"""Controls that move along the audio: numbers, arrays, breakpoints and callables, sampled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.checks import check_count, check_sample_rate, show
from semeq.checks.quoting import CONVERSION_ERRORS
from semeq.errors import ParameterError

BREAKPOINT_FRAMES = 16
"""Frames from one breakpoint of an automation to the next."""

MAX_FRAMES = 2**34
"""Frames of the longest audio with moving controls: four days at 48 kHz."""

Control = (
    float | npt.NDArray[Any] | Sequence[tuple[float, float]] | Callable[[npt.NDArray[Any]], Any]
)
"""A value that may move along the audio; see :func:`sample_control`."""


def n_breakpoints_for(n_frames: int) -> int:
    """Return how many breakpoints cover so many frames, both ends included."""
    return -(-n_frames // BREAKPOINT_FRAMES) + 1


def moves(control: Control) -> bool:
    """Whether a control is more than one number, so that it may move."""
    return callable(control) or isinstance(control, Sequence) or np.ndim(control) > 0


def sample_control(
    value: Control,
    *,
    n_frames: int,
    sample_rate: float,
    name: str = "alpha",
    limits: tuple[float, float] = (0.0, 1.0),
) -> npt.NDArray[np.float64]:
    """Sample a value that may move at every breakpoint of an automation.

    Parameters
    ----------
    value : float, ndarray, sequence of pairs, or callable
        A number: constant. An array of shape ``(n_frames,)``: one value per frame. Pairs
        ``(time_s, value)`` in order of time: straight lines between them, constant before the
        first and after the last. A callable: gets an array of times in seconds, returns
        as many values.
    n_frames : int
        Length of the audio.
    sample_rate : float
        In Hz, from 8,000 to 384,000.
    name : str, default "alpha"
        What messages call the value.
    limits : tuple of float, default (0.0, 1.0)
        Smallest and largest value allowed.

    Returns
    -------
    ndarray, shape (n_breakpoints_for(n_frames),)
        Values at frames 0, 16, 32, ...

    Raises
    ------
    ParameterError
        If the value is none of these, or leaves the limits; the message names when.

    Examples
    --------
    >>> sample_control([(0.0, 0.0), (1e-3, 1.0)], n_frames=48, sample_rate=48_000)
    array([0.        , 0.33333333, 0.66666667, 1.        ])
    """
    n_frames = check_count("n_frames", n_frames, 1, MAX_FRAMES)
    frames = np.arange(n_breakpoints_for(n_frames)) * BREAKPOINT_FRAMES
    times_s = frames / check_sample_rate(sample_rate)
    if callable(value):
        sampled = _called(value, times_s, name)
    else:
        array = _as_floats(value, name)
        if array.ndim == 0:
            sampled = np.full(len(frames), array)
        elif array.ndim == 1:
            sampled = _per_frame(array, frames, n_frames, name)
        else:
            sampled = _between_breakpoints(array, times_s, name)
    low, high = limits
    good = (sampled >= low) & (sampled <= high)
    if not good.all():
        first = int(np.argmin(good))
        raise ParameterError(
            f"{name} must be in [{low:g}, {high:g}], got {sampled[first]:g} "
            f"at {times_s[first]:.4g} s"
        )
    return sampled


def _called(
    function: Callable[[npt.NDArray[Any]], Any], times_s: npt.NDArray[np.float64], name: str
) -> npt.NDArray[np.float64]:
    returned = function(times_s)
    try:
        sampled = np.asarray(returned, dtype=np.float64)
    except CONVERSION_ERRORS as error:
        raise ParameterError(f"{name}(times) must return numbers, got {show(returned)}") from error
    if sampled.shape != times_s.shape:
        raise ParameterError(
            f"{name}(times) must return one value per time, shape {times_s.shape}, "
            f"got {sampled.shape} (np.vectorize wraps a function of one number)"
        )
    return sampled


def _as_floats(value: Any, name: str) -> npt.NDArray[np.float64]:
    try:
        array = np.asarray(value, dtype=np.float64)
    except CONVERSION_ERRORS:
        array = np.empty((0, 0, 0))
    if array.ndim > 2 or (array.ndim == 2 and array.shape[1] != 2) or array.size == 0:
        raise ParameterError(
            f"{name} must be a number, an array of one value per frame, "
            f"(time_s, value) pairs or a callable, got {show(value)}"
        )
    return array


def _per_frame(
    array: npt.NDArray[np.float64], frames: npt.NDArray[Any], n_frames: int, name: str
) -> npt.NDArray[np.float64]:
    if len(array) != n_frames:
        raise ParameterError(
            f"{name} must hold one value for each of {n_frames} frames, got {len(array)} "
            "(pass (time_s, value) pairs for breakpoints)"
        )
    values: npt.NDArray[np.float64] = array[np.minimum(frames, n_frames - 1)]
    return values


def _between_breakpoints(
    pairs: npt.NDArray[np.float64], times_s: npt.NDArray[np.float64], name: str
) -> npt.NDArray[np.float64]:
    times, values = pairs.T
    if not np.isfinite(pairs).all():
        raise ParameterError(f"the breakpoints of {name} must be finite")
    if not (np.diff(times) > 0).all():
        raise ParameterError(f"the breakpoints of {name} must be in order of time, got {times}")
    sampled: npt.NDArray[np.float64] = np.interp(times_s, times, values)
    return sampled
