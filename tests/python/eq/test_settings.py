"""Band and EqSettings: values kept, values refused, round trips."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from semeq import Band, EqSettings, ParameterError
from semeq.eq.params import PARAM_NAMES, SAFE_KINDS

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


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "notch"}, "kind must be one of low_shelf, peak, high_shelf, got 'notch'"),
        ({"freq_hz": 0.0}, "freq_hz must be finite and > 0, got 0"),
        ({"freq_hz": float("inf")}, "freq_hz must be finite"),
        ({"gain_db": float("nan")}, r"gain_db must be in \[-60, 60\], got nan"),
        ({"gain_db": 61.0}, "got 61"),
        ({"q": -1.0}, "q must be finite and > 0, got -1"),
        ({"kind": 2}, "kind must be one of .*, got 2"),
        ({"kind": np.zeros(2)}, "kind must be one of"),
        ({"freq_hz": "1k"}, "freq_hz must be a single number, got '1k'"),
        ({"freq_hz": "1000"}, "freq_hz must be a single number, got '1000'"),
        ({"gain_db": None}, "gain_db must be a single number, got None"),
        ({"gain_db": 10**400}, "gain_db must be a single number"),
        ({"q": [1.0]}, r"q must be a single number, got \[1.0\]"),
        ({"q": np.ones(1)}, "q must be a single number"),
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


@pytest.mark.parametrize("number", [np.float32, np.float64, np.int16, int, float, Fraction])
def test_numbers_of_any_type_make_equal_bands_that_json_holds(number: type) -> None:
    band = Band(np.str_("peak"), number(100), number(-3), number(2))
    settings = EqSettings([band])
    assert band == Band("peak", 100.0, -3.0, 2.0)
    assert hash(band) == hash(Band("peak", 100.0, -3.0, 2.0))
    assert {type(value) for value in (band.freq_hz, band.gain_db, band.q)} == {float}
    assert EqSettings.from_dict(json.loads(json.dumps(settings.to_dict()))) == settings
    from_row = EqSettings.from_params(np.ones(13, np.float32))
    assert from_row == EqSettings.from_params([1.0] * 13)
    json.dumps(from_row.to_dict())


@pytest.mark.parametrize("bands", [None, 3, Band("peak", 1_000.0, 1.0), "peak", {"kind": "peak"}])
def test_bands_must_be_a_sequence_of_bands(bands: object) -> None:
    with pytest.raises(ParameterError, match="bands must"):
        EqSettings(bands)


@pytest.mark.parametrize("wrong", [None, "flat", ["a"] * 13, [[1], [2, 3]], 13 * [1j]])
def test_params_must_be_numbers(wrong: object) -> None:
    with pytest.raises(ParameterError, match="params must"):
        EqSettings.from_params(wrong)


def test_a_sample_rate_is_asked_for() -> None:
    settings = EqSettings((Band("peak", 1_000.0, 1.0),))
    for call in (settings.to_sos, settings.curve_db):
        with pytest.raises(TypeError, match="sample_rate"):
            call()


@pytest.mark.parametrize("wrong", [None, 3, [], {"bands": None}, {"bands": [3]}, {"bands": [{}]}])
def test_what_is_no_mapping_of_bands_is_refused(wrong: object) -> None:
    with pytest.raises(ParameterError, match=r"expected \{'bands'"):
        EqSettings.from_dict(wrong)


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
