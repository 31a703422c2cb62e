"""The tables of people as tensors of an artifact; an artifact may lack them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from semeq.errors import DataError
from semeq.files.tensor_checks import Tensor, Tensors
from semeq.words.people.tables import PeopleTables

PREFIX = "people."
_MAX_DB = 1e3
_N_POINTS = 128

TABLE: Mapping[str, Tensor] = {
    "people.basis": Tensor("float32", (_N_POINTS, "n_components"), -1.0, 1.0),
    "people.means": Tensor("float32", ("n_terms", "n_components"), -_MAX_DB, _MAX_DB),
    "people.between": Tensor("float32", ("n_terms", "n_components"), 1e-9, 1e3),
    "people.scatter_of": Tensor("float32", ("n_terms",), 0.0, 1e3),
    "people.scatters": Tensor(
        "float32", ("n_scatters", "n_components", "n_components"), -_MAX_DB, _MAX_DB
    ),
    "people.manners": Tensor("float32", (3,), -3.0, 3.0),
}
"""What an artifact with them holds: the attributes of
:class:`semeq.words.people.tables.PeopleTables`, its three numbers in ``people.manners``."""


def to_tensors(tables: PeopleTables) -> dict[str, np.ndarray]:
    """Return the tables by the names that an artifact gives them.

    Parameters
    ----------
    tables : PeopleTables
        Of all terms of the artifact, in their order.
    """
    manners = (tables.amount_sd, tables.scatter_mean, tables.scatter_sd)
    values = {
        name.removeprefix(PREFIX): getattr(tables, name.removeprefix(PREFIX))
        for name in TABLE
        if name != "people.manners"
    }
    return {
        f"{PREFIX}{name}": np.array(value, dtype=np.float32, order="C")
        for name, value in (values | {"manners": manners}).items()
    }


def has_tables(tensors: Tensors) -> bool:
    """Return whether an artifact holds tables of people.

    Parameters
    ----------
    tensors : mapping of str to ndarray
        What it holds.
    """
    return any(name.startswith(PREFIX) for name in tensors)


def from_tensors(tensors: Tensors) -> PeopleTables:
    """Return the tables that :func:`to_tensors` named.

    Parameters
    ----------
    tensors : mapping of str to ndarray
        Checked already (:func:`check`).
    """
    values = {name: np.asarray(tensors[name], dtype=np.float64) for name in TABLE}
    return PeopleTables(
        values["people.basis"],
        values["people.means"],
        values["people.between"],
        values["people.scatter_of"].astype(np.int64),
        values["people.scatters"],
        *values["people.manners"].tolist(),
    )


def check(tensors: Tensors) -> None:
    """Check what the shapes and ranges of :data:`TABLE` do not say.

    Parameters
    ----------
    tensors : mapping of str to ndarray
        Of the right names, shapes and ranges.

    Raises
    ------
    DataError
        If a word names a scatter that is not there, a scatter cannot be inverted, or a standard
        deviation is not above 0.
    """
    rows, scatters = tensors["people.scatter_of"], tensors["people.scatters"]
    if not ((rows == np.floor(rows)) & (rows < len(scatters))).all():
        raise DataError("its tensor 'people.scatter_of' names a scatter that is not there")
    if not (np.linalg.cond(scatters.astype(np.float64)) < 1e8).all():
        raise DataError("its tensor 'people.scatters' holds one that cannot be inverted")
    if not (tensors["people.manners"][[0, 2]] > 0.0).all():
        raise DataError("its tensor 'people.manners' holds a deviation that is not above 0")
