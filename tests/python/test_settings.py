"""Band and EqSettings: values kept, values refused, round trips."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from semeq import Band, EqSettings, ParameterError
from semeq.eq.params import FREQ_COLUMNS, GAIN_COLUMNS, PARAM_NAMES, Q_COLUMNS, SAFE_KINDS

gains = st.floats(-12, 12)
freqs = st.floats(20, 20_000)
qs = st.floats(0.1, 10)
params = st.tuples(
    *[gains if name.endswith("gain_db") else freqs if name.endswith("hz") else qs
      for name in PARAM_NAMES]
)  # fmt: skip


@given(params)
def test_params_survive_the_way_through_bands(values: tuple[float, ...]) -> None:
    settings = EqSettings.from_params(values)
    assert tuple(band.kind for band in settings.bands) == SAFE_KINDS
    np.testing.assert_array_equal(settings.params, values)
    assert EqSettings.from_dict(settings.to_dict()) == settings


def test_columns_agree_with_the_names() -> None:
    suffixes = {"_gain_db": GAIN_COLUMNS, "_freq_hz": FREQ_COLUMNS, "_q": Q_COLUMNS}
    for suffix, columns in suffixes.items():
        assert [i for i, name in enumerate(PARAM_NAMES) if name.endswith(suffix)] == list(columns)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "notch"}, "kind must be one of low_shelf, peak, high_shelf, got 'notch'"),
        ({"freq_hz": 0.0}, "freq_hz must be finite and > 0, got 0.0"),
        ({"freq_hz": float("inf")}, "freq_hz must be finite"),
        ({"gain_db": float("nan")}, "gain_db must be within ±60 dB, got nan"),
        ({"gain_db": 61.0}, "got 61.0"),
        ({"q": -1.0}, "q must be finite and > 0, got -1.0"),
    ],
)
def test_a_band_refuses_what_it_cannot_be(change: dict, message: str) -> None:
    good = {"kind": "peak", "freq_hz": 1_000.0, "gain_db": 3.0, "q": 1.0}
    with pytest.raises(ParameterError, match=message):
        Band(**(good | change))


def test_other_bands_have_no_params() -> None:
    with pytest.raises(ParameterError, match="have 13 params"):
        _ = EqSettings((Band("peak", 1_000.0, 1.0),)).params
    with pytest.raises(ParameterError, match=r"shape \(13,\).*got \(12,\)"):
        EqSettings.from_params(np.ones(12))


def test_a_foreign_mapping_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"expected \{'bands'"):
        EqSettings.from_dict({"band": []})
    with pytest.raises(ParameterError, match=r"expected \{'bands'"):
        EqSettings.from_dict({"bands": [{"kind": "peak", "frequency": 100}]})
    with pytest.raises(ParameterError, match=r"must hold semeq\.Band objects, got 3"):
        EqSettings((3,))


def test_flat_means_every_gain_is_zero() -> None:
    assert EqSettings(()).is_flat
    assert EqSettings((Band("peak", 1_000.0, 0.0),)).is_flat
    assert not EqSettings((Band("peak", 1_000.0, 1e-9),)).is_flat
