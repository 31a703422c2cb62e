"""One band of an equalizer: a shelf or a peak."""

from __future__ import annotations

from dataclasses import dataclass

from semeq.checks import check_number, check_positive
from semeq.eq.params import MAX_ABS_GAIN_DB, SHELF_Q, BandKind, check_kind


@dataclass(frozen=True, slots=True)
class Band:
    """One band of an equalizer: a shelf or a peak.

    Parameters
    ----------
    kind : {"low_shelf", "peak", "high_shelf"}
        Shape of the band.
    freq_hz : float
        Corner (shelves: midpoint of the slope) or center frequency in Hz, > 0.
        A frequency above Nyquist is allowed; see :meth:`semeq.EqSettings.to_sos`.
    gain_db : float
        Gain in dB, within ±60.
    q : float, default 0.71
        Quality factor, dimensionless, > 0.

    Raises
    ------
    ParameterError
        If a value is not a number, not finite or outside its range.

    Examples
    --------
    >>> Band("peak", freq_hz=250.0, gain_db=-3.0, q=1.4)
    Band(kind='peak', freq_hz=250.0, gain_db=-3.0, q=1.4)
    """

    kind: BandKind
    freq_hz: float
    gain_db: float
    q: float = SHELF_Q

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", check_kind(self.kind))
        # Numbers of any type become floats: equal bands are equal, and JSON can hold them.
        checked = {
            "freq_hz": check_positive("freq_hz", self.freq_hz),
            "gain_db": check_number("gain_db", self.gain_db, -MAX_ABS_GAIN_DB, MAX_ABS_GAIN_DB),
            "q": check_positive("q", self.q),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)
