"""The raw file's header, which has a name less than its rows have fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from semeq import DataError
from semeq.train.data.socialfx_csv import CSV_HEADER, csv_rows


def test_the_header_has_a_name_less_than_the_rows_have_fields() -> None:
    assert len(CSV_HEADER) == 43
    assert CSV_HEADER[3] == "RSC_20Hz_band"
    assert CSV_HEADER[-1] == "RSC_19682Hz_band"
    header = ",".join(CSV_HEADER).encode()
    rows = list(csv_rows(header + b"\nhot,English\n\n\n", Path("x.csv")))
    assert rows == [(2, ["hot", "English"])]
    with pytest.raises(DataError, match="must have the 43 names descriptor, audio_id"):
        csv_rows(b"word," + header, Path("x.csv"))
