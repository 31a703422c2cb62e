"""SocialFX as Parquet: good files and bad ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from semeq import DataError
from semeq.cli.data import data
from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ
from semeq.train.data.records import word_report
from semeq.train.data.socialfx import clean_graphic, read_socialfx

GAINS = np.linspace(-1.0, 1.0, 40).tolist()


def write_parquet(path: Path, rows: list[dict[str, Any]]) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def row(**changes: Any) -> dict[str, Any]:
    keys = [f"{hz} Hz" for hz in SOCIALEQ_CENTERS_HZ]
    return {
        "id": "a1", "text": "bright", "param_keys": keys, "param_values": GAINS, "extra": None,
    } | changes  # fmt: skip


def test_parquet_as_uneven_as_the_real_one(
    skewed_rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    table = read_socialfx(write_parquet(tmp_path / "eq.parquet", skewed_rows)).data
    assert table.gains.shape == (1_595, 40)
    report = word_report(table.words.tolist(), [1] * len(table))
    assert report["words"] == 765
    assert 0.9 < report["share_of_words_below_5"] < 0.97
    kept, cleaning = clean_graphic(table, min_examples=5)
    assert cleaning.n_read == 1_595
    counts = cleaning.as_counts()
    assert counts["left"] == len(kept) == 1_595 - counts["drop rare words"]
    assert np.unique(kept.words, return_counts=True)[1].min() >= 5
    curves = table.word_curves()
    assert len(curves) == 765
    assert curves.counts.sum() == 1_595


def test_parquet_rows_are_cleaned_and_languages_found(tmp_path: Path) -> None:
    rows = [
        row(),
        row(),  # again
        row(text="oscuro", extra={"lang": None}),
        row(text="metal", extra={"lang": "Español"}),
        row(text="flat", param_values=[0.1] * 40),
        row(text=" Bright", extra={"lang": "English"}),
    ]
    table = read_socialfx(write_parquet(tmp_path / "eq.parquet", rows)).data
    assert table.languages.tolist() == ["en", "en", "es", "es", "en", "en"]
    kept, cleaning = clean_graphic(table)
    assert cleaning.as_counts() == {
        "read": 6, "drop flat settings": 1, "drop duplicates": 2, "drop rare words": 0, "left": 3
    }  # fmt: skip
    assert kept.words.tolist() == ["bright", "oscuro", "metal"]
    with pytest.raises(DataError, match="cleaning left none of 6 rows"):
        clean_graphic(table, min_examples=9)
    texts = [row(extra='{"language": "Spanish"}')]
    assert read_socialfx(write_parquet(tmp_path / "b.parquet", texts)).data.languages == ["es"]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"param_values": GAINS[:39]}, "param_values must hold 40 gains, got 39"),
        ({"param_values": [*GAINS[:-1], float("inf")]}, "expected a finite number, got inf"),
        ({"param_values": None}, "must hold 40 gains, got None"),
        ({"param_keys": ["a"] * 39}, "param_keys must name 40 bands, got 39"),
        ({"text": ""}, "text is empty"),
        ({"text": None}, "text must be a string, got None"),
    ],
)
def test_bad_parquet_rows_are_refused_with_their_number_or_skipped(
    tmp_path: Path, bad: dict[str, Any], message: str
) -> None:
    path = write_parquet(tmp_path / "eq.parquet", [row(), row(text="dark"), row(**bad)])
    with pytest.raises(DataError, match=f"row 3: .*{message}"):
        read_socialfx(path)
    checked = read_socialfx(path, on_bad="skip")
    assert len(checked.data) == 2
    assert len(checked.skipped) == 1


def test_bad_parquet_files_are_refused(tmp_path: Path, made_up_csv: Path) -> None:
    with pytest.raises(DataError, match="cannot be read as Parquet"):
        read_socialfx(tmp_path / "missing.parquet")
    with pytest.raises(DataError, match="cannot be read as Parquet"):
        read_socialfx(made_up_csv)
    path = write_parquet(tmp_path / "eq.parquet", [{"id": "1", "text": "x", "gains": [1.0]}])
    with pytest.raises(DataError, match="lacks the columns param_keys, param_values; it has id"):
        read_socialfx(path)


def test_the_command_leaves_bad_rows_out_when_asked(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "eq.parquet", [row(), row(text="")])
    app = typer.Typer()
    app.command()(data)
    refused = CliRunner().invoke(app, ["socialfx", "--file", str(path)])
    assert isinstance(refused.exception, DataError)
    shown = CliRunner().invoke(app, ["socialfx", "--file", str(path), "--skip-bad", "--json"])
    assert shown.exit_code == 0, shown.output
    report = json.loads(shown.output)
    assert report["words"] == 1
    assert len(report["skipped"]) == 1
    shown = CliRunner().invoke(app, ["socialfx", "--file", str(path), "--skip-bad"])
    assert "left out" in shown.output
    assert f"file {path}" in shown.output  # where a download lies, for semeq train
