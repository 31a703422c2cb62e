"""One vocabulary from several sources, and what each word rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from semeq.eq.curves import level_free, rms_db
from semeq.train.data.graphic import WordCurves
from semeq.train.data.languages import ENGLISH
from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.model.spaces import curves_db
from semeq.train.vocabulary.entry import Entry, sense_names
from semeq.train.vocabulary.senses import find_senses

MIN_BAND_EXAMPLES = 4
"""Settings a word needs for a band: quartiles of fewer would be the settings themselves."""

Taught = tuple[str, str, int, Float64Array]
"""Source, language, people and curve on the model's grid."""


def build_vocabulary(
    table: SettingsTable, socialeq: WordCurves | None, min_examples: int
) -> list[Entry]:
    """Join the words of labeled settings and of SocialEQ's curves.

    Parameters
    ----------
    table : SettingsTable
        Cleaned rows; a word needs `min_examples` of them, unless SocialEQ has it too.
    socialeq : WordCurves, optional
        Words with a mean curve each.
    min_examples : int
        Least rows of a word that SocialEQ does not have.

    Returns
    -------
    list of Entry
        Words with at least `min_examples` rows first, most frequent first; then SocialEQ's,
        most taught first.
    """
    taught = {} if socialeq is None else _by_word(socialeq)
    names = table.frequent_words(min_examples)
    rest = sorted(
        (word for word in taught if word not in names), key=lambda word: (-taught[word][2], word)
    )
    entries = [_entry(word, table, taught.get(word)) for word in [*names, *rest]]
    return [*entries, *(sense for entry in entries for sense in _senses(entry, table))]


def blended(curve_a: Float64Array, n_a: int, curve_b: Float64Array, n_b: int) -> Float64Array:
    """Blend a curve in dB with one whose level and size are relative, weighted by counts.

    The shapes are averaged with the counts as weights, and so are the logarithms of their
    sizes; the level is the first one's.

    Parameters
    ----------
    curve_a, curve_b : ndarray, shape (n_points,)
        Curves in dB; only the shape and size of the second count.
    n_a, n_b : int
        How many settings or people stand behind each.

    Examples
    --------
    >>> blended(np.array([1.0, 3.0]), 3, np.array([-5.0, 5.0]), 1).round(2)
    array([0.5, 3.5])
    """
    shapes = [level_free(curve) for curve in (curve_a, curve_b)]
    sizes = [max(float(rms_db(shape)), 1e-9) for shape in shapes]
    share = n_b / (n_a + n_b)
    size = sizes[0] ** (1 - share) * sizes[1] ** share
    shape = (1 - share) * shapes[0] / sizes[0] + share * shapes[1] / sizes[1]
    return np.asarray(curve_a.mean() + size * shape)


def _by_word(socialeq: WordCurves) -> dict[str, Taught]:
    return {
        word: (socialeq.source, language, count, curve)
        for word, language, count, curve in zip(
            socialeq.words.tolist(),
            socialeq.languages.tolist(),
            socialeq.counts.tolist(),
            socialeq.grid_curves_db,
            strict=True,
        )
    }


def _entry(word: str, table: SettingsTable, taught: Taught | None) -> Entry:
    rows = table.select(table.rows_of(word))
    language, sources = table.languages.get(word, ENGLISH), []
    if taught is not None:
        source, language, n_taught, taught_db = taught
        sources.append((source, n_taught, n_taught))
        if not len(rows) or language != ENGLISH:
            return Entry(word, language, tuple(sources), taught_db)
    curves = curves_db(rows.params)
    median = np.median(curves, axis=0)
    n_people = table.n_contributors(word)
    n_settings = len(rows) if table.people_per_row is None else n_people
    sources.insert(0, (table.source, n_settings, n_people))
    many, several = len(rows) >= MIN_BAND_EXAMPLES, n_people > 1
    return Entry(
        word,
        language,
        tuple(sources),
        median if taught is None else blended(median, len(rows), taught_db, n_taught),
        float(np.sqrt(np.mean(rms_db(curves - median) ** 2))) if len(rows) > 1 else None,
        None if taught is None else float(np.corrcoef(median, taught_db)[0, 1]),
        np.quantile(curves, (0.25, 0.75), axis=0) if many and several else None,
        find_senses(curves, rows.contributors),
        rows.params,
    )


def summary(entries: list[Entry], decoded_db: Float64Array) -> dict[str, Any]:
    """Say how many words there are of each source, and how nearly they play as taught."""
    errors = rms_db(np.array([entry.curve_db for entry in entries]) - decoded_db)
    names = [[name for name, _, _ in entry.sources] for entry in entries]
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


def _senses(entry: Entry, table: SettingsTable) -> list[Entry]:
    """Return the two senses of a word that has two, as entries of their own."""
    if entry.senses is None or not entry.senses.are_separate:
        return []
    rows = np.flatnonzero(table.rows_of(entry.term))
    names = sense_names(entry.term)
    words = table.words.astype(object)
    words[rows] = np.array(names, dtype=object)[entry.senses.labels]
    split = table.with_words(words.astype(np.str_))
    return [_entry(name, split, None) for name in names]


def _ordered(names: list[list[str]]) -> Iterator[str]:
    yield from dict.fromkeys(name for each in names for name in each)
