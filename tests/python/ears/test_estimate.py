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
