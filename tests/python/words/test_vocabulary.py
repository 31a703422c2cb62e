"""The words of a model in the order of its metadata, and warnings on thin ones."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import semeq
from semeq import UnknownTermError
from semeq.words import vocabulary
from semeq.words.vocabulary import Vocabulary


def entry(term: str, n_people: int, **known: Any) -> dict:
    source = {"name": "a", "n_examples": 30, "n_people": n_people, "n_addresses": 1}
    return {"term": term, "language": "en", "sources": [source], "spread_db": 1.0, **known}


def agreement(correlation: float, low: float) -> dict[str, float]:
    return {
        "correlation": correlation, "low": low, "high": 0.9, "chance": 0.01, "chance_p95": 0.1
    }  # fmt: skip


@pytest.fixture
def made_up() -> Vocabulary:
    personal = entry("my snare", 1)
    return Vocabulary([entry("warm", 9), entry("bright", 20), entry("Brassy", 3), personal])


def test_order_and_evidence_are_the_metadata_s(made_up: Vocabulary) -> None:
    assert [info.term for info in made_up] == ["warm", "bright", "Brassy", "my snare"]
    assert len(made_up) == 4
    assert made_up[made_up.index("bright")].n_people == 20
    assert made_up.index("brassy") == made_up.index(" BRASSY\n") == 2


def test_an_unknown_word_lists_near_and_well_known_ones(made_up: Vocabulary) -> None:
    with pytest.raises(UnknownTermError) as raised:
        made_up.index("brigth")
    text = str(raised.value)
    assert text.startswith("unknown term 'brigth'; did you mean 'bright'")
    assert "The model knows bright, warm, Brassy (" in text  # and not one person's word
    with pytest.raises(UnknownTermError) as raised:
        made_up.index("zzz")
    assert "did you mean" not in str(raised.value)
    with pytest.raises(UnknownTermError) as raised:
        made_up.index("my snar")
    assert "my snare" not in str(raised.value)
    assert made_up.index("my snare") == 3


def test_a_thin_word_warns_once_and_the_work_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "_warned", set())
    noise = np.random.default_rng(0).standard_normal(2_000).astype(np.float32)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        semeq.term("muddy")  # showing it is not using it
        semeq.terms()
        assert not caught
        for _ in range(2):
            semeq.render(noise, "muddy", "warm", 0.2)
            semeq.render(noise, "muddier", "warm", [(0.0, 0.0), (0.01, 1.0)])
            semeq.morph_batch(["muddy", "warm"], "bright", 0.5)
            semeq.blend("muddy - bright")
    assert [each.category for each in caught] == [semeq.WeakTermWarning]
    assert str(caught[0].message).startswith(
        "'muddy' is thin: 6 settings by 6 people in SAFE-DB and"
    )
    assert caught[0].filename == __file__


def test_words_are_offered_by_agreement_and_people() -> None:
    words = Vocabulary(
        [
            entry("cat", 30, agreement=agreement(0.5, 0.3), names_sound=False),
            entry("cold", 34, agreement=agreement(0.05, -0.04)),
            entry("thin", 19, agreement=agreement(0.5, 0.3)),
            entry("few", 4, agreement=agreement(0.9, 0.8)),
            entry("loud", 26, agreement=agreement(0.4, 0.2)),
            entry("vague", 40, agreement=agreement(0.2, 0.0)),  # beyond chance, but not clearly
        ]
    )
    ordered = [info.term for info in sorted(words, key=vocabulary.rank)]
    assert ordered == ["loud", "thin", "few", "vague", "cold", "cat"]
    grades = {info.term: info.grade for info in words}
    assert grades["cold"] == grades["vague"] == "disputed"
    assert grades["loud"] == grades["cat"] == "solid"
    assert grades["thin"] == grades["few"] == "thin"
    assert [info.term for info in words if info.is_spoken] == ["thin", "loud"]
    with pytest.raises(UnknownTermError, match="knows loud, thin, few, vague, cold, cat"):
        words.index("x")


def test_a_disputed_word_shows_its_senses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "_warned", set())
    with pytest.warns(semeq.WeakTermWarning, match=r"'cold' is disputed: 34 .*cold@1, cold@2"):
        semeq.morph("cold", "warm")


def test_spellings_do_not_pile_up(made_up: Vocabulary) -> None:
    for i in range(3_000):
        assert made_up.index(" " * (i % 60) + "warm" + " " * (i // 60)) == 0
    typed: Any = made_up._typed
    assert typed.cache_info().currsize <= 1_024
    with pytest.raises(UnknownTermError):
        made_up.index("warm" * 100_000)


@pytest.mark.parametrize("languages", [("en", "es"), ("es", "en")])
def test_a_word_of_two_languages_is_the_english_one(languages: tuple[str, str]) -> None:
    words = Vocabulary([entry("metal", 9) | {"language": language} for language in languages])
    assert words[words.index("metal")].language == "en"
    assert words[words.index(" Metal")].language == "en"
    assert words[words.index("es:metal")].language == "es"
