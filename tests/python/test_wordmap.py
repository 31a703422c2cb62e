"""Words near in the plane are near by curve."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from scipy.spatial.distance import cdist, pdist
from scipy.stats import spearmanr

import semeq
from semeq.words.map import plot_words, word_map


@pytest.fixture(scope="module")
def places() -> dict[str, tuple[float, float]]:
    return word_map()


def test_distances_are_those_of_the_curves(
    model: semeq.Model, places: dict[str, tuple[float, float]]
) -> None:
    assert list(places) == [info.term for info in model.vocabulary]
    shapes = model.term_curves_db - model.term_curves_db.mean(axis=1, keepdims=True)
    curves = pdist(shapes) / np.sqrt(shapes.shape[1])
    plane = pdist(np.array(list(places.values())))
    assert spearmanr(curves, plane).statistic > 0.9
    stress = np.sqrt(np.sum((curves - plane) ** 2) / np.sum(curves**2))
    principal = np.linalg.svd(shapes - shapes.mean(axis=0), full_matrices=False)
    flat = pdist(principal[0][:, :2] * principal[1][:2]) / np.sqrt(shapes.shape[1])
    assert stress < 0.25
    assert stress < np.sqrt(np.sum((curves - flat) ** 2) / np.sum(curves**2))


def test_the_map_is_stable_and_bright_is_right(places: dict[str, tuple[float, float]]) -> None:
    assert word_map() == places
    for word in ("bright", "tinny", "crisp", "agudo"):
        assert places[word][0] > places["warm"][0] > places["boomy"][0]


def test_the_picture_has_readable_words() -> None:
    mpl.use("agg")
    ax = plot_words(max_labels=60)
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert 40 <= len(boxes) <= 60
    overlaps = sum(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert overlaps <= 3
    assert {"warm", "bright"} <= {text.get_text() for text in ax.texts}
    assert not {"re27"} & {text.get_text() for text in ax.texts}
    dots = ax.collections[0].get_offsets()
    assert len(dots) == len(semeq.terms())
    assert cdist(dots, dots).max() > 5
