"""A density of people's curves: known distributions, and why it is a t distribution."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import multivariate_normal, multivariate_t
from sklearn.decomposition import PCA
from sklearn.model_selection import GroupKFold
from sklearn.neighbors import KernelDensity

import semeq
from semeq.train.data.loading import splits_of
from semeq.train.evaluation.density import CurveDensity, density_of, fit_t
from semeq.train.model.spaces import curves_db

PEOPLE = np.array([f"person {i}" for i in range(2_000)])


def test_the_fit_finds_the_distribution_that_rows_were_drawn_from() -> None:
    shape = np.array([[2.0, 0.6], [0.6, 0.5]])
    true = multivariate_t([1.0, -3.0], shape, df=4.0)
    fitted = fit_t(true.rvs(20_000, random_state=1))
    np.testing.assert_allclose(fitted.loc, [1.0, -3.0], atol=0.05)
    np.testing.assert_allclose(fitted.shape, shape, rtol=0.05, atol=0.02)


def test_the_center_is_densest_and_percentiles_are_those_of_the_distance() -> None:
    """In eight equal dimensions the density falls with the distance: a percentile is a rank."""
    rng = np.random.default_rng(0)
    curves = rng.normal(0, 3, (2_000, 8))
    density = CurveDensity(curves, PEOPLE)
    found = density.percentiles(np.vstack([np.zeros((1, 8)), np.full((1, 8), 50.0)]))
    assert found == pytest.approx([1.0, 0.0], abs=1e-3)
    new = rng.normal(0, 3, (500, 8))
    farther = (np.linalg.norm(curves, axis=1) > np.linalg.norm(new, axis=1)[:, None]).mean(axis=1)
    np.testing.assert_allclose(density.percentiles(new), farther, atol=0.1)
    assert density.percentiles(new).mean() == pytest.approx(0.5, abs=0.04)


def test_a_person_is_not_judged_by_a_density_of_their_own_curves() -> None:
    """Everybody alone in a corner, ten times: with their own curves in it, each corner is dense."""
    rng = np.random.default_rng(0)
    corners = np.repeat(rng.normal(0, 5, (12, 8)), 10, axis=0) + rng.normal(0, 0.1, (120, 8))
    names = np.repeat(PEOPLE[:12], 10)
    new = rng.normal(0, 5, (400, 8))
    apart = CurveDensity(corners, names).percentiles(new).mean()
    together = CurveDensity(corners, PEOPLE[:120]).percentiles(new).mean()
    assert together < apart - 0.05
    assert apart == pytest.approx(0.5, abs=0.12)


def test_fewer_than_five_people_have_no_density() -> None:
    curves = np.random.default_rng(0).normal(size=(40, 6))
    assert density_of(curves, np.repeat(PEOPLE[:4], 10)) is None
    assert density_of(curves, np.repeat(PEOPLE[:5], 8)) is not None


def test_curves_that_vary_in_few_directions_have_a_density() -> None:
    curves = np.random.default_rng(0).normal(0, 3, (60, 2)) @ np.eye(2, 40)
    percentiles = CurveDensity(curves, PEOPLE[:60]).percentiles(curves)
    assert percentiles.mean() == pytest.approx(0.5, abs=0.1)


def test_it_makes_left_out_people_likelier_than_other_densities(
    shared_dir: Path, model: semeq.Model
) -> None:
    """On training people alone: what judges the test people was not chosen on them."""
    table = splits_of(
        model.metadata, shared_dir / "data" / "safe" / "SAFEEqualiserUserData.csv"
    ).train
    curves = curves_db(table.params)
    places = PCA(8, random_state=0).fit_transform(curves) / np.sqrt(128)
    densities = {
        "t": lambda rows: fit_t(rows).logpdf,
        "Gaussian": lambda rows: multivariate_normal(rows.mean(0), np.cov(rows.T)).logpdf,
    } | {
        f"kernels {db}": lambda rows, db=db: KernelDensity(bandwidth=db).fit(rows).score_samples
        for db in (0.5, 0.7, 0.9, 1.2)
    }
    folds = list(GroupKFold(10).split(places, groups=table.people))
    nats = {
        name: np.mean([fit(places[a])(places[b]).mean() for a, b in folds])
        for name, fit in densities.items()
    }
    assert nats["t"] > max(nats[name] for name in nats if name != "t") + 0.3
