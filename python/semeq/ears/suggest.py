"""The equalizer that moves one recording toward a word, and no further than needed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from semeq.checks import check_number
from semeq.ears.artifact import EarsLike, load_ears
from semeq.ears.comparison import ReferenceLike, recordings_of, resolve_reference
from semeq.ears.result import Result
from semeq.ears.scale import share_below, word_curves_db, word_scale
from semeq.ears.source import check_rate
from semeq.ears.spectrum import hear
from semeq.eq.curves import level_free, smooth
from semeq.eq.fit import fit_settings
from semeq.eq.settings import EqSettings
from semeq.errors import AudioError
from semeq.words.amount import MAX_AMOUNT
from semeq.words.model import ModelLike, load_model

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Float64Array = npt.NDArray[np.float64]

_MAX_GAIN_DB = 12.0
_ENOUGH_DB = 0.1  # an equalizer that would do less than this does nothing
_SMOOTH_BANDS = 4.0  # details of a recording are its own


@dataclass(frozen=True, slots=True, eq=False)
class Suggestion(Result):
    """An equalizer for one recording and one word.

    Attributes
    ----------
    term : str
        The word.
    settings : EqSettings
        Exactly flat if `amount` is 0, or if the recording already has what the word asks for.
    amount : float
        Scale of the gains.
    needed : float
        Share of the word's own curve that the recording lacks, 0 to 1.
    score_before, score_after : float
        Share of the reference that has less of the word than the recording has, without and
        with the settings; see :class:`semeq.ears.description.HeardWord`.
    z_score_before, z_score_after : float
        The same in standard deviations from the reference's mean.
    freq_hz : ndarray, shape (n_bands,)
        Bands that were heard, in Hz.
    deviation_db : ndarray, shape (n_bands,)
        Levels of the recording less those of the reference.
    wanted_db : ndarray, shape (n_bands,)
        The curve that the settings realize at amount 1.
    sample_rate : float
        Sample rate of the recording, in Hz.
    """

    term: str
    settings: EqSettings
    amount: float
    needed: float
    score_before: float
    score_after: float
    z_score_before: float
    z_score_after: float
    freq_hz: Float64Array
    deviation_db: Float64Array
    wanted_db: Float64Array
    sample_rate: float

    def __str__(self) -> str:
        return (
            f"{self.term} {self.score_before:.0%} -> {self.score_after:.0%}, "
            f"with {self.needed:.0%} of the word's own curve"
        )

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw the recording's deviation from the reference, and the curve of the settings.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Default: a new figure's.

        Returns
        -------
        matplotlib Axes
        """
        # matplotlib is loaded when a figure is wanted, not with semeq.
        from semeq.plot.curves import plot_curves  # noqa: PLC0415

        ax = plot_curves(
            self.deviation_db, self.freq_hz, ax=ax, color="0.6", linewidth=1, label="the recording"
        )
        curve_db = self.settings.curve_db(self.freq_hz, sample_rate=self.sample_rate)
        plot_curves(
            curve_db, self.freq_hz, ax=ax, color="C1", linewidth=2, label="suggested settings"
        )
        ax.legend(frameon=False)
        ax.set_ylabel("dB")
        ax.set_title(str(self), fontsize="medium")
        return ax


def suggest(
    audio: Any,
    word: str,
    *,
    sample_rate: float | None = None,
    amount: float = 1.0,
    reference: ReferenceLike = None,
    model: ModelLike = None,
    ears: EarsLike = None,
) -> Suggestion:
    """Find the equalizer that moves this recording toward a word.

    In each band, what the recording already has of the word's curve, compared with the reference,
    is left out: bass that is there need not be added. No band is moved against the word.

    Parameters
    ----------
    audio : array, tensor or path-like
        As in :func:`semeq.describe`.
    word : str
        A word of the vocabulary; *warmer* asks for 1.3 times as much, *less warm* for 0.7.
    sample_rate : float
        Sample rate of arrays in Hz, from 8,000 to 384,000; files have their own.
    amount : float, default 1.0
        Scales the gains, in [0, 2]; 0 is an exact bypass. Gains stop at ±12 dB.
    reference : MusicReference, array, path-like or sequence of the last two, optional
        What to compare with, as in :func:`semeq.describe`.
    model : Model, str or path-like, optional
        Whose words. Default: the shipped model.
    ears : Ears, str or path-like, optional
        Default: the shipped ones.

    Returns
    -------
    Suggestion

    Raises
    ------
    UnknownTermError
        If the word is not in the vocabulary.
    AudioError
        If the audio cannot be read, is silent or a tone, or too short.
    ParameterError
        If `amount` is out of range, or `sample_rate` is missing or of no use.

    Examples
    --------
    >>> import semeq
    >>> noise = np.random.default_rng(0).uniform(-0.5, 0.5, 88_200)
    >>> warmer = semeq.suggest(noise, "warm", sample_rate=44_100)
    >>> warmer.score_after > warmer.score_before
    True
    >>> semeq.suggest(noise, "warm", sample_rate=44_100, amount=0).settings.is_flat
    True
    """
    amount = check_number("amount", amount, 0.0, MAX_AMOUNT)
    check_rate(sample_rate, audio, *recordings_of(reference))
    loaded_model, loaded_ears = load_model(model), load_ears(ears)
    index, asked = loaded_model.vocabulary.use(word)
    heard = hear(audio, sample_rate=sample_rate, ears=loaded_ears)[0]
    if why := heard.why_no_spectrum():
        raise AudioError(f"nothing can be moved toward a word in {why}")
    compared = resolve_reference(reference, sample_rate, loaded_ears)
    scale = word_scale(loaded_model, compared, heard)
    levels_db = heard.levels_db()
    bands = slice(None, heard.n_valid)
    freq_hz, deviation_db = heard.centers_hz[bands], scale.deviation_db(levels_db)[bands]
    curve_db = word_curves_db(loaded_model, tuple(heard.centers_hz))[index, bands]
    wanted_db = _wanted(curve_db, deviation_db)
    settings = _scaled(_realize(wanted_db, freq_hz, heard.sample_rate), asked * amount)
    after_db = levels_db.copy()
    after_db[bands] += settings.curve_db(freq_hz, sample_rate=heard.sample_rate)
    before, after = (float(scale.z_scores(each)[index]) for each in (levels_db, after_db))
    strength = float(np.square(level_free(curve_db)).sum())
    return Suggestion(
        term=scale.words[index],
        settings=settings,
        amount=amount,
        needed=float(
            np.clip(level_free(wanted_db) @ level_free(curve_db) / max(strength, 1e-9), 0, 1)
        ),
        score_before=float(share_below(before)),
        score_after=float(share_below(after)),
        z_score_before=before,
        z_score_after=after,
        freq_hz=freq_hz,
        deviation_db=deviation_db,
        wanted_db=wanted_db,
        sample_rate=heard.sample_rate,
    )


def _wanted(curve_db: Float64Array, deviation_db: Float64Array) -> Float64Array:
    """Return the word's curve less what the recording already has of it, band by band."""
    smooth_db = smooth(deviation_db, _SMOOTH_BANDS)
    asked_db = level_free(curve_db)
    has_db = np.sign(asked_db) * np.clip(np.sign(asked_db) * smooth_db, 0.0, np.abs(asked_db))
    # As loud, on average, as the word's own settings would make it.
    wanted_db = asked_db - has_db
    kept = np.abs(wanted_db).sum() / max(float(np.abs(asked_db).sum()), 1e-9)
    return np.asarray(level_free(wanted_db) + kept * curve_db.mean())


def _realize(wanted_db: Float64Array, freq_hz: Float64Array, rate: float) -> EqSettings:
    if np.abs(level_free(wanted_db)).max() < _ENOUGH_DB:
        return EqSettings(())
    return fit_settings(wanted_db, freq_hz, sample_rate=rate, free_level=False).settings


def _scaled(settings: EqSettings, amount: float) -> EqSettings:
    limit = _MAX_GAIN_DB
    return EqSettings(
        tuple(
            replace(band, gain_db=float(np.clip(amount * band.gain_db, -limit, limit)))
            for band in settings.bands
        )
    )
