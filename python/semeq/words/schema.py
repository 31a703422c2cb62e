"""What an artifact of a settings model must hold."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.checks import MAX_SAMPLE_RATE, MIN_SAMPLE_RATE
from semeq.eq.params import GAIN_COLUMNS, N_PARAMS, PARAM_NAMES
from semeq.errors import DataError
from semeq.files.json_checks import count, exactly, number, numbers, one_of
from semeq.files.json_tables import list_of, record
from semeq.files.tensor_checks import Tensor, Tensors, layers
from semeq.files.tensor_checks import check_tensors as check_table
from semeq.words.people import tensors as people
from semeq.words.term_schema import TERM

MODEL_KIND = "settings-autoencoder"

SILU, SCRIPTED = "silu", "scripted"
"""Networks that run natively, and those that only the script of the artifact can run."""

MAX_TERMS, MAX_LATENT_DIM = 100_000, 4_096
MAX_POLISH = 16
"""Steps of a polish."""

_MIN_POLISHED_POINTS = 16

_FIELDS = record(
    {
        "param_names": exactly(list(PARAM_NAMES)),
        "bounds": list_of(numbers(-1e5, 1e5, n=2), low=N_PARAMS, high=N_PARAMS),
        "latent_dim": count(1, MAX_LATENT_DIM),
        "terms": list_of(TERM, low=1, high=MAX_TERMS),
        "networks": one_of(SILU, SCRIPTED),
    }
)

_SILU_FIELDS = record(
    {
        "embedding_dim": count(1, MAX_LATENT_DIM),
        "n_curve_points": count(0, MAX_LATENT_DIM),
        "curve_scale_db": number(1e-3, 1e3),
        "sample_rate_hz": number(MIN_SAMPLE_RATE, MAX_SAMPLE_RATE),
    },
    {"polish": record({"anchor_db": number(1e-3, 1e3), "n_steps": count(0, MAX_POLISH)})},
)

_MAX_GAIN_DB = 60.0  # nothing an equalizer does is louder
_WIDEST = np.full((N_PARAMS, 2), [1e-6, MAX_SAMPLE_RATE / 2])
_WIDEST[GAIN_COLUMNS, :] = -_MAX_GAIN_DB, _MAX_GAIN_DB

BOUNDS = Tensor("float32", (N_PARAMS, 2), -_MAX_GAIN_DB, MAX_SAMPLE_RATE / 2)
_TABLES = {
    "bounds": BOUNDS,
    "flat_latent": Tensor("float32", ("latent_dim",)),
    "term_latents": Tensor("float32", ("n_terms", "latent_dim")),
}
NORMALIZER = {
    "normalizer.low": Tensor("float32", (N_PARAMS,), -1e5, 1e5),
    "normalizer.span": Tensor("float32", (N_PARAMS,), 1e-6, 1e5),
    "normalizer.is_log": Tensor("bool", (N_PARAMS,)),
}


def check_metadata(metadata: dict[str, Any]) -> None:
    """Check what the metadata of a settings model say.

    Parameters
    ----------
    metadata : dict
        As read.

    Raises
    ------
    DataError
        Naming the first key that is missing or wrong.
    """
    _FIELDS(metadata)
    if metadata["networks"] == SILU:
        _SILU_FIELDS(metadata)
    for name, (low, high) in zip(PARAM_NAMES, metadata["bounds"], strict=True):
        if not low < high:
            raise DataError(f"its bounds of {name} are not a range: [{low}, {high}]")
    words = Counter((entry["language"], entry["term"]) for entry in metadata["terms"])
    if len(words) < len(metadata["terms"]):
        raise DataError(f"it has the term {words.most_common(1)[0][0][1]!r} twice")


def check_tensors(metadata: dict[str, Any], tensors: Tensors) -> None:
    """Check the tensors of a settings model.

    Parameters
    ----------
    metadata : dict
        That :func:`check_metadata` has found right.
    tensors : mapping of str to ndarray
        As read.

    Raises
    ------
    DataError
        Naming the first tensor that is missing, unknown or wrong.
    """
    latent_dim = metadata["latent_dim"]
    table = dict(_TABLES)
    if metadata["networks"] == SILU:
        n_features = N_PARAMS + metadata["n_curve_points"]
        table |= NORMALIZER
        table |= layers(tensors, "encoder", n_features, latent_dim)
        table |= layers(tensors, "decoder", latent_dim, N_PARAMS)
        table |= layers(tensors, "embedding", latent_dim, metadata["embedding_dim"])
        if "polish" in metadata and (
            "encoder.1.weight" in tensors or metadata["n_curve_points"] < _MIN_POLISHED_POINTS
        ):
            raise DataError("a polish needs an encoder that is one layer on a curve")
    has_people = people.has_tables(tensors)
    if has_people:
        table |= people.TABLE
    check_table(tensors, table, {"n_terms": len(metadata["terms"]), "latent_dim": latent_dim})
    check_bounds(tensors["bounds"])
    if has_people:
        people.check(tensors)
    if not np.array_equal(tensors["bounds"], np.float32(metadata["bounds"])):
        raise DataError("its tensor 'bounds' has other values than its metadata")


def check_bounds(bounds: npt.NDArray[Any]) -> None:
    """Check that each row of bounds is a range, of gains or of frequencies and Qs above 0.

    Parameters
    ----------
    bounds : ndarray, shape (13, 2)
        Lowest and highest value of each param.

    Raises
    ------
    DataError
        If one is not.
    """
    lowest, highest = np.transpose(_WIDEST)
    low, high = bounds.T
    if not ((lowest <= low) & (low < high) & (high <= highest)).all():
        raise DataError("its tensor 'bounds' holds a row that is not a range of its param")
