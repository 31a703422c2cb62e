"""How a word finds its term."""

from __future__ import annotations

import pytest

from semeq import UnknownTermError
from semeq.vocabulary import Vocabulary


def entry(term: str, n_examples: int, n_contributors: int = 2) -> dict:
    return {
        "term": term,
        "language": "en",
        "source": "made for the test",
        "n_examples": n_examples,
        "n_contributors": n_contributors,
        "spread_db": 1.0,
        "grade": "thin",
        "curve_db": [0.0],
    }


@pytest.fixture
def vocabulary() -> Vocabulary:
    private = entry("my snare", 30, n_contributors=1)
    return Vocabulary([entry("warm", 9), entry("bright", 20), entry("Brassy", 3), private])


def test_order_and_evidence_are_the_metadata_s(vocabulary: Vocabulary) -> None:
    assert [info.term for info in vocabulary] == ["warm", "bright", "Brassy", "my snare"]
    assert len(vocabulary) == 4
    assert vocabulary[vocabulary.index("bright")].n_examples == 20
    assert vocabulary.index("brassy") == vocabulary.index(" BRASSY\n") == 2


def test_an_unknown_word_lists_near_and_well_known_ones(vocabulary: Vocabulary) -> None:
    with pytest.raises(UnknownTermError) as raised:
        vocabulary.index("brigth")
    text = str(raised.value)
    assert text.startswith("unknown term 'brigth'; did you mean 'bright'")
    assert "The model knows bright, warm, Brassy (" in text  # and not one person's word
    with pytest.raises(UnknownTermError) as raised:
        vocabulary.index("zzz")
    assert "did you mean" not in str(raised.value)
