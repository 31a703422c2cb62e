"""Walks between words, and beyond them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

import semeq
from semeq import ParameterError
from semeq.eq.curves import rms_db
from semeq.eq.params import GAIN_COLUMNS, PARAM_NAMES
from semeq.eq.response import model_curves_db


@given(st.floats(-1, 2))
def test_extrapolation_continues_the_walk(alpha: float) -> None:
    model = semeq.load_model()
    table = dict(
        zip((info.term for info in model.vocabulary), model.term_latents.astype(float), strict=True)
    )
    latent = table["warm"] * (1 - alpha) + table["bright"] * alpha
    expected = model.decode(latent[np.newaxis])[0]
    beyond = semeq.morph("warm", "bright", alpha, extrapolate=True).params
    np.testing.assert_allclose(beyond, expected, rtol=1e-4, atol=1e-4)


def test_extrapolation_has_limits_and_is_offered() -> None:
    with pytest.raises(ParameterError, match=r"\[0, 1\], got 1\.2 \(use extrapolate=True"):
        semeq.morph("warm", "bright", 1.2)
    with pytest.raises(ParameterError, match=r"alphas must be in \[0, 1\], got -0\.5 \(use extra"):
        semeq.morph_batch("warm", "bright", [0.5, -0.5])
    with pytest.raises(ParameterError, match=r"alpha must be in \[-1, 2\], got 2\.5$"):
        semeq.morph("warm", "bright", 2.5, extrapolate=True)


def test_ends_of_a_walk_are_the_terms() -> None:
    for info in semeq.terms():
        assert semeq.morph(info.term, "bright", 0.0) == semeq.term(info.term).settings
        assert semeq.morph("warm", info.term, 1.0) == semeq.term(info.term).settings


@given(st.floats(0, 1))
def test_a_walk_back_passes_the_same_points(alpha: float) -> None:
    there = semeq.morph_batch("warm", "bright", alpha)
    back = semeq.morph_batch("bright", "warm", 1 - alpha)
    np.testing.assert_allclose(there, back, rtol=1e-5, atol=1e-5)


def test_batch_equals_singles_and_broadcasts() -> None:
    alphas = np.linspace(0, 1, 5)
    batch = semeq.morph_batch(["warm", "bright"], "warm", alphas[:, np.newaxis])
    assert batch.shape == (5, 2, 13)
    for i, alpha in enumerate(alphas):
        single = semeq.morph("bright", "warm", alpha)
        np.testing.assert_allclose(batch[i, 1], single.params, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("design", ["rbj", "matched"])
def test_sections_and_curves_are_those_of_the_params(design) -> None:
    alphas = np.linspace(0, 1, 6).reshape(2, 3)
    options = {"sample_rate": 48_000, "design": design}
    params = semeq.morph_batch("warm", "bright", alphas, amount=0.7)
    sos = semeq.morph_batch("warm", "bright", alphas, amount=0.7, output="sos", **options)
    curve_db = semeq.morph_batch(
        "warm", "bright", alphas, amount=0.7, output="curve_db", freq_hz=[100, 9_000], **options
    )
    assert (sos.shape, curve_db.shape) == ((2, 3, 5, 6), (2, 3, 2))
    for i in np.ndindex(2, 3):
        settings = semeq.EqSettings.from_params(params[i])
        np.testing.assert_array_equal(sos[i], settings.to_sos(**options))
        np.testing.assert_array_equal(curve_db[i], settings.curve_db([100, 9_000], **options))


@pytest.mark.parametrize("pair", [("warm", "bright"), ("muddy", "tinny"), ("thin", "deep")])
def test_very_many_points_equal_few_within_rounding(model, rng, pair) -> None:
    """Beyond 8,191 points of one walk the engine interpolates; shorter batches decode each."""
    alphas = rng.uniform(size=20_000)
    amounts = rng.uniform(-1, 2, size=20_000)
    terms_a, terms_b = pair
    many = semeq.morph_batch(terms_a, terms_b, alphas, amount=amounts)
    few = [
        semeq.morph_batch(terms_a, terms_b, some, amount=scale)
        for some, scale in zip(np.split(alphas, 10), np.split(amounts, 10), strict=True)
    ]
    is_log = np.array([not name.endswith("gain_db") for name in PARAM_NAMES])
    low, high = model.bounds.T
    np.testing.assert_allclose(
        many[:, ~is_log], np.concatenate(few)[:, ~is_log], rtol=0, atol=1.5e-6 * 24
    )
    log_range = np.log(high[is_log] / low[is_log])
    error = np.abs(np.log(many[:, is_log] / np.concatenate(few)[:, is_log])) / log_range
    assert error.max() < 1.5e-6


def test_an_amount_up_to_1_scales_gains_only() -> None:
    full = semeq.morph("warm", "bright", 0.2).params
    other = np.delete(np.arange(13), GAIN_COLUMNS)
    for amount in (-1.0, 0.5, 0.999):
        scaled = semeq.morph("warm", "bright", 0.2, amount=amount).params
        expected = np.clip(amount * full[list(GAIN_COLUMNS)], -12, 12)
        np.testing.assert_allclose(scaled[list(GAIN_COLUMNS)], expected)
        np.testing.assert_array_equal(scaled[other], full[other])
    assert semeq.morph("warm", "bright", 0.2, amount=0).is_flat


def test_twice_a_word_is_nearer_to_twice_its_curve_than_clipped_gains_are(model) -> None:
    once = model.decode(model.term_latents)
    curves_db, offered = model_curves_db(once), [info.term for info in semeq.terms(model=model)]
    rows = [model.vocabulary.find(word)[0] for word in offered]
    params = semeq.morph_batch(offered, offered, 0.0, amount=2.0, model=model)
    assert (np.abs(params[:, list(GAIN_COLUMNS)]) <= 12.0).all()
    clipped = once[rows]
    clipped[:, list(GAIN_COLUMNS)] = np.clip(2.0 * clipped[:, list(GAIN_COLUMNS)], -12.0, 12.0)
    off_db, clipped_off_db = (
        rms_db(model_curves_db(each) - 2.0 * curves_db[rows]) for each in (params, clipped)
    )
    assert np.median(off_db) < 0.5
    assert off_db.mean() < clipped_off_db.mean()


def test_warm_tilts_down_and_bright_tilts_up() -> None:
    freq_hz = np.geomspace(20, 20_000, 128)

    def tilt_db(word: str) -> float:
        curve_db = semeq.term(word).settings.curve_db(freq_hz, sample_rate=44_100)
        return curve_db[freq_hz > 2_000].mean() - curve_db[freq_hz < 500].mean()

    assert tilt_db("warm") < 0 < tilt_db("bright")
    assert tilt_db("bright") - tilt_db("warm") > 3


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: semeq.morph("warm", "bright", 1.2), r"alpha must be in \[0, 1\], got 1\.2"),
        (lambda: semeq.morph("warm", "bright", float("nan")), "alpha must be .* got nan"),
        (
            lambda: semeq.morph("warm", "bright", "half"),
            "alpha must be a single number, got 'half'",
        ),
        (lambda: semeq.morph("warm", "bright", [0.5]), "alpha must be a single number"),
        (lambda: semeq.morph("warm", "bright", amount=3), r"amount must be in \[-1, 2\], got 3"),
        (lambda: semeq.morph(None, "bright"), "a term must be a string such as 'warm', got None"),
        (lambda: semeq.morph_batch(["warm"] * 2, "warm", [0.1] * 3), "must broadcast to one shape"),
        (
            lambda: semeq.morph_batch("warm", "warm", 0, output="wav"),
            "output must be one of",
        ),
        (lambda: semeq.morph_batch("warm", "warm", 0, output="sos"), "needs sample_rate in Hz"),
        (lambda: semeq.load_model().decode("no latents"), "latents must hold numbers"),
        (lambda: semeq.load_model().decode(np.zeros(32)), r"shape \(n, 32\), got \(32,\)"),
        (lambda: semeq.load_model().encode(np.full((1, 13), np.nan)), "must be finite, got nan"),
    ],
)
def test_bad_arguments(call, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        call()


def test_many_threads_get_the_same_answers() -> None:
    alphas = np.linspace(0, 1, 64)
    expected = [semeq.morph("warm", "bright", a).params for a in alphas]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda a: semeq.morph("warm", "bright", a).params, alphas))
    np.testing.assert_array_equal(found, expected)


def test_memory_stays_flat_over_a_million_calls(model) -> None:
    process = psutil.Process()
    start, end = (model.vocabulary.index(word) for word in ("warm", "bright"))
    walk = model.network.walker.walk_one

    def call(n: int) -> None:
        for i in range(n):
            walk(start, end, i / n, 1.0)

    call(10_000)
    before = process.memory_info().rss
    call(1_000_000)
    assert process.memory_info().rss - before < 4 * 2**20
