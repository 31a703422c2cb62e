"""Do two sources mean the same by a word? Each predicts the curves of the other."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.eq.curves import level_free, rms_db
from semeq.eq.fit import fit_settings, fit_settings_batch
from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ, graphic_eq
from semeq.eq.response import GRID_HZ, MODEL_SAMPLE_RATE, model_curves_db, params_curve_db
from semeq.train.data.graphic import WordCurves
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.evaluation.separation import PAIR
from semeq.train.model.mixing import PRIOR_DB, fit_words
from semeq.train.model.spaces import curves_db
from semeq.train.study.rare_words import rare_words
from semeq.train.vocabulary.opinions import Opinions, opinions
from semeq.train.vocabulary.senses import find_senses
from semeq.words.model import Model

MIN_ROWS = 2
_N_TIMED = 25


@dataclass(frozen=True, slots=True)
class SharedWord:
    """A word that both sources know, each judged by the other.

    Attributes
    ----------
    word : str
        The word.
    n_rows, n_people, n_taught : int
        Settings and people of SAFE-DB; sessions of SocialFX.
    correlation : float
        Between SAFE's median curve and SocialFX's curve as the model plays it.
    residual_db, flat_db : float
        RMS distance of SAFE's median from SocialFX's curve at its best amount, and from the flat
        curve; levels do not count.
    rank_by_socialeq, rank_by_safe : int
        Place of the word when its SAFE median is named among all of SocialFX's words, and
        when its SocialFX curve is named among the words of SAFE that are in this table.
    """

    word: str
    n_rows: int
    n_people: int
    n_taught: int
    correlation: float
    residual_db: float
    flat_db: float
    rank_by_socialeq: int
    rank_by_safe: int


def check_words(model: Model, table: SettingsTable, sessions: GraphicTable) -> dict[str, Any]:
    """Measure how far sessions' words and SAFE's settings mean the same.

    Parameters
    ----------
    model : Model
        Whose latent space the words are put into.
    table : SettingsTable
        Rows of SAFE-DB: those the model was trained on, not the test part.
    sessions : GraphicTable
        Sessions that teach words.

    Returns
    -------
    dict
        JSON-ready: ``fit``, ``graphic``, ``pair``, ``shared`` (one mapping per word), ``held_out``
        (their summary), ``rare`` and ``senses``.
    """
    socialeq = sessions.word_curves()
    alone = socialeq_alone(model, socialeq)
    played = model_curves_db(alone)
    shared = shared_words(table, socialeq, played)
    return {
        "fit": _fit_figures(socialeq, played),
        "graphic": _graphic_figures(socialeq),
        "pair": pair_accuracy(model, table, socialeq, alone),
        "shared": [{name: getattr(each, name) for name in each.__slots__} for each in shared],
        "held_out": _summary(shared, len(socialeq)),
        "rare": rare_words(table, socialeq),
        "senses": _senses(opinions(table, sessions)),
    }


def socialeq_alone(model: Model, socialeq: WordCurves) -> Float64Array:
    """*Params* of SocialFX's words as the model plays them, SAFE's rows left out, (n, 13)."""
    return model.decode(socialeq_latents(model, socialeq, PRIOR_DB))


def socialeq_latents(
    model: Model, socialeq: WordCurves, prior_db: float
) -> npt.NDArray[np.float32]:
    """Place SocialFX's words as vocabularies do, with any strength of the prior.

    Parameters
    ----------
    model : Model
        What encodes.
    socialeq : WordCurves
        The words.
    prior_db : float
        Strength of the prior on usual layouts.

    Returns
    -------
    ndarray, shape (n_words, latent_dim)
    """
    return model.encode(fit_words(socialeq.grid_curves_db, prior_db), refine=True)


def pair_accuracy(
    model: Model, table: SettingsTable, socialeq: WordCurves, alone: Float64Array
) -> dict[str, Any]:
    """Tell SAFE's warm rows from bright ones by SocialFX's two words.

    By the correlation of curves at SocialFX's centers, which follow hearing, or on the model's
    grid, where each octave counts alike: no label of SAFE takes part. And by the nearest point
    in the embedding, whose encoder has learned from these very labels.

    Parameters
    ----------
    model : Model
        Whose embedding is asked.
    table : SettingsTable
        Rows of SAFE-DB.
    socialeq : WordCurves
        SocialFX's words.
    alone : ndarray, shape (n_words, 13)
        Their *params* as the model plays them.
    """
    rows = table.select(np.isin(table.words, PAIR))
    points = alone[[socialeq.words.tolist().index(word) for word in PAIR]]
    latents = [model.embed(model.encode(each)) for each in (rows.params, points)]
    nearness = {
        "accuracy": _correlations(rows.params, points, SOCIALEQ_CENTERS_HZ),
        "on_log_grid": _correlations(rows.params, points, GRID_HZ),
        "in_embedding": -np.linalg.norm(latents[0][:, np.newaxis] - latents[1], axis=2),
    }
    right = {
        name: np.array(PAIR)[near.argmax(axis=1)] == rows.words for name, near in nearness.items()
    }
    by_word = {word: float(right["accuracy"][rows.rows_of(word)].mean()) for word in PAIR}
    return {"rows": len(rows), **{name: float(r.mean()) for name, r in right.items()}, **by_word}


def _correlations(
    params: Float64Array, points: Float64Array, freq_hz: npt.ArrayLike
) -> Float64Array:
    curves, words = (
        params_curve_db(each, freq_hz, sample_rate=MODEL_SAMPLE_RATE) for each in (params, points)
    )
    return np.asarray(_shapes(curves) @ _shapes(words).T)


def shared_words(
    table: SettingsTable, socialeq: WordCurves, played: Float64Array
) -> list[SharedWord]:
    """Judge each word with at least two rows by the other source, highest correlation first.

    Parameters
    ----------
    table : SettingsTable
        Rows of SAFE-DB.
    socialeq : WordCurves
        SocialFX's words.
    played : ndarray, shape (n_words, 128)
        Their curves as the model plays them, in dB.
    """
    names = socialeq.words.tolist()
    counts = table.word_counts()
    words = [word for word, n in counts.items() if n >= MIN_ROWS and word in names]
    places = [names.index(word) for word in words]
    medians = np.array(
        [np.median(curves_db(table.params[table.rows_of(word)]), axis=0) for word in words]
    )
    safe, taught = _shapes(medians), _shapes(played)
    by_socialeq = safe @ taught.T
    by_safe = taught[places] @ safe.T
    found = []
    for i, (word, place) in enumerate(zip(words, places, strict=True)):
        size = float((medians[i] - medians[i].mean()).std())
        r = float(by_socialeq[i, place])
        found.append(
            SharedWord(
                word,
                counts[word],
                table.n_people(word),
                int(socialeq.counts[place]),
                r,
                size * float(np.sqrt(1.0 - max(r, 0.0) ** 2)),
                size,
                1 + int((by_socialeq[i] > r).sum()),
                1 + int((by_safe[i] > by_safe[i, i]).sum()),
            )
        )
    return sorted(found, key=lambda each: -each.correlation)


def _fit_figures(socialeq: WordCurves, played: Float64Array) -> dict[str, float]:
    errors = np.array(
        [
            each.rms_db
            for each in fit_settings_batch(
                socialeq.curves_db, SOCIALEQ_CENTERS_HZ, sample_rate=MODEL_SAMPLE_RATE
            )
        ]
    )
    spent = []
    for curve in socialeq.curves_db[:: max(1, len(socialeq) // _N_TIMED)]:
        start = time.process_time()
        fit_settings(curve, SOCIALEQ_CENTERS_HZ, sample_rate=MODEL_SAMPLE_RATE)
        spent.append(1e3 * (time.process_time() - start))
    played_errors = rms_db(socialeq.grid_curves_db - played)
    return {
        "median_db": float(np.median(errors)),
        "p95_db": float(np.quantile(errors, 0.95)),
        "max_db": float(errors.max()),
        "played_median_db": float(np.median(played_errors)),
        "played_p95_db": float(np.quantile(played_errors, 0.95)),
        "ms_per_curve": float(np.median(spent)),
    }


def _graphic_figures(socialeq: WordCurves) -> dict[str, float]:
    return {
        "max_error_db": max(
            graphic_eq(curve, sample_rate=MODEL_SAMPLE_RATE).max_error_db
            for curve in socialeq.curves_db
        )
    }


def _summary(shared: list[SharedWord], n_taught: int) -> dict[str, Any]:
    if not shared:
        return {"words": 0}
    correlations = np.array([each.correlation for each in shared])
    return {
        "words": len(shared),
        "n_taught": n_taught,
        "mean_correlation": float(correlations.mean()),
        "share_above_half": float((correlations > 0.5).mean()),
        "median_rank_by_socialeq": float(np.median([each.rank_by_socialeq for each in shared])),
        "median_rank_by_safe": float(np.median([each.rank_by_safe for each in shared])),
        "residual_db": float(np.mean([each.residual_db for each in shared])),
        "flat_db": float(np.mean([each.flat_db for each in shared])),
    }


def _senses(known: Opinions) -> dict[str, Any]:
    found = {}
    for word in dict.fromkeys(known.words.tolist()):
        senses = find_senses(known.curves_db[known.of(word)])
        if senses is not None:
            found[word] = senses.as_dict() | {"are_separate": senses.are_separate}
    return found


def _shapes(curves: Float64Array) -> Float64Array:
    """Curves without level and size: their products are correlations."""
    centered = level_free(curves)
    norm = np.linalg.norm(centered, axis=1, keepdims=True)
    return np.asarray(centered / np.maximum(norm, 1e-9))
