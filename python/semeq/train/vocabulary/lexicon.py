"""One vocabulary from several sources: what each word rests on, and where it lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from semeq.eq.curves import level_free, on_grid, rms_db
from semeq.eq.fit import fit_settings_batch
from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ
from semeq.eq.params import N_PARAMS
from semeq.eq.response import GRID_HZ, MODEL_SAMPLE_RATE
from semeq.train.data.languages import ENGLISH
from semeq.train.data.safe import NAME as SAFE
from semeq.train.data.socialeq import NAME as SOCIALEQ
from semeq.train.data.socialeq import WordCurves
from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.model.networks import Autoencoder
from semeq.train.model.spaces import FIVE_BANDS, curves_db
from semeq.train.vocabulary.modes import Modes, find_modes
from semeq.train.vocabulary.terms import (
    SOLID_MIN_EXAMPLES,
    consistent_latents,
    grade,
    term_latents,
    vocabulary,
)
from semeq.words.refine import refine_latents

MIN_BAND_EXAMPLES = 4
"""Settings a word needs for a band: quartiles of fewer would be the settings themselves."""

# Words whose bands sit at usual places, none undoing another, morph steadily, at the price of
# closeness to the word's own curve: `semeq evaluate-words` prints what each pull costs and gains.
PULL_DB = 0.35


@dataclass(frozen=True, slots=True)
class Entry:
    """A word with all that is known of it.

    Attributes
    ----------
    term, language : str
        The word, and an ISO 639-1 code.
    sources : tuple of (str, int, int)
        Name, settings and people of each source.
    curve_db : ndarray, shape (128,)
        The curve its point shall have, on the model's grid.
    spread_db : float or None
        RMS distance of single settings' curves from their median.
    agreement : float or None
        Correlation of the curves of two sources.
    band_db : ndarray, shape (2, 128), or None
        Quartiles of the single settings' curves.
    modes : Modes or None
        Whether it has two meanings; None with too few settings or people to tell.
    params : ndarray, shape (n, 13)
        The single settings; never shipped.
    """

    term: str
    language: str
    sources: tuple[tuple[str, int, int], ...]
    curve_db: Float64Array
    spread_db: float | None = None
    agreement: float | None = None
    band_db: Float64Array | None = None
    modes: Modes | None = None
    params: Float64Array = field(default_factory=lambda: np.empty((0, N_PARAMS)))

    @property
    def grade(self) -> str:
        """How far to trust the word, by its settings and people over all sources."""
        return grade(sum(n for _, n, _ in self.sources), sum(n for _, _, n in self.sources))

    def as_dict(self) -> dict[str, Any]:
        """Return what an artifact says of the word, JSON-ready: no single setting."""
        entry: dict[str, Any] = {
            "term": self.term,
            "language": self.language,
            "sources": [
                {"name": name, "n_examples": n_examples, "n_contributors": n_contributors}
                for name, n_examples, n_contributors in self.sources
            ],
            "grade": self.grade,
        }
        if self.spread_db is not None:
            entry["spread_db"] = round(self.spread_db, 2)
        if self.agreement is not None:
            entry["agreement"] = round(self.agreement, 2)
        if self.band_db is not None:
            entry["band_db"] = np.round(self.band_db, 2).tolist()
        if self.modes is not None:
            entry["modes"] = self.modes.as_dict()
            if self.modes.are_separate:
                entry["variants"] = list(variant_names(self.term))
        return entry


def lexicon(table: SettingsTable, crowd: WordCurves | None, min_examples: int) -> list[Entry]:
    """Join the words of labeled settings and of a crowd's curves.

    Parameters
    ----------
    table : SettingsTable
        Cleaned rows; a word needs `min_examples` of them, unless the crowd knows it too.
    crowd : WordCurves, optional
        Words with a mean curve each.
    min_examples : int
        Least rows of a word that the crowd does not know.

    Returns
    -------
    list of Entry
        Words with at least `min_examples` rows first, most frequent first; then the crowd's,
        most taught first.
    """
    taught = {} if crowd is None else _by_word(crowd)
    names = vocabulary(table, min_examples)
    rest = sorted(
        (word for word in taught if word not in names), key=lambda word: (-taught[word][1], word)
    )
    entries = [_entry(word, table, taught.get(word)) for word in [*names, *rest]]
    return [*entries, *(variant for entry in entries for variant in _variants(entry, table))]


def variant_names(word: str) -> tuple[str, str]:
    """Return the names of a word's two meanings."""
    return f"{word}@1", f"{word}@2"


def blended(curve_a: Float64Array, n_a: int, curve_b: Float64Array, n_b: int) -> Float64Array:
    """Blend a curve in dB with one whose level and size are relative, weighted by counts.

    The shapes are averaged with the counts as weights, and so are the logarithms of their
    sizes; the level is the first one's.

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


def place(model: Autoencoder, table: SettingsTable, entries: list[Entry]) -> Tensor:
    """Find the point of each word.

    A word with many settings lies among them, at their decode-consistent point. Any other
    lies where settings fitted to its curve are encoded, refined on that curve: a mean of few
    settings can only be as usual as they are, and then morphs backward.

    Returns
    -------
    Tensor, shape (n_words, latent_dim)
    """
    if model.condition is not None or model.space is not FIVE_BANDS:
        return term_latents(model, table, [entry.term for entry in entries])
    targets = np.array([entry.curve_db for entry in entries])
    counts = [{name: n for name, n, _ in entry.sources} for entry in entries]
    from_rows = np.array([each.get(SAFE, 0) >= SOLID_MIN_EXAMPLES for each in counts])
    latents = torch.zeros(len(entries), model.latent_dim)
    if from_rows.any():
        params = [entry.params for entry, rows in zip(entries, from_rows, strict=True) if rows]
        latents[from_rows] = consistent_latents(model, params, targets[from_rows])
    if not from_rows.all():
        latents[~from_rows] = encode_curves(model, targets[~from_rows])
    return latents


@torch.no_grad()
def encode_curves(model: Autoencoder, targets_db: Float64Array) -> Tensor:
    """Encode the settings that fit curves ``(n, 128)`` best, refined until they decode so."""
    fitted = fit_settings_batch(
        targets_db, free_level=False, pull_db=PULL_DB, sample_rate=MODEL_SAMPLE_RATE
    )
    params = np.array([each.settings.params for each in fitted])
    latents = model.encode(torch.tensor(params, dtype=torch.float32)).numpy()

    def decode(points: np.ndarray[Any, np.dtype[np.float32]]) -> Float64Array:
        decoded: Float64Array = model.decode(torch.tensor(points)).double().numpy()
        return decoded

    return torch.tensor(refine_latents(decode, latents, params))


def crowd_on_grid(crowd: WordCurves) -> Float64Array:
    """Curves of a crowd's words on the model's grid, shape (n_words, 128), in dB, mean 0."""
    return level_free(on_grid(crowd.curves_db, SOCIALEQ_CENTERS_HZ, GRID_HZ))


def _by_word(crowd: WordCurves) -> dict[str, tuple[str, int, Float64Array]]:
    return {
        word: (language, count, curve)
        for word, language, count, curve in zip(
            crowd.words.tolist(),
            crowd.languages.tolist(),
            crowd.counts.tolist(),
            crowd_on_grid(crowd),
            strict=True,
        )
    }


def _entry(word: str, table: SettingsTable, taught: tuple[str, int, Float64Array] | None) -> Entry:
    rows = table.select(table.rows_of(word))
    language, sources = table.languages.get(word, ENGLISH), []
    if taught is not None:
        language, n_taught, taught_db = taught
        sources.append((SOCIALEQ, n_taught, n_taught))
        if not len(rows) or language != ENGLISH:
            return Entry(word, language, tuple(sources), taught_db)
    curves = curves_db(rows.params)
    median = np.median(curves, axis=0)
    n_people = table.n_people(word)
    n_settings = len(rows) if table.people is None else n_people
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
        find_modes(curves, rows.contributors),
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


def _variants(entry: Entry, table: SettingsTable) -> list[Entry]:
    """Return the two meanings of a word that has two, as entries of their own."""
    if entry.modes is None or not entry.modes.are_separate:
        return []
    rows = np.flatnonzero(table.rows_of(entry.term))
    names = variant_names(entry.term)
    meanings = table.words.astype(object)
    meanings[rows] = np.array(names, dtype=object)[entry.modes.labels]
    split = table.with_words(meanings.astype(np.str_))
    return [_entry(name, split, None) for name in names]


def _ordered(names: list[list[str]]) -> Iterator[str]:
    yield from dict.fromkeys(name for each in names for name in each)
