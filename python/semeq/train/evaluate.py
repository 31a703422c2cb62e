"""Judge a model on people it has not heard, next to floors, ceilings and the training rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from semeq.settings import FREQ_COLUMNS, GAIN_COLUMNS, Q_COLUMNS
from semeq.train.curve import curve_grid_hz
from semeq.train.metrics import (
    ErrorSummary,
    cluster_scores,
    effective_dimensions,
    morph_scores,
    reconstruction_floors,
    rms_db,
    tilt_db,
)
from semeq.train.table import Float64Array, SettingsTable
from semeq.train.terms import curves_db

PAIR = ("warm", "bright")
_ALPHAS = np.linspace(0.0, 1.0, 101)
_AUDIBLE_DB = 1.0


class Codec(Protocol):
    """What is judged; :class:`semeq.Model` is one."""

    def encode(self, params: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Map *params* ``(n, 13)`` to latents."""

    def decode(self, latents: npt.ArrayLike) -> Float64Array:
        """Map latents to *params* ``(n, 13)``."""

    def morph_batch(self, terms_a: str, terms_b: str, alphas: npt.ArrayLike) -> Float64Array:
        """Return *params* ``(n, 13)`` on the walk between two terms."""


def evaluate(
    codec: Codec, terms: Sequence[str], train: SettingsTable, held_out: SettingsTable
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

    Returns
    -------
    dict
        JSON-ready: ``rows``, ``reconstruction``, ``separation``, ``accuracy``, ``terms``,
        ``morphs``, ``latent``.
    """
    parts = {"train": train, "held_out": held_out}
    latents = {k: codec.encode(t.params).astype(np.float64) for k, t in parts.items()}
    return {
        "rows": {
            k: {"rows": len(t), "contributors": len(set(t.contributors.tolist()))}
            for k, t in parts.items()
        },
        "reconstruction": {k: _reconstruction(codec, t, latents[k]) for k, t in parts.items()}
        | {"floors": reconstruction_floors(curves_db(train.params), curves_db(held_out.params))},
        "separation": {k: _separation(t, latents[k]) for k, t in parts.items()},
        "accuracy": _accuracy(parts, latents),
        "terms": {word: _term(codec, word, parts) for word in PAIR if word in terms},
        "morphs": _morphs(codec, terms),
        "latent": {"effective_dimensions": effective_dimensions(latents["train"])},
    }


def _reconstruction(codec: Codec, table: SettingsTable, latents: Float64Array) -> dict[str, Any]:
    decoded = codec.decode(latents)
    errors_db = rms_db(curves_db(decoded), curves_db(table.params))
    audible = np.abs(table.gains_db) >= _AUDIBLE_DB
    freqs_hz = decoded[:, list(FREQ_COLUMNS)]
    freq_error = np.abs(np.log2(freqs_hz / table.params[:, list(FREQ_COLUMNS)]))
    q_error = np.abs(np.log2(decoded[:, list(Q_COLUMNS)] / table.params[:, list(Q_COLUMNS)]))
    return {
        "curve_rms_db": asdict(ErrorSummary.of(errors_db)),
        "gain_error_db": float(np.abs(decoded - table.params)[:, list(GAIN_COLUMNS)].mean()),
        "audible_freq_error_octaves": float(freq_error[audible].mean()),
        "audible_q_error_octaves": float(q_error[audible[:, 1:4]].mean()),
        "decoded_freq_range_hz": [
            float(freqs_hz.min()),
            float(freqs_hz.max()),
        ],
    }


def _pair_rows(table: SettingsTable) -> npt.NDArray[np.bool_]:
    return np.isin(table.words, PAIR)


def _separation(table: SettingsTable, latents: Float64Array) -> dict[str, Any]:
    rows = _pair_rows(table)
    words = table.words[rows]
    return {
        "latent": cluster_scores(latents[rows], words),
        "raw_curves": cluster_scores(curves_db(table.params[rows]), words),
    }


def _accuracy(
    parts: dict[str, SettingsTable], latents: dict[str, Float64Array]
) -> dict[str, dict[str, float]]:
    """Tell warm from bright by nearest mean latent and logistic regression, fitted on train."""
    rows = {k: _pair_rows(t) for k, t in parts.items()}
    known = latents["train"][rows["train"]]
    words = parts["train"].words[rows["train"]]
    centres = np.stack([known[words == word].mean(axis=0) for word in PAIR])
    logistic = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2_000))
    logistic.fit(known, words)
    scores: dict[str, dict[str, float]] = {}
    for name, table in parts.items():
        points, truth = latents[name][rows[name]], table.words[rows[name]]
        nearest = np.linalg.norm(points[:, None] - centres, axis=2).argmin(axis=1)
        tilts = [tilt_db(curve, curve_grid_hz()) for curve in curves_db(table.params[rows[name]])]
        scores[name] = {
            "nearest_term": float((np.array(PAIR)[nearest] == truth).mean()),
            "logistic": float(logistic.score(points, truth)),
            "tilt_rule": float(((np.array(tilts) > 0.0) == (truth == "bright")).mean()),
        }
    return scores


def _term(codec: Codec, word: str, parts: dict[str, SettingsTable]) -> dict[str, float]:
    curve = curves_db(codec.morph_batch(word, word, [0.0]))[0]
    medians = {k: np.median(curves_db(t.params[t.rows_of(word)]), axis=0) for k, t in parts.items()}
    return {
        "tilt_db": tilt_db(curve, curve_grid_hz()),
        "to_train_median_db": float(rms_db(curve, medians["train"])),
        "to_held_out_median_db": float(rms_db(curve, medians["held_out"])),
        "people_to_people_db": float(rms_db(medians["train"], medians["held_out"])),
    }


def _morphs(codec: Codec, terms: Sequence[str]) -> dict[str, Any]:
    """Walk between all pairs in 101 steps."""
    walks = {
        f"{a} -> {b}": morph_scores(curves_db(codec.morph_batch(a, b, _ALPHAS)))
        for a, b in combinations(terms, 2)
    }
    pair = " -> ".join(PAIR) if set(PAIR) <= set(terms) else ""
    pair = pair if pair in walks else " -> ".join(reversed(PAIR))
    return {
        "n_pairs": len(walks),
        "warm_bright": walks.get(pair),
        "max_step_db": max((w["max_step_db"] for w in walks.values()), default=0.0),
        "max_backtrack_db": max((w["backtrack_db"] for w in walks.values()), default=0.0),
        "share_monotone": sum(w["progress"] == 1.0 for w in walks.values()) / max(len(walks), 1),
    }
