"""What an artifact of ears must hold."""

from __future__ import annotations

from typing import Any

import numpy as np

from semeq.eq.params import N_PARAMS
from semeq.errors import DataError
from semeq.files.covariances import check_covariances
from semeq.files.json_checks import count, number, numbers, one_of, text
from semeq.files.json_tables import record
from semeq.files.tensor_checks import Tensor, Tensors, layers
from semeq.files.tensor_checks import check_tensors as check_table
from semeq.words.schema import BOUNDS, NORMALIZER, SCRIPTED, SILU, check_bounds

EARS_KIND = "ears"

_N_BANDS = 64
_HZ = (1.0, 1e6)
_DURATIONS_S = (1e-3, 3.2e7)

_FIELDS = record(
    {
        "centers_hz": numbers(*_HZ, n=_N_BANDS),
        "interval_coverage": number(0, 1),
        "music": record({"n_tracks": count(1)}),
        "networks": one_of(SILU, SCRIPTED),
        "decoder_of": record({"model": text(200), "decoder_sha256": text(64, "[0-9a-f]{64}")}),
    }
)

_HEARING = {
    **{
        name: Tensor("float64", (_N_BANDS,), *_HZ)
        for name in ("centers_hz", "lower_hz", "upper_hz")
    },
    "reference.mean_db": Tensor("float32", (_N_BANDS,), -1e3, 1e3),
    "reference.durations_s": Tensor("float32", ("n_durations",), *_DURATIONS_S),
    "reference.covariances": Tensor("float32", ("n_durations", _N_BANDS, _N_BANDS), -1e6, 1e6),
}
_ESTIMATING = {
    "feature_mean": Tensor("float32", (2 * _N_BANDS,)),
    "feature_scale": Tensor("float32", (2 * _N_BANDS,), 1e-6, 1e6),
    "latent_mean": Tensor("float32", ("latent_dim",)),
    "latent_scale": Tensor("float32", ("latent_dim",), 0, 1e6),
    "interval_factor": Tensor("float32", (1,), 0, 1e3),
    "noise_profile": Tensor("float32", (_N_BANDS,)),
    "music_profile": Tensor("float32", (_N_BANDS,)),
    "bounds": BOUNDS,
    **NORMALIZER,
}


def check_metadata(metadata: dict[str, Any]) -> None:
    """Check what the metadata of ears say.

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


def check_tensors(metadata: dict[str, Any], tensors: Tensors) -> None:
    """Check the tensors of ears.

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
    table = dict(_HEARING)
    if metadata["networks"] == SILU:
        table |= _ESTIMATING
        for name, n_in, n_out in (
            ("noise", _N_BANDS, "latent_dim"),
            ("music", 2 * _N_BANDS, "latent_dim"),
            ("gate", _N_BANDS, 1),
            ("scale", 2 * _N_BANDS, 1),
            ("decoder", "latent_dim", N_PARAMS),
        ):
            table |= layers(tensors, name, n_in, n_out)
    check_table(tensors, table)
    lower, centers, upper = (tensors[name] for name in ("lower_hz", "centers_hz", "upper_hz"))
    if not ((lower < centers) & (centers < upper)).all() or not (np.diff(centers) > 0).all():
        raise DataError("its bands do not ascend, each around its center")
    check_covariances(tensors["reference.durations_s"], tensors["reference.covariances"])
    if "bounds" in tensors:
        check_bounds(tensors["bounds"])
