"""The digests of an artifact see every change of its metadata and tensors."""

from __future__ import annotations

import json

import numpy as np
import pytest

from semeq.hashing import tensors_sha256
from semeq.words.seal import has_whole_metadata, has_whole_weights, seal

METADATA = {"kind": "ears", "bounds": ((0.1, 10.0),), "counts": {1: 2, 10: 3}, "gap": float("nan")}
TENSORS = {"bounds": np.zeros((13, 2), np.float32), "is_log": np.zeros(13, bool)}


def test_what_was_sealed_is_whole_also_after_a_trip_through_json() -> None:
    sealed = seal(METADATA, TENSORS)
    assert sealed["weights_sha256"] == tensors_sha256(TENSORS)
    assert sealed["bounds"] == [[0.1, 10.0]]
    assert sealed["counts"] == {"1": 2, "10": 3}
    for read in (sealed, json.loads(json.dumps(sealed)), json.loads(json.dumps(sealed, indent=1))):
        assert has_whole_metadata(read)
        assert has_whole_weights(read, TENSORS)
    again = seal(sealed | {"metadata_sha256": "?"}, TENSORS)
    assert again["metadata_sha256"] == sealed["metadata_sha256"]


@pytest.mark.parametrize(
    "change",
    [{"kind": "cars"}, {"bounds": [[0.1, 10.5]]}, {"new": 1}, {"weights_sha256": "0" * 64}],
)
def test_changed_metadata(change: dict[str, object]) -> None:
    sealed = seal(METADATA, TENSORS)
    assert not has_whole_metadata(sealed | change)


def test_missing_digests_and_changed_tensors() -> None:
    sealed = seal(METADATA, TENSORS)
    assert not has_whole_metadata({k: v for k, v in sealed.items() if k != "metadata_sha256"})
    assert not has_whole_weights({}, TENSORS)
    assert not has_whole_weights(sealed, TENSORS | {"bounds": -TENSORS["bounds"]})
