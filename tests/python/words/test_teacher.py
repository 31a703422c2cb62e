"""Teaching a word: what is asked, what answers change, and what survives a killed session."""

from __future__ import annotations

import json
import os
import stat
import time
from pathlib import Path

import numpy as np
import pytest

import semeq
from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ
from semeq.errors import DataError, ParameterError
from semeq.words.taught_word import TaughtWord
from semeq.words.teaching_answers import Rating

FALLING = np.linspace(1.0, -1.0, 40)
FALLING /= FALLING.std()


def rating_of(probe, meant=FALLING) -> float:
    return float(np.clip(np.mean(np.array(probe.curve) * meant), -1, 1))


def correlation(teacher: semeq.Teacher) -> float:
    return float(np.corrcoef(teacher.curve_db, FALLING)[0, 1])


def test_five_ratings_teach_a_falling_curve() -> None:
    teacher = semeq.Teacher("cozy")
    for _ in range(5):
        probe = teacher.next()
        assert teacher.next() is probe
        teacher.rate(probe, rating_of(probe))
    assert correlation(teacher) > 0.9
    assert np.ptp(teacher.curve_db) == pytest.approx(10)


def test_comparisons_teach_it_too() -> None:
    teacher = semeq.Teacher("cozy")
    for _ in range(15):
        a, b = sorted(teacher.pair(), key=rating_of)
        teacher.compare(winner=b, loser=a)
    assert correlation(teacher) > 0.9


@pytest.mark.parametrize("sample_rate", [44_100, 96_000])
def test_probes_play_the_curve_that_is_learned_from(sample_rate: int) -> None:
    teacher = semeq.Teacher("cozy", sample_rate=sample_rate, strength_db=12)
    probe = teacher.next()
    played = probe.settings.curve_db(SOCIALEQ_CENTERS_HZ, sample_rate=sample_rate)
    assert np.ptp(played) == pytest.approx(12, abs=0.01)
    assert np.corrcoef(played, probe.curve)[0, 1] > 1 - 1e-6
    assert probe.error_db < 1e-3


def test_undo_is_exact() -> None:
    teacher = semeq.Teacher("cozy")
    teacher.rate(teacher.next(), 0.5)
    curve, probe = teacher.curve_db, teacher.next()
    teacher.rate(probe, -0.9)
    assert np.abs(teacher.curve_db - curve).max() > 0.1
    teacher.undo()
    np.testing.assert_array_equal(teacher.curve_db, curve)
    assert teacher.next() == probe
    teacher.undo()
    with pytest.raises(ParameterError, match="no answer to take back"):
        teacher.undo()


def test_repeats_tell_consistency_and_move_the_noise() -> None:
    firm, vague = semeq.Teacher("cozy"), semeq.Teacher("cozy")
    for teacher, second in ((firm, 0.8), (vague, -0.6)):
        with pytest.raises(ParameterError, match="rate next"):
            teacher.repeat()
        first = teacher.next()
        teacher.rate(first, 0.8)
        assert teacher.consistency is None
        assert teacher.repeat().curve == first.curve
        teacher.rate(teacher.repeat(), second)
    assert firm.consistency > 0.5 > vague.consistency
    assert firm.expected_gain != vague.expected_gain


def test_what_is_repeated_takes_turns() -> None:
    teacher = semeq.Teacher("cozy")
    for _ in range(2):
        teacher.rate(teacher.next(), 0.4)
    first, second = (each.curve for each in teacher.answers)
    assert teacher.repeat().curve == first
    teacher.rate(teacher.repeat(), 0.4)
    assert teacher.repeat().curve == second


def test_it_is_done_after_a_few() -> None:
    teacher = semeq.Teacher("cozy")
    gains = []
    while not teacher.is_done:
        gains.append(teacher.expected_gain)
        teacher.rate(teacher.next(), rating_of(teacher.next()))
    assert 3 <= len(teacher.answers) <= 15
    assert min(gains) >= 0.01
    assert teacher.result.expected_correlation > 0.7


def test_next_probe_is_quick() -> None:
    teacher = semeq.Teacher("cozy")
    spent_s = []
    for _ in range(10):
        begun_s = time.process_time()
        probe = teacher.next()
        teacher.rate(probe, 0.3)
        spent_s.append(time.process_time() - begun_s)
    assert np.median(spent_s) <= 0.02


def test_a_killed_session_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "cozy.json"
    teacher = semeq.Teacher("gemütlich", path=path, strength_db=8)
    for rating in (0.8, -0.2, 0.4):
        teacher.rate(teacher.next(), rating)
    a, b = teacher.pair()
    teacher.compare(a, b)
    again = semeq.Teacher.resume(path)
    assert (again.word, again.answers) == (teacher.word, teacher.answers)
    np.testing.assert_array_equal(again.curve_db, teacher.curve_db)
    assert again.next() == teacher.next()
    again.rate(again.next(), 0.1)
    assert len(TaughtWord.load(path).answers) == 5


def test_one_word_taught_twice_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "cozy.json"
    teacher = semeq.Teacher("cozy", path=path)
    teacher.rate(teacher.next(), 0.8)
    before = path.read_bytes()
    with pytest.raises(ParameterError, match="holds 'cozy' already, taught by 1 answers"):
        semeq.Teacher("cozy", path=path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("rating", [1.01, -2, np.nan, "1", None, True])
def test_ratings_outside_the_range_change_nothing(tmp_path: Path, rating: object) -> None:
    path = tmp_path / "cozy.json"
    teacher = semeq.Teacher("cozy", path=path)
    teacher.rate(teacher.next(), 0.8)
    before = path.read_bytes()
    with pytest.raises(ParameterError, match="rating must be"):
        teacher.rate(teacher.next(), rating)
    assert len(teacher.answers) == 1
    assert path.read_bytes() == before


def test_other_arguments_are_refused() -> None:
    for word in ("", "a\nb", "x" * 101, 3):
        with pytest.raises(ParameterError, match="word"):
            semeq.Teacher(word)
    with pytest.raises(ParameterError, match=r"at least 40,168 Hz.* got 22050"):
        semeq.Teacher("cozy", sample_rate=22_050)
    with pytest.raises(ParameterError, match="strength_db"):
        semeq.Teacher("cozy", strength_db=0)
    teacher = semeq.Teacher("cozy")
    with pytest.raises(ParameterError, match="probe must be of type Probe"):
        teacher.rate(0.8, 0.8)
    with pytest.raises(ParameterError, match="the same twice"):
        teacher.compare(teacher.next(), teacher.next())


def test_an_answer_that_cannot_be_kept_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cozy.json"
    teacher = semeq.Teacher("cozy", path=path)
    teacher.rate(teacher.next(), 0.8)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(DataError, match="No space left"):
        teacher.rate(teacher.next(), 0.8)
    assert len(teacher.answers) == 1
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_file_is_private_and_readable(tmp_path: Path) -> None:
    path = tmp_path / "cozy.json"
    teacher = semeq.Teacher("cozy", path=path)
    teacher.rate(teacher.next(), 0.8)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert '"rating": 0.8' in path.read_text("utf-8")
    taught = TaughtWord.load(path)
    assert taught == teacher.result
    assert isinstance(taught.answers[0], Rating)
    assert str(taught).startswith("cozy: 1 ratings and 0 comparisons")
    assert "one sitting" in str(taught)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"version": 2}, "version 2, this semeq reads version 1: install a newer semeq"),
        ({"kind": "hand"}, "not a taught word"),
        ({"word": "a\nb"}, "damaged taught word"),
        ({"curve_db": [0.0] * 39}, "damaged taught word"),
        ({"answers": [{"kind": "rating", "rating": 2, "curve": [0.0] * 40}]}, "rating must be"),
        ({"answers": [{"kind": "guess"}]}, "one of rating, comparison"),
    ],
)
def test_other_files_are_refused_and_left(
    tmp_path: Path, change: dict[str, object], match: str
) -> None:
    path = tmp_path / "cozy.json"
    semeq.Teacher("cozy").result.save(path)
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")
    before = path.read_bytes()
    for read in (TaughtWord.load, semeq.Teacher.resume):
        with pytest.raises(DataError, match=match):
            read(path)
    with pytest.raises(DataError, match=match):
        semeq.Teacher("cozy", path=path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["", "[]", "{", "[" * 100_000, "\xff"])
def test_damage_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "cozy.json"
    path.write_text(content, "latin-1")
    with pytest.raises(DataError, match="not a taught word"):
        TaughtWord.load(path)
    with pytest.raises(DataError, match="not a taught word"):
        TaughtWord.load(tmp_path / "none.json")


def test_answers_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("semeq.words.teacher.MAX_ANSWERS", 1)
    teacher = semeq.Teacher("cozy")
    teacher.rate(teacher.next(), 0.8)
    with pytest.raises(ParameterError, match="at most 1 answers"):
        teacher.rate(teacher.next(), 0.8)


@pytest.mark.parametrize("sample_rate", [44_100, 16_000])
def test_five_bands_say_what_they_miss(sample_rate: int) -> None:
    teacher = semeq.Teacher("cozy")
    for _ in range(4):
        teacher.rate(teacher.next(), rating_of(teacher.next()))
    fit = teacher.result.fit(sample_rate=sample_rate)
    assert len(fit.settings.params) == 13
    freqs = np.array([hz for hz in SOCIALEQ_CENTERS_HZ if hz <= sample_rate / 2])
    missed = fit.settings.curve_db(freqs, sample_rate=sample_rate) - teacher.curve_db[: len(freqs)]
    assert fit.rms_db < 0.5
    assert (missed - missed.mean()).std() == pytest.approx(fit.rms_db, abs=1e-3)


def test_a_taught_word_writes_only_what_it_reads(tmp_path: Path) -> None:
    assert semeq.Teacher("cozy").result.to_dict()["version"] == 1
    taught = semeq.Teacher("cozy").result
    taught.save(tmp_path / "a.json")
    TaughtWord.load(tmp_path / "a.json").save(tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
