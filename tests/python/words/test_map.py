"""Words near in the plane are near by curve."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from scipy.spatial.distance import cdist, pdist
from scipy.stats import spearmanr
from typer.testing import CliRunner

import semeq
from semeq.cli import plot as plot_commands
from semeq.cli.app import app
from semeq.plot.words import plot_words
from semeq.words.map import word_map
from semeq.words.vocabulary import Vocabulary

mpl.use("agg")


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


def test_bright_is_right(places: dict[str, tuple[float, float]]) -> None:
    for word in ("bright", "tinny", "crisp", "agudo"):
        assert places[word][0] > places["warm"][0] > places["boomy"][0]


def test_a_model_without_a_map_says_so(model: semeq.Model, monkeypatch) -> None:
    entries = [info.to_dict() | {"map_xy": None} for info in model.vocabulary]
    monkeypatch.setattr(model, "vocabulary", Vocabulary(entries))
    with pytest.raises(semeq.ModelLoadError, match="has no map of its words; export the model"):
        word_map(model=model)


def test_the_picture_has_readable_words(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    drawn = []
    monkeypatch.setattr(plot_commands, "_write", lambda ax, _: drawn.append(ax))
    command = ["plot", "words", "-o", str(tmp_path / "words.png"), "--labels", "60"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    [ax] = drawn
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


def test_numbers_of_other_words_are_refused() -> None:
    with pytest.raises(semeq.ParameterError, match=r"2 words need places_db of shape \(2, 2\)"):
        plot_words(["warm", "bright"], [[0.0, 0.0]], tilts_db=[0.0], n_people=[3])
