"""How two recordings differ: moment by moment, or in their long-term spectra."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.ears.source import rate_of, samples_of
from semeq.ears.spectrum import BandPower
from semeq.ears.transfer import Transfer, transfer
from semeq.eq.curves import smooth
from semeq.errors import AudioError

Float64Array = npt.NDArray[np.float64]

_MAX_FILE_S = 300.0
_MAX_LENGTH_DIFFERENCE_S = 1.0
_MIN_S = 0.25
_QUIET_DB, _FADE_DB = 60.0, 20.0  # below the loudest band: no weight; up to 20 dB more: some
_SMOOTH_BANDS = 2.0  # a third of an octave wide: finer details belong to the music


def compare_aligned(
    source: Any, target: Any, sample_rate: float | None, *, required: bool
) -> Transfer | None:
    """Compare moment by moment, or return None if the lengths show that this is not meant.

    Parameters
    ----------
    source, target : array, tensor or path-like
        One recording before and after an equalizer.
    sample_rate : float or None
        Sample rate of arrays, in Hz.
    required : bool
        Raise AudioError where None would be returned.

    Raises
    ------
    AudioError
        If a recording cannot be read or is silent, or if both share no sound.
    """
    rates = [rate_of(each, sample_rate) for each in (source, target)]
    if rates[0] != rates[1]:
        if required:
            raise AudioError(
                "before and after must have one sample rate, got "
                f"{rates[0]:g} and {rates[1]:g} Hz (resample one of them)"
            )
        return None
    before, after = (samples_of(each, _MAX_FILE_S) for each in (source, target))
    if len(before) != len(after):
        before, after = before.mean(axis=0, keepdims=True), after.mean(axis=0, keepdims=True)
    difference_s = abs(before.shape[1] - after.shape[1]) / rates[0]
    shortest_s = min(before.shape[1], after.shape[1]) / rates[0]
    if not required and (difference_s > _MAX_LENGTH_DIFFERENCE_S or shortest_s < _MIN_S):
        return None
    if shortest_s < _MIN_S:
        raise AudioError(
            f"recordings of {_MIN_S:g} s or more can be matched, got {shortest_s:.3f} s"
        )
    for name, samples in (("source", before), ("target", after)):
        if not samples.any():
            raise AudioError(f"{name} is silent: there is nothing to match")
    measured = transfer(before, after, sample_rate=rates[0])
    if not measured.weights.any():
        raise AudioError("source and target share no sound from 20 Hz to 20 kHz to match")
    return measured


def compare_spectra(
    source: BandPower, target: BandPower
) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Subtract long-term spectra.

    Parameters
    ----------
    source, target : BandPower
        Two recordings.

    Returns
    -------
    freq_hz : ndarray, shape (n,)
        Bands that both have, in Hz.
    curve_db : ndarray, shape (n,)
        Smoothed level of `target` less that of `source`; its weighted mean is 0.
    weights : ndarray, shape (n,)
        Reliability of each band, from 0 to 1.

    Raises
    ------
    AudioError
        If a recording is silent.
    """
    for name, heard in (("source", source), ("target", target)):
        if heard.is_silent:
            raise AudioError(f"{name} is silent: there is nothing to match")
    n_valid = min(source.n_valid, target.n_valid)
    levels_db = [heard.levels_db()[:n_valid] for heard in (source, target)]
    weights = np.ones(n_valid)
    for each in levels_db:
        weights *= np.clip((each - each.max() + _QUIET_DB) / _FADE_DB, 0.0, 1.0)
    curve_db = smooth(levels_db[1] - levels_db[0], _SMOOTH_BANDS, weights)
    curve_db -= np.average(curve_db, weights=weights)
    return source.centers_hz[:n_valid], curve_db, weights
