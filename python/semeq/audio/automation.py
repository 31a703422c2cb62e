"""Settings and alphas that move along the audio."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.audio.border import check_finite, check_n_channels, open_border
from semeq.checks import check_sample_rate
from semeq.eq.design import Design, check_design
from semeq.eq.params import KINDS, MAX_ABS_GAIN_DB, N_PARAMS, SAFE_KINDS, BandKind, unpack
from semeq.eq.settings import EqSettings
from semeq.errors import AudioError, ParameterError

if TYPE_CHECKING:
    from semeq.audio.border import Border

POINT_FRAMES = 16
"""Frames from one point of a course to the next."""

Automatable = (
    float | npt.NDArray[Any] | Sequence[tuple[float, float]] | Callable[[npt.NDArray[Any]], Any]
)
"""A value that may move along the audio; see :func:`sample_automation`."""


def n_points_for(n_frames: int) -> int:
    """Points that a course needs to cover so many frames, both ends included."""
    return -(-n_frames // POINT_FRAMES) + 1


def sample_automation(
    value: Automatable,
    n_frames: int,
    sample_rate: float,
    *,
    name: str = "alpha",
    limits: tuple[float, float] = (0.0, 1.0),
) -> npt.NDArray[np.float64]:
    """Sample a value that may move at every point of a course.

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
        In Hz.
    name : str, default "alpha"
        What messages call the value.
    limits : tuple of float, default (0.0, 1.0)
        Smallest and largest value allowed.

    Returns
    -------
    ndarray, shape (n_points_for(n_frames),)
        Values at frames 0, 16, 32, ...

    Raises
    ------
    ParameterError
        If the value is none of these, or leaves the limits; the message names when.

    Examples
    --------
    >>> sample_automation([(0.0, 0.0), (1e-3, 1.0)], 48, 48_000)
    array([0.        , 0.33333333, 0.66666667, 1.        ])
    """
    frames = np.arange(n_points_for(n_frames)) * POINT_FRAMES
    times_s = frames / check_sample_rate(sample_rate)
    if callable(value):
        sampled = np.asarray(value(times_s), dtype=np.float64)
        if sampled.shape != times_s.shape:
            raise ParameterError(
                f"{name}(times) must return one value per time, shape {times_s.shape}, "
                f"got {sampled.shape} (np.vectorize wraps a function of one number)"
            )
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


@dataclass(frozen=True, slots=True, eq=False)
class SettingsCourse:
    """Bands that move along the audio: their values at every 16th frame.

    Between points the filters follow a smooth spline, which rounds off corners within 32
    frames on either side; the last point holds on.

    Parameters
    ----------
    kinds : tuple of {"low_shelf", "peak", "high_shelf"}
        Kinds of the bands.
    freq_hz, gain_db, q : ndarray, shape (n_points, n_bands)
        Values of the bands at frames 0, 16, 32, ...

    Raises
    ------
    ParameterError
        If a shape does not fit, or a value is out of the range :class:`Band` states.

    Examples
    --------
    >>> from semeq import Band
    >>> start = EqSettings((Band("peak", 200.0, 6.0, 1.0),))
    >>> end = EqSettings((Band("peak", 2_000.0, -6.0, 1.0),))
    >>> course = SettingsCourse.from_breakpoints([(0.0, start), (0.5, end)], 24_000, 48_000)
    >>> course.freq_hz[750].round(1)
    array([632.5])
    """

    kinds: tuple[BandKind, ...]
    freq_hz: npt.NDArray[np.float64]
    gain_db: npt.NDArray[np.float64]
    q: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        object.__setattr__(self, "kinds", tuple(self.kinds))
        for kind in self.kinds:
            if kind not in KINDS:
                raise ParameterError(f"kinds must be among {', '.join(KINDS)}, got {kind!r}")
        for name in ("freq_hz", "gain_db", "q"):
            values = np.asarray(getattr(self, name), dtype=np.float64)
            object.__setattr__(self, name, values)
            if values.ndim != 2 or values.shape != (len(self.freq_hz), len(self.kinds)):
                raise ParameterError(
                    f"{name} must have shape (n_points, {len(self.kinds)}), got {values.shape}"
                )
            if name == "gain_db":
                _require(np.abs(values) <= MAX_ABS_GAIN_DB, values, f"{name} within ±60 dB")
            else:
                _require((values > 0) & np.isfinite(values), values, f"{name} finite and > 0")
        if len(self.freq_hz) == 0:
            raise ParameterError("a course needs at least one point")

    @classmethod
    def from_params(cls, params: npt.ArrayLike) -> Self:
        """Build the course of the five SAFE bands from one row of *params* per point.

        Parameters
        ----------
        params : array_like, shape (n_points, 13)
            In SAFE order, at frames 0, 16, 32, ...

        Examples
        --------
        >>> SettingsCourse.from_params(np.ones((10, 13))).q.shape
        (10, 5)
        """
        rows = np.asarray(params, dtype=np.float64)
        if rows.ndim != 2 or rows.shape[1] != N_PARAMS:
            raise ParameterError(f"params must have shape (n_points, {N_PARAMS}), got {rows.shape}")
        return cls(SAFE_KINDS, *unpack(rows))

    @classmethod
    def from_breakpoints(
        cls,
        breakpoints: Sequence[tuple[float, EqSettings]],
        n_frames: int,
        sample_rate: float,
    ) -> Self:
        """Move from settings to settings, evenly in dB, log frequency and log Q.

        Parameters
        ----------
        breakpoints : sequence of (time_s, EqSettings)
            In order of time; bands of one number and kinds. Constant before the first and
            after the last.
        n_frames : int
            Length of the audio.
        sample_rate : float
            In Hz.
        """
        if len(breakpoints) == 0:
            raise ParameterError("breakpoints must hold at least one (time_s, EqSettings)")
        times = [time_s for time_s, _ in breakpoints]
        kinds = tuple(band.kind for band in breakpoints[0][1].bands)
        for _, settings in breakpoints:
            if tuple(band.kind for band in settings.bands) != kinds:
                raise ParameterError(f"all settings on a course need bands of kinds {kinds}")

        def course(values: list[list[float]]) -> npt.NDArray[np.float64]:
            columns = np.array(values, dtype=np.float64).reshape(len(times), len(kinds)).T
            sampled = [
                sample_automation(
                    np.column_stack([times, column]),
                    n_frames,
                    sample_rate,
                    name="breakpoints",
                    limits=(-np.inf, np.inf),
                )
                for column in columns
            ]
            return np.array(sampled).reshape(len(kinds), n_points_for(n_frames)).T

        bands = [settings.bands for _, settings in breakpoints]
        return cls(
            kinds,
            np.exp(course([[np.log(band.freq_hz) for band in row] for row in bands])),
            course([[band.gain_db for band in row] for row in bands]),
            np.exp(course([[np.log(band.q) for band in row] for row in bands])),
        )


class CourseStream:
    """Plays a stream, block by block, through settings on a course.

    However the stream is cut into blocks, the output is the same bit for bit as
    ``Equalizer(course, sample_rate)(audio)``.

    Parameters
    ----------
    course : SettingsCourse
        Its first point is the stream's first frame.
    sample_rate : float, default 44100
        In Hz, from 8,000 to 384,000.
    n_channels : int, default 1
        From 1 to 1,024.
    dtype : {float32, float64}, default float32
        Of the blocks.
    design : {"rbj", "matched"}, default "rbj"
        How bands near Nyquist behave.

    Examples
    --------
    >>> course = SettingsCourse(("peak",), [[200.0], [400.0]], [[6.0], [3.0]], [[1.0], [1.0]])
    >>> CourseStream(course, 48_000).process(np.zeros(64, dtype=np.float32)).shape
    (64,)
    """

    def __init__(
        self,
        course: SettingsCourse,
        sample_rate: float = 44_100,
        *,
        n_channels: int = 1,
        dtype: npt.DTypeLike = np.float32,
        design: Design = "rbj",
    ) -> None:
        n_channels = check_n_channels(n_channels)
        self._dtype = np.dtype(dtype)
        if self._dtype not in (np.float32, np.float64):
            raise ParameterError(f"dtype must be float32 or float64, got {self._dtype}")
        self._points = np.stack([np.log(course.freq_hz), course.gain_db, np.log(course.q)], axis=2)
        self._n_channels = n_channels
        self._native = _core.Automation(
            list(course.kinds),
            check_sample_rate(sample_rate),
            n_channels,
            check_design(design),
            self._dtype == np.float64,
        )

    def process(self, block: Any, out: Any = None) -> Any:
        """Filter the next block; arguments and result as of ``StreamingEqualizer.process``."""
        border = open_border(block, out, n_channels=self._n_channels)
        if border.source.dtype != self._dtype:
            raise AudioError(f"the stream takes {self._dtype} blocks, got {border.source.dtype}")
        check_finite(border.source)
        return self.process_border(border)

    def process_border(self, border: Border) -> Any:
        """Filter audio that has passed the border already."""
        first, count = self._native.points_for(border.source.shape[-1])
        index = np.clip(np.arange(first, first + count), 0, len(self._points) - 1)
        self._native.process(border.source, border.target, self._points[index])
        return border.finish()


def _require(good: npt.NDArray[np.bool_], values: npt.NDArray[np.float64], what: str) -> None:
    if not good.all():
        point, band = np.unravel_index(int(np.argmin(good)), values.shape)
        raise ParameterError(
            f"a course needs {what}, got {values[point, band]} at point {point}, band {band}"
        )


def _as_floats(value: Any, name: str) -> npt.NDArray[np.float64]:
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        array = np.empty((0, 0, 0))
    if array.ndim > 2 or (array.ndim == 2 and array.shape[1] != 2) or array.size == 0:
        raise ParameterError(
            f"{name} must be a number, an array of one value per frame, "
            f"(time_s, value) pairs or a callable, got {value!r}"
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
