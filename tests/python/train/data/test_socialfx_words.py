"""The reviewed tables of words: one step leads to one word, and nothing is listed twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from semeq.train.data.socialfx import read_socialfx
from semeq.train.data.socialfx_words import (
    merge_spellings,
    merge_synonyms,
    right_languages,
    word_tables,
)


def test_a_spelling_leads_to_a_word_that_is_no_spelling() -> None:
    tables = word_tables()
    for (spelling, language), word in tables.spellings.items():
        assert spelling != word
        assert (word, language) not in tables.spellings
        assert word not in tables.non_words


def test_a_synonym_leads_to_a_word_that_means_itself() -> None:
    tables = word_tables()
    for (word, language), meaning in tables.synonyms.items():
        assert tables.synonyms[meaning, "en"] == meaning
        assert (word, language) not in tables.spellings  # spellings are merged first
        assert tables.languages.get(word, language) == language


def test_spellings_stay_within_their_language() -> None:
    assert merge_spellings([("mal", "en"), ("mal", "es")]) == [("mal", "en"), ("malo", "es")]
    assert merge_synonyms([("suave", "en"), ("suave", "es")]) == [("suave", "en"), ("soft", "en")]
    assert right_languages([("cool", "es"), ("bonito", "en"), ("piano", "es")]) == [
        ("cool", "en"), ("bonito", "es"), ("piano", "es")
    ]  # fmt: skip


def test_every_entry_is_about_a_word_of_the_file(shared_dir: Path) -> None:
    path = shared_dir / "data/socialfx/eq_contributions.csv"
    if not path.exists():
        pytest.skip("needs eq_contributions.csv in ../shared, which is not distributed")
    table, tables = read_socialfx(path).data, word_tables()
    read = set(zip(table.words.tolist(), table.languages.tolist(), strict=True))
    assert tables.languages.keys() <= {word for word, _ in read}
    assert not {(word, language) for word, language in tables.languages.items()} >= read
    filed = set(right_languages(read))
    assert tables.spellings.keys() <= filed
    merged = set(merge_spellings(filed))
    assert tables.synonyms.keys() <= merged
    assert tables.non_words <= {word for word, _ in merged}
