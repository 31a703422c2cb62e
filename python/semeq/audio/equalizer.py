"""The equalizer for whole recordings."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.audio.automation import Automation
from semeq.audio.automation_player import AutomationPlayer
from semeq.audio.border import Border, check_finite, open_border
from semeq.checks import MAX_THREADS, check_count, check_sample_rate, check_sos
from semeq.eq.design import Design, check_design
from semeq.eq.settings import EqSettings
from semeq.errors import ParameterError


def isa() -> str:
    """Return the instruction set in use: scalar, sse2, avx2, avx512 or neon.

    The environment variable ``SEMEQ_ISA``, read once, forces one.

    Raises
    ------
    ParameterError
        If ``SEMEQ_ISA`` names none that runs here.

    Examples
    --------
    >>> isa() in {"scalar", "sse2", "avx2", "avx512", "neon"}
    True
    """
    return _core.isa()


class Equalizer:
    """Plays whole recordings through settings.

    Parameters
    ----------
    settings : EqSettings, Automation, or array_like of shape (n_sections, 6)
        Bands to design, bands that move along the audio, or sections as they are (scipy's
        convention, stable).
    sample_rate : float, default 44100
        Of the audio, in Hz, from 8,000 to 384,000.
    design : {"rbj", "matched"}, default "rbj"
        How bands near Nyquist behave; not used for sections.
    n_threads : int, default 1
        Threads at most; short audio uses fewer. Each thread filters whole channels. Where there
        are at least two threads for each channel, long channels are cut into pieces, and the
        result differs by rounding. Not used for an automation.

    Raises
    ------
    ParameterError
        If an argument is of another type or out of range, or a section is not stable.

    Examples
    --------
    >>> from semeq import Band
    >>> equalizer = Equalizer(EqSettings((Band("peak", 1_000.0, 6.0, 1.0),)), sample_rate=48_000)
    >>> equalizer(np.zeros((2, 480), dtype=np.float32)).shape
    (2, 480)
    >>> equalizer
    Equalizer(<1 band>, sample_rate=48000)
    """

    def __init__(
        self,
        settings: EqSettings | Automation | npt.ArrayLike,
        *,
        sample_rate: float = 44_100,
        design: Design = "rbj",
        n_threads: int = 1,
    ) -> None:
        self._n_threads = check_count("n_threads", n_threads, 1, MAX_THREADS)
        self._sample_rate = check_sample_rate(sample_rate)
        check_design(design)
        self._design = design
        if isinstance(settings, Automation):
            self._settings: EqSettings | Automation | npt.NDArray[np.float64] = settings
            return
        if isinstance(settings, EqSettings):
            self._settings = settings
        else:
            self._settings = check_sos(settings).copy()
            self._settings.flags.writeable = False
        self._sos = sections_in_use(self._settings, sample_rate=self._sample_rate, design=design)

    def __repr__(self) -> str:
        """Tell what is played, and at which rate."""
        settings = self._settings
        if isinstance(settings, Automation):
            what = repr(settings)
        elif isinstance(settings, EqSettings):
            what = f"<{len(settings.bands)} band{'s' * (len(settings.bands) != 1)}>"
        else:
            what = f"<{len(settings)} section{'s' * (len(settings) != 1)}>"
        return f"Equalizer({what}, sample_rate={self._sample_rate:g})"

    @property
    def settings(self) -> EqSettings | Automation | npt.NDArray[np.float64]:
        """The settings as given; sections are a read-only array."""
        return self._settings

    @property
    def sample_rate(self) -> float:
        """Sample rate of the audio, in Hz."""
        return self._sample_rate

    def __call__(self, audio: Any, *, out: Any = None) -> Any:
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
        return self._play(open_border(audio, out))

    def _play(self, border: Border) -> Any:
        """Filter audio that has passed the border already; for `semeq.render`."""
        if isinstance(self._settings, Automation):
            check_finite(border.source)
            player = AutomationPlayer(
                self._settings,
                sample_rate=self._sample_rate,
                n_channels=1 if border.source.ndim == 1 else len(border.source),
                dtype=border.source.dtype,
                design=self._design,
            )
            return player.process_border(border)
        if len(self._sos) == 0 or border.in_place:
            check_finite(border.source)
        # Filter state remembers a NaN, so clean audio needs no pass of its own.
        if not _core.equalize(self._sos, border.source, border.target, self._n_threads):
            check_finite(border.source)
        return border.finish()


def sections_in_use(
    settings: EqSettings | npt.ArrayLike, *, sample_rate: float, design: Design
) -> npt.NDArray[np.float64]:
    """Design settings, or check sections, and leave out those that do nothing.

    Parameters
    ----------
    settings : EqSettings, or array_like of shape (n_sections, 6)
        Bands to design, or sections as they are.
    sample_rate : float
        In Hz, from 8,000 to 384,000.
    design : {"rbj", "matched"}
        Of the bands.

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
