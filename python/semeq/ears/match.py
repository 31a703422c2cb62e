"""Which equalizer makes one recording sound like another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from semeq.checks import check_flag
from semeq.ears.artifact import EarsLike, load_ears
from semeq.ears.difference import compare_aligned, compare_spectra
from semeq.ears.result import Result
from semeq.ears.source import check_rate, rate_of
from semeq.ears.spectrum import hear
from semeq.ears.transfer import Transfer
from semeq.eq.fit import Fit, fit_settings
from semeq.eq.response import GRID_HZ
from semeq.eq.settings import EqSettings
from semeq.words.model import ModelLike
from semeq.words.nearest import NamedWord, name_eq

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Float64Array = npt.NDArray[np.float64]

ALIGNED_COHERENCE = 0.7
"""From this coherence on, one recording counts as the other one equalized."""

_GOOD_FIT_DB, _WORTH_A_GAIN = 0.15, 0.7
_PLOTTED_WEIGHT = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Match(Result):
    """An equalizer that takes one recording to another.

    Attributes
    ----------
    settings : EqSettings
        Five bands whose curve, with `gain_db` added, is nearest to `curve_db`.
    words : tuple of NamedWord
        Words nearest to the settings, as they sound at `sample_rate`.
    aligned : bool
        Whether the recordings were compared moment by moment, as before and after, or only by
        their long-term spectra.
    coherence : float
        Share of the second recording's energy that a filter of the first explains; NaN for
        long-term spectra.
    lag_frames : int
        Delay of the second recording; 0 for long-term spectra.
    gain_db : float
        Broadband gain beside the settings; 0 for long-term spectra, whose level is unknown.
    residual_rms_db : float
        RMS distance, by weight, of the curve of the settings from `curve_db`.
    freq_hz : ndarray, shape (n,)
        Where the difference was measured, in Hz.
    curve_db : ndarray, shape (n,)
        The measured difference, before any settings are fitted to it.
    weights : ndarray, shape (n,)
        Reliability of the difference, from 0 to 1.
    sample_rate : float
        Sample rate of the first recording in Hz, for which the settings were found.
    """

    settings: EqSettings
    words: tuple[NamedWord, ...]
    aligned: bool
    coherence: float
    lag_frames: int
    gain_db: float
    residual_rms_db: float
    freq_hz: Float64Array
    curve_db: Float64Array
    weights: Float64Array
    sample_rate: float

    def __str__(self) -> str:
        how = "before and after" if self.aligned else "long-term spectra"
        named = ", ".join(word.term for word in self.words) or "no word"
        return f"{named} ({how}; {self.residual_rms_db:.2f} dB RMS not explained)"

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw the measured difference and the curve of the settings.

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

        measured_db = np.where(self.weights > _PLOTTED_WEIGHT, self.curve_db, np.nan)
        ax = plot_curves(
            measured_db, self.freq_hz, ax=ax, color="0.6", linewidth=3, label="measured"
        )
        grid = GRID_HZ[self.sample_rate / 2 > GRID_HZ]
        curve_db = self.settings.curve_db(grid, sample_rate=self.sample_rate) + self.gain_db
        plot_curves(curve_db, grid, ax=ax, color="C1", label="settings")
        ax.legend(frameon=False)
        ax.set_title(str(self), fontsize="medium")
        return ax


def match(
    source: Any,
    target: Any,
    *,
    sample_rate: float | None = None,
    aligned: bool | None = None,
    n_words: int = 5,
    model: ModelLike = None,
    ears: EarsLike = None,
) -> Match:
    """Find the equalizer that takes one recording to another.

    There are two cases. *Before and after*: `target` is `source` through an equalizer, perhaps
    delayed and louder; their cross-spectra tell its curve almost exactly. *Two recordings*:
    `target` is other music; the difference of the long-term spectra is the curve that gives
    `source` the balance of `target`. Without `aligned`, it is the first case if the recordings
    are equally long to within a second and a filter of one explains 70 % of the other's energy.

    Parameters
    ----------
    source, target : array, tensor or path-like
        float32 or float64 of shape ``(n_frames,)`` or ``(n_channels, n_frames)``; or files, of
        which up to five minutes are compared moment by moment.
    sample_rate : float
        Sample rate of arrays in Hz, from 8,000 to 384,000; files have their own.
    aligned : bool, optional
        Which case it is: True for before and after. Default: found out from the recordings.
    n_words : int, default 5
        How many words at most.
    model : Model, str or path-like, optional
        Whose words. Default: the shipped model.
    ears : Ears, str or path-like, optional
        Default: the shipped ones.

    Returns
    -------
    Match
        With settings that can be played, and the measured curve they stand for.

    Raises
    ------
    AudioError
        If a recording cannot be read, is silent or too short, or if `aligned` recordings differ
        in their sample rate.
    ParameterError
        If `sample_rate` is missing, of no use or out of range, or `aligned` is no bool.

    Examples
    --------
    >>> import semeq
    >>> noise = np.random.default_rng(0).uniform(-0.5, 0.5, 88_200)
    >>> after = semeq.render(noise, "warm", "warm", sample_rate=44_100)
    >>> found = semeq.match(noise, after, sample_rate=44_100)
    >>> found.words[0].term, found.aligned, round(found.coherence, 2)
    ('warm', True, 1.0)
    """
    aligned = None if aligned is None else check_flag("aligned", aligned)
    check_rate(sample_rate, source, target)
    rate = rate_of(source, sample_rate)
    measured: Transfer | None = None
    if aligned or aligned is None:
        measured = compare_aligned(source, target, sample_rate, required=bool(aligned))
    if measured is not None and (aligned or measured.coherence >= ALIGNED_COHERENCE):
        fit = _fit_with_level(measured, rate)
        freq_hz, curve_db, weights = measured.freq_hz, measured.gain_db, measured.weights
    else:
        measured = None
        loaded = load_ears(ears)
        freq_hz, curve_db, weights = compare_spectra(
            *(hear(each, sample_rate=sample_rate, ears=loaded)[0] for each in (source, target))
        )
        fit = fit_settings(curve_db, freq_hz, weights=weights, sample_rate=rate, free_level=False)
    return Match(
        settings=fit.settings,
        words=name_eq(fit.settings, sample_rate=rate, n_words=n_words, model=model),
        aligned=measured is not None,
        coherence=measured.coherence if measured else float("nan"),
        lag_frames=measured.lag_frames if measured else 0,
        gain_db=fit.level_db,
        residual_rms_db=fit.rms_db,
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
