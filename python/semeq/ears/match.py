"""Which equalizer makes one recording sound like another."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from semeq.audio.border import check_finite, open_border
from semeq.checks import check_sample_rate
from semeq.ears.artifact import EarsLike, load_ears
from semeq.ears.spectrum import BandPower, hear
from semeq.ears.transfer import Transfer, transfer
from semeq.eq.curves import smooth
from semeq.eq.fit import Fit, fit_settings
from semeq.eq.settings import EqSettings
from semeq.errors import AudioError
from semeq.words.model import ModelLike
from semeq.words.nearest import NamedWord, name_eq

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Float64Array = npt.NDArray[np.float64]

ALIGNED_COHERENCE = 0.7
"""From this share of explained energy on, one recording counts as the other one equalized."""

_MAX_FILE_S = 300.0
_MAX_LENGTH_DIFFERENCE_S = 1.0
_MIN_S = 0.25
_GOOD_FIT_DB, _WORTH_A_GAIN = 0.15, 0.7
_QUIET_DB = 60.0  # below the loudest band, a spectrum says nothing about an equalizer
_SMOOTH_BANDS = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """An equalizer that takes one recording to another.

    Attributes
    ----------
    fit : Fit
        Five bands that come nearest to `curve_db`, and how near.
    words : tuple of NamedWord
        Words nearest to the settings.
    aligned : bool
        Whether the recordings were compared moment by moment, as before and after, or by their
        long-term spectra alone.
    coherence : float
        Share of the second recording's energy that a filter of the first explains; NaN for
        long-term spectra.
    lag_frames : int
        By how much the second recording comes later.
    gain_db : float
        Broadband gain beside the settings; 0 for long-term spectra, of which only the shape counts.
    freq_hz, curve_db, weights : ndarray, shape (n,)
        The measured difference, before any settings are fitted to it, and how far to trust it.
    sample_rate : float
        For which the settings were found, in Hz: that of the source.
    """

    fit: Fit
    words: tuple[NamedWord, ...]
    aligned: bool
    coherence: float
    lag_frames: int
    gain_db: float
    freq_hz: Float64Array
    curve_db: Float64Array
    weights: Float64Array
    sample_rate: float

    @property
    def settings(self) -> EqSettings:
        """The five bands."""
        return self.fit.settings

    def __str__(self) -> str:
        how = "before and after" if self.aligned else "long-term spectra"
        named = ", ".join(word.term for word in self.words) or "no word"
        return f"{named} ({how}; {self.fit.rms_db:.2f} dB RMS not explained)"

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the measured difference and the curve of the settings."""
        from semeq.plot.ears import plot_match  # noqa: PLC0415  (matplotlib is slow to import)

        return plot_match(self, ax=ax)

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-ready mapping."""
        return {
            "settings": self.settings.to_dict(),
            "words": [asdict(word) for word in self.words],
            "aligned": self.aligned,
            "coherence": None if np.isnan(self.coherence) else round(self.coherence, 4),
            "lag_frames": self.lag_frames,
            "gain_db": round(self.gain_db, 3),
            "residual_rms_db": round(self.fit.rms_db, 3),
            "freq_hz": self.freq_hz.round(2).tolist(),
            "curve_db": self.curve_db.round(3).tolist(),
        }


def match(
    source: Any,
    target: Any,
    sample_rate: float = 44_100,
    *,
    aligned: bool | None = None,
    n_words: int = 5,
    model: ModelLike = None,
    ears: EarsLike = None,
) -> Match:
    """Find the equalizer that takes one recording to another.

    Two cases. *Before and after*: `target` is `source` through an equalizer, perhaps later and
    louder; their cross-spectra tell its curve almost exactly. *Two recordings*: `target` is other
    music; the difference of the long-term spectra is the curve that gives `source` the balance of
    `target`. Without `aligned`, the first case is taken where the recordings are equally long to
    one second and a filter of one explains 70 % of the other's energy.

    Parameters
    ----------
    source, target : array, tensor or path-like
        float32 or float64 of shape ``(n_frames,)`` or ``(n_channels, n_frames)``; or files, of
        which up to five minutes are compared moment by moment.
    sample_rate : float, default 44100
        Of the arrays, in Hz.
    aligned : bool, optional
        Say which case it is instead of letting the recordings tell.
    n_words : int, default 5
        How many words at most.
    model : Model, str or path-like, optional
        Whose words. Default: the shipped model.
    ears : Ears, str or path-like, optional
        Who listens. Default: the shipped ones.

    Returns
    -------
    Match
        With settings that can be played, and the measured curve they stand for.

    Raises
    ------
    AudioError
        If a recording cannot be read, is silent or too short, or if `aligned` recordings differ
        in their sample rate or channels.

    Examples
    --------
    >>> import semeq
    >>> noise = np.random.default_rng(0).uniform(-0.5, 0.5, 88_200)
    >>> after = semeq.render(noise, "warm", "warm", sample_rate=44_100)
    >>> found = semeq.match(noise, after)
    >>> found.words[0].term, found.aligned, round(found.coherence, 2)
    ('warm', True, 1.0)
    """
    rate = _rate_of(source, sample_rate)
    measured: Transfer | None = None
    if aligned or aligned is None:
        measured = _compare(source, target, sample_rate, required=bool(aligned))
    if measured is not None and (aligned or measured.coherence >= ALIGNED_COHERENCE):
        fit = _fit_with_level(measured, rate)
        freq_hz, curve_db, weights = measured.freq_hz, measured.gain_db, measured.weights
    else:
        measured = None
        loaded = load_ears(ears)
        freq_hz, curve_db, weights = _difference(
            hear(source, sample_rate, ears=loaded)[0], hear(target, sample_rate, ears=loaded)[0]
        )
        fit = fit_settings(curve_db, freq_hz, weights=weights, sample_rate=rate, free_level=False)
    return Match(
        fit=fit,
        words=name_eq(fit.settings, n_words=n_words, model=model),
        aligned=measured is not None,
        coherence=measured.coherence if measured else float("nan"),
        lag_frames=measured.lag_frames if measured else 0,
        gain_db=fit.level_db if measured else 0.0,
        freq_hz=freq_hz,
        curve_db=curve_db,
        weights=weights,
        sample_rate=rate,
    )


def _fit_with_level(measured: Transfer, rate: float) -> Fit:
    """Fit settings alone, and with a broadband gain only where they need one."""

    def fit(*, free_level: bool) -> Fit:
        return fit_settings(
            measured.gain_db,
            measured.freq_hz,
            weights=measured.weights,
            sample_rate=rate,
            free_level=free_level,
        )

    alone = fit(free_level=False)
    if alone.rms_db < _GOOD_FIT_DB:
        return alone
    with_gain = fit(free_level=True)
    return with_gain if with_gain.rms_db < _WORTH_A_GAIN * alone.rms_db else alone


def _compare(source: Any, target: Any, sample_rate: float, *, required: bool) -> Transfer | None:
    """Compare moment by moment; None if the shapes say that this cannot be meant."""
    rates = [_rate_of(each, sample_rate) for each in (source, target)]
    if rates[0] != rates[1]:
        if required:
            raise AudioError(
                "before and after must have one sample rate, got "
                f"{rates[0]:g} and {rates[1]:g} Hz (resample one of them)"
            )
        return None
    before, after = _samples(source), _samples(target)
    if len(before) != len(after):
        before, after = before.mean(axis=0, keepdims=True), after.mean(axis=0, keepdims=True)
    difference = abs(before.shape[1] - after.shape[1]) / rates[0]
    shortest = min(before.shape[1], after.shape[1]) / rates[0]
    if not required and (difference > _MAX_LENGTH_DIFFERENCE_S or shortest < _MIN_S):
        return None
    if shortest < _MIN_S:
        raise AudioError(f"recordings of {_MIN_S:g} s or more can be matched, got {shortest:.3f} s")
    for name, samples in (("source", before), ("target", after)):
        if not samples.any():
            raise AudioError(f"{name} is silent: there is nothing to match")
    measured = transfer(before, after, rates[0])
    if not measured.weights.any():
        raise AudioError("source and target share no sound from 20 Hz to 20 kHz to match")
    return measured


def _difference(
    source: BandPower, target: BandPower
) -> tuple[Float64Array, Float64Array, Float64Array]:
    for name, heard in (("source", source), ("target", target)):
        if heard.is_silent:
            raise AudioError(f"{name} is silent: there is nothing to match")
    n_valid = min(source.n_valid, target.n_valid)
    levels = [heard.levels_db()[:n_valid] for heard in (source, target)]
    weights = np.ones(n_valid)
    for each in levels:
        weights *= np.clip((each - each.max() + _QUIET_DB) / 20.0, 0.0, 1.0)
    # A third of an octave wide: details belong to the music.
    difference = smooth(levels[1] - levels[0], _SMOOTH_BANDS, weights)
    difference -= np.average(difference, weights=weights)
    return source.centers_hz[:n_valid], difference, weights


def _rate_of(audio: Any, sample_rate: float) -> float:
    if not isinstance(audio, str | os.PathLike):
        return check_sample_rate(sample_rate)
    # soundfile is loaded when a file is read, not with semeq.
    from semeq.audio.soundfiles import open_source  # noqa: PLC0415

    with open_source(Path(audio)) as reader:
        return check_sample_rate(reader.samplerate)


def _samples(audio: Any) -> Float64Array:
    if isinstance(audio, str | os.PathLike):
        from semeq.audio.soundfiles import open_source, read_frames  # noqa: PLC0415

        path = Path(audio)
        with open_source(path) as reader:
            samples = read_frames(path, reader, round(_MAX_FILE_S * reader.samplerate)).T
        if not np.isfinite(samples).all():
            raise AudioError(f"{path} holds NaN or infinite samples")
        return samples
    source = open_border(audio).source
    check_finite(source)
    return np.atleast_2d(source).astype(np.float64)
