"""Loading ears: the artifact with the filter bank, the music reference and the estimator."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from semeq._libtorch import load_infer
from semeq.checks import check_numbers
from semeq.ears.bands import BANDS, Bands, window_frames
from semeq.ears.reference import MusicReference
from semeq.errors import ModelLoadError, ParameterError
from semeq.words import artifact

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

KIND = artifact.EARS_KIND


class Ears:
    """The filter bank, the music reference and the blind estimator of one artifact.

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
        if not isinstance(path, str | os.PathLike):
            raise ParameterError(f"path must be that of an artifact of ears, got {path!r}")
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

    @property
    def bands(self) -> Bands:
        """The 64 bands and the power in them."""
        return BANDS

    @property
    def centers_hz(self) -> Float64Array:
        """Centers of the 64 bands, log-spaced from 30 Hz to 18 kHz."""
        return self.bands.centers_hz

    @property
    def upper_hz(self) -> Float64Array:
        """Upper edges of the bands in Hz; a band that reaches beyond Nyquist is not heard."""
        return self.bands.upper_hz

    @cached_property
    def reference(self) -> MusicReference:
        """What recordings are compared with where no other reference is given."""
        return MusicReference(
            name="typical music",
            n_recordings=int(self.metadata["music"]["n_tracks"]),
            mean_db=self._buffers["reference_mean"].astype(np.float64),
            durations_s=self._buffers["reference_durations_s"].astype(np.float64),
            covariances=self._buffers["reference_covariance"].astype(np.float64),
        )

    def window_frames(self, sample_rate: float) -> int:
        """Return the length of one analysis window: the power of two nearest to 0.19 s.

        Parameters
        ----------
        sample_rate : float
            In Hz, from 8,000 to 384,000.

        Returns
        -------
        int
            Frames.
        """
        return window_frames(sample_rate)

    def power(self, audio: Float32Array, *, sample_rate: float) -> Float32Array:
        """Measure the power per octave in half-overlapping Hann windows.

        Parameters
        ----------
        audio : ndarray of float32, shape (n_channels, n_frames)
            At least :meth:`window_frames` frames.
        sample_rate : float
            In Hz, from 8,000 to 384,000.

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
        >>> load_ears().power(np.zeros((2, 44_100), np.float32), sample_rate=44_100).shape
        (2, 9, 64)
        """
        return self.bands.power(audio, sample_rate=sample_rate)

    def estimate(self, features: npt.ArrayLike) -> Float32Array:
        """Run the blind estimator.

        Parameters
        ----------
        features : array_like, shape (n, 128)
            Long-term levels of the 64 bands, then their standard deviations over time, in dB;
            NaN where a band was not heard.

        Returns
        -------
        ndarray of float32, shape (n, 13 + 64 + latent_dim)
            *Params* of the settings, half width of the interval in each band in dB, latent.

        Raises
        ------
        ParameterError
            If the shape differs, or a value is infinite or no number.
        """
        rows = check_numbers("features", features)
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

    Parameters
    ----------
    ears : Ears, str or path-like, optional
        An :class:`Ears` is returned as it is.

    Returns
    -------
    Ears

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
