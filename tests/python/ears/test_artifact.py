"""What is read of ears: their numbers, and nothing else unless asked."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import semeq
from semeq.ears.bands import BANDS


def test_the_shipped_ears_hear_as_training_does() -> None:
    """But for the centers, which were float32 when they were trained."""
    ears = semeq.load_ears()
    for name in ("centers_hz", "lower_hz", "upper_hz"):
        np.testing.assert_allclose(getattr(ears.bands, name), getattr(BANDS, name), rtol=1e-6)
    assert ears.reference.covariances.shape == (3, 64, 64)
    assert repr(ears).startswith("Ears('")


def test_an_engine_must_be_one_of_two() -> None:
    with pytest.raises(semeq.ParameterError, match="engine must be"):
        semeq.load_ears(engine="onnx")


def test_ears_whose_estimator_is_only_scripted_hear_without_it(
    shipped_ears, write_ears, request
) -> None:
    metadata, tensors = shipped_ears
    metadata["networks"] = "scripted"
    kept = ("centers_hz", "lower_hz", "upper_hz")
    tensors = {k: v for k, v in tensors.items() if k in kept or k.startswith("reference.")}
    path = write_ears("scripted.pt", metadata, tensors)
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, 88_200)
    assert semeq.describe(noise, sample_rate=44_100, ears=path).words
    with pytest.raises(semeq.ModelLoadError, match='engine="torchscript"'):
        semeq.estimate_eq(noise, sample_rate=44_100, ears=path)
    request.getfixturevalue("libtorch")
    scripted = semeq.load_ears(path, engine="torchscript")
    found = semeq.estimate_eq(noise, sample_rate=44_100, ears=scripted)
    expected = semeq.estimate_eq(noise, sample_rate=44_100)
    np.testing.assert_allclose(found.curve_db, expected.curve_db, atol=1e-3)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("feature_scale", lambda t: t * np.nan),
        ("noise.0.weight", lambda t: t[:, :-1]),
        ("decoder.1.bias", lambda t: t[:-1]),
        ("bounds", lambda t: t[:5]),
        ("centers_hz", lambda t: t.astype(np.float32)),
        ("reference.covariances", lambda t: t[:, :5]),
    ],
)
def test_tensors_that_do_not_fit_are_refused(
    shipped_ears, write_ears, name: str, change: Any
) -> None:
    metadata, tensors = shipped_ears
    tensors[name] = np.ascontiguousarray(change(tensors[name]))
    ears = semeq.load_ears(write_ears("ears.pt", metadata, tensors))
    with pytest.raises(semeq.ModelLoadError, match=rf"ears\.pt .* {re.escape(repr(name))}"):
        _ = ears.reference


def test_bands_that_do_not_ascend_and_missing_tensors_are_refused(shipped_ears, write_ears) -> None:
    metadata, tensors = shipped_ears
    ascending = tensors["centers_hz"]
    tensors["centers_hz"] = ascending[::-1].copy()
    ears = semeq.load_ears(write_ears("a.pt", metadata, tensors))
    with pytest.raises(semeq.ModelLoadError, match="bands do not ascend"):
        _ = ears.bands
    tensors["centers_hz"] = ascending
    del tensors["reference.mean_db"]
    ears = semeq.load_ears(write_ears("b.pt", metadata, tensors))
    with pytest.raises(semeq.ModelLoadError, match=r"lacks the tensor 'reference\.mean_db'"):
        _ = ears.reference
