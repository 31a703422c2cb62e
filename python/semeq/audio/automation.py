"""Settings that move along the audio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from semeq.audio.controls import n_breakpoints_for, sample_control
from semeq.checks import check_array, check_number, show
from semeq.eq.params import KINDS, MAX_ABS_GAIN_DB, N_PARAMS, SAFE_KINDS, BandKind, unpack
from semeq.eq.settings import EqSettings
from semeq.errors import ParameterError


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Automation:
    """Bands that move along the audio: a breakpoint at every 16th frame holds their values.

    Between breakpoints the filters follow a smooth spline, which rounds off corners within 32
    frames on either side. After the last breakpoint the values stay.

    Parameters
    ----------
    kinds : tuple of {"low_shelf", "peak", "high_shelf"}
        Kinds of the bands.
    freq_hz, gain_db, q : ndarray, shape (n_breakpoints, n_bands)
        Values of the bands at frames 0, 16, 32, ...: in Hz, > 0; in dB, within ±60;
        dimensionless, > 0.

    Raises
    ------
    ParameterError
        If a shape does not fit, or a value is out of range.

    Examples
    --------
    >>> from semeq import Band
    >>> start = EqSettings((Band("peak", 200.0, 6.0, 1.0),))
    >>> end = EqSettings((Band("peak", 2_000.0, -6.0, 1.0),))
    >>> automation = Automation.from_breakpoints(
    ...     [(0.0, start), (0.5, end)], n_frames=24_000, sample_rate=48_000
    ... )
    >>> automation.freq_hz[750].round(1)
    array([632.5])
    >>> automation
    Automation(<1 band, 1501 breakpoints>)
    """

    kinds: tuple[BandKind, ...]
    freq_hz: npt.NDArray[np.float64]
    gain_db: npt.NDArray[np.float64]
    q: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        object.__setattr__(self, "kinds", _check_kinds(self.kinds))
        for name in ("freq_hz", "gain_db", "q"):
            values = check_array(name, getattr(self, name), dtype=np.float64)
            object.__setattr__(self, name, values)
            if values.ndim != 2 or values.shape != (len(self.freq_hz), len(self.kinds)):
                raise ParameterError(
                    f"{name} must have shape (n_breakpoints, {len(self.kinds)}), got {values.shape}"
                )
            if name == "gain_db":
                _require(np.abs(values) <= MAX_ABS_GAIN_DB, values, f"{name} within ±60 dB")
            else:
                _require(values > 0, values, f"{name} > 0")
        if len(self.freq_hz) == 0:
            raise ParameterError("an automation needs at least one breakpoint")

    def __repr__(self) -> str:
        """Tell how many bands move, over how many breakpoints."""
        n_bands, n_breakpoints = len(self.kinds), len(self.freq_hz)
        return (
            f"Automation(<{n_bands} band{'s' * (n_bands != 1)}, "
            f"{n_breakpoints} breakpoint{'s' * (n_breakpoints != 1)}>)"
        )

    @classmethod
    def from_params(cls, params: npt.ArrayLike) -> Self:
        """Automate the five SAFE bands: one row of *params* per breakpoint.

        Parameters
        ----------
        params : array_like, shape (n_breakpoints, 13)
            In SAFE order, at frames 0, 16, 32, ...

        Raises
        ------
        ParameterError
            If the shape is another, or a value is out of range.

        Examples
        --------
        >>> Automation.from_params(np.ones((10, 13))).q.shape
        (10, 5)
        """
        rows = check_array("params", params, dtype=np.float64)
        if rows.ndim != 2 or rows.shape[1] != N_PARAMS:
            raise ParameterError(
                f"params must have shape (n_breakpoints, {N_PARAMS}), got {rows.shape}"
            )
        return cls(SAFE_KINDS, *unpack(rows))

    @classmethod
    def from_breakpoints(
        cls,
        breakpoints: Sequence[tuple[float, EqSettings]],
        *,
        n_frames: int,
        sample_rate: float,
    ) -> Self:
        """Move from settings to settings, evenly in dB, log frequency and log Q.

        Parameters
        ----------
        breakpoints : sequence of (time_s, EqSettings)
            In order of time, all with bands of the same kinds. Constant before the first and
            after the last.
        n_frames : int
            Length of the audio.
        sample_rate : float
            In Hz, from 8,000 to 384,000.

        Raises
        ------
        ParameterError
            If there are no breakpoints, they are out of order, or their bands differ in kind.

        Examples
        --------
        >>> from semeq import Band
        >>> still = EqSettings((Band("peak", 200.0, 6.0),))
        >>> Automation.from_breakpoints([(0.0, still)], n_frames=160, sample_rate=48_000)
        Automation(<1 band, 11 breakpoints>)
        """
        times_s, settings = _check_breakpoints(breakpoints)
        kinds = settings[0].kinds
        rows = [each.band_values() for each in settings]

        def sampled(values: list[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
            columns = np.array(values).reshape(len(times_s), len(kinds)).T
            moved = [
                sample_control(
                    np.column_stack([times_s, column]),
                    n_frames=n_frames,
                    sample_rate=sample_rate,
                    name="breakpoints",
                    limits=(-np.inf, np.inf),
                )
                for column in columns
            ]
            return np.array(moved).reshape(len(kinds), n_breakpoints_for(n_frames)).T

        return cls(
            kinds,
            np.exp(sampled([np.log(row.freq_hz) for row in rows])),
            sampled([row.gain_db for row in rows]),
            np.exp(sampled([np.log(row.q) for row in rows])),
        )


def _check_kinds(kinds: Any) -> tuple[BandKind, ...]:
    try:
        known = tuple(kinds)
    except TypeError as error:
        raise ParameterError(
            f"kinds must be a tuple of {', '.join(KINDS)}, got {show(kinds)}"
        ) from error
    for kind in known:
        if not (isinstance(kind, str) and kind in KINDS):
            raise ParameterError(f"kinds must be among {', '.join(KINDS)}, got {show(kind)}")
    return known


def _check_breakpoints(breakpoints: Any) -> tuple[list[float], list[EqSettings]]:
    try:
        pairs = [(time_s, settings) for time_s, settings in breakpoints]
    except (TypeError, ValueError) as error:
        raise ParameterError(
            f"breakpoints must be (time_s, EqSettings) pairs, got {show(breakpoints)}"
        ) from error
    if not pairs:
        raise ParameterError("breakpoints must hold at least one (time_s, EqSettings)")
    for _, settings in pairs:
        if not isinstance(settings, EqSettings):
            raise ParameterError(
                f"breakpoints must be (time_s, EqSettings) pairs, got {show(settings)}"
            )
        if settings.kinds != pairs[0][1].kinds:
            raise ParameterError(
                f"all settings of an automation need bands of kinds {pairs[0][1].kinds}, "
                f"got {settings.kinds}"
            )
    return [check_number("time_s", time_s) for time_s, _ in pairs], [each for _, each in pairs]


def _require(good: npt.NDArray[np.bool_], values: npt.NDArray[np.float64], what: str) -> None:
    if not good.all():
        breakpoint_, band = np.unravel_index(int(np.argmin(good)), values.shape)
        raise ParameterError(
            f"an automation needs {what}, got {values[breakpoint_, band]} "
            f"at breakpoint {breakpoint_}, band {band}"
        )
