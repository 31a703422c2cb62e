"""What the comparison of systems of 40 gains found, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from semeq.markdown import markdown_table
from semeq.train.data.table import Float64Array

PUBLISHED = {"socialfx-0.1": (-0.505, 2.570), "socialfx-0.5": (-0.198, 7.938)}
"""Silhouette and Davies-Bouldin that the earlier attempts reported, on their training rows."""

SCORES = ("silhouette", "davies_bouldin")
_BESIDE = {
    "people": "*people, not held out*",
    "resampled": "*their curves, drawn again*",
    "mean": "*their mean curve, repeated*",
    "any_word": "*curves of any word*",
}

Runs = Sequence[Mapping[str, Any]]


def report(found: Mapping[str, Any]) -> str:
    """Lay out what :func:`semeq.train.study.graphic.compare_graphic` returned, in Markdown.

    Parameters
    ----------
    found : mapping
        What it returned, or the same read from JSON.
    """
    protocol = found["protocol"]
    rows = sum(protocol["clustered"].values())
    said = (
        f"{protocol['sessions']:,} sessions of {protocol['words']} words, {rows} of them of the "
        f"{len(protocol['clustered'])} words with ten or more; {protocol['folds']} folds by "
        f"session, seed {protocol['seed']}. Training → held out, ± deviation over the folds."
    )
    tables = {
        "Curves and geometry": _geometry(found),
        "The earlier attempts, on rows they learned from": _attempts(found["systems"]),
        "Squared MMD to people's held-out curves": _generated(found),
    }
    shown = [f"**{name}**\n\n{table}" for name, table in tables.items() if table]
    return "\n\n".join([said, *shown])


def _geometry(found: Mapping[str, Any]) -> str:
    named = dict(found["systems"]) | {f"*{name}*": runs for name, runs in found["floors"].items()}
    rows = [
        (
            name,
            str(runs[0]["numbers"]),
            *(_plus_minus(_values(runs, "error_db", rows)) for rows in ("all", "clustered")),
            *(_sides(runs, "clusters", score) for score in SCORES),
        )
        for name, runs in named.items()
    ]
    dealt = (_sides(found["people"], "shuffled", score) for score in SCORES)
    rows.append(("*copy, words dealt at random*", "", "", "", *dealt))
    header = ("system", "numbers", "error, dB", "of frequent words", "silhouette", "Davies-Bouldin")
    return markdown_table(header, rows)


def _attempts(systems: Mapping[str, Runs]) -> str:
    rows = []
    for name, runs in systems.items():
        published = next((each for base, each in PUBLISHED.items() if name.startswith(base)), ())
        learned = (f"{_values(runs, key).mean():.0f}" for key in ("rows", "words", "steps"))
        scores = [
            f"{value:.3f}"
            for score, reported in zip(SCORES, published, strict=False)
            for value in (
                reported,
                _values(runs, "clusters", "learned", score).mean(),
                _values(runs, "clusters", "train", score).mean(),
            )
        ]
        if published:
            rows.append((name, ", ".join(learned), *scores))
    header = ["attempt", "rows, words, steps"]
    for score in ("silhouette", "Davies-Bouldin"):
        header += [f"{score}, published", "here, all words", "here, frequent words"]
    return markdown_table(header, rows) if rows else ""


def _generated(found: Mapping[str, Any]) -> str:
    words = list(found["protocol"]["compared"])
    if not words:
        return ""
    sources: dict[str, tuple[Runs, tuple[str, ...]]] = {
        name: (runs, ("mmd",)) for name, runs in found["systems"].items()
    }
    for name, runs in found["floors"].items():
        if runs[0]["mmd"]:
            sources[f"*Gaussian of {name}*"] = (runs, ("mmd",))
    for key, name in _BESIDE.items():
        sources[name] = (found["people"], ("mmd", key))
    mmd = {
        name: np.stack([_values(runs, *keys, word) for word in words], axis=1)
        for name, (runs, keys) in sources.items()
    }
    people = mmd[_BESIDE["people"]]
    rows = [
        (
            name,
            *(f"{value:.3f}" for value in (*values.mean(axis=0), values.mean())),
            "" if values is people else _plus_minus((values - people).mean(axis=1)),
        )
        for name, values in mmd.items()
    ]
    return markdown_table(("curves", *words, "mean", "above people's"), rows)


def _values(runs: Runs, *keys: str) -> Float64Array:
    """Follow keys to the value of each fold."""
    return np.array([reduce(lambda found, key: found[key], keys, run) for run in runs], dtype=float)


def _sides(runs: Runs, key: str, score: str) -> str:
    if not runs[0][key]:
        return ""
    train = _values(runs, key, "train", score).mean()
    return f"{train:.2f} → {_plus_minus(_values(runs, key, 'held_out', score), '.2f')}"


def _plus_minus(values: Float64Array, form: str = ".3f") -> str:
    return f"{values.mean():{form}} ± {values.std(ddof=1):{form}}"
