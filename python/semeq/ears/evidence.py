"""Sentences that say what in a spectrum speaks for a word."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Float64Array = npt.NDArray[np.float64]

_ENOUGH_DB = 8.0  # a larger mean is no better a reason

_REGIONS = (
    (0.0, 60.0, "below 60 Hz"),
    (0.0, 250.0, "below 250 Hz"),
    (60.0, 250.0, "from 60 to 250 Hz"),
    (200.0, 600.0, "from 200 to 600 Hz"),
    (0.0, 500.0, "below 500 Hz"),
    (500.0, 2_000.0, "from 500 Hz to 2 kHz"),
    (1_000.0, 4_000.0, "from 1 to 4 kHz"),
    (2_000.0, 6_000.0, "from 2 to 6 kHz"),
    (2_000.0, 20_000.0, "above 2 kHz"),
    (6_000.0, 20_000.0, "above 6 kHz"),
    (10_000.0, 20_000.0, "above 10 kHz"),
)


def sentence(
    centers_hz: Float64Array, deviation_db: Float64Array, axis: Float64Array, reference: str
) -> str:
    """Say where a deviation agrees most with a word.

    Parameters
    ----------
    centers_hz : ndarray, shape (n_bands,)
        Centers of the bands, in Hz.
    deviation_db : ndarray, shape (n_bands,)
        Levels of a recording less those of the reference, in dB.
    axis : ndarray, shape (n_bands,)
        Axis of the word; see :class:`semeq.ears.scale.WordScale`.
    reference : str
        Name of what the recording is compared with.

    Returns
    -------
    str
        Such as ``"9 dB more above 2 kHz than typical music"``.

    Examples
    --------
    >>> hz = np.geomspace(30, 18_000, 64)
    >>> tilt = np.log2(hz / 700.0)
    >>> sentence(hz, 3.0 * tilt, tilt, "typical music")
    '9 dB more above 2 kHz than typical music'
    """
    means = _regions(tuple(centers_hz))
    means_db = means @ deviation_db
    # A region supports the word if it has more where the word boosts, or less where it cuts.
    # A wide region supports it more than a narrow one of the same mean, but not in proportion.
    n_bands = np.count_nonzero(means, axis=1)
    support = np.clip(means_db, -_ENOUGH_DB, _ENOUGH_DB) * (means @ axis) * np.sqrt(n_bands)
    best = int(np.where(n_bands > 0, support, -np.inf).argmax())
    mean_db = float(means_db[best])
    amount = f"{abs(mean_db):.0f} dB" if abs(mean_db) >= 0.95 else f"{abs(mean_db):.1f} dB"
    return f"{amount} {'more' if mean_db >= 0 else 'less'} {_REGIONS[best][2]} than {reference}"


@lru_cache(maxsize=16)
def _regions(centers_hz: tuple[float, ...]) -> Float64Array:
    """Return weights that average bands over each region, shape ``(n_regions, n_bands)``."""
    hz = np.array(centers_hz)
    inside = np.array([(hz >= low) & (hz < high) for low, high, _ in _REGIONS], dtype=np.float64)
    return np.asarray(inside / np.maximum(inside.sum(axis=1, keepdims=True), 1.0))
