from __future__ import annotations

import numpy as np
import pytest

from semeq import ModelLoadError, ParameterError, UnknownTermError, sample, term
from semeq.words.people.band import predictive_band_db
from semeq.words.people.predictive import predict
from semeq.words.people.sample import likelihoods, most_different


def _curves(samples):
    return np.array([each.settings.curve_db(sample_rate=44_100) for each in samples])


def test_samples_lie_around_the_word(people_model):
    found = sample("warm", 64, model=people_model)
    own = term("warm", model=people_model).settings.curve_db(sample_rate=44_100)
    curves = _curves(found)
    assert np.sqrt(np.mean((np.median(curves, axis=0) - own) ** 2)) < 1.0
    assert np.sqrt(np.mean((curves - own) ** 2)) > 1.5
    assert np.median([each.fit_error_db for each in found]) < 0.35


def test_a_seed_gives_the_same_samples(people_model):
    first, second, other = (sample("warm", 3, seed=s, model=people_model) for s in (1, 1, 2))
    assert first == second
    assert first != other


def test_spread_samples_lie_farther_apart(people_model):
    near, far = (
        _curves(sample("bright", 6, spread=spread, model=people_model)) for spread in (False, True)
    )

    def least(curves):
        apart = np.sqrt(np.mean((curves[:, None] - curves[None]) ** 2, axis=-1))
        return apart[~np.eye(len(curves), dtype=bool)].min()

    assert least(far) > 1.5 * least(near)


def test_the_least_likely_are_not_chosen_for_being_different():
    rows = np.r_[np.linspace(0, 1, 19), 100.0][:, np.newaxis]
    chosen = most_different(rows, np.r_[np.linspace(1, 2, 19), -50.0], 3)
    assert 19 not in chosen


def test_likelihood_is_the_share_that_is_less_likely(made_up_tables):
    predicted = predict(made_up_tables, 0)
    drawn = predicted.sample(2_000, np.random.default_rng(7))
    shares = likelihoods(predicted, drawn)
    assert np.allclose(np.quantile(shares, [0.25, 0.5, 0.75]), [0.25, 0.5, 0.75], atol=0.06)
    assert likelihoods(predicted, predicted.point[np.newaxis])[0] > 0.9


def test_a_band_holds_its_share(people_model, made_up_tables):
    row = people_model.vocabulary.index("warm")
    draws = predict(made_up_tables, row).sample(2_000, np.random.default_rng(5))
    curves = made_up_tables.curves_db(draws)
    low, high = predictive_band_db("warm", 0.8, model=people_model)
    inside = ((curves > low) & (curves < high)).mean(axis=0)
    assert np.allclose(inside, 0.8, atol=0.05)
    with pytest.raises(ParameterError, match="share"):
        predictive_band_db("warm", 1.5, model=people_model)


def test_bad_arguments_are_refused(people_model, bare_model):
    for n in (0, 2.5, True):
        with pytest.raises(ParameterError, match="n must be"):
            sample("warm", n, model=people_model)
    with pytest.raises(ParameterError, match="seed"):
        sample("warm", seed=-1, model=people_model)
    with pytest.raises(UnknownTermError, match="wram"):
        sample("wram", model=people_model)
    with pytest.raises(ModelLoadError, match="export it again"):
        sample("warm", model=bare_model)
