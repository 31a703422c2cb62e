"""How evenly the curve changes along a morph, beside the most even morph that there can be.

Where two curves differ by D dB at some frequency, each hundredth of a morph must change it by
D / 100 on average; a straight line in dB does exactly that, and nothing can do better.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from semeq.eq.curves import rms_db
from semeq.eq.response import model_curves_db
from semeq.markdown import markdown_table
from semeq.train.data.graphic import WordCurves
from semeq.train.evaluation.metrics import morph_scores
from semeq.train.model.mixing import PRIOR_DB
from semeq.train.study.word_checks import socialeq_latents
from semeq.words.agreement import SOLID
from semeq.words.model import Model
from semeq.words.morph import morph_batch

GOAL_DB = 0.1
"""Largest change per hundredth of a walk that is wanted between solid words."""

_ALPHAS = np.linspace(0.0, 1.0, 101)
_PRIORS_DB = (0.0, PRIOR_DB, 0.5, 0.7)
_N_PAIRS = 1_000
_N_SHOWN = 8


def check_walks(model: Model, socialeq: WordCurves, n_pairs: int = _N_PAIRS) -> dict[str, Any]:
    """Walk between solid words, and between SocialFX's placed with several weights of the prior.

    Parameters
    ----------
    model : Model
        Whose vocabulary and latent space are walked.
    socialeq : WordCurves
        SocialFX's words.
    n_pairs : int, default 1000
        Pairs of SocialFX's words, drawn alike for each weight.

    Returns
    -------
    dict
        JSON-ready: ``solid``, one mapping per pair, the least even first; ``priors``, one each.
    """
    solid = [info.term for info in model.vocabulary if info.grade == SOLID]
    walks = [
        {"pair": [a, b], **_scores(model_curves_db(morph_batch(a, b, _ALPHAS, model=model)))}
        for a, b in combinations(solid, 2)
    ]
    return {
        "solid": sorted(walks, key=lambda walk: -walk["max_step_db"]),
        "priors": [prior_costs(model, socialeq, prior_db, n_pairs) for prior_db in _PRIORS_DB],
    }


def prior_costs(
    model: Model, socialeq: WordCurves, prior_db: float, n_pairs: int
) -> dict[str, float]:
    """Place SocialFX's words under a prior on usual layouts, and walk between pairs of them.

    Parameters
    ----------
    model : Model
        Whose latent space is walked.
    socialeq : WordCurves
        The words.
    prior_db : float
        Strength of the prior.
    n_pairs : int
        How many pairs are drawn.

    Returns
    -------
    dict
        ``prior_db``; ``median_db`` and ``p95_db`` of the distance from the words' own curves;
        ``share_monotone`` of the walks; ``max_turn_db``, the farthest that one of them turns
        back, as its distance from the end grows or that from the start shrinks.
    """
    latents = socialeq_latents(model, socialeq, prior_db).astype(np.float64)
    errors = rms_db(model_curves_db(model.decode(latents)) - socialeq.grid_curves_db)
    pairs = np.array(list(combinations(range(len(socialeq)), 2)))
    drawn = np.random.default_rng(0).permutation(len(pairs))[:n_pairs]
    monotone, turns = [], []
    for start, end in latents[pairs[drawn]]:
        walk = model.decode(start + _ALPHAS[:, np.newaxis] * (end - start))
        curves = model_curves_db(walk)
        monotone.append(morph_scores(curves)["progress"] == 1.0)
        to_end, from_start = (np.diff(rms_db(curves - curves[i])) for i in (-1, 0))
        turns += [to_end.clip(min=0.0).sum(), -from_start.clip(max=0.0).sum()]
    return {
        "prior_db": prior_db,
        "median_db": float(np.median(errors)),
        "p95_db": float(np.quantile(errors, 0.95)),
        "share_monotone": float(np.mean(monotone)),
        "max_turn_db": float(max(turns)),
    }


def report(walks: dict[str, Any]) -> str:
    """Lay out what :func:`check_walks` returned, in Markdown."""
    solid = walks["solid"]
    steps, straight = (
        np.array([walk[key] for walk in solid]) for key in ("max_step_db", "straight_step_db")
    )
    ratio = steps / straight
    facts = [
        ("pairs of solid words", str(len(solid))),
        ("... monotone", str(sum(walk["progress"] == 1.0 for walk in solid))),
        ("largest change per 1 % (dB): median pair", f"{np.median(steps):.3f}"),
        ("... worst pair", f"{steps.max():.3f}"),
        ("... worst pair, if it walked straight in dB", f"{straight[steps.argmax()]:.3f}"),
        ("times what a straight line needs: median pair", f"{np.median(ratio):.2f}"),
        ("... worst pair", f"{ratio.max():.2f}"),
        (f"pairs within {GOAL_DB} dB per 1 %", str((steps <= GOAL_DB).sum())),
        ("pairs that any walk could keep within it", str((straight <= GOAL_DB).sum())),
    ]
    shown = [
        (
            " – ".join(walk["pair"]),
            f"{100 * walk['straight_step_db']:.1f}",
            f"{walk['straight_step_db']:.3f}",
            f"{walk['max_step_db']:.3f}",
            f"{walk['max_step_db'] / walk['straight_step_db']:.2f}",
        )
        for walk in solid[:_N_SHOWN]
    ]
    priors = [
        (
            f"{each['prior_db']:.2f}",
            f"{each['median_db']:.2f}",
            f"{each['p95_db']:.2f}",
            f"{each['share_monotone']:.1%}",
            f"{each['max_turn_db']:.2f}",
        )
        for each in walks["priors"]
    ]
    header = ("solid words", "apart by (dB)", "straight", "per 1 % (dB)", "ratio")
    costs = (
        "prior (dB)",
        "to own curve (dB RMS), median",
        "95 %",
        "monotone pairs",
        "farthest turn back (dB RMS)",
    )
    tables = [markdown_table(("figure", "value"), facts), markdown_table(header, shown)]
    return "\n\n".join([*(tables if solid else []), markdown_table(costs, priors)])


def _scores(curves: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, float]:
    straight = float(np.abs(curves[-1] - curves[0]).max()) / (len(curves) - 1)
    return morph_scores(curves) | {"straight_step_db": straight}
