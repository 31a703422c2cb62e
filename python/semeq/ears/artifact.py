"""Loading ears: the artifact with the bands, the music reference and the estimator."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from semeq.checks import check_numbers, check_path
from semeq.ears.bands import N_BANDS, Bands, window_frames
from semeq.ears.decoder import check_decoder
from semeq.ears.estimator import Estimator
from semeq.ears.reference import MusicReference
from semeq.eq.params import N_PARAMS
from semeq.errors import ModelLoadError, ParameterError
from semeq.files.tensor_checks import Tensors
from semeq.words import artifact
from semeq.words.archive import read_metadata, read_weights
from semeq.words.artifact import Engine, check_engine
from semeq.words.ears_schema import EARS_KIND
from semeq.words.schema import SILU

if TYPE_CHECKING:
    from semeq.ears.scripted_estimator import ScriptedEstimator

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]


class Ears:
    """The bands, the music reference and the blind estimator of one artifact.

    The metadata are read at once, the tensors when first needed. Methods may be called from
    several threads.

    Parameters
    ----------
    path : path-like
        An artifact file. :func:`semeq.load_ears` also knows the shipped ones by name.
    engine : {"native", "torchscript"}, default "native"
        What runs the blind estimator: the C++ core, which executes nothing of the file; or the
        program in the file through libtorch, as importing it would.

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

    def __init__(self, path: str | os.PathLike[str], *, engine: Engine = "native") -> None:
        self.path = check_path("path", path)
        self.engine = check_engine(engine)
        self.metadata: dict[str, Any] = read_metadata(path, kind=EARS_KIND)

    def __repr__(self) -> str:
        return f"Ears({str(self.path)!r}, engine={self.engine!r})"

    @cached_property
    def _tensors(self) -> Tensors:
        return read_weights(self.path, self.metadata)

    @cached_property
    def _estimator(self) -> Estimator | ScriptedEstimator:
        if self.metadata["networks"] == SILU:
            check_decoder(self.path, self.metadata["decoder_of"], self._tensors)
        elif self.engine == "native":
            raise ModelLoadError(
                f"only its script can run the blind estimator of {self.path}: load it with "
                'engine="torchscript", which executes the program in the file'
            )
        if self.engine == "torchscript":
            # The module knows libtorch, which only this engine needs.
            from semeq.ears.scripted_estimator import ScriptedEstimator  # noqa: PLC0415

            return ScriptedEstimator(self.path)
        return Estimator(self._tensors)

    @cached_property
    def bands(self) -> Bands:
        """The 64 bands and the power in them."""
        names = ("centers_hz", "lower_hz", "upper_hz")
        return Bands(*(self._tensors[name] for name in names))

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
            mean_db=self._tensors["reference.mean_db"].astype(np.float64),
            durations_s=self._tensors["reference.durations_s"].astype(np.float64),
            covariances=self._tensors["reference.covariances"].astype(np.float64),
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
        ModelLoadError
            If the ears do not decode as the shipped settings model does that they name; with
            ``engine="torchscript"``, if libtorch is missing or the script fails.
        """
        rows = check_numbers("features", features)
        if rows.ndim != 2 or rows.shape[1] != 2 * N_BANDS:
            raise ParameterError(f"features must have shape (n, {2 * N_BANDS}), got {rows.shape}")
        if np.isinf(rows).any():
            raise ParameterError("features must not be infinite (NaN stands for: not heard)")
        estimates = self._estimator.estimate(rows)
        if estimates.shape[0] != len(rows) or estimates.shape[1] <= N_PARAMS + N_BANDS:
            raise ModelLoadError(
                f"{self.path}: its script must return rows of {N_PARAMS} params, {N_BANDS} half "
                f"widths and a latent, got {estimates.shape}"
            )
        return estimates


EarsLike: TypeAlias = Ears | str | os.PathLike[str] | None


def load_ears(ears: EarsLike = None, *, engine: Engine = "native") -> Ears:
    """Return ears by shipped name or path; the shipped ones without an argument.

    A file is read once per process; a changed file is read again.

    Parameters
    ----------
    ears : Ears, str or path-like, optional
        An :class:`Ears` is returned as it is.
    engine : {"native", "torchscript"}, default "native"
        What runs the blind estimator. ``"native"`` reads numbers from the file and executes
        nothing of it. ``"torchscript"`` executes the program in the file, as importing it would,
        and needs ``semeq[torch]``: for ears whose estimator is of another kind.

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
    return artifact.load(Ears, ears, kind=EARS_KIND, argument="ears", engine=engine)
