"""How well a word is learned from a few ratings, with the word itself left out of the prior."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from semeq.errors import DataError
from semeq.markdown import markdown_table
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.data.socialfx_cleaning import clean_sessions, merged_words
from semeq.train.data.table import Float64Array, StrArray
from semeq.train.evaluation.separation import bootstrap
from semeq.train.evaluation.simulated_rater import (
    SimulatedRater,
    by_comparisons,
    by_probes,
    by_random_probes,
    by_slopes,
    correlation,
    until_done,
)
from semeq.train.vocabulary.curve_prior import build_prior
from semeq.words.curve_belief import standardized
from semeq.words.curve_prior import CurvePrior
from semeq.words.teacher import LEAST_GAIN

CONSISTENCIES = (0.5, 0.7)
ASSUMED_CONSISTENCY = 0.5
"""What the learner takes every rater for; nobody tells it better."""

LEAST_CONSISTENCY = 0.6
"""Sessions of raters below it are not learned: their curves are themselves uncertain."""

_COUNTS = {
    "prior + probes": (3, 5, 10, 15),
    "prior + comparisons": (5, 15, 25),
    "prior + random probes": (5, 25),
    "slopes, random probes": (5, 25),
}
_PRIOR_MEAN = "prior mean"
_RATERS = {"half the scale": (0.5, 0.0), "0.2 too high": (1.0, 0.2), "both": (0.5, 0.2)}
_N_ODD = 5
_STOP = ("n_answers", "r", "expected_r")


def evaluate_teaching(
    table: GraphicTable,
    *,
    n_draws: int = 2,
    seed: int = 0,
    on_done: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Teach simulated raters the curves of sessions, and correlate what was learned with them.

    The prior of each word is made without the sessions of the word, of its other forms and of its
    synonyms in either language.

    Parameters
    ----------
    table : GraphicTable
        SocialFX as read.
    n_draws : int, default 2
        Raters of each session, who differ by their noise.
    seed : int, default 0
        Decides noise and random probes.
    on_done : callable, optional
        Called with the words done and the words in all.

    Returns
    -------
    dict
        ``n_sessions``, ``n_words``, and ``figures``: for each consistency, method and number of
        answers the ``median`` and ``lower_quartile`` of r over sessions, each with its 95 %
        interval over words. ``until_done``: for each consistency the medians of the answers
        until :class:`semeq.Teacher` says it is done, of r then, and of the r it expects.

    Raises
    ------
    DataError
        If no session has a consistency above 0.6.
    """
    table, _ = clean_sessions(table)
    meanings = merged_words(table, synonyms=True).words
    chosen = table.ratings_consistency > LEAST_CONSISTENCY
    if not chosen.any():
        raise DataError(f"no session has a ratings_consistency above {LEAST_CONSISTENCY}")
    curves = standardized(table.gains)
    names = np.unique(meanings[chosen]).tolist()
    found: dict[tuple[float, str, int], list[float]] = {}
    stops: dict[float, list[tuple[int, float, float]]] = {}
    owners: list[str] = []
    for n_done, name in enumerate(names, start=1):
        prior = build_prior(table.select(meanings != name))
        for row in np.flatnonzero(chosen & (meanings == name)).tolist():
            for draw in range(n_draws):
                owners.append(name)
                for key, r in _taught(prior, curves[row], [seed, row, draw]):
                    found.setdefault(key, []).append(r)
                for consistency in CONSISTENCIES:
                    stop = _stop(prior, curves[row], consistency, [seed, row, draw])
                    stops.setdefault(consistency, []).append(stop)
        if on_done is not None:
            on_done(n_done, len(names))
    words = np.array(owners)
    return {
        "n_sessions": int(chosen.sum()),
        "n_words": len(names),
        "n_draws": n_draws,
        "seed": seed,
        "figures": [
            {
                "consistency": consistency,
                "method": method,
                "n_answers": n,
                "median": _figure(np.array(values), words, 0.5),
                "lower_quartile": _figure(np.array(values), words, 0.25),
            }
            for (consistency, method, n), values in found.items()
        ],
        "until_done": [
            {"consistency": consistency}
            | dict(zip(_STOP, np.median(some, axis=0).tolist(), strict=True))
            for consistency, some in stops.items()
        ],
    }


def teaching_report(found: dict[str, Any]) -> str:
    """Lay out what :func:`evaluate_teaching` returned, in Markdown.

    Parameters
    ----------
    found : dict
        What it returned.
    """
    rows = [
        (
            f"{each['consistency']:.1f}",
            each["method"],
            str(each["n_answers"]),
            *(_shown(each[name]) for name in ("median", "lower_quartile")),
        )
        for each in found["figures"]
    ]
    header = ("consistency", "method", "answers", "r, median", "r, lower quartile")
    said = (
        f"{found['n_sessions']} sessions of {found['n_words']} words, simulated raters, the word "
        "and its synonyms left out of the prior; 95 % intervals over words."
    )
    ends = [
        f"At a consistency of {each['consistency']:.1f} a teacher stops after "
        f"{each['n_answers']:.0f} ratings, with r = {each['r']:.2f}; it expects "
        f"{each['expected_r']:.2f} (medians)."
        for each in found["until_done"]
    ]
    return "\n\n".join([said, markdown_table(header, rows), *ends])


def _taught(
    prior: CurvePrior, meant: Float64Array, seed: list[int]
) -> Iterator[tuple[tuple[float, str, int], float]]:
    """Yield the r of each consistency, method and number of answers, for one rater."""
    assumed = prior.noise_variance(ASSUMED_CONSISTENCY)
    for consistency in CONSISTENCIES:
        deviation = prior.noise_variance(consistency) ** 0.5
        for method, counts in _COUNTS.items():
            rater = SimulatedRater(meant, deviation, np.random.default_rng(seed))
            if method.startswith("slopes"):
                for n in counts:
                    yield (consistency, method, n), correlation(by_slopes(rater, n), meant)
                continue
            teach = {
                "prior + probes": by_probes,
                "prior + comparisons": by_comparisons,
                "prior + random probes": by_random_probes,
            }[method]
            for n, learned in enumerate(teach(prior, rater, max(counts), assumed), start=1):
                if n in counts:
                    yield (consistency, method, n), correlation(learned, meant)
        for name, (scale, offset) in _RATERS.items():
            rng = np.random.default_rng(seed)
            rater = SimulatedRater(meant, deviation, rng, scale=scale, offset=offset)
            *_, learned = by_probes(prior, rater, _N_ODD, assumed)
            yield (
                (consistency, f"prior + probes, rater: {name}", _N_ODD),
                correlation(learned, meant),
            )
        yield (consistency, _PRIOR_MEAN, 0), correlation(prior.mean, meant)


def _stop(
    prior: CurvePrior, meant: Float64Array, consistency: float, seed: list[int]
) -> tuple[int, float, float]:
    rater = SimulatedRater(
        meant, prior.noise_variance(consistency) ** 0.5, np.random.default_rng(seed)
    )
    assumed = prior.noise_variance(ASSUMED_CONSISTENCY)
    belief, n = until_done(prior, rater, assumed, LEAST_GAIN)
    return n, correlation(belief.mean, meant), belief.expected_correlation


def _figure(values: Float64Array, words: StrArray, share: float) -> list[float]:
    def quantile(some: Float64Array) -> Any:
        return np.quantile(some, share)

    return [float(quantile(values)), *bootstrap(values, words, quantile)]


def _shown(figure: list[float]) -> str:
    value, low, high = figure
    return f"{value:.2f} ({low:.2f} to {high:.2f})"
