"""The figures of people left out as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from semeq.markdown import markdown_table

_HEADER = (
    "seen of the person",
    "score (dB)",
    "stored settings",
    "error (dB)",
    "word's point",
    "mean of own",
    "nats",
    "Student-t of the word",
    "better",
    "labs",
)


def report(figures: Mapping[str, Any]) -> str:
    """Lay out what :func:`semeq.train.people.study.judge_people` returned, in Markdown.

    Parameters
    ----------
    figures : mapping
        As returned.
    """
    people, laboratories = figures["n_people"], figures["n_laboratories"]
    samples = [
        (
            kind,
            *(f"{each[name]:.2f}" for name in ("auc", "energy_distance_db", "diversity_db")),
        )
        for kind, each in figures["folds"]["samples"].items()
    ]
    sample_header = ("samples of", "told from people (AUC)", "energy distance (dB)", "apart (dB)")
    said = (
        f"{people} people of {laboratories} laboratories, 95 % intervals over people; what is "
        "seen and what is asked are of one sitting."
    )
    drawn = (
        "Five bands play a curve that was drawn to {median:.2f} dB RMS in the median, "
        "{p95:.1f} dB at 95 %."
    ).format_map(figures["folds"]["fit_error_db"])
    return "\n\n".join(
        [
            said,
            "Five folds by address:",
            _table(figures["folds"]["questions"], laboratories),
            markdown_table(sample_header, samples),
            drawn,
            "One laboratory left out at a time:",
            _table(figures["laboratories"]["questions"], laboratories),
        ]
    )


def _table(questions: Mapping[str, Any], laboratories: int) -> str:
    rows = [
        (
            name,
            _shown(each, "score", interval=True),
            _shown(each, "stored_score"),
            _shown(each, "error", interval=True),
            _shown(each, "point_error"),
            _shown(each, "own_mean_error"),
            _shown(each, "nats"),
            _shown(each, "student_nats"),
            f"{each['better']:.0%}",
            f"{each['laboratories_better']}/{laboratories}",
        )
        for name, each in questions.items()
    ]
    return markdown_table(_HEADER, rows)


def _shown(each: Mapping[str, Any], figure: str, *, interval: bool = False) -> str:
    if figure not in each:
        return ""
    mean, low, high = each[figure]
    return f"{mean:.2f} ({low:.2f}–{high:.2f})" if interval else f"{mean:.2f}"
