"""SocialFX as raw CSV and as Parquet: the real file, good files and bad ones."""

from __future__ import annotations

import csv
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
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.data.loading import load_splits
from semeq.train.data.records import word_report
from semeq.train.data.socialfx import read_socialfx
from semeq.train.data.socialfx_cleaning import (
    PUBLISHED_WORDS,
    clean_graphic,
    merged_words,
    session_facts,
    taught_words,
)
from semeq.train.data.socialfx_csv import CSV_HEADER
from semeq.train.model.presets import load_preset

GAINS = np.linspace(-1.0, 1.0, 40).tolist()


def write_parquet(path: Path, rows: list[dict[str, Any]]) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def row(**changes: Any) -> dict[str, Any]:
    keys = [f"{hz} Hz" for hz in SOCIALEQ_CENTERS_HZ]
    return {
        "id": "a1", "text": "bright", "param_keys": keys, "param_values": GAINS, "extra": None,
    } | changes  # fmt: skip


def csv_row(word: str = "bright", language: str = "English", **changes: Any) -> list[str]:
    fields = {"audio": "8", "consistency": "0.5", "gains": [str(gain) for gain in GAINS]} | changes
    return [word, language, fields["audio"], fields["consistency"], *fields["gains"]]


def write_csv_file(path: Path, rows: list[list[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([CSV_HEADER, *rows])
    return path


@pytest.fixture(scope="session")
def real_file(shared_dir: Path) -> Path:
    path = shared_dir / "data/socialfx/eq_contributions.csv"
    if not path.exists():
        pytest.skip("needs eq_contributions.csv in ../shared, which is not distributed")
    return path


@pytest.fixture(scope="session")
def real(real_file: Path) -> GraphicTable:
    checked = read_socialfx(real_file)
    assert not checked.skipped
    return checked.data


def test_the_raw_file_holds_what_is_known_of_it(real: GraphicTable) -> None:
    assert real.gains.shape == (1_595, 40)
    np.testing.assert_allclose(real.gains.mean(axis=1), 0.0, atol=1e-12)
    np.testing.assert_allclose(real.gains.std(axis=1), 1.0, atol=1e-12)
    assert (real.words[0], real.languages[0]) == ("hot", "en")
    facts = session_facts(real)
    assert facts["sessions"] == {"en": 918, "es": 677}
    consistency = facts["ratings_consistency"]
    assert consistency["lowest"] == pytest.approx(0.0002, abs=5e-5)
    assert consistency["median"] == pytest.approx(0.49, abs=5e-3)
    assert consistency["highest"] == pytest.approx(0.94, abs=5e-3)
    assert facts["words_read"] == 765
    assert [facts[f"words_from_{n}"] for n in (5, 10, 20)] == [53, 24, 7]
    counts = real.word_counts()
    known = {
        "warm": 64, "cold": 34, "claro": 33, "soft": 29, "loud": 26, "suave": 23, "happy": 22,
        "bright": 19, "fuerte": 18, "soothing": 17, "harsh": 16, "clear": 12,
    }  # fmt: skip
    assert {word: counts[word] for word in known} == known
    assert list(counts)[:9] == list(known)[:9]


def test_hot_is_english(real: GraphicTable) -> None:
    assert (real.word_counts("en")["hot"], real.word_counts("es")["hot"]) == (8, 1)
    merged = merged_words(real)
    assert merged.word_counts("en")["hot"] == 9
    assert "hot" not in merged.word_counts("es")
    kept, _ = clean_graphic(real)
    assert "hot" not in kept.languages
    assert {"claro", "brillante", "frío"} <= kept.languages.keys()


def test_no_word_has_more_people_than_the_raw_file_has_sessions(real: GraphicTable) -> None:
    kept, report = clean_graphic(real)
    assert report.as_counts() == {
        "read": 1_595, "right languages": 8, "merge spellings": 56, "drop non-words": 2,
        "drop flat settings": 0, "drop duplicates": 0, "drop rare words": 0, "left": 1_593,
    }  # fmt: skip
    counts = kept.word_counts()
    assert (counts["warm"], counts["cold"], counts["clear"], counts["sad"]) == (64, 34, 13, 10)
    assert real.word_curves().counts.sum() == len(real)


def test_words_with_more_than_twenty_sessions_once_synonyms_are_merged(real: GraphicTable) -> None:
    many = session_facts(real)["with_synonyms_merged"]
    assert set(PUBLISHED_WORDS) | {"clear", "cold", "happy", "sad"} == set(many)
    assert (many["calm"], many["warm"], many["heavy"]) == (76, 70, 25)
    assert sum(merged_words(real, synonyms=True).word_counts().values()) == len(real)


def test_both_files_say_the_same(real: GraphicTable, tmp_path: Path) -> None:
    """The published Parquet has the rows of the raw file with ``extra`` as a Python literal."""
    names = {"en": "English", "es": "Español"}
    rows = [
        row(id=str(i), text=word, param_values=gains,
            extra=repr({"lang": names[language], "ratings_consistency": consistency}))
        for i, (word, language, gains, consistency) in enumerate(
            zip(real.words.tolist(), real.languages.tolist(), real.gains.tolist(),
                real.ratings_consistency.tolist(), strict=True)
        )
    ]  # fmt: skip
    table = read_socialfx(write_parquet(tmp_path / "eq.parquet", rows)).data
    for name in ("words", "languages", "gains", "ratings_consistency"):
        np.testing.assert_array_equal(getattr(table, name), getattr(real, name))


def test_the_real_sessions_are_split_for_training(real: GraphicTable, real_file: Path) -> None:
    splits = load_splits(real_file, load_preset("socialfx").data)
    tables = (splits.train, splits.val, splits.test)
    assert sum(map(len, tables)) == 1_593
    assert splits.content_sha256 == real.sha256
    assert all(table.rows_of("warm").sum() >= 5 for table in tables)


def test_csv_rows_are_read_whatever_the_file_is_called(tmp_path: Path) -> None:
    rows = [csv_row(" Warm "), csv_row("OSCURO", "Español", consistency="-0.25"), []]
    table = read_socialfx(write_csv_file(tmp_path / "eq.data", rows, "utf-8-sig")).data
    assert table.ids.tolist() == ["row-0002", "row-0003"]
    assert table.words.tolist() == ["warm", "oscuro"]
    assert table.languages.tolist() == ["en", "es"]
    assert table.ratings_consistency.tolist() == [0.5, -0.25]
    np.testing.assert_array_equal(table.gains[0], GAINS)
    np.testing.assert_allclose(np.ptp(table.curves_db, axis=1), 10.0)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (csv_row()[:-1], "expected 44 fields, got 43"),
        ([], "expected 44 fields, got 0"),
        (csv_row(""), r"the word \(column 0\) is empty"),
        (csv_row(language="Deutsch"), "the language must be English or Español, got 'Deutsch'"),
        (csv_row(consistency=""), r"ratings_consistency \(column 3\): expected a number, got ''"),
        (csv_row(consistency="1.5"), r"ratings_consistency must be in \[-1, 1\], got 1.5"),
        (csv_row(consistency="nan"), r"ratings_consistency must be in \[-1, 1\], got nan"),
        (csv_row(gains=["x"] * 40), "column 4: expected a number, got 'x'"),
        (csv_row(gains=["inf"] * 40), "columns 4 to 43, gain 1: expected a finite number, got inf"),
    ],
)
def test_bad_csv_rows_are_refused_with_their_number_or_skipped(
    tmp_path: Path, bad: list[str], message: str
) -> None:
    path = write_csv_file(tmp_path / "eq.csv", [csv_row(), bad, csv_row("warm")])
    with pytest.raises(DataError, match=f"eq.csv, row 3: {message}"):
        read_socialfx(path)
    checked = read_socialfx(path, on_bad="skip")
    assert checked.data.ids.tolist() == ["row-0002", "row-0004"]
    assert len(checked.skipped) == 1
    assert checked.skipped[0].startswith("row 3: ")


def test_other_csv_files_are_refused(tmp_path: Path, made_up_csv: Path) -> None:
    with pytest.raises(DataError, match=r"is not the raw CSV of SocialFX.*got 25: 1, "):
        read_socialfx(made_up_csv)
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(DataError, match=r"is not the raw CSV of SocialFX.*got 0: "):
        read_socialfx(tmp_path / "empty.csv")
    with pytest.raises(DataError, match="holds no usable row"):
        read_socialfx(write_csv_file(tmp_path / "header.csv", []))
    path = write_csv_file(tmp_path / "latin.csv", [csv_row("áspero", "Español")], "latin-1")
    with pytest.raises(DataError, match="cannot be read as UTF-8 CSV"):
        read_socialfx(path)


def test_a_word_of_two_languages_counts_as_english(tmp_path: Path) -> None:
    rows = [csv_row("tropical", "Español"), csv_row("tropical"), csv_row("claro", "Español")]
    for order in (rows, rows[::-1]):
        table = read_socialfx(write_csv_file(tmp_path / "eq.csv", order)).data
        assert table.settings().languages == {"claro": "es"}


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
        "read": 6, "right languages": 0, "merge spellings": 0, "drop non-words": 0,
        "drop flat settings": 1, "drop duplicates": 2, "drop rare words": 0, "left": 3
    }  # fmt: skip
    assert np.isnan(table.ratings_consistency).all()
    assert session_facts(table)["ratings_consistency"]["median"] is None
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
        ({"extra": "no mapping"}, "extra is neither JSON nor a Python literal: 'no mapping'"),
        ({"extra": "{'lang': 'Klingon'}"}, "the language must be English or Español"),
        ({"extra": "{'ratings_consistency': '0.7'}"}, "ratings_consistency must be in"),
        ({"text": ""}, "text is empty"),
        ({"text": None}, "text must be a string, got None"),
    ],
)
def test_bad_parquet_rows_are_refused_with_their_number_or_skipped(
    tmp_path: Path, bad: dict[str, Any], message: str
) -> None:
    texts = isinstance(bad.get("extra"), str)
    good = row(extra="{'lang': 'English'}") if texts else row()
    path = write_parquet(tmp_path / "eq.parquet", [good, good | {"text": "dark"}, row(**bad)])
    with pytest.raises(DataError, match=f"row 3: .*{message}"):
        read_socialfx(path)
    checked = read_socialfx(path, on_bad="skip")
    assert len(checked.data) == 2
    assert len(checked.skipped) == 1


def test_bad_parquet_files_are_refused(tmp_path: Path, made_up_csv: Path) -> None:
    with pytest.raises(DataError, match=r"missing\.parquet cannot be read"):
        read_socialfx(tmp_path / "missing.parquet")
    for name, content in (("a.parquet", made_up_csv.read_bytes()), ("b", b"PAR1 and no more")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DataError, match="cannot be read as Parquet"):
            read_socialfx(tmp_path / name)
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


def test_the_command_reports_the_real_sessions(real_file: Path) -> None:
    app = typer.Typer()
    app.command()(data)
    shown = CliRunner().invoke(app, ["socialfx", "--file", str(real_file), "--json"])
    assert shown.exit_code == 0, shown.output
    report = json.loads(shown.output)
    assert (report["n_read"], report["examples"], report["words_read"]) == (1_595, 1_593, 765)
    assert report["sessions"] == {"en": 918, "es": 677}
    assert report["most_frequent"]["warm"] == 64
    assert report["with_synonyms_merged"]["heavy"] == 25
    shown = CliRunner().invoke(app, ["socialfx", "--file", str(real_file)])
    assert "sessions: en 918, es 677" in shown.output
    assert "warm 64, cold 34, claro 33" in shown.output


def test_taught_words_have_one_language_and_no_session_twice(tmp_path: Path) -> None:
    gains = [str(value) for value in np.linspace(-1, 1, 40)]
    others = [[*gains[:-1], str(2.0 + i)] for i in range(6)]
    rows = [
        ["piano", "Spanish", "1", "0.5", *others[0]],
        ["piano", "English", "1", "0.5", *others[1]],
        ["piano", "English", "1", "0.5", *others[2]],
        ["hot", "Spanish", "1", "0.5", *others[3]],
        ["clarity", "English", "1", "0.5", *others[4]],
        ["clear", "English", "1", "0.5", *others[5]],
        ["clear", "English", "1", "0.5", *others[5]],
        ["eq", "English", "1", "0.5", *gains],
    ]
    taught = taught_words(read_socialfx(write_csv_file(tmp_path / "some.csv", rows)).data)
    assert taught.word_counts() == {"piano": 3, "clarity": 1, "clear": 1, "hot": 1}
    languages = dict(zip(taught.words.tolist(), taught.languages.tolist(), strict=True))
    assert languages == {"piano": "en", "hot": "en", "clarity": "en", "clear": "en"}
    assert len(taught.word_curves()) == 4
