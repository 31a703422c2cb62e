"""One vocabulary from several sources, and what each word rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from semeq.eq.curves import rms_db
from semeq.train.data.agreement import agreements, spread_db
from semeq.train.data.graphic import WordCurves
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.data.languages import ENGLISH
from semeq.train.data.table import Float64Array, SettingsTable, StrArray
from semeq.train.model.mixing import at_playable_level
from semeq.train.model.spaces import FIVE_BANDS, curves_db, space_of_params
from semeq.train.vocabulary.entry import Entry, sense_names
from semeq.train.vocabulary.opinions import Opinions, opinions
from semeq.train.vocabulary.senses import find_senses
from semeq.train.vocabulary.shrinkage import shrunk
from semeq.words.agreement import Agreement
from semeq.words.term_source import TermSource

MIN_BAND_EXAMPLES = 4
"""Settings a word needs for a band: quartiles of fewer would be the settings themselves."""


def build_vocabulary(
    table: SettingsTable, sessions: GraphicTable | None, min_examples: int
) -> list[Entry]:
    """Join the words of labeled settings and of sessions.

    Parameters
    ----------
    table : SettingsTable
        Cleaned rows; a word needs `min_examples` of them, unless there are sessions of it too.
    sessions : GraphicTable, optional
        Sessions whose words are to be joined
        (:func:`semeq.train.data.socialfx_cleaning.taught_words`).
    min_examples : int
        Least rows of a word that has no session.

    Returns
    -------
    list of Entry
        Words with at least `min_examples` rows first, most frequent first; then the sessions',
        most taught first; then senses.
    """
    known = opinions(table, sessions)
    agree = agreements(known.words, known.curves_db, known.sources)
    found = _Words(table, sessions, known, agree)
    names = table.frequent_words(min_examples)
    entries = [found.entry(word) for word in [*names, *found.others(names)]]
    senses = [_senses(entry, table, sessions, known) for entry in entries]
    return [*entries, *(sense for each in senses for sense in each)]


class _Words:
    """What both data sets have of each word."""

    def __init__(
        self,
        table: SettingsTable,
        sessions: GraphicTable | None,
        known: Opinions,
        agree: Mapping[str, Agreement],
    ) -> None:
        self._table, self._opinions, self._agreements = table, known, agree
        taught = None if sessions is None else sessions.word_curves()
        self._taught: dict[str, _Taught] = {} if taught is None else _by_word(taught)

    def others(self, names: list[str]) -> list[str]:
        """Words with sessions that are not among `names`, most taught first."""
        rest = set(self._taught).difference(names)
        return sorted(rest, key=lambda word: (-self._taught[word][1].n_examples, word))

    def entry(self, word: str) -> Entry:
        """Return all that is known of a word."""
        rows = self._table.select(self._table.rows_of(word))
        language, sources = self._table.languages.get(word, ENGLISH), []
        median_db = taught_db = None
        curve_db = np.zeros(0)
        if word in self._taught:
            language, source, curve_db = self._taught[word]
            if space_of_params(self._table.params) is FIVE_BANDS:
                curve_db = at_playable_level(curve_db[np.newaxis])[0]
            taught_db = curve_db
            sources.append(source)
        uses_rows = bool(len(rows)) and (taught_db is None or language == ENGLISH)
        curves = curves_db(rows.params) if uses_rows else np.empty((0, 0))
        if uses_rows:
            sources.insert(0, _source(rows))
            median_db = np.median(curves, axis=0)
            # Sessions teach a graphic model itself: nothing else is known of their words.
            curve_db = median_db
            if space_of_params(rows.params) is FIVE_BANDS:
                curve_db = shrunk(median_db, rows.n_people(word), taught_db)
        own = self._opinions.curves_db[self._opinions.of(word)]
        many = len(rows) >= MIN_BAND_EXAMPLES and rows.n_people(word) > 1
        return Entry(
            word,
            language,
            tuple(sources),
            curve_db,
            self._agreements.get(word),
            spread_db(own) if len(own) > 1 else None,
            None
            if median_db is None or taught_db is None
            else float(np.corrcoef(median_db, taught_db)[0, 1]),
            np.quantile(curves, (0.25, 0.75), axis=0) if uses_rows and many else None,
            find_senses(own),
            rows.params if uses_rows else np.empty((0, self._table.params.shape[1])),
        )


_Taught = tuple[str, TermSource, Float64Array]
"""Language, source, and mean curve on the model's grid."""


def _by_word(curves: WordCurves) -> dict[str, _Taught]:
    sources = [TermSource(curves.source, n) for n in curves.counts.tolist()]
    rows = zip(curves.languages.tolist(), sources, curves.grid_curves_db, strict=True)
    return dict(zip(curves.words.tolist(), rows, strict=True))


def _source(rows: SettingsTable) -> TermSource:
    if rows.people_per_row is not None:
        return TermSource(rows.source, int(rows.people_per_row.sum()))
    if not rows.tells_people_apart:
        return TermSource(rows.source, len(rows))
    n_addresses = len(set(rows.contributors.tolist()))
    return TermSource(rows.source, len(rows), len(set(rows.people.tolist())), n_addresses)


def summary(entries: list[Entry], decoded_db: Float64Array) -> dict[str, Any]:
    """Say how many words there are of each source, and how nearly they play as taught."""
    errors = rms_db(np.array([entry.curve_db for entry in entries]) - decoded_db)
    names = [[source.name for source in entry.sources] for entry in entries]
    return {
        "words": len(entries),
        "by_source": {name: sum(name in each for each in names) for name in _ordered(names)},
        "by_language": {
            language: sum(entry.language == language for entry in entries)
            for language in sorted({entry.language for entry in entries})
        },
        "in_both": sum(len(each) > 1 for each in names),
        "to_own_curve_db": {
            "median": float(np.median(errors)),
            "p95": float(np.quantile(errors, 0.95)),
            "max": float(errors.max()),
        },
    }


def _senses(
    entry: Entry, table: SettingsTable, sessions: GraphicTable | None, known: Opinions
) -> list[Entry]:
    """Return the two senses of a word that has two, as entries of their own.

    Nothing is said of agreement within a sense: its people were put together since they agree.
    """
    if entry.senses is None or not entry.senses.are_separate:
        return []
    names, rows = sense_names(entry.term), known.of(entry.term)
    sense_of = dict(
        zip(known.people[rows], np.array(names)[entry.senses.labels].tolist(), strict=True)
    )

    def renamed(words: StrArray, people: StrArray) -> StrArray:
        pairs = zip(words.tolist(), people.tolist(), strict=True)
        return np.array([sense_of.get(who, w) if w == entry.term else w for w, who in pairs])

    table = table.with_words(renamed(table.words, table.people))
    if sessions is not None:
        words = renamed(sessions.words, sessions.ids)
        sessions = sessions.with_words(words, sessions.languages)
    found = _Words(table, sessions, replace(known, words=renamed(known.words, known.people)), {})
    return [replace(found.entry(name), senses=None) for name in names]


def _ordered(names: list[list[str]]) -> Iterator[str]:
    yield from dict.fromkeys(name for each in names for name in each)
