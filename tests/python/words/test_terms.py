"""What is offered, and what stands behind a word."""

from __future__ import annotations

import numpy as np
import pytest

import semeq


def test_an_amount_is_not_a_new_word() -> None:
    warmer = semeq.term("warmer")
    assert warmer.term == "warm"
    assert warmer.settings == semeq.morph("warm", "warm", amount=1.3)
    less = semeq.term("less warm").settings.params[[0, 2, 5, 8, 11]]
    np.testing.assert_allclose(
        less, 0.7 * semeq.term("warm").settings.params[[0, 2, 5, 8, 11]], atol=1e-5
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
    assert {info.language for info in semeq.terms(language="es")} == {"es"}
    assert {"suave", "claro"} <= {info.term for info in semeq.terms(language="es")}
    with pytest.raises(semeq.ParameterError, match="language must be 'en' or 'es'"):
        semeq.terms(language="fr")


def test_a_word_of_one_person_works_but_is_not_offered(model: semeq.Model) -> None:
    offered = {info.term for info in semeq.terms()}
    everything = {info.term for info in semeq.terms(include_personal=True)}
    personal = {info.term for info in model.vocabulary if info.is_personal}
    assert personal
    assert everything - offered == personal
    for word in personal:
        assert semeq.term(word).grade == "one person's"
    for word in sorted(personal)[::20]:
        assert isinstance(semeq.morph(word, "warm"), semeq.EqSettings)


def test_a_term_shows_its_evidence() -> None:
    term = semeq.term("muddy")
    shown = repr(term)
    assert shown.startswith(
        "Term('muddy', thin: 6 settings by 6 people in SAFE-DB and 2 sessions in SocialFX, "
    )
    assert "agreement 0.21 (95 % of random groups below 0." in shown
    assert "the sources' curves correlate 0.86" in shown
    assert semeq.explain(term.settings, sample_rate=44_100) in shown
    low, high = np.array(term.band_db)
    assert low.shape == high.shape == (128,)
    assert (low <= high).all()
