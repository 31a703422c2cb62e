"""SocialEQ as JSON: good files and bad ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from semeq import DataError
from semeq.cli.data import data
from semeq.train.data.languages import guess_language
from semeq.train.data.records import word_report
from semeq.train.data.socialeq import read_socialeq

GAINS = np.linspace(-1.0, 1.0, 40).tolist()


def entry(**changes: Any) -> dict[str, Any]:
    return {"lang": "English", "word": "bright", "settings": GAINS, "num": 3} | changes


def write_json(path: Path, entries: Any, encoding: str = "utf-8") -> Path:
    path.write_text(json.dumps(entries, ensure_ascii=False), encoding=encoding)
    return path


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


def test_the_command_leaves_bad_entries_out_when_asked(tmp_path: Path) -> None:
    path = write_json(tmp_path / "words.json", [entry(), entry(word="")])
    app = typer.Typer()
    app.command()(data)
    refused = CliRunner().invoke(app, ["socialeq", "--file", str(path)])
    assert isinstance(refused.exception, DataError)
    shown = CliRunner().invoke(app, ["socialeq", "--file", str(path), "--skip-bad", "--json"])
    assert shown.exit_code == 0, shown.output
    report = json.loads(shown.output)
    assert report["words"] == 1
    assert len(report["skipped"]) == 1
    shown = CliRunner().invoke(app, ["socialeq", "--file", str(path), "--skip-bad"])
    assert "left out" in shown.output
    assert f"file {path}" in shown.output  # where a download lies, for semeq train
