"""The equalizer for live audio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.audio.border import check_finite, check_n_channels, open_border
from semeq.checks import check_sample_rate
from semeq.eq.design import Design, check_design
from semeq.errors import AudioError, ParameterError

if TYPE_CHECKING:
    from semeq.eq.settings import EqSettings

MIN_RAMP_MS = 10.0
MAX_RAMP_MS = 1_000.0


class StreamingEqualizer(_core.StreamingEqualizer):
    """Plays a stream, block by block, through settings that may change.

    However the stream is cut into blocks, the output is the same bit for bit; there is no
    latency. A change of :attr:`settings` ramps there without a click.

    Parameters
    ----------
    settings : EqSettings
        Bands to start with.
    sample_rate : float, default 44100
        In Hz, from 8,000 to 384,000.
    n_channels : int, default 1
        From 1 to 1,024.
    block_frames : int, default 4096
        Frames of the longest block; longer ones are refused.
    ramp_ms : float, default 20.0
        Time a change of settings takes, from 10 to 1,000.
    dtype : {float32, float64}, default float32
        Of the blocks.
    design : {"rbj", "matched"}, default "rbj"
        How bands near Nyquist behave.

    Raises
    ------
    ParameterError
        If an argument is out of range.

    Notes
    -----
    One thread at a time may call :meth:`process` and :meth:`reset`; :attr:`settings` may be
    set from any other meanwhile, and does not hold the processing thread up.

    Examples
    --------
    >>> from semeq import Band, EqSettings
    >>> settings = EqSettings((Band("peak", 1_000.0, 6.0, 1.0),))
    >>> stream = StreamingEqualizer(settings, sample_rate=48_000, n_channels=2)
    >>> stream.process(np.zeros((2, 64), dtype=np.float32)).shape
    (2, 64)
    >>> stream.settings = EqSettings((Band("peak", 2_000.0, -3.0, 1.0),))
    """

    def __init__(
        self,
        settings: EqSettings,
        sample_rate: float = 44_100,
        *,
        n_channels: int = 1,
        block_frames: int = 4096,
        ramp_ms: float = 20.0,
        dtype: npt.DTypeLike = np.float32,
        design: Design = "rbj",
    ) -> None:
        n_channels = check_n_channels(n_channels)
        if block_frames < 1:
            raise ParameterError(f"block_frames must be at least 1, got {block_frames!r}")
        if not MIN_RAMP_MS <= ramp_ms <= MAX_RAMP_MS:
            raise ParameterError(
                f"ramp_ms must be from {MIN_RAMP_MS:g} to {MAX_RAMP_MS:g}, got {ramp_ms!r}"
            )
        self._dtype = np.dtype(dtype)
        if self._dtype not in (np.float32, np.float64):
            raise ParameterError(f"dtype must be float32 or float64, got {self._dtype}")
        self._settings = settings
        self._n_channels = n_channels
        self._block_frames = block_frames
        super().__init__(
            *_columns(settings),
            check_sample_rate(sample_rate),
            n_channels,
            block_frames,
            ramp_ms,
            check_design(design),
            self._dtype == np.float64,
        )

    @property
    def settings(self) -> EqSettings:
        """The newest settings; setting them ramps there.

        The bands keep their number and kinds: a :class:`ParameterError` otherwise.
        """
        return self._settings

    @settings.setter
    def settings(self, settings: EqSettings) -> None:
        kinds = [band.kind for band in settings.bands]
        expected = [band.kind for band in self._settings.bands]
        if kinds != expected:
            raise ParameterError(
                f"a stream's bands keep their kinds {expected}, got {kinds} "
                "(start another StreamingEqualizer)"
            )
        self.set_bands(*_columns(settings))
        self._settings = settings

    def process_checked(self, block: Any, out: Any) -> Any:
        """Filter a block that :meth:`process` could not take as it is, or say why not."""
        border = open_border(block, out, n_channels=self._n_channels)
        if border.source.dtype != self._dtype:
            raise AudioError(
                f"the stream takes {self._dtype} blocks, got {border.source.dtype} "
                f"(pass block.astype({self._dtype}) or give the stream dtype={border.source.dtype})"
            )
        if border.source.shape[-1] > self._block_frames:
            raise AudioError(
                f"a block has at most block_frames={self._block_frames} frames, "
                f"got {border.source.shape[-1]}"
            )
        check_finite(border.source)
        self.process_ready(border.source, border.target)
        return border.finish()


def _columns(settings: EqSettings) -> tuple[list[str], list[float], list[float], list[float]]:
    bands = settings.bands
    return (
        [band.kind for band in bands],
        [band.freq_hz for band in bands],
        [band.gain_db for band in bands],
        [band.q for band in bands],
    )
