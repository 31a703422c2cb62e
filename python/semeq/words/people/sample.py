"""Settings that people would make for a word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from semeq.checks import check_count, check_flag
from semeq.eq.fit import fit_settings_batch
from semeq.eq.response import MODEL_SAMPLE_RATE
from semeq.eq.settings import EqSettings
from semeq.words.model import ModelLike, load_model
from semeq.words.people.hand import Hand
from semeq.words.people.loading import people_tables
from semeq.words.people.own import own_coordinates
from semeq.words.people.personal import hand_settings
from semeq.words.people.predictive import Predictive, predict
from semeq.words.people.tables import Float64Array

MAX_SAMPLES = 100_000
_CROWD = 8  # draws of which each of the most different ones is chosen
_LEAST_LIKELY = 0.1  # of draws that may be chosen for being different
_N_JUDGED = 1_000


@dataclass(frozen=True, slots=True)
class SampledSettings:
    """One equalizer that somebody might set for a word.

    Attributes
    ----------
    settings : EqSettings
        Five bands.
    likelihood : float
        Share of what people set for the word that is less likely than this, from 0 to 1: 0.5 is
        usual, 0.02 is rare.
    fit_error_db : float
        RMS difference between the curve that was drawn and that of the settings.
    """

    settings: EqSettings
    likelihood: float
    fit_error_db: float


def sample(
    word: str,
    n: int = 5,
    *,
    seed: int = 0,
    spread: bool = False,
    hand: Hand | None = None,
    model: ModelLike = None,
) -> tuple[SampledSettings, ...]:
    """Draw settings that different people would make for a word.

    A curve is drawn from the word's distribution over people, then settings are fitted to it.
    What is known of it comes from single sittings: a person cannot be told from a session.

    Parameters
    ----------
    word : str
        A word of the vocabulary; one that says an amount, as *warmer* does, is sampled as *warm*.
    n : int, default 5
        How many, from 1 to 100,000.
    seed : int, default 0
        Decides the draws.
    spread : bool, default False
        Of eight times as many draws, keep those that differ most, the likeliest first, without the
        tenth that is least likely.
    hand : Hand, optional
        What is known of the person whose settings are drawn; by default anybody's.
    model : Model, str or path-like, optional
        Default: the shipped model.

    Returns
    -------
    tuple of SampledSettings

    Raises
    ------
    UnknownTermError
        If the word is not in the vocabulary.
    ParameterError
        If a number is out of range.
    ModelLoadError
        If the model was exported without distributions of words.

    Examples
    --------
    >>> found = sample("warm", n=3)
    >>> len(found), all(0 <= each.likelihood <= 1 for each in found)
    (3, True)
    """
    n = check_count("n", n, 1, MAX_SAMPLES)
    rng = np.random.default_rng(check_count("seed", seed, 0, 2**63 - 1))
    loaded = load_model(model)
    tables = people_tables(loaded)
    own = {} if hand is None else own_coordinates(loaded, tables, hand_settings(hand))[0]
    predicted = predict(tables, loaded.vocabulary.use(word)[0], own)
    if check_flag("spread", spread):
        drawn = predicted.sample(_CROWD * n, rng)
        drawn = drawn[most_different(drawn, predicted.log_density(drawn), n)]
    else:
        drawn = predicted.sample(n, rng)
    fits = fit_settings_batch(
        tables.curves_db(drawn), sample_rate=MODEL_SAMPLE_RATE, free_level=False
    )
    shares = likelihoods(predicted, drawn)
    return tuple(
        SampledSettings(fit.settings, share, fit.rms_db)
        for fit, share in zip(fits, shares.tolist(), strict=True)
    )


def likelihoods(predicted: Predictive, coordinates: Float64Array) -> Float64Array:
    """Return which share of a distribution is less likely than each of some settings.

    Parameters
    ----------
    predicted : Predictive
        The distribution.
    coordinates : ndarray, shape (n, n_components)
        Of the settings.
    """
    usual = predicted.sample(_N_JUDGED, np.random.default_rng(0))
    logs = np.sort(predicted.log_density(usual))
    places = np.searchsorted(logs, predicted.log_density(coordinates))
    return np.asarray(places / len(logs))


def most_different(
    coordinates: Float64Array, log_density: Float64Array, n: int
) -> npt.NDArray[np.intp]:
    """Choose the likeliest row, then each time the one farthest from all that were chosen.

    Parameters
    ----------
    coordinates : ndarray, shape (m, n_components)
        To choose from.
    log_density : ndarray, shape (m,)
        Of each; the tenth that is least likely is not chosen.
    n : int
        How many, well below m.

    Examples
    --------
    >>> rows = np.array([[0.0], [0.1], [5.0], [-3.0]])
    >>> most_different(rows, np.array([3.0, 2.0, 1.0, 1.5]), 2)
    array([0, 2])
    """
    may = log_density >= np.quantile(log_density, _LEAST_LIKELY, method="lower")
    chosen = [int(np.argmax(log_density))]
    nearest = np.full(len(coordinates), np.inf)
    while len(chosen) < n:
        off = np.linalg.norm(coordinates - coordinates[chosen[-1]], axis=1)
        nearest = np.minimum(nearest, off)
        chosen.append(int(np.argmax(np.where(may, nearest, -1.0))))
    return np.array(chosen)
