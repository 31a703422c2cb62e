"""The equalizer for whole recordings."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.audio.automation import CourseStream, SettingsCourse
from semeq.audio.border import check_finite, open_border
from semeq.checks import check_sample_rate, check_sos
from semeq.eq.design import Design, check_design
from semeq.eq.settings import EqSettings
from semeq.errors import ParameterError


def isa() -> str:
    """Return the instruction set in use: scalar, sse2, avx2, avx512 or neon.

    The environment variable ``SEMEQ_ISA``, read once, forces one.

    Examples
    --------
    >>> isa() in {"scalar", "sse2", "avx2", "avx512", "neon"}
    True
    """
    return _core.isa()


class Equalizer:
    """Plays audio through fixed settings.

    Parameters
    ----------
    settings : EqSettings, SettingsCourse, or array_like of shape (n_sections, 6)
        Bands to design, bands that move along the audio, or sections as they are (scipy's
        convention, stable).
    sample_rate : float, default 44100
        Of the audio, in Hz, from 8,000 to 384,000.
    design : {"rbj", "matched"}, default "rbj"
        How bands near Nyquist behave; not used for sections.
    n_threads : int, default 1
        At most so many threads share the work, as far as it is worth starting them. They take
        whole channels; where there are two or more for each channel, pieces of long channels,
        which changes the result by no more than rounding does. Not used for a course.

    Raises
    ------
    ParameterError
        If an argument is out of range, or a section is not stable.

    Examples
    --------
    >>> from semeq.eq.settings import Band
    >>> equalizer = Equalizer(EqSettings((Band("peak", 1_000.0, 6.0, 1.0),)), 48_000)
    >>> equalizer(np.zeros((2, 480), dtype=np.float32)).shape
    (2, 480)
    """

    def __init__(
        self,
        settings: EqSettings | SettingsCourse | npt.ArrayLike,
        sample_rate: float = 44_100,
        design: Design = "rbj",
        n_threads: int = 1,
    ) -> None:
        if n_threads < 1:
            raise ParameterError(f"n_threads must be at least 1, got {n_threads!r}")
        self._course: SettingsCourse | None = None
        self._sample_rate = check_sample_rate(sample_rate)
        self._design = design
        if isinstance(settings, SettingsCourse):
            self._course = settings
            check_design(design)
            return
        self._sos = sections_in_use(settings, sample_rate, design)
        self._n_threads = n_threads

    def __call__(self, audio: Any, out: Any = None) -> Any:
        """Filter audio from silence.

        Parameters
        ----------
        audio : ndarray or torch.Tensor, shape (n_frames,) or (n_channels, n_frames)
            float32 or float64. More than one channel needs more frames than channels.
        out : ndarray or torch.Tensor, optional
            Receives the result; same type, dtype and shape as `audio`, which it may be.

        Returns
        -------
        ndarray or torch.Tensor
            `out`, or a new array of the type, dtype and shape of `audio`. Flat settings
            return the audio bit for bit. Nothing is limited: boosts may exceed ±1.

        Raises
        ------
        AudioError
            If `audio` or `out` has another type or shape, or `audio` is not finite. The
            audio is then unchanged; the contents of a separate `out` are undefined.
        """
        border = open_border(audio, out)
        if self._course is not None:
            check_finite(border.source)
            stream = CourseStream(
                self._course,
                self._sample_rate,
                n_channels=1 if border.source.ndim == 1 else len(border.source),
                dtype=border.source.dtype,
                design=self._design,
            )
            return stream.process_border(border)
        if len(self._sos) == 0 or border.in_place:
            check_finite(border.source)
        # Filter state remembers a NaN, so clean audio needs no pass of its own.
        if not _core.equalize(self._sos, border.source, border.target, self._n_threads):
            check_finite(border.source)
        return border.finish()


def sections_in_use(
    settings: EqSettings | npt.ArrayLike, sample_rate: float, design: Design
) -> npt.NDArray[np.float64]:
    """Design settings, or check sections, and leave out those that do nothing.

    Returns
    -------
    ndarray, shape (n_sections, 6)
        Stable sections; none for flat settings.

    Raises
    ------
    ParameterError
        If an argument is out of range, or a section is not stable.
    """
    if isinstance(settings, EqSettings):
        sos = settings.to_sos(sample_rate=sample_rate, design=design)
    else:
        sos = _check_stable(check_sos(settings))
    in_use: npt.NDArray[np.float64] = sos[(sos[:, :3] != sos[:, 3:]).any(axis=1)]
    return in_use


def _check_stable(sos: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    stable = (np.abs(sos[:, 5]) < 1) & (np.abs(sos[:, 4]) < 1 + sos[:, 5])
    if not stable.all():
        raise ParameterError(
            f"every section must be stable, section {int(np.argmin(stable))} is not "
            "(semeq.sosfilt filters unstable sections)"
        )
    return sos
