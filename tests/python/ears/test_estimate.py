"""Blind estimates: consistent with themselves, refused where nothing can be known."""

from __future__ import annotations

import json

import numpy as np
import pytest

import semeq
from semeq.ears.estimate import EqEstimate


def test_estimate(notes: np.ndarray, tone: np.ndarray) -> None:
    found = semeq.estimate_eq(notes, sample_rate=44_100)
    assert (found.half_width_db > 0).all()
    np.testing.assert_allclose(
        found.curve_db, found.settings.curve_db(found.freq_hz, sample_rate=44_100)
    )
    text = json.dumps(found.to_dict(), allow_nan=False)
    assert EqEstimate.from_dict(json.loads(text)) == found
    low_rate = semeq.estimate_eq(notes[:, ::3].copy(), sample_rate=14_700)
    assert np.isfinite(low_rate.curve_db).all()
    with pytest.raises(semeq.AudioError, match="silence"):
        semeq.estimate_eq(np.zeros(88_200), sample_rate=44_100)
    with pytest.raises(semeq.AudioError, match="at least 2 s"):
        semeq.estimate_eq(notes[:, :44_100], sample_rate=44_100)
    with pytest.raises(semeq.AudioError, match="a tone"):
        semeq.estimate_eq(tone, sample_rate=44_100)


def test_the_latent_is_that_of_the_model_asked(
    notes: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The estimator's own where the model has its decoder; else the model encodes the settings."""
    model = semeq.load_model()
    found = semeq.estimate_eq(notes, sample_rate=44_100)
    params = found.settings.params
    np.testing.assert_allclose(model.decode(found.latent[np.newaxis], polish=0)[0], params, 1e-5)
    assert np.abs(found.latent - model.encode([params])[0]).max() > 1e-6
    monkeypatch.setattr("semeq.ears.estimate.decoder_sha256_of", lambda _model: "another")
    encoded = semeq.estimate_eq(notes, sample_rate=44_100)
    np.testing.assert_array_equal(encoded.latent, model.encode([params])[0])
    assert encoded.settings == found.settings
