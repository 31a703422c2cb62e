"""Judge a model on people it has not heard, next to floors, ceilings and the training rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any

import numpy as np

from semeq.eq.curves import rms_db, tilt_db
from semeq.eq.params import FREQ_COLUMNS, GAIN_COLUMNS, Q_COLUMNS
from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.evaluation.codec import Codec
from semeq.train.evaluation.metrics import (
    ErrorSummary,
    effective_dimensions,
    morph_scores,
    reconstruction_floors,
)
from semeq.train.evaluation.separation import PAIR, accuracy, bootstrap, references, separation
from semeq.train.model.spaces import FIVE_BANDS, curves_db, space_of_params
from semeq.train.vocabulary.terms import common_words
from semeq.words.refine import refine_latents

_ALPHAS = np.linspace(0.0, 1.0, 101)
_AUDIBLE_DB = 1.0
_N_REFINED = 100
_MAX_MORPHED = 30  # words whose pairs are walked, the most frequent: 435 pairs


def evaluate(
    codec: Codec,
    terms: Sequence[str],
    train: SettingsTable,
    held_out: SettingsTable,
    *,
    beside: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Measure everything; train and held-out figures stand side by side.

    Parameters
    ----------
    codec : Codec
        The model.
    terms : sequence of str
        Its vocabulary.
    train, held_out : SettingsTable
        Rows the model learned from; rows of other contributors.
    beside : mapping, optional
        What :func:`semeq.train.evaluation.separation.references` says of these rows, where it is
        known.

    Returns
    -------
    dict
        JSON-ready: ``rows``, ``reconstruction``, ``separation``, ``accuracy``, ``references``
        (floors and ceilings), ``terms``, ``morphs``, ``latent``.
    """
    tables = {"train": train, "held_out": held_out}
    common = common_words(train, terms)
    latents = {k: codec.encode(t.params).astype(np.float64) for k, t in tables.items()}
    return {
        "rows": {
            k: {
                "rows": len(t),
                "people": len(set(t.people.tolist())),
                "contributors": len(set(t.contributors.tolist())),
            }
            for k, t in tables.items()
        },
        "reconstruction": {k: _reconstruction(codec, t, latents[k]) for k, t in tables.items()}
        | {"floors": reconstruction_floors(curves_db(train.params), curves_db(held_out.params))},
        "separation": separation(tables, latents),
        "accuracy": accuracy(tables, latents, terms),
        "references": references(tables) if beside is None else dict(beside),
        "terms": {
            word: _term(codec, word, tables)
            for word in PAIR
            if word in terms and held_out.rows_of(word).any()
        },
        "morphs": _morphs(codec, terms[:_MAX_MORPHED], common),
        "latent": {
            "effective_dimensions": effective_dimensions(latents["train"]),
            "decoder_gain_db": decoder_gain_db(codec, latents["held_out"]),
        },
    }


def _reconstruction(codec: Codec, table: SettingsTable, latents: Float64Array) -> dict[str, Any]:
    decoded = codec.decode(latents)
    errors_db = rms_db(curves_db(decoded) - curves_db(table.params))
    errors = {
        "curve_rms_db": asdict(ErrorSummary.of(errors_db)),
        "curve_rms_interval_db": bootstrap(errors_db, table.people, np.mean),
    }
    if space_of_params(table.params) is not FIVE_BANDS:
        return errors
    return errors | _band_errors(codec, table, latents, decoded)


def _band_errors(
    codec: Codec, table: SettingsTable, latents: Float64Array, decoded: Float64Array
) -> dict[str, Any]:
    """Measure what only bands have: frequencies and Qs, and latents refined on the curve."""
    audible = np.abs(table.gains_db) >= _AUDIBLE_DB
    freqs_hz = decoded[:, list(FREQ_COLUMNS)]
    freq_error = np.abs(np.log2(freqs_hz / table.params[:, list(FREQ_COLUMNS)]))
    q_error = np.abs(np.log2(decoded[:, list(Q_COLUMNS)] / table.params[:, list(Q_COLUMNS)]))
    return {
        "refined_curve_rms_db": asdict(ErrorSummary.of(_refined_errors_db(codec, table, latents))),
        "gain_error_db": float(np.abs(decoded - table.params)[:, list(GAIN_COLUMNS)].mean()),
        "audible_freq_error_octaves": float(freq_error[audible].mean()),
        "audible_q_error_octaves": float(q_error[audible[:, 1:4]].mean()),
        "decoded_freq_range_hz": [
            float(freqs_hz.min()),
            float(freqs_hz.max()),
        ],
    }


def _refined_errors_db(codec: Codec, table: SettingsTable, latents: Float64Array) -> Float64Array:
    """Curve errors after refining, of at most 100 rows evenly through the table."""
    rows = np.linspace(0, len(table) - 1, min(len(table), _N_REFINED)).astype(int)
    params = table.params[rows]
    refined = refine_latents(codec.decode, latents[rows].astype(np.float32), params)
    return rms_db(curves_db(codec.decode(refined)) - curves_db(params))


def _term(codec: Codec, word: str, tables: dict[str, SettingsTable]) -> dict[str, float]:
    curve = curves_db(codec.walk(word, word, [0.0]))[0]
    medians = {
        k: np.median(curves_db(t.params[t.rows_of(word)]), axis=0) for k, t in tables.items()
    }
    return {
        "tilt_db": float(tilt_db(curve, space_of_params(tables["train"].params).grid_hz)),
        "to_train_median_db": float(rms_db(curve - medians["train"])),
        "to_held_out_median_db": float(rms_db(curve - medians["held_out"])),
        "people_to_people_db": float(rms_db(medians["train"] - medians["held_out"])),
    }


def _morphs(codec: Codec, terms: Sequence[str], common: Sequence[str]) -> dict[str, Any]:
    """Walk between all pairs in 101 steps."""
    walks = {(a, b): _walk(codec, a, b) for a, b in combinations(terms, 2)}
    between = {pair: walk for pair, walk in walks.items() if set(pair) <= set(common)}
    pair = next((walk for ends, walk in walks.items() if set(ends) == set(PAIR)), None)
    return {"warm_bright": pair, "all": _worst(walks), "common": _worst(between)}


def drawn_morphs(codec: Codec, terms: Sequence[str], n_pairs: int = 1_000) -> dict[str, Any]:
    """Walk between pairs of words drawn from a whole vocabulary, the same in every run.

    Parameters
    ----------
    codec : Codec
        The model.
    terms : sequence of str
        Its vocabulary.
    n_pairs : int, default 1000
        How many pairs are drawn, at most all.

    Returns
    -------
    dict
        Figures of the worst walks, as for all pairs of the words of :func:`evaluate`.
    """
    pairs = list(combinations(terms, 2))
    drawn = np.random.default_rng(0).permutation(len(pairs))[:n_pairs]
    return _worst({pairs[i]: _walk(codec, *pairs[i]) for i in drawn})


def _walk(codec: Codec, a: str, b: str) -> dict[str, float]:
    return morph_scores(curves_db(codec.walk(a, b, _ALPHAS)))


def _worst(walks: Mapping[tuple[str, str], Mapping[str, float]]) -> dict[str, Any]:
    worst = max(walks, key=lambda pair: walks[pair]["backtrack_db"], default=())
    return {
        "n_pairs": len(walks),
        "max_step_db": max((w["max_step_db"] for w in walks.values()), default=0.0),
        "max_backtrack_db": max((w["backtrack_db"] for w in walks.values()), default=0.0),
        "max_backtrack_pair": list(worst),
        "share_monotone": sum(w["progress"] == 1.0 for w in walks.values()) / max(len(walks), 1),
    }


def decoder_gain_db(codec: Codec, latents: Float64Array, step: float = 1e-2) -> dict[str, float]:
    """Measure how strongly the curve answers to small moves of the latent (its Jacobian).

    Random directions, central differences.

    Parameters
    ----------
    codec : Codec
        The model.
    latents : ndarray, shape (n, latent_dim)
        Where to measure.
    step : float, default 0.01
        Length of half a difference.

    Returns
    -------
    dict
        ``median`` and ``p99`` over rows: RMS change of the curve in dB per unit of latent.
    """
    rng = np.random.default_rng(0)
    direction = rng.normal(size=latents.shape)
    direction *= step / np.linalg.norm(direction, axis=1, keepdims=True)
    ends = [curves_db(codec.decode(latents + sign * direction)) for sign in (-1.0, 1.0)]
    gains = rms_db(ends[1] - ends[0]) / (2.0 * step)
    return {"median": float(np.median(gains)), "p99": float(np.quantile(gains, 0.99))}
