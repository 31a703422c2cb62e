"""How a word finds its term, and what stands behind it."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import semeq
from semeq import UnknownTermError
from semeq.words import vocabulary
from semeq.words.lookup import LESS, MORE, MOST, Lookup, fold
from semeq.words.vocabulary import Vocabulary

WORDS = [
    ("warm", "en"),
    ("muddy", "en"),
    ("large", "en"),
    ("hot", "en"),
    ("clear", "en"),
    ("drum", "en"),
    ("metal", "en"),
    ("claro", "es"),
    ("frío", "es"),
    ("suave", "es"),
    ("metal", "es"),
    ("áspero", "es"),
]


def entry(term: str, n_examples: int, n_contributors: int = 2) -> dict:
    source = {"name": "a", "n_examples": n_examples, "n_contributors": n_contributors}
    return {"term": term, "language": "en", "sources": [source], "grade": "thin", "spread_db": 1.0}


@pytest.fixture
def made_up() -> Vocabulary:
    personal = entry("my snare", 30, n_contributors=1)
    return Vocabulary([entry("warm", 9), entry("bright", 20), entry("Brassy", 3), personal])


def test_order_and_evidence_are_the_metadata_s(made_up: Vocabulary) -> None:
    assert [info.term for info in made_up] == ["warm", "bright", "Brassy", "my snare"]
    assert len(made_up) == 4
    assert made_up[made_up.index("bright")].n_examples == 20
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


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("warm", ("warm", "en", 1.0)),
        ("  WARM ", ("warm", "en", 1.0)),
        ("frio", ("frío", "es", 1.0)),
        ("FRI\u0301O", ("frío", "es", 1.0)),  # combining accent
        ("aspero", ("áspero", "es", 1.0)),
        ("warmer", ("warm", "en", MORE)),
        ("warmest", ("warm", "en", MOST)),
        ("muddier", ("muddy", "en", MORE)),
        ("larger", ("large", "en", MORE)),
        ("hotter", ("hot", "en", MORE)),
        ("hottest", ("hot", "en", MOST)),
        ("more warm", ("warm", "en", MORE)),
        ("less warm", ("warm", "en", LESS)),
        ("más claro", ("claro", "es", MORE)),
        ("menos claras", ("claro", "es", LESS)),
        ("drums", ("drum", "en", 1.0)),
        ("clara", ("claro", "es", 1.0)),
        ("frías", ("frío", "es", 1.0)),
        ("suaves", ("suave", "es", 1.0)),
        ("metal", ("metal", "en", 1.0)),
        ("es:metal", ("metal", "es", 1.0)),
        ("en:Metal", ("metal", "en", 1.0)),
        ("en:frío", None),
        ("ward", None),
        ("more", None),
        ("er", None),
        ("", None),
        (":", None),
    ],
)
def test_rules(typed: str, found: tuple[str, str, float] | None) -> None:
    result = Lookup(WORDS).find(typed)
    assert (None if result is None else (*WORDS[result[0]], result[1])) == found


@given(st.text(max_size=20))
def test_any_text_finds_or_not(text: str) -> None:
    result = Lookup(WORDS).find(text)
    assert result is None or 0 <= result[0] < len(WORDS)
    assert fold(fold(text)) == fold(text)


def test_an_amount_is_not_a_new_word() -> None:
    warm, warmer = semeq.term("warm"), semeq.term("warmer")
    assert warmer.term == "warm"
    np.testing.assert_allclose(
        warmer.settings.params[[0, 2, 5, 8, 11]],
        np.clip(1.3 * warm.settings.params[[0, 2, 5, 8, 11]], -12, 12),
        atol=1e-5,
    )
    assert semeq.morph("warmer", "warmer", amount=0.5) == semeq.morph("warm", "warm", amount=0.65)
    assert semeq.blend("warmer") == semeq.blend({"warm": 1.3})
    walk = semeq.morph_batch("warmer", "less bright", [0.0, 0.25, 1.0])
    for row, alpha, amount in zip(walk, (0.0, 0.25, 1.0), (1.3, 1.15, 0.7), strict=True):
        one = semeq.morph("warm", "bright", alpha, amount=amount)
        np.testing.assert_allclose(row, one.params, rtol=1e-5, atol=1e-5)
    top = semeq.morph("warmest", "warmest", amount=2.0)
    assert top == semeq.morph("warm", "warm", amount=2.0)  # amounts stop at 2


def test_all_words_render_and_spanish_is_found_without_accents(model: semeq.Model) -> None:
    names = [info.term for info in model.vocabulary]
    curves = semeq.morph_batch(names, names, 0.0, output="curve_db", sample_rate=44_100)
    assert np.isfinite(curves).all()
    assert (np.ptp(curves, axis=1) > 0.5).all()
    noise = np.random.default_rng(0).standard_normal(2_000).astype(np.float32)
    for word in ("frio", "clara", "Brillante"):
        assert not np.array_equal(semeq.render(noise, word, word), noise)
    assert semeq.term("frio").term == "frío"
    assert len(semeq.terms(language="es")) == 100
    with pytest.raises(semeq.ParameterError, match="language must be 'en' or 'es'"):
        semeq.terms(language="fr")


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
    assert [each.category for each in caught] == [semeq.ThinTermWarning]
    assert str(caught[0].message).startswith("'muddy' is thin: 6 people in SAFE-DB and 3 ")
    assert caught[0].filename == __file__


def test_a_word_of_one_person_works_but_is_not_offered(model: semeq.Model) -> None:
    offered = {info.term for info in semeq.terms()}
    everything = {info.term for info in semeq.terms(include_personal=True)}
    personal = {info.term for info in model.vocabulary if info.is_personal}
    assert personal
    assert everything - offered == personal
    for word in personal:
        assert semeq.term(word).grade == "one person's word"
        assert isinstance(semeq.morph(word, "warm"), semeq.EqSettings)


def test_a_term_shows_its_evidence() -> None:
    term = semeq.term("muddy")
    shown = repr(term)
    assert shown.startswith("Term('muddy', thin: 6 people in SAFE-DB and 3 people in SocialEQ (")
    assert "(correlation 0.84)" in shown
    assert semeq.explain(term.settings, sample_rate=44_100) in shown
    low, high = np.array(term.band_db)
    assert low.shape == high.shape == (128,)
    assert (low <= high).all()
