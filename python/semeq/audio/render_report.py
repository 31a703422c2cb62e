"""What rendering a file did, for people and for JSON."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields
from typing import Any

from semeq.errors import ParameterError


@dataclass(frozen=True, slots=True)
class RenderReport:
    """What :func:`semeq.render_file` wrote.

    Attributes
    ----------
    n_frames, n_channels, sample_rate : int
        As in the source.
    container, subtype : str
        Names of soundfile, such as ``"WAV"`` and ``"PCM_24"``.
    peak : float
        Largest absolute sample before it was stored; 1.0 is full scale.
    n_clipped : int
        Samples beyond full scale that an integer or lossy subtype had to limit.
    gain_db : float
        Gain applied after the equalizer.
    loudness_in_lufs, loudness_out_lufs : float or None
        Loudness of the source and of the target; ``-inf`` for silence and less than 400 ms. None
        without `match_loudness`.
    """

    n_frames: int
    n_channels: int
    sample_rate: int
    container: str
    subtype: str
    peak: float
    n_clipped: int
    gain_db: float = 0.0
    loudness_in_lufs: float | None = None
    loudness_out_lufs: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-ready mapping, in which the loudness of silence is ``"-inf"``.

        Returns
        -------
        dict
            One entry per attribute; :meth:`from_dict` reads it back.

        Examples
        --------
        >>> silent = RenderReport(0, 1, 48_000, "WAV", "FLOAT", 0.0, 0, loudness_in_lufs=-math.inf)
        >>> silent.to_dict()["loudness_in_lufs"]
        '-inf'
        >>> RenderReport.from_dict(silent.to_dict()) == silent
        True
        """
        return {
            name: str(value) if isinstance(value, float) and math.isinf(value) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_dict(cls, mapping: Any) -> RenderReport:
        """Read what :meth:`to_dict` wrote.

        Parameters
        ----------
        mapping : dict
            One entry per attribute.

        Returns
        -------
        RenderReport
            Equal to the one written.

        Raises
        ------
        ParameterError
            If an entry is missing or unknown.
        """
        names = [field.name for field in fields(cls)]
        if not isinstance(mapping, dict) or set(mapping) != set(names):
            raise ParameterError(
                f"expected a mapping with the keys {', '.join(names)}, got {mapping!r}"
            )
        values: dict[str, Any] = {
            name: float(value) if value == "-inf" else value for name, value in mapping.items()
        }
        return cls(**values)
