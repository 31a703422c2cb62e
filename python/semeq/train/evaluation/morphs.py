"""Walks between the words of a model: the worst of them, and the one from *warm* to *bright*."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from semeq.train.data.table import SettingsTable
from semeq.train.evaluation.meaning import log_odds_r2
from semeq.train.evaluation.separation import PAIR
from semeq.train.evaluation.walk_figures import Measured
from semeq.train.evaluation.walk_measures import copied_walk
from semeq.train.model.spaces import curves_db

Walks = Mapping[tuple[str, str], Measured]


def morphs(walks: Walks, common: Sequence[str]) -> dict[str, Any]:
    """Summarize how far walks step and turn back.

    Parameters
    ----------
    walks : mapping of (str, str) to Measured
        By their words.
    common : sequence of str
        Words that many people stand behind.

    Returns
    -------
    dict
        ``warm_bright``, its scores or None; ``all`` and ``common``, figures of the worst walks.
    """
    pair = _warm_bright(walks)
    return {
        "warm_bright": None if pair is None else pair.scores,
        "all": worst_walks(walks),
        "common": worst_walks({ends: w for ends, w in walks.items() if set(ends) <= set(common)}),
    }


def meaning(walks: Walks, held_out: SettingsTable) -> dict[str, Any]:
    """Ask an independent judge how evenly the walk between *warm* and *bright* gets brighter.

    Parameters
    ----------
    walks : mapping of (str, str) to Measured
        By their words.
    held_out : SettingsTable
        Rows of people whom the judge learns from.

    Returns
    -------
    dict
        ``log_odds_r2``, and the same under ``identity`` for the walk straight in the parameters;
        empty where there is no such walk, or the judge has nothing to learn from. The judge is
        linear, so that the straight line in dB has 1.
    """
    pair = _warm_bright(walks)
    if pair is None:
        return {}
    own, copied = (
        log_odds_r2(curves_db(params), held_out)
        for params in (pair.params, copied_walk(pair.params))
    )
    if own is None or copied is None:
        return {}
    return {"log_odds_r2": own, "identity": {"log_odds_r2": copied}}


def _warm_bright(walks: Walks) -> Measured | None:
    return next((walk for ends, walk in walks.items() if set(ends) == set(PAIR)), None)


def worst_walks(measured: Walks) -> dict[str, Any]:
    """Summarize how far walks step and turn back, and which is the worst.

    Parameters
    ----------
    measured : mapping of (str, str) to Measured
        By their words.

    Returns
    -------
    dict
        ``n_pairs``, ``max_step_db``, ``max_backtrack_db``, ``max_backtrack_pair``,
        ``share_monotone``.
    """
    walks = {pair: walk.scores for pair, walk in measured.items()}
    worst = max(walks, key=lambda pair: walks[pair]["backtrack_db"], default=())
    return {
        "n_pairs": len(walks),
        "max_step_db": max((w["max_step_db"] for w in walks.values()), default=0.0),
        "max_backtrack_db": max((w["backtrack_db"] for w in walks.values()), default=0.0),
        "max_backtrack_pair": list(worst),
        "share_monotone": sum(w["progress"] == 1.0 for w in walks.values()) / max(len(walks), 1),
    }
