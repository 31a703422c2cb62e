from __future__ import annotations

import numpy as np
import pytest

from semeq import ModelLoadError, load_model, morph
from semeq.words.people.loading import people_tables
from semeq.words.people.tensors import to_tensors


def test_an_artifact_gives_the_tables_back(people_model, made_up_tables):
    read = people_tables(people_model)
    assert np.allclose(read.means, made_up_tables.means, atol=1e-5)
    assert np.allclose(read.scatters, made_up_tables.scatters)
    assert np.array_equal(read.scatter_of, made_up_tables.scatter_of)
    assert np.isclose(read.amount_sd, 0.4)


def test_a_model_without_them_plays_as_before(bare_model, people_model):
    assert morph("warm", "bright", 0.3, model=bare_model) == morph(
        "warm", "bright", 0.3, model=people_model
    )
    with pytest.raises(ModelLoadError, match=r"no distributions of words.*export it again"):
        people_tables(bare_model)


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("people.scatter_of", lambda t: t + 0.5, "scatter_of"),
        ("people.scatter_of", lambda t: t + 1.0, "names a scatter that is not there"),
        ("people.scatters", lambda t: t * 0.0, "cannot be inverted"),
        ("people.manners", lambda t: -t, "not above 0"),
        ("people.means", lambda t: t[:-1], "must be float32 of shape"),
        ("people.between", lambda t: -t, "finite numbers"),
        ("people.basis", lambda t: t * np.nan, "finite numbers"),
        ("people.basis", lambda t: t[:40], "must be float32 of shape"),
    ],
)
def test_damaged_tables_are_refused(
    name, change, message, write_model, bare_tensors, made_up_tables
):
    tensors = bare_tensors | to_tensors(made_up_tables)
    tensors[name] = np.asarray(change(tensors[name]), np.float32)
    with pytest.raises(ModelLoadError, match=message):
        people_tables(load_model(write_model(tensors)))


def test_part_of_the_tables_is_refused(write_model, bare_tensors, made_up_tables):
    tensors = bare_tensors | to_tensors(made_up_tables)
    del tensors["people.basis"]
    with pytest.raises(ModelLoadError, match=r"lacks the tensor 'people\.basis'"):
        people_tables(load_model(write_model(tensors)))
