"""Words of SocialFX merged, rows that teach nothing dropped, and what the file holds counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from semeq.train.data.filters import CleaningReport, CleaningStep, drop_rows, is_rare, repeats
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.data.socialfx_words import (
    Word,
    merge_spellings,
    merge_synonyms,
    right_languages,
    word_tables,
)
from semeq.train.data.table import SettingsTable

MANY_SESSIONS = 20
"""What is published of these data is judged on words with more sessions than this."""

PUBLISHED_WORDS = ("warm", "bright", "soft", "loud", "harsh", "calm", "heavy")
"""The words it is judged on. Each has enough sessions here once synonyms are merged; so have clear,
cold, happy and sad, whose sessions hardly agree."""

_SUPPORTS = (5, 10, 20)
_FLAT = 1e-6
_DECIMALS = 4


def merged_words(table: GraphicTable, *, synonyms: bool = False) -> GraphicTable:
    """Put words under their right language, merge spellings and, on demand, synonyms.

    Parameters
    ----------
    table : GraphicTable
        As read; no row is dropped.
    synonyms : bool, default False
        Merge also words of nearly one meaning, of both languages, under an English word.
    """
    steps = (right_languages, merge_spellings, *((merge_synonyms,) if synonyms else ()))
    for step in steps:
        table = _renamed(table, step)
    return table


def clean_graphic(
    table: GraphicTable, *, min_examples: int = 1
) -> tuple[SettingsTable, CleaningReport]:
    """Clean sessions as :func:`clean_sessions` does, and return them as settings.

    Parameters
    ----------
    table : GraphicTable
        As read.
    min_examples : int, default 1
        Keep only words with at least this many rows.

    Returns
    -------
    table : SettingsTable
        40 gains in dB per row, in the original order.
    report : CleaningReport
        Counts of each step.

    Raises
    ------
    DataError
        If nothing is left.
    """
    left, report = clean_sessions(table, min_examples=min_examples)
    return left.settings(), report


def clean_sessions(
    table: GraphicTable, *, min_examples: int = 1
) -> tuple[GraphicTable, CleaningReport]:
    """Merge spellings; drop non-words, flat settings, duplicates, and words with too few rows.

    Parameters
    ----------
    table : GraphicTable
        As read.
    min_examples : int, default 1
        Keep only words with at least this many rows.

    Returns
    -------
    table : GraphicTable
        What is left, in the original order.
    report : CleaningReport
        Counts of each step.

    Raises
    ------
    DataError
        If nothing is left.
    """
    n_read = len(table)
    filed = _renamed(table, right_languages)
    merged = _renamed(filed, merge_spellings)
    changes = (
        CleaningStep("right languages", int((filed.languages != table.languages).sum()), 0, n_read),
        CleaningStep("merge spellings", int((merged.words != filed.words).sum()), 0, n_read),
    )
    non_words = list(word_tables().non_words)
    left, removals = drop_rows(
        merged,
        {
            "drop non-words": lambda t: np.isin(t.words, non_words),
            "drop flat settings": lambda t: np.ptp(t.gains, axis=1) < _FLAT,
            "drop duplicates": lambda t: repeats(t.words, t.gains, _DECIMALS),
            "drop rare words": lambda t: is_rare(t.words, min_examples),
        },
    )
    return left, CleaningReport(n_read, changes + removals)


def taught_words(table: GraphicTable) -> GraphicTable:
    """Return the sessions that words are taught by: each word has one language, none is merged.

    Parameters
    ----------
    table : GraphicTable
        As read. Words that both languages spell alike are one word, in the language of most of
        its sessions; non-words, flat settings and repeated sessions are left out.

    Raises
    ------
    DataError
        If nothing is left.
    """
    filed, _ = drop_rows(
        _renamed(table, right_languages),
        {
            "drop non-words": lambda t: np.isin(t.words, list(word_tables().non_words)),
            "drop flat settings": lambda t: np.ptp(t.gains, axis=1) < _FLAT,
            "drop duplicates": lambda t: repeats(t.words, t.gains, _DECIMALS),
        },
    )
    votes = Counter(zip(filed.words.tolist(), filed.languages.tolist(), strict=True))
    languages = {word: language for (word, language), _ in reversed(votes.most_common())}
    return filed.with_words(filed.words, np.array([languages[w] for w in filed.words.tolist()]))


def session_facts(table: GraphicTable) -> dict[str, Any]:
    """Say what the file holds, before cleaning: sessions, consistency, words with many sessions.

    Parameters
    ----------
    table : GraphicTable
        As read.

    Returns
    -------
    dict
        ``sessions`` of each language; ``ratings_consistency``, its lowest, median and highest
        value, None where no row has one; ``words_read``; ``words_from_5``, ``_10`` and ``_20``,
        how many words have at least so many sessions; ``with_synonyms_merged``, the sessions of
        the words that have more than 20 once synonyms are merged.
    """
    counts = table.word_counts()
    known = table.ratings_consistency[np.isfinite(table.ratings_consistency)]
    summary = np.quantile(known, [0.0, 0.5, 1.0]).tolist() if len(known) else [None] * 3
    codes, sessions = np.unique(table.languages, return_counts=True)
    many = merged_words(table, synonyms=True).word_counts()
    return {
        "sessions": dict(zip(codes.tolist(), sessions.tolist(), strict=True)),
        "ratings_consistency": dict(zip(("lowest", "median", "highest"), summary, strict=True)),
        "words_read": len(counts),
        **{f"words_from_{n}": sum(count >= n for count in counts.values()) for n in _SUPPORTS},
        "with_synonyms_merged": {word: n for word, n in many.items() if n > MANY_SESSIONS},
    }


def _renamed(table: GraphicTable, rename: Callable[[Iterable[Word]], list[Word]]) -> GraphicTable:
    pairs = rename(zip(table.words.tolist(), table.languages.tolist(), strict=True))
    words, languages = zip(*pairs, strict=True)
    return table.with_words(np.array(words), np.array(languages))
