from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from semeq.errors import DataError
from semeq.train.people import cases, study
from semeq.train.people.cases import QUESTIONS, cases_of, participants
from semeq.train.people.figure import plot_people
from semeq.train.people.judge import FIGURES, fit_others
from semeq.train.people.report import report
from semeq.train.people.study import judge_people


def test_no_setting_that_is_seen_is_asked_for(studied):
    for question in QUESTIONS:
        for case in cases_of(studied, "person-03", question):
            assert not np.isin(case.seen[case.word], case.held).any()
            assert (studied.people[case.held] == "person-03").all()
            assert (studied.words[case.held] == case.word).all()
            assert sum(map(len, case.seen.values())) == question.n_same + question.n_other


def test_rows_left_out_change_nothing_in_the_fit(studied):
    left_out = studied.contributors == "lab-2"
    changed = studied.params.copy()
    changed[left_out, 0] = 12.0
    first = fit_others(studied, left_out).tables
    second = fit_others(type(studied)(**{**_fields(studied), "params": changed}), left_out).tables
    assert np.array_equal(first.means, second.means)
    assert np.array_equal(first.scatters, second.scatters)


def _fields(table):
    return {name: getattr(table, name) for name in table.__dataclass_fields__}


def test_own_settings_tell_the_others(studied, monkeypatch):
    monkeypatch.setattr(cases, "N_DRAWS", 1)
    monkeypatch.setattr(study, "tell_apart", lambda *_: 0.5)  # tested by itself, and slow
    figures = judge_people(studied.select(studied.people < "person-18"))
    assert figures["n_people"] == 18
    assert figures["n_laboratories"] == 6
    for part in ("folds", "laboratories"):
        asked = figures[part]["questions"]
        scores = [
            asked[name]["score"][0] for name in ("nothing", "1 own setting", "5 own settings")
        ]
        assert scores[0] > scores[1] > scores[2]
        assert asked["3 own settings"]["error"][0] < asked["3 own settings"]["point_error"][0]
        assert asked["3 own settings"]["nats"][0] > asked["3 own settings"]["student_nats"][0]
        assert asked["3 own settings"]["better"] > 0.8
        assert asked["3 of the other word"]["score"][0] < asked["nothing"]["score"][0]
        assert set(asked["nothing"]) >= set(FIGURES) - {"own_mean_error"}
    assert 0.0 < figures["folds"]["fit_error_db"]["median"] < 0.5
    mpl.use("agg")
    drawn = plot_people(figures)
    labels = [text.get_text() for text in drawn.get_legend().get_texts()]
    assert labels[0] == "samples (score)"
    shown = np.asarray(drawn.lines[0].get_ydata())[0]
    assert np.isclose(shown, figures["folds"]["questions"]["nothing"]["score"][0])
    plt.close(drawn.figure)
    text = report(figures)
    assert "18 people of 6 laboratories" in text
    assert "| 3 own settings |" in text


def test_a_table_without_participants_is_refused(studied):
    few = studied.select(studied.ids % 10 < 3)
    assert participants(few) == []
    with pytest.raises(DataError, match="nobody has eight settings"):
        judge_people(few)
