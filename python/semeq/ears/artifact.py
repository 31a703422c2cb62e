"""The ears' artifact: audio to band powers, what music sounds like, and the blind estimator."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from semeq._libtorch import load_infer
from semeq.ears.reference import MusicReference
from semeq.errors import ModelLoadError, ParameterError
from semeq.words import artifact

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

KIND = artifact.EARS_KIND


class Ears:
    """What listens: the front end, the music reference and the blind estimator of one artifact.

    The metadata are read at once; libtorch and the networks are loaded when first needed.
    Methods may be called from several threads.

    Parameters
    ----------
    path : path-like
        An artifact file. :func:`semeq.load_ears` also knows the shipped ones by name.

    Raises
    ------
    ModelLoadError
        If the file is not an artifact of ears that this version can read.

    Examples
    --------
    >>> ears = load_ears()
    >>> ears.centers_hz.shape, ears.window_frames(48_000)
    ((64,), 8192)
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.metadata: dict[str, Any] = artifact.read_metadata(path, kind=KIND)

    def __repr__(self) -> str:
        return f"Ears({str(self.path)!r})"

    @cached_property
    def _engine(self) -> Any:
        infer = load_infer()
        try:
            return infer.Ears(str(self.path))
        except (infer.LoadError, UnicodeDecodeError) as error:
            raise ModelLoadError(f"{self.path} is not an artifact of ears: {error}") from error

    @cached_property
    def _buffers(self) -> dict[str, Float32Array]:
        buffers: dict[str, Float32Array] = self._engine.buffers
        return buffers

    @cached_property
    def centers_hz(self) -> Float64Array:
        """Centers of the 64 bands, log-spaced from 30 Hz to 18 kHz."""
        return self._buffers["centers_hz"].astype(np.float64)

    @cached_property
    def upper_hz(self) -> Float64Array:
        """Where each band ends; a band beyond Nyquist is not heard."""
        return self._buffers["upper_hz"].astype(np.float64)

    @cached_property
    def reference(self) -> MusicReference:
        """How music usually sounds, as long as no other reference is given."""
        return MusicReference(
            name="typical music",
            n_recordings=int(self.metadata["music"]["n_tracks"]),
            mean_db=self._buffers["reference_mean"].astype(np.float64),
            durations_s=self._buffers["reference_durations_s"].astype(np.float64),
            covariances=self._buffers["reference_covariance"].astype(np.float64),
        )

    def window_frames(self, sample_rate: float) -> int:
        """Frames of one analysis window: the power of two nearest to 0.19 s."""
        frames: int = self._engine.window_frames(float(sample_rate))
        return frames

    def power(self, audio: Float32Array, sample_rate: float) -> Float32Array:
        """Power per octave in half-overlapping Hann windows.

        Parameters
        ----------
        audio : ndarray of float32, shape (n_channels, n_frames)
            At least :meth:`window_frames` frames.
        sample_rate : float
            In Hz.

        Returns
        -------
        ndarray of float32, shape (n_channels, n_windows, 64)
            A full-scale sine has the power 0.5; bands beyond Nyquist are 0.

        Raises
        ------
        ParameterError
            If the shape or dtype differs, or the audio is shorter than one window.

        Examples
        --------
        >>> load_ears().power(np.zeros((2, 44_100), np.float32), 44_100).shape
        (2, 9, 64)
        """
        if audio.dtype != np.float32 or audio.ndim != 2:
            raise ParameterError(
                "audio must be float32 of shape (n_channels, n_frames), "
                f"got {audio.dtype} of shape {audio.shape}"
            )
        least = self.window_frames(sample_rate)
        if not len(audio) or audio.shape[1] < least:
            raise ParameterError(f"audio must have at least {least} frames, got {audio.shape}")
        power: Float32Array = self._engine.power(np.ascontiguousarray(audio), float(sample_rate))
        return power

    def estimate(self, features: npt.ArrayLike) -> Float32Array:
        """Run the blind estimator on rows of features; see :mod:`semeq.ears.estimate`.

        Raises
        ------
        ParameterError
            If the shape differs or a value is infinite.
        """
        rows = np.ascontiguousarray(features, dtype=np.float32)
        n_features = self._engine.n_features
        if rows.ndim != 2 or rows.shape[1] != n_features:
            raise ParameterError(f"features must have shape (n, {n_features}), got {rows.shape}")
        if np.isinf(rows).any():
            raise ParameterError("features must not be infinite (NaN stands for: not heard)")
        estimates: Float32Array = self._engine.estimate(rows)
        return estimates


EarsLike: TypeAlias = Ears | str | os.PathLike[str] | None


def load_ears(ears: EarsLike = None) -> Ears:
    """Return ears by shipped name or path; the shipped ones without an argument.

    A file is read once per process; a changed file is read again.

    Raises
    ------
    ModelLoadError
        If there is no such artifact, or this version cannot read it.

    Examples
    --------
    >>> load_ears() is load_ears("ears")
    True
    """
    return artifact.load(Ears, ears, kind=KIND, argument="ears")
