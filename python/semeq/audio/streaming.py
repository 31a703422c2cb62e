"""The equalizer for live audio."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.audio.border import check_finite, check_float_dtype, check_n_channels, open_border
from semeq.checks import check_count, check_instance, check_number, check_sample_rate
from semeq.eq.design import Design, check_design
from semeq.eq.settings import EqSettings
from semeq.errors import AudioError, ParameterError

MIN_RAMP_MS = 10.0
MAX_RAMP_MS = 1_000.0
MAX_BLOCK_FRAMES = 2**31 - 1


class StreamingEqualizer:
    """Plays a stream, block by block, through settings that may change.

    However the stream is cut into blocks, the output is the same bit for bit; there is no
    latency. A change of :attr:`settings` ramps there without a click.

    Parameters
    ----------
    settings : EqSettings
        Bands to start with.
    sample_rate : float
        In Hz, from 8,000 to 384,000.
    n_channels : int, default 1
        From 1 to 1,024.
    block_frames : int, default 4096
        Frames of the longest block; longer ones are refused.
    ramp_ms : float, default 20.0
        Duration of a change of settings, in milliseconds, from 10 to 1,000.
    dtype : {float32, float64}, default float32
        Dtype of the blocks.
    design : {"rbj", "matched"}, default "rbj"
        How bands near Nyquist behave.

    Raises
    ------
    ParameterError
        If an argument is of another type or out of range.

    Notes
    -----
    One thread at a time may call :meth:`process` and :meth:`reset`; a second one gets an
    :class:`AudioError`. :attr:`settings` may be read and set from any thread meanwhile, and the
    processing thread never waits for that.

    Examples
    --------
    >>> from semeq import Band, EqSettings
    >>> settings = EqSettings((Band("peak", 1_000.0, 6.0, 1.0),))
    >>> stream = StreamingEqualizer(settings, sample_rate=48_000, n_channels=2)
    >>> stream.process(np.zeros((2, 64), dtype=np.float32)).shape
    (2, 64)
    >>> stream.settings = EqSettings((Band("peak", 2_000.0, -3.0, 1.0),))
    >>> stream
    StreamingEqualizer(<1 band>, sample_rate=48000, n_channels=2)
    """

    def __init__(
        self,
        settings: EqSettings,
        *,
        sample_rate: float,
        n_channels: int = 1,
        block_frames: int = 4096,
        ramp_ms: float = 20.0,
        dtype: npt.DTypeLike = np.float32,
        design: Design = "rbj",
    ) -> None:
        self._settings = check_instance("settings", settings, EqSettings)
        self._sample_rate = check_sample_rate(sample_rate)
        self._native = _core.StreamingEqualizer(
            settings.kinds,
            *settings.band_values(),
            self._sample_rate,
            check_n_channels(n_channels),
            check_count("block_frames", block_frames, 1, MAX_BLOCK_FRAMES),
            check_number("ramp_ms", ramp_ms, MIN_RAMP_MS, MAX_RAMP_MS),
            check_design(design),
            check_float_dtype(dtype) == np.float64,
            _process_otherwise,
        )
        # Held while the bands that play and what `settings` says of them change together. The
        # thread that processes never takes it.
        self._settings_lock = threading.Lock()
        # A method of Python's would add a quarter to the time of a block of 64 frames, so that
        # each stream carries the native one, unless a subclass has a method of its own.
        if type(self).process is StreamingEqualizer.process:
            self.process = self._native.process  # type: ignore[method-assign]

    def __repr__(self) -> str:
        """Tell what plays, at which rate, in how many channels."""
        n_bands = len(self.settings.bands)
        return f"{type(self).__name__}(<{n_bands} band{'s' * (n_bands != 1)}>, {self._repr_end})"

    @property
    def _repr_end(self) -> str:
        return f"sample_rate={self._sample_rate:g}, n_channels={self.n_channels}"

    @property
    def settings(self) -> EqSettings:
        """The newest settings; setting them ramps there.

        A change in the number or kinds of the bands raises a :class:`ParameterError`.
        """
        with self._settings_lock:
            return self._settings

    @settings.setter
    def settings(self, settings: EqSettings) -> None:
        self._ramp_to(settings)

    @property
    def sample_rate(self) -> float:
        """Sample rate of the stream, in Hz."""
        return self._sample_rate

    @property
    def n_channels(self) -> int:
        """Channels of a block."""
        return self._native.n_channels

    @property
    def block_frames(self) -> int:
        """Frames of the longest block."""
        return self._native.block_frames

    @property
    def dtype(self) -> np.dtype[Any]:
        """Dtype of the blocks: float32 or float64."""
        return _dtype_of(self._native)

    def process(self, block: Any, *, out: Any = None) -> Any:
        """Filter the stream's next block.

        Parameters
        ----------
        block : ndarray or torch.Tensor, shape (n_frames,) or (n_channels, n_frames)
            From 1 to `block_frames` frames of the stream's dtype; 1-D for one channel.
        out : ndarray or torch.Tensor, optional
            Receives the result; same type, dtype and shape as `block`, which it may be.

        Returns
        -------
        ndarray or torch.Tensor
            `out`, or a new array of the type and shape of `block`. Latency: none.

        Raises
        ------
        AudioError
            If `block` or `out` does not fit the stream, `block` is not finite, or another thread
            is in this method. The stream is then as before.
        """
        return self._native.process(block, out=out)

    def reset(self) -> None:
        """Return to silence before the first frame, with the newest settings in place.

        Raises
        ------
        AudioError
            If another thread is processing a block.
        """
        self._native.reset()

    def _ramp_to(self, settings: EqSettings) -> None:
        check_instance("settings", settings, EqSettings)
        kinds = self._settings.kinds  # the same for all settings of a stream
        if settings.kinds != kinds:
            raise ParameterError(
                f"a stream's bands keep their kinds {list(kinds)}, got {list(settings.kinds)} "
                f"(start another {type(self).__name__})"
            )
        values = settings.band_values()
        with self._settings_lock:
            self._native.set_bands(kinds, *values)
            self._settings = settings


def _process_otherwise(native: _core.StreamingEqualizer, block: Any, out: Any) -> Any:
    """Filter a block that the native code could not take as it is, or say why not."""
    border = open_border(block, out, n_channels=native.n_channels)
    dtype = _dtype_of(native)
    if border.source.dtype != dtype:
        raise AudioError(
            f"the stream takes {dtype} blocks, got {border.source.dtype} "
            f"(pass block.astype({dtype}) or give the stream dtype={border.source.dtype})"
        )
    if border.source.shape[-1] > native.block_frames:
        raise AudioError(
            f"a block has at most block_frames={native.block_frames} frames, "
            f"got {border.source.shape[-1]}"
        )
    check_finite(border.source)
    native.process_ready(border.source, border.target)
    return border.finish()


def _dtype_of(native: _core.StreamingEqualizer) -> np.dtype[Any]:
    return np.dtype(np.float64 if native.is_double else np.float32)
