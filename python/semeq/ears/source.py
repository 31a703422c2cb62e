"""Recordings as arguments: arrays whose rate is told, or files that know theirs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np
import numpy.typing as npt

from semeq.audio.border import check_finite, open_border
from semeq.checks import check_sample_rate
from semeq.errors import AudioError, ParameterError

Float64Array = npt.NDArray[np.float64]


def is_file(audio: Any) -> TypeGuard[str | os.PathLike[str]]:
    """Return whether an argument names a file."""
    return isinstance(audio, str | os.PathLike)


def check_rate(sample_rate: float | None, *recordings: Any) -> None:
    """Check that a sample rate is given where there are arrays, and only there.

    Parameters
    ----------
    sample_rate : float or None
        In Hz, from 8,000 to 384,000.
    *recordings : array, tensor or path-like
        What it is for.

    Raises
    ------
    ParameterError
        If it is missing, is not needed, or is out of range.

    Examples
    --------
    >>> check_rate(48_000, np.zeros(100), "a.wav")
    >>> check_rate(None, np.zeros(100))
    Traceback (most recent call last):
    ...
    semeq.errors.ParameterError: an array needs its sample rate (pass sample_rate=..., in Hz)
    """
    has_array = not all(is_file(each) for each in recordings)
    if sample_rate is not None and not has_array:
        names = ", ".join(str(each) for each in recordings)
        raise ParameterError(
            f"sample_rate={sample_rate!r} is of no use: {names} has its own (leave it out)"
        )
    if has_array:
        required_rate(sample_rate)


def required_rate(sample_rate: float | None) -> float:
    """Return the sample rate of arrays, or raise ParameterError if there is none."""
    if sample_rate is None:
        raise ParameterError("an array needs its sample rate (pass sample_rate=..., in Hz)")
    return check_sample_rate(sample_rate)


def rate_of(audio: Any, sample_rate: float | None) -> float:
    """Return the sample rate of a recording in Hz: a file's own, or the one given for arrays."""
    if not is_file(audio):
        return required_rate(sample_rate)
    # soundfile is loaded when a file is read, not with semeq.
    from semeq.audio.soundfiles import open_source  # noqa: PLC0415

    with open_source(Path(audio)) as reader:
        return check_sample_rate(reader.samplerate)


def samples_of(audio: Any, max_duration_s: float) -> Float64Array:
    """Return a recording as samples.

    Parameters
    ----------
    audio : array, tensor or path-like
        float32 or float64 of shape ``(n_frames,)`` or ``(n_channels, n_frames)``; or a file.
    max_duration_s : float
        How much of a file is read, in seconds.

    Returns
    -------
    ndarray of float64, shape (n_channels, n_frames)

    Raises
    ------
    AudioError
        If the audio cannot be read or is not finite.
    """
    if is_file(audio):
        from semeq.audio.soundfiles import open_source, read_frames  # noqa: PLC0415

        path = Path(audio)
        with open_source(path) as reader:
            samples = read_frames(path, reader, round(max_duration_s * reader.samplerate)).T
        if not np.isfinite(samples).all():
            raise AudioError(f"{path} holds NaN or infinite samples")
        return samples
    source = open_border(audio).source
    check_finite(source)
    return np.atleast_2d(source).astype(np.float64)
