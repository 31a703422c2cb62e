"""Blind estimation: which equalizer a recording may have gone through, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from semeq.ears.artifact import EarsLike, load_ears
from semeq.ears.decoder import decoder_sha256_of
from semeq.ears.result import Result
from semeq.ears.source import check_rate
from semeq.ears.spectrum import hear
from semeq.eq.params import N_PARAMS
from semeq.eq.response import MODEL_SAMPLE_RATE
from semeq.eq.settings import EqSettings
from semeq.errors import AudioError
from semeq.words.model import ModelLike, load_model
from semeq.words.nearest import NamedWord, name_eq

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Float64Array = npt.NDArray[np.float64]

MIN_DURATION_S = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class EqEstimate(Result):
    """The equalizer that a recording most likely went through, and how uncertain that is.

    Attributes
    ----------
    settings : EqSettings
        Five bands.
    words : tuple of NamedWord
        Words nearest to them.
    freq_hz : ndarray, shape (64,)
        Centers of the bands, in Hz.
    curve_db : ndarray, shape (64,)
        The curve of the settings, as at 44.1 kHz.
    half_width_db : ndarray, shape (64,)
        Half the width of the interval around `curve_db`. The true curve, its mean removed as no
        level can be heard, lies inside at a share `coverage` of all frequencies, on average over
        recordings.
    coverage : float
        Share of frequencies that the interval is made to cover: 0.8.
    latent : ndarray, shape (latent_dim,)
        Latent of the settings in the model whose words are given. Where that model has the
        decoder that the estimator was trained with, the estimator's own answer; else what the
        model encodes the settings as.
    """

    settings: EqSettings
    words: tuple[NamedWord, ...]
    freq_hz: Float64Array
    curve_db: Float64Array
    half_width_db: Float64Array
    coverage: float
    latent: Float64Array

    def __str__(self) -> str:
        named = ", ".join(word.term for word in self.words) or "no word"
        width = float(np.mean(self.half_width_db))
        return f"{named} (within ±{width:.1f} dB at {self.coverage:.0%} of frequencies)"

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw the curve with its interval.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Default: a new figure's.

        Returns
        -------
        matplotlib Axes
        """
        # matplotlib is loaded when a figure is wanted, not with semeq.
        from semeq.plot.curves import plot_band, plot_curves  # noqa: PLC0415

        ax = plot_band(
            self.curve_db - self.half_width_db,
            self.curve_db + self.half_width_db,
            self.freq_hz,
            ax=ax,
            color="C0",
            label=f"{self.coverage:.0%} interval",
        )
        plot_curves(self.curve_db, self.freq_hz, ax=ax, color="C0", label="estimate")
        ax.legend(frameon=False)
        return ax


def estimate_eq(
    audio: Any,
    *,
    sample_rate: float | None = None,
    n_words: int = 5,
    model: ModelLike = None,
    ears: EarsLike = None,
) -> EqEstimate:
    """Estimate, from a recording alone, which equalizer it went through.

    A dull recording may be a dull piece, or a bright one equalized: the sound alone cannot tell
    these apart, and the estimate is little better than the average setting. Its interval says
    so. On steady noise it is nearly exact. If there is a recording from before the equalizer,
    use :func:`semeq.match`.

    Parameters
    ----------
    audio : array, tensor or path-like
        float32 or float64 of shape ``(n_frames,)`` or ``(n_channels, n_frames)``, at least 2 s;
        or a file.
    sample_rate : float
        Sample rate of an array in Hz, from 8,000 to 384,000; a file has its own.
    n_words : int, default 5
        How many words at most.
    model : Model, str or path-like, optional
        Whose words. Default: the shipped model.
    ears : Ears, str or path-like, optional
        Default: the shipped ones.

    Returns
    -------
    EqEstimate

    Raises
    ------
    AudioError
        If the audio cannot be read, is silent or a tone, or is shorter than 2 s.
    ParameterError
        If `sample_rate` is missing, of no use or out of range.

    Examples
    --------
    >>> import semeq
    >>> noise = np.random.default_rng(0).uniform(-0.5, 0.5, 88_200)
    >>> found = semeq.estimate_eq(noise, sample_rate=44_100)
    >>> found.curve_db.shape, found.coverage
    ((64,), 0.8)
    """
    check_rate(sample_rate, audio)
    loaded = load_ears(ears)
    heard = hear(audio, sample_rate=sample_rate, ears=loaded)[0]
    if why := heard.why_no_spectrum():
        raise AudioError(f"no equalizer can be estimated from {why}")
    if heard.duration_s < MIN_DURATION_S - heard.hop_s:
        raise AudioError(
            f"an estimate needs at least {MIN_DURATION_S:g} s of audio, got {heard.duration_s:.2f}"
        )
    features = np.concatenate([heard.levels_db(), heard.spread_db()])
    row = loaded.estimate(features[np.newaxis])[0].astype(np.float64)
    n_bands, named_by = len(heard.centers_hz), load_model(model)
    latent = row[N_PARAMS + n_bands :]
    if decoder_sha256_of(named_by) != loaded.metadata["decoder_of"]["decoder_sha256"]:
        latent = named_by.encode(row[np.newaxis, :N_PARAMS])[0].astype(np.float64)
    settings = EqSettings.from_params(row[:N_PARAMS])
    return EqEstimate(
        settings=settings,
        words=name_eq(settings, sample_rate=MODEL_SAMPLE_RATE, n_words=n_words, model=named_by),
        freq_hz=heard.centers_hz,
        curve_db=settings.curve_db(heard.centers_hz, sample_rate=MODEL_SAMPLE_RATE),
        half_width_db=row[N_PARAMS : N_PARAMS + n_bands],
        coverage=float(loaded.metadata["interval_coverage"]),
        latent=latent,
    )
