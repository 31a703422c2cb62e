"""Judge a model on people it has not heard, next to floors, ceilings and the training rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from semeq.eq.curves import rms_db, tilt_db
from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.evaluation.additivity import blend_errors
from semeq.train.evaluation.codec import Codec
from semeq.train.evaluation.density import density_of
from semeq.train.evaluation.isometry import isometry
from semeq.train.evaluation.metrics import effective_dimensions, reconstruction_floors
from semeq.train.evaluation.morphs import meaning, morphs, worst_walks
from semeq.train.evaluation.people_curves import median_of_people
from semeq.train.evaluation.reconstruction import reconstruction
from semeq.train.evaluation.separation import PAIR, accuracy, references, separation
from semeq.train.evaluation.walk_figures import measure_walk, walk_figures
from semeq.train.model.spaces import curves_db, space_of_params
from semeq.train.vocabulary.terms import common_words

_MAX_MORPHED = 30  # words whose pairs are walked, the most frequent: 435 pairs
_MAX_BLENDED = 100  # pairs of them that are blended


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
        JSON-ready. What is heard between words, where a copy of the parameters is told:
        ``isometry``, ``walks``, ``meaning``, ``blends``. Then ``rows``, ``reconstruction``,
        ``separation``, ``embedding`` (the same there), ``accuracy``, ``references`` (floors and
        ceilings), ``terms``, ``morphs``, ``latent``.
    """
    tables = {"train": train, "held_out": held_out}
    common = common_words(train, terms)
    latents = {k: codec.encode(t.params).astype(np.float64) for k, t in tables.items()}
    pairs = list(combinations(terms[:_MAX_MORPHED], 2))
    walks = {pair: measure_walk(codec, *pair) for pair in pairs}
    curves = curves_db(held_out.params)
    return {
        "isometry": isometry(latents["held_out"], curves),
        "walks": walk_figures(list(walks.values()), density_of(curves, held_out.people)),
        "meaning": meaning(walks, held_out),
        "blends": blend_errors(codec, drawn(pairs, _MAX_BLENDED)),
        "rows": {
            k: {
                "rows": len(t),
                "people": len(set(t.people.tolist())),
                "contributors": len(set(t.contributors.tolist())),
            }
            for k, t in tables.items()
        },
        "reconstruction": {k: reconstruction(codec, t, latents[k]) for k, t in tables.items()}
        | {"floors": reconstruction_floors(curves_db(train.params), curves)},
        "separation": separation(tables, latents),
        "embedding": separation(
            tables, {k: codec.embed(rows).astype(np.float64) for k, rows in latents.items()}
        ),
        "accuracy": accuracy(tables, latents, terms),
        "references": references(tables) if beside is None else dict(beside),
        "terms": {
            word: _term(codec, word, tables)
            for word in PAIR
            if word in terms and held_out.rows_of(word).any()
        },
        "morphs": morphs(walks, common),
        "latent": {
            "effective_dimensions": effective_dimensions(latents["train"]),
            "decoder_gain_db": decoder_gain_db(codec, latents["held_out"]),
        },
    }


def _term(codec: Codec, word: str, tables: dict[str, SettingsTable]) -> dict[str, float]:
    curve = curves_db(codec.walk(word, word, [0.0]))[0]
    medians = {name: median_of_people(table, word) for name, table in tables.items()}
    return {
        "tilt_db": float(tilt_db(curve, space_of_params(tables["train"].params).grid_hz)),
        "to_train_median_db": float(rms_db(curve - medians["train"])),
        "to_held_out_median_db": float(rms_db(curve - medians["held_out"])),
        "people_to_people_db": float(rms_db(medians["train"] - medians["held_out"])),
    }


def drawn_morphs(
    codec: Codec,
    terms: Sequence[str],
    held_out: SettingsTable,
    n_pairs: int = 1_000,
) -> dict[str, Any]:
    """Walk between pairs of words drawn from a whole vocabulary, the same in every run.

    Parameters
    ----------
    codec : Codec
        The model.
    terms : sequence of str
        Its vocabulary, or what it offers of it.
    held_out : SettingsTable
        Rows of unseen people, whose density the midpoints of walks are judged by.
    n_pairs : int, default 1000
        How many pairs are drawn, at most all.

    Returns
    -------
    dict
        Figures of the worst walks, as for all pairs of the words of :func:`evaluate`, and under
        ``walks`` what :func:`semeq.train.evaluation.walk_figures.walk_figures` says of them.
    """
    pairs = drawn(list(combinations(terms, 2)), n_pairs)
    walks = {pair: measure_walk(codec, *pair) for pair in pairs}
    density = density_of(curves_db(held_out.params), held_out.people)
    return worst_walks(walks) | {"walks": walk_figures(list(walks.values()), density)}


def drawn(pairs: Sequence[tuple[str, str]], n_pairs: int) -> list[tuple[str, str]]:
    """Draw pairs of words, the same in every run.

    Parameters
    ----------
    pairs : sequence of (str, str)
        To draw from.
    n_pairs : int
        How many, at most all.
    """
    return [pairs[i] for i in np.random.default_rng(0).permutation(len(pairs))[:n_pairs]]


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
