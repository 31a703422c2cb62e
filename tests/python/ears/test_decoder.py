"""Ears and the settings model that they name belong together."""

from __future__ import annotations

import numpy as np
import pytest

import semeq
from semeq.ears.decoder import decoder_sha256, decoder_sha256_of


def test_the_shipped_ears_hold_the_shipped_decoder(shipped_ears) -> None:
    metadata, tensors = shipped_ears
    model = semeq.load_model()
    assert metadata["decoder_of"]["model"] == model.path.stem
    assert decoder_sha256(tensors) == decoder_sha256_of(model)
    found = semeq.load_ears().estimate(np.zeros((1, 128)))[0]
    np.testing.assert_allclose(model.decode(found[np.newaxis, 77:], polish=0)[0], found[:13], 1e-5)


def test_another_decoder_is_refused_with_both_digests(shipped_ears, write_ears) -> None:
    metadata, tensors = shipped_ears
    own = metadata["decoder_of"]["decoder_sha256"]
    tensors["decoder.0.bias"][0] += 0.5
    changed = decoder_sha256(tensors)
    features = np.zeros((1, 128))
    ears = semeq.load_ears(write_ears("damaged.pt", metadata, tensors))
    assert ears.centers_hz.shape == (64,)  # hearing needs no decoder
    with pytest.raises(semeq.ModelLoadError, match=f"{own}, it has {changed}"):
        ears.estimate(features)

    metadata["decoder_of"]["decoder_sha256"] = changed
    ears = semeq.load_ears(write_ears("other.pt", metadata, tensors))
    with pytest.raises(semeq.ModelLoadError, match=f"{changed}; the shipped 'safe' has {own}"):
        ears.estimate(features)

    metadata["decoder_of"]["model"] = "somebody's"  # nothing here to compare with
    ears = semeq.load_ears(write_ears("free.pt", metadata, tensors))
    assert ears.estimate(features).shape == (1, 109)
