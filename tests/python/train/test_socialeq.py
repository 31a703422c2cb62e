"""The socialeq's words: SocialEQ as JSON, SocialFX as Parquet, good files and bad ones."""

from __future__ import annotations

import json
from collections.abc import Callable
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
from semeq.train.data.languages import guess_language
from semeq.train.data.records import word_report
from semeq.train.data.socialeq import read_socialeq
from semeq.train.data.socialfx import clean_graphic, read_socialfx

GAINS = np.linspace(-1.0, 1.0, 40).tolist()


def entry(**changes: Any) -> dict[str, Any]:
    return {"lang": "English", "word": "bright", "settings": GAINS, "num": 3} | changes


def write_json(path: Path, entries: Any, encoding: str = "utf-8") -> Path:
    path.write_text(json.dumps(entries, ensure_ascii=False), encoding=encoding)
    return path


def write_parquet(path: Path, rows: list[dict[str, Any]]) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def row(**changes: Any) -> dict[str, Any]:
    keys = [f"{hz} Hz" for hz in SOCIALEQ_CENTERS_HZ]
    return {
        "id": "a1", "text": "bright", "param_keys": keys, "param_values": GAINS, "extra": None,
    } | changes  # fmt: skip


def test_the_published_words_are_read(shared_dir: Path) -> None:
    checked = read_socialeq(shared_dir / "data/audealize/eqdescriptors.json")
    assert not checked.skipped
    words = checked.data
    assert len(words) == 394
    assert (words.languages == "es").sum() == 100
    assert words.gains.shape == (394, 40)
    assert words.counts[words.words.tolist().index("warm")] == 122
    np.testing.assert_allclose(np.ptp(words.curves_db, axis=1), 10.0)
    report = word_report(words.words.tolist(), words.counts.tolist())
    assert report["words"] == 394
    assert report["share_of_words_below_5"] == pytest.approx(313 / 394)
    spanish = words.words[words.languages == "es"].tolist()
    english = words.words[words.languages == "en"].tolist()
    assert sum(guess_language(word) == "es" for word in spanish) >= 90
    assert sum(guess_language(word) == "es" for word in english) == 0


def test_a_word_that_comes_twice_is_merged_by_its_counts(tmp_path: Path) -> None:
    other = [-gain for gain in GAINS]
    path = write_json(
        tmp_path / "words.json",
        [entry(num=3), entry(word=" Bright ", settings=other, num=1), entry(lang="Español")],
    )
    words = read_socialeq(path).data
    assert words.words.tolist() == ["bright", "bright"]
    assert words.languages.tolist() == ["en", "es"]
    assert words.counts.tolist() == [4, 3]
    np.testing.assert_allclose(words.gains[0], 0.5 * np.array(GAINS))


BAD_ENTRIES = [
    (entry(settings=GAINS[:39]), "settings must hold 40 gains, got 39"),
    (entry(settings=[*GAINS[:-1], float("nan")]), "gain 40: expected a finite number, got nan"),
    (entry(settings=[*GAINS[:-1], "2"]), "gain 40: expected a number, got '2'"),
    (entry(settings="loud"), "must hold 40 gains, got 'loud'"),
    (entry(settings=[0.5] * 40), "settings are flat"),
    (entry(word="  "), "word is empty"),
    (entry(word=7), "word must be a string, got 7"),
    (entry(word="fr\u00c3\u00ado"), "another encoding"),
    (entry(word="fr\ufffdo"), "another encoding"),
    (entry(num=0), "num must be a whole number above 0, got 0"),
    (entry(num=True), "num must be a whole number above 0, got True"),
    (entry(lang="Klingon"), "must be English or Español, got 'Klingon'"),
    ({"word": "x"}, "lacks lang, settings, num"),
    (["x"], "expected an object"),
]


@pytest.mark.parametrize(("bad", "message"), BAD_ENTRIES)
def test_bad_entries_are_refused_with_their_number_or_skipped(
    tmp_path: Path, bad: Any, message: str
) -> None:
    path = write_json(tmp_path / "words.json", [entry(), bad, entry(word="dark")])
    with pytest.raises(DataError, match="entry 2: .*" + message.replace("(", r"\(")):
        read_socialeq(path)
    checked = read_socialeq(path, on_bad="skip")
    assert checked.data.words.tolist() == ["bright", "dark"]
    assert len(checked.skipped) == 1
    assert checked.skipped[0].startswith("entry 2: ")
    assert checked.reasons().startswith("1 rows left out: entry 2")


def test_bad_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="UTF-8 JSON"):
        read_socialeq(tmp_path / "missing.json")
    latin = write_json(tmp_path / "latin.json", [entry(word="frío")], encoding="latin-1")
    with pytest.raises(DataError, match="UTF-8 JSON"):
        read_socialeq(latin)
    with pytest.raises(DataError, match="expected a list of words, got a JSON dict"):
        read_socialeq(write_json(tmp_path / "a.json", {"words": []}))
    with pytest.raises(DataError, match="no usable entry"):
        read_socialeq(write_json(tmp_path / "b.json", []))
    with pytest.raises(DataError, match="no usable entry: entry 1: word is empty"):
        read_socialeq(write_json(tmp_path / "c.json", [entry(word="")]), on_bad="skip")
    with pytest.raises(DataError, match="on_bad must be"):
        read_socialeq(write_json(tmp_path / "d.json", [entry()]), on_bad="ignore")


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


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda path: write_json(path, [entry(), entry(word="")]), "socialeq"),
        (lambda path: write_parquet(path, [row(), row(text="")]), "socialfx"),
    ],
)
def test_data_commands(make: Callable[[Path], Path], name: str, tmp_path: Path) -> None:
    path = make(tmp_path / "file")
    app = typer.Typer()
    app.command()(data)
    refused = CliRunner().invoke(app, [name, "--file", str(path)])
    assert isinstance(refused.exception, DataError)
    shown = CliRunner().invoke(app, [name, "--file", str(path), "--skip-bad", "--json"])
    assert shown.exit_code == 0, shown.output
    report = json.loads(shown.output)
    assert report["words"] == 1
    assert len(report["skipped"]) == 1
    shown = CliRunner().invoke(app, [name, "--file", str(path), "--skip-bad"])
    assert "left out" in shown.output
    assert f"file {path}" in shown.output  # where a download lies, for semeq train
