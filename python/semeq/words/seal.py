"""Digests by which an artifact tells that its metadata or its tensors were damaged.

They guard against damage, not against a forger: who changes a file on purpose writes the digest
that fits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

from semeq.hashing import json_sha256, tensors_sha256

WEIGHTS_DIGEST, METADATA_DIGEST = "weights_sha256", "metadata_sha256"


def seal(metadata: Mapping[str, Any], tensors: Mapping[str, npt.NDArray[Any]]) -> dict[str, Any]:
    """Return metadata with the digests of the tensors and of themselves.

    Parameters
    ----------
    metadata : mapping
        JSON-ready. Digests in it are replaced.
    tensors : mapping of str to ndarray
        What ``weights.npz`` is to hold.

    Returns
    -------
    dict
        As JSON gives it back: keys are texts, and lists stand for tuples.

    Examples
    --------
    >>> import numpy as np
    >>> sealed = seal({"kind": "ears"}, {"bounds": np.zeros((13, 2), np.float32)})
    >>> sorted(sealed)
    ['kind', 'metadata_sha256', 'weights_sha256']
    >>> has_whole_metadata(sealed), has_whole_metadata(sealed | {"kind": "cars"})
    (True, False)
    """
    said: dict[str, Any] = json.loads(json.dumps(metadata))
    said[WEIGHTS_DIGEST] = tensors_sha256(tensors)
    said[METADATA_DIGEST] = _metadata_sha256(said)
    return said


def has_whole_metadata(metadata: Mapping[str, Any]) -> bool:
    """Return whether metadata are those that were sealed.

    Parameters
    ----------
    metadata : mapping
        As read.
    """
    return bool(metadata.get(METADATA_DIGEST) == _metadata_sha256(metadata))


def has_whole_weights(metadata: Mapping[str, Any], tensors: Mapping[str, npt.NDArray[Any]]) -> bool:
    """Return whether tensors are those that were sealed with the metadata.

    Parameters
    ----------
    metadata : mapping
        As read.
    tensors : mapping of str to ndarray
        As read.
    """
    return bool(metadata.get(WEIGHTS_DIGEST) == tensors_sha256(tensors))


def _metadata_sha256(metadata: Mapping[str, Any]) -> str:
    return json_sha256({key: value for key, value in metadata.items() if key != METADATA_DIGEST})
