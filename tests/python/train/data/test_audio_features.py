"""The companion feature file, on rows made for the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from semeq.errors import DataError
from semeq.train.data.audio_features import N_FEATURES, read_audio_features
from semeq.train.data.safe import read_safe


def feature_row(entry: int, state: str, value: float) -> list[str]:
    return [str(entry), state, *[str(value + k) for k in range(N_FEATURES)]]


def test_features_are_joined_by_id(
    tmp_path: Path, made_up_rows: Callable[..., Any], write_csv: Callable[..., Path]
) -> None:
    path = write_csv(tmp_path / "SAFEEqualiserUserData.csv", made_up_rows(3))
    write_csv(
        tmp_path / "SAFEEqualiserAudioFeatureData.csv",
        [feature_row(3, "processed", 30.0), feature_row(3, "unprocessed", 3.0),
         feature_row(1, "Processed", 10.0)],
    )  # fmt: skip
    features = read_safe(path, include_audio=True).audio_features
    assert features is not None
    np.testing.assert_array_equal(features[2, 0], 3.0 + np.arange(N_FEATURES))
    np.testing.assert_array_equal(features[2, 1], 30.0 + np.arange(N_FEATURES))
    assert np.isnan(features[0, 0]).all()
    assert features[0, 1, 0] == 10.0
    assert np.isnan(features[1]).all()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([feature_row(1, "wet", 0.0)], "column 1: expected unprocessed or processed, got 'wet'"),
        ([feature_row(1, "processed", 0.0)[:-1]], "expected 82 columns, got 81"),
        ([feature_row(1, "processed", 0.0)] * 2, "a second processed row of entry 1"),
        ([[*feature_row(1, "processed", 0.0)[:-1], "x"]], "could not convert"),
    ],
)
def test_malformed_rows_are_named(
    tmp_path: Path, rows: list[list[str]], message: str, write_csv: Callable[..., Path]
) -> None:
    with pytest.raises(DataError, match=message):
        read_audio_features(write_csv(tmp_path / "f.csv", rows))


def test_files_that_do_not_belong_together_are_refused(
    tmp_path: Path, made_up_rows: Callable[..., Any], write_csv: Callable[..., Path]
) -> None:
    path = write_csv(tmp_path / "a.csv", made_up_rows(2))
    audio = write_csv(tmp_path / "f.csv", [feature_row(99, "processed", 0.0)])
    with pytest.raises(DataError, match="no entry id"):
        read_safe(path, include_audio=True, audio_path=audio)
    with pytest.raises(DataError, match="cannot be read"):
        read_safe(path, include_audio=True)


def test_rows_with_blanks_are_left_out_and_counted(
    tmp_path: Path, made_up_rows: Callable[..., Any], write_csv: Callable[..., Path]
) -> None:
    one, two = feature_row(1, "processed", 0.0), feature_row(2, "processed", 5.0)
    one[12], two[4], two[7] = "", "", " "
    header = ["id", "state", *map(str, range(N_FEATURES))]
    rows = [header, feature_row(1, "unprocessed", 1.0), one, two, feature_row(3, "processed", 3.0)]
    audio = write_csv(tmp_path / "SAFEEqualiserAudioFeatureData.csv", rows)
    checked = read_audio_features(audio)
    assert checked.skipped == (
        "row 3: column 12 is blank",
        "row 4: 2 columns are blank, the first is 4",
    )
    assert checked.reasons().startswith("2 rows left out: row 3")
    assert sorted(checked.data) == [1, 3]
    assert np.isnan(checked.data[1][1]).all()  # its processed row had the blank
    assert not np.isnan(checked.data[1][0]).any()

    path = write_csv(tmp_path / "SAFEEqualiserUserData.csv", made_up_rows(3))
    features = read_safe(path, include_audio=True).audio_features
    assert features is not None
    assert np.isnan(features[1]).all()
    assert features[2, 1, 0] == 3.0
    short = write_csv(tmp_path / "short.csv", [one[:-1]])
    with pytest.raises(DataError, match="expected 82 columns, got 81"):
        read_audio_features(short)
