"""Equalizer settings: the bands, and their array form *params*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.checks import check_array, check_sample_rate, show
from semeq.eq.band import Band
from semeq.eq.design import Design, check_design
from semeq.eq.params import (
    N_PARAMS,
    PARAM_NAMES,
    SAFE_KINDS,
    SHELF_Q,
    BandKind,
    BandValues,
    make_bands,
    pack,
)
from semeq.eq.response import sos_curve_db
from semeq.errors import ParameterError


@dataclass(frozen=True, slots=True)
class EqSettings:
    """The bands of one equalizer, applied in series.

    Parameters
    ----------
    bands : tuple of Band
        Any number of bands; any sequence is accepted and stored as a tuple.

    Raises
    ------
    ParameterError
        If `bands` is no sequence, or holds anything else.

    Examples
    --------
    >>> settings = EqSettings((Band("low_shelf", 120.0, 3.0), Band("peak", 2_000.0, -2.0, 1.0)))
    >>> settings.curve_db([50.0, 2_000.0], sample_rate=48_000).round(1)
    array([ 2.9, -2. ])
    """

    bands: tuple[Band, ...]

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "bands", tuple(self.bands))
        except TypeError as error:
            raise ParameterError(
                f"bands must be a sequence of semeq.Band objects, got {self.bands!r} "
                "(one band: EqSettings((band,)))"
            ) from error
        for band in self.bands:
            if not isinstance(band, Band):
                raise ParameterError(f"bands must hold semeq.Band objects, got {band!r}")

    @classmethod
    def from_params(cls, params: npt.ArrayLike) -> EqSettings:
        """Build the five bands from 13 *params* in SAFE order (see :data:`PARAM_NAMES`).

        Parameters
        ----------
        params : array_like, shape (13,)
            Gains in dB, frequencies in Hz, Q dimensionless.

        Raises
        ------
        ParameterError
            If the shape is not ``(13,)`` or a value is outside its range.

        Examples
        --------
        >>> settings = EqSettings.from_params(
        ...     [2, 100, 0, 250, 1, 0, 1e3, 1, 0, 3e3, 1, -3, 8e3]
        ... )
        >>> settings.bands[-1]
        Band(kind='high_shelf', freq_hz=8000.0, gain_db=-3.0, q=0.71)
        """
        values = check_array("params", params, dtype=np.float64)
        if values.shape != (N_PARAMS,):
            raise ParameterError(
                f"params must have shape ({N_PARAMS},) in SAFE order {PARAM_NAMES}, "
                f"got {values.shape}"
            )
        return cls(make_bands(Band, values.tolist()))

    @property
    def params(self) -> npt.NDArray[np.float64]:
        """The 13 *params* in SAFE order, shape ``(13,)``.

        Raises
        ------
        ParameterError
            If the bands are not low shelf, three peaks, high shelf with the
            shelves' Q at 0.71: such settings have no *params*.
        """
        if self.kinds != SAFE_KINDS or not self.bands[0].q == self.bands[-1].q == SHELF_Q:
            raise ParameterError(
                "only low shelf, three peaks and high shelf (shelf q 0.71) have 13 params, "
                f"got bands {self.kinds}"
            )
        return pack(*self.band_values())

    @property
    def kinds(self) -> tuple[BandKind, ...]:
        """The kind of each band."""
        return tuple([band.kind for band in self.bands])

    def band_values(self) -> BandValues:
        """Return the values of the bands as arrays ``(n_bands,)``: Hz, dB, Q."""
        bands = self.bands
        return BandValues(
            np.array([band.freq_hz for band in bands], dtype=np.float64),
            np.array([band.gain_db for band in bands], dtype=np.float64),
            np.array([band.q for band in bands], dtype=np.float64),
        )

    @property
    def is_flat(self) -> bool:
        """Whether every band has exactly 0 dB, so that rendering is an exact bypass."""
        return all(band.gain_db == 0.0 for band in self.bands)

    def to_sos(self, *, sample_rate: float, design: Design = "rbj") -> npt.NDArray[np.float64]:
        """Design one section per band.

        Parameters
        ----------
        sample_rate : float
            In Hz, from 8,000 to 384,000.
        design : {"rbj", "matched"}, default "rbj"
            ``"rbj"``: Audio EQ Cookbook. ``"matched"``: the analog prototype's curve up to
            0.9 times Nyquist. ``"rbj"`` moves a band above 0.49 times the sample rate down to
            there: a peak or high shelf then changes only the last few percent below Nyquist.

        Returns
        -------
        ndarray, shape (n_bands, 6)
            Rows ``b0 b1 b2 a0 a1 a2`` with ``a0 = 1``; a band at 0 dB is exactly
            ``1 0 0 1 0 0``.

        Raises
        ------
        ParameterError
            If an argument is out of range.

        Examples
        --------
        >>> EqSettings((Band("peak", 1_000.0, 0.0),)).to_sos(sample_rate=48_000)
        array([[1., 0., 0., 1., 0., 0.]])
        """
        return _core.bands_to_sos(
            self.kinds, *self.band_values(), check_sample_rate(sample_rate), check_design(design)
        )

    def curve_db(
        self,
        freq_hz: npt.ArrayLike | None = None,
        *,
        sample_rate: float,
        design: Design = "rbj",
    ) -> npt.NDArray[np.float64]:
        """Magnitude curve.

        Parameters
        ----------
        freq_hz : array_like, shape (n_freqs,), optional
            From 0 Hz to Nyquist. Default: the model's grid.
        sample_rate : float
            In Hz, from 8,000 to 384,000.
        design : {"rbj", "matched"}, default "rbj"
            As in :meth:`to_sos`.

        Returns
        -------
        ndarray, shape (n_freqs,)
            In dB.

        Raises
        ------
        ParameterError
            If an argument is out of range.

        Examples
        --------
        >>> settings = EqSettings((Band("peak", 1_000.0, 6.0, 1.0),))
        >>> settings.curve_db([1_000.0], sample_rate=48_000).round(3)
        array([6.])
        """
        sos = self.to_sos(sample_rate=sample_rate, design=design)
        return sos_curve_db(sos, freq_hz, sample_rate=sample_rate)

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-ready mapping; :meth:`from_dict` reads it back.

        Examples
        --------
        >>> settings = EqSettings((Band("peak", 1_000.0, 2.0, 1.0),))
        >>> EqSettings.from_dict(settings.to_dict()) == settings
        True
        """
        return {
            "bands": [
                {"kind": b.kind, "freq_hz": b.freq_hz, "gain_db": b.gain_db, "q": b.q}
                for b in self.bands
            ]
        }

    @classmethod
    def from_dict(cls, mapping: Mapping[str, Any]) -> EqSettings:
        """Read what :meth:`to_dict` wrote.

        Parameters
        ----------
        mapping : mapping
            ``{"bands": [{"kind", "freq_hz", "gain_db", "q"}, ...]}``.

        Raises
        ------
        ParameterError
            If the mapping has another layout or holds a value out of range.
        """
        try:
            return cls(tuple(Band(**band) for band in mapping["bands"]))
        except (KeyError, TypeError, IndexError, ValueError) as error:
            if isinstance(error, ParameterError):
                raise
            raise ParameterError(
                "expected {'bands': [{'kind', 'freq_hz', 'gain_db', 'q'}, ...]}, "
                f"got {show(mapping)}"
            ) from error


def settings_from_bounded(params: list[float]) -> EqSettings:
    """Build settings as :meth:`EqSettings.from_params` does, from values known to be in range.

    The walker limits what it decodes; checking it again would take as long as decoding.
    """
    settings = _new(EqSettings)
    _set_bands(settings, make_bands(_bounded_band, params))
    return settings


def _bounded_band(kind: BandKind, freq_hz: float, gain_db: float, q: float) -> Band:
    band = _new(Band)
    _set_kind(band, kind)
    _set_freq_hz(band, freq_hz)
    _set_gain_db(band, gain_db)
    _set_q(band, q)
    return band


# The slots of the frozen classes, which only this module fills.
_new = object.__new__
_set_kind, _set_freq_hz, _set_gain_db, _set_q = (
    vars(Band)[name].__set__ for name in ("kind", "freq_hz", "gain_db", "q")
)
_set_bands = vars(EqSettings)["bands"].__set__
