"""Where a recording ends below Nyquist: the cut-off of a codec or of a sample rate it once had."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Float64Array = npt.NDArray[np.float64]

_LOWEST_HZ = 3_000.0  # a wall below is taken for the music's own
_WALL_DB = 20.0  # two bands higher, and from there on, nothing is within this
_EDGE_DB = 7.0  # a last band that lies this far below its neighbor is part of the wall
_MAX_EDGE_BANDS = 2


def bands_below_cutoff(levels_db: Float64Array, centers_hz: Float64Array, n_valid: int) -> int:
    """Return how many bands, from the lowest, lie below the cut-off of a recording.

    Codecs leave out what lies above some frequency, and a recording that was once sampled at a
    lower rate holds nothing above half of it. What is missing there says nothing of the sound.
    Both leave a wall: from one band to the second next the level falls by 20 dB or more, and does
    not return. Music and equalizers fall by some dB a band.

    Parameters
    ----------
    levels_db : ndarray, shape (n_bands,)
        Long-term levels.
    centers_hz : ndarray, shape (n_bands,)
        Centers of the bands.
    n_valid : int
        How many bands lie below Nyquist.

    Returns
    -------
    int
        At most `n_valid`. All bands if there is no wall above 3 kHz.

    Examples
    --------
    >>> centers_hz = np.geomspace(30, 18_000, 64)
    >>> falling_db = -3 * np.log2(centers_hz / 30)
    >>> bands_below_cutoff(falling_db, centers_hz, 64)
    64
    >>> cut_db = np.where(centers_hz < 11_000, falling_db, -80.0)
    >>> bool(bands_below_cutoff(cut_db, centers_hz, 64) == (centers_hz < 11_000).sum())
    True
    """
    last = n_valid
    for band in range(n_valid - 3, -1, -1):
        if centers_hz[band] < _LOWEST_HZ:
            break
        if levels_db[band] - levels_db[band + 2 : n_valid].max() >= _WALL_DB:
            last = band + 1
            break
    if last == len(centers_hz):
        return last
    # The filter before the wall, or before Nyquist, takes away from the last bands, too.
    for _ in range(_MAX_EDGE_BANDS):
        if last > 1 and levels_db[last - 2] - levels_db[last - 1] > _EDGE_DB:
            last -= 1
    return last
